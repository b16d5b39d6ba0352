"""A PostgreSQL of one's own, for tests that stop and start it."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest


@dataclass
class Cluster:
    """A throw-away PostgreSQL server on a port of its own."""

    programs: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the user that may: it refuses to be root."""
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        # A file and no pipe: the server keeps what it was started with.
        with (self.folder / "log").open("ab") as log:
            subprocess.run(
                [*prefix, *command], check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=60
            )

    def start(self) -> None:
        # Not waiting for the disk saves time: nothing but programs is stopped here.
        options = f"-p {self.port} -c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.run("pg_ctl", "-w", "-s", "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it: "fast" as its own service does, "immediate" as a power cut would."""
        self.run("pg_ctl", "-m", how, "-s", "stop")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("initdb")
    if not found and not named:
        pytest.skip("no PostgreSQL is installed here that a test could start")
    if os.geteuid() == 0 and not shutil.which("runuser"):
        pytest.skip("PostgreSQL refuses to be started by root, and there is no runuser")
    folder = Path(mkdtemp())  # pytest's own folders may be opened by one user only
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    made = Cluster(found[-1].parent if found else Path(str(named)).parent, folder, port)
    try:
        made.run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        made.start()
        yield made
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            made.stop()
        shutil.rmtree(folder)
