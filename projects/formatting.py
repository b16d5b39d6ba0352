"""The one place where numbers, money and dates become text. Everything else hands over plain values."""

import math
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_name,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
)
from django.utils import timezone
from django.utils.translation import get_language, gettext

from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop
from projects.languages import reading_locale

_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
_SIGNIFICANT = 4  # digits that somebody calculates on by hand
MINUS = "−"
JOINER = "\u2060"
"""Keeps a sign and what follows it on one line: between a minus and "£" a line may break, between it and a digit not.
It has no width, nobody reads it out, and files of data leave it out (`projects.exports`)."""
MINUTES_PER_HOUR = 60
_SINGULARS = {
    "people": gettext_noop("person"), "copies": gettext_noop("copy"), "cases": gettext_noop("case"),
    "minutes": gettext_noop("minute"), "hours": gettext_noop("hour"), "days": gettext_noop("day"),
    "weeks": gettext_noop("week"), "months": gettext_noop("month"), "years": gettext_noop("year"),
    "points": gettext_noop("point"), "rounds": gettext_noop("round"), "requests": gettext_noop("request"),
    "GPUs": gettext_noop("GPU"),
}  # fmt: skip
"""One of what is counted, where English does more than leave an s out or another language has a word of its own."""
_FITTING = {
    "GB": ((0, 0.1, "MB", 1e3), (0, 1e-4, "kB", 1e6)),
    "s": ((0, 0.1, "ms", 1e3),),
    "calls/second": ((0, 0.1, "calls/hour", 3600),),
    "kg CO₂e": ((1e3, math.inf, "t CO₂e", 1e-3),),
    "kg CO₂e/year": ((1e3, math.inf, "t CO₂e/year", 1e-3),),
}
"""By unit: between which sizes another one says it in figures that can be read, and how many of that one are one."""
Day = date  # the formatter's method of that name hides the type


def with_sign(sign: str, text: str) -> str:
    """Put a sign before an amount, joined where a line could part them: "−£40k", but "−40k" as it stands."""
    return f"{sign}{JOINER}{text}" if sign and not text[:1].isdigit() else f"{sign}{text}"


def hundredths_of(share: float) -> int:
    """Return a chance [0 to 1] as so many in 100. Nothing is certain, so never 0 or 100."""
    return min(99, max(1, round(share * 100)))


def unit_words(unit: str) -> str:
    """Return a unit in the reader's language: "cases/month" becomes "cases per month", and "GB/s" stays."""
    base, _, per = unit.partition("/")
    words = gettext(base) if base else ""
    if per == "s":
        return f"{words}/{per}"
    for part in per.split("/") if per else ():
        words += " " + gettext("per %(unit)s") % {"unit": gettext(part)}
    return words.strip()


