"""Figures of machines that answer: memory, speed, how many the load needs, what they cost and how busy they are."""

import math
from dataclasses import dataclass, replace

import numpy as np

from estimates.domain.copies import TOO_SLOW, Calls, Choice, FitRow, Wish, best_copy, which_fit
from estimates.domain.energy import carbon_kg
from estimates.domain.load import CALLS, Cases, calls_of_a_case, cases_a_month, load_is_known, peak_calls
from estimates.domain.memory import USABLE_SHARE
from estimates.domain.model_size import ModelSize, size_of_model
from estimates.domain.reference import Accelerator
from estimates.domain.rent import rent
from estimates.domain.serving import MOST_TEXTS, SECONDS_PER_HOUR, serving_cost
from estimates.domain.train_figures import architecture_of, carbon_input, energy_of, power_inputs
from estimates.domain.work import NO_POWER, Work
from projects.domain.answers import State
from projects.domain.draws import Draw, summarise
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

MONTHS_PER_YEAR = 12
COUNT = "compute.serving_accelerator_count"
HOURS = "compute.serving_hours_per_month"
TOKENS = ("compute.api_input_tokens_per_case", "compute.api_output_tokens_per_case")

SERVICE_SPEED = Range(low=0.45, likely=0.85, high=1.1)
SERVICE_SPEED_SOURCE = (
    "Engines held against the fit (serving_runs.csv): NVIDIA NIM of 2025 reaches 0.92 to 1.07, vLLM of 2023 a third; "
    "vLLM 0.6 of 2024 was 1.8 to 2.7 times as fast as the version before (its blog). The range is ours"
)
LOAD_SHARE = Range(low=0.6, likely=0.75, high=0.9)
LOAD_SHARE_SOURCE = "Plumbline's proposal: above this, calls that come at the same moment wait for each other"

ASSUME_ONE = "One, until the model and the load are known"
UNKNOWN_SIZE = gettext_noop(
    "Choose the model or give its size, and the machines that answer are counted. Until then one is assumed."
)
UNKNOWN_LOAD = gettext_noop(
    "Say how many cases come, and the machines are counted for the load. Until then one copy of the model is assumed."
)
DOES_NOT_FIT = gettext_noop(
    "The model does not fit on 64 of %(name)s. Choose a larger accelerator, fewer bits, or a smaller model."
)
TOO_FEW = gettext_noop(
    "You say %(said)s accelerators. The likely load in the busiest hour needs %(needed)s: calls would wait."
)
FEWER_HOURS = gettext_noop("The machines are on for %(on)s hours a month, but cases come in %(load)s.")


@dataclass(frozen=True, kw_only=True)
class Serving:
    """What running the model takes, beside the figures."""

    choice: Choice
    rows: tuple[FitRow, ...]
    """How each accelerator of the table would answer."""


def serve(work: Work) -> Serving | None:
    """Work out the machines that answer: how many, what they cost and draw."""
    chip = work.accelerator("compute.serving_accelerator")
    hours = work.need(HOURS)
    if chip is None or hours is None:
        return None
    found = _count(work, chip)
    count = work.need(COUNT)
    if count is None:
        return found
    if COUNT in work.counted:
        count = work.counted[COUNT]
    _cost(work, chip, hours, count)
    _energy(work, chip, hours, count)
    return found


# ---------------------------------------------------------------- how many


def _count(work: Work, chip: Accelerator) -> Serving | None:
    """Work out the accelerators that the load needs, and take them where nobody said how many."""
    size = size_of_model(work, work.preset(), architecture_of(work, work.preset()))
    if work.answers.state(COUNT) is State.NOT_RELEVANT:
        return None
    if size is None:
        work.note(UNKNOWN_SIZE)
        _assume(work, np.ones(1), "", ASSUME_ONE)
        return None
    wish = _wish(work, size)
    if wish is None:
        _assume(work, np.ones(1), "", ASSUME_ONE)
        return None
    choice = best_copy(wish, chip, work.reference.speed)
    rows = which_fit(wish, work.reference.accelerators.values(), work.reference.speed)
    if choice is None:
        work.problem(DOES_NOT_FIT, about="compute.serving_accelerator", name=chip.name)
        return None
    _memory(work, size, choice)
    _speed(work, size, choice, chip)
    _machines(work, choice)
    return Serving(choice=choice, rows=rows)


