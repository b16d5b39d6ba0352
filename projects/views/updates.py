import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from projects.access import open_project
from projects.catalogue import get_catalogue
from projects.domain.packs import is_own
from projects.domain.rights import Need, Right
from projects.lanes import quick
from projects.pages import hidden_prefixes
from projects.presence import note_presence, people_here
from projects.readers import SomebodyElse, is_of_another
from projects.updates import Meanwhile, state_of

EVERYBODY = Need(Right.VIEW, looks_itself=True)


@quick
@require_safe
def updates(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Say what changed since a page was made, and who is here; where nothing did, that all is as it was."""
    state = state_of(request, project_id, scenario)
    if state is None:
        raise Http404
    if is_of_another(request, state.person):
        raise SomebodyElse(open_project(request, project_id, scenario, EVERYBODY))
    place = request.GET.get("place", "")
    if state.is_named and "at" in request.GET:
        note_presence(project_id, state.person, state.seen_at, place, _field_id(request.GET["at"]))
    if unchanged := get_conditional_response(request, etag=state.etag):
        return unchanged
    workspace = open_project(request, project_id, scenario, EVERYBODY)
    context = {
        "workspace": workspace,
        "state": state,
        "meanwhile": Meanwhile(workspace, _number(request.GET.get("since", ""))),
        "present": people_here(workspace, state.person),
    }
    if place in workspace.catalogue.sections and workspace.grant.opens(place):
        context["hidden"] = hidden_prefixes(workspace, place)
    reply = render(request, "projects/_updates.html", context)
    reply["ETag"] = state.etag
    return reply


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _field_id(prefix: str) -> str:
    """Return the field that a page's script names by the beginning of its inputs' names.

    One of an organisation's own is believed: whoever is told of it knows whether the project asks it.
    """
    field_id = prefix.replace("-", ".")
    return field_id if field_id in get_catalogue().fields or is_own(field_id) else ""
