"""The whole budget and the value case: what it costs, what it brings, and the chance that it pays back.

Composed from the results of the rooms below, handed down as plain draws, and from answers by field id.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from decisions.domain.benefits import NEEDED, Benefit, benefit_per_year
from decisions.domain.calendar import Flows
from decisions.domain.cashflow import NET_VALUE
from decisions.domain.costs import (
    COMPUTING_PER_YEAR,
    SWITCHING_OFF,
    CostLine,
    cost_to_launch,
    not_counted,
    parts_of,
    running_cost,
)
from decisions.domain.netvalue import GROWTH, RoomDraws, calendar_of, horizon_of
from projects.domain.book import Book, Result
from projects.domain.draws import Draw
from projects.domain.figures import Figure
from projects.domain.ranges import Range
from projects.domain.reader import Given, Reader
from projects.domain.text import gettext_noop


@dataclass(frozen=True, kw_only=True)
class BusinessCase:
    """What the answers so far say about money and time. What cannot be worked out yet is None."""

    parts: tuple[CostLine, ...]
    steps: tuple[Figure, ...]
    """Figures on the way to the cost to launch, such as what training of users costs."""
    cost: Figure | None
    """Cost to launch."""
    cost_draws: Draw | None
    running: Figure | None
    """Running cost a year after launch."""
    benefit: Figure | None
    """Benefit a year at full use."""
    value: Figure | None
    """Net present value over the horizon."""
    value_draws: Draw | None
    months: Figure | None
    """Months to launch."""
    payback_months: float | None
    """Median month in which the sum of all flows turns positive; None where it does not in half of the cases."""
    chance: float | None
    """Share of cases, 0 to 1, in which the net value is positive at the end of the horizon."""
    horizon_months: int
    missing: tuple[str, ...]
    """Ids of the fields without which the value cannot be worked out."""
    not_counted: tuple[str, ...] = ()
    """Ids of the fields of costs that are in no sum, because nobody has said yet what they come to."""
    running_draws: Draw | None = None
    """Shape (count,) [money/year]."""
    is_guessed: bool = False
    """Whether nobody has said what a case saves, so that benefit and value stand on what we propose."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that could be worked out."""
        shown = (self.cost, self.running, self.benefit, self.value, self.months)
        return tuple(figure for figure in shown if figure is not None)

    @property
    def runs_on_computing_alone(self) -> bool:
        """Whether nobody has said yet what people, licences and upkeep cost after launch."""
        return self.running is not None and [given.name for given in self.running.inputs] == [COMPUTING_PER_YEAR]

    @property
    def results(self) -> dict[str, float]:
        """The results that checks look at, by id; absent ones are blank.

        A verdict does not go by a value that is our guess alone, so that stands under a name of its own.
        """
        values: dict[str, float] = {}
        if self.cost:
            values |= _percentiles("cost", self.cost.value)
        if self.running:
            values["result.running_cost_p50"] = self.running.value.likely
        if self.months:
            values["result.months_p50"] = self.months.value.likely
        values["result.horizon_months"] = float(self.horizon_months)
        for part in self.parts:
            if part.key == "labels":
                values["result.labelling_cost"] = part.value.likely
        return values | (self._guessed_results if self.is_guessed else self._value_results)

    @property
    def _value_results(self) -> dict[str, float]:
        values: dict[str, float] = {}
        if self.value:
            values |= _percentiles("npv", self.value.value)
        if self.benefit:
            values["result.benefit_p50"] = self.benefit.value.likely
            values["result.benefit_p90"] = self.benefit.value.high
        if self.payback_months is not None:
            values["result.payback_months_p50"] = self.payback_months
        if self.chance is not None:
            values["result.chance_of_payback"] = self.chance
        return values

    @property
    def _guessed_results(self) -> dict[str, float]:
        return {"result.npv_p50_guessed": self.value.value.likely} if self.value else {}


def as_shown(case: BusinessCase, shown: Mapping[str, Range]) -> BusinessCase:
    """Return a case in which a figure of a room below has the value that the room shows: one figure, one value.

    Computing draws ten times as often as the budget adds it up, so the two summaries differ in the third digit.

    Args:
        case: As it was built.
        shown: The values of figures of rooms below, by figure id.
    """

    def told(figure: Figure | None) -> Figure | None:
        if figure is None:
            return None
        if not any(given.figure_id in shown for given in figure.inputs):
            return figure
        inputs = (replace(given, value=shown.get(given.figure_id, given.value)) for given in figure.inputs)
        return replace(figure, inputs=tuple(inputs))

    return replace(
        case,
        parts=tuple(
            replace(part, shown=shown[part.figure_id]) if part.figure_id in shown else part for part in case.parts
        ),
        steps=tuple(step for step in map(told, case.steps) if step),
        cost=told(case.cost),
        running=told(case.running),
    )


