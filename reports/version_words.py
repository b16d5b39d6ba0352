"""Versions in words: what changed since, in answers, figures and money, and what made the difference."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.comparing import (
    EXPERIENCE,
    FORMULAS,
    INSIDE,
    MONEY,
    PAYBACK,
    POINTS,
    QUESTIONS,
    SCENARIOS,
    VERDICT,
    WORDS,
    Mover,
    StateComparison,
    attributed,
)
from decisions.content import get_rulebook
from decisions.domain.attribution import Attribution, Contribution, in_whole_steps
from decisions.moved import MovedAnswer
from decisions.wording import SaidOutcome, say_outcome
from projects.access import Workspace
from projects.domain.fields import Section
from projects.domain.lazy import cached_property
from projects.formatting import MINUS, Formatter, with_sign
from projects.models import BASE, SnapshotKind

_DIGITS = 4
"""Amounts are said to so many digits of the largest: to the hundred where they are hundreds of thousands."""
_WORSE_WHEN_MORE = {"case.cost_to_launch", "case.running_cost", "team.months", VERDICT}
_MONEY = ("case.cost_to_launch", "case.net_value")
"""What is said of the change in one sentence each."""
_ORDER = (
    VERDICT,
    "case.cost_to_launch",
    INSIDE,
    "team.months",
    "case.running_cost",
    "case.benefit",
    "case.net_value",
    PAYBACK,
    POINTS,
)


@dataclass(frozen=True, kw_only=True)
class Cause:
    """What one change did to a figure, in words."""

    mover: Mover
    label: str
    amount: str
    look: str
    """`better`, `worse` or nothing."""
    by_order: str
    """Between what and what it lies, where that depends on the order; else empty."""


@dataclass(frozen=True, kw_only=True)
class HeadlineChange:
    """One headline figure in both states."""

    id: str
    label: str
    before: str
    after: str
    change: str
    look: str
    causes: tuple[Cause, ...] = ()
    """What made the change, the largest first."""
    outcomes: tuple[SaidOutcome, SaidOutcome] | None = None
    """Of the verdict."""


@dataclass(frozen=True, kw_only=True)
class MovedSection:
    """The answers of one section that differ."""

    section: Section
    answers: tuple[tuple[MovedAnswer, tuple[str, ...]], ...]
    """Each with what it did to the figures."""


@dataclass(frozen=True)
class _Scale:
    """How the amounts of one figure are said: in steps that add up, and with their unit."""

    step: float
    say: Callable[[float], str]

    def steps(self, value: float) -> int:
        return round(value / self.step)

    def text(self, steps: int) -> str:
        return self.say(steps * self.step)

    def change(self, steps: int) -> str:
        if not steps:
            return "±0"
        return with_sign("+" if steps > 0 else MINUS, self.text(abs(steps)))


class ToldComparison:
    """A comparison in words.

    Args:
        comparison: The two states.
    """

    def __init__(self, comparison: StateComparison) -> None:
        self.comparison = comparison
        self.catalogue = comparison.after.workspace.catalogue
        self.write: Formatter = comparison.after.workspace.formatter

    @cached_property
    def rows(self) -> list[HeadlineChange]:
        """Every figure that is known in one of the states; none for a reader who must not learn pay from them."""
        if any(side.workspace.pay_hidden for side in (self.comparison.before, self.comparison.after)):
            return []
        attributions = attributed(self.comparison) if self.comparison.is_one_currency else {}
        return [row for figure in _ORDER if (row := self._row(figure, attributions)) is not None]

    @cached_property
    def changed(self) -> list[HeadlineChange]:
        """The figures that changed for a reason."""
        return [row for row in self.rows if row.causes]

    def because(self) -> str:
        """Say what changed in money, or else in what comes first, and mainly why; "" where nothing did."""
        told = {row.id: row for row in self.changed if row.change}
        shown = [told[field_id] for field_id in _MONEY if field_id in told] or list(told.values())[:1]
        said = [
            _("%(figure)s: %(change)s, mainly because of “%(cause)s” (%(amount)s).")
            % {"figure": row.label, "change": row.change, "cause": row.causes[0].label, "amount": row.causes[0].amount}
            for row in shown
        ]
        return " ".join(said)

    @cached_property
    def sections(self) -> list[MovedSection]:
        """The answers that differ by section, each with what it did."""
        effects = self._effects()
        moved = []
        for section in self.catalogue.sections.values():
            answers = [answer for answer in self.comparison.answers if answer.section == section.id]
            # What moves a figure comes first.
            answers.sort(key=lambda answer: not effects.get(answer.field_id))
            if answers:
                told = tuple((answer, tuple(effects.get(answer.field_id, ()))) for answer in answers)
                moved.append(MovedSection(section=section, answers=told))
        return moved

    def _effects(self) -> Mapping[str, list[str]]:
        effects: dict[str, list[str]] = {}
        for row in self.changed:
            for cause in row.causes:
                words = f"{row.label} {cause.amount}".strip()
                effects.setdefault(cause.mover.id, []).append(words)
        return effects

    # ---------------------------------------------------------------- figures

    def _row(self, figure: str, attributions: Mapping[str, Attribution]) -> HeadlineChange | None:
        before, after = (side.figures.get(figure) for side in (self.comparison.before, self.comparison.after))
        if before is None and after is None:
            return None
        if figure == VERDICT:
            return self._verdict_row(attributions.get(figure))
        told = attributions.get(figure)
        sizes = [abs(value) for value in (before, after) if value is not None]
        sizes += [abs(part.amount) for part in told.parts] if told else []
        scales = [
            self._scale(figure, side.workspace.formatter, max(sizes))
            for side in (self.comparison.before, self.comparison.after)
        ]
        shown = [
            "–" if value is None else scale.text(scale.steps(value))
            for value, scale in zip((before, after), scales, strict=True)
        ]
        total = scales[1].steps(told.after) - scales[1].steps(told.before) if told else 0
        return HeadlineChange(
            id=figure,
            label=self._label(figure),
            before=shown[0],
            after=shown[1],
            change=scales[1].change(total) if total else "",
            look=self._look(figure, total),
            causes=self._causes(figure, told, scales[1], total) if told else (),
        )

    def _scale(self, figure: str, write: Formatter, largest: float) -> _Scale:
        if figure in {INSIDE, PAYBACK}:
            return _Scale(0.01, lambda share: _("%(count)d in 100") % {"count": round(share * 100)})
        if figure == POINTS:
            return _Scale(1, write.number)
        if figure == "team.months":
            return _Scale(0.1, lambda months: write.quantity(months, "months"))
        return _Scale(10.0 ** max(0, math.floor(math.log10(max(largest, 1))) - _DIGITS + 1), write.money)

    def _label(self, figure: str) -> str:
        more = {
            INSIDE: _("Inside the agreed budget"),
            PAYBACK: _("Pays back"),
            POINTS: _("Readiness, points out of 100"),
        }
        if figure in more:
            return more[figure]
        kept = [side.kept.get("figures", {}).get(figure) for side in (self.comparison.after, self.comparison.before)]
        return _(next(told["label"] for told in kept if told))

    def _causes(self, figure: str, told: Attribution, scale: _Scale, total: int) -> tuple[Cause, ...]:
        whole = in_whole_steps([part.amount / scale.step for part in told.parts], total) if told.parts else []
        pairs = [
            (part, steps)
            for part, steps in zip(told.parts, whole, strict=True)
            if steps or scale.steps(part.most - part.least)
        ]
        pairs.sort(key=lambda pair: -abs(pair[0].amount))
        return tuple(
            Cause(
                mover=self._mover(part.mover),
                label=self._name(self._mover(part.mover)),
                amount=scale.change(steps),
                look=self._look(figure, steps),
                by_order=self._by_order(part, scale),
            )
            for part, steps in pairs
        )

    @staticmethod
    def _by_order(part: Contribution, scale: _Scale) -> str:
        least, most = scale.steps(part.least), scale.steps(part.most)
        if least == most:
            return ""
        ends = {"least": scale.change(least), "most": scale.change(most)}
        return _("%(least)s to %(most)s, depending on the order") % ends

    @staticmethod
    def _look(figure: str, steps: int) -> str:
        if not steps:
            return ""
        return "worse" if (steps > 0) == (figure in _WORSE_WHEN_MORE) else "better"

    def _verdict_row(self, told: Attribution | None) -> HeadlineChange:
        said = [_outcome(side.kept.get("verdict", "")) for side in (self.comparison.before, self.comparison.after)]
        by = 0 if told is None else round(told.after - told.before)
        causes = [part for part in told.parts if part.amount or part.least or part.most] if told and by else []
        causes.sort(key=lambda part: -abs(part.amount))
        return HeadlineChange(
            id=VERDICT,
            label=_("Verdict"),
            before=said[0].label,
            after=said[1].label,
            change="",
            look=self._look(VERDICT, by),
            outcomes=(said[0], said[1]),
            causes=tuple(
                Cause(
                    mover=self._mover(part.mover),
                    label=self._name(self._mover(part.mover)),
                    amount="",
                    look=self._look(VERDICT, 1 if part.amount > 0 else -1 if part.amount < 0 else 0),
                    by_order="",
                )
                for part in causes
            ),
        )

    # ---------------------------------------------------------------- what moved them

    def _mover(self, mover_id: str) -> Mover:
        return next((mover for mover in self.comparison.movers if mover.id == mover_id), Mover(mover_id))

    def _name(self, mover: Mover) -> str:
        """Name a change: the answer, or several that go together."""
        count = len(mover.answers)
        if mover.id == WORDS:
            return ngettext("%(n)s answer in words", "%(n)s answers in words", count) % {"n": count}
        if mover.id in self.catalogue.sections:
            words = ngettext("%(section)s: %(n)s answer", "%(section)s: %(n)s answers", count)
            return words % {"section": _(self.catalogue.sections[mover.id].title), "n": count}
        if mover.answers:
            return mover.answers[0].label
        names = {
            "project.priced_on": _("Prices of another day"),
            MONEY: _("Another exchange rate or country"),
            "project.started_on": _("Another day on which the project began"),
            QUESTIONS: _("The questions that your organisation asks"),
            EXPERIENCE: _("Defaults from your organisation’s own projects"),
            SCENARIOS: _("Answers of other scenarios"),
            FORMULAS: _("Plumbline’s formulas and data, renewed since"),
        }
        return names[mover.id]


@dataclass(frozen=True, kw_only=True)
class SaidVersion:
    """What a list says of a version: verdict and figures as they were shown then."""

    outcome: SaidOutcome
    figures: tuple[str, ...]

    @classmethod
    def of(cls, snapshot: Any, workspace: Workspace) -> "SaidVersion":
        """Read a version's figures of a scenario; where it does not have it, those of its base.

        Args:
            snapshot: With its `currency`, so that the whole document need not be read.
            workspace: The scenario, as its reader may see it.
        """
        kept = snapshot.results.get(workspace.scenario.slug) or snapshot.results.get(BASE) or {}
        write = Formatter.for_reader(snapshot.currency)
        figures = {} if workspace.hide_pay else kept.get("figures", {})
        shown = [figures[name] for name in ("case.cost_to_launch", "team.months", "case.net_value") if name in figures]
        return cls(
            outcome=_outcome(kept.get("verdict", "")),
            figures=tuple(
                f"{_(figure['label'])} {write.quantity(figure['likely'], figure['unit'], compact=True)}"
                for figure in shown
            ),
        )


def _outcome(outcome_id: str) -> SaidOutcome:
    rulebook = get_rulebook()
    return say_outcome(rulebook.outcome(outcome_id) if outcome_id in rulebook.strictness else None)


def say_kind(kind: str) -> str:
    """Say why a version was kept."""
    return {
        SnapshotKind.DECISION: _("a decision was recorded"),
        SnapshotKind.LINK: _("a link shows it"),
        SnapshotKind.REPORT: _("the report was sent"),
        SnapshotKind.RESTORE: _("an older version was restored after it"),
    }.get(SnapshotKind(kind), "")
