"""The database is taken, restarted or copied while people write: the real server, and what it acknowledged."""

import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
from contextlib import closing

import pytest

from tests.config.test_durability import FIELDS, Visitor, Writer
from tests.server import ROOT, Site, clean_environment

# A server of its own, with a database of its own.
pytestmark = pytest.mark.once

LOCKED_S, BACK_S, SAVED_ONCE_S = 10, 5, 30


def begin(site):
    """Return a visitor and the address of a project of its own."""
    visitor = Visitor(site)
    visitor.get("/")
    return visitor, urllib.parse.urlsplit(visitor.post("/start/", name="Interrupted")[0]).path


def save(visitor, home, version):
    prefix = FIELDS[0].replace(".", "-")
    sent = {"value": f"Text {version + 1}", "version": version, "token": f"token-{version}"}
    return visitor.post(f"{home}answers/{FIELDS[0]}/", **{f"{prefix}-{name}": value for name, value in sent.items()})[1]


def attempt(visitor, home, version):
    """Return what became of a save: the result, or the number of an error."""
    try:
        return re.search(r'data-result="(\w+)"', save(visitor, home, version))[1]
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_save_waits_for_a_lock_of_ten_seconds_and_is_stored(tmp_path):
    site = Site(tmp_path)
    site.start()
    try:
        visitor, home = begin(site)
        path = site.folder / "data" / "plumbline.sqlite3"
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            threading.Timer(LOCKED_S, other.execute, ["ROLLBACK"]).start()
            began = time.monotonic()
            said = attempt(visitor, home, 0)
            waited = time.monotonic() - began
        assert said == "saved"
        assert LOCKED_S - 0.5 < waited < LOCKED_S + BACK_S
        assert attempt(visitor, home, 1) == "saved"
    finally:
        site.stop()


def test_restart_of_postgresql_costs_no_answer_and_no_restart_of_ours(cluster, tmp_path):
    site = Site(tmp_path, {"DATABASE_URL": cluster.url})
    site.start()
    try:
        visitor, home = begin(site)
        assert attempt(visitor, home, 0) == "saved"
        for version, how in enumerate(["fast", "immediate"], start=1):
            cluster.stop(how)
            assert attempt(visitor, home, version) >= 500  # which the page sends again
            cluster.start()
            began = time.monotonic()
            while (said := attempt(visitor, home, version)) != "saved" and time.monotonic() < began + BACK_S:
                time.sleep(0.1)
            assert said == "saved", how
    finally:
        site.stop()


def test_backup_made_while_people_write_holds_all_that_was_acknowledged_before(tmp_path):
    site = Site(tmp_path / "here")
    site.folder.mkdir()
    site.start()
    try:
        visitor, home = begin(site)
        writers = [Writer(visitor, home, field_id, 0) for field_id in FIELDS]
        for writer in writers:
            writer.start()
        deadline = time.monotonic() + SAVED_ONCE_S
        while not all(writer.version for writer in writers) and time.monotonic() < deadline:
            time.sleep(0.05)
        before = {writer.field_id: writer.version for writer in writers}
        copy = tmp_path / "copy.sqlite3"
        settings = {"PLUMBLINE_DATA": str(site.folder / "data"), "PLUMBLINE_SECRET_KEY": "backup" * 10}
        command = [sys.executable, "manage.py", "backup", str(copy)]
        subprocess.run(command, cwd=ROOT, env=clean_environment() | settings, check=True, capture_output=True)
    finally:
        site.stop()
    assert min(before.values()) > 0

    elsewhere = Site(tmp_path / "there")
    (elsewhere.folder / "data").mkdir(parents=True)
    shutil.copy(copy, elsewhere.folder / "data" / "plumbline.sqlite3")
    elsewhere.start()
    try:
        visitor.site = elsewhere
        shown = {field_id: visitor.get(f"{home}answers/{field_id}/")[1] for field_id in FIELDS}
    finally:
        elsewhere.stop()
    found = {field_id: int(re.search(r'data-version="(\d+)"', html)[1]) for field_id, html in shown.items()}
    assert all(found[field_id] >= before[field_id] for field_id in FIELDS), (found, before)
    assert all(f"Version {found[field_id]} of {field_id}" in shown[field_id] for field_id in FIELDS)
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        numbers = [row[0] for row in database.execute("SELECT sequence FROM projects_change ORDER BY sequence")]
    assert numbers == list(range(1, sum(found.values()) + 1))
