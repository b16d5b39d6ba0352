"""The log of who did what: rows are added, and none is ever changed or deleted here.

What is noted are acts that let somebody in, keep somebody out, take data away (`downloads.py`), or hold for all
projects. Pages that are only read leave no trace.
"""

from contextlib import suppress

from django.http import HttpRequest
from django.utils.translation import gettext_noop

from projects.access import visiting_browser
from projects.limits import CANNOT_STORE
from projects.models import AuditEntry, Browser

SIGNED_IN, PASSWORD_CHANGED, MAIL_CHANGED = "signed_in", "password_changed", "mail_changed"
SIGNED_IN_BY_PASSKEY = "signed_in_by_passkey"
SIGN_IN_ADDED, SIGN_IN_REMOVED = "sign_in_added", "sign_in_removed"
PASSKEY_ADDED, PASSKEY_RENAMED, PASSKEY_REMOVED = "passkey_added", "passkey_renamed", "passkey_removed"
CAME_BACK, SHUT_OUT = "came_back", "shut_out"
LINK_MADE, LINK_REPLACED, LINK_REVOKED = "link_made", "link_replaced", "link_revoked"
JOINED, MEMBER_CHANGED, MEMBER_REMOVED, HANDED_OVER = "joined", "member_changed", "member_removed", "handed_over"
EXPORTED, DOWNLOADED = "exported", "downloaded"
DELETED, RESTORED, DELETED_FOR_GOOD = "deleted", "restored", "deleted_for_good"
VERSION_DELETED, DECISION_DELETED = "version_deleted", "decision_deleted"
TOKEN_MADE, TOKEN_REVOKED = "token_made", "token_revoked"
HOOK_ADDED, HOOK_REMOVED = "hook_added", "hook_removed"
PRICES_TAKEN, PRICES_TAKEN_BACK, BRAND_CHANGED = "prices_taken", "prices_taken_back", "brand_changed"
ROLES = {True: "made_administrator", False: "made_member"}
ROLE_CHANGED, PERSON_EXPORTED, PERSON_ERASED = "role_changed", "person_exported", "person_erased"
RATES_CHANGED, RULES_CHANGED = "rates_changed", "rules_changed"
EXPERIENCE_CHANGED = "experience_changed"
QUESTIONS_CHANGED = "questions_changed"
TEMPLATE_PUBLISHED, TEMPLATE_WITHDRAWN = "template_published", "template_withdrawn"
KINDS = {
    SIGNED_IN: gettext_noop("signed in"),
    SIGNED_IN_BY_PASSKEY: gettext_noop("signed in with a passkey"),
    PASSKEY_ADDED: gettext_noop("added a passkey"),
    PASSKEY_RENAMED: gettext_noop("renamed a passkey"),
    PASSKEY_REMOVED: gettext_noop("removed a passkey"),
    SIGN_IN_ADDED: gettext_noop("added a sign-in of the organisation"),
    SIGN_IN_REMOVED: gettext_noop("removed a sign-in of the organisation"),
    PASSWORD_CHANGED: gettext_noop("changed the password"),
    MAIL_CHANGED: gettext_noop("changed the e-mail address"),
    CAME_BACK: gettext_noop("opened the projects of"),
    SHUT_OUT: gettext_noop("shut out all other browsers"),
    LINK_MADE: gettext_noop("made a link"),
    LINK_REPLACED: gettext_noop("replaced a link"),
    LINK_REVOKED: gettext_noop("revoked a link"),
    JOINED: gettext_noop("joined a project"),
    MEMBER_CHANGED: gettext_noop("changed what a member may do"),
    MEMBER_REMOVED: gettext_noop("removed a member"),
    HANDED_OVER: gettext_noop("handed a project over"),
    EXPORTED: gettext_noop("exported"),
    DOWNLOADED: gettext_noop("downloaded"),
    DELETED: gettext_noop("deleted a project"),
    RESTORED: gettext_noop("restored a project"),
    DELETED_FOR_GOOD: gettext_noop("deleted a project for good"),
    VERSION_DELETED: gettext_noop("deleted a kept version"),
    DECISION_DELETED: gettext_noop("deleted a recorded decision"),
    TOKEN_MADE: gettext_noop("made a token for a program"),
    TOKEN_REVOKED: gettext_noop("revoked a token of a program"),
    HOOK_ADDED: gettext_noop("added an address that is told of decisions"),
    HOOK_REMOVED: gettext_noop("removed an address that is told of decisions"),
    PRICES_TAKEN: gettext_noop("took prices"),
    PRICES_TAKEN_BACK: gettext_noop("took prices back"),
    BRAND_CHANGED: gettext_noop("changed name, colour or logo"),
    ROLES[True]: gettext_noop("made an administrator of"),
    ROLES[False]: gettext_noop("made an ordinary member of"),
    ROLE_CHANGED: gettext_noop("changed a role"),
    PERSON_EXPORTED: gettext_noop("exported a person’s data"),
    PERSON_ERASED: gettext_noop("erased a person’s data"),
    RATES_CHANGED: gettext_noop("changed the rate card"),
    RULES_CHANGED: gettext_noop("changed the thresholds"),
    EXPERIENCE_CHANGED: gettext_noop("changed the defaults from own projects"),
    QUESTIONS_CHANGED: gettext_noop("changed the questions"),
    TEMPLATE_PUBLISHED: gettext_noop("published a template"),
    TEMPLATE_WITHDRAWN: gettext_noop("withdrew a template"),
}


ABOUT_PASSKEYS = (PASSKEY_ADDED, PASSKEY_RENAMED, PASSKEY_REMOVED)
"""What somebody did to a passkey, whose name they chose themselves."""
ABOUT_MEMBERS = (MEMBER_CHANGED, MEMBER_REMOVED, HANDED_OVER)
"""What is done to a member, whom the entry names after the project."""
BETWEEN = ": "
"""Stands between a project and what of it somebody did something to."""


def within(project: str, what: str) -> str:
    """Say what of a project somebody did something to, such as a link or a member; the project first."""
    return f"{project[: 190 - len(what)]}{BETWEEN}{what}"


def note(request: HttpRequest, kind: str, about: str = "", *, who: str = "") -> None:
    """Note what a visitor did.

    Args:
        request: Of the visitor.
        kind: A key of KINDS.
        about: What it was done to, such as the name of a project.
        who: The visitor's name, where it is known better than by the request.
    """
    add_entry(kind, about, who=who or who_asks(request))


def add_entry(kind: str, about: str, *, who: str, through: str = "") -> None:
    """Add a line to the log; see `note`.

    Args:
        kind: A key of KINDS.
        about: What it was done to.
        who: What the visitor is called.
        through: The share link by which they came.
    """
    with suppress(*CANNOT_STORE):  # a database that can only be read keeps nobody from taking their data along
        AuditEntry.objects.create(kind=kind, about=about[:200], who=who[:150], through=through)


def who_asks(request: HttpRequest) -> str:
    """Return what a visitor is called: the account, the name that was typed, or the number of the browser."""
    if request.user.is_authenticated:
        return str(request.user.get_username())
    browser = visiting_browser(request)
    return name_of(browser) if browser else ""


def name_of(browser: Browser) -> str:
    """Return what a browser is called in the log."""
    return browser.user.get_username() if browser.user else str(browser)
