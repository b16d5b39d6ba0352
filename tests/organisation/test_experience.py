"""What finished projects teach, on its pages: proposed, adopted, taken over, taken back."""

import pytest
from django.urls import reverse

from decisions.models import Afterwards
from projects.access import COOKIE
from projects.models import BASE, Answer, AuditEntry, Experience, Project
from tests.conftest import OWNER_KEY
from tests.decisions.pages import words_of
from tests.projects.test_versions import keep, workspace_of

PAGE, EFFECTS, WITHDRAW = (
    reverse(f"organisation:{name}") for name in ("experience", "experience_effects", "withdraw_experience")
)
PLANNED = {"months": 6.0, "cost": 150.0, "cost_of_delay": 100.0}
SLIP, CONTINGENCY, USE = "team.schedule_slip", "value.contingency_share", "value.adoption"


def tell(owner, name, **came_out):
    project = Project.objects.create(name=name, owner=owner)
    project.scenarios.create(slug=BASE, name="Base")
    return Afterwards.objects.create(project=project, estimate={"planned": PLANNED, "version": "x"}, **came_out)


@pytest.fixture
def three(browser_row):
    """Three projects of somebody else: 0, 50 and 100 per cent late, one of them with its cost, two with their use."""
    return [
        tell(browser_row, "Letters", months=6),
        tell(browser_row, "Meters", months=9, cost=220, use=40),
        tell(browser_row, "Claims", months=12, use=60),
    ]


def adopt(client, **more):
    page = client.get(PAGE)
    counts = [project.row.pk for project in page.context["counted"]]
    sent = {"chosen": "1", "counts": counts, "seen": page.context["form"]["seen"].value(), **more}
    return client.post(PAGE, sent, follow=True)


# ---------------------------------------------------------------- proposed


def test_page_says_how_many_projects_are_missing(administrator):
    assert words_of(administrator.get(PAGE)).count("3 more projects are needed.") == 3
    assert "Nobody has entered yet what came out." in words_of(administrator.get(PAGE))


def test_default_of_today_stands_beside_the_proposed_one(administrator, three):
    page = words_of(administrator.get(PAGE))
    # Half of the weight is 0–20–70, a sixth each stands at 0, 50 and 100. At 0 there are 1/6 + 0.05 already: P10 is 0.
    # Half is reached where 1/6 + p / 2 = 1/2, at the P66.7 of the published, 20 + 0.431 / 1.2816 × 50 = 36.8. Below 100
    # there are no more than 5/6, so P90 is 100.
    assert "Overrun against plan 0% to 70%, likely 20% published 0% to 100%, likely 37% 0%, 50%, 100%" in page
    assert "2 more projects are needed." in page
    assert "1 more project is needed." in page


def test_projects_of_others_are_counted_without_their_names(administrator, three):
    page = words_of(administrator.get(PAGE))
    assert "Project 1, of somebody else" in page
    assert not any(row.project.name in page for row in three)


def test_project_that_is_not_ticked_does_not_count(administrator, three):
    page = administrator.get(PAGE, {"chosen": "1", "counts": [row.pk for row in three[:2]]})
    assert "1 more project is needed." in words_of(page)
    assert not page.context["can_adopt"]


@pytest.mark.parametrize("sent", ["x", "-1", "99999999999999999999", "<script>", "\x00"])
def test_hostile_choices_count_nothing(administrator, three, sent):
    page = administrator.get(PAGE, {"chosen": "1", "counts": sent})
    assert page.status_code == 200
    assert not page.context["counted"]


# ---------------------------------------------------------------- adopted


def test_adopted_version_says_from_what_and_in_place_of_what(administrator, three):
    page = words_of(adopt(administrator, note="First look back"))
    row = Experience.objects.get()
    assert (row.made_by, row.note, list(row.ranges)) == ("ada", "First look back", [SLIP])
    assert "from 3 projects (0%, 50%, 100%); it replaces 0% to 70%, likely 20%." in page
    assert AuditEntry.objects.filter(kind="experience_changed", who="ada").count() == 1
    assert Project.objects.create(name="Next").experience == row
    assert "What is proposed counts already." in page


