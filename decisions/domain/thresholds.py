"""From how many points of readiness each verdict may be said, where an organisation sets it otherwise than we do."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from scoping.domain.readiness import Checklist

BOUNDS: Mapping[str, tuple[int, int]] = {"go": (60, 95), "pilot": (40, 85), "fix_first": (20, 65)}
"""Least and most points [0 to 100]. Beyond a word no longer means what it says: a Go from 30 points is no Go."""
LEAST_APART = 5
"""Points between two verdicts: ratings are less exact than that."""


def with_thresholds(checklist: Checklist, points: Mapping[str, int]) -> Checklist:
    """Return the checklist with other limits of its verdicts.

    Args:
        checklist: As it is shipped.
        points: By id of the verdict [0 to 100]; what it does not name stays.
    """
    verdicts = tuple(
        replace(verdict, from_score=float(points.get(verdict.id, verdict.from_score))) for verdict in checklist.verdicts
    )
    return replace(checklist, verdicts=verdicts)


def problems_of(points: Mapping[str, int]) -> list[str]:
    """Return the ids of verdicts that stand too close to the next better one."""
    ids = list(BOUNDS)
    return [milder for better, milder in pairwise(ids) if points[better] - points[milder] < LEAST_APART]
