/* Texts that the server cannot take lie in this browser only: offer them to copy, to download and to drop. A project's
   page asks for it once its project cannot be reached. */
import { Queue } from "./queue.js";

/* Return the places that have something waiting in a storage. */
export function keptPlaces(storage) {
  try { return [...new Set(Object.keys(storage()).map((key) => key.match(/^plumbline:([^:]+):/)?.[1]).filter(Boolean))]; } catch { return []; }
}

/* Return an entry as somebody would write it down: the question, and below it what was typed. */
export function say(entry) {
  const lines = [], start = `${entry.id}-`;
  for (const [name, value] of new URLSearchParams(entry.body)) {
    const part = name.startsWith(start) ? name.slice(start.length) : name;
    if (!value.trim() || part === "state") continue;
    lines.push(part === "value" ? value : `${part.replace(/^value-/, "").replaceAll("-", " ")}: ${value}`);
  }
  return [entry.label ?? entry.id, ...lines].join("\n");
}

const textOf = (queues) => queues.map((queue) => {
  const entries = queue.pending();
  return [entries[0]?.project, ...entries.map(say)].filter(Boolean).join("\n\n");
}).filter(Boolean).join("\n\n\n");

function download(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = "plumbline-unsaved.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function copy(area) {
  area.select();
  try { await navigator.clipboard.writeText(area.value); } catch { document.execCommand("copy"); }
}

/* A page of ours that refuses brings along what to say of it; return whether that is the last word. What stands between
   us and the browser may refuse too: then our page that is not found has the words. */
export async function learn(html, isOurs = false) {
  const told = new DOMParser().parseFromString(html, "text/html"), words = [...told.querySelectorAll("#kept-panel, #save-unreachable")];
  if (words.length) document.getElementById("kept")?.remove();
  for (const word of words) { document.getElementById(word.id)?.remove(); document.body.append(document.importNode(word, true)); }
  if (!words.length && !isOurs) await learn(await (await fetch("/p/", { credentials: "same-origin" })).text(), true);
  return words.length > 0 && !told.querySelector("[data-renew]");
}

/* Let the texts of a queue be those of whoever reads now, but for those that this person has typed anew. */
export function takeOver(queue, person) {
  queue.person = person;
  for (const entry of queue.others()) if (!queue.pending().some((own) => own.id === entry.id)) queue.keep(entry);
}

/* Show what the queues hold at the top of the page; tryAgain where the page can send it itself, takeOver where it can do
   so under the name of whoever reads now. A panel that is there already is kept: to leave the field for one of its
   buttons tells of a change, and the button must not go meanwhile. */
export function offer(queues, tryAgain, takeOver) {
  const text = textOf(queues), panel = document.getElementById("kept") ?? makePanel(queues, tryAgain, takeOver);
  const area = panel.querySelector("textarea");
  area.value = text;
  area.rows = Math.min(14, text.split("\n").length + 1);
  panel.querySelector("[data-copied]").hidden = true;
  for (const part of panel.querySelectorAll("textarea, [data-kept=copy], [data-kept=download], [data-kept=drop]")) part.hidden = !text;
  /* That somebody was signed out is said although nothing waits. */
  if (!panel.isConnected && (text || panel.dataset.always !== undefined)) document.querySelector("main").prepend(panel);
}

/* Tell whoever only reads a page that it follows no change any more, and why: nothing of theirs waits to be saved. */
export async function tell(html) {
  if (!await learn(html)) return;
  offer([], () => location.reload());
  for (const part of document.querySelectorAll("#kept [data-writes]")) part.hidden = true;
  for (const part of document.querySelectorAll("#kept [data-reads]")) part.hidden = false;
}

function makePanel(queues, tryAgain, takeOver) {
  const panel = document.getElementById("kept-panel").content.firstElementChild.cloneNode(true);
  const area = panel.querySelector("textarea");
  const act = (name, action) => panel.querySelector(`[data-kept="${name}"]`).addEventListener("click", action);
  act("copy", () => copy(area).then(() => { panel.querySelector("[data-copied]").hidden = false; }));
  act("download", () => download(area.value));
  act("drop", (event) => {
    if (!confirm(event.target.dataset.question)) return;
    for (const queue of queues) for (const entry of queue.pending()) queue.drop(entry);
    panel.remove();
  });
  if (tryAgain) act("again", tryAgain); else panel.querySelector('[data-kept="again"]').remove();
  const mine = panel.querySelector('[data-kept="mine"]');
  mine?.addEventListener("click", () => takeOver(mine.dataset.reader));
  for (const link of panel.querySelectorAll("[data-come-back]")) link.setAttribute("href", `${link.getAttribute("href")}?${new URLSearchParams({ next: link.dataset.comeBack + location.pathname })}`);
  return panel;
}

/* Whether the project of a place can be opened from here. What cannot be asked now is left in peace. */
async function isLost(queue) {
  const [entry] = queue.pending();
  if (!entry) return false;
  try { return [403, 404].includes((await fetch(entry.url, { credentials: "same-origin" })).status); } catch { return false; }
}

/* Offer what belongs to projects that cannot be opened from here any more; to whoever is signed in, their own texts. */
export async function offerLost() {
  const queues = keptPlaces(() => localStorage).map((place) => new Queue(place, undefined, document.getElementById("main").dataset.reader));
  const lost = await Promise.all(queues.map(isLost));
  offer(queues.filter((_queue, number) => lost[number]));
}
