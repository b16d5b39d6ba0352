"""Actions as files: a CSV, and a calendar that any calendar program reads."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from decisions.actions import SaidAction
from projects.domain.values import plain_text
from projects.exports import write_csv
from projects.models import Project

PRODUCT = "-//Plumbline//Actions//EN"


def actions_table(actions: Iterable[SaidAction]) -> bytes:
    """Return actions as a CSV file; dates as ISO days, which every spreadsheet reads as dates."""
    head = (_("What"), _("Why"), _("Effect on the verdict"), _("Person"), _("Role"), _("By"), _("State"), _("Key"))
    rows = (
        (
            action.what,
            " ".join((action.why, *action.also)),
            action.effect,
            action.person.name,
            _with_help(action),
            action.due.isoformat() if action.due else "",
            action.state_label,
            action.key,
        )
        for action in actions
    )
    return write_csv((head, *rows))


def actions_calendar(project: Project, actions: Iterable[SaidAction], address: str) -> bytes:
    """Return the actions that are still to be done as all-day events on their days.

    Events and not tasks, because few calendars show tasks. An event keeps its id, so that a file that is imported again
    moves what is there and adds nothing twice.

    Args:
        project: Where they belong.
        actions: Those without a date are left out.
        address: The page that an event leads to.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    # As text, since of an entry that no standard names the package escapes nothing by itself.
    calendar.add("x-wr-calname", vText(plain_text(project.name)))
    for action in actions:
        if action.due is not None and not action.is_over:
            calendar.add_component(_event(project, action, address))
    return bytes(calendar.to_ical())


def _event(project: Project, action: SaidAction, address: str) -> Event:
    event, day = Event(), action.due
    assert day is not None
    whom = action.person.name or action.person.role
    event.add("uid", f"{action.key}@{project.pk}.plumbline")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # nobody is busy all day
    event.add("summary", plain_text(f"{whom}: {action.what}" if whom else action.what))
    event.add("description", plain_text("\n".join(filter(None, (action.why, *action.also, action.effect)))))
    event.add("url", address)
    return event


def _with_help(action: SaidAction) -> str:
    return ", ".join(part for part in (action.person.role, action.helped_by) if part)
