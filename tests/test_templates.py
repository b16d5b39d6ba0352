"""Templates ask only for what their pages hand them: Django shows nothing where a name has gone, and says nothing."""

import pytest
from django.template import Context, Template, VariableDoesNotExist
from django.template.base import FilterExpression, Variable

from tests.test_access import address
from tests.test_languages import PAGES

pytestmark = pytest.mark.once
PUBLIC = ("/", "/how/", "/words/", "/import/", "/bin/", "/access/", "/api/")
OPTIONAL = {
    "focused_box", "missing", "question.fields|first", "request.GET.part", "reasons.0|default:\"\"",
}  # fmt: skip
"""What a part of a page may be without: nothing is then what it shows, and not by mistake."""


@pytest.fixture
def missed(monkeypatch):
    """Return a set that fills with what templates ask for in vain; a default says that they know."""
    found = set()
    resolve = FilterExpression.resolve

    def watch(self, context, ignore_failures=False):
        if not ignore_failures and isinstance(self.var, Variable) and "|default:" not in self.token:
            try:
                self.var.resolve(context)
            except VariableDoesNotExist:
                found.add(self.token)
        return resolve(self, context, ignore_failures)

    monkeypatch.setattr(FilterExpression, "resolve", watch)
    return found


def test_a_name_that_is_gone_is_found(missed):
    Template("{{ column.name }}{{ column.verdict }}{{ other|default:'' }}{% if more %}{% endif %}").render(
        Context({"column": {"name": "Base"}})
    )
    assert missed == {"column.verdict"}


@pytest.mark.parametrize("name", PAGES)
def test_page_of_a_project_asks_for_what_is_there(name, owner, sample, share, missed):
    owner.get(address(name, sample, share))
    assert missed <= OPTIONAL


@pytest.mark.parametrize("url", PUBLIC)
def test_public_page_asks_for_what_is_there(url, client, db, missed):
    client.get(url)
    assert missed <= OPTIONAL
