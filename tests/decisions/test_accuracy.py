"""Value and cost against coverage: the slider, what it promises, and what taking it saves."""

import math

import numpy as np
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from charts.table import table
from decisions.deeper import accuracy_of
from decisions.deeper_charts import coverage_chart
from decisions.domain.accuracy import Accuracy, CostFrom, shifted
from decisions.domain.breakeven import NetValueLine
from decisions.results import results_of
from decisions.views.value import coverage_sent
from projects.access import Workspace
from projects.domain.ranges import Range
from projects.models import Answer, Change

pytestmark = pytest.mark.once

COUNT = 50


def exact(halving=60_000.0, *, now=70.0, slope=2000.0, value=10_000.0, worth=1.0):
    """Exact inputs: each percent of coverage brings $2,000."""
    drawn = {name: np.full(COUNT, amount) for name, amount in {"at_now": value, "slope": slope}.items()}
    line = NetValueLine(id="value.coverage", label="Coverage", unit="%", now=now, limit=100.0, **drawn)
    return Accuracy(
        line=line, values=np.full(COUNT, value), covered=np.full(COUNT, now), cost_worth=np.full(COUNT, worth),
        halving=None if halving is None else np.full(COUNT, halving), cost_from=CostFrom.ANSWER,
    )  # fmt: skip


def test_half_of_what_is_left_costs_one_halving():
    # 30 of 100 are left, then 15: one halving; then 7.5: two
    assert exact().extra_cost(85)[0] == pytest.approx(60_000)
    assert exact().extra_cost(92.5)[0] == pytest.approx(120_000)


def test_less_coverage_saves_nothing():
    assert exact().extra_cost(50)[0] == 0


def test_value_at_a_coverage_by_hand():
    # 15 points more bring 15 × $2,000, and cost one halving of which each dollar takes 90 cents off the value
    found = exact(worth=0.9).at(85)
    assert found.value.likely == pytest.approx(10_000 + 30_000 - 54_000)
    assert (found.extra_cost.likely, found.chance) == (pytest.approx(60_000), 0.0)


def test_best_coverage_is_where_the_next_point_costs_what_it_brings():
    # 100 − 20,000 / (ln 2 × 2,000) = 100 − 14.43
    accuracy = exact(20_000.0)
    assert accuracy.best == pytest.approx(100 - 10 / math.log(2))
    best = accuracy.at(accuracy.best).value.likely
    assert best > accuracy.at(accuracy.best - 2).value.likely
    assert best > accuracy.at(accuracy.best + 2).value.likely


@pytest.mark.parametrize("changed", [{"halving": 60_000.0}, {"slope": -5.0}])
def test_best_coverage_is_never_below_the_plan(changed):
    assert exact(**{"halving": 60_000.0} | changed).best == 70


def test_without_a_cost_nothing_is_made_up():
    accuracy = exact(None)
    assert (accuracy.best, accuracy.at(95).extra_cost.likely) == (None, 0)


@given(st.floats(1, 1e7), st.floats(1, 99), st.floats(0, 100), st.floats(0, 100))
def test_more_coverage_never_costs_less(halving, now, one, other):
    accuracy = exact(halving, now=now)
    low, high = sorted((one, other))
    assert accuracy.extra_cost(high)[0] >= accuracy.extra_cost(low)[0] - 1e-6
    assert np.all(np.isfinite(accuracy.extra_cost(100.0)))


@pytest.mark.parametrize(
    ("coverage", "wanted"), [(75, (65, 75, 85)), (95, (85, 95, 100)), (5, (0, 5, 15)), (70, (60, 70, 80))]
)
def test_range_moves_along_within_its_limits(coverage, wanted):
    moved = shifted(Range(low=60, likely=70, high=80), coverage)
    assert (moved.low, moved.likely, moved.high) == wanted


@pytest.mark.parametrize(("text", "coverage"), [("82", 82), ("140", 100), ("-3", 0), ("", 70), ("lots", 70)])
def test_slider_that_sends_nonsense_shows_the_plan(text, coverage):
    assert coverage_sent(text, 70.2) == coverage


# ---------------------------------------------------------------- of a project


def workspace_of(project, slug="base"):
    project.sequence += 1
    project.save()
    return Workspace(project, project.scenarios.get(slug=slug))


def test_plan_on_the_slider_is_the_plan_on_the_card(sample):
    workspace = workspace_of(sample)
    accuracy, case = accuracy_of(workspace), results_of(workspace).case
    assert accuracy.at(accuracy.now).value.likely == pytest.approx(case.value.value.likely)
    assert accuracy.at(accuracy.now).chance == case.chance


