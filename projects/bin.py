"""The bin empties itself: what was deleted can be restored for 30 days, and then it is gone for good.

A thread of the server empties it at the start and once a day; `manage.py purge` does the same.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Thread

from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from projects.models import Project, Scenario

DAY_SECONDS = 24 * 3600
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Purged:
    """How much was deleted for good."""

    projects: int
    scenarios: int
    sessions: int = 0
    """Of browsers that have not been back since they expired."""


def purge(now: datetime | None = None) -> Purged:
    """Delete for good what has been in the bin for 30 days, and sessions that are over.

    Each project goes in a transaction of its own, so that people who save meanwhile wait for one at most.
    """
    moment = now or timezone.now()
    return Purged(
        projects=sum(_erase_expired(project) for project in Project.objects.expired(moment)),
        scenarios=sum(_erase_expired(scenario) for scenario in Scenario.objects.expired(moment)),
        sessions=Session.objects.filter(expire_date__lt=moment).delete()[0],
    )


def erase(row: Project | Scenario) -> None:
    """Delete a project or a scenario for good, with everything that belongs to it."""
    with _overwriting(), transaction.atomic():
        row.delete()


def _erase_expired(row: Project | Scenario) -> bool:
    """Erase a row unless somebody restored it since it was listed; tell whether it is gone."""
    with _overwriting(), transaction.atomic():
        deleted = type(row)._default_manager.filter(pk=row.pk, deleted_at=row.deleted_at).delete()
    return deleted[0] > 0


@contextmanager
def _overwriting() -> Iterator[None]:
    """Let SQLite overwrite what it deletes: by default the text stays in the file until its place is needed again."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA secure_delete = OFF")


def empty_daily() -> None:
    """Start the thread that empties the bin now and once a day. Several processes may do so: deleted is deleted."""
    Thread(target=_empty_for_ever, name="bin", daemon=True).start()


def _empty_for_ever() -> None:
    while True:
        try:
            purge()
        except DatabaseError:
            # Tomorrow is early enough; nobody is waiting for it, and the server must go on.
            logger.exception("The bin could not be emptied")
        finally:
            connection.close()
        time.sleep(DAY_SECONDS)
