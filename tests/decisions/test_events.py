"""Events with a probability: how often, when, and what they cost, worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.events import EVENTS, events_of
from decisions.domain.netvalue import RoomDraws, net_value_draws
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.reader import Reader
from projects.pages import answer_form

pytestmark = pytest.mark.once

DRAWS = Draws(7, 10_000)
EXACT = {
    "value.cases_per_year": 1200, "value.coverage": 100, "value.adoption": 100, "value.saving_per_case": 1,
    "value.review_minutes_per_case": 0, "value.hour_cost": 0, "value.horizon_months": 24,
    "value.ramp_up_months": 0, "value.discount_rate": 0,
}  # fmt: skip


def reader(*rows):
    known = EXACT | ({EVENTS: list(rows)} if rows else {})
    answers = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in known.items()}
    return Reader(Answers(answers), get_catalogue().fields, DRAWS)


def net_value(*rows):
    rooms = RoomDraws(team=np.full(10_000, 500.0), months=np.full(10_000, 4.0), compute=None, computing=None)
    return net_value_draws(reader(*rows), rooms)


def test_event_happens_in_its_share_of_the_cases_and_in_every_month_alike():
    (event,) = events_of(reader({"what": "Law", "chance": 30}), 24)
    happens = event.month <= 24
    assert happens.mean() == 0.3
    months = np.bincount(event.month[happens], minlength=25)[1:]
    assert months.min() > 90  # of 3,000 events 125 a month
    assert months.max() < 160


def test_event_that_is_certain_costs_its_sum_in_every_case():
    assert net_value({"what": "Law", "chance": 100, "cost": 70}) == pytest.approx(net_value() - 70)


def test_event_costs_its_chance_times_its_sum_on_average():
    assert net_value({"chance": 30, "cost": 1000}).mean() == pytest.approx(net_value().mean() - 300)


def test_benefit_that_is_lost_is_lost_for_half_of_the_time_on_average():
    # $100 a month in months 5 to 24. An event in month e leaves min(e − 1, …) of them: gone are 20 months where e ≤ 5,
    # else 25 − e; the mean over e = 1 … 24 is (5 × 20 + 19 + 18 + … + 1) / 24 = 290 / 24 months.
    found = net_value({"chance": 100, "benefit_lost": 100})
    assert found.mean() == pytest.approx(net_value().mean() - 100 * 290 / 24, rel=0.02)


@pytest.mark.parametrize(("typed", "share"), [(50, 0.5), (100, 1.0)])
def test_benefit_that_is_lost_is_in_percent(typed, share):
    (event,) = events_of(reader({"chance": 100, "benefit_lost": typed}), 24)
    assert event.lost == pytest.approx(np.full(10_000, share))


def test_rows_without_a_chance_change_nothing():
    assert events_of(reader({"what": "Law", "cost": 70}, {"what": "Vendor", "chance": 0, "cost": 70}), 24) == ()


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 1e6), st.floats(0, 1e6))
def test_no_event_makes_it_better(chance, lost, cost, running):
    row = {"what": "Law", "chance": chance, "cost": cost, "benefit_lost": lost, "running": running}
    found = net_value(row)
    assert np.all(np.isfinite(found))
    assert np.all(found <= net_value() + 1e-6)


@pytest.mark.parametrize(("cell", "text", "wrong"), [
    ("chance", "140", "The most that makes sense here is 100."),
    ("benefit_lost", "120%", "The most that makes sense here is 100."),
    ("cost", "5,000 yen", "names another currency"),
])  # fmt: skip
def test_bad_cell_is_refused_with_a_sentence(project, cell, text, wrong):
    workspace = Workspace(project, project.scenarios.get(slug="base"))
    field = workspace.catalogue.fields[EVENTS]
    blank = answer_form(workspace, field)
    data = {f"{blank.prefix}-state": "known", f"{blank.prefix}-version": "0", f"{blank.prefix}-token": "t" * 20,
            f"{blank.prefix}-value-0-what": "Law", f"{blank.prefix}-value-0-{cell}": text}  # fmt: skip
    form = answer_form(workspace, field, data)
    assert not form.is_valid()
    assert wrong in str(form.errors)
