"""What a plan hands on to other pages; where it does not count there, its page says so, and why."""

import pytest

from decisions.flows import data_flows, evaluation_flows, training_flows
from projects.access import Workspace
from projects.domain.rights import Grant, Right
from tests.decisions.pages import url, words_of
from tests.decisions.test_plan_pages import sayer

pytestmark = pytest.mark.once


@pytest.fixture
def said(owner):
    """Return a function from a project and a plan to the words of its page."""
    return lambda project, plan: words_of(owner.get(url("decisions:plan_result", project, "base", plan)))


@pytest.fixture
def put(example):
    """Return a function that loads a sample and gives it other answers."""

    def load(name, **answers):
        project = example(name)
        sayer(project.scenarios.get(slug="base"))(**answers)
        return project

    return load


def test_text_does_not_count_where_computing_has_an_answer_of_its_own(put, said):
    """More text moves neither hours nor storage of the consortium: both were said under Compute."""
    page = said(put("consortium", data__raw_size={"low": 9e10, "likely": 9e10, "high": 9e10}), "data")
    # 38 billion usable in the median, less the share for the test, read 4 times and 3 % of all that is read
    assert "likely 500,000,000,000 tokens, and that counts; from these answers it would be 4.4T tokens." in page
    assert "Data kept: you say 60,000 GB, and that counts; the text alone takes 519 GB." in page


def test_member_who_sees_the_data_alone_is_not_told_what_computing_says(put, said):
    project = put("consortium")
    base = project.scenarios.get(slug="base")
    grant = Grant(Right.VIEW, hide_pay=False, parts=frozenset({"data"}))
    told = " ".join(flow.says for flow in data_flows(Workspace(project, base, grant=grant)))
    assert "Compute has an answer of its own, and that counts; from these answers" in told
    assert "500,000,000,000" not in told
    assert "Your own shares" not in told


@pytest.mark.parametrize(("name", "answers", "says"), [
    ("bank", {}, "Not counted, as no model is taught: storage for the text"),
    ("credit", {"compute__approach": "train"}, "Storage for the text: "),
])  # fmt: skip
def test_storage_counts_only_where_computing_asks_for_it(put, said, name, answers, says):
    assert says in said(put(name, **answers), "data")


def test_rounds_of_the_prompt_are_paid_by_the_call_and_read_in_the_shares_of_the_team(put, said):
    page = said(put("bank"), "training")
    assert "Calls of all rounds of the prompt: $2.58" in page
    assert "none of the five usual roles does. Your own shares cover it." in page
    page = said(put("bank", training__prompt_rounds=80), "training")
    assert "Calls of all rounds of the prompt: $25.77" in page


def test_rounds_on_own_machines_pay_no_calls(put, said):
    assert "No call of a round is paid: the model runs on machines that" in said(put("hospital"), "training")


def test_tries_do_not_count_where_the_runs_were_said(put, said):
    assert "and that counts" not in said(put("consortium"), "training")
    page = said(put("consortium", training__trials=40), "training")
    assert "likely 1.5 runs, and that counts; from these answers it would be 3 runs." in page


def test_test_that_a_program_judges_pays_no_judges(put, said):
    page = said(put("claims"), "evaluation")
    assert "No judges are paid: a program compares each result with its right answer." in page
    # 12 × 50 cases at the $1.30 that the two clerks were quoted for a label
    assert "right answers for the sample: $780 per year" in page
    page = said(put("claims", data__label_price={"low": 2, "likely": 2, "high": 2}), "evaluation")
    assert "right answers for the sample: $1.2k per year" in page


def test_judges_without_a_price_are_said_not_to_be_counted(put, said):
    page = said(put("claims", evaluation__measures=["people"]), "evaluation")
    assert "Not counted until you say what an hour of a judge costs: judging the test." in page
    page = said(
        put("claims", evaluation__measures=["people"], evaluation__judge_rate={"low": 40, "likely": 40, "high": 40}),
        "evaluation",
    )
    assert "Not counted until" not in page


def test_plan_without_answers_hands_nothing_on(project, base):
    workspace = Workspace(project, base)
    assert (data_flows(workspace), training_flows(workspace)) == ([], [])
    assert evaluation_flows(workspace) == []