def _wish(work: Work, size: ModelSize) -> Wish | None:
    tokens = [work.input(one) for one in TOKENS]
    into, out = tokens
    if into is None or out is None:
        for one in TOKENS:
            work.need(one)
        return None
    cases = cases_a_month(work) if load_is_known(work) else None
    known = cases is not None and peak_calls(work, cases)
    peak = work.result("compute.peak_calls_per_s").value if known else None

    likely = Calls(
        input_tokens=max(1.0, into.value.likely), output_tokens=max(1.0, out.value.likely) if size.writes else 1.0,
        service_speed=SERVICE_SPEED.likely, peak_calls_per_s=None if peak is None else peak.likely / LOAD_SHARE.likely,
    )  # fmt: skip
    hard = Calls(
        input_tokens=_between(likely.input_tokens, into.value.high),
        output_tokens=_between(likely.output_tokens, out.value.high) if size.writes else 1.0,
        service_speed=_between(SERVICE_SPEED.likely, SERVICE_SPEED.low),
        peak_calls_per_s=None if peak is None else _between(peak.likely, peak.high) / LOAD_SHARE.likely,
    )  # fmt: skip
    return Wish(
        parameters=size.parameters, active_parameters=size.active_parameters, shape=size.shape, writes=size.writes,
        weight_bits=bits_of(work).value.likely, likely=likely, hard=hard,
        longest_tokens=max(1.0, into.value.high) + max(1.0, out.value.high),
        first_token_s=work.number("compute.target_first_token_s") or 86400.0,
        tokens_per_s=work.number("compute.target_tokens_per_s") or 0.001,
    )  # fmt: skip


def _between(likely: float, end: float) -> float:
    """Return what lies half way to an end, on a scale of factors: all ends at once are too rare to plan for."""
    return math.sqrt(max(likely, 0.0) * max(end, likely * 1e-3, 0.0))


def bits_of(work: Work) -> Input:
    """Return the bits of a weight: as answered, else 16."""
    said = work.answers.value("compute.serving_bits")
    return Input(
        name="bits", label=work.fields["compute.serving_bits"].label, value=Range.exactly(float(said or 16)),
        unit="bits", origin=Origin.ANSWER if said else Origin.ASSUMPTION,
        source="" if said else "16 bit, as most models are published", field_id="compute.serving_bits",
    )  # fmt: skip


# ---------------------------------------------------------------- memory


def _memory(work: Work, size: ModelSize, choice: Choice) -> None:
    copy = choice.copy
    _exact(
        work, "compute.weights_gb", gettext_noop("Memory of the weights"), copy.weight_gb, "GB",
        "all_parameters × bits / 8 / 1e9", (*size.of("all_parameters"), bits_of(work)),
    )  # fmt: skip
    if size.writes:
        into, out = _tokens(work, size)
        work.add(
            "compute.kv_gb", gettext_noop("Memory of one text in flight"), copy.kv_gb_per_token * (into + out), "GB",
            "2 × layers × kv_width × (tokens_in + tokens_out) × 2 / 1e9",
            (*size.of("layers", "kv_width"), *_token_inputs(work, size)),
            source="NVIDIA 2023, Mastering LLM Techniques: Inference Optimization",
            note=gettext_noop("Keys and values of all that was read and written so far, at 16 bit."),
        )  # fmt: skip
    reason = choice.reason
    _exact(
        work, "compute.copy_accelerators", gettext_noop("Accelerators for one copy of the model"),
        copy.accelerator_count, "GPUs", "copy_accelerators", (_copy_input(work, choice),),
        note=reason, note_params=choice.params,
    )  # fmt: skip
    if reason == TOO_SLOW:
        work.note(TOO_SLOW, count=copy.accelerator_count)


def _copy_input(work: Work, choice: Choice) -> Input:
    copy = choice.copy
    return Input(
        name="copy_accelerators", label=gettext_noop("Of 1, 2, 4, … 64: what fits, is fast enough, takes the fewest"),
        value=Range.exactly(copy.accelerator_count), unit="GPUs", field_id="compute.serving_accelerator",
        source=f"{copy.accelerator.name}: {copy.accelerator.source}", source_date=copy.accelerator.date_checked,
    )  # fmt: skip


def _tokens(work: Work, size: ModelSize) -> tuple[Draw, Draw]:
    """Return draws of the tokens of a call, at least one each; a model that does not write answers with one."""
    into, out = (work.draw(one) for one in TOKENS)
    one = np.ones(work.draws.count)
    return (one if into is None else np.maximum(into, 1.0),
            one if out is None or not size.writes else np.maximum(out, 1.0))  # fmt: skip


