"""The part about value: what it brings, what it costs, what decides."""

from django.utils.translation import gettext as _

from reports.domain.report import Section
from reports.rooms.source import Source


def value(source: Source) -> Section:
    """Return the business case."""
    blocks = [*source.charts("case."), *source.figures(source.results.case.figures)]
    return Section(id="value", title=_("Value"), blocks=tuple(blocks), empty=_("Enter what one case is worth."))
