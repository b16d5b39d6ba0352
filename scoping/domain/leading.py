"""What to ask next: what the next verdict needs comes before everything else."""

from dataclasses import dataclass
from enum import StrEnum

from projects.domain.answers import Answers
from projects.domain.fields import Catalogue, Field
from scoping.domain.progress import first_gap, missing_for_verdict
from scoping.domain.quick import QuickScope
from scoping.domain.readiness import Checklist


class Goal(StrEnum):
    """What the next answers are for."""

    FIRST = "first"
    """A provisional verdict: what the quick scope asks, wherever it is answered."""
    FULL = "full"
    """A verdict with every must-have rated: what they look at, and their ratings."""
    REST = "rest"
    """A verdict that knows more: every other key question."""


@dataclass(frozen=True, kw_only=True)
class Lead:
    """The fields to answer next, in the order of the pages."""

    goal: Goal
    fields: tuple[Field, ...] = ()
    """Towards a first verdict each field; else of each question the first that it waits for."""


def lead_on(
    catalogue: Catalogue,
    answers: Answers,
    scope: QuickScope,
    checklist: Checklist,
    *,
    has_verdict: bool,
    is_provisional: bool,
) -> Lead:
    """Return what to answer next.

    Args:
        catalogue: Everything that can be asked.
        answers: The scenario's answers, hidden ones included.
        scope: The quick scope, whose questions carry a provisional verdict.
        checklist: The statements of readiness.
        has_verdict: Whether there is a verdict by now.
        is_provisional: Whether that one is provisional.
    """
    if not has_verdict and (blank := scope.missing(answers, catalogue)):
        return Lead(goal=Goal.FIRST, fields=blank)
    missing = missing_for_verdict(catalogue, answers)
    wanted = {field_id for item in checklist.must_haves for field_id in (item.id, *item.looks_at)}
    towards = [asked for asked in missing if any(field.id in wanted for field in asked.fields)]
    goal = Goal.FULL if towards and (is_provisional or not has_verdict) else Goal.REST
    questions = towards if goal is Goal.FULL else missing
    return Lead(goal=goal, fields=tuple(first_gap(asked, catalogue, answers) for asked in questions))
