"""A report whose project is as it was is not set anew; whatever it says that changed gives a new one."""

import pytest
from django.utils import timezone

from decisions.models import ActionMark
from projects.domain.answers import AnswerState
from projects.models import Answer
from tests.decisions.pages import url

QUERIES = 25
"""Of opening the project and asking whether anything changed; to compose the report takes more."""


@pytest.fixture
def read(owner, sample):
    """Return a function that reads the sponsor's report."""
    address = url("reports:report_pdf", sample) + "?audience=sponsor"
    return lambda more="": owner.get(address + more).content


def rename(project):
    project.name = "Another name"
    project.save()


def sign(project):
    project.owner_name = "Robin Sand, lead"
    project.save()


def answer(project):
    base = project.scenarios.get(slug="base")
    Answer.objects.filter(scenario=base, field_id="problem.statement").update(value="Else", state=AnswerState.KNOWN)
    project.sequence += 1
    project.save()


def finish(project):
    ActionMark.objects.create(project=project, key="release", state="done", changed_at=timezone.now())


def rename_scenario(project):
    project.scenarios.filter(slug="base").update(name="As agreed")


CHANGES = [rename, sign, answer, finish, rename_scenario]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_changed_is_in_the_next_file(read, sample, change):
    before = read()
    change(sample)
    assert read() != before


@pytest.mark.parametrize("more", ["&paper=us-letter", "&draft=1", "&marking=internal"])
def test_another_choice_is_another_file(read, more):
    assert read(more) != read()


def test_file_of_an_unchanged_project_is_kept(read, django_assert_max_num_queries):
    first = read()
    with django_assert_max_num_queries(QUERIES):
        assert read() == first
