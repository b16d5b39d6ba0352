"""Upgrading loses nothing: from every earlier release, killed in the middle, and never backwards."""

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.server import ROOT, clean_environment

# A database of its own, in a process of its own.
pytestmark = pytest.mark.once

HALF_WAY = "120"


@pytest.fixture
def upgrading(request, tmp_path):
    """Return a function that runs `tests.config.upgrading` on one database, and what it printed."""
    where = {"DATABASE_URL": request.getfixturevalue("cluster").url} if request.param == "postgresql" else {}
    settings = {"PLUMBLINE_DATA": str(tmp_path), "PLUMBLINE_SECRET_KEY": "upgrading-" * 6} | where

    def run(*arguments, expect=0):
        ended = subprocess.run(
            [sys.executable, "-m", "tests.config.upgrading", *arguments],
            cwd=ROOT,
            env=clean_environment() | settings,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert ended.returncode == expect, ended.stderr
        return json.loads(ended.stdout.splitlines()[-1]) if expect == 0 else ended.stderr

    return run


@pytest.mark.parametrize("upgrading", ["sqlite"], indirect=True)
def test_answers_of_every_earlier_release_are_read_alike(upgrading):
    put_in = upgrading("fill", "all")
    assert len(put_in) > 20
    assert upgrading("start") == put_in


@pytest.mark.parametrize("upgrading", ["sqlite", "postgresql"], indirect=True)
def test_upgrade_that_is_killed_half_way_is_finished_by_the_next_start(upgrading):
    put_in = upgrading("fill", "first")
    upgrading("start", HALF_WAY, expect=-signal.SIGKILL)
    assert upgrading("start") == put_in


@pytest.mark.parametrize("upgrading", ["sqlite"], indirect=True)
def test_release_that_is_older_than_the_database_stops_and_changes_nothing(upgrading, tmp_path):
    put_in = upgrading("fill", "first")
    with closing(sqlite3.connect(tmp_path / "plumbline.sqlite3")) as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('projects', '9999_newer', 0)")
        database.commit()
        assert "a newer release has used this database (projects.9999_newer)" in upgrading("start", expect=1)
        database.execute("DELETE FROM django_migrations WHERE name = '9999_newer'")
        database.commit()
    assert upgrading("start") == put_in