def _token_inputs(work: Work, size: ModelSize) -> tuple[Input, ...]:
    into, out = (work.inputs[one] for one in TOKENS)
    return (_at_least_one(into, "tokens_in"), _at_least_one(out, "tokens_out")) if size.writes else (
        _at_least_one(into, "tokens_in"),
        Input(name="tokens_out", label=gettext_noop("Tokens out: it answers all at once"), value=Range.exactly(1),
              unit="tokens", source="The kind of model: an encoder", field_id="compute.model_family"),
    )  # fmt: skip


def _at_least_one(one: Input, name: str) -> Input:
    value = Range(low=max(1.0, one.value.low), likely=max(1.0, one.value.likely), high=max(1.0, one.value.high))
    return replace(one, name=name, value=value)


# ---------------------------------------------------------------- speed


def _speed(work: Work, size: ModelSize, choice: Choice, chip: Accelerator) -> None:
    copy = choice.copy
    into, out = _tokens(work, size)
    tokens = _token_inputs(work, size)
    service = work.draws.of("compute.service_speed", SERVICE_SPEED)
    shared = _Shared(work, size, choice, chip)
    reading = copy.reading_s(into)
    work.add(
        "compute.reading_s", gettext_noop("Reading one text"), reading, "s",
        "tokens_in × (2 × active_parameters + 2 × layers × width × tokens_in)"
        " / (copy_accelerators × peak_flop_per_s × compute_share)" + shared.link_formula("tokens_in"),
        (tokens[0], *size.of("active_parameters", "layers", "width"), work.result("compute.copy_accelerators"),
         shared.peak, shared.share("compute_share"), *shared.link),
        source="PaLM, appendix B: 2 FLOP for a parameter and token, and attention",
        note=gettext_noop("Bound by reckoning. A tuned engine; a service is slower by the factor below."),
    )  # fmt: skip
    _exact(
        work, "compute.base_step_s", gettext_noop("Reading all weights once"), copy.base_step_s, "s",
        "weights_gb / (copy_accelerators × bandwidth_gb_per_s × bandwidth_share) + start_s",
        (work.result("compute.weights_gb"), work.result("compute.copy_accelerators"), shared.bandwidth,
         shared.share("bandwidth_share"), shared.start),
        note=gettext_noop("Each step does this once, however many texts get one word further by it."),
    )  # fmt: skip
    text_step = copy.text_step_s(into + out / 2)
    reckoning = "2 × active_parameters / (copy_accelerators × peak_flop_per_s × compute_share)" + shared.link_formula(
        "1"
    )
    inputs = (*size.of("active_parameters"), work.result("compute.copy_accelerators"), shared.peak,
              shared.share("compute_share"), *shared.link)  # fmt: skip
    cache = ""
    if size.writes:
        cache = (
            "kv_gb × (tokens_in + tokens_out / 2) / (tokens_in + tokens_out)"
            " / (copy_accelerators × bandwidth_gb_per_s × bandwidth_share) + "
        )
        inputs = (work.result("compute.kv_gb"), *tokens, shared.bandwidth, shared.share("bandwidth_share"), *inputs)
    work.add(
        "compute.text_step_s", gettext_noop("What each text adds to a step"), text_step, "s", cache + reckoning, inputs,
        source="Pope et al. 2022, Efficiently Scaling Transformer Inference, section 2",
    )  # fmt: skip
    texts = _texts(work, size, choice, service, reading, text_step)
    _seen(work, choice, into, out, texts, service, reading, text_step, tokens)


class _Shared:
    """Inputs that several formulas of speed share."""

    def __init__(self, work: Work, size: ModelSize, choice: Choice, chip: Accelerator) -> None:
        self.model, copy = work.reference.speed, choice.copy
        name = "compute.serving_accelerator"
        label = gettext_noop("Dense peak of the accelerator at these bits")
        peak = copy.flop_per_s / copy.accelerator_count / self.model.compute_share
        self.peak = work.name_input(name, "peak_flop_per_s", label, peak, "FLOP/s", chip)
        label = gettext_noop("Memory that it reads in a second")
        self.bandwidth = work.name_input(
            name, "bandwidth_gb_per_s", label, chip.memory_bandwidth_gb_per_s, "GB/s", chip
        )
        more = gettext_noop("What a step takes whatever it does")
        self.start = self._learnt("start_s", more, copy.start_s, "s")
        self.link: tuple[Input, ...] = ()
        if copy.accelerator_count > 1:
            label = gettext_noop("Exchange between the accelerators, each token")
            self.link = (self._learnt("link_s", label, copy.link_s_per_token, "s/token"),)

    def link_formula(self, tokens: str) -> str:
        """Return the term of the exchange; empty on one accelerator."""
        return f" + {tokens} × link_s" if self.link else ""

    def share(self, name: str) -> Input:
        """Return a share that was learnt."""
        label = {
            "compute_share": gettext_noop("Share of the peak that engines reach"),
            "bandwidth_share": gettext_noop("Share of the bandwidth that engines reach"),
        }[name]
        return self._learnt(name, label, getattr(self.model, name), "ratio")

    def _learnt(self, name: str, label: str, value: float, unit: str) -> Input:
        return Input(
            name=name, label=label, value=Range.exactly(value), unit=unit, source=self.model.source,
            source_date=self.model.date,
        )  # fmt: skip


