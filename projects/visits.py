"""Middleware of every visit. Not in `middleware`, which logging reads before there are models."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from projects.access import renew_key
from projects.limits import CANNOT_STORE, OverLimit
from projects.sent import sent_text

logger = logging.getLogger(__name__)


class BrowserMiddleware:
    """Lets a browser that comes back keep its projects, and says which limit it reached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        renew_key(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Where a page has no place of its own to say that something was not saved; what was sent is given back."""
        words = ""
        if isinstance(exception, OverLimit):
            words = str(exception)
        elif isinstance(exception, CANNOT_STORE) and request.method not in {"GET", "HEAD"}:
            logger.error("Nothing could be stored", exc_info=exception)
            words = _(
                "The server cannot store anything at the moment: its disk is full or can only be read. What was saved "
                "before is safe and can be read. Keep what you typed, and please tell whoever runs the server."
            )
        if not words:
            return None
        return render(request, "507.html", {"words": words, "sent": sent_text(request)}, status=507)
