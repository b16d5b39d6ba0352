"""What every page needs besides its own data."""

from typing import Any

from django.http import HttpRequest

from projects.formatting import Formatter

_THEMES = {"light", "dark"}


def page(request: HttpRequest) -> dict[str, Any]:
    chosen = request.COOKIES.get("theme", "")
    return {
        "theme": chosen if chosen in _THEMES else "",
        "formatter": Formatter.for_reader(),
        "noindex": request.path.startswith(("/p/", "/s/")),
    }
