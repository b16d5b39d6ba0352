"""What being wrong costs and what knowing is worth, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from decisions.deeper import being_wrong_of, unknowns_of
from decisions.domain.events import events_of
from decisions.domain.learning import Unknown
from decisions.results import results_of
from projects.access import Workspace
from projects.domain.draws import summarise

SHOWN = 5
"""As many unknowns stand in the table."""


@dataclass(frozen=True, kw_only=True)
class FindingOut:
    """What is worth finding out."""

    sentence: str
    unknowns: tuple[Unknown, ...]
    """The first few, those worth most first."""


@dataclass(frozen=True, kw_only=True)
class SaidEvent:
    """One event that may happen."""

    label: str
    chance: float
    """[%]"""
    cost: float
    """Paid once, likely [money]."""
    lost: float
    """Share of the benefit that is gone, likely [%]."""
    running: float
    """Likely [money/year]."""


def say_being_wrong(workspace: Workspace) -> str:
    """Say what being wrong costs; "" while the net value cannot be worked out."""
    wrong, write = being_wrong_of(workspace), workspace.formatter
    if wrong is None:
        return ""
    lose = min(99, max(1, round(wrong.chance_of_loss * 100))) if 0 < wrong.chance_of_loss < 1 else None
    if lose is None:
        return _("It loses in every case.") if wrong.chance_of_loss else _("It gains in every case.")
    return _(
        "If you do it, it loses in %(lose)s out of 100 cases, %(loss)s averaged over all. If you leave it, you miss"
        " %(gain)s on average. Knowing everything beforehand would be worth %(most)s."
    ) % {
        "lose": lose,
        "loss": write.money_compact(wrong.doing_loses),
        "gain": write.money_compact(wrong.leaving_misses),
        "most": write.money_compact(wrong.of_the_better),
    }


def say_finding_out(workspace: Workspace) -> FindingOut | None:
    """Say which unknown to measure first, and what that is worth; None while it cannot be worked out."""
    worth = unknowns_of(workspace)[:SHOWN]
    if results_of(workspace).case.value is None:
        return None
    if not worth:
        sentence = _("Knowing any single number exactly would not change the decision.")
        return FindingOut(sentence=sentence, unknowns=())
    first, write = worth[0], workspace.formatter
    said = {"input": _(first.label), "worth": write.money_compact(first.worth)}
    sentence = (
        _("Measure first: %(input)s. Knowing it exactly would be worth %(worth)s; never pay more than that.") % said
    )
    if first.count is not None and first.count_worth is not None:
        sentence += " " + _("Two weeks of counting would bring about %(money)s of it. %(how)s") % {
            "money": write.money_compact(first.count_worth),
            "how": _(first.count.how),
        }
    return FindingOut(sentence=sentence, unknowns=worth)


def say_events(workspace: Workspace) -> tuple[SaidEvent, ...]:
    """Return the events that may happen."""
    results = results_of(workspace)
    return tuple(
        SaidEvent(
            label=event.label,
            chance=event.chance * 100,
            cost=summarise(event.cost).likely,
            lost=summarise(event.lost).likely * 100,
            running=summarise(event.running).likely,
        )
        for event in events_of(results.reader, results.case.horizon_months)
    )
