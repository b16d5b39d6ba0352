"""Figures of training: work, time, money, energy and carbon of all runs."""

import math

import numpy as np

from estimates.domain.figures.rent import rent
from estimates.domain.figures.work import NO_POWER, Work
from estimates.domain.formulas.energy import EMBODIED_KG_PER_GPU_HOUR, EMBODIED_SOURCE, carbon_kg, energy_kwh
from estimates.domain.formulas.finetune import TUNING_SHARE, TUNING_SOURCE, WORK_SHARE, WORK_SOURCE, Method, tuning_mfu
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.formulas.mfu import FEW_CHIPS, PILOT, SIZE_CENTRE, TERMS, TrainingRequest, pilot_mfu
from estimates.domain.formulas.training import (
    ENCODER_DECODER_SHARE,
    KAPLAN,
    LEARNT_LENGTH,
    gpu_hours,
    long_text_factor,
    mfu_of_speed,
    training_flop,
)
from estimates.domain.published.reference import ModelPreset
from projects.domain.draws import Draw
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

HOURS_PER_DAY = 24
_FAMILIES = {
    "encoder": Architecture.ENCODER,
    "decoder": Architecture.DECODER,
    "encoder_decoder": Architecture.ENCODER_DECODER,
}
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


def train(work: Work, *, tuning: bool) -> None:
    """Work out everything about training.

    Args:
        work: Reads and collects.
        tuning: Whether a ready model is taught; its own training text is then never read again.
    """
    preset = work.preset()
    parameters = parameters_of(work, preset)
    architecture = architecture_of(work, preset)
    tokens = work.need(
        "compute.training_tokens",
        fallback=None if tuning or parameters is None else _tokens_read(work, preset, parameters, architecture),
    )
    chip = work.accelerator("compute.accelerator")
    if work.answers.value("compute.model_family") == "not_language" or (
        preset is None and work.text("compute.model_family") == "not_language"
    ):
        work.note(NO_LANGUAGE, about="compute.flop")
    if parameters is None or tokens is None:
        return
    _work_of_a_run(work, parameters, tokens, architecture, preset, tuning=tuning)
    if chip is None:
        return
    _hours(work, chip, _mfu(work, chip, parameters, architecture, tuning=tuning))
    _all_hours(work)
    _energy(work, chip)
    _cost(work, chip)


def parameters_of(work: Work, preset: ModelPreset | None) -> float | None:
    """Return the parameters active per token: as answered, or those of the model it is like."""
    like = preset and work.assumed("compute.parameters", Range.exactly(preset.active_parameters), preset)
    drawn = work.need("compute.parameters", fallback=like or None)
    return None if drawn is None else float(drawn[0])


def architecture_of(work: Work, preset: ModelPreset | None) -> Architecture:
    """Return what kind of model it is: as answered, or as the model it is like."""
    active, total = work.number("compute.parameters"), work.number("compute.total_parameters")
    if active is not None and total is not None and total > active:
        return Architecture.MOE_DECODER
    if preset and preset.architecture is Architecture.MOE_DECODER:
        return Architecture.MOE_DECODER
    said = _FAMILIES.get(str(work.answers.value("compute.model_family") or ""))
    return said or (preset.architecture if preset else Architecture.DECODER)


def _tokens_read(work: Work, preset: ModelPreset | None, parameters: float, architecture: Architecture) -> Input | None:
    """Return what training from scratch reads: as the model it is like did, else what its kind reads a parameter."""
    if preset is None:
        return None
    if preset.training_tokens is not None:
        read = Range.exactly(preset.training_tokens)
        return work.assumed("compute.training_tokens", read, preset, source=preset.tokens_source)
    length = work.reference.lengths[architecture]
    return work.assumed("compute.training_tokens", length.tokens_per_parameter.scaled(parameters), length)


# ---------------------------------------------------------------- work


def _work_of_a_run(
    work: Work,
    parameters: float,
    tokens: Draw,
    architecture: Architecture,
    preset: ModelPreset | None,
    *,
    tuning: bool,
) -> None:
    length = work.number("compute.sequence_length")
    factor = long_text_factor(parameters, length, preset.shape if preset else None)
    drawn = training_flop(parameters, tokens, architecture=architecture, long_text_factor=factor)
    formula = "6 × parameters × training_tokens"
    inputs = list(work.of("compute.parameters", "compute.training_tokens"))
    if architecture is Architecture.ENCODER_DECODER:
        formula += " × encoder_decoder_share"
        inputs.append(_encoder_decoder_input())
    if factor != 1:
        formula += " × long_text_factor"
        inputs.append(_long_text_input(factor))
    method = method_of(work) if tuning else Method.FULL
    if method.adapts:
        formula += " × method_share"
        share = WORK_SHARE[method]
        drawn = drawn * work.draws.of("compute.finetune_method", share)
        inputs.append(
            Input(
                name="method_share", label=gettext_noop("Work of the method / work of training all parameters"),
                value=share, source=WORK_SOURCE[method], field_id="compute.finetune_method",
            )
        )  # fmt: skip
    work.add(
        "compute.flop", gettext_noop("Work of one training run"), drawn, "FLOP", formula, tuple(inputs), source=KAPLAN,
        note=gettext_noop(
            "Attention over texts of up to 8,192 tokens is included in the MFU fitted to published runs."
        ),
    )  # fmt: skip


