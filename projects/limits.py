"""How much one browser may keep here: generous for people, and an end for whoever floods the server.

The numbers are settings (`config.settings`, docs/administration.md). Where one strikes, `OverLimit` says it in words
beside what was typed.
"""

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import InternalError, OperationalError, connection, transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.models import Browser, Project, ShareLink

MEGABYTE = 1_000_000
HOUR = timedelta(hours=1)
CANNOT_STORE = (OperationalError, InternalError)
"""A full disk, a file that is read-only, a lock that stays; PostgreSQL says the second for a server that only reads."""


class OverLimit(Exception):
    """A limit was reached; the text says which, that nothing is lost, and what to do."""


class NoRoom(OverLimit):
    """What is stored fills the room that there is; waiting does not help."""


class NoStorage(OverLimit):
    """Nothing can be stored at the moment; the same text can be saved later, so it is worth sending again."""


def admit_browser() -> None:
    """Let a new browser begin. Whoever sends no cookie is a new one each time, so these are counted together."""
    _check_disk(settings.LEAST_FREE_MEGABYTES)
    most = settings.MOST_NEW_BROWSERS_PER_HOUR
    # By number and not by time: then the index finds it.
    oldest = Browser.objects.order_by("-pk").values_list("created_at", flat=True)[most - 1 : most].first()
    if oldest and oldest > timezone.now() - HOUR:
        raise _crowded()


def admit_session() -> None:
    """Let somebody begin to sign in who has no session yet; as with browsers, all are counted together."""
    began = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE) - HOUR
    most = settings.MOST_NEW_BROWSERS_PER_HOUR
    if Session.objects.filter(expire_date__gt=began)[most - 1 : most].exists():
        raise _crowded()


def _crowded() -> OverLimit:
    return OverLimit(_("Very many people have started here within the last hour. Please try again in an hour."))


def admit_project(browser: Browser, size_bytes: int = 0) -> None:
    """Let a browser start, copy or import one more project, and count it.

    Args:
        browser: Who wants it.
        size_bytes: How much comes with it.

    Raises:
        OverLimit: Where there is no room. Nothing is counted then.
    """
    _check_disk(settings.LEAST_FREE_MEGABYTES)
    with transaction.atomic():
        # Locked, so that twenty requests at once do not all take the last place.
        locked = Browser.objects.select_for_update().get(pk=browser.pk)
        _check_count(locked)
        _check_size(locked, size_bytes)
        _count_in_hour(locked)


def _check_count(browser: Browser) -> None:
    most = settings.MOST_PROJECTS
    if Project.objects.owned_by(browser).count() >= most:
        words = _(
            "This browser already holds %(limit)s projects, those in the bin included. Delete one for good first."
        )
        raise NoRoom(words % {"limit": most})


def _check_size(browser: Browser, size_bytes: int) -> None:
    stored = Project.objects.owned_by(browser).aggregate(size=Coalesce(Sum("stored_bytes"), 0))["size"]
    if stored + size_bytes > settings.MOST_MEGABYTES * MEGABYTE:
        words = _(
            "The projects of this browser fill the %(limit)s MB that one browser has here. "
            "Delete a project for good to make room, then try again."
        )
        raise NoRoom(words % {"limit": settings.MOST_MEGABYTES})


def _count_in_hour(browser: Browser) -> None:
    now = timezone.now()
    if browser.hour_began is None or browser.hour_began <= now - HOUR:
        browser.hour_began, browser.begun_in_hour = now, 0
    if browser.begun_in_hour >= settings.MOST_NEW_PROJECTS_PER_HOUR:
        minutes = 1 + (browser.hour_began + HOUR - now) // timedelta(minutes=1)
        words = ngettext(
            "This browser has started or imported %(limit)s projects within an hour. Try again in %(minutes)s minute.",
            "This browser has started or imported %(limit)s projects within an hour. Try again in %(minutes)s minutes.",
            minutes,
        )
        raise OverLimit(words % {"limit": settings.MOST_NEW_PROJECTS_PER_HOUR, "minutes": minutes})
    browser.begun_in_hour += 1
    browser.save(update_fields=["hour_began", "begun_in_hour"])


def admit_bytes(project: Project, size_bytes: int) -> None:
    """Let a project grow by a change.

    Raises:
        OverLimit: Where it would not fit. What was typed is still on the page.
    """
    # A tenth of what new projects need: people can go on with those they have for long after.
    _check_disk(settings.LEAST_FREE_MEGABYTES / 10)
    # Most saves ask nothing: while each project keeps to its share, all of them fit.
    share = settings.MOST_MEGABYTES * MEGABYTE / settings.MOST_PROJECTS
    if size_bytes > 0 and project.stored_bytes + size_bytes > share and project.owner:
        _check_size(project.owner, size_bytes)


def admit_link(project: Project) -> None:
    """Let a project have one more share link; of those that no longer open the oldest make room.

    Raises:
        OverLimit: Where as many are open as may be.
    """
    most = settings.MOST_LINKS
    if project.links.open().count() >= most:
        raise OverLimit(_("This project has %(limit)s links that work. Revoke one first.") % {"limit": most})
    shut = ShareLink.objects.filter(project=project, members=None).exclude(pk__in=project.links.open().values("pk"))
    project.links.filter(pk__in=list(shut.values_list("pk", flat=True)[most:])).delete()


def _check_disk(least_megabytes: float) -> None:
    """Keep room for what people save: a full disk would stop them all. A database elsewhere looks after itself."""
    folder = Path(settings.DATA_DIR)
    if connection.vendor == "sqlite" and folder.exists():
        free = shutil.disk_usage(folder).free
        if free < least_megabytes * MEGABYTE:
            words = _("The server is almost out of disk space. What is saved is safe. Please tell whoever runs it.")
            raise NoStorage(words)
