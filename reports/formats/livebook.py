"""The money of a report as live cells: inputs by name, every figure as its own formula, cash by month, scenarios."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from decisions.domain import cashflow
from decisions.domain.benefits import FIXED_TERMS
from decisions.domain.events import EVENTS
from decisions.domain.netvalue import GROWTH, MOST_MONTHS, USUAL_HORIZON_MONTHS
from decisions.results import Results
from projects.domain.figures import Figure, Input, Origin
from projects.domain.formulas import NoArithmetic
from projects.domain.live import Live, at_most, choose, of, translated
from projects.domain.ranges import Range
from projects.explaining import in_words, say_origin, say_told
from projects.formatting import Formatter
from projects.workbooks import FIRST_ROW, GIVEN, NOTE, STRONG, WRAP, Look, StyledWorkbook, WorkbookSheet, number_format
from teams.domain.budget import agreed_budget

NET_VALUE, COST, RUNNING, BENEFIT, MONTHS = (
    "case.net_value",
    "case.cost_to_launch",
    "case.running_cost",
    "case.benefit",
    "team.months",
)
_SPARE_MONTHS = 24
"""Rows of the cash sheet beyond the horizon, so that a longer one can be tried."""
_MONTHS_APART = 6
"""Between names at the axis of the cash chart."""
_PLAIN = "[>=10000000000]0.00E+00;[>=10000]#,##0;#,##0.00##"
"""How a number without a currency is written, so that it fits its column: operations come in quintillions."""
_LOOKS_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]\d*(?:[Cc]\d*)?|true|false", re.IGNORECASE)
_NUMBER = re.compile(r"_\d+$")
BESIDE: Look = WRAP | {"align": "left", "indent": 1}
"""Text that stands to the right of a figure, not touching it."""
ROLES = "team.roles"


@dataclass(frozen=True, kw_only=True)
class NetValueBasis:
    """What the net value of one scenario stands on, in the order of the rows of the scenarios sheet."""

    cost: Live
    running: Live
    benefit: Live
    fixed: Live
    """The part of the benefit that does not grow with the cases."""
    months: Live
    ramp_up: Live
    horizon: Live
    discount: Live
    growth: Live
    switching_off: Live

    @property
    def build(self) -> Live:
        """The months of building within the horizon."""
        return self.over(cashflow.BUILD)

    def over(self, formula: str, **more: Live) -> Live:
        """Return a formula of the cash flow over what it stands on and what changes with the month."""
        names = {
            "cost_to_launch": self.cost,
            "running_cost": self.running,
            "benefit": self.benefit,
            "fixed": self.fixed,
            "months": self.months,
            "ramp_up_months": self.ramp_up,
            "horizon_months": self.horizon,
            "discount_rate": self.discount,
            "use_growth": self.growth,
            "switch_off_one_off": self.switching_off,
        }
        return translated(formula, names | more)

    def worth(self, money: Live, month: Live) -> Live:
        """What money of a month is worth at the start; beyond the horizon nothing."""
        return choose(at_most(month, self.horizon), self.over(cashflow.WORTH, money=money, month=month), 0)


class Names:
    """The names of cells that are taken."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, name: str) -> str:
        """Return a name that a spreadsheet takes for nothing else, and that no cell has yet."""
        clean = re.sub(r"\W", "_", name) or "_"
        if clean[0].isdigit() or _LOOKS_LIKE_A_CELL.fullmatch(clean):
            clean = f"_{clean}"
        number, free = 2, clean
        while free.casefold() in self._taken:
            number, free = number + 1, f"{clean}_no{number}"
        self._taken.add(free.casefold())
        return free


