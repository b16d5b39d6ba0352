"""A blank cost is never zero in silence: value page, overview and page 1 of the report say what is not counted."""

import pytest
from django.urls import reverse

from decisions.gaps import say_not_counted
from projects.access import Workspace
from projects.models import Answer


@pytest.mark.parametrize("page", ["decisions:value", "reports:overview", "reports:report"])
def test_page_names_what_is_not_counted(owner, sample, page):
    text = owner.get(reverse(page, args=[sample.pk, "base"])).content.decode()
    assert "Not counted yet:" in text


def test_answered_cost_is_no_longer_named(owner, sample):
    workspace = Workspace(sample, sample.scenarios.get(slug="base"))
    assert say_not_counted(workspace) == (
        "Not counted yet: Security review, Bringing the change about, Work lost at the switch, Contingency, and 2 more."
    )
    Answer.objects.create(
        scenario=workspace.scenario, field_id="value.security_one_off", state="known",
        value={"low": 0, "likely": 0, "high": 0},
    )  # fmt: skip
    sample.sequence += 1
    sample.save()
    assert say_not_counted(Workspace(sample, sample.scenarios.get(slug="base"))) == (
        "Not counted yet: Bringing the change about, Work lost at the switch, Contingency, Upkeep by others, "
        "and 1 more."
    )
