"""Price lists of others, read row by row: what is offered per GPU-hour, and why a row is left out.

A list says what a machine costs and how many accelerators it holds. What is kept is the price of one accelerator: of
several machines with the same one, in one region, the middle price.
"""

import csv
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from estimates.domain.offers import LARGEST_USD_PER_GPU_HOUR, Commitment
from estimates.domain.pricenames import chips_of, match_accelerator
from estimates.domain.reference import Accelerator

NEEDED = ("AcceleratorName", "AcceleratorCount", "Price", "Region")
MOST_ACCELERATORS = 20_000
"""More than any machine or pod that is rented out as one."""
PROPORTION = 10.0
"""A price this many times outside the published range is a placeholder, or of something else."""
LONGEST_NAME = 60
NO_NAME = "-"
"""A machine that the list does not name, unlike an empty cell: that is a price of the accelerator alone."""
DIGITS = 6


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


@dataclass(frozen=True)
class Priced:
    """One offer that a list makes: the price of one accelerator, the middle one of its machines."""

    provider: str
    region: str
    accelerator: str
    commitment: Commitment
    price_usd_per_gpu_hour: float
    machine: str


@dataclass(frozen=True)
class Skipped:
    """A line that is left out, and why."""

    line: int
    reason: str


@dataclass
class Reading:
    """What a list holds."""

    offers: list[Priced] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    """Lines by the name of an accelerator that accelerators.csv does not have."""
    without: int = 0
    """Lines of machines without an accelerator."""
    rows: int = 0


# ---------------------------------------------------------------- one list


def read_price_list(lines: Iterable[str], known: Mapping[str, Accelerator], *, provider: str) -> Reading:
    """Read a list in the form of the SkyPilot catalogue.

    Args:
        lines: Its text, line by line; the first names the columns, in any order.
        known: Accelerators by name.
        provider: Whose prices they are.

    Raises:
        BadPriceList: Where the first line lacks a column.
    """
    return collect(_listed(lines, provider), known)


def _listed(lines: Iterable[str], provider: str) -> Iterator[Listed | Skipped]:
    reader = csv.reader(lines)
    try:
        head = [cell.strip().lstrip("\ufeff") for cell in next(reader, [])]
    except csv.Error as error:
        raise BadPriceList(f"the first line cannot be read: {error}") from None
    if missing := [one for one in NEEDED if one not in head]:
        raise BadPriceList(f"the first line has no column {', '.join(missing)}")
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Skipped(reader.line_num, f"cannot be read: {error}")
            continue
        if not cells:
            continue
        if len(cells) != len(head):
            yield Skipped(reader.line_num, f"has {len(cells)} cells, the first line {len(head)}")
            continue
        row = {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
        yield Listed(
            line=reader.line_num,
            accelerator=row["AcceleratorName"],
            count=row["AcceleratorCount"],
            region=row["Region"],
            price=row["Price"],
            spot=row.get("SpotPrice", ""),
            machine=row.get("InstanceType", NO_NAME),
            memory=row.get("GpuInfo", ""),
            provider=provider,
        )


def collect(listed: Iterable[Listed | Skipped], known: Mapping[str, Accelerator]) -> Reading:
    """Turn lines into offers: one for each seller, region, accelerator and commitment, the middle of its machines."""
    reading = Reading()
    prices: dict[tuple[str, str, str, Commitment], list[tuple[float, str]]] = {}
    for one in listed:
        reading.rows += 1
        if isinstance(one, Skipped):
            reading.skipped.append(one)
        elif not one.accelerator:
            reading.without += 1
        elif (name := _match(one, known)) is None:
            reading.unknown[one.accelerator[:LONGEST_NAME]] += 1
        else:
            try:
                for commitment, price in _prices(one, known[name]):
                    key = (one.provider, one.region, name, commitment)
                    prices.setdefault(key, []).append((price, one.machine))
            except ValueError as problem:
                reading.skipped.append(Skipped(one.line, str(problem)))
    for (provider, region, name, commitment), found in prices.items():
        middle = round(statistics.median(price for price, _machine in found), DIGITS)
        machines = sorted({machine for _price, machine in found if machine not in ("", NO_NAME)})
        told = machines[0] if len(machines) == 1 else f"middle of {len(machines)} machines" if machines else ""
        reading.offers.append(Priced(provider, region, name, commitment, middle, told[:120]))
    return reading


# ---------------------------------------------------------------- one line


def _match(one: Listed, known: Mapping[str, Accelerator]) -> str | None:
    return match_accelerator(one.accelerator, known, machine=one.machine, memory=one.memory)


def _prices(one: Listed, chip: Accelerator) -> Iterator[tuple[Commitment, float]]:
    """Yield the prices of one accelerator that a line holds. Raises ValueError where it holds none that can be true."""
    if not one.machine and not one.accelerator.casefold().startswith("tpu"):
        raise ValueError(f"{one.accelerator}: a price of the accelerator without the machine around it")
    _check_text(one)
    count = _count(one)
    price, spot = _money(one.price, "Price"), _money(one.spot, "SpotPrice")
    if price is None and spot is None:
        raise ValueError(f"{one.accelerator}: no price")
    # Lists repeat the price on demand where a machine is not sold on spot.
    offers = [(one.commitment, price), (Commitment.SPOT, spot if price is None or (spot or 0) < price else None)]
    for commitment, whole in offers:
        if whole is not None:
            yield commitment, _plausible(whole / count, commitment, chip)


def _check_text(one: Listed) -> None:
    for name, text, needed in (("Region", one.region, False), ("provider", one.provider, True)):
        if len(text) > LONGEST_NAME or not (text.isprintable() or not text) or (needed and not text):
            raise ValueError(f"{name} must be a name of up to {LONGEST_NAME} letters, not {text[:LONGEST_NAME]!r}")


def _count(one: Listed) -> float:
    if (chips := chips_of(one.accelerator)) is not None:
        return chips
    found = _number(one.count)
    if found is None or not 1 <= found <= MOST_ACCELERATORS or found != int(found):
        raise ValueError(f"AcceleratorCount must be a whole number from 1 to {MOST_ACCELERATORS}, not {one.count!r}")
    return found


def _money(text: str, column: str) -> float | None:
    """Return a price, or None for an empty cell. Raises ValueError for anything else."""
    if not text or text.casefold() in {"nan", "none", "null"}:
        return None
    found = _number(text)
    if found is None or found <= 0:
        raise ValueError(f"{column} must be a number above 0, not {text[:LONGEST_NAME]!r}")
    return found


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _plausible(price: float, commitment: Commitment, chip: Accelerator) -> float:
    low, high = 0.001, LARGEST_USD_PER_GPU_HOUR
    if chip.rent_usd_per_gpu_hour is not None:
        published = chip.rent_usd_per_gpu_hour
        # Spot goes down to a tenth of the price on demand, so its lower limit is lower.
        low = published.low / PROPORTION / (1 if commitment is Commitment.ON_DEMAND else 5)
        high = published.high * PROPORTION
    if not low <= price <= high:
        raise ValueError(
            f"{chip.name}: ${price:,.4g} an hour for one is out of proportion (expected ${low:,.3g} to ${high:,.3g})"
        )
    return price
