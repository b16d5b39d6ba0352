"""What the controller opens: cash by month, break-even of every main input, being wrong, finding out, events."""

import numpy as np
import pytest
from django.urls import reverse

from charts.table import table
from decisions.deeper import cash_of, needed_of, unknowns_of
from decisions.deeper_charts import cash_chart, overlay_chart
from decisions.domain.breakeven import COST, RISING
from decisions.finding_out import say_being_wrong, say_events, say_finding_out
from decisions.results import results_of
from projects.access import Workspace
from projects.models import Answer
from tests.decisions.pages import words_of

pytestmark = pytest.mark.once


@pytest.fixture
def workspace(sample):
    return Workspace(sample, sample.scenarios.get(slug="base"))


def test_cash_ends_with_all_that_flows(workspace):
    cash, case = cash_of(workspace), results_of(workspace).case
    assert len(cash.so_far) == case.horizon_months + 1
    assert cash.so_far[0].likely == 0
    # Without interest the end is a little above the net value, and the deepest point is the launch.
    assert cash.so_far[-1].likely > case.value.value.likely
    assert cash.deepest == round(case.months.value.likely) + 1
    assert -cash.so_far[cash.deepest].likely == pytest.approx(case.cost.value.likely, rel=0.05)


def test_cash_turns_positive_in_the_month_of_payback(workspace):
    month = int(results_of(workspace).case.payback_months)
    so_far = cash_of(workspace).so_far
    assert so_far[month].likely >= 0 > so_far[month - 1].likely


def test_chart_of_cash_says_when_it_is_back_and_lists_every_month(workspace):
    chart = cash_chart(workspace)
    month = int(results_of(workspace).case.payback_months)
    assert chart.title.endswith(f"paid back in month {month}")
    assert len(table(chart).rows) == 37


def test_every_main_input_has_its_break_even(workspace):
    rows = needed_of(workspace)
    assert [row.line.id for row in rows] == [*RISING, COST]
    saving = next(row for row in rows if row.line.id == "value.saving_per_case")
    assert saving.half.needed < saving.line.now < saving.most.needed


def test_scenarios_lie_over_each_other_in_one_chart(sample):
    columns = Workspace(sample, sample.scenarios.get(slug="base")).columns
    chart = overlay_chart(columns)
    assert [line.name for line in chart.lines] == [column.scenario.name for column in columns]
    assert chart.lines[0].likely == tuple(month.likely for month in cash_of(columns[0]).so_far)
    assert overlay_chart(columns[:1]) is None


def test_overlay_is_on_the_page_of_scenarios_and_can_be_explored(owner, sample):
    page = owner.get(reverse("reports:scenarios", args=[sample.pk, "base"])).content.decode()
    assert "Most money at the end" in page
    assert owner.get(reverse("reports:chart", args=[sample.pk, "base", "scenarios.cash"])).status_code == 200


@pytest.mark.parametrize("address", ["decisions:value_more", "decisions:value"])
def test_page_shows_all_of_it(owner, sample, address):
    words = words_of(owner.get(reverse(address, args=[sample.pk, "base"]), {"more": 1}))
    for heading in ("The cost of being wrong", "What finding out is worth", "Break-even of each main input"):
        assert heading in words
    assert "The vendor ends the model 30%" in words


def test_controllers_part_of_the_page_is_worked_out_only_when_it_is_opened(owner, sample):
    page = owner.get(reverse("decisions:value", args=[sample.pk, "base"])).content.decode()
    assert "The cost of being wrong" not in page
    assert 'href="?more=1#value_more"' in page


def test_first_unknown_is_named_with_its_worth(workspace):
    found, first = say_finding_out(workspace), unknowns_of(workspace)[0]
    assert found.sentence.startswith(f"Measure first: {first.label}. ")
    assert found.unknowns[0] == first
    assert [unknown.worth for unknown in found.unknowns] == sorted(
        (unknown.worth for unknown in found.unknowns), reverse=True
    )


def test_project_that_is_clear_needs_no_counting(sample):
    Answer.objects.filter(scenario__project=sample, field_id="value.saving_per_case").update(
        value={"low": 40, "likely": 42, "high": 44}
    )
    workspace = Workspace(sample, sample.scenarios.get(slug="base"))
    assert say_finding_out(workspace).sentence == "Knowing any single number exactly would not change the decision."
    assert say_being_wrong(workspace) == "It gains in every case."


def test_being_wrong_is_said_in_cases_and_money(workspace):
    values = results_of(workspace).case.value_draws
    lose = round(float(np.mean(values < 0)) * 100)
    assert say_being_wrong(workspace).startswith(f"If you do it, it loses in {lose} out of 100 cases, ")


def test_events_are_listed_with_their_chance(workspace):
    assert [(event.label, event.chance) for event in say_events(workspace)] == [
        ("The scanning contractor changes the mail format", 20.0), ("The vendor ends the model", 30.0)
    ]  # fmt: skip


def test_empty_project_says_that_there_is_nothing_yet(owner, project):
    words = words_of(owner.get(reverse("decisions:value_more", args=[project.pk, "base"])))
    assert words == "The value cannot be calculated yet, so there is nothing to show here."
