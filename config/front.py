"""What stands before Django: reads requests without holding a thread, and sends each down its lane.

A body that trickles in costs a little memory and no thread, and is cut off when it is too slow. Saves, forms and pages
have threads of their own, heavy pages have processes, so that none of them waits behind another kind. Granian calls
this as an RSGI application; replies go back as a whole, so that whoever reads slowly holds no thread either.
"""

import asyncio
import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic
from typing import Any, BinaryIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.db import close_old_connections
from django.urls import Resolver404, resolve

from config.gateway import Reply, answer, environ_of, plain_reply
from config.guesses import LINKS, Guesses, address_of
from config.heavy import Ended, Helper
from projects.lanes import BUSY, HANDS_BACK, TAKEN, Lane, NoPageReason, lane_of

THREADS = {Lane.QUICK: 4, Lane.FORMS: 2, Lane.PAGES: 2}
MOST_PAGES_WAITING = 100
"""Who comes after these is asked to come again: the last of them would wait for most of a minute."""
SWITCH_SECONDS = 0.0005
"""How long one thread computes before another one may: a save does little, and asks for its turn some thirty times."""
LEAST_BYTES_PER_S = 8_000
"""A body may arrive no slower, once its seconds of grace are over: less than the slowest mobile line."""
LONGEST_BODY_S = 600
MOST_BODY_BYTES = 25_000_000
IN_MEMORY_BYTES = 256_000
"""What is longer goes into a file without a name."""
MOST_LARGE_BODIES = 16