def _percentiles(name: str, value: Range) -> dict[str, float]:
    return {f"result.{name}_p10": value.low, f"result.{name}_p50": value.likely, f"result.{name}_p90": value.high}


def build_case(read: Reader, rooms: RoomDraws, months: Figure | None = None) -> BusinessCase:
    """Compose the whole budget and the value case.

    Args:
        read: The scenario's inputs.
        rooms: What the rooms below hand down. What stands among its expenses for `training` or `labels` takes the place
            of what the answers would give, so that it counts once.
        months: Months to launch, as the team's page shows them.

    Source:
        Net present value: Brealey, Myers, Allen, Principles of Corporate Finance, chapter 2; monthly flows
        discounted at a yearly rate.
    """
    parts = tuple(parts_of(read, rooms.team, rooms.compute, rooms.expenses))
    cost = cost_to_launch(parts)
    running, benefit = running_cost(read, rooms.computing, cost), benefit_per_year(read)
    worth = None
    if cost is not None and benefit is not None and rooms.months is not None:
        worth = _worth(read, rooms.months, cost, running, benefit)
    return BusinessCase(
        parts=parts,
        steps=tuple(step.figure for step in _steps(parts, running) if step is not cost),
        cost=_figure(cost),
        cost_draws=None if cost is None else cost.draws,
        running=_figure(running),
        benefit=benefit.result.figure if benefit else None,
        value=worth.figure if worth else None,
        value_draws=worth.draws if worth else None,
        months=months,
        payback_months=worth.payback_months if worth else None,
        chance=float(np.mean(worth.draws >= 0)) if worth else None,
        horizon_months=horizon_of(read),
        missing=tuple(_missing(read, rooms.team)),
        not_counted=tuple(not_counted(read)),
        running_draws=None if running is None else running.draws,
        is_guessed=read.is_proposed("value.saving_per_case"),
    )


def _steps(parts: Iterable[CostLine], running: Result | None) -> Iterable[Result]:
    """Yield what the parts and the running cost stand on, each after what it stands on itself."""
    for part in parts:
        if part.step is not None:
            yield from _below(part.step)
            yield part.step
    if running is not None:
        yield from _below(running)


def _below(result: Result) -> Iterable[Result]:
    for term in result.terms:
        if isinstance(term, Result):
            yield from _below(term)
            yield term


def _figure(result: Result | None) -> Figure | None:
    return None if result is None else result.figure


@dataclass(frozen=True, kw_only=True)
class _Worth:
    """What is left of the benefit once everything is paid."""

    figure: Figure
    draws: Draw
    """Net value, shape (count,) [money]."""
    payback_months: float | None


def _worth(read: Reader, months: Draw, cost: Result, running: Result | None, benefit: Benefit) -> _Worth:
    calendar = calendar_of(read, months)
    flows = Flows(
        cost=cost.draws,
        running=np.zeros(len(months)) if running is None else running.draws,
        by_volume=benefit.by_volume,
        fixed=benefit.fixed,
        at_the_end=read.or_zero(SWITCHING_OFF),
    )
    value = _net_value(read, calendar.net_value(flows), cost, running, benefit.result)
    return _Worth(figure=value.figure, draws=value.draws, payback_months=calendar.payback_month(flows))


def _net_value(read: Reader, drawn: Draw, *results: Result | None) -> Result:
    said = (*map(read.term, ("value.ramp_up_months", "value.horizon_months", "value.discount_rate")), _growth(read))
    terms = [term for term in (*results, *said, read.term(SWITCHING_OFF)) if term is not None]
    return Book(read.draws.count).kept(
        drawn,
        "case.net_value",
        gettext_noop("Net value"),
        "money",
        NET_VALUE,
        *terms,
        note=gettext_noop(
            "The formula is a summary. Cash flows are counted by month: use rises from 0 to 1 over the ramp-up, cases "
            "grow from the start of the work, and the cost to launch is spread over the build. Switching off and "
            "events count in their months."
        ),
        source="Brealey, Myers, Allen: Principles of Corporate Finance, chapter 2",
    )


def _growth(read: Reader) -> Given | None:
    """Return how much the cases grow a year; None where they stay as many."""
    growth = read.term(GROWTH)
    return None if growth is None or growth.input.value == Range.exactly(0.0) else growth


def _missing(read: Reader, team: Draw | None) -> Iterable[str]:
    if team is None:
        yield "team.roles"
    yield from (field_id for field_id in NEEDED if read.input(field_id) is None)
