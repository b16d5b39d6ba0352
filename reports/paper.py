"""What paper needs besides: tables that are too wide for it are split, each part with the first column."""

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 112
"""About so many letters of a table's size stand side by side on 170 mm."""
_GAP = 2
_MOST, _LEAST = 18, 5
"""As wide as a column of prose may be, and as narrow as any, in letters."""


def split_tables(document: dict[str, Any]) -> None:
    """Say of every table of a document in which parts it is set."""
    for section in (*document["sections"], *document["appendix"]):
        for block in section["blocks"]:
            if block["kind"] == "table":
                block["parts"] = parts_of(block)
            for question in block.get("questions", ()):
                if question["rows"]:
                    numeric = [False] * len(question["head"])
                    table = {"head": question["head"], "rows": question["rows"], "numeric": numeric}
                    question["parts"] = parts_of({"foot": None, "mark": None, **table})


def parts_of(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a table as one part, or as several that repeat its first column, each of which fits on the paper."""
    needs = [_need(table, place) for place in range(len(table["head"]))]
    groups = _groups(needs)
    return [_part(table, places) for places in groups]


def _need(table: Mapping[str, Any], place: int) -> int:
    """Return how many letters wide a column has to be: its longest word at least, its text up to a limit."""
    cells = [row[place] for row in table["rows"] if place < len(row)]
    words = max((len(word) for cell in (table["head"][place], *cells) for word in cell.split()), default=0)
    return _GAP + max(min(words, LONGEST_WORD), min(_MOST, max(map(len, cells), default=0)), _LEAST)


LONGEST_WORD = 24
"""Longer words are broken."""


def _groups(needs: Sequence[int]) -> list[list[int]]:
    if sum(needs) <= WIDTH or len(needs) < 3:
        return [list(range(len(needs)))]
    groups: list[list[int]] = []
    room = 0
    for place, need in enumerate(needs[1:], start=1):
        if not groups or need > room:
            groups.append([0])
            room = WIDTH - needs[0]
        groups[-1].append(place)
        room -= need
    return groups


def _part(table: Mapping[str, Any], places: Sequence[int]) -> dict[str, Any]:
    def kept(row: Sequence[Any]) -> list[Any]:
        return [row[place] for place in places if place < len(row)]

    foot = table["foot"]
    return {
        "head": kept(table["head"]),
        "rows": [kept(row) for row in table["rows"]],
        "numeric": kept(table["numeric"]),
        "foot": None if foot is None else kept(foot),
        "mark": table["mark"],
    }
