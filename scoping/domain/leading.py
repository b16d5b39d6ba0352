"""What to ask next: what the next verdict needs comes before everything else."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from projects.domain.answers import Answers
from projects.domain.fields import Catalogue, Field
from scoping.domain.progress import first_gap, missing_for_verdict
from scoping.domain.quick import QuickScope
from scoping.domain.readiness import Checklist

MANY_PROPOSALS = 3
"""From so many on, accepting all that is proposed comes before an answer for which no verdict waits."""


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


def accepts_first(lead: Lead, proposed: Collection[str], checklist: Checklist) -> bool:
    """Tell whether accepting the ratings that our rules propose comes before the next answer: it is one press.

    It does where the next answer is a rating and some of those that are wanted are proposed. Where no verdict waits
    for an answer, it does where they are many, or where nothing else is left to answer.

    Args:
        lead: What to answer next.
        proposed: The ids of the statements for which a rating is proposed and nobody gave one.
        checklist: The statements of readiness.
    """
    if lead.goal is Goal.FIRST or not proposed:
        return False
    ids = [field.id for field in lead.fields]
    is_rating = bool(ids) and ids[0] in {item.id for item in checklist.items}
    if is_rating and not set(proposed).isdisjoint(ids):
        return True
    return lead.goal is Goal.REST and (not ids or len(proposed) >= MANY_PROPOSALS)
