"""Running a model on machines of one's own: cost and speed, from what a chip can read and reckon in a second."""

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from estimates.domain.formulas.hardware import Accelerator, ModelShape
from estimates.domain.formulas.memory import (
    ACCELERATORS_PER_SERVER,
    GB,
    USABLE_SHARE,
    kept_tokens,
    kv_cache_bytes,
    weight_bytes,
)
from estimates.domain.formulas.speed import SpeedModel
from projects.domain.lazy import cached_property

Number = TypeVar("Number", float, NDArray[np.float64])

HOURS_PER_MONTH = 730
"""8,760 hours a year / 12."""
SECONDS_PER_HOUR = 3600
MOST_TEXTS = 1024
"""Texts that an engine answers at a time at the most while users wait: the default of vLLM on large chips
(`max_num_seqs`, from memory)."""
MOST_TEXTS_OFFLINE = 4096
"""The same where nobody waits: what the published maxima need (docs/numbers.md)."""
ENCODER_TEXTS = 256
"""Texts that an encoder reads at a time. Ours."""
LAYER_START_S = 2e-5
"""What a layer takes on one accelerator before it does anything [s]: starting its kernels. Ours."""
LINK_BYTES = 8
"""Bytes that one token moves between accelerators, a layer and a number of its width: two all-reduces at 16 bit."""
SLOW_LINK_SHARE = 0.2
"""Speed of PCIe / speed of NVLink: 64 of 300 GB/s a direction for A100 (its data sheet, recalled)."""
_FAST_LINKS = ("SXM", "GH", "GB", "B300", "MI", "TPU", "Ascend", "Gaudi", "Trainium", "Rubin")


@dataclass(frozen=True, kw_only=True)
class ModelCopy:
    """One copy of a model on some accelerators. Times are those of an engine of 2025, before the speed of a service."""

    parameters: float
    """All of them."""
    active_parameters: float
    """Those that work on each token."""
    shape: ModelShape
    accelerator: Accelerator
    accelerator_count: int = 1
    weight_bits: float = 16
    kv_bits: float = 16
    speed: SpeedModel
    touched_share: float = 1.0
    """Share of the weights that a step reads, 0 to 1: of a mixture only the experts that some text asks for."""
    writes: bool = True
    """Whether it answers word by word and keeps what it has read; an encoder answers all at once."""

    @cached_property
    def weight_gb(self) -> float:
        """Memory of the weights [GB]."""
        return weight_bytes(self.parameters, self.weight_bits) / GB

    def kv_gb(self, tokens: Number) -> Number:
        """Return the memory of one text in flight [GB]; an encoder keeps nothing.

        Args:
            tokens: Length of the text so far [tokens].
        """
        bits = self.kv_bits if self.writes else 0.0
        return kv_cache_bytes(self.shape, sequence_length=tokens, bytes_per_number=bits / 8) / GB

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

    @property
    def peak_flop_per_s(self) -> float:
        """Dense peak of one accelerator at the bits of the weights [FLOP/s]; what it has no units for is unpacked."""
        chip = self.accelerator
        by_bits = {8: chip.peak_fp8_flop_per_s, 4: chip.peak_fp4_flop_per_s}
        return by_bits.get(int(self.weight_bits)) or chip.peak_flop_per_s

    @property
    def compute_share(self) -> float:
        """Share of that peak which engines reach, 0 to 1: less at 4 bit, in mixtures, and on chips of AMD."""
        at_4_bit = self.weight_bits == 4 and self.accelerator.peak_fp4_flop_per_s
        share = self.speed.compute_share_4_bit if at_4_bit else self.speed.compute_share
        return share * (self.speed.expert_share if self.shape.experts > 1 else 1.0)

    @property
    def vendor_share(self) -> float:
        """What this maker's chips reckon / what others do of their peak, 0 to 1; AMD's read as much."""
        return self.speed.amd_share if self.accelerator.vendor == "AMD" else 1.0

    @cached_property
    def flop_per_s(self) -> float:
        """Work of all accelerators together [FLOP/s]."""
        return self.accelerator_count * self.peak_flop_per_s * self.compute_share * self.vendor_share

    @cached_property
    def link_s_per_token(self) -> float:
        """What one token costs in exchange between accelerators [s]."""
        count = self.accelerator_count
        # Beyond one server the network takes the place of the fast link.
        fast = count <= ACCELERATORS_PER_SERVER and any(link in self.accelerator.name for link in _FAST_LINKS)
        per_s = self.speed.link_gb_per_s * GB * (1.0 if fast else SLOW_LINK_SHARE)
        return LINK_BYTES * self.shape.layers * self.shape.hidden_size * (count - 1) / count / per_s

    @cached_property
    def pass_s_per_token(self) -> float:
        """What one token costs in numbers handed from layer to layer, in mixtures once more for each expert [s]."""
        handed = 1 + (self.shape.experts_per_token if self.shape.experts > 1 else 0)
        pass_gb = self.speed.activation_bytes * self.shape.layers * self.shape.hidden_size * handed / GB
        return pass_gb / (self.read_gb_per_s * self.vendor_share)

    @property
    def side_s_per_token(self) -> float:
        """What one token costs beside reckoning and the cache [s]: exchange and handing on."""
        return self.link_s_per_token + self.pass_s_per_token

    @cached_property
    def start_s(self) -> float:
        """What a step takes before it does anything [s]: starting each layer, and waiting for the others."""
        wait = self.speed.link_start_s if self.accelerator_count > 1 else 0.0
        return self.shape.layers * (LAYER_START_S + wait)

    def with_texts(self, texts: float) -> "ModelCopy":
        """Return the copy as it reads its weights while some texts are in flight.

        Source:
            With k of E experts for each token, texts that choose alike leave (1 − k / E)^texts of them untouched.
        """
        if self.shape.experts <= 1:
            return self
        hit = 1 - (1 - self.shape.experts_per_token / self.shape.experts) ** texts
        active = self.active_parameters / self.parameters
        return replace(self, touched_share=hit + active * (1 - hit))

    def texts_that_fit(self, tokens: Number) -> Number:
        """Return how many texts fit beside the weights; below 1 where not even one does. For models that write.

        Args:
            tokens: Length of a text with its answer [tokens].
        """
        return max(self.usable_gb - self.weight_gb, 0.0) / (self.kv_gb(tokens))

    def reading_s(self, input_tokens: Number) -> Number:
        """Return the time of reading a text before the first word of its answer [s]: the prefill.

        Args:
            input_tokens: [tokens].

        Returns:
            (tokens × 2 × active parameters + 2 × width × tokens × tokens seen over the layers) / work in a second, and
            what the tokens cost beside: bound by reckoning.

        Source:
            2 FLOP for a parameter and token, and attention to the half that stands before it: Chowdhery et al. 2022,
            PaLM, appendix B.
        """
        seen = kept_tokens(self.shape, input_tokens)
        work = input_tokens * (2 * self.active_parameters + 2 * self.shape.hidden_size * seen)
        return work / self.flop_per_s + input_tokens * self.side_s_per_token

    @cached_property
    def base_step_s(self) -> float:
        """The part of a step that does not grow with the texts [s]: reading the weights."""
        return self.weight_gb * self.touched_share / self.read_gb_per_s + self.start_s

    def text_step_s(self, context_tokens: Number) -> Number:
        """Return what each text adds to a step [s].

        Args:
            context_tokens: Length of the text so far [tokens].
        """
        reckoning = 2 * self.active_parameters / self.flop_per_s + self.side_s_per_token
        return self.kv_gb(context_tokens) / self.read_gb_per_s + reckoning

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
