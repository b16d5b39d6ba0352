"""Tables of the report."""

from collections.abc import Sequence

from projects.said_tables import Rows


def without_empty(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Rows]:
    """Return a table without the columns, beside the first, in which nothing stands."""
    kept = [place for place in range(len(head)) if not place or any(row[place] for row in rows)]
    return tuple(head[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows)
