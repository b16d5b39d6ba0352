"""The process that keeps the serving ones: the server's own program, whose workers can be stopped while they start.

A worker begins as a copy of its keeper, with the keeper's way of taking a signal, and has its own only once Django is
there, seconds later. A signal to stop that reached it in between told nobody, and the keeper waited for it for good.
Where workers are no copies, they start with the system's ways, and nothing has to be done.

Whoever becomes the keeper holds signals back until it takes them: Python drops one now and then while it starts.
"""

import os
import signal

STOPPING = (signal.SIGTERM, signal.SIGINT)


def hold() -> None:
    """Let no signal arrive while a worker is made, or this process becomes the keeper; it is delivered afterwards."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)


def _go_on() -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)


def _end_as_the_system_does() -> None:
    """Let a signal end this process, which has no way of its own yet.

    Python's way raises an exception wherever the process happens to be, which may be where exceptions are dropped.
    """
    for stopping in STOPPING:
        signal.signal(stopping, signal.SIG_DFL)


def _end_at_once() -> None:
    """Let a process that serves nobody yet end when it is told to stop, or was told while signals were held."""
    _end_as_the_system_does()
    _go_on()


def main() -> None:
    """Serve until a signal to stop, with the arguments of the command line."""
    _end_at_once()
    from granian.cli import entrypoint  # takes a moment, in which a signal may come

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=hold, after_in_parent=_go_on, after_in_child=_end_at_once)
    entrypoint()  # type: ignore[no-untyped-call] # the server has no types


if __name__ == "__main__":
    main()
