"""Ranges as people type them: "6 to 12", "$1.2M", "10k–15k", "30 %", "about 400"."""

import math
import re
from dataclasses import dataclass

from projects.domain.errors import BadValue
from projects.domain.text import gettext_noop

# Beyond this nothing that a project counts exists: the largest published training run is below 1e27 FLOP.
LARGEST = 1e30


@dataclass(frozen=True, kw_only=True)
class Range:
    """What is known of a number: eight chances in ten that it lies between `low` and `high`.

    Units are those of the field that holds it. `low <= likely <= high`, all finite.
    """

    low: float
    """The 10th percentile."""
    likely: float
    """The 50th percentile: as often above as below."""
    high: float
    """The 90th percentile."""

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.low, self.likely, self.high))):
            raise ValueError(f"a range needs finite numbers, not {self.low}, {self.likely}, {self.high}")
        if not self.low <= self.likely <= self.high:
            raise ValueError(f"a range needs low <= likely <= high, not {self.low}, {self.likely}, {self.high}")

    @classmethod
    def exactly(cls, value: float) -> "Range":
        """Return the range of no width around one number."""
        return cls(low=value, likely=value, high=value)

    @classmethod
    def between(cls, low: float, high: float) -> "Range":
        """Return the range of two ends with the middle as the likely value."""
        return cls(low=low, likely=(low + high) / 2, high=high)

    @classmethod
    def from_json(cls, value: "dict[str, float] | float") -> "Range":
        """Read a stored value: a table of three numbers, or one number."""
        if isinstance(value, dict):
            return cls(low=float(value["low"]), likely=float(value["likely"]), high=float(value["high"]))
        return cls.exactly(float(value))

    def to_json(self) -> dict[str, float]:
        """Return the value as it is stored."""
        return {"low": self.low, "likely": self.likely, "high": self.high}

    @property
    def is_exact(self) -> bool:
        """Tell whether the range has no width."""
        return self.low == self.high

    def scaled(self, factor: float) -> "Range":
        """Return the range in another unit: every part times a positive factor."""
        return Range(low=self.low * factor, likely=self.likely * factor, high=self.high * factor)

    def times(self, other: "Range") -> "Range":
        """Return low × low, likely × likely and high × high of two ranges that are not negative.

        For tables that a reader multiplies by hand; ends that meet are rarer than one case in ten.
        """
        return Range(low=self.low * other.low, likely=self.likely * other.likely, high=self.high * other.high)


CURRENCY_SIGNS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₪": "ILS", "₱": "PHP", "฿": "THB",
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "MX$": "MXN",
    "R$": "BRL", "S$": "SGD", "SG$": "SGD", "CN¥": "CNY", "JP¥": "JPY", "GB£": "GBP",
}  # fmt: skip
# Whoever counts in Canadian dollars means those by a bare "$".
_SHARED_SIGNS = {"$": {"USD", "CAD", "AUD", "NZD", "HKD", "MXN", "SGD"}, "¥": {"JPY", "CNY"}}
_CODES = {
    *CURRENCY_SIGNS.values(),
    *("CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY", "ISK", "IDR", "MYR", "ZAR"),
}
_CURRENCY_WORDS = {"dollar": "$", "euro": "€", "pound": "£", "yen": "¥", "rupee": "₹"}
_SCALES = {
    "k": 1e3, "thousand": 1e3, "tsd": 1e3,
    "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9,
    "t": 1e12, "tn": 1e12, "trillion": 1e12,
}  # fmt: skip
_LONGEST = 200
_SUMS = {"money", "money/month", "money/year"}
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‒": "-", "\u2011": "-"})
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_HEDGE = re.compile(r"^(about|around|circa|ca\.?(?!\$)|approx\.?|approximately|roughly|some|~|≈)\s*", re.I)
# "$", "CA$", and "$CA" as French writes it.
_SIGN = r"[A-Z]{1,2}[$¥£]|[$¥£][A-Z]{2}(?![A-Za-z])|[$€£¥₹₩₪₱฿]"
_NUMBER = r"""
    (?P<minus{n}>[-+])?\s*
    (?:(?P<sign{n}>{sign}|[A-Z]{{3}})\s*)?
    (?P<digits{n}>(?:\d{{1,3}}(?:[ ]\d{{3}})+(?:[.,]\d+)?|\d[\d.,']*|\.\d+)(?:[eE][-+]?\d{{1,4}})?)
    \s*(?P<scale{n}>(?i:k|tsd|thousand|mio|mn|millions?|m|bn|billions?|b|trillions?|tn|t))?(?![A-Za-z])
    \s*(?P<unit{n}>%|{sign}|(?!(?:to|until|and)\b)[A-Za-z]+(?:[ /-](?!(?:to|until|and)\b)[A-Za-z]+)*)?
"""
_FIRST, _SECOND = (_NUMBER.format(n=n, sign=_SIGN) for n in "12")
_ONE = re.compile(_FIRST, re.X)
_TWO = re.compile(
    rf"(?i:between[ ]|from[ ])?{_FIRST}\s*(?:-|to\b|until\b|and\b|\.\.\.?|…)\s*{_SECOND}",
    re.X,
)
_LIKELY = re.compile(r"[,;(]?\s*(?:most likely|likely|usually|typically|mostly)\s*:?\s*(?P<likely>[^)]*)\)?$", re.I)
_NO_TOP = re.compile(r"(.*\d.*?)\s*(-|\bto|\.\.\.?|…)|(at least|more than|over|above|min\.?|>=?)\s*\S*\d.*", re.I)
_NO_BOTTOM = re.compile(r"(at most|up to|less than|under|below|max\.?|<=?)\s*\S*\d.*", re.I)

