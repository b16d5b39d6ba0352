"""The whole budget and the value case: what it costs, what it brings, and the chance that it pays back.

Composed from the results of the rooms below, handed down as plain draws, and from answers by field id.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from decisions.domain.calendar import Calendar
from projects.domain.answers import Answers, State
from projects.domain.draws import Draw, Draws, summarise
from projects.domain.fields import Field
from projects.domain.figures import Figure, Input, Origin
from projects.domain.formulas import Formula
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.domain.text import gettext_noop

MOST_MONTHS = 240
USUAL_HORIZON_MONTHS = 36

TEAM = gettext_noop("Team")
EXPENSES = gettext_noop("Other expenses")
COMPUTE = gettext_noop("Computing")
TRAINING = gettext_noop("Training of users")
LABELS = gettext_noop("Labelling of cases")
INTEGRATION = gettext_noop("Integration")
LEGAL = gettext_noop("Legal and privacy review")
SECURITY = gettext_noop("Security review")
CHANGE = gettext_noop("Bringing the change about")
DOWNTIME = gettext_noop("Work lost at the switch")
CONTINGENCY = gettext_noop("Contingency")

COUNTABLE = (
    "value.integration_one_off",
    "value.legal_one_off",
    "value.security_one_off",
    "value.change_one_off",
    "value.downtime_hours",
    "value.contingency_share",
    "value.running_licences_per_year",
    "value.running_people_per_year",
    "value.upkeep_share",
    "value.wrong_share",
    "value.wrong_cost",
)
"""Costs for which no published figure fits every project: while nobody answers, they are in no sum, and named."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line of the budget to launch."""

    key: str
    label: str
    draws: Draw
    """Shape (count,), money."""

    @property
    def value(self) -> Range:
        """P10, P50 and P90 [money]. Parts' ends do not add up to the total's: not everything goes wrong at once."""
        return summarise(self.draws)


