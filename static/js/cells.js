/* Cells that were copied in a spreadsheet. */

/* Cells as a spreadsheet copies them: tabs between, quotes around what holds a line end or a tab. */
export function readCells(text) {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i], row = rows.at(-1);
    if (quoted) {
      if (sign === '"' && text[i + 1] === '"') { row[row.length - 1] += '"'; i += 1; } else if (sign === '"') quoted = false; else row[row.length - 1] += sign;
    } else if (sign === '"' && row.at(-1) === "") quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else if (sign !== "\r") row[row.length - 1] += sign;
  }
  return rows.map((row) => row.map((cell) => cell.trim())).filter((row) => row.some(Boolean));
}

const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
/* Whether the words of a text all begin words of another: "Share" and "Share of full time". */
const isWithin = (text, other) => text.split(" ").every((word) => word && ` ${other}`.includes(` ${word}`));
/* Whether a compound of German names a kind of another: "Datenquelle" and "Quelle". */
const isKindOf = (text, other) => other.length > 4 && !other.includes(" ") && text.endsWith(other);
/* What people call the first and the last month of something. */
const SYNONYMS = [
  [/^(?:from|start|begins?|ab|von|beginn)(?= |$)/, ["first", "erster"]],
  [/^(?:to|until|till|ends?|bis|ende)(?= |$)/, ["last", "letzter"]],
];
/* Return the place of the only text that a text is part of, or that is part of it. */
function onlyLike(text, others) {
  const own = plain(text), [pattern, words] = SYNONYMS.find(([each]) => each.test(own)) ?? [];
  for (const word of words ?? []) {
    const place = onlyLike(own.replace(pattern, word), others);
    if (place >= 0) return place;
  }
  if (own.length < 3) return -1;
  const like = others.map(plain).flatMap((other, index) => ([isWithin(own, other), isWithin(other, own), isKindOf(own, other)].some(Boolean) ? [index] : []));
  return like.length === 1 ? like[0] : -1;
}

/* Which column each cell belongs to: by the heads where the first row holds some, else in order. A head that is only like
   one of ours counts beside one that is the same: a row without heads may hold words of ours too. */
export function placeCells(rows, heads) {
  const first = rows[0] ?? [], hasHeads = first.some((cell) => heads.some((head) => cell && plain(head) === plain(cell)));
  const exact = first.map((cell) => heads.findIndex((head) => cell && plain(head) === plain(cell)));
  const free = heads.map((head, index) => (exact.includes(index) ? "" : head));
  const like = first.map((cell, index) => (exact[index] >= 0 ? -1 : onlyLike(cell, free)));
  const named = exact.map((place, index) => (place >= 0 || like.indexOf(like[index]) !== index ? place : like[index]));
  return { places: hasHeads ? named : heads.map((_, index) => index), rows: hasHeads ? rows.slice(1) : rows };
}

/* Return the place of the choice that a cell means: by its whole text, as the only one that it begins, or as the only one
   whose first word begins as a single word does ("Projektleiterin" for "Projektleitung"). A longer text may say the
   opposite ("We have it not"), so it has to be the same. */
export function findChoice(text, choices) {
  const own = plain(text), said = choices.map(plain), same = said.indexOf(own);
  if (same >= 0 || own.length < 4) return same;
  const beginning = said.flatMap((choice, index) => (choice.startsWith(own) ? [index] : []));
  const stem = own.slice(0, Math.max(8, own.length - 4));
  const alike = own.includes(" ") || own.length < 10 ? [] : said.flatMap((choice, index) => (choice.startsWith(stem) ? [index] : []));
  const found = beginning.length ? beginning : alike;
  return found.length === 1 ? found[0] : -1;
}
