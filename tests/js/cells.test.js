/* What is pasted into the rows of an answer: node --test tests/js */
import assert from "node:assert/strict";
import test from "node:test";
import { findChoice, placeCells, readCells } from "../../static/js/cells.js";

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
test("beside a head of ours, one that is only like one of ours counts, once and where it is clear", () => {
  const heads = ["Rolle", "Eigener Name der Rolle", "Name", "Vertrag", "Anteil an einer Vollzeitstelle", "Erster Monat", "Letzter Monat"];
  assert.deepEqual(placeCells([["Rolle", "Name", "Anteil (%)", "Monat", "bis", ""], ["x"]], heads).places, [0, 2, 4, -1, 6, -1]);
  assert.deepEqual(placeCells([["Rolle", "Anteil", "Anteil in Prozent"], ["x"]], heads).places, [0, 4, -1]);
  assert.deepEqual(placeCells([["Rolle", "ab Monat", "bis"], ["x"]], heads).places, [0, 5, 6]);
  assert.deepEqual(placeCells([["Role", "from", "Until month"], ["x"]], ["Role", "First month", "Last month"]).places, [0, 1, 2]);
});
test("a compound whose last part is one of our heads names it", () => {
  const heads = ["Quelle", "System", "Eigentümer", "Anzahl"];
  assert.deepEqual(placeCells([["Datenquelle", "System", "Systemquellen", "Gesamtanzahl"], ["x"]], heads).places, [0, 1, -1, 3]);
});
test("a row without heads stays a row though its cells hold words of ours", () => {
  assert.deepEqual(placeCells([["Name of Sam", "Share 20"]], ["Name", "Share"]), { places: [0, 1], rows: [["Name of Sam", "Share 20"]] });
});
test("a choice is found by its text, its beginning or the stem of one word, never by a part of another sentence", () => {
  const choices = ["", "Projektleitung", "Datenanalyst/in", "Dateningenieur/in", "Wir haben sie", "Nicht gefragt"];
  assert.equal(findChoice("projektleitung ", choices), 1);
  assert.equal(findChoice("Projektleiterin", choices), 1);
  assert.equal(findChoice("Datenanalyst", choices), 2);
  assert.equal(findChoice("Daten", choices), -1);
  assert.equal(findChoice("Wir haben sie nicht", choices), -1);
  assert.equal(findChoice("Nicht vorhanden", choices), -1);
  assert.equal(findChoice("", choices), 0);
});
test("heads as people call them find the column that asks for it, and what we do not ask goes nowhere", () => {
  const sources = ["Source", "Where it lives", "Who can say yes", "How far back", "Records", "Form", "Access"];
  assert.deepEqual(placeCells([["Name", "Owner", "Records", "Since", "Comment"], ["x"]], sources).places, [0, 2, 4, -1, -1]);
  assert.deepEqual(placeCells([["Source name", "Contact person", "Notes"], ["x"]], [...sources, "Remarks"]).places, [0, 2, 7]);
  assert.deepEqual(placeCells([["Bezeichnung", "Ansprechpartner", "Bemerkung"], ["x"]], ["Quelle", "Wo sie liegt", "Wer Ja sagen darf", "Anmerkung"]).places, [0, 2, 3]);
  assert.deepEqual(placeCells([["Responsible", "Deadline", "What"], ["x"]], ["What", "Kind", "Who owes it", "By when", "Status"]).places, [2, 3, 0]);
  assert.deepEqual(placeCells([["Role", "Name", "since"], ["x"]], ["Role", "Name, if known", "Share of time", "From"]).places, [0, 1, 3]);
});
test("one word that people call a column by makes no head of a row", () => {
  assert.deepEqual(placeCells([["Owner", "20"]], ["Name", "Share"]).rows, [["Owner", "20"]]);
});
test("without heads a column is passed over that holds none of the cells, where that leaves fewer out", () => {
  const heads = ["What", "Kind", "Who owes it", "By when", "Status"];
  const takes = (index, text) => [true, text === "Data", true, /^\d{4}-/.test(text), text === "promised"][index];
  assert.deepEqual(placeCells([["Export", "Dave, IT", "promised"], ["Form", "Sue", ""]], heads, takes).places, [0, 2, 4]);
  assert.deepEqual(placeCells([["Export", "Data", "Dave", "soon", "promised"]], heads, takes).places, [0, 1, 2, 3, 4]);
  assert.deepEqual(placeCells([["Export", "Books", "Dave"], ["Form", "Data", "Sue"]], heads, takes).places, [0, 1, 2]);
});
