"""What accelerators and models there are, and the error of a file that does not say so."""

from enum import StrEnum
from pathlib import Path


class BrokenReference(ValueError):
    """A reference file that cannot be used, with file, line and reason."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path, self.line, self.reason = path, line, reason
        super().__init__(f"{path.name}, line {line}: {reason}")


class Architecture(StrEnum):
    """What kind of language model."""

    ENCODER = "encoder"
    DECODER = "decoder"
    ENCODER_DECODER = "encoder-decoder"
    MOE_DECODER = "moe-decoder"


class Generation(StrEnum):
    """Accelerators of one design: the share of the peak that a run reaches differs by it."""

    PASCAL = "pascal"
    VOLTA = "volta"
    TURING = "turing"
    AMPERE = "ampere"
    ADA = "ada"
    HOPPER = "hopper"
    BLACKWELL = "blackwell"
    CDNA2 = "cdna2"
    CDNA3 = "cdna3"
    TPU = "tpu"
    ASCEND = "ascend"
