"""What the data plan and the evaluation plan cost, worked by hand, and seen on the pages."""

import pytest

from projects.domain.answers import Answer, AnswerState
from projects.saving import save_answer
from tests.decisions.pages import url, words_of
from tests.decisions.test_money_by_hand import case_of, parts_of

pytestmark = pytest.mark.once

BY_MINUTES = {"data.label_minutes": 6, "data.label_rate": 50, "data.double_share": 20}
JUDGED = {
    "evaluation.test_cases": 120, "evaluation.judges": 2, "evaluation.review_minutes": 6, "evaluation.judge_rate": 95,
}  # fmt: skip
SOURCE = {"source": "Reports", "cost": 3000, "right": "contract"}


def test_label_costs_minutes_at_the_rate_and_those_labelled_twice():
    case = case_of(left_out=["data.label_price"], **BY_MINUTES)
    # 6 min × $50 / 60 = $5; a fifth twice = $6; a tenth to settle = $6.60; × 1,000 cases
    assert parts_of(case)["labels"] == pytest.approx(6600)
    assert "case.label_price" in {step.id for step in case.steps}


def test_price_that_somebody_said_counts_in_place_of_the_minutes():
    assert parts_of(case_of(**BY_MINUTES))["labels"] == 2000


def test_minutes_and_rate_that_are_only_ours_cost_nothing():
    assert "labels" not in parts_of(case_of(left_out=["data.label_price"]))


def test_label_whose_rate_somebody_earns_moves_with_pay():
    told, ours = case_of(left_out=["data.label_price"], **BY_MINUTES), case_of()
    shows = [{step.id: step.shows_pay for step in case.steps}["case.labels"] for case in (told, ours)]
    assert shows == [True, False]


def test_judges_cost_cases_times_judges_times_minutes_and_a_tenth():
    # 120 cases × 2 judges × 6 min × $95 / 60 = $2,280; a tenth more
    assert parts_of(case_of(**JUDGED))["judging"] == pytest.approx(2508)


def test_judges_of_whom_nobody_says_what_an_hour_costs_are_in_no_sum():
    rest = {key: value for key, value in JUDGED.items() if key != "evaluation.judge_rate"}
    assert "judging" not in parts_of(case_of(**rest))


@pytest.mark.parametrize(("rows", "cost"), [
    ([{"every": "month"}], 12_540),  # 12 × 50 = 600 cases × 2 judges × 6 min × $95 / 60 × 1.1
    ([{"every": "week"}], 54_340),  # 52 × 50 = 2,600 cases
    ([{"every": "quarter"}], 4_180),  # 4 × 50 = 200 cases
    ([{}], 12_540),
    ([{"every": "live"}], 12_540),
    ([{"every": "quarter"}, {"every": "month"}], 12_540),
])  # fmt: skip
def test_sample_after_launch_is_judged_as_often_as_somebody_says(rows, cost):
    watched = {"evaluation.monitor": [{"signal": "sample", **row} for row in rows]}
    before, after = (case_of(**JUDGED, **more).running.value.likely for more in ({}, watched))
    assert after - before == pytest.approx(cost)


def test_people_who_are_taken_out_cost_their_hours_every_year():
    said = {"data.removal": "source", "data.removal_requests": 40, "data.removal_hours": 3, "value.hour_cost": 50}
    before, after = (case_of(**{**said, "data.removal_requests": n}).running.value.likely for n in (0, 40))
    assert after - before == pytest.approx(6000)  # 40 × 3 h × $50


def test_people_who_are_taken_out_cost_nothing_while_nobody_says_how_many():
    assert "case.removal" not in {step.id for step in case_of(**{"data.removal": "source"}).steps}


def test_only_sources_that_may_be_used_are_bought():
    rows = [SOURCE, SOURCE | {"right": "no", "cost": 50_000}, {"source": "Ours"}]
    assert parts_of(case_of(**{"data.inventory": rows}))["data_bought"] == 3000


@pytest.mark.parametrize(("field_id", "less", "more"), [
    ("data.label_minutes", 2, 40),
    ("data.double_share", 0, 100),
    ("data.inventory", [SOURCE], [SOURCE | {"cost": 90_000}]),
    ("evaluation.judge_rate", 40, 900),
    ("evaluation.judges", 1, 8),
])  # fmt: skip
def test_answer_moves_the_money_on_page_1(owner, sample, field_id, less, more):
    base, versions = sample.scenarios.get(slug="base"), iter(range(1000))
    prepared = {
        "data.labels": "none", "data.label_count": 5000, "data.label_rate": 60, "evaluation.measures": ["people"],
        "evaluation.judge_rate": 80,
    }  # fmt: skip

    def say(field, state, value=None):
        known = base.answers.filter(field_id=field).first()
        said = Answer(field_id=field, state=state, value=value, version=known.version if known else 0)
        save_answer(base, said, token=f"t{next(versions)}", who="")

    say("data.label_price", AnswerState.UNKNOWN)
    for name, value in prepared.items():
        say(name, AnswerState.KNOWN, value)
    costs = []
    for value in (less, more):
        say(field_id, AnswerState.KNOWN, value)
        costs.append(words_of(owner.get(url("reports:report", sample))).partition("Cost to launch")[2][:60])
    assert costs[0] != costs[1]
