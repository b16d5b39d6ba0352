"""Where allauth's pages of passkeys lose what somebody was about to do, or lead to a page that we do not have."""

from typing import Any

from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from projects.limits import admit_session


@require_safe
def first_page(_request: HttpRequest) -> HttpResponse:
    """Lead to the passkeys of the account: there is nothing else that proves who somebody is."""
    return redirect("mfa_list_webauthn")


class SignIn(LoginWebAuthnView):  # type: ignore[misc] # allauth brings no types
    """Signs in with a passkey; a refused one leads back to the sign-in page of the same errand."""

    def get(self, request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if not request.session.session_key:
            admit_session()
        response: HttpResponse = super().get(request, *args, **more)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)  # says why
        return _again(self.request, "account_login")


class Confirm(ReauthenticateWebAuthnView):  # type: ignore[misc] # allauth brings no types
    """Asks for a passkey again; a refused one is asked for once more."""

    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return _again(self.request, "mfa_reauthenticate_webauthn")


def _again(request: HttpRequest, page: str) -> HttpResponse:
    return redirect(passthrough_next_redirect_url(request, reverse(page), "next"))


sign_in, confirm = SignIn.as_view(), Confirm.as_view()