def _encoder_decoder_input() -> Input:
    return Input(
        name="encoder_decoder_share", label=gettext_noop("Each token passes one of two halves"),
        value=Range.exactly(ENCODER_DECODER_SHARE),
        source="T5-11B: 4.05e22 FLOP against 6.9e22 by the plain rule (Patterson et al. 2021, Table 4)",
    )  # fmt: skip


def _long_text_input(factor: float) -> Input:
    return Input(
        name="long_text_factor", label=gettext_noop("More attention in texts longer than published runs read"),
        value=Range.exactly(factor), field_id="compute.sequence_length",
        source=f"Attention grows with the length of the text, PaLM, appendix B; counted beyond {LEARNT_LENGTH} tokens",
    )  # fmt: skip


def method_of(work: Work) -> Method:
    """Return how a ready model is taught: as answered, else all of its parameters."""
    said = work.answers.value("compute.finetune_method")
    return Method(said) if said in set(Method) else Method.FULL


# ---------------------------------------------------------------- MFU and hours


def _mfu(work: Work, chip: Accelerator, parameters: float, architecture: Architecture, *, tuning: bool) -> Input:
    """Return the MFU [%]: as answered, from a pilot, or learnt from published runs; the last two are figures."""
    said = work.input("compute.mfu")
    if said is not None:
        return said
    pilot = work.input("compute.pilot_mfu") or _mfu_of_pilot_speed(work, chip)
    if pilot is not None:
        return _mfu_of_pilot(work, pilot)
    return _mfu_of_published_runs(work, chip, parameters, architecture, tuning=tuning)


def _mfu_of_pilot(work: Work, pilot: Input) -> Input:
    value = pilot_mfu(pilot.value)
    kept = Input(
        name="kept_share", label=gettext_noop("MFU over a whole run / MFU of its steps"), value=PILOT,
        source=PILOT_SOURCE, source_date=work.reference.mfu.date,
    )  # fmt: skip
    work.add(
        "compute.mfu", gettext_noop("MFU over the whole run"), np.full(work.draws.count, value.likely), "%",
        f"{pilot.name} × kept_share", (pilot, kept), value=value,
        note=gettext_noop("A pilot shows what the steps reach. Restarts, tests and checkpoints reduce it."),
    )  # fmt: skip
    return work.result("compute.mfu")


def _mfu_of_pilot_speed(work: Work, chip: Accelerator) -> Input | None:
    """Return the MFU of a pilot's steps [%] from its speed; None without one, or where no chip is so fast."""
    speed = work.input("compute.pilot_tokens_per_second")
    if speed is None:
        return None
    per_token = work.result("compute.flop").value.likely / work.inputs["compute.training_tokens"].value.likely
    ends = (speed.value.low, speed.value.likely, speed.value.high)
    try:
        low, likely, high = (100 * mfu_of_speed(end, per_token, chip.peak_flop_per_s) for end in ends)
    except ValueError:
        fastest = f"{chip.peak_flop_per_s / per_token:,.3g}"
        work.problem(TOO_FAST, about="compute.pilot_tokens_per_second", name=chip.name, fastest=fastest)
        return None
    work.add(
        "compute.pilot_step_mfu", gettext_noop("MFU of the pilot's steps"),
        np.full(work.draws.count, likely), "%",
        "100 × pilot_tokens_per_second × flop / training_tokens / peak_flop_per_s",
        (speed, work.result("compute.flop"), *work.of("compute.training_tokens"), peak_input(work, chip)),
        value=Range(low=low, likely=likely, high=high),
    )  # fmt: skip
    return work.result("compute.pilot_step_mfu")


