"""What whoever watches the server is told."""

import os

import pytest
from django.db import DatabaseError, connection

from config import health

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks after its own disk")


def ask(client):
    reply = client.get("/healthz")
    return reply.status_code, reply.content.decode().strip()


def test_healthy_server_says_ok(client, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert ask(client) == (200, "ok")


@on_sqlite
def test_folder_that_takes_nothing_is_told(client, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    assert ask(client) == (503, "reading only: the data folder takes nothing (No such file or directory)")


@on_sqlite
def test_full_disk_is_told(client, db, settings, tmp_path, monkeypatch):
    def fail(_file):
        raise OSError(28, os.strerror(28))

    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(health.os, "fsync", fail)
    assert ask(client) == (503, "reading only: the data folder takes nothing (No space left on device)")


@on_sqlite
def test_probe_leaves_nothing_behind(client, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    ask(client)
    assert list(tmp_path.iterdir()) == []


def test_database_that_does_not_answer_is_told(client, db, monkeypatch):
    def fail():
        raise DatabaseError("gone")

    with monkeypatch.context() as gone:
        gone.setattr(connection, "cursor", fail)
        told = ask(client)
    assert told == (503, "not working: the database does not answer")
