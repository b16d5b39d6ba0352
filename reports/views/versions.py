"""Versions: keep one, open one, compare two, restore answers from one."""

import math
import uuid

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions.comparing import ComparedState, StateComparison, side_now, side_of
from decisions.moved import moved_answers
from projects import auditing
from projects.access import OWNER, Workspace, open_project
from projects.document import load_project, written
from projects.frozen import FrozenWorkspace, thaw
from projects.lanes import heavy
from projects.limits import OverLimit
from projects.models import BASE, SnapshotKind, today
from projects.restoring import restore_answers
from projects.versions import KeptForSomething, VersionName, delete_version, open_version, take_snapshot
from reports.forms import KeepVersionForm
from reports.shell import Shell
from reports.version_words import SaidVersion, ToldComparison, say_kind
from reports.views.report import report_context

NOW = "now"


@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """List the versions; keep one by hand."""
    workspace = open_project(request, project_id, scenario)
    form = KeepVersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = take_snapshot(workspace, form.to_named())
        except OverLimit as limit:
            form.add_error(None, str(limit))
        else:
            messages.success(request, _("“%(name)s” is kept as it is now.") % {"name": kept.name})
            return redirect("reports:versions", project_id, scenario)
    context = {"workspace": workspace, "form": form, "versions": _lines(workspace)}
    return render(request, "reports/versions.html", context)


def _lines(workspace: Workspace) -> list[dict[str, object]]:
    """Return every version, the newest first, with the figures that were shown then."""
    rows = workspace.project.snapshots.select_related("decision").defer("document")
    return [
        {"row": row, "why": say_kind(row.kind), "said": SaidVersion.of(row, workspace)}
        for row in rows.annotate(currency=F("document__project__currency"))
    ]


@heavy
@require_safe
def version(request: HttpRequest, project_id: uuid.UUID, scenario: str, version_id: int) -> HttpResponse:
    """Show a version as its report, read only."""
    workspace = open_project(request, project_id, scenario)
    snapshot = open_version(workspace, version_id)
    then = thaw(snapshot, scenario, who=workspace.who, hide_pay=workspace.hide_pay)
    context = report_context(request, then) | {
        "live": workspace,
        "version": snapshot,
        "read_only": True,
        "keys": Shell(then).keys,
    }
    return render(request, "reports/version.html", context)


@heavy
@require_safe
def compare(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Compare a version with another one, or with now."""
    workspace = open_project(request, project_id, scenario)
    if not workspace.project.snapshots.exists():
        return redirect("reports:versions", project_id, scenario)
    comparison = StateComparison(*_sides(workspace, request.GET))
    context = {
        "workspace": workspace,
        "comparison": comparison,
        "told": ToldComparison(comparison),
        "is_now": comparison.after.version is None,
        "versions": workspace.project.snapshots.defer("document"),
    }
    return render(request, "reports/compare_versions.html", context)


def _sides(workspace: Workspace, sent: QueryDict) -> list[ComparedState]:
    """Return the two states that were asked for, the older one first; by default the last version and now."""
    latest = workspace.project.snapshots.values_list("pk", flat=True)[:1].get()
    names = [sent.get("before", str(latest)), sent.get("after", NOW)]
    sides = [_side(workspace, name) for name in names]
    return sorted(sides, key=lambda side: side.version.pk if side.version else math.inf)


def _side(workspace: Workspace, name: str) -> ComparedState:
    if name == NOW:
        return side_now(workspace)
    if not (name.isascii() and name.isdigit() and len(name) < 19):
        raise Http404
    return side_of(open_version(workspace, int(name)), workspace)


@require_POST
def restore(request: HttpRequest, project_id: uuid.UUID, scenario: str, version_id: int) -> HttpResponse:
    """Restore one answer, a section or all of them: changes like any other."""
    workspace = open_project(request, project_id, scenario)
    snapshot = open_version(workspace, version_id)
    then = thaw(snapshot, scenario, who=workspace.who, hide_pay=workspace.hide_pay)
    field_ids = _asked(workspace, then, request.POST)
    back = reverse("reports:compare_versions", args=[project_id, scenario]) + f"?before={version_id}"
    try:
        if len(field_ids) > 1:
            name = _("Before restoring “%(name)s”") % {"name": snapshot.name}
            take_snapshot(workspace, VersionName(name=name[:80], kind=SnapshotKind.RESTORE))
        done = restore_answers(workspace, then, field_ids)
    except OverLimit as limit:
        messages.error(request, str(limit))
        return redirect(back)
    words = ngettext("%(n)s answer is restored.", "%(n)s answers are restored.", done.answers) % {"n": done.answers}
    messages.success(request, words + " " + _("You can undo each of them in the history."))
    if done.conflicts:
        messages.error(request, _("Some answers were changed in the meantime, so they were left as they are."))
    return redirect(back)


def _asked(workspace: Workspace, then: FrozenWorkspace, sent: QueryDict) -> list[str]:
    """Return the fields to restore: one, those of a section, or all that differ."""
    moved = moved_answers(then, workspace)
    if "all" in sent:
        return [answer.field_id for answer in moved]
    wanted = {sent.get("field", ""), sent.get("section", "")}
    return [answer.field_id for answer in moved if wanted & {answer.field_id, answer.section}]


@require_POST
def copy(request: HttpRequest, project_id: uuid.UUID, scenario: str, version_id: int) -> HttpResponse:
    """Begin a project with the answers of a version, its scenarios too."""
    workspace = open_project(request, project_id, scenario, OWNER)
    snapshot = open_version(workspace, version_id)
    try:
        twin = load_project(written(snapshot.document), owner=workspace.project.owner, leave_out=True)
    except OverLimit as limit:
        messages.error(request, str(limit))
        return redirect("reports:version", project_id, scenario, version_id)
    twin.name = f"{twin.name} ({snapshot.name})"[:120]
    twin.save(update_fields=["name"])
    return redirect("reports:overview", twin.pk, BASE)


@require_POST
def delete(request: HttpRequest, project_id: uuid.UUID, scenario: str, version_id: int) -> HttpResponse:
    """Delete a version that nothing stands on."""
    workspace = open_project(request, project_id, scenario, OWNER)
    snapshot = open_version(workspace, version_id)
    try:
        delete_version(snapshot)
    except KeptForSomething:
        messages.error(
            request, _("A decision or a link shows this version. Delete that first; the version then goes with it.")
        )
    else:
        about = auditing.within(workspace.project.name, snapshot.name)
        auditing.note(request, auditing.VERSION_DELETED, about)
        messages.success(request, _("“%(name)s” has been deleted.") % {"name": snapshot.name})
    return redirect("reports:versions", project_id, scenario)


@require_POST
def keep_report(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Keep what a reader of the report sees, and open its PDF."""
    workspace = open_project(request, project_id, scenario)
    name = _("Report of %(day)s") % {"day": workspace.formatter.date(today())}
    try:
        take_snapshot(workspace, VersionName(name=name, kind=SnapshotKind.REPORT))
    except OverLimit as limit:
        messages.error(request, str(limit))
        return redirect("reports:report", project_id, scenario)
    return redirect("reports:report_pdf", project_id, scenario)
