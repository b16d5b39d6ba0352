"""Scenarios side by side: what differs in the answers, and what that does to money, time and risk."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.descriptions import RangeRow, RangesChart
from decisions.domain.business_case import BusinessCase
from decisions.results import Results, results_of
from decisions.verdicts import verdict_of
from decisions.wording import SaidOutcome, SaidVerdict, say_outcome, say_verdict
from projects.access import Workspace
from projects.domain.fields import FieldType
from projects.domain.figures import Figure
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.formatting import Formatter, hundredths_of
from projects.wording import say_answer
from reports.shell import Shell
from teams.domain.budget import agreed_budget

MOST_SIDE_BY_SIDE = 4
COST_CHART = "scenarios.cost"
WEEKS_PER_MONTH = 52 / 12
_WEEKS_UNTIL = 3  # months; what differs by less is said in weeks


@dataclass(frozen=True)
class ComparedScenario:
    """One scenario."""

    workspace: Workspace

    @property
    def name(self) -> str:
        return self.workspace.scenario.name

    @property
    def slug(self) -> str:
        return self.workspace.scenario.slug

    @property
    def is_base(self) -> bool:
        return self.workspace.scenario.is_base

    @property
    def is_ours(self) -> bool:
        """Whether its verdict is the project's by choice."""
        return self.workspace.project.ours_id == self.workspace.scenario.pk

    @property
    def url(self) -> str:
        return reverse("reports:overview", args=[self.workspace.project.pk, self.slug])

    @cached_property
    def results(self) -> Results:
        return results_of(self.workspace)

    @property
    def case(self) -> BusinessCase:
        return self.results.case

    @cached_property
    def outcome(self) -> SaidOutcome:
        """What its verdict is called; why is said where it is open."""
        verdict = verdict_of(self.workspace)
        return say_outcome(verdict.outcome, is_guess=verdict.tries_a_guess)

    @cached_property
    def verdict(self) -> SaidVerdict:
        """The same with its reasons, which a list of many scenarios leaves out."""
        return say_verdict(self.workspace)

    @cached_property
    def own(self) -> list[str]:
        """The fields in which it differs from the base."""
        return [] if self.is_base else self.workspace.answers.own


@dataclass(frozen=True, kw_only=True)
class BaseDifference:
    """How much more or less than in the base, in words."""

    words: str
    more: bool
    worse: bool


@dataclass(frozen=True, kw_only=True)
class ComparedFigure:
    """A key figure of one scenario."""

    text: str = ""
    value: Range | None = None
    unit: str = ""
    difference: BaseDifference | None = None


