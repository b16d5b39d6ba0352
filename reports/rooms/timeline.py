"""The part about time: phases, what they wait for, and the days that count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from projects.domain.calendar_months import day_after
from projects.domain.figures import Figure
from projects.wording import say_choice, say_person
from reports.domain.report import ReportSection, Span, Timeline
from reports.rooms.source import ReportSource
from reports.rooms.tables import without_empty

MOST_TICKS = 13
_STEPS = (1, 2, 3, 6, 12, 24, 60)
DEPENDENCIES = "plan.dependencies"


@dataclass(frozen=True, kw_only=True)
class CalendarItem:
    """Something with a place in the calendar."""

    what: str
    begins: date
    ends: date
    who: str = ""
    state: str = ""
    is_phase: bool = False
    is_delay: bool = False


def timeline(source: ReportSource) -> ReportSection:
    """Return the calendar of the project, until the launch."""
    items = items_of(source)
    title, empty = _("Timeline"), _("Enter how long the work takes, and its phases.")
    if not items:
        return ReportSection(id="timeline", title=title, empty=empty)
    return ReportSection(id="timeline", title=title, finding=launch_said(source), blocks=(timeline_of(source, items),))


def timeline_of(source: ReportSource, items: list[CalendarItem]) -> Timeline:
    """Return items on one calendar."""
    first, last = min(item.begins for item in items), max(item.ends for item in items)
    days = max(1, (last - first).days)

    def place(day: date) -> float:
        return 100 * (day - first).days / days

    spans = tuple(
        Span(
            label=item.what,
            start=place(item.begins),
            end=place(item.ends),
            begins=item.begins.isoformat(),
            ends=item.ends.isoformat(),
            text=_dates(source, item),
            is_phase=item.is_phase,
        )
        for item in items
    )
    rows = [(item.what, _dates(source, item), item.who, item.state) for item in items]
    head, body = without_empty((_("What"), _("When"), _("Who"), _("State")), rows)
    assumed = source.results.team.plan.phases_assumed
    return Timeline(
        label=_("Calendar"),
        title=_("From %(first)s to %(last)s") % {"first": source.write.date(first), "last": source.write.date(last)},
        subtitle=_("Phases are Plumbline’s proposal until you enter yours.") if assumed else "",
        alt="; ".join(f"{span.label}: {span.text}" for span in spans),
        ticks=tuple(
            (place(day), source.write.month(day, dated=before is None or before.year < day.year))
            for before, day in pairwise((None, *_months(first, last)))
            if day
        ),
        spans=spans,
        head=head,
        rows=body,
        shows_pay=False,
    )


def _dates(source: ReportSource, item: CalendarItem) -> str:
    begins, ends = (source.write.date(day, "medium") for day in (item.begins, item.ends))
    return ends if item.begins == item.ends else f"{begins} – {ends}"


def _months(first: date, last: date) -> Iterator[date]:
    """Yield firsts of months between two days, so many as an axis has room for."""
    begin = first.replace(day=1)
    count = (last.year - begin.year) * 12 + last.month - begin.month + 1
    step = next((step for step in _STEPS if count / step <= MOST_TICKS), _STEPS[-1])
    for number in range(0, count, step):
        day = date(begin.year + (begin.month - 1 + number) // 12, (begin.month - 1 + number) % 12 + 1, 1)
        if first <= day <= last:
            yield day


def start_of(source: ReportSource) -> date:
    """Return the day on which the work begins."""
    start = source.results.answers.value("plan.start")
    return date.fromisoformat(start) if start else source.workspace.project.started_on


def launch_of(source: ReportSource) -> Figure | None:
    """Return the months to launch."""
    return source.results.case.months


def items_of(source: ReportSource) -> list[CalendarItem]:
    """Return phases, deliveries of others and days that count, each in the order of time."""
    start, answers = start_of(source), source.results.answers
    phases = [
        CalendarItem(
            what=_(phase.label),
            begins=day_after(start, phase.start_month),
            ends=day_after(start, phase.end_month),
            state=_("our proposal") if source.results.team.plan.phases_assumed else "",
            is_phase=True,
        )
        for phase in source.results.team.plan.phases
    ]
    if not phases:
        return []
    waits = []
    status = next(column for column in source.catalogue.fields[DEPENDENCIES].columns if column.id == "status")
    for row in answers.value(DEPENDENCIES) or ():
        if row.get("due"):
            due = date.fromisoformat(row["due"])
            waits.append(
                CalendarItem(
                    what=row.get("what") or _("A delivery"),
                    begins=due,
                    ends=due,
                    who=say_person(row.get("owner") or {}),
                    state=say_choice(status, row["status"]) if row.get("status") else "",
                )
            )
    waits += _days(source)
    return [*phases, *_delay(source, phases), *sorted(waits, key=lambda item: item.ends)]


def _delay(source: ReportSource, phases: list[CalendarItem]) -> Iterator[CalendarItem]:
    """Yield the likely delay, from the end of the last phase to the likely launch, so that no gap is unexplained."""
    planned, launch = max(phase.ends for phase in phases), _likely_launch(source)
    if launch is not None and launch > planned:
        yield CalendarItem(
            what=_("Likely delay"), begins=planned, ends=launch, state=_overrun_said(source), is_delay=True
        )


def _overrun_said(source: ReportSource) -> str:
    """Say how much longer than planned projects take, from which the delay follows; "" where nobody counts with it."""
    slip = source.results.team.plan.schedule_slip
    if slip is None:
        return ""
    ends = {"low": slip.value.low, "likely": slip.value.likely, "high": slip.value.high}
    words = _("likely %(likely)s of the plan, %(low)s to %(high)s in 8 cases out of 10")
    return words % {name: source.write.percent(end) for name, end in ends.items()}


def _likely_launch(source: ReportSource) -> date | None:
    launch = launch_of(source)
    return None if launch is None else day_after(start_of(source), launch.value.likely)


def _days(source: ReportSource) -> Iterator[CalendarItem]:
    """Yield the days that count: what is needed, what is decided, what cannot move, and the likely launch."""
    answers, launch = source.results.answers, _likely_launch(source)
    for field_id, words, who in (
        ("plan.first_version", _("First useful version needed"), ""),
        ("evaluation.decide_on", _("Decision on the test and the pilot"), _decider(source)),
        ("plan.fixed_date", _("Date that cannot move"), ""),
    ):
        if given := answers.value(field_id):
            day = date.fromisoformat(given)
            yield CalendarItem(what=words, begins=day, ends=day, who=who)
    if launch is not None:
        yield CalendarItem(what=_("Launch, likely"), begins=launch, ends=launch)


def _decider(source: ReportSource) -> str:
    return say_person(source.results.answers.value("evaluation.decider") or {}) or _("Nobody yet")


def launch_said(source: ReportSource) -> str:
    """Say when the launch comes, and how far from the day that cannot move."""
    launch, fixed = launch_of(source), source.results.answers.value("plan.fixed_date")
    if launch is None:
        return ""
    start, write = start_of(source), source.write
    low, likely, high = (
        write.date(day_after(start, end)) for end in (launch.value.low, launch.value.likely, launch.value.high)
    )
    words = _("The launch comes on %(likely)s, and between %(low)s and %(high)s in 8 cases out of 10.") % {
        "likely": likely,
        "low": low,
        "high": high,
    }
    if not fixed:
        return words
    late = (day_after(start, launch.value.likely) - date.fromisoformat(fixed)).days
    day = {"days": source.write.count(abs(late), "days"), "day": write.date(fixed)}
    if late > 0:
        return words + " " + _("That is %(days)s after the date that cannot move (%(day)s).") % day
    return words + " " + _("That leaves %(days)s before the date that cannot move (%(day)s).") % day
