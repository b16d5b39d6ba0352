"""Settings that cannot work stop the start with a sentence; those that can are taken as they are meant."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

ROOT = Path(__file__).resolve().parents[2]
KEY = "Xk3-" * 20


def read_hosts(monkeypatch, text):
    monkeypatch.setenv("HOSTS", text)
    return environment.read_hosts("HOSTS", ["localhost"])


def read_origins(monkeypatch, text):
    monkeypatch.setenv("ORIGINS", text)
    return environment.read_origins("ORIGINS")


def read_database(monkeypatch, text, default=Path("/srv/plumbline.sqlite3")):
    monkeypatch.setenv("DATABASE_URL", text)
    return environment.read_database("DATABASE_URL", default)


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("plumbline.example.com", ["plumbline.example.com"]),
        (" a.example , .example.org,", ["a.example", ".example.org"]),
        ("Plumbline.Example.com", ["plumbline.example.com"]),
        ("[::1]", ["[::1]"]),
        ("*", ["*"]),
        ("", ["localhost"]),
    ],
)
def test_hosts_are_read(monkeypatch, text, hosts):
    assert read_hosts(monkeypatch, text) == hosts


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("https://plumbline.example.com", "Write plumbline.example.com."),
        ("plumbline.example.com:8000", "Write plumbline.example.com."),
        ("plumbline.example.com/", "Write plumbline.example.com."),
        ("a.example b.example", "is none"),
        ("a.example;b.example", "is none"),
        ("::1", "is none"),
        ("my_host", "is none"),
        ("münchen.example", "is none"),
        ("http://[", "is none"),
    ],
)
def test_host_with_more_than_a_name_is_refused(monkeypatch, text, hint):
    with pytest.raises(ImproperlyConfigured, match="HOSTS takes host names without scheme") as refusal:
        read_hosts(monkeypatch, text)
    assert hint in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("https://plumbline.example.com", ["https://plumbline.example.com"]),
        ("https://a.example:8443, http://localhost:8000", ["https://a.example:8443", "http://localhost:8000"]),
        ("HTTPS://A.Example", ["https://a.example"]),
        ("https://*.example.com", ["https://*.example.com"]),
        ("http://[::1]:8000", ["http://[::1]:8000"]),
        ("", []),
    ],
)
def test_origins_are_read(monkeypatch, text, origins):
    assert read_origins(monkeypatch, text) == origins


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("plumbline.example.com", "Write https://plumbline.example.com."),
        ("plumbline.example.com:8443", "Write https://plumbline.example.com:8443."),
        ("https://plumbline.example.com/", "Write https://plumbline.example.com."),
        ("https://plumbline.example.com/app", "Write https://plumbline.example.com."),
        ("https://plumbline.example.com:443", "Write https://plumbline.example.com."),
        ("http://plumbline.example.com:80", "Write http://plumbline.example.com."),
        ("ftp://plumbline.example.com", "is none"),
        ("https://", "is none"),
        ("https://*", "is none"),
        ("https://[", "is none"),
        ("https://a.example https://b.example", "is none"),
        ("null", "Write https://null."),
    ],
)
def test_origin_that_no_browser_sends_is_refused(monkeypatch, text, hint):
    with pytest.raises(ImproperlyConfigured, match="ORIGINS") as refusal:
        read_origins(monkeypatch, text)
    assert hint in str(refusal.value)


@pytest.mark.parametrize("text", ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"])
def test_time_zone_is_read(monkeypatch, text):
    monkeypatch.setenv("ZONE", text)
    assert environment.read_time_zone("ZONE") == text


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Berlin", "Did you mean Europe/Berlin?"),
        ("europe/berlin", "Did you mean Europe/Berlin?"),
        ("Europe/Berln", "Did you mean Europe/Berlin?"),
        ("Europe", "no time zone"),
        ("../../etc/passwd", "no time zone"),
        ("/etc/localtime", "no time zone"),
        ("+02:00", "no time zone"),
    ],
)
def test_unknown_time_zone_is_refused(monkeypatch, text, hint):
    monkeypatch.setenv("ZONE", text)
    with pytest.raises(ImproperlyConfigured, match="ZONE is no time zone") as refusal:
        environment.read_time_zone("ZONE")
    assert hint in str(refusal.value)


@pytest.mark.parametrize("text", ["english", "xx", "de_DE", "en;", "../en", "1"])
def test_unknown_language_is_refused(monkeypatch, text):
    monkeypatch.setenv("LANG_CODE", text)
    with pytest.raises(ImproperlyConfigured, match="LANG_CODE is no language code"):
        environment.read_language("LANG_CODE")


@pytest.mark.parametrize(("text", "code"), [("", "en"), ("de", "de"), ("pt-BR", "pt-br"), ("en-us", "en-us")])
def test_language_is_read(monkeypatch, text, code):
    monkeypatch.setenv("LANG_CODE", text)
    assert environment.read_language("LANG_CODE") == code


@pytest.mark.parametrize("text", ["short", "x" * 80, "ab" * 40, KEY[:49]])
def test_secret_that_can_be_guessed_is_refused_and_not_told(monkeypatch, text):
    monkeypatch.setenv("KEY", text)
    with pytest.raises(ImproperlyConfigured, match="too easy to guess") as refusal:
        environment.read_secret("KEY", debug=True)
    assert text not in str(refusal.value)


def test_secret_that_is_missing_is_refused_except_for_debugging(monkeypatch):
    monkeypatch.setenv("KEY", "")
    with pytest.raises(ImproperlyConfigured, match="KEY is missing"):
        environment.read_secret("KEY", debug=False)
    assert len(environment.read_secret("KEY", debug=True)) > 50


@pytest.mark.parametrize("text", ["-1", "0", "65", "4.5", "four", "1e1", "４", "9" * 5000])
def test_number_outside_its_limits_is_refused(monkeypatch, text):
    monkeypatch.setenv("NUMBER", text)
    with pytest.raises(ImproperlyConfigured, match="NUMBER must be a whole number from 1 to 64"):
        environment.read_number("NUMBER", 4, least=1, most=64)


@pytest.mark.parametrize(("text", "number"), [("", 4), ("1", 1), (" 64 ", 64)])
def test_number_is_read(monkeypatch, text, number):
    monkeypatch.setenv("NUMBER", text)
    assert environment.read_number("NUMBER", 4, least=1, most=64) == number


@pytest.mark.parametrize("text", ["2", "on", "ja", "True!"])
def test_flag_that_is_neither_on_nor_off_is_refused(monkeypatch, text):
    monkeypatch.setenv("FLAG", text)
    with pytest.raises(ImproperlyConfigured, match="FLAG must be 1 or 0"):
        environment.read_flag("FLAG")


@pytest.mark.parametrize("name", ["C# tööl 50%", "a?b", "a%20b", "x y", "用户", "a:b", "file:x"])
def test_default_database_is_a_path_and_never_an_address(monkeypatch, name):
    path = Path("/srv", name, "plumbline.sqlite3")
    assert read_database(monkeypatch, "", path)["NAME"] == path


def test_database_address_is_read(monkeypatch):
    database = read_database(monkeypatch, "postgresql://dana:p%23ss@db.example:5433/plumb?sslmode=require")
    assert database["ENGINE"] == environment.POSTGRESQL
    assert (database["NAME"], database["HOST"], database["PORT"]) == ("plumb", "db.example", 5433)
    assert (database["USER"], database["PASSWORD"]) == ("dana", "p#ss")


@pytest.mark.parametrize(
    "text",
    [
        "mysql://dana:hush@db/plumb",
        "plumbline",
        "/srv/plumbline.sqlite3",
        "http://dana:hush@db/plumb",
        "postgresql://dana:hush@db",
        "postgresql://dana:hush@db/",
        "postgresql://dana:hush@db:many/plumb",
        "postgresql://dana:hush#x@db/plumb",
        "sqlite://",
        "sqlite://:memory:",
    ],
)
def test_database_address_that_cannot_work_is_refused_without_its_password(monkeypatch, text):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        read_database(monkeypatch, text)
    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize("sender", ["plans@example.com", "Plumbline <plans@example.com>", "plumbline@localhost"])
def test_sender_of_mail_is_read(monkeypatch, sender):
    monkeypatch.setenv("SENDER", f" {sender} ")
    assert environment.read_sender("SENDER") == sender


@pytest.mark.parametrize("sender", ["nobody", "plans@", "@example.com", "Plumbline", "a b@example.com, c"])
def test_sender_that_no_mail_can_come_from_is_refused(monkeypatch, sender):
    monkeypatch.setenv("SENDER", sender)
    with pytest.raises(ImproperlyConfigured, match="SENDER must be an address such as"):
        environment.read_sender("SENDER")


def test_folder_that_is_a_file_is_refused(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("FOLDER", str(tmp_path / "file"))
    with pytest.raises(ImproperlyConfigured, match="FOLDER must be a folder"):
        environment.read_folder("FOLDER", tmp_path)


@pytest.mark.parametrize("named", [".", "data", "data/.."])
def test_static_folder_that_would_take_the_database_with_it_is_refused(monkeypatch, tmp_path, named):
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("STATIC", str(tmp_path / named))
    with pytest.raises(ImproperlyConfigured, match="STATIC is emptied at every upgrade"):
        environment.read_static_folder("STATIC", tmp_path / "static", kept=[tmp_path / "data"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PLUMBLINE_ORIGINS", "plumbline.example.com"),
        ("PLUMBLINE_HOSTS", "https://plumbline.example.com"),
        ("PLUMBLINE_TIME_ZONE", "Berlin"),
        ("PLUMBLINE_SECRET_KEY", "short"),
        ("PLUMBLINE_LANGUAGE", "english"),
        ("PLUMBLINE_HTTPS", "maybe"),
        ("DATABASE_URL", "mysql://db/plumb"),
        ("PORT", "eighty"),
    ],
)
def test_wrong_setting_stops_the_start_with_one_sentence(tmp_path, name, value):
    clean = {key: text for key, text in os.environ.items() if not key.startswith(("PLUMBLINE_", "DATABASE_"))}
    ended = subprocess.run(
        [sys.executable, "-m", "config.serve"],
        cwd=ROOT,
        env=clean
        | {"PLUMBLINE_DATA": str(tmp_path), "PLUMBLINE_STATIC": str(tmp_path / "static"), "PORT": "1"}
        | {"PORT": "0" if name == "PORT" else "58131", name: value},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Plumbline cannot start: {name}")
    assert ended.stderr.count("\n") == 1