class LiveBook:
    """Writes the sheets with formulas and keeps where everything stands.

    Args:
        book: The workbook.
        results: What all rooms found out.
        write: Knows the currency and the reader's words.
    """

    def __init__(self, book: StyledWorkbook, results: Results, write: Formatter) -> None:
        self.book, self.results, self.write = book, results, write
        self.money = number_format(write.money, ".00")
        self.inputs, self.figures = book.page(_("Inputs")), book.page(_("Figures"))
        self.given: dict[tuple[str, str, Range], Live] = {}
        """The cell of each input by its field or name, what it is called, and its value."""
        self.cells: dict[str, Live] = {}
        """The cell of each figure by its id."""
        self.names = Names()
        self.next_input = self.next_figure = FIRST_ROW

    def write_all(self) -> None:
        """Write inputs and figures; the cash sheet where there is a net value."""
        self.inputs.title(
            _("Inputs"), _("Blue cells are likely values: change one, and every sheet with formulas follows.")
        )
        head = [_("Input"), _("Name in formulas"), _("Likely"), _("Unit"), _("Low"), _("High"), _("Source")]
        self.inputs.head(FIRST_ROW - 1, [*head, _("Note or publication"), _("Date")], numeric={3, 5, 6})
        self.figures.title(
            _("Figures"),
            _("Each figure as a formula at likely inputs, beside what 10,000 simulations come to in the report."),
        )
        head = [_("Figure"), _("Name in formulas"), _("At likely inputs"), _("Unit"), _("Low"), _("Likely"), _("High")]
        self.figures.head(FIRST_ROW - 1, [*head, _("Formula"), _("Note"), _("Source")], numeric={3, 5, 6, 7})
        for figure_id in self.results.figures:
            self.figure(figure_id)
        self.inputs.lines(FIRST_ROW, self.next_input - 1, 9)
        self.figures.lines(FIRST_ROW, self.next_figure - 1, 10)
        self.inputs.finish([36, 28, 16, 13, 15, 15, 12, 44, 11], (4, 1))
        self.figures.finish([32, 24, 16, 13, 15, 15, 15, 44, 32, 24], (4, 1))

    # ------------------------------------------------------------ inputs and figures

    def figure(self, figure_id: str) -> Live:
        """Return the cell of a figure, written now where nothing asked for it before."""
        if figure_id not in self.cells:
            figure = self.results.figures[figure_id]
            formula = self._formula(figure)
            self.cells[figure_id] = self._figure_row(figure, formula)
        return self.cells[figure_id]

    def _formula(self, figure: Figure) -> Live | float:
        """Return a figure over its inputs; where that has no value, what the report shows."""
        terms = {given.name: self.term(given, figure) for given in figure.inputs}
        if figure.id == NET_VALUE:
            return CashSheet(self, terms).net_value
        try:
            return translated(figure.formula, terms)
        except (NoArithmetic, ArithmeticError):
            return figure.value.likely

    def term(self, given: Input, figure: Figure) -> Live:
        """Return the cell of an input of a figure: another figure, or a row of the inputs."""
        if given.origin is Origin.RESULT and given.figure_id in self.results.figures:
            return self.figure(given.figure_id)
        # Rows of a table have the names of their columns: a number at the end of the name or of the figure tells whose.
        number = _NUMBER.search(given.name) or _NUMBER.search(figure.id)
        row = number[0] if number and (given.origin is Origin.RESULT or given.field_id == ROLES) else ""
        key = (given.field_id or given.name, f"{given.label}{row}", given.value)
        if key not in self.given:
            self.given[key] = self.input_row(given)
        return self.given[key]

    def input_row(self, given: Input) -> Live:
        """Write an input; returns its name."""
        page, row, name = self.inputs, self.next_input, self.names.free(given.name)
        self.next_input += 1
        form = self._form(given.unit)
        page.text(row, 1, say_told(given.label), WRAP)
        page.text(row, 2, name, NOTE)
        cell = page.number(row, 3, given.value.likely, form, GIVEN)
        page.text(row, 4, self.write.unit(given.unit), BESIDE)
        page.number(row, 5, given.value.low, form)
        page.number(row, 6, given.value.high, form)
        for column, text in enumerate((say_origin(given.origin), say_told(given.source), given.source_date), start=7):
            page.text(row, column, text, NOTE | BESIDE)
        page.dress((row, row), column, {"valign": "top"})
        return self.book.name(name, cell)

    def _figure_row(self, figure: Figure, formula: Live | float) -> Live:
        page, row, name = self.figures, self.next_figure, self.names.free(figure.id.rpartition(".")[2])
        self.next_figure += 1
        form = self._form(figure.unit)
        page.text(row, 1, say_told(figure.label), WRAP)
        page.text(row, 2, name, NOTE)
        cell = page.number(row, 3, formula, form, STRONG)
        page.text(row, 4, self.write.unit(figure.unit), BESIDE)
        for column, value in enumerate((figure.value.low, figure.value.likely, figure.value.high), start=5):
            page.number(row, column, value, form)
        words = "".join(piece.text for piece in in_words(figure, self.write))
        for column, text in enumerate((words, _(figure.note), _(figure.source)), start=8):
            page.text(row, column, text, NOTE | BESIDE)
        page.dress((row, row), column, {"valign": "top"})
        return self.book.name(name, cell)

    def _form(self, unit: str) -> str:
        return self.money if unit.partition("/")[0] == "money" else _PLAIN

    # ------------------------------------------------------------ budget and scenarios

    def budget(self) -> None:
        """Write what the cost to launch and the running cost are made of."""
        if COST not in self.cells:
            return
        page = self.book.page(_("Budget"))
        page.title(_("Budget"), _("Every amount is a formula over the inputs; the ends come from the simulations."))
        page.head(
            FIRST_ROW - 1,
            [_("Part"), _("At likely inputs"), _("Share of the sum"), _("Low"), _("Likely"), _("High")],
            numeric_from=2,
        )
        figure = self.results.figures[COST]
        parts = sorted(figure.inputs, key=lambda part: -self.term(part, figure).value)
        total, row = self.cells[COST], FIRST_ROW
        for part in parts:
            page.text(row, 1, _(part.label))
            cell = page.number(row, 2, self.term(part, figure), self.money)
            page.number(row, 3, cell / total, "0.0%")
            for column, value in enumerate((part.value.low, part.value.likely, part.value.high), start=4):
                page.number(row, column, value, self.money)
            row += 1
        page.lines(FIRST_ROW, row - 1, 6)
        last = row - 1
        self._sum_of_budget(page, row, last)
        page.finish([44, 18, 10, 18, 18, 18], (4, 1))
        chart = self.book.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": _("At likely inputs"),
                "categories": [page.title_of_sheet, FIRST_ROW - 1, 0, last - 1, 0],
                "values": [page.title_of_sheet, FIRST_ROW - 1, 1, last - 1, 1],
                "fill": {"color": self.book.colours.accent},
                "gap": 60,
            }
        )
        _plain(chart, _("Cost to launch by part"), reverse=True)
        chart.set_x_axis({"num_format": number_format(self.write.money)})
        page.sheet.insert_chart(FIRST_ROW - 2, 7, chart, {"description": _("Cost to launch by part"), "x_scale": 1.2})

    def _sum_of_budget(self, page: WorkbookSheet, row: int, last: int) -> None:
        page.text(row, 1, _("Cost to launch"))
        whole = page.number(row, 2, page.total((FIRST_ROW, last), (2, 2)), self.money)
        value = self.results.figures[COST].value
        for column, end in enumerate((value.low, value.likely, value.high), start=4):
            page.number(row, column, end, self.money)
        page.sum_line(row, 6)
        agreed = agreed_budget(self.results.answers)
        if agreed:
            page.text(row + 1, 1, _("Agreed budget"))
            given = page.number(row + 1, 2, float(agreed), self.money, GIVEN)
            page.text(row + 2, 1, _("Left of the agreed budget"))
            page.number(row + 2, 2, given - whole, self.money)

    def case_of(self, terms: Mapping[str, Live]) -> NetValueBasis:
        """Return what the net value stands on.

        Args:
            terms: The cells of the inputs of its figure, by name.
        """
        nothing = of(0)
        return NetValueBasis(
            cost=self.figure(COST),
            running=self.figure(RUNNING) if RUNNING in self.results.figures else nothing,
            benefit=self.figure(BENEFIT),
            fixed=self._fixed(),
            months=self.figure(MONTHS),
            ramp_up=terms.get("ramp_up_months", nothing),
            horizon=terms.get("horizon_months", of(USUAL_HORIZON_MONTHS)),
            discount=terms.get("discount_rate", nothing),
            growth=terms.get(GROWTH.rpartition(".")[2], nothing),
            switching_off=terms.get("switch_off_one_off", nothing),
        )

    def _fixed(self) -> Live:
        """Return the benefit that does not grow with the cases, over the inputs of the benefit."""
        figure = self.results.figures[BENEFIT]
        terms = {given.name: self.term(given, figure) for given in figure.inputs}
        known = [formula for formula, names in FIXED_TERMS.items() if names <= terms.keys()]
        return translated(" + ".join(known), terms) if known else of(0)


