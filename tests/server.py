"""The real server, as `./run` starts it, with a folder, a database and a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def clean_environment() -> dict[str, str]:
    """Return the environment without what names another installation, with the settings that serve."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLUMBLINE_", "DATABASE_"))}
    return kept | {"DJANGO_SETTINGS_MODULE": "config.settings"}


@dataclass
class Site:
    """A server with a folder of its own, as `./run` starts it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.folder / "server.log"

    def launch(self) -> subprocess.Popen[bytes]:
        """Start, and return at once."""
        folders = {"PLUMBLINE_DATA": str(self.folder / "data"), "PLUMBLINE_STATIC": str(self.folder / "static")}
        environment = clean_environment() | folders | {"PORT": str(self.port)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.serve"],
                cwd=ROOT,
                env=environment | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.process

    def start(self) -> None:
        """Start, and return when the first page answers."""
        process = self.launch()
        deadline = time.monotonic() + 180
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The server did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=30):
                return True
        except urllib.error.HTTPError as error:
            error.close()
            return True
        except OSError:
            return False

    def said(self) -> str:
        """Return what the server printed since its first start: why a page failed stands nowhere else."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def manage(self, *command: str, password: str = "") -> None:
        """Run a command of manage.py on the data of this server; a password is that of an account that it makes."""
        folders = {"PLUMBLINE_DATA": str(self.folder / "data"), "PLUMBLINE_STATIC": str(self.folder / "static")}
        environment = clean_environment() | folders | {"DJANGO_SUPERUSER_PASSWORD": password} | self.environment
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, timeout=120)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server and its workers; with SIGKILL as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=30)
            self.process = None
