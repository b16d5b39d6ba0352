/* The plan as a spreadsheet. Its inputs belong to the answer of the table of people (data-for-answer), so autosave.js
   keeps and sends them; here is only how one moves, selects, fills, copies and pastes. Without this file it is a form.
   After a save the section is fetched anew and what changed is written into place, so that nobody loses a cell. */
const section = () => document.getElementById("team_grid");
const body = () => section()?.querySelector("tbody[data-people]");
const cells = () => [...(body()?.rows ?? [])].map((row) => [...row.querySelectorAll("input")]);
const inGrid = (target) => (target instanceof HTMLInputElement && body()?.contains(target) ? target : null);
const shown = (input) => input.value.trim() || input.placeholder;
let at = null, end = null, mode = "move", before = "", dragged = false;
const undone = [];

const place = (input) => { const cell = input.closest("td"); return { r: cell.parentElement.sectionRowIndex, c: cell.cellIndex - 1 }; };
const input = (spot) => cells()[spot.r]?.[spot.c];
function box() {
  const to = end ?? at;
  return { top: Math.min(at.r, to.r), bottom: Math.max(at.r, to.r), left: Math.min(at.c, to.c), right: Math.max(at.c, to.c) };
}
function chosen() {
  const all = cells(), { top, bottom, left, right } = box();
  return all.slice(top, bottom + 1).map((row) => row.slice(left, right + 1));
}
function paint() {
  for (const cell of body().querySelectorAll("td.sel")) { cell.classList.remove("sel"); cell.removeAttribute("aria-selected"); }
  if (!at || !end) return;
  for (const field of chosen().flat()) { const cell = field.closest("td"); cell.classList.add("sel"); cell.setAttribute("aria-selected", "true"); }
}

