"""What the typesetter remembers from one report to the next: all that no style of a changed word stands before."""

import re

import pytest

from reports.typesetter import SOURCES

_STATEMENT = re.compile(r"^#(?P<said>(?:show|set|let).*(?:\n(?![#/]).*)*)", re.MULTILINE)
_WORDS_OF_A_REPORT = re.compile(r"\b[md]\.")
_READ_LATER = re.compile(r"\bit =>|\bcontext\b")


def statements(file):
    return [found["said"] for found in _STATEMENT.finditer((SOURCES / file).read_text(encoding="utf-8"))]


def functions_that_read_the_report():
    """Names of functions of the theme that read words of the report, or call one that does."""
    named = (re.match(r"let ([\w-]+)\((.*)", each, re.DOTALL) for each in statements("theme.typ"))
    said = {found[1]: found[2] for found in named if found}
    found = {name for name, body in said.items() if _WORDS_OF_A_REPORT.search(body)}
    while more := {name for name, body in said.items() if name not in found and calls(body, found)}:
        found |= more
    return found


def calls(body, names):
    return re.search(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(names)))})\(", body) is not None


RULES = [
    said[later.start() :]
    for said in statements("report.typ")
    if said.startswith(("show", "set page")) and (later := _READ_LATER.search(said))
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule[:40])
def test_rule_of_style_reads_no_words_of_the_report(rule):
    """What a rule reads is part of the style of all that follows: with a new version nothing would be found again."""
    assert not _WORDS_OF_A_REPORT.search(rule)
    assert not calls(rule, functions_that_read_the_report())


def test_rules_and_functions_are_found():
    assert len(RULES) > 3
    assert {"say", "paras", "unbroken"} <= functions_that_read_the_report()
