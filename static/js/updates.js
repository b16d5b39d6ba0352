/* Others' changes on an open page. Every few seconds the page asks whether anything changed; most replies say "no" (304).
   An answer that nobody is writing is put in place; where somebody writes, both texts stay until one is chosen. */
import { IDLE_AFTER, decide, delay } from "./changes.js";
import { answers, refresh, retell } from "./page.js";
import { isFinal } from "./queue.js";

const page = document.querySelector("[data-updates]");
let since = page.dataset.sequence, etag = "", talked = null, failures = 0, timer = null, asking = false, moved = Date.now();
const waiting = new Map(); /* changes that wait for a save of this page, by field */

const places = (field) => [...document.querySelectorAll(`.answer[data-field="${field}"]`)];
const stampOf = (answer) => {
  const base = answer.querySelector(`[name="${answer.dataset.field}-base"]`)?.value ?? answer.dataset.base ?? "0";
  return `${answer.dataset.version}.${base}`;
};

async function ask() {
  clearTimeout(timer);
  if (document.hidden || asking) return;
  asking = true;
  try {
    const sent = new URLSearchParams({ since, place: page.dataset.place });
    /* Where nobody touches the page, nobody is here. */
    if (Date.now() - moved < IDLE_AFTER) sent.set("at", document.activeElement?.closest(".answer")?.dataset.field ?? "");
    const address = `${page.dataset.updates}?${sent}`;
    const reply = await fetch(address, {
      headers: { "HX-Request": "true", "X-Reader": page.dataset.reader ?? "", ...etag && { "If-None-Match": etag } }, cache: "no-store", credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(10000),
    });
    if (reply.status !== 304) {
      if (!reply.ok && isFinal(reply.status)) return void document.dispatchEvent(new CustomEvent("project-refused", { detail: await reply.text() }));
      if (!reply.ok) throw new Error(String(reply.status));
      receive(new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("updates"));
      etag = reply.headers.get("ETag") ?? "";
    }
    failures = 0;
    if (isStale) refreshWhenQuiet();
    for (const change of [...waiting.values()]) put(change);
  } catch {
    failures += 1;
  } finally {
    asking = false;
  }
  plan();
}
/* Where something is saved, whatever saves it says so. */
if (!answers) document.addEventListener("project-refused", ({ detail }) => import("./kept.js").then(({ tell }) => tell(detail)));

function plan() {
  clearTimeout(timer);
  timer = setTimeout(ask, delay({ failures, idle: Date.now() - moved }));
}

function receive(reply) {
  since = reply.dataset.sequence;
  const people = document.getElementById("here_now"), anew = reply.querySelector("[data-anew]"), says = [];
  if (people?.textContent.trim() !== reply.querySelector("#here_now").textContent.trim()) people?.replaceWith(reply.querySelector("#here_now"));
  if (anew) return void (document.querySelector("main [data-anew]") ?? page.prepend(anew));
  for (const change of reply.querySelectorAll("[data-changed]")) if (put(change)) says.push(change.dataset.says);
  const rechecked = [...reply.querySelectorAll("[data-check]")].filter(recheck);
  if (says.length) document.getElementById("updates_say").textContent = says.slice(0, 3).join(". ");
  if (reply.dataset.hidden !== undefined) answers?.reveal(reply.dataset.hidden);
  const foreign = reply.dataset.sequences.split(" ").filter((sequence) => sequence && !answers?.ownChanges.has(sequence));
  const hasNewComment = talked !== null && talked !== reply.dataset.talked;
  /* What was written between the page and its first question is news too. */
  if (talked !== reply.dataset.talked) hear();
  if (hasNewComment) recount(reply.querySelector("[data-talks]"));
  talked = reply.dataset.talked;
  if (foreign.length || rechecked.length || hasNewComment) refreshWhenQuiet();
  if (!foreign.length) return;
  for (const older of document.querySelectorAll("[data-older]")) older.hidden = false;
}

