"""Published runs and the founding document's models in one table: hours, price and total, to filter and to sort."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from estimates.domain.figures.rent import MarketPrice, market_price
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Architecture, Generation
from estimates.domain.formulas.training import SECONDS_PER_HOUR, training_flop
from estimates.domain.published.offers import PriceList
from estimates.domain.published.reference import Reference, Tier, TrainingRun
from estimates.domain.tables.founding import FOUNDING_RUNS, calculated_models
from projects.domain.draws import summarise
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

BILLION = 1e9
SHORT = 3
"""A word with fewer letters would be found inside of others."""


class HoursStatus(StrEnum):
    """How far the hours of a row can be trusted."""

    VERIFIED = "verified"
    RECALLED = "recalled"
    CALCULATED = "calculated"


STATUS_LABELS = {
    HoursStatus.VERIFIED: gettext_noop("published"),
    HoursStatus.RECALLED: gettext_noop("published, from memory, not looked up"),
    HoursStatus.CALCULATED: gettext_noop("calculated"),
}


class RunSize(StrEnum):
    """Classes of size, by all parameters."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    HUGE = "huge"


SIZE_LABELS = {
    RunSize.SMALL: gettext_noop("below 1 billion"),
    RunSize.MEDIUM: gettext_noop("1 to 10 billion"),
    RunSize.LARGE: gettext_noop("10 to 100 billion"),
    RunSize.HUGE: gettext_noop("100 billion and more"),
}
_UPPER = ((RunSize.SMALL, 1.0), (RunSize.MEDIUM, 10.0), (RunSize.LARGE, 100.0))


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """One model with what its final run took."""

    name: str
    organization: str
    year: int
    architecture: Architecture
    parameters: float
    """All of them."""
    active_parameters: float | None
    tokens: float | None
    accelerator: str
    generation: Generation
    flop: float | None
    hours: Range | None
    """[GPU-hours]."""
    price: MarketPrice | None
    """Of a GPU-hour on its accelerator on the day of the prices."""
    tier: str
    status: HoursStatus
    source: str
    founding: bool
    """Whether the founding document names it."""

    @property
    def size(self) -> RunSize:
        """Its class of size."""
        return next((size for size, upper in _UPPER if self.parameters < upper * BILLION), RunSize.HUGE)

    @property
    def total_usd(self) -> Range | None:
        """Low hours at the low price to high hours at the high price [USD]."""
        return self.hours.times(self.price.usd_per_gpu_hour) if self.hours and self.price else None


def run_table(reference: Reference, prices: PriceList) -> tuple[RunRow, ...]:
    """Return all published runs, and the founding document's models of which no hours are published."""
    chips = reference.accelerators
    calculated = calculated_models(reference)
    used = {run.accelerator for run in reference.runs} | {model.accelerator for model, _hours in calculated}
    market = {name: market_price(prices, chips[name]) for name in used}
    doubled = {model.listed for model, _hours in calculated}
    rows = [
        _published(run, chips[run.accelerator], market[run.accelerator])
        for run in reference.runs
        if run.name not in doubled
    ]
    rows += [
        RunRow(
            name=model.name,
            organization=model.organization,
            year=model.year,
            architecture=model.architecture,
            parameters=model.parameters,
            active_parameters=model.parameters,
            tokens=model.tokens,
            accelerator=chips[model.accelerator].name,
            generation=chips[model.accelerator].generation,
            flop=training_flop(model.parameters, model.tokens, architecture=model.architecture),
            hours=hours,
            price=market[model.accelerator],
            tier="",
            status=HoursStatus.CALCULATED,
            source=model.source,
            founding=True,
        )
        for model, hours in calculated
    ]
    return tuple(rows)


def _published(run: TrainingRun, chip: Accelerator, price: MarketPrice | None) -> RunRow:
    known = run.active_parameters and run.training_tokens
    return RunRow(
        name=run.name,
        organization=run.organization,
        year=run.year,
        architecture=run.architecture,
        parameters=run.total_parameters,
        active_parameters=run.active_parameters,
        tokens=run.training_tokens,
        accelerator=run.accelerator,
        generation=chip.generation,
        flop=training_flop(run.active_parameters or 0, run.training_tokens or 0, architecture=run.architecture)
        if known
        else None,
        hours=Range.exactly(run.gpu_hours) if run.gpu_hours else None,
        price=price,
        tier=run.tier.value,
        status=HoursStatus.RECALLED if run.recalled else HoursStatus.VERIFIED,
        source=f"{run.source}, {run.source_where}",
        founding=run.name in FOUNDING_RUNS,
    )


def published_mfu(reference: Reference) -> Range:
    """Return P10, P50 and P90 of the MFU of the published runs that we learn from [ratio]."""
    chips = reference.accelerators
    return summarise(
        np.array(
            [
                training_flop(run.active_parameters, run.training_tokens, architecture=run.architecture)
                / (run.gpu_hours * SECONDS_PER_HOUR * chips[run.accelerator].peak_flop_per_s)
                for run in reference.runs
                if run.tier is not Tier.C and run.active_parameters and run.training_tokens and run.gpu_hours
            ]
        )
    )


# ---------------------------------------------------------------- filtering and sorting


@dataclass(frozen=True, kw_only=True)
class RunFilter:
    """What a reader wants to see; an empty part narrows nothing."""

    text: str = ""
    architecture: str = ""
    generation: str = ""
    size: str = ""
    founding: bool = False
    """Only models that the founding document names."""

    def fits(self, row: RunRow) -> bool:
        """Tell whether a row is wanted."""
        return (
            self._says(row)
            and self.architecture in ("", row.architecture.value)
            and self.generation in ("", row.generation.value)
            and self.size in ("", row.size.value)
            and (row.founding or not self.founding)
        )

    def _says(self, row: RunRow) -> bool:
        """Tell whether the name holds the text, or every word of it stands somewhere; short ones as words of their own.

        "Llama 2" then leaves out Llama 3, though that is of 2024.
        """
        text = " ".join(self.text.casefold().split())
        if text in row.name.casefold():
            return True
        about = " ".join((row.name, row.organization, row.accelerator, str(row.year), row.source)).casefold()
        words = set(re.findall(r"\w+", about))
        return all(word in words if len(word) < SHORT else word in about for word in text.split())


_KEYS: dict[str, Callable[[RunRow], object]] = {
    "name": lambda row: row.name.casefold(),
    "year": lambda row: row.year,
    "parameters": lambda row: row.parameters,
    "tokens": lambda row: row.tokens,
    "accelerator": lambda row: row.accelerator.casefold(),
    "hours": lambda row: row.hours and row.hours.likely,
    "price": lambda row: row.price and row.price.usd_per_gpu_hour.likely,
    "total": lambda row: row.total_usd and row.total_usd.likely,
    "tier": lambda row: row.tier or None,
    "status": lambda row: list(HoursStatus).index(row.status),
}
SORTS = tuple(_KEYS)


def sort_rows(rows: Iterable[RunRow], sort: str) -> Sequence[RunRow]:
    """Return rows in the order of a column, the other way round with `-` before it; what is not known comes last.

    Args:
        rows: The rows.
        sort: One of `SORTS`; anything else sorts by name.
    """
    key, down = sort.removeprefix("-"), sort.startswith("-")
    read = _KEYS.get(key, _KEYS["name"])
    by_name = sorted(rows, key=_KEYS["name"])  # type: ignore[arg-type]  # keys of one column compare with each other
    known = [row for row in by_name if read(row) is not None]
    return [
        *sorted(known, key=read, reverse=down),  # type: ignore[arg-type]
        *(row for row in by_name if read(row) is None),
    ]
