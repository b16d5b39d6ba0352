"""The real server ends when it is told to, at whatever moment of its start."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from config import keeper, serve
from tests.server import ROOT, Site

# A server of its own, with a database of its own.
pytestmark = pytest.mark.once

READY = "Plumbline is at"
DELAYS_S = (0, 0.15, 0.3, 0.6, 1, 1.6)
"""After it said where it is. Django is there a second or two later."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return a site whose database and files are prepared, and that does not run."""
    prepared = Site(tmp_path_factory.mktemp("stopping"))
    prepared.start()
    prepared.stop()
    return prepared


def is_gone(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("delay", DELAYS_S)
def test_server_that_is_told_to_stop_while_it_starts_ends_with_all_its_processes(site, delay, how):
    site.log.unlink()
    process = site.launch()
    deadline = time.monotonic() + 60
    while READY not in site.log.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(delay)
    process.send_signal(how)  # to the first process alone, as a service manager sends it
    try:
        process.wait(timeout=20)
        deadline = time.monotonic() + 5
        while not is_gone(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert is_gone(process.pid)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def told_while_signals_are_held(how):
    """Tell this process to stop, as it would be between the two programs."""
    keeper.hold()
    os.kill(os.getpid(), how)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_keeper_ends_by_a_signal_that_came_before_it_was_there(how):
    process = subprocess.run(
        [sys.executable, "-m", "config.keeper", "--help"],
        cwd=ROOT, preexec_fn=lambda: told_while_signals_are_held(how), capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (process.returncode, process.stdout) == (-how, b"")


def test_signals_are_held_while_one_program_becomes_the_other(monkeypatch):
    held = []
    monkeypatch.setattr(serve, "prepare", lambda: ["server"])
    monkeypatch.setattr(os, "execv", lambda *command: held.append(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    try:
        serve.main()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    assert held == [before | set(keeper.STOPPING)]
