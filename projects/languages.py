"""The languages in which pages are read, and what is kept once for each of them."""

from collections.abc import Callable
from typing import Generic, TypeVar

from babel import Locale
from babel.core import UnknownLocaleError
from django.conf import settings
from django.utils.translation import get_language, gettext, to_locale

from projects.domain.prose import translated

T = TypeVar("T")

PSEUDO = {"en-xa": "en", "ar-xb": "ar"}
"""Languages that nobody speaks, which show texts that escaped translation, and the ones whose numbers they write."""


def reading_language() -> str:
    """Return the code of the language in which the page at hand is read."""
    return get_language() or settings.LANGUAGE_CODE


def reading_locale() -> Locale:
    """Return how the reader's language writes numbers and dates; English where nobody wrote that down."""
    code = reading_language()
    try:
        return Locale.parse(to_locale(PSEUDO.get(code, code)))
    except UnknownLocaleError:
        return Locale("en")


class ByLanguage(Generic[T]):
    """A function without arguments that reads data files: kept once for each language. Use it as a decorator.

    Args:
        load: Reads the files; their prose comes in the language that is active.
    """

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._kept: dict[str, T] = {}
        self.__doc__ = load.__doc__

    def __call__(self) -> T:
        language = reading_language()
        if language not in self._kept:
            with translated(gettext):
                self._kept[language] = self._load()
        return self._kept[language]

    def cache_clear(self) -> None:
        """Read the files anew next time."""
        self._kept.clear()