@dataclass(frozen=True)
class Formatter:
    """Formats for one reader: the language decides signs and order, the project the currency."""

    locale: Locale
    currency: str = "USD"

    @staticmethod
    def for_reader(currency: str = "USD", country: str = "") -> "Formatter":
        """Return the formatter for the active language as it is written in a country, always the same one."""
        return _formatter(get_language() or "en", currency, country)

    @cached_property
    def decimal(self) -> str:
        """The decimal sign of the reader's language."""
        return get_decimal_symbol(self.locale)

    @cached_property
    def group(self) -> str:
        """What stands between thousands."""
        return str(get_group_symbol(self.locale))

    @cached_property
    def percent_sign(self) -> str:
        """What follows a share: 80% in English, with a space before it where the language writes one."""
        return "%" if self.locale.percent_formats[None].pattern.endswith("0%") else "\u00a0%"

    @cached_property
    def currency_sign(self) -> str:
        return get_currency_symbol(self.currency, self.locale)

    @cached_property
    def _signs(self) -> dict[int, str] | None:
        """The signs in place of Python's, or None where the language groups digits in another way than by three.

        A page writes hundreds of numbers, and Python writes them thirty times as fast as the tables of all languages.
        """
        samples = {value: format_decimal(value, locale=self.locale) for value in (1234.5, 1234567.0)}
        group, decimal = self.group, self.decimal
        usual = {1234.5: f"1{group}234{decimal}5", 1234567.0: f"1{group}234{group}567"}
        return {ord(","): group, ord("."): decimal, ord("-"): MINUS} if samples == usual else None

    def currency_name(self, code: str) -> str:
        """Name a currency: EUR, Euro."""
        name = get_currency_name(code, locale=self.locale)
        return code if name == code else f"{code}, {name}"

    def number(self, value: float, digits: int | None = None) -> str:
        """Format in full: 38,000 or 2.35. Without `digits` as many decimals as the size deserves."""
        if digits is None:
            digits = 0 if value == int(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
        if abs(value) < 0.01 and value and digits <= 2:
            digits = min(12, 1 - math.floor(math.log10(abs(value))))
        if abs(value) >= 1e15:
            return self.power(value)
        if self._signs is None:
            whole = self.locale.decimal_formats[None].pattern.partition(".")[0]
            text = format_decimal(round(value, digits) + 0.0, format=f"{whole}.{'#' * digits}", locale=self.locale)
            return text.replace("-", MINUS)
        text = f"{round(value, digits) + 0.0:,.{digits}f}"
        if digits:
            text = text.rstrip("0").rstrip(".")
        return text.translate(self._signs)

    @cached_property
    def _steps(self) -> tuple[tuple[float, str], ...]:
        """What stands behind a number that is written short, from the largest: in English k, in German nothing."""
        if self.locale.language == "en":
            return _STEPS
        short = self.locale.compact_decimal_formats["short"]["other"]
        patterns = [short[str(int(step))] for step, _letter in _STEPS]
        if any(pattern.pattern.count("0") > 1 or pattern.prefix[0] for pattern in patterns):
            return _STEPS  # a language that counts by other steps than thousands
        steps = [step for step, _letter in _STEPS]
        return tuple(zip(steps, (pattern.suffix[0].replace("'", "") for pattern in patterns), strict=True))

    def compact(self, value: float) -> str:
        """Format short: 42, 38k, 1.2M, 7B; in German 42, 38.000, 1,2 Mio., 7 Mrd."""
        size = abs(value)
        if size >= 1e15:
            return self.power(value)
        for step, letters in self._steps:
            if size >= step * 0.9995:
                scaled = value / step
                digits = 1 if abs(scaled) < 9.95 else 0
                scaled = round(scaled, digits)
                return self.number(scaled, digits) + letters if letters else self.number(scaled * step)
        return self.number(value)

    def power(self, value: float, digits: int = 1) -> str:
        """Format as a power of ten: 3.1 × 10²³."""
        if not value:
            return "0"
        mantissa, _, exponent = f"{value:.{digits}e}".partition("e")
        raised = str(int(exponent)).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
        return f"{self.number(float(mantissa), digits)} × 10{raised}"

    def plain_power(self, value: float) -> str:
        """Format as a power of ten, on an axis where these stand without a factor: 10²³."""
        return self.power(value).removeprefix("1 × ")

    def precise(self, value: float, unit: str = "") -> str:
        """Format with its unit and enough digits to calculate on: 355,000,000, $0.00255/call, 2.131 × 10²³ FLOP."""
        base, _, per = unit.partition("/")
        size = abs(value)
        digits = max(0, _SIGNIFICANT - 1 - math.floor(math.log10(size))) if size else 0
        if base == "money" and size >= 1e12:
            text = with_sign(MINUS if value < 0 else "", f"{self.currency_sign}{self.power(size, _SIGNIFICANT - 1)}")
        elif base == "money":
            text = self.money(value, max(2, digits) if size < 1000 and value != int(value) else 0, trim=True)
        elif size and not 1e-5 <= size < 1e9:
            text = self.power(value, _SIGNIFICANT - 1).removeprefix("1 × ")  # in a formula, behind a stroke too
        else:
            text = self.number(value, digits)
        if base == "%":
            text += self.percent_sign
        label = "" if base in {"money", "ratio", "%"} else self._counted(base, text)
        return (f"{text}\u00a0{label}" if label else text) + "".join(
            f"/{gettext(part)}" for part in per.split("/") if part
        )

    def money(self, value: float, digits: int | None = None, *, trim: bool = False) -> str:
        """Format money in full, from 100 up without cents, below 1 with two digits that count: $337,250, $0.075."""
        if digits is None:
            digits = 0 if abs(value) >= 100 or value == int(value) else 2
            if 0 < abs(value) < 1:
                digits = min(12, max(2, 1 - math.floor(math.log10(abs(value)))))
        if not trim and self._money_ends is not None and self._signs is not None:
            before, after = self._money_ends
            text = f"{abs(round(value, digits)):,.{digits}f}".translate(self._signs)
            return with_sign(MINUS if round(value, digits) < 0 else "", f"{before}{text}{after}")
        cents = "0" * min(digits, 2) + "#" * (digits - 2) if trim else "0" * digits
        text = self._money(round(value, digits) + 0.0, f".{cents}" if digits else "")
        return with_sign(MINUS, text[1:]) if text.startswith("-") else text.replace("-", MINUS)

    @cached_property
    def _money_ends(self) -> tuple[str, str] | None:
        """What stands before and after an amount, or None where a language writes money in another way than numbers."""
        whole, broken, less = (self._money(value, ".00") for value in (1.0, 1234.5, -1234.5))
        before, number, after = whole.partition(self.number(1.0) + self.decimal + "00")
        plain = f"{before}{self.number(1234.5, 1)}0{after}"
        return (before, after) if number and broken == plain and less.replace("-", MINUS) == MINUS + plain else None

    def _money(self, value: float | Decimal, decimals: str, *, whole: str = "") -> str:
        pattern = self.locale.currency_formats["standard"].pattern.split(";")[0].replace("0.00", "0" + decimals)
        if whole:  # in an input groups have three digits, as in other numbers
            pattern = re.sub(r"#[#,]*0", whole, pattern)
        if self.currency_sign[-1:].isalpha():
            pattern = re.sub("¤(?=[#0])", "¤\u00a0", pattern)  # "CHF 12", not "CHF12"
        return format_currency(
            value, self.currency, format=pattern, locale=self.locale, currency_digits=False, decimal_quantization=False
        )

    def exchange(self, money_per_usd: float) -> str:
        """Say what a US dollar is worth: $1 = €0.8951."""
        return f"{Formatter(self.locale, 'USD').money(1)} = {self._money(money_per_usd, '.########')}"

    def money_compact(self, value: float, *, signed: bool = False) -> str:
        """Format money short: $337k, −$89k, $1.2M; in German 337.000 €, 1,2 Mio. €."""
        sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
        size = abs(value)
        if size < 1000:
            return with_sign(sign, self.money(size))
        amount = self.compact(size)
        pattern = self.locale.currency_formats["standard"].pattern
        before = pattern.startswith("¤")
        gap = "\u00a0" if pattern.startswith("¤\u00a0") or self.currency_sign[-1:].isalpha() else ""
        text = f"{self.currency_sign}{gap}{amount}" if before else f"{amount}\u00a0{self.currency_sign}"
        return with_sign(sign, text)

    def percent(self, value: float) -> str:
        """Format a share given from 0 to 100."""
        size = abs(value)
        return self.number(value, 0 if size >= 10 else 1 if size >= 0.1 else 2) + self.percent_sign

    @staticmethod
    def fitting(value: Range, unit: str) -> tuple[Range, str]:
        """Return a range in the unit that fits its likely value: 3.4 MB in place of 0.0034 GB."""
        said, times = unit, 1.0
        for least, below, other, factor in _FITTING.get(unit, ()):
            if least <= abs(value.likely) < below and value.likely:
                said, times = other, factor
        if said == unit:
            return value, unit
        return Range(low=value.low * times, likely=value.likely * times, high=value.high * times), said

    def quantity(self, value: float, unit: str, *, compact: bool = False) -> str:
        """Format a value with its unit; `money` is the project's currency."""
        if unit in _FITTING:
            fitted, unit = self.fitting(Range.exactly(value), unit)
            value = fitted.likely
        base, _, per = unit.partition("/")
        if base == "money":
            text = self.money_compact(value) if compact else self.money(value)
            return f"{text} {self.unit('/' + per)}" if per else text
        if base == "%":
            return self.percent(value)
        short = self.compact if compact else self.number
        text = self._months(value) if base == "months" else short(value)
        if unit == "month":  # the third one, not three of them
            return gettext("month %(number)s") % {"number": text}
        label = "" if base == "ratio" else self._counted(base, text)
        label += "/s" if per == "s" else f" {self.unit('/' + per)}" if per else ""
        return f"{text}\u00a0{label}" if label else text

    def named_quantity(self, value: float, noun: str) -> str:
        """Say how many there are of what a label names in the plural: 86,000 documents, 1 table row.

        Args:
            value: How many.
            noun: The label, in the reader's language and with a capital, as it stands alone.
        """
        text = self.number(value)
        if self.locale.language == "en":
            noun = noun[:1].lower() + noun[1:]
            noun = re.sub(r"s\b", "", noun, count=1) if text == "1" else noun
        return f"{text}\u00a0{noun}"

    def bare(self, unit: str, *, compact: bool = True) -> Callable[[float], str]:
        """Return a format for axis labels and range ends: with currency and per cent, without other units."""
        base = unit.partition("/")[0]
        if base == "money":
            return self.money_compact if compact else self.money
        if base == "%":
            return self.percent
        if base == "months" and compact:
            return self._months
        return self.compact if compact else self.number

    def _months(self, value: float) -> str:
        return self.number(value, 1)  # three days are the least that an estimate can mean

    def typed(self, value: float, unit: str) -> str:
        """Write a number so that reading it again gives the very same: nothing is rounded in an input.

        A page that is sent whole, or a row of a table, sends back what nobody touched.
        """
        base, size = unit.partition("/")[0], abs(value)
        if size and not 1e-6 <= size < 1e15:
            return repr(value).replace(".", self.decimal) + ("\u00a0%" if base == "%" else "")
        exact = Decimal(repr(value + 0.0)).normalize()
        places = max(0, -int(exact.as_tuple().exponent))
        # 1.234 could be a thousand times as much to who reads it: it is written 1.2340.
        kept = "#" * places if places != 3 or not 1 <= size < 1000 else "0000"
        decimals = "." + kept if places else ""
        if base == "money":
            return self._money(exact, ".00" + kept[2:] if places else "", whole="#,##0").replace("-", MINUS)
        text = format_decimal(exact, format="#,##0" + decimals, locale=self.locale, decimal_quantization=False)
        return text.replace("-", MINUS) + (self.percent_sign if base == "%" else "")

    def typed_range(self, value: Range, unit: str) -> str:
        """Write a range so that reading it again gives the very same."""
        low, likely, high = (self.typed(part, unit) for part in (value.low, value.likely, value.high))
        if value.is_exact:
            return likely
        return gettext("%(low)s to %(high)s, likely %(likely)s") % {"low": low, "high": high, "likely": likely}

    def for_range(self, value: Range, unit: str) -> Callable[[float], str]:
        """Return a format for the parts of a range: short, unless they are small or would look alike."""
        parts, short = {value.low, value.likely, value.high}, self.bare(unit)
        alike = len({short(part) for part in parts}) < len(parts)
        in_full = alike or (max(map(abs, parts)) < 10_000 and unit != "months")
        return self.bare(unit, compact=False) if in_full else short

    def unit(self, unit: str) -> str:
        """Return a unit as words: "$/month" becomes "$ per month", and "GB/s" stays."""
        return unit_words(re.sub("^money(?=/|$)", self.currency_sign, unit))

    def count(self, value: float, noun: str, digits: int | None = None) -> str:
        """Say how many there are within a sentence: 1 month, 4.4 months.

        Args:
            value: How many.
            noun: The plural, marked for translation, such as "months".
            digits: Decimals, as for `number`.
        """
        text = self.number(value, digits)
        return f"{text} {self._counted(noun, text)}"

    def effort(self, minutes: float) -> str:
        """Say how long something takes a person: minutes below an hour, then half hours, since it is an estimate."""
        if minutes < MINUTES_PER_HOUR:
            return self.count(minutes, "minutes", 0)
        return self.count(round(2 * minutes / MINUTES_PER_HOUR) / 2, "hours")

    def _counted(self, noun: str, number: str) -> str:
        """Return the noun behind a number as it is shown: 1 GPU, 2 GPUs, 1 person."""
        words = gettext(noun) if noun else ""
        if number.lstrip(MINUS) != "1":
            return words
        if noun in _SINGULARS:
            return gettext(_SINGULARS[noun])
        return words.removesuffix("s") if self.locale.language == "en" and len(words) > 2 else words

    def range(self, value: Range, unit: str = "") -> str:
        """Say a range in words that can be typed back: 38,000 to 46,000, likely 42,000."""
        write = self.bare(unit, compact=False)
        if value.is_exact:
            return write(value.likely)
        return gettext("%(low)s to %(high)s, likely %(likely)s") % {
            "low": write(value.low),
            "high": write(value.high),
            "likely": write(value.likely),
        }

    def date(self, value: Day | str | None, style: str = "long") -> str:
        """Format a day: 16 November 2026."""
        if not value:
            return ""
        if isinstance(value, str):
            value = date.fromisoformat(value)
        if isinstance(value, datetime):
            value = timezone.localtime(value).date()
        return format_date(value, "d MMMM y" if self.locale.language == "en" else style, locale=self.locale)

    def month(self, value: Day, *, full: bool = False, dated: bool = False) -> str:
        """Format a month: Apr, and Jan 2027 where a year begins; in full April 2027. The first of a row is dated."""
        pattern = "LLLL y" if full else "LLL y" if dated or value.month == 1 else "LLL"
        return format_date(value, pattern, locale=self.locale)

    def time(self, value: datetime) -> str:
        """Format a time of day in the reader's zone: 14:32."""
        return format_time(timezone.localtime(value), "HH:mm", locale=self.locale)

    def moment(self, value: datetime) -> str:
        """Format day and time with their zone: 16 November 2026, 14:32 UTC."""
        return format_datetime(timezone.localtime(value), "d MMMM y, HH:mm z", locale=self.locale)


@lru_cache(maxsize=500)
def _formatter(language: str, currency: str, country: str) -> Formatter:
    locale = reading_locale()
    if country and not locale.territory:
        # English in Germany writes 1.234,5 and in Switzerland 1’234.5 (CLDR); of some pairs nobody wrote it down.
        with suppress(UnknownLocaleError):
            locale = Locale(locale.language, country, locale.script)
    return Formatter(locale=locale, currency=currency)
