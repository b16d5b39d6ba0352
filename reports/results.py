"""Everything that the answers of one scenario say, worked out together."""

from dataclasses import dataclass

from estimates.domain.compute import ComputeEstimate
from estimates.results import compute_of
from projects.access import Workspace
from projects.domain.answers import Answers
from projects.domain.expressions import Facts, facts_of
from projects.domain.figures import Figure
from projects.memory import Remembered
from reports.domain.business_case import BusinessCase, build_case
from scoping.content import get_checklist, get_second_look
from scoping.domain.checks import Finding, run_checks
from scoping.domain.readiness import Assessment, assess
from teams.domain.cost import TeamEstimate
from teams.results import advice_of, mix_of, team_of


@dataclass(frozen=True, kw_only=True)
class Results:
    """The results of all rooms."""

    answers: Answers
    """Those that count: hidden ones are left out."""
    assessment: Assessment
    compute: ComputeEstimate
    team: TeamEstimate
    case: BusinessCase
    findings: tuple[Finding, ...]
    facts: Facts

    @property
    def figures(self) -> dict[str, Figure]:
        """Every figure that the report explains, by its id."""
        return {one.id: one for one in (*self.case.figures, *self.compute.figures, *self.team.figures)}


def figure_of(workspace: Workspace, figure_id: str) -> Figure | None:
    """Return a figure by its id: those of the report, and those that stand on one page only."""
    found = results_of(workspace).figures.get(figure_id)
    if found is None and figure_id == "team.cost_mix":
        return mix_of(workspace).figure
    ways = (option.figure for one in advice_of(workspace) for option in one.options)
    return found or next((one for one in ways if one.id == figure_id), None)


@Remembered
def results_of(workspace: Workspace) -> Results:
    """Return the results of a scenario; worked out once for each state of the project."""
    catalogue, answers, draws = workspace.catalogue, workspace.visible_answers, workspace.draws
    compute, team = compute_of(workspace), team_of(workspace)
    case = build_case(
        answers,
        catalogue.fields,
        draws,
        team_one_off=team.one_off_draws,
        months=team.months,
        months_draws=team.months_draws,
        compute_one_off=compute.one_off_draws,
        compute_running_per_year=compute.running_draws,
    )
    energy = compute.figure("compute.energy")
    more = {"result.energy_kwh_p50": energy.value.likely} if energy else {}
    facts = facts_of(catalogue, workspace.answers, case.results | more)
    return Results(
        answers=answers,
        assessment=assess(get_checklist(), answers),
        compute=compute,
        team=team,
        case=case,
        findings=tuple(run_checks(get_second_look(), facts)),
        facts=facts,
    )
