"""One ruling and one recommendation: every page says the same of which approach is out and which one to take."""

import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.options import SIMPLE, TODAY, Option
from decisions.domain.recommending import mark, option_of, steps_of
from decisions.options import ORDER, options_of
from decisions.plans import barriers_of
from estimates.domain.figures.ruled_out import stand
from estimates.reference import get_approach_rules
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.document import load_project
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.expressions import Facts
from scoping.content import get_approach_plan
from scoping.domain.plans.approach import RungStatus, judge_ladder
from tests.decisions.pages import url, words_of

pytestmark = pytest.mark.once

EXAMPLES = sorted(path.stem for path in (settings.FIXTURES / "samples").glob("*.json"))
SHARED = {"nothing", "process", "search", "agent"}
"""Steps that are priced as an approach that another step is priced as too."""
WAY_OUT = "Ruled out."


@pytest.fixture(params=EXAMPLES)
def example(request, browser_row):
    return load_project((settings.FIXTURES / "samples" / f"{request.param}.json").read_bytes(), owner=browser_row)


def recommended_on(page) -> str:
    """Return the name of the option that a page recommends."""
    said = re.search(r"Recommended:? (.+?)(?:: (?:of what|it handles|within)|\. | loses least)", words_of(page))
    return said[1] if said else ""


def test_every_page_of_an_example_recommends_the_same(owner, example):
    base = Workspace(example, example.scenarios.get(slug="base"))
    options = options_of(base)
    advised = options.advice.advised.rung
    for scenario in example.scenarios.alive():
        approach = words_of(owner.get(url("decisions:approach", example, scenario.slug)))
        assert f"Our advice: {advised.title}" in approach
        names = {
            recommended_on(owner.get(url(name, example, scenario.slug)))
            for name in ("decisions:options", "decisions:options_result")
        }
        assert len(names) == 1
        assert names != {""}


def test_every_page_of_an_example_rules_the_same_out(owner, example):
    base = Workspace(example, example.scenarios.get(slug="base"))
    options = options_of(base)
    standing = {judged.rung.id: judged.standing for judged in options.advice.rungs}
    for judged in options.advice.rungs:
        if judged.rung.id not in SHARED and judged.way == judged.rung.way:
            option = next(offered for offered in options.options if offered.id == option_of(judged))
            assert option.standing.is_out is (standing[judged.rung.id] is RungStatus.OUT), judged.rung.id
    page = words_of(owner.get(url("decisions:options", example)))
    ways = words_of(owner.get(url("estimates:ways", example)))
    bought = sum(option.id == "buy" and option.standing.is_out for option in options.options)
    assert page.count(WAY_OUT) == sum(option.standing.is_out for option in options.options)
    assert ways.count(WAY_OUT) == page.count(WAY_OUT) - bought


def test_quick_result_recommends_what_the_options_do(owner, example):
    page = words_of(owner.get(url("reports:quick_result", example)))
    said = words_of(owner.get(url("decisions:options", example))).partition("Recommended:")[2].strip()
    name, _, reason = re.split(r"([.:]) ", said, maxsplit=1)  # the quick result has the name over the reason
    assert name
    assert name in page
    assert reason.partition(".")[0][1:30] in page


# ---------------------------------------------------------------- any answers

FIELDS = (
    "solution.task", "solution.input", "solution.place", "solution.off_table", "solution.answer_time",
    "outcome.good_enough", "data.permission", "data.labels", "approach.knowledge", "approach.changes", "approach.rules",
    "approach.product", "approach.acts", "approach.skills", "why.lasts", "solution.error_harm", "solution.error_undo",
)  # fmt: skip
NUMBERS = {"approach.prompt_trial": 100.0, "evaluation.target": 100.0, "plan.budget_ceiling": 2e6}


def answered(field_id):
    """Return a strategy of answers to a field: none, or one of its choices, or some of them."""
    if field_id in NUMBERS:
        values = st.floats(0, NUMBERS[field_id])
    else:
        field = get_catalogue().fields[field_id]
        choices = [choice.value for choice in field.choices]
        many = st.lists(st.sampled_from(choices), min_size=1, unique=True)
        values = many if field.type == "many_choice" else st.sampled_from(choices)
    return st.none() | values


def ladder_of(said):
    known = {
        field_id: Answer(field_id=field_id, state=AnswerState.KNOWN, value=value)
        for field_id, value in said.items() if value is not None
    }  # fmt: skip
    facts = Facts(answers=Answers(known), word_lists=get_catalogue().word_lists)
    standings = stand(get_approach_rules(), facts)
    return standings, judge_ladder(get_approach_plan(), facts, barriers_of(standings))


@given(st.fixed_dictionaries({field_id: answered(field_id) for field_id in (*FIELDS, *NUMBERS)}))
def test_whatever_is_answered_ladder_and_options_agree(said):
    standings, advice = ladder_of(said)
    options = [
        Option(id=TODAY),
        Option(id=SIMPLE),
        *(Option(id=section, standing=standings[section]) for section in ORDER),
    ]
    marks = mark(options, steps_of(advice))
    advised = advice.advising(marks.step).advised
    assert (advised is None) == (marks.recommended == "")
    for judged in advice.rungs:
        if judged.way in standings:
            assert judged.standing is RungStatus.OUT or not standings[judged.way].is_out
    if advised is not None:
        assert option_of(advised) == marks.recommended
        assert not standings.get(marks.recommended, standings["no_ai"]).is_out
        assert next(rung for rung in advice.rungs if rung.rung.id == marks.step).standing is not RungStatus.OUT