def _service_input() -> Input:
    return Input(
        name="service_speed", label=gettext_noop("Speed of a running service / speed of a tuned engine"),
        value=SERVICE_SPEED, unit="ratio", origin=Origin.REFERENCE, source=SERVICE_SPEED_SOURCE,
    )  # fmt: skip


def _texts(work: Work, size: ModelSize, choice: Choice, service: Draw, reading: Draw, text_step: Draw) -> Draw:
    """Work out how many texts are answered at a time: what memory holds, and what leaves each user the speed."""
    copy, most = choice.copy, float(MOST_TEXTS)
    if not size.writes:
        _exact(work, "compute.texts", gettext_noop("Texts at a time, one copy"), most, "texts", "most_texts",
               (_most_input(),))  # fmt: skip
        return np.full(work.draws.count, most)
    into, out = _tokens(work, size)
    target = work.draw("compute.target_tokens_per_s")
    limits = [copy.texts_that_fit(into + out)]
    parts, inputs = ["(usable_gb − weights_gb) / kv_gb"], [_usable_input(choice)]
    inputs += [work.result("compute.weights_gb"), work.result("compute.kv_gb")]
    if target is not None:
        limits.append((out * service / target - out * copy.base_step_s) / (out * text_step + reading))
        parts.append(
            "(tokens_out × service_speed / target_tokens_per_s − tokens_out × base_step_s)"
            " / (tokens_out × text_step_s + reading_s)"
        )
        inputs += [_token_inputs(work, size)[1], _service_input(), *work.of("compute.target_tokens_per_s")]
        inputs += [work.result(f"compute.{one}") for one in ("base_step_s", "text_step_s", "reading_s")]
    limits.append(np.asarray(most))
    texts: Draw = np.maximum(1.0, np.floor(np.minimum.reduce(np.broadcast_arrays(*limits))))
    work.add(
        "compute.texts", gettext_noop("Texts at a time, one copy"), texts, "texts",
        f"max(1, floor(min({', '.join(parts)}, most_texts)))", (*inputs, _most_input()),
        note=gettext_noop("The fewest of what memory holds, what leaves each user the speed, what an engine takes."),
    )  # fmt: skip
    return texts


def _most_input() -> Input:
    return Input(
        name="most_texts", label=gettext_noop("Texts at a time that an engine takes"), value=Range.exactly(MOST_TEXTS),
        unit="texts", source="Default of vLLM (max_num_seqs), recalled",
    )  # fmt: skip


def _usable_input(choice: Choice) -> Input:
    copy = choice.copy
    return Input(
        name="usable_gb", label=gettext_noop("Memory that the engine may use, all accelerators of a copy"),
        value=Range.exactly(copy.usable_gb), unit="GB", field_id="compute.serving_accelerator",
        source=(
            f"{copy.accelerator_count} × {copy.accelerator.memory_gb:g} GB × {USABLE_SHARE:g}, the default of vLLM"
            f" (gpu_memory_utilization, recalled); {copy.accelerator.source}"
        ),
        source_date=copy.accelerator.date_checked,
    )  # fmt: skip


