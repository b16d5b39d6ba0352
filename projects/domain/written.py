"""What a written number or range may mean: the one reader behind pages, tables, files and commands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from projects.domain.durations import clock_in_figures, in_figures, unit_of_time
from projects.domain.errors import BadValue
from projects.domain.moneys import SIGNS, without_hundredth
from projects.domain.numerals import NUMBER, counted_of, plain, values_of
from projects.domain.phrases import (
    HEDGE,
    group_sign,
    open_end,
    says_with_tax,
    split_between,
    split_likely,
    without_counts,
    without_frame,
    without_gross,
)
from projects.domain.products import split_product
from projects.domain.scales import split_scale
from projects.domain.spoken import in_digits
from projects.domain.text import gettext_noop
from projects.domain.units import UnitNamed, named_unit

T = TypeVar("T")
U = TypeVar("U")

_LONGEST = 200
_SHARED = rf"(?:[^\W\d_]|[\u0900-\u0963]|[{SIGNS}.])"
_BEFORE = re.compile(rf"\s*(?P<first>[-+]?)\s*(?P<sign>(?:{_SHARED}+\s?){{0,2}})\s*(?P<last>[-+]?)\s*")
"""What may stand before a number: a minus and a currency, in either order."""

_PLUS_OR_MINUS = re.compile(r"(?P<behind>.*?)\s*(?:±|\+\s?/?\s?-)\s*")

NOT_A_NUMBER = gettext_noop("“%(text)s” cannot be read as a number. Write one number or a range, such as 6 to 12.")
NO_UPPER_END = gettext_noop("“%(text)s” has no upper end. Write both ends, such as 12k to 18k, or one number.")
NO_LOWER_END = gettext_noop("“%(text)s” has no lower end. Write both ends, such as 0 to 12, or one number.")
OTHER_CURRENCY = gettext_noop("“%(text)s” names another currency. This project counts in %(currency)s.")
OTHER_UNIT = gettext_noop("“%(text)s” names another unit. This is counted in %(unit)s.")
WITH_TAX = gettext_noop("“%(text)s” is a sum with tax. Costs here are without value-added tax: write it without.")
NO_UNIT = gettext_noop(
    "“%(text)s” holds a word that does not belong here. Write the number alone, such as 400 or 6 to 12."
)
NOT_ONE_NUMBER = gettext_noop("“%(text)s” cannot be read as a number. Write one number, such as 12.")
ONE_NUMBER = gettext_noop("“%(text)s” is a range. One number is asked for here.")
ONE_OF_RANGE = gettext_noop(
    "“%(text)s” is a range. One number is asked for here: the middle, %(first)s, or the upper end, %(second)s?"
)
ONE_OF_OPEN_END = gettext_noop("“%(text)s” leaves one end open. One number is asked for here: %(first)s?")
OPEN_ENDED = gettext_noop("“%(text)s” leaves one end open. One number is asked for here.")
NO_UNIT_ALONE = gettext_noop("“%(text)s” holds a word that does not belong here. Write the number alone, such as 400.")
_OF_ONE_NUMBER = {
    NOT_A_NUMBER: NOT_ONE_NUMBER,
    NO_UPPER_END: OPEN_ENDED,
    NO_LOWER_END: OPEN_ENDED,
    NO_UNIT: NO_UNIT_ALONE,
}
"""What is said in their place where a range would be refused too."""

Meaning = tuple[float, float, float | None]
"""Low, high and likely value; the likely one may be missing."""


def shorten(text: str) -> str:
    """Return what was typed, short enough to stand in a message."""
    text = text.strip()
    return text if len(text) <= 60 else text[:57] + "…"


def _paired(firsts: Sequence[T], seconds: Sequence[U]) -> Iterable[tuple[T, U]]:
    """Return what two numbers of one text mean together: who wrote one with a decimal point wrote both so."""
    return zip(firsts, seconds, strict=True) if len(firsts) == len(seconds) else product(firsts, seconds)


@dataclass(frozen=True, kw_only=True)
class NumberReader:
    """Reads the numbers of one text; knows what is asked for and how the text reads in a message."""

    text: str
    unit: str
    """The field's unit, such as `money/month` or `%`; "" where it has none."""
    currency: str
    """The project's currency code."""
    decimal: str
    """The decimal sign of the reader's language, "." or ","."""
    group: str = ","
    """What the reader's country sets between thousands where the decimal sign is a point."""
    is_one_number: bool = False
    """Whether a range is refused."""

    def error(self, message: str, **params: object) -> BadValue:
        """Return what is wrong with the text."""
        if self.is_one_number:
            message = _OF_ONE_NUMBER.get(message, message)
        return BadValue(message, {"text": shorten(self.text), **params})

    def meanings(self) -> list[Meaning]:
        """Return what the text may mean: one range, or several where a sign can be read in two ways.

        Raises:
            BadValue: Where it is no number, names another unit, or leaves an end open.
        """
        if len(self.text.strip()) > _LONGEST:
            raise self.error(NOT_A_NUMBER)
        return [meaning for said in self._plain() for meaning in self._one_or_many(said)]

    def _one_or_many(self, text: str) -> list[Meaning]:
        """Return what a text may mean, multiplied where it says how many times something is counted."""
        try:
            return self._meanings_of(text)
        except BadValue:
            said = split_product(HEDGE.sub("", text), self.unit)
            if said is None:
                raise
        counts = values_of(said.count, group_sign(self.text, self.decimal, self.currency))
        each = self._meanings_of(said.each)
        return [
            (count * low, count * high, None if likely is None else count * likely)
            for count, (low, high, likely) in _paired(counts, each)
        ]

    def _meanings_of(self, text: str) -> list[Meaning]:
        body, likely_text = split_likely(without_counts(text))
        group = group_sign(self.text, self.decimal, self.currency)
        ends = self._ends(body, group)
        if self.is_one_number and (likely_text is not None or any(low != high for low, high in ends)):
            raise self.error(ONE_NUMBER)
        likely = None if likely_text is None else self._single(HEDGE.sub("", likely_text), group)
        both = (
            zip(ends, likely, strict=True) if likely and len(likely) == len(ends) else product(ends, likely or (None,))
        )
        return [(low, high, middle) for (low, high), middle in both]

    def parts(self) -> tuple[str, ...]:
        """Return the ends of a range and what is likely as texts of their own; nothing where the text is no range."""
        body, likely = split_likely(without_counts(self._plain()[0]))
        inside, kind = without_frame(body)
        numbers = list(NUMBER.finditer(inside))
        if len(numbers) != 2:
            return ()
        first, second = numbers
        splits = split_between(inside[first.end() : second.start()], kind)
        if not splits:
            return ()
        behind, before = splits[0]
        ends = inside[: first.end()] + behind, before + inside[second.start() :]
        return ends if likely is None else (*ends, likely)

    def _plain(self) -> tuple[str, ...]:
        """Return the text in the signs that we read; several where a time on a clock can be read in two ways."""
        text = plain(self.text)
        if self.unit.startswith("money/"):
            text = without_gross(text)
        if own := unit_of_time(self.unit.partition("/")[0]):
            return clock_in_figures(in_figures(in_digits(text, is_share=False)), own)
        is_share = self.unit.startswith("%")
        text = in_digits(text, is_share=is_share)
        return (counted_of(text) if is_share else text,)

    def _ends(self, text: str, group: str) -> list[tuple[float, float]]:
        """Return the ends of a range, as they may be read; one number is both."""
        inside, kind = without_frame(text)
        numbers = list(NUMBER.finditer(inside))
        if len(numbers) == 2:
            return self._two(inside, numbers, kind, group)
        end = "upper" if numbers and kind == "from" else open_end(text)
        if end:
            raise self.error(NO_UPPER_END if end == "upper" else NO_LOWER_END)
        return [(value, value) for value in self._single(inside, group)]

    def _two(self, text: str, numbers: list[re.Match[str]], kind: str, group: str) -> list[tuple[float, float]]:
        first, second = numbers
        between = text[first.end() : second.start()]
        if spread := _PLUS_OR_MINUS.fullmatch(between):
            after = text[second.end() :]
            behind = spread["behind"] or after  # what stands behind "95 ± 5 hours" counts for both
            middles = self._values(text[: first.start()], first[0], behind, group)[0]
            around = self._values("", second[0], after, group)[0]
            return [(middle - off, middle + off) for middle, off in _paired(middles, around)]
        splits = split_between(between, kind)
        if not splits:
            raise self.error(NOT_A_NUMBER)
        behind, before = next((split for split in splits if self._is_sign(split[1])), splits[0])
        lows, low_factors = self._values(text[: first.start()], first[0], behind, group)
        highs, factors = self._values(before, second[0], text[second.end() :], group)
        is_bare = low_factors == (1.0,)
        names_nothing = not (text[: first.start()] + behind).strip()
        scaled_highs = [(high, factors[place % len(factors)]) for place, high in enumerate(highs)]
        ends = []
        for low, (high, scale) in _paired(lows, scaled_highs):
            # "10–15k" means thousands at both ends; "500 to 1k" does not, and "£5 to 90p" names pounds.
            shares = is_bare and (scale > 1 or (scale < 1 and names_nothing)) and 0 <= low < high / scale
            ends.append((low * scale, high) if shares else (low, high))
        return ends

    def _single(self, text: str, group: str) -> tuple[float, ...]:
        """Return what a text that holds one number may mean."""
        numbers = list(NUMBER.finditer(text))
        if len(numbers) != 1:
            raise self.error(NOT_A_NUMBER)
        number = numbers[0]
        return self._values(text[: number.start()], number[0], text[number.end() :], group)[0]

    def _values(self, before: str, digits: str, after: str, group: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return what a number with the words around it may mean, and the factors that come round in them."""
        sign = _BEFORE.fullmatch(before)
        values = values_of(digits, group)
        if sign is None or (sign["first"] and sign["last"]) or not values:
            raise self.error(NOT_A_NUMBER)
        factors, words = split_scale(after, group, self.unit, self.currency)
        hundredth = False
        if self.unit.startswith("money") and factors == (1.0,):
            rest = without_hundredth(words, self.currency)
            if rest is not None:
                values, words, hundredth = tuple(value / 100 for value in values), rest, True
        self._check_words(sign["sign"], words)
        if factors != (1.0,) and group:
            values = values[:1]  # "1.250k" is written by those to whom a point is a decimal sign
        minus = -1.0 if "-" in (sign["first"], sign["last"]) else 1.0
        meant = tuple(minus * value * factor + 0.0 for value, factor in product(values, factors))
        return meant, (0.01,) if hundredth else factors

    def _is_sign(self, before: str) -> bool:
        sign = _BEFORE.fullmatch(before)
        return sign is not None and named_unit(sign["sign"], self.unit, self.currency) is not UnitNamed.OTHER_UNIT

    def _check_words(self, before: str, after: str) -> None:
        for words in (before, after):
            if words.strip() and not re.search(rf"[^\W\d_]|[%×{SIGNS}]", words):
                raise self.error(NOT_A_NUMBER)
            match named_unit(words, self.unit, self.currency):
                case UnitNamed.OTHER_CURRENCY:
                    raise self.error(OTHER_CURRENCY, currency=self.currency)
                case UnitNamed.OTHER_UNIT if self.unit.startswith("money") and says_with_tax(words):
                    raise self.error(WITH_TAX)
                case UnitNamed.OTHER_UNIT if self.unit:
                    raise self.error(OTHER_UNIT, unit=self.unit.replace("money", self.currency))
                case UnitNamed.OTHER_UNIT:
                    raise self.error(NO_UNIT)
