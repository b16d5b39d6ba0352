"""What went wrong, as a program reads it: problem JSON (RFC 9457) in plain words, never a traceback."""

import json
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from api.tokens import TokenOver
from projects.access import NotGranted
from projects.domain.shapes import MISSING
from projects.limits import CANNOT_STORE, NoRoom, NoStorage, OverLimit

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
HOUR_SECONDS = "3600"


class Refused(Exception):
    """A request that cannot be done.

    Args:
        status: Of the reply.
        detail: What is wrong and what to do, in words.
        more: Further entries of the problem, such as the places in a document.
    """

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> HttpResponse:
    """Return a problem as a reply."""
    told = {"type": "about:blank", "title": _title(status), "status": status, "detail": detail, **more}
    return HttpResponse(
        json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def _title(status: int) -> str:
    return {
        400: _("Not understood"),
        401: _("No valid token"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("No such operation"),
        409: _("Changed in the meantime"),
        413: _("Too large"),
        422: _("Cannot be read"),
        429: _("Too often"),
        507: _("Cannot be stored"),
    }.get(status, _("Something went wrong"))


def not_found() -> HttpResponse:
    """Say that there is nothing; not yours and unknown look alike."""
    return problem(404, _("There is nothing at this address that this token may see."))


def finished(view: Callable[..., Any]) -> Callable[..., Any]:
    """Have a method that an address does not know answered as problem JSON too, and nothing kept in caches."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        reply = view(request, *args, **kwargs)
        if reply.status_code != 405:
            reply.setdefault("Cache-Control", "private, no-store")
            return reply
        return problem(405, _("This address knows other methods: “Allow” names them."), {"Allow": reply["Allow"]})

    answer.csrf_exempt = True  # type: ignore[attr-defined] # whoever has no token is refused, and cookies count nothing
    return answer


def handle_problems(service: NinjaAPI) -> None:
    """Have every error answered as problem JSON."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refused: _refused,
        TokenOver: _token_over,
        Http404: _nothing,
        NotGranted: _nothing,
        HttpError: _said_by_ninja,
        ValidationError: _unreadable,
        OverLimit: _over_limit,
        RequestDataTooBig: _too_large,
        Exception: _broken,
        **dict.fromkeys(CANNOT_STORE, _not_stored),
    }
    for kind, handler in handlers.items():
        service.add_exception_handler(kind, handler)


def _refused(_request: HttpRequest, refused: Refused) -> HttpResponse:
    return problem(refused.status, refused.detail, **refused.more)


def _nothing(_request: HttpRequest, _error: Http404 | NotGranted) -> HttpResponse:
    return not_found()


def _token_over(_request: HttpRequest, over: TokenOver) -> HttpResponse:
    return _no_token(str(over))


def _no_token(words: str) -> HttpResponse:
    return problem(401, words, {"WWW-Authenticate": "Bearer"})


def _said_by_ninja(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 401:
        words = _(
            "Send a token that works: “Authorization: Bearer plumbline_…”. You make one under “Access for programs”."
        )
        return _no_token(words)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return _too_large(request, error)
    return problem(error.status_code, _("This request could not be understood."))


def _unreadable(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which parameters do not fit."""
    places = [{"place": ".".join(map(str, fault["loc"][1:])), "message": _say_misfit(fault)} for fault in error.errors]
    return problem(422, _("Some of what was sent cannot be read. Nothing was changed."), problems=places)


def _say_misfit(error: Mapping[str, Any]) -> str:
    kind, limits = str(error["type"]), error.get("ctx", {})
    if kind == "missing":
        return _(MISSING) % {"key": error["loc"][-1]}
    if kind.startswith(("greater_than", "less_than")):
        return _("This number is out of range (%(limit)s).") % {"limit": next(iter(limits.values()), "")}
    if kind.startswith(("int", "float")):
        return _("This should be a number.")
    return _("This does not fit here.")


def _over_limit(_request: HttpRequest, limit: OverLimit) -> HttpResponse:
    if isinstance(limit, NoStorage):
        return problem(507, str(limit))
    if isinstance(limit, NoRoom):
        return problem(413, str(limit))
    return problem(429, str(limit), {"Retry-After": HOUR_SECONDS})


def _too_large(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(413, _("This is larger than a project can be. Nothing was stored."))


def _not_stored(_request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("Nothing could be stored", exc_info=error)
    return problem(507, _("The server cannot store anything at the moment. What was saved before is safe."))


def _broken(_request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("A request of a program failed", exc_info=error)
    return problem(500, _("This is our fault. Nothing was lost; please tell whoever runs this server."))
