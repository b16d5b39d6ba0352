"""What share of its data sheet an accelerator reaches while it answers, learnt from published measurements."""

import json
from dataclasses import dataclass
from pathlib import Path

from estimates.domain.formulas.kinds import BrokenReference
from projects.domain.ranges import Range

LEARNT = (
    "bandwidth_share",
    "compute_share",
    "compute_share_4_bit",
    "expert_share",
    "activation_bytes",
    "link_start_s",
    "amd_share",
    "link_gb_per_s",
)
"""The numbers of the model, in the order of the fit; the last is a data sheet's."""


@dataclass(frozen=True, kw_only=True)
class SpeedModel:
    """What share of its data sheet an accelerator reaches while it answers, learnt from published measurements."""

    bandwidth_share: float
    """Of the memory's bandwidth, 0 to 1."""
    compute_share: float
    """Of the dense peak at 16 and 8 bit, 0 to 1."""
    compute_share_4_bit: float
    """Of the dense peak at 4 bit, 0 to 1."""
    expert_share: float
    """Of these, what mixtures of experts reach, 0 to 1."""
    activation_bytes: float
    """Bytes that a layer hands on for each token and number of its width."""
    link_start_s: float
    """What a layer waits for the other accelerators in a step [s]."""
    amd_share: float
    """What AMD's chips reckon / what the others reach of their peak, 0 to 1."""
    link_gb_per_s: float
    """What accelerators of one server exchange [GB/s]."""
    spread: Range
    """Measured speed / speed worked out, of models left out of the fit."""
    source: str
    date: str


def load_speed_model(path: Path) -> SpeedModel:
    """Read what was learnt. Raises BrokenReference."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        shares = {name: float(held[name]) for name in LEARNT}
        return SpeedModel(
            **shares,
            spread=Range.from_json(held["spread"]),
            source=str(held["source"]),
            date=str(held["fitted_on"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BrokenReference(path, 0, f"cannot be used: {problem}") from None
