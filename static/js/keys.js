/* Keys of the project pages: digits choose an answer, 0 is "Don't know yet", ? and Ctrl+K open the palette, Ctrl+Z undoes. They act outside of text fields only,
   and can be switched off in the palette; the browser remembers that. It comes after the page is shown. */
import { OFF, isOff } from "./off.js";
import { answers, refresh, retell } from "./page.js";

const link = document.querySelector("[data-palette]");
const isText = (element) => element.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range])");
const isShown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
let dialog = null, before = null;

/* ---- digits: the choices of the question with the focus, else of the first in view that is open ---- */
const choicesOf = (answer) => [...answer.querySelectorAll(":is(.choices, .scale) input:is([type=radio], [type=checkbox])")].filter(isShown);
const inView = (element) => { const box = element.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; };
function choose(target, digit) {
  const asked = [...document.querySelectorAll(".answer")].filter((question) => isShown(question) && choicesOf(question).length > 0);
  const isOpen = (question) => !choicesOf(question).some((input) => input.checked);
  const answer = target.closest(".answer") ?? asked.find((question) => inView(question) && isOpen(question)) ?? asked.find(inView);
  const input = answer && choicesOf(answer)[digit - 1];
  if (!input) return false;
  input.focus();
  input.click();
  return true;
}

/* 0: of the question with the focus, else of the first in view that has no answer at all, so that none is lost. */
const unknownOf = (answer) => answer.querySelector("input[name$='-state'][value=unknown], .scale input[value='?']");
const holds = (input) => (input.matches("[type=radio], [type=checkbox]") ? input.checked : input.value);
const isBlank = (answer) => ![...answer.querySelectorAll("input:not([type=hidden], [name$='-state'][value=known]), textarea, select")].some(holds);
function leaveOpen(target) {
  const answer = target.closest(".answer") ?? [...document.querySelectorAll(".answer")].find((question) => isShown(question) && inView(question) && unknownOf(question) && isBlank(question));
  const input = answer && unknownOf(answer);
  input?.click();
  return Boolean(input);
}

/* ---- the palette ---- */
const rows = () => [...dialog.querySelectorAll("li")];
function filter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rows()) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
  for (const group of dialog.querySelectorAll("section")) group.hidden = !group.querySelector("li:not([hidden])");
  dialog.querySelector("[data-nothing]").hidden = rows().some((row) => !row.hidden);
}
function step(by) {
  const links = rows().filter((row) => !row.hidden).map((row) => row.querySelector("a"));
  const at = links.indexOf(document.activeElement) + by;
  if (at < 0) dialog.querySelector("[type=search]").focus();
  else links[Math.min(at, links.length - 1)]?.focus();
}
async function open(part) {
  before = document.activeElement;
  if (!dialog) {
    const reply = await fetch(`${link.href}?part=1`, { credentials: "same-origin" });
    if (!reply.ok) { location.assign(link.href); return; }
    dialog = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("dialog");
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: dialog.dataset.css }));
    document.body.append(dialog);
    dialog.addEventListener("close", () => before?.focus?.());
    dialog.addEventListener("input", (event) => { if (event.target.type === "search") filter(event.target.value); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("li a")) dialog.close(); });
    const off = dialog.querySelector("[data-keys-off]");
    off.checked = isOff();
    off.addEventListener("change", () => { try { localStorage.setItem(OFF, off.checked ? "1" : ""); } catch { /* for this page only */ } });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.type === "search") {
        event.preventDefault();
        rows().find((row) => !row.hidden)?.querySelector("a").click();
      }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    });
  }
  dialog.querySelector("details").open = part === "keys";
  if (!dialog.open) dialog.showModal();
  const search = dialog.querySelector("[type=search]");
  search.value = "";
  filter("");
  search.focus();
}

/* ---- undo and redo: of answers, where no text field has these keys ---- */
const say = document.getElementById("step_say");
let stepping = false, quiet = null;
async function stepBack(way) {
  if (stepping) return;
  stepping = true;
  try {
    const body = new URLSearchParams({ csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "" });
    const reply = await fetch(say.dataset[way], { method: "POST", body, credentials: "same-origin", redirect: "error" });
    const told = reply.ok && new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("stepped");
    if (!told) return;
    say.replaceChildren(told);
    clearTimeout(quiet);
    quiet = setTimeout(() => say.replaceChildren(), 12000);
    const field = told.dataset.changedField;
    if (!field) return;
    for (const place of document.querySelectorAll(`.answer[data-field="${field}"]`)) {
      const held = place.contains(document.activeElement) ? document.activeElement : null;
      const fresh = await answers?.renew(place);
      if (held) (fresh?.querySelector(`[name="${held.name}"][value="${CSS.escape(held.value)}"]`) ?? fresh?.querySelector("[name]:not([type=hidden])"))?.focus();
    }
    retell(field, told.dataset.told);
    refresh();
  } finally {
    stepping = false;
  }
}

link?.addEventListener("click", (event) => { event.preventDefault(); open("find"); });
document.querySelector("[data-skip-to-question]")?.addEventListener("click", (event) => {
  const first = [...document.querySelectorAll(".answer :is(textarea, select, input:not([type=hidden]))")].find(isShown);
  if (!first) return;
  event.preventDefault();
  first.focus();
});
document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.defaultPrevented || event.isComposing || event.altKey || isOff() || dialog?.open) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && link) { event.preventDefault(); open("find"); return; }
  if (isText(target)) return;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase(), way = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" && "undo";
    if (say && way) { event.preventDefault(); stepBack(way); }
    return;
  }
  if (event.key === "?" && link) { event.preventDefault(); open("keys"); }
  else if (event.key === "0" ? leaveOpen(target) : /^[1-9]$/.test(event.key) && choose(target, Number(event.key))) event.preventDefault();
});
