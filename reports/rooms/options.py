"""The parts that compare: every approach on the same answers, and the scenarios of the project."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from decisions.domain.options import SIMPLE
from decisions.options_said import Opens, SaidOption
from projects.formatting import hundredths_of
from reports.comparison import MOST_SIDE_BY_SIDE, ComparedScenario, choose, columns_of, cost_chart, key_rows
from reports.domain.report import Block, DrawnChart, Items, Paragraph, ReportSection, ReportTable
from reports.rooms.source import ReportSource
from reports.rooms.tables import without_empty


def options(source: ReportSource) -> ReportSection:
    """Return the approaches side by side. All of it moves with pay: the team is in each of their sums."""
    rows = [row for row in source.options.rows if source.may_compare(row.slug)]
    shown = [row for row in rows if not row.is_out or row.is_here]
    if not any(row.cost for row in shown):
        return ReportSection(id="options", title=_("Options"), empty=_("Enter what an approach takes, and its cost."))
    blocks: list[Block] = [options_table(source, shown)]
    if any(row.is_recommended for row in rows):
        blocks += [Paragraph(text=line) for line in source.options.beside]
    out = tuple((row.label, " ".join(bar.text for bar in row.out)) for row in rows if row.is_out)
    if out:
        blocks.append(Items(label=_("Ruled out"), items=out, shows_pay=False))
    return ReportSection(id="options", title=_("Options"), finding=why(source, rows), blocks=tuple(blocks))


def why(source: ReportSource, rows: Sequence[SaidOption]) -> str:
    """Say which option is recommended and why; nothing where that is in a scenario that the reader may not see."""
    recommended = next((row for row in rows if row.is_recommended), None)
    if source.workspace.pay_hidden or recommended is None:
        return ""
    return source.options.why


def options_table(source: ReportSource, rows: Sequence[SaidOption], *, is_short: bool = False) -> ReportTable:
    """Return the options that are open, a row each, with the recommended one marked."""
    write = source.write

    def money(opens: Opens | None) -> str:
        return write.money_compact(opens.figure.value.likely) if opens else ""

    cells = []
    for row in rows:
        cost, months = row.cost, row.months
        ends = [write.money_compact(end) for end in (cost.figure.value.low, cost.figure.value.high)] if cost else []
        chance = _("%(n)s in 100") % {"n": hundredths_of(row.chance)} if row.chance is not None else ""
        cells.append(
            (
                _name(row, is_short=is_short),
                money(cost),
                " – ".join(dict.fromkeys(ends)),
                write.bare("months")(months.figure.value.likely) if months else "",
                money(row.running),
                chance,
                "" if is_short else row.lock_in,
            )
        )
    head, body = without_empty(
        (
            _("Approach"),
            _("Cost to launch, likely"),
            _("8 cases out of 10"),
            _("Months"),
            _("Running cost per year"),
            _("Chance of payback"),
            _("How hard to leave"),
        ),
        cells,
    )
    mark = next((place for place, row in enumerate(rows) if row.is_recommended), None)
    numeric = (False, *(name != _("How hard to leave") for name in head[1:]))
    return ReportTable(label=_("Side by side"), head=head, rows=body, numeric=numeric, mark=mark)


def _name(row: SaidOption, *, is_short: bool) -> str:
    """Name an option, and say of one that is cheap because it does too little or lacks a price that it does."""
    named = row.is_today or (row.id == SIMPLE and not is_short)
    name = f"{row.label}: {row.detail}" if named and row.detail else row.label
    said = (
        _("recommended") if row.is_recommended else "",
        # Page 1, calendar and team are those of this one, which need not be the one that is recommended.
        _("this plan") if row.is_here and not row.is_recommended else "",
        _("ruled out") if row.is_out else "",
        _("too weak") if row.is_too_weak and not row.is_recommended else "",
        _("not fully priced") if row.missing and row.cost and not (row.is_recommended or row.is_too_weak) else "",
    )
    marks = ", ".join(filter(None, said))
    return f"{name} ({marks})" if marks else name


def scenarios(source: ReportSource) -> ReportSection | None:
    """Return the scenarios side by side; None where there is one, or where a link shows one alone."""
    columns = choose(columns_of(source.workspace), ()) if not source.is_link else []
    if len(columns) < 2:
        return None
    chart = cost_chart(columns)
    blocks: list[Block] = [_scenario_table(source, columns)]
    if chart is not None:
        blocks.append(DrawnChart.of(chart, label=_("Cost to launch")))
    finding = chart.title if chart is not None and not source.workspace.pay_hidden else ""
    return ReportSection(id="scenarios", title=_("Scenarios"), finding=finding, blocks=tuple(blocks))


def _scenario_table(source: ReportSource, columns: Sequence[ComparedScenario]) -> ReportTable:
    verdicts = (_("Decision proposed"), *(column.outcome.label for column in columns))
    # What no scenario has was not calculated, as page 1 says.
    known = (row for row in key_rows(columns) if any(cell.text for cell in row.cells))
    figures = ((row.label, *(cell.text or "–" for cell in row.cells)) for row in known)
    differs = (
        _("Differs in"),
        *("" if column.is_base else _("%(n)s answers") % {"n": len(column.own)} for column in columns),
    )
    names = tuple(_("%(name)s (ours)") % {"name": column.name} if column.is_ours else column.name for column in columns)
    rows = tuple(tuple(row) for row in (verdicts, *figures, differs))
    numeric = (False, *(True for _column in columns[:MOST_SIDE_BY_SIDE]))
    return ReportTable(label=_("Side by side"), head=(_("Figure"), *names), rows=rows, numeric=numeric)
