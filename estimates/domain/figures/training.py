"""Figures of training: work, time, money, energy and carbon of all runs."""

import math
from dataclasses import dataclass

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.plausible import remarks
from estimates.domain.figures.power import carbon_of, embodied, power_terms
from estimates.domain.figures.reconciling import other_runs, reconcile
from estimates.domain.figures.rent import rent
from estimates.domain.figures.work import NO_POWER, Work
from estimates.domain.formulas.finetune import (
    TUNING_SHARE,
    TUNING_SOURCE,
    WORK_SHARE,
    WORK_SOURCE,
    FinetuneMethod,
    tuning_mfu,
)
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Architecture, Generation
from estimates.domain.formulas.mfu import PILOT, SIZE_CENTRE, TERMS, MfuModel, TrainingRequest
from estimates.domain.formulas.training import (
    ENCODER_DECODER_SHARE,
    KAPLAN,
    LEARNT_LENGTH,
    OFFLOAD_DATE,
    OFFLOAD_SHARE,
    OFFLOAD_SOURCE,
    long_text_factor,
    offloaded_mfu,
)
from estimates.domain.published.reference import ModelPreset
from projects.domain.book import Result, Term
from projects.domain.figures import Input, Origin, Rank
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given
from projects.domain.text import gettext_noop, told

_FAMILIES = {
    "not_language": Architecture.ENCODER,  # sees or hears, and answers all at once
    "encoder": Architecture.ENCODER,
    "decoder": Architecture.DECODER,
    "encoder_decoder": Architecture.ENCODER_DECODER,
}
COUNT = "compute.accelerator_count"
OFFLOAD = "compute.cpu_offload"
EXTRAS = ("compute.idle_share", "compute.evaluation_share", "compute.preparation_share")

NO_LANGUAGE = gettext_noop(
    "The rule 6 × parameters × tokens holds for language models. For tables, pictures or sound it gives the order of "
    "magnitude at best: “tokens” are what the model reads at a time."
)
TOO_FAST = gettext_noop(
    "That is faster than one %(name)s can be: its peak is %(fastest)s tokens per second. Divide by the number of GPUs."
)
PILOT_SOURCE = (
    "Published runs whose authors report the MFU of their steps: over the whole run 0.69 to 0.93 of it is left"
)


@dataclass(frozen=True, kw_only=True)
class Training:
    """What the runs come to; None where it is not known."""

    hours: Result | None = None
    """Of all runs [GPU-hours]."""
    costs: tuple[Result, ...] = ()
    """Renting, and what is paid besides [money]."""
    again: tuple[Result, ...] = ()
    """New versions without people who asked to be taken out, on rented machines [money/month]."""


def train(
    work: Work,
    *,
    tuning: bool,
    architecture: Architecture | None = None,
    precision: str = "bf16",
    instead: float | None = None,
) -> Training:
    """Work out everything about training.

    Args:
        work: Reads and collects.
        tuning: Whether a ready model is taught; its own training text is then never read again.
        architecture: What kind of model it is, where answers do not say it.
        precision: Format of the numbers, which no question asks.
        instead: Accelerators that count where as many as somebody said do not hold the run.
    """
    preset = work.preset()
    parameters = _parameters(work, preset)
    architecture = architecture or architecture_of(work, preset)
    read = None if tuning or parameters is None else _tokens_read(work, preset, parameters, architecture)
    tokens = work.need("compute.training_tokens", fallback=read)
    chip = work.accelerator("compute.accelerator")
    if work.answers.value("compute.model_family") == "not_language" or (
        preset is None and work.text("compute.model_family") == "not_language"
    ):
        work.note(NO_LANGUAGE, about="compute.flop")
    if parameters is None or tokens is None:
        return Training()
    run = _Run(
        work=work,
        parameters=parameters,
        tokens=tokens,
        preset=preset,
        architecture=architecture,
        method=method_of(work) if tuning else None,
        precision=precision,
        count=work.number(COUNT) if instead is None else instead,
    )
    flop = run.flop()
    if chip is None:
        return Training()
    final = _final_run(work, flop, chip, run.mfu(flop, chip))
    if instead is None:
        _days(work, final)
    said = remarks(
        work.reference,
        tokens=tokens.input.value.likely,
        gpu_hours=final.figure.value.likely,
        count=run.count,
    )
    for remark in said:
        work.note(remark.message, about="compute.gpu_hours", **remark.params)
    hours = _all_hours(work, final)
    _energy(work, chip, hours)
    final_cost, costs = _costs(work, None if tuning else preset, chip, final, hours)
    return Training(hours=hours, costs=costs, again=_again(work, final_cost))


