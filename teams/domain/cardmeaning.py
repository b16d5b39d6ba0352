"""What the head of a column of a rate card can mean, and its words as plain letters."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SALARY, RATE = "salary_per_year", "rate_per_hour"


class CardColumnKind(StrEnum):
    """What a column holds."""

    ROLE = "role"
    SENIORITY = "seniority"
    SOURCE = "source"
    UNIT = "unit"
    """For which span of time the pay of a row is."""
    CURRENCY = "currency"
    PAY = "pay"
    """Pay by the hour or the year, perhaps either; `Meaning.pays` says which."""
    OTHER_PAY = "other_pay"
    """Pay by the day, week or month."""
    NONE = ""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What the head of a column means."""

    kind: CardColumnKind
    pays: tuple[str, ...] = ()
    """`SALARY`, `RATE`, or both where the head does not say."""
    period: str = ""
    """Of other pay: day, week or month."""
    certain: bool = True
    """False where a word in it is not known, so that it may be something else."""
    end: str = ""
    """low, likely or high, or "" where a cell holds all of it."""
    rest: tuple[str, ...] = ()
    """The words but for the end: columns that share them are the ends of one range."""
    currencies: tuple[str, ...] = ()
    """As the head names them."""
    thousands: bool = False
    """Whether cells are in thousands."""
    rank: int = 0
    """Of columns of one kind the lowest is taken."""


def word_set(text: str | Iterable[str]) -> frozenset[str]:
    """Return the words of one text, or of several."""
    return frozenset(text.split() if isinstance(text, str) else (word for part in text for word in part.split()))


def plain_letters(text: str) -> str:
    """Return a text in lower case without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def tokens_of(text: str) -> list[str]:
    """Return words, numbers, percentiles such as p50, slashes and percent signs; abbreviations lose their points."""
    text = re.sub(r"\b((?:[a-z]\.)+[a-z]?)(?![a-z])", lambda short: short[1].replace(".", ""), text)
    return re.findall(r"\bp\d\d\b|[^\W\d_]+|\d+|[/%]", text)