/* Bring one change onto the page; return whether it was news there. */
function put(change) {
  const { changed: field, stamp } = change.dataset;
  const found = places(field), [first] = found;
  if (!first) return retell(field, change.dataset.told);
  const told = first.querySelector("[data-changed]")?.dataset.stamp ?? `${first.querySelector("[data-theirs-version]")?.dataset.theirsVersion}.0`;
  const isBusy = Boolean(answers?.isWaiting(field) || answers?.isFocused(field));
  const act = decide({ stamp, shown: stampOf(first), told, isSending: answers?.isSending(field), isBusy });
  waiting.delete(field);
  if (act === "wait") waiting.set(field, change);
  if (act === "tell") for (const answer of found) tell(answer, change);
  if (act === "show") for (const answer of found) show(answer);
  if (act === "show") retell(field, change.dataset.told);
  return act === "tell" || act === "show";
}
/* Somebody checked an answer, or took that back; return whether it was news here. What shows another version of it has
   come by another way, or will. */
function recheck(fresh) {
  const shown = [...document.querySelectorAll(`[data-check="${fresh.dataset.check}"]`)];
  const news = shown.filter((old) => old.dataset.stamp === fresh.dataset.stamp && old.textContent !== fresh.textContent);
  for (const old of news) {
    const held = old.contains(document.activeElement), copy = fresh.cloneNode(true);
    old.replaceWith(copy);
    globalThis.htmx?.process(copy);
    if (held) copy.querySelector("a")?.focus();
  }
  return news.length > 0;
}
/* New comments come into the discussions that are open; what somebody writes there stays where it is. */
async function hear() {
  for (const shown of document.querySelectorAll("[data-talk]")) {
    const reply = await fetch(shown.dataset.talk, { credentials: "same-origin", headers: { "HX-Request": "true" } }).catch(() => null);
    const fresh = reply?.ok && new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("[data-talk]");
    if (!fresh || !shown.isConnected) continue;
    if (fresh.querySelector(".resolved") && !shown.querySelector(".resolved")) shown.append(emptied(fresh.querySelector(".resolved")));
    for (const thread of fresh.querySelectorAll(".spot")) hearThread(shown, thread);
    forget(shown, fresh, ".spot");
    if (!shown.querySelector(".resolved .spot")) shown.querySelector(".resolved")?.remove();
    for (const part of [":scope > summary", ".resolved > summary", ".chipset"]) putPart(shown, fresh, part);
  }
}
function hearThread(shown, thread) {
  const ours = document.getElementById(thread.id), box = thread.closest(".resolved");
  const first = (inside) => inside.querySelector(":scope > .spot, :scope > .another, :scope > .write, :scope > .resolved");
  const lay = (arrived) => box ? shown.querySelector(".resolved").append(arrived) : first(shown) ? first(shown).before(arrived) : shown.append(arrived);
  if (!ours) return void arrive(thread, lay);
  for (const comment of thread.querySelectorAll(".thread > li")) {
    const old = document.getElementById(comment.id);
    if (!old) arrive(comment, (arrived) => ours.querySelector(".thread").append(arrived));
    else if (old.textContent !== comment.textContent && !old.querySelector("textarea")) arrive(comment, (arrived) => old.replaceWith(arrived));
  }
  forget(ours, thread, ".thread > li");
  const settled = ours.querySelector(".done"), news = thread.querySelector(".done");
  if (settled?.textContent === news?.textContent) return;
  settled?.remove();
  if (news) ours.querySelector(".thread").after(document.importNode(news, true));
  putPart(ours, thread, ".settle");
  say((news ?? thread.querySelector(".settle"))?.textContent.trim());
  /* Where somebody writes the thread stays in its place; moved, it would take the cursor along. */
  if (Boolean(box) !== Boolean(ours.closest(".resolved")) && !isWritten(ours)) lay(ours);
}
const isWritten = (element) => [...element.querySelectorAll("textarea")].some((text) => text.value.trim() !== text.defaultValue.trim() || text === document.activeElement);
/* What others deleted goes, but never what somebody writes in. */
function forget(shown, fresh, what) {
  for (const element of shown.querySelectorAll(what)) if (!fresh.querySelector(`[id="${element.id}"]`) && !isWritten(element)) element.remove();
}
function emptied(box) {
  const copy = document.importNode(box, true);
  for (const thread of copy.querySelectorAll(".spot")) thread.remove();
  return copy;
}
function putPart(shown, fresh, part) {
  const old = shown.querySelector(part), anew = fresh.querySelector(part);
  if (!old || !anew || old.textContent === anew.textContent) return;
  const copy = document.importNode(anew, true);
  old.matches("summary") ? old.replaceChildren(...copy.childNodes) : old.replaceWith(copy);
  globalThis.htmx?.process(copy);
}
/* How many comments are open, at everything that can be commented on. */
function recount(talks) {
  for (const link of document.querySelectorAll("a.talk")) {
    const address = link.getAttribute("href"), kind = address.match(/\/comments\/on\/(\w+)\//)?.[1];
    const news = talks.querySelector(`a[href="${CSS.escape(address)}"]`) ?? talks.querySelector(`[data-kind="${kind}"] a`);
    if (!news || news.textContent === link.textContent) continue;
    link.replaceChildren(...document.importNode(news, true).childNodes);
    link.classList.toggle("some", news.matches(".some"));
  }
}
const say = (words) => { if (words) document.getElementById("updates_say").textContent = words; };
function arrive(fresh, place) {
  const arrived = document.importNode(fresh, true), said = arrived.querySelector("p");
  place(arrived);
  globalThis.htmx?.process(arrived);
  arrived.classList.add("theirs");
  setTimeout(() => arrived.classList.remove("theirs"), 6000);
  document.getElementById("updates_say").textContent = `${arrived.querySelector("b")?.textContent}: ${(arrived.matches("li") ? said : arrived.querySelector(".thread p"))?.textContent.slice(0, 90)}`;
}
function tell(answer, change) {
  for (const old of answer.querySelectorAll("[data-changed]")) old.remove();
  answer.querySelector(".after")?.prepend(change.cloneNode(true));
}
async function show(answer) {
  const fresh = await (answers?.renew(answer) ?? read(answer));
  if (!fresh) return;
  fresh.classList.add("theirs");
  setTimeout(() => fresh.classList.remove("theirs"), 6000);
  document.dispatchEvent(new CustomEvent("answer-renewed", { detail: fresh.dataset.field }));
}
async function read(answer) {
  const reply = await fetch(answer.dataset.save, { credentials: "same-origin" });
  const fresh = reply.ok && new DOMParser().parseFromString(await reply.text(), "text/html").querySelector(".answer");
  if (fresh) answer.replaceWith(fresh);
  return fresh;
}
/* Who leaves a field without having written anything takes theirs. */
document.addEventListener("focusout", (event) => {
  const answer = event.target.closest?.(".answer");
  if (!answer?.querySelector("[data-changed]")) return;
  setTimeout(() => {
    const { field } = answer.dataset;
    if (answer.isConnected && answer.querySelector("[data-changed]") && !answer.contains(document.activeElement) && !answers?.isWaiting(field)) show(answer);
  }, 200);
});

/* Figures follow, but never under the hands of whoever writes in one of their inputs. */
let isStale = false;
const isWritingInPanel = () => document.activeElement?.matches("input:not([type=radio], [type=checkbox]), textarea") && document.activeElement.closest("[data-panel]");
function refreshWhenQuiet() {
  isStale = Boolean(isWritingInPanel());
  if (!isStale) refresh();
}
document.addEventListener("focusout", () => { if (isStale) setTimeout(() => { if (isStale) refreshWhenQuiet(); }, 200); });

/* Figures that could not be fetched come once the server answers again. */
document.body.addEventListener("htmx:sendError", () => { isStale = true; });

/* What others changed counts as read once it was in view for some seconds. */
const told = new Set();
function readNews() {
  const news = document.querySelector("[data-read]"), upTo = news?.dataset.read;
  const box = news?.getBoundingClientRect();
  if (!news || document.hidden || told.has(upTo) || box.bottom < 0 || box.top > innerHeight) return;
  told.add(upTo);
  const body = new URLSearchParams({ up_to: upTo, csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "" });
  fetch(news.dataset.readAt, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => told.delete(upTo));
}
setInterval(readNews, 4000);

/* Whoever comes back sees at once what happened meanwhile. */
const wake = () => { const slept = Date.now() - moved > IDLE_AFTER; moved = Date.now(); if (slept) ask(); };
for (const kind of ["pointermove", "keydown", "scroll"]) addEventListener(kind, wake, { passive: true });
document.addEventListener("visibilitychange", () => { if (!document.hidden) { moved = Date.now(); ask(); } });
addEventListener("online", ask);
document.addEventListener("project-again", ask);
timer = setTimeout(ask, 400);