def _parameters(work: Work, preset: ModelPreset | None) -> Given | None:
    """Return the parameters active per token: as answered, or those of the model it is like."""
    like = preset and work.assumed("compute.parameters", Range.exactly(preset.active_parameters), preset)
    return work.need("compute.parameters", fallback=like or None)


def architecture_of(work: Work, preset: ModelPreset | None) -> Architecture:
    """Return what kind of model it is: as answered, or as the model it is like, else as the task usually takes."""
    active, total = work.number("compute.parameters"), work.number("compute.total_parameters")
    if active is not None and total is not None and total > active:
        return Architecture.MOE_DECODER
    if preset and preset.architecture is Architecture.MOE_DECODER:
        return Architecture.MOE_DECODER
    said = _FAMILIES.get(str(work.answers.value("compute.model_family") or ""))
    guessed = _FAMILIES.get(work.text("compute.model_family") if work.guess else "")
    return said or (preset.architecture if preset else None) or guessed or Architecture.DECODER


def _tokens_read(work: Work, preset: ModelPreset | None, parameters: Given, architecture: Architecture) -> Input | None:
    """Return what training from scratch reads: as the model it is like did, else what its kind reads a parameter."""
    if preset is None:
        return None
    if preset.training_tokens is not None:
        read = Range.exactly(preset.training_tokens)
        return work.assumed("compute.training_tokens", read, preset, source=preset.tokens_source)
    length = work.reference.lengths[architecture]
    read = length.tokens_per_parameter.scaled(parameters.input.value.likely)
    return work.assumed("compute.training_tokens", read, length)


def method_of(work: Work) -> FinetuneMethod:
    """Return how a ready model is taught: as answered, else all of its parameters."""
    said = work.answers.value("compute.finetune_method")
    return FinetuneMethod(said) if said in set(FinetuneMethod) else FinetuneMethod.FULL


# ---------------------------------------------------------------- work and MFU of a run


