"""While nobody said what a case saves, the value counts with what the hours of a month come to: said as a guess."""

import pytest
from django.urls import reverse

from decisions.results import results_of
from decisions.wording import say_verdict
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.domain.figures import Origin
from projects.domain.rights import WHOLE
from projects.models import Project
from projects.saving import save_answer
from reports.compose import compose_report
from scoping.bridging import counted_proposals
from tests.decisions.pages import words_of
from tests.quickwalk import send, url, walk

pytestmark = pytest.mark.once

SAVING = "value.saving_per_case"
GUESS, WORTH = "What a case saves is our guess from your hours.", "saves about $2.40: our guess from your hours."


def workspace_of(project):
    project = Project.objects.get(pk=project.pk)
    return Workspace(project, project.scenarios.get(slug="base"), "Dana", grant=WHOLE)


def say(project, field_id, value, state=AnswerState.KNOWN):
    given = workspace_of(project).answers[field_id]
    answer = Answer(field_id=field_id, state=state, value=value, version=given.version)
    token = f"say-{field_id}-{given.version}"
    save_answer(project.scenarios.get(slug="base"), answer, token=token, who="Dana", person=project.owner_id)


def inputs_of(project):
    benefit = results_of(workspace_of(project)).case.benefit
    return {given.field_id: given for given in benefit.inputs} if benefit else {}


def page_of(owner, project, name):
    return words_of(owner.get(reverse(name, args=[project.pk, "base"])))


def test_ten_answers_say_what_it_brings_by_hand(owner, project):
    walk(owner, project)
    inputs = inputs_of(project)
    # 800 hours / 9,000 cases × $45 × 60%; at least 700 / 10,000 × $30 × 30%, at most 900 / 8,000 × $65
    saved = inputs[SAVING].value
    assert (saved.low, saved.likely, saved.high) == (0.63, 2.4, 7.31)
    assert inputs["value.cases_per_year"].value.likely == 108_000
    assert [inputs[name].origin for name in (SAVING, "value.cases_per_year")] == [Origin.ASSUMPTION, Origin.ANSWER]


def test_quick_result_says_that_the_value_is_a_guess(owner, project):
    walk(owner, project)
    words = page_of(owner, project, "reports:quick_result")
    assert "chances, in 36 months" in words
    assert WORTH in words
    assert "Say what one case saves Value shows whether it pays back" in words


def test_value_page_counts_with_the_proposal_and_offers_it(owner, project):
    walk(owner, project)
    words = page_of(owner, project, "decisions:value")
    assert "96,000 to 120,000, likely 108,000 cases per year" in words
    assert "Until you answer, the figures count with it." in words
    assert WORTH in words


@pytest.mark.parametrize("name", ["reports:overview", "decisions:decision"])
def test_title_block_says_that_the_chance_is_a_guess(owner, project, name):
    walk(owner, project)
    assert "chances, in 36 months by our guess" in page_of(owner, project, name)


def test_verdict_does_not_go_by_a_guess(owner, project):
    walk(owner, project, size={"why-volume-value": "900", "problem-monthly_hours-value": "10"})
    workspace = workspace_of(project)
    case, said = results_of(workspace).case, say_verdict(workspace)
    assert case.is_guessed
    assert case.value.value.high < 0
    assert "result.npv_p90" not in case.results
    assert said.outcome.id == "pilot"
    assert said.sentence.startswith(
        "Time saved alone does not pay for it: by our guess from your hours the net value is "
    )


def test_guess_that_pays_leaves_the_light_open_and_names_it(owner, project):
    walk(owner, project)
    light = next(light for light in say_verdict(workspace_of(project)).lights if light.id == "benefit")
    assert light.outcome.id == ""
    assert light.text.startswith(
        "Nobody has said yet what one case saves. By our guess from your hours the net value is "
    )


def test_what_somebody_said_takes_its_place(owner, project):
    walk(owner, project)
    say(project, SAVING, {"low": 1.0, "likely": 1.0, "high": 1.0})
    case = results_of(workspace_of(project)).case
    assert not case.is_guessed
    assert "result.npv_p50" in case.results
    assert "our guess" not in page_of(owner, project, "reports:quick_result")


def test_cases_that_follow_from_cases_of_a_month_are_no_guess(owner, project):
    walk(owner, project)
    say(project, SAVING, {"low": 1.0, "likely": 1.0, "high": 1.0})
    assert inputs_of(project)["value.cases_per_year"].value.likely == 108_000
    say(project, "why.volume", {"low": 100.0, "likely": 100.0, "high": 100.0})
    assert inputs_of(project)["value.cases_per_year"].value.likely == 1_200


@pytest.mark.parametrize("field_id", ["why.volume", "problem.monthly_hours"])
def test_nothing_is_guessed_from_what_nobody_knows(owner, project, field_id):
    walk(owner, project)
    say(project, field_id, None, AnswerState.UNKNOWN)
    case = results_of(workspace_of(project)).case
    assert (case.benefit, case.value, case.is_guessed) == (None, None, False)


def test_where_saving_does_not_matter_nothing_is_guessed(owner, project):
    walk(owner, project)
    say(project, SAVING, None, AnswerState.NOT_RELEVANT)
    assert results_of(workspace_of(project)).case.benefit is None


def test_nobody_checks_where_no_person_approves(owner, project):
    walk(owner, project)
    assert inputs_of(project)["value.review_minutes_per_case"].value.likely == 1
    say(project, "solution.approval", "none")
    assert inputs_of(project)["value.review_minutes_per_case"].value.likely == 0


def test_guess_from_the_cost_of_an_hour_is_hidden_with_pay(owner, project):
    walk(owner, project)
    workspace = workspace_of(project)
    assert not counted_proposals(workspace)[SAVING].pay
    say(project, "value.hour_cost", {"low": 38.0, "likely": 38.0, "high": 38.0})
    workspace = workspace_of(project)
    assert counted_proposals(workspace)[SAVING].pay
    assert results_of(workspace).case.benefit.shows_pay


def test_our_own_proposals_are_no_news(owner, project):
    walk(owner, project)
    assert "Since you were here" not in page_of(owner, project, "reports:overview")


def test_answers_given_again_move_the_guess(owner, project):
    walk(owner, project)
    send(owner, f"{url(project, 'size')}?result", **{"problem-monthly_hours-value": "80"})
    assert inputs_of(project)[SAVING].value.likely == 0.24


def test_report_says_that_its_value_is_a_guess(owner, project):
    walk(owner, project)
    report = compose_report(workspace_of(project))
    value = next(section for section in report.sections if section.id == "value")
    assert value.finding.endswith(GUESS)
    assert GUESS in report.decision.caveats
