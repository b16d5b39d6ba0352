"""Everything that the answers of one scenario say, worked out together. Nothing is stored: a memo of pure functions."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from estimates.domain.compute import ComputeEstimate, estimate_compute
from estimates.reference import get_reference
from projects.access import Workspace
from projects.domain.answers import Answers
from projects.domain.expressions import Facts, facts_of, visible_answers
from projects.domain.figures import Figure
from reports.domain.business_case import BusinessCase, build_case
from scoping.content import get_checklist, get_second_look
from scoping.domain.checks import Finding, run_checks
from scoping.domain.readiness import Assessment, assess
from teams.domain.cost import TeamEstimate, estimate_team
from teams.reference import get_roles

_MOST_REMEMBERED = 64


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
        """Every figure by its id."""
        return {one.id: one for one in (*self.case.figures, *self.compute.figures, *self.team.figures)}


_memory: OrderedDict[tuple[object, ...], Results] = OrderedDict()
_lock = Lock()


def results_of(workspace: Workspace) -> Results:
    """Return the results of a scenario; worked out once for each state of the project."""
    project = workspace.project
    key = (project.pk, workspace.scenario.pk, project.sequence, project.seed, project.currency, project.priced_on)
    with _lock:
        if key in _memory:
            _memory.move_to_end(key)
            return _memory[key]
    found = _work_out(workspace)
    with _lock:
        _memory[key] = found
        while len(_memory) > _MOST_REMEMBERED:
            _memory.popitem(last=False)
    return found


def _work_out(workspace: Workspace) -> Results:
    catalogue, draws = workspace.catalogue, workspace.draws
    answers = visible_answers(catalogue, workspace.answers)
    compute = estimate_compute(answers, catalogue.fields, get_reference(), workspace.fine_draws)
    team = estimate_team(answers, catalogue.fields, get_roles(), draws)
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
