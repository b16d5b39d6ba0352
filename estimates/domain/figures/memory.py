"""Figures of memory while a model is taught: states, activations, and a layout that fits."""

from dataclasses import dataclass
from typing import Unpack

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.guess import TRAINED_LENGTH
from estimates.domain.figures.model_size import ModelSize, size_of_model
from estimates.domain.figures.training import OFFLOAD, Training, architecture_of, method_of, train
from estimates.domain.figures.work import Work
from estimates.domain.formulas.finetune import FinetuneMethod
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.formulas.layouts import Layout, Run, layout_on, smallest_layout, which_hold
from estimates.domain.formulas.memory import (
    BYTES_16_BIT,
    DRIVER_GB,
    GAPS,
    NF4_BITS,
    OPTIMISER_8_BIT_BYTES,
    OPTIMISER_BYTES,
    Away,
    Recompute,
    Zero,
    lora_parameters,
    training_states,
    word_parameters,
)
from estimates.domain.published.reference import ModelPreset
from projects.domain.book import FigureDisplay, Result, Term
from projects.domain.figures import Input, Origin, Rank
from projects.domain.ranges import Range
from projects.domain.reader import Fixed
from projects.domain.text import gettext_noop, joined, told

LORA_RANK = 16
LORA_RANK_SOURCE = "Rank 16 on all matrices, a common choice; 4 to 64 in Hu et al. 2021 and Dettmers et al. 2023"
LENGTH = "compute.sequence_length"
COUNT = "compute.accelerator_count"
OPTIMISER = "compute.optimiser"
CHIP = "compute.accelerator"
ZERO = "Rajbhandari et al. 2020, ZeRO, section 3.1: Adam in mixed precision"
PAGED = "Dettmers et al. 2023, QLoRA, section 3: paged optimisers"
OFFLOADED = "Ren et al. 2021, ZeRO-Offload: optimiser and gradients in the memory of the server"
KORTHIKANTI = "Korthikanti et al. 2022, Reducing Activation Recomputation, table 2"

WORDS_SOURCE = gettext_noop("%(tables)s × %(words)s words × width %(width)s")
MEMORY_SOURCE = gettext_noop("%(memory)s GB each × %(share)s")
LAYOUT_SOURCE = gettext_noop("Layout on %(count)s × %(chip)s")

TOO_LONG = gettext_noop(
    "Texts of %(length)s tokens are longer than %(name)s reads: %(most)s at most. The rest would be cut."
)
DOES_NOT_FIT = gettext_noop(
    "The run does not fit on %(count)s %(name)s. It needs %(needed)s, or a method that trains fewer parameters. Hours "
    "and costs are those of %(needed)s."
)
SHAPE_NOT_KNOWN = gettext_noop(
    "The shape of this model is not known. We assume %(layers)s layers of width %(width)s, as usual for its size, so "
    "its memory is less certain. Choose a model from the list where one is like yours."
)
FITS_NONE = gettext_noop("The run does not fit on any number of %(name)s, so its hours and costs are left out.")


@dataclass(frozen=True, kw_only=True)
class TrainingMemory:
    """How a run is laid over accelerators."""

    run: Run
    layout: Layout | None
    """On as many as the project has, else on the fewest that hold it; None where none does."""
    accelerators: tuple[Accelerator, ...]
    fits: bool = True
    """Whether any number of the chosen accelerators holds it; True where none is chosen."""
    instead: Result | None = None
    """The fewest accelerators that hold it, where as many as somebody counted do not [GPUs]."""

    @property
    def rows(self) -> tuple[tuple[Accelerator, Layout | None], ...]:
        """The smallest layout on each accelerator of the table; worked out when somebody looks."""
        return which_hold(self.run, self.accelerators)


def train_where_it_fits(
    work: Work, *, tuning: bool, architecture: Architecture | None = None, precision: str = "bf16"
) -> tuple[Training, TrainingMemory | None]:
    """Work out memory and runs: what as many accelerators as somebody counted do not hold counts as many as do.

    Args:
        work: Reads and collects.
        tuning: Whether a ready model is taught.
        architecture: What kind of model it is, where answers do not say it.
        precision: Format of the numbers, which no question asks.
    """
    memory = training_memory(work, tuning=tuning)
    if memory is not None and not memory.fits:
        return Training(), memory
    instead = memory.instead.figure.value.likely if memory and memory.instead else None
    return train(work, tuning=tuning, architecture=architecture, precision=precision, instead=instead), memory


