"""Fine-tuning: how much of the work of full training it takes, and how well it uses the chip."""

from enum import StrEnum

from projects.domain.ranges import Range


class FinetuneMethod(StrEnum):
    """How a ready model is taught."""

    FULL = "full"
    LORA = "lora"
    QLORA = "qlora"
    CONTINUED = "continued"
    """Its training goes on, on much text of the field: like a long training run."""

    @property
    def adapts(self) -> bool:
        """Whether thin matrices beside frozen weights are taught."""
        return self in (FinetuneMethod.LORA, FinetuneMethod.QLORA)


WORK_SHARE = {
    # Full: 2 for the forward, 2 for the gradients of what flows through, 2 for those of the weights. LoRA needs none
    # of the last for the frozen weights. QLoRA unpacks 4-bit weights on the way.
    FinetuneMethod.FULL: Range.exactly(1.0),
    FinetuneMethod.LORA: Range(low=0.64, likely=2 / 3, high=0.75),
    FinetuneMethod.QLORA: Range(low=0.75, likely=0.93, high=1.15),
    FinetuneMethod.CONTINUED: Range.exactly(1.0),
}
"""Time of a method / time of full fine-tuning on the same tokens."""
WORK_SOURCE = {
    FinetuneMethod.FULL: "6 × parameters × tokens (Kaplan et al. 2020)",
    FinetuneMethod.LORA: (
        "4 of 6 FLOP for each parameter and token: frozen weights need no gradients (Hu et al. 2021, LoRA)"
    ),
    FinetuneMethod.QLORA: (
        "LoRA × 1.39 for unpacking 4-bit weights (Raschka 2023, Practical Tips; from memory, not looked up)"
    ),
    FinetuneMethod.CONTINUED: "6 × parameters × tokens (Kaplan et al. 2020)",
}
TUNING_SHARE = Range(low=0.4, likely=0.85, high=1.0)
"""MFU of fine-tuning / MFU of a long training run: short texts, padding, loading, few steps.

Five published runs reach 1.25, 1.1, 0.8, 0.4 and, with texts of 120 tokens in small batches, 0.08 of it
(finetune_runs.csv; how much they read is in part from memory).
"""
TUNING_SOURCE = (
    "Five published runs reach 0.08 to 1.25 of it, half of them 0.8 and more (finetune_runs.csv; how much they read is "
    "in part from memory). Short texts in small batches lose most"
)


def tuning_mfu(mfu: Range, method: FinetuneMethod = FinetuneMethod.FULL) -> Range:
    """Return the MFU of fine-tuning from that of a long training run [0 to 1].

    Args:
        mfu: As learnt from training runs [0 to 1].
        method: Continued pre-training is a long training run itself.
    """
    if method is FinetuneMethod.CONTINUED:
        return mfu
    share = TUNING_SHARE
    return Range(low=mfu.low * share.low, likely=mfu.likely * share.likely, high=mfu.high * share.high)