NOT_A_NUMBER = gettext_noop("“%(text)s” cannot be read as a number. Write one number or a range, such as 6 to 12.")
NO_UPPER_END = gettext_noop("“%(text)s” has no upper end. Write both ends, such as 12k to 18k, or one number.")
NO_LOWER_END = gettext_noop("“%(text)s” has no lower end. Write both ends, such as 0 to 12, or one number.")
TURNED_ROUND = gettext_noop("“%(text)s” runs from more to less. Write the smaller number first.")
LIKELY_OUTSIDE = gettext_noop("The likely value of “%(text)s” lies outside its two ends.")
TOO_LARGE = gettext_noop("“%(text)s” is larger than anything a project counts. Check the zeros.")
BELOW_MINIMUM = gettext_noop("“%(text)s” is too low. The least that makes sense here is %(limit)s.")
ABOVE_MAXIMUM = gettext_noop("“%(text)s” is too high. The most that makes sense here is %(limit)s.")
OTHER_CURRENCY = gettext_noop("“%(text)s” names another currency. This project counts in %(currency)s.")
OTHER_UNIT = gettext_noop("“%(text)s” names another unit. This is counted in %(unit)s.")
EITHER_WAY = gettext_noop("“%(text)s” may mean %(small)s or %(large)s. Write the one that you mean, without a sign.")
ONE_NUMBER = gettext_noop("“%(text)s” is a range. One number is asked for here.")


def parse_range(
    text: str,
    *,
    unit: str = "",
    currency: str = "USD",
    decimal: str = ".",
    minimum: float | None = None,
    maximum: float | None = None,
) -> Range:
    """Read a range as a person types it.

    Args:
        text: What was typed. A hedge ("about") is dropped, "k", "M", "bn" and their words are understood, and
            "10–15k" means 10k–15k. Without a likely value ("…, likely 42k") the middle of the two ends is taken.
        unit: The field's unit, such as `money/month`, `%` or `hours`.
        currency: The project's currency code; another currency is refused, never converted silently.
        decimal: The decimal sign of the reader's language, "." or ",". What can only be meant one way is read so.
        minimum: The smallest allowed value [unit].
        maximum: The largest allowed value [unit].

    Returns:
        The range in the field's unit.

    Raises:
        BadValue: With a message that says what to write instead.
    """
    plain = _SPACES.sub(" ", text[: _LONGEST + 1]).strip()
    reader = _Reader(shown=_shorten(plain), unit=unit, currency=currency, decimal=decimal)
    if len(text.strip()) > _LONGEST:
        raise reader.error(NOT_A_NUMBER)
    plain = plain.translate(_DASHES)
    likely_text = None
    if found := _LIKELY.search(plain):
        likely_text, plain = found["likely"], plain[: found.start()].strip()
    low, high = reader.ends(_HEDGE.sub("", plain))
    likely = (low + high) / 2
    if likely_text is not None:
        likely = reader.one(_HEDGE.sub("", likely_text.strip()))
        if not low <= likely <= high:
            raise reader.error(LIKELY_OUTSIDE)
    if minimum is not None and low < minimum:
        raise reader.error(BELOW_MINIMUM, limit=f"{minimum:,.10g}")
    if maximum is not None and high > maximum:
        raise reader.error(ABOVE_MAXIMUM, limit=f"{maximum:,.10g}")
    return Range(low=low, likely=likely, high=high)


def parse_number(
    text: str,
    *,
    unit: str = "",
    currency: str = "USD",
    decimal: str = ".",
    minimum: float | None = None,
    maximum: float | None = None,
) -> float:
    """Read one number as a person types it; a range is refused. Arguments and errors as in `parse_range`."""
    found = parse_range(text, unit=unit, currency=currency, decimal=decimal, minimum=minimum, maximum=maximum)
    if not found.is_exact:
        raise BadValue(ONE_NUMBER, {"text": _shorten(text)})
    return found.likely


