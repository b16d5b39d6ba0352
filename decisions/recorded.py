"""The last recorded decision in one sentence, for everybody who may read the project."""

from django.utils.translation import gettext as _

from decisions.content import get_rulebook
from decisions.models import Decision
from decisions.since import since
from decisions.wording import say_outcome
from projects.access import Workspace
from projects.formatting import Formatter


def say_recorded(workspace: Workspace) -> str:
    """Say what was decided of a scenario last, by whom and when; "" where nobody recorded it.

    Its words stay with the owner: nobody has looked whether they name somebody's pay.
    """
    decision = workspace.project.decisions.select_related("snapshot").filter(scenario=workspace.scenario).first()
    if decision is None or not (said := say_decided(decision, workspace.formatter)):
        return ""
    # What somebody tries out in another scenario changes nothing of what was decided.
    if decision.snapshot.sequence == workspace.project.sequence or not since(decision, workspace).answers:
        return said
    return f"{said} " + _("Answers have changed since.")


def say_decided(decision: Decision, write: Formatter) -> str:
    """Say what was decided, by whom and when; "" where the rule no longer knows the outcome."""
    outcome = next((outcome for outcome in get_rulebook().outcomes if outcome.id == decision.outcome), None)
    if outcome is None:
        return ""
    return _("Decided on %(day)s by %(who)s: %(outcome)s.") % {
        "day": write.date(decision.decided_on),
        "who": decision.decided_by,
        "outcome": say_outcome(outcome).label,
    }
