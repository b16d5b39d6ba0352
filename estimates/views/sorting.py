"""Tables that are sorted by a column: the order, and the links in their heads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import QueryDict

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class SortableColumn:
    """The head of a column."""

    label: str
    number: bool
    query: str
    """The address of the table in this column's order; empty where it cannot be sorted."""
    order: str
    """`ascending`, `descending`, or empty where the table is in another column's order."""


def columns(heads: Iterable[tuple[str, str, bool]], sort: str, query: QueryDict) -> list[SortableColumn]:
    """Return the heads of a table: each links to its own order, and to the other way round where it has it.

    Args:
        heads: Key (empty where it cannot be sorted), label, and whether the column holds numbers.
        sort: The order that the table has.
        query: The rest of the page's address.
    """
    found = []
    for key, label, number in heads:
        here = sort.removeprefix("-") == key
        order = ("descending" if sort.startswith("-") else "ascending") if here and key else ""
        link = query.copy()
        link["sort"] = f"-{key}" if order == "ascending" else key
        found.append(
            SortableColumn(label=label, number=number, query=f"?{link.urlencode()}" if key else "", order=order)
        )
    return found


def sorted_by(
    rows: Sequence[T], asked: str, keys: Mapping[str, Callable[[T], Any]], *, usual: str
) -> tuple[str, list[T]]:
    """Return the order that is asked for, or the usual one, and the rows in it."""
    sort = asked if asked.removeprefix("-") in keys else usual
    return sort, sorted(rows, key=keys[sort.removeprefix("-")], reverse=sort.startswith("-"))
