"""The words of the trade, for a manager."""

from dataclasses import dataclass
from pathlib import Path

from projects.domain.datafiles import Table, read_data_file, refuse_twins
from projects.domain.lazy import cached_property


@dataclass(frozen=True, kw_only=True)
class Term:
    """One word with one or two sentences."""

    id: str
    term: str
    topic: str
    text: str
    also: tuple[str, ...] = ()
    """Other spellings that find the entry."""
    see: tuple[str, ...] = ()
    """Ids of related entries."""


@dataclass(frozen=True)
class Glossary:
    """All words."""

    terms: tuple[Term, ...]

    @cached_property
    def by_topic(self) -> dict[str, tuple[Term, ...]]:
        """The entries of each topic in the order of the alphabet; topics in the order of the file."""
        topics = dict.fromkeys(term.topic for term in self.terms)
        return {
            topic: tuple(sorted((term for term in self.terms if term.topic == topic), key=lambda one: one.term.lower()))
            for topic in topics
        }

    def search(self, text: str) -> list[Term]:
        """Return the entries that a text leads to: a name that begins with it first, then one that holds it."""
        wanted = _plain(text)
        if not wanted:
            return []
        ranked = [(_rank(term, wanted), term.term.lower(), term) for term in self.terms]
        return [term for rank, _, term in sorted(ranked, key=lambda row: row[:2]) if rank < _NOWHERE]


_NOWHERE = 3


def _rank(term: Term, wanted: str) -> int:
    names = [_plain(name) for name in (term.term, *term.also)]
    if any(name.startswith(wanted) for name in names):
        return 0
    if any(wanted in name for name in names):
        return 1
    return 2 if wanted in _plain(term.text) else _NOWHERE


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("-", " ").replace("_", " ").split())


def load_glossary(path: Path) -> Glossary:
    """Read the glossary.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    rows = table.tables("term")
    refuse_twins(rows, "id", "term")
    ids = {row.text("id") for row in rows}
    for key in ("format", "id", "title", "version", "language"):
        table.asked.add(key)
    table.close()
    return Glossary(tuple(_read_term(row, ids) for row in rows))


def _read_term(table: Table, ids: set[str]) -> Term:
    see = table.texts("see", ())
    for term_id in see:
        if term_id not in ids:
            raise table.error(f"{table.label} points to an unknown term {term_id}", "see")
    term = Term(
        id=table.text("id"),
        term=table.text("term"),
        topic=table.text("topic"),
        text=table.text("text"),
        also=table.texts("also", ()),
        see=see,
    )
    table.close()
    return term
