"""Sentences of the domain: marked for translation without Django, and agreeing with their numbers in English."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

# Nouns that the domain counts in its sentences, where a number is not known before it is written.
_COUNTED = (
    *("months", "roles", "cases", "rows", "cells", "characters", "accelerators", "prices", "hours", "weeks", "days"),
    *("years", "statements", "offers", "sellers", "scenarios", "answers", "layers", "cards", "projects", "people"),
)
_ONE = re.compile(rf"(?<![\d.,])1([ \u00a0])({'|'.join(_COUNTED)})\b")


def gettext_noop(text: str) -> str:
    """Return the text unchanged; the name makes the translation tools find it.

    The sentence is translated where it is shown, never here: a figure or an error must not depend on who looks at it.
    """
    return text


class Told(str):
    """A text with values put in, or several such texts in a row: English as it stands.

    It keeps what it is made of, so that a page can say it in another language (`say_told` in `projects/explaining.py`).
    """

    parts: tuple[tuple[str, Mapping[str, float | str | date]], ...] = ()
    """Text with `%(name)s` placeholders and its values; a text without values stands as it is."""


def told(text: str, **values: float | str | date) -> Told:
    """Put values into a text that is marked by `gettext_noop`."""
    written = {name: f"{value:,.10g}" if isinstance(value, int | float) else value for name, value in values.items()}
    found = Told(agreed(text % written))
    found.parts = ((text, values),)
    return found


WHOSE = gettext_noop("%(whose)s, %(what)s")


def of(whose: str, what: str) -> Told:
    """Name something of a person or a row: "Data engineer, months at work"."""
    return told(WHOSE, whose=whose, what=what)


def whose(text: str) -> tuple[str, str] | None:
    """Return whose a text is and what it names of it, where it is one of `of`; else None."""
    for template, values in _parts_of(text):
        if template == WHOSE:
            return str(values["whose"]), str(values["what"])
    return None


def joined(*texts: str) -> Told:
    """Return texts in a row, "a; b", without the empty ones."""
    found = Told(in_a_row(texts))
    found.parts = tuple(part for text in texts for part in _parts_of(text))
    return found


def in_a_row(texts: Iterable[str]) -> str:
    """Return texts as one, "a; b": what goes on does not end in a full stop."""
    *before, last = [text for text in texts if text] or [""]
    return "; ".join([*(text.removesuffix(".") for text in before), last])


def pieces_of(text: str) -> list[str]:
    """Return the texts that one is `joined` from, each told as it was."""
    return [told(template, **values) if values else template for template, values in _parts_of(text)]


def _parts_of(text: str) -> tuple[tuple[str, Mapping[str, float | str | date]], ...]:
    return text.parts if isinstance(text, Told) else ((text, {}),) if text else ()


def agreed(text: str) -> str:
    """Return an English sentence in which one thing is singular: "1 months" becomes "1 month"; others stay."""
    return _ONE.sub(
        lambda found: f"1{found[1]}{'person' if found[2] == 'people' else found[2].removesuffix('s')}", text
    )


_SENTENCE_END = re.compile(r"""(\S+?)[.!?…]["”“»’')\]]*\s+(?=["„“«‘'(\[¿¡]*(\w))""")
_SHORTENED = frozenset("bzw ca etc nr usw vs vgl e.g i.e".split())  # noqa: SIM905 -- as a list it is read worse


def opening(text: str, longest: int) -> tuple[str, str]:
    """Split a text behind its first sentence, or behind as many as are short together; return both parts.

    Args:
        text: Sentences of one paragraph.
        longest: How much is kept together [characters]; the first sentence is kept whole in any case.
    """
    ends = [end.end() for end in _SENTENCE_END.finditer(text) if _ends(end[1], end[2])]
    short = [end for end in (*ends, len(text)) if end <= longest]
    cut = short[-1] if short else (*ends, len(text))[0]
    return text[:cut].rstrip(), text[cut:]


def _ends(word: str, following: str) -> bool:
    """Tell whether a sentence ends behind a word: "z. B. Fälle" and "am 5. Mai" go on."""
    bare = word.strip("\"'“„«([").lower()
    is_short = bare in _SHORTENED or (len(bare) == 1 and bare.isalpha()) or (len(bare) <= 2 and bare.isdigit())
    return not is_short and not following.islower()


def shorten(text: str, longest: int) -> str:
    """Return the beginning of a text, cut between two words, as a title.

    Args:
        text: Of any length.
        longest: How much of it is kept at most [characters].
    """
    line = " ".join(text.split())
    return line.rstrip(" .") if len(line) <= longest else beginning(line, longest)


def beginning(text: str, longest: int) -> str:
    """Return a text, or where it is longer its beginning, cut between two words.

    Args:
        text: Of any length.
        longest: How much of it is kept at most [characters].
    """
    if len(text) <= longest:
        return text
    head = text[:longest]
    words = head if text[longest].isspace() else head.rpartition(" ")[0]
    # Some languages write without spaces, and so do addresses.
    return (words if len(words) > longest / 2 else head).rstrip(" .,;:·") + "…"


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """Return a name as it is compared: letters and digits, small."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
