"""Which of a project's languages a model reads, as far as its maker's words tell."""

import re
from collections.abc import Collection
from dataclasses import dataclass

ENGLISH = "english"
_ENGLISH_NAMES = {"englisch": ENGLISH, "chinesisch": "chinese", "mandarin": "chinese", "koreanisch": "korean"}
"""Names that presets use, by what a project may call them."""
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d[\d,]*")
_OPEN = {"others", "languages"}
"""Words after which more languages are meant than are named."""
_NAMELESS = {"multilingual", "several", "languages", "mehrsprachig", "mehrere", "sprachen"}
"""Words of a project for languages that have no name."""
MANY = 90
"""Languages of a model from which on every large one is among them. Ours, as XLM-R and Whisper list about a hundred."""


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """The languages of a project."""

    named: tuple[str, ...] = ()
    """As somebody wrote them; none where all of it is English or nobody said."""
    others: bool = False
    """Whether there is one that has no name here."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What a model is not made for, and what its maker's words leave open; "" stands for a language without a name."""

    lacks: tuple[str, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """0 where all is covered, 1 where something is open, 2 where something is lacking."""
        return 2 if self.lacks else 1 if self.open else 0


def spoken_in(text: str, known: Collection[str], *, others: bool) -> Spoken:
    """Read the languages that a text names.

    Args:
        text: What somebody wrote, such as "German 84 %, English 16 %".
        known: Words for languages other than English, small; among them some that name none, such as "several".
        others: Whether texts in other languages than English are read.
    """
    words = dict.fromkeys(_WORD.findall(text))
    foreign = {word for word in words if word.casefold() in known and word.casefold() not in _NAMELESS}
    if not foreign:
        return Spoken(others=others)
    return Spoken(
        named=tuple(word[:1].upper() + word[1:] for word in words if word in foreign or _plain(word) == ENGLISH)
    )


def coverage_of(says: str, spoken: Spoken) -> Coverage:
    """Return what of a project's languages a model does not read, or may not.

    Args:
        says: Its languages as the table of models has them: "mostly English", "English and 4 others", "8 languages".
        spoken: The languages of the project.
    """
    words = {word.casefold() for word in _WORD.findall(says)}
    is_open = bool(_OPEN & words)
    numbers = [int(number.replace(",", "")) for number in _NUMBER.findall(says)]
    many = max(numbers, default=0) >= MANY
    unread = [name for name in spoken.named if _plain(name) not in words and not (is_open and _plain(name) == ENGLISH)]
    if not is_open:
        return Coverage(lacks=(*unread, *("",) * spoken.others))
    return Coverage(open=(*(() if many else unread), *("",) * spoken.others))


def _plain(name: str) -> str:
    return _ENGLISH_NAMES.get(name.casefold(), name.casefold())
