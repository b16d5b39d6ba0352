"""A person's data: taken along as a file, and erased on request."""

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from decisions.models import ActionMark, Afterwards, Decision
from estimates.models import PriceUpload
from projects.auditing import ABOUT_MEMBERS, ABOUT_PASSKEYS, BETWEEN, CAME_BACK
from projects.document import dump_project, written
from projects.domain.mentions import pieces
from projects.models import (
    Answer,
    AuditEntry,
    Browser,
    Change,
    CheckChange,
    Comment,
    Experience,
    Member,
    Mention,
    Presence,
    Project,
    QuestionPack,
    RateCard,
    ReadMark,
    ReturnKey,
    ScenarioChange,
    Snapshot,
    Template,
    Thread,
    Thresholds,
    digest,
    new_secret,
)
from projects.passkeys import passkeys_of
from projects.returning import HELD
from projects.saving import BY_PROGRAM

FORMER = "a former colleague"
"""Stands in the place of a name in histories, which are data, in one language for all readers."""
NAMED: tuple[tuple[type[Model], str, str], ...] = (
    (Change, "project__in", "who"),
    (ScenarioChange, "project__in", "who"),
    (CheckChange, "project__in", "who"),
    (Answer, "scenario__project__in", "changed_by"),
    (Answer, "scenario__project__in", "checked_by"),
    (Snapshot, "project__in", "created_by"),
    (ActionMark, "project__in", "changed_by"),
    (Decision, "project__in", "decided_by"),
    (Afterwards, "project__in", "told_by"),
    (Comment, "thread__project__in", "who"),
    (Thread, "project__in", "resolved_by"),
)
"""Where a name says who did something: the row, how it belongs to projects, the column."""
SIGNED: tuple[tuple[type[Model], str], ...] = (
    (PriceUpload, "uploaded_by"),
    (Thresholds, "made_by"),
    (QuestionPack, "made_by"),
    (Experience, "made_by"),
    (RateCard, "made_by"),
    (Template, "made_by"),
)
"""Where the user name of an administrator stands."""
_NAMED_KEYS = frozenset({"who", "changed_by", "checked_by", "created_by", "decided_by", "resolved_by", "owner_name"})
"""The same in project files, as versions keep them."""


class LastAdministrator(Exception):
    """Somebody must stay who can let others in."""


def set_role(user: User, *, is_administrator: bool) -> None:
    """Make an account an administrator, or an ordinary one.

    Raises:
        LastAdministrator: Where it is the only one left.
    """
    with transaction.atomic():
        others = User.objects.select_for_update().filter(is_staff=True, is_active=True).exclude(pk=user.pk)
        if not is_administrator and not list(others):
            raise LastAdministrator
        user.is_staff = is_administrator
        user.save(update_fields=["is_staff"])


# ---------------------------------------------------------------- what belongs to somebody


def browsers_of(user: User) -> QuerySet[Browser]:
    """Return the row of an account, and the browsers that act as it."""
    return Browser.objects.filter(Q(user=user) | Q(acts_as__user=user))


def projects_of(user: User) -> QuerySet[Project]:
    """Return the projects that an account owns, those in the bin included."""
    return Project.objects.filter(owner__in=browsers_of(user)).order_by("created_at", "pk")


def names_of(user: User) -> set[str]:
    """Return every name under which somebody wrote."""
    mine = browsers_of(user)
    names = {user.username, user.get_full_name(), *mine.values_list("name", flat=True)}
    names |= set(Member.objects.filter(browser__in=mine).values_list("name", flat=True))
    return names - {""}


