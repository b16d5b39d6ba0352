"""Memory of training and of answering, and the smallest layout of accelerators that holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from estimates.domain.reference import Accelerator, Shape
from projects.domain.text import gettext_noop

BYTES_16_BIT = 2
BYTES_32_BIT = 4
GB = 1e9
OPTIMISER_BYTES = 12
"""Adam in mixed precision: copy of the weights, mean, variance, 32 bit each (Rajbhandari et al. 2020, section 3.1)."""
USABLE_SHARE = 0.9
"""Share of an accelerator's memory that a run can use; drivers, buffers and gaps take the rest. Ours."""
ACCELERATORS_PER_SERVER = 8
"""Beyond one server tensor parallelism waits for the network (Narayanan et al. 2021, Megatron-LM, section 3.2)."""
MOST_ACCELERATORS = 65_536

FITS_ONE = gettext_noop("It fits on one accelerator.")
SPLIT_STATES = gettext_noop("Weights, gradients and optimiser are split over %(count)s accelerators (ZeRO stage 3).")
SPLIT_LAYERS = gettext_noop(
    "Each layer is split over %(tensor)s accelerators of one server, because one text's activations do not fit one; "
    "the rest is split over %(count)s accelerators (ZeRO stage 3)."
)


class Zero(IntEnum):
    """What is split over the accelerators instead of being kept on each."""

    NOTHING = 0
    OPTIMISER = 1
    GRADIENTS = 2
    """The optimiser too."""
    WEIGHTS = 3
    """All three."""


class Recompute(StrEnum):
    """Which activations are worked out again instead of being kept."""

    NONE = "none"
    SELECTIVE = "selective"
    """Those of attention: much memory, little work."""
    FULL = "full"
    """All but the input of each layer: a third more work."""


def state_bytes(parameters: float, *, zero: Zero = Zero.NOTHING, accelerator_count: int = 1) -> float:
    """Return weights, gradients and optimiser on one accelerator [bytes], Adam in mixed precision.

    Args:
        parameters: All parameters; those of resting experts too.
        zero: What is split.
        accelerator_count: Over how many, 1 or more.

    Source:
        Rajbhandari et al. 2020, ZeRO, figure 1: 7.5 billion parameters on 64 accelerators take 120, 31.4, 16.6 and
        1.9 GB each at stages 0 to 3.
    """
    if accelerator_count < 1:
        raise ValueError(f"accelerator_count must be 1 or more, not {accelerator_count}")
    held = ((OPTIMISER_BYTES, Zero.OPTIMISER), (BYTES_16_BIT, Zero.GRADIENTS), (BYTES_16_BIT, Zero.WEIGHTS))
    return sum(parameters * size / (accelerator_count if zero >= stage else 1) for size, stage in held)


def activation_bytes(
    shape: Shape, *, sequence_length: int, batch: int = 1, tensor: int = 1, recompute: Recompute = Recompute.SELECTIVE
) -> float:
    """Return the activations that one accelerator keeps for the backward pass [bytes], 16 bit.

    Args:
        shape: The model's layers, width and heads.
        sequence_length: [tokens].
        batch: Texts at a time on one accelerator.
        tensor: Accelerators over which each layer is split, sequence parallelism included.
        recompute: Which are worked out again.

    Source:
        Korthikanti et al. 2022, Reducing Activation Recomputation in Large Transformer Models, table 2:
        width × length × batch × (34 + 5 × heads × length / width) bytes a layer. For GPT-3 attention is 80 of 114.
    """
    unit = sequence_length * batch * shape.hidden_size
    attention = 5 * shape.attention_heads * sequence_length / shape.hidden_size
    per_unit = {Recompute.NONE: 34 + attention, Recompute.SELECTIVE: 34.0, Recompute.FULL: 2.0}[recompute]
    return shape.layers * unit * per_unit / tensor


def kv_cache_bytes(
    shape: Shape, *, sequence_length: int, batch: int = 1, bytes_per_number: float = BYTES_16_BIT
) -> float:
    """Return the keys and values that are kept while a model answers [bytes].

    Args:
        shape: The model's layers, width and heads.
        sequence_length: Text so far, question and answer [tokens].
        batch: Texts at a time.
        bytes_per_number: 2 at 16 bit.

    Source:
        NVIDIA 2023, Mastering LLM Techniques: Inference Optimization: about 2 GB for Llama 2 7B at 4,096 tokens.
    """
    return 2 * shape.layers * shape.kv_width * sequence_length * batch * bytes_per_number


def weight_bytes(parameters: float, bits: float = 16) -> float:
    """Return the weights alone [bytes], as a model that answers needs them."""
    return parameters * bits / 8


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A way to spread a run that fits."""

    accelerator: str
    accelerator_count: int
    tensor: int
    bytes_each: float
    """On each accelerator [bytes]."""
    reason: str
    params: Mapping[str, object]


def smallest_training_layout(
    parameters: float, shape: Shape, accelerator: Accelerator, *, sequence_length: int, batch: int = 1
) -> Layout | None:
    """Return the fewest accelerators on which a training run fits, in powers of two; None where none do.

    Args:
        parameters: All parameters.
        shape: The model's layers, width and heads.
        accelerator: On which it runs.
        sequence_length: [tokens].
        batch: Texts at a time on one accelerator.
    """
    usable = accelerator.memory_gb * GB * USABLE_SHARE
    count = 1
    while count <= MOST_ACCELERATORS:
        tensor = 1
        while tensor <= min(count, ACCELERATORS_PER_SERVER):
            states = state_bytes(parameters, zero=Zero.WEIGHTS, accelerator_count=count)
            each = states + activation_bytes(shape, sequence_length=sequence_length, batch=batch, tensor=tensor)
            if each <= usable:
                return _layout(accelerator, count, tensor, each)
            tensor *= 2
        count *= 2
    return None


def _layout(accelerator: Accelerator, count: int, tensor: int, each: float) -> Layout:
    reason = FITS_ONE if count == 1 else SPLIT_STATES if tensor == 1 else SPLIT_LAYERS
    return Layout(
        accelerator=accelerator.name,
        accelerator_count=count,
        tensor=tensor,
        bytes_each=each,
        reason=reason,
        params={"count": count, "tensor": tensor},
    )


def serving_accelerators(
    parameters: float,
    shape: Shape,
    accelerator: Accelerator,
    *,
    sequence_length: int,
    batch: int = 1,
    bits: float = 16,
) -> int:
    """Return how many accelerators hold a model that answers, its weights and the texts in flight; a power of two."""
    needed = weight_bytes(parameters, bits) + kv_cache_bytes(shape, sequence_length=sequence_length, batch=batch)
    usable = accelerator.memory_gb * GB * USABLE_SHARE
    count = 1
    while count * usable < needed:
        count *= 2
    return count
