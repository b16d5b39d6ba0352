"""What a request gets that leads nowhere. A form that was sent there is given back: nobody types anything twice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.readers import ClosedReason, standing_of
from projects.sent import sent_text


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "not_sent.html", {"sent": sent_text(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    standing, reader = standing_of(request)
    is_new_here = not reader and request.path.startswith("/p/")
    context = {
        "sent": sent_text(request),
        "standing": standing.value,
        "reader": reader,
        "may_sign_in": is_new_here and standing is ClosedReason.SIGNED_OUT,
        "is_new_here": is_new_here,
    }
    return render(request, "404.html", context, status=404)
