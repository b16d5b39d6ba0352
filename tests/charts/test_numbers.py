"""What a chart shows as numbers to work on with, and how draws become a histogram."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.descriptions import Chart, HistogramChart, LinesChart, TornadoRow, whole
from charts.kinds.heat import shade
from charts.kinds.stacked import tint
from charts.palette import DARK, LIGHT
from charts.table import cells, numbers_of, table, texts
from projects.domain.colours import contrast
from tests.charts.samples import ALL, Ends, heat, histogram, lines, ranges, said, stacked, tornado, valued

LOSS = {"limit": 0.0, "below_label": "lose", "above_label": "gain"}


def draws(values, **more) -> HistogramChart:
    return HistogramChart.from_draws(values, **said(**{**LOSS, **more}))


# ---------------------------------------------------------------- rows of numbers


def test_ranges_are_three_numbers_under_their_names():
    assert numbers_of(ranges()) == [
        ("", "Low (P10)", "Likely", "High (P90)"),
        ("Team", 10, 20, 40),
        ("Compute", 1, 2, 3),
    ]


def test_lines_are_three_columns_each_with_a_row_for_every_place():
    head, *rows = numbers_of(lines(("Rent",), ((0, 10, 20),)))
    assert head == ("month", "Rent, Low (P10)", "Rent, Likely", "Rent, High (P90)")
    assert rows == [(0, 0, 0, 0), (1, 8, 10, 13), (2, 16, 20, 26)]


def test_lines_over_cases_say_how_many_cases():
    chart = replace(lines(("Rent",), ((0, 10, 20),)), x_name="cases", x_step=25_000.0)
    assert [row[0] for row in numbers_of(chart)] == ["cases", 0, 25_000, 50_000]


def test_place_of_the_text_table_and_of_the_numbers_is_the_same():
    chart = replace(lines(("Rent",), ((0, 10, 20),)), x_step=250.0)
    assert [row[0] for row in table(chart).rows] == [whole(row[0]) for row in numbers_of(chart)[1:]]


def test_numbers_of_a_long_line_are_not_thinned_out():
    assert len(numbers_of(lines(("Rent",), (range(1_000),)))) == 1_001


def test_shorter_line_has_nothing_where_it_ended():
    *_rows, last = numbers_of(lines(("Rent", "Buy"), ((1, 2), (1,))))
    assert last[4:] == (None, None, None)


def test_stack_is_a_row_with_a_number_for_each_month():
    assert numbers_of(stacked()) == [("", "Jan", "Feb", "Mar"), ("Engineer", 10, 20, 30), ("Expert", 5, 5, 0)]


def test_heat_is_rounded_where_a_float_would_show():
    chart = heat(("Engineer",), ((0.1 + 0.2, 50, 100),))
    assert numbers_of(chart) == [("", "Jan", "Feb", "Mar"), ("Engineer", 0.3, 50, 100)]


def test_histogram_has_a_row_from_edge_to_edge():
    assert numbers_of(histogram()) == [("From", "To", "Cases"), (-10, 0, 2), (0, 10, 5), (10, 20, 3)]


def test_tornado_has_the_largest_swing_first_and_leaves_out_what_has_no_end():
    chart = tornado(("Price", "Luck", "Volume"), ((15, 30), (math.nan, 5), (-10, 50)))
    assert [row[0] for row in numbers_of(chart)[1:]] == ["Volume", "Price"]
    assert numbers_of(chart)[1] == ("Volume", "2 to 3", -10, 50)


@pytest.mark.parametrize("kind", sorted(set(ALL) - {"scatter"}))
def test_every_row_of_numbers_is_as_long_as_its_head(kind):
    head, *rows = numbers_of(ALL[kind])
    assert {len(row) for row in rows} == {len(head)}
    assert all(isinstance(name, str) for name in head)


@pytest.mark.parametrize("kind", sorted(set(ALL) - {"scatter", "histogram"}))
@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_has_none_in_a_file(kind, odd):
    cells = [cell for row in numbers_of(valued(kind, [1.0, odd, 2.0])) for cell in row if not isinstance(cell, str)]
    assert all(cell is None or math.isfinite(cell) for cell in cells)
    assert 1.0 in cells


def test_chart_that_no_file_holds_is_refused():
    with pytest.raises(TypeError, match="Chart has no place in print"):
        numbers_of(Chart(**said()))


def test_cells_that_are_missing_are_dashes():
    assert cells(ALL["ranges"], [1, math.nan], 3) == ["$1", "–", "–"]
    assert cells(ALL["ranges"], [1, 2, 3], 2) == ["$1", "$2"]
    assert texts(ALL["ranges"], [math.inf, 5]) == ["–", "$5"]


# ---------------------------------------------------------------- histograms of draws

FINE = st.floats(-1e9, 1e9, allow_subnormal=False)


@given(st.lists(FINE, min_size=1, max_size=200))
def test_bins_are_equally_wide_and_rise(values):
    edges = draws(values).edges
    steps = [later - earlier for earlier, later in pairwise(edges)]
    assert all(step > 0 for step in steps)
    assert max(steps) <= min(steps) * (1 + 1e-6) + 1e-9


@given(st.lists(FINE, min_size=1, max_size=200))
def test_no_draw_is_counted_twice(values):
    chart = draws(values)
    assert len(chart.counts) == len(chart.edges) - 1
    assert 0 < sum(chart.counts) <= len(values)


def test_one_in_a_hundred_may_fall_beyond_the_bins_and_no_more():
    values = np.arange(10_000.0)
    assert 9_900 <= sum(draws(values).counts) <= 10_000


def test_order_of_the_draws_does_not_matter():
    values = [3.0, -2.0, 8.5, 1.0, 1.0]
    assert draws(values) == draws(sorted(values))


def test_draws_may_come_as_an_array_or_one_by_one():
    assert draws(np.array([1.0, 2.0, 3.0])) == draws(iter([1, 2, 3]))


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, 1e301])
def test_draw_that_cannot_be_drawn_does_not_count(odd):
    assert draws([1.0, 2.0, 3.0, odd]) == draws([1.0, 2.0, 3.0])


@pytest.mark.parametrize("nothing", [[], [math.nan], [math.inf, -math.inf]])
def test_no_draws_have_no_bins(nothing):
    chart = draws(nothing)
    assert (chart.edges, chart.counts) == ((), ())


@given(st.lists(FINE, min_size=2, max_size=100).filter(lambda values: max(values) - min(values) > 1e-3))
def test_no_bar_both_loses_and_gains(values):
    limit = sum(values) / len(values)
    chart = draws(values, limit=limit)
    room = 1e-6 * (chart.edges[-1] - chart.edges[0])
    assert not [low for low, high in pairwise(chart.edges) if low < limit - room and high > limit + room]


def test_limit_far_away_leaves_the_bins_where_the_draws_are():
    chart = draws([1.0, 2.0, 3.0], limit=1e12)
    assert chart.edges[0] <= 1.1
    assert chart.edges[-1] < 10


@pytest.mark.parametrize(("value", "wide"), [(50.0, 5.0), (-50.0, 5.0), (0.0, 1.0)])
def test_equal_draws_get_a_bin_that_can_be_seen(value, wide):
    chart = draws([value] * 5, limit=value)
    assert chart.edges == (value, value + wide)
    assert chart.counts == (5,)


@pytest.mark.parametrize("bins", [4, 24, 60])
def test_about_as_many_bins_as_asked_for(bins):
    assert bins <= len(draws(np.linspace(1, 100, 1_000), bins=bins).counts) <= bins + 2


# ---------------------------------------------------------------- descriptions


@pytest.mark.parametrize(("low", "high", "swing"), [(1, 4, 3), (4, 1, 3), (-2, 2, 4), (5, 5, 0)])
def test_swing_is_how_far_the_ends_are_apart(low, high, swing):
    assert TornadoRow(name="Price", low=low, high=high).swing == swing


def test_inputs_stand_by_what_they_do_and_alike_ones_as_they_came():
    chart = tornado(("a", "b", "c"), ((0, 1), (5, 1), (1, 0)))
    assert [row.name for row in chart.ordered] == ["b", "a", "c"]


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_input_without_an_end_stands_behind_all_others(odd):
    chart = tornado(("a", "b", "c", "d"), ((0, 1), (odd, 1), (0, 5), (0, odd)))
    assert [row.name for row in chart.ordered] == ["c", "a", "b", "d"]


def test_input_without_an_end_is_not_known():
    chart = tornado(("a", "b"), ((0, 1), (math.inf, 1)))
    assert [row.name for row in chart.known] == ["a"]


def test_two_charts_that_say_the_same_are_equal():
    chart = LinesChart(**said(lines=(), x_name="month"))
    assert chart == LinesChart(**said(lines=(), x_name="month"))
    assert chart != LinesChart(**said(lines=(), x_name="month", title="Another finding"))


@pytest.mark.parametrize(("place", "said_there"), [(0, "0"), (1, "30"), (2.5, "75")])
def test_place_is_written_as_what_was_counted_there(place, said_there):
    assert LinesChart(**said(lines=(), x_name="cases", x_step=30.0)).write_place(place) == said_there


def test_chart_moves_with_pay_until_it_says_that_it_does_not():
    assert ranges().shows_pay
    assert not ranges(shows_pay=False).shows_pay


@pytest.mark.parametrize(
    ("value", "cls"),
    [(0, "f0"), (0.1, "f4"), (25, "f4"), (25.1, "f3"), (50, "f3"), (75, "f2"), (75.1, "f1"), (100, "f1")],
)
def test_cell_is_darker_the_more(value, cls):
    assert shade(value) == cls


def test_layers_have_seven_tints_and_begin_again():
    assert [tint(number) for number in (0, 1, 6, 7, 8)] == ["f1", "f2", "f7", "f1", "f2"]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_of_a_chart_can_be_read_on_its_sheet(palette):
    for colour in (palette.ink, palette.ink2, palette.ink3):
        assert contrast(colour, palette.sheet) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_gain_and_loss_can_be_told_apart_without_colour(palette):
    assert contrast(palette.accent, palette.grey) >= 1.5


def test_mark_of_ranges_stands_in_the_foot_of_the_table():
    chart = ranges(mark=30.0, mark_label="budget", table_head=("Part", "Low", "Likely", "High"))
    assert table(chart).foot == ("budget", "", "$30", "")


def test_crossing_of_two_lines_leaves_their_numbers_alone():
    chart = lines()
    assert numbers_of(replace(chart, mark=Ends(1, 2, 3))) == numbers_of(chart)