def _mfu_of_published_runs(
    work: Work, chip: Accelerator, parameters: float, architecture: Architecture, *, tuning: bool
) -> Input:
    model = work.reference.mfu
    request = TrainingRequest(
        active_parameters=parameters, generation=chip.generation, architecture=architecture,
        accelerator_count=work.number("compute.accelerator_count"),
    )  # fmt: skip
    predicted = model.predict(request)
    share = tuning_mfu(predicted.value, method_of(work)) if tuning else predicted.value
    for reason in predicted.reasons:
        # One chip for a small model is how everybody tunes it; a sentence about it would only frighten.
        if not (tuning and reason.message == FEW_CHIPS):
            work.note(reason.message, about="compute.mfu", **reason.params)
    row = model.used(request)
    used = [
        (name, weight, value) for name, weight, value in zip(TERMS, model.coefficients, row, strict=True) if value != 0
    ]
    terms = tuple(
        Input(
            name=name, label=_TERM_LABELS[name], value=Range.exactly(weight * value), source=model.source,
            source_date=model.date,
        )
        for name, weight, value in used
    )  # fmt: skip
    formula = f"100 × exp({' + '.join(name for name, _, _ in used)})"
    if tuning and method_of(work) is not Method.CONTINUED:
        formula += " × tuning_share"
        terms += (_tuning_input(model.date),)
    work.add(
        "compute.mfu", gettext_noop("MFU over the whole run"), np.full(work.draws.count, share.likely * 100), "%",
        formula, terms, value=share.scaled(100), source=model.source,
        note=gettext_noop(
            "Each term is a coefficient times what it is about. Of published runs whose family was left out, 8 in 10 "
            "lie within the range."
        ),
    )  # fmt: skip
    field = work.fields["compute.mfu"]
    return Input(
        name="mfu", label=field.label, value=share.scaled(100), unit="%", origin=Origin.ASSUMPTION,
        source=model.source, source_date=model.date, field_id="compute.mfu", figure_id="compute.mfu",
    )  # fmt: skip


def _tuning_input(date: str) -> Input:
    return Input(
        name="tuning_share", label=gettext_noop("MFU of fine-tuning / MFU of a long training run"), value=TUNING_SHARE,
        source=TUNING_SOURCE, source_date=date, field_id="compute.finetune_method",
    )  # fmt: skip


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
    "cluster": gettext_noop("More or fewer accelerators than usual for the size: natural logarithm, halved"),
    "year": gettext_noop("Years since 2023, halved"),
    "fp16": gettext_noop("Numbers of 16 bit without the range of bfloat16"),
    "fp8": gettext_noop("Numbers of 8 bit"),
}
assert set(_TERM_LABELS) == set(TERMS)
assert math.isclose(SIZE_CENTRE, 7e9)  # as the labels say


def peak_input(work: Work, chip: Accelerator) -> Input:
    """Return the peak of the chip that trains."""
    label = gettext_noop("Dense peak of the accelerator at 16 bit")
    return work.name_input("compute.accelerator", "peak_flop_per_s", label, chip.peak_flop_per_s, "FLOP/s", chip)


def _hours(work: Work, chip: Accelerator, mfu: Input) -> None:
    peak = peak_input(work, chip)
    share = work.draws.of("compute.mfu", mfu.value, minimum=0.01, maximum=100) / 100
    work.add(
        "compute.gpu_hours", gettext_noop("Final run"),
        gpu_hours(work.drawn["compute.flop"], chip.peak_flop_per_s, share), "GPU-hours",
        "flop / (peak_flop_per_s × mfu / 100) / 3600", (work.result("compute.flop"), peak, mfu),
        note=gettext_noop("The final run only. Experiments and failed runs come on top."), source=KAPLAN,
    )  # fmt: skip
    count = work.number("compute.accelerator_count")
    if count:
        work.add_scaled(
            "compute.run_days", gettext_noop("Length of the final run"), "compute.gpu_hours", 1 / count / HOURS_PER_DAY,
            "days", "gpu_hours / accelerator_count / 24", work.of("compute.accelerator_count"),
        )  # fmt: skip


def _all_hours(work: Work) -> None:
    runs = work.draw("compute.development_runs")
    if runs is None:
        runs = np.ones(work.draws.count)
    fields = ("compute.development_runs", "compute.failed_share")
    drawn = work.drawn["compute.gpu_hours"] * runs * (1 + work.share("compute.failed_share"))
    inputs = work.of(*fields)
    factors = {"compute.development_runs": "development_runs", "compute.failed_share": "(1 + failed_share / 100)"}
    read = [factors[one] for one in fields if one in work.inputs]
    work.add(
        "compute.all_gpu_hours", gettext_noop("All runs"), drawn, "GPU-hours", " × ".join(["gpu_hours", *read]),
        (work.result("compute.gpu_hours"), *inputs),
    )  # fmt: skip


# ---------------------------------------------------------------- energy


