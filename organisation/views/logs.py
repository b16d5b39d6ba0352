"""The log of who did what."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from projects.accounts import open_organisation
from projects.auditing import KINDS
from projects.exports import write_csv
from projects.files import file_reply
from projects.models import AuditEntry

ON_A_PAGE = 100
MOST_IN_A_FILE = 100_000


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """List what was done, the last first."""
    open_organisation(request)
    page = Paginator(_asked(request), ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "kind": request.GET.get("kind", ""),
        "q": request.GET.get("q", ""),
        "query": query.urlencode(),
        "rows": [(entry, _(KINDS.get(entry.kind, entry.kind))) for entry in page],
        "kinds": [(kind, _(words)) for kind, words in KINDS.items()],
    }
    return render(request, "organisation/log.html", context)


def _asked(request: HttpRequest) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.all()
    if request.GET.get("kind") in KINDS:
        entries = entries.filter(kind=request.GET["kind"])
    if words := request.GET.get("q", "").strip()[:150]:
        entries = entries.filter(Q(who__icontains=words) | Q(about__icontains=words) | Q(through__icontains=words))
    return entries


@require_safe
def log_csv(request: HttpRequest) -> HttpResponse:
    """Return what is listed as a CSV file."""
    open_organisation(request)
    head = ["at", "who", "what", "about", "through"]
    rows = [
        [entry.at.isoformat(), entry.who, entry.kind, entry.about, entry.through]
        for entry in _asked(request)[:MOST_IN_A_FILE]
    ]
    return file_reply(write_csv([head, *rows]), "text/csv; charset=utf-8", "log.csv")
