"""Middleware of every visit. Not in `middleware`, which logging reads before there are models."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.access import renew_key
from projects.limits import OverLimit


class BrowserMiddleware:
    """Lets a browser that comes back keep its projects, and says which limit it reached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        renew_key(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Where a page has no place of its own to say it."""
        if isinstance(exception, OverLimit):
            return render(request, "507.html", {"words": str(exception)}, status=507)
        return None
