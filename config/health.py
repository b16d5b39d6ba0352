"""Whether the server can read, and whether it can store."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from projects.lanes import quick

PROBE = b"\0" * 4096


@quick
def health(request: HttpRequest) -> HttpResponse:
    """Say "ok", or 503 and what is wrong: for whoever watches the server."""
    trouble = find_trouble()
    text = trouble or "ok"
    return HttpResponse(f"{text}\n", content_type="text/plain", status=503 if trouble else 200)


def find_trouble() -> str:
    """Return what is wrong; nothing where people can read and save."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT 1 FROM projects_project LIMIT 1")
                return _disk_trouble()
            cursor.execute("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'")
            return "reading only: the database takes no changes" if cursor.fetchone()[0] else ""
    except DatabaseError:
        return "not working: the database does not answer"


def _disk_trouble() -> str:
    """Return why SQLite could not write beside its file. Found by writing: rights alone tell nothing of a full disk."""
    file, folder = Path(settings.DATABASES["default"]["NAME"]), Path(settings.DATA_DIR)
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(PROBE)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return f"reading only: the data folder takes nothing ({error.strerror})"
    if file.exists() and not os.access(file, os.W_OK):
        return "reading only: the database file may not be written"
    return ""
