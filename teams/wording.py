"""The words in which the domain's advice is shown: translated here, with numbers as the reader writes them."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from projects.domain.draws import summarise
from projects.domain.figures import Figure
from projects.domain.ranges import Range
from projects.domain.text import Told, agreed
from projects.explaining import say_told
from projects.formatting import Formatter, hundredths_of
from teams.charts import person_label
from teams.domain.budget import TeamBudget
from teams.domain.forecast import Forecast
from teams.domain.hiring import LABELS, LONGEST_MONTHS, HiringAdvice, HiringWay, Sentence
from teams.domain.mix import Mix, SeatChoice
from teams.domain.plan import Person, PlanProblem

LESS_THAN_A_MONTH = 0.05


@dataclass(frozen=True, kw_only=True)
class WayCell:
    """One way to fill a role, ready to be shown."""

    label: str
    figure: Figure
    best: bool


@dataclass(frozen=True, kw_only=True)
class AdviceRow:
    """One role with its three ways, ready to be shown."""

    label: str
    work: str
    """How much of whose time, for how long."""
    options: tuple[WayCell, ...]
    sentence: str
    """What to do."""
    warnings: tuple[str, ...]
    """What stands in its way."""
    break_even: str
    chance: str
    """How sure it is that a contractor costs less."""
    found: bool
    """Whether somebody is there already."""

    @property
    def best(self) -> str:
        """The name of the cheapest way, or "" where nobody has to be found."""
        return next((cell.label for cell in self.options if cell.best), "")


def say(sentence: Sentence, formatter: Formatter) -> str:
    """Return a sentence of the domain in the reader's language."""
    said = {
        name: say_told(value)
        if isinstance(value, Told)
        else value
        if isinstance(value, str)
        else _quantity(value, unit, formatter)
        for name, (value, unit) in sentence.params.items()
    }
    return agreed(_(sentence.text) % said)


def say_problem(problem: PlanProblem) -> str:
    """Return what is wrong with a row of the table in the reader's language."""
    said = {
        name: say_told(value) if isinstance(value, str) and value else value for name, value in problem.params.items()
    }
    return agreed(_(problem.message) % said)


def advice_row(advice: HiringAdvice, formatter: Formatter) -> AdviceRow:
    """Return the advice for one role, ready to be shown."""
    first, *others = (say(sentence, formatter) for sentence in advice.sentences)
    return AdviceRow(
        label=person_label(advice.person),
        work=say_work(advice.person, formatter),
        options=tuple(
            WayCell(label=_(option.label), figure=option.figure, best=option.way is advice.best)
            for option in advice.options
        ),
        sentence=first,
        warnings=tuple(others),
        break_even=say_break_even(advice.break_even_months, formatter),
        chance=say_chance(advice.chance_contract_cheaper),
        found=advice.best is None,
    )


def say_work(person: Person, formatter: Formatter) -> str:
    """Say how much of a role's time the project needs, and for how long."""
    return _("%(share)s for %(months)s") % {
        "share": formatter.percent(person.share_pct.value.likely),
        "months": formatter.count(person.stay.work_months, "months", 1),
    }


def say_chance(share: float) -> str:
    """Say how often a contractor costs less than a part-time employee."""
    if share in (0, 1):
        return _("A contractor costs less in every case.") if share else _("An employee costs less in every case.")
    return _("A contractor costs less in %(count)d out of 100 cases.") % {"count": hundredths_of(share)}


@dataclass(frozen=True, kw_only=True)
class MixRow:
    """What the mix says of one role, ready to be shown."""

    label: str
    way: str
    cost: float
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MixWords:
    """The mix, ready to be shown."""

    sentence: str
    """How many contractors and how many new employees it has, and what the limits cost."""
    figure: Figure | None
    rows: tuple[MixRow, ...]
    one_more: tuple[str, ...]
    lost: tuple[str, ...]
    clash: str
    reasons: tuple[str, ...]
    relax: tuple[str, ...]
    differs: bool
    """Whether the plan holds other contracts than the mix proposes."""


def mix_words(mix: Mix, formatter: Formatter) -> MixWords:
    """Return the mix, ready to be shown."""
    return MixWords(
        sentence=f"{_say_counts(mix)} {_say_limits(mix, formatter)}",
        figure=mix.figure,
        rows=tuple(_mix_row(choice, formatter) for choice in mix.open_choices),
        one_more=tuple(say(sentence, formatter) for sentence in mix.one_more),
        lost=tuple(say(sentence, formatter) for sentence in mix.lost),
        clash=_say_clash(mix, formatter),
        reasons=tuple(say(sentence, formatter) for sentence in mix.reasons),
        relax=tuple(say(sentence, formatter) for sentence in mix.relax),
        differs=any(choice.contract is not choice.person.contract for choice in mix.open_choices),
    )