@dataclass(frozen=True, kw_only=True)
class _Run:
    """One full run; `method` is how a ready model is taught, None where one is trained from scratch."""

    work: Work
    parameters: Given
    tokens: Given
    preset: ModelPreset | None
    architecture: Architecture
    method: FinetuneMethod | None
    precision: str
    count: float | None
    """Accelerators at once; None where nobody said."""

    @property
    def size(self) -> float:
        return self.parameters.input.value.likely

    @property
    def offloaded(self) -> bool:
        """Whether steps wait for the server; of an adapter there is too little beside the accelerators to wait for."""
        return self.work.text(OFFLOAD) == "yes" and not (self.method and self.method.adapts)

    def flop(self) -> Result:
        """Work out the work of one run."""
        terms: list[Term] = [self.parameters, self.tokens]
        if self.architecture is Architecture.ENCODER_DECODER:
            terms.append(_ENCODER_DECODER)
        length = self.work.number("compute.sequence_length")
        factor = long_text_factor(self.size, length, self.preset.shape if self.preset else None)
        if factor != 1:
            terms.append(_long_text(factor))
        if self.method and self.method.adapts:
            share = Input(
                name="method_share",
                label=gettext_noop("Work of the method / work of training all parameters"),
                value=WORK_SHARE[self.method],
                source=WORK_SOURCE[self.method],
                field_id="compute.finetune_method",
            )
            terms.append(self.work.drawn("compute.finetune_method", share))
        return self.work.book.figure(
            "compute.flop",
            gettext_noop("Work of one training run"),
            "FLOP",
            " × ".join(["6", *(term.name for term in terms)]),
            *terms,
            chapter=Chapter.WORK,
            source=KAPLAN,
            note=gettext_noop(
                "Attention over texts of up to 8,192 tokens is included in the MFU fitted to published runs."
            ),
        )

    def mfu(self, flop: Result, chip: Accelerator) -> Input:
        """Return the MFU [%]: as answered, from a pilot, or learnt from published runs; the last two are figures."""
        said = self.work.input("compute.mfu")
        if said is not None:
            return said
        pilot = self.work.term("compute.pilot_mfu") or self._mfu_of_pilot_speed(flop, chip)
        return self._mfu_of_pilot(pilot).input if pilot else self._mfu_of_published_runs(chip)

    def _mfu_of_pilot(self, pilot: Term) -> Result:
        kept = Fixed(
            Input(
                name="kept_share",
                label=gettext_noop("MFU over a whole run / MFU of its steps"),
                value=PILOT,
                source=PILOT_SOURCE,
                source_date=self.work.reference.mfu.date,
            )
        )
        return self.work.book.at_ends(
            "compute.mfu",
            gettext_noop("MFU over the whole run"),
            "%",
            f"{pilot.name} × kept_share",
            pilot,
            kept,
            wide=(pilot.name, "kept_share"),
            chapter=Chapter.WORK,
            rank=Rank.STEP,
            note=gettext_noop("A pilot shows what the steps reach. Restarts, tests and checkpoints reduce it."),
        )

    def _mfu_of_pilot_speed(self, flop: Result, chip: Accelerator) -> Result | None:
        """Work out the MFU of a pilot's steps [%] from its speed; None without one, or where no chip is so fast."""
        speed = self.work.term("compute.pilot_tokens_per_second")
        if speed is None:
            return None
        per_token = flop.figure.value.likely / self.tokens.input.value.likely
        if not 0 < speed.input.value.low <= speed.input.value.high <= chip.peak_flop_per_s / per_token:
            fastest = f"{chip.peak_flop_per_s / per_token:,.3g}"
            self.work.problem(TOO_FAST, about="compute.pilot_tokens_per_second", name=chip.name, fastest=fastest)
            return None
        return self.work.book.at_ends(
            "compute.pilot_step_mfu",
            gettext_noop("MFU of the pilot's steps"),
            "%",
            "100 × pilot_tokens_per_second × flop / training_tokens / peak_flop_per_s",
            speed,
            flop,
            self.tokens,
            peak_of(self.work, chip),
            wide=(speed.name,),
            chapter=Chapter.WORK,
            rank=Rank.STEP,
        )

    def _unseen(self, chip: Accelerator) -> str:
        """Return the chip where it is a TPU that no published run used: each version is a design of its own."""
        used = {run.accelerator for run in self.work.reference.runs}
        return chip.name if chip.generation is Generation.TPU and chip.name not in used else ""

    def _mfu_of_published_runs(self, chip: Accelerator) -> Input:
        model, method = self.work.reference.mfu, self.method
        # What few accelerators gain in hand-tuned long runs is in the share that fine-tuning keeps of a large run.
        counted = method in (None, FinetuneMethod.CONTINUED)
        request = TrainingRequest(
            active_parameters=self.size,
            generation=chip.generation,
            architecture=self.architecture,
            accelerator_count=self.count if counted else None,
            precision=self.precision,
            unseen_chip=self._unseen(chip),
        )
        predicted = model.predict(request)
        share = tuning_mfu(predicted.value, method) if method else predicted.value
        for reason in predicted.reasons:
            self.work.note(reason.message, about="compute.mfu", **reason.params)
        terms = _fitted_terms(model, request)
        formula = f"100 × exp({' + '.join(term.name for term in terms)})"
        if method and method is not FinetuneMethod.CONTINUED:
            formula += " × tuning_share"
            terms.append(_tuning(model.date))
        if self.offloaded:
            share = offloaded_mfu(share)
            formula += " × offload_share"
            terms.append(_OFFLOADED)
        # Its range is that of a prediction, which widens beyond the published runs.
        self.work.book.kept(
            share.likely * 100,
            "compute.mfu",
            gettext_noop("MFU over the whole run"),
            "%",
            formula,
            *terms,
            value=share.scaled(100),
            source=model.source,
            chapter=Chapter.WORK,
            rank=Rank.STEP,
            note=gettext_noop(
                "Each term is a coefficient times what it is about. Of published runs whose family was left out, 8 in "
                "10 lie within the range."
            ),
        )
        return Input(
            name="mfu",
            label=self.work.fields["compute.mfu"].label,
            value=share.scaled(100),
            unit="%",
            origin=Origin.ASSUMPTION,
            source=model.source,
            source_date=model.date,
            field_id="compute.mfu",
            figure_id="compute.mfu",
        )


