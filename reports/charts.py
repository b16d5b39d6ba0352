"""Charts of the whole: the spread of the value, the budget by part."""

import numpy as np
from django.utils.translation import gettext as _

from charts.descriptions import Chart, HistogramChart, RangeRow, RangesChart
from estimates.charts import compute_charts
from estimates.reference import get_reference
from projects.access import Workspace
from projects.formatting import Formatter
from reports.domain.business_case import BusinessCase
from reports.results import results_of, whole_forecast_of
from teams.charts import forecast_chart, presence_chart, role_cost_chart, spending_chart

BINS = 24


def all_charts(workspace: Workspace) -> dict[str, Chart]:
    """Return every chart of a scenario by its id."""
    results, formatter = results_of(workspace), workspace.formatter
    charts = [
        *case_charts(results.case, formatter),
        *compute_charts(results.compute, get_reference(), formatter),
        spending_chart(results.team, formatter),
        presence_chart(results.team, formatter),
        role_cost_chart(results.team, formatter),
        forecast_chart(results.budget.forecast, formatter),
        whole_forecast_chart(workspace),
    ]
    return {one.id: one for one in charts}


def whole_forecast_chart(workspace: Workspace) -> Chart:
    """The whole budget by month, against the agreed one."""
    forecast = whole_forecast_of(workspace)
    return forecast_chart(
        forecast, workspace.formatter, id="case.forecast", name=_("Everything, with delay"), whole=True
    )


def case_charts(case: BusinessCase, formatter: Formatter) -> list[Chart]:
    return [*_value(case, formatter), *_parts(case, formatter)]


def _value(case: BusinessCase, formatter: Formatter) -> list[Chart]:
    if case.value_draws is None or case.chance is None:
        return []
    low, high = np.quantile(case.value_draws, (0.005, 0.995))
    counts, edges = np.histogram(case.value_draws, bins=BINS, range=(float(low), float(high)))
    gain = min(99, max(1, round(case.chance * 100)))
    months = formatter.number(case.horizon_months, 0)
    return [
        HistogramChart(
            id="case.value",
            title=_("%(chance)s chances in 100 that it has paid back after %(months)s months")
            % {"chance": gain, "months": months},
            subtitle=_("Net value, %(count)s draws. Grey bars lose money, blue bars gain.")
            % {"count": formatter.number(len(case.value_draws), 0)},
            label=_("Distribution of the net value"),
            format=formatter.money_compact,
            edges=[float(one) for one in edges],
            counts=[int(one) for one in counts],
            limit=0.0,
            below_label=_("%(n)s in 100 lose") % {"n": 100 - gain},
            above_label=_("%(n)s in 100 gain") % {"n": gain},
        )
    ]


def _parts(case: BusinessCase, formatter: Formatter) -> list[Chart]:
    if not case.parts:
        return []
    parts = sorted(case.parts, key=lambda part: -part.value.likely)
    return [
        RangesChart(
            id="case.parts",
            title=_("Most of the cost to launch: %(part)s") % {"part": _(parts[0].label)},
            subtitle=_("Cost to launch by part. The dot is the likely cost, the line holds 8 chances in 10."),
            label=_("Cost ranges of the parts of the budget"),
            format=formatter.money_compact,
            rows=[RangeRow(name=_(part.label), value=part.value) for part in parts],
            source=_("Ranges do not add up end to end: not everything goes wrong at once."),
        )
    ]
