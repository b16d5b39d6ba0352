"""What becomes of the figures when prices are read on another day."""

from collections.abc import Sequence
from dataclasses import dataclass

from estimates.domain.figures.compute import ComputeEstimate
from projects.domain.figures import Rank
from projects.domain.ranges import Range

SAME = 1e-9
"""Figures that differ by less, as a share, are the same: the last digit of a sum depends on its order."""


@dataclass(frozen=True, kw_only=True)
class FigureChange:
    """One figure before and after; None where it is there on one day only."""

    id: str
    label: str
    unit: str
    before: Range | None
    after: Range | None

    @property
    def percent(self) -> float | None:
        """How much the likely value grows [%]; None where it cannot be said."""
        if self.before is None or self.after is None or self.before.likely <= 0:
            return None
        return (self.after.likely / self.before.likely - 1) * 100


def changes(before: ComputeEstimate, after: ComputeEstimate) -> Sequence[FigureChange]:
    """Return the figures that differ: the headlines, then the others in the order in which they are worked out."""
    old = {shown.id: shown for shown in before.figures}
    new = {shown.id: shown for shown in after.figures}
    moved = []
    ids = dict.fromkeys([*new, *old])
    for id_ in sorted(ids, key=lambda id_: (new.get(id_) or old[id_]).rank is not Rank.HEADLINE):
        figure = new.get(id_) or old[id_]
        values = (old[id_].value if id_ in old else None, new[id_].value if id_ in new else None)
        if not _same(*values):
            moved.append(FigureChange(id=id_, label=figure.label, unit=figure.unit, before=values[0], after=values[1]))
    return moved


def _same(before: Range | None, after: Range | None) -> bool:
    if before is None or after is None:
        return before is after
    pairs = zip((before.low, before.likely, before.high), (after.low, after.likely, after.high), strict=True)
    return all(abs(value - other) <= SAME * max(abs(value), abs(other)) for value, other in pairs)
