"""The part about readiness."""

from django.utils.translation import gettext as _

from reports.domain.report import Block, Items, ReportSection, ReportTable
from reports.rooms.source import ReportSource


def readiness(source: ReportSource) -> ReportSection:
    """Return the points of each dimension, and what would raise them."""
    assessment, title = source.results.assessment, _("Readiness")
    if not assessment.rated:
        return ReportSection(id="readiness", title=title, empty=_("Rate the statements in the checklist."))
    rows = tuple(
        (_(dimension.dimension.title), source.write.number(dimension.got, 1), source.write.number(dimension.possible))
        for dimension in assessment.dimensions
    )
    head, numeric = (_("Part"), _("Points"), _("Of")), (False, True, True)
    blocks: list[Block] = [ReportTable(label=_("Points"), head=head, rows=rows, numeric=numeric, shows_pay=False)]
    if assessment.levers:
        moves = tuple(
            (f"{lever.items[0].ref} {_(lever.items[0].statement)}", _(assessment.next_step(lever.items[0]).action))
            for lever in assessment.levers[:5]
        )
        blocks.append(Items(label=_("What would raise readiness"), items=moves, shows_pay=False))
    light = source.light("readiness")
    finding = f"{light.outcome.label}: {light.text}"
    return ReportSection(id="readiness", title=title, finding=finding, blocks=tuple(blocks))
