"""How a training run is laid over accelerators: which layouts fit, and the one that costs the least to run."""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from estimates.domain.formulas.hardware import Accelerator, ModelShape
from estimates.domain.formulas.memory import (
    ACCELERATORS_PER_SERVER,
    DRIVER_GB,
    GAPS,
    GB,
    TUNING_USABLE_SHARE,
    USABLE_SHARE,
    Away,
    Recompute,
    TrainingStates,
    Zero,
    activation_bytes,
    working_bytes,
)
from estimates.domain.formulas.mfu import Remark
from projects.domain.text import gettext_noop

MOST_ACCELERATORS = 65_536

FITS_ONE = gettext_noop("Weights, gradients, optimiser and activations fit on one accelerator.")
SAME_ON_EACH = gettext_noop("Each accelerator holds the whole model and reads other texts (data parallel).")
SPLIT_OPTIMISER = gettext_noop("The optimiser is split over %(data)s accelerators (ZeRO stage 1), at no extra traffic.")
SPLIT_GRADIENTS = gettext_noop(
    "Optimiser and gradients are split over %(data)s accelerators (ZeRO stage 2), at no extra traffic."
)
SPLIT_WEIGHTS = gettext_noop(
    "Weights, gradients and optimiser are split over %(data)s accelerators (ZeRO stage 3), for half more traffic."
)
SPLIT_LAYERS = gettext_noop(
    "Each layer is split over %(tensor)s accelerators of one server (tensor parallel): less does not fit."
)
STAGES = gettext_noop(
    "The layers are in %(pipeline)s groups one after another (pipeline parallel), because one server is too small."
)
AGAIN = gettext_noop("Activations are recomputed instead of stored, which adds a third more work.")
PAGED = gettext_noop(
    "The optimiser waits in the memory of the server and is fetched page by page (paged optimiser, as QLoRA has it)."
)
OFFLOADED = gettext_noop(
    "Optimiser and gradients are in the memory of the server (ZeRO-Offload). Each step waits for it: how long "
    "depends on how much text a step reads, so measure one."
)
AGAIN_IN_PART = gettext_noop("Attention activations are recomputed instead of stored, which adds little work.")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A way to spread a run that fits."""

    accelerator: str
    accelerator_count: int
    tensor: int = 1
    """Accelerators over which each layer is split."""
    pipeline: int = 1
    """Groups of layers behind each other."""
    zero: Zero = Zero.NOTHING
    recompute: Recompute = Recompute.NONE
    away: Away = Away.NOTHING
    states_each: float
    """Weights, gradients and optimiser on each accelerator [bytes]."""
    activations_each: float
    """[bytes]."""
    working_each: float = 0.0
    """What tuning an adapter works with beside that, driver included [bytes]."""
    gaps: float = 1.0
    """Memory taken / memory used."""

    @property
    def data(self) -> int:
        """Accelerators that hold the same part of the model."""
        return self.accelerator_count // (self.tensor * self.pipeline)

    @property
    def bytes_each(self) -> float:
        """On each accelerator [bytes]."""
        return (self.states_each + self.activations_each + self.working_each) * self.gaps

    @property
    def reasons(self) -> tuple[Remark, ...]:
        """Why it is laid out so, in words."""
        params: Mapping[str, object] = {"data": self.data, "tensor": self.tensor, "pipeline": self.pipeline}
        said = []
        if self.tensor > 1:
            said.append(SPLIT_LAYERS)
        if self.pipeline > 1:
            said.append(STAGES)
        split = {Zero.OPTIMISER: SPLIT_OPTIMISER, Zero.GRADIENTS: SPLIT_GRADIENTS, Zero.WEIGHTS: SPLIT_WEIGHTS}
        if self.data > 1:
            said.append(split.get(self.zero, SAME_ON_EACH))
        if self.accelerator_count == 1:
            said.append(FITS_ONE)
        if self.away:
            said.append(OFFLOADED if self.away is Away.GRADIENTS else PAGED)
        again = {Recompute.FULL: AGAIN, Recompute.SELECTIVE: AGAIN_IN_PART}.get(self.recompute)
        return tuple(Remark(message=message, params=params) for message in (*said, *((again,) if again else ())))

    @property
    def cost(self) -> float:
        """What it costs in traffic and work, in points: lower is better.

        Ours, in the order of the papers: ZeRO 1 and 2 take no extra traffic, 3 half as much again (Rajbhandari et al.
        2020, section 7); selective recomputation takes little, full a third more work (Korthikanti et al. 2022, table
        2 and figure 8); tensor parallelism within a server before pipelines, which wait (Narayanan et al. 2021,
        Megatron-LM, section 5).
        """
        zero = {Zero.NOTHING: 0.0, Zero.OPTIMISER: 0.1, Zero.GRADIENTS: 0.2, Zero.WEIGHTS: 1.5}[self.zero]
        again = {Recompute.NONE: 0.0, Recompute.SELECTIVE: 0.3, Recompute.FULL: 2.5}[self.recompute]
        # Paging is taken where nothing else fits; what somebody chose costs all layouts alike.
        paged = 3.0 if self.away is Away.OPTIMISER else 0.0
        return paged + zero + again + 1.0 * math.log2(self.tensor) + 1.8 * math.log2(self.pipeline)


@dataclass(frozen=True, kw_only=True)
class Run:
    """What is to be trained, as far as memory depends on it."""

    states: TrainingStates
    shape: ModelShape
    sequence_length: int
    """[tokens]."""
    batch: int = 1
    """Texts at a time on one accelerator."""
    away: tuple[Away, ...] = (Away.NOTHING,)
    """What may be kept in the memory of the server."""
    adapter: bool = False
    """Whether thin matrices beside frozen weights are taught: its tools work every layer out again."""

    @property
    def usable_share(self) -> float:
        """Share of an accelerator's memory that it can use."""
        return TUNING_USABLE_SHARE if self.adapter else USABLE_SHARE

    def working_each(self, tensor: int) -> float:
        """Return what it works with beside states and activations, where that is counted [bytes]."""
        if not self.adapter:
            return 0.0
        return working_bytes(self.shape, sequence_length=self.sequence_length, tensor=tensor) + DRIVER_GB * GB


