"""A number that was left to be multiplied: "4 x 30", "4 people at 1.5 hours a day", "12 × 350 €"."""

import re
from dataclasses import dataclass

from projects.domain.numerals import NUMBER
from projects.domain.units import counts_people, counts_time

_NOUN = r"(?P<noun>(?:\s?[^\W\d_]{2,}\.?){0,2}?)"
_TIMES = r"(?:[x×*@]|(?<![^\W\d_])(?:mal|times)(?![^\W\d_]))"
_AT = r"(?<![^\W\d_])(?P<at>à|at|je|zu je)(?![^\W\d_])"
_PRODUCT = re.compile(
    rf"(?P<count>{NUMBER.pattern}){_NOUN}\s?(?:{_TIMES}|{_AT})\s?(?P<each>(?=[^\d]{{0,6}}\d).+)", re.I
)


@dataclass(frozen=True)
class Product:
    """How many times something is counted."""

    count: str
    """Digits, such as "4" or "1.250"."""
    each: str
    """What one of them comes to, such as "1.5 hours a day"."""


def split_product(text: str, unit: str) -> Product | None:
    """Return a text as a product, or None where it is none.

    Args:
        text: In plain signs, without "about" before it.
        unit: The field's unit. Months that are multiplied say nothing of what a month costs.
    """
    said = _PRODUCT.fullmatch(text)
    if said is None or said["count"] == "0":  # "0x10" is a program's number
        return None
    noun = said["noun"].strip()
    # "60 dossiers à 80" is a range.
    if said["at"] and not counts_people(noun):
        return None
    if counts_time(noun) and "/" in unit:
        return None
    return Product(said["count"], said["each"])
