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
