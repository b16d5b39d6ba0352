"""What every published fact has, the kinds of accelerators and models, and the error of a file that says otherwise."""

from dataclasses import dataclass
from enum import StrEnum

from projects.domain.datafiles import BrokenDataFile


class BrokenReference(BrokenDataFile):
    """A reference file that cannot be used, with file, line and reason."""


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
    CDNA4 = "cdna4"
    CDNA5 = "cdna5"
    GAUDI = "gaudi"
    TRAINIUM = "trainium"
    RUBIN = "rubin"
    TPU = "tpu"
    ASCEND = "ascend"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What every row has."""

    source: str
    date_checked: str
    """ISO date on which somebody last held the row against its source."""
    valid_from: str
    """ISO date from which the row holds."""
