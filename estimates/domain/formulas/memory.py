"""Memory of training and of answering."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from estimates.domain.formulas.hardware import ModelShape

Number = TypeVar("Number", float, NDArray[np.float64])

BYTES_16_BIT = 2
GB = 1e9
OPTIMISER_BYTES = 12
"""Adam in mixed precision: copy of the weights, mean, variance, 32 bit each (Rajbhandari et al. 2020, section 3.1)."""
OPTIMISER_8_BIT_BYTES = 6
"""The same with mean and variance of 8 bit each (Dettmers et al. 2022, 8-bit Optimizers); their scales, one for each
2,048 numbers, are left out."""
NF4_BITS = 4.127
"""Of a weight packed into 4 bits, its share of the doubly packed constants counted (Dettmers et al. 2023, QLoRA)."""
USABLE_SHARE = 0.9
"""Share of an accelerator's memory that a run can use; drivers, buffers and gaps take the rest.

The default of vLLM (`gpu_memory_utilization`, recalled); for training the same, ours.
"""
DRIVER_GB = 0.6
"""What driver and libraries take of each accelerator before a run begins. Ours."""
GAPS = 1.12
"""Memory that tuning an adapter takes / memory that it uses: gaps between its pieces. Ours, held against the table of
QLoRA (Dettmers et al. 2023, figure 6) and that of LLaMA-Factory, which come out 14 % too low to 6 % too high."""
TUNING_USABLE_SHARE = 0.97
"""Share of an accelerator's memory that such a run can use, where gaps and driver are counted already. Ours."""
ACCELERATORS_PER_SERVER = 8
"""Beyond one server tensor parallelism waits for the network (Narayanan et al. 2021, Megatron-LM, section 3.2)."""


class Away(IntEnum):
    """What is kept in the memory of the server instead of that of the accelerators."""

    NOTHING = 0
    OPTIMISER = 1
    """Pages of it, fetched as they are needed: the paged optimiser of QLoRA (Dettmers et al. 2023, section 3)."""
    GRADIENTS = 2
    """The optimiser too: ZeRO-Offload (Ren et al. 2021)."""


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


