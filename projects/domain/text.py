"""Sentences of the domain: marked for translation without Django, and agreeing with their numbers in English."""

import re

# Nouns that the domain counts in its sentences, where a number is not known before it is written.
_COUNTED = (
    *("months", "roles", "cases", "rows", "cells", "characters", "accelerators", "prices", "hours", "weeks", "days"),
    *("years", "statements", "scenarios", "answers", "layers", "cards", "projects", "people"),
)
_ONE = re.compile(rf"(?<![\d.,])1([ \u00a0])({'|'.join(_COUNTED)})\b")


def gettext_noop(text: str) -> str:
    """Return the text unchanged; the name makes the translation tools find it.

    The sentence is translated where it is shown, never here: a figure or an error must not depend on who looks at it.
    """
    return text


def agreed(text: str) -> str:
    """Return an English sentence in which one thing is singular: "1 months" becomes "1 month"; others stay."""
    return _ONE.sub(lambda one: f"1{one[1]}{'person' if one[2] == 'people' else one[2].removesuffix('s')}", text)


def shorten(text: str, longest: int) -> str:
    """Return the beginning of a text, cut between two words, as a title.

    Args:
        text: Of any length.
        longest: How much of it is kept at most [characters].
    """
    line = " ".join(text.split())
    if len(line) <= longest:
        return line.rstrip(" .")
    words = line[: longest + 1].rpartition(" ")[0] or line[:longest]
    return words.rstrip(" .,;:") + "…"
