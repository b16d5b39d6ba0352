"""Composes the report from a workspace's answers and results; leaves out pay where a link hides it.

Each part is written by a room of its own (`rooms/`); what a reader gets of them stands in `domain/audience.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.access import Workspace
from projects.branding import current_look
from projects.domain.rights import REPORT
from reports.domain.audience import APPENDIX, BEHIND, KINDS, Audience, parts_of
from reports.domain.report import Meta, Report, ReportSection
from reports.rooms.actions import actions, second_look
from reports.rooms.appendix import answers, methods
from reports.rooms.basis import basis
from reports.rooms.comments import comments
from reports.rooms.compute import compute
from reports.rooms.inputs import assumptions
from reports.rooms.options import options, scenarios
from reports.rooms.page_one import decision_of
from reports.rooms.plans import approach, data, evaluation, training
from reports.rooms.problem import problem
from reports.rooms.readiness import readiness
from reports.rooms.risks import risks
from reports.rooms.source import PAY_HIDDEN, ReportSource
from reports.rooms.team import team
from reports.rooms.timeline import timeline
from reports.rooms.value import value

__all__ = ["PAY_HIDDEN", "ROOMS", "compose_report"]

LETTER = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
"""Countries that print on US Letter. Unicode Technical Standard 35, supplemental data, paperSize."""
ROOMS: Mapping[str, Callable[[ReportSource], ReportSection | None]] = {
    "problem": problem,
    "readiness": readiness,
    "data": data,
    "approach": approach,
    "compute": compute,
    "team": team,
    "value": value,
    "training": training,
    "evaluation": evaluation,
    "second_look": second_look,
    "actions": actions,
    "options": options,
    "scenarios": scenarios,
    "timeline": timeline,
    "risks": risks,
    "basis": basis,
    "answers": answers,
    "assumptions": assumptions,
    "methods": methods,
    "comments": comments,
}
"""Who writes a part, by its id; a part that has nothing to say in a project gives None."""


def compose_report(
    workspace: Workspace,
    audience: Audience = Audience.FULL,
    parts: Iterable[str] = (),
    *,
    is_link: bool = False,
    one_page: bool = False,
) -> Report:
    """Return the report of a scenario, as its reader may see it. Page, link and every format render this one object.

    Args:
        workspace: The scenario; what it hides is in no part.
        audience: Who reads it.
        parts: Ids of the parts to write, of those that the reader has; none: all of them.
        is_link: Whether it is read through a link, which shows this scenario alone.
        one_page: Whether it is the page that decides alone.
    """
    source = ReportSource(workspace, is_link=is_link)
    wanted = () if one_page else parts_of(audience, parts)
    if REPORT in workspace.grant.parts:
        # Whoever may see the report alone does not get every answer with its notes behind it.
        wanted = tuple(part for part in wanted if part not in APPENDIX)
    written = {part: ROOMS[part](source) for part in wanted}
    shown = {part: source.readable(section) for part, section in written.items() if section is not None}
    return Report(
        meta=_meta(source, audience, one_page=one_page),
        decision=replace(decision_of(source), shows_page=KINDS[audience].page_one),
        sections=tuple(section for part, section in shown.items() if part not in BEHIND),
        appendix=tuple(section for part, section in shown.items() if part in BEHIND),
    )


def _meta(source: ReportSource, audience: Audience, *, one_page: bool) -> Meta:
    project, scenario, today = source.workspace.project, source.workspace.scenario, timezone.localdate()
    sponsor = source.results.answers.value("people.sponsor")
    look = current_look()
    language, _dash, region = (get_language() or "en").partition("-")
    return Meta(
        title=project.name,
        product=look.house,
        accent=look.accent,
        logo=look.logo_text,
        org=scenario.name if not scenario.is_base else "",
        kind=_("One page") if one_page else _(KINDS[audience].title),
        audience=audience.value,
        one_page=one_page,
        scenario=scenario.name,
        version=_version(source),
        paper="us-letter" if project.country in LETTER else "a4",
        date=source.write.date(today),
        iso_date=today.isoformat(),
        priced_on=source.write.date(project.priced_on),
        lang=language,
        region=region,
        prepared_by=project.owner_name,
        prepared_for=", ".join(part for part in (sponsor or {}).values() if part),
    )


def _version(source: ReportSource) -> str:
    """Return which state of the project it is; nothing where pay is hidden, whose changes count too."""
    sequence = source.workspace.project.sequence
    return _("Version %(n)s") % {"n": sequence} if sequence and not source.workspace.hide_pay else ""
