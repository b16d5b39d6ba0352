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
/* What people call a column (whole) and how ours begins that it means: we ask "Who can say yes", a sheet has an "Owner". */
const CALLED = [
  [/^(?:(?:data |process |system )?owner|responsible(?: person)?|contact(?: person)?|(?:person )?in charge|(?:daten|system)?eigentümer(?:in)?|verantwortliche?r?|ansprech(?:partner(?:in)?|person)|zuständig|besitzer(?:in)?)$/,
    /^(?:who|owner|responsible|contact|name if|wer|eigentümer|verantwortlich|ansprech|zuständig|name falls)/],
  [/^(?:notes?|comments?|remarks?|notiz(?:en)?|bemerkung(?:en)?|anmerkung(?:en)?|kommentare?)$/, /^(?:note|comment|remark|notiz|bemerkung|anmerkung|kommentar)/],
  [/^(?:since|from|start|seit|ab|von|beginn)$/, /^(?:since|from|start|seit|ab|von|beginn)(?= |$)/],
  [/^(?:due(?: date)?|deadline|until|frist|fällig(?: am)?|termin|bis)$/, /^(?:by when|due|deadline|bis wann|frist|fällig|termin)/],
];
/* What people call the first column, whatever ours is: "Name" of a source is the source. */
const NAME = /^(?:name|title|bezeichnung|titel)$/;
const isCalled = (text) => NAME.test(plain(text)) || CALLED.some(([called]) => called.test(plain(text)));
function placeCalled(text, free) {
  const own = plain(text), pattern = CALLED.find(([called]) => called.test(own))?.[1];
  const meant = pattern ? free.flatMap((label, index) => (pattern.test(plain(label)) ? [index] : [])) : [];
  return meant.length === 1 ? meant[0] : -1;
}
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

/* Which column each cell belongs to where no heads say it: in order, passing over columns where fewer cells are left out
   so. Whoever has no "Kind" pastes what, who and by when, and no name is lost at a choice between kinds. */
function placeInOrder(rows, count, takes) {
  const width = Math.min(count, Math.max(0, ...rows.map((row) => row.length)));
  const lost = Array.from({ length: width }, (_, at) => Array.from({ length: count }, (_each, index) => rows.filter((row) => row[at] && !takes(index, row[at])).length));
  const known = new Map();
  const best = (at, next) => {
    if (at === width) return { left: 0, places: [] };
    const key = at * count + next;
    if (!known.has(key)) {
      let found = null;
      for (let index = next; index <= count - (width - at); index += 1) {
        const rest = best(at + 1, index + 1), left = lost[at][index] + rest.left;
        if (!found || left < found.left) found = { left, places: [index, ...rest.places] };
      }
      known.set(key, found);
    }
    return known.get(key);
  };
  return best(0, 0).places;
}

/* Which column each cell belongs to: by the heads where the first row holds some, else in order. A head that is only like
   one of ours counts beside one that is the same, or beside two that people use: a row without heads may hold words of
   ours too. `takes` tells whether a column can hold a text. */
export function placeCells(rows, heads, takes = () => true) {
  const first = rows[0] ?? [], exact = first.map((cell) => heads.findIndex((head) => cell && plain(head) === plain(cell)));
  if (!exact.some((place) => place >= 0) && first.filter(isCalled).length < 2) return { places: placeInOrder(rows, heads.length, takes), rows };
  let named = exact;
  for (const find of [onlyLike, placeCalled, (cell, free) => (NAME.test(plain(cell)) && free[0] ? 0 : -1)]) {
    const free = heads.map((head, index) => (named.includes(index) ? "" : head));
    const more = first.map((cell, index) => (named[index] >= 0 || !cell ? -1 : find(cell, free)));
    named = named.map((place, index) => (place >= 0 || more.indexOf(more[index]) !== index ? place : more[index]));
  }
  return { places: named, rows: rows.slice(1) };
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
