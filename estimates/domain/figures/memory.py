"""Figures of memory while a model is taught: states, activations, and a layout that fits."""

from dataclasses import dataclass

import numpy as np

from estimates.domain.figures.model_size import ModelSize, size_of_model
from estimates.domain.figures.training import architecture_of, method_of
from estimates.domain.figures.work import Work
from estimates.domain.formulas.finetune import Method
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.layouts import Layout, Run, layout_on, smallest_layout, which_hold
from estimates.domain.formulas.memory import (
    BYTES_16_BIT,
    GB,
    NF4_BITS,
    OPTIMISER_BYTES,
    USABLE_SHARE,
    Recompute,
    lora_parameters,
    training_states,
)
from estimates.domain.published.reference import ModelPreset
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

LORA_RANK = 16
LORA_RANK_SOURCE = "Rank 16 on all matrices, a common choice; 4 to 64 in Hu et al. 2021 and Dettmers et al. 2023"
USUAL_LENGTH = 2048
LENGTH = "compute.sequence_length"
COUNT = "compute.accelerator_count"
CHIP = "compute.accelerator"
ZERO = "Rajbhandari et al. 2020, ZeRO, section 3.1: Adam in mixed precision"
KORTHIKANTI = "Korthikanti et al. 2022, Reducing Activation Recomputation, table 2"

DOES_NOT_FIT = gettext_noop(
    "The run does not fit on %(count)s %(name)s. It needs %(needed)s, or a method that trains fewer parameters."
)
FITS_NONE = gettext_noop("The run does not fit on any number of %(name)s.")


@dataclass(frozen=True, kw_only=True)
class TrainingMemory:
    """How a run is laid over accelerators."""

    run: Run
    layout: Layout | None
    """On as many as the project has, else on the fewest that hold it; None where none does."""
    accelerators: tuple[Accelerator, ...]

    @property
    def rows(self) -> tuple[tuple[Accelerator, Layout | None], ...]:
        """The smallest layout on each accelerator of the table; worked out when somebody looks."""
        return which_hold(self.run, self.accelerators)


def training_memory(work: Work, *, tuning: bool) -> TrainingMemory | None:
    """Work out the memory of training; None where nobody knows the size of the model."""
    preset = work.preset()
    size = size_of_model(work, preset, architecture_of(work, preset))
    if size is None:
        return None
    chip = work.accelerator(CHIP)
    return _remember(work, size, preset, method_of(work) if tuning else Method.FULL, chip)


def _remember(
    work: Work, size: ModelSize, preset: ModelPreset | None, method: Method, chip: Accelerator | None
) -> TrainingMemory:
    return _MemoryFigures(work, size, preset, method, chip).work_out()