def export_of(user: User) -> bytes:
    """Return a person's data as a ZIP archive: the account, and each of its projects with its history."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("account.json", json.dumps(_account(user), ensure_ascii=False, indent=1))
        for number, project in enumerate(projects_of(user), start=1):
            content = written(dump_project(project, with_history=True, with_parts=True))
            archive.writestr(f"projects/{number}-{project.pk}.json", content)
    return out.getvalue()


def _account(user: User) -> dict[str, Any]:
    mine = browsers_of(user)
    members = Member.objects.filter(browser__in=mine).select_related("project")
    return {
        "user_name": user.username,
        "name": user.get_full_name(),
        "e_mail": user.email,
        "joined": user.date_joined.isoformat(),
        "last_signed_in": user.last_login.isoformat() if user.last_login else None,
        "is_administrator": user.is_staff,
        "browsers": [{"since": browser.created_at.isoformat(), "name": browser.name} for browser in mine],
        "passkeys": [
            {
                "name": str(passkey),
                "added": passkey.created_at.isoformat(),
                "last_used": passkey.last_used_at.isoformat() if passkey.last_used_at else None,
            }
            for passkey in passkeys_of(user)
        ],
        "member_of": [
            {"project": member.project.name, "as": member.name, "since": member.joined_at.isoformat()}
            for member in members
        ],
        **_held(mine),
        **_wrote(mine),
        "log": [
            {"at": entry.at.isoformat(), "kind": entry.kind, "about": entry.about}
            for entry in AuditEntry.objects.filter(who__in=_log_names(user, mine))
        ],
    }


def _wrote(mine: Iterable[Browser]) -> dict[str, list[dict[str, Any]]]:
    """Return what a person wrote, in projects of others too: of those they own the files say the rest."""
    comments = Comment.objects.filter(author__in=mine).select_related("thread__project").order_by("at", "pk")
    changes = Change.objects.filter(person__in=mine).exclude(project__owner__in=mine).select_related("project")
    return {
        "comments": [
            {"project": comment.thread.project.name, "at": comment.at.isoformat(), "text": comment.text}
            for comment in comments
        ],
        "answers_in_projects_of_others": [
            {
                "project": change.project.name,
                "at": change.at.isoformat(),
                "field": change.field_id,
                "answer": change.after,
            }
            for change in changes.order_by("at", "pk")
        ],
    }


def _held(mine: Iterable[Browser]) -> dict[str, list[dict[str, Any]]]:
    """Return what other rooms keep for a person, such as tokens: that they are there, and nothing that opens a door."""
    found: dict[str, list[dict[str, Any]]] = {}
    for browser in mine:
        for held in HELD:
            for key, rows in held.told(browser).items():
                found.setdefault(key, []).extend(rows)
    return found


# ---------------------------------------------------------------- erased


@transaction.atomic
def erase_person(user: User, heir: User | None) -> None:
    """Take a person out of everything: the account goes, and histories name a former colleague.

    What others wrote about them in answers and notes is the project's, and stays.

    Args:
        user: Who goes.
        heir: Who gets their projects; None puts them into the bin.
    """
    mine = list(browsers_of(user))
    touched = Project.objects.filter(Q(owner__in=mine) | Q(members__browser__in=mine)).distinct()
    names, projects = names_of(user), list(touched.values_list("pk", flat=True))
    in_their_projects = set(map(str, projects))

    def rename(told: Any) -> Any:
        return _renamed(told, names) if told.get("project") in in_their_projects else told

    _rename(projects, names)
    _rename_mentions(mine)
    _rename_in_log(user, mine, names)
    for model, column in SIGNED:
        model._default_manager.filter(**{column: user.username}).update(**{column: FORMER})
    for held in HELD:
        for browser in mine:
            held.erase(browser, rename)
    _pass_on(list(projects_of(user).filter(deleted_at=None)), heir)
    for kept in (Member, ReturnKey, Presence, ReadMark):
        kept._default_manager.filter(browser__in=mine).delete()
    Browser.objects.filter(acts_as__user=user).delete()
    # The row stays for the projects in the bin, with a key of nobody; it must not go with the account.
    Browser.objects.filter(user=user).update(user=None, name="", key_hash=digest(new_secret()))
    user.delete()


@transaction.atomic
def erase_oneself(user: User) -> None:
    """Take a person out of everything who wants to go; what they did not hand over before goes into the bin.

    Raises:
        LastAdministrator: Where nobody else could let others in.
    """
    if user.is_staff:
        set_role(user, is_administrator=False)
    erase_person(user, None)


def _pass_on(projects: Iterable[Project], heir: User | None) -> None:
    owner = _row_of(heir) if heir else None
    for project in projects:
        if owner is None:
            project.put_in_bin()
        else:
            project.members.filter(browser=owner).delete()
            project.owner = owner
            project.save(update_fields=["owner"])


def _row_of(user: User) -> Browser:
    row, _made = Browser.objects.get_or_create(user=user, defaults={"key_hash": digest(new_secret())})
    return row


def _rename(projects: list[Any], names: set[str]) -> None:
    """Put a former colleague in the place of names wherever they say who did something."""
    for model, belongs, column in NAMED:
        rows = model._default_manager.filter(**{belongs: projects})
        rows.filter(**{f"{column}__in": names}).update(**{column: FORMER})
        for name in names:
            rows.filter(**{f"{column}__startswith": f"{name}{BY_PROGRAM}"}).update(**{column: FORMER})
    Project.objects.filter(pk__in=projects, owner_name__in=names).update(owner_name=FORMER)
    # A template is a copy of whatever project, and says not of which.
    snapshots = Snapshot.objects.filter(project__in=projects).only("document")
    documents: list[Snapshot | Template] = [*snapshots, *Template.objects.only("document")]
    for kept in documents:
        document = _renamed(kept.document, names)
        if document != kept.document:
            type(kept)._default_manager.filter(pk=kept.pk).update(document=document)


def _log_names(user: User, mine: Iterable[Browser]) -> set[str]:
    """Return what the log calls somebody, without what is the account of somebody else."""
    names = names_of(user) | {f"browser {browser.pk}" for browser in mine}
    return names - set(User.objects.filter(username__in=names).exclude(pk=user.pk).values_list("username", flat=True))


def _rename_in_log(user: User, mine: Iterable[Browser], names: set[str]) -> None:
    called = _log_names(user, mine)
    AuditEntry.objects.filter(who__in=called, kind__in=ABOUT_PASSKEYS).update(about="")
    AuditEntry.objects.filter(who__in=called).update(who=FORMER)
    AuditEntry.objects.filter(Q(about=user.username) | Q(kind=CAME_BACK, about__in=called)).update(about=FORMER)
    for entry in AuditEntry.objects.filter(kind__in=ABOUT_MEMBERS):
        project, between, name = entry.about.rpartition(BETWEEN)
        if between and name in names:
            AuditEntry.objects.filter(pk=entry.pk).update(about=f"{project}{BETWEEN}{FORMER}")


def _rename_mentions(mine: Iterable[Browser]) -> None:
    """Let comments mention a former colleague."""
    for mention in Mention.objects.filter(browser__in=mine).select_related("comment"):
        comment = mention.comment
        said = (f"@{FORMER}" if piece.is_mention else piece.text for piece in pieces(comment.text, [mention.name]))
        Comment.objects.filter(pk=comment.pk).update(text="".join(said))
        Mention.objects.filter(pk=mention.pk).update(name=FORMER, browser=None)


def _renamed(node: Any, names: set[str]) -> Any:
    if isinstance(node, dict):
        return {
            key: FORMER if key in _NAMED_KEYS and _is_named(part, names) else _renamed(part, names)
            for key, part in node.items()
        }
    return [_renamed(part, names) for part in node] if isinstance(node, list) else node


def _is_named(signed: Any, names: set[str]) -> bool:
    """Tell whether a person signed, or a program for them."""
    return isinstance(signed, str) and (signed in names or signed.partition(BY_PROGRAM)[0] in names)
