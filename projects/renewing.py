"""The middleware that renews the key of a browser. Not in `middleware`, which logging reads before there are models."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from projects.access import renew_key


class BrowserMiddleware:
    """Lets a browser that comes back keep its projects."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        renew_key(request, response)
        return response