class CashSheet:
    """The sheet of cash by month, and the net value that it comes to.

    Events count with their chance: what they cost on average, though each happens or not.
    """

    def __init__(self, live: LiveBook, terms: Mapping[str, Live]) -> None:
        self.live, self.case = live, live.case_of(terms)
        self.page = live.book.page(_("Cash"))
        self.events = [_event(live, row) for row in live.results.answers.value(EVENTS) or () if row.get("chance")]
        self.net_value = self._written()

    def _written(self) -> Live:
        page, case, money = self.page, self.case, self.live.money
        page.title(
            _("Cash by month and net value"),
            _("At likely inputs. The report shows the median of 10,000 simulations; “Summary” puts both side by side."),
        )
        page.text(3, 1, _("Months of building"))
        build = page.number(3, 2, case.build, "0")
        names = [
            _("Month"),
            _("Share of full use"),
            _("Cases, of today’s"),
            _("Benefit"),
            _("Cost"),
            _("Events, on average"),
            _("In the month"),
            _("So far"),
            _("Worth today"),
        ]
        page.head(FIRST_ROW - 1, names, numeric_from=1)
        last = min(MOST_MONTHS, int(case.horizon.value) + _SPARE_MONTHS)
        for number in range(1, last + 1):
            self._month(FIRST_ROW - 1 + number, number, build)
        end = FIRST_ROW - 1 + last
        page.text(3, 7, _("Net value"), STRONG)
        page.number(3, 9, page.total((FIRST_ROW, end), (9, 9)), money, STRONG)
        page.lines(FIRST_ROW, end, 9)
        page.finish([18, 12, 16, 16, 16, 18, 16, 16, 16], (4, 1))
        self._chart(FIRST_ROW - 2 + int(case.horizon.value))
        return page.cell(3, 9)

    def _month(self, row: int, number: int, build: Live) -> None:
        page, case, money = self.page, self.case, self.live.money
        month = page.number(row, 1, number, "0")
        use = page.number(row, 2, case.over(cashflow.USE, month=month, build=build), "0.00")
        cases = page.number(row, 3, case.over(cashflow.CASES, month=month), "0.00")
        kept = use
        for event in self.events:
            kept = kept * (1 - event.chance / 100 * month / case.horizon * event.lost / 100)
        within = at_most(month, case.horizon)
        brought = case.over(cashflow.BROUGHT, cases=cases, use=kept)
        paid = case.over(cashflow.PAID, month=month, build=build)
        benefit = page.number(row, 4, choose(within, brought, 0), money)
        cost = page.number(row, 5, choose(within, paid, 0), money)
        events = page.number(row, 6, choose(within, self._events(month, build), 0), money)
        flow = page.number(row, 7, benefit - cost - events, money)
        page.number(row, 8, flow if number == 1 else page.cell(row - 1, 8) + flow, money)
        page.number(row, 9, case.worth(flow, month), money)

    def _events(self, month: Live, build: Live) -> Live:
        """What events cost in a month on average: each comes in any month alike."""
        total = of(0)
        for event in self.events:
            running = choose(at_most(month, build), 0, month / self.case.horizon * event.running / 12)
            total = total + event.chance / 100 * (event.cost / self.case.horizon + running)
        return total

    def _chart(self, last: int) -> None:
        chart = self.live.book.book.add_chart({"type": "column"})
        months = [self.page.title_of_sheet, FIRST_ROW - 1, 0, last, 0]
        chart.add_series(
            {
                "name": _("In the month"),
                "categories": months,
                "values": [self.page.title_of_sheet, FIRST_ROW - 1, 6, last, 6],
                "fill": {"color": self.live.book.colours.half},
                "gap": 40,
            }
        )
        line = self.live.book.book.add_chart({"type": "line"})
        line.add_series(
            {
                "name": _("So far"),
                "categories": months,
                "values": [self.page.title_of_sheet, FIRST_ROW - 1, 7, last, 7],
                "line": {"color": self.live.book.colours.accent, "width": 2.25},
            }
        )
        chart.combine(line)
        _plain(chart, _("Cash by month, at likely inputs"), legend=True)
        chart.set_x_axis({"label_position": "low", "name": _("Month"), "interval_unit": _MONTHS_APART})
        chart.set_y_axis({"num_format": number_format(self.live.write.money)})
        about = {"description": _("Cash by month, at likely inputs"), "x_scale": 1.6, "y_scale": 1.3}
        self.page.sheet.insert_chart(FIRST_ROW - 2, 10, chart, about)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event as cells: percent, money, percent of the benefit, money a year."""

    chance: Live
    cost: Live
    lost: Live
    running: Live


def _event(live: LiveBook, row: Mapping[str, object]) -> Happening:
    def cell(column: str, label: str, unit: str) -> Live:
        given = row.get(column)
        value = Range.from_json(given) if isinstance(given, dict | int | float) else Range.exactly(0.0)
        words = f"{row.get('what') or _('Event')}: {label}"
        return live.input_row(
            Input(name=f"event_{column}", label=words, value=value, unit=unit, origin=Origin.ANSWER, field_id=EVENTS)
        )

    return Happening(
        chance=cell("chance", _("chance"), "%"),
        cost=cell("cost", _("cost"), "money"),
        lost=cell("benefit_lost", _("benefit lost"), "%"),
        running=cell("running", _("running cost"), "money/year"),
    )


# ---------------------------------------------------------------- scenarios


@dataclass(frozen=True, kw_only=True)
class ScenarioColumn:
    """One scenario beside the others."""

    name: str
    case: NetValueBasis
    """Its inputs as plain numbers."""
    reported: Range
    """Its net value as the report has it."""


def scenarios_sheet(book: StyledWorkbook, columns: Sequence[ScenarioColumn], money: str) -> None:
    """Write the scenarios side by side, each with its net value as a formula over its own inputs."""
    page = book.page(_("Scenarios"))
    page.title(
        _("Scenarios side by side"),
        _("Likely values of each scenario; change one, and its net value follows. Events are left out here."),
    )
    page.head(FIRST_ROW - 1, ["", *(column.name for column in columns)], numeric_from=2)
    labels: list[tuple[str, Callable[[NetValueBasis], Live], str]] = [
        (_("Cost to launch"), lambda case: case.cost, money),
        (_("Running cost per year"), lambda case: case.running, money),
        (_("Benefit per year, at full use"), lambda case: case.benefit, money),
        (_("Part of it that does not grow with the cases"), lambda case: case.fixed, money),
        (_("Months to launch"), lambda case: case.months, "0.00"),
        (_("Ramp-up, months"), lambda case: case.ramp_up, "0.00"),
        (_("Time horizon, months"), lambda case: case.horizon, "0"),
        (_("Discount rate per year, %"), lambda case: case.discount, "0.00"),
        (_("Growth of the cases per year, %"), lambda case: case.growth, "0.00"),
        (_("Cost of switching it off"), lambda case: case.switching_off, money),
    ]
    for row, (label, _value, _form) in enumerate(labels, start=FIRST_ROW):
        page.text(row, 1, label)
    result = FIRST_ROW + len(labels)
    head = result + 7
    for offset, text in enumerate(
        (_("Months of building"), _("Net value"), _("Report: low"), _("Report: likely"), _("Report: high"))
    ):
        page.text(result + offset, 1, text)
    page.head(head, [_("Worth today, by month"), *(column.name for column in columns)], numeric_from=2)
    last = min(MOST_MONTHS, int(max(column.case.horizon.value for column in columns)) + _SPARE_MONTHS)
    for number in range(1, last + 1):
        page.number(head + number, 1, number, "0", {"align": "left"})
    for place, column in enumerate(columns, start=2):
        cells = [
            page.number(row, place, value(column.case).value, form, GIVEN)
            for row, (_label, value, form) in enumerate(labels, start=FIRST_ROW)
        ]
        case = NetValueBasis(**dict(zip(NetValueBasis.__dataclass_fields__, cells, strict=True)))
        build = page.number(result, place, case.build, "0")
        for number in range(1, last + 1):
            month = page.cell(head + number, 1)
            now = {"month": month, "build": build}
            cases, use = case.over(cashflow.CASES, **now), case.over(cashflow.USE, **now)
            flow = case.over(cashflow.BROUGHT, cases=cases, use=use) - case.over(cashflow.PAID, **now)
            page.number(head + number, place, case.worth(flow, month), money)
        page.number(result + 1, place, page.total((head + 1, head + last), (place, place)), money, STRONG)
        for offset, value in enumerate((column.reported.low, column.reported.likely, column.reported.high), start=2):
            page.number(result + offset, place, value, money)
    page.lines(FIRST_ROW, result + 4, len(columns) + 1)
    page.lines(head + 1, head + last, len(columns) + 1)
    page.finish([44, *[20] * len(columns)], (4, 1))


def at_likely(results: Results) -> "dict[str, float]":
    """Return every figure at likely inputs, by id: what its formula comes to."""
    values: dict[str, float] = {}

    def value_of(figure_id: str) -> float:
        if figure_id not in values:
            figure = results.figures[figure_id]
            try:
                values[figure_id] = translated(
                    figure.formula, {given.name: term(given) for given in figure.inputs}
                ).value
            except (NoArithmetic, ArithmeticError):
                values[figure_id] = figure.value.likely
        return values[figure_id]

    def term(given: Input) -> Live:
        known = given.origin is Origin.RESULT and given.figure_id in results.figures
        return of(value_of(given.figure_id) if known else given.value.likely)

    for figure_id in results.figures:
        value_of(figure_id)
    return values


def column_of(name: str, results: Results) -> ScenarioColumn | None:
    """Return a scenario's column; None while its net value cannot be worked out."""
    if NET_VALUE not in results.figures:
        return None
    likely, figure = at_likely(results), results.figures[NET_VALUE]
    terms = {given.name: given.value.likely for given in figure.inputs}
    inputs = {given.name: of(given.value.likely) for given in results.figures[BENEFIT].inputs}
    known = [formula for formula, names in FIXED_TERMS.items() if names <= inputs.keys()]
    case = NetValueBasis(
        cost=of(likely[COST]),
        running=of(likely.get(RUNNING, 0.0)),
        benefit=of(likely[BENEFIT]),
        fixed=translated(" + ".join(known), inputs) if known else of(0),
        months=of(likely[MONTHS]),
        ramp_up=of(terms.get("ramp_up_months", 0.0)),
        horizon=of(terms.get("horizon_months", USUAL_HORIZON_MONTHS)),
        discount=of(terms.get("discount_rate", 0.0)),
        growth=of(terms.get(GROWTH.rpartition(".")[2], 0.0)),
        switching_off=of(terms.get("switch_off_one_off", 0.0)),
    )
    return ScenarioColumn(name=name, case=case, reported=figure.value)


def _plain(chart: object, title: str, *, legend: bool = False, reverse: bool = False) -> None:
    """Give a chart a title, quiet rules and only the legend that it needs."""
    chart.set_title({"name": title, "name_font": {"size": 11}})  # type: ignore[attr-defined] # XlsxWriter has no types
    if not legend:
        chart.set_legend({"none": True})  # type: ignore[attr-defined] # as above
    else:
        chart.set_legend({"position": "bottom"})  # type: ignore[attr-defined] # as above
    if reverse:
        chart.set_y_axis({"reverse": True})  # type: ignore[attr-defined] # as above
