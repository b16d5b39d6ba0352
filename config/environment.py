"""Settings as people write them into the environment. What cannot work stops the start, in a sentence that says why."""

import difflib
import hashlib
import os
import re
import zoneinfo
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ImproperlyConfigured

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
LEAST_SECRET, LEAST_CHARACTERS = 50, 5  # as Django's own check of a deployment asks
_HOST = re.compile(r"\*|\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[a-f0-9:.]+\]")
_ORIGIN = re.compile(r"(?:(?P<scheme>https?)://)?(?P<host>\[[^]]*\]|[^:/]*)(?::(?P<port>\d+))?(?P<rest>/.*)?")
_PSEUDO = (("en-xa", "Accents"), ("ar-xb", "Right to left"))
_USUAL_PORTS = {"http": "80", "https": "443"}
_DATABASE_FORM = "it must look like postgresql://user:password@host/name"


def read_flag(name: str) -> bool:
    """Return whether a switch is on; it is off where nothing is set."""
    value = os.environ.get(name, "").strip().lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")
    return value in {"1", "true", "yes"}


def read_number(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number within limits."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    # Longer ones are no number that anybody means, and Python refuses to read very long ones.
    if not text.isascii() or not text.isdigit() or len(text) > 18 or not least <= int(text) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {text!r}")
    return int(text)


def read_choice(name: str, choices: Sequence[str]) -> str:
    """Return one of several words; the first where nothing is set."""
    word = os.environ.get(name, "").strip().lower() or choices[0]
    if word not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {word!r}")
    return word


def read_provider() -> list[dict[str, Any]]:
    """Return the OpenID Connect provider that people sign in at, as allauth takes it; none where none is set."""
    server, client = os.environ.get("PLUMBLINE_OIDC_SERVER", "").strip(), os.environ.get("PLUMBLINE_OIDC_CLIENT", "")
    if not server:
        return []
    if not re.fullmatch(r"https?://[^\s/]+\S*", server) or not client:
        raise ImproperlyConfigured(
            "PLUMBLINE_OIDC_SERVER must be the https:// address of the provider, and PLUMBLINE_OIDC_CLIENT what it "
            "calls this installation"
        )
    return [
        {
            "provider_id": "sso",
            "name": os.environ.get("PLUMBLINE_OIDC_NAME", "").strip() or "single sign-on",
            "client_id": client.strip(),
            "secret": os.environ.get("PLUMBLINE_OIDC_SECRET", ""),
            "settings": {"server_url": server},
        }
    ]


def read_mail(name: str) -> dict[str, Any]:
    """Return Django's settings of the mail server, from `smtp://user:password@host:port`; smtps for TLS from the start.

    Without one, mail is written to the log: enough to reset a password on one's own machine.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    form = f"{name} must look like smtp://user:password@host:587"
    try:
        address = urlsplit(text)
        port = address.port
    except ValueError:
        # What the library says quotes the address, and that holds a password.
        raise ImproperlyConfigured(form) from None
    if address.scheme not in {"smtp", "smtps"} or not address.hostname:
        raise ImproperlyConfigured(form)
    return {
        "EMAIL_HOST": address.hostname,
        "EMAIL_PORT": port or (465 if address.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
        "EMAIL_USE_SSL": address.scheme == "smtps",
        "EMAIL_USE_TLS": address.scheme == "smtp" and bool(address.username),
    }


def read_sender(name: str) -> str:
    """Return the address that mail comes from, with a name before it or without: `Plumbline <plans@example.com>`."""
    sender = os.environ.get(name, "").strip() or "plumbline@localhost"
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", parseaddr(sender)[1]):
        raise ImproperlyConfigured(f"{name} must be an address such as plumbline@example.com, not {sender!r}")
    return sender


def read_hosts(name: str, default: Sequence[str]) -> list[str]:
    """Return host names as Django compares them: without scheme, port or path."""
    return [_read_host(name, word) for word in _words(name)] or list(default)


def read_origins(name: str) -> list[str]:
    """Return origins as browsers send them: scheme and host, and the port where it is not the usual one."""
    return [_read_origin(name, word) for word in _words(name)]


def read_time_zone(name: str) -> str:
    """Return the name of a time zone that exists, spelt as the database of zones spells it."""
    text = os.environ.get(name, "").strip() or "UTC"
    zones = zoneinfo.available_timezones()
    if text in zones:
        return text
    near = [zone for zone in sorted(zones) if zone.lower() == text.lower() or zone.lower().endswith(f"/{text.lower()}")]
    near = near or difflib.get_close_matches(text, zones, 1)
    hint = f" Did you mean {near[0]}?" if near else " Use a name such as Europe/Berlin."
    raise ImproperlyConfigured(f"{name} is no time zone: {text!r}.{hint}")


def read_language(name: str) -> str:
    """Return a language that Django can write dates and numbers in."""
    text = os.environ.get(name, "").strip().lower() or "en"
    known = {code for code, _title in LANGUAGES}
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", text) or known.isdisjoint({text, text.split("-")[0]}):
        raise ImproperlyConfigured(f"{name} is no language code: {text!r}. Use one such as en, de or pt-br.")
    return text


def languages_beside(code: str, *, pseudo: bool) -> list[tuple[str, str]]:
    """Return the languages that a reader may choose, each with its own name.

    Args:
        code: The language of the installation, which is among them whether or not there is a catalogue for it.
        pseudo: Whether the two languages that nobody speaks are offered too, to find texts that escaped translation.
    """
    names = dict(LANGUAGES) | {"de": "Deutsch"}
    own = {"en": names["en"], "de": names["de"], code: names.get(code) or names.get(code.split("-")[0], code)}
    return [*own.items(), *(_PSEUDO if pseudo else ())]


def compiled_folder(catalogues: Path, target: Path) -> Path:
    """Return the folder below `target` for what is made of the catalogues: another content has another folder."""
    contents = hashlib.sha256()
    for path in sorted(catalogues.glob("*/LC_MESSAGES/django.po")):
        contents.update(path.read_bytes())
    return target / contents.hexdigest()[:16]


def read_secret(name: str, *, debug: bool) -> str:
    """Return the key that signs cookies and forms."""
    key = os.environ.get(name, "").strip()
    if not key and debug:
        return "only-for-debugging-" + "x" * 40
    if not key:
        raise ImproperlyConfigured(f"{name} is missing: set it to {LEAST_SECRET} random characters or more")
    if len(key) < LEAST_SECRET or len(set(key)) < LEAST_CHARACTERS:
        # The key itself stays out of the sentence, which may end up in a log.
        raise ImproperlyConfigured(
            f"{name} is too easy to guess: it must have {LEAST_SECRET} random characters or more. "
            'This makes one: python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    return key


def read_folder(name: str, default: Path) -> Path:
    """Return a folder as an absolute path; a relative one is seen from where the caller stands."""
    text = os.environ.get(name, "")
    if "\0" in text:
        raise ImproperlyConfigured(f"{name} is no folder")
    path = Path(text or default).absolute()
    if path.exists() and not path.is_dir():
        raise ImproperlyConfigured(f"{name} must be a folder, and {path} is a file")
    return path


def read_static_folder(name: str, default: Path, *, kept: Sequence[Path]) -> Path:
    """Return the folder of the collected static files, which is emptied whenever they are collected anew.

    Args:
        name: Of the variable.
        default: Where nothing is set.
        kept: Folders that must survive that.
    """
    path = read_folder(name, default)
    lost = next((folder for folder in kept if folder.resolve().is_relative_to(path.resolve())), None)
    if lost is not None:
        raise ImproperlyConfigured(f"{name} is emptied at every upgrade, so it must not be or hold {lost}: {path}")
    return path


def read_database(name: str, default: Path) -> dict[str, Any]:
    """Return Django's description of the database.

    Args:
        name: Of the variable, which holds an address.
        default: The SQLite file where nothing is set. It goes in as a path: written into an address, a folder that is
            named `C# work` would end it.
    """
    kept: dict[str, Any] = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    address = os.environ.get(name, "").strip()
    if not address:
        return {"ENGINE": SQLITE, "NAME": default, **kept}
    if "#" in address:
        raise ImproperlyConfigured(f"{name} would end at its #: in an address that sign is written %23")
    try:
        database = dict(dj_database_url.parse(address)) | kept
    except ValueError:
        # What the library says quotes the address, and that holds a password.
        raise ImproperlyConfigured(f"{name} cannot be read: {_DATABASE_FORM}") from None
    if database["ENGINE"] not in {SQLITE, POSTGRESQL}:
        raise ImproperlyConfigured(f"{name} must name a SQLite or a PostgreSQL database: {_DATABASE_FORM}")
    if database["NAME"] in {"", ":memory:"}:
        raise ImproperlyConfigured(f"{name} names no database: {_DATABASE_FORM}")
    return database


def where_an_address_led(path: Path) -> Path:
    """Return where releases before 0.2 put the database: they wrote the path into an address, unquoted."""
    return Path(dj_database_url.parse(f"sqlite:///{path}")["NAME"]).absolute()


def _words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def _read_host(name: str, word: str) -> str:
    host = word.lower()
    if not _HOST.fullmatch(host):
        inner = re.sub(r"^[a-z]+://|[:/].*$", "", host)
        hint = f" Write {inner}." if _HOST.fullmatch(inner) else ""
        raise ImproperlyConfigured(
            f"{name} takes host names without scheme, port or path, separated by commas; {word!r} is none.{hint}"
        )
    return host


def _read_origin(name: str, word: str) -> str:
    parts = _ORIGIN.fullmatch(word.lower())
    scheme, host, port, rest = parts.group("scheme", "host", "port", "rest") if parts else ("", "", "", "")
    if not parts or host == "*" or not _HOST.fullmatch(host.removeprefix("*")):
        raise ImproperlyConfigured(f"{name} takes origins such as https://plumbline.example.com; {word!r} is none.")
    # What browsers send: the scheme always, never a path, and no port where it is the usual one.
    origin = f"{scheme or 'https'}://{host}" + (
        "" if port == _USUAL_PORTS[scheme or "https"] else f":{port}" * bool(port)
    )
    if not scheme or rest or port == _USUAL_PORTS[scheme]:
        raise ImproperlyConfigured(f"{name}: browsers would never send {word!r} as their origin. Write {origin}.")
    return origin
