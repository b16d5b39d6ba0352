"""What is missing, in words: costs that are in no sum yet, and answers that are wanted before a decision."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.domain.costs import COUNTABLE
from decisions.results import results_of
from projects.access import Workspace
from projects.domain.answers import Answer, unknowns
from projects.domain.expressions import visible_answers
from projects.domain.fields import Field
from projects.domain.figures import Input
from projects.domain.pay import says_pay
from scoping.domain.progress import missing_for_decision

NAMED = 4
"""As many are named in a sentence; the rest is counted."""


@dataclass(frozen=True)
class Gap:
    """A cost that nobody has answered."""

    label: str
    question_id: str
    usual: Input | None = None
    """What it usually comes to, where that can be said."""
    version: int = 0
    """The version of its answer, which a button sends back."""


def not_counted_of(workspace: Workspace) -> tuple[Gap, ...]:
    """Return the costs that are in no sum, because nobody has said yet what they come to."""
    questions = workspace.catalogue.questions
    results = results_of(workspace)
    gaps: dict[str, Gap] = {}
    for field_id in results.case.not_counted:
        gap = Gap(
            label=_(COUNTABLE[field_id]),
            question_id=questions[field_id].id,
            usual=results.usual.inputs.get(field_id),
            version=workspace.answers[field_id].version,
        )
        gaps.setdefault(gap.label, gap)  # what takes two answers is one cost
    return tuple(gaps.values())


def required_of(workspace: Workspace) -> tuple[Field, ...]:
    """Return what the organisation wants answered before a decision and nobody has, as its reader may know it."""
    missing = missing_for_decision(workspace.catalogue, workspace.visible_answers)
    return tuple(asked for asked in missing if not (workspace.hide_pay and says_pay(asked)))


def open_questions_of(workspace: Workspace) -> list[tuple[Field, Answer]]:
    """Return what is to be found out: what is needed before a decision first, then what nobody knows yet, by date."""
    answers = visible_answers(workspace.catalogue, workspace.readable_answers)
    needed = required_of(workspace)
    rest = (pair for pair in unknowns(workspace.catalogue, answers) if pair[0] not in needed)
    return [*((asked, answers[asked.id]) for asked in needed), *rest]


def say_caveats(workspace: Workspace) -> str:
    """Return what makes the sums doubtful, wherever the value comes from; "" where nothing does."""
    caveats = (say_staffed_beyond(workspace), say_not_counted(workspace))
    return " ".join(said for said in caveats if said)


def say_guessed(workspace: Workspace) -> str:
    """Return that the value stands on what we propose; "" where it does not, or where pay is hidden with it."""
    case = results_of(workspace).case
    if not case.is_guessed or case.value is None or not workspace.may_show(case.value):
        return ""
    return _("What a case saves is our guess from your hours.")


def say_staffed_beyond(workspace: Workspace) -> str:
    """Return that people are planned beyond the end of the project; "" where they are not."""
    plan, write = results_of(workspace).team.plan, workspace.formatter
    if not plan.staffed_beyond:
        return ""
    words = _("The team works until month %(end)s, but the project is planned for %(months)s: correct one of them.")
    duration = plan.duration_months
    return words % {
        "end": write.number(math.ceil(plan.staffed_until)),
        "months": write.quantity(duration.value.likely, duration.unit),
    }


def say_not_counted(workspace: Workspace) -> str:
    """Return what is not counted; "" where everything is."""
    gaps = not_counted_of(workspace)
    if not gaps:
        return ""
    named, rest = ", ".join(gap.label for gap in gaps[:NAMED]), len(gaps[NAMED:])
    if not rest:
        said = _("Not counted yet: %(costs)s.") % {"costs": named}
    else:
        more = ngettext(
            "Not counted yet: %(costs)s, and %(count)s more.", "Not counted yet: %(costs)s, and %(count)s more.", rest
        )
        said = more % {"costs": named, "count": rest}
    return " ".join(part for part in (said, say_usual(workspace)) if part)


def say_usual(workspace: Workspace) -> str:
    """Return what the net value would be with the usual ranges; "" where that is not known, or pay is hidden."""
    results = results_of(workspace)
    with_usual, without = results.usual.value, results.case.value
    if with_usual is None or without is None or workspace.pay_hidden:
        return ""
    count = len(results.usual.inputs)
    words = ngettext(
        "With the usual range for %(count)s of them, the net value would be %(with)s, not %(without)s.",
        "With the usual ranges for %(count)s of them, the net value would be %(with)s, not %(without)s.",
        count,
    )
    write = workspace.formatter
    return words % {
        "count": count,
        "with": write.money_compact(with_usual.likely),
        "without": write.money_compact(without.value.likely),
    }
