"""The compute page as a sheet that reads top-down: which figure and which remark stand in which chapter."""

from collections.abc import Sequence
from dataclasses import dataclass

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.compute import ComputeEstimate
from estimates.domain.formulas.mfu import Remark
from projects.domain.figures import Figure, Rank
from projects.domain.text import gettext_noop


@dataclass(frozen=True, kw_only=True)
class SheetChapter:
    """A chapter of the sheet with its figures and what a reader should know of them."""

    id: str
    title: str
    lead: str
    figures: Sequence[Figure]
    steps: Sequence[Figure]
    """Steps on the way to the figures, for whoever wants to see them."""
    notes: Sequence[Remark]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything that the compute page shows of an estimate."""

    headlines: Sequence[Figure]
    chapters: Sequence[SheetChapter]
    notes: Sequence[Remark]
    """Remarks on no figure that is there."""


_SAYS = {
    Chapter.ONCE: (
        gettext_noop("Cost up to launch"),
        gettext_noop("Paid once: all runs and everything that goes with them."),
    ),
    Chapter.MONTHLY: (gettext_noop("Cost per month"), gettext_noop("Paid for as long as it is used.")),
    Chapter.WORK: (gettext_noop("Work and time"), gettext_noop("How much there is to compute, and how long it takes.")),
    Chapter.MEMORY: (gettext_noop("Memory of training"), gettext_noop("What a run needs, and how it is laid out.")),
    Chapter.MACHINES: (gettext_noop("Servers and memory"), gettext_noop("What it fits on, and how fast it answers.")),
    Chapter.SPEED: (gettext_noop("Serving speed"), gettext_noop("From the chip's data sheet to calls per second.")),
    Chapter.VOLUME: (
        gettext_noop("Hosted or own servers"),
        gettext_noop("The same answers, per token or from your own servers."),
    ),
    Chapter.ENERGY: (gettext_noop("Energy and CO₂e"), gettext_noop("For the machines and the site around them.")),
    Chapter.BUYING: (gettext_noop("Rent or buy"), gettext_noop("The same machines, rented or owned.")),
}


def make_sheet(estimate: ComputeEstimate) -> Sheet:
    """Return an estimate as the page shows it: the headlines, then chapters, each with its remarks."""
    ranked = sorted(estimate.figures, key=lambda figure: figure.rank)
    parts = [_part(chapter, ranked, estimate.notes) for chapter in Chapter]
    chapters = [part for part in parts if part.figures or part.steps]
    said = [note for chapter in chapters for note in chapter.notes]
    return Sheet(
        headlines=[figure for figure in ranked if figure.rank is Rank.HEADLINE],
        chapters=chapters,
        notes=[note for note in estimate.notes if note not in said],
    )


def _part(chapter: Chapter, ranked: Sequence[Figure], notes: Sequence[Remark]) -> SheetChapter:
    here = [figure for figure in ranked if figure.chapter == chapter]
    about, (title, lead) = {chapter, *(figure.id for figure in here)}, _SAYS[chapter]
    return SheetChapter(
        id=chapter,
        title=title,
        lead=lead,
        figures=[figure for figure in here if figure.rank is not Rank.STEP],
        steps=[figure for figure in here if figure.rank is Rank.STEP],
        notes=[note for note in notes if note.about in about] if here else [],
    )
