"""What holds for all projects that begin from now on: thresholds, rate card, templates."""

from datetime import timedelta

import pytest
from django.urls import reverse

from decisions.domain.thresholds import BOUNDS, problems_of, with_thresholds
from decisions.thresholds import checklist_of, shipped_points, shipped_weights
from projects.access import Workspace
from projects.document import load_project, sample_document
from projects.frozen import thaw
from projects.models import BASE, Project, RateCard, Template, Thresholds, today
from projects.versions import VersionName, take_snapshot
from scoping.content import get_checklist

STRICT = {"go": 90, "pilot": 80, "fix_first": 60}
THRESHOLDS, RATES, TEMPLATES = (reverse(f"organisation:{page}") for page in ("thresholds", "rates", "templates"))
CARD = "Role\tLevel\tSalary\nData engineer\tSenior\t140,000 - 165,000\nAnnotator\t\t50,000"


def workspace_of(project):
    return Workspace(project, project.scenarios.get(slug=BASE))


def limits(workspace):
    return [verdict.from_score for verdict in checklist_of(workspace).verdicts]


def decision_page(project):
    return reverse("decisions:decision", args=[project.pk, BASE])


# ---------------------------------------------------------------- thresholds


def test_shipped_thresholds_are_sane():
    points = shipped_points()
    assert problems_of(points) == []
    assert all(BOUNDS[name][0] <= points[name] <= BOUNDS[name][1] for name in BOUNDS)


def test_other_thresholds_judge_otherwise():
    checklist = with_thresholds(get_checklist(), STRICT)
    assert [checklist.verdict_of(score).id for score in (95, 85, 70, 20)] == ["go", "pilot", "fix_first", "stop"]


def test_verdicts_that_stand_too_close_are_named():
    assert problems_of({"go": 70, "pilot": 68, "fix_first": 66}) == ["pilot", "fix_first"]


@pytest.mark.parametrize("said", [{"go": 30}, {"pilot": 90}, {"fix_first": 79}, {"go": "many"}])
def test_thresholds_beyond_bounds_are_refused(administrator, said):
    page = administrator.post(THRESHOLDS, {**STRICT, **shipped_weights(), **said}).content.decode()
    assert 'class="error"' in page
    assert not Thresholds.objects.exists()


def test_project_keeps_the_thresholds_it_began_with(administrator, sample):
    before = limits(workspace_of(sample))
    administrator.post(THRESHOLDS, STRICT | shipped_weights())
    sample.refresh_from_db()
    assert limits(workspace_of(sample)) == before
    assert limits(workspace_of(load_project(sample_document(), owner=sample.owner))) == [90, 80, 60, 0]


def test_owner_takes_the_newest_thresholds_and_the_page_says_which(owner, sample):
    newest = Thresholds.objects.create(**STRICT)
    page = owner.get(decision_page(sample)).content.decode()
    assert "Plumbline’s own thresholds" in page
    page = owner.post(reverse("decisions:take_thresholds", args=[sample.pk, BASE]), follow=True).content.decode()
    assert f"version {newest.pk} of your organisation’s thresholds" in page
    assert "Go from 90" in page


def test_version_that_was_kept_is_judged_as_it_was(sample):
    kept = take_snapshot(workspace_of(sample), VersionName(name="Board"))
    Thresholds.objects.create(**STRICT)
    sample.take_thresholds()
    kept.refresh_from_db()
    assert limits(thaw(kept))[0] == 75
    assert limits(workspace_of(sample))[0] == 90


def other_weights():
    """Weights of which the first two statements exchanged a point."""
    weights = dict(shipped_weights())
    first, second = list(weights)[:2]
    return weights | {first: weights[first] + 1, second: weights[second] - 1}


def test_weights_are_kept_with_the_version_and_count(administrator, sample):
    administrator.post(THRESHOLDS, STRICT | other_weights())
    assert Thresholds.objects.get().weights == other_weights()
    sample.take_thresholds()
    assert {item.id: item.weight for item in checklist_of(workspace_of(sample)).items} == other_weights()


def test_weights_that_do_not_come_to_100_are_refused(administrator):
    first = next(iter(shipped_weights()))
    page = administrator.post(THRESHOLDS, STRICT | shipped_weights() | {first: 0}).content.decode()
    assert "they must come to 100" in page
    assert not Thresholds.objects.exists()


def test_weights_of_a_former_checklist_do_not_count():
    checklist = with_thresholds(get_checklist(), STRICT, {"readiness.gone": 100})
    assert checklist.items == get_checklist().items


# ---------------------------------------------------------------- rate card


def send_card(client, text=CARD, **more):
    said = {"text": text, "currency": "USD", "valid_from": today().isoformat(), "source": "HR bands", **more}
    return client.post(RATES, said)


def test_project_takes_the_card_of_the_organisation(administrator, owner, project):
    send_card(administrator)
    assert [row["source"] for row in RateCard.objects.get().rows] == ["HR bands", "HR bands"]
    assert (
        "Take your organisation’s rate card"
        in owner.get(reverse("teams:team", args=[project.pk, BASE])).content.decode()
    )
    page = owner.get(reverse("teams:rate_card", args=[project.pk, BASE]))
    assert "Your organisation has a rate card" in page.content.decode()
    take = page.context["take"].initial
    owner.post(reverse("teams:keep_card", args=[project.pk, BASE]), take)
    rows = workspace_of(project).answers.value("team.rate_card")
    assert [(row["role"], row["source"]) for row in rows] == [("Data engineer", "HR bands"), ("Annotator", "HR bands")]


@pytest.mark.parametrize("more", [{"currency": "EUR"}, {"valid_from": (today() + timedelta(days=9)).isoformat()}])
def test_card_of_another_currency_or_of_later_is_not_offered(administrator, owner, project, more):
    send_card(administrator, **more)
    assert RateCard.objects.exists()
    page = owner.get(reverse("teams:rate_card", args=[project.pk, BASE])).content.decode()
    assert "Your organisation has a rate card" not in page


@pytest.mark.parametrize("text", ["", "nonsense", "<script>\t=1+1"])
def test_what_is_no_card_is_refused_and_stays_typed(administrator, text):
    page = send_card(administrator, text).content.decode()
    assert 'class="error"' in page
    assert "<script>\t" not in page
    assert not RateCard.objects.exists()


def test_unusual_pay_is_asked_about_once(administrator):
    text = "Role\tSalary\nData engineer\t2"
    assert "Look twice" in send_card(administrator, text).content.decode()
    assert not RateCard.objects.exists()


# ---------------------------------------------------------------- templates


def test_everybody_begins_with_a_copy_of_a_template(administrator, browser_row, sample, stranger):
    from projects.access import COOKIE
    from tests.conftest import OWNER_KEY

    administrator.cookies[COOKIE] = OWNER_KEY
    administrator.post(TEMPLATES, {"project": sample.pk})
    template = Template.objects.get()
    assert template.name in stranger.get("/").content.decode()
    before = Project.objects.count()
    stranger.post(reverse("projects:open_template", args=[template.pk]))
    copy = Project.objects.latest("created_at")
    assert (Project.objects.count(), copy.name, copy.priced_on) == (before + 1, sample.name, today())
    assert copy.owner != browser_row


def test_administrator_publishes_only_projects_of_their_own(administrator, project):
    page = administrator.post(TEMPLATES, {"project": project.pk}).content.decode()
    assert 'class="error"' in page
    assert not Template.objects.exists()
