"""What a data file says in words for people, as against ids, rules and sources: only words are translated.

A text is prose by the name of its key. A few names hold prose in one file and ids in another; these say the file, with
its folder where two files share a name.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

Translate = Callable[[str], str]

_PROSE = frozenset(
    """
    action action_elsewhere against all_clear anchors area ask asks assumed bad_example bad_reason before beware blank
    care clear closing default_source disclaimer effort evidence example find_out flip flips follow_ups good_example
    good_for guess_label help hint holds how intro label languages leaving licence limits measures message misses names
    needed needed_elsewhere next_step not_covered not_needed one_number parameters_source planned purpose question
    reason required role says score_note sentence short size source statement successor tells term text text_read tips
    title topic unknown use watch way_reason web_source weights_note what who why wrong
    """.split()  # noqa: SIM905 -- sixty words are read better without sixty pairs of marks
)
_PROSE_OF_A_FILE = frozenset(
    {
        "approaches.data",
        "bridges.says",
        "first_guess.kind",
        "glossary.also",
        "glossary.everyday",
        "index.about",
        "index.kind",
        "plans/approach.here",
        "plans/evaluation.says_of_errors",
        "plans/evaluation.source_of_errors",
        "plans/law.article",
        "plans/law.note",
        "plans/training.value",
    }
)
_UNTRANSLATED = frozenset({"ledger"})
"""Files of which nobody reads the words."""

_translate: ContextVar[Translate | None] = ContextVar("translate", default=None)


@contextmanager
def translated(translate: Translate) -> Iterator[None]:
    """Have the data files that are read inside say their prose in another language."""
    token = _translate.set(translate)
    try:
        yield
    finally:
        _translate.reset(token)


def in_reading_language(row: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return the content of a data file in the language that is read at the moment.

    Args:
        row: The whole file as TOML gives it.
        path: The file.
    """
    translate = _translate.get()
    return row if translate is None else _each(row, path, translate)


def prose_of(row: Mapping[str, Any], path: Path) -> list[str]:
    """Return every text of a data file that a language may say in its own words, in order."""
    texts: list[str] = []

    def note(text: str) -> str:
        texts.append(text)
        return text

    _each(row, path, note)
    return texts


def is_prose(key: str, path: Path) -> bool:
    """Tell whether a key of a file holds words for people."""
    ambiguous = {f"{path.stem}.{key}", f"{path.parent.name}/{path.stem}.{key}"}
    return path.stem not in _UNTRANSLATED and (key in _PROSE or not _PROSE_OF_A_FILE.isdisjoint(ambiguous))


def _each(row: Mapping[str, Any], path: Path, translate: Translate) -> dict[str, Any]:
    return {key: _value(value, key, path, translate) for key, value in row.items()}


def _value(value: Any, key: str, path: Path, translate: Translate) -> Any:
    if isinstance(value, dict):
        return _each(value, path, translate)
    if isinstance(value, list):
        return [_value(part, key, path, translate) for part in value]
    return translate(value) if isinstance(value, str) and value and is_prose(key, path) else value
