"""The sheet of the compute page: every figure once, in the chapter where a reader looks for it."""

import pytest

from estimates.domain.tables.sheet import chapter_of, make_sheet
from projects.domain.figures import Figure
from projects.domain.ranges import Range
from tests.estimates.test_by_hand import SCENARIOS
from tests.estimates.test_compute_estimate import API, LLAMA, TUNE


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_figure_stands_once(estimate_of, name):
    estimate = estimate_of(SCENARIOS[name])
    sheet = make_sheet(estimate)
    shown = [*sheet.headlines, *(one for chapter in sheet.chapters for one in (*chapter.figures, *chapter.steps))]
    assert sorted(one.id for one in shown) == sorted(one.id for one in estimate.figures)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_remark_stands_once(estimate_of, name):
    estimate = estimate_of(SCENARIOS[name])
    sheet = make_sheet(estimate)
    shown = [*sheet.notes, *(one for chapter in sheet.chapters for one in chapter.notes)]
    assert len(shown) == len(estimate.notes)


def test_headlines_are_until_launch_and_a_month(estimate_of):
    assert [one.id for one in make_sheet(estimate_of(TUNE)).headlines] == [
        "compute.one_off", "compute.running_per_month",
    ]  # fmt: skip


def test_hosted_model_has_no_headline_until_launch(estimate_of):
    assert [one.id for one in make_sheet(estimate_of(API)).headlines] == ["compute.running_per_month"]


def test_reason_of_a_wide_range_stands_with_the_work(estimate_of):
    sheet = make_sheet(estimate_of(LLAMA | {"compute.parameters": 5e6}))
    assert "work" in [chapter.id for chapter in sheet.chapters if chapter.notes]


@pytest.mark.parametrize(
    ("id_", "unit", "chapter"),
    [
        ("compute.owning", "money/month", "buying"),
        ("compute.anything", "money/month", "monthly"),
        ("compute.anything", "kWh/year", "energy"),
        ("compute.anything", "GB", "machines"),
    ],
)
def test_figure_stands_where_its_id_or_its_unit_says(id_, unit, chapter):
    one = Figure(id=id_, label="", value=Range.exactly(1), unit=unit, formula="1", inputs=())
    assert chapter_of(one) == chapter


def test_month_times_twelve_is_the_year(estimate_of):
    estimate = estimate_of(TUNE)
    month, year = (estimate.figure(f"compute.{one}").value for one in ("running_per_month", "running"))
    assert year.high == pytest.approx(12 * month.high)
