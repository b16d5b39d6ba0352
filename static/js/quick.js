/* Keys of the quick scope: digits choose, 0 is "I don't know", Enter goes on, ← goes back. Each screen works without.
   Whoever switched keys off has Enter only, as in any form. */
import { isOff } from "./off.js";

const form = document.querySelector("form[data-quick]");
const groups = [...form.querySelectorAll("[data-choices]")];
const isText = (element) => element.matches("textarea, select, input:not([type=radio], [type=checkbox])");
const isButton = (element) => element.closest("a, button, summary") !== null;
const visible = (group) => group.offsetParent !== null;
const isEmpty = (group) => !group.querySelector(":checked");

/* Digits act on the group with the focus, else on the first that waits for an answer. */
function chosenGroup(target) {
  const shown = groups.filter(visible);
  return target.closest("[data-choices]") ?? shown.find(isEmpty) ?? shown[0];
}

function choose(group, digit) {
  const inputs = [...group.querySelectorAll("input")];
  const input = digit === 0 ? group.querySelector("[data-unknown]") : inputs.filter((choice) => !("unknown" in choice.dataset))[digit - 1];
  if (!input) return;
  input.click();
  const next = input.type === "radio" && groups.slice(groups.indexOf(group) + 1).find((later) => visible(later) && isEmpty(later));
  (next ? next.querySelector("input") : input).focus();
}

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.defaultPrevented || event.isComposing || event.altKey || event.metaKey) return;
  if (event.key === "Enter" && (event.ctrlKey ? target.matches("textarea") : !isText(target) && !isButton(target))) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.ctrlKey || isText(target) || isOff()) {
    return;
  } else if (/^\d$/.test(event.key)) {
    const group = chosenGroup(target);
    if (group) choose(group, Number(event.key));
    else if (event.key === "0") form.querySelector("[data-unknown]")?.click();
    event.preventDefault();
  } else if (event.key === "ArrowLeft" && !target.matches("input")) {
    form.querySelector("[data-back]")?.click();
  }
});

/* The last thing done counts: what is typed or chosen takes "I don't know" away, and that empties what stands beside it. */
const emptied = new Map();
form.addEventListener("input", (event) => {
  const field = event.target.closest(".quick-field"), unknown = field?.querySelector("[data-unknown]");
  if (!unknown || unknown.type === "radio") return;
  if (event.target !== unknown) { unknown.checked = false; return; }
  for (const input of field.querySelectorAll("input:not([type=hidden]), select")) {
    if (input === unknown) continue;
    if (input.type === "checkbox") input.checked &&= !unknown.checked;
    else if (unknown.checked) { emptied.set(input, input.value); input.value = ""; }
    else if (!input.value) input.value = emptied.get(input) ?? "";
  }
});

/* What is typed on a screen that is left is there again on return, until it is sent. */
const problems = document.getElementById("problems");
const DRAFT = `plumbline-draft:${location.pathname}`;
const inputs = () => [...form.querySelectorAll("[name]:is(textarea, select, input:not([type=hidden]))")];
const pick = (input) => (input.type === "radio" || input.type === "checkbox" ? input.checked : input.value);
const keep = () => { try { sessionStorage.setItem(DRAFT, JSON.stringify(inputs().map((input) => [input.name, problems ? null : input.defaultValue, pick(input)]))); } catch { /* the warning below stays */ } };
const drop = () => { try { sessionStorage.removeItem(DRAFT); } catch { /* it was never kept */ } };
try {
  const kept = JSON.parse(sessionStorage.getItem(DRAFT) ?? "[]"), now = inputs();
  /* Another answer that was saved meanwhile counts for more: then the screen is no longer the one that was left. */
  if (kept.length === now.length && kept.every(([name, stood], index) => now[index].name === name && (stood === null || now[index].defaultValue === stood))) {
    now.forEach((input, index) => { if (typeof kept[index][2] === "boolean") input.checked = kept[index][2]; else input.value = kept[index][2]; });
  }
} catch { drop(); }
form.addEventListener("input", keep);
form.addEventListener("submit", drop);
/* What came back with an error is a page like any other: "Back" asks for it anew, and what was typed is kept for then. */
if (problems) { history.replaceState(null, "", location.href); keep(); }

let changed = false;
form.addEventListener("input", () => { changed = true; });
form.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

const first = form.querySelector(".quick-field textarea:not([name$=-note]), .quick-field input:not([type=hidden], [type=radio], [type=checkbox])");
if (problems) problems.focus();
else if (first && !first.value && matchMedia("(hover: hover)").matches) first.focus();
