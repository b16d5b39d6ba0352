"""Middleware of every visit. Not in `middleware`, which logging reads before there are models."""

import logging
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from projects.access import READS, renew_key
from projects.accounts import asks_to_sign_in, has_provider, is_signed_in
from projects.limits import CANNOT_STORE, OverLimit
from projects.passkeys import are_offered, is_sso_alone
from projects.readers import ClosedReason
from projects.sent import sent_text

logger = logging.getLogger(__name__)


PUBLIC = ("/accounts/", "/s/", "/healthz", "/theme/", "/language/", "/brand/", "/static/", "/api/v1/")
"""Open where people must sign in: signing in itself, and what asks for a secret of its own: links, and the API."""


class SignInMiddleware:
    """Asks for an account where the installation is set so. Elsewhere it is not there, and costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not asks_to_sign_in():
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_public = request.path.startswith(PUBLIC) and not request.path.endswith("/join/")
        if is_public or is_signed_in(request):
            return self.get_response(request)
        if request.method in READS and not request.headers.get("HX-Request"):
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        # Nothing is lost: what was typed is given back, or waits in the page until somebody has signed in.
        context = {"sent": sent_text(request), "standing": ClosedReason.SIGNED_OUT.value}
        return render(request, "signed_out.html", context, status=403)


SSO_PAGES = {
    "account_login", "account_logout", "account_inactive", "openid_connect_login", "openid_connect_callback",
    "socialaccount_login_cancelled", "socialaccount_login_error",
}  # fmt: skip
"""What is there of accounts where everybody signs in at the organisation's own provider."""


class WaysInMiddleware:
    """Lets the pages of passkeys, and of the organisation's sign-in, exist only where these are offered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Answer 404 where they are not."""
        if request.path.startswith("/accounts/") and is_sso_alone() and not _is_of_sso(request):
            raise Http404
        if request.path.startswith("/accounts/2fa/") and not are_offered(request):
            raise Http404
        if request.path.startswith("/accounts/3rdparty/") and not has_provider():
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say that the organisation's sign-in is out of reach: whoever asked for it can do nothing about it."""
        if not (isinstance(exception, RequestException) and request.path.startswith("/accounts/oidc/")):
            return None
        logger.error("The provider of single sign-on cannot be reached", exc_info=exception)
        return render(request, "socialaccount/authentication_error.html", status=503)


def _is_of_sso(request: HttpRequest) -> bool:
    """Tell whether a page of accounts has its use without passwords; nobody sends one to the page that leads on."""
    page = request.resolver_match.view_name if request.resolver_match else ""
    return page in SSO_PAGES and (page != "account_login" or request.method in READS)


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
