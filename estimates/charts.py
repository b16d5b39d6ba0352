"""Charts of the compute page: from an estimate to descriptions."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.descriptions import Chart, ChartLine, LinesChart, Point, RangeRow, RangesChart, ScatterChart
from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.compute import ComputeEstimate
from estimates.domain.figures.rent_or_buy import RentOrBuy
from estimates.domain.formulas.volume import Volume
from estimates.domain.published.offers import NO_PRICES
from estimates.domain.published.reference import Reference
from estimates.domain.tables.runtable import RunRow, run_table
from projects.domain.figures import Figure
from projects.domain.ranges import Range
from projects.formatting import Formatter

LANDMARK = "Llama 2 7B"
RUNS_CHARTS = {"hours": "compute.runs", "flop": "compute.runs_flop"}
"""Ids of the picture of published runs, by what stands upright."""
_LABELLED = {LANDMARK, "Llama 2 70B", "BERT-Large", "Llama 3.1 405B", "RoBERTa-Large (first 100k steps)"}
_ONCE = ("compute.rent_cost", "compute.extras", "compute.buy_up_front")
_MONTHLY = ("compute.calls", "compute.serving", "compute.owning", "compute.storage", "compute.egress")


def compute_charts(estimate: ComputeEstimate, formatter: Formatter) -> list[Chart]:
    """Return the charts of the compute page that the figures allow; published runs have a page of their own."""
    charts: list[Chart] = [
        *([volume_chart(estimate.volume, formatter)] if estimate.volume else []),
        *([rent_or_buy_chart(estimate.comparison, formatter)] if estimate.comparison else []),
        *cost_charts(estimate, formatter),
    ]
    return [replace(chart, shows_pay=estimate.shows_pay) for chart in charts]


def runs_charts(estimate: ComputeEstimate, reference: Reference, formatter: Formatter) -> list[ScatterChart]:
    """Return both pictures of all published runs: hours, and work."""
    runs = run_table(reference, NO_PRICES)
    return [runs_chart(runs, estimate, formatter, measure=chart) for chart in RUNS_CHARTS]


def volume_chart(volume: Volume, formatter: Formatter) -> LinesChart:
    """Return what a hosted model and own machines cost a month, by the number of cases."""
    even = volume.break_even
    within = even is not None and even.likely <= volume.lines.step * (len(volume.lines.volumes) - 1)
    if even is not None and within:
        title = _("Owning becomes cheaper at about %(cases)s cases per month") % {
            "cases": formatter.compact(even.likely),
        }
    else:
        title = _("The hosted model is cheaper at any volume")
    subtitle = _(
        "Monthly cost by monthly volume: %(hosted)s, hosted, against %(own)s on rented servers. "
        "Bands cover 8 chances in 10."
    ) % {"hosted": volume.hosted_model or _("a model"), "own": volume.model or _("your own")}
    if volume.cases is not None:
        subtitle += " " + _("Today: %(cases)s cases.") % {"cases": formatter.compact(volume.cases)}
    mark = even.scaled(1 / volume.lines.step) if even is not None and within else None
    return LinesChart(
        id="compute.volume",
        title=title,
        subtitle=subtitle,
        label=title,
        format=formatter.money_compact,
        lines=(_line(_("Hosted"), volume.lines.hosted), _line(_("Own"), volume.lines.own)),
        x_name=_("cases"),
        x_format=formatter.compact,
        x_step=volume.lines.step,
        mark=mark,
        mark_label=_("even at %(cases)s") % {"cases": formatter.compact(even.likely)} if even else "",
        source=_("Prices and speeds as in the figures"),
    )


def rent_or_buy_chart(comparison: RentOrBuy, formatter: Formatter) -> LinesChart:
    months = len(comparison.months.rent) - 1
    even = comparison.break_even
    within = even is not None and even.likely <= months
    if even is not None and within:
        title = _("Buying pays off after %(months)s") % {"months": formatter.count(even.likely, "months", 0)}
    else:
        title = _("Renting is cheaper for all of %(months)s") % {"months": formatter.count(months, "months", 0)}
    count = int(comparison.accelerator_count)
    what = ngettext("one %(name)s", "%(count)s %(name)s", count) % {
        "count": formatter.number(count),
        "name": comparison.accelerator,
    }
    subtitle = _("Cumulative cost of %(what)s over %(months)s. Bands cover 8 chances in 10.")
    return LinesChart(
        id="compute.rent_or_buy",
        title=title,
        subtitle=subtitle % {"what": what, "months": formatter.count(months, "months", 0)},
        label=title,
        format=formatter.money_compact,
        lines=(_line(_("Rent"), comparison.months.rent), _line(_("Buy"), comparison.months.buy)),
        x_name=_("month"),
        mark=even if within else None,
        mark_label=_("even in month %(month)s") % {"month": formatter.number(even.likely, 0)} if even else "",
        source=_("Plumbline’s price list where you entered no price of your own"),
    )


def _line(name: str, ends: Sequence[Range]) -> ChartLine:
    return ChartLine(
        name=name,
        low=tuple(value.low for value in ends),
        likely=tuple(value.likely for value in ends),
        high=tuple(value.high for value in ends),
    )


def cost_charts(estimate: ComputeEstimate, formatter: Formatter) -> Iterable[RangesChart]:
    paid = [figure for figure in estimate.figures if figure.value.high > 0]
    once = [figure for figure in paid if figure.id in _ONCE and figure.chapter == Chapter.ONCE]
    monthly = [figure for figure in paid if figure.id in _MONTHLY and figure.chapter == Chapter.MONTHLY]
    if len(once) > 1:
        yield _ranges("compute.costs_once", _("Computing costs up to launch"), once, formatter)
    if len(monthly) > 1:
        yield _ranges("compute.costs_monthly", _("Computing costs per month"), monthly, formatter)


def _ranges(id_: str, title: str, figures: Sequence[Figure], formatter: Formatter) -> RangesChart:
    return RangesChart(
        id=id_,
        title=title,
        subtitle=_("The dot marks the likely cost; the line covers 8 chances in 10."),
        label=title,
        format=formatter.money_compact,
        rows=tuple(RangeRow(name=_(figure.label), value=figure.value) for figure in figures),
    )


def runs_chart(
    rows: Iterable[RunRow], estimate: ComputeEstimate, formatter: Formatter, *, measure: str = "hours"
) -> ScatterChart:
    """Return size against GPU-hours, or against work, of published runs, the project's run among them.

    Args:
        rows: The runs to show.
        estimate: The project's own.
        formatter: Writes numbers.
        measure: `hours` or `flop`.
    """
    points = list(_points(rows, measure))
    own = list(_own_point(estimate, measure))
    landmark = next((point for point in points if point.name == LANDMARK), None)
    title = _against_landmark(own[0], landmark) if own and landmark else _("What training published models took")
    subtitle = (
        _("%(count)s published training runs, size against GPU-hours, both logarithmic. Hollow: A100.")
        if measure == "hours"
        else _("%(count)s published training runs, size against work, both logarithmic. Hollow: A100.")
    )
    return ScatterChart(
        id=RUNS_CHARTS[measure],
        title=title,
        subtitle=subtitle % {"count": formatter.number(len(points))},
        label=title,
        points=(*points, *own),
        x_name=_("parameters active per token"),
        y_name=_("GPU-hours") if measure == "hours" else "FLOP",
        format=formatter.compact if measure == "hours" else formatter.plain_power,
        x_format=formatter.compact,
        source=_("Papers and model cards; see the table of published runs"),
        shows_pay=False,
    )


def _points(rows: Iterable[RunRow], measure: str) -> Iterable[Point]:
    for row in rows:
        value = (row.hours and row.hours.likely) if measure == "hours" else row.flop
        if row.active_parameters and value:
            yield Point(
                name=row.name,
                x=row.active_parameters,
                y=value,
                hollow=row.accelerator.startswith("A100"),
                labelled=row.name in _LABELLED,
            )


def _own_point(estimate: ComputeEstimate, measure: str) -> Iterable[Point]:
    flop = estimate.figure("compute.flop")
    figure = estimate.figure("compute.gpu_hours") if measure == "hours" else flop
    size = next((given.value for given in flop.inputs if given.name == "parameters"), None) if flop else None
    if figure and size and min(figure.value.low, size.low) > 0:
        spread = None if size.is_exact else size
        yield Point(
            name=_("Your run"), x=size.likely, y=figure.value.likely, own=True, spread=figure.value, x_spread=spread
        )


def _against_landmark(own: Point, mark: Point) -> str:
    steps = math.log10(own.y / mark.y)
    if abs(steps) < 0.5:
        return _("Your run takes about as long as training %(name)s") % {"name": LANDMARK}
    text = (
        ngettext(
            "Your run is about ten times the size of training %(name)s",
            "Your run is %(count)s orders of magnitude larger than training %(name)s",
            round(steps),
        )
        if steps > 0
        else ngettext(
            "Your run is about a tenth of the size of training %(name)s",
            "Your run is %(count)s orders of magnitude smaller than training %(name)s",
            round(-steps),
        )
    )
    return text % {"count": round(abs(steps)), "name": LANDMARK}