def test_nothing_is_adopted_that_was_not_shown(administrator, three, browser_row):
    page = administrator.get(PAGE)
    Afterwards.objects.filter(pk=three[0].pk).update(months=12)
    sent = {"chosen": "1", "counts": [row.pk for row in three], "seen": page.context["form"]["seen"].value()}
    assert "Look at the ranges again." in words_of(administrator.post(PAGE, sent, follow=True))
    assert not Experience.objects.exists()


def test_nothing_is_adopted_from_two_projects(administrator, three):
    three[0].delete()
    assert "nothing was adopted" in words_of(adopt(administrator))
    assert not Experience.objects.exists()


def test_withdrawing_is_a_version_of_its_own(administrator, three):
    adopt(administrator)
    page = words_of(administrator.post(WITHDRAW, follow=True))
    assert "as published again, 0% to 70%, likely 20%; it replaces 0% to 100%" in page
    assert Experience.objects.count() == 2
    assert Project.objects.create(name="Next").experience.ranges == {}
    administrator.post(WITHDRAW)
    assert Experience.objects.count() == 2


def test_spread_of_many_is_said_by_its_percentiles(administrator, browser_row):
    for number in range(10):
        tell(browser_row, f"P{number}", months=6 + 0.6 * number)
    assert "9% to 81%, likely 45%" in words_of(administrator.get(PAGE))


# ---------------------------------------------------------------- what would change


def test_effects_are_shown_for_projects_that_the_administrator_may_see(administrator, three, sample):
    assert "administrators do not see those of others" in words_of(administrator.get(EFFECTS))
    administrator.cookies[COOKIE] = OWNER_KEY
    Answer.objects.filter(scenario__project=sample, field_id=SLIP).delete()
    page = words_of(administrator.get(EFFECTS))
    assert sample.name in page
    assert "Months to launch" in page
    assert not Experience.objects.exists()


# ---------------------------------------------------------------- taken over


def page_of(name, project):
    return reverse(f"decisions:{name}", args=[project.pk, BASE])


@pytest.fixture
def late(sample):
    """The worked example without an answer to the delay, and a version of the organisation that it has not taken."""
    Answer.objects.filter(scenario__project=sample, field_id=SLIP).delete()
    told = {SLIP: {"range": {"low": 30, "likely": 60, "high": 120}, "measured": [30, 60, 120]}}
    return Experience.objects.create(ranges=told)


def test_owner_looks_at_what_would_change_and_takes_it(owner, sample, late):
    assert f"See what version {late.pk} would change" in words_of(owner.get(page_of("decision", sample)))
    page = words_of(owner.get(page_of("experience", sample)))
    assert "Months to launch" in page
    assert Project.objects.get(pk=sample.pk).experience is None
    page = words_of(owner.post(page_of("experience", sample), follow=True))
    assert f"version {late.pk} of your organisation’s own experience counts" in page
    assert Project.objects.get(pk=sample.pk).experience == late
    assert "This project has the newest already." in words_of(owner.get(page_of("experience", sample)))


def test_figure_names_the_own_projects_as_its_source(owner, sample, late):
    sample.take_experience()
    page = words_of(owner.get(reverse("reports:figure", args=[sample.pk, BASE, "team.months"])))
    assert "Our own 3 projects, adopted" in page
    assert "Moløkken" not in page


def test_comparison_says_that_the_experience_made_the_difference(owner, sample, late):
    keep(sample)
    owner.post(page_of("experience", sample))
    page = words_of(owner.get(reverse("reports:compare_versions", args=[sample.pk, BASE])))
    assert "mainly because of “Defaults from your organisation’s own projects”" in page


def test_version_page_shows_what_was_assumed_then(owner, sample, late):
    kept = keep(sample)
    owner.post(page_of("experience", sample))
    kept.refresh_from_db()
    from projects.frozen import thaw

    assert thaw(kept).catalogue.fields[SLIP].default["likely"] == 20
    assert workspace_of(Project.objects.get(pk=sample.pk)).catalogue.fields[SLIP].default["likely"] == 60
