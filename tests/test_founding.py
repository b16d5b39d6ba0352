"""The list of the founding lines: every test that it names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "founding.md").read_text(encoding="utf-8")
INTRO, ROWS = TEXT.split("\n## ", 1)
FILES = {letter: path for path, letter in re.findall(r"`(tests/[\w/]+\.py)`\s\((\w)[:)]", TEXT)}
NAMED = re.findall(r"\b([A-Z]) `(test_\w+)(…?)`", ROWS)


def test_each_letter_is_a_file():
    assert {letter for letter, _name, _cut in NAMED} <= FILES.keys()
    assert [path for path in re.findall(r"`(tests/[\w/]+\.py)`", TEXT) if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize(("letter", "name", "cut"), NAMED, ids=[name for _letter, name, _cut in NAMED])
def test_named_test_exists(letter, name, cut):
    tests = re.findall(r"^def (test_\w+)\(", (ROOT / FILES[letter]).read_text(encoding="utf-8"), re.MULTILINE)
    assert any(test.startswith(name) if cut else test == name for test in tests)


@pytest.mark.parametrize(("letter", "case"), re.findall(r"\b([A-Z]) `(?!test_)([^`]+)`", ROWS))
def test_named_case_of_a_test_exists(letter, case):
    assert f'("{case}", ' in (ROOT / FILES[letter]).read_text(encoding="utf-8")


def test_every_line_names_a_test():
    heads = ("| line", "| point", "| ---")
    rows = [line for line in ROWS.splitlines() if line.startswith("| ") and not line.startswith(heads)]
    assert [row for row in rows if not re.search(r"`test|\b[A-Z] `|`tests/|, T \|$", row)] == []
