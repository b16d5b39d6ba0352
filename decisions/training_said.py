"""What the training plan says of itself: whose approach it plans, or why there is none."""

from django.utils.translation import gettext as _

from decisions.options import options_of
from decisions.results import results_of
from estimates.domain.figures.ruled_out import APPROACH, Standing
from estimates.results import standings_of
from projects.access import Workspace
from projects.wording import say_answer


def say_ruled_out(workspace: Workspace) -> str:
    """Say why answers rule out the approach that is taken, so that its training is not planned; "" where none does."""
    answer = workspace.visible_answers[APPROACH]
    bars = standings_of(workspace).get(str(answer.value), Standing()).out
    if not bars:
        return ""
    words = _("Nothing is planned: this scenario takes “%(approach)s”, and your answers rule that out. %(reason)s")
    return words % {"approach": _taken(workspace), "reason": _(bars[0].reason)}


def say_not_advised(workspace: Workspace) -> str:
    """Say that the plan is not for the approach that we advise; "" where it is, or where pay hides what we advise."""
    advised = None if workspace.pay_hidden else options_of(workspace).advice.advised
    if results_of(workspace).plans.sheet is None or advised is None:
        return ""
    if advised.way == workspace.visible_answers.value(APPROACH):
        return ""
    words = _("This plan is for “%(approach)s”, which this scenario takes. Our advice is another: %(step)s.")
    return words % {"approach": _taken(workspace), "step": _(advised.rung.title)}


def _taken(workspace: Workspace) -> str:
    """Say the approach of the scenario."""
    field = workspace.catalogue.fields[APPROACH]
    return say_answer(workspace.visible_answers[APPROACH], field, workspace.formatter)
