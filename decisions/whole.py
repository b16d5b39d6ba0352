"""The whole budget beside the team's: every part of the cost to launch, and when the agreed money runs out."""

from dataclasses import dataclass

from charts.descriptions import Chart
from decisions.charts import whole_forecast_chart
from decisions.domain.costs import CostLine
from decisions.results import results_of, whole_forecast_of
from projects.access import Workspace
from projects.domain.figures import Figure
from teams.wording import say_forecast


@dataclass(frozen=True, kw_only=True)
class Whole:
    """What the fragment shows."""

    parts: tuple[CostLine, ...]
    total: Figure | None
    agreed: float | None
    sentences: list[str]
    chart: Chart


def whole_of(workspace: Workspace) -> Whole:
    """Return the whole budget of a scenario, ready to be shown."""
    case, forecast = results_of(workspace).case, whole_forecast_of(workspace)
    return Whole(
        parts=case.parts,
        total=case.cost,
        agreed=forecast.budget,
        sentences=say_forecast(forecast, workspace.formatter),
        chart=whole_forecast_chart(workspace),
    )
