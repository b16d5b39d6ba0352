"""The verdict of a project: that of the scenario that is ours, else of the base, else of one that might be taken."""

import json

import pytest

from decisions.verdicts import project_verdict_of
from estimates.domain.figures.ruled_out import APPROACH
from projects.access import Workspace
from projects.document import dump_project, load_project
from projects.models import Answer
from tests.decisions.pages import text_of, url, words_of

pytestmark = pytest.mark.once


def project_verdict(project):
    project.refresh_from_db()
    found = project_verdict_of(Workspace(project, project.scenarios.get(slug="base")))
    return found.workspace.scenario.slug, found.verdict.outcome.id, found.is_condition


def choose(owner, project, slug):
    return owner.post(url("projects:choose_scenario", project, "base", slug))


def test_base_with_an_approach_speaks_for_the_project(example):
    assert project_verdict(example("bank")) == ("base", "simple_first", False)


@pytest.fixture
def undecided(sample):
    """The worked example before anybody said which approach the base takes."""
    sample.scenarios.get(slug="base").answers.filter(field_id=APPROACH).update(state="unknown", value=None)
    Answer.objects.create(scenario=sample.scenarios.get(slug="api"), field_id=APPROACH, state="known", value="api")
    return sample


def test_base_without_an_approach_leaves_it_to_the_best_scenario_as_a_condition(undecided):
    assert project_verdict(undecided) == ("api", "fix_first", True)


def test_scenario_that_is_ours_speaks_for_the_project(owner, sample):
    choose(owner, sample, "fine_tune")
    assert project_verdict(sample) == ("fine_tune", "stop", False)


def test_choosing_it_again_takes_it_back(owner, sample):
    choose(owner, sample, "fine_tune")
    choose(owner, sample, "fine_tune")
    assert project_verdict(sample) == ("base", "fix_first", False)


def test_deleted_scenario_is_no_longer_ours(owner, sample):
    choose(owner, sample, "fine_tune")
    sample.scenarios.get(slug="fine_tune").put_in_bin()
    assert project_verdict(sample)[0] == "base"


def test_empty_project_has_no_verdict(project):
    found = project_verdict_of(Workspace(project, project.scenarios.get(slug="base")))
    assert (found.verdict.outcome, found.is_condition) == (None, False)


@pytest.mark.parametrize("slug", ["fine_tune", "base"])
def test_choice_travels_with_the_document(owner, sample, browser_row, slug):
    choose(owner, sample, slug)
    sample.refresh_from_db()
    document = dump_project(sample)
    assert document["project"]["ours"] == slug
    assert load_project(json.dumps(document).encode(), owner=browser_row).ours.slug == slug


def test_document_that_names_no_scenario_of_its_own_has_no_choice(sample, browser_row):
    document = dump_project(sample)
    document["project"]["ours"] = "nowhere"
    assert load_project(json.dumps(document).encode(), owner=browser_row).ours is None


def test_page_of_scenarios_says_whose_verdict_it_is(owner, undecided):
    page = url("reports:scenarios", undecided)
    assert "The project’s verdict: Fix first , if you choose “Call a larger model”" in words_of(owner.get(page))
    choose(owner, undecided, "fine_tune")
    assert "The project’s verdict: Stop or rethink" in words_of(owner.get(page))


def test_list_of_projects_asks_for_each_verdict(owner, undecided):
    start = owner.get("/").content.decode()
    address = url("decisions:project_verdict", undecided)
    assert f'hx-get="{address}"' in start
    assert text_of(owner.get(address).content.decode()).startswith("Fix first if you choose")
