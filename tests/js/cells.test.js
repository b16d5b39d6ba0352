/* What is pasted into the rows of an answer: node --test tests/js */
import assert from "node:assert/strict";
import test from "node:test";
import { placeCells, readCells } from "../../static/js/cells.js";

test("cells are parted by tabs and rows by line ends of any kind", () => {
  assert.deepEqual(readCells("a\tb\r\nc\td\n"), [["a", "b"], ["c", "d"]]);
});
test("a quoted cell holds line ends, tabs and quotes", () => {
  assert.deepEqual(readCells('"a\nb"\t"say ""x"""\t"c\td"'), [["a\nb", 'say "x"', "c\td"]]);
});
test("a quote inside a cell is a quote", () => {
  assert.deepEqual(readCells('5" pipe\tb'), [['5" pipe', "b"]]);
});
test("blank rows are left out, blank cells are not", () => {
  assert.deepEqual(readCells("\n\t\na\t\tb\n"), [["a", "", "b"]]);
});
test("without heads the cells go into the columns in order", () => {
  const placed = placeCells([["Sam", "20"]], ["Name", "Share"]);
  assert.deepEqual(placed, { places: [0, 1], rows: [["Sam", "20"]] });
});
test("heads say which column a cell belongs to, and one that is not ours goes nowhere", () => {
  const placed = placeCells([["share", "Colour", "NAME"], ["20", "red", "Sam"]], ["Name", "Share"]);
  assert.deepEqual(placed, { places: [1, -1, 0], rows: [["20", "red", "Sam"]] });
});
