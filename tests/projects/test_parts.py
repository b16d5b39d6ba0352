"""The parts of a page of questions: each keeps its letter, and one that is not asked says so in its place."""

import re

import pytest
from django.urls import reverse

from projects.document import load_project, sample_document

pytestmark = pytest.mark.once

PART = re.compile(
    r'<(?:details|p) class="group(?P<attributes>[^>]*)>\s*(?:<summary>\s*<h3>)?<span class="ref">(?P<letter>[A-Z])<'
)


@pytest.mark.parametrize("example", ["credit", "bank"])
@pytest.mark.parametrize("name", ["decisions:data", "decisions:training", "teams:team", "estimates:compute"])
def test_letters_of_parts_do_not_skip(owner, browser_row, name, example):
    project = load_project(sample_document(example), owner=browser_row)
    page = owner.get(reverse(name, args=[project.pk, "base"])).content.decode()
    letters = [part["letter"] for part in PART.finditer(page) if " hidden" not in part["attributes"]]
    assert len(letters) >= 2
    assert "".join(letters) == "ABCDEFGH"[: len(letters)]


def test_part_that_is_not_asked_says_why_it_is_missing(owner, browser_row):
    project = load_project(sample_document("credit"), owner=browser_row)
    page = owner.get(reverse("decisions:training", args=[project.pk, "base"])).content.decode()
    assert page.count("not asked, by your answers") == 2
