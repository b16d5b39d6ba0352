"""Figures of one copy of the model: its memory, and how fast it answers."""

from dataclasses import dataclass, replace

import numpy as np

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.model_size import ModelSize
from estimates.domain.figures.work import Work
from estimates.domain.formulas.copies import Choice
from estimates.domain.formulas.memory import USABLE_SHARE
from estimates.domain.formulas.serving import MOST_TEXTS
from projects.domain.book import Result, Term
from projects.domain.figures import Input, Origin, Rank
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given
from projects.domain.text import gettext_noop

TOKENS = ("compute.api_input_tokens_per_case", "compute.api_output_tokens_per_case")
SERVICE_SPEED = Range(low=0.45, likely=0.85, high=1.1)
SERVICE_SPEED_SOURCE = (
    "Engines compared with the fit (serving_runs.csv): NVIDIA NIM of 2025 reaches 0.92 to 1.07, vLLM of 2023 a third; "
    "vLLM 0.6 of 2024 was 1.8 to 2.7 times as fast as the version before (its blog). The range is ours"
)
POPE = "Pope et al. 2022, Efficiently Scaling Transformer Inference, section 2"


_AT_PEAK = "copy_accelerators × peak_flop_per_s × compute_share"
_READ_PER_S = "copy_accelerators × bandwidth_gb_per_s × bandwidth_share"
_CALL_S = "(texts × reading_s + tokens_out × (base_step_s + texts × text_step_s))"


def bits_of(work: Work) -> Fixed:
    """Return the bits of a weight: as answered, else 16."""
    said = work.answers.value("compute.serving_bits")
    return Fixed(
        Input(
            name="bits",
            label=work.fields["compute.serving_bits"].label,
            value=Range.exactly(float(said or 16)),
            unit="bits",
            origin=Origin.ANSWER if said else Origin.ASSUMPTION,
            source="" if said else "16 bit, as most models are published",
            field_id="compute.serving_bits",
        )
    )


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """The tokens of a call, at least one each way; a model that does not write answers with one."""

    into: Term
    """`tokens_in`."""
    out: Term
    """`tokens_out`."""
    longest: float
    """A long text with its answer."""


def tokens_of(work: Work, size: ModelSize) -> Tokens | None:
    """Return the tokens of a call; None, with a note of what is missing, where nobody knows them."""
    read = work.need_all(*TOKENS)
    if not read:
        return None
    into, out = read
    longest = max(1.0, into.input.value.high) + max(1.0, out.input.value.high)
    return Tokens(
        into=_at_least_one(into, "tokens_in"),
        out=_at_least_one(out, "tokens_out") if size.writes else _AT_ONCE,
        longest=longest,
    )


_AT_ONCE = Fixed(
    Input(
        name="tokens_out",
        label=gettext_noop("Tokens out: it answers all at once"),
        value=Range.exactly(1),
        unit="tokens",
        source="The kind of model: an encoder",
        field_id="compute.model_family",
    )
)


def _at_least_one(tokens: Given, name: str) -> Given:
    ends = tokens.input.value
    value = Range(low=max(1.0, ends.low), likely=max(1.0, ends.likely), high=max(1.0, ends.high))
    return Given(replace(tokens.input, name=name, value=value), np.maximum(tokens.draws, 1.0))


@dataclass(frozen=True, kw_only=True)
class CopySpeed:
    """What a copy takes, and what it answers."""

    accelerators: Result
    """[GPUs]."""
    calls: Result
    """[calls/second]."""


def work_out_copy(work: Work, size: ModelSize, choice: Choice, tokens: Tokens) -> CopySpeed:
    """Work out the memory and the speed of one copy, up to the calls that it answers in a second."""
    return _CopyFigures(work, size, choice, tokens).work_out()


@dataclass(frozen=True, kw_only=True)
class _Times:
    """The times of a copy [s]."""

    reading: Result
    base_step: Result
    text_step: Result


