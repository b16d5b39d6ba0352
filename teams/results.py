"""What the answers of a scenario say about its team."""

from projects.access import Workspace
from projects.domain.answers import Answers
from projects.domain.expressions import Facts
from projects.domain.reader import Reader
from projects.memory import Remembered, RememberedByReading
from teams.domain.budget import TeamBudget, budget_team
from teams.domain.changes import due_changes
from teams.domain.cost import TeamEstimate, estimate_team
from teams.domain.effort import USUAL, Effort
from teams.domain.hiring import HiringAdvice, advise_hiring
from teams.domain.kept import plan_estimates
from teams.domain.mix import Mix, best_mix, read_limits
from teams.domain.reading import PlanBasis
from teams.reference import get_assistants, get_changes, get_efforts, get_regions, get_roles
from teams.solver import solve

APPROACH = "compute.approach"


@Remembered
def team_of(workspace: Workspace) -> TeamEstimate:
    """Return the estimate of a scenario."""
    return team_by_reading(workspace)


@RememberedByReading
def team_by_reading(workspace: Workspace, answers: Answers) -> TeamEstimate:
    """Return the same for every scenario whose answers say the same where the team looks at them."""
    catalogue = workspace.catalogue
    facts = Facts.of(catalogue, answers)
    read = Reader(answers, catalogue.fields, workspace.draws)
    basis = PlanBasis(
        roles=get_roles(),
        exchange=workspace.exchange,
        region=get_regions().get(str(answers.value("team.pay_region"))),
        changes=due_changes(get_changes(), facts, read),
        assistants=get_assistants(),
        effort=effort_of(answers),
    )
    return estimate_team(read, basis, plan_estimates.of)


def effort_of(answers: Answers) -> Effort:
    """Return what the approach takes beside the one that the usual team is meant for, while none is chosen that one."""
    return get_efforts().get(str(answers.value(APPROACH)), USUAL)


@Remembered
def advice_of(workspace: Workspace) -> tuple[HiringAdvice, ...]:
    """Return the ways to fill each role of a scenario, side by side."""
    return _advice_by_reading(workspace, team_of(workspace))


@RememberedByReading
def _advice_by_reading(workspace: Workspace, _answers: Answers, team: TeamEstimate) -> tuple[HiringAdvice, ...]:
    return advise_hiring(team.plan, workspace.draws)


@Remembered
def budget_of(workspace: Workspace) -> TeamBudget:
    """Return people and other expenses of a scenario, with their forecast."""
    return _budget_by_reading(workspace, team_of(workspace))


@RememberedByReading
def _budget_by_reading(workspace: Workspace, answers: Answers, team: TeamEstimate) -> TeamBudget:
    return budget_team(team, answers, workspace.draws)


@Remembered
def mix_of(workspace: Workspace) -> Mix:
    """Return the cheapest mix of contractors and employees of a scenario within its limits."""
    return _mix_by_reading(workspace, team_of(workspace))


@RememberedByReading
def _mix_by_reading(workspace: Workspace, answers: Answers, team: TeamEstimate) -> Mix:
    limits = read_limits(Reader(answers, workspace.catalogue.fields, workspace.draws))
    return best_mix(team, limits, workspace.draws, solve)
