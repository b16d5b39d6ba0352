/* What the scripts of a project's page share. */

/* A page that shows no results of its own leaves htmx out; it comes when somebody begins to answer. */
const source = document.querySelector("script[data-htmx]")?.dataset.htmx;
let htmxReady = null;
function loadHtmx(done) {
  const script = Object.assign(document.createElement("script"), { src: source, onload: done });
  script.onerror = () => { htmxReady = null; script.remove(); done(); };
  document.head.append(script);
}
export const withHtmx = () => htmxReady ??= globalThis.htmx || !source ? Promise.resolve() : new Promise((done) => {
  /* Between the page's text and its pictures htmx would wait for an event that has passed. */
  if (document.readyState === "complete") loadHtmx(done);
  else addEventListener("load", () => loadHtmx(done), { once: true });
});

/* Results follow answers: whatever shows some fetches itself anew. */
export const refresh = () => withHtmx().then(() => document.body.dispatchEvent(new CustomEvent("answer-saved", { bubbles: true })));

/* What autosave.js tells of the page's answers; null for whoever may only read. */
export let answers = null;
export const offerAnswers = (ours) => { answers = ours; };

/* Say an answer in the lines that are folded over it; return whether it was news there. */
export function retell(field, text) {
  const lines = [...document.querySelectorAll(`[data-said="${field}"]`)].filter((line) => line.textContent !== text);
  for (const line of lines) line.textContent = text;
  return lines.length > 0;
}
