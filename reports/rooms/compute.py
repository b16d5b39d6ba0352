"""The part about computing."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from estimates.domain.figures.ruled_out import APPROACH
from estimates.domain.tables.sheet import make_sheet
from estimates.domain.tables.ways import YARDSTICK
from estimates.wording import reasons_said
from projects.domain.figures import Figure
from reports.domain.report import Paragraph, ReportSection
from reports.rooms.source import ReportSource


def compute(source: ReportSource) -> ReportSection:
    """Return what machines and hosted models cost."""
    estimate = source.results.compute
    sheet = make_sheet(estimate)
    blocks = [*source.figures(sheet.headlines, label=_("What it costs")), *source.charts("compute.")]
    for chapter in sheet.chapters:
        blocks += source.figures(chapter.figures, label=_(chapter.title))
    if notes := [*reasons_said(estimate.notes), *_hosted_out(source)]:
        blocks.append(Paragraph(label=_("To know"), text="\n".join(notes), shows_pay=estimate.shows_pay))
    empty = _("Choose an approach and enter its inputs.")
    first = next((figure for figure in sheet.headlines if source.workspace.may_show(figure)), None)
    finding = f"{_(first.label)}: {_in_short(source, first)}." if first else ""
    return ReportSection(id="compute", title=_("Computing"), finding=finding, blocks=tuple(blocks), empty=empty)


def _hosted_out(source: ReportSource) -> Iterator[str]:
    """Yield what to make of the comparison with a hosted model where an answer rules that out."""
    hosted, taken = source.results.standings.get(YARDSTICK), source.results.answers.value(APPROACH)
    if source.results.compute.volume is not None and hosted is not None and hosted.is_out and taken != YARDSTICK:
        words = _("A hosted model is ruled out here; the comparison shows what that costs. %(why)s")
        yield words % {"why": _(hosted.out[0].reason)}


def _in_short(source: ReportSource, figure: Figure) -> str:
    """Say the range of a figure in as many digits as its table."""
    write, value = source.write.bare(figure.unit), figure.value
    if value.is_exact:
        return write(value.likely)
    ends = {"low": write(value.low), "high": write(value.high), "likely": write(value.likely)}
    return _("%(low)s to %(high)s, likely %(likely)s") % ends
