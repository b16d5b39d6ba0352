/* Autosave: every change is kept in this browser until the server has acknowledged it, and sent in order.
   One entry per field; a field's next text replaces the one that still waits. The same field may stand twice on a page,
   among its questions and at a figure that it is an input of: what is saved in one place is then read anew in the other. */
import { offerAnswers, refresh, retell, withHtmx } from "./page.js";
import { Queue, isFinal } from "./queue.js";

const page = document.querySelector("[data-autosave]");
const queue = new Queue(page.dataset.autosave, undefined, page.dataset.reader, "signedIn" in page.dataset);
const state = document.getElementById("save_state");
/* What is too large or broken is refused however often it is sent; the other answers must not wait for it. */
const REFUSED = new Set([400, 413, 414]);
const waits = [2000, 5000, 10000, 30000];
let sending = null, timer = null, failures = 0, blocked = new Set(), unreachable = false, tokenRenewed = false;

document.addEventListener("focusin", (event) => { if (event.target.closest(".answer")) withHtmx(); });

const places = (id) => [...document.querySelectorAll(`.answer[data-field="${id}"]`)];
const answerOf = (entry) => places(entry.id).find((place) => place.id === entry.at) ?? places(entry.id)[0];
/* What the page shows of an answer that is on its way must not be put back to what the server still has. */
const wait = (id, on) => { for (const place of places(id)) place.toggleAttribute("data-waiting", on); };
const stored = new Map();
const token = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

function show(kind, said) {
  const template = document.getElementById(`save-${kind}`);
  if (!state || !template) return;
  const copy = template.content.cloneNode(true);
  const slot = copy.querySelector("[data-slot]");
  if (slot?.matches("time")) { slot.dateTime = said; setClock(slot); }
  else if (slot) slot.textContent = said ?? "";
  state.replaceChildren(copy);
}
/* Not by toLocaleTimeString, which a phone loads for a tenth of a second. moments.js says the day. */
const clock = (iso) => new Date(iso).toTimeString().slice(0, 5);

function collect(answer) {
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(answer.closest("form"))) {
    if (name.startsWith(`${answer.dataset.field}-`) && !/-(version|base|token)$/.test(name) && typeof value === "string") sent.append(name, value);
  }
  return sent.toString();
}

function touch(answer, delay) {
  const field = answer.dataset.field;
  const before = queue.own(field), body = collect(answer);
  if (!before && stored.get(field) === body) return; // leaving a field tells again what was sent as one typed
  queue.keep({
    id: field, project: page.dataset.name, label: labelOf(answer), at: answer.id, url: answer.dataset.save, body, token: token(),
    version: before && sending?.id !== field ? before.version : Number(answer.dataset.version),
    order: before ? before.order : Date.now() + Math.random(),
  });
  blocked.delete(field);
  wait(field, true);
  clearTimeout(timer);
  if (unreachable) return leave();
  show("saving");
  timer = setTimeout(flush, delay);
}

function request(entry, extra = {}) {
  const body = new URLSearchParams(entry.body);
  body.set(`${entry.id}-version`, entry.version);
  body.set(`${entry.id}-token`, entry.token);
  const csrf = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  return fetch(entry.url, { method: "POST", body, headers: { "X-CSRFToken": csrf, "HX-Request": "true", "X-Reader": entry.person ?? queue.person }, credentials: "same-origin", redirect: "error", ...extra });
}

async function flush() {
  clearTimeout(timer);
  if (sending || unreachable) return;
  const entry = queue.pending().find((entry) => !blocked.has(entry.id));
  if (!entry) return settle();
  sending = entry;
  show("saving");
  const stop = new AbortController();
  const limit = setTimeout(() => stop.abort(), 20000);
  try {
    const reply = await request(entry, { signal: stop.signal });
    if (!reply.ok && !isFinal(reply.status)) throw new Error(String(reply.status));
    if (reply.ok) receive(entry, await reply.text());
    else if (REFUSED.has(reply.status)) refuse(entry, "refused");
    else if ((reply.status === 403 && await learn(await reply.text())) || !await reach() || (reply.status !== 404 && tokenRenewed)) { sending = null; return leave(); }
    else if (reply.status === 404) refuse(entry, "gone");
    tokenRenewed = !reply.ok && !REFUSED.has(reply.status) && reply.status !== 404;
    failures = 0;
  } catch (error) {
    failures += 1;
    show(error.message === "507" ? "full" : "unsaved", String(queue.pending().length));
    timer = setTimeout(flush, waits[Math.min(failures - 1, waits.length - 1)]);
    sending = null;
    return;
  } finally {
    clearTimeout(limit);
  }
  sending = null;
  flush();
}

