"""Any figure of a project by its id, for the page that opens it."""

from decisions.domain.options import PREFIX
from decisions.options import with_ruled_out
from decisions.results import results_of
from projects.access import Workspace
from projects.domain.figures import Figure
from teams.results import advice_of, mix_of

WAYS = ("team.contract_", "team.part_time_", "team.full_time_")


def figure_of(workspace: Workspace, figure_id: str) -> Figure | None:
    """Return a figure by its id: those of the report, and those that stand on one page only."""
    if figure_id == "team.cost_mix":
        return mix_of(workspace).figure
    # Worked out only where one of them is asked for.
    if figure_id.startswith(WAYS):
        ways = (option.figure for advice in advice_of(workspace) for option in advice.options)
        return next((figure for figure in ways if figure.id == figure_id), None)
    if figure_id.startswith(PREFIX):
        return with_ruled_out(workspace).figure(figure_id)
    return results_of(workspace).figures.get(figure_id)