@dataclass(frozen=True, kw_only=True)
class BusinessCase:
    """What the answers so far say about money and time. What cannot be worked out yet is None."""

    parts: tuple[Part, ...]
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

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that could be worked out."""
        found = (self.cost, self.running, self.benefit, self.value, self.months)
        return tuple(one for one in found if one is not None)

    @property
    def results(self) -> dict[str, float]:
        """The results that checks look at, by id; absent ones are blank."""
        found: dict[str, float] = {}
        if self.cost:
            found |= _percentiles("cost", self.cost.value)
        if self.running:
            found["result.running_cost_p50"] = self.running.value.likely
        if self.value:
            found |= _percentiles("npv", self.value.value)
        if self.benefit:
            found["result.benefit_p50"] = self.benefit.value.likely
            found["result.benefit_p90"] = self.benefit.value.high
        if self.months:
            found["result.months_p50"] = self.months.value.likely
        found["result.horizon_months"] = float(self.horizon_months)
        if self.payback_months is not None:
            found["result.payback_months_p50"] = self.payback_months
        if self.chance is not None:
            found["result.chance_of_payback"] = self.chance
        for part in self.parts:
            if part.key == "labels":
                found["result.labelling_cost"] = part.value.likely
        return found


def _percentiles(name: str, value: Range) -> dict[str, float]:
    return {f"result.{name}_p10": value.low, f"result.{name}_p50": value.likely, f"result.{name}_p90": value.high}


def build_case(
    answers: Answers,
    fields: Mapping[str, Field],
    draws: Draws,
    *,
    team_one_off: Draw | None,
    months: Figure | None,
    months_draws: Draw | None,
    compute_one_off: Draw | None,
    compute_running_per_year: Draw | None,
    expenses: Mapping[str, Draw] | None = None,
) -> BusinessCase:
    """Compose the whole budget and the value case.

    Args:
        answers: The scenario's visible answers.
        fields: Every field by id.
        draws: The project's draws.
        team_one_off: Cost of the team until launch, shape (count,) [money], or None while unknown.
        months: Months to launch.
        months_draws: The same, shape (count,) [months].
        compute_one_off: Computing until launch, shape (count,) [money], or None.
        compute_running_per_year: Computing after launch, shape (count,) [money/year], or None.
        expenses: Other expenses of the team by the part they belong to, shape (count,) [money]. What stands here for
            `training` or `labels` takes the place of what the answers would give, so that it counts once.

    Source:
        Net present value: Brealey, Myers, Allen, Principles of Corporate Finance, chapter 2; monthly flows
        discounted at a yearly rate.
    """
    read = Reader(answers, fields, draws)
    parts = tuple(parts_of(read, team_one_off, compute_one_off, expenses or {}))
    cost_draws = sum((part.draws for part in parts), np.zeros(draws.count)) if parts else None
    steps = tuple(_steps(read, parts, expenses or {}))
    steps = (*steps, *_contingency_figure(read, parts, steps))
    cost = None if cost_draws is None else _cost_figure(read, parts, steps, cost_draws)
    spent, running = _running(read, compute_running_per_year, cost, cost_draws)
    brought, benefit = _benefit(read)
    horizon = horizon_of(read)
    missing = tuple(_missing(read, team_one_off))
    value = payback = chance = value_draws = None
    if cost_draws is not None and brought is not None and months_draws is not None:
        calendar = calendar_of(read, months_draws)
        value_draws = calendar.net_value(cost_draws, spent, brought)
        value = _value_figure(read, value_draws, cost, running, benefit)
        chance = float(np.mean(value_draws >= 0))
        payback = calendar.payback_month(cost_draws, spent, brought)
    return BusinessCase(
        parts=parts,
        steps=steps,
        cost=cost,
        cost_draws=cost_draws,
        running=running,
        benefit=benefit,
        value=value,
        value_draws=value_draws,
        months=months,
        payback_months=payback,
        chance=chance,
        horizon_months=horizon,
        missing=missing,
        not_counted=tuple(_not_counted(read)),
    )


def _not_counted(read: Reader) -> Iterable[str]:
    open_states = (State.BLANK, State.UNKNOWN)
    return (field_id for field_id in COUNTABLE if read.answers.state(field_id) in open_states)


def horizon_of(read: Reader) -> int:
    """Return how long the value is counted [months]."""
    months = read.number("value.horizon_months")
    return int(min(MOST_MONTHS, max(1.0, USUAL_HORIZON_MONTHS if months is None else months)))


def calendar_of(read: Reader, months: Draw) -> Calendar:
    """Return when money flows, by the months to launch, shape (count,) [months]."""
    return Calendar(
        build_months=months,
        ramp_up_months=read.number("value.ramp_up_months") or 0.0,
        horizon_months=horizon_of(read),
        discount_rate=(read.number("value.discount_rate") or 0.0) / 100,
    )


def parts_of(read: Reader, team: Draw | None, compute: Draw | None, expenses: Mapping[str, Draw]) -> Iterable[Part]:
    """Yield the parts of the cost to launch; `team`, `compute` and `expenses` are handed down [money]."""
    parts = tuple(_planned_parts(read, team, compute, expenses))
    yield from parts
    share = read.draw("value.contingency_share")
    if share is not None and parts:
        planned = sum((part.draws for part in parts), np.zeros(read.draws.count))
        yield Part(key="contingency", label=CONTINGENCY, draws=share / 100 * planned)


def _planned_parts(
    read: Reader, team: Draw | None, compute: Draw | None, expenses: Mapping[str, Draw]
) -> Iterable[Part]:
    """Yield the parts that somebody can name: all but the contingency."""
    if team is not None:
        yield Part(key="team", label=TEAM, draws=team)
    if "expenses" in expenses:
        yield Part(key="expenses", label=EXPENSES, draws=expenses["expenses"])
    if compute is not None and compute.max() > 0:
        yield Part(key="compute", label=COMPUTE, draws=compute)
    for key, label, work_out in (("training", TRAINING, _training), ("labels", LABELS, _labels)):
        drawn = expenses[key] if key in expenses else work_out(read)
        if drawn is not None:
            yield Part(key=key, label=label, draws=drawn)
    drawn = _downtime(read)
    if drawn is not None:
        yield Part(key="downtime", label=DOWNTIME, draws=drawn)
    for key, label in (("integration", INTEGRATION), ("legal", LEGAL), ("security", SECURITY), ("change", CHANGE)):
        drawn = read.draw(f"value.{key}_one_off")
        if drawn is not None:
            yield Part(key=key, label=label, draws=drawn)


def people_to_train(read: Reader) -> float:
    """Return how many users need training: of each group those that its row names, else everybody in it."""
    rows = read.answers.value("people.users") or []
    return float(sum(row.get("count", 0) if row.get("to_train") is None else row["to_train"] for row in rows))


def _training(read: Reader) -> Draw | None:
    return _hours_of_users(read, "people.training_hours")


def _downtime(read: Reader) -> Draw | None:
    return _hours_of_users(read, "value.downtime_hours")


def _hours_of_users(read: Reader, field_id: str) -> Draw | None:
    """Return what hours of every user who needs training cost, or None where something of it is unknown."""
    users, hours, hour_cost = people_to_train(read), read.draw(field_id), read.draw("value.hour_cost")
    return users * hours * hour_cost if users and hours is not None and hour_cost is not None else None


def _labels(read: Reader) -> Draw | None:
    # Labels cost only where people must make them; a default alone is no reason to spend.
    if read.answers.state("data.label_count") is not State.KNOWN:
        return None
    count, price = read.draw("data.label_count"), read.draw("data.label_price")
    return count * price if count is not None and price is not None else None


_FIGURES = {"team": "team.cost", "compute": "compute.one_off"}
"""Parts that a room below explains."""


def _steps(read: Reader, parts: Iterable[Part], expenses: Mapping[str, Draw]) -> Iterable[Figure]:
    """Yield the parts that are worked out here, as figures; where the team's plan names an expense, that counts."""
    there = {part.key: part for part in parts if part.key not in expenses}
    for key, field_id in (("training", "people.training_hours"), ("downtime", "value.downtime_hours")):
        if key in there:
            yield Figure(
                id=f"case.{key}", label=there[key].label, value=there[key].value, unit="money",
                formula=f"users × {field_id.rpartition('.')[2]} × hour_cost",
                inputs=(_users_input(read), *read.of(field_id, "value.hour_cost")),
            )  # fmt: skip
    if "labels" in there:
        yield Figure(
            id="case.labels", label=LABELS, value=there["labels"].value, unit="money",
            formula="label_count × label_price", inputs=read.of("data.label_count", "data.label_price"),
            shows_pay=False,
        )  # fmt: skip


