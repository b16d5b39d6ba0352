"""Panels: parts of a page that follow from answers. After a save one reply brings all of them that a page shows."""

import re
import uuid
from collections.abc import Callable, Iterable
from copy import copy
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve

View = Callable[..., HttpResponse]
MOST_PANELS = 30
"""A page with every part opened shows fewer."""
ALONE = "panel"
"""The parameter that asks the view of a whole page for its panel alone."""
_FIRST_TAG = re.compile(r"\s*<[a-z]+")


def panel(view: View) -> View:
    """Mark a view whose reply is one element with an id, to be put in the place of the one on the page."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        return view(*args, **kwargs)

    answer.is_panel = True  # type: ignore[attr-defined] # read by `render_panels`
    return answer


def render_panels(request: HttpRequest, project_id: uuid.UUID, scenario: str, addresses: Iterable[str]) -> str:
    """Return the panels of a project at some addresses, each marked for htmx to put it in its place.

    What is no address of a panel of this project and scenario is left out. Each view looks itself who may see it.
    """
    return "".join(
        _render(request, project_id, scenario, address) for address in dict.fromkeys(list(addresses)[:MOST_PANELS])
    )


def _render(request: HttpRequest, project_id: uuid.UUID, scenario: str, address: str) -> str:
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return ""
    here = (match.kwargs.get("project_id"), match.kwargs.get("scenario")) == (project_id, scenario)
    if not here or not getattr(match.func, "is_panel", False):
        return ""
    inner = copy(request)
    inner.path, inner.GET = parts.path, QueryDict(f"{parts.query}&{ALONE}=1")
    try:
        html = match.func(inner, **match.kwargs).text
    except Http404:
        return ""
    first = _FIRST_TAG.match(html)
    return f'{first[0]} hx-swap-oob="true"{html[first.end() :]}' if first else ""
