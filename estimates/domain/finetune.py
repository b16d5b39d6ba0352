"""Fine-tuning: how much of the work of full training it takes."""

from enum import StrEnum

from projects.domain.ranges import Range


class Method(StrEnum):
    """How a ready model is taught."""

    FULL = "full"
    LORA = "lora"
    QLORA = "qlora"


WORK_SHARE = {
    # Full: 2 for the forward, 2 for the gradients of what flows through, 2 for those of the weights. LoRA needs none
    # of the last for the frozen weights. QLoRA unpacks 4-bit weights on the way.
    Method.FULL: Range.exactly(1.0),
    Method.LORA: Range(low=0.64, likely=2 / 3, high=0.75),
    Method.QLORA: Range(low=0.75, likely=0.93, high=1.15),
}
"""Time of a method / time of full fine-tuning on the same tokens."""
WORK_SOURCE = {
    Method.FULL: "6 × parameters × tokens (Kaplan et al. 2020)",
    Method.LORA: "4 of 6 FLOP for each parameter and token: frozen weights need no gradients (Hu et al. 2021, LoRA)",
    Method.QLORA: "LoRA × 1.39 for unpacking 4-bit weights (Raschka 2023, Practical Tips; recalled)",
}
TUNING_LOSS = 0.7
"""How much lower the MFU may fall than that of long training runs: short texts, padding, loading, few steps.

Ours. The published fine-tuning runs whose tokens are known reach 0.19 to 0.42 (finetune_runs.csv).
"""


def tuning_mfu(mfu: Range) -> Range:
    """Return the MFU of fine-tuning from that of a long training run: the same, with more room below [0 to 1]."""
    return Range(low=mfu.low * TUNING_LOSS, likely=mfu.likely, high=mfu.high)
