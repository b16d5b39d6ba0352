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

/* Which column each cell belongs to: by the heads where the first row holds some, else in order. */
export function placeCells(rows, heads) {
  const plain = (text) => text.toLowerCase().replace(/\s+/g, " ");
  const named = rows.length ? rows[0].map((cell) => heads.findIndex((head) => plain(head) === plain(cell))) : [];
  const hasHeads = named.some((place) => place >= 0);
  return { places: hasHeads ? named : heads.map((_, index) => index), rows: hasHeads ? rows.slice(1) : rows };
}
