"""What a phone loads for the first question: the page and everything it names, compressed as it is served."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.once

# Peers on a phone, to their first question: 28 kB at best, 384 to 2,131 kB the others.
FIRST_BYTES = 28_000
"""Until the page can be read and answered."""
ALL_BYTES = 45_000
"""With what comes when somebody begins to type."""


def loaded(page: str) -> list[str]:
    """Return the static files that a browser asks for while it shows a page."""
    tags = re.findall(
        r'<(?:script|img)[^>]* src="([^"]+)"|<link rel="(?:stylesheet|icon|modulepreload)" href="([^"]+)"', page
    )
    return sorted({path for found in tags for path in found if path})


def weight(path: str) -> int:
    file = finders.find(path.removeprefix("/static/"))
    assert file, f"{path} is not a static file"
    return len(gzip.compress(Path(file).read_bytes(), 9))


def say(parts: dict[str, int]) -> str:
    table = "\n".join(f"{size:>7,} {path}" for path, size in sorted(parts.items(), key=lambda part: -part[1]))
    return f"{sum(parts.values()):,} bytes:\n{table}"


def test_first_question_is_light_enough_for_a_slow_line(owner, project):
    address = reverse("scoping:part", args=[project.pk, "base", "problem"])
    reply = owner.get(address, headers={"Accept-Encoding": "gzip"})
    assert reply["Content-Encoding"] == "gzip"
    page = gzip.decompress(reply.content).decode()
    parts = {"page": len(reply.content)} | {path: weight(path) for path in loaded(page)}
    assert {"/static/css/plumbline.css", "/static/js/autosave.js"} < parts.keys()
    assert sum(parts.values()) <= FIRST_BYTES, say(parts)
    later = re.findall(r'data-htmx="([^"]+)"', page)
    assert len(later) == 1
    parts |= {path: weight(path) for path in later}
    assert sum(parts.values()) <= ALL_BYTES, say(parts)


@pytest.mark.parametrize("name", ["start", "quick"])
def test_first_page_of_a_visitor_is_light_enough(owner, project, name):
    address = "/" if name == "start" else reverse("reports:quick_screen", args=[project.pk, "base", "size"])
    visitor = Client() if name == "start" else owner
    reply = visitor.get(address, headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(reply.content).decode()
    parts = {"page": len(reply.content)} | {path: weight(path) for path in loaded(page)}
    assert "/static/css/quick.css" in parts
    assert sum(parts.values()) <= FIRST_BYTES, say(parts)


def test_no_page_loads_the_explorer_unasked(owner, sample):
    for name in ("reports:overview", "estimates:compute", "teams:team", "decisions:value", "reports:scenarios"):
        page = owner.get(reverse(name, args=[sample.pk, "base"])).content.decode()
        assert [path for path in loaded(page) if "plotly" in path] == [], name
