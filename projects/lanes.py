"""Which threads or processes answer a view, so that heavy pages and slow visitors never keep a save waiting.

`config.front` reads the lane off the view. Whatever serves this app otherwise (a test, another server) still asks for a
place before anything heavy is composed.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from threading import BoundedSemaphore
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

BUSY = "plumbline.busy"
"""Key of the WSGI environment by which the server asks for a page that says why there is none; no header can."""
HANDS_BACK = "plumbline.hands_back"
"""Key of the WSGI environment of a process that writes nothing: what it would note goes back in a header."""
TAKEN = "X-Plumbline-Taken"
"""That header; the server takes it off."""
AGAIN_SECONDS = 5
MOST_IN_ONE_PROCESS = 3
"""Heavy pages at once in a process that serves alone; the next one is asked to come again."""

_places = BoundedSemaphore(MOST_IN_ONE_PROCESS)
View = Callable[..., HttpResponse]


class Lane(StrEnum):
    """Where a request is answered."""

    QUICK = "quick"
    """Threads of their own for what must always be answered: saves, health, static files."""
    FORMS = "forms"
    """Whatever else changes something; never turned away for the queue."""
    PAGES = "pages"
    """Pages to read."""
    HEAVY = "heavy"
    """Processes of their own, for what takes seconds."""


class NoPageReason(StrEnum):
    """Why there is no page."""

    BUSY = "busy"
    FAILED = "failed"
    """The process that made it ended, or was ended because it took too long."""


def quick(view: View) -> View:
    """Mark a view that must be answered whatever else goes on. It takes milliseconds."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        return view(*args, **kwargs)

    answer.lane = Lane.QUICK  # type: ignore[attr-defined] # read by `lane_of`
    return answer


def heavy(view: View) -> View:
    """Mark a view that takes seconds: reports in every format, large comparisons. Only what it shows is made there.

    Being full is found out before the view runs, so whoever is turned away has cost next to nothing.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _places.acquire(blocking=False):
            return say_why(request, NoPageReason.BUSY)
        try:
            return view(request, *args, **kwargs)
        finally:
            _places.release()

    answer.lane = Lane.HEAVY  # type: ignore[attr-defined] # read by `lane_of`
    return answer


def lane_of(view: View, method: str) -> Lane:
    """Return the lane of a request to a view."""
    lane: Lane = getattr(view, "lane", Lane.PAGES)
    if lane is Lane.QUICK or method in {"GET", "HEAD"}:
        return lane
    return Lane.FORMS


def say_why(request: HttpRequest, why: NoPageReason) -> HttpResponse:
    """Return a page that says why there is none; where others are in front, it asks again by itself."""
    context = {"why": why, "again_seconds": AGAIN_SECONDS if why is NoPageReason.BUSY else None}
    reply = render(request, "503.html", context, status=503)
    reply["Retry-After"] = str(AGAIN_SECONDS)
    reply._has_been_logged = True  # type: ignore[attr-defined] # Django's own mark: a flood must not fill the log too
    return reply


class BusyMiddleware:
    """Says why there is no page where the server could not take the request on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        why = request.META.get(BUSY)
        return say_why(request, NoPageReason(why)) if why else self.get_response(request)