def _mix_row(choice: SeatChoice, formatter: Formatter) -> MixRow:
    return MixRow(
        label=person_label(choice.person),
        way=_(LABELS[choice.option.way]),
        cost=choice.option.cost,
        sentences=tuple(say(sentence, formatter) for sentence in choice.sentences),
    )


def _say_clash(mix: Mix, formatter: Formatter) -> str:
    limits = "; ".join(say(sentence, formatter) for sentence in mix.clash)
    if not limits:
        return ""
    said = _("These cannot all be met: %(limits)s.") if len(mix.clash) > 1 else _("This cannot be met: %(limits)s.")
    return said % {"limits": limits}


def _say_counts(mix: Mix) -> str:
    hires = sum(choice.option.hires for choice in mix.open_choices)
    contracted = sum(choice.option.way is HiringWay.CONTRACT for choice in mix.open_choices)
    counts = {"contracted": contracted, "hires": hires}
    if not hires:
        return _("Contractors fill every role without a name.")
    if not contracted:
        return _("New employees fill every role without a name.")
    return _("Of the roles without a name, contractors fill %(contracted)d and new employees %(hires)d.") % counts


def _say_limits(mix: Mix, formatter: Formatter) -> str:
    """Say what the limits cost."""
    if not mix.limits.names:
        return _("No limits set; this is the cheapest mix.")
    if mix.price_of_limits <= 1e-6 * mix.cost:
        return _("Your limits cost nothing: the mix would be the same without them.")
    more = {"more": formatter.quantity(mix.price_of_limits, "money", compact=True)}
    return _("Your limits cost %(more)s: a different mix would be cheaper.") % more


@dataclass(frozen=True, kw_only=True)
class BudgetRow:
    """One line of the team budget, ready to be shown."""

    label: str
    hours: float | None
    value: Range
    figure_id: str = ""


def budget_rows(budget: TeamBudget) -> list[BudgetRow]:
    """Return the lines of the team budget: people, what a delay adds, other expenses."""
    team = budget.estimate
    rows = [
        BudgetRow(
            label=person_label(person.person),
            hours=hours,
            value=person.figure.value,
            figure_id=person.figure.id,
        )
        for person, hours in zip(team.by_role, budget.hours_by_role, strict=True)
    ]
    if team.plan.schedule_slip is not None and team.by_role:
        rows.append(BudgetRow(label=_("Delay"), hours=None, value=summarise(team.one_off_draws - team.planned_draws)))
    rows += [
        BudgetRow(label=_(expense.expense.label), hours=None, value=expense.figure.value, figure_id=expense.figure.id)
        for expense in budget.expenses.rows
    ]
    return rows


def say_forecast(forecast: Forecast, formatter: Formatter) -> list[str]:
    """Say what the forecast means for the agreed budget; nothing while nobody agreed to one."""
    if forecast.budget is None or forecast.chance_inside is None:
        return []
    money = {"budget": formatter.money_compact(forecast.budget)}
    inside = {"count": hundredths_of(forecast.chance_inside)}
    sentences = [_("It stays within the agreed %(budget)s in %(count)d out of 100 cases.") % (money | inside)]
    if forecast.expected_overrun:
        sentences.append(
            _("When it does not, the average shortfall is %(money)s.")
            % {"money": formatter.money_compact(forecast.expected_overrun)}
        )
    if (months := forecast.month_money_runs_out) is not None:
        sentences.append(_say_month(months))
    return sentences


def _say_month(months: Range) -> str:
    """Say in which month the money runs out; 2.3 months after the start lie in month 3."""
    low, likely, high = (math.floor(end) + 1 for end in (months.low, months.likely, months.high))
    if low == high:
        return _("The money runs out in month %(likely)d.") % {"likely": likely}
    ends = {"likely": likely, "low": low, "high": high}
    if likely == high:
        return _("The money then runs out in month %(likely)d, in month %(low)d at the earliest.") % ends
    if likely == low:
        return _("The money then runs out in month %(likely)d, in month %(high)d at the latest.") % ends
    return _("The money then runs out in month %(likely)d, between month %(low)d and month %(high)d.") % ends


def say_break_even(months: Range | None, formatter: Formatter) -> str:
    """Say from which length of stay on hiring pays, with its range."""
    if months is None:
        return _("Hiring does not pay off here.")
    if months.likely < LESS_THAN_A_MONTH:
        return _("Hiring pays off from the first month.")
    written = {end: formatter.number(getattr(months, end), 1) for end in ("low", "likely", "high")}
    if written["low"] == written["high"]:
        return _("Hiring pays off from %(likely)s months.") % written
    if months.high >= LONGEST_MONTHS:
        return _("Hiring pays off from %(likely)s months: %(low)s at best, perhaps never.") % written
    return _("Hiring pays off from %(likely)s months, between %(low)s and %(high)s.") % written


def _quantity(value: float, unit: str, formatter: Formatter) -> str:
    return formatter.quantity(value, unit, compact=unit == "money") if unit else formatter.number(value, 1)
