"""Autosave against a bare Django view with a session and one row, both over loopback, in one run.

Ours checks who owns the project, reads the answer as typed, checks its version, writes answer, history and project in
one transaction and renders what stands under the input. Every save is a new text.

Run: python -m benchmarks.autosave
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks import show, time_in_turns
from config.serve import ADDRESS

ROOT = Path(__file__).resolve().parent.parent
SERVE = [sys.executable, "-m", "config.serve"]
FIELD = "problem.statement"
TEXT = "Mail that reaches the wrong desk waits two days before anybody looks at it. " * 4
ROUNDS = 600


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind((ADDRESS, 0))
        return int(listener.getsockname()[1])


def bare_command(port: int) -> list[str]:
    """Return what serves the yardstick: the same server, which hands each request straight to Django."""
    return [
        *(sys.executable, "-m", "granian", "benchmarks.bare:application", "--interface", "wsgi", "--host", ADDRESS),
        *("--port", str(port), "--workers", "1", "--blocking-threads", "4", "--log-level", "warning"),
    ]


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    """Start a server, wait until it answers, and end it afterwards."""
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(1_200):
                with closing(socket.socket()) as probe:
                    if probe.connect_ex((ADDRESS, port)) == 0:
                        break
                if process.poll() is not None:
                    raise SystemExit("a server did not start: see the lines above")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


def environment_in(folder: str, port: int) -> dict[str, str]:
    """Return the settings of a server with data of its own, whatever is set here for another one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLUMBLINE_", "DATABASE_"))}
    return kept | {"PLUMBLINE_DATA": folder, "PLUMBLINE_STATIC": f"{folder}/static", "PORT": str(port)}


class Visitor:
    """A browser as far as it matters here: cookies, one connection that stays open, and the form's token."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection(ADDRESS, port)
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[HTTPResponse, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        self.connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
        reply = self.connection.getresponse()
        text = reply.read().decode()
        for line in reply.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if reply.status >= 400:
            raise SystemExit(f"{method} {path} was answered with {reply.status}")
        return reply, text


class OurSave:
    """Saves of one long text, each on top of the one before."""

    def __init__(self, port: int) -> None:
        self.visitor = Visitor(port)
        _, page = self.visitor.send("GET", "/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if token:
            self.visitor.cookies.setdefault("csrftoken", token[1])
        reply, _ = self.visitor.send("POST", "/start/", {"name": "Benchmark"})
        project = re.search(r"/p/[0-9a-f-]{36}/base/", reply.headers["Location"])
        assert project, "starting a project leads to its overview"
        self.path = f"{project[0]}answers/{FIELD}/"
        self.version = count()

    def __call__(self) -> None:
        version, prefix = next(self.version), FIELD.replace(".", "-")
        sent = {"value": f"{TEXT}{version}", "version": str(version), "token": f"benchmark-{version}"}
        _, text = self.visitor.send("POST", self.path, {f"{prefix}-{name}": value for name, value in sent.items()})
        assert 'data-result="saved"' in text, text


@contextmanager
def our_server() -> Iterator[OurSave]:
    """Start the server as `./run` does, with data that is thrown away, and save there."""
    with TemporaryDirectory() as folder:
        port = free_port()
        with running(SERVE, port, environment_in(folder, port)):
            yield OurSave(port)


class BareSave:
    """The same text into the bare view."""

    def __init__(self, port: int) -> None:
        self.visitor, self.number = Visitor(port), count()
        self.visitor.send("GET", "/")

    def __call__(self) -> None:
        _, text = self.visitor.send("POST", "/save/", {"value": f"{TEXT}{next(self.number)}"})
        assert text == "saved", text


def main() -> None:
    """Start both servers in folders of their own and save in turns."""
    with TemporaryDirectory() as folder:
        ports = free_port(), free_port()
        key = {"PLUMBLINE_SECRET_KEY": "only-for-this-benchmark-" + "b" * 40}
        environment = environment_in(folder, ports[0]) | key
        bare = bare_command(ports[1])
        subprocess.run([sys.executable, "-m", "benchmarks.bare"], cwd=ROOT, env=environment, check=True)
        with (
            running(SERVE, ports[0], environment),
            running(bare, ports[1], environment),
        ):
            ours_ms, bare_ms = time_in_turns(OurSave(ports[0]), BareSave(ports[1]), rounds=ROUNDS)
    show("autosave", ours_ms, "a bare view", bare_ms)


if __name__ == "__main__":
    main()
