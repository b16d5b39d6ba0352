"""What the team's charts show."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from charts.descriptions import (
    ChartLine,
    HeatChart,
    HeatRow,
    LinesChart,
    RangeRow,
    RangesChart,
    Stack,
    StackedChart,
    whole,
)
from projects.explaining import say_told
from projects.formatting import Formatter, hundredths_of
from teams.domain.cost import PersonCost, TeamEstimate
from teams.domain.forecast import Forecast
from teams.domain.plan import Person

# As many layers as the eye tells apart; the smaller ones go together.
MOST_STACKS = 7


def month_labels(estimate: TeamEstimate, formatter: Formatter) -> list[str]:
    """Return the months of the plan as they stand above columns: Apr 2027, May, or 4 while no start is known."""
    return [
        formatter.month(month.start, dated=not place) if month.start else formatter.number(month.month)
        for place, month in enumerate(estimate.by_month)
    ]


def person_label(person: Person) -> str:
    """Return who it is, as a row or a layer is named."""
    label = say_told(person.label)
    return f"{label}, {person.name}" if person.name else label


def spending_chart(estimate: TeamEstimate, formatter: Formatter) -> StackedChart:
    """Monthly cost by role as layers, at likely values and without delay."""
    months, top = month_labels(estimate, formatter), estimate.costliest_month
    title = _("No team yet")
    if top is not None:
        title = _("Spending peaks in %(month)s at %(money)s per month") % {
            "month": _month_in_words(estimate, top.month, formatter),
            "money": formatter.money_compact(top.ends.likely),
        }
    return StackedChart(
        id="team.spending",
        title=title,
        subtitle=_("Team cost per month at likely values, without delay."),
        label=_("Stacked monthly team cost by role"),
        format=formatter.money_compact,
        source=_pay_source(estimate, formatter),
        stacks=tuple(_stacks(estimate.by_role)),
        months=tuple(months),
    )


def presence_chart(estimate: TeamEstimate, formatter: Formatter) -> HeatChart:
    """Presence by role and month."""
    return HeatChart(
        id="team.presence",
        title=_("At most %(people)s people at once; %(months)s person-months without delay")
        % {
            "people": formatter.number(estimate.head_count_peak, 1),
            "months": formatter.number(sum(person.person_months for person in estimate.by_role), 1),
        },
        subtitle=_("Percentage of a working month. Shares can overlap and are never scaled to 100%."),
        label=_("Time commitment in percent by role and month"),
        format=whole,
        rows=tuple(
            HeatRow(name=person_label(person.person), values=tuple(person.presence_pct)) for person in estimate.by_role
        ),
        months=tuple(month_labels(estimate, formatter)),
        shows_pay=False,
    )


def role_cost_chart(estimate: TeamEstimate, formatter: Formatter) -> RangesChart:
    """Cost per role with its range, the dearest first."""
    rows = sorted(estimate.by_role, key=lambda row: row.figure.value.likely, reverse=True)
    title = _("No team yet")
    if rows:
        title = _("%(role)s costs most, %(money)s") % {
            "role": say_told(rows[0].person.label),
            "money": formatter.money_compact(rows[0].figure.value.likely),
        }
    return RangesChart(
        id="team.cost_by_role",
        title=title,
        subtitle=_("Planned cost per role; 8 in 10 chance of falling between the ends."),
        label=_("Planned cost per role with its range"),
        format=formatter.money_compact,
        source=_pay_source(estimate, formatter),
        rows=tuple(RangeRow(name=person_label(person.person), value=person.figure.value) for person in rows),
    )


def forecast_chart(
    forecast: Forecast, formatter: Formatter, *, id: str = "team.forecast", name: str = "", whole: bool = False
) -> LinesChart:
    """Cumulative cost with its band, against the agreed budget where there is one.

    Args:
        forecast: What will have been spent by when.
        formatter: Writes money.
        id: The chart's id.
        name: What the line is called; the team's unless said.
        whole: Whether it is the whole budget and not that of the team.
    """
    lines = [_line(name or _("Team, with delay"), forecast)]
    title = _("Expected total cost: %(money)s") % {"money": formatter.money_compact(forecast.cumulative[-1].likely)}
    if forecast.budget is not None and forecast.chance_inside is not None:
        level = (forecast.budget,) * len(forecast.cumulative)
        lines.append(ChartLine(name=_("Agreed budget"), low=level, likely=level, high=level))
        says = (
            _("%(chance)s in 100 chance of staying within the agreed budget")
            if whole
            else _("%(chance)s in 100 chance that people and expenses alone stay within the agreed budget")
        )
        title = says % {"chance": hundredths_of(forecast.chance_inside)}
    what = _("Cumulative cost of everything up to launch") if whole else _("Cumulative cost of people and expenses")
    return LinesChart(
        id=id,
        title=title,
        subtitle=_("%(what)s by month, delay included. Band: 8 chances in 10.") % {"what": what},
        label=_("%(what)s against the agreed budget") % {"what": what},
        format=formatter.money_compact,
        lines=tuple(lines),
        x_name=_("Month"),
        mark=forecast.month_money_runs_out,
        mark_label=_("money runs out") if forecast.month_money_runs_out else "",
    )


def _line(name: str, forecast: Forecast) -> ChartLine:
    values = forecast.cumulative
    return ChartLine(
        name=name,
        low=tuple(value.low for value in values),
        likely=tuple(value.likely for value in values),
        high=tuple(value.high for value in values),
    )


def _stacks(by_role: Sequence[PersonCost]) -> list[Stack]:
    """Return one layer per person in the order of the table; where there are too many, the smaller ones together."""
    kept = by_role
    if len(by_role) > MOST_STACKS:
        largest = sorted(by_role, key=lambda row: row.likely, reverse=True)[: MOST_STACKS - 1]
        kept = [person for person in by_role if person in largest]
    stacks = [Stack(name=person_label(person.person), values=tuple(person.likely_by_month)) for person in kept]
    rest = [person.likely_by_month for person in by_role if person not in kept]
    if rest:
        stacks.append(Stack(name=_("Everyone else"), values=tuple(sum(month) for month in zip(*rest, strict=True))))
    return stacks


def _month_in_words(estimate: TeamEstimate, month: int, formatter: Formatter) -> str:
    start = estimate.by_month[month - 1].start
    return formatter.month(start, full=True) if start else _("month %(number)s") % {"number": month}


def _pay_source(estimate: TeamEstimate, formatter: Formatter) -> str:
    """Say where the pay comes from: the table, the reference, and the factor on top."""
    factor = formatter.number(estimate.plan.loaded_factor.value.likely)
    if any(person.person.pay.source_date and person.person.pay.origin == "assumption" for person in estimate.by_role):
        return _("US pay ranges where none is entered; employees × %(factor)s") % {"factor": factor}
    return _("Pay as entered; employees × %(factor)s") % {"factor": factor}