class _CopyFigures:
    """Works out the figures of one copy one after another; what they share is read once."""

    def __init__(self, work: Work, size: ModelSize, choice: Choice, tokens: Tokens) -> None:
        self.work, self.size, self.choice, self.tokens = work, size, choice, tokens
        self.book, self.copy, self.speed = work.book, choice.copy, work.reference.speed
        self.chip = choice.copy.accelerator
        self.service = work.drawn(
            "compute.service_speed",
            Input(
                name="service_speed",
                label=gettext_noop("Speed of a running service / speed of a tuned engine"),
                value=SERVICE_SPEED,
                unit="ratio",
                origin=Origin.ASSUMPTION,
                source=SERVICE_SPEED_SOURCE,
                source_date=self.speed.date,
            ),
        )

    def work_out(self) -> CopySpeed:
        weights, count = self._weights(), self._accelerators()
        text = self._text() if self.size.writes else None
        times = _Times(
            reading=self._reading(count),
            base_step=self._base_step(count, weights),
            text_step=self._text_step(count, text),
        )
        texts = self._texts(weights, text, times) if text else self._all_texts()
        self._seen(texts, times)
        return CopySpeed(accelerators=count, calls=self._calls(texts, times))

    # ------------------------------------------------------------ memory

    def _weights(self) -> Result:
        return self.book.figure(
            "compute.weights_gb",
            gettext_noop("Memory of the weights"),
            "GB",
            "all_parameters × bits / 8 / 1e9",
            *self.size.of("all_parameters"),
            bits_of(self.work),
            chapter=Chapter.MACHINES,
        )

    def _text(self) -> Result:
        return self.book.figure(
            "compute.kv_gb",
            gettext_noop("Memory of one text in flight"),
            "GB",
            "2 × layers × kv_width × (tokens_in + tokens_out) × 2 / 1e9",
            *self.size.of("layers", "kv_width"),
            self.tokens.into,
            self.tokens.out,
            chapter=Chapter.MACHINES,
            rank=Rank.STEP,
            source="NVIDIA 2023, Mastering LLM Techniques: Inference Optimization",
            note=gettext_noop("Keys and values of everything read and written so far, at 16 bit."),
        )

    def _accelerators(self) -> Result:
        fewest = Input(
            name="fewest_accelerators",
            value=Range.exactly(self.copy.accelerator_count),
            unit="GPUs",
            label=gettext_noop("Fits, is fast enough, and needs the fewest for the load"),
            field_id="compute.serving_accelerator",
            source=f"{self.chip.name}: {self.chip.source}",
            source_date=self.chip.date_checked,
        )
        self.work.note(self.choice.reason, about="compute.copy_accelerators", **self.choice.params)
        return self.book.figure(
            "compute.copy_accelerators",
            gettext_noop("Accelerators for one copy of the model"),
            "GPUs",
            "fewest_accelerators",
            Fixed(fewest),
            chapter=Chapter.MACHINES,
            rank=Rank.STEP,
            note=gettext_noop("Layers are split evenly, so 1, 2, 4 and so on are tried."),
        )

    # ------------------------------------------------------------ speed

    def _reading(self, count: Result) -> Result:
        return self.book.figure(
            "compute.reading_s",
            gettext_noop("Reading one text"),
            "s",
            f"tokens_in × (2 × active_parameters + 2 × layers × width × tokens_in) / ({_AT_PEAK})"
            f"{self._link('tokens_in')}",
            self.tokens.into,
            *self.size.of("active_parameters", "layers", "width"),
            count,
            *self._reckoning,
            source="Chowdhery et al. 2022, PaLM, appendix B: 2 FLOP a parameter and token, and attention",
            chapter=Chapter.SPEED,
            rank=Rank.STEP,
            note=gettext_noop(
                "Limited by computing power. For a tuned engine; losses in a running service are included below."
            ),
        )

    def _base_step(self, count: Result, weights: Result) -> Result:
        start = self._learnt("start_s", gettext_noop("Fixed time per step"), self.copy.start_s, "s")
        return self.book.figure(
            "compute.base_step_s",
            gettext_noop("Reading all weights once"),
            "s",
            f"weights_gb / ({_READ_PER_S}) + start_s",
            weights,
            count,
            *self._bandwidth,
            start,
            chapter=Chapter.SPEED,
            rank=Rank.STEP,
            note=gettext_noop("Each step does this once, however many texts gain a token from it."),
        )

    def _text_step(self, count: Result, text: Result | None) -> Result:
        formula = f"2 × active_parameters / ({_AT_PEAK}){self._link('1')}"
        terms: tuple[Term, ...] = (*self.size.of("active_parameters"), count, *self._reckoning)
        if text is not None:
            # Half of the answer stands there, on average over the answer.
            formula = f"kv_gb × (tokens_in + tokens_out / 2) / (tokens_in + tokens_out) / ({_READ_PER_S}) + {formula}"
            terms = (text, self.tokens.into, self.tokens.out, *self._bandwidth, *terms)
        return self.book.figure(
            "compute.text_step_s",
            gettext_noop("Time each text adds to a step"),
            "s",
            formula,
            *terms,
            source=POPE,
            chapter=Chapter.SPEED,
            rank=Rank.STEP,
        )

    def _texts(self, weights: Result, text: Result, times: _Times) -> Result:
        """Work out how many texts are answered at a time: what memory holds, and what leaves each user the speed."""
        limits, terms = ["(usable_gb − weights_gb) / kv_gb"], [self._usable, weights, text]
        target = self.work.term("compute.target_tokens_per_s")
        if target is not None:
            limits.append(
                "tokens_out × (service_speed / target_tokens_per_s − base_step_s)"
                " / (tokens_out × text_step_s + reading_s)"
            )
            terms += [self.tokens.out, self.service, target, times.base_step, times.text_step, times.reading]
        return self._texts_figure(f"max(1, floor(min({', '.join(limits)}, most_texts)))", *terms)

    def _all_texts(self) -> Result:
        return self._texts_figure("most_texts")

    def _texts_figure(self, formula: str, *terms: Term) -> Result:
        most = Input(
            name="most_texts",
            label=gettext_noop("Texts at a time an engine can handle"),
            value=Range.exactly(MOST_TEXTS),
            unit="texts",
            source="Default of vLLM (max_num_seqs), from memory, not looked up",
        )
        note = gettext_noop("The smallest of three limits: memory, speed per user, and what an engine allows.")
        return self.book.figure(
            "compute.texts",
            gettext_noop("Texts at a time, one copy"),
            "texts",
            formula,
            *terms,
            Fixed(most),
            note=note if terms else "",
            chapter=Chapter.SPEED,
            rank=Rank.STEP,
        )

    def _seen(self, texts: Result, times: _Times) -> None:
        """Work out what a user sees."""
        parts = (texts, times.reading, times.base_step, times.text_step)
        self.book.figure(
            "compute.first_token_s",
            gettext_noop("Time to the first word"),
            "s",
            "(reading_s + base_step_s + texts × text_step_s) / service_speed",
            *parts,
            self.service,
            chapter=Chapter.MACHINES,
            rank=Rank.SECOND,
            note=gettext_noop("In the busiest hour, for a text that does not have to wait while another one is read."),
        )
        if self.size.writes:
            self.book.figure(
                "compute.user_tokens_per_s",
                gettext_noop("Speed per user"),
                "tokens/second",
                f"service_speed × tokens_out / {_CALL_S}",
                self.service,
                self.tokens.out,
                *parts,
                chapter=Chapter.MACHINES,
                rank=Rank.SECOND,
                note=gettext_noop("In the busiest hour; a single user would see more."),
            )

    def _calls(self, texts: Result, times: _Times) -> Result:
        """Work out what a copy answers in a second: as measured, else by its times."""
        label = gettext_noop("Calls one copy can answer")
        measured = self.work.term("compute.measured_tokens_per_s") if self.size.writes else None
        if measured is None:
            return self.book.figure(
                "compute.calls_per_s",
                label,
                "calls/second",
                f"service_speed × texts / {_CALL_S}",
                self.service,
                self.tokens.out,
                texts,
                times.reading,
                times.base_step,
                times.text_step,
                source=POPE,
                chapter=Chapter.SPEED,
                rank=Rank.STEP,
            )
        return self.book.figure(
            "compute.calls_per_s",
            label,
            "calls/second",
            "measured_tokens_per_s / tokens_out",
            measured,
            self.tokens.out,
            chapter=Chapter.SPEED,
            rank=Rank.STEP,
            note=gettext_noop("Your measurement takes precedence over the chip's data sheet."),
        )

    # ------------------------------------------------------------ terms

    @property
    def _reckoning(self) -> tuple[Term, ...]:
        peak = self.copy.flop_per_s / self.copy.accelerator_count / self.speed.compute_share
        found = [
            self._of_chip("peak_flop_per_s", gettext_noop("Dense peak of the chip at these bits"), peak, "FLOP/s"),
            self._learnt(
                "compute_share", gettext_noop("Share of peak that engines reach"), self.speed.compute_share, "ratio"
            ),
        ]
        if self._link("1"):
            label = gettext_noop("Exchange between the accelerators, per token")
            found.append(self._learnt("link_s", label, self.copy.link_s_per_token, "s/token"))
        return tuple(found)

    @property
    def _bandwidth(self) -> tuple[Term, Term]:
        share = self.speed.bandwidth_share
        return (
            self._of_chip(
                "bandwidth_gb_per_s", gettext_noop("Memory bandwidth"), self.chip.memory_bandwidth_gb_per_s, "GB/s"
            ),
            self._learnt("bandwidth_share", gettext_noop("Share of bandwidth that engines reach"), share, "ratio"),
        )

    def _link(self, tokens: str) -> str:
        """Return the term of the exchange between accelerators; empty on one."""
        return f" + {tokens} × link_s" if self.copy.accelerator_count > 1 else ""

    def _of_chip(self, name: str, label: str, value: float, unit: str) -> Fixed:
        return self.work.fact("compute.serving_accelerator", name, label, value, unit, self.chip)

    def _learnt(self, name: str, label: str, value: float, unit: str) -> Fixed:
        return Fixed(
            Input(
                name=name,
                label=label,
                value=Range.exactly(value),
                unit=unit,
                source=self.speed.source,
                source_date=self.speed.date,
            )
        )

    @property
    def _usable(self) -> Term:
        count, memory = self.copy.accelerator_count, self.chip.memory_gb
        return Fixed(
            Input(
                name="usable_gb",
                label=gettext_noop("Memory the engine may use, all accelerators of one copy"),
                value=Range.exactly(self.copy.usable_gb),
                unit="GB",
                field_id="compute.serving_accelerator",
                source=f"{count} × {memory:g} GB × {USABLE_SHARE:g}, default of vLLM (gpu_memory_utilization), from "
                "memory",
                source_date=self.chip.date_checked,
            )
        )
