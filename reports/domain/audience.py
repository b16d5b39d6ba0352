"""Who reads a report, and which parts each of them gets."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from projects.domain.text import gettext_noop


class Audience(StrEnum):
    """Who reads it."""

    SPONSOR = "sponsor"
    """Decides: page 1, and a second page with what it rests on."""
    TEAM = "team"
    """Does the work: the plans, the actions, what is open."""
    FULL = "full"
    """Everything."""
    APPENDIX = "appendix"
    """Answers, assumptions and methods alone, for who checks the figures."""


@dataclass(frozen=True, kw_only=True)
class ReportKind:
    """One kind of report."""

    audience: Audience
    title: str
    """What it is called on paper."""
    says: str
    """What is in it, for who chooses."""
    parts: tuple[str, ...]
    """Ids of its parts, in the order in which they stand."""
    extras: tuple[str, ...] = ()
    """Ids of parts that it gets only where they are chosen, after the others."""
    page_one: bool = True
    """Whether the page that decides stands first."""

    @property
    def offered(self) -> tuple[str, ...]:
        """Ids of all parts that can be chosen."""
        return self.parts + self.extras


BODY = (
    "problem",
    "options",
    "scenarios",
    "value",
    "timeline",
    "team",
    "risks",
    "actions",
    "readiness",
    "data",
    "approach",
    "compute",
    "training",
    "evaluation",
    "second_look",
)
FOR_THE_DECISION = ("options", "scenarios", "value")
"""Parts of the body that whoever carries it out has no use for."""
APPENDIX = ("assumptions", "methods", "answers")
COMMENTS = "comments"
"""What is still being talked about: of the working copy, where whoever makes it asks for it."""
BEHIND = (*APPENDIX, COMMENTS)
"""Parts that stand after the body."""
KINDS = {
    kind.audience: kind
    for kind in (
        ReportKind(
            audience=Audience.SPONSOR,
            title=gettext_noop("Report for the sponsor"),
            says=gettext_noop("Two pages: the decision, and what it rests on."),
            parts=("basis",),
        ),
        ReportKind(
            audience=Audience.TEAM,
            title=gettext_noop("Report for the team"),
            says=gettext_noop("The decision, the plans, who does what by when."),
            parts=tuple(part for part in BODY if part not in FOR_THE_DECISION),
            extras=(COMMENTS,),
        ),
        ReportKind(
            audience=Audience.FULL,
            title=gettext_noop("Full report"),
            says=gettext_noop("Everything, with options, figures and the appendix."),
            parts=BODY + APPENDIX,
        ),
        ReportKind(
            audience=Audience.APPENDIX,
            title=gettext_noop("Appendix"),
            says=gettext_noop("Every answer, every assumption, and how the figures were calculated."),
            parts=APPENDIX,
            page_one=False,
        ),
    )
}


def parts_of(audience: Audience, chosen: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the ids of the parts that a reader gets, in the order in which they stand.

    Args:
        audience: Who reads it.
        chosen: Ids of parts; ids that it has no part for count for nothing. Nothing chosen: all but the extras.
    """
    kind, wanted = KINDS[audience], set(chosen)
    return tuple(part for part in kind.offered if part in wanted) or kind.parts
