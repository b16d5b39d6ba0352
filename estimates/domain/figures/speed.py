"""Figures of one copy of the model: its memory, and how fast it answers."""

from dataclasses import dataclass, replace

import numpy as np

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.model_size import ModelSize
from estimates.domain.figures.work import Work
from estimates.domain.formulas.copies import CopyChoice
from estimates.domain.formulas.engines import LEARNT_FROM, Engine, engine_for
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.memory import USABLE_SHARE
from estimates.domain.formulas.serving import ENCODER_TEXTS
from projects.domain.book import Result, Term
from projects.domain.figures import Input, Origin, Rank
from projects.domain.formulas import Formula
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given, Reader
from projects.domain.text import gettext_noop, told

TOKENS = ("compute.api_input_tokens_per_case", "compute.api_output_tokens_per_case")
TOO_LONG = gettext_noop(
    "A long text with its answer takes %(longest)s tokens; %(name)s reads %(most)s at most. It would have to be cut."
)
TOO_LONG_TO_READ = gettext_noop(
    "A long text takes %(longest)s tokens; %(name)s reads %(most)s at most. It would have to be cut."
)
FEW_SPEEDS = gettext_noop(
    "Nearly all published speeds are those of %(known)s chips, so the range of %(name)s is wider. Measure before you "
    "buy."
)
POPE = "Pope et al. 2022, Efficiently Scaling Transformer Inference, section 2"


_AT_PEAK = "copy_accelerators × peak_flop_per_s × compute_share"
_READ_PER_S = "copy_accelerators × bandwidth_gb_per_s × bandwidth_share"
_CALL_S = "(texts × reading_s + tokens_out × (base_step_s + texts × text_step_s))"


USABLE_SOURCE = gettext_noop(
    "%(count)s × %(memory)s GB × %(share)s, default of vLLM (gpu_memory_utilization), from memory"
)
TOUCHED_SOURCE = gettext_noop(
    "%(some)s of %(experts)s experts for each token: with %(texts)s texts at a time few or none are left untouched"
)


def bits_of(work: Work) -> Fixed:
    """Return the bits of a weight: as answered, else 16."""
    return _bits(work, "compute.serving_bits", "bits", gettext_noop("16 bit, as most models are published"))


def cache_bits_of(work: Work) -> Fixed:
    """Return the bits of a number that is kept of a text in flight: as answered, else 16."""
    return _bits(
        work,
        "compute.serving_cache_bits",
        "cache_bits",
        gettext_noop("16 bit, as engines keep it unless told otherwise"),
    )


def _bits(work: Work, field_id: str, name: str, source: str) -> Fixed:
    said = work.answers.value(field_id)
    return Fixed(
        Input(
            name=name,
            label=work.fields[field_id].label,
            value=Range.exactly(float(said or 16)),
            unit="bits",
            origin=Origin.ANSWER if said else Origin.ASSUMPTION,
            source="" if said else source,
            field_id=field_id,
        )
    )


def engine_of(work: Work, chip: Accelerator | None = None) -> Engine:
    """Return the engine and how it is used, as answered; else one of today while users wait.

    Args:
        work: Reads the answers.
        chip: The accelerator, where it is chosen: few published speeds of its maker make the range wider.
    """
    said = (str(work.answers.value(name) or "") for name in ("compute.serving_engine", "compute.serving_use"))
    maker = chip.vendor if chip else LEARNT_FROM
    return engine_for(*said, spread=work.reference.speed.spread, maker=maker)


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """The tokens of a call, at least one each way; a model that does not write answers with one."""

    into: Term
    """`tokens_in`."""
    out: Term
    """`tokens_out`."""
    longest: float
    """A long text with its answer."""


def longest_text(read: Reader, *, writes: bool = True) -> float:
    """Return what a long text takes, with its answer where the model writes [tokens]; 0 while nobody knows."""
    known = [read.input(token) for token in (TOKENS if writes else TOKENS[:1])]
    return sum(max(1.0, given.value.high) for given in known if given) if all(known) else 0.0


