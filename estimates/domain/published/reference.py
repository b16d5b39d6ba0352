"""Published facts: accelerators, training runs, models, power grids. Typed, each with source and date."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from estimates.domain.formulas.hardware import Accelerator, ModelShape
from estimates.domain.formulas.kinds import Architecture, BrokenReference, Fact, Generation
from estimates.domain.formulas.mfu import MfuModel, load_mfu_model
from estimates.domain.formulas.speed import SpeedModel, load_speed_model
from estimates.domain.published.api_models import ApiCatalogue
from estimates.domain.published.csvrows import CsvRow, check_names, read_named, read_range
from estimates.domain.published.electricity import ElectricityPrice, load_electricity
from estimates.domain.published.hosted_prices import HostedPrices, load_hosted_prices
from estimates.domain.published.offers import Offer, load_offers
from projects.domain.ranges import Range
from projects.domain.text import plain_name

T = TypeVar("T")

BILLION = 1e9


class Tier(StrEnum):
    """How far a published run can be trusted."""

    A = "A"
    """Hours, tokens and parameters explicit in one source."""
    B = "B"
    """Chips × rounded days, approximate, or an upper bound."""
    C = "C"
    """Conflicting, circular, or without hours: may be shown, stays out of the fit."""


@dataclass(frozen=True, kw_only=True)
class TrainingRun(Fact):
    """One published training run. What the source does not say is None."""

    name: str
    organization: str
    year: int
    architecture: Architecture
    total_parameters: float
    active_parameters: float | None
    """Parameters that work on each token; None for a mixture of experts that does not say."""
    training_tokens: float | None
    sequence_length: float | None
    """[tokens]."""
    accelerator: str
    accelerator_count: float | None
    gpu_hours: float | None
    reported_mfu: float | None
    """Step MFU as its authors report it, 0 to 1."""
    reported_energy_mwh: float | None
    precision: str
    tier: Tier
    family: str
    """Runs of one family share a team and code: split by family, never within one."""
    flag: str
    """What makes its figures doubtful, such as `steps alone`; "" for a plain run."""
    energy_basis: str
    """`measured`, or `tdp` and `assumed`, which test nothing."""
    source_where: str
    status: str
    """`verified`, or `recalled`: at least one figure is from memory."""
    note: str = ""

    @property
    def recalled(self) -> bool:
        """Whether at least one of its figures is from memory."""
        return self.status != "verified"


@dataclass(frozen=True, kw_only=True)
class FinetuneRun(Fact):
    """One published fine-tuning run."""

    name: str
    base_parameters: float
    method: str
    examples: float | None
    tokens: float | None
    """Of the data set, each counted once."""
    tokens_read: float | None
    """In all passes; None where not even a guess is possible."""
    tokens_read_basis: str
    """What of it is published, recalled or ours."""
    accelerator: str
    accelerator_count: float
    hours: float | None
    """Wall-clock time [hours]."""
    gpu_hours: float | None
    cost_usd: float | None
    status: str
    note: str = ""


class SpeedMeasure(StrEnum):
    """How a speed was measured."""

    OFFLINE = "offline_max"
    """Thousands of texts wait, nobody else does."""
    BATCH = "batch"
    """A number of texts at a time, all at once."""
    ONLINE = "online"
    """Users come one after another."""


@dataclass(frozen=True, kw_only=True)
class ServingRun(Fact):
    """One published measurement of an engine that answers."""

    name: str
    model: str
    parameters: float
    active_parameters: float
    shape: ModelShape
    accelerator: str
    accelerator_count: int
    weight_bits: float
    kv_bits: float
    input_tokens: float
    output_tokens: float
    batch: float | None
    """Texts at a time; None where as many were given as the engine takes."""
    output_tokens_per_s: float | None
    """All texts and accelerators together."""
    first_token_s: float | None
    engine: str
    measure: SpeedMeasure
    fitted: bool
    """Whether the shares are learnt from it; the others only check them."""
    tier: Tier
    status: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ModelPreset(Fact):
    """A known model to start from: "like this one"."""

    name: str
    organization: str
    architecture: Architecture
    shape: ModelShape
    context_length: int
    """[tokens]."""
    parameters: float
    active_parameters: float
    training_tokens: float | None
    languages: str
    """In words, from memory."""
    kind: str
    """`text`, `embedding`, `speech` or `vision`."""
    tier: Tier
    tokens_source: str
    """Where the training tokens are from, where that is not the source of the row; "" where it is."""
    license: str
    release: str
    good_for: str
    named_in_founding_document: bool
    status: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TrainingLength(Fact):
    """How much a kind of model reads where it is trained from scratch and nobody says."""

    architecture: Architecture
    tokens_per_parameter: Range
    """[tokens per active parameter]."""


@dataclass(frozen=True, kw_only=True)
class GridRegion(Fact):
    """Carbon of a power grid."""

    region: str
    region_code: str
    region_type: str
    co2e_kg_per_kwh: float
    year: int | None
    """The year it was measured, or None where the source does not say."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """All of it, by name."""

    accelerators: Mapping[str, Accelerator]
    runs: tuple[TrainingRun, ...]
    shapes: Mapping[str, ModelShape]
    """Shapes of the dense runs, by the run's name."""
    finetune_runs: tuple[FinetuneRun, ...]
    presets: Mapping[str, ModelPreset]
    lengths: Mapping[Architecture, TrainingLength]
    """How much each kind of model reads in training."""
    grids: Mapping[str, GridRegion]
    mfu: MfuModel
    """What share of the peak a run reaches, learnt from the published runs."""
    serving_runs: tuple[ServingRun, ...]
    speed: SpeedModel
    """What share of its data sheet an accelerator reaches while it answers, learnt from those."""
    offers: tuple[Offer, ...] = ()
    """Rent by seller, region and commitment."""
    electricity: Mapping[str, ElectricityPrice] = field(default_factory=dict)
    """Price of electricity by the name of a power grid; one price may stand under several names."""
    hosted: HostedPrices = field(default_factory=HostedPrices)
    """What goes with a hosted model: the search in front of it, repeated text, answers that may wait."""
    api: ApiCatalogue = field(default_factory=ApiCatalogue)
    """Hosted models and their list prices; empty where nobody gave any."""

    def run(self, name: str) -> TrainingRun:
        """Return one published run. Raises KeyError where there is none of the name."""
        return next((run for run in self.runs if run.name == name), None) or _no(name)

    def options(self, field_id: str) -> tuple[str, ...]:
        """Return the names that a text field offers, such as those of accelerators; none for other fields."""
        match field_id.rpartition(".")[2]:
            case "accelerator" | "serving_accelerator":
                return tuple(self.accelerators)
            case "model":
                return tuple(self.presets)
            case "region":
                return tuple(self.grids)
            case "provider":
                return tuple(sorted({offer.provider for offer in self.offers}, key=str.casefold))
            case "api_model":
                return self.api.names
            case "embedding_model":
                return tuple(self.hosted.embeddings)
            case "index_store":
                return self.hosted.stores
        return ()


