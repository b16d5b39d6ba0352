from dataclasses import replace

import numpy as np
import pytest

from charts.table import table
from decisions.domain.business_case import build_case
from decisions.domain.netvalue import RoomDraws
from decisions.domain.tornado import find_swings
from decisions.results import results_of
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws, summarise
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.models import BASE
from reports.charts import all_charts

pytestmark = pytest.mark.once

FIELDS = get_catalogue().fields
DRAWS = Draws(7, 1000)
EXACT = {
    "value.cases_per_year": 10_000.0,
    "value.coverage": 50.0,
    "value.adoption": 80.0,
    "value.saving_per_case": 12.0,
    "value.review_minutes_per_case": 0.0,
    "value.hour_cost": 0.0,
    "value.running_licences_per_year": 12_000.0,
    "value.running_people_per_year": 0.0,
    "value.ramp_up_months": 0.0,
    "value.horizon_months": 24.0,
    "value.discount_rate": 0.0,
    "value.integration_one_off": 0.0,
    "value.legal_one_off": 0.0,
}


def answers(**values):
    """Answers to everything of the value, exact but for what is given."""
    found = EXACT | {f"value.{name}": value for name, value in values.items()}
    known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in found.items()}
    return Answers(known)


def exactly(value):
    return None if value is None else np.full(DRAWS.count, float(value))


def rooms(team=20_000, months=12, compute=None, computing=None):
    drawn = {"team": team, "months": months, "compute": compute, "computing": computing}
    return RoomDraws(
        **{name: value if isinstance(value, np.ndarray) else exactly(value) for name, value in drawn.items()}
    )


def swings(given, handed=None):
    return find_swings(Reader(given, FIELDS, DRAWS), handed or rooms())


def test_exact_inputs_move_nothing():
    assert swings(answers()) == ()


def test_one_uncertain_input_worked_by_hand():
    # 12 months of use: 10,000 × 50 % × 80 % × saving − 12,000 − 20,000.
    (found,) = swings(answers(saving_per_case={"low": 10.0, "likely": 12.0, "high": 15.0}))
    assert (found.id, found.label) == ("value.saving_per_case", FIELDS["value.saving_per_case"].label)
    assert (found.low, found.high) == (pytest.approx(8_000), pytest.approx(28_000))


def test_a_cost_moves_the_value_the_other_way():
    (found,) = swings(answers(legal_one_off={"low": 1_000.0, "likely": 2_000.0, "high": 5_000.0}))
    assert found.low - found.high == pytest.approx(4_000)


def test_the_rate_of_discount_is_an_input_too():
    (found,) = swings(answers(discount_rate={"low": 0.0, "likely": 8.0, "high": 20.0}))
    assert found.id == "value.discount_rate"
    assert found.low > found.high


def test_what_rooms_hand_down_moves_as_one():
    drawn = DRAWS.of("team", Range(low=15_000, likely=20_000, high=30_000))
    (found,) = swings(answers(), rooms(team=drawn))
    assert (found.id, found.label) == ("rooms.team", "Team")
    assert found.low - found.high == pytest.approx(15_000, rel=0.01)


def test_delay_and_computing_are_inputs():
    months = DRAWS.of("months", Range(low=10, likely=12, high=16))
    computing = DRAWS.of("computing", Range(low=1_000, likely=2_000, high=4_000))
    found = swings(answers(), rooms(months=months, computing=computing))
    assert [swing.id for swing in found] == ["rooms.months", "rooms.computing"]


def test_expenses_that_are_handed_down_are_inputs():
    labels = DRAWS.of("labels", Range(low=500, likely=1_000, high=2_000))
    (found,) = swings(answers(), replace(rooms(), expenses={"labels": labels, "training": exactly(300)}))
    assert (found.id, found.label) == ("rooms.labels", "Labelling of cases")
    assert found.low - found.high == pytest.approx(1_500, rel=0.01)


def test_largest_swing_comes_first():
    found = swings(
        answers(
            coverage={"low": 49.0, "likely": 50.0, "high": 51.0},
            adoption={"low": 40.0, "likely": 80.0, "high": 90.0},
            cases_per_year={"low": 9_000.0, "likely": 10_000.0, "high": 11_000.0},
        )
    )
    assert [swing.id for swing in found] == ["value.adoption", "value.cases_per_year", "value.coverage"]


def test_inputs_move_within_their_fields_limits_only():
    (found,) = swings(answers(adoption={"low": 50.0, "likely": 80.0, "high": 140.0}))
    assert found.value == Range(low=50, likely=80, high=100)


def test_others_stay_drawn():
    given = answers(
        saving_per_case={"low": 10.0, "likely": 12.0, "high": 15.0},
        cases_per_year={"low": 4_000.0, "likely": 10_000.0, "high": 11_000.0},
    )
    largest = swings(given)[0]
    held = answers(cases_per_year=4_000.0, saving_per_case={"low": 10.0, "likely": 12.0, "high": 15.0})
    case = build_case(Reader(held, FIELDS, DRAWS), rooms())
    assert largest.id == "value.cases_per_year"
    assert largest.low == pytest.approx(case.value.value.likely)


@pytest.mark.parametrize("missing", ["value.cases_per_year", "value.saving_per_case"])
def test_nothing_decides_while_the_value_is_unknown(missing):
    gone = Answer(field_id=missing, state=AnswerState.NOT_RELEVANT, value=None)
    given = Answers({**{name: answers()[name] for name in EXACT}, missing: gone})
    assert swings(given) == ()


def test_nothing_decides_without_a_team_or_any_other_cost():
    given = Answers({name: answers()[name] for name in EXACT if not name.endswith("one_off")})
    assert swings(given, rooms(team=None, months=None)) == ()


def test_chart_of_the_sample_names_what_decides(sample):
    workspace = Workspace(sample, sample.scenarios.get(slug=BASE))
    results = results_of(workspace)
    chart = all_charts(workspace)["case.tornado"]
    assert chart.title == "Saved on one case has the biggest effect on net value: $97k"
    assert chart.base == results.case.value.value.likely == pytest.approx(summarise(results.case.value_draws).likely)
    assert [row[:2] for row in table(chart).rows][:2] == [
        ("Saved on one case", "$2.65 – $3.35"),
        ("Share of cases the tool takes", "60% – 80%"),
    ]


def test_chart_counts_the_inputs_that_matter_less(sample):
    workspace = Workspace(sample, sample.scenarios.get(slug=BASE))
    results = results_of(workspace)
    chart = all_charts(workspace)["case.tornado"]
    assert chart.source == f"{len(results.swings) - len(chart.rows)} more inputs move it less."


def test_chart_is_absent_while_the_value_is_unknown(project):
    workspace = Workspace(project, project.scenarios.get(slug=BASE))
    assert "case.tornado" not in all_charts(workspace)
