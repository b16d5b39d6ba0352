/* Rows of an answer as cards: add, move, duplicate, remove, and paste from a spreadsheet. autosave.js sends what they
   hold; after each change it is told by the event "rows-changed". Without this file the cards are a form with a spare row. */
import { findChoice, placeCells, readCells } from "./cells.js";

const STEM = /^.*-value-\d+-/;
const rowsOf = (box) => [...box.querySelectorAll("[data-row]")];
const stemOf = (row) => row.querySelector(":is(input,select)[name]").name.match(STEM)[0];
const numberOf = (row) => Number(stemOf(row).match(/(\d+)-$/)[1]);
const blankOf = (box) => box.querySelector("template[data-blank-row]").content.firstElementChild;
const parts = (row) => [...row.querySelectorAll(".cells :is(input,select)")];
/* As the server writes a day: English begins with its number. */
const dayOf = (day) => day.toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const isFull = (box) => rowsOf(box).length >= Number(box.dataset.most);
const tell = (place) => {
  const box = place.closest("[data-rows]");
  for (const button of box.querySelectorAll("[data-add-row],[data-paste-rows],[data-copy-row]")) button.disabled = isFull(box);
  rowsOf(box).forEach((row, index) => {
    for (const part of row.querySelectorAll("button[aria-label]")) part.setAttribute("aria-label", part.getAttribute("aria-label").replace(/\d+$/, index + 1));
  });
  box.dispatchEvent(new CustomEvent("rows-changed", { bubbles: true }));
};
/* The inputs of a row stand in its card and, as the months of the plan do, elsewhere on the page. */
const byColumn = (row) => {
  const stem = stemOf(row), form = row.closest("form") ?? document;
  return new Map([...form.querySelectorAll(`[name^="${stem}"]`)].map((part) => [part.name.slice(stem.length), part]));
};

/* What the line of a card says: the first thing that is filled in, then the others, numbers with what they count. */
function say(row) {
  const words = parts(row).map((part) => {
    const text = part instanceof HTMLSelectElement ? part.selectedOptions[0]?.text.trim() : part.value.trim();
    if (text && part.type === "date") return dayOf(part.valueAsDate);
    return text && part.dataset.said ? `${part.dataset.said}: ${text}` : text;
  }).filter(Boolean);
  const title = row.querySelector("[data-title]");
  title.textContent = words[0] ?? blankOf(row.closest("[data-rows]")).querySelector("[data-title]").textContent;
  row.querySelector("[data-rest]").textContent = words.slice(1).join(" · ");
}

/* A new number is one more than the last, and not the number of rows: rows in between may have been removed. */
function add(box, number = 1 + Math.max(-1, ...rowsOf(box).map(numberOf))) {
  const row = blankOf(box).cloneNode(true);
  for (const part of row.querySelectorAll("[name]")) part.name = part.name.replace("__row__", number);
  for (const part of row.querySelectorAll("[aria-label]")) part.setAttribute("aria-label", part.getAttribute("aria-label").replace("__row__", number + 1));
  box.querySelector(".rows").append(row);
  return row;
}

function open(row) {
  for (const other of rowsOf(row.closest("[data-rows]"))) other.querySelector("details").open = other === row;
  parts(row)[0].focus();
}

/* Rows are stored in the order of their numbers, so two of them change places by what they hold. */
function move(row, step) {
  const all = rowsOf(row.closest("[data-rows]")), other = all[all.indexOf(row) + step];
  if (!other) return;
  const mine = byColumn(row), theirs = byColumn(other);
  for (const [column, part] of mine) {
    const there = theirs.get(column);
    if (there) [part.value, there.value] = [there.value, part.value];
  }
  say(row); say(other);
  const wasOpen = row.querySelector("details").open;
  row.querySelector("details").open = false;
  other.querySelector("details").open = wasOpen;
  other.querySelector(`[data-move-row="${step}"]`).focus();
  tell(other);
}

function copy(row) {
  const box = row.closest("[data-rows]");
  if (isFull(box)) return;
  const from = byColumn(row), made = add(box);
  for (const part of made.querySelectorAll("[name]:is(input,select)")) part.value = from.get(part.name.replace(STEM, ""))?.value ?? "";
  say(made); open(made); tell(box);
}

function remove(row) {
  const box = row.closest("[data-rows]"), stem = stemOf(row);
  const next = row.nextElementSibling ?? row.previousElementSibling;
  (next?.querySelector("summary") ?? box.querySelector("[data-add-row]")).focus();
  row.remove();
  // What stands of the row elsewhere on the page goes with it.
  for (const part of document.querySelectorAll(`[name^="${stem}"]`)) (part.closest("tr") ?? part).remove();
  tell(box);
}

