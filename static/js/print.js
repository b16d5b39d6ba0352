/* Paper shows all of a page: what is folded, what a folded part has not fetched yet, and what is longer than its input.
   As soon as these functions return the browser prints, so nothing here may wait. */
const undo = [];

/* Questions of a part that was not opened yet; afterwards it is as it was, and fetches them when it is opened. */
function fetchPart(part) {
  const wait = part.querySelector(":scope > p.part-questions"), ask = new XMLHttpRequest();
  ask.open("GET", part.getAttribute("hx-get"), false);
  try { ask.send(); } catch { return; /* the line is down: its link is printed */ }
  const fresh = ask.status === 200 && new DOMParser().parseFromString(ask.responseText, "text/html").querySelector(".part-questions");
  if (!wait || !fresh) return;
  wait.replaceWith(fresh);
  undo.push(() => fresh.replaceWith(wait));
}

/* Of cards of one name only one may be open: they lose the name as long as all are. */
function unfold(one) {
  const name = one.getAttribute("name");
  one.removeAttribute("name");
  one.open = true;
  undo.push(() => { one.open = false; if (name) one.setAttribute("name", name); });
}

function grow(area) {
  const height = area.style.height;
  area.style.height = `${area.scrollHeight}px`;
  undo.push(() => { area.style.height = height; });
}

function write(input) {
  const text = Object.assign(document.createElement("span"), { className: "on-paper", textContent: input.value });
  input.after(text);
  undo.push(() => text.remove());
}

addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll(".part[data-places]:not([hidden]):has(> p.part-questions)")) fetchPart(part);
  /* Where the style sheet can show what is folded, nothing has to be opened. What fetches its content is left alone. */
  if (!CSS.supports("selector(::details-content)")) {
    for (const one of document.querySelectorAll("details:not([open]):not([hx-get])")) unfold(one);
    for (const one of document.querySelectorAll(".part:not([open])")) unfold(one);
  }
  if (!CSS.supports("field-sizing: content")) for (const area of document.querySelectorAll("main textarea")) grow(area);
  for (const input of document.querySelectorAll("main input.input")) if (input.value) write(input);
});
addEventListener("afterprint", () => { while (undo.length) undo.pop()(); });
