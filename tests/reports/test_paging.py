"""Printed pages of sheets end before a chart that would stand on two."""

import pytest

from reports.formats.paging import LINE, Drawn, breaks_before, scale_to

PAGE = 30 * LINE


def test_chart_that_fits_asks_for_no_break():
    assert breaks_before([Drawn(title=3, first=10, last=26)], {}, PAGE) == []


def test_chart_that_would_be_split_begins_a_page_with_its_table():
    assert breaks_before([Drawn(title=20, first=25, last=41)], {}, PAGE) == [19]


def test_chart_below_a_table_longer_than_a_page_begins_one_alone():
    assert breaks_before([Drawn(title=3, first=50, last=66)], {}, PAGE) == [49]


def test_second_chart_counts_from_the_break_before_the_first():
    charts = [Drawn(title=20, first=25, last=41), Drawn(title=43, first=45, last=61)]

    assert breaks_before(charts, {}, PAGE) == [19, 42]


def test_high_rows_count_as_high_as_they_are():
    assert breaks_before([Drawn(title=3, first=10, last=26)], {2: 6 * LINE}, PAGE) == [2]


def test_first_row_is_counted_on_each_page():
    # 29 rows to a page besides the first one: rows 31 to 45 fill half of the second.
    assert breaks_before([Drawn(title=46, first=46, last=60)], {}, PAGE) == [45]
    assert breaks_before([Drawn(title=45, first=45, last=59)], {}, PAGE) == []


@pytest.mark.parametrize(("widths", "longest", "scale"), [([12.0], 0, 100), ([52.0] * 4, 0, 49), ([12.0], 160, 74)])
def test_sheet_is_printed_as_small_as_its_width_asks(widths, longest, scale):
    assert scale_to(739, widths, longest) == scale
