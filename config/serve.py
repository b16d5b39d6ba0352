"""Prepare what the server needs, then become the server. `./run` calls this in the environment that it built.

Every step is skipped while what it was made from is unchanged, so that a second start takes about a second.
"""

import hashlib
import os
import secrets
import shlex
import socket
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ImproperlyConfigured

from config import environment, keeper
from config.environment import SQLITE

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "127.0.0.1"
HEADER_MS = 10_000  # for all headers of a request

# What the tables and the sample project are made from, and what the collected static files are.
DATABASE_SOURCES = ("requirements.txt", "*/migrations/*.py", "*/management/commands/*.py", "fixtures/**/*")
DATABASE_STEPS = ("check_release", "migrate", "rename_answers", "load_sample")
STATIC_SOURCES = ("requirements.txt", "config/settings.py", "charts/finders.py", "static/**/*", "*/static/**/*")


def read_port(text: str) -> int:
    """Return the port to listen on."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise ImproperlyConfigured(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


def check_port_is_free(port: int) -> None:
    """Refuse a taken port before anything is prepared, in words that say what to do."""
    with closing(socket.socket()) as listener:
        # As the server itself does: connections that a stopped server left behind do not count.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((ADDRESS, port))
        except OSError as error:
            raise ImproperlyConfigured(
                f"{ADDRESS}:{port} cannot be used ({error.strerror}). Choose another: PORT={port % 65_535 + 1} ./run"
            ) from None


def read_or_make_secret(folder: Path) -> str:
    """Return the key of this installation; only its owner may read the file."""
    path = folder / "secret"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    key = path.read_text().strip()
    if not key:
        raise ImproperlyConfigured(f"{path} is empty: delete it, and the next start makes a new one")
    return key


def fingerprint(patterns: Iterable[str], root: Path = ROOT) -> str:
    """Return a hash of the names and contents of all files that match."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()}):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def stamp_number(text: str) -> int:
    """Return a fingerprint as the 31-bit number that SQLite keeps in its header; 0 is that of a new file."""
    return int(text[:8], 16) % (2**31 - 1) + 1


def read_stamp(path: Path) -> int:
    """Return what was written when this file was last prepared. It travels with the file, into every copy."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def write_stamp(path: Path, number: int) -> None:
    """Note in the file itself that it is prepared."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {number:d}")


