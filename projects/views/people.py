"""Who works in a project: links, members, and handing it over. All of it is the owner's."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from projects import auditing
from projects.access import OWNER, Workspace, open_own_link, open_project
from projects.domain.fields import Question
from projects.domain.pay import fields_that_may_name_pay
from projects.domain.rights import Right
from projects.domain.text import gettext_noop
from projects.limits import OverLimit, admit_link
from projects.links import address_of, hand_over
from projects.models import BASE, Member, Scenario, ShareLink, SnapshotKind
from projects.sharing import KEEP_NOW, RIGHTS, MemberForm, ShareForm, say_parts, say_right
from projects.versions import VersionName, take_snapshot

MAY_DO = (
    (gettext_noop("See answers and figures"), Right.VIEW),
    (gettext_noop("Write comments"), Right.COMMENT),
    (gettext_noop("Answer questions, add scenarios, undo"), Right.EDIT),
    (gettext_noop("Record the decision"), Right.OWN),
    (gettext_noop("Invite and remove people, make links"), Right.OWN),
    (gettext_noop("Name, copy and delete the project"), Right.OWN),
)
"""What each right lets somebody do, as the page says it."""


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show members and links; a new link is shown in full this once."""
    workspace = open_project(request, project_id, scenario, OWNER)
    form, secret = _new_form(workspace, request), ""
    if request.method == "POST" and form.is_valid():
        try:
            admit_link(workspace.project)
            fields = form.to_fields()
            if form.cleaned_data["version"] == KEEP_NOW:
                named = VersionName(name=form.cleaned_data["label"] or _("Sent by link"), kind=SnapshotKind.LINK)
                fields["snapshot_id"] = take_snapshot(workspace, named).pk
        except OverLimit as limit:
            form.add_error(None, str(limit))
        else:
            # The page is the only place where the secret ever stands.
            link, secret = ShareLink.issue(project=workspace.project, scenario=_scenario_for(workspace, form), **fields)
            _note(request, auditing.LINK_MADE, link, str(link))
            form = ShareForm(project=workspace.project)
    return _page(request, workspace, form, secret)


def _new_form(workspace: Workspace, request: HttpRequest) -> ShareForm:
    """Return the form; besides the project it offers the version that the page of versions sent here, if any."""
    asked = (request.POST or request.GET).get("version", "")
    kept = workspace.project.snapshots.defer("document", "results")
    versions = kept.filter(pk=int(asked)) if asked.isdecimal() and int(asked) != KEEP_NOW else ()
    return ShareForm(request.POST or None, project=workspace.project, versions=versions, initial={"version": asked})


def _scenario_for(workspace: Workspace, form: ShareForm) -> Scenario:
    """Return what a link shows. Whoever may do more than view gets to all of them, so deleting one closes no link."""
    if form.cleaned_data["right"] == Right.VIEW:
        return workspace.scenario
    return next(scenario for scenario in workspace.scenarios if scenario.slug == BASE)


def _page(request: HttpRequest, workspace: Workspace, form: ShareForm, secret: str) -> HttpResponse:
    project = workspace.project
    links = project.links.select_related("scenario", "snapshot").annotate(count=Count("members"))
    links = links.defer("snapshot__document", "snapshot__results")
    members = project.members.filter(removed_at=None).select_related("link__scenario")
    context = {
        "workspace": workspace,
        "form": form,
        "links": [_line(link) for link in links],
        "members": [_line(member) | {"is_open": member.link is None or member.link.is_open} for member in members],
        "rights": [(right.value, words) for right, words in RIGHTS.items()],
        "address": address_of(request, secret) if secret else "",
        "pay_named": _pay_named(workspace),
        "may_do": [(_(what), least) for what, least in MAY_DO],
        "ladder": list(zip(Right, (_("View"), pgettext("verb", "Comment"), _("Edit"), _("Owner")), strict=True)),
    }
    return render(request, "projects/share.html", context)


def _line(row: ShareLink | Member) -> dict[str, Any]:
    return {"row": row, "may": say_right(row.right), "parts": say_parts(row.parts, row.project)}


def _pay_named(workspace: Workspace) -> list[Question]:
    """Return the questions whose texts a link shows although they may say what somebody earns."""
    catalogue = workspace.catalogue
    field_ids = fields_that_may_name_pay(catalogue.fields, workspace.answers)
    return list({catalogue.questions[field_id].id: catalogue.questions[field_id] for field_id in field_ids}.values())


@require_POST
def revoke(request: HttpRequest, project_id: uuid.UUID, scenario: str, link_id: int) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, OWNER)
    link = open_own_link(workspace, link_id)
    link.revoke()
    _note(request, auditing.LINK_REVOKED, link, str(link))
    messages.success(request, _("The link has been revoked. It no longer opens, and whoever came by it is out."))
    return redirect("projects:share", project_id, scenario)


@require_POST
def replace_link(request: HttpRequest, project_id: uuid.UUID, scenario: str, link_id: int) -> HttpResponse:
    """Give a link another address, which is shown this once."""
    workspace = open_project(request, project_id, scenario, OWNER)
    link = open_own_link(workspace, link_id)
    if not link.is_open:
        raise Http404
    _note(request, auditing.LINK_REPLACED, link, str(link))
    return _page(request, workspace, ShareForm(project=workspace.project), link.replace())


@require_POST
def change_member(request: HttpRequest, project_id: uuid.UUID, scenario: str, member_id: int) -> HttpResponse:
    """Raise or lower what a member may do."""
    workspace = open_project(request, project_id, scenario, OWNER)
    member, form = _open_member(workspace, member_id), MemberForm(request.POST)
    if form.is_valid():
        form.store(member)
        _note(request, auditing.MEMBER_CHANGED, member, member.name)
        words = _("%(name)s may now %(right)s.") % {"name": member.name, "right": say_right(member.right)}
        messages.success(request, words)
    return redirect("projects:share", project_id, scenario)


@require_POST
def remove_member(request: HttpRequest, project_id: uuid.UUID, scenario: str, member_id: int) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, OWNER)
    member = _open_member(workspace, member_id)
    member.remove()
    _note(request, auditing.MEMBER_REMOVED, member, member.name)
    words = _("%(name)s is out. Replace the link too if others may have it.") % {"name": member.name}
    messages.success(request, words)
    return redirect("projects:share", project_id, scenario)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_project(request: HttpRequest, project_id: uuid.UUID, scenario: str, member_id: int) -> HttpResponse:
    """Ask, then make a member the owner."""
    workspace = open_project(request, project_id, scenario, OWNER)
    member = _open_member(workspace, member_id)
    if not member.may_own:
        raise Http404
    if request.method == "POST":
        hand_over(member)
        _note(request, auditing.HANDED_OVER, member, member.name)
        messages.success(request, _("%(name)s owns this project now. You can still edit it.") % {"name": member.name})
        return redirect("reports:overview", project_id, scenario)
    return render(request, "projects/hand_over.html", {"workspace": workspace, "member": member})


def _open_member(workspace: Workspace, member_id: int) -> Member:
    return get_object_or_404(Member.objects.open().filter(project=workspace.project), pk=member_id)


def _note(request: HttpRequest, kind: str, row: ShareLink | Member, what: str) -> None:
    auditing.note(request, kind, auditing.within(row.project.name, what))
