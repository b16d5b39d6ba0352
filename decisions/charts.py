"""Charts of the whole: the spread of the value, what decides it, the budget by part."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.descriptions import Chart, HistogramChart, RangeRow, RangesChart, TornadoChart, TornadoRow
from charts.scales import written_range
from decisions.domain.business_case import BusinessCase
from decisions.domain.tornado import Swing
from decisions.results import Results, whole_forecast_of
from projects.access import Workspace
from projects.explaining import say_told
from projects.formatting import Formatter, hundredths_of
from teams.charts import forecast_chart

# Below these, inputs hardly move the value; the source line counts them.
MOST_SWINGS = 5


def whole_forecast_chart(workspace: Workspace) -> Chart:
    """The whole budget by month, against the agreed one."""
    forecast = whole_forecast_of(workspace)
    return forecast_chart(
        forecast, workspace.formatter, id="case.forecast", name=_("Everything, with delay"), whole=True
    )


def case_charts(results: Results, formatter: Formatter) -> list[Chart]:
    """Return the charts of the value that the answers allow."""
    return [*value_charts(results, formatter), *_parts(results.case, formatter)]


def value_charts(results: Results, formatter: Formatter) -> list[Chart]:
    """Return those of the net value: how likely it is, and what moves it most."""
    return [*_value(results.case, formatter), *_tornado(results, formatter)]


def _value(case: BusinessCase, formatter: Formatter) -> list[Chart]:
    if case.value_draws is None or case.chance is None:
        return []
    gain = hundredths_of(case.chance)
    months = formatter.count(case.horizon_months, "months", 0)
    return [
        HistogramChart.from_draws(
            case.value_draws,
            id="case.value",
            title=_("%(chance)s in 100 chance of payback within %(months)s") % {"chance": gain, "months": months},
            subtitle=_(
                "Net value across %(count)s simulations. Bars left of the dotted line lose money; the others gain."
            )
            % {"count": formatter.number(len(case.value_draws), 0)},
            label=_("Distribution of the net value"),
            format=formatter.money_compact,
            limit=0.0,
            below_label=_("%(n)s in 100 lose") % {"n": 100 - gain},
            above_label=_("%(n)s in 100 gain") % {"n": gain},
        )
    ]


def _tornado(results: Results, formatter: Formatter) -> list[Chart]:
    swings, value = results.swings, results.case.value
    if not swings or value is None:
        return []
    shown, rest = swings[:MOST_SWINGS], len(swings[MOST_SWINGS:])
    first = {"input": _(swings[0].label), "money": formatter.money_compact(swings[0].size)}
    three = ", ".join(_(swing.label) for swing in swings[:3])
    likely = formatter.money_compact(value.value.likely)
    more = ngettext("%(count)s more input moves it less.", "%(count)s more inputs move it less.", rest)
    return [
        TornadoChart(
            id="case.tornado",
            title=_("%(input)s has the biggest effect on net value: %(money)s") % first,
            subtitle=_(
                "Likely net value after %(months)s when one input moves from its low to its high end and the"
                " others stay as they are."
            )
            % {"months": formatter.count(results.case.horizon_months, "months", 0)},
            label=_("What moves the net value most: %(inputs)s") % {"inputs": three},
            format=formatter.money_compact,
            rows=tuple(_swing(swing, formatter) for swing in shown),
            base=value.value.likely,
            base_label=_("likely %(money)s") % {"money": likely},
            source=more % {"count": formatter.number(rest)} if rest else "",
        )
    ]


def _swing(swing: Swing, formatter: Formatter) -> TornadoRow:
    write = formatter.for_range(swing.value, swing.unit)
    text = written_range(write, swing.value.low, swing.value.high)
    return TornadoRow(name=say_told(swing.label), low=swing.low, high=swing.high, text=text)


def _parts(case: BusinessCase, formatter: Formatter) -> list[Chart]:
    if case.cost is None:
        return []
    parts = sorted(case.parts, key=lambda part: -part.value.likely)
    return [
        RangesChart(
            id="case.parts",
            title=_("Largest part of the cost to launch: %(part)s") % {"part": _(parts[0].label)},
            subtitle=_("Cost to launch by part. The dot marks the likely cost; the line covers 8 chances in 10."),
            label=_("Cost ranges of the parts of the budget"),
            format=formatter.money_compact,
            rows=tuple(RangeRow(name=_(part.label), value=part.value) for part in parts),
            source=_("The ends of ranges do not add up: not everything goes wrong at once."),
        )
    ]