def tokens_of(work: Work, size: ModelSize) -> Tokens | None:
    """Return the tokens of a call; None, with a note of what is missing, where nobody knows them."""
    read = work.need_all(*TOKENS)
    if not read:
        return None
    into, out = read
    longest, preset = longest_text(work, writes=size.writes), work.preset()
    if preset and longest > preset.context_length:
        work.note(
            TOO_LONG if size.writes else TOO_LONG_TO_READ,
            about="compute.kv_gb",
            name=preset.name,
            most=f"{preset.context_length:,}",
            longest=f"{longest:,.0f}",
        )
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
        source=gettext_noop("The kind of model: an encoder"),
        field_id="compute.model_family",
    )
)


_AT_LEAST_ONE = Formula("max(tokens, 1)")


def _at_least_one(tokens: Given, name: str) -> Given:
    ends = tokens.input.value
    value = Range(low=max(1.0, ends.low), likely=max(1.0, ends.likely), high=max(1.0, ends.high))
    return Given(
        replace(tokens.input, name=name, value=value), np.asarray(_AT_LEAST_ONE.over({"tokens": tokens.draws}))
    )


@dataclass(frozen=True, kw_only=True)
class CopySpeed:
    """What a copy takes, and what it answers."""

    accelerators: Result
    """[GPUs]."""
    calls: Result
    """[calls/second]."""


