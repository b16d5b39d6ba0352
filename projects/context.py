"""What every page knows without its view saying so."""

import tomllib
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from projects.branding import current_look
from projects.formatting import Formatter
from projects.passkeys import are_offered, is_sso_alone

# Only these two overrule the system; "auto" and anything else a cookie may hold mean: as the system says.
_THEMES = {"light", "dark"}
_PRIVATE = ("/p/", "/s/", "/b/", "/way-back/")


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what all pages show: theme, release, languages, look; and whether search engines must keep out."""
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in _THEMES else "",
        "formatter": Formatter.for_reader(),
        "release": release(),
        "languages": settings.LANGUAGES,
        "look": current_look(),
        "offers_passkeys": partial(are_offered, request),
        "sso_alone": is_sso_alone(),
        "noindex": request.path.startswith(_PRIVATE),
    }


@cache
def release() -> str:
    """Return the version that is running: of the package, or of the folder where it was not installed as one."""
    try:
        return version("plumbline")
    except PackageNotFoundError:
        project = tomllib.loads(Path(settings.BASE_DIR, "pyproject.toml").read_text())["project"]
        return str(project["version"])