def test_cost_of_accuracy_is_the_answer_else_that_of_the_labels(sample):
    assert accuracy_of(workspace_of(sample)).cost_from is CostFrom.ANSWER
    Answer.objects.filter(scenario__project=sample, field_id="value.accuracy_cost_one_off").delete()
    accuracy = accuracy_of(workspace_of(sample))
    assert accuracy.cost_from is CostFrom.LABELS
    # 600 labels at $1.30, and with a power of 0.2 2^5 = 32 times as many for half of what is left
    assert np.median(accuracy.halving) == pytest.approx(600 * 1.3 * 31, rel=0.1)


def test_cost_of_accuracy_that_nobody_knows_is_asked_for(owner, sample):
    for field_id in ("value.accuracy_cost_one_off", "data.label_count"):
        Answer.objects.filter(scenario__project=sample, field_id=field_id).delete()
    assert accuracy_of(workspace_of(sample)).cost_from is CostFrom.NOWHERE
    page = owner.get(reverse("decisions:value", args=[sample.pk, "base"])).content.decode()
    assert "Nobody has said yet what more accuracy than 70% costs" in page
    assert "Say what more accuracy costs" in page


def test_accuracy_that_is_not_to_be_had_is_not_priced(sample):
    Answer.objects.filter(scenario__project=sample, field_id="value.accuracy_cost_one_off").update(
        state="not_relevant", value=None
    )
    workspace = workspace_of(sample)
    assert accuracy_of(workspace).cost_from is CostFrom.NEVER
    assert coverage_chart(workspace).title == "More than the planned 70% is not to be had"


def test_chart_has_a_place_every_five_percent(sample):
    chart = coverage_chart(workspace_of(sample))
    assert [row[0] for row in table(chart).rows] == [f"{coverage}%" for coverage in range(0, 101, 5)]


def test_slider_recalculates_and_saves_nothing(owner, sample):
    address = reverse("decisions:value_coverage", args=[sample.pk, "base"])
    before, plan = Change.objects.count(), owner.get(f"{address}?coverage=70").content.decode()
    tried = owner.get(f"{address}?coverage=82").content.decode()
    assert "This is your plan." in plan
    assert "Take 82%" in tried
    assert Change.objects.count() == before


def test_taking_a_coverage_saves_it_and_plans_what_it_costs(owner, sample):
    promised = accuracy_of(workspace_of(sample)).at(80)
    version = workspace_of(sample).answers["value.coverage"].version
    address = reverse("decisions:take_coverage", args=[sample.pk, "base"])
    page = owner.post(address, {"coverage": "80", "version": version}, follow=True).content.decode()
    assert "Planned under Team, Other expenses:" in page
    sample.refresh_from_db()
    workspace = workspace_of(sample)
    assert workspace.answers["value.coverage"].value == {"low": 70.0, "likely": 80.0, "high": 90.0}
    row = workspace.answers["team.other_expenses"].value[-1]
    assert (row["what"], row["kind"], row["paid"]) == ("More accuracy: 70% to 80%", "other", "once")
    assert row["amount"]["likely"] == pytest.approx(promised.extra_cost.likely, rel=0.05)
    # The slider promised what is then calculated: the money is planned with its contingency.
    found = results_of(workspace).case
    assert found.value.value.likely == pytest.approx(promised.value.likely, abs=2500)
    assert found.chance == pytest.approx(promised.chance, abs=0.03)


def test_taking_less_plans_no_cost(owner, sample):
    version = workspace_of(sample).answers["value.coverage"].version
    before = workspace_of(sample).answers["team.other_expenses"].content
    owner.post(reverse("decisions:take_coverage", args=[sample.pk, "base"]), {"coverage": "60", "version": version})
    sample.refresh_from_db()
    workspace = workspace_of(sample)
    assert workspace.answers["value.coverage"].value["likely"] == 60
    assert workspace.answers["team.other_expenses"].content == before


def test_coverage_taken_from_a_stale_page_changes_nothing(owner, sample):
    address = reverse("decisions:take_coverage", args=[sample.pk, "base"])
    page = owner.post(address, {"coverage": "80", "version": "999"}, follow=True).content.decode()
    assert "Someone else answered this in the meantime." in page
    assert workspace_of(sample).answers["value.coverage"].value["likely"] == 70


def test_empty_project_has_no_slider(owner, project):
    page = owner.get(reverse("decisions:value", args=[project.pk, "base"])).content.decode()
    assert "coverage-slider" not in page
    reply = owner.post(reverse("decisions:take_coverage", args=[project.pk, "base"]), {"coverage": "80"}, follow=True)
    assert "This is not available." in reply.content.decode()