def work_out_copy(work: Work, size: ModelSize, choice: CopyChoice, tokens: Tokens) -> CopySpeed:
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

    def __init__(self, work: Work, size: ModelSize, choice: CopyChoice, tokens: Tokens) -> None:
        self.work, self.size, self.choice, self.tokens = work, size, choice, tokens
        self.book, self.copy, self.speed = work.book, choice.copy, work.reference.speed
        self.chip = choice.copy.accelerator
        self.engine = engine_of(work, self.chip)
        if self.chip.vendor != LEARNT_FROM:
            work.note(FEW_SPEEDS, about="compute.calls_per_s", name=self.chip.name, known=LEARNT_FROM)
        self.service = work.drawn(
            "compute.service_speed",
            Input(
                name="service_speed",
                label=gettext_noop("Speed measured / speed worked out"),
                value=self.engine.speed,
                unit="ratio",
                origin=Origin.ASSUMPTION,
                source=self.engine.source,
                source_date=self.speed.date,
                field_id="compute.serving_use",
            ),
        )

    def work_out(self) -> CopySpeed:
        weights, count = self._weights(), self._accelerators()
        text = self._text() if self.size.writes else None
        times = _Times(
            reading=self._reading(count),
            base_step=self._base_step(count, weights),
            text_step=self._text_step(count),
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
            f"2 × kv_width × {self._kept('(tokens_in + tokens_out)')} × cache_bits / 8 / 1e9",
            *self.size.of("kv_width", *self._layers),
            self.tokens.into,
            self.tokens.out,
            self.cache_bits,
            chapter=Chapter.MACHINES,
            rank=Rank.STEP,
            source="NVIDIA 2023, Mastering LLM Techniques: Inference Optimization",
            note=gettext_noop(
                "Keys and values of everything read and written so far; layers with a window keep no more."
            ),
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
            f"tokens_in × (2 × active_parameters + 2 × width × {self._kept('tokens_in')}) / ({_AT_PEAK})"
            " + tokens_in × side_s",
            self.tokens.into,
            *self.size.of("active_parameters", "width", *self._layers),
            count,
            *self._reckoning,
            source="Chowdhery et al. 2022, PaLM, appendix B: 2 FLOP a parameter and token, and attention",
            chapter=Chapter.SPEED,
            rank=Rank.STEP,
            note=gettext_noop("Limited by computing power. What a service reaches of it is included below."),
        )

    def _base_step(self, count: Result, weights: Result) -> Result:
        touched = self._touched
        start = self._learnt("start_s", gettext_noop("Fixed time per step"), self.copy.start_s, "s")
        return self.book.figure(
            "compute.base_step_s",
            gettext_noop("Reading all weights once"),
            "s",
            f"weights_gb{' × touched_share' if touched else ''} / ({_READ_PER_S}) + start_s",
            weights,
            *touched,
            count,
            *self._bandwidth,
            start,
            chapter=Chapter.SPEED,
            rank=Rank.STEP,
            note=gettext_noop("Each step does this once, however many texts gain a token from it."),
        )

    def _text_step(self, count: Result) -> Result:
        formula = f"2 × active_parameters / ({_AT_PEAK}) + side_s"
        terms: tuple[Term, ...] = (*self.size.of("active_parameters"), count, *self._reckoning)
        if self.size.writes:
            # Half of the answer stands there, on average over the answer.
            kept = self._kept("(tokens_in + tokens_out / 2)")
            formula = f"2 × kv_width × {kept} × cache_bits / 8 / 1e9 / ({_READ_PER_S}) + {formula}"
            size = self.size.of("kv_width", *self._layers)
            terms = (*size, self.tokens.into, self.tokens.out, self.cache_bits, *self._bandwidth, *terms)
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
        if target is not None and self.engine.waits:
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
            value=Range.exactly(self.engine.most_texts if self.size.writes else ENCODER_TEXTS),
            unit="texts",
            field_id="compute.serving_use",
            source=self.engine.texts_source if self.size.writes else gettext_noop("Our proposal for encoders"),
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
        first = self.book.figure(
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
            speed = self.book.figure(
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
            self.book.figure(
                "compute.answer_s",
                gettext_noop("Time to the whole answer"),
                "s",
                "first_token_s + tokens_out / user_tokens_per_s",
                first,
                self.tokens.out,
                speed,
                chapter=Chapter.MACHINES,
                rank=Rank.SECOND,
                note=gettext_noop(
                    "In the busiest hour, once the case is read. Somebody may read along while it is written."
                ),
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
    def cache_bits(self) -> Fixed:
        return cache_bits_of(self.work)

    @property
    def _layers(self) -> tuple[str, ...]:
        """The terms of the layers that keep a text: all, or those that grow with it and those with a window."""
        return ("growing_layers", "window_layers", "window") if self.size.shape.window_layers else ("layers",)

    def _kept(self, tokens: str) -> str:
        """Return tokens kept, summed over the layers, as part of a formula."""
        if self.size.shape.window_layers:
            return f"(growing_layers × {tokens} + window_layers × min({tokens}, window))"
        return f"layers × {tokens}"

    @property
    def _touched(self) -> tuple[Term, ...]:
        """The share of the weights that a step reads; nothing for a dense model, which reads all."""
        if self.size.shape.experts <= 1:
            return ()
        shape = self.size.shape
        source = told(
            TOUCHED_SOURCE, some=shape.experts_per_token, experts=shape.experts, texts=float(round(self.choice.texts))
        )
        label = gettext_noop("Share of the weights that a step reads")
        return (
            Fixed(
                Input(
                    name="touched_share",
                    label=label,
                    value=Range.exactly(self.copy.touched_share),
                    unit="ratio",
                    source=source,
                    field_id="compute.model",
                )
            ),
        )

    @property
    def _reckoning(self) -> tuple[Term, ...]:
        share = self.copy.compute_share * self.copy.vendor_share
        peak = gettext_noop("Dense peak of the chip at these bits")
        side = gettext_noop("Exchange between accelerators and layers, per token")
        return (
            self._of_chip("peak_flop_per_s", peak, self.copy.peak_flop_per_s, "FLOP/s"),
            self._learnt("compute_share", gettext_noop("Share of peak that engines reach"), share, "ratio"),
            self._learnt("side_s", side, self.copy.side_s_per_token, "s/token"),
        )

    @property
    def _bandwidth(self) -> tuple[Term, Term]:
        share = self.speed.bandwidth_share
        return (
            self._of_chip(
                "bandwidth_gb_per_s", gettext_noop("Memory bandwidth"), self.chip.memory_bandwidth_gb_per_s, "GB/s"
            ),
            self._learnt("bandwidth_share", gettext_noop("Share of bandwidth that engines reach"), share, "ratio"),
        )

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
                source=told(USABLE_SOURCE, count=count, memory=memory, share=USABLE_SHARE),
                source_date=self.chip.date_checked,
            )
        )
