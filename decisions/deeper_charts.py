"""Charts that the value page opens on demand: cash by month, value against coverage, scenarios over each other."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from charts.descriptions import ChartLine, LinesChart
from decisions.deeper import MonthlyCash, accuracy_of, cash_of
from decisions.domain.accuracy import STEP, Accuracy, CostFrom
from decisions.results import results_of
from projects.access import Workspace
from projects.domain.ranges import Range
from projects.formatting import Formatter

CASH, COVERAGE, OVERLAY = "case.cash", "case.coverage", "scenarios.cash"


def cash_chart(workspace: Workspace) -> LinesChart | None:
    """The sum of all money by the end of each month; None while it cannot be worked out."""
    cash, write = cash_of(workspace), workspace.formatter
    if cash is None:
        return None
    payback = results_of(workspace).case.payback_months
    return LinesChart(
        id=CASH,
        title=_cash_title(cash, payback, write),
        subtitle=_("Money in and out since the work began, not discounted. The band covers 8 chances in 10."),
        label=_("Cash by month"),
        format=write.money_compact,
        lines=(
            _with_band(_("so far"), cash.so_far),
            _exactly(_("in the month"), [month.likely for month in cash.of_month]),
        ),
        x_name=_("Month"),
        mark=None if payback is None else Range.exactly(float(payback)),
        mark_label="" if payback is None else _("paid back"),
    )


def _cash_title(cash: MonthlyCash, payback: float | None, write: Formatter) -> str:
    said = {"money": write.money_compact(-cash.so_far[cash.deepest].likely), "month": cash.deepest}
    if payback is None:
        return _("%(money)s is out in month %(month)s, and it does not come back in time") % said
    return _("%(money)s is out in month %(month)s; paid back in month %(back)s") % (
        said | {"back": write.number(payback)}
    )


def coverage_chart(workspace: Workspace) -> LinesChart | None:
    """Net value and cost of accuracy against coverage; None while the net value is no line in it."""
    accuracy, write = accuracy_of(workspace), workspace.formatter
    if accuracy is None:
        return None
    places = [accuracy.at(float(coverage)) for coverage in range(0, 101, STEP)]
    lines = [_with_band(_("net value"), [place.value for place in places])]
    if accuracy.halving is not None:
        lines.append(_exactly(_("cost of more accuracy"), [place.extra_cost.likely for place in places]))
    best = accuracy.best
    return LinesChart(
        id=COVERAGE,
        title=say_best(accuracy, write),
        subtitle=_("Net value if the tool handled another share of the cases. The band covers 8 chances in 10."),
        label=_("Net value and cost of accuracy against coverage"),
        format=write.money_compact,
        lines=tuple(lines),
        x_name=_("Coverage"),
        x_step=float(STEP),
        x_format=write.percent,
        mark=None if best is None else Range.exactly(best / STEP),
        mark_label="" if best is None else _("enough at %(coverage)s") % {"coverage": write.quantity(round(best), "%")},
    )


def say_best(accuracy: Accuracy, write: Formatter) -> str:
    """Say where more accuracy begins to cost more than it brings, or that nobody knows what it costs."""
    best, now = accuracy.best, write.quantity(round(accuracy.now), "%")
    if accuracy.cost_from is CostFrom.NEVER:
        return _("More than the planned %(now)s is not to be had") % {"now": now}
    if best is None:
        return _("Nobody has said yet what more accuracy than %(now)s costs") % {"now": now}
    if round(best) <= round(accuracy.now):
        return _("Beyond the planned %(now)s, more accuracy costs more than it brings") % {"now": now}
    return _("Up to %(best)s, more accuracy brings more than it costs") % {"best": write.quantity(round(best), "%")}


def overlay_chart(workspaces: Sequence[Workspace]) -> LinesChart | None:
    """The likely cash of several scenarios in one chart; None where fewer than two can be worked out."""
    drawn = ((workspace.scenario.name, cash_of(workspace)) for workspace in workspaces)
    known = [(name, cash) for name, cash in drawn if cash is not None]
    if len(known) < 2:
        return None
    write = workspaces[0].formatter
    best, cash = max(known, key=lambda pair: pair[1].so_far[-1].likely)
    return LinesChart(
        id=OVERLAY,
        title=_("Most money at the end: %(name)s, %(money)s")
        % {"name": best, "money": write.money_compact(cash.so_far[-1].likely)},
        subtitle=_("Likely money in and out since the work began, for each scenario, not discounted."),
        label=_("Cash of the scenarios by month"),
        format=write.money_compact,
        lines=tuple(_exactly(name, [month.likely for month in cash.so_far]) for name, cash in known),
        x_name=_("Month"),
    )


def _with_band(name: str, values: Sequence[Range]) -> ChartLine:
    return ChartLine(
        name=name,
        low=tuple(value.low for value in values),
        likely=tuple(value.likely for value in values),
        high=tuple(value.high for value in values),
    )


def _exactly(name: str, values: Sequence[float]) -> ChartLine:
    return ChartLine(name=name, low=tuple(values), likely=tuple(values), high=tuple(values))
