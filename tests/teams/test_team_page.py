"""The team page and its result, on saved answers."""

import re

import pytest
from django.urls import reverse

from projects.domain.answers import State
from projects.models import Answer
from teams.domain.reading import proposed_rows, written_out
from teams.reference import get_roles


def url(name, project, scenario="base"):
    return reverse(f"teams:{name}", args=[project.pk, scenario])


def save(base, **values):
    for name, value in values.items():
        Answer.objects.create(scenario=base, field_id=f"team.{name}", state=State.KNOWN, value=value)


def test_empty_project_shows_the_five_roles_as_our_assumption(owner, project):
    found = owner.get(url("team", project)).context["estimate"]
    assert found.plan.assumed
    assert len(found.by_role) == 5


def test_page_of_a_year_at_consultant_rates_holds_the_articles_sums(owner, project, base):
    rows = [row | {"contract": "hired"} for row in written_out(proposed_rows(), get_roles(), 12)]
    save(base, roles=rows, duration_months=12.0)
    ends = owner.get(url("team_result", project)).context["estimate"].ends
    assert (round(ends.low), round(ends.high)) == (145_080, 399_360)


def test_result_is_the_panel_that_it_replaces(owner, sample):
    html = owner.get(url("team_result", sample)).content.decode()
    assert html.lstrip().startswith('<section id="team_result"')
    assert "<html" not in html


def test_scenario_shows_its_own_team(owner, sample):
    slugs = list(sample.scenarios.values_list("slug", flat=True))
    totals = {slug: owner.get(url("team_result", sample, slug)).context["estimate"].total.value for slug in slugs}
    assert len(set(totals.values())) > 1


def test_row_that_cannot_be_counted_is_named_on_the_page(owner, project, base):
    save(base, roles=[{"role": "reviewer", "first_month": 5.0, "last_month": 2.0}])
    html = owner.get(url("team_result", project)).content.decode()
    assert "Reviewer ends in month 2, before it starts in month 5." in html


def test_hostile_name_stands_as_text(owner, project, base):
    save(base, roles=[{"role": "reviewer", "name": "<script>alert(1)</script>"}])
    html = owner.get(url("team", project)).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_advice_stands_on_the_page_for_every_open_role(owner, project):
    html = owner.get(url("team", project)).content.decode()
    assert html.count('<article class="ways">') == 5
    assert "Cheapest here" in html


def test_figures_of_the_advice_open(owner, project):
    page = owner.get(url("advice", project))
    links = re.findall(r'href="([^"]*/figures/[^"]*)"', page.content.decode())
    assert len(links) == 15
    opened = owner.get(links[1]).content.decode()
    assert "share_pct / 100 × salary_per_year" in opened


def test_people_who_are_there_get_no_advice(owner, sample):
    html = owner.get(url("advice", sample)).content.decode()
    assert "Already there, so nobody has to be found" in html
    assert html.lstrip().startswith('<section id="advice"')


def test_hostile_name_in_the_advice_stands_as_text(owner, project, base):
    save(base, roles=[{"role": "reviewer", "name": "<script>alert(1)</script>"}])
    html = owner.get(url("advice", project)).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


SEAT = {"role": "data_engineer", "contract": "employed", "share_pct": 50.0, "first_month": 3.0, "last_month": 4.0}


def test_mix_says_its_choice_and_its_figure_opens(owner, project):
    html = owner.get(url("mix", project)).content.decode()
    assert "No limit is set; this is the cheapest of all mixes." in html
    opened = owner.get(reverse("reports:figure", args=[project.pk, "base", "team.cost_mix"])).content.decode()
    assert "Σ role cost of the way that is chosen for it" in opened


def test_limits_that_clash_are_named_on_the_page(owner, project, base):
    save(base, roles=[SEAT, SEAT], most_contractors=0.0, most_hires=1.0)
    html = owner.get(url("mix", project)).content.decode()
    assert "These cannot all hold: contractors: 0 at most; new employees: 1 at most." in html
    assert "Raise the limit on new employees to 2." in html


def test_mix_is_written_into_the_plan_and_can_be_undone(owner, project, base):
    save(base, roles=[SEAT | {"rate_per_hour": 60.0}, SEAT | {"name": "Sam"}])
    assert "Write this mix into the plan" in owner.get(url("mix", project)).content.decode()
    owner.post(url("apply_mix", project))
    after = Answer.objects.get(scenario=base, field_id="team.roles").value
    assert [row["contract"] for row in after] == ["hired", "employed"]
    assert after[0]["share_pct"] == 50.0
    assert "Your plan holds this mix already." in owner.get(url("mix", project)).content.decode()
    owner.post(reverse("projects:take_back", args=[project.pk, "base", 1]))
    before = Answer.objects.get(scenario=base, field_id="team.roles").value
    assert [row["contract"] for row in before] == ["employed", "employed"]


def test_mix_of_the_proposal_writes_it_out(owner, project, base):
    owner.post(url("apply_mix", project))
    rows = Answer.objects.get(scenario=base, field_id="team.roles").value
    assert rows[0]["role"] == "data_engineer"
    assert all(row["share_pct"] and row["contract"] for row in rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_roles_does_not_change_the_number_of_queries(
    owner, project, base, rows, django_assert_max_num_queries
):
    save(base, roles=[{"role": "reviewer"}] * rows)
    with django_assert_max_num_queries(6):
        owner.get(url("team_result", project))
