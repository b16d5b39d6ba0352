"""A request as plain values, answered by Django in whatever thread or process has it."""

import io
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

Headers = list[tuple[str, str]]
_UNPREFIXED = {"CONTENT_TYPE", "CONTENT_LENGTH"}


@dataclass(frozen=True)
class Reply:
    """What goes back to the visitor."""

    status: int
    headers: Headers
    body: bytes


def plain_reply(status: int, text: str, *headers: tuple[str, str]) -> Reply:
    """Return a reply that needs no template: there may be no thread to render one."""
    return Reply(status, [("Content-Type", "text/plain; charset=utf-8"), *headers], f"{text}\n".encode())


def environ_of(scope: Any) -> dict[str, str]:
    """Return the part of the WSGI environment that comes from the visitor: texts only, so that it can travel.

    Args:
        scope: As RSGI describes a request.
    """
    host, _colon, port = scope.server.rpartition(":")
    client, _colon, _port = scope.client.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        # WSGI wants the bytes of the path, each as one character.
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SCRIPT_NAME": "",
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client.strip("[]"),
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        # A header with an underscore would pass for one with a dash.
        if "_" not in name:
            key = name.upper().replace("-", "_")
            key = key if key in _UNPREFIXED else f"HTTP_{key}"
            joint = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    return environ


def answer(application: Any, environ: Mapping[str, Any], body: BinaryIO | None = None) -> Reply:
    """Let a WSGI application answer, from the first header to the last byte, in this thread."""
    started: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
        started[:] = [(status, headers)]

    full = {
        "wsgi.version": (1, 0),
        "wsgi.input": body or io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **environ,
    }
    parts: Iterable[bytes] = application(full, start_response)
    try:
        content = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = started[0]
    return Reply(int(status.split(" ", 1)[0]), headers, content)
