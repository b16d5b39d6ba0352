"""The last recorded decision in one sentence, for everybody who may read the project."""

from django.utils.translation import gettext as _

from decisions.content import get_rulebook
from decisions.since import since
from decisions.wording import say_outcome
from projects.access import Workspace


def say_recorded(workspace: Workspace) -> str:
    """Say what was decided of a scenario last, by whom and when; "" where nobody recorded it.

    Its words stay with the owner: nobody has looked whether they name somebody's pay.
    """
    found = workspace.project.decisions.select_related("snapshot").filter(scenario=workspace.scenario).first()
    known = {outcome.id: outcome for outcome in get_rulebook().outcomes}
    if found is None or found.outcome not in known:
        return ""
    said = {
        "day": workspace.formatter.date(found.decided_on),
        "who": found.decided_by,
        "outcome": say_outcome(known[found.outcome]).label,
    }
    # What somebody tries out in another scenario changes nothing of what was decided.
    if found.snapshot.sequence == workspace.project.sequence or not since(found, workspace).answers:
        return _("Decided on %(day)s by %(who)s: %(outcome)s.") % said
    return _("Decided on %(day)s by %(who)s: %(outcome)s. Answers have changed since.") % said
