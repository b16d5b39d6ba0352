"""Published facts: accelerators, training runs, models, power grids. Typed, each with source and date."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from projects.domain.ranges import Range

T = TypeVar("T")


class BrokenReference(Exception):
    """A reference file that cannot be used: file, line and reason."""


@dataclass(frozen=True, kw_only=True)
class Accelerator:
    """One accelerator; prices are US dollars."""

    name: str
    peak_flop_per_s: float
    """Dense peak at 16 bit [FLOP/s]."""
    memory_gb: float
    power_w: float
    """Nameplate power [W]."""
    rent_usd_per_gpu_hour: Range | None
    purchase_usd: Range | None
    rent_source: str
    purchase_source: str
    spec_source: str
    date_checked: str


@dataclass(frozen=True, kw_only=True)
class TrainingRun:
    """One published training run."""

    name: str
    year: int
    architecture: str
    active_parameters: float | None
    training_tokens: float | None
    accelerator: str
    gpu_hours: float | None
    source: str
    recalled: bool
    """Whether at least one of its figures is from memory."""
    date_checked: str


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Carbon of a power grid."""

    region: str
    co2e_kg_per_kwh: float
    source: str
    year: int


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A model to start from."""

    name: str
    active_parameters: float
    training_tokens: float | None
    good_for: str


@dataclass(frozen=True, kw_only=True)
class Reference:
    """All of it, by name."""

    accelerators: Mapping[str, Accelerator]
    runs: tuple[TrainingRun, ...]
    grids: Mapping[str, Grid]
    presets: Mapping[str, Preset]


def load_reference(folder: Path) -> Reference:
    """Read the reference data. Raises BrokenReference with file and line."""
    return Reference(
        accelerators={one.name: one for one in _rows(folder / "accelerators.csv", _accelerator)},
        runs=tuple(_rows(folder / "training_runs.csv", _run)),
        grids={one.region: one for one in _rows(folder / "grid_carbon.csv", _grid)},
        presets={one.name: one for one in _rows(folder / "model_presets.csv", _preset)},
    )


def _rows(path: Path, read: Callable[[Mapping[str, str]], T]) -> Iterator[T]:
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                yield read(row)
            except (KeyError, ValueError) as problem:
                raise BrokenReference(f"{path.name}, line {line}: {problem}") from None


def _number(row: Mapping[str, str], key: str) -> float | None:
    return float(row[key]) if row[key].strip() else None


def _accelerator(row: Mapping[str, str]) -> Accelerator:
    low, typical, high = (_number(row, f"rent_usd_hour_{end}") for end in ("low", "typical", "high"))
    bought = [_number(row, f"purchase_usd_{end}") for end in ("low", "high")]
    rented = low is not None and typical is not None and high is not None
    return Accelerator(
        name=row["accelerator"],
        peak_flop_per_s=float(row["peak_bf16_tflops_dense"]) * 1e12,
        memory_gb=float(row["memory_gb"] or 0),
        power_w=float(row["tdp_w"] or 0),
        rent_usd_per_gpu_hour=Range(low=low or 0, likely=typical or 0, high=high or 0) if rented else None,
        purchase_usd=Range.between(bought[0], bought[1]) if bought[0] is not None and bought[1] is not None else None,
        rent_source=row["rent_providers_source"],
        purchase_source=row["purchase_source"],
        spec_source=row["spec_source"],
        date_checked=row["date_checked"],
    )


def _run(row: Mapping[str, str]) -> TrainingRun:
    return TrainingRun(
        name=row["name"],
        year=int(row["year"]),
        architecture=row["architecture"],
        active_parameters=_number(row, "active_parameters") or _number(row, "total_parameters"),
        training_tokens=_number(row, "training_tokens"),
        accelerator=row["accelerator"],
        gpu_hours=_number(row, "gpu_hours"),
        source=f"{row['source_title']}, {row['source_where']}",
        recalled=row["status"] != "verified",
        date_checked=row["date_checked"],
    )


def _grid(row: Mapping[str, str]) -> Grid:
    return Grid(
        region=row["region"], co2e_kg_per_kwh=float(row["kgco2e_per_kwh"]), source=row["source"], year=int(row["year"] or row["valid_from"][:4])
    )


def _preset(row: Mapping[str, str]) -> Preset:
    active = _number(row, "active_parameters") or _number(row, "parameters")
    if active is None:
        raise ValueError("a preset needs parameters")
    return Preset(
        name=row["name"],
        active_parameters=active,
        training_tokens=_number(row, "training_tokens"),
        good_for=row["good_for"],
    )
