"""Ruled out means ruled out: the truth table of which answers take which approaches out."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.figures.ruled_out import NO_AI, all_out, load_approach_rules, stand, stays_inside
from estimates.reference import get_approach_rules
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.expressions import Facts

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "approaches.toml"
ALL = {"buy", "classic", "api", "retrieval", "fine_tune", "self_host", "train"}
OWN_MACHINES = {"classic", "fine_tune", "self_host", "train"}


def known(values):
    return Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
    )


def standings(values, money_per_usd=1.0):
    catalogue = get_catalogue().in_currency(money_per_usd, "")
    return stand(get_approach_rules(), Facts.of(catalogue, known(values)))


def out(values):
    return {approach for approach, standing in standings(values).items() if standing.is_out}


@pytest.mark.parametrize(("ceiling", "money_per_usd"), [(50e6, 88.0), (140e6, 156.0), (900_000, 1.0), (800_000, 0.86)])
def test_ceiling_is_held_against_dollars_in_the_currency_of_the_project(ceiling, money_per_usd):
    """₹50M, ¥140M and €800,000 are below a million dollars; ten times as much is not."""
    assert standings({"plan.budget_ceiling": ceiling}, money_per_usd)["train"].is_out
    assert not standings({"plan.budget_ceiling": 10 * ceiling}, money_per_usd)["train"].is_out


def conditions(values):
    return {approach for approach, standing in standings(values).items() if standing.only_if}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, set()),
        # What is off the table
        ({"solution.off_table": ["nothing"]}, set()),
        ({"solution.off_table": ["buy"]}, {"buy"}),
        ({"solution.off_table": ["classic"]}, {"classic"}),
        ({"solution.off_table": ["api"]}, {"api", "retrieval"}),
        ({"solution.off_table": ["retrieval"]}, {"retrieval"}),
        ({"solution.off_table": ["fine_tune"]}, {"fine_tune"}),
        ({"solution.off_table": ["self_host"]}, {"self_host"}),
        ({"solution.off_table": ["train", "buy"]}, {"train", "buy"}),
        # Where it may run
        ({"solution.place": ["any_cloud"]}, set()),
        ({"solution.place": ["region"]}, set()),
        ({"solution.place": ["own_cloud"]}, set()),
        ({"solution.place": ["own_site"]}, {"api", "retrieval"}),
        ({"solution.place": ["offline"]}, {"api", "retrieval"}),
        ({"solution.place": ["own_site", "offline"]}, {"api", "retrieval"}),
        ({"solution.place": ["own_site", "own_cloud"]}, set()),
        # Whose data they are
        ({"data.permission": "no"}, ALL),
        ({"data.permission": "assumed"}, set()),
        ({"data.permission": "assumed", "risk.touches": ["regulated"]}, set()),
        ({"data.permission": "assumed", "risk.touches": ["personal"]}, {"buy", "api", "retrieval"}),
        ({"data.permission": "assumed", "risk.touches": ["sensitive"]}, {"buy", "api", "retrieval"}),
        ({"data.permission": "written", "risk.touches": ["sensitive"]}, set()),
        # What it should do, on what, how fast
        ({"solution.task": "answer"}, {"classic"}),
        ({"solution.task": "sort"}, {"retrieval"}),
        ({"solution.task": "find"}, set()),
        ({"solution.task": "predict", "solution.input": ["table"]}, ALL - {"buy", "classic"}),
        ({"solution.task": "predict", "solution.input": ["table", "text"]}, {"retrieval"}),
        ({"solution.input": ["image"]}, {"classic"}),
        ({"solution.answer_time": "instant"}, {"retrieval"}),
        ({"solution.answer_time": "seconds"}, set()),
        ({"solution.answer_time": "instant", "solution.task": "plan"}, ALL - {"buy"}),
    ],
)
def test_answers_take_approaches_out(answers, expected):
    assert out(answers) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, set()),
        ({"solution.place": ["own_site"]}, OWN_MACHINES | {"buy"}),
        ({"solution.place": ["own_cloud"]}, {"api", "retrieval", "buy"}),
        ({"solution.place": ["region", "own_cloud"]}, {"api", "retrieval", "buy"}),
        ({"solution.place": ["any_cloud", "region"]}, set()),
        ({"solution.answer_time": "instant", "solution.task": "write"}, {"api", "fine_tune", "self_host", "train"}),
        ({"compute.model": "RoBERTa-Large", "solution.languages": "English, Spanish"}, {"fine_tune", "self_host"}),
        ({"compute.model": "XLM-RoBERTa-Large", "solution.languages": "English, Spanish"}, set()),
        ({"compute.model": "RoBERTa-Large", "solution.languages": "English"}, set()),
    ],
)
def test_answers_set_conditions(answers, expected):
    assert conditions(answers) == expected


def test_each_approach_that_is_out_names_the_answer():
    found = standings({"solution.off_table": ["api"], "solution.place": ["own_site"]})["api"]
    assert [bar.field_id for bar in found.out] == ["solution.off_table", "solution.place"]
    assert found.out[0].reason == "You ruled out hosted models."


def test_approach_that_is_out_has_no_conditions_left():
    found = standings({"solution.off_table": ["buy"], "solution.place": ["own_site"]})["buy"]
    assert (found.is_out, found.only_if) == (True, ())


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, False),
        ({"data.permission": "no"}, True),
        ({"solution.off_table": ["buy", "api", "fine_tune", "self_host", "train"]}, False),
        ({"solution.off_table": ["buy", "classic", "api", "fine_tune", "self_host", "train"]}, True),
    ],
)
def test_nothing_is_left(answers, expected):
    assert all_out(standings(answers)) is expected


@pytest.mark.parametrize(
    ("places", "expected"),
    [(None, False), (["own_site"], True), (["offline"], True), (["own_site", "region"], False)],
)
def test_stays_inside_where_no_cloud_is_allowed(places, expected):
    assert stays_inside(known({} if places is None else {"solution.place": places})) is expected


CHOICES = {
    field_id: [str(choice.value) for choice in get_catalogue().fields[field_id].choices]
    for field_id in ("solution.off_table", "solution.place", "solution.task", "data.permission", "solution.answer_time")
}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "solution.off_table": st.lists(st.sampled_from(CHOICES["solution.off_table"]), unique=True),
            "solution.place": st.lists(st.sampled_from(CHOICES["solution.place"]), unique=True),
            "solution.task": st.sampled_from(CHOICES["solution.task"]),
            "data.permission": st.sampled_from(CHOICES["data.permission"]),
            "solution.answer_time": st.sampled_from(CHOICES["solution.answer_time"]),
        },
    )
)
def test_no_ai_is_always_left_and_one_no_never_opens_another(answers):
    before = out(answers)
    assert NO_AI not in before
    assert before <= out(answers | {"solution.off_table": [*answers.get("solution.off_table", []), "api"]})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('approaches = ["buy"]', 'approaches = ["lease"]', "lease is no approach that can be ruled out"),
        ('approaches = ["buy"]', 'approaches = ["no_ai"]', "no_ai is no approach that can be ruled out"),
        ('field = "solution.place"', 'field = "solution.task"', "does not look at solution.task"),
        ("privacy = 3", "privacy = 9", "privacy is a rank from 0 to 3"),
        ('id = "train"\n', 'id = "api"\n', "twice"),
        ("likely = 3, high = 6", "likely = 7, high = 6", "team of"),
    ],
)
def test_broken_rule_is_refused_with_its_reason(tmp_path, old, new, said):
    path = tmp_path / "approaches.toml"
    shutil.copy(FILE, path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(BrokenDataFile, match=said):
        load_approach_rules(path, get_catalogue())


def test_approach_without_traits_is_refused(tmp_path):
    path = tmp_path / "approaches.toml"
    path.write_text(FILE.read_text().partition('[[approach]]\nid = "train"')[0])
    with pytest.raises(BrokenDataFile, match="there is no approach train"):
        load_approach_rules(path, get_catalogue())
