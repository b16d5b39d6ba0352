"""Price lists of others, read row by row: what is offered per GPU-hour, and why a row is left out.

A list says what a machine costs and how many accelerators it holds. What is kept is the price of one accelerator: of
several machines with the same one, in one region, the middle price.
"""

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.published.offers import APART, LARGEST_USD_PER_GPU_HOUR, Commitment
from estimates.domain.published.pricelines import NO_NAME, Listed, Skipped, read_json_lines, read_lines
from estimates.domain.published.pricenames import PCIE, SXM, chips_of, match_accelerator

MOST_ACCELERATORS = 20_000
"""More than any machine or pod that is rented out as one."""
PROPORTION = 10.0
"""A price this many times outside the published range is a placeholder, or of something else."""
LONGEST_NAME = 60
DIGITS = 6


@dataclass(frozen=True)
class Priced:
    """One offer that a list makes: the price of one accelerator, the middle one of its machines."""

    provider: str
    region: str
    accelerator: str
    commitment: Commitment
    price_usd_per_gpu_hour: float
    machine: str
    host_kind: str = ""
    """One of HOST_KINDS; "" where nobody says."""

    @property
    def apart(self) -> str:
        """The kind where they are strangers' machines, which are kept apart; else nothing."""
        return self.host_kind if self.host_kind in APART else ""


@dataclass
class PriceListContent:
    """What a list holds."""

    offers: list[Priced] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    """Lines by the name of an accelerator that accelerators.csv does not have."""
    without: int = 0
    """Lines of machines without an accelerator."""
    rows: int = 0


# ---------------------------------------------------------------- one list


def read_price_list(lines: Iterable[str], known: Mapping[str, Accelerator], *, provider: str) -> PriceListContent:
    """Read a list in the form of the SkyPilot catalogue.

    Args:
        lines: Its text, line by line; one of the first names the columns, in any order. Commas, semicolons, tabs or
            pipes stand between the cells.
        known: Accelerators by name.
        provider: Whose prices they are.

    Raises:
        BadPriceList: Where no line names the columns that are needed.
    """
    reading = collect(read_lines(lines, provider), known)
    reading.skipped.sort(key=lambda skipped: skipped.line)
    return reading


def read_json_list(text: str, known: Mapping[str, Accelerator], *, provider: str) -> PriceListContent:
    """Read a list in JSON with the columns of either catalogue.

    Args:
        text: The file.
        known: Accelerators by name.
        provider: Whose prices they are.

    Raises:
        BadPriceList: Where it is no array of such entries.
    """
    return collect(read_json_lines(text, provider), known)


def collect(listed: Iterable[Listed | Skipped], known: Mapping[str, Accelerator]) -> PriceListContent:
    """Turn lines into offers: one for each provider, region, accelerator and commitment, the middle of its machines."""
    reading = PriceListContent()
    prices: dict[tuple[str, str, str, Commitment], list[tuple[float, str]]] = {}
    lines = list(_with_accelerator(listed, reading))
    forms = _Forms(lines)
    for line in lines:
        _collect_line(line, known, forms, reading, prices)
    for (provider, region, name, commitment), offers in prices.items():
        middle = round(statistics.median(price for price, _machine in offers), DIGITS)
        machines = sorted({machine for _price, machine in offers if machine not in ("", NO_NAME)})
        told = machines[0] if len(machines) == 1 else f"middle of {len(machines)} machines" if machines else ""
        reading.offers.append(Priced(provider, region, name, commitment, middle, told[:120]))
    return reading


def _with_accelerator(listed: Iterable[Listed | Skipped], reading: PriceListContent) -> Iterator[Listed]:
    """Yield the lines that name an accelerator, and count the others: most machines of a large cloud have none."""
    for line in listed:
        reading.rows += 1
        if isinstance(line, Skipped):
            reading.skipped.append(line)
        elif not line.accelerator:
            reading.without += 1
        else:
            yield line