/* ---- values ---- */
const number = (text) => (/^\s*\d+([.,]\d+)?\s*%?\s*$/.test(text) ? Number.parseFloat(text.replace(",", ".")) : NaN);
/* Half a percent, or a half? The server asks it too, with a button for each. */
const isSmall = (field) => { const value = number(field.value); return value > 0 && value < 2 && !field.value.includes("%"); };
function look(field) {
  const cell = field.closest("td"), value = number(shown(field)), bad = field.value.trim() !== "" && (!(value >= 0 && value <= 100) || isSmall(field));
  cell.className = `${bad || Number.isNaN(value) || value === 0 ? "p0" : value <= 25 ? "p1" : value <= 50 ? "p2" : value <= 75 ? "p3" : "p4"}${cell.classList.contains("sel") ? " sel" : ""}`;
  if (bad) { field.setAttribute("aria-invalid", "true"); field.setAttribute("aria-describedby", "team_grid-says"); }
  else { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-describedby"); }
  return bad;
}
/* The first cell that cannot be read, in the line under the table; the server says the same of what reaches it. */
function complain() {
  const says = document.getElementById("team_grid-says"), bad = cells().flat().find((field) => field.getAttribute("aria-invalid"));
  if (!says) return;
  const said = bad && section().dataset[isSmall(bad) ? "small" : "bad"].replace("…", bad.value.trim());
  const text = bad ? `${bad.getAttribute("aria-label")}: ${said}` : "";
  if (says.textContent !== text) says.textContent = text;
  says.hidden = !bad;
}
/* The same months as text in the row of people: what stands when the plan gets shorter than a month that was typed. */
function remember(field) {
  const [, stem, month] = field.name.match(/^(.*-presence)_(\d+)$/), text = document.getElementsByName(stem)[0];
  if (!text) return;
  const months = new Map(text.value.split(" ").filter(Boolean).map((part) => part.split(":")));
  months.delete(month);
  if (field.value.trim() && !field.getAttribute("aria-invalid")) months.set(month, String(number(field.value)) + (field.value.includes("%") ? "%" : ""));
  text.value = [...months].sort((a, b) => a[0] - b[0]).map((part) => part.join(":")).join(" ");
}
function write(changes, keep = true) {
  const done = changes.filter(([field, value]) => field && field.value !== value);
  if (!done.length) return;
  if (keep) undone.push(done.map(([field]) => [place(field), field.value]));
  for (const [field, value] of done) { field.value = value; look(field); remember(field); }
  complain();
  done[0][0].dispatchEvent(new Event("change", { bubbles: true }));
}
function settle(field) {
  if (mode !== "move" && field.value !== before) undone.push([[place(field), before]]);
  mode = "move";
  before = field.value;
}

/* ---- moving ---- */
function go(spot) {
  const all = cells(), row = all[Math.max(0, Math.min(all.length - 1, spot.r))];
  const next = row?.[Math.max(0, Math.min(row.length - 1, spot.c))];
  if (next) { next.focus(); next.scrollIntoView({ block: "nearest", inline: "nearest" }); }
}
function stretch(dr, dc) {
  const all = cells(), from = end ?? at;
  end = { r: Math.max(0, Math.min(all.length - 1, from.r + dr)), c: Math.max(0, Math.min(all[0].length - 1, from.c + dc)) };
  paint();
  input(end).scrollIntoView({ block: "nearest", inline: "nearest" });
}
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function fill(right) {
  const { top, bottom, left, right: last } = box(), all = cells(), changes = [];
  const single = right ? left === last : top === bottom;
  for (let r = top; r <= bottom; r += 1) for (let c = left; c <= last; c += 1) {
    const from = right ? all[r][single ? c - 1 : left] : all[single ? r - 1 : top]?.[c];
    if (from && from !== all[r][c]) changes.push([all[r][c], shown(from)]);
  }
  write(changes);
}
function key(event) {
  const field = inGrid(event.target);
  if (!field || event.isComposing || event.altKey) return;
  const command = event.ctrlKey || event.metaKey, arrow = ARROWS[event.key], last = cells()[0].length - 1;
  const act = () => { event.preventDefault(); return true; };
  if (arrow && !(mode === "edit" && !arrow[0]) && act()) {
    settle(field);
    const steps = command ? 1e4 : 1;
    if (event.shiftKey) stretch(arrow[0] * steps, arrow[1] * steps);
    else go({ r: at.r + arrow[0] * steps, c: at.c + arrow[1] * steps });
  } else if (event.key === "Enter" && act()) { settle(field); go({ r: at.r + (event.shiftKey ? -1 : 1), c: at.c }); }
  else if (event.key === "F2" && act()) { mode = "edit"; field.setSelectionRange(field.value.length, field.value.length); }
  else if (event.key === "Escape" && act()) {
    if (mode !== "move" && field.value !== before) { const old = before; mode = "move"; write([[field, old]], false); }
    mode = "move"; end = null; paint(); field.select();
  } else if (mode === "move" && (event.key === "Delete" || event.key === "Backspace") && act()) { write(chosen().flat().map((each) => [each, ""])); before = field.value; }
  else if (command && event.key.toLowerCase() === "r" && act()) { settle(field); fill(true); before = field.value; field.select(); }
  else if (command && event.key.toLowerCase() === "d" && act()) { settle(field); fill(false); before = field.value; field.select(); }
  else if (command && event.key.toLowerCase() === "z" && mode === "move" && act()) {
    const step = undone.pop();
    if (step) { write(step.map(([spot, value]) => [input(spot), value]), false); before = field.value; field.select(); }
  } else if (mode === "move" && (event.key === "Home" || event.key === "End") && act()) {
    go({ r: command ? (event.key === "Home" ? 0 : 1e4) : at.r, c: event.key === "Home" ? 0 : last });
  } else if (command && event.key.toLowerCase() === "a" && mode === "move" && act()) { at = { r: 0, c: 0 }; end = { r: cells().length - 1, c: last }; paint(); }
}

/* ---- the clipboard, as spreadsheets write it: tabs between cells, one row a line ---- */
function copy(event) {
  const field = inGrid(event.target);
  if (!field || mode === "edit") return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", chosen().map((row) => row.map(shown).join("\t")).join("\n"));
  if (event.type === "cut") { write(chosen().flat().map((each) => [each, ""])); before = field.value; }
}
function paste(event) {
  const field = inGrid(event.target);
  if (!field || mode === "edit") return;
  const rows = event.clipboardData.getData("text").replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  event.preventDefault();
  settle(field);
  const all = cells(), { top, left } = box(), changes = [];
  let pasted = 0;
  if (rows.length === 1 && rows[0].length === 1) for (const each of chosen().flat()) changes.push([each, rows[0][0].trim()]);
  else {
    for (const [r, row] of rows.entries()) for (const [c, text] of row.entries()) {
      if (all[top + r]?.[left + c]) changes.push([all[top + r][left + c], text.trim()]);
      if (text.trim()) pasted += 1;
    }
    end = { r: Math.min(all.length - 1, top + rows.length - 1), c: Math.min(all[0].length - 1, left + Math.max(...rows.map((row) => row.length)) - 1) };
    at = { r: top, c: left };
  }
  write(changes);
  tell(pasted && pasted - changes.filter(([, text]) => text).length, pasted);
  before = field.value;
  paint();
}
/* What lay beyond the last row or month has no place: it is said, not dropped without a word. */
function tell(left, pasted) {
  const says = document.getElementById("team_grid-left");
  if (!says) return;
  says.hidden = left === 0;
  says.textContent = left ? section().dataset[left === 1 ? "leftOne" : "leftMany"].replace("…", left).replace("…", pasted) : "";
}

/* ---- what the server worked out ---- */
const rowNumbers = () => {
  const found = new Set();
  for (const part of document.querySelectorAll('.answer[data-field="team-roles"] [data-row] [name]')) {
    if (part.value) found.add(part.name.match(/-value-(\d+)-/)[1]);
  }
  return [...found];
};
/* Rows that are blank on the page are no rows for the server: the nth of its rows is the nth that holds something. */
function name(fresh) {
  const numbers = rowNumbers();
  [...fresh.querySelectorAll("tbody[data-people] tr")].forEach((row, index) => {
    for (const field of row.querySelectorAll("input")) field.name = field.name.replace(/-value-\d+-/, `-value-${numbers[index] ?? index}-`);
  });
}
/* A page that changed since what was asked for: cells that were emptied again would be filled, and where rows came or
   went, months would be written into other rows. The save of that change brings the next answer. */
let known = { rows: rowNumbers().join(), version: Number(section()?.dataset.version ?? 0) };
function isStale(fresh) {
  const version = Number(fresh.dataset.version), rows = rowNumbers();
  const answer = document.querySelector('.answer[data-field="team-roles"]');
  if (answer?.hasAttribute("data-waiting")) return true;
  const saved = Number(answer?.dataset.version ?? 0);
  const counted = fresh.querySelectorAll("tbody[data-people] tr:has(input)").length;
  return version < saved || (rows.join() !== known.rows && version <= known.version) || (counted > 0 && counted !== rows.length);
}
function take(html) {
  const old = section(), fresh = new DOMParser().parseFromString(html, "text/html").getElementById("team_grid");
  if (!old || !fresh || isStale(fresh)) return;
  known = { rows: rowNumbers().join(), version: Number(fresh.dataset.version) };
  name(fresh);
  const mine = [...old.querySelectorAll("tbody[data-people] input")], theirs = [...fresh.querySelectorAll("tbody[data-people] input")];
  if (mine.length !== theirs.length || !mine.length || old.querySelector("thead").textContent !== fresh.querySelector("thead").textContent) {
    const spot = inGrid(document.activeElement) ? at : null;
    for (const field of theirs) { const was = document.getElementsByName(field.name)[0]; if (was && was.value !== was.defaultValue) field.value = was.value; }
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
    end = null;
    if (spot) go(spot);
  } else {
    mine.forEach((field, index) => {
      const other = theirs[index];
      field.name = other.name;
      field.placeholder = other.placeholder;
      field.setAttribute("aria-label", other.getAttribute("aria-label"));
      // A cell that changed since the request went out stays as it is: its own save is on the way.
      if (field.value === field.defaultValue || number(field.value) === number(other.defaultValue)) field.value = other.defaultValue;
      field.defaultValue = other.defaultValue;
      look(field);
    });
    for (const part of ["tbody[data-people] tr", "tfoot tr"]) {
      const from = fresh.querySelectorAll(part);
      for (const [r, row] of old.querySelectorAll(part).entries()) {
        for (const [c, cell] of [...row.cells].entries()) if (!cell.querySelector("input")) cell.replaceChildren(...from[r].cells[c].childNodes);
      }
    }
    for (const part of ["tbody.bands", "[data-live=summary]", "[data-live=length]", "[data-live=notes]"]) old.querySelector(part)?.replaceWith(fresh.querySelector(part));
  }
  complain();
}

document.addEventListener("focusin", (event) => {
  const field = inGrid(event.target);
  if (!field) return;
  at = place(field); end = null; mode = "move"; before = field.value;
  field.select();
  paint();
});
document.addEventListener("focusout", (event) => { const field = inGrid(event.target); if (field) settle(field); });
document.addEventListener("input", (event) => {
  const field = inGrid(event.target);
  if (!field) return;
  if (mode === "move") mode = "type";
  look(field); remember(field); complain();
});
document.addEventListener("keydown", key);
document.addEventListener("copy", copy);
document.addEventListener("cut", copy);
document.addEventListener("paste", paste);
document.addEventListener("mousedown", (event) => {
  const field = inGrid(event.target);
  dragged = field !== null && event.button === 0;
  if (!field || !at) return;
  if (event.shiftKey && inGrid(document.activeElement)) { event.preventDefault(); end = place(field); paint(); }
  else if (field === document.activeElement && mode === "move") mode = "edit";
});
document.addEventListener("mouseover", (event) => {
  const field = inGrid(event.target);
  if (!dragged || !field || !at || !(event.buttons & 1) || field === document.activeElement) return;
  end = place(field); mode = "move";
  paint();
  getSelection()?.removeAllRanges();
});
document.addEventListener("mouseup", () => { dragged = false; });
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (target !== section()) return;
  event.detail.shouldSwap = false;
  take(fragment.querySelector("#team_grid").outerHTML);
});
/* "Keep theirs": what was typed here goes, and the months are read anew. */
document.addEventListener("answer-renewed", (event) => {
  if (event.detail !== section()?.dataset.forAnswer) return;
  for (const field of cells().flat()) field.value = field.defaultValue;
  document.body.dispatchEvent(new CustomEvent("answer-saved", { bubbles: true }));
});
/* "Exclude it": ticks the box of the question that the link leads to. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-tick]"), tick = link && [...document.getElementsByName(link.dataset.tick)].find((box) => box.value === link.dataset.tickValue);
  if (!tick) return;
  event.preventDefault();
  tick.checked = !tick.checked;
  tick.dispatchEvent(new Event("change", { bubbles: true }));
});
/* After autosave.js has put back what could not be sent. */
addEventListener("DOMContentLoaded", () => {
  if (!body()) return;
  for (const field of cells().flat()) if (field.value !== field.defaultValue) look(field);
  complain();
});
