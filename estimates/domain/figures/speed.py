"""Figures of one copy of the model: its memory, and how fast it answers."""

from dataclasses import dataclass, replace

import numpy as np

from estimates.domain.figures.model_size import ModelSize
from estimates.domain.figures.work import Work
from estimates.domain.formulas.copies import Choice
from estimates.domain.formulas.memory import USABLE_SHARE
from estimates.domain.formulas.serving import MOST_TEXTS
from projects.domain.draws import Draw
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

TOKENS = ("compute.api_input_tokens_per_case", "compute.api_output_tokens_per_case")
SERVICE_SPEED = Range(low=0.45, likely=0.85, high=1.1)
SERVICE_SPEED_SOURCE = (
    "Engines compared with the fit (serving_runs.csv): NVIDIA NIM of 2025 reaches 0.92 to 1.07, vLLM of 2023 a third; "
    "vLLM 0.6 of 2024 was 1.8 to 2.7 times as fast as the version before (its blog). The range is ours"
)
POPE = "Pope et al. 2022, Efficiently Scaling Transformer Inference, section 2"


def bits_of(work: Work) -> Input:
    """Return the bits of a weight: as answered, else 16."""
    said = work.answers.value("compute.serving_bits")
    return Input(
        name="bits", label=work.fields["compute.serving_bits"].label, value=Range.exactly(float(said or 16)),
        unit="bits", origin=Origin.ANSWER if said else Origin.ASSUMPTION,
        source="" if said else "16 bit, as most models are published", field_id="compute.serving_bits",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """The tokens of a call, at least one each way; a model that does not write answers with one."""

    into: Draw
    out: Draw
    into_input: Input
    out_input: Input

    @property
    def inputs(self) -> tuple[Input, Input]:
        """Both, as inputs of a formula."""
        return self.into_input, self.out_input


def tokens_of(work: Work, size: ModelSize) -> Tokens | None:
    """Return the tokens of a call; None, with a note of what is missing, where nobody knows them."""
    into, out = (work.need(one) for one in TOKENS)
    if into is None or out is None:
        return None
    read, written = (work.inputs[one] for one in TOKENS)
    if size.writes:
        return Tokens(
            into=np.maximum(into, 1.0), out=np.maximum(out, 1.0), into_input=_at_least_one(read, "tokens_in"),
            out_input=_at_least_one(written, "tokens_out"),
        )  # fmt: skip
    at_once = Input(
        name="tokens_out", label=gettext_noop("Tokens out: it answers all at once"), value=Range.exactly(1),
        unit="tokens", source="The kind of model: an encoder", field_id="compute.model_family",
    )  # fmt: skip
    return Tokens(
        into=np.maximum(into, 1.0), out=np.ones(work.draws.count), into_input=_at_least_one(read, "tokens_in"),
        out_input=at_once,
    )  # fmt: skip


def _at_least_one(one: Input, name: str) -> Input:
    value = Range(low=max(1.0, one.value.low), likely=max(1.0, one.value.likely), high=max(1.0, one.value.high))
    return replace(one, name=name, value=value)


def work_out_copy(work: Work, size: ModelSize, choice: Choice, tokens: Tokens) -> None:
    """Work out the memory and the speed of one copy, up to the calls that it answers in a second."""
    _CopyFigures(work, size, choice, tokens).work_out()


class _CopyFigures:
    """Works out the figures of one copy one after another; what they share is read once."""

    def __init__(self, work: Work, size: ModelSize, choice: Choice, tokens: Tokens) -> None:
        self.work, self.size, self.choice, self.tokens = work, size, choice, tokens
        self.copy, self.speed = choice.copy, work.reference.speed
        self.chip = choice.copy.accelerator
        self.service = work.draws.of("compute.service_speed", SERVICE_SPEED)
        self.service_input = Input(
            name="service_speed", label=gettext_noop("Speed of a running service / speed of a tuned engine"),
            value=SERVICE_SPEED, unit="ratio", origin=Origin.ASSUMPTION, source=SERVICE_SPEED_SOURCE,
            source_date=self.speed.date,
        )  # fmt: skip

    def work_out(self) -> None:
        self._memory()
        reading, text_step = self._reading(), self._steps()
        texts = self._texts(reading, text_step)
        self._seen(texts, reading, text_step)

    # ------------------------------------------------------------ memory

    def _memory(self) -> None:
        work, copy, tokens = self.work, self.copy, self.tokens
        self._exact(
            "weights_gb", gettext_noop("Memory of the weights"), copy.weight_gb, "GB",
            "all_parameters × bits / 8 / 1e9", (*self.size.of("all_parameters"), bits_of(work)),
        )  # fmt: skip
        if self.size.writes:
            work.add(
                "compute.kv_gb", gettext_noop("Memory of one text in flight"),
                copy.kv_gb_per_token * (tokens.into + tokens.out), "GB",
                "2 × layers × kv_width × (tokens_in + tokens_out) × 2 / 1e9",
                (*self.size.of("layers", "kv_width"), *tokens.inputs), step=True,
                source="NVIDIA 2023, Mastering LLM Techniques: Inference Optimization",
                note=gettext_noop("Keys and values of everything read and written so far, at 16 bit."),
            )  # fmt: skip
        self._exact(
            "copy_accelerators", gettext_noop("Accelerators for one copy of the model"), copy.accelerator_count, "GPUs",
            "fewest_accelerators", (self._fewest_input(),),
            note=gettext_noop("Layers are split evenly, so 1, 2, 4 and so on are tried."),
        )  # fmt: skip
        work.note(self.choice.reason, about="compute.copy_accelerators", **self.choice.params)

    def _fewest_input(self) -> Input:
        return Input(
            name="fewest_accelerators", value=Range.exactly(self.copy.accelerator_count), unit="GPUs",
            label=gettext_noop("Fits, is fast enough, and needs the fewest for the load"),
            field_id="compute.serving_accelerator", source=f"{self.chip.name}: {self.chip.source}",
            source_date=self.chip.date_checked,
        )  # fmt: skip

    # ------------------------------------------------------------ speed

    def _reading(self) -> Draw:
        reading = self.copy.reading_s(self.tokens.into)
        self.work.add(
            "compute.reading_s", gettext_noop("Reading one text"), reading, "s",
            "tokens_in × (2 × active_parameters + 2 × layers × width × tokens_in)"
            f" / (copy_accelerators × peak_flop_per_s × compute_share){self._link('tokens_in')}",
            (self.tokens.into_input, *self.size.of("active_parameters", "layers", "width"), *self._reckoning),
            source="Chowdhery et al. 2022, PaLM, appendix B: 2 FLOP a parameter and token, and attention", step=True,
            note=gettext_noop("Limited by computing power. For a tuned engine; losses in a running service are "
                "included below."),
        )  # fmt: skip
        return reading

    def _steps(self) -> Draw:
        work, tokens = self.work, self.tokens
        read = (work.result("compute.copy_accelerators"), *self._bandwidth)
        self._exact(
            "base_step_s", gettext_noop("Reading all weights once"), self.copy.base_step_s, "s",
            "weights_gb / (copy_accelerators × bandwidth_gb_per_s × bandwidth_share) + start_s",
            (work.result("compute.weights_gb"), *read, self._start),
            note=gettext_noop("Each step does this once, however many texts gain a token from it."),
        )  # fmt: skip
        drawn = self.copy.text_step_s(tokens.into + tokens.out / 2)
        link = self._link("1")
        formula = f"2 × active_parameters / (copy_accelerators × peak_flop_per_s × compute_share){link}"
        inputs = (*self.size.of("active_parameters"), *self._reckoning)
        if self.size.writes:
            formula = (
                "kv_gb × (tokens_in + tokens_out / 2) / (tokens_in + tokens_out)"
                f" / (copy_accelerators × bandwidth_gb_per_s × bandwidth_share) + {formula}"
            )
            inputs = (work.result("compute.kv_gb"), *tokens.inputs, *self._bandwidth, *inputs)
        work.add(
            "compute.text_step_s", gettext_noop("Time each text adds to a step"), drawn, "s", formula, inputs,
            source=POPE, step=True,
        )  # fmt: skip
        return drawn

    def _texts(self, reading: Draw, text_step: Draw) -> Draw:
        """Work out how many texts are answered at a time: what memory holds, and what leaves each user the speed."""
        work, copy, tokens, most = self.work, self.copy, self.tokens, float(MOST_TEXTS)
        label = gettext_noop("Texts at a time, one copy")
        if not self.size.writes:
            self._exact("texts", label, most, "texts", "most_texts", (self._most_input(),))
            return np.full(work.draws.count, most)
        texts = np.minimum(copy.texts_that_fit(tokens.into + tokens.out), most)
        parts, inputs = ["(usable_gb − weights_gb) / kv_gb"], [self._usable_input()]
        inputs += [work.result("compute.weights_gb"), work.result("compute.kv_gb")]
        target = work.draw("compute.target_tokens_per_s")
        if target is not None:
            left = tokens.out * (self.service / target - copy.base_step_s)
            texts = np.minimum(texts, left / (tokens.out * text_step + reading))
            parts.append(
                "tokens_out × (service_speed / target_tokens_per_s − base_step_s)"
                " / (tokens_out × text_step_s + reading_s)"
            )
            inputs += [tokens.out_input, self.service_input, *work.of("compute.target_tokens_per_s")]
            inputs += [work.result(f"compute.{one}") for one in ("base_step_s", "text_step_s", "reading_s")]
        whole: Draw = np.maximum(np.floor(texts), 1.0)
        work.add(
            "compute.texts", label, whole, "texts", f"max(1, floor(min({', '.join(parts)}, most_texts)))",
            (*inputs, self._most_input()), step=True,
            note=gettext_noop("The smallest of three limits: memory, speed per user, and what an engine allows."),
        )  # fmt: skip
        return whole

    def _seen(self, texts: Draw, reading: Draw, text_step: Draw) -> None:
        """Work out what a user sees, and what a copy answers in a second."""
        work, tokens = self.work, self.tokens
        step = self.copy.base_step_s + texts * text_step
        parts = tuple(work.result(f"compute.{one}") for one in ("texts", "reading_s", "base_step_s", "text_step_s"))
        work.add(
            "compute.first_token_s", gettext_noop("Time to the first word"), (reading + step) / self.service, "s",
            "(reading_s + base_step_s + texts × text_step_s) / service_speed", (*parts, self.service_input), step=True,
            note=gettext_noop("In the busiest hour, for a text that does not have to wait while another one is read."),
        )  # fmt: skip
        each = self.service / (texts * reading + tokens.out * step)
        whole = "(texts × reading_s + tokens_out × (base_step_s + texts × text_step_s))"
        if self.size.writes:
            work.add(
                "compute.user_tokens_per_s", gettext_noop("Speed per user"), tokens.out * each,
                "tokens/second", f"service_speed × tokens_out / {whole}",
                (self.service_input, tokens.out_input, *parts), step=True,
                note=gettext_noop("In the busiest hour; a single user would see more."),
            )  # fmt: skip
        label = gettext_noop("Calls one copy can answer")
        measured = work.draw("compute.measured_tokens_per_s") if self.size.writes else None
        if measured is None:
            work.add(
                "compute.calls_per_s", label, texts * each, "calls/second", f"service_speed × texts / {whole}",
                (self.service_input, tokens.out_input, *parts), source=POPE, step=True,
            )  # fmt: skip
        else:
            work.add(
                "compute.calls_per_s", label, measured / tokens.out, "calls/second",
                "measured_tokens_per_s / tokens_out",
                (*work.of("compute.measured_tokens_per_s"), tokens.out_input), step=True,
                note=gettext_noop("Your measurement takes precedence over the chip's data sheet."),
            )  # fmt: skip

    # ------------------------------------------------------------ inputs

    @property
    def _reckoning(self) -> tuple[Input, ...]:
        peak = self.copy.flop_per_s / self.copy.accelerator_count / self.speed.compute_share
        return (
            self.work.result("compute.copy_accelerators"),
            self._of_chip("peak_flop_per_s", gettext_noop("Dense peak of the chip at these bits"), peak, "FLOP/s"),
            self._learnt("compute_share", gettext_noop("Share of peak that engines reach"),
                         self.speed.compute_share, "ratio"),
            *((self._learnt("link_s", gettext_noop("Exchange between the accelerators, per token"),
                            self.copy.link_s_per_token, "s/token"),) if self._link("1") else ()),
        )  # fmt: skip

    @property
    def _bandwidth(self) -> tuple[Input, Input]:
        return (
            self._of_chip("bandwidth_gb_per_s", gettext_noop("Memory bandwidth"),
                          self.chip.memory_bandwidth_gb_per_s, "GB/s"),
            self._learnt("bandwidth_share", gettext_noop("Share of bandwidth that engines reach"),
                         self.speed.bandwidth_share, "ratio"),
        )  # fmt: skip

    @property
    def _start(self) -> Input:
        return self._learnt("start_s", gettext_noop("Fixed time per step"), self.copy.start_s, "s")

    def _link(self, tokens: str) -> str:
        """Return the term of the exchange between accelerators; empty on one."""
        return f" + {tokens} × link_s" if self.copy.accelerator_count > 1 else ""

    def _of_chip(self, name: str, label: str, value: float, unit: str) -> Input:
        return self.work.name_input("compute.serving_accelerator", name, label, value, unit, self.chip)

    def _learnt(self, name: str, label: str, value: float, unit: str) -> Input:
        return Input(
            name=name, label=label, value=Range.exactly(value), unit=unit, source=self.speed.source,
            source_date=self.speed.date,
        )  # fmt: skip

    def _most_input(self) -> Input:
        return Input(
            name="most_texts", label=gettext_noop("Texts at a time an engine can handle"),
            value=Range.exactly(MOST_TEXTS), unit="texts", source="Default of vLLM (max_num_seqs), from memory, not "
                "looked up",
        )  # fmt: skip

    def _usable_input(self) -> Input:
        count, memory = self.copy.accelerator_count, self.chip.memory_gb
        return Input(
            name="usable_gb", label=gettext_noop("Memory the engine may use, all accelerators of one copy"),
            value=Range.exactly(self.copy.usable_gb), unit="GB", field_id="compute.serving_accelerator",
            source=f"{count} × {memory:g} GB × {USABLE_SHARE:g}, default of vLLM (gpu_memory_utilization), from memory",
            source_date=self.chip.date_checked,
        )  # fmt: skip

    def _exact(
        self, name: str, label: str, value: float, unit: str, formula: str, inputs: tuple[Input, ...], note: str = ""
    ) -> None:
        drawn = np.broadcast_to(np.float64(value), (self.work.draws.count,))
        self.work.add(
            f"compute.{name}", label, drawn, unit, formula, inputs, note=note, value=Range.exactly(value)
        )  # fmt: skip
