import math

import pytest

from charts.descriptions import (
    ChartLine,
    HeatChart,
    HeatRow,
    HistogramChart,
    LinesChart,
    RangeRow,
    RangesChart,
    ScatterChart,
    Stack,
    StackedChart,
    TornadoChart,
    TornadoRow,
)
from projects.domain.ranges import Range
from reports.blocks import printed, to_json
from reports.domain.report import DrawnChart

HEAD = {"id": "x", "title": "A finding", "subtitle": "What is drawn", "label": "Said aloud", "format": "{:g} €".format}


def line(values):
    return ChartLine(name="Rent", low=values, likely=values, high=values)


def test_ranges_become_bars_with_their_texts():
    block = printed(RangesChart(**HEAD, rows=[RangeRow(name="Team", value=Range(low=1, likely=2, high=4))]))
    assert (block["kind"], block["title"]) == ("bars", "A finding")
    told = [(bar["label"], bar["likely"], bar["s_low"], bar["s_high"]) for bar in block["bars"]]
    assert told == [("Team", 2, "1 €", "4 €")]


def test_lines_keep_their_mark_where_they_cross_in_sight():
    chart = LinesChart(
        **HEAD, lines=[line([0, 50, 100])], x_name="month", mark=Range(low=1, likely=2, high=9), mark_label="even"
    )
    assert printed(chart)["mark"] == (1, 2, 9, "even")


def test_lines_over_cases_are_written_in_cases():
    """Nine places, 25,000 cases from one to the next: 100k stands at the fourth."""
    values = line([float(place) for place in range(10)])
    chart = LinesChart(**HEAD, lines=(values,), x_name="cases", x_step=25_000.0, x_format=lambda n: f"{n / 1000:g}k")
    assert (4.0, "100k") in printed(chart)["x_ticks"]
    assert printed(chart)["x_ticks"][0] == (0.0, "0k")


def test_lines_drop_a_mark_out_of_sight():
    chart = LinesChart(**HEAD, lines=[line([0, 50, 100])], x_name="month", mark=Range.exactly(40), mark_label="even")
    assert printed(chart)["mark"] is None


def test_lines_have_round_ticks_from_zero():
    block = printed(LinesChart(**HEAD, lines=[line([30, 90])], x_name="month"))
    assert [text for _value, text in block["y_ticks"]] == ["0 €", "20 €", "40 €", "60 €", "80 €"]


def test_ticks_of_lines_without_a_number_stand_at_zero():
    assert printed(LinesChart(**HEAD, lines=[line([math.nan])], x_name="month"))["y_ticks"] == ((0.0, "0 €"),)


def test_stacks_are_measured_by_their_sums():
    chart = StackedChart(
        **HEAD, stacks=[Stack(name="a", values=[3, 4]), Stack(name="b", values=[2, 6])], months=["M1", "M2"]
    )
    block = printed(chart)
    assert block["series"] == [("a", [3, 4]), ("b", [2, 6])]
    assert block["y_ticks"][-1] == (10.0, "10 €")


def test_heat_is_counted_as_a_share():
    block = printed(HeatChart(**HEAD, rows=[HeatRow(name="Data engineer", values=[25, 100])], months=["1", "2"]))
    assert block["rows"] == [("Data engineer", [(0.25, "25 €"), (1.0, "100 €")])]


def test_histogram_keeps_edges_counts_and_limit():
    chart = HistogramChart(**HEAD, edges=[-10, 0, 10], counts=[3, 7], limit=0, below_label="lose", above_label="gain")
    block = printed(chart)
    assert (block["edges"], block["counts"], block["limit"]) == ([-10, 0, 10], [3, 7], 0)
    assert {text for _value, text in block["x_ticks"]} >= {"-10 €", "0 €", "10 €"}


def test_tornado_has_the_longest_swing_on_top_and_nothing_endless():
    rows = [
        TornadoRow(name="a", low=1, high=2),
        TornadoRow(name="b", low=9, high=2),
        TornadoRow(name="c", low=0, high=math.inf),
    ]
    assert [row["name"] for row in printed(TornadoChart(**HEAD, rows=rows, base=2))["rows"]] == ["b", "a"]


def test_scatter_has_no_place_in_print():
    with pytest.raises(TypeError, match="ScatterChart has no place"):
        printed(ScatterChart(**HEAD, points=[], x_name="FLOP", y_name="hours"))


def test_label_stands_in_the_margin():
    drawing = DrawnChart.of(RangesChart(**HEAD, rows=[]), label="Cost by role")
    assert to_json(drawing)["label"] == "Cost by role"


@pytest.mark.parametrize("shows_pay", [True, False])
def test_drawing_moves_with_pay_where_its_chart_does(shows_pay):
    assert DrawnChart.of(RangesChart(**HEAD, rows=[], shows_pay=shows_pay)).shows_pay is shows_pay