def _collect_line(
    line: Listed,
    known: Mapping[str, Accelerator],
    forms: "_Forms",
    reading: PriceListContent,
    prices: dict[tuple[str, str, str, Commitment], list[tuple[float, str]]],
) -> None:
    """Add the prices of a line, or say why there are none."""
    try:
        name = match_accelerator(line.accelerator, known, machine=line.machine, memory=line.memory, form=forms.of(line))
        if name is None:
            reading.unknown[line.accelerator[:LONGEST_NAME]] += 1
            return
        for commitment, price in _prices(line, known[name]):
            prices.setdefault((line.provider, line.region, name, commitment), []).append((price, line.machine))
    except ValueError as problem:
        reading.skipped.append(Skipped(line.line, str(problem)))


class _Forms:
    """Which forms of a chip a list names, so that a name without a form is told apart from those with one.

    A provider that sells `A100-80GB-SXM` beside `A100-80GB` means the PCIe card by the second; the two are never one
    price. What the name says holds for the whole list, what a machine's name says for its region.
    """

    def __init__(self, lines: Iterable[Listed]) -> None:
        self._said: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for line in lines:
            if (chip := line.name.chip) and line.name.form:
                self._said[line.provider, line.region, chip].add(line.name.form)
                if line.name.form_in_name:
                    self._said[line.provider, chip].add(line.name.form_in_name)

    def of(self, line: Listed) -> str:
        """Return the form that a line means by saying none. Raises ValueError where it may be either."""
        chip = line.name.chip
        said = self._said.get((line.provider, line.region, chip), set()) | self._said.get((line.provider, chip), set())
        if len(said) > 1 and not line.name.form:
            raise ValueError(f"{line.accelerator}: the list names SXM and PCIe; this line does not say which it is")
        return PCIE if said == {SXM} else SXM


# ---------------------------------------------------------------- one line


def _prices(listed: Listed, chip: Accelerator) -> Iterator[tuple[Commitment, float]]:
    """Yield the prices of one accelerator that a line holds. Raises ValueError where it holds none that can be true."""
    if not listed.machine and not listed.accelerator.casefold().startswith("tpu"):
        raise ValueError(f"{listed.accelerator}: a price of the accelerator without the machine around it")
    _check_text(listed)
    count = _count(listed)
    price, spot = _money(listed.price, "Price"), _money(listed.spot, "SpotPrice")
    if price is None and spot is None:
        raise ValueError(f"{listed.accelerator}: no price")
    # Lists repeat the price on demand where a machine is not sold on spot.
    offers = [(listed.commitment, price), (Commitment.SPOT, spot if price is None or (spot or 0) < price else None)]
    for commitment, whole in offers:
        if whole is not None:
            yield commitment, _plausible(whole / count, commitment, chip)


def _check_text(listed: Listed) -> None:
    if not listed.provider:
        raise ValueError("the list does not say whose prices they are, and nobody else did")
    for name, text in (("Region", listed.region), ("provider", listed.provider)):
        if len(text) > LONGEST_NAME or not text.isprintable():
            raise ValueError(f"{name} must be a name of up to {LONGEST_NAME} letters, not {text[:LONGEST_NAME]!r}")


def _count(listed: Listed) -> float:
    if (chips := chips_of(listed.accelerator)) is not None:
        return chips
    count = _number(listed.count)
    if count is None or not 1 <= count <= MOST_ACCELERATORS or count != int(count):
        raise ValueError(f"AcceleratorCount must be a whole number from 1 to {MOST_ACCELERATORS}, not {listed.count!r}")
    return count


def _money(text: str, column: str) -> float | None:
    """Return a price, or None for an empty cell. Raises ValueError for anything else."""
    if not text or text.casefold() in {"nan", "none", "null"}:
        return None
    amount = _number(text)
    if amount is None or amount <= 0:
        raise ValueError(f"{column} must be a number above 0, not {text[:LONGEST_NAME]!r}")
    return amount


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


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
