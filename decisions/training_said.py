"""What the training plan says of itself: whose approach it plans, or why there is none."""

from django.utils.translation import gettext as _

from decisions.options import options_of, taking
from decisions.results import results_of
from decisions.wording import say_approach, say_permission
from estimates.domain.figures.ruled_out import APPROACH, ApproachStatus, ExclusionRule
from estimates.results import standings_of
from projects.access import Workspace


def worked_on(workspace: Workspace) -> Workspace:
    """Return the scenario whose training is planned: this one, or our advice where answers rule its approach out.

    So whoever waits for a permission reads what the work would be. Nothing stands in its place where no other approach
    is advised, or where pay hides which one is.
    """
    if workspace.pay_hidden or not _bars(workspace):
        return workspace
    advised = options_of(workspace).advice.advised
    return taking(workspace, advised.way) if advised else workspace


def say_ruled_out(workspace: Workspace) -> str:
    """Say why answers rule out the approach that is taken, and whose plan stands in its place; "" where none does."""
    bars = _bars(workspace)
    if not bars:
        return ""
    planned = worked_on(workspace)
    said = {"approach": say_approach(workspace), "reason": _(bars[0].reason), "advised": say_approach(planned)}
    if results_of(planned).plans.sheet is None:
        words = _("Nothing is planned: this scenario takes “%(approach)s”, and your answers rule that out. %(reason)s")
        return words % said
    words = _("This scenario takes “%(approach)s”, and your answers rule that out. %(reason)s")
    instead = _("So this is what our advice, “%(advised)s”, would take.")
    first = _("None of it begins before the permission to use the data.") if say_permission(workspace) else ""
    return " ".join(filter(None, (words % said, instead % said, first)))


def _bars(workspace: Workspace) -> tuple[ExclusionRule, ...]:
    """Return why answers rule out the approach that is taken."""
    taken = str(workspace.visible_answers.value(APPROACH))
    return standings_of(workspace).get(taken, ApproachStatus()).out


def say_not_advised(workspace: Workspace) -> str:
    """Say that the plan is not for the approach that we advise; "" where it is, or where pay hides what we advise."""
    advised = None if workspace.pay_hidden else options_of(workspace).advice.advised
    if results_of(workspace).plans.sheet is None or advised is None:
        return ""
    if advised.way == workspace.visible_answers.value(APPROACH):
        return ""
    words = _("This plan is for “%(approach)s”, which this scenario takes. Our advice is another: %(step)s.")
    return words % {"approach": say_approach(workspace), "step": _(advised.rung.title)}