def _users_input(read: Reader) -> Input:
    return Input(
        name="users", label=gettext_noop("Users to be trained"), value=Range.exactly(people_to_train(read)),
        unit="people", origin=Origin.ANSWER, field_id="people.users",
    )  # fmt: skip


def _contingency_figure(read: Reader, parts: Iterable[Part], steps: Iterable[Figure]) -> Iterable[Figure]:
    """Yield what is set aside for the unforeseen, over the parts that are planned."""
    by_key = {part.key: part for part in parts}
    kept = by_key.pop("contingency", None)
    if kept is not None:
        planned = tuple(_part_input(read, part, steps) for part in by_key.values())
        yield Figure(
            id="case.contingency", label=CONTINGENCY, value=kept.value, unit="money",
            formula=f"contingency_share / 100 × ({' + '.join(one.name for one in planned)})",
            inputs=(*read.of("value.contingency_share"), *planned),
        )  # fmt: skip


def _part_input(read: Reader, part: Part, steps: Iterable[Figure]) -> Input:
    """Return a part as an input of the sum: an answer as such, else with the figure that explains it."""
    answered = read.of(f"value.{part.key}_one_off")
    if answered:
        return replace(answered[0], name=part.key)
    known = {one.id for one in steps}
    figure_id = _FIGURES.get(part.key) or (f"case.{part.key}" if f"case.{part.key}" in known else "")
    return Input(
        name=part.key, label=part.label, value=part.value, unit="money", origin=Origin.RESULT, figure_id=figure_id
    )


def _cost_figure(read: Reader, parts: tuple[Part, ...], steps: tuple[Figure, ...], drawn: Draw) -> Figure:
    inputs = tuple(_part_input(read, part, steps) for part in parts)
    return Figure(
        id="case.cost_to_launch",
        label=gettext_noop("Cost to launch"),
        value=summarise(drawn),
        unit="money",
        formula=" + ".join(part.key for part in parts),
        inputs=inputs,
        note=gettext_noop(
            "The lows and highs do not add up to those of the total, because not everything goes wrong at once."
        ),
    )


_RUNNING_FIELDS = ("value.running_licences_per_year", "value.running_people_per_year")


def running_draws(read: Reader, compute: Draw | None, cost: Draw | None) -> Draw:
    """Return the cost after launch, shape (count,) [money/year].

    Args:
        read: The scenario's inputs.
        compute: Computing after launch, handed down, shape (count,) [money/year], or None.
        cost: Cost to launch, shape (count,) [money], of which upkeep is a share; or None.
    """
    drawn = read.or_zero(_RUNNING_FIELDS[0]) + read.or_zero(_RUNNING_FIELDS[1])
    drawn = drawn if compute is None else drawn + compute
    upkeep = read.draw("value.upkeep_share")
    return drawn if upkeep is None or cost is None else drawn + upkeep / 100 * cost


