"""What a request gets that leads nowhere. A form that was sent there is given back: nobody types anything twice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.sent import sent_text


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "not_sent.html", {"sent": sent_text(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"sent": sent_text(request)}, status=404)
