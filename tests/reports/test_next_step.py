"""The one button of the overview: once the key questions are answered it leads to what changes the verdict most."""

from datetime import date

import pytest
from django.urls import reverse

from decisions.checklist import ChecklistPage
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.models import Answer as AnswerRow
from projects.saving import save_answer
from tests.pageforms import as_data, read_forms

pytestmark = pytest.mark.once


def url(name, project):
    return reverse(name, args=[project.pk, "base"])


def next_on(owner, project):
    """Return the button of the overview: what it says, why, and where it leads."""
    return owner.get(url("reports:overview", project)).context["next"]


def mark(project, field_id, **said):
    """Say something of a field, as a save does."""
    base = project.scenarios.get(slug="base")
    row = base.answers.filter(field_id=field_id).first()
    version = row.version if row else 0
    save_answer(base, Answer(field_id=field_id, version=version, **said), token=f"{field_id}{version}", who="Dana")
    project.refresh_from_db()


@pytest.fixture
def unrated(sample):
    """The worked example, of which nobody rated the checklist."""
    AnswerRow.objects.filter(scenario__project=sample, field_id__startswith="readiness.").delete()
    return sample


def test_proposals_that_wait_are_accepted_at_one_press(owner, unrated):
    step = next_on(owner, unrated)
    waiting = len(ChecklistPage(Workspace(unrated, unrated.scenarios.get(slug="base"))).proposed)
    assert step.label == f"Accept {waiting} proposed ratings"
    page = owner.get(step.url).content.decode()
    assert f"Accept all {waiting}" in page
    assert 'id="proposed"' in page
    (form,) = [form for form in read_forms(page) if form.action.endswith("/accept/")]
    owner.post(form.action, as_data(form.sent))
    assert "proposed" not in next_on(owner, unrated).label


def test_open_question_that_holds_the_verdict_comes_once_the_key_questions_are_answered(owner, sample):
    mark(sample, "readiness.28", state=AnswerState.UNKNOWN)
    step = next_on(owner, sample)
    assert (step.label, step.url.rpartition("#")[2]) == ("Find this out", "q-readiness-28")
    assert "Nobody is finding this out yet, and the verdict depends on it." in step.title


def test_open_question_that_somebody_finds_out_in_time_holds_up_nothing(owner, sample):
    mark(sample, "readiness.28", state=AnswerState.UNKNOWN, owner="Lena Marsh", find_out_by=date(2999, 1, 1))
    assert "q-readiness-28" not in next_on(owner, sample).url


def test_open_question_comes_again_once_its_day_has_passed(owner, sample):
    mark(sample, "readiness.28", state=AnswerState.UNKNOWN, owner="Lena Marsh", find_out_by=date(2020, 1, 1))
    assert next_on(owner, sample).url.endswith("#q-readiness-28")


def test_guess_that_is_worth_most_to_know_comes_before_sections_of_the_plan(owner, sample):
    mark(sample, "readiness.28", state=AnswerState.UNKNOWN, owner="Lena Marsh", find_out_by=date(2999, 1, 1))
    AnswerRow.objects.filter(scenario__project=sample, field_id="value.adoption").delete()
    step = next_on(owner, sample)
    assert (step.label, step.url.rpartition("#")[2]) == ("Find this out", "q-value-adoption")
    assert "“Share of those in which people use it”" in step.title
