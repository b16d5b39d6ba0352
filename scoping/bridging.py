"""Bridges as the forms of fields show them: a proposal with where it comes from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.domain.expressions import Facts
from projects.domain.figures import Input, Origin, input_of
from projects.domain.pay import says_pay
from projects.domain.ranges import Range
from projects.suggestions import Assumed, Proposed, TakenOver
from scoping.content import get_bridges
from scoping.domain.bridges import Bridge, Crossing, cross

OPEN = (AnswerState.BLANK, AnswerState.UNKNOWN)


class BridgeRoom:
    """Proposes what answers elsewhere lead to; once somebody answered, it is never asked again."""

    def proposed(self, workspace: Workspace, field_id: str) -> Proposed | None:
        crossing, given = _crossing(workspace, field_id), workspace.answers[field_id]
        if crossing is None or (workspace.pay_hidden and _says_pay(workspace, crossing.bridge)):
            return None
        origin, how = _origin(workspace, crossing), _(crossing.bridge.says)
        if given.state in OPEN:
            return Proposed(value=crossing.value, origin=origin, how=how)
        # What was taken from there follows it: where it says something else by now, that is offered.
        if given.state is not AnswerState.KNOWN or given.note != origin:
            return None
        same = _plain(given.value) == _plain(crossing.value)
        return Proposed(value=crossing.value, origin=origin, how=how, renewed=not same, taken=same)

    def names(self, field_id: str) -> Sequence[str]:
        return ()

    def taken_over(self, workspace: Workspace, field_id: str, name: str) -> TakenOver | None:
        return None

    def problem(self, workspace: Workspace, field_id: str) -> str:
        return ""

    def assumed(self, workspace: Workspace, field_id: str) -> Assumed | None:
        bridge = get_bridges().get(field_id)
        crossing = _crossing(workspace, field_id) if bridge and bridge.source else None
        if crossing is None or (workspace.pay_hidden and _says_pay(workspace, crossing.bridge)):
            return None
        return Assumed(value=crossing.value, is_offered=True)


def _plain(value: Any) -> Any:
    """Return a value so that a number and a range of no width are the same."""
    return Range.from_json(value) if isinstance(value, int | float | dict) else value


def counted_proposals(workspace: Workspace) -> dict[str, Input]:
    """Return what figures count with until somebody answers, by field id: it follows from answers elsewhere."""
    fields, counted = workspace.catalogue.fields, {}
    for field_id, bridge in get_bridges().items():
        crossing = _crossing(workspace, field_id) if bridge.source else None
        if crossing is not None:
            given = input_of(
                fields[field_id],
                Range.from_json(crossing.value),
                source=bridge.source,
                origin=Origin.ASSUMPTION if bridge.is_ours else Origin.ANSWER,
            )
            counted[field_id] = replace(given, pay=_says_pay(workspace, bridge))
    return counted


def _says_pay(workspace: Workspace, bridge: Bridge) -> bool:
    """Tell whether a proposal tells what somebody of the project said of pay."""
    fields, answers = workspace.catalogue.fields, workspace.visible_answers
    return any(says_pay(fields[field_id]) and answers.value(field_id) is not None for field_id in bridge.from_ids)


def _crossing(workspace: Workspace, field_id: str) -> Crossing | None:
    bridge = get_bridges().get(field_id)
    if bridge is None:
        return None
    facts = Facts.of(workspace.catalogue, workspace.visible_answers)
    return cross(bridge, facts, workspace.catalogue.fields)


def _origin(workspace: Workspace, crossing: Crossing) -> str:
    """Return where a proposal comes from, such as "From “Volume”"."""
    questions = workspace.catalogue.questions
    asked = (questions[field_id] for field_id in crossing.bridge.from_ids)
    named = dict.fromkeys(_("“%(title)s”") % {"title": _(question.title)} for question in asked)
    return _("From %(questions)s") % {"questions": ", ".join(named)}
