"""What `./run` does before it becomes the server."""

import socket
import sqlite3
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import serve


@pytest.mark.parametrize("text", ["0", "65536", "-1", "abc", "8000 ", "１２３", "1e3"])
def test_read_port_refuses_what_is_no_port(text):
    with pytest.raises(ImproperlyConfigured, match="PORT must be a number from 1 to 65535"):
        serve.read_port(text)


def test_read_port_takes_a_number():
    assert serve.read_port("8123") == 8123


def test_check_port_refuses_a_taken_port_and_names_the_next():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ImproperlyConfigured, match=rf"PORT={port % 65535 + 1} \./run"):
            serve.check_port_is_free(port)


def test_secret_is_made_once_for_its_owner_only(tmp_path):
    key = serve.read_or_make_secret(tmp_path)
    assert len(key) >= 50
    assert serve.read_or_make_secret(tmp_path) == key
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_secret_that_is_empty_is_refused(tmp_path):
    (tmp_path / "secret").write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        serve.read_or_make_secret(tmp_path)


def test_fingerprint_follows_contents_names_and_nothing_else(tmp_path):
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b.log").write_text("noise")
    first = serve.fingerprint(["*.txt"], tmp_path)
    (tmp_path / "b.log").write_text("more noise")
    assert serve.fingerprint(["*.txt", "a*"], tmp_path) == first
    (tmp_path / "a.txt").rename(tmp_path / "c.txt")
    renamed = serve.fingerprint(["*.txt"], tmp_path)
    (tmp_path / "c.txt").write_text("two")
    assert len({first, renamed, serve.fingerprint(["*.txt"], tmp_path)}) == 3


@pytest.mark.parametrize("text", ["0" * 64, "7fffffff" + "0" * 56, "f" * 64])
def test_stamp_number_fits_the_header_and_is_never_that_of_a_new_file(text):
    assert 0 < serve.stamp_number(text) < 2**31


def test_stamp_travels_with_a_copy_of_the_database(tmp_path):
    path, copy = tmp_path / "one.sqlite3", tmp_path / "two.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE kept (x)")
    connection.close()
    assert serve.read_stamp(path) == 0
    serve.write_stamp(path, 2**31 - 1)
    copy.write_bytes(path.read_bytes())
    assert serve.read_stamp(copy) == 2**31 - 1


def test_stamp_of_a_missing_database_is_that_of_a_new_file_and_makes_none(tmp_path):
    assert serve.read_stamp(tmp_path / "none.sqlite3") == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)
def test_wal_fault_is_known_by_version(version, faulty):
    assert serve.has_wal_fault(version) is faulty


def test_sqlite_is_written_by_one_process():
    assert serve.count_workers({"ENGINE": "django.db.backends.sqlite3"}) == 1


def test_postgresql_is_served_by_several_processes():
    assert serve.count_workers({"ENGINE": "django.db.backends.postgresql"}) in {2, 3, 4}


def test_server_keeps_no_access_log():
    assert "--no-access-log" in serve.server_command(8000, 1)


@pytest.mark.parametrize("patterns", [serve.DATABASE_SOURCES, serve.STATIC_SOURCES])
def test_sources_are_found(patterns):
    for pattern in patterns:
        if not pattern.startswith("*/static"):  # an app may have static files of its own; none must
            assert any(Path(serve.ROOT).glob(pattern)), pattern
