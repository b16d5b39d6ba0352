"""Figures of the plans of evaluation and training, worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.domain.plan_figures import (
    evaluation_figures,
    group_results,
    label_figures,
    prompt_figures,
    training_figures,
)
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.figures import input_of
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from scoping.content import get_evaluation_plan

FIELDS = get_catalogue().fields
SIZE = get_evaluation_plan().size
HOURLY_SAVES = {
    "training.checkpoint_minutes": 10,
    "training.hours_between_failures": 24,
    "compute.accelerator_count": 8,
}
TRIES = {"training.trials": 20, "training.trial_share": 10}


def reader(said):
    """Read exact answers; None stands for what does not matter."""
    found = {
        name: Answer(field_id=name, state=AnswerState.NOT_RELEVANT if value is None else AnswerState.KNOWN, value=value)
        for name, value in said.items()
    }
    return Reader(Answers(found), FIELDS, Draws(7, 100))


def likely(figures):
    return {figure.id.partition(".")[2]: figure.value.likely for figure in figures}


def evaluated(**said):
    everything = dict.fromkeys(("difference", "simple_way", "target", "test_cases")) | said
    named = {f"evaluation.{name}": value for name, value in everything.items()}
    return likely(evaluation_figures(reader(named), SIZE, None))


# ---------------------------------------------------------------- cases of a test


def test_two_groups_need_the_cases_that_show_the_difference():
    # 2.8² × (0.6 × 0.4 + 0.7 × 0.3) / 0.1² = 352.8
    assert evaluated(difference=10, simple_way=60)["cases_needed"] == 353


def test_pass_mark_stands_in_for_a_simple_way_that_nobody_measured():
    # 70 − 10 = 60, as above
    assert evaluated(difference=10, target=70)["cases_needed"] == 353


def test_simple_way_below_nothing_is_none_right():
    # 2.8² × (0 + 0.1 × 0.9) / 0.1² = 70.56
    assert evaluated(difference=10, target=5)["cases_needed"] == 71


def test_tool_that_is_always_right_needs_cases_too():
    # 2.8² × (0.9 × 0.1 + 1 × 0) / 0.1² = 70.56
    assert evaluated(difference=10, simple_way=90)["cases_needed"] == 71


def test_measured_simple_way_counts_before_the_pass_mark():
    assert evaluated(difference=10, simple_way=60, target=90)["cases_needed"] == 353


def test_same_cases_for_both_need_fewer():
    # (1.96 × 0.5 + 0.84 × √(0.25 − 0.01))² / 0.01 = 193.7
    assert evaluated(difference=10, simple_way=60, paired="yes")["cases_needed"] == 194


def test_difference_that_the_same_cases_cannot_show_is_asked_of_two_groups():
    # They disagree on a quarter, √0.25 = 0.5: 2.8² × (0.2 × 0.8 + 0.7 × 0.3) / 0.5² = 11.6
    assert evaluated(difference=50, simple_way=20, paired="yes")["cases_needed"] == 12


@pytest.mark.parametrize(
    "said",
    [{"simple_way": 60}, {"difference": 10}, {"difference": 10, "simple_way": 95}],
    ids=lambda said: "_".join(said),
)
def test_cases_are_not_worked_out_from_half_of_it_nor_beyond_all_right(said):
    assert "cases_needed" not in evaluated(**said)


@given(st.integers(2, 20), st.integers(1, 10), st.integers(0, 60))
@settings(max_examples=25, deadline=None)
def test_smaller_difference_never_needs_fewer_cases(difference, more, simple_way):
    small, large = (evaluated(difference=points, simple_way=simple_way) for points in (difference, difference + more))
    # The variance of the tool's share may fall, never as fast as the square of the difference rises.
    assert small["cases_needed"] >= large["cases_needed"]


def test_planned_cases_tell_the_share_within_so_many_points():
    # 196 × √(0.5 × 0.5 / 100)
    assert evaluated(target=50, test_cases=100) == {"precision": pytest.approx(9.8)}


def test_a_group_needs_the_cases_in_which_a_gap_is_no_chance():
    # 1.96² × 0.8 × 0.2 / 0.05² = 245.9, and 1.96² × 0.7 × 0.3 / 0.1² = 80.7
    assert evaluated(target=80, groups=["region"], group_gap=5)["group_cases"] == 246
    assert evaluated(target=70, groups=["region"], group_gap=10)["group_cases"] == 81


@pytest.mark.parametrize(("groups", "gap"), [(["none"], 10), (None, 10), (["region"], 0)])
def test_no_group_needs_no_cases(groups, gap):
    assert "group_cases" not in evaluated(target=70, groups=groups, group_gap=gap)


TEXTS = {"source": "Mail", "languages": "national 70%, regional 30%", "right": "unclear"}


@pytest.mark.parametrize(("groups", "said", "inventory", "named"), [
    (["region"], "German, French", [], 1),
    (["language"], "German 84%, English 16%", [], 2),
    (["language", "region", "rare"], "German, French, Italian", [], 5),
    (["language"], None, [], 1),
    (["language"], "our language, several", [TEXTS, {"languages": "regional, neighbouring"}], 3),
    (["language", "group"], "German and English", [TEXTS], 3),
])  # fmt: skip
def test_each_language_that_is_named_is_a_group(groups, said, inventory, named):
    told = {"evaluation.target": 70, "evaluation.groups": groups, "evaluation.group_gap": 10}
    read = reader(told | {"data.inventory": inventory} | ({"solution.languages": said} if said else {}))
    words = get_catalogue().word_lists["other_languages"]
    # 81 cases each, as above
    assert group_results(read, SIZE, None, words) == {"result.group_cases": 81 * named}
    assert likely(evaluation_figures(read, SIZE, None, words))["cases_of_groups"] == 81 * named


def by_error(**said):
    return evaluated(measures=["distance"], **said)


def test_difference_between_average_errors_needs_more_cases_than_one_between_shares():
    # 2.8² × 2 × 0.571 × (1 − 0.5) / 0.1² = 447.7 on the same cases; without the half 895.3
    assert by_error(difference=10, paired="yes", simple_way=38)["cases_needed"] == 448
    assert by_error(difference=10)["cases_needed"] == 896


def test_group_of_a_forecast_is_sized_by_the_spread_of_its_errors():
    # 1.96² × 0.571 / 0.1² = 219.4, with or without a pass mark
    assert by_error(groups=["region"], group_gap=10)["group_cases"] == 220
    assert by_error(target=50, groups=["region"], group_gap=10)["group_cases"] == 220


def test_drawn_errors_show_the_difference_in_four_of_five_tests_of_that_size():
    """The rule held against what it is about: 448 cases, errors like a normal curve, one way a tenth better."""
    random = np.random.default_rng(3)
    common, own, others = random.standard_normal((3, 2_000, 448))
    likeness = 0.73  # of errors with their sign, at which those without it are alike by about a half
    simple = np.abs(np.sqrt(likeness) * common + np.sqrt(1 - likeness) * own)
    tool = 0.9 * np.abs(np.sqrt(likeness) * common + np.sqrt(1 - likeness) * others)
    assert np.corrcoef(simple.ravel(), tool.ravel())[0, 1] == pytest.approx(SIZE.error_likeness, abs=0.03)
    paired = simple - tool
    seen = paired.mean(axis=1) > 1.96 * paired.std(axis=1) / np.sqrt(448)
    assert 0.78 < seen.mean() < 0.86


@pytest.mark.parametrize(("measures", "is_error"), [
    (["distance"], True), (["exact", "distance"], True), (["exact"], False), (None, True),
])  # fmt: skip
def test_forecast_is_judged_by_its_error_unless_somebody_says_otherwise(measures, is_error):
    found = evaluation_figures(
        reader({"solution.task": "predict", "evaluation.difference": 10, "evaluation.paired": "yes"}
               | ({"evaluation.measures": measures} if measures else {})), SIZE, None,
    )  # fmt: skip
    assert likely(found)["cases_needed"] == (448 if is_error else 194)


def test_proposed_pass_mark_counts_while_nobody_gave_one():
    # 196 × √(0.8 × 0.2 / 100)
    read = reader({"evaluation.test_cases": 100, "evaluation.difference": None})
    target = input_of(FIELDS["evaluation.target"], Range.exactly(80), source="x")
    assert likely(evaluation_figures(read, SIZE, target))["precision"] == pytest.approx(7.84)


@given(st.integers(1, 99), st.integers(10, 5_000))
@settings(max_examples=25, deadline=None)
def test_four_times_the_cases_tell_twice_as_exactly(target, cases):
    few, many = (evaluated(target=target, test_cases=count)["precision"] for count in (cases, 4 * cases))
    assert few == pytest.approx(2 * many)


# ---------------------------------------------------------------- runs of a training


def trained(said, batches=(), *, tries_count=True):
    every = dict.fromkeys((*HOURLY_SAVES, *TRIES)) | said
    return likely(training_figures(reader(every), batches, tries_count=tries_count))


def test_run_saves_where_saving_costs_as_much_as_what_is_lost():
    # √(2 × 10 min × 24 h × 60 / 8 machines) = √3,600
    assert trained(HOURLY_SAVES) == {"save_every": 60}


def test_more_machines_fail_sooner_and_save_more_often():
    assert trained(HOURLY_SAVES | {"compute.accelerator_count": 32}) == {"save_every": 30}


@pytest.mark.parametrize("missing", HOURLY_SAVES)
def test_time_between_saves_asks_for_all_three(missing):
    assert "save_every" not in trained(HOURLY_SAVES | {missing: None})


def test_tries_come_to_full_runs_with_the_best_two():
    # 20 × 10 % + 2
    assert trained(TRIES) == {"full_runs": 4}


def test_tries_of_a_table_are_no_full_runs():
    assert trained(TRIES, tries_count=False) == {}


@pytest.mark.parametrize(("batch", "steps"), [(64, 8), (65, 9), (4, 1)])
def test_small_steps_make_up_the_texts_of_one_step(batch, steps):
    assert trained({"compute.accelerator_count": 8}, [batch, 4096]) == {"small_steps": steps}


def test_batch_without_machines_has_no_small_steps():
    assert trained({}, [64]) == {}


# ---------------------------------------------------------------- rounds of a prompt


def prompted(**said):
    every = dict.fromkeys(("cases", "rounds", "hours")) | said
    return likely(prompt_figures(reader({f"training.prompt_{name}": value for name, value in every.items()}), SIZE))


def test_gain_of_a_prompt_within_the_noise_is_luck():
    # 196 × √(0.25 / 100)
    assert prompted(cases=100) == {"prompt_noise": pytest.approx(9.8)}


def test_rounds_of_a_prompt_ask_for_every_case_again():
    assert prompted(cases=100, rounds=6)["prompt_runs"] == 600


def test_reading_mistakes_takes_its_hours_in_every_round():
    assert prompted(rounds=6, hours=2) == {"prompt_hours_in_all": 12}


# ---------------------------------------------------------------- two prices of a label

LABELLED = {
    "data.label_count": 1000, "data.label_price": 5, "data.label_minutes": 6, "data.label_rate": 50,
    "data.double_share": 20,
}  # fmt: skip


@pytest.mark.parametrize(("changed", "beyond"), [
    ({}, 1600),  # 6 min × $50 / 60 × 1.2 × 1.1 = $6.60 beside $5
    ({"data.label_minutes": 3}, -1700),  # $3.30
    ({"data.label_rate": 100}, 8200),  # $13.20
    ({"data.double_share": 100}, 6000),  # $11
])  # fmt: skip
def test_minutes_rate_and_doubles_are_compared_with_the_price_that_counts(changed, beyond):
    assert likely(label_figures(reader(LABELLED | changed)))["labels_beyond"] == pytest.approx(beyond)


@pytest.mark.parametrize("left_out", [("data.label_price",), ("data.label_minutes", "data.label_rate")])
def test_one_price_of_a_label_is_compared_with_nothing(left_out):
    assert label_figures(reader({name: said for name, said in LABELLED.items() if name not in left_out})) == ()