/* ---- paste from a spreadsheet ---- */
/* What an input holds of a cell; "" where it cannot hold it: a date box takes dates only, a choice its choices. */
function heldOf(input, text) {
  if (input instanceof HTMLSelectElement) {
    const options = [...input.options], option = options.find((each) => each.value === text) ?? options[findChoice(text, options.map((each) => each.text))];
    return option?.value ?? "";
  }
  if (input.type !== "date") return text;
  const day = text.match(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/), iso = day ? `${day[3]}-${day[2].padStart(2, "0")}-${day[1].padStart(2, "0")}` : text;
  return Number.isNaN(Date.parse(`${iso}T00:00Z`)) ? "" : iso;
}
function fill(row, cells, places) {
  const inputs = parts(row), left = [];
  cells.forEach((text, index) => {
    const input = inputs[places[index] ?? -1], value = input && text ? heldOf(input, text) : "";
    if (value) input.value = value; else if (text) left.push(text);
  });
  return left;
}
const said = (part) => (part instanceof HTMLSelectElement ? part.selectedOptions[0]?.text.trim() : part.value);
/* Each cell of a row behind the head of its column, so that one sees where it goes before it is there. */
function pairs(row, heads) {
  return parts(row).flatMap((part, index) => {
    if (!said(part)) return [];
    const pair = document.createElement("span"), head = document.createElement("small");
    head.textContent = heads[index].endsWith("?") ? heads[index] : `${heads[index]}:`;
    pair.append(head, ` ${said(part)}`);
    return [pair, " "];
  });
}
function preview(box, form) {
  const heads = JSON.parse(box.dataset.heads), inputs = parts(blankOf(box));
  const takes = (index, text) => heldOf(inputs[index], text) !== "" && (inputs[index].dataset.said === undefined || /\d/.test(text));
  const placed = placeCells(readCells(form.querySelector("textarea").value), heads, takes);
  const room = Number(box.dataset.most) - rowsOf(box).length, list = form.querySelector("ol");
  const made = placed.rows.slice(0, room).map((cells) => {
    const row = blankOf(box).cloneNode(true);
    const left = fill(row, cells, placed.places), item = document.createElement("li");
    item.append(...pairs(row, heads));
    if (left.length) item.append(Object.assign(document.createElement("b"), { textContent: `${form.dataset.left} ${left.join(", ")}` }));
    return item;
  });
  list.replaceChildren(...made);
  form.querySelector("[data-over]").hidden = placed.rows.length <= room;
  form.querySelector("[data-take-rows]").disabled = made.length === 0;
  return { ...placed, rows: placed.rows.slice(0, room) };
}
function startPaste(box, button) {
  let form = box.querySelector(".paste:has(textarea)");
  if (!form) {
    box.querySelector(".paste")?.remove();
    form = box.querySelector("template[data-paste]").content.firstElementChild.cloneNode(true);
    button.closest("p").after(form);
    form.addEventListener("input", (event) => { event.stopPropagation(); preview(box, form); });
    form.addEventListener("change", (event) => event.stopPropagation());
    form.querySelector("[data-take-rows]").addEventListener("click", () => {
      const { rows, places } = preview(box, form);
      const left = rows.flatMap((cells) => { const row = add(box), out = fill(row, cells, places); say(row); return out; });
      /* What found no place stays in view, to be written in by hand. */
      if (left.length) form.replaceChildren(Object.assign(document.createElement("p"), { textContent: `${form.dataset.left} ${left.join(", ")}` }));
      else form.remove();
      tell(box);
    });
  }
  form.querySelector("textarea").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-rows] button"), box = button?.closest("[data-rows]");
  if (!button) return;
  const row = button.closest("[data-row]"), has = (name) => button.dataset[name] !== undefined;
  if (has("addRow") && !isFull(box)) open(add(box));
  else if (has("pasteRows")) startPaste(box, button);
  else if (has("moveRow")) move(row, Number(button.dataset.moveRow));
  else if (has("copyRow")) copy(row);
  else if (has("removeRow")) remove(row);
});
for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => {
  const row = event.target.closest("[data-row]");
  if (row) say(row);
});

/* What could not be sent is put back into a card for each row that its names speak of. */
document.addEventListener("rows-needed", (event) => {
  const box = event.target, numbers = new Set(event.detail.map((name) => name.match(/-value-(\d+)-/)?.[1]).filter(Boolean).map(Number));
  for (const number of numbers) if (!rowsOf(box).some((row) => numberOf(row) === number)) add(box, number);
});
document.addEventListener("rows-filled", (event) => { for (const row of rowsOf(event.target)) say(row); });

/* Which cells of a table could not be read. The card of the first opens; the others are named above, each with its row. */
document.addEventListener("cells-read", ({ detail: { field, errors } }) => {
  for (const cell of document.querySelectorAll(`[name^="${field}-value-"][aria-describedby*="-error"]`)) {
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }
  const bad = errors.map((error) => [error, document.getElementsByName(error.dataset.cell)[0]]).filter(([, cell]) => cell);
  for (const [error, cell] of bad) {
    cell.setAttribute("aria-invalid", "true");
    cell.setAttribute("aria-describedby", error.id);
  }
  const cards = bad.map(([, cell]) => cell.closest("details")).filter(Boolean);
  /* Never under the hands of whoever is in another card by now: opening one closes the other. */
  const here = document.activeElement?.closest(".rowcard");
  if (cards.length && !cards.some((card) => card.open) && (!here || cards.includes(here))) cards[0].open = true;
});
