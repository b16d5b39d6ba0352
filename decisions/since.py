"""What changed since a decision: answers that moved, and the headline figures before and now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from decisions.content import get_rulebook
from decisions.headline import frozen
from decisions.models import Decision
from decisions.moved import MovedAnswer, moved_answers
from decisions.wording import SaidOutcome, say_outcome
from projects.access import Workspace
from projects.formatting import Formatter, hundredths_of
from projects.frozen import thaw
from projects.models import BASE

MOST_ANSWERS = 20
"""So many changed answers are shown before the rest is counted."""


@dataclass(frozen=True, kw_only=True)
class MovedFigure:
    """A headline figure then and now."""

    label: str
    before: str
    now: str

    @property
    def moved(self) -> bool:
        """Whether the two read differently."""
        return self.before != self.now


@dataclass(frozen=True, kw_only=True)
class Since:
    """What changed in the scenario that was decided about."""

    answers: tuple[MovedAnswer, ...]
    more: int
    """How many others changed."""
    figures: tuple[MovedFigure, ...]
    verdict_before: SaidOutcome
    verdict_now: SaidOutcome
    prices_moved: bool
    """Whether prices of another day count now."""
    experience_moved: bool
    """Whether another experience of the organisation is assumed now."""

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        moved = self.prices_moved or self.experience_moved or bool(self.answers)
        return not moved and not any(figure.moved for figure in self.figures)


def since(decision: Decision, workspace: Workspace) -> Since:
    """Compare a decision's snapshot with the scenario as it is.

    Args:
        decision: Of the project.
        workspace: The scenario that was decided about; another where that one is gone.
    """
    snapshot = decision.snapshot
    slug = workspace.scenario.slug
    kept: Mapping[str, Any] = snapshot.results.get(slug) or snapshot.results.get(BASE) or {}
    now = frozen(workspace)
    told = snapshot.document["project"]
    write_then = Formatter.for_reader(told["currency"])
    then = thaw(snapshot, slug)
    moved = [answer for answer in moved_answers(then, workspace) if not answer.in_notes]
    return Since(
        answers=tuple(moved[:MOST_ANSWERS]),
        more=len(moved[MOST_ANSWERS:]),
        figures=tuple(moved_figures(kept, now, write_then, workspace.formatter)),
        verdict_before=outcome_of(kept.get("verdict", "")),
        verdict_now=outcome_of(now["verdict"]),
        prices_moved=date.fromisoformat(told["priced_on"]) != workspace.project.priced_on,
        experience_moved=then.project.experience_id != workspace.project.experience_id,
    )


def outcome_of(outcome_id: str) -> SaidOutcome:
    """Say the verdict of frozen results."""
    # A snapshot from a file may name one that the rule does not have.
    return say_outcome(next((outcome for outcome in get_rulebook().outcomes if outcome.id == outcome_id), None))


# ---------------------------------------------------------------- figures


def moved_figures(
    kept: Mapping[str, Any], now: Mapping[str, Any], write_then: Formatter, write: Formatter
) -> Iterable[MovedFigure]:
    """Yield the headline figures of two frozen results, each as it was and as it is."""
    figures_then, figures_now = kept.get("figures", {}), now["figures"]
    for figure_id in dict.fromkeys((*figures_now, *figures_then)):
        ends = (figures_then.get(figure_id), figures_now.get(figure_id))
        before, after = (_figure(figure, writer) for figure, writer in zip(ends, (write_then, write), strict=True))
        label = next(figure["label"] for figure in ends[::-1] if figure)
        yield MovedFigure(label=_(label), before=before, now=after)
    rows: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
        (_("Inside the agreed budget"), "inside", _in_100),
        (_("Pays back"), "payback", _in_100),
    )
    for label, name, say in rows:
        before, after = kept.get("shares", {}).get(name), now["shares"].get(name)
        yield MovedFigure(label=label, before=say(before), now=say(after))
    points = [part.get("points") for part in (kept, now)]
    before, after = ("–" if count is None else write.number(count) for count in points)
    yield MovedFigure(label=_("Readiness, points out of 100"), before=before, now=after)


def _figure(figure: Mapping[str, Any] | None, write: Formatter) -> str:
    if not figure:
        return "–"
    low, likely, high = (write.quantity(figure[end], figure["unit"], compact=True) for end in ("low", "likely", "high"))
    return (
        likely if low == high else _("%(likely)s (%(low)s to %(high)s)") % {"low": low, "likely": likely, "high": high}
    )


def _in_100(share: float | None) -> str:
    return "–" if share is None else _("%(count)d in 100") % {"count": hundredths_of(share)}