function refuse(entry, why) {
  if (queue.isReplaced(entry)) return;
  blocked.add(entry.id);
  answerOf(entry)?.querySelector(".after")?.replaceChildren(document.getElementById(`save-${why}`).content.cloneNode(true));
}

/* What is said of texts that are refused comes with the first refusal. */
let kept = null;
const learn = async (html) => { kept ??= await import("./kept.js"); return kept.learn(html); };
/* Ask for the project itself. One that opens brings a fresh token for its forms: the old one may be what was refused. */
async function reach() {
  const reply = await fetch(document.querySelector(".bar .where a"), { credentials: "same-origin", cache: "no-store", headers: { "X-Reader": queue.person } });
  if (!reply.ok && !isFinal(reply.status)) throw new Error(String(reply.status));
  const html = await reply.text();
  if (!reply.ok) await learn(html);
  const fresh = reply.ok && new DOMParser().parseFromString(html, "text/html").querySelector("[name=csrfmiddlewaretoken]");
  if (fresh) for (const old of document.querySelectorAll("[name=csrfmiddlewaretoken]")) old.value = fresh.value;
  return reply.ok;
}

/* Nothing more is sent: what was typed stays in this browser and is offered to be taken elsewhere. */
function leave() {
  unreachable = true;
  show("unreachable");
  const unsaved = document.getElementById("save-unreachable")?.content;
  for (const answer of queue.pending().flatMap(({ id }) => places(id))) answer.querySelector(".after .mark.saved")?.replaceWith(unsaved.cloneNode(true));
  offerKept([queue]);
}
function offerKept(queues) {
  const goOn = () => { unreachable = false; document.getElementById("kept")?.remove(); document.dispatchEvent(new Event("project-again")); flush(); };
  kept.offer(queues, goOn, (reader) => { kept.takeOver(queue, reader); for (const entry of queue.pending()) restore(entry); goOn(); });
}
/* The page was told so while nobody saved. */
document.addEventListener("project-refused", async ({ detail }) => { if (!unreachable && await learn(detail)) leave(); });
/* What somebody else typed in this browser waits for them, or for whoever says that it was they. */
async function askWhose([entry]) {
  const reply = await request(entry).catch(() => null);
  if (reply?.status === 403 && await learn(await reply.text()) && !unreachable) offerKept([{ pending: () => queue.others(), drop: (entry) => queue.drop(entry) }]);
}
const labelOf = (answer) => (document.getElementById(`${answer.id}-label`) ?? answer.querySelector("legend, label"))?.textContent.trim().replace(/\s+/g, " ");

function receive(entry, html) {
  const after = new DOMParser().parseFromString(html, "text/html").querySelector(".after");
  if (!after) throw new Error("no answer");
  const replaced = queue.isReplaced(entry);
  const done = after.dataset.result === "saved" || after.dataset.result === "same";
  const answer = answerOf(entry);
  if (done) {
    for (const place of places(entry.id)) {
      place.dataset.version = after.dataset.version;
      const hidden = place.querySelector(`[name="${entry.id}-version"]`);
      if (hidden) hidden.value = after.dataset.version;
      const base = place.querySelector(`[name="${entry.id}-base"]`);
      if (base && after.dataset.base === "0") base.remove();
      if (place !== answer && !replaced) renew(place);
    }
    if (replaced) queue.keep({ ...queue.newest(entry.id), version: Number(after.dataset.version) });
    else queue.drop(entry);
    stored.set(entry.id, entry.body);
    if (after.dataset.sequence) ownChanges.add(after.dataset.sequence);
    retell(entry.id, after.dataset.told);
    lastSaved = after.dataset.at || new Date().toISOString();
  } else if (!replaced) {
    blocked.add(entry.id);
  }
  if (!replaced) wait(entry.id, false);
  if (!replaced && answer) {
    const old = answer.querySelector(".after");
    document.dispatchEvent(new CustomEvent("cells-read", { detail: { field: entry.id, errors: [...after.querySelectorAll("[data-cell]")] } }));
    if (old) { old.replaceWith(after); window.htmx?.process(after); }
    describe(answer);
    const time = after.querySelector("time[data-clock]");
    if (time) setClock(time);
  }
  if (done) reveal(after.dataset.hidden);
}
/* What is wrong with an answer is told with its input, as its hint is. */
function describe(answer) {
  const input = document.getElementById(`${answer.id}-value`), error = answer.querySelector(".after > .error[id]");
  if (!input) return;
  const hints = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== `${answer.id}-error`);
  if (error) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
  input.setAttribute("aria-describedby", [...hints, ...error ? [error.id] : []].join(" "));
}
let lastSaved = null;
const ownChanges = new Set();

