"""The part about risks: what may go wrong, how likely it is, who watches it, and by what it shows early."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.domain.events import EVENTS
from decisions.headline import headline_of
from decisions.plan_pages import INVENTORY
from decisions.results import whole_forecast_of
from estimates.domain.figures.corpus import tokens_of
from projects.domain.calendar_months import day_after, months_between
from projects.domain.fields import Column
from projects.domain.ranges import Range
from projects.formatting import hundredths_of
from projects.wording import say_choice, say_person, say_value
from reports.domain.report import ReportSection, ReportTable
from reports.rooms.source import ReportSource
from reports.rooms.tables import without_empty
from reports.rooms.timeline import DEPENDENCIES, start_of

PEOPLE = "plan.people"
NOTICE = timedelta(days=14)
"""How long before a person is needed a missing yes is an early sign. Plumbline's proposal; no published figure."""


@dataclass(frozen=True, kw_only=True)
class Risk:
    """One thing that may go wrong."""

    what: str
    chance: str = ""
    effect: str = ""
    owner: str = ""
    sign: str = ""
    """By what it shows early."""
    shows_pay: bool = False


def risks(source: ReportSource) -> ReportSection:
    """Return the risks, those about money first."""
    all_risks = risks_of(source)
    title, empty = _("Risks"), _("Enter a budget, what others must deliver, and what could change the sum.")
    if not all_risks:
        return ReportSection(id="risks", title=title, empty=empty)
    unowned = sum(not risk.owner for risk in all_risks)
    if unowned:
        words = ngettext(
            "%(n)s of %(all)s risks has nobody who watches it.",
            "%(n)s of %(all)s risks have nobody who watches them.",
            unowned,
        )
        finding = words % {"n": unowned, "all": len(all_risks)}
    else:
        finding = ngettext("%(n)s risk, with an owner.", "%(n)s risks, each with an owner.", len(all_risks))
        finding %= {"n": len(all_risks)}
    return ReportSection(id="risks", title=title, finding=finding, blocks=(risk_table(all_risks),))


def risk_table(all_risks: list[Risk]) -> ReportTable:
    """Return risks as a table."""
    rows = [(risk.what, risk.chance, risk.effect, risk.owner or _("Nobody yet"), risk.sign) for risk in all_risks]
    asked = (_("What may happen"), _("Chance"), _("What it would do"), _("Who watches it"), _("Early sign"))
    head, body = without_empty(asked, rows)
    return ReportTable(head=head, rows=body, numeric=(False,) * len(head), shows_pay=False)


def risks_of(source: ReportSource) -> list[Risk]:
    """Return the risks that the reader may see."""
    all_risks = (
        *_budget(source),
        *_late(source),
        *_deliveries(source),
        *_rights(source),
        *_people(source),
        *_events(source),
        *_quality(source),
    )
    return [risk for risk in all_risks if source.workspace.may_show(risk)]


def _person(source: ReportSource, field_id: str) -> str:
    return say_person(source.results.answers.value(field_id) or {})


def _lead(source: ReportSource) -> str:
    return source.workspace.project.owner_name


def _budget(source: ReportSource) -> Iterator[Risk]:
    headline, cost = headline_of(source.workspace), source.results.case.cost
    if headline.chance_inside is None or cost is None or headline.chance_inside > 0.99:
        return
    write = source.write
    yield Risk(
        what=_("The agreed %(budget)s is not enough") % {"budget": write.money_compact(headline.agreed or 0)},
        chance=_("%(n)s in 100") % {"n": hundredths_of(1 - headline.chance_inside)},
        effect=_("%(short)s short on average") % {"short": write.money_compact(headline.overrun)},
        owner=_person(source, "people.sponsor"),
        sign=_spent_early(source),
        shows_pay=cost.shows_pay,
    )


def _spent_early(source: ReportSource) -> str:
    """Say how much of the agreed budget is spent by plan when a third of the months are over: more, and it runs out."""
    spent, agreed = whole_forecast_of(source.workspace).cumulative, headline_of(source.workspace).agreed
    third = len(spent) // 3
    if not third or not agreed or not spent[-1].likely:
        return ""
    due = agreed * spent[third].likely / spent[-1].likely
    day = source.write.date(day_after(start_of(source), third))
    return _("More than %(sum)s spent by %(day)s") % {"sum": source.write.money_compact(due), "day": day}


