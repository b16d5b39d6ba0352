"""A blank cost is never zero in silence: what is not counted is named, with what it usually comes to."""

import re

import pytest
from django.urls import reverse

from decisions.content import get_value_rules
from decisions.gaps import not_counted_of, say_not_counted
from decisions.results import results_of
from decisions.verdicts import verdict_of
from projects.access import Workspace
from projects.domain.draws import summarise
from projects.formatting import JOINER
from projects.models import Answer
from tests.decisions.pages import first_page, words_of

pytestmark = pytest.mark.once

LEFT_BLANK = (
    "value.security_one_off", "value.contingency_share", "value.change_one_off", "value.switch_off_one_off",
    "value.running_licences_per_year", "value.upkeep_share", "value.downtime_hours",
)  # fmt: skip


@pytest.fixture
def blank(sample):
    """The worked example without seven of its costs."""
    Answer.objects.filter(scenario__project=sample, field_id__in=LEFT_BLANK).delete()
    return sample


def workspace_of(project):
    project.sequence += 1
    project.save()
    return Workspace(project, project.scenarios.get(slug="base"))


@pytest.mark.parametrize("page", ["decisions:value", "reports:overview", "reports:report", "decisions:decision"])
def test_page_names_what_is_not_counted(owner, blank, page):
    text = owner.get(reverse(page, args=[blank.pk, "base"])).content.decode()
    assert "Not counted yet" in text
    assert "With the usual ranges for 4 of them" in text


def test_first_page_of_the_report_names_them_in_full_beside_the_net_value(owner, blank):
    workspace = workspace_of(blank)
    page = first_page(owner.get(reverse("reports:report_pdf", args=[blank.pk, "base"])).content)
    value, write = results_of(workspace).case.value.value, workspace.formatter.bare("money")
    # Paper keeps a minus and its sum together in a way of its own.
    ends, gaps = (
        words.replace(JOINER, "")
        for words in (f"{write(value.low)} to {write(value.high)}", say_not_counted(workspace))
    )
    assert page.count(ends) == 1, "the range stands once"
    assert gaps in page


def test_usual_range_that_was_accepted_is_not_called_yours(owner, project):
    base = project.scenarios.get(slug="base")
    source = get_value_rules().usual[0].source
    Answer.objects.create(
        scenario=base, field_id="value.running_licences_per_year", state="known", note=source,
        value={"low": 1000, "likely": 2000, "high": 3000},
    )  # fmt: skip
    project.sequence += 1
    project.save()
    page = words_of(owner.get(reverse("decisions:decision", args=[project.pk, "base"])))
    assert "its only input is a usual range that you accepted" in page
    assert "its only input is yours" not in page


def test_answered_cost_is_no_longer_named(blank):
    named = "Not counted yet: Security review, Bringing the change about, Work lost at the switch, Contingency, and"
    assert say_not_counted(workspace_of(blank)).startswith(f"{named} 3 more.")
    Answer.objects.create(
        scenario=blank.scenarios.get(slug="base"), field_id="value.security_one_off", state="known",
        value={"low": 0, "likely": 0, "high": 0},
    )  # fmt: skip
    said = say_not_counted(workspace_of(blank))
    assert said.startswith("Not counted yet: Bringing the change about, Work lost at the switch, Contingency, Licences")


def test_usual_range_has_a_source_and_counts_nowhere_until_it_is_taken(blank):
    workspace = workspace_of(blank)
    results = results_of(workspace)
    gaps = {gap.usual.field_id: gap.usual for gap in not_counted_of(workspace) if gap.usual}
    share = gaps["value.contingency_share"]
    assert (share.value.low, share.value.likely, share.value.high) == (10, 15, 30)
    assert "AACE 18R-97" in share.source
    assert "contingency" not in {part.key for part in results.case.parts}
    assert results.usual.value.likely < results.case.value.value.likely


