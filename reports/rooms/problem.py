"""The part about the problem, in the words of the people who have it."""

from django.utils.translation import gettext as _

from reports.domain.report import Items, Section
from reports.rooms.source import Source
from scoping.domain.summary import summarise_problem


def problem(source: Source) -> Section:
    """Return the problem on a page."""
    blocks = tuple(
        Items(
            label=_(block.heading),
            items=tuple((_(line.field.label), source.say(line.field.id)) for line in block.lines),
            shows_pay=False,
        )
        for block in summarise_problem(source.catalogue, source.answers)
    )
    return Section(id="problem", title=_("The problem"), blocks=blocks, empty=_("Answer the questions in part A."))