def power_inputs(work: Work, field_id: str, chip: Accelerator, power_w: float) -> tuple[Input, ...]:
    """Return the inputs of energy: power of the chip, what it draws of it, and the site around it."""
    label = gettext_noop("Power of one accelerator")
    power = work.name_input(field_id, "power_w", label, power_w, "W", chip)
    return (power, *work.of("compute.power_share", "compute.pue"))


def energy_of(work: Work, hours: Draw, power_w: float) -> Draw:
    """Return the energy of GPU-hours [kWh], shape (count,)."""
    share, pue = work.draw("compute.power_share"), work.draw("compute.pue")
    one = np.ones(work.draws.count)
    return energy_kwh(hours, power_w, one if share is None else share / 100, one if pue is None else pue)


def carbon_input(work: Work) -> Input:
    """Return the carbon of the grid where it runs."""
    grid = work.grid()
    said = bool(work.answers.value("compute.region"))
    return Input(
        name="co2e_kg_per_kwh", label=gettext_noop("CO₂e per kWh there"),
        value=Range.exactly(grid.co2e_kg_per_kwh), unit="kg CO₂e/kWh",
        origin=Origin.REFERENCE if said else Origin.ASSUMPTION, source=f"{grid.region}: {grid.source}",
        source_date=grid.date_checked, field_id="compute.region",
    )  # fmt: skip


def embodied_of(work: Work) -> Draw:
    """Return draws of the carbon of making the machines [kg CO₂e/GPU-hour]."""
    return work.draws.of("compute.embodied", EMBODIED_KG_PER_GPU_HOUR)


def embodied_input(chip: Accelerator) -> Input:
    """Return the carbon of making the machines as an input."""
    return Input(
        name="embodied_kg_per_gpu_hour", label=gettext_noop("CO₂e of making the machines, per hour of use"),
        value=EMBODIED_KG_PER_GPU_HOUR, unit="kg CO₂e/GPU-hour", source=EMBODIED_SOURCE,
        source_date=chip.date_checked,
    )  # fmt: skip


def _energy(work: Work, chip: Accelerator) -> None:
    if chip.power_w is None:
        work.note(NO_POWER, about="energy", name=chip.name)
        return
    hours = work.drawn["compute.all_gpu_hours"]
    work.add(
        "compute.energy", gettext_noop("Energy of all runs"), energy_of(work, hours, chip.power_w), "kWh",
        "all_gpu_hours × power_w / 1000 × power_share / 100 × pue",
        (work.result("compute.all_gpu_hours"), *power_inputs(work, "compute.accelerator", chip, chip.power_w)),
        note=gettext_noop(
            "The accelerators and the site around them. Their servers draw power too, 0.3 to 0.8 of theirs on top."
        ),
    )  # fmt: skip
    carbon = carbon_input(work)
    work.add_scaled(
        "compute.carbon", gettext_noop("CO₂e of all runs"), "compute.energy", carbon_kg(1.0, carbon.value.likely),
        "kg CO₂e", "energy × co2e_kg_per_kwh", (carbon,),
        note=gettext_noop("For electricity from the grid. Purchased certificates are not included."),
    )  # fmt: skip
    work.add(
        "compute.embodied_carbon", gettext_noop("CO₂e of making the machines"), hours * embodied_of(work), "kg CO₂e",
        "all_gpu_hours × embodied_kg_per_gpu_hour", (work.result("compute.all_gpu_hours"), embodied_input(chip)),
        note=gettext_noop("The share of manufacturing that falls on these hours."),
    )  # fmt: skip


# ---------------------------------------------------------------- money


def _cost(work: Work, chip: Accelerator) -> None:
    price = rent(work, "compute.price_per_gpu_hour", chip)
    if price is None:
        return
    work.add(
        "compute.rent_cost", gettext_noop("Renting for all runs"), work.drawn["compute.all_gpu_hours"] * price, "money",
        "all_gpu_hours × price_per_gpu_hour",
        (work.result("compute.all_gpu_hours"), *work.of("compute.price_per_gpu_hour")),
        note=gettext_noop("The price is per GPU-hour, never per machine."),
    )  # fmt: skip
    share = sum((work.share(one) for one in EXTRAS), np.zeros(work.draws.count))
    read = work.of(*EXTRAS)
    if read:
        work.add(
            "compute.extras", gettext_noop("Waiting, tests and data"), work.drawn["compute.rent_cost"] * share, "money",
            f"rent_cost × ({' + '.join(one.name for one in read)}) / 100", (work.result("compute.rent_cost"), *read),
            note=gettext_noop("Hours paid for besides those of training."),
        )  # fmt: skip