def layout_on(run: Run, accelerator: Accelerator, count: int) -> Layout | None:
    """Return the layout on so many accelerators that costs the least, or None where none fits."""
    usable = accelerator.memory_gb * GB * run.usable_share
    fitting = (layout for layout in _layouts(run, accelerator.name, count) if layout.bytes_each <= usable)
    return min(fitting, key=lambda layout: layout.cost, default=None)


def _layouts(run: Run, name: str, count: int) -> Iterator[Layout]:
    for tensor in _powers(min(count, ACCELERATORS_PER_SERVER, run.shape.attention_heads)):
        for pipeline in _powers(min(count // tensor, run.shape.layers)):
            if count % (tensor * pipeline):
                continue
            data = count // (tensor * pipeline)
            stages = [stage for stage in Zero if data > 1 or stage is Zero.NOTHING]
            # A pipeline sends half-done texts on at every step; ZeRO 2 and 3 would gather at each of them.
            stages = [stage for stage in stages if pipeline == 1 or stage <= Zero.OPTIMISER]
            again = (Recompute.FULL,) if run.adapter else tuple(Recompute)
            for zero, away in itertools.product(stages, run.away):
                states = run.states.on_each(zero=zero, data=data, model=tensor * pipeline, away=away)
                for recompute in again:
                    yield Layout(
                        accelerator=name,
                        accelerator_count=count,
                        tensor=tensor,
                        pipeline=pipeline,
                        zero=zero,
                        recompute=recompute,
                        away=away,
                        states_each=states,
                        # The first group keeps as many texts under way as there are groups: its share stays.
                        activations_each=activation_bytes(
                            run.shape,
                            sequence_length=run.sequence_length,
                            batch=run.batch,
                            tensor=tensor,
                            recompute=recompute,
                        ),
                        working_each=run.working_each(tensor),
                        gaps=GAPS if run.adapter else 1.0,
                    )


def _powers(most: int) -> Iterator[int]:
    power = 1
    while power <= most:
        yield power
        power *= 2


@lru_cache(maxsize=512)
def smallest_layout(run: Run, accelerator: Accelerator) -> Layout | None:
    """Return the layout on the fewest accelerators, in powers of two; None where 65,536 do not hold it."""
    usable = accelerator.memory_gb * GB * run.usable_share
    # Even split over all of them the states must fit, so fewer need not be tried.
    fewest = 1 << max(0, math.ceil(math.log2(max(1.0, (run.states.total - run.states.away(max(run.away))) / usable))))
    while fewest <= MOST_ACCELERATORS:
        layout = layout_on(run, accelerator, fewest)
        if layout is not None:
            return layout
        fewest *= 2
    return None


def which_hold(run: Run, accelerators: Iterable[Accelerator]) -> tuple[tuple[Accelerator, Layout | None], ...]:
    """Return the smallest layout on each accelerator, the fewest first, those that do not hold it last."""
    layouts = [(accelerator, smallest_layout(run, accelerator)) for accelerator in accelerators]
    return tuple(
        sorted(layouts, key=lambda pair: (pair[1].accelerator_count if pair[1] else math.inf, pair[0].memory_gb))
    )