@dataclass(frozen=True, kw_only=True)
class KeyRow:
    """A key figure in every scenario."""

    label: str
    cells: tuple[ComparedFigure, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerCell:
    """What one scenario says of a field."""

    text: str
    own: bool
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """A field in which scenarios differ."""

    label: str
    ref: str
    cells: tuple[AnswerCell, ...]


def key_rows(columns: Sequence[ComparedScenario]) -> list[KeyRow]:
    """Return the key figures; each says how it differs from the first scenario, the base."""
    write = columns[0].workspace.formatter

    def money(difference: float) -> str:
        return write.money_compact(abs(difference))

    cases = [column.results.case for column in columns]
    return [
        _row(_("Cost to launch"), [case.cost for case in cases], write, money, more_is_worse=True),
        _row(_("Months to launch"), [case.months for case in cases], write, _time, more_is_worse=True),
        _row(_("Running cost per year"), [case.running for case in cases], write, money, more_is_worse=True),
        _row(_("Benefit per year, at full use"), [case.benefit for case in cases], write, money),
        _chances(columns),
        _row(_("Net value, likely"), [case.value for case in cases], write, money),
    ]


def _row(
    label: str,
    figures: Sequence[Figure | None],
    write: Formatter,
    say: Callable[[float], str],
    *,
    more_is_worse: bool = False,
) -> KeyRow:
    base = figures[0]
    cells = []
    for number, figure in enumerate(figures):
        if figure is None:
            cells.append(ComparedFigure())
            continue
        difference = None
        if number and base is not None:
            difference = _difference(figure.value.likely - base.value.likely, say, more_is_worse=more_is_worse)
        text = write.for_range(figure.value, figure.unit)(figure.value.likely)
        cells.append(ComparedFigure(text=text, value=figure.value, unit=figure.unit, difference=difference))
    return KeyRow(label=label, cells=tuple(cells))


def _difference(by: float, say: Callable[[float], str], *, more_is_worse: bool) -> BaseDifference | None:
    """Return the difference in words; None where none of it can be seen."""
    words = say(by)
    if not by or words == say(0):
        return None
    text = _("%(amount)s more") if by > 0 else _("%(amount)s less")
    return BaseDifference(words=text % {"amount": words}, more=by > 0, worse=(by > 0) == more_is_worse)


def _time(months: float) -> str:
    """Say a length of time: 10 weeks, 4 months."""
    size = abs(months)
    if size < _WEEKS_UNTIL:
        weeks = round(size * WEEKS_PER_MONTH)
        return ngettext("%(count)s week", "%(count)s weeks", weeks) % {"count": weeks}
    count = round(size)
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def _chances(columns: Sequence[ComparedScenario]) -> KeyRow:
    months = columns[0].results.case.horizon_months
    shares = [column.results.case.chance for column in columns]
    hundredths = [None if value is None else hundredths_of(value) for value in shares]
    cells = []
    for number, chance in enumerate(hundredths):
        if chance is None:
            cells.append(ComparedFigure())
            continue
        by = 0 if hundredths[0] is None or not number else chance - hundredths[0]
        words = (
            ngettext("%(n)s more chance", "%(n)s more chances", by)
            if by > 0
            else ngettext("%(n)s fewer chance", "%(n)s fewer chances", -by)
        )
        difference = BaseDifference(words=words % {"n": abs(by)}, more=by > 0, worse=by < 0) if by else None
        cells.append(ComparedFigure(text=_("%(count)d in 100") % {"count": chance}, difference=difference))
    label = ngettext("Pays back in %(months)s month", "Pays back in %(months)s months", int(months))
    return KeyRow(label=label % {"months": months}, cells=tuple(cells))


def answer_rows(columns: Sequence[ComparedScenario]) -> list[AnswerRow]:
    """Return the answers in which one of the scenarios differs from the base, in the order of the questions."""
    own = {field_id for column in columns for field_id in column.own}
    catalogue = columns[0].workspace.catalogue
    known = [field_id for field_id in catalogue.fields if field_id in own]
    archived = sorted(own - catalogue.fields.keys())
    return [_answer_row(field_id, columns) for field_id in (*known, *archived)]


def _answer_row(field_id: str, columns: Sequence[ComparedScenario]) -> AnswerRow:
    catalogue = columns[0].workspace.catalogue
    field, asked = catalogue.fields.get(field_id), catalogue.questions.get(field_id)
    own = [column.is_base or field_id in column.own for column in columns]
    texts = [
        say_answer(column.workspace.answers[field_id], field, column.workspace.formatter) if is_own else ""
        for column, is_own in zip(columns, own, strict=True)
    ]
    if field is not None and field.type is FieldType.TABLE:
        texts = _rows_that_differ(texts)
    cells = tuple(
        AnswerCell(
            text=text if is_own else _("same"),
            own=is_own and not column.is_base,
            url=Shell(column.workspace).question_url(asked) if asked and is_own else "",
        )
        for column, is_own, text in zip(columns, own, texts, strict=True)
    )
    return AnswerRow(label=_(field.label) if field else field_id, ref=asked.ref if asked else "", cells=cells)


def _rows_that_differ(texts: Sequence[str]) -> list[str]:
    """Leave out the rows that stand in every table; say how many they are."""
    tables = [text.split("\n") for text in texts if text]
    shared = [line for line in tables[0] if all(line in table for table in tables)] if len(tables) > 1 else []
    if not shared:
        return list(texts)
    note = ngettext("and %(n)s row that is the same", "and %(n)s rows that are the same", len(shared))
    note %= {"n": len(shared)}

    def rest(text: str) -> str:
        return "\n".join([*(line for line in text.split("\n") if line not in shared), note])

    return [rest(text) if text else "" for text in texts]


def cost_chart(columns: Sequence[ComparedScenario]) -> RangesChart | None:
    """Return the cost of every scenario against the budget, or None where there is nothing to compare."""
    costs = [(column, column.results.case.cost) for column in columns]
    known = [(column, cost) for column, cost in costs if cost is not None]
    if len(known) < 2:
        return None
    write = columns[0].workspace.formatter
    least = write.money_compact(min(cost.value.likely for _column, cost in known))
    # What a reader sees as the same price is the same.
    cheapest = [column for column, cost in known if write.money_compact(cost.value.likely) == least]
    budget = agreed_budget(columns[0].results.answers)
    return RangesChart(
        id=COST_CHART,
        title=_("Cheapest to launch: %(name)s, %(cost)s")
        % {"name": get_text_list([column.name for column in cheapest], _("and")), "cost": least},
        subtitle=_("Cost to launch of each scenario. The dot marks the likely cost; the line covers 8 chances in 10."),
        label=_("Cost ranges of the scenarios"),
        format=write.money_compact,
        rows=tuple(RangeRow(name=column.name, value=cost.value, strong=column in cheapest) for column, cost in known),
        mark=budget,
        mark_label=_("agreed %(budget)s") % {"budget": write.money_compact(budget)} if budget else "",
    )


def columns_of(workspace: Workspace) -> list[ComparedScenario]:
    """Return every scenario of a project, the base first."""
    return [ComparedScenario(scenario) for scenario in workspace.columns]


def choose(columns: Sequence[ComparedScenario], slugs: Iterable[str]) -> list[ComparedScenario]:
    """Return the scenarios to show side by side: the base and those asked for, else as many as fit."""
    asked = set(slugs)
    others = [column for column in columns if not column.is_base and (not asked or column.slug in asked)]
    return [*(column for column in columns if column.is_base), *others][:MOST_SIDE_BY_SIDE]
