"""The organisation's colour and logo, as files that pages load."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from projects.branding import current_look

A_YEAR = "public, max-age=31536000, immutable"
"""The address holds the stamp of the look, so another look has another address."""


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    look = current_look()
    if not look.colour:
        raise Http404
    return HttpResponse(look.style, content_type="text/css; charset=utf-8", headers={"Cache-Control": A_YEAR})


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    look = current_look()
    if not look.logo:
        raise Http404
    return HttpResponse(look.logo, content_type="image/png", headers={"Cache-Control": A_YEAR})
