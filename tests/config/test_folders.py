"""A folder may be named as people name folders: database, secret and backup are inside it, and nothing is beside it."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment, serve

# A server of its own, with a database of its own.
pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["C# tööl 50%", "a?b%20c 用户"]
PREPARE = "from config import serve; serve.prepare()"
CODE = [path.name for path in ROOT.iterdir() if path.is_dir() and list(path.glob("*.py"))] + [
    "fixtures",
    "templates",
    "static",
]


@pytest.fixture(scope="module")
def static(tmp_path_factory):
    """Collected once, for all starts."""
    return tmp_path_factory.mktemp("static")


def attempt(*command, cwd=ROOT, **settings):
    clean = {
        key: text for key, text in os.environ.items() if not key.startswith(("PLUMBLINE_", "DATABASE_", "DJANGO_"))
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = clean | {"PORT": str(port)} | settings
    return subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment, capture_output=True, text=True, timeout=300
    )


def run(*command, **options):
    ended = attempt(*command, **options)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def projects_in(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM projects_project").fetchone()[0]


@pytest.mark.parametrize("name", NAMES)
def test_start_keeps_database_secret_and_backup_inside(name, tmp_path, static):
    folder = tmp_path / name / "data"
    settings = {"PLUMBLINE_DATA": str(folder), "PLUMBLINE_STATIC": str(static)}
    run("-c", PREPARE, **settings)
    copy = Path(run("manage.py", "backup", **settings).strip())

    assert copy.parent == folder / "backups"
    assert projects_in(copy) == projects_in(folder / "plumbline.sqlite3") == 1
    assert copy.stat().st_mode & 0o077 == 0
    assert (folder / "secret").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert [path.name for path in folder.parent.iterdir()] == ["data"]


def test_copy_of_the_project_starts_in_such_a_folder_without_any_setting(tmp_path):
    root = tmp_path / "C# tööl 50%" / "plumb?line"
    for name in set(CODE) - {"tests", "benchmarks"}:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    run("-c", PREPARE, cwd=root)
    assert projects_in(root / "data" / "plumbline.sqlite3") == 1
    assert list((root / "staticfiles" / "css").glob("plumbline.*.css.gz"))
    assert [path.name for path in tmp_path.iterdir()] == ["C# tööl 50%"]


def test_backup_writes_over_nothing(tmp_path):
    (tmp_path / "plumbline.sqlite3").touch()
    kept = tmp_path / "kept.sqlite3"
    kept.write_text("mine")
    ended = attempt("manage.py", "backup", str(kept), PLUMBLINE_DATA=str(tmp_path))
    assert ended.returncode == 1
    assert "nothing is written over" in ended.stderr
    assert kept.read_text() == "mine"


@pytest.fixture
def misplaced(tmp_path):
    """A database where an older release put that of the folder `c#1`, and where it belongs."""
    data = tmp_path / "c#1"
    data.mkdir()
    path = environment.where_an_address_led(data / "plumbline.sqlite3")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE projects_project (id)")
    return path, {"ENGINE": environment.SQLITE, "NAME": data / "plumbline.sqlite3"}, data


def test_misplaced_database_is_where_the_report_says(misplaced, tmp_path):
    assert misplaced[0] == tmp_path / "c"


def test_misplaced_database_stops_the_start_with_commands_that_move_it(misplaced):
    path, database, data = misplaced
    Path(f"{path}-wal").touch()
    with pytest.raises(ImproperlyConfigured, match="your projects are in") as stop:
        serve.check_database_is_in_its_place(database, data)
    commands = [line for line in str(stop.value).splitlines() if line.startswith("    mv ")]
    assert len(commands) == 2
    subprocess.run("\n".join(commands), shell=True, check=True)
    assert serve.holds_projects(database["NAME"])
    assert not path.exists()
    serve.check_database_is_in_its_place(database, data)


def test_misplaced_database_beside_a_new_one_is_told(misplaced, capsys):
    path, database, data = misplaced
    shutil.copy(path, database["NAME"])
    serve.check_database_is_in_its_place(database, data)
    assert f"{path} holds projects too" in capsys.readouterr().out


def test_file_of_another_program_in_that_place_is_nobodys_business(misplaced):
    path, database, data = misplaced
    path.write_text("a letter")
    serve.check_database_is_in_its_place(database, data)
    assert path.read_text() == "a letter"
