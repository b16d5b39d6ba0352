"""The rate card: paste or upload, look at what was read, keep it."""

import json
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from projects.access import Workspace, open_project
from projects.domain.answers import Answer, AnswerState
from projects.domain.rights import Need
from projects.saving import SaveOutcome, save_answer
from teams.cardwording import card_rows, say_card_problem, say_grade, say_note, say_question
from teams.domain.cardreading import ReadCard
from teams.domain.ratecard import FIELD
from teams.forms import CardForm, KeepRowsForm, table_to_send
from teams.offering import offered_card
from teams.reference import get_roles
from teams.results import team_of


@require_http_methods(["GET", "HEAD", "POST"])
def rate_card(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show what a card holds before anything is kept."""
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CardForm(workspace.catalogue.fields[FIELD], workspace.reading, workspace.project.money_per_usd, *sent)
    card = form.card
    context: dict[str, object] = {"workspace": workspace, "form": form, "card": card, "kept": _kept(workspace)}
    context |= _offered(workspace)
    if card:
        context |= _shown(workspace, card)
    return render(request, "teams/rate_card.html", context)


def _offered(workspace: Workspace) -> dict[str, object]:
    """Return the organisation's newest card in the project's currency, as a form that takes it."""
    card = offered_card(workspace)
    if card is None:
        return {}
    initial = {
        "rows": json.dumps(card.rows, ensure_ascii=False),
        "doubtful": "",
        "version": workspace.answers[FIELD].version,
    }
    table = workspace.catalogue.fields[FIELD]
    return {"offered": card, "take": KeepRowsForm(table, initial=initial)}


def _kept(workspace: Workspace) -> int:
    """Return how many rows the project's rate card has."""
    given = workspace.answers[FIELD]
    return len(given.value) if given.state is AnswerState.KNOWN and isinstance(given.value, list) else 0


def _shown(workspace: Workspace, card: ReadCard) -> dict[str, object]:
    doubtful = sorted({doubt.index for doubt in card.doubts})
    initial = {
        "rows": json.dumps(card.rows, ensure_ascii=False),
        "doubtful": " ".join(map(str, doubtful)),
        "version": workspace.answers[FIELD].version,
    }
    return {
        "problems": [say_card_problem(problem) for problem in card.problems],
        "notes": [say_note(note) for note in card.notes],
        "questions": [say_question(question) for question in card.questions],
        "grades": [say_grade(grade) for grade in card.grades],
        "table": table_to_send(card),
        "rows": card_rows(card, team_of(workspace).plan, get_roles(), workspace.formatter),
        "sure": len(card.rows) - len(doubtful),
        "doubtful": len(doubtful),
        "keep": KeepRowsForm(workspace.catalogue.fields[FIELD], initial=initial) if card.rows else None,
    }


@require_POST
def keep_card(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Keep the rows as the project's rate card: an answer like any other, with history and undo."""
    workspace = open_project(request, project_id, scenario)
    form = KeepRowsForm(workspace.catalogue.fields[FIELD], request.POST)
    here = reverse("teams:rate_card", args=[project_id, scenario])
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(here)
    rows, version = form.cleaned_data["rows"], form.cleaned_data["version"]
    given = workspace.answers[FIELD]
    content = Answer(field_id=FIELD, state=AnswerState.KNOWN, value=rows, note=given.note, version=version)
    token = f"card-{workspace.project.sequence}-{version}"
    saved = save_answer(workspace.scenario, content, token=token, **workspace.author)
    if saved.result is SaveOutcome.CONFLICT:
        messages.warning(
            request, _("Someone changed the rate card in the meantime. Nothing was imported; please try again.")
        )
        return redirect(here)
    said = ngettext("%(count)d row imported.", "%(count)d rows imported.", len(rows)) % {"count": len(rows)}
    applies = _("They apply to everyone whose pay is blank.")
    messages.success(request, f"{said} {applies}")
    return redirect(reverse("teams:team", args=[project_id, scenario]) + "#q-team-rate_card")
