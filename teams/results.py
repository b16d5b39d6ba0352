"""What the answers of a scenario say about its team."""

from projects.access import Workspace
from projects.memory import Remembered
from teams.domain.cost import TeamEstimate, estimate_team
from teams.reference import get_roles


@Remembered
def team_of(workspace: Workspace) -> TeamEstimate:
    """Return the estimate of a scenario."""
    return estimate_team(workspace.visible_answers, workspace.catalogue.fields, get_roles(), workspace.draws)