def _seen(
    work: Work, choice: Choice, into: Draw, out: Draw, texts: Draw, service: Draw, reading: Draw, text_step: Draw,
    tokens: tuple[Input, ...],
) -> None:  # fmt: skip
    """Work out what a user sees, and what a copy answers in a second."""
    copy = choice.copy
    step = copy.base_step_s + texts * text_step
    whole = texts * reading + out * step
    parts = tuple(work.result(f"compute.{one}") for one in ("texts", "reading_s", "base_step_s", "text_step_s"))
    work.add(
        "compute.first_token_s", gettext_noop("Time to the first word"), (reading + step) / service, "s",
        "(reading_s + base_step_s + texts × text_step_s) / service_speed", (*parts, _service_input()),
        note=gettext_noop("In the busiest hour, for a text that need not wait for another one to be read."),
    )  # fmt: skip
    if copy.writes:
        work.add(
            "compute.user_tokens_per_s", gettext_noop("Speed that each user sees"), service * out / whole, "tokens/s",
            "service_speed × tokens_out / (texts × reading_s + tokens_out × (base_step_s + texts × text_step_s))",
            (_service_input(), tokens[1], *parts),
            note=gettext_noop("In the busiest hour; alone on the machine it is faster."),
        )  # fmt: skip
    measured = work.draw("compute.measured_tokens_per_s") if copy.writes else None
    if measured is not None:
        drawn, formula = measured / out, "measured_tokens_per_s / tokens_out"
        inputs: tuple[Input, ...] = (*work.of("compute.measured_tokens_per_s"), tokens[1])
    else:
        drawn = service * texts / whole
        formula = "service_speed × texts / (texts × reading_s + tokens_out × (base_step_s + texts × text_step_s))"
        inputs = (_service_input(), tokens[1], *parts)
    work.add(
        "compute.calls_per_s", gettext_noop("Calls that one copy answers"), drawn, "calls/s", formula, inputs,
        source="Pope et al. 2022, Efficiently Scaling Transformer Inference, section 2",
    )  # fmt: skip


# ---------------------------------------------------------------- machines


def _machines(work: Work, choice: Choice) -> None:
    cases = cases_a_month(work)
    known = "compute.peak_calls_per_s" in work.drawn
    per_copy = float(choice.copy.accelerator_count)
    spare = 1.0 if work.answers.value("compute.serving_spare") == "yes" else 0.0
    if cases is None or not known:
        work.note(UNKNOWN_LOAD)
        _assume(work, np.full(1, per_copy * (1 + spare)), "compute.copy_accelerators", "One copy of the model")
        return
    share = work.draws.of("compute.load_share", LOAD_SHARE)
    copies = np.maximum(
        1.0, np.ceil(work.drawn["compute.peak_calls_per_s"] / (work.drawn["compute.calls_per_s"] * share))
    )
    load = Input(
        name="load_share", label=gettext_noop("Share of the capacity that the busiest hour may use"), value=LOAD_SHARE,
        unit="ratio", origin=Origin.ASSUMPTION, source=LOAD_SHARE_SOURCE, source_date="2026-11-24",
    )  # fmt: skip
    work.add(
        "compute.copies", gettext_noop("Copies of the model for the busiest hour"), copies, "copies",
        "max(1, ceil(peak_calls_per_s / (calls_per_s × load_share)))",
        (work.result("compute.peak_calls_per_s"), work.result("compute.calls_per_s"), load),
    )  # fmt: skip
    spares = Input(
        name="spare_copies", label=work.fields["compute.serving_spare"].label, value=Range.exactly(spare),
        unit="copies", origin=Origin.ANSWER if work.answers.value("compute.serving_spare") else Origin.ASSUMPTION,
        source="" if work.answers.value("compute.serving_spare") else "None, unless you ask for one",
        field_id="compute.serving_spare",
    )  # fmt: skip
    machines = (copies + spare) * per_copy
    work.add(
        "compute.machines", gettext_noop("Accelerators that the load needs"), machines, "GPUs",
        "(copies + spare_copies) × copy_accelerators",
        (work.result("compute.copies"), spares, work.result("compute.copy_accelerators")),
        note=gettext_noop("Counted for the busiest hour of today's load. Growth adds more later."),
    )  # fmt: skip
    _assume(work, machines, "compute.machines", "Worked out from model, load and speed")
    said = work.number(COUNT)
    needed = work.result("compute.machines").value
    if said is not None and COUNT not in work.counted and said < needed.likely:
        work.note(TOO_FEW, said=f"{said:,.0f}", needed=f"{needed.likely:,.0f}")
    _use(work, cases, per_copy)


def _assume(work: Work, machines: Draw, figure_id: str, source: str) -> None:
    """Take a number of machines where nobody said how many."""
    one = work.fields[COUNT]
    if work.input(COUNT) is not None:
        return
    drawn = np.broadcast_to(machines, (work.draws.count,))
    work.inputs[COUNT] = Input(
        name=COUNT.rpartition(".")[2], label=one.label, value=summarise(drawn), unit=one.unit,
        origin=Origin.ASSUMPTION, source=source, source_date=work.reference.speed.date, field_id=COUNT,
        figure_id=figure_id,
    )  # fmt: skip
    work.counted[COUNT] = drawn