class RefusedRequest(Exception):
    """A request that is answered without Django."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply


class Bodies:
    """Reads what visitors send."""

    def __init__(self) -> None:
        self._large = 0

    async def read(self, proto: Any) -> BinaryIO:
        """Return a whole body, ready to be read; close it afterwards.

        Raises:
            RefusedRequest: Where it is too slow or too long.
        """
        body = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 -- the caller closes it
        is_large = False
        try:
            began, received, chunks = monotonic(), 0, aiter(proto)
            while True:
                allowed = min(settings.UPLOAD_SECONDS + received / LEAST_BYTES_PER_S, LONGEST_BODY_S)
                try:
                    chunk = await asyncio.wait_for(anext(chunks), began + allowed - monotonic())
                except StopAsyncIteration:
                    break
                received += len(chunk)
                if received > IN_MEMORY_BYTES and not is_large:
                    self._take_large()
                    is_large = True
                if received > MOST_BODY_BYTES:
                    raise RefusedRequest(
                        plain_reply(413, "This is larger than 25 MB, which is the most that can be sent.")
                    )
                body.write(chunk)
        except TimeoutError:
            body.close()
            words = "What was sent arrived too slowly. Nothing was saved; please send it again."
            raise RefusedRequest(plain_reply(408, words, ("Connection", "close"))) from None
        except BaseException:
            body.close()
            raise
        finally:
            self._large -= is_large
        body.seek(0)
        return body  # type: ignore[return-value] # a file in all that matters here

    def _take_large(self) -> None:
        if self._large >= MOST_LARGE_BODIES:
            words = "Many large files are being sent at the moment. Please send yours again in a minute."
            raise RefusedRequest(plain_reply(503, words, ("Retry-After", "60")))
        self._large += 1


class HeavyRoom:
    """The processes for heavy pages, and the places before them.

    Args:
        processes: How many.
        places: Heavy pages that are made or wait, all together; the next one is asked to come again.
        most_seconds: After that long a page is given up.
    """

    def __init__(self, processes: int, places: int, most_seconds: float) -> None:
        self._places = places
        self._helpers = [Helper(most_seconds) for _number in range(processes)]
        self._free: asyncio.Queue[Helper] = asyncio.Queue()
        for helper in self._helpers:
            self._free.put_nowait(helper)
        # These threads only wait for their process.
        self._threads = ThreadPoolExecutor(processes, "heavy")

    async def make(self, environ: dict[str, str]) -> Reply | NoPageReason:
        """Return a page, or why there is none."""
        if self._places <= 0:
            return NoPageReason.BUSY
        self._places -= 1
        try:
            helper = await self._free.get()
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, helper.ask, environ)
            except Ended:
                return NoPageReason.FAILED
            finally:
                self._free.put_nowait(helper)
        finally:
            self._places += 1

    def stop(self) -> None:
        """End the processes."""
        for helper in self._helpers:
            helper.stop()


class Front:
    """The server's application.

    Args:
        django: The WSGI application behind it.
    """

    def __init__(self, django: Any) -> None:
        self._django = django
        self._bodies = Bodies()
        self._threads = {lane: ThreadPoolExecutor(count, lane) for lane, count in THREADS.items()}
        self._guesses = Guesses()
        self._pages_waiting = 0
        self._room: HeavyRoom | None = None

    def __rsgi_init__(self, _loop: Any) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        self._room = HeavyRoom(settings.HEAVY_PROCESSES, settings.HEAVY_PLACES, settings.HEAVY_SECONDS)

    def __rsgi_del__(self, _loop: Any) -> None:
        if self._room:
            self._room.stop()

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        body: BinaryIO | None = None
        try:
            environ = environ_of(scope)
            if "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0":
                body = await self._bodies.read(proto)
                # What comes in chunks does not say how long it is, and Django reads no further than it is told.
                environ["CONTENT_LENGTH"] = str(body.seek(0, os.SEEK_END))
                body.seek(0)
            reply = await self._answer(environ, body)
        except RefusedRequest as refused:
            reply = refused.reply
        finally:
            if body is not None:
                body.close()
        proto.response_bytes(reply.status, reply.headers, reply.body)

    async def _answer(self, environ: dict[str, str], body: BinaryIO | None) -> Reply:
        if not environ["PATH_INFO"].startswith(LINKS):
            return await self._down_its_lane(environ, body)
        address = address_of(environ, behind_proxy=settings.HTTPS)
        if seconds := self._guesses.seconds_to_wait(address):
            words = "Too many links that do not exist were opened from your network. Please try again later."
            return plain_reply(429, words, ("Retry-After", str(seconds)), ("Cache-Control", "no-store"))
        reply = await self._down_its_lane(environ, body)
        if reply.status == 404:
            self._guesses.count(address)
        return reply

    async def _down_its_lane(self, environ: dict[str, str], body: BinaryIO | None) -> Reply:
        lane, token = _lane(environ)
        if lane is Lane.HEAVY:
            assert self._room is not None
            made = await self._room.make(environ | {HANDS_BACK: "1"})
            if not isinstance(made, Reply):
                return await self._say_why(environ, made)
            reply, taken = _without_note(made)
            if taken or (token and reply.status == 200):
                # The process that made the page writes nothing.
                await asyncio.get_running_loop().run_in_executor(self._threads[Lane.QUICK], _note, token, taken)
            return reply
        if lane is not Lane.PAGES:
            return await self._in_thread(lane, environ, body)
        if self._pages_waiting >= MOST_PAGES_WAITING:
            return await self._say_why(environ, NoPageReason.BUSY)
        self._pages_waiting += 1
        try:
            return await self._in_thread(lane, environ, body)
        finally:
            self._pages_waiting -= 1

    async def _say_why(self, environ: dict[str, str], why: NoPageReason) -> Reply:
        return await self._in_thread(Lane.QUICK, environ | {BUSY: why}, None)

    async def _in_thread(self, lane: Lane, environ: dict[str, str], body: BinaryIO | None) -> Reply:
        return await asyncio.get_running_loop().run_in_executor(
            self._threads[lane], answer, self._django, environ, body
        )


def _lane(environ: dict[str, str]) -> tuple[Lane, str]:
    """Return the lane, and the secret where the address is that of a share link."""
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    if path.startswith(settings.STATIC_URL):
        return Lane.QUICK, ""
    try:
        match = resolve(path)
    except Resolver404:
        return Lane.PAGES, ""
    return lane_of(match.func, environ["REQUEST_METHOD"]), match.kwargs.get("token", "")


def _without_note(reply: Reply) -> tuple[Reply, dict[str, str]]:
    """Return a reply as the visitor gets it, and the file that it says was taken."""
    noted = [text for name, text in reply.headers if name == TAKEN]
    headers = [(name, text) for name, text in reply.headers if name != TAKEN]
    return replace(reply, headers=headers), json.loads(noted[0]) if noted else {}


def _note(token: str, taken: dict[str, str]) -> None:
    """Note that a link was opened, and a file taken."""
    # Models can be imported only once Django has started.
    from projects.access import note_opening
    from projects.downloads import note_taken

    if token:
        note_opening(token)
    if taken:
        note_taken(**taken)
    close_old_connections()


def make_front() -> Front:
    """Return the server's application; Django starts here, in the process that serves."""
    from config.wsgi import application

    return Front(application)