def _late(source: ReportSource) -> Iterator[Risk]:
    answers = source.results.answers
    fixed, draws = answers.value("plan.fixed_date"), source.results.team.months_draws
    phases = source.results.team.plan.phases
    if not fixed or source.results.case.months is None:
        return
    start = start_of(source)
    late = float(np.mean(draws > months_between(start, date.fromisoformat(fixed))))
    if not late:
        return
    sign = (
        _("“%(phase)s” not over by %(day)s")
        % {
            "phase": _(phases[0].label),
            "day": source.write.date(day_after(start, phases[0].end_month)),
        }
        if phases
        else ""
    )
    yield Risk(
        what=_("The launch misses the date that cannot move (%(day)s)") % {"day": source.write.date(fixed)},
        chance=_("%(n)s in 100") % {"n": hundredths_of(late)},
        effect=answers.value("plan.fixed_reason") or "",
        owner=_lead(source),
        sign=sign,
    )


def _column(source: ReportSource, field_id: str, column_id: str) -> Column:
    return next(column for column in source.catalogue.fields[field_id].columns if column.id == column_id)


def _deliveries(source: ReportSource) -> Iterator[Risk]:
    status = _column(source, DEPENDENCIES, "status")
    for row in source.results.answers.value(DEPENDENCIES) or ():
        if row.get("status") == "done":
            continue
        due = row.get("due")
        yield Risk(
            what=_("Late: %(what)s") % {"what": row.get("what") or _("A delivery")},
            effect=_("The plan waits for it"),
            owner=say_person(row.get("owner") or {}),
            sign=_("Not there on %(day)s; now: %(state)s")
            % {
                "day": source.write.date(due),
                "state": say_choice(status, row.get("status") or "not_asked").lower(),
            }
            if due
            else "",
        )


def _rights(source: ReportSource) -> Iterator[Risk]:
    """Yield the sources of data of which nobody knows whether they may be used."""
    for row in source.results.answers.value(INVENTORY) or ():
        if row.get("right") != "unclear":
            continue
        tokens = tokens_of(row)
        yield Risk(
            what=_("The right to use “%(source)s” is not given") % {"source": row.get("source") or _("A source")},
            effect=_("%(text)s of text fall away") % {"text": source.write.quantity(tokens, "tokens", compact=True)}
            if tokens
            else _("The plan has to do without it"),
            owner=row.get("owner") or _lead(source),
            sign=_("No yes in writing by %(day)s") % {"day": source.write.date(_needed_from(source, row))},
        )


def _needed_from(source: ReportSource, row: Mapping[str, Any]) -> date:
    """Return the day on which work on a source of data begins: what lies at hand before it waits for the yes too."""
    arrives = row.get("from")
    return max(date.fromisoformat(arrives), start_of(source)) if arrives else start_of(source)


def _people(source: ReportSource) -> Iterator[Risk]:
    role = _column(source, PEOPLE, "role")
    for row in source.results.answers.value(PEOPLE) or ():
        if row.get("sure") not in ("missing", "hoped"):
            continue
        name = row.get("name") or say_value(role, row["role"], source.write) if row.get("role") else row.get("name")
        begins = row.get("start")
        yield Risk(
            what=_("%(who)s is not there in time") % {"who": name or _("Somebody")},
            effect=_("The work of that role waits"),
            owner=_lead(source),
            sign=_("No yes in writing by %(day)s") % {"day": source.write.date(_notice_day(source, begins))}
            if begins
            else "",
        )


def _notice_day(source: ReportSource, begins: str) -> date:
    """Return the day by which a yes is due so that its absence is an early sign, not the delay itself."""
    return max(date.fromisoformat(begins) - NOTICE, source.workspace.project.started_on)


def _events(source: ReportSource) -> Iterator[Risk]:
    for row in source.results.answers.value(EVENTS) or ():
        parts = []
        for column_id, words in (
            ("cost", _("%(value)s once")),
            ("benefit_lost", _("%(value)s of the benefit gone")),
            ("running", _("%(value)s more to run it")),
        ):
            if row.get(column_id) is not None:
                column = _column(source, EVENTS, column_id)
                likely = Range.from_json(row[column_id]).likely
                parts.append(words % {"value": source.write.quantity(likely, column.unit, compact=True)})
        yield Risk(
            what=row.get("what") or _("Event"),
            effect=", ".join(parts),
            owner=_person(source, "risk.run_owner"),
            chance=_("%(n)s in 100") % {"n": source.write.number(row["chance"])}
            if row.get("chance") is not None
            else "",
        )


def _quality(source: ReportSource) -> Iterator[Risk]:
    answers = source.results.answers
    limit, stop = answers.value("success.guardrail_limit"), answers.value("success.stop_rule")
    guarded = answers.value("success.guardrail")
    if limit or stop:
        yield Risk(
            what=_("It is wrong too often"),
            effect=_("Stop rule: %(rule)s") % {"rule": stop} if stop else "",
            owner=_person(source, "success.reviewer"),
            sign=f"{guarded}: {limit}" if guarded and limit else limit or "",
        )
