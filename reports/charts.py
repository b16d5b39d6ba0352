"""Every chart of a scenario, for the pages that explore them and for the report."""

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
    results, formatter = results_of(workspace), workspace.formatter
    charts = [
        *case_charts(results, formatter),
        *(chart for chart in (cash_chart(workspace), coverage_chart(workspace)) if chart is not None),
        *compute_charts(results.compute, formatter),
        *runs_charts(results.compute, get_reference(), formatter),
        spending_chart(results.team, formatter),
        presence_chart(results.team, formatter),
        role_cost_chart(results.team, formatter),
        forecast_chart(results.budget.forecast, formatter),
        whole_forecast_chart(workspace),
        *plan_charts(results.plans, formatter),
    ]
    return {chart.id: chart for chart in charts}
