"""How much work and time an approach takes beside calling a hosted model: our proposal of a team follows it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from projects.domain.datafiles import DataTable, read_data_file
from projects.domain.ranges import Range

FULL_TIME_PCT = 100.0


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much work and time an option takes, beside the approach that the team is planned for."""

    work: float = 1.0
    """Work / the planned work; likely, because drawn role by role the ends would not stay together."""
    time: float = 1.0
    """Time / the planned time."""

    @property
    def density(self) -> float:
        """Work in a month / the planned work in a month."""
        return self.work / self.time


USUAL = Effort()
"""That of the approach which the usual team is meant for: a hosted model."""


def read_efforts(path: Path) -> Mapping[str, Effort]:
    """Return the likely effort of every approach beside a hosted model, by the choice of `compute.approach`.

    Raises:
        BrokenDataFile: An approach has no id, or its work or time is missing or not above 0; with file and line.
    """
    return {
        row.text("id"): Effort(work=_likely(row.table("team")), time=_likely(row.table("months")))
        for row in read_data_file(path).tables("approach")
    }


def _likely(ends: DataTable) -> float:
    likely = ends.number("likely") or 0.0
    if likely <= 0:
        raise ends.error("the likely value must be above 0", "likely")
    return likely


def people_for(share: Range) -> int:
    """Return over how many people a share [% of full time] is spread, so that none has more than full time."""
    return max(1, math.ceil(share.high / FULL_TIME_PCT - 1e-9))


def spread(
    rows: Sequence[Mapping[str, Any]], shares: Sequence[Range], density: float
) -> Iterator[tuple[Mapping[str, Any], float]]:
    """Yield the rows of a team that works more or less, each with what its share is multiplied by.

    Args:
        rows: Rows of `team.roles`.
        shares: The share of each [% of full time].
        density: Work in a month / that of the rows.
    """
    for row, share in zip(rows, shares, strict=True):
        count = people_for(share.scaled(density))
        for _number in range(count):
            yield row, density / count
