/* Paper shows all of a page: what is folded, what a folded part has not fetched yet, and what is longer than its input.
   As soon as these functions return the browser prints, so nothing here may wait. */
const undo = [];

/* Questions of parts that were not opened yet; afterwards these are as they were, and fetch them when they are opened.
   What comes from one address for many parts is asked for once: its reply brings theirs in their order. */
function fetchParts(parts) {
  const asked = new Map();
  for (const part of parts) {
    const [path, query] = part.getAttribute("hx-get").split("?");
    asked.set(path, [...asked.get(path) ?? [], { query, wait: part.querySelector(":scope > p.part-questions") }]);
  }
  for (const [path, places] of asked) {
    const ask = new XMLHttpRequest();
    ask.open("GET", `${path}?${places.map((place) => place.query ?? "").join("&")}`, false);
    try { ask.send(); } catch { return; /* the line is down: their links are printed */ }
    if (ask.status !== 200) continue;
    const brought = new DOMParser().parseFromString(ask.responseText, "text/html").querySelectorAll(".part-questions");
    places.forEach(({ wait }, at) => {
      const fresh = brought[at];
      if (!fresh) return;
      wait.replaceWith(fresh);
      undo.push(() => fresh.replaceWith(wait));
    });
  }
}

/* What was too far away to be fetched. */
function fetchFar(part) {
  const ask = new XMLHttpRequest();
  ask.open("GET", part.getAttribute("hx-get"), false);
  try { ask.send(); } catch { return; /* the line is down: its link is printed */ }
  const fresh = ask.status === 200 && new DOMParser().parseFromString(ask.responseText, "text/html").getElementById(part.id);
  if (!fresh) return;
  part.replaceWith(fresh);
  undo.push(() => fresh.replaceWith(part));
}

/* Of cards of one name only one may be open: they lose the name as long as all are. */
function unfold(details) {
  const name = details.getAttribute("name");
  details.removeAttribute("name");
  details.open = true;
  undo.push(() => { details.open = false; if (name) details.setAttribute("name", name); });
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
  for (const part of document.querySelectorAll("[hx-trigger^=near]")) fetchFar(part);
  fetchParts(document.querySelectorAll("[data-places]:not([hidden]):has(> p.part-questions)"));
  /* Where the style sheet can show what is folded, nothing has to be opened. What fetches its content is left alone. */
  if (!CSS.supports("selector(::details-content)")) {
    for (const details of document.querySelectorAll("details:not([open]):is(:not([hx-get]), .part, [data-places])")) unfold(details);
  }
  if (!CSS.supports("field-sizing: content")) for (const area of document.querySelectorAll("main textarea")) grow(area);
  for (const input of document.querySelectorAll("main input.input")) if (input.value) write(input);
});
addEventListener("afterprint", () => { while (undo.length) undo.pop()(); });
