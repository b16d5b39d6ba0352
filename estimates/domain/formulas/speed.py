"""What share of its data sheet an accelerator reaches while it answers, learnt from published measurements."""

import json
from dataclasses import dataclass
from pathlib import Path

from estimates.domain.formulas.kinds import BrokenReference
from projects.domain.ranges import Range


@dataclass(frozen=True, kw_only=True)
class SpeedModel:
    """What share of its data sheet an accelerator reaches while it answers, learnt from published measurements."""

    bandwidth_share: float
    """Of the memory's bandwidth, 0 to 1."""
    compute_share: float
    """Of the dense peak, 0 to 1."""
    step_s: float
    """What each step takes whatever it does: starting kernels, choosing words [s]."""
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
        return SpeedModel(
            bandwidth_share=float(held["bandwidth_share"]),
            compute_share=float(held["compute_share"]),
            step_s=float(held["step_s"]),
            link_gb_per_s=float(held["link_gb_per_s"]),
            spread=Range.from_json(held["spread"]),
            source=str(held["source"]),
            date=str(held["fitted_on"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BrokenReference(path, 0, f"cannot be used: {problem}") from None
