"""The part about readiness."""

from django.utils.translation import gettext as _

from reports.domain.report import Block, Items, ReportSection, ReportTable
from reports.rooms.source import ReportSource


def readiness(source: ReportSource) -> ReportSection:
    """Return the points of each dimension, and what would raise them."""
    found, title = source.results.assessment, _("Readiness")
    if not found.rated:
        return ReportSection(id="readiness", title=title, empty=_("Rate the statements in the checklist."))
    rows = tuple(
        (_(dimension.dimension.title), source.write.number(dimension.got, 1), source.write.number(dimension.possible))
        for dimension in found.dimensions
    )
    head, numeric = (_("Part"), _("Points"), _("Of")), (False, True, True)
    blocks: list[Block] = [ReportTable(label=_("Points"), head=head, rows=rows, numeric=numeric, shows_pay=False)]
    if found.levers:
        moves = tuple(
            (f"{lever.items[0].ref} {_(lever.items[0].statement)}", _(found.next_step(lever.items[0]).action))
            for lever in found.levers[:5]
        )
        blocks.append(Items(label=_("What would raise readiness"), items=moves, shows_pay=False))
    light = source.light("readiness")
    finding = f"{light.outcome.label}: {light.text}"
    return ReportSection(id="readiness", title=title, finding=finding, blocks=tuple(blocks))
