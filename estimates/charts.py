"""Charts of the compute page: from an estimate to descriptions."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from charts.descriptions import Chart, Line, LinesChart, Point, RangeRow, RangesChart, ScatterChart
from estimates.domain.compute import ComputeEstimate
from estimates.domain.reference import Reference
from estimates.domain.training import training_flop
from projects.formatting import Formatter

_LANDMARKS = {"Llama 2 7B", "Llama 2 70B", "BERT-Large", "GPT-3 175B"}
_COSTS = ("compute.rent_cost", "compute.calls", "compute.serving", "compute.storage")


def compute_charts(estimate: ComputeEstimate, reference: Reference, formatter: Formatter) -> list[Chart]:
    return [*_rent_or_buy(estimate, formatter), *_costs(estimate, formatter), *_runs(estimate, reference, formatter)]


def _rent_or_buy(estimate: ComputeEstimate, formatter: Formatter) -> Iterable[Chart]:
    if not estimate.rent:
        return
    even = estimate.break_even
    months = len(estimate.rent) - 1
    within = even is not None and even.likely <= months
    title = (
        _("Buying has paid off after %(months)s months") if within else _("Renting stays cheaper for %(months)s months")
    )
    title %= {"months": formatter.number(even.likely if even and within else months, 0)}
    lines = [
        Line(
            name=name,
            low=[one.low for one in ends],
            likely=[one.likely for one in ends],
            high=[one.high for one in ends],
        )
        for name, ends in ((_("Rent"), estimate.rent), (_("Buy"), estimate.buy))
    ]
    yield LinesChart(
        id="compute.rent_or_buy",
        title=title,
        subtitle=_("Cumulative cost. The bands hold 8 chances in 10."),
        label=title,
        format=formatter.money_compact,
        lines=lines,
        x_name=_("month"),
        mark=even if within else None,
        mark_label=_("even in month %(month)s") % {"month": formatter.number(even.likely, 0)} if even else "",
    )


def _costs(estimate: ComputeEstimate, formatter: Formatter) -> Iterable[Chart]:
    rows = []
    for one in estimate.figures:
        if one.id in _COSTS:
            rows.append(RangeRow(name=_(one.label), value=one.value))
    if rows:
        yield RangesChart(
            id="compute.costs",
            title=_("What the computing costs, by part"),
            label=_("Cost ranges of the parts of computing"),
            subtitle=_("The dot is the likely cost, the line holds 8 chances in 10."),
            format=formatter.money_compact,
            rows=rows,
        )


def _runs(estimate: ComputeEstimate, reference: Reference, formatter: Formatter) -> Iterable[Chart]:
    flop, hours = estimate.figure("compute.flop"), estimate.figure("compute.gpu_hours")
    points = [
        Point(
            name=run.name,
            x=training_flop(run.active_parameters, run.training_tokens),
            y=run.gpu_hours,
            hollow=run.accelerator.startswith("A100"),
            labelled=run.name in _LANDMARKS,
        )
        for run in reference.runs
        if run.active_parameters and run.training_tokens and run.gpu_hours
    ]
    if flop and hours:
        points.append(
            Point(name=_("Your project"), x=flop.value.likely, y=hours.value.likely, own=True, spread=hours.value)
        )
    title = _("Your training among the published runs") if flop and hours else _("Published training runs")
    yield ScatterChart(
        id="compute.runs",
        title=title,
        label=title,
        points=points,
        x_name="FLOP",
        y_name=_("GPU-hours"),
        subtitle=_("Work against GPU-hours, both logarithmic. Hollow: A100; filled: other chips."),
        format=formatter.compact,
        x_format=formatter.power,
        source=_("Papers and model cards, fixtures/reference/training_runs.csv"),
    )
