"""Limits of the verdicts and weights of the statements, where an organisation sets them otherwise than we do."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from scoping.domain.readiness import Checklist

BOUNDS: Mapping[str, tuple[int, int]] = {"go": (60, 95), "pilot": (40, 85), "fix_first": (20, 65)}
"""Least and most points [0 to 100]. Beyond a word no longer means what it says: a Go from 30 points is no Go."""
HEAVIEST = 15
"""Most points of one statement, so that none decides alone; 0 is least. All together come to 100."""
WHOLE = 100
LEAST_APART = 5
"""Points between two verdicts: ratings are less exact than that."""


def with_thresholds(
    checklist: Checklist, points: Mapping[str, int], weights: Mapping[str, int] | None = None
) -> Checklist:
    """Return the checklist with other limits of its verdicts, and other weights of its statements.

    Args:
        checklist: As it is shipped.
        points: By id of the verdict [0 to 100]; what it does not name stays.
        weights: By id of the statement [points of 100]; without them those we ship hold.
    """
    verdicts = tuple(
        replace(verdict, from_score=float(points.get(verdict.id, verdict.from_score))) for verdict in checklist.verdicts
    )
    # A statement that came after the weights were set has none in them: all or none, or they would not add up.
    known = bool(weights) and {item.id for item in checklist.items} == set(weights or {})
    items = tuple(replace(item, weight=weights[item.id]) for item in checklist.items) if known and weights else None
    return replace(checklist, verdicts=verdicts, items=items or checklist.items)


def problems_of(points: Mapping[str, int]) -> list[str]:
    """Return the ids of verdicts that stand too close to the next better one."""
    ids = list(BOUNDS)
    return [milder for better, milder in pairwise(ids) if points[better] - points[milder] < LEAST_APART]