def holds_projects(path: Path) -> bool:
    """Tell whether a file is a database of Plumbline. Nothing is written: opening the wrong file must not change it."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'projects_project'")
            return bool(tables.fetchone()[0])
    except sqlite3.Error:
        return False


def check_database_is_in_its_place(database: Mapping[str, Any], data: Path) -> None:
    """Stop where an older release put the database elsewhere: its projects would seem to be lost.

    Args:
        database: As the settings describe it.
        data: The folder where it belongs.
    """
    path = Path(database["NAME"])
    misplaced = environment.where_an_address_led(data / path.name)
    if database["ENGINE"] != SQLITE or path.parent != data or misplaced == path or not holds_projects(misplaced):
        return
    if path.exists():
        print(f"Note: {misplaced} holds projects too. An older release put it there; this one uses {path}.", flush=True)
        return
    parts = [Path(f"{misplaced}{end}") for end in ("", "-wal", "-shm")]
    moves = [
        f"    mv {shlex.quote(str(part))} {shlex.quote(str(path) + str(part).removeprefix(str(misplaced)))}"
        for part in parts
        if part.exists()
    ]
    raise ImproperlyConfigured(
        f"your projects are in {misplaced}, where an older release put them because of the folder's name. "
        "Nothing is lost. Stop every server that uses that file and move it, then start again:\n"
        + "\n".join(moves)
        + "\nWhere several installations shared it, copy it (cp) into each of them instead."
    )


def has_wal_fault(version: tuple[int, ...]) -> bool:
    """Tell whether this SQLite can lose a commit when two connections write and checkpoint at the same instant.

    Source: the SQLite project's notes on write-ahead logging, "the WAL-reset bug": present from 3.7.0, mended in
    3.51.3, and in 3.44.6 and 3.50.7 of the older lines.
    """
    if version >= (3, 51, 3) or version < (3, 7, 0):
        return False
    mended = {(3, 44): 6, (3, 50): 7}.get((version[0], version[1]))
    return mended is None or version[2] < mended


def prepare_database(database: Mapping[str, Any]) -> None:
    """Bring the tables and the sample project up to date."""
    if database["ENGINE"] != SQLITE:
        # Whoever keeps this database may have changed it; asking it takes half a second.
        run_commands(*DATABASE_STEPS)
        return
    path, wanted = Path(database["NAME"]), stamp_number(fingerprint(DATABASE_SOURCES))
    if read_stamp(path) == wanted:
        return
    print("Preparing the database …", flush=True)
    run_commands(*DATABASE_STEPS)
    write_stamp(path, wanted)


def prepare_static_files(folder: Path) -> None:
    """Collect, fingerprint and compress what browsers load."""
    stamp, wanted = folder / ".stamp", fingerprint(STATIC_SOURCES)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Preparing the static files …", flush=True)
    run_commands("collectstatic")
    stamp.write_text(wanted)


def run_commands(*names: str) -> None:
    """Run management commands in this process, checks included; Django is loaded only here."""
    import django
    from django.core.management import CommandError, call_command
    from django.db.utils import OperationalError

    options: dict[str, dict[str, Any]] = {
        "migrate": {"interactive": False, "skip_checks": False},
        "collectstatic": {"interactive": False, "clear": True},
    }
    try:
        django.setup()
        for name in names:
            call_command(name, verbosity=0, **options.get(name, {}))
    except OperationalError as error:
        raise ImproperlyConfigured(f"the database does not answer as it should: {error}") from error
    except CommandError as error:
        raise ImproperlyConfigured(str(error)) from error


def count_workers(database: Mapping[str, Any]) -> int:
    """Return how many processes serve. SQLite has one writer at a time, and its queue is shortest in one process."""
    return 1 if database["ENGINE"] == SQLITE else max(2, min(4, os.cpu_count() or 2))


def server_command(port: int, workers: int) -> list[str]:
    """Return the server's command line. There is no access log: addresses of share links are secrets."""
    # HTTP/1 only: a proxy speaks it, and the deadline for headers holds for it alone.
    return [
        *(sys.executable, "-m", "config.keeper", "config.front:make_front", "--factory"),
        *("--host", ADDRESS, "--port", str(port), "--workers", str(workers)),
        *("--interface", "rsgi", "--http", "1", "--http1-header-read-timeout", str(HEADER_MS)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--no-ws", "--no-access-log", "--log-level", "warning"),
    ]


def prepare() -> list[str]:
    """Do all that comes before serving and return the command that serves."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    port = read_port(os.environ.get("PORT") or "8000")
    check_port_is_free(port)
    data = environment.read_folder("PLUMBLINE_DATA", ROOT / "data").resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["PLUMBLINE_DATA"] = str(data)
    if not os.environ.get("PLUMBLINE_SECRET_KEY"):
        os.environ["PLUMBLINE_SECRET_KEY"] = read_or_make_secret(data)
    from config import settings  # it reads the environment that was just completed

    database = settings.DATABASES["default"]
    check_database_is_in_its_place(database, data)
    prepare_database(database)
    prepare_static_files(settings.STATIC_ROOT)
    if database["ENGINE"] == SQLITE and has_wal_fault(sqlite3.sqlite_version_info):
        print(
            f"Note: SQLite {sqlite3.sqlite_version} has a rare fault in its write-ahead log (mended in 3.51.3, 3.50.7 "
            "and 3.44.6). One process does all the writing here, so leave it at one, and keep backups. "
            "docs/administration.md says more."
        )
    print(f"Plumbline is at http://{ADDRESS}:{port}/ (stop it with Ctrl+C)", flush=True)
    return server_command(port, count_workers(database))


def main() -> NoReturn:
    """Prepare, then replace this process by the server, so that signals reach it."""
    try:
        command = prepare()
    except ImproperlyConfigured as error:
        sys.exit(f"Plumbline cannot start: {error}")
    except OSError as error:
        sys.exit(f"Plumbline cannot start: {error.filename}: {error.strerror}")
    keeper.hold()
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