def _use(work: Work, cases: Cases, per_copy: float) -> None:
    """Work out how busy the machines are, over all the hours that they are on."""
    calls, hours, count = calls_of_a_case(work), work.draw(HOURS), work.draw(COUNT)
    if calls is None or hours is None or count is None:
        return
    count = work.counted.get(COUNT, count)
    capacity = work.drawn["compute.calls_per_s"] * SECONDS_PER_HOUR * np.maximum(hours, 1e-9) * count / per_copy
    work.add(
        "compute.serving_use", gettext_noop("How busy the machines are, all hours together"),
        100 * np.minimum(1.0, cases.drawn * calls / capacity), "%",
        f"100 × min(1, {cases.formula} × api_calls_per_case × api_retry_factor / (calls_per_s × 3600 ×"
        " serving_hours_per_month × serving_accelerator_count / copy_accelerators))",
        (*cases.inputs, *work.of(*CALLS), work.result("compute.calls_per_s"), *work.of(HOURS, COUNT),
         work.result("compute.copy_accelerators")),
        note=gettext_noop("Low is normal: machines are counted for the busiest hour and wait in the others."),
    )  # fmt: skip
    load = work.number("compute.load_hours_per_month")
    on = work.number(HOURS)
    if load is not None and on is not None and on < load:
        work.note(FEWER_HOURS, on=f"{on:,.0f}", load=f"{load:,.0f}")


def _exact(
    work: Work, id_: str, label: str, value: float, unit: str, formula: str, inputs: tuple[Input, ...], *,
    note: str = "", note_params: object = None,
) -> None:  # fmt: skip
    """Keep a figure without width."""
    drawn = np.broadcast_to(np.float64(value), (work.draws.count,))
    if isinstance(note_params, dict) and note:
        note = note % note_params
    work.add(id_, label, drawn, unit, formula, inputs, note=note, value=Range.exactly(value))


# ---------------------------------------------------------------- money and power


def _cost(work: Work, chip: Accelerator, hours: Draw, count: Draw) -> None:
    ids = (HOURS, COUNT)
    price = rent(work, "compute.serving_price_per_gpu_hour", chip)
    if price is None:
        return
    work.add(
        "compute.serving", gettext_noop("Machines that answer, a month"), serving_cost(hours, count, price),
        "money/month", "serving_hours_per_month × serving_accelerator_count × serving_price_per_gpu_hour",
        work.of(*ids, "compute.serving_price_per_gpu_hour"),
        note=gettext_noop("A machine that waits costs as much as one that answers."),
    )  # fmt: skip
    cases = cases_a_month(work) if load_is_known(work) else None
    if cases is None or not np.all(cases.drawn > 0):
        return
    work.add(
        "compute.serving_per_1000", gettext_noop("Machines that answer, for 1,000 cases"),
        1000 * work.drawn["compute.serving"] / cases.drawn, "money", f"1000 × serving / ({cases.formula})",
        (work.result("compute.serving"), *cases.inputs),
        note=gettext_noop("To be held against calls of a hosted model."),
    )  # fmt: skip


def _energy(work: Work, chip: Accelerator, hours: Draw, count: Draw) -> None:
    if chip.power_w is None:
        work.note(NO_POWER, about="energy", name=chip.name)
        return
    work.add(
        "compute.serving_energy", gettext_noop("Energy of answering, a year"),
        energy_of(work, hours * count * MONTHS_PER_YEAR, chip.power_w), "kWh/year",
        "12 × serving_hours_per_month × serving_accelerator_count × power_w / 1000 × power_share / 100 × pue",
        (*work.of(HOURS, COUNT), *power_inputs(work, "compute.serving_accelerator", chip, chip.power_w)),
        note=gettext_noop("As if the machines were busy while they are on; idle ones draw a third to a half of it."),
    )  # fmt: skip
    carbon = carbon_input(work)
    work.add(
        "compute.serving_carbon", gettext_noop("Carbon of answering, a year"),
        carbon_kg(work.drawn["compute.serving_energy"], carbon.value.likely), "kg CO₂e/year",
        "serving_energy × co2e_kg_per_kwh", (work.result("compute.serving_energy"), carbon),
    )  # fmt: skip
