"""What a share link opens, and who becomes a member by one."""

from dataclasses import replace
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.access import Workspace, remember_browser, visiting_browser
from projects.domain.rights import Grant, Right
from projects.frozen import thaw
from projects.guessing import MOST_PASSWORDS, guess, target_of
from projects.limits import OverLimit
from projects.models import Browser, Member, Project, ShareLink, digest

UNLOCKED = "plumbline_unlocked"
UNLOCKED_FOR = timedelta(hours=12)
MOST_MEMBERS = 300


def find_link(token: str) -> ShareLink:
    """Return the link of a secret, or answer 404: unknown, revoked and expired links look alike."""
    links = ShareLink.objects.open().select_related("scenario__project", "snapshot__project")
    link = links.filter(secret_hash=digest(token)).first()
    if link is None:
        raise Http404
    return link


def read_link(link: ShareLink) -> Workspace:
    """Return what a link shows: the project as it is, or the version that it is pinned to."""
    if link.snapshot is not None:
        return replace(thaw(link.snapshot, link.scenario.slug, hide_pay=link.hide_pay), grant=_shown_by(link))
    return Workspace(link.scenario.project, link.scenario, hide_pay=link.hide_pay, grant=_shown_by(link))


def _shown_by(link: ShareLink) -> Grant:
    """Whatever a link lets people do, its own pages only show."""
    return replace(link.grant, right=Right.VIEW)


# ---------------------------------------------------------------- password


def lock(password: str) -> str:
    """Return what is stored of a password; "" for none."""
    return make_password(password) if password else ""


def is_locked(request: HttpRequest, link: ShareLink) -> bool:
    """Tell whether a link asks for a password that this browser has not given within the last hours."""
    if not link.password:
        return False
    try:
        given = TimestampSigner(salt=UNLOCKED).unsign(request.COOKIES.get(UNLOCKED, ""), max_age=UNLOCKED_FOR)
    except BadSignature:
        return True
    return given != _proof(link)


def unlock(request: HttpRequest, response: HttpResponse, link: ShareLink, password: str) -> bool:
    """Open a link for this browser if the password is right.

    Raises:
        OverLimit: Where too many wrong ones were tried for this link.
    """
    if not guess(target_of(link), MOST_PASSWORDS, lambda: check_password(password, link.password)):
        return False
    response.set_cookie(
        UNLOCKED,
        TimestampSigner(salt=UNLOCKED).sign(_proof(link)),
        max_age=UNLOCKED_FOR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
        path=request.path.removesuffix("unlock/"),
    )
    return True


def _proof(link: ShareLink) -> str:
    """Of this password: another one asks again. Without the secret of the link, which must not stand in a cookie."""
    return digest(f"{link.pk} {link.password}")


# ---------------------------------------------------------------- members


def membership(request: HttpRequest, link: ShareLink) -> Member | None:
    """Return the visitor's membership in the link's project, also one that is over."""
    browser = visiting_browser(request)
    return Member.objects.filter(project=link.project_id, browser=browser).first() if browser else None


def is_owner(request: HttpRequest, link: ShareLink) -> bool:
    """Tell whether the visitor owns the project that a link opens."""
    browser = visiting_browser(request)
    return bool(browser) and Project.objects.filter(pk=link.project_id, owner=browser).exists()


def refuses(link: ShareLink, member: Member | None) -> bool:
    """Tell whether the link does not let somebody in: whom the owner removed does not come back by the same link."""
    return member is not None and member.removed_at is not None and member.link_id == link.pk


def is_enough(link: ShareLink, member: Member | None) -> bool:
    """Tell whether the visitor is a member already, and the link grants nothing more.

    The link by which somebody came grants nothing anew, or it would give back what the owner took away.
    """
    if member is None or not Member.objects.open().filter(pk=member.pk).exists():
        return False
    return member.link_id == link.pk or member.right >= link.right


def join(request: HttpRequest, response: HttpResponse, link: ShareLink, name: str) -> Member:
    """Make this browser a member by a link, under a name.

    Raises:
        OverLimit: Where the project has as many members as it may, or the server too many new visitors.
    """
    with transaction.atomic():
        browser = remember_browser(request, response)
        Project.objects.select_for_update().get(pk=link.project_id)
        if Member.objects.open().filter(project=link.project_id).count() >= MOST_MEMBERS:
            words = _("This project has %(limit)s members, which is the most. Ask its owner to remove somebody.")
            raise OverLimit(words % {"limit": MOST_MEMBERS})
        granted = {"right": link.right, "parts": link.parts, "hide_pay": link.hide_pay, "link": link}
        member, _made = Member.objects.update_or_create(
            project=link.project,
            browser=browser,
            defaults={"name": name, "removed_at": None, "seen_at": timezone.now(), **granted},
        )
        if not browser.name:
            Browser.objects.filter(pk=browser.pk).update(name=name)
    return member


def is_taken(project: Project, name: str, browser: Browser | None) -> bool:
    """Tell whether somebody else in a project goes by a name: the history could not tell them apart."""
    members = Member.objects.open().filter(project=project).exclude(browser=browser)
    names = [project.owner_name, project.owner.name if project.owner else "", *members.values_list("name", flat=True)]
    return name.casefold() in {name.casefold() for name in names}


def hand_over(member: Member) -> None:
    """Make a member the owner; who owned the project until now stays as somebody who edits.

    Raises:
        ValueError: Where the member does not edit the whole project.
    """
    if not member.may_own:
        raise ValueError("member must edit the whole project, pay included")
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=member.project_id)
        former, project.owner = project.owner, member.browser
        project.save(update_fields=["owner"])
        member.delete()
        if former:
            kept = {"name": former.name or _("Former owner"), "right": Right.EDIT, "hide_pay": False}
            Member.objects.update_or_create(
                project=project, browser=former, defaults={**kept, "link": None, "removed_at": None, "parts": []}
            )


def address_of(request: HttpRequest, secret: str) -> str:
    """Return the whole address of a link, as it is sent to somebody."""
    return request.build_absolute_uri(reverse("reports:shared", args=[secret]))