class _MemoryFigures:
    def __init__(
        self,
        work: Work,
        size: ModelSize,
        preset: ModelPreset | None,
        method: Method,
        chip: Accelerator | None,
    ) -> None:
        self.work, self.size, self.chip = work, size, chip
        self.trained = lora_parameters(size.shape, LORA_RANK) if method.adapts else None
        self.bits = NF4_BITS if method is Method.QLORA else 16.0
        self.states = training_states(size.parameters, trained=self.trained, frozen_bits=self.bits)
        self.length = self._length(preset)

    def work_out(self) -> TrainingMemory:
        self._states()
        run = Run(states=self.states, shape=self.size.shape, sequence_length=int(self.length.value.likely))
        layout = self._layout(run) if self.chip else None
        self._activations(layout)
        if self.chip and layout:
            self._on_each(layout)
        chips = tuple(self.work.reference.accelerators.values())
        return TrainingMemory(run=run, layout=layout, accelerators=chips)

    def _length(self, preset: ModelPreset | None) -> Input:
        said = self.work.input(LENGTH)
        if said is not None:
            return said
        longest = min(USUAL_LENGTH, preset.context_length) if preset else USUAL_LENGTH
        return Input(
            name="sequence_length", label=self.work.fields[LENGTH].label, value=Range.exactly(longest), unit="tokens",
            origin=Origin.ASSUMPTION, source="Plumbline's proposal: 2,048, or the longest text of the model",
            source_date="2026-11-24", field_id=LENGTH,
        )  # fmt: skip

    # ------------------------------------------------------------ states

    def _states(self) -> None:
        size = self.size
        if self.trained is None:
            taught, name = size.of("all_parameters"), "all_parameters"
            self._add("train_weights_gb", gettext_noop("Memory of the weights, in training"), self.states.weights,
                      f"{name} × {BYTES_16_BIT} / 1e9", taught)  # fmt: skip
        else:
            self._adapter()
            taught, name = (self.work.result("compute.trained_parameters"),), "trained_parameters"
            bits = Input(
                name="frozen_bits", label=gettext_noop("Bits per frozen weight"), value=Range.exactly(self.bits),
                unit="bits", field_id="compute.finetune_method",
                source="Dettmers et al. 2023, QLoRA, section 3: 4 bits and 0.127 for constants" if self.bits < 16
                else "16 bit, as models are published",
            )  # fmt: skip
            self._add("train_weights_gb", gettext_noop("Memory of the weights, in training"), self.states.weights,
                      f"(all_parameters × frozen_bits / 8 + trained_parameters × {BYTES_16_BIT}) / 1e9",
                      (*size.of("all_parameters"), bits, *taught))  # fmt: skip
        self._add("train_gradients_gb", gettext_noop("Memory of the gradients"), self.states.gradients,
                  f"{name} × {BYTES_16_BIT} / 1e9", taught)  # fmt: skip
        self._add("train_optimiser_gb", gettext_noop("Memory of the optimiser"), self.states.optimiser,
                  f"{name} × {OPTIMISER_BYTES} / 1e9", taught,
                  note=gettext_noop("A copy of the weights, mean and variance, 32 bit each."))  # fmt: skip

    def _adapter(self) -> None:
        shape, rank = self.size.shape, Input(
            name="rank", label=gettext_noop("Rank of the adapters"), value=Range.exactly(LORA_RANK),
            origin=Origin.ASSUMPTION, source=LORA_RANK_SOURCE, source_date="2026-11-24",
            field_id="compute.finetune_method",
        )  # fmt: skip
        inner = Input(
            name="inner_width", label=gettext_noop("Width of the feed-forward part"),
            value=Range.exactly(shape.ffn_size), field_id="compute.model", source=self.size.of("width")[0].source,
            source_date=self.size.of("width")[0].source_date,
        )  # fmt: skip
        self._exact("trained_parameters", gettext_noop("Trained parameters"), self.trained or 0.0, "parameters",
                    "layers × rank × (2 × (width + width) + 2 × (width + kv_width) + 3 × (width + inner_width))",
                    (*self.size.of("layers", "width", "kv_width"), rank, inner),
                    source="Hu et al. 2021, LoRA, section 4.1")  # fmt: skip

    # ------------------------------------------------------------ layout

    def _layout(self, run: Run) -> Layout | None:
        assert self.chip is not None  # asked before
        work, said = self.work, self.work.number(COUNT)
        fewest = smallest_layout(run, self.chip)
        if fewest is None:
            work.problem(FITS_NONE, about=CHIP, name=self.chip.name)
            return None
        found = Input(
            name="fewest", label=gettext_noop("Of 1, 2, 4 and so on: the first that holds it"),
            value=Range.exactly(fewest.accelerator_count), unit="GPUs", field_id=CHIP,
            source=f"{self.chip.memory_gb:g} GB each × {USABLE_SHARE:g}; {self.chip.source}",
            source_date=self.chip.date_checked,
        )  # fmt: skip
        self._exact("train_fewest", gettext_noop("Minimum number of accelerators for training"),
                    fewest.accelerator_count, "GPUs", "fewest", (found,))  # fmt: skip
        if said is None:
            return fewest
        layout = layout_on(run, self.chip, int(said))
        if layout is None:
            work.problem(DOES_NOT_FIT, about=COUNT, count=f"{said:,.0f}", name=self.chip.name,
                         needed=f"{fewest.accelerator_count:,}")  # fmt: skip
        return layout

    def _activations(self, layout: Layout | None) -> None:
        """Work out the activations of one text on one accelerator, as the layout keeps them."""
        recompute = layout.recompute if layout else Recompute.SELECTIVE
        tensor = layout.tensor if layout else 1
        shape, length = self.size.shape, self.length.value.likely
        per_unit = {
            Recompute.NONE: f"(34 + 5 × heads × {self.length.name} / width)", Recompute.SELECTIVE: "34",
            Recompute.FULL: "2",
        }[recompute]  # fmt: skip
        value = {
            Recompute.NONE: 34 + 5 * shape.attention_heads * length / shape.hidden_size, Recompute.SELECTIVE: 34.0,
            Recompute.FULL: 2.0,
        }[recompute] * shape.layers * shape.hidden_size * length / tensor  # fmt: skip
        heads = Input(
            name="heads", label=gettext_noop("Attention heads"), value=Range.exactly(shape.attention_heads),
            field_id="compute.model", source=self.size.of("width")[0].source,
            source_date=self.size.of("width")[0].source_date,
        )  # fmt: skip
        split = Input(
            name="tensor", label=gettext_noop("Accelerators over which a layer is split"), value=Range.exactly(tensor),
            unit="GPUs", field_id=CHIP, source="The layout we chose",
        )  # fmt: skip
        self._add("train_activations_gb", gettext_noop("Memory of the activations, one text, per accelerator"), value,
                  f"layers × width × {self.length.name} × {per_unit} / tensor / 1e9",
                  (*self.size.of("layers", "width"), self.length, split,
                   *((heads,) if recompute is Recompute.NONE else ())),
                  source=KORTHIKANTI)  # fmt: skip

    def _on_each(self, layout: Layout) -> None:
        work = self.work
        states = tuple(
            work.result(f"compute.{one}") for one in ("train_weights_gb", "train_gradients_gb", "train_optimiser_gb")
        )
        zero, parts = layout.zero, {"weights": 3, "gradients": 2, "optimiser": 1}
        terms = " + ".join(
            f"train_{name}_gb{' / data' if zero >= stage else ''}" for name, stage in parts.items()
        )  # fmt: skip
        source = f"Layout on {layout.accelerator_count} × {layout.accelerator}"
        model = Input(
            name="model_parts", label=gettext_noop("Parts of the model: tensor × pipeline"),
            value=Range.exactly(layout.tensor * layout.pipeline), source=source, field_id=COUNT,
        )  # fmt: skip
        data = Input(
            name="data", label=gettext_noop("Accelerators with the same part"), value=Range.exactly(layout.data),
            source=source, field_id=COUNT,
        )  # fmt: skip
        self._add("train_each_gb", gettext_noop("Memory per accelerator, in training"), layout.bytes_each,
                  f"({terms}) / model_parts + train_activations_gb",
                  (*states, *((data,) if zero else ()), model, work.result("compute.train_activations_gb")),
                  source=ZERO)  # fmt: skip
        for one in layout.reasons:
            work.note(one.message, about="compute.train_each_gb", **one.params)

    # ------------------------------------------------------------ adding

    def _add(
        self, name: str, label: str, size_bytes: float, formula: str, inputs: tuple[Input, ...], *,
        note: str = "", source: str = ZERO,
    ) -> None:  # fmt: skip
        self._exact(name, label, size_bytes / GB, "GB", formula, inputs, note=note, source=source)

    def _exact(
        self, name: str, label: str, value: float, unit: str, formula: str, inputs: tuple[Input, ...], *,
        note: str = "", source: str = "",
    ) -> None:  # fmt: skip
        drawn = np.broadcast_to(np.float64(value), (self.work.draws.count,))
        self.work.add(f"compute.{name}", label, drawn, unit, formula, inputs, note=note, source=source,
                      value=Range.exactly(float(value)))  # fmt: skip
