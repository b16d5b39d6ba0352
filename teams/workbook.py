"""The team as a workbook with live formulas: change a rate there, and the totals follow."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from projects.domain.figures import Input, distinct_inputs
from projects.exports import put_text, write_csv, xml_text
from projects.formatting import Formatter
from teams.charts import month_labels
from teams.domain.budget import TeamBudget
from teams.domain.expenses import KINDS
from teams.domain.plan import Person
from teams.domain.roles import Contract
from teams.wording import say_forecast

# Names of sheets stand in formulas, so they are the same in every language.
INPUTS, MONTHS, COST, FORECAST, SOURCES = "Inputs", "Months", "Cost", "Forecast", "Sources"

INK, ACCENT, QUIET, WASH, RULE = "14181F", "1733B0", "5C6570", "E7ECFC", "D2D8D6"
_HEAD = Border(bottom=Side(style="thin", color=INK))
_LINE = Border(bottom=Side(style="hair", color=RULE))
_SUM = Border(top=Side(style="thin", color=INK))
FIRST_ROW = 5
"""Of every table that begins below a title, a note and the names of its columns."""


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
    rows = [
        [
            _(one.person.label), one.person.name, one.person.contract.value,
            *(round(share, 2) for share in one.presence_pct), round(one.person_months, 3), round(one.likely, 2),
        ]
        for one in team.by_role
    ]  # fmt: skip
    return write_csv([head, *rows])


@dataclass(frozen=True)
class _Page:
    """A sheet with the look of the house, filled from above."""

    sheet: Worksheet
    money: str
    """Number format of money."""
    widths: dict[int, float] = field(default_factory=dict)

    def title(self, text: str, note: str) -> None:
        self.text(1, 1, text).font = Font(bold=True, size=14, color=INK)
        self.text(2, 1, note).font = Font(color=QUIET)

    def head(self, row: int, names: Sequence[str], *, numeric_from: int) -> None:
        for column, name in enumerate(names, start=1):
            cell = self.text(row, column, name)
            cell.font, cell.border = Font(bold=True, color=QUIET), _HEAD
            cell.alignment = Alignment(horizontal="right" if column >= numeric_from else "left", wrap_text=True)

    def text(self, row: int, column: int, text: str) -> Cell:
        cell = put_text(self._cell(row, column), text)
        cell.font = Font(color=INK)
        return cell

    def number(self, row: int, column: int, value: float | str, style: str, *, given: bool = False) -> Cell:
        """Write a number or one of our formulas; `given` is what the reader may change."""
        cell = self._cell(row, column)
        cell.value, cell.number_format = value, style
        cell.font = Font(color=ACCENT if given else INK)
        if given:
            cell.fill = PatternFill("solid", fgColor=WASH)
        return cell

    def total(self, row: int, columns: int) -> None:
        for column in range(1, columns + 1):
            cell = self._cell(row, column)
            cell.font, cell.border = Font(bold=True, color=INK), _SUM

    def lines(self, first: int, last: int, columns: int) -> None:
        for row in range(first, last + 1):
            for column in range(1, columns + 1):
                self._cell(row, column).border = _LINE

    def finish(self, widths: Sequence[float], freeze: str, *, wide: bool = True) -> None:
        for column, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width
        self.sheet.freeze_panes = freeze
        self.sheet.sheet_view.showGridLines = False
        setup = self.sheet.page_setup
        setup.orientation, setup.paperSize = ("landscape" if wide else "portrait"), 9
        setup.fitToWidth, setup.fitToHeight = 1, 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.print_title_rows = f"1:{FIRST_ROW - 1}"
        if self.sheet.oddFooter is not None:
            self.sheet.oddFooter.right.text = "&P / &N"

    def _cell(self, row: int, column: int) -> Cell:
        found = self.sheet.cell(row=row, column=column)
        assert isinstance(found, Cell)
        return found


class _Book:
    """Builds the sheets; remembers where each input stands, because the formulas name its cell."""

    def __init__(self, budget: TeamBudget, project: str, formatter: Formatter) -> None:
        self.budget, self.team, self.plan = budget, budget.estimate, budget.estimate.plan
        self.project, self.write = project, formatter
        self.book = Workbook()
        self.money = f"[${formatter.currency_sign}]#,##0"
        self.places: dict[str, str] = {}
        """Cell of each factor, such as Inputs!$B$6, by its name."""
        self.people: dict[int, int] = {}
        """Row on `Inputs` by the row of the person in the plan."""
        self.expenses: dict[int, int] = {}
        self.count = max(len(self.team.by_month), budget.expenses.months)
        """Months that the workbook shows: an expense may come after the plan."""
        labels = month_labels(self.team, formatter)
        self.labels = [*labels, *(formatter.number(month) for month in range(len(labels) + 1, self.count + 1))]

    def written(self) -> bytes:
        self.book.properties.title, self.book.properties.creator = xml_text(self.project), "Plumbline"
        self._inputs(self._page(INPUTS, first=True))
        self._months(self._page(MONTHS))
        self._cost(self._page(COST))
        self._forecast(self._page(FORECAST))
        self._sources(self._page(SOURCES))
        # The file holds formulas and no results: whoever opens it works them out.
        self.book.calculation.fullCalcOnLoad = True
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()

    def _page(self, name: str, *, first: bool = False) -> _Page:
        sheet = self.book.active if first else self.book.create_sheet(name)
        assert isinstance(sheet, Worksheet)
        sheet.title = name
        return _Page(sheet, self.money)

    # ------------------------------------------------------------ Inputs

    def _inputs(self, page: _Page) -> None:
        page.title(
            _("%(project)s: the team") % {"project": self.project},
            _("Likely values. Blue cells are inputs: change one, and the sheets Months and Cost follow."),
        )
        page.head(FIRST_ROW - 1, [_("Factor"), _("Likely"), _("Unit"), _("Low"), _("High")], numeric_from=2)
        row = self._factors(page, FIRST_ROW)
        row = self._people(page, row + 2)
        self._expenses(page, row + 2)
        page.finish([34, 22, 14, 12, 16, 16, 18, 30], "A5")

    def _factors(self, page: _Page, row: int) -> int:
        plan = self.plan
        parts = list(plan.loaded_parts)
        others = [plan.contractor_margin, plan.yearly_raise, plan.schedule_slip]
        given = [*(parts or [plan.loaded_factor]), plan.hours_per_year, *(one for one in others if one is not None)]
        for one in given:
            self._factor(page, row, one)
            row += 1
        if parts:
            page.text(row, 1, _(plan.loaded_factor.label))
            cells = "+".join(self.places[one.name] for one in parts)
            page.number(row, 2, f"=1+({cells})/100", "0.00")
            self.places["loaded_factor"] = f"{INPUTS}!$B${row}"
            row += 1
        page.lines(FIRST_ROW, row - 1, 5)
        return row

    def _factor(self, page: _Page, row: int, one: Input) -> None:
        page.text(row, 1, _(one.label))
        page.number(row, 2, one.value.likely, "General", given=True)
        page.text(row, 3, self.write.unit(one.unit))
        page.number(row, 4, one.value.low, "General")
        page.number(row, 5, one.value.high, "General")
        self.places[one.name] = f"{INPUTS}!$B${row}"

    def _people(self, page: _Page, row: int) -> int:
        names = [_("Role"), _("Name"), _("Contract"), _("Share, %"), _("Salary per year"), _("Rate per hour")]
        page.head(row, [*names, _("Full-time month"), _("Pay from")], numeric_from=4)
        page.sheet.cell(row=row, column=8).alignment = Alignment(horizontal="left")
        first = row + 1
        for one in self.team.by_role:
            row += 1
            self._person(page, row, one.person)
        if row >= first:
            choices = DataValidation(type="list", formula1=f'"{",".join(Contract)}"', allow_blank=False)
            page.sheet.add_data_validation(choices)
            choices.add(f"C{first}:C{row}")
            page.lines(first, row, 8)
        return row

    def _person(self, page: _Page, row: int, person: Person) -> None:
        page.text(row, 1, _(person.label))
        page.text(row, 2, person.name or _("to be recruited"))
        page.text(row, 3, person.contract.value).font = Font(color=ACCENT)
        page.sheet.cell(row=row, column=3).fill = PatternFill("solid", fgColor=WASH)
        page.number(row, 4, person.share_pct.value.likely, "General", given=True)
        page.number(row, 5, person.salary_per_year.value.likely, self.money, given=True)
        page.number(row, 6, person.rate_per_hour.value.likely, self.money + ".00", given=True)
        margin = f"*(1+{self.places['contractor_margin']}/100)" if "contractor_margin" in self.places else ""
        hired = f"F{row}*{self.places['hours_per_year']}/12{margin}"
        employed = f"E{row}/12*{self.places['loaded_factor']}"
        page.number(row, 7, f'=IF(C{row}="{Contract.HIRED}",{hired},{employed})', self.money)
        page.text(row, 8, _(person.pay.source)).font = Font(color=QUIET)
        self.people[person.row] = row

    def _expenses(self, page: _Page, row: int) -> None:
        rows = self.budget.expenses.rows
        if not rows:
            return
        names = [_("Other expenses"), _("Kind"), _("Paid"), _("Amount"), _("First month"), _("Last month")]
        page.head(row, names, numeric_from=4)
        first = row + 1
        for one in rows:
            row += 1
            expense = one.expense
            page.text(row, 1, _(expense.label))
            page.text(row, 2, _(KINDS[expense.kind]))
            page.text(row, 3, "monthly" if expense.monthly else "once")
            page.number(row, 4, expense.amount.value.likely, self.money, given=True)
            page.number(row, 5, expense.first_month, "0", given=True)
            page.number(row, 6, expense.last_month, "0", given=True)
            self.expenses[expense.row] = row
        page.lines(first, row, 6)

    # ------------------------------------------------------------ Months

    def _months(self, page: _Page) -> None:
        page.title(
            _("Presence by month"),
            _("Percentage of a full month, including learning the work: share × spread. Blue cells are inputs."),
        )
        people, last = len(self.team.by_role), self.count + 2
        row = self._block(page, FIRST_ROW - 1, _("Percent of a full month"), self._percent)
        page.text(row, 1, _("Head count, paid"))
        for column in range(3, last + 1):
            letter = get_column_letter(column)
            span = f"{letter}{FIRST_ROW}:{letter}{row - 1}"
            page.number(row, column, f"=SUM({span})/100" if people else 0, "0.00")
        page.total(row, last)
        row = self._block(page, row + 2, _("Spread: 1 is a month at the share"), self._spread)
        self._block(page, row + 1, _("Full years worked before: pay rises with each"), self._years)
        page.finish([34, 22, *[9] * self.count], "C5")

    def _block(self, page: _Page, row: int, title: str, fill: Callable[[_Page, int, int, int], None]) -> int:
        """Write a table of people by months; returns the row below it."""
        page.head(row, [title, _("Name"), *([""] * self.count)], numeric_from=3)
        for column, label in enumerate(self.labels, start=3):
            page.text(row, column, label).font = Font(bold=True, color=QUIET)
            page.sheet.cell(row=row, column=column).alignment = Alignment(horizontal="right")
        for index, one in enumerate(self.team.by_role):
            page.text(row + 1 + index, 1, _(one.person.label))
            page.text(row + 1 + index, 2, one.person.name)
            for month in range(self.count):
                fill(page, row + 1 + index, index, month)
        page.lines(row + 1, row + len(self.team.by_role), self.count + 2)
        return row + 1 + len(self.team.by_role)

    @property
    def _spread_row(self) -> int:
        """The first row of the spread: below the percents, the sum, a blank row and the names."""
        return FIRST_ROW + len(self.team.by_role) + 3

    @property
    def _years_row(self) -> int:
        return self._spread_row + len(self.team.by_role) + 2

    def _percent(self, page: _Page, row: int, index: int, month: int) -> None:
        share = f"{INPUTS}!$D${self.people[self.team.by_role[index].person.row]}"
        spread = f"{get_column_letter(month + 3)}{self._spread_row + index}"
        page.number(row, month + 3, f"={share}*{spread}", "0.0")

    def _spread(self, page: _Page, row: int, index: int, month: int) -> None:
        paid = self.team.paid_months
        page.number(row, month + 3, float(paid[index, month]) if month < paid.shape[1] else 0.0, "0.00", given=True)

    def _years(self, page: _Page, row: int, index: int, month: int) -> None:
        years = self.team.years
        page.number(row, month + 3, int(years[index, min(month, years.shape[1] - 1)]), "0", given=True)

    # ------------------------------------------------------------ Cost

    def _cost(self, page: _Page) -> None:
        page.title(
            _("Cost by role and month"),
            _("Likely values, as planned; the delay is below the table. Everything here is a formula."),
        )
        last = self.count + 3
        page.head(FIRST_ROW - 1, [_("Role"), _("Name"), *([""] * self.count), _("Together")], numeric_from=3)
        for column, label in enumerate(self.labels, start=3):
            page.text(FIRST_ROW - 1, column, label).font = Font(bold=True, color=QUIET)
            page.sheet.cell(row=FIRST_ROW - 1, column=column).alignment = Alignment(horizontal="right")
        row = FIRST_ROW
        for index, one in enumerate(self.team.by_role):
            self._cost_line(page, row, _(one.person.label), one.person.name, self._person_month(index, one.person))
            row += 1
        people = self._sum_line(page, row, _("People"), FIRST_ROW, row - 1)
        first, row = row + 1, row + 1
        for cost in self.budget.expenses.rows:
            expense = cost.expense
            self._cost_line(page, row, _(expense.label), _(KINDS[expense.kind]), self._expense_month(expense.row))
            row += 1
        expenses = self._sum_line(page, row, _("Other expenses"), first, row - 1) if row > first else 0
        page.lines(FIRST_ROW, people - 1, last)
        self._summary(page, row + 2, people, expenses, first)
        page.finish([34, 22, *[11] * self.count, 14], "C5")

    def _person_month(self, index: int, person: Person) -> Callable[[str, int], str]:
        month_pay = f"{INPUTS}!$G${self.people[person.row]}"
        rise = self.places.get("yearly_raise")

        def formula(letter: str, month: int) -> str:
            grown = f"*(1+{rise}/100)^{MONTHS}!{letter}{self._years_row + index}" if rise else ""
            return f"={MONTHS}!{letter}{FIRST_ROW + index}/100*{month_pay}{grown}"

        return formula

    def _expense_month(self, expense_row: int) -> Callable[[str, int], str]:
        row = self.expenses[expense_row]
        monthly, amount, first, last = (f"{INPUTS}!${column}${row}" for column in "CDEF")

        def formula(_letter: str, month: int) -> str:
            runs = f"IF(AND({first}<={month},{last}>={month}),{amount},0)"
            return f'=IF({monthly}="monthly",{runs},IF({first}={month},{amount},0))'

        return formula

    def _cost_line(self, page: _Page, row: int, name: str, about: str, formula: Callable[[str, int], str]) -> None:
        page.text(row, 1, name)
        page.text(row, 2, about)
        for month in range(1, self.count + 1):
            page.number(row, month + 2, formula(get_column_letter(month + 2), month), self.money)
        page.number(row, self.count + 3, f"=SUM(C{row}:{get_column_letter(self.count + 2)}{row})", self.money)

    def _sum_line(self, page: _Page, row: int, name: str, first: int, last: int) -> int:
        page.text(row, 1, name)
        for column in range(3, self.count + 4):
            letter = get_column_letter(column)
            page.number(row, column, f"=SUM({letter}{first}:{letter}{last})" if last >= first else 0, self.money)
        page.total(row, self.count + 3)
        return row

    def _summary(self, page: _Page, row: int, people: int, expenses: int, first: int) -> None:
        """Write the sum: the delay is paid for people and for what is paid monthly, not for what is paid once."""
        whole = get_column_letter(self.count + 3)
        slip = self.places.get("schedule_slip")
        monthly = [
            f"{whole}{first + index}"
            for index, one in enumerate(self.budget.expenses.rows)
            if one.expense.monthly
        ]  # fmt: skip
        grows = "+".join([f"{whole}{people}", *monthly])
        lines = [(_("People, as planned"), f"={whole}{people}")]
        if expenses:
            lines.append((_("Other expenses, as planned"), f"={whole}{expenses}"))
        lines.append((_("Delay"), f"=({grows})*{slip}/100" if slip else "=0"))
        top = row
        for name, formula in lines:
            page.text(row, 1, name)
            page.number(row, 3, formula, self.money)
            row += 1
        page.lines(top, row - 1, 3)
        page.text(row, 1, _("Team budget to launch, likely values"))
        page.number(row, 3, f"=SUM(C{top}:C{row - 1})", self.money)
        page.total(row, 3)
        # Page and report show the middle of the simulations: a line says both, so that nobody looks for an error.
        page.text(row + 1, 1, _("Likely total of 10,000 simulations, as on the page")).font = Font(color=QUIET)
        page.number(row + 1, 3, self.budget.total.value.likely, self.money)
        page.text(row + 1, 4, _("Higher where ranges reach further up than down.")).font = Font(color=QUIET)

    # ------------------------------------------------------------ Forecast and sources

    def _forecast(self, page: _Page) -> None:
        forecast = self.budget.forecast
        page.title(
            _("Forecast"),
            _("Values from 10,000 draws, with the delay: they do not follow what you change in this workbook."),
        )
        names = [_("By the end of month"), _("Low (P10)"), _("Likely (P50)"), _("High (P90)"), _("Agreed budget")]
        page.head(FIRST_ROW - 1, names, numeric_from=2)
        row = FIRST_ROW
        for month, spent in enumerate(forecast.cumulative):
            page.number(row, 1, month, "0").alignment = Alignment(horizontal="left")
            for column, value in enumerate((spent.low, spent.likely, spent.high), start=2):
                page.number(row, column, round(value, 2), self.money)
            if forecast.budget is not None:
                page.number(row, 5, forecast.budget, self.money)
            row += 1
        page.lines(FIRST_ROW, row - 1, 5)
        for line in say_forecast(forecast, self.write):
            row += 1
            page.text(row, 1, line)
        page.finish([24, 14, 14, 14, 16], "A5", wide=False)

    def _sources(self, page: _Page) -> None:
        page.title(_("Sources"), _("The source of each input. Assumptions are ours until you replace them."))
        names = [_("Input"), _("Likely"), _("Low"), _("High"), _("Unit"), _("Source"), _("Source"), _("Date")]
        page.head(FIRST_ROW - 1, names, numeric_from=9)
        row = FIRST_ROW
        for one in distinct_inputs([*self.team.figures, *self.budget.figures]):
            page.text(row, 1, _(one.label))
            for column, value in enumerate((one.value.likely, one.value.low, one.value.high), start=2):
                page.number(row, column, value, "#,##0.00")
            for column, text in enumerate((self.write.unit(one.unit), _(one.origin.value), _(one.source)), start=5):
                page.text(row, column, text)
            page.text(row, 8, one.source_date)
            row += 1
        page.lines(FIRST_ROW, row - 1, 8)
        page.finish([44, 14, 14, 14, 16, 14, 70, 12], "B5")
