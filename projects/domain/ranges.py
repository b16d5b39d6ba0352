"""Ranges as people type them: "6 to 12", "$1.2M", "10k–15k", "30 %", "about 400"."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import NoReturn

from projects.domain.converted import CONVERTED, CONVERTED_EITHER, Conversion, conversions, rounded, spans_of_time
from projects.domain.durations import DurationConversion
from projects.domain.errors import BadValue, Unclear
from projects.domain.moneys import CURRENCY_SIGNS
from projects.domain.numerals import plain
from projects.domain.phrases import without_open_end
from projects.domain.text import gettext_noop
from projects.domain.units import says_working_days
from projects.domain.written import (
    NOT_A_NUMBER,
    NOT_ONE_NUMBER,
    ONE_NUMBER,
    ONE_OF_OPEN_END,
    ONE_OF_RANGE,
    OPEN_ENDED,
    OTHER_CURRENCY,
    OTHER_UNIT,
    Meaning,
    NumberReader,
    shorten,
)

__all__ = [
    "CURRENCY_SIGNS",
    "LARGEST",
    "NOT_A_NUMBER",
    "NOT_ONE_NUMBER",
    "OTHER_CURRENCY",
    "OTHER_UNIT",
    "NumberStyle",
    "Range",
    "parse_number",
    "parse_range",
    "write_number",
    "write_range",
]

# Beyond this nothing that a project counts exists: the largest published training run is below 1e27 FLOP.
LARGEST = 1e30

TURNED_ROUND = gettext_noop("“%(text)s” runs from more to less. Please put the smaller number first.")
LIKELY_OUTSIDE = gettext_noop("The likely value of “%(text)s” lies outside its two ends.")
TOO_LARGE = gettext_noop("“%(text)s” is larger than anything a project counts. Check the zeros.")
BELOW_MINIMUM = gettext_noop("“%(text)s” is too low. The least that makes sense here is %(limit)s.")
ABOVE_MAXIMUM = gettext_noop("“%(text)s” is too high. The most that makes sense here is %(limit)s.")
_AND = gettext_noop("%(first)s and %(second)s")
EITHER_WAY = gettext_noop("“%(text)s” can be read in two ways. Is that %(first)s or %(second)s?")


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

    def times_independent(self, other: "Range") -> "Range":
        """Return the product of two ranges above 0 that have nothing to do with each other.

        Their widths add up as squares of logarithms: not everything is at its worst at once.
        """
        likely = self.likely * other.likely
        down = math.hypot(math.log(self.likely / self.low), math.log(other.likely / other.low))
        up = math.hypot(math.log(self.high / self.likely), math.log(other.high / other.likely))
        return Range(low=likely * math.exp(-down), likely=likely, high=likely * math.exp(up))


@dataclass(frozen=True, kw_only=True)
class NumberStyle:
    """How the reader writes: the project's currency and the language's decimal sign."""

    currency: str = "USD"
    """Its code."""
    decimal: str = "."
    """A point or a comma."""
    group: str = ","
    """What stands between thousands in what is asked back, where the decimal sign is a point."""
    today: date | None = None
    """The day on which it is read: it tells which year "end of March" may mean."""


USUAL = NumberStyle()
"""As data files and programs write."""


def parse_range(
    text: str,
    *,
    unit: str = "",
    reading: NumberStyle = USUAL,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Range:
    """Read a range as a person types it.

    Args:
        text: What was typed. A hedge ("about") is dropped, "k", "M", "bn" and their words are understood, and
            "10–15k" means 10k–15k. Without a likely value ("…, likely 42k") the middle of the two ends is taken.
        unit: The field's unit, such as `money/month`, `%` or `hours`.
        reading: How the reader writes. Another currency is refused, never converted silently; what can only be meant
            one way is read so, whatever the decimal sign.
        minimum: The smallest allowed value [unit].
        maximum: The largest allowed value [unit].

    Returns:
        The range in the field's unit.

    Raises:
        Unclear: Where the text can mean two things, or counts per another time; its `readings` are what to choose from.
        BadValue: With a message that says what to write instead.
    """
    return _read(_reader(text, unit, reading), minimum, maximum)


def _reader(text: str, unit: str, style: NumberStyle, *, is_one_number: bool = False) -> NumberReader:
    signs = {"currency": style.currency, "decimal": style.decimal, "group": style.group}
    return NumberReader(text=text, unit=unit, is_one_number=is_one_number, **signs)


def _read(reader: NumberReader, minimum: float | None, maximum: float | None) -> Range:
    try:
        meanings = reader.meanings()
    except BadValue as other:
        if other.message == OTHER_UNIT:
            _offer_converted(reader, minimum, maximum)
            _offer_mixed(reader, minimum, maximum)
        _offer_one(reader, other.message, minimum, maximum)
        raise
    readings, problem = [], None
    for meaning in meanings:
        try:
            readings.append(_checked(reader, meaning, minimum, maximum))
        except BadValue as error:
            problem = problem or error
    if not readings:
        raise problem or reader.error(NOT_A_NUMBER)
    first, last = min(readings, key=_middle), max(readings, key=_middle)
    if first != last:
        both = (write_range(last, reader.decimal, reader.group), write_range(first, reader.decimal, reader.group))
        raise Unclear(EITHER_WAY, {"text": shorten(reader.text)}, both)
    return first


def parse_number(
    text: str,
    *,
    unit: str = "",
    reading: NumberStyle = USUAL,
    minimum: float | None = None,
    maximum: float | None = None,
) -> float:
    """Read one number as a person types it; a range is refused. Arguments and errors as in `parse_range`."""
    reader = _reader(text, unit, reading, is_one_number=True)
    return _read(reader, minimum, maximum).likely


def _offer_one(reader: NumberReader, problem: str, minimum: float | None, maximum: float | None) -> None:
    """Ask back which number of a range is meant where one number is asked for: its middle or its upper end.

    Raises:
        Unclear: With both, or with the one number of a text that leaves an end open; nothing is raised where the text
            is neither, or may mean several things.
    """
    if problem not in (ONE_NUMBER, OPEN_ENDED):
        return
    is_open = problem == OPEN_ENDED
    text = without_open_end(plain(reader.text)) if is_open else reader.text
    try:
        meanings = replace(reader, text=text, is_one_number=False).meanings()
        readings = [_checked(reader, meaning, minimum, maximum) for meaning in meanings]
    except BadValue:
        return
    offered = {
        write_number(value, reader.decimal, reader.group): None
        for reading in readings
        for value in (reading.likely, reading.high)
    }
    if len(readings) == 1 and len(offered) == 2 - is_open:
        message = ONE_OF_OPEN_END if is_open else ONE_OF_RANGE
        raise Unclear(message, {"text": shorten(reader.text)}, tuple(offered))


def _offer_converted(reader: NumberReader, minimum: float | None, maximum: float | None) -> None:
    """Ask back what counts per another time or in people, converted: "2,000 a week" where months are counted.

    It is never converted without a word: whoever wrote it sees how, and chooses it.

    Raises:
        Unclear: With the number converted; nothing is raised where the text names no such unit.
        BadValue: Where the converted number is outside the limits.
    """
    for conversion in conversions(reader.unit):
        try:
            meanings = replace(reader, unit=conversion.unit).meanings()
        except BadValue as problem:
            if problem.message == ONE_NUMBER:
                raise
            continue
        said = {"text": shorten(reader.text), "typed": conversion.typed, "asked": conversion.asked}
        results, refused = [], None
        for way in conversion.ways:
            if says_working_days(reader.text) and len(conversion.ways) > 1 and not way.is_working:
                continue
            try:
                results.append((way, _converted(reader, meanings, way, minimum, maximum)))
            except BadValue as error:
                refused = error
        if not results:
            raise refused or reader.error(OTHER_UNIT)
        _ask_converted(results, said, reader)


def _offer_mixed(reader: NumberReader, minimum: float | None, maximum: float | None) -> None:
    """Ask back a range whose ends count different spans of time, converted: "6 months to 2 years".

    Raises:
        Unclear: With both ends converted; nothing is raised where the text is no such range.
        BadValue: Where a range is refused, or the converted one is outside the limits.
    """
    parts = [_in_own_span(replace(reader, text=part, is_one_number=True)) for part in reader.parts()]
    spans = [part for part in parts if part is not None]
    if not spans or None in parts:
        return
    if reader.is_one_number:
        raise reader.error(ONE_NUMBER)
    results, refused = [], None
    for is_working in (True,) if says_working_days(reader.text) else (True, False):
        # Days of work at one end are none of the calendar at the other.
        ways = [next((way for way in span.ways if way.is_working == is_working), span.ways[0]) for span, _ in spans]
        low, high, *rest = (rounded(value * way.factor) for way, (_span, value) in zip(ways, spans, strict=True))
        how = _joined((_joined(way.steps, " ") for way in ways if way.steps), ", ")
        try:
            meaning = _checked(reader, (low, high, rest[0] if rest else None), minimum, maximum)
        except BadValue as error:
            refused = error
        else:
            results.append((DurationConversion(1, (how,)), [meaning]))
    if not results:
        raise refused or reader.error(OTHER_UNIT)
    names = dict.fromkeys(span.typed.message for span, _value in spans)
    typed = reduce(lambda first, second: BadValue(_AND, {"first": first, "second": second}), map(BadValue, names))
    _ask_converted(results, {"text": shorten(reader.text), "typed": typed, "asked": spans[0][0].asked}, reader)


def _in_own_span(reader: NumberReader) -> tuple[Conversion, float] | None:
    """Return the span of time that an end of a range counts, and how many; None where it counts none."""
    for span in spans_of_time(reader.unit):
        try:
            return span, replace(reader, unit=span.unit).meanings()[0][0]
        except BadValue:
            continue
    return None


def _converted(
    reader: NumberReader, meanings: list[Meaning], way: DurationConversion, minimum: float | None, maximum: float | None
) -> list[Range]:
    return [_checked(reader, _scaled(meaning, way.factor), minimum, maximum) for meaning in meanings]


def _ask_converted(
    results: list[tuple[DurationConversion, list[Range]]], said: dict[str, object], reader: NumberReader
) -> NoReturn:
    """Ask back with the results of one way to convert, or of two.

    Raises:
        Unclear: Always.
    """
    texts = [
        tuple(dict.fromkeys(write_range(value, reader.decimal, reader.group) for value in values))
        for _way, values in results
    ]
    hows = [_joined(way.steps, " ") for way, _values in results]
    readings = tuple(dict.fromkeys(text for result in texts for text in result))
    if len(results) == 1 or len(readings) == 1:
        raise Unclear(CONVERTED, {**said, "result": " / ".join(texts[0]), "how": hows[0]}, readings)
    raise Unclear(CONVERTED_EITHER, {**said, "how": hows[0], "other_how": hows[1]}, readings)


def _joined(texts: Iterable[BadValue], sign: str) -> BadValue:
    distinct = {str(text): text for text in texts}
    parts = {f"part{number}": text for number, text in enumerate(distinct.values())}
    return BadValue(sign.join(f"%({name})s" for name in parts), parts)


def _scaled(meaning: Meaning, factor: float) -> Meaning:
    low, high, likely = meaning
    return rounded(low * factor), rounded(high * factor), None if likely is None else rounded(likely * factor)


def _checked(reader: NumberReader, meaning: Meaning, minimum: float | None, maximum: float | None) -> Range:
    """Return one meaning of a text as a range, or refuse it."""
    low, high, likely = meaning
    if max(abs(low), abs(high)) > LARGEST:
        raise reader.error(TOO_LARGE)
    if low > high:
        raise reader.error(TURNED_ROUND)
    likely = (low + high) / 2 if likely is None else likely
    if not low <= likely <= high:
        raise reader.error(LIKELY_OUTSIDE)
    if minimum is not None and low < minimum:
        raise reader.error(BELOW_MINIMUM, limit=write_number(minimum, reader.decimal, reader.group))
    if maximum is not None and high > maximum:
        raise reader.error(ABOVE_MAXIMUM, limit=write_number(maximum, reader.decimal, reader.group))
    return Range(low=low, likely=likely, high=high)


def _middle(value: Range) -> float:
    return abs(value.likely)


def write_number(value: float, decimal: str = ".", group: str = ",") -> str:
    """Write a number so that it can be read in one way only: 1,400 and 1.4, and 1.2340 in place of 1.234."""
    size = abs(value)
    text = f"{value:,.{12 if size < 1e12 else 15}g}" if 1e-4 <= size < 1e15 or not value else repr(value)
    if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text):
        text += "0"
    return text.translate(str.maketrans(",.", ".,")) if decimal == "," else text.replace(",", group)


def write_range(value: Range, decimal: str = ".", group: str = ",") -> str:
    """Write a range so that it can be read in one way only."""
    low, likely, high = (write_number(part, decimal, group) for part in (value.low, value.likely, value.high))
    if value.is_exact:
        return likely
    # As it is written: 100 × (0.2 to 0.4) lies between 20 and 40, whatever the last digits of a float say.
    between = likely == write_number(Range.between(value.low, value.high).likely, decimal, group)
    return f"{low} to {high}" if between else f"{low} to {high}, likely {likely}"
