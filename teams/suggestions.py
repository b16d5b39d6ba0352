"""What the plan lacks: the changes that the answers ask for, and roles that nobody has."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from projects.formatting import Formatter
from teams.domain.changes import DueChange
from teams.domain.plan import Plan
from teams.domain.reading import usual_share
from teams.reference import get_roles

# Without these a project with a model of its own does not stand; the work of an analyst is often somebody else's too.
NEEDED = ("data_engineer", "data_scientist", "ml_engineer", "data_manager", "project_manager", "domain_expert")


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A change that the answers ask for."""

    id: str
    label: str
    reason: str
    source: str
    effect: str
    """What it does, in a few words."""
    declined: bool


def suggestions_of(plan: Plan, write: Formatter) -> list[Suggestion]:
    """Return the changes that the answers ask for; in a plan of one's own only what it does not do yet."""
    return [
        _suggestion(change, write)
        for change in plan.changes
        if plan.assumed or change.declined or _asks_for_more(change, plan)
    ]


def gaps_of(plan: Plan) -> list[str]:
    """Say which of the usual roles nobody has, and what goes wrong without them."""
    if plan.assumed or not plan.people:
        return []
    roles, there = get_roles(), {person.role.id for person in plan.people}
    return [
        f"{_(roles[field_id].label)}: {_(roles[field_id].without_it)}" for field_id in NEEDED if field_id not in there
    ]


def _asks_for_more(due: DueChange, plan: Plan) -> bool:
    roles, likely = get_roles(), dict[str, float]()
    for person in plan.people:
        likely[person.role.id] = likely.get(person.role.id, 0.0) + person.share_pct.value.likely
    short = any(likely.get(role, 0.0) < usual_share(roles[role], [due]).likely for role in due.change.raised)
    return short or any(role not in likely for role in due.change.added)


def _suggestion(due: DueChange, write: Formatter) -> Suggestion:
    change, roles = due.change, get_roles()
    raised = [
        _("%(role)s +%(points)s points") % {"role": _(roles[field_id].label), "points": write.number(change.points_pct)}
        for field_id in change.raised
    ]
    added = [
        _("%(role)s added, %(low)s to %(high)s")
        % {
            "role": _(roles[field_id].label),
            "low": write.number((due.share or roles[field_id].share_pct).low, 0),
            "high": write.percent((due.share or roles[field_id].share_pct).high),
        }
        for field_id in change.added
    ]
    return Suggestion(
        id=change.id,
        label=_(change.label),
        reason=_(due.reason),
        source=_(change.source),
        effect="; ".join([*raised, *added]),
        declined=due.declined,
    )