_ENCODER_DECODER = Fixed(
    Input(
        name="encoder_decoder_share",
        label=gettext_noop("Each token passes one of two halves"),
        value=Range.exactly(ENCODER_DECODER_SHARE),
        source="T5-11B: 4.05e22 FLOP against 6.9e22 by the plain rule (Patterson et al. 2021, Table 4)",
    )
)


LONG_TEXT_SOURCE = gettext_noop(
    "Attention grows with the length of the text, PaLM, appendix B; counted beyond %(tokens)s tokens"
)


def _long_text(factor: float) -> Fixed:
    return Fixed(
        Input(
            name="long_text_factor",
            label=gettext_noop("More attention in texts longer than published runs read"),
            value=Range.exactly(factor),
            field_id="compute.sequence_length",
            source=told(LONG_TEXT_SOURCE, tokens=LEARNT_LENGTH),
        )
    )


_OFFLOADED = Fixed(
    Input(
        name="offload_share",
        label=gettext_noop("MFU where steps wait for the server / MFU where they do not"),
        value=OFFLOAD_SHARE,
        source=OFFLOAD_SOURCE,
        source_date=OFFLOAD_DATE,
        field_id=OFFLOAD,
    )
)


def _fitted_terms(model: MfuModel, request: TrainingRequest) -> list[Fixed]:
    """Return what the fitted model adds up for a run: each coefficient times what it is about, where that is not 0."""
    weighed = zip(TERMS, model.coefficients, model.used(request), strict=True)
    return [
        Fixed(
            Input(
                name=name,
                label=_TERM_LABELS[name],
                value=Range.exactly(weight * value),
                source=model.source,
                source_date=model.date,
            )
        )
        for name, weight, value in weighed
        if value != 0
    ]


def _tuning(date: str) -> Fixed:
    return Fixed(
        Input(
            name="tuning_share",
            label=gettext_noop("MFU of fine-tuning / MFU of a long training run"),
            value=TUNING_SHARE,
            source=TUNING_SOURCE,
            source_date=date,
            field_id="compute.finetune_method",
        )
    )


_TERM_LABELS = {
    "level": gettext_noop("Level of all runs"),
    "volta": gettext_noop("Chips of the V100 generation and older"),
    "ampere": gettext_noop("Chips of the A100 generation"),
    "hopper": gettext_noop("Chips of the H100 generation and newer"),
    "tpu": gettext_noop("TPU chips"),
    "mixture": gettext_noop("Mixture of experts"),
    "encoder_decoder": gettext_noop("Encoder-decoder"),
    "size": gettext_noop("Size: natural logarithm of parameters / 7 billion, halved"),
    "size_squared": gettext_noop("The same, squared"),
    "few_accelerators": gettext_noop("Few accelerators: all of it up to 32, less up to 128"),
    "fp8": gettext_noop("Numbers of 8 bit"),
    "before_2023": gettext_noop("Trained before 2023, with the software of then"),
}
assert set(_TERM_LABELS) == set(TERMS)
assert math.isclose(SIZE_CENTRE, 7e9)  # as the labels say


def peak_of(work: Work, chip: Accelerator) -> Fixed:
    """Return the peak of the chip that trains."""
    label = gettext_noop("Dense peak of the accelerator at 16 bit")
    return work.fact("compute.accelerator", "peak_flop_per_s", label, chip.peak_flop_per_s, "FLOP/s", chip)


# ---------------------------------------------------------------- hours, energy, money


def _final_run(work: Work, flop: Result, chip: Accelerator, mfu: Input) -> Result:
    share = Given(mfu, work.draws.of("compute.mfu", mfu.value, minimum=0.01, maximum=100))
    return work.book.figure(
        "compute.gpu_hours",
        gettext_noop("Final run"),
        "GPU-hours",
        "flop / (peak_flop_per_s × mfu / 100) / 3600",
        flop,
        peak_of(work, chip),
        share,
        chapter=Chapter.WORK,
        source=KAPLAN,
        note=gettext_noop("The final run only. Experiments and failed runs come on top."),
    )


