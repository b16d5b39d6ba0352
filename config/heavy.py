"""Processes of their own for what takes seconds. Each makes one page at a time; one that ends is replaced.

A process is this module run as a program. It gets requests on its input and gives replies on its output, pickled, and
ends when its input does, so that none outlives the server. Plain pipes work on every system alike.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from config.gateway import Reply

ROOT = Path(__file__).resolve().parent.parent
MOST_PAGES = 200
"""After so many a process makes room for a fresh one, which gives back what libraries keep."""
MOST_MEGABYTES = 1_000
"""A process that once held more is replaced when its page is done."""
NICENESS = 5
"""Saves go first where processors are few."""


class Ended(Exception):
    """The process ended before it answered, or was ended because it took too long."""


class Helper:
    """A process that makes heavy pages. One thread at a time may ask it.

    Args:
        most_seconds: After that long it is ended.
    """

    def __init__(self, most_seconds: float) -> None:
        self.most_seconds = most_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    def ask(self, environ: dict[str, str]) -> Reply:
        """Have one page made.

        Args:
            environ: What `config.gateway.environ_of` gave.

        Raises:
            Ended: The next call starts another process.
        """
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        alarm = threading.Timer(self.most_seconds, process.kill)
        alarm.start()
        try:
            pickle.dump(environ, process.stdin)
            process.stdin.flush()
            reply, megabytes = pickle.load(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.stop()
            raise Ended from error
        finally:
            alarm.cancel()
        self._made += 1
        if self._made >= MOST_PAGES or megabytes > MOST_MEGABYTES:
            self.stop()
        return Reply(*reply)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "config.heavy"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process, self._made = self._process, None, 0
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was on its way to a process that is gone
                    pipe and pipe.close()


def held_megabytes() -> float:
    """Return the memory that this process holds [MB], or the most it ever held; 0 where the system does not tell.

    Linux counts to the most ever held what the process that started this one held, so there the present is asked for.
    """
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    try:
        import resource
    except ImportError:
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def _read_only(connection: Any, **_more: Any) -> None:
    """Only the serving process writes to SQLite; a heavy page has nothing to write."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only=ON")


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until there is nothing more to read."""
    from django.core.wsgi import get_wsgi_application
    from django.db.backends.signals import connection_created

    from config.gateway import answer
    from projects.heap import spare_what_is_loaded
    from reports.pdf import let_older_go

    application = get_wsgi_application()
    connection_created.connect(_read_only)
    spare_what_is_loaded()
    while True:
        try:
            environ = pickle.load(requests)
        except EOFError:
            return
        reply = answer(application, environ)
        pickle.dump(((reply.status, reply.headers, reply.body), held_megabytes()), replies)
        replies.flush()
        let_older_go()  # nobody waits for it now


def main() -> None:
    """Keep the output for replies alone: what a library prints goes where errors go."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Ctrl+C reaches the whole group; this one ends with the server, without a trace of its own.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