def _shorten(text: str) -> str:
    """Return what was typed, short enough to stand in a message."""
    text = text.strip()
    return text if len(text) <= 60 else text[:57] + "…"


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Reads the numbers of one text; knows what is asked for and how the text reads in a message."""

    shown: str
    unit: str
    currency: str
    decimal: str

    def error(self, message: str, **params: object) -> BadValue:
        return BadValue(message, {"text": self.shown, **params})

    def ends(self, text: str) -> tuple[float, float]:
        """Return both ends of a range; one number is both."""
        if two := _TWO.fullmatch(text):
            low, high = self._value(two, "1"), self._value(two, "2")
            # "10–15k" means thousands at both ends; "500 to 1k" does not.
            if two["scale2"] and not two["scale1"] and 0 <= low < high / _scale(two["scale2"]):
                low *= _scale(two["scale2"])
            if low > high:
                raise self.error(TURNED_ROUND)
            return low, high
        if _NO_TOP.fullmatch(text):
            raise self.error(NO_UPPER_END)
        if _NO_BOTTOM.fullmatch(text):
            raise self.error(NO_LOWER_END)
        value = self.one(text)
        return value, value

    def one(self, text: str) -> float:
        """Return the value of a text that holds one number."""
        found = _ONE.fullmatch(text)
        if found is None:
            raise self.error(NOT_A_NUMBER)
        return self._value(found, "1")

    def _value(self, found: re.Match[str], which: str) -> float:
        self._check_unit(found[f"sign{which}"] or "")
        self._check_unit(found[f"unit{which}"] or "")
        try:
            value = float(_plain_digits(found[f"digits{which}"], self.decimal))
        except ValueError:
            raise self.error(NOT_A_NUMBER) from None
        if not found[f"scale{which}"] and self.unit in _SUMS and _means_either(found[f"digits{which}"], self.decimal):
            whole = re.sub(r"[.,]", "", found[f"digits{which}"])
            raise self.error(EITHER_WAY, small=f"{value:.0f}" if value == int(value) else f"{value:g}", large=whole)
        value *= _scale(found[f"scale{which}"] or "")
        if abs(value) > LARGEST:
            raise self.error(TOO_LARGE)
        return -value if found[f"minus{which}"] == "-" and value else value

    def _check_unit(self, typed: str) -> None:
        """Refuse "6 weeks" where months are counted: read as 6 months it would be a wrong answer nobody sees."""
        known = {_singular(part) for part in re.split(r"[ /]+", self.unit.lower())} | {"a", "an", "per", "each"}
        if "%" in known:
            known.add("percent")
        for part in re.split(r"[ /]+", typed.strip()) if self.unit else ():
            word = _singular(part.lower())
            codes = _currencies(part)
            if (self.currency in codes and "money" in known) or word in known or not word:
                continue
            if codes & _CODES:
                raise self.error(OTHER_CURRENCY, currency=self.currency)
            raise self.error(OTHER_UNIT, unit=self.unit.replace("money", self.currency))


def _means_either(digits: str, decimal: str) -> bool:
    """Tell whether digits group thousands in half of the world and are a fraction in the other: 150.000.

    Nobody writes a sum of money to a thousandth that is a nought, and neither do we where one is to be read again.
    """
    return re.fullmatch(rf"[1-9]\d{{0,2}}{re.escape(decimal)}\d\d0", digits) is not None


def _currencies(text: str) -> set[str]:
    """Return the codes that a sign, a word or a code may mean."""
    sign = _CURRENCY_WORDS.get(_singular(text.lower())) or text.upper()
    if sign[1:].isalpha() and not sign[:1].isalpha():
        sign = sign[1:] + sign[0]
    return _SHARED_SIGNS.get(sign) or {CURRENCY_SIGNS.get(sign, sign)}


def _singular(word: str) -> str:
    return word.rstrip("s")


def _scale(word: str) -> float:
    word = word.lower()
    return _SCALES.get(word) or _SCALES.get(_singular(word), 1.0)


def _plain_digits(digits: str, decimal: str) -> str:
    """Return digits with a point as the decimal sign and no grouping, whichever way they were written.

    Of two different signs the last is the decimal one. One sign alone groups thousands where it stands before
    exactly three digits, unless it is the reader's decimal sign and stands once.
    """
    number, _, exponent = digits.replace(" ", "").replace("'", "").rstrip(".,").lower().partition("e")
    signs = [sign for sign in number if sign in ".,"]
    if len(set(signs)) == 2:
        decimal = signs[-1]
    elif signs:
        groups = re.fullmatch(r"\d{1,3}([.,]\d{3})+", number) is not None
        decimal = "" if groups and (signs[0] != decimal or len(signs) > 1) else signs[0]
    whole = "".join("." if sign == decimal else "" if sign in ".," else sign for sign in number)
    return f"{whole}e{exponent}" if exponent else whole
