"""The list of actions: the page, its states, CSV and calendar file."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from decisions.actions import SaidAction, actions_of, people_of, state_label
from decisions.agenda import actions_calendar, actions_table
from decisions.forms import MarkForm
from decisions.marking import MarkedAction, StaleMark, mark_action
from decisions.models import ActionState
from projects.access import Workspace, open_project
from projects.domain.values import one_line, plain_text
from projects.files import file_name, file_reply
from projects.limits import OverLimit

MOST_NAME = 80
MOST_OPEN = 12
"""So many actions stand open on the page; after a stop only those that could turn it."""
NOBODY = "-"
"""What the filter calls actions that nobody is named for."""


@require_safe
def actions(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show everything that is to be done; of one person where the filter says so."""
    workspace = open_project(request, project_id, scenario)
    return render(request, "decisions/actions.html", _page(workspace, request.GET.get("person", "")))


@require_POST
def mark(request: HttpRequest, project_id: uuid.UUID, scenario: str, key: str) -> HttpResponse:
    """Store how far an action is, who takes it, by when."""
    workspace = open_project(request, project_id, scenario)
    if all(action.key != key for action in actions_of(workspace)):
        raise Http404
    person, form = request.POST.get("show", ""), MarkForm(request.POST)
    if form.is_valid():
        try:
            mark_action(workspace, key, _said(form))
        except StaleMark as stale:
            form.refuse_stale(stale.mark.version)
        except OverLimit as limit:
            form.add_error(None, str(limit))
        else:
            messages.success(request, _("Saved."))
            query = f"?{urlencode({'person': person})}" if person else ""
            return redirect(reverse("decisions:actions", args=[project_id, scenario]) + query)
    return render(request, "decisions/actions.html", _page(workspace, person) | {"sent": form, "sent_key": key})


def _said(form: MarkForm) -> MarkedAction:
    sent = form.cleaned_data
    return MarkedAction(
        state=ActionState(sent["state"]), person=sent["person"], due=sent["due"], version=sent["version"]
    )


def _page(workspace: Workspace, person: str) -> dict[str, Any]:
    actions = actions_of(workspace)
    shown, is_known = _of(actions, person), not person or _has(actions, person)
    due = [action for action in shown if not action.is_over]
    first, is_stopped = [action for action in due if action.turns][:MOST_OPEN], any(not action.turns for action in due)
    return {
        "workspace": workspace,
        "actions": due,
        "first": first,
        "later": [action for action in due if action not in first],
        "count": len(first if is_stopped else due),
        "is_stopped": is_stopped,
        "over": [action for action in shown if action.is_over],
        "people": people_of(actions),
        "person": person if person and is_known else "",
        "unknown_person": "" if is_known else one_line(plain_text(person))[:MOST_NAME],
        "nobody": NOBODY,
        "total": len(actions),
        "states": [(state.value, state_label(state)) for state in ActionState],
        "dated": any(action.due for action in due),
    }


def _of(actions: Sequence[SaidAction], person: str) -> list[SaidAction]:
    """Return the actions of one person; all of them where nobody of that name has one."""
    return (
        [action for action in actions if action.person.key == _key(person)] if _has(actions, person) else list(actions)
    )


def _has(actions: Sequence[SaidAction], person: str) -> bool:
    return bool(person) and any(action.person.key == _key(person) for action in actions)


def _key(person: str) -> str:
    return "" if person == NOBODY else person.casefold()


@require_safe
def actions_csv(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    shown = _of(actions_of(workspace), request.GET.get("person", ""))
    name = file_name(workspace, "csv", what="actions")
    return file_reply(actions_table(shown), "text/csv; charset=utf-8", name)


@require_safe
def actions_ics(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    shown = _of(actions_of(workspace), request.GET.get("person", ""))
    address = request.build_absolute_uri(reverse("decisions:actions", args=[project_id, scenario]))
    content = actions_calendar(workspace.project, shown, address)
    return file_reply(content, "text/calendar; charset=utf-8", file_name(workspace, "ics", what="actions"))