/* Show an answer as it stands on the server. */
async function renew(answer) {
  stored.delete(answer.dataset.field);
  const reply = await fetch(answer.dataset.save, { credentials: "same-origin" });
  const fresh = reply.ok && new DOMParser().parseFromString(await reply.text(), "text/html").querySelector(".answer");
  if (!fresh) return null;
  fresh.hidden = answer.hidden;
  answer.replaceWith(fresh);
  window.htmx?.process(fresh);
  return fresh;
}

function reveal(hidden) {
  if (hidden === undefined) return;
  const gone = new Set(hidden.split(" ")), asks = (part) => part.querySelector(".field:not([hidden])") !== null;
  const silent = [...document.querySelectorAll(".part")].filter((part) => !asks(part));
  for (const answer of document.querySelectorAll(".answer")) answer.hidden = gone.has(answer.dataset.field);
  for (const field of document.querySelectorAll(".field")) {
    const answers = [...field.querySelectorAll(".answer")];
    field.hidden = answers.length > 0 && answers.every((answer) => answer.hidden);
  }
  for (const part of silent) part.open ||= asks(part);
  document.dispatchEvent(new CustomEvent("answers-revealed", { detail: gone }));
}

function settle() {
  if (blocked.size) {
    show("blocked", String(blocked.size));
    import("./refused.js").then(({ lead }) => lead(state, queue.pending().filter(({ id }) => blocked.has(id))));
  }
  else if (lastSaved) show("saved", lastSaved);
  if (lastSaved) refresh();
}

/* What an earlier visit could not send: put it back where it was typed, then send it. */
function restore(entry) {
  const answer = answerOf(entry);
  if (!answer) return;
  const values = new URLSearchParams(entry.body);
  const box = answer.querySelector("[data-rows]");
  box?.dispatchEvent(new CustomEvent("rows-needed", { bubbles: true, detail: [...values.keys()] }));
  for (const input of (answer.closest("form") ?? answer).querySelectorAll("[name]")) {
    if (input.type === "submit" || /-(version|base|token)$/.test(input.name) || !input.name.startsWith(`${entry.id}-`)) continue;
    if (input.type === "radio" || input.type === "checkbox") input.checked = values.getAll(input.name).includes(input.value);
    else if (values.has(input.name)) input.value = values.get(input.name);
  }
  box?.dispatchEvent(new CustomEvent("rows-filled", { bubbles: true }));
  openAround(answer); /* what could not be saved is in view, although the answer before it was folded */
}

function choose(button) {
  const answer = button.closest(".answer"), clash = button.closest("[data-theirs-version]");
  const field = answer.dataset.field, entry = queue.newest(field);
  if (button.dataset.keep === "theirs") {
    if (entry) queue.drop(entry);
    blocked.delete(field);
    renew(answer).then((fresh) => {
      fresh?.querySelector("[name]:not([type=hidden])")?.focus();
      lastSaved ??= fresh?.querySelector("time[data-clock]")?.dateTime ?? null;
      document.dispatchEvent(new CustomEvent("answer-renewed", { detail: field }));
      flush();
    });
    return;
  }
  if (button.dataset.keep === "both") {
    const input = answer.querySelector("textarea, input.input");
    /* A line of its own where there are lines; a box of one line would drop the line end and glue the texts. */
    input.value = [input.value, clash.dataset.theirs].filter(Boolean).join(input.matches("textarea") ? "\n" : "; ");
    input.focus();
  }
  answer.dataset.version = clash.dataset.theirsVersion;
  stored.delete(field); /* what was saved before theirs is saved once more */
  if (entry) queue.drop(entry);
  touch(answer, 0);
}

offerAnswers({
  ownChanges, renew, reveal,
  isSending: (field) => sending?.id === field,
  isWaiting: (field) => Boolean(queue.own(field)) || places(field).some((place) => place.hasAttribute("data-waiting")),
  isFocused: (field) => answerFor(document.activeElement)?.dataset.field === field,
});

