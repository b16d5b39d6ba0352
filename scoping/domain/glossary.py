"""The words of the trade, for a manager."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.lazy import cached_property


@dataclass(frozen=True, kw_only=True)
class GlossaryTerm:
    """One word with one or two sentences."""

    id: str
    term: str
    topic: str
    text: str
    also: tuple[str, ...] = ()
    """Other spellings that find the entry."""
    see: tuple[str, ...] = ()
    """Ids of related entries."""
    everyday: tuple[str, ...] = ()
    """Spellings that mean something else in most sentences: they find the entry, and are left alone in texts."""

    @property
    def linked(self) -> tuple[str, ...]:
        """The spellings that lead to the entry from the texts that they stand in."""
        return tuple(name for name in (self.term, *self.also) if name not in self.everyday)


@dataclass(frozen=True)
class Glossary:
    """All words."""

    terms: tuple[GlossaryTerm, ...]

    @cached_property
    def by_topic(self) -> dict[str, tuple[GlossaryTerm, ...]]:
        """The entries of each topic in the order of the alphabet; topics in the order of the file."""
        topics = dict.fromkeys(term.topic for term in self.terms)
        return {
            topic: tuple(
                sorted((term for term in self.terms if term.topic == topic), key=lambda term: term.term.lower())
            )
            for topic in topics
        }

    @cached_property
    def by_id(self) -> dict[str, GlossaryTerm]:
        """Every entry by its id."""
        return {term.id: term for term in self.terms}

    def related(self, term: GlossaryTerm) -> tuple[GlossaryTerm, ...]:
        """The entries that a term points to."""
        return tuple(self.by_id[term_id] for term_id in term.see)

    def pieces(self, text: str, seen: set[str]) -> Iterator[tuple[str, str]]:
        """Cut a text where terms occur in it for the first time; yield each piece with the id of its term, or "".

        What stands in quotation marks is somebody's own words, and is left alone.

        Args:
            text: A sentence or more.
            seen: Ids of terms that occurred before; those of this text are added.
        """
        begin = 0
        for match in self._spellings.finditer(text):
            term_id = self._names[match.lastindex - 1][1].id if match.lastindex else ""
            if not term_id or term_id in seen:
                continue
            seen.add(term_id)
            yield text[begin : match.start()], ""
            yield match[0], term_id
            begin = match.end()
        yield text[begin:], ""

    @cached_property
    def _names(self) -> list[tuple[str, GlossaryTerm]]:
        """Every spelling that is linked, with its term; the longest first."""
        names = ((name, term) for term in self.terms for name in term.linked)
        return sorted(names, key=lambda row: -len(row[0]))

    @cached_property
    def _spellings(self) -> re.Pattern[str]:
        """Finds quotations, and spellings: a group for each."""
        names = "|".join(f"({_as_written(name, is_title=name == term.term)})" for name, term in self._names)
        return re.compile(rf"[“„«][^“”„«»]*[”“»]|(?<![\w-])(?:{names})(?:s|e|es|n|en)?(?![\w-]|\.\w)")

    def search(self, text: str) -> list[GlossaryTerm]:
        """Return the entries that a text leads to: a name that begins with it first, then one that holds it."""
        wanted = _plain(text)
        if not wanted:
            return []
        ranked = [(_rank(term, wanted), term.term.lower(), term) for term in self.terms]
        return [term for rank, _, term in sorted(ranked, key=lambda row: row[:2]) if rank < _NOWHERE]


_NOWHERE = 3


def _as_written(name: str, *, is_title: bool) -> str:
    """Return what finds a spelling: with a hyphen or a space, and small or capital where it begins a sentence.

    Names that are written in capitals, such as RAG, or with one, such as Adam, are found as they are written; a title
    begins with a capital in any case.
    """
    first, rest = name[0], name[1:]
    is_either = first.isalpha() and rest == rest.lower() and (is_title or first.islower())
    begin = f"[{first.lower()}{first.upper()}]" if is_either else re.escape(first)
    return begin + re.sub(r"(?:\\?[ -])+", "[ \u00a0-]", re.escape(rest))


def _rank(term: GlossaryTerm, wanted: str) -> int:
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


def _read_term(table: DataTable, ids: set[str]) -> GlossaryTerm:
    see = table.texts("see", ())
    for term_id in see:
        if term_id not in ids:
            raise table.error(f"{table.label} points to an unknown term {term_id}", "see")
    term = GlossaryTerm(
        id=table.text("id"),
        term=table.text("term"),
        topic=table.text("topic"),
        text=table.text("text"),
        also=table.texts("also", ()),
        see=see,
        everyday=table.texts("everyday", ()),
    )
    strange = set(term.everyday) - {term.term, *term.also}
    if strange:
        raise table.error(f"{table.label} has no spelling {min(strange)}", "everyday")
    table.close()
    return term
