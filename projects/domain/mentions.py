"""Names that a comment mentions with @."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CommentPiece:
    """A stretch of a comment."""

    text: str
    is_mention: bool = False


def calls(names: Iterable[str]) -> dict[str, str]:
    """Return what people may be called after an @, each with the full name: that name, or a first name of one alone.

    Args:
        names: Full names; no two are alike but for their case.
    """
    full = [name for name in names if name]
    first = Counter(name.split()[0].casefold() for name in full)
    short = {name.split()[0]: name for name in full if first[name.split()[0].casefold()] == 1}
    return short | {name: name for name in full}


def mentioned(text: str, names: Iterable[str]) -> dict[str, str]:
    """Return whom a text mentions: the full name by what stands after the @.

    Args:
        text: Of the comment.
        names: Of everybody who can be mentioned.
    """
    called = {call.casefold(): name for call, name in calls(names).items()}
    return {said: called[said.casefold()] for said in _said(text, called)}


def _said(text: str, called: Mapping[str, str]) -> list[str]:
    pattern = _pattern(called)
    return [match[1] for match in pattern.finditer(text) if match[1].casefold() in called] if pattern else []


def pieces(text: str, said: Iterable[str]) -> list[CommentPiece]:
    """Return a text in pieces, so that mentions can be shown as such.

    Args:
        text: Of the comment.
        said: What stands after each @ that mentions somebody.
    """
    pattern = _pattern(said)
    if pattern is None:
        return [CommentPiece(text)]
    parts = pattern.split(text)
    comment_parts = [
        CommentPiece(f"@{part}" if number % 2 else part, bool(number % 2)) for number, part in enumerate(parts)
    ]
    return [piece for piece in comment_parts if piece.text]


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds names after an @ that begins a word, the longest first; None for no names."""
    longest_first = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    if not longest_first:
        return None
    return re.compile(rf"(?<![\w@])@({'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