def training_memory(work: Work, *, tuning: bool) -> TrainingMemory | None:
    """Work out the memory of training; None where nobody knows the size of the model."""
    preset = work.preset()
    size = size_of_model(work, preset, architecture_of(work, preset))
    if size is None:
        return None
    chip = work.accelerator(CHIP)
    return _MemoryFigures(work, size, preset, method_of(work) if tuning else FinetuneMethod.FULL).work_out(chip)


def _may_be_away(work: Work, method: FinetuneMethod) -> tuple[Away, ...]:
    """Return what the memory of the server may hold: as chosen, or the optimiser of QLoRA where nothing else fits."""
    if work.text(OFFLOAD) == "yes":
        return (Away.GRADIENTS,)
    return (Away.NOTHING, Away.OPTIMISER) if method is FinetuneMethod.QLORA else (Away.NOTHING,)


class _MemoryFigures:
    """Works out the figures of memory one after another; what they share is read once."""

    def __init__(self, work: Work, size: ModelSize, preset: ModelPreset | None, method: FinetuneMethod) -> None:
        self.work, self.size, self.method = work, size, method
        self.fits = True
        self.instead: Result | None = None
        trained = lora_parameters(size.shape, LORA_RANK) if method.adapts else None
        self.bits = NF4_BITS if method is FinetuneMethod.QLORA else 16.0
        self.length = self._length(preset)
        self.optimiser_bytes = OPTIMISER_8_BIT_BYTES if work.text(OPTIMISER) == "adam_8bit" else OPTIMISER_BYTES
        if not size.shape_known:
            said = {"layers": f"{size.shape.layers:,}", "width": f"{size.shape.hidden_size:,}"}
            work.note(SHAPE_NOT_KNOWN, about=Chapter.MEMORY, **said)
        self.run = Run(
            states=training_states(
                size.parameters,
                trained=trained,
                frozen_bits=self.bits,
                unpacked=self._unpacked.input.value.likely,
                optimiser_bytes=self.optimiser_bytes,
            ),
            away=_may_be_away(work, method),
            shape=size.shape,
            sequence_length=int(self.length.input.value.likely),
            adapter=method.adapts,
        )

    def work_out(self, chip: Accelerator | None) -> TrainingMemory:
        states = self._states()
        layout = self._layout(chip) if chip else None
        activations = self._activations(layout)
        if layout:
            self._on_each(layout, states, activations)
        chips = tuple(self.work.reference.accelerators.values())
        return TrainingMemory(run=self.run, layout=layout, accelerators=chips, fits=self.fits, instead=self.instead)

    def _length(self, preset: ModelPreset | None) -> Fixed:
        said = self.work.input(LENGTH)
        if said is not None:
            if preset and said.value.likely > preset.context_length:
                self.work.note(
                    TOO_LONG,
                    about=LENGTH,
                    name=preset.name,
                    most=f"{preset.context_length:,}",
                    length=f"{said.value.likely:,.0f}",
                )
            return Fixed(said)
        longest = min(TRAINED_LENGTH, preset.context_length) if preset else TRAINED_LENGTH
        return Fixed(
            Input(
                name="sequence_length",
                label=self.work.fields[LENGTH].label,
                value=Range.exactly(longest),
                unit="tokens",
                origin=Origin.ASSUMPTION,
                field_id=LENGTH,
                source_date="2026-11-24",
                source=gettext_noop("Plumbline's proposal: 2,048, or the longest text of the model"),
            )
        )

    # ------------------------------------------------------------ states

    def _states(self) -> tuple[Result, Result, Result]:
        """Work out weights, gradients and optimiser."""
        if self.method.adapts:
            taught: Term = self._adapter()
            weights = self._weights_beside_an_adapter(taught)
        else:
            (taught,) = self.size.of("all_parameters")
            weights = self._gb(
                "train_weights_gb",
                gettext_noop("Memory of the weights, in training"),
                f"{taught.name} × {BYTES_16_BIT} / 1e9",
                taught,
            )
        gradients = self._gb(
            "train_gradients_gb",
            gettext_noop("Memory of the gradients"),
            f"{taught.name} × {BYTES_16_BIT} / 1e9",
            taught,
        )
        optimiser = self._gb(
            "train_optimiser_gb",
            gettext_noop("Memory of the optimiser"),
            f"{taught.name} × {self.optimiser_bytes} / 1e9",
            taught,
            note=gettext_noop("A copy of the weights, 32 bit each, mean and variance, 8 bit each.")
            if self.optimiser_bytes < OPTIMISER_BYTES
            else gettext_noop("A copy of the weights, mean and variance, 32 bit each."),
        )
        return weights, gradients, optimiser

    def _weights_beside_an_adapter(self, adapter: Term) -> Result:
        bits = Input(
            name="frozen_bits",
            label=gettext_noop("Bits per frozen weight"),
            value=Range.exactly(self.bits),
            unit="bits",
            field_id="compute.finetune_method",
            source="Dettmers et al. 2023, QLoRA, section 3: 4 bits and 0.127 for constants"
            if self.bits < 16
            else gettext_noop("16 bit, as models are published"),
        )
        return self._gb(
            "train_weights_gb",
            gettext_noop("Memory of the weights, in training"),
            f"((all_parameters − word_parameters) × frozen_bits / 8 + (word_parameters + trained_parameters) × "
            f"{BYTES_16_BIT}) / 1e9",
            *self.size.of("all_parameters"),
            self._unpacked,
            Fixed(bits),
            adapter,
        )

    @property
    def _unpacked(self) -> Fixed:
        shape = self.size.shape
        return Fixed(
            Input(
                name="word_parameters",
                label=gettext_noop("Parameters of the tables of words, which stay at 16 bit"),
                value=Range.exactly(word_parameters(shape, self.size.parameters)),
                unit="parameters",
                field_id="compute.model",
                source=told(
                    WORDS_SOURCE,
                    tables=1 if shape.shared_words else 2,
                    words=shape.vocabulary,
                    width=shape.hidden_size,
                ),
            )
        )

    def _adapter(self) -> Result:
        rank = Input(
            name="rank",
            label=gettext_noop("Rank of the adapters"),
            value=Range.exactly(LORA_RANK),
            origin=Origin.ASSUMPTION,
            source=LORA_RANK_SOURCE,
            source_date="2026-11-24",
            field_id="compute.finetune_method",
        )
        return self.work.book.figure(
            "compute.trained_parameters",
            gettext_noop("Trained parameters"),
            "parameters",
            "layers × rank × (2 × (width + width) + 2 × (width + kv_width) + 3 × (width + inner_width))",
            *self.size.of("layers", "width", "kv_width"),
            Fixed(rank),
            *self.size.of("inner_width"),
            chapter=Chapter.MEMORY,
            source="Hu et al. 2021, LoRA, section 4.1",
        )

    # ------------------------------------------------------------ layout

    def _layout(self, chip: Accelerator) -> Layout | None:
        work, said = self.work, self.work.number(COUNT)
        fewest = smallest_layout(self.run, chip)
        if fewest is None:
            work.problem(FITS_NONE, about=CHIP, name=chip.name)
            self.fits = False
            return None
        layout_input = Input(
            name="fewest",
            label=gettext_noop("Of 1, 2, 4 and so on: the first that holds it"),
            value=Range.exactly(fewest.accelerator_count),
            unit="GPUs",
            field_id=CHIP,
            source=joined(told(MEMORY_SOURCE, memory=chip.memory_gb, share=self.run.usable_share), chip.source),
            source_date=chip.date_checked,
        )
        holding = work.book.figure(
            "compute.train_fewest",
            gettext_noop("Minimum number of accelerators for training"),
            "GPUs",
            "fewest",
            Fixed(layout_input),
            chapter=Chapter.MEMORY,
            rank=Rank.FIRST,
        )
        if said is None:
            return fewest
        layout = layout_on(self.run, chip, int(said))
        if layout is None:
            needed = f"{fewest.accelerator_count:,}"
            work.problem(DOES_NOT_FIT, about=COUNT, count=f"{said:,.0f}", name=chip.name, needed=needed)
            self.instead = holding
        return layout

    def _activations(self, layout: Layout | None) -> Result:
        """Work out the activations of one text on one accelerator, as the layout keeps them."""
        recompute = layout.recompute if layout else Recompute.FULL if self.method.adapts else Recompute.SELECTIVE
        split = Input(
            name="tensor",
            label=gettext_noop("Accelerators over which a layer is split"),
            value=Range.exactly(layout.tensor if layout else 1),
            unit="GPUs",
            field_id=CHIP,
            source=gettext_noop("The layout we chose"),
        )
        per_unit = {
            Recompute.NONE: "(34 + 5 × heads × sequence_length / width)",
            Recompute.SELECTIVE: "34",
            Recompute.FULL: "2",
        }[recompute]
        heads = self.size.of("heads") if recompute is Recompute.NONE else ()
        return self._gb(
            "train_activations_gb",
            gettext_noop("Memory of the activations, one text, per accelerator"),
            f"layers × width × sequence_length × {per_unit} / tensor / 1e9",
            *self.size.of("layers", "width"),
            self.length,
            Fixed(split),
            *heads,
            source=KORTHIKANTI,
        )

    def _away(self, layout: Layout, states: tuple[Result, ...]) -> None:
        """Work out what the memory of the servers holds, where it holds any."""
        if states:
            self._gb(
                "train_away_gb",
                gettext_noop("Memory of the servers beside the accelerators"),
                " + ".join(state.name for state in states),
                *states,
                source=OFFLOADED if layout.away is Away.GRADIENTS else PAGED,
            )

    def _on_each(self, layout: Layout, states: tuple[Result, ...], activations: Result) -> None:
        source = told(LAYOUT_SOURCE, count=layout.accelerator_count, chip=layout.accelerator)
        model = Input(
            name="model_parts",
            label=gettext_noop("Parts of the model: tensor × pipeline"),
            value=Range.exactly(layout.tensor * layout.pipeline),
            source=source,
            field_id=COUNT,
        )
        data = Input(
            name="data",
            label=gettext_noop("Accelerators with the same part"),
            value=Range.exactly(layout.data),
            source=source,
            field_id=COUNT,
        )
        adapter = self.method.adapts
        work = self._working(layout) if adapter else ()
        stages = zip(states, (Zero.WEIGHTS, Zero.GRADIENTS, Zero.OPTIMISER), strict=True)
        here = tuple(stages)[: len(states) - layout.away]
        self._away(layout, states[len(here) :])
        states = states[: len(here)]
        held = " + ".join(f"{state.name}{' / data' if layout.zero >= stage else ''}" for state, stage in here)
        self._gb(
            "train_each_gb",
            gettext_noop("Memory per accelerator, in training"),
            f"(({held}) / model_parts + train_activations_gb + train_working_gb) × gaps"
            if adapter
            else f"({held}) / model_parts + train_activations_gb",
            *states,
            *((Fixed(data),) if any(layout.zero >= stage for _, stage in here) else ()),
            Fixed(model),
            activations,
            *work,
            rank=Rank.FIRST,
        )
        for reason in layout.reasons:
            self.work.note(reason.message, about="compute.train_each_gb", **reason.params)

    def _working(self, layout: Layout) -> tuple[Term, Term]:
        """Work out what tuning an adapter works with, and return it with the gaps between the pieces."""
        shape = self.size.shape
        inputs = (
            Input(
                name="vocabulary",
                label=gettext_noop("Words of the model"),
                value=Range.exactly(shape.vocabulary),
                source=gettext_noop("The model, or a usual one of its size"),
                field_id="compute.model",
            ),
            Input(
                name="tensor",
                label=gettext_noop("Accelerators over which a layer is split"),
                value=Range.exactly(layout.tensor),
                unit="GPUs",
                field_id=CHIP,
                source=gettext_noop("The layout we chose"),
            ),
            Input(
                name="driver_gb",
                label=gettext_noop("Driver and libraries"),
                value=Range.exactly(DRIVER_GB),
                unit="GB",
                source="Our assumption",
                origin=Origin.ASSUMPTION,
                source_date="2026-11-28",
            ),
        )
        working = self._gb(
            "train_working_gb",
            gettext_noop("Memory of the layer and the words being worked on"),
            "sequence_length × (34 × width + 6 × vocabulary) / tensor / 1e9 + driver_gb",
            self.length,
            *self.size.of("width"),
            *map(Fixed, inputs),
            source=KORTHIKANTI,
            note=gettext_noop("Each layer is worked out again when its turn comes, as the usual tools do."),
        )
        gaps = Input(
            name="gaps",
            label=gettext_noop("Memory taken / memory used"),
            value=Range.exactly(GAPS),
            unit="ratio",
            source=gettext_noop("Ours, held against the tables of QLoRA and LLaMA-Factory (numbers.md)"),
            origin=Origin.ASSUMPTION,
            source_date="2026-11-28",
        )
        return working, Fixed(gaps)

    def _gb(self, name: str, label: str, formula: str, *terms: Term, **shown: Unpack[FigureDisplay]) -> Result:
        shown = {"source": ZERO, "chapter": Chapter.MEMORY, **shown}
        return self.work.book.figure(f"compute.{name}", label, "GB", formula, *terms, **shown)
