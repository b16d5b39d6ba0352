"""The part about the problem, in the words of the people who have it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from projects.said_tables import table_of
from projects.wording import say_leftover
from reports.domain.report import Block, Items, Paragraph, ReportSection, ReportTable
from reports.rooms.source import ReportSource
from scoping.domain.summary import SummaryBlock, summarise_problem


def problem(source: ReportSource) -> ReportSection:
    """Return the problem on a page."""
    blocks = tuple(
        block for summary in summarise_problem(source.catalogue, source.answers) for block in _blocks(source, summary)
    )
    empty = _("Answer the questions in part A.")
    return ReportSection(id="problem", title=_("The problem"), finding=_goal(source), blocks=blocks, empty=empty)


def _goal(source: ReportSource) -> str:
    """Say which number is to move from where to where."""
    value = source.results.answers.value
    metric, target = value("success.metric"), value("success.target")
    if not metric or target is None:
        return ""
    said = {
        "metric": metric.rstrip("."),
        "target": _with_unit(source, target, (value("success.unit") or "").strip()),
        "baseline": source.say("success.baseline"),
    }
    if value("success.baseline") is None:
        return _("%(metric)s: %(target)s.") % said
    return _("%(metric)s: from %(baseline)s to %(target)s.") % said


def _with_unit(source: ReportSource, value: float, unit: str) -> str:
    """Say a number with the unit that somebody wrote: only the language knows whether a space stands before "%"."""
    if unit.startswith("%"):
        return source.write.percent(value) + unit[1:]
    return f"{source.write.number(value)} {unit}".rstrip()


def _blocks(source: ReportSource, summary: SummaryBlock) -> Iterator[Block]:
    """Yield what stands below one heading: facts, and a table for each answer that is one."""
    label, facts = _(summary.heading), []
    for line in summary.lines:
        head, rows = table_of(line.answer, line.field, source.write)
        if not rows:
            facts.append((_(line.field.label), source.say(line.field.id)))
            continue
        if facts:
            yield Items(label=label, items=tuple(facts), shows_pay=False)
            label, facts = "", []
        numeric = (False,) * len(head)
        yield ReportTable(label=label or _(line.field.label), head=head, rows=rows, numeric=numeric, shows_pay=False)
        if unread := say_leftover(line.answer, line.field):
            yield Paragraph(text=unread, shows_pay=False)
        label = ""
    if facts:
        yield Items(label=label, items=tuple(facts), shows_pay=False)
