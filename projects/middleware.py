"""What every answer to a request carries, and what no log may hold."""

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_LINKS = ("/s/", "/b/")
_PRIVATE = ("/p/", "/accounts/", "/access/", *_LINKS)
# Pages with a form: under no-referrer browsers would send it with "Origin: null", which the cross-site check refuses.
_FORMS = ("/join/", "/unlock/")
# Whatever follows in the line: the secret may have a blank before it, or anything behind it.
_SECRET = re.compile(r"(/[sb]/+).+", re.IGNORECASE)


class PrivacyMiddleware:
    """Keeps projects out of caches and search engines.

    `no-store` also makes "back" fetch the page anew, so that no one edits an answer of yesterday.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(_PRIVATE):
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if request.path.startswith("/s/") and not request.path.endswith(_FORMS):
            # The address holds the link's secret. The others tell it no other host either (SECURE_REFERRER_POLICY).
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


class WithoutSecrets(logging.Formatter):
    """Cuts the secret of a share link, or of a way back, out of every line of a log, those of a traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub(r"\1…", super().format(record))
