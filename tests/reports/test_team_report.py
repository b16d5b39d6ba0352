"""The report's team pages: forecast, advice and mix, and what a link that hides pay leaves out of them."""

import pytest

from charts.descriptions import LinesChart, StackedChart
from projects.access import Workspace
from reports.compose import compose_report
from reports.domain.report import DrawnChart

pytestmark = pytest.mark.once


@pytest.fixture
def team(sample):
    """The team's section of the sample's report, by whether pay is hidden."""
    base = sample.scenarios.get(slug="base")

    def section(hide_pay):
        report = compose_report(Workspace(sample, base, hide_pay=hide_pay))
        return {block.label: block for section in report.sections if section.id == "team" for block in section.blocks}

    return section


def charts_of(blocks):
    return {type(block.chart) for block in blocks.values() if isinstance(block, DrawnChart)}


def test_report_says_what_the_agreed_budget_means(team):
    items = dict(team(False)["Agreed budget"].items)
    assert items["Total up to launch"].startswith("It stays within the agreed $170k in ")
    assert "the average shortfall is" in items["People and expenses"]


def test_report_says_once_how_to_fill_open_roles(team):
    mix = dict(team(False)["Cheapest mix"].items)
    assert list(mix) == ["All together", "Data scientist", "ML engineer"]
    assert mix["ML engineer"].startswith(("Contractor. ", "Part-time employee. "))
    assert "How to fill open roles" not in team(False)


def test_link_that_hides_pay_names_no_way_to_pay(team):
    assert set(team(True)) == {"Presence", "Figures"}


def test_report_draws_spending_and_forecast_where_pay_is_shown(team):
    spending = {StackedChart, LinesChart}
    assert charts_of(team(False)) >= spending
    assert not charts_of(team(True)) & spending
