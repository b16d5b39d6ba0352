"""Everything that the answers of one scenario say, worked out together."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from decisions.content import get_value_rules
from decisions.domain.agreement import agreement_of
from decisions.domain.business_case import BusinessCase, as_shown, build_case
from decisions.domain.lateness import days_late, days_past, pilot_days_short
from decisions.domain.netvalue import RoomDraws
from decisions.domain.simple import SimpleWay, find_simple_way, is_simple_way, product_counts
from decisions.domain.tornado import Swing, find_swings
from decisions.domain.usual import Usual, find_usual
from decisions.plans import Plans, groups_of_test, plans_for
from decisions.thresholds import checklist_of
from decisions.usual import usual_of
from estimates.domain.figures.compute import ComputeEstimate
from estimates.domain.figures.ruled_out import APPROACH, NO_AI, ApproachStatus, ExclusionRule
from estimates.results import compute_of, standings_of
from projects.access import Workspace
from projects.domain.answers import Answers
from projects.domain.draws import Draws
from projects.domain.expressions import Facts, facts_of
from projects.domain.fields import Field
from projects.domain.figures import Figure, Input
from projects.domain.lazy import cached_property
from projects.domain.reader import Reader
from projects.memory import Remembered
from scoping.bridging import counted_proposals
from scoping.content import get_second_look
from scoping.domain.checks import Finding, run_checks
from scoping.domain.readiness import Assessment, assess
from teams.domain.budget import TeamBudget, agreed_budget
from teams.domain.cost import TeamEstimate
from teams.domain.forecast import Forecast, forecast_team
from teams.results import budget_of


@dataclass(frozen=True, kw_only=True)
class Results:
    """The results of all rooms."""

    answers: Answers
    """Those that count: hidden ones are left out."""
    fields: Mapping[str, Field]
    draws: Draws
    proposals: Mapping[str, Input]
    """What the value counts with until somebody answers, by field id."""
    assessment: Assessment
    compute: ComputeEstimate
    budget: TeamBudget
    """The team, and its other expenses."""
    case: BusinessCase
    rooms: RoomDraws
    """What the rooms below hand down."""
    usual: Usual
    """What costs that nobody has answered usually come to."""
    simple: SimpleWay | None
    """The best simple option; None in the scenario that is the simple way itself."""
    is_simple_way: bool
    findings: tuple[Finding, ...]
    facts: Facts
    standings: Mapping[str, ApproachStatus]
    """Which approaches answers rule out."""

    @property
    def team(self) -> TeamEstimate:
        """What the team costs."""
        return self.budget.estimate

    @property
    def figures(self) -> dict[str, Figure]:
        """Every figure that the report explains, by its id."""
        rooms = (self.case, self.compute, self.team, self.budget)
        some = (self.case.steps, *(room.figures for room in rooms), self.plans.figures.values())
        return {figure.id: figure for figures in some for figure in figures}

    @property
    def reader(self) -> Reader:
        """A reader of the scenario, as the business case reads it."""
        return Reader(self.answers, self.fields, self.draws, proposals=self.proposals)

    @cached_property
    def plans(self) -> Plans:
        """What the plans of data, approach, training and evaluation say; only their pages and the report look."""
        return plans_for(self.reader, self.facts, self.standings)

    @cached_property
    def swings(self) -> tuple[Swing, ...]:
        """What each input does to the net value; worked out when somebody looks, as it takes thirty net values."""
        return find_swings(self.reader, self.rooms)


@Remembered
def results_of(workspace: Workspace) -> Results:
    """Return the results of a scenario; worked out once for each state of the project."""
    catalogue, answers = workspace.catalogue, workspace.visible_answers
    rules = get_value_rules()
    draws = workspace.draws.tied(rules.ties)
    compute, budget = compute_of(workspace), budget_of(workspace)
    team = budget.estimate
    rooms = rooms_of(compute, budget)
    proposals = counted_proposals(workspace)
    read = Reader(answers, catalogue.fields, draws, proposals=proposals)
    case = build_case(read, rooms, team.months)
    case = as_shown(case, {figure.id: figure.value for figure in compute.figures})
    usual = find_usual(
        read,
        rooms,
        usual_of(workspace),
        case.not_counted,
        cost=case.cost_draws,
        money_per_usd=workspace.project.money_per_usd,
    )
    standings = standings_of(workspace)
    plain = is_simple_way(answers, lambda: workspace.base_answers)
    products = product_counts(answers, standings)
    simple = None if plain else find_simple_way(Reader(answers, catalogue.fields, draws), products=products)
    more = compute.results | days_late(answers, workspace.project.started_on, case.results.get("result.months_p50"))
    more |= {"result.staffing_end": team.plan.staffed_until, "result.staffing_beyond": team.plan.staffed_beyond}
    more |= days_past(answers, workspace.project.started_on) | pilot_days_short(answers)
    more |= simple.results if simple else {}
    more |= {"result.npv_p50_usual": usual.value.likely} if usual.value and not case.is_guessed else {}
    more |= _of_standings(workspace)
    more |= agreement_of(answers, case.results.get("result.benefit_p50"))
    more |= groups_of_test(read, facts_of(catalogue, workspace.answers))
    facts = facts_of(catalogue, workspace.answers, case.results | more)
    return Results(
        answers=answers,
        fields=catalogue.fields,
        draws=draws,
        proposals=proposals,
        assessment=assess(checklist_of(workspace), answers, facts),
        compute=compute,
        budget=budget,
        case=case,
        rooms=rooms,
        usual=usual,
        simple=simple,
        is_simple_way=plain,
        findings=tuple(run_checks(get_second_look(), facts)),
        facts=facts,
        standings=standings,
    )


def rooms_of(compute: ComputeEstimate, budget: TeamBudget) -> RoomDraws:
    """Return what the rooms below hand down."""
    team = budget.estimate
    return RoomDraws(
        team=team.one_off_draws,
        months=team.months_draws,
        compute=compute.one_off_draws,
        computing=compute.running_draws,
        expenses=budget.expenses_by_part,
    )


_SAID_ELSEWHERE = ("solution.off_table", "solution.place", "plan.budget_ceiling")
"""Answers that rule an approach out and have findings, or a rank of the verdict, of their own."""


def _of_standings(workspace: Workspace) -> dict[str, float]:
    """Return what rules may ask of the approaches: how many are open, and what else speaks against the one taken."""
    standings = standings_of(workspace)
    open_ = [approach for approach, standing in standings.items() if approach != NO_AI and not standing.is_out]
    misfits = misfits_of(workspace)
    return {"result.approaches_open": float(len(open_)), "result.approach_misfits": float(len(misfits))}


def misfits_of(workspace: Workspace) -> tuple[ExclusionRule, ...]:
    """Return what speaks against the approach that is taken, but for what has a finding of its own."""
    taken = standings_of(workspace).get(str(workspace.visible_answers.value(APPROACH)), ApproachStatus())
    return tuple(bar for bar in taken.out if bar.field_id not in _SAID_ELSEWHERE)


@Remembered
def whole_forecast_of(workspace: Workspace) -> Forecast:
    """Return what will have been spent of the whole budget by when; what has no calendar is spent like the team's."""
    results = results_of(workspace)
    cost = results.case.cost_draws
    other = 0.0 if cost is None else np.clip(cost - results.budget.one_off_draws, 0, None)
    agreed = agreed_budget(results.answers)
    return forecast_team(results.team, agreed, expenses=results.budget.expenses, other_one_off=other)
