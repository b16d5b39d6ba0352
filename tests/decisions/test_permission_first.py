"""The permission to use the data comes before every approach, where the verdict waits for it."""

import pytest

from projects.domain.answers import Answer, AnswerState
from projects.saving import save_answer
from tests.decisions.pages import said_on, url, words_of
from tests.quickwalk import SAID as QUICK
from tests.quickwalk import walk

pytestmark = pytest.mark.once


def next_on(owner, project):
    """Return the first button of the overview."""
    return owner.get(url("reports:overview", project)).context["next"]


def permission(project, state=AnswerState.KNOWN, value=None, owner=""):
    """Answer whether the data may be used, as a save does."""
    base = project.scenarios.get(slug="base")
    version = base.answers.get(field_id="data.permission").version
    said = Answer(field_id="data.permission", state=state, value=value, owner=owner, version=version)
    save_answer(base, said, token=f"permission{version}", who="Dana")
    project.refresh_from_db()


@pytest.mark.parametrize("value", ["assumed", "no"])
def test_permission_that_the_verdict_waits_for_comes_before_everything_else(owner, example, value):
    project = example("hospital")
    assert "permission" not in next_on(owner, project).label
    permission(project, value=value)
    step = next_on(owner, project)
    assert step.label == "Settle the permission first"
    assert step.url.endswith("/problem/data/#q-data-permission")
    for address in ("decisions:approach", "reports:report", "decisions:options_result"):
        page = words_of(owner.get(url(address, project)))
        assert "First" in page
        assert step.title in page
    permission(project, value="written")
    assert "permission" not in next_on(owner, project).label
    assert step.title not in words_of(owner.get(url("decisions:approach", project)))


def test_permission_that_was_asked_for_is_worth_a_pilot_at_best(owner, project):
    """By decision_rules.md: not asked is Fix first, since weeks can change it; asked and waiting is Pilot, never Go."""
    said = {}
    for answer in ("assumed", "asked"):
        walk(owner, project, data={**QUICK["data"], "data-permission-value": answer})
        said[answer] = said_on(owner.get(url("reports:quick_result", project)))
    assert said == {"assumed": ["Fix first"], "asked": ["Pilot"]}


def test_permission_that_somebody_is_asked_for_does_not_hold_up_the_rest(owner, example):
    project = example("hospital")
    permission(project, state=AnswerState.UNKNOWN)
    assert next_on(owner, project).label == "Settle the permission first"
    permission(project, state=AnswerState.UNKNOWN, owner="Lena Marsh")
    assert "permission" not in next_on(owner, project).label


@pytest.mark.parametrize("address", ["estimates:compute", "decisions:options_result"])
def test_question_that_rules_an_approach_out_is_named_by_its_title(owner, example, address):
    page = words_of(owner.get(url(address, example("credit"))))
    assert "May we use them" in page
    assert "H2 May we use them" not in page


def test_training_plan_that_waits_for_the_permission_leads_to_it(owner, example):
    page = words_of(owner.get(url("decisions:training", example("credit"))))
    assert "First: Nobody who may allow it has said that the data may be used." in page
    assert "None of it begins before the permission to use the data." in page


def test_training_of_an_approach_that_is_ruled_out_is_that_of_our_advice(owner, example):
    project = example("credit")
    report = words_of(owner.get(url("reports:report", project)))
    for page in (words_of(owner.get(url("decisions:training", project))), report):
        assert "So this is what our advice, “Classic machine learning”, would take." in page
        assert "Logistic regression beside it, on the same columns." in page
        assert "Temperature 0" not in page


def test_training_that_is_only_our_advice_offers_no_file_of_it(owner, example):
    page = owner.get(url("decisions:training", example("credit"))).content.decode()
    assert "Download as YAML" not in page