def test_usual_range_that_is_a_share_of_the_cost_is_money(blank):
    workspace = workspace_of(blank)
    usual = results_of(workspace).usual.inputs["value.change_one_off"]
    cost = summarise(results_of(workspace).case.cost_draws).likely
    assert usual.unit == "money"
    assert usual.value.likely == pytest.approx(cost / 10, rel=0.05)


def test_upkeep_has_no_usual_range_beside_the_people_that_it_includes(blank):
    assert "value.upkeep_share" not in results_of(workspace_of(blank)).usual.inputs
    Answer.objects.filter(scenario__project=blank, field_id="value.running_people_per_year").delete()
    assert "value.upkeep_share" in results_of(workspace_of(blank)).usual.inputs


def test_work_lost_has_no_usual_range_while_nobody_said_who_is_trained(blank):
    assert "value.downtime_hours" not in results_of(workspace_of(blank)).usual.inputs
    users = [{"group": "Clerks", "count": 11, "to_train": 11}]
    Answer.objects.filter(scenario__project=blank, field_id="people.users").update(value=users)
    assert "value.downtime_hours" in results_of(workspace_of(blank)).usual.inputs


@pytest.mark.parametrize("usual", get_value_rules().usual, ids=lambda usual: usual.field_id)
def test_every_usual_range_says_where_it_is_from(usual):
    assert any(word in usual.source for word in ("from memory", "ours", "Ours"))


def test_button_answers_with_the_usual_range_and_notes_its_source(owner, blank):
    workspace = workspace_of(blank)
    sent = {"field": "value.contingency_share", "version": workspace.answers["value.contingency_share"].version}
    reply = owner.post(reverse("decisions:take_usual", args=[blank.pk, "base"]), sent)
    assert reply.status_code == 302
    stored = workspace_of(blank).answers["value.contingency_share"]
    assert stored.value == {"low": 10.0, "likely": 15.0, "high": 30.0}
    assert "AACE 18R-97" in stored.note


@pytest.mark.parametrize("field_id", ["value.running_licences_per_year", "team.roles", ""])
def test_button_takes_nothing_that_has_no_usual_range(owner, blank, field_id):
    before = workspace_of(blank).answers[field_id or "team.roles"].content
    page = owner.post(
        reverse("decisions:take_usual", args=[blank.pk, "base"]), {"field": field_id, "version": 1}, follow=True
    )
    assert "This is not available. Please choose again." in page.content.decode()
    assert workspace_of(blank).answers[field_id or "team.roles"].content == before


def test_button_of_a_stale_page_changes_nothing(owner, blank):
    Answer.objects.create(
        scenario=blank.scenarios.get(slug="base"), field_id="value.contingency_share", state="unknown", version=3
    )
    sent = {"field": "value.contingency_share", "version": 2}
    page = owner.post(reverse("decisions:take_usual", args=[blank.pk, "base"]), sent, follow=True).content.decode()
    assert "Someone else answered this in the meantime." in page
    assert workspace_of(blank).answers["value.contingency_share"].state == "unknown"


def test_costs_that_would_turn_it_into_a_loss_hold_the_verdict(blank):
    workspace = workspace_of(blank)
    assert results_of(workspace).case.value.value.likely > 0
    assert results_of(workspace).usual.value.likely < 0
    assert "benefit.loses_with_usual" in {reason.rule.id for reason in verdict_of(workspace).reasons}


def test_link_that_hides_pay_tells_no_sum_of_what_is_not_counted(client, blank, share):
    _link, secret = share
    text = client.get(reverse("reports:shared", args=[secret])).content.decode()
    assert "Not counted yet" in text
    assert "the net value would be" not in text


@pytest.mark.parametrize("page", ["decisions:value", "reports:report", "decisions:decision"])
def test_what_is_not_counted_stands_out(owner, blank, page):
    text = owner.get(reverse(page, args=[blank.pk, "base"])).content.decode()
    assert re.search(r'<(p|h3)\s+class="uncounted[^>]*>.{0,400}Not counted yet', text, re.S)