def activation_bytes(
    shape: ModelShape,
    *,
    sequence_length: int,
    batch: int = 1,
    tensor: int = 1,
    recompute: Recompute = Recompute.SELECTIVE,
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


def kept_tokens(shape: ModelShape, tokens: Number) -> Number:
    """Return tokens kept, summed over the layers: all in some, at most a window in the others [tokens × layers]."""
    if not shape.window_layers:
        return shape.layers * tokens
    windowed: Number = np.minimum(tokens, float(shape.window))
    return shape.growing * tokens + shape.window_layers * windowed


def kv_cache_bytes(
    shape: ModelShape, *, sequence_length: Number, batch: int = 1, bytes_per_number: float = BYTES_16_BIT
) -> Number:
    """Return the keys and values that are kept while a model answers [bytes].

    Args:
        shape: The model's layers, width and heads.
        sequence_length: Text so far, question and answer [tokens].
        batch: Texts at a time.
        bytes_per_number: 2 at 16 bit.

    Source:
        NVIDIA 2023, Mastering LLM Techniques: Inference Optimization: about 2 GB for Llama 2 7B at 4,096 tokens. Keys
        that are kept compressed: DeepSeek-V2, section 2.1. Windows: Beltagy et al. 2020, Longformer, section 3.
    """
    return kept_tokens(shape, sequence_length) * (2 * shape.kv_width * batch * bytes_per_number)


def lora_parameters(shape: ModelShape, rank: int) -> float:
    """Return the parameters that LoRA teaches: two thin matrices beside each large one of every layer.

    Args:
        shape: The model's layers, width and heads.
        rank: Width of the thin side.

    Returns:
        layers × rank × (in + out) summed over queries, keys, values, output and the three of a gated feed-forward part.

    Source:
        Hu et al. 2021, LoRA, section 4.1; all matrices, as Dettmers et al. 2023, QLoRA, section 4. GPT-3 with rank 4 on
        queries and values alone: 18.9 million (LoRA, table 4).
    """
    width, keys, inner = shape.hidden_size, shape.kv_width, shape.ffn_size
    return shape.layers * rank * (2 * (width + width) + 2 * (width + keys) + 3 * (width + inner))


def word_parameters(shape: ModelShape, parameters: float) -> float:
    """Return the parameters of the tables of words: one where it reads and writes with the same, else two.

    Args:
        shape: The model's width and vocabulary.
        parameters: All parameters, which the tables can never exceed.
    """
    tables = 1 if shape.shared_words else 2
    return min(float(tables * shape.vocabulary * shape.hidden_size), parameters)


def working_bytes(shape: ModelShape, *, sequence_length: int, tensor: int = 1) -> float:
    """Return what tuning an adapter works with beside what it keeps [bytes], one text at a time.

    Args:
        shape: The model's width and vocabulary.
        sequence_length: [tokens].
        tensor: Accelerators over which each layer is split.

    Returns:
        The one layer that is worked out again, 34 bytes × width × length, and the scores of all words, 6 bytes each at
        16 and 32 bit.
    """
    unit = sequence_length * (34 * shape.hidden_size + 6 * shape.vocabulary)
    return unit / tensor


@dataclass(frozen=True, kw_only=True)
class TrainingStates:
    """Weights, gradients and optimiser of a run [bytes], all accelerators together."""

    weights: float
    gradients: float
    optimiser: float

    @property
    def total(self) -> float:
        """Together [bytes]."""
        return self.weights + self.gradients + self.optimiser

    def away(self, away: Away) -> float:
        """Return what the memory of the server holds [bytes], all servers together."""
        return (self.optimiser if away else 0.0) + (self.gradients if away is Away.GRADIENTS else 0.0)

    def on_each(self, *, zero: Zero, data: int, model: int, away: Away = Away.NOTHING) -> float:
        """Return what one accelerator holds [bytes].

        Args:
            away: What the memory of the server holds instead.
            zero: What is split over those that hold the same part of the model.
            data: Accelerators that hold the same part, 1 or more.
            model: Parts of the model: tensor × pipeline, 1 or more.

        Source:
            Rajbhandari et al. 2020, ZeRO, figure 1: 7.5 billion parameters on 64 accelerators take 120, 31.4, 16.6 and
            1.9 GB each at stages 0 to 3.
        """
        optimiser = 0.0 if away else self.optimiser
        gradients = 0.0 if away is Away.GRADIENTS else self.gradients
        held = ((optimiser, Zero.OPTIMISER), (gradients, Zero.GRADIENTS), (self.weights, Zero.WEIGHTS))
        return sum(size / (data if zero >= stage else 1) for size, stage in held) / model


def training_states(
    parameters: float,
    *,
    trained: float | None = None,
    frozen_bits: float = 16,
    unpacked: float = 0.0,
    optimiser_bytes: float = OPTIMISER_BYTES,
) -> TrainingStates:
    """Return weights, gradients and optimiser, Adam in mixed precision.

    Args:
        parameters: All parameters; those of resting experts too.
        trained: Parameters that are taught beside frozen ones, as LoRA does; None where all are taught.
        frozen_bits: Of a frozen weight: 16, or `NF4_BITS` for QLoRA.
        unpacked: Frozen parameters that stay at 16 bit all the same: the tables of words, which QLoRA never packs.
        optimiser_bytes: Of the optimiser, for each parameter that is taught.
    """
    taught = parameters if trained is None else trained
    packed = weight_bytes(parameters - unpacked, frozen_bits) + weight_bytes(unpacked)
    frozen = 0.0 if trained is None else packed
    return TrainingStates(
        weights=frozen + taught * BYTES_16_BIT, gradients=taught * BYTES_16_BIT, optimiser=taught * optimiser_bytes
    )


def weight_bytes(parameters: float, bits: float = 16) -> float:
    """Return the weights alone [bytes], as a model that answers needs them."""
    return parameters * bits / 8
