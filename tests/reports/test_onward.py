"""The button that leads on: to the next page where a member's link opens it, and to none where it does not."""

import pytest
from django.urls import reverse

from projects.models import BASE
from tests.test_access import make_member

pytestmark = pytest.mark.once

ONWARD = {
    "teams:team": ("team", "value"),
    "estimates:compute": ("compute", "team"),
    "decisions:data": ("data", "approach"),
    "decisions:approach": ("approach", "compute"),
    "decisions:value": ("value", "training"),
    "decisions:training": ("training", "evaluation"),
}
"""Pages of a section, by what their button leads to."""


def page(client, name, project):
    return client.get(reverse(name, args=[project.pk, BASE]))


@pytest.mark.parametrize("name", ONWARD)
def test_page_leads_on_where_the_link_opens_what_comes_after(sample, name):
    here, after = ONWARD[name]
    assert page(make_member(sample, parts=[here]), name, sample).context["after"] is None
    assert page(make_member(sample, parts=[here, after]), name, sample).context["after"].part == after


def test_last_plan_leads_to_the_decision_whoever_sees_the_whole_project(sample):
    assert page(make_member(sample, parts=["evaluation"]), "decisions:evaluation", sample).context["after"] is None
    assert page(make_member(sample), "decisions:evaluation", sample).context["after"].part == "decision"


def test_checklist_leads_on_where_the_link_opens_computing(sample):
    compute = reverse("estimates:compute", args=[sample.pk, BASE])
    assert compute not in page(make_member(sample, parts=["readiness"]), "decisions:readiness", sample).content.decode()
    both = make_member(sample, parts=["readiness", "compute"])
    assert f'href="{compute}"' in page(both, "decisions:readiness", sample).content.decode()


@pytest.mark.parametrize(
    ("granted", "is_offered"), [({}, True), ({"hide_pay": True}, False), ({"parts": ["problem"]}, False)]
)
def test_keys_that_undo_are_offered_where_they_may_be_used(sample, granted, is_offered):
    member = make_member(sample, **granted)
    shown = member.get(reverse("scoping:part", args=[sample.pk, BASE, "problem"])).content.decode()
    undo = reverse("projects:undo_next", args=[sample.pk, BASE])
    assert (f'data-undo="{undo}"' in shown) is is_offered
    assert (member.post(undo).status_code == 200) is is_offered
