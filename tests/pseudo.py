"""Finds texts of a page that escaped translation: read in a language that nobody speaks, every word wears accents."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from babel import Locale

ROOT = Path(__file__).resolve().parent.parent
_SAID = ("aria-label", "alt", "placeholder", "title", "content")
_UNREAD = {"script", "style", "code", "pre", "kbd", "samp", "textarea"}
_PLAIN = re.compile(r"(?<![\w./@-])[A-Za-z]*[aceinosuy][A-Za-z]*(?![\w/@])")
_TECHNICAL = re.compile(
    r"\d+ [A-Z][a-z]+$|https?://\S+|\S+@\S+|\b[\w-]+\.(?:csv|json|toml|pdf|yaml|xlsx|ics|docx|pptx|md|zip)\b|\b\w*\d\w*\b"
)
_NAMES = frozenset(
    [
        "Plumbline",
        "Accents",
        "Right",
        "left",
        "English",
        "Deutsch",
        "Base",
        "Article",
        "GDPR",
        "ISO",
        "IEC",
        "Ada",
        "Blackwell",
        "Ampere",
        "Hopper",
        "Volta",
    ]
)
_STILL_ENGLISH = re.compile(
    # Names of things that are put together of two texts, sums as typed into a formula, and notes of sources.
    r"person-months"
    r"|: (?:Contractor|Full-time employee|Part-time employee)$|\b(?:ceil|max)\(|difference / 100"
    r"|[a-z]+_[a-z_]+|et al\.|first 100k steps|\bbaseball\b|^bat, |ISO/IEC 42001:2023, |team \+ training \+"
    r"|, list price of \S+ in "
)
"""What is known to stay English in every language."""


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        hidden = tag in _UNREAD or (values.get("lang") or "en-xa") not in {"en-xa", "ar-xb"}
        if tag == "meta" and values.get("name") != "description":
            return
        if not hidden:
            self.found += [text for name in _SAID if (text := values.get(name))]
        if tag not in {"br", "img", "input", "meta", "link", "hr", "wbr", "path", "use", "rect", "line", "circle"}:
            self.open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(hidden for _tag, hidden in self.open):
            self.found.append(" ".join(data.split()))


def escaped_texts(page: str, typed: Iterable[str]) -> list[str]:
    """Return the texts of a page in which a word was not translated.

    Args:
        page: HTML, read in one of the languages that nobody speaks.
        typed: What people typed, and names of things, which stay as they are.
    """
    known = sorted(
        {" ".join(text.split()).rstrip(" .") for text in typed if len(text.strip()) > 2}, key=len, reverse=True
    )
    return [text for text in texts_of(page) if _is_escaped(text, known)]


def texts_of(page: str) -> list[str]:
    """Return what a page says, each once: what stands between tags, and what is read out in their place."""
    reader = _Texts()
    reader.feed(page)
    return list(dict.fromkeys(reader.found))


def _is_escaped(text: str, known: Iterable[str]) -> bool:
    if _STILL_ENGLISH.search(text):
        return False
    if any(text in typed for typed in known):
        return False
    before, _, tail = text.rstrip("…").rpartition("]: ")
    if text.endswith("…") and any(tail in typed for typed in known):
        text = before
    for typed in known:
        text = text.replace(typed, " ")
    return any(_has_plain_words(piece.strip(" .…:;,·()“”"), known) for piece in re.split(r"[\[\]]|: |; ", text))


def _has_plain_words(piece: str, known: Iterable[str]) -> bool:
    """Tell whether words stay that nobody typed; a long answer may be shown cut."""
    if any(piece in typed for typed in known):
        return False
    words = (word.group() for word in _PLAIN.finditer(_TECHNICAL.sub(" ", piece)))
    return any(len(word) > 3 and word not in _NAMES for word in words)


def typed_texts(document: Mapping[str, Any]) -> Iterator[str]:
    """Return all texts of a project document, and the names of things that no language translates."""
    yield from _texts_of(document)
    for path in sorted((ROOT / "fixtures" / "reference").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield from (value for value in row.values() if value)
    for locale in (Locale("en"), Locale("ar")):
        yield from locale.currencies.values()
        for months in locale.months["format"].values():
            yield from months.values()


def _texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts_of(part)


def sample_texts() -> list[str]:
    """Return what the worked example, the names of the others and the tables of names say as they are."""
    samples = {path.stem: json.loads(path.read_text()) for path in (ROOT / "fixtures" / "samples").glob("*.json")}
    names = (sample["project"]["name"] for sample in samples.values())
    return [*names, *typed_texts(samples["claims"])]
