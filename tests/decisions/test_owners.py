"""Which line owns which cost: each counts in one place and in no other."""

import numpy as np
import pytest

from decisions.domain.business_case import build_case
from decisions.domain.costs import COUNTABLE
from decisions.domain.netvalue import RoomDraws
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.reader import Reader

COUNT = 100
ZERO = {
    "people.users": [{"group": "Clerks", "count": 10, "to_train": 10}],
    "people.training_hours": 0,
    "value.hour_cost": 60,
    "value.cases_per_year": 1000,
    "value.coverage": 100,
    "value.adoption": 100,
    "value.saving_per_case": 10,
    "value.review_minutes_per_case": 0,
    "value.horizon_months": 24,
    "value.ramp_up_months": 0,
    "value.discount_rate": 0,
} | dict.fromkeys(COUNTABLE, 0)

# What each answer moves: a part of the cost to launch, the running cost, the benefit, or the end. [money]
OWNERS = {
    "people.training_hours": (2, {"training": 1200}),  # 10 people × 2 hours × $60
    "value.review_minutes_per_case": (1, {"benefit": -1000}),  # 1,000 cases × 1 minute × $60 / 60
    "value.downtime_hours": (2, {"downtime": 1200}),
    "value.integration_one_off": (500, {"integration": 500}),
    "value.legal_one_off": (500, {"legal": 500}),
    "value.security_one_off": (500, {"security": 500}),
    "value.change_one_off": (500, {"change": 500}),
    "value.contingency_share": (10, {"contingency": 100}),  # 10 % of the team's $1,000
    "value.running_licences_per_year": (500, {"running": 500}),
    "value.running_people_per_year": (500, {"running": 500}),
    "value.upkeep_share": (10, {"running": 100}),
    "value.switch_off_one_off": (500, {"end": 500}),
    "value.wrong_share": (10, {}),  # nothing before one costs something
    "value.wrong_cost": (5, {}),
}


def sums_of(**changed):
    known = {
        name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in (ZERO | changed).items()
    }
    team, months, nothing = (np.full(COUNT, amount) for amount in (1000.0, 6.0, 0.0))
    rooms = RoomDraws(team=team, months=months, compute=nothing, computing=nothing)
    case = build_case(Reader(Answers(known), get_catalogue().fields, Draws(7, COUNT)), rooms)
    sums = {part.key: part.value.likely for part in case.parts}
    sums |= {"running": case.running.value.likely, "benefit": case.benefit.value.likely}
    # What is left of the net value is paid at the end: 18 of 24 months are used.
    used = (sums["benefit"] - sums["running"]) * 18 / 12 - case.cost.value.likely
    return sums | {"end": used - case.value.value.likely}


@pytest.mark.parametrize("field_id", OWNERS)
def test_answer_moves_its_own_line_alone(field_id):
    value, moved = OWNERS[field_id]
    before, after = sums_of(), sums_of(**{field_id: value})
    changes = {key: after[key] - before.get(key, 0) for key in after}
    assert {key: change for key, change in changes.items() if abs(change) > 1e-6} == pytest.approx(moved)


def test_wrong_results_come_off_the_benefit():
    # 1,000 cases × 10 % × $5
    found = sums_of(**{"value.wrong_share": 10, "value.wrong_cost": 5})
    assert found["benefit"] == pytest.approx(10_000 - 500)


def test_every_cost_that_may_be_missing_has_an_owner():
    assert set(COUNTABLE) <= set(OWNERS)


@pytest.mark.parametrize(
    ("question_id", "words"),
    [
        ("value.running_licences_per_year", ["monitoring", "teaching it again", "Computing is counted"]),
        ("value.integration_one_off", ["impact assessment", "own team stand under Team"]),
        ("value.contingency_share", ["Do not include your own people"]),
        ("value.security_one_off", ["beside the training"]),
    ],
)
def test_question_says_what_belongs_elsewhere(question_id, words):
    said = get_catalogue().questions[question_id].help
    assert [word for word in words if word not in said] == []