def _no(name: str) -> TrainingRun:
    raise KeyError(f"there is no training run {name}")


def find(name: str, known: Mapping[str, T]) -> T | None:
    """Return what stands under a name as people type it: without regard to case, blanks and dashes."""
    if name in known:
        return known[name]
    wanted = plain_name(name)
    return next((entry for key, entry in known.items() if plain_name(key) == wanted), None) if wanted else None


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the three names most like one that nobody knows, in words: `A, B, C`; first those that go on from it."""
    by_plain = {plain_name(key): key for key in known}
    typed = plain_name(name)[:60]
    longer = [name for name in by_plain if typed and name.startswith(typed)]
    near = difflib.get_close_matches(typed, by_plain, n=3, cutoff=0.0)
    return ", ".join(by_plain[plain] for plain in list(dict.fromkeys([*longer, *near]))[:3])


def load_reference(folder: Path) -> Reference:
    """Read the reference data.

    Args:
        folder: Where the CSV files lie.

    Raises:
        BrokenReference: With file, line and reason.
    """
    accelerators, runs = load_runs(folder)
    shapes = read_named(folder / "run_shapes.csv", _shape, "name")
    tuned = tuple(read_named(folder / "finetune_runs.csv", _finetune_run, "name").values())
    check_names(folder / "finetune_runs.csv", "accelerator", accelerators)
    check_names(folder / "run_shapes.csv", "name", {run.name for run in runs})
    grids = read_named(folder / "grid_carbon.csv", _grid, "region")
    return Reference(
        accelerators=accelerators,
        runs=runs,
        shapes=shapes,
        finetune_runs=tuned,
        presets=read_named(folder / "model_presets.csv", _preset, "name"),
        lengths=load_lengths(folder),
        grids=grids,
        mfu=load_mfu_model(folder / "mfu_model.json"),
        offers=load_offers(folder / "rent_prices.csv", accelerators),
        electricity=load_electricity(folder / "electricity_prices.csv", grids),
        hosted=load_hosted_prices(folder / "hosted_prices.csv"),
        serving_runs=load_serving_runs(folder, accelerators),
        speed=load_speed_model(folder / "serving_model.json"),
    )


def load_runs(folder: Path) -> tuple[Mapping[str, Accelerator], tuple[TrainingRun, ...]]:
    """Read what the MFU is learnt from: accelerators by name, and the published runs.

    Raises:
        BrokenReference: With file, line and reason.
    """
    accelerators = read_named(folder / "accelerators.csv", _accelerator, "accelerator")
    runs = tuple(read_named(folder / "training_runs.csv", _run, "name").values())
    check_names(folder / "training_runs.csv", "accelerator", accelerators)
    return accelerators, runs


def load_serving_runs(folder: Path, accelerators: Mapping[str, Accelerator]) -> tuple[ServingRun, ...]:
    """Read the published measurements of engines that answer. Raises BrokenReference."""
    runs = tuple(read_named(folder / "serving_runs.csv", _serving_run, "name").values())
    check_names(folder / "serving_runs.csv", "accelerator", accelerators)
    return runs


def load_lengths(folder: Path) -> Mapping[Architecture, TrainingLength]:
    """Read how much each kind of model reads. Raises BrokenReference where a kind is missing."""
    path = folder / "training_length.csv"
    lengths = read_named(path, _length, "architecture").values()
    by_kind = {length.architecture: length for length in lengths}
    if missing := [kind.value for kind in Architecture if kind not in by_kind]:
        raise BrokenReference(path, 0, f"has no row for {', '.join(missing)}")
    return by_kind


# ---------------------------------------------------------------- reading


def _accelerator(row: CsvRow) -> Accelerator:
    fp8, fp4 = row.optional("peak_fp8_tflop_per_s"), row.optional("peak_fp4_tflop_per_s")
    return Accelerator(
        name=row.text("accelerator"),
        vendor=row.text("vendor"),
        generation=Generation(row.text("generation")),
        release_year=row.whole("release_year"),
        memory_gb=row.positive("memory_gb"),
        memory_bandwidth_gb_per_s=row.positive("memory_bandwidth_gb_per_s"),
        peak_flop_per_s=row.positive("peak_bf16_tflop_per_s") * 1e12,
        peak_fp8_flop_per_s=None if fp8 is None else fp8 * 1e12,
        peak_fp4_flop_per_s=None if fp4 is None else fp4 * 1e12,
        power_w=row.optional("power_w"),
        power_basis=row.text("power_basis", required=False),
        rent_usd_per_gpu_hour=read_range(row, *(f"rent_usd_per_gpu_hour_{end}" for end in ("low", "typical", "high"))),
        rent_source=row.text("rent_source"),
        purchase_usd=read_range(row, "purchase_usd_low", "purchase_usd_high"),
        purchase_source=row.text("purchase_source"),
        note=row.text("note", required=False),
        **row.fact(),
    )


def _run(row: CsvRow) -> TrainingRun:
    return TrainingRun(
        name=row.text("name"),
        organization=row.text("organization"),
        year=row.whole("year"),
        architecture=Architecture(row.text("architecture")),
        total_parameters=row.positive("total_parameters"),
        active_parameters=_active(row, "total_parameters") if row.optional("active_parameters") else None,
        training_tokens=row.optional("training_tokens"),
        sequence_length=row.optional("sequence_length"),
        accelerator=row.text("accelerator"),
        accelerator_count=row.optional("accelerator_count"),
        gpu_hours=row.optional("gpu_hours"),
        reported_mfu=row.optional("reported_mfu"),
        reported_energy_mwh=row.optional("reported_energy_mwh"),
        precision=row.text("precision"),
        tier=Tier(row.text("tier")),
        family=row.text("family"),
        flag=row.text("flag", required=False),
        energy_basis=row.text("energy_basis", required=False),
        source_where=row.text("source_where"),
        status=row.text("status"),
        note=row.text("note", required=False),
        **row.fact(),
    )


def _shape(row: CsvRow) -> ModelShape:
    return ModelShape(
        layers=row.whole("layers"),
        hidden_size=row.whole("hidden_size"),
        attention_heads=row.whole("attention_heads"),
        kv_heads=row.whole("kv_heads"),
        ffn_size=row.whole("ffn_size"),
        vocabulary=row.whole("vocabulary"),
    )


def _attention(row: CsvRow, shape: ModelShape) -> ModelShape:
    """Return a shape with what its row says of windows and experts."""
    growing, experts = row.optional_whole("growing_layers"), row.optional_whole("experts") or 1
    working = row.optional_whole("experts_per_token") or 1
    if growing is not None and growing > shape.layers:
        raise ValueError(f"growing_layers must be at most layers, {shape.layers}, not {growing}")
    if working > experts:
        raise ValueError(f"experts_per_token must be at most experts, {experts}, not {working}")
    return replace(
        shape,
        window=row.optional_whole("window") or 0,
        growing_layers=growing,
        shared_words=row.text("shared_words", required=False) == "yes",
        experts=experts,
        experts_per_token=working,
    )


def _active(row: CsvRow, every: str) -> float:
    """Return the parameters that work on each token: no more than there are."""
    active, total = row.positive("active_parameters"), row.positive(every)
    if active > total:
        raise ValueError(f"active_parameters must be at most {every}, {total:g}, not {active:g}")
    return active


def _finetune_run(row: CsvRow) -> FinetuneRun:
    return FinetuneRun(
        name=row.text("name"),
        base_parameters=row.positive("base_parameters"),
        method=row.text("method"),
        examples=row.optional("examples"),
        tokens=row.optional("tokens"),
        tokens_read=row.optional("tokens_read"),
        tokens_read_basis=row.text("tokens_read_basis", required=False),
        accelerator=row.text("accelerator"),
        accelerator_count=row.positive("accelerator_count"),
        hours=row.optional("hours"),
        gpu_hours=row.optional("gpu_hours"),
        cost_usd=row.optional("cost_usd"),
        status=row.text("status"),
        note=row.text("note", required=False),
        **row.fact(),
    )


def _serving_run(row: CsvRow) -> ServingRun:
    shape = ModelShape(
        layers=row.whole("layers"),
        hidden_size=row.whole("hidden_size"),
        attention_heads=row.whole("hidden_size"),
        kv_heads=row.whole("kv_width"),
        ffn_size=4 * row.whole("hidden_size"),
        vocabulary=1,
    )
    return ServingRun(
        name=row.text("name"),
        model=row.text("model"),
        parameters=row.positive("parameters"),
        active_parameters=_active(row, "parameters"),
        shape=_attention(row, shape),
        accelerator=row.text("accelerator"),
        accelerator_count=row.whole("accelerator_count"),
        weight_bits=row.positive("weight_bits"),
        kv_bits=row.positive("kv_bits"),
        input_tokens=row.positive("input_tokens"),
        output_tokens=row.positive("output_tokens"),
        batch=row.optional("batch") or None,
        output_tokens_per_s=row.optional("output_tokens_per_s"),
        first_token_s=row.optional("first_token_s"),
        engine=row.text("engine"),
        measure=SpeedMeasure(row.text("measure")),
        fitted=row.text("use") == "fit",
        tier=Tier(row.text("tier")),
        status=row.text("status"),
        note=row.text("note", required=False),
        **row.fact(),
    )


def _preset(row: CsvRow) -> ModelPreset:
    return ModelPreset(
        name=row.text("name"),
        organization=row.text("organization"),
        architecture=Architecture(row.text("architecture")),
        shape=_attention(row, replace(_shape(row), kept_width=row.optional("kept_width"))),
        context_length=row.whole("context_length"),
        parameters=row.positive("parameters"),
        active_parameters=_active(row, "parameters"),
        training_tokens=row.optional("training_tokens"),
        languages=row.text("languages"),
        kind=row.text("kind"),
        tier=Tier(row.text("tier")),
        tokens_source=row.text("tokens_source", required=False),
        license=row.text("license"),
        release=row.text("release"),
        good_for=row.text("good_for"),
        named_in_founding_document=row.text("named_in_founding_document") == "yes",
        status=row.text("status"),
        note=row.text("note", required=False),
        **row.fact(),
    )


def _length(row: CsvRow) -> TrainingLength:
    ends = read_range(row, *(f"tokens_per_parameter_{end}" for end in ("low", "likely", "high")))
    if ends is None:
        raise ValueError("tokens_per_parameter_low, _likely and _high are missing")
    return TrainingLength(architecture=Architecture(row.text("architecture")), tokens_per_parameter=ends, **row.fact())


def _grid(row: CsvRow) -> GridRegion:
    return GridRegion(
        region=row.text("region"),
        region_code=row.text("region_code"),
        region_type=row.text("region_type"),
        co2e_kg_per_kwh=row.number("kg_co2e_per_kwh"),
        year=row.optional_whole("year"),
        **row.fact(),
    )