def _days(work: Work, hours: Result) -> None:
    count = work.term(COUNT)
    if count and count.input.value.likely:
        work.book.at_ends(
            "compute.run_days",
            gettext_noop("Length of the final run"),
            "days",
            "gpu_hours / accelerator_count / 24",
            hours,
            count,
            wide=("gpu_hours",),
            chapter=Chapter.WORK,
        )


def _all_hours(work: Work, hours: Result) -> Result:
    runs, failed = work.term("compute.development_runs"), work.term("compute.failed_share")
    factors = ["gpu_hours", *(["development_runs"] if runs else []), *(["(1 + failed_share / 100)"] if failed else [])]
    return work.book.figure(
        "compute.all_gpu_hours",
        gettext_noop("All runs"),
        "GPU-hours",
        " × ".join(factors),
        hours,
        *(term for term in (runs, failed) if term),
        chapter=Chapter.WORK,
    )


def _energy(work: Work, chip: Accelerator, hours: Result) -> None:
    if chip.power_w is None:
        work.note(NO_POWER, about=Chapter.ENERGY, name=chip.name)
        return
    energy = work.book.figure(
        "compute.energy",
        gettext_noop("Energy of all runs"),
        "kWh",
        "all_gpu_hours × power_w / 1000 × power_share / 100 × pue",
        hours,
        *power_terms(work, "compute.accelerator", chip, chip.power_w),
        chapter=Chapter.ENERGY,
        note=gettext_noop(
            "The accelerators and the site around them. Their servers draw power too, 0.3 to 0.8 of theirs on top."
        ),
    )
    work.book.at_ends(
        "compute.carbon",
        gettext_noop("CO₂e of all runs"),
        "kg CO₂e",
        "energy × co2e_kg_per_kwh",
        energy,
        carbon_of(work),
        wide=("energy",),
        chapter=Chapter.ENERGY,
        note=gettext_noop("For electricity from the grid. Purchased certificates are not included."),
    )
    work.book.figure(
        "compute.embodied_carbon",
        gettext_noop("CO₂e of making the machines"),
        "kg CO₂e",
        "all_gpu_hours × embodied_kg_per_gpu_hour",
        hours,
        embodied(work, chip),
        chapter=Chapter.ENERGY,
        note=gettext_noop("The share of manufacturing that falls on these hours."),
    )


def _costs(
    work: Work, preset: ModelPreset | None, chip: Accelerator, final: Result, hours: Result
) -> tuple[Result | None, tuple[Result, ...]]:
    """Return what the final run costs, and what is paid in all."""
    price = rent(work, "compute.price_per_gpu_hour", chip)
    if price is None:
        return None, ()
    final_cost = reconcile(work, preset, chip, final, price)
    cost = work.book.figure(
        "compute.rent_cost",
        gettext_noop("Renting for all runs"),
        "money",
        "all_gpu_hours × price_per_gpu_hour",
        hours,
        price,
        chapter=Chapter.ONCE,
        note=gettext_noop("The price is per GPU-hour, never per machine."),
    )
    other_runs(work, cost, final_cost)
    shares = [term for term in map(work.term, EXTRAS) if term]
    if not shares:
        return final_cost, (cost,)
    extras = work.book.figure(
        "compute.extras",
        gettext_noop("Waiting, tests and data"),
        "money",
        f"rent_cost × ({' + '.join(f'{term.name} / 100' for term in shares)})",
        cost,
        *shares,
        chapter=Chapter.ONCE,
        note=gettext_noop("Hours paid for besides those of training."),
    )
    return final_cost, (cost, extras)


def _again(work: Work, final_cost: Result | None) -> tuple[Result, ...]:
    """Work out what training again without people who asked for it costs [money/month]; nothing while nobody says."""
    versions = work.term("data.removal_versions")
    if versions is None or final_cost is None:
        return ()
    figure = work.book.figure(
        "compute.retraining",
        gettext_noop("Training again without people who asked, per month"),
        "money/month",
        "removal_versions × final_run_cost / 12",
        versions,
        final_cost,
        chapter=Chapter.MONTHLY,
        note=gettext_noop("One full run for each version. People who prepare and test it are not included."),
    )
    return (figure,)
