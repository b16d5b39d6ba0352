/* What follows from answers on a page: one request after a save brings all of it, what was opened stays open, the focus is
   not lost, and folded parts fetch their questions when they are opened. Comes once the page is shown. */
import { withHtmx } from "./page.js";

/* One answer, one further request: the strip of key figures asks for every panel on the page. */
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "key_figures") return;
  for (const panel of document.querySelectorAll("[data-panel]")) event.detail.formData.append("panel", panel.dataset.panel);
});

/* What somebody opened stays open when its place is renewed, and where one was typing one stays: on the same element
   where it outlives the change, else on the one that came in its place. */
const before = new Map();
const sameAs = (old) => (old.id && document.getElementById(old.id)) || (old.name && document.getElementsByName(old.name)[0]) ||
  (old.href && document.querySelector(`a[href="${CSS.escape(old.getAttribute("href"))}"]`));
function remember(target) {
  if (!(target instanceof Element)) return;
  const details = [...target.querySelectorAll("details[id][open]:not([hx-preserve])")].map((fold) => fold.id);
  before.set(target, { details, focused: target.contains(document.activeElement) ? document.activeElement : null });
}
function putBack(target) {
  const { details, focused } = before.get(target) ?? { details: [], focused: null };
  before.delete(target);
  for (const id of details) if (document.getElementById(id)) document.getElementById(id).open = true;
  if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
  (focused.isConnected ? focused : sameAs(focused))?.focus({ preventScroll: true });
}
/* A panel in which something was typed that the server does not have yet stays as it is: it is renewed after that. */
const holdsText = (target) => Boolean(target.querySelector?.("[data-waiting]")) ||
  [...target.querySelectorAll?.(".discussion textarea") ?? []].some((text) => text.value !== text.defaultValue);
document.body.addEventListener("htmx:oobBeforeSwap", (event) => { if (holdsText(event.detail.target)) event.detail.shouldSwap = false; });
for (const kind of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) document.body.addEventListener(kind, (event) => remember(event.detail.target));
for (const kind of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.body.addEventListener(kind, (event) => putBack(event.detail.target));

/* Folded parts, and lines, whose questions have not come yet name them in data-places. */
const unread = () => [...document.querySelectorAll("[data-places]:has(> p.part-questions)")];
function unfold() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id && !document.getElementById(id)) for (const part of unread()) if (part.dataset.places.split(" ").includes(id)) part.open = true;
}
addEventListener("hashchange", unfold);
unfold();

/* Questions whose turn has not come are lines. The first answer to one opens the next; whoever ticks the box above them
   sees all of them at once, here and from now on. */
const ALL = "plumbline-all-questions", led = new WeakSet();
const isShown = (line) => line.querySelector(":scope > .field:not([hidden])") !== null;
const lines = () => [...document.querySelectorAll(".in-turn:not([open])")].filter(isShown);
let last = null;
document.addEventListener("input", (event) => { last = event.target.closest(".field") ?? last; });
function openNext() {
  if (!last || led.has(last)) return;
  led.add(last);
  const next = lines().find((line) => last.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (next) next.open = true;
}
const all = document.querySelector("[data-open-all]");
const openAll = () => { if (all?.checked) for (const line of lines()) line.open = true; };
if (all) {
  try { all.checked = localStorage.getItem(ALL) === "1"; } catch { /* for this page only */ }
  all.closest("p").hidden = !all.checked && !lines().length;
  openAll();
  all.addEventListener("change", () => {
    try { localStorage.setItem(ALL, all.checked ? "1" : ""); } catch { /* for this page only */ }
    if (all.checked) openAll(); else for (const line of document.querySelectorAll(".in-turn")) line.open = false;
  });
  document.body.addEventListener("htmx:load", () => { all.closest("p").hidden &&= !lines().length; openAll(); });
}
document.addEventListener("answers-revealed", openNext);

document.addEventListener("answers-revealed", (event) => {
  for (const part of unread()) {
    const wasHidden = part.hidden;
    part.hidden = part.dataset.places.split(" ").every((id) => id.startsWith("q-") || event.detail.has(id));
    part.open ||= wasHidden && !part.hidden;
  }
});

/* What takes a while to work out, and a phone a while to lay out, is fetched once it is no further than a screen away. */
const sight = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    sight.unobserve(target);
    withHtmx().then(() => target.dispatchEvent(new Event("near")));
  }
}, { rootMargin: "100% 0%" });
const watch = (place) => { for (const part of place.querySelectorAll("[hx-trigger^=near]")) sight.observe(part); };
document.body.addEventListener("htmx:load", (event) => watch(event.detail.elt.parentElement ?? document));
watch(document);
