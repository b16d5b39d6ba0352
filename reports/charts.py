"""The charts of a scenario: those of the report, and every one, for the pages that explore them."""

from charts.descriptions import Chart
from decisions.charts import case_charts, whole_forecast_chart
from decisions.deeper_charts import cash_chart, coverage_chart
from decisions.plan_charts import plan_charts
from decisions.results import results_of
from estimates.charts import compute_charts, runs_charts
from estimates.reference import get_reference
from projects.access import Workspace
from teams.charts import forecast_chart, presence_chart, role_cost_chart, spending_chart


def all_charts(workspace: Workspace) -> dict[str, Chart]:
    """Return every chart of a scenario by its id."""
    coverage = coverage_chart(workspace)
    more = runs_charts(results_of(workspace).compute, get_reference(), workspace.formatter)
    charts = [*more, *([coverage] if coverage else [])]
    return printed_charts(workspace) | {chart.id: chart for chart in charts}


def printed_charts(workspace: Workspace) -> dict[str, Chart]:
    """Return the charts of a scenario by their id, but for those that only make sense where one can explore them."""
    results, formatter = results_of(workspace), workspace.formatter
    cash = cash_chart(workspace)
    charts = [
        *case_charts(results, formatter),
        *([cash] if cash else []),
        *compute_charts(results.compute, formatter),
        spending_chart(results.team, formatter),
        presence_chart(results.team, formatter),
        role_cost_chart(results.team, formatter),
        forecast_chart(results.budget.forecast, formatter),
        whole_forecast_chart(workspace),
        *plan_charts(results.plans, formatter),
    ]
    return {chart.id: chart for chart in charts}