def _running(
    read: Reader, compute: Draw | None, cost: Figure | None, cost_draws: Draw | None
) -> tuple[Draw, Figure | None]:
    drawn = running_draws(read, compute, cost_draws)
    inputs = list(read.of(*_RUNNING_FIELDS))
    if compute is not None:
        inputs.append(
            Input(
                name="computing_per_year",
                label=COMPUTE,
                value=summarise(compute),
                unit="money/year",
                origin=Origin.RESULT,
                figure_id="compute.running",
            )
        )
    summands = [one.name for one in inputs]
    upkeep = read.of("value.upkeep_share")
    if upkeep and cost is not None:
        summands.append("upkeep_share / 100 × cost_to_launch")
        inputs += [*upkeep, _as_input(cost, "cost_to_launch")]
    if not inputs:
        return drawn, None
    figure = Figure(
        id="case.running_cost",
        label=gettext_noop("Running cost per year"),
        value=summarise(drawn),
        unit="money/year",
        formula=" + ".join(summands),
        inputs=tuple(inputs),
    )
    return drawn, figure


def _as_input(figure: Figure, name: str) -> Input:
    return Input(
        name=name, label=figure.label, value=figure.value, unit=figure.unit, origin=Origin.RESULT, figure_id=figure.id
    )


_BENEFIT_FIELDS = ("value.cases_per_year", "value.coverage", "value.adoption", "value.saving_per_case")
_HANDLED = "cases_per_year × coverage / 100 × adoption / 100"
_BENEFIT_LINES = (
    (" + revenue_per_year", ("value.revenue_per_year",)),
    (" + loss_chance / 100 × loss_size", ("value.loss_chance", "value.loss_size")),
    (f" − {_HANDLED} × wrong_share / 100 × wrong_cost", ("value.wrong_share", "value.wrong_cost")),
)
"""What adds to the saving of the cases, or takes from it, once all of its fields are known."""


def _benefit_formula(read: Reader) -> tuple[str, tuple[str, ...]]:
    """Return the formula of the benefit, and the fields that it is over, by what is known."""
    checking: tuple[str, ...] = ("value.review_minutes_per_case", "value.hour_cost")
    if all(read.draw(field_id) is not None for field_id in checking):
        text, over = f"{_HANDLED} × (saving_per_case − review_minutes_per_case × hour_cost / 60)", checking
    else:
        text, over = f"{_HANDLED} × saving_per_case", checking[:0]
    for line, field_ids in _BENEFIT_LINES:
        if all(read.draw(field_id) is not None for field_id in field_ids):
            text, over = text + line, (*over, *field_ids)
    return text, (*_BENEFIT_FIELDS, *over)


def benefit_draws(read: Reader) -> Draw | None:
    """Return the benefit at full use, shape (count,) [money/year], or None where a part of it is not known."""
    if any(read.draw(field_id) is None for field_id in _BENEFIT_FIELDS):
        return None
    text, over = _benefit_formula(read)
    drawn = Formula(text).over({field_id.rpartition(".")[2]: read.or_zero(field_id) for field_id in over})
    return np.asarray(drawn)


def _benefit(read: Reader) -> tuple[Draw | None, Figure | None]:
    benefit = benefit_draws(read)
    if benefit is None:
        return None, None
    text, over = _benefit_formula(read)
    figure = Figure(
        id="case.benefit",
        label=gettext_noop("Benefit per year, at full use"),
        value=summarise(benefit),
        unit="money/year",
        formula=text,
        inputs=read.of(*over),
        note=gettext_noop("Deliberately cautious: we count only cases the tool handles and people act on."),
    )
    return benefit, figure


def _value_figure(
    read: Reader, drawn: Draw, cost: Figure | None, running: Figure | None, benefit: Figure | None
) -> Figure:
    results = tuple(
        _as_input(one, name)
        for name, one in (("cost_to_launch", cost), ("running_cost", running), ("benefit", benefit))
        if one is not None
    )
    return Figure(
        id="case.net_value",
        label=gettext_noop("Net value"),
        value=summarise(drawn),
        unit="money",
        formula="Σ month (benefit × use − running_cost) / 12 / (1 + discount_rate / 100)^(month / 12) − cost_to_launch",
        inputs=(*results, *read.of("value.ramp_up_months", "value.horizon_months", "value.discount_rate")),
        note=gettext_noop(
            "Cash flows by month: use rises from 0 to 1 over the ramp-up, and the cost to launch is spread over the "
            "build."
        ),
        source="Brealey, Myers, Allen: Principles of Corporate Finance, chapter 2",
    )


def _missing(read: Reader, team: Draw | None) -> Iterable[str]:
    if team is None:
        yield "team.roles"
    yield from (one for one in _BENEFIT_FIELDS if read.draw(one) is None)
