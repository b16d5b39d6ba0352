"""The figures at the head of everything: title block, decision page, page 1, snapshot. One object for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from decisions.domain.business_case import BusinessCase
from decisions.results import Results, results_of
from decisions.verdicts import verdict_of
from projects.access import Workspace
from projects.domain.figures import Figure, Origin
from projects.memory import RememberedBriefly
from teams.domain.budget import agreed_budget


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The figures of one scenario that a sponsor asks for first."""

    case: BusinessCase
    agreed: float | None
    """The agreed budget [money]."""
    chance_inside: float | None
    """Share of cases, 0 to 1, in which the cost to launch stays inside it; None without a budget or a cost."""
    overrun: float
    """By how much it is too small, on average over the cases in which it is [money]; 0 where in none."""
    assumed: int
    inputs: int
    """How many inputs these figures have, and how many of them are our assumptions."""

    @property
    def shares(self) -> Mapping[str, float | None]:
        """The chances by name, each 0 to 1 or None."""
        return {"inside": self.chance_inside, "payback": self.case.chance}


@RememberedBriefly
def headline_of(workspace: Workspace) -> Headline:
    """Return the headline figures of a scenario."""
    results = results_of(workspace)
    case, agreed = results.case, agreed_budget(results.answers)
    assumed, inputs = assumed_inputs(results)
    chance, overrun = None, 0.0
    if case.cost_draws is not None and agreed is not None:
        over = case.cost_draws > agreed
        chance = float(1 - over.mean())
        overrun = float(np.mean(case.cost_draws[over] - agreed)) if over.any() else 0.0
    return Headline(
        case=case,
        agreed=agreed,
        chance_inside=chance,
        overrun=overrun,
        assumed=assumed,
        inputs=inputs,
    )


def assumed_inputs(results: Results) -> tuple[int, int]:
    """Return how many inputs of the business case and the team are our assumptions, and how many there are.

    Told once for a scenario: the strip, page 1 and the appendix say the same two numbers. What the same team would cost
    under another contract moves nothing, so the pay that it assumes of people whose pay is known is none of these.
    """
    team = results.team
    figures = (*results.case.figures, *(figure for figure in team.figures if figure not in team.comparisons))
    inputs = {(given.field_id or given.name, given.label): given for figure in figures for given in figure.counted}
    return sum(given.origin is Origin.ASSUMPTION for given in inputs.values()), len(inputs)


def frozen(workspace: Workspace) -> dict[str, Any]:
    """Return verdict and headline figures of a scenario as JSON, for a snapshot. Whole figures: an owner keeps it."""
    headline, verdict = headline_of(workspace), verdict_of(workspace)
    assessment = verdict.assessment
    return {
        "name": workspace.scenario.name,
        "verdict": verdict.outcome.id if verdict.outcome else "",
        "points": assessment.points if assessment.has_score else None,
        "figures": {figure.id: _frozen(figure) for figure in headline.case.figures},
        "shares": dict(headline.shares),
        "agreed": headline.agreed,
    }


def _frozen(figure: Figure) -> dict[str, Any]:
    value = figure.value
    return {"low": value.low, "likely": value.likely, "high": value.high, "unit": figure.unit, "label": figure.label}
