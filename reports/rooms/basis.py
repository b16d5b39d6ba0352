"""The sponsor's second page: what the decision rests on, in a few lines of each part."""

from dataclasses import replace

from django.utils.translation import gettext as _

from reports.domain.report import Block, Items, ReportSection
from reports.rooms.options import options_table, why
from reports.rooms.risks import risk_table, risks_of
from reports.rooms.source import ReportSource
from reports.rooms.timeline import items_of, launch_said, timeline_of

MOST_OPTIONS, MOST_RISKS = 6, 4


def basis(source: ReportSource) -> ReportSection:
    """Return options, calendar and risks on a page; the problem as the people who have it say it."""
    blocks: list[Block] = []
    rows = [row for row in source.options.rows if source.may_compare(row.slug) and (row.is_here or not row.is_out)]
    priced = [row for row in rows if row.cost or row.is_today][:MOST_OPTIONS]
    if any(row.cost for row in priced):
        blocks.append(replace(options_table(source, priced, is_short=True), label=_("Options")))
    # What others deliver stands among the risks, with its day and who owes it.
    dated = items_of(source)
    if dated_items := [item for item in dated if item.is_phase or item.is_delay or not (item.who or item.state)]:
        blocks.append(
            replace(timeline_of(source, dated_items), label=_("Timeline"), title=launch_said(source), subtitle="")
        )
    if dangers := risks_of(source)[:MOST_RISKS]:
        blocks.append(replace(risk_table(dangers), label=_("Risks")))
    if stop := source.results.answers.value("success.stop_rule"):
        blocks.append(Items(label=_("When we stop"), items=((_("Stop rule"), stop),), shows_pay=False))
    return ReportSection(
        id="basis",
        title=_("What it rests on"),
        finding=why(source, rows),
        blocks=tuple(blocks),
        empty=_("Answer the questions about approach, plan and budget."),
    )
