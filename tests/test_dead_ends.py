"""A page offers a member nothing that their link does not open: each of its links and forms lets them in."""

import re
from urllib.parse import urldefrag, urljoin

import pytest

from projects import access
from projects.domain.rights import REPORT, Right
from projects.models import BASE
from tests.test_access import make_member

WHO = {
    "edits, sees no pay": {"hide_pay": True},
    "comments, sees no pay": {"hide_pay": True, "right": Right.COMMENT},
    "reads, sees no pay": {"hide_pay": True, "right": Right.VIEW},
    "reads the report": {"parts": [REPORT], "right": Right.VIEW},
    "comments on the report, sees no pay": {"parts": [REPORT], "right": Right.COMMENT, "hide_pay": True},
    "edits one section": {"parts": ["problem"]},
    "edits one section, sees no pay": {"parts": ["training", REPORT], "hide_pay": True},
    "reads everything": {"right": Right.VIEW},
    "edits everything": {},
}
PAGES = ("", "report/", "problem/problem/", "problem/summary/", "comments/")
EVERY_ROOM = (
    *PAGES, "readiness/", "compute/", "compute/ways/", "team/", "team/hiring/", "value/", "options/", "decision/",
    "actions/", "scenarios/", "quick/result/",
)  # fmt: skip
"""What those are asked for who see every section; the others see little of it."""
ASKED = re.compile(r'\s(?:href|action|formaction|hx-get|data-\w+)="([/?][^"]*)"')
POSTED = re.compile(r'(?:<form\b(?=[^>]*\smethod="post")[^>]*?\saction|\shx-post|\sformaction)="([/?][^"]*)"')


class LetIn(Exception):
    """A visitor got as far as the project."""


@pytest.mark.parametrize("who", WHO)
def test_every_link_and_form_of_the_pages_that_a_member_sees_lets_them_in(sample, monkeypatch, who):
    visitor, home = make_member(sample, **WHO[who]), f"/p/{sample.pk}/{BASE}/"
    pages = EVERY_ROOM if "everything" in who else PAGES
    shown = {page: reply for page in pages if (reply := visitor.get(home + page)).status_code == 200}
    assert shown

    def let_in(*_grant):
        raise LetIn

    monkeypatch.setattr(access, "_workspace", let_in)

    def opens(method, address):
        try:
            return getattr(visitor, method)(address).status_code not in {403, 404}
        except LetIn:
            return True

    dead = {
        f"{page or 'overview'}: {method} {address.removeprefix(home)}"
        for page, reply in shown.items()
        for method, pattern in (("get", ASKED), ("post", POSTED))
        for address in sorted(addresses(home + page, reply.content.decode(), pattern))
        if not opens(method, address)
    }
    assert not dead, "\n".join(sorted(dead))


def addresses(page, html, pattern):
    """Return what a page leads to within projects."""
    found = {urldefrag(urljoin(page, address.replace("&amp;", "&")))[0] for address in pattern.findall(html)}
    return {address for address in found if address.startswith("/p/")}
