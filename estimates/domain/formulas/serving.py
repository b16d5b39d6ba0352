"""Running a model on machines of one's own: cost and speed, from what a chip can read and reckon in a second."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from estimates.domain.formulas.hardware import Accelerator, Shape
from estimates.domain.formulas.memory import ACCELERATORS_PER_SERVER, GB, USABLE_SHARE, kv_cache_bytes, weight_bytes
from estimates.domain.formulas.speed import SpeedModel
from projects.domain.lazy import cached_property

Number = TypeVar("Number", float, NDArray[np.float64])

HOURS_PER_MONTH = 730
"""8,760 hours a year / 12."""
SECONDS_PER_HOUR = 3600
MOST_TEXTS = 256
"""Texts that an engine answers at a time at the most: the default of vLLM (`max_num_seqs`)."""
LINK_SETUP_S = 2e-5
"""Two exchanges a layer between accelerators, ten microseconds each before a byte flows. Ours."""
LINK_BYTES = 8
"""Bytes that one token moves between accelerators, a layer and a number of its width: two all-reduces at 16 bit."""
SLOW_LINK_SHARE = 0.2
"""Speed of PCIe / speed of NVLink: 64 of 300 GB/s a direction for A100 (its data sheet, recalled)."""
_FAST_LINKS = ("SXM", "GH", "MI", "TPU", "Ascend")


@dataclass(frozen=True, kw_only=True)
class ModelCopy:
    """One copy of a model on some accelerators. Times are those of a tuned engine, before `SERVICE_SHARE`."""

    parameters: float
    """All of them."""
    active_parameters: float
    """Those that work on each token."""
    shape: Shape
    accelerator: Accelerator
    accelerator_count: int = 1
    weight_bits: float = 16
    kv_bits: float = 16
    speed: SpeedModel
    writes: bool = True
    """Whether it answers word by word and keeps what it has read; an encoder answers all at once."""

    @cached_property
    def weight_gb(self) -> float:
        """Memory of the weights [GB]."""
        return weight_bytes(self.parameters, self.weight_bits) / GB

    @cached_property
    def kv_gb_per_token(self) -> float:
        """Memory of one token of a text in flight [GB]."""
        if not self.writes:
            return 0.0
        return kv_cache_bytes(self.shape, sequence_length=1, bytes_per_number=self.kv_bits / 8) / GB

    @cached_property
    def usable_gb(self) -> float:
        """Memory that the engine may use [GB]."""
        return self.accelerator_count * self.accelerator.memory_gb * USABLE_SHARE

    @property
    def fits(self) -> bool:
        """Whether the weights leave room for texts."""
        return self.usable_gb > self.weight_gb

    @cached_property
    def read_gb_per_s(self) -> float:
        """Memory read in a second, all accelerators together [GB/s]."""
        return self.accelerator_count * self.accelerator.memory_bandwidth_gb_per_s * self.speed.bandwidth_share

    @cached_property
    def flop_per_s(self) -> float:
        """Work of all accelerators together [FLOP/s]; 4-bit weights are unpacked and reckoned with at 16 bit."""
        peak = self.accelerator.peak_flop_per_s
        if self.weight_bits == 8 and self.accelerator.peak_fp8_flop_per_s:
            peak = self.accelerator.peak_fp8_flop_per_s
        return self.accelerator_count * peak * self.speed.compute_share

    @cached_property
    def link_s_per_token(self) -> float:
        """What one token costs in exchange between accelerators [s]."""
        count = self.accelerator_count
        # Beyond one server the network takes the place of the fast link.
        fast = count <= ACCELERATORS_PER_SERVER and any(one in self.accelerator.name for one in _FAST_LINKS)
        per_s = self.speed.link_gb_per_s * GB * (1.0 if fast else SLOW_LINK_SHARE)
        return LINK_BYTES * self.shape.layers * self.shape.hidden_size * (count - 1) / count / per_s

    @cached_property
    def start_s(self) -> float:
        """What a step takes before it does anything [s]."""
        return self.speed.step_s + (self.shape.layers * LINK_SETUP_S if self.accelerator_count > 1 else 0.0)

    def texts_that_fit(self, tokens: Number) -> Number:
        """Return how many texts fit beside the weights; below 1 where not even one does. For models that write.

        Args:
            tokens: Length of a text with its answer [tokens].
        """
        return max(self.usable_gb - self.weight_gb, 0.0) / (tokens * self.kv_gb_per_token)

    def reading_s(self, input_tokens: Number) -> Number:
        """Return the time of reading a text before the first word of its answer [s]: the prefill.

        Args:
            input_tokens: [tokens].

        Returns:
            tokens × (2 × active parameters + 2 × layers × width × tokens) / work in a second: bound by reckoning.

        Source:
            2 FLOP for a parameter and token, and attention to the half that stands before it: Chowdhery et al. 2022,
            PaLM, appendix B.
        """
        attention = 2 * self.shape.layers * self.shape.hidden_size
        work = input_tokens * (2 * self.active_parameters + attention * input_tokens)
        return work / self.flop_per_s + input_tokens * self.link_s_per_token

    @cached_property
    def base_step_s(self) -> float:
        """The part of a step that does not grow with the texts [s]: reading all weights."""
        return self.weight_gb / self.read_gb_per_s + self.start_s

    def text_step_s(self, context_tokens: Number) -> Number:
        """Return what each text adds to a step [s].

        Args:
            context_tokens: Length of the text so far [tokens].
        """
        reckoning = 2 * self.active_parameters / self.flop_per_s + self.link_s_per_token
        return self.kv_gb_per_token * context_tokens / self.read_gb_per_s + reckoning

    def step_s(self, texts: Number, context_tokens: Number) -> Number:
        """Return the time in which every text in flight gets one word further [s].

        Args:
            texts: Texts in flight.
            context_tokens: Their mean length so far [tokens].

        Returns:
            Weights and KV cache / memory read in a second + 2 × active parameters × texts / work in a second: bound by
            memory while texts are few.

        Source:
            Pope et al. 2022, Efficiently Scaling Transformer Inference, section 2.
        """
        return self.base_step_s + texts * self.text_step_s(context_tokens)

    def call_s(self, texts: Number, input_tokens: Number, output_tokens: Number) -> Number:
        """Return the time of the machines that one call takes, while others are answered beside it [s].

        Args:
            texts: Texts in flight, 1 or more.
            input_tokens: [tokens].
            output_tokens: [tokens].

        Returns:
            Reading + tokens out × step / texts. Calls a second are 1 / this, and never fall with more texts.
        """
        step = self.step_s(texts, input_tokens + output_tokens / 2)
        return self.reading_s(input_tokens) + output_tokens * step / texts

    def first_token_s(self, texts: Number, input_tokens: Number) -> Number:
        """Return the time to the first word where the machines are not overloaded [s]: reading and one step."""
        return self.reading_s(input_tokens) + self.step_s(texts, input_tokens)

    def user_tokens_per_s(self, texts: Number, input_tokens: Number, output_tokens: Number) -> Number:
        """Return how fast each user sees an answer grow [tokens/s], the reading of others' texts in between counted."""
        return 1 / (self.call_s(texts, input_tokens, output_tokens) * texts / output_tokens)

    def texts_at_speed(self, tokens_per_s: Number, input_tokens: Number, output_tokens: Number) -> Number:
        """Return how many texts in flight leave each user a speed; below 1 where not even one does.

        Args:
            tokens_per_s: Speed that each user is to see [tokens/s].
            input_tokens: [tokens].
            output_tokens: [tokens], above 0.
        """
        left = output_tokens / tokens_per_s - output_tokens * self.base_step_s
        step = output_tokens * self.text_step_s(input_tokens + output_tokens / 2)
        return left / (step + self.reading_s(input_tokens))