function openAround(part) {
  for (let element = part; element; element = element.parentElement) if (element.tagName === "DETAILS") element.open = true;
}
/* A link to a field opens the part of the page that holds it. */
function unfold() {
  const aim = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (aim) openAround(aim);
  if (aim) aim.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();
document.body.addEventListener("htmx:afterSwap", (event) => {
  const gone = event.detail.target;
  stored.delete(gone.dataset.field);
  for (const place of gone.dataset.field ? places(gone.dataset.field) : []) if (place.id !== gone.id) renew(place);
});
const free = (root) => { for (const form of root.querySelectorAll("form:has(.answer)")) form.noValidate = true; };
free(document);
document.body.addEventListener("htmx:load", (event) => {
  free(event.detail.elt.parentElement ?? document);
  if (event.detail.elt.matches?.(".part-questions")) {
    const aim = decodeURIComponent(location.hash.slice(1));
    if (aim && event.detail.elt.querySelector(`#${CSS.escape(aim)}`)) unfold();
    for (const entry of queue.pending()) if (event.detail.elt.querySelector(`.answer[data-field="${entry.id}"]`)) restore(entry);
  }
  reveal(event.detail.elt.querySelector?.(".after[data-hidden]")?.dataset.hidden);
});
/* Inputs may stand outside of their answer; a section says whose they are. */
const answerFor = (target) => {
  const named = target.closest("[data-for-answer]")?.dataset.forAnswer;
  return target.closest(".answer") ?? (named ? target.form?.querySelector(`.answer[data-field="${named}"]`) : null);
};
document.addEventListener("input", (event) => {
  const answer = answerFor(event.target);
  if (answer && event.target.name) touch(answer, 700);
});
document.addEventListener("change", (event) => {
  const answer = answerFor(event.target);
  if (answer && event.target.name) touch(answer, 60);
});
document.addEventListener("rows-changed", (event) => touch(event.target.closest(".answer"), 60));
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-take-base],.talk[hx-get]"), taken = link?.matches(".talk") ? "" : link?.closest(".answer").dataset.field;
  if (link && !globalThis.htmx) {
    event.preventDefault();
    withHtmx().then(() => { if (globalThis.htmx) link.click(); else location.assign(link.href); });
    return;
  }
  const waiting = taken && queue.newest(taken);
  if (waiting) queue.drop(waiting); /* what was typed and not sent yet is dropped with the answer */
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.showCell) {
    const [cell] = document.getElementsByName(button.dataset.showCell);
    if (cell) { openAround(cell); cell.focus(); }
  }
  if (button.dataset.keep) { event.preventDefault(); choose(button); }
  if (button.dataset.reading !== undefined) {
    event.preventDefault();
    const inputs = [...document.getElementsByName(button.name)].filter((candidate) => candidate instanceof HTMLInputElement);
    const input = inputs.find((candidate) => button.closest(".answer").contains(candidate)) ?? inputs[0];
    input.value = button.value;
    for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
    input.focus();
  }
  if (button.dataset.accept !== undefined) {
    event.preventDefault();
    const input = button.form.querySelector(`input[name="${button.name}"][value="${button.value}"]`);
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
document.addEventListener("submit", (event) => {
  /* Enter sends what was typed and stays where it is; with a button of its own the page goes along. */
  if (event.target.dataset.inPlace !== undefined || event.submitter?.matches("[data-enter]")) { event.preventDefault(); return flush(); }
  /* What waits is kept although the page sends it too: the line may be down. */
  leaving ||= event.target.querySelector(".answer") !== null;
});
let leaving = false;
addEventListener("online", flush);
addEventListener("pagehide", () => { for (const entry of unreachable ? [] : queue.pending()) if (!blocked.has(entry.id)) request(entry, { keepalive: true }).catch(() => {}); });
/* Out of the browser's cache: what was sent on leaving has another version by now. */
addEventListener("pageshow", (event) => { if (event.persisted) flush(); });
addEventListener("beforeunload", (event) => { if (!leaving && (failures || !queue.isSafe()) && queue.pending().length) event.preventDefault(); });
document.body.addEventListener("htmx:configRequest", (event) => {
  const csrf = document.querySelector("[name=csrfmiddlewaretoken]");
  if (csrf) event.detail.headers["X-CSRFToken"] = csrf.value;
});
const setClock = (time) => { time.textContent = clock(time.dateTime); };
for (const time of document.querySelectorAll("time[data-clock]")) setClock(time);
/* Once rows.js is there too, where the page has rows. */
addEventListener("DOMContentLoaded", () => {
  for (const entry of queue.pending()) { queue.keep(entry); restore(entry); }
  if (queue.pending().length) flush();
  if (queue.others().length) askWhose(queue.others());
});
