/* A word of the trade opens its entry where it stands; comes with the first one that is pressed. Escape or a press elsewhere
   closes it, and the focus is on the word again. */
const known = new Map();
const box = Object.assign(document.createElement("div"), { id: "word", popover: "auto", tabIndex: -1 });
box.setAttribute("role", "dialog");
box.setAttribute("aria-labelledby", "word-title");

async function entry(link) {
  const [page, id] = link.href.split("#");
  if (!known.has(id)) {
    const reply = await fetch(`${page}${id}/`, { credentials: "same-origin" });
    if (!reply.ok) throw new Error(String(reply.status));
    known.set(id, await reply.text());
  }
  return known.get(id);
}

/* Below the word, and inside of the window. */
function place(link) {
  const at = link.getBoundingClientRect(), edge = 16;
  const left = Math.max(edge, Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - edge));
  const isBelow = at.bottom + 6 + box.offsetHeight < innerHeight || at.top < box.offsetHeight + 6;
  box.style.left = `${left + scrollX}px`;
  box.style.top = `${(isBelow ? at.bottom + 6 : at.top - box.offsetHeight - 6) + scrollY}px`;
}

export async function open(link) {
  const words = new DOMParser().parseFromString(await entry(link), "text/html").body;
  /* One entry leads to another in the same place. */
  const isInside = box.contains(link);
  box.replaceChildren(...words.childNodes);
  if (!isInside) {
    /* Behind its sentence, so that Tab goes on from it to what follows. */
    (link.closest("p, li, dd") ?? link.parentElement).append(box);
    link.focus();
    box.showPopover();
    place(link);
  }
  box.focus();
}
box.addEventListener("toggle", (event) => { if (event.newState === "closed") box.remove(); });
