import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from projects.access import open_project
from projects.domain.rights import Need, Right
from projects.lanes import quick
from projects.pages import hidden_prefixes
from projects.updates import Meanwhile, state_of

EVERYBODY = Need(Right.VIEW, looks_itself=True)


@quick
@require_safe
def updates(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Say what changed since a page was made; where nothing did, that it is as it was."""
    state = state_of(request, project_id, scenario)
    if state is None:
        raise Http404
    etag = quote_etag(state)
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    workspace = open_project(request, project_id, scenario, EVERYBODY)
    meanwhile = Meanwhile(workspace, _number(request.GET.get("since", "")))
    section = request.GET.get("section", "")
    context = {"workspace": workspace, "meanwhile": meanwhile}
    if section in workspace.catalogue.sections and workspace.grant.opens(section):
        context["hidden"] = hidden_prefixes(workspace, section)
    reply = render(request, "projects/_updates.html", context)
    reply["ETag"] = etag
    return reply


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
