"""The project's scenarios as rows on one scale, the recommended one marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from charts.marks import range_on_scale
from decisions.domain.business_case import BusinessCase
from decisions.headline import headline_of
from decisions.verdicts import project_verdict_of
from decisions.wording import SaidVerdict, say_verdict
from projects.access import Workspace, side_by_side
from projects.wording import say_answer

_ROOM = 1.06
"""A little more than the largest sum: the last tick is not cut."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One scenario."""

    workspace: Workspace
    approach: str
    case: BusinessCase
    scale: SafeString | None
    """Its cost to launch on the scale of all; None while it has none."""
    verdict: SaidVerdict
    is_recommended: bool


def rows_of(workspace: Workspace) -> list[Row]:
    """Return every scenario as a row; the recommended one is the project's: ours, else the base, else the best."""
    columns = side_by_side(workspace)
    recommended = project_verdict_of(workspace).workspace.scenario.pk
    costs = [cost.value.high for one in columns if (cost := headline_of(one).case.cost)]
    agreed = headline_of(columns[0]).agreed
    top = max([*costs, agreed or 0.0], default=0.0) * _ROOM
    priced = [one for one in columns if headline_of(one).case.cost]
    return [
        Row(
            workspace=one, approach=_approach(one), case=headline_of(one).case,
            scale=_scale(one, top, agreed, chosen=one.scenario.pk == recommended, is_last=one is priced[-1:][0])
            if one in priced else None,
            verdict=say_verdict(one), is_recommended=one.scenario.pk == recommended,
        )
        for one in columns
    ]  # fmt: skip


def _approach(workspace: Workspace) -> str:
    given, asked = workspace.visible_answers["compute.approach"], workspace.catalogue.fields["compute.approach"]
    return say_answer(given, asked, workspace.formatter) if given.value else ""


def _scale(workspace: Workspace, top: float, agreed: float | None, *, chosen: bool, is_last: bool) -> SafeString | None:
    cost = headline_of(workspace).case.cost
    if cost is None:
        return None
    write, value = workspace.formatter.money_compact, cost.value
    said = {"low": write(value.low), "likely": write(value.likely), "high": write(value.high)}
    label = _("Cost to launch %(low)s to %(high)s, likely %(likely)s") % said
    if agreed is not None:
        label += "; " + _("agreed %(budget)s") % {"budget": write(agreed)}
    return range_on_scale(
        value.low, value.likely, value.high, top=top, said=said["likely"], mark=agreed, chosen=chosen,
        is_last=is_last, label=label,
    )  # fmt: skip


def why_recommended(rows: Sequence[Row]) -> str:
    """Say why one row is marked; "" where there is nothing to choose from."""
    if len(rows) < 2:
        return ""
    chosen = next(row for row in rows if row.is_recommended)
    name = {"name": chosen.workspace.scenario.name}
    if chosen.workspace.project.ours_id == chosen.workspace.scenario.pk:
        return _("“%(name)s” is marked because you chose it as yours.") % name
    if chosen.workspace.scenario.is_base:
        return _("“%(name)s” is marked because it is the base, and you have chosen no other scenario as yours.") % name
    return _("“%(name)s” is marked because the base has no approach yet, and its verdict is the best of all.") % name
