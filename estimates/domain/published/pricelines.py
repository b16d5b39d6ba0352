"""Price lists of others as lines: what stands between the cells, where the columns are named, what a line says."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from estimates.domain.published.offers import Commitment
from estimates.domain.published.pricenames import ChipName
from projects.domain.errors import BadValue
from projects.domain.lazy import cached_property
from projects.domain.ranges import NumberStyle, parse_number

NEEDED = ("AcceleratorName", "AcceleratorCount", "Price", "Region")
"""Of a catalogue in the form of SkyPilot."""
NEEDED_BY_GPUHUNT = ("gpu_name", "gpu_count", "price", "location")
"""Of one in the form of gpuhunt, which has a line for each kind of binding."""
DELIMITERS = (",", ";", "\t", "|")
MOST_LINES_ABOVE = 20
"""Above the names of the columns a list may have a title and a date."""
NO_NAME = "-"
"""A machine that the list does not name, unlike an empty cell: that is a price of the accelerator alone."""


class BadPriceList(ValueError):
    """A list of prices that cannot be read at all."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of a list, as text and numbers, whatever list it is from."""

    line: int
    accelerator: str
    """As the list names it."""
    count: str
    region: str
    price: str
    """Of the machine, on demand [USD/hour]; empty where it is not for sale so."""
    spot: str = ""
    """Of the machine, on spot [USD/hour]."""
    machine: str = ""
    memory: str = ""
    """Whatever tells the memory of one accelerator and its form, such as `'SizeInMiB': 81920`."""
    commitment: Commitment = Commitment.ON_DEMAND
    provider: str = ""

    @cached_property
    def name(self) -> ChipName:
        """What the line calls the accelerator."""
        return ChipName(text=self.accelerator, machine=self.machine, memory=self.memory)


@dataclass(frozen=True)
class Skipped:
    """A line that is left out, and why."""

    line: int
    reason: str


def read_lines(lines: Iterable[str], provider: str) -> Iterator[Listed | Skipped]:
    """Yield the lines of a list below the names of its columns.

    Args:
        lines: The text of the list, line by line.
        provider: Whose prices they are.

    Raises:
        BadPriceList: Where no line names the columns that are needed.
    """
    head, above, delimiter, rest = _find_head(iter(lines))
    reader = csv.reader(rest, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Skipped(above + reader.line_num, f"cannot be read: {error}")
            continue
        line = above + reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            yield Skipped(line, f"has {len(cells)} cells, the first line {len(head)}")
            continue
        row = {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
        listed = _of_gpuhunt if set(NEEDED_BY_GPUHUNT) <= set(head) else _of_skypilot
        yield listed(line, row, delimiter, provider)


def read_json_lines(text: str, provider: str) -> Iterator[Listed | Skipped]:
    """Yield the entries of a list in JSON: an array of objects with the names of the columns.

    Args:
        text: The file.
        provider: Whose prices they are.

    Raises:
        BadPriceList: Where it is no such array.
    """
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        raise BadPriceList("it is not JSON that can be read") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadPriceList("it is not an array of objects")
    known = [names for names in (NEEDED, NEEDED_BY_GPUHUNT) if any(set(names) <= set(entry) for entry in entries)]
    if not known:
        raise BadPriceList(f"no entry has {', '.join(NEEDED)}")
    for number, entry in enumerate(entries, start=1):
        row = {name: _cell(value) for name, value in entry.items()}
        if set(NEEDED_BY_GPUHUNT) <= set(row):
            yield _of_gpuhunt(number, row, ",", provider)
        elif set(NEEDED) <= set(row):
            yield _of_skypilot(number, row, ",", provider)
        else:
            yield Skipped(number, "has not the columns that are needed")


def _cell(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _of_skypilot(line: int, row: dict[str, str], delimiter: str, provider: str) -> Listed:
    return Listed(
        line=line,
        accelerator=row["AcceleratorName"],
        count=row["AcceleratorCount"],
        region=row["Region"],
        price=_with_point(row["Price"], delimiter),
        spot=_with_point(row.get("SpotPrice", ""), delimiter),
        machine=row.get("InstanceType", NO_NAME),
        memory=row.get("GpuInfo", ""),
        provider=provider,
    )


def _of_gpuhunt(line: int, row: dict[str, str], delimiter: str, provider: str) -> Listed:
    memory = row.get("gpu_memory", "").removesuffix(".0")
    return Listed(
        line=line,
        accelerator=row["gpu_name"],
        count=row["gpu_count"].removesuffix(".0"),
        region=row["location"],
        price=_with_point(row["price"], delimiter),
        machine=row.get("instance_name") or NO_NAME,
        # gpuhunt counts memory in gigabytes.
        memory=f"'SizeInMiB': {memory}" if memory.isdigit() else "",
        commitment=Commitment.SPOT if row.get("spot", "").casefold() == "true" else Commitment.ON_DEMAND,
        provider=row.get("provider") or provider,
    )


def _find_head(lines: Iterator[str]) -> tuple[list[str], int, str, Iterator[str]]:
    """Return the names of the columns, how many lines they and what is above take, the delimiter, and the other lines.

    Titles above the names have commas too, so only the line that names the columns decides.
    """
    start = list(islice(lines, MOST_LINES_ABOVE))
    tried = [(number, mark) for number in range(1, len(start) + 1) for mark in DELIMITERS]
    for number, mark in tried:
        head = _head(start[number - 1], mark)
        if set(NEEDED) <= set(head) or set(NEEDED_BY_GPUHUNT) <= set(head):
            return head, number, mark, chain(start[number:], lines)
    first = next((line for line in start if line.strip()), "")
    head = max((_head(first, mark) for mark in DELIMITERS), key=lambda cells: len(set(NEEDED) & set(cells)))
    missing = ", ".join(name for name in NEEDED if name not in head)
    raise BadPriceList(f"the first line has no column {missing}")


def _head(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip().lstrip("\ufeff") for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error as error:
        raise BadPriceList(f"the first line cannot be read: {error}") from None


def _with_point(text: str, delimiter: str) -> str:
    """Return a price with a decimal point: semicolons stand between cells where the comma is the decimal sign."""
    if "," not in text:
        return text
    try:
        return str(parse_number(text, unit="money/hour", reading=NumberStyle(decimal="." if delimiter == "," else ",")))
    except BadValue:
        return text
