"""The team as a workbook with live formulas: change a rate there, and the totals follow."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from projects.domain.figures import Input, distinct_inputs
from projects.domain.live import Live, at_most, both, choose, equals, of, says
from projects.domain.text import gettext_noop
from projects.explaining import say_origin, say_told
from projects.exports import write_csv
from projects.formatting import Formatter
from projects.workbooks import FIRST_ROW, GIVEN, NOTE, StyledWorkbook, WorkbookSheet, number_format
from teams.charts import month_labels
from teams.domain.budget import TeamBudget
from teams.domain.expenses import KINDS, Expense
from teams.domain.plan import Person
from teams.domain.roles import Contract
from teams.wording import say_forecast

_PAID = {True: gettext_noop("monthly"), False: gettext_noop("once")}
_CONTRACTS = {Contract.EMPLOYED: gettext_noop("employed"), Contract.HIRED: gettext_noop("hired")}


def team_workbook(budget: TeamBudget, project: str, formatter: Formatter) -> bytes:
    """Return the workbook.

    Args:
        budget: The team and its other expenses.
        project: The project's name.
        formatter: Knows the currency and the reader's words.
    """
    return _Book(budget, project, formatter).written()


def months_csv(budget: TeamBudget, formatter: Formatter) -> bytes:
    """Return presence by role and month as a CSV file, in percent of a full month, with likely cost."""
    team = budget.estimate
    head = [_("Role"), _("Name"), _("Contract"), *month_labels(team, formatter), _("Person-months"), _("Likely cost")]
    rows: list[list[str | float | None]] = [
        [
            say_told(person.person.label),
            person.person.name,
            _(_CONTRACTS[person.person.contract]),
            *(round(share, 2) for share in person.presence_pct),
            round(person.person_months, 3),
            round(person.likely, 2),
        ]
        for person in team.by_role
    ]
    return write_csv([head, *rows])


class _Book:
    """Builds the sheets; keeps the cell of each input, because the formulas name it."""

    def __init__(self, budget: TeamBudget, project: str, formatter: Formatter) -> None:
        self.budget, self.team, self.plan = budget, budget.estimate, budget.estimate.plan
        self.project, self.write = project, formatter
        self.book = StyledWorkbook(project)
        self.money = number_format(formatter.money)
        self.factors: dict[str, Live] = {}
        """Cell of each factor by its name."""
        self.people: dict[int, tuple[Live, Live]] = {}
        """Share [percent] and pay of a full month by the row of the person in the plan."""
        self.effort: dict[int, Live] = {}
        """Work / that without coding assistants by the same row, for those who code."""
        self.expenses: dict[int, int] = {}
        """Row on `Inputs` by the row of the expense in the plan."""
        self.spread: dict[tuple[int, int], Live] = {}
        """Cell of a month's spread, by person and month from 0."""
        self.years: dict[tuple[int, int], Live] = {}
        self.percent: dict[tuple[int, int], Live] = {}
        self.count = max(len(self.team.by_month), budget.expenses.months)
        """Months that the workbook shows: an expense may come after the plan."""
        labels = month_labels(self.team, formatter)
        self.labels = [*labels, *(formatter.number(month) for month in range(len(labels) + 1, self.count + 1))]

    def written(self) -> bytes:
        self.inputs = self.book.page(_("Inputs"))
        self._inputs(self.inputs)
        self._months(self.book.page(_("Months")))
        self._cost(self.book.page(_("Cost")))
        self._forecast(self.book.page(_("Forecast")))
        self._sources(self.book.page(_("Sources")))
        return self.book.written()

    # ------------------------------------------------------------ Inputs

    def _inputs(self, page: WorkbookSheet) -> None:
        page.title(
            _("%(project)s: the team") % {"project": self.project},
            _("Likely values. Blue cells are inputs: change one, and the sheets Months and Cost follow."),
        )
        page.head(FIRST_ROW - 1, [_("Factor"), _("Likely"), _("Unit"), _("Low"), _("High")], numeric_from=2)
        row = self._factors(page, FIRST_ROW)
        row = self._people(page, row + 2)
        self._expenses(page, row + 2)
        page.finish([34, 22, 14, 12, 16, 16, 18, 30, *([20, 26] if self._assisted else [])], (4, 0))

    def _factors(self, page: WorkbookSheet, row: int) -> int:
        plan = self.plan
        parts = list(plan.loaded_parts)
        others = [plan.contractor_margin, plan.yearly_raise, plan.schedule_slip]
        if self._assisted and plan.assistants:
            others += [plan.assistants.time, plan.assistants.users_pct, plan.assistants.seat]
        given = [
            *(parts or [plan.loaded_factor]),
            plan.hours_per_year,
            *(factor for factor in others if factor is not None),
        ]
        for factor in given:
            self._factor(page, row, factor)
            row += 1
        if parts:
            page.text(row, 1, _(plan.loaded_factor.label))
            together = sum((self.factors[part.name] for part in parts[1:]), self.factors[parts[0].name])
            self.factors["loaded_factor"] = page.number(row, 2, 1 + together / 100, "0.00")
            row += 1
        page.lines(FIRST_ROW, row - 1, 5)
        return row

    @property
    def _assisted(self) -> bool:
        return bool(self.plan.coders)

    def _factor(self, page: WorkbookSheet, row: int, factor: Input) -> None:
        page.text(row, 1, _(factor.label))
        self.factors[factor.name] = page.number(row, 2, factor.value.likely, "General", GIVEN)
        page.text(row, 3, self.write.unit(factor.unit))
        page.number(row, 4, factor.value.low, "General")
        page.number(row, 5, factor.value.high, "General")

    def _people(self, page: WorkbookSheet, row: int) -> int:
        names = [_("Role"), _("Name"), _("Contract"), _("Share, %"), _("Salary per year"), _("Rate per hour")]
        page.head(row, [*names, _("Full-time month")], numeric_from=4)
        heads = [
            _("Pay from"),
            *([_("Code in the work, %"), _("Work, × without assistants")] if self._assisted else []),
        ]
        for column, head in enumerate(heads, start=8):
            page.text(row, column, head, {"bold": True, "font_color": "soft", "bottom": 1})
        first = row + 1
        for cost in self.team.by_role:
            row += 1
            self._person(page, row, cost.person)
        if row >= first:
            page.sheet.data_validation(
                first - 1, 2, row - 1, 2, {"validate": "list", "source": [_(word) for word in _CONTRACTS.values()]}
            )
            page.lines(first, row, 7 + len(heads))
        return row

    def _person(self, page: WorkbookSheet, row: int, person: Person) -> None:
        page.text(row, 1, say_told(person.label))
        page.text(row, 2, person.name or _("to be recruited"))
        page.text(row, 3, _(_CONTRACTS[person.contract]), GIVEN)
        share = page.number(row, 4, person.share_pct.value.likely, "General", GIVEN)
        salary = page.number(row, 5, person.salary_per_year.value.likely, self.money, GIVEN)
        rate = page.number(row, 6, person.rate_per_hour.value.likely, self.money + ".00", GIVEN)
        hired = rate * self.factors["hours_per_year"] / 12
        if "contractor_margin" in self.factors:
            hired *= 1 + self.factors["contractor_margin"] / 100
        is_hired = says(page.place(row, 3), _(_CONTRACTS[person.contract]), _(_CONTRACTS[Contract.HIRED]))
        month = page.number(row, 7, choose(is_hired, hired, salary / 12 * self.factors["loaded_factor"]), self.money)
        page.text(row, 8, say_told(person.pay.source), NOTE)
        self.people[person.row] = share, month
        if code := self.plan.code_of(person):
            part = page.number(row, 9, code.value.likely, "General", GIVEN)
            gain = self.factors["assistant_time"] - 1
            effort = 1 + part / 100 * self.factors["assistant_users_pct"] / 100 * gain
            self.effort[person.row] = page.number(row, 10, effort, "0.00")

    def _expenses(self, page: WorkbookSheet, row: int) -> None:
        rows = self.budget.expenses.rows
        if not rows:
            return
        names = [_("Other expenses"), _("Kind"), _("Paid"), _("Amount"), _("First month"), _("Last month")]
        page.head(row, names, numeric_from=4)
        first = row + 1
        for cost in rows:
            row += 1
            expense = cost.expense
            page.text(row, 1, _(expense.label))
            page.text(row, 2, _(KINDS[expense.kind]))
            page.text(row, 3, _(_PAID[expense.monthly]))
            self._amount(page, row, expense)
            page.number(row, 5, expense.first_month, "0", GIVEN)
            page.number(row, 6, expense.last_month, "0", GIVEN)
            self.expenses[expense.row] = row
        page.lines(first, row, 6)

    def _amount(self, page: WorkbookSheet, row: int, expense: Expense) -> None:
        if expense.seats is None:
            page.number(row, 4, expense.amount.value.likely, self.money, GIVEN)
            return
        paid = expense.seats.count.value.likely * self.factors["assistant_users_pct"] / 100
        page.number(row, 4, paid * self.factors["assistant_seat"], self.money)

    # ------------------------------------------------------------ Months

    def _months(self, page: WorkbookSheet) -> None:
        page.title(
            _("Presence by month"),
            _("Percentage of a full month, including learning the work: share × spread. Blue cells are inputs."),
        )
        people, last = len(self.team.by_role), self.count + 2
        spread_row = FIRST_ROW + people + 2
        # What the percents are worked out from stands below them, so that the months come first to whoever reads.
        years_row = self._block(page, spread_row, _("Spread: 1 is a month at the share"), self._spread) + 1
        self._block(page, years_row, _("Full years worked before: pay rises with each"), self._years)
        row = self._block(page, FIRST_ROW - 1, _("Percent of a full month"), self._percent)
        page.text(row, 1, _("Head count, paid"))
        for column in range(3, last + 1):
            page.number(row, column, page.total((FIRST_ROW, row - 1), (column, column)) / 100, "0.00")
        page.sum_line(row, last)
        page.finish([34, 22, *[9] * self.count], (4, 2))

    def _block(
        self, page: WorkbookSheet, row: int, title: str, fill: Callable[[WorkbookSheet, int, int, int], None]
    ) -> int:
        """Write a table of people by months; returns the row below it."""
        page.head(row, [title, _("Name"), *self.labels], numeric_from=3)
        for index, cost in enumerate(self.team.by_role):
            page.text(row + 1 + index, 1, say_told(cost.person.label))
            page.text(row + 1 + index, 2, cost.person.name)
            for month in range(self.count):
                fill(page, row + 1 + index, index, month)
        page.lines(row + 1, row + len(self.team.by_role), self.count + 2)
        return row + 1 + len(self.team.by_role)

    def _percent(self, page: WorkbookSheet, row: int, index: int, month: int) -> None:
        share, _month = self.people[self.team.by_role[index].person.row]
        self.percent[index, month] = page.number(row, month + 3, share * self.spread[index, month], "0.0")

    def _spread(self, page: WorkbookSheet, row: int, index: int, month: int) -> None:
        paid = self.team.paid_months
        share = float(paid[index, month]) if month < paid.shape[1] else 0.0
        self.spread[index, month] = page.number(row, month + 3, share, "0.00", GIVEN)

    def _years(self, page: WorkbookSheet, row: int, index: int, month: int) -> None:
        years = self.team.years
        worked = int(years[index, min(month, years.shape[1] - 1)])
        self.years[index, month] = page.number(row, month + 3, worked, "0", GIVEN)

    # ------------------------------------------------------------ Cost

    def _cost(self, page: WorkbookSheet) -> None:
        page.title(
            _("Cost by role and month"),
            _("Likely values, as planned; the delay is below the table. Everything here is a formula."),
        )
        last = self.count + 3
        page.head(FIRST_ROW - 1, [_("Role"), _("Name"), *self.labels, _("Together")], numeric_from=3)
        row = FIRST_ROW
        for index, cost in enumerate(self.team.by_role):
            self._cost_line(
                page, row, say_told(cost.person.label), cost.person.name, self._person_month(index, cost.person)
            )
            row += 1
        people = self._sum_line(page, row, _("People"), FIRST_ROW, row - 1)
        first, row = row + 1, row + 1
        for paid in self.budget.expenses.rows:
            expense = paid.expense
            self._cost_line(page, row, _(expense.label), _(KINDS[expense.kind]), self._expense_month(expense))
            row += 1
        expenses = self._sum_line(page, row, _("Other expenses"), first, row - 1) if row > first else 0
        page.lines(FIRST_ROW, people - 1, last)
        self._summary(page, row + 2, people, expenses, first)
        page.finish([34, 22, *[11] * self.count, 14], (4, 2))

    def _person_month(self, index: int, person: Person) -> Callable[[int], Live]:
        _share, month_pay = self.people[person.row]
        rise, effort = self.factors.get("yearly_raise"), self.effort.get(person.row)

        def formula(month: int) -> Live:
            paid = self.percent[index, month - 1] / 100 * month_pay
            paid = paid * effort if effort is not None else paid
            return paid * (1 + rise / 100) ** self.years[index, month - 1] if rise else paid

        return formula

    def _expense_month(self, expense: Expense) -> Callable[[int], Live]:
        row = self.expenses[expense.row]
        amount, first, last = (self.inputs.cell(row, column) for column in (4, 5, 6))
        is_monthly = says(self.inputs.place(row, 3), _(_PAID[expense.monthly]), _(_PAID[True]))

        def formula(month: int) -> Live:
            runs = choose(both(at_most(first, month), at_most(month, last)), amount, 0)
            return choose(is_monthly, runs, choose(equals(first, month), amount, 0))

        return formula

    def _cost_line(self, page: WorkbookSheet, row: int, name: str, about: str, formula: Callable[[int], Live]) -> None:
        page.text(row, 1, name)
        page.text(row, 2, about)
        for month in range(1, self.count + 1):
            page.number(row, month + 2, formula(month), self.money)
        page.number(row, self.count + 3, page.total((row, row), (3, self.count + 2)), self.money)

    def _sum_line(self, page: WorkbookSheet, row: int, name: str, first: int, last: int) -> int:
        page.text(row, 1, name)
        for column in range(3, self.count + 4):
            page.number(row, column, page.total((first, last), (column, column)), self.money)
        page.sum_line(row, self.count + 3)
        return row

    def _summary(self, page: WorkbookSheet, row: int, people: int, expenses: int, first: int) -> None:
        """Write the sum: the delay is paid for people and for what is paid monthly, not for what is paid once."""
        whole = self.count + 3
        slip = self.factors.get("schedule_slip")
        monthly = [
            page.cell(first + index, whole)
            for index, cost in enumerate(self.budget.expenses.rows)
            if cost.expense.monthly
        ]
        grows = sum(monthly, page.cell(people, whole))
        lines = [(_("People, as planned"), page.cell(people, whole))]
        if expenses:
            lines.append((_("Other expenses, as planned"), page.cell(expenses, whole)))
        lines.append((_("Delay"), grows * slip / 100 if slip else of(0)))
        top = row
        for name, formula in lines:
            page.text(row, 1, name)
            page.number(row, 3, formula, self.money)
            row += 1
        page.lines(top, row - 1, 3)
        page.text(row, 1, _("Team budget to launch, likely values"))
        page.number(row, 3, page.total((top, row - 1), (3, 3)), self.money)
        page.sum_line(row, 3)
        # Page and report show the middle of the simulations: a line says both, so that nobody looks for an error.
        page.text(row + 1, 1, _("Likely total of 10,000 simulations, as on the page"), NOTE)
        page.number(row + 1, 3, self.budget.total.value.likely, self.money)
        page.text(row + 1, 4, _("Higher where ranges reach further up than down."), NOTE)

    # ------------------------------------------------------------ Forecast and sources

    def _forecast(self, page: WorkbookSheet) -> None:
        forecast = self.budget.forecast
        page.title(
            _("Forecast"),
            _("Values from 10,000 draws, with the delay: they do not follow what you change in this workbook."),
        )
        names = [_("By the end of month"), _("Low (P10)"), _("Likely (P50)"), _("High (P90)"), _("Agreed budget")]
        page.head(FIRST_ROW - 1, names, numeric_from=2)
        row = FIRST_ROW
        for month, spent in enumerate(forecast.cumulative):
            page.number(row, 1, month, "0", {"align": "left"})
            for column, value in enumerate((spent.low, spent.likely, spent.high), start=2):
                page.number(row, column, round(value, 2), self.money)
            if forecast.budget is not None:
                page.number(row, 5, forecast.budget, self.money)
            row += 1
        page.lines(FIRST_ROW, row - 1, 5)
        for line in say_forecast(forecast, self.write):
            row += 1
            page.text(row, 1, line)
        page.finish([24, 14, 14, 14, 16], (4, 0), wide=False)

    def _sources(self, page: WorkbookSheet) -> None:
        page.title(_("Sources"), _("The source of each input. Assumptions are ours until you replace them."))
        names = [_("Input"), _("Likely"), _("Low"), _("High"), _("Unit"), _("Source"), _("Source"), _("Date")]
        page.head(FIRST_ROW - 1, names, numeric_from=9)
        row = FIRST_ROW
        for given in distinct_inputs([*self.team.figures, *self.budget.figures]):
            page.text(row, 1, say_told(given.label))
            for column, value in enumerate((given.value.likely, given.value.low, given.value.high), start=2):
                page.number(row, column, value, "#,##0.00")
            for column, text in enumerate(
                (self.write.unit(given.unit), say_origin(given.origin), say_told(given.source)), start=5
            ):
                page.text(row, column, text)
            page.text(row, 8, given.source_date)
            row += 1
        page.lines(FIRST_ROW, row - 1, 8)
        page.finish([44, 14, 14, 14, 16, 14, 70, 12], (4, 1))
