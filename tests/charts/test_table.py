import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.descriptions import Chart
from charts.kinds.lines import MOST_ROWS
from charts.svg import draw
from charts.table import table
from tests.charts.layout import texts
from tests.charts.samples import ALL, ODD, Ends, histogram, lines, ranges, said, scatter, stacked, valued

KINDS = sorted(ALL)


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    @given(numbers=st.lists(st.one_of(st.sampled_from(ODD), st.floats()), max_size=20))
    @settings(max_examples=25, deadline=None)
    def test_every_row_has_a_cell_under_every_head(self, kind, numbers):
        found = table(valued(kind, numbers))
        assert {len(row) for row in found.rows} | {len(found.foot) or len(found.head)} == {len(found.head)}

    def test_what_is_no_number_is_a_dash(self, kind):
        cells = [cell for row in table(valued(kind, [1.0, math.nan])).rows for cell in row]
        assert not [cell for cell in cells if "nan" in cell]

    def test_own_heads_replace_the_usual_ones(self, kind):
        heads = tuple(f"Head {n}" for n in table(ALL[kind]).head)
        assert table(replace(ALL[kind], table_head=heads)).head == heads


def test_unknown_kinds_are_refused():
    with pytest.raises(TypeError, match="has no table"):
        table(Chart(**said()))


def test_ranges_list_three_values_and_the_mark():
    found = table(ALL["ranges"])
    assert found.rows == (("Team", "$10", "$20", "$40"), ("Compute", "$1", "$2", "$3"))
    assert found.foot == ("your budget $30", "", "$30", "")


def test_ranges_have_no_foot_without_a_mark():
    assert table(ranges()).foot == ()


def test_ranges_say_what_the_drawing_says():
    drawn = [text.words for text in texts(draw(ALL["ranges"]), 640)]
    assert [f"{low} – {high}" in drawn for _name, low, _likely, high in table(ALL["ranges"]).rows] == [True, True]


def test_lines_have_a_row_per_place():
    found = table(lines(("Rent",), ((0, 10, 20),)))
    assert found.head == ("month", "Rent, low", "Rent, likely", "Rent, high")
    assert found.rows == (("0", "$0", "$0", "$0"), ("1", "$8", "$10", "$13"), ("2", "$16", "$20", "$26"))


def test_exact_lines_have_one_column():
    line = replace(ALL["lines"].lines[0], low=(5, 5), likely=(5, 5), high=(5, 5))
    found = table(replace(ALL["lines"], lines=[line]))
    assert (found.head, found.rows[0]) == (("month", "Rent"), ("0", "$5"))


def test_a_shorter_line_ends_in_dashes():
    found = table(lines(("Rent", "Buy"), ((1, 2, 3), (1,))))
    assert found.rows[-1][-3:] == ("–", "–", "–")


@pytest.mark.parametrize("count", [1, 2, 36, 37, 38, 61, 121, 1000])
def test_long_lines_are_thinned_and_keep_both_ends(count):
    rows = table(lines(("Rent",), (range(count),))).rows
    assert len(rows) <= MOST_ROWS + 1
    assert (rows[0][0], rows[-1][0]) == ("0", str(count - 1))


def test_stacks_are_added_up_by_month():
    assert table(ALL["stacked"]).foot == ("Together", "$15", "$25", "$30")


def test_stacks_add_up_what_is_known():
    assert table(stacked(("A", "B"), ((1, math.nan), (2, 3)), ("Jan", "Feb"))).foot == ("Together", "$3", "$3")


def test_histogram_lists_its_bins():
    assert table(histogram()).rows == (("$-10 – $0", "2"), ("$0 – $10", "5"), ("$10 – $20", "3"))


def test_heat_lists_every_cell():
    assert table(ALL["heat"]).rows == (("Engineer", "0", "50", "100"), ("Expert", "20", "30", "60"))


def test_tornado_lists_the_most_important_input_first():
    found = table(ALL["tornado"])
    assert found.rows == (("Volume", "2 to 3", "$-10", "$50"), ("Price", "2 to 3", "$15", "$30"))
    assert found.foot == ("likely $20", "", "$20", "")


def test_scatter_lists_your_own_first_with_its_ends():
    chart = scatter(("Your run", "Other"), ((1e20, 100), (1e21, 1000)))
    shuffled = replace(chart, points=list(reversed(chart.points)))
    assert table(shuffled).rows == (("Your run", "1e+20", "$100 ($50 – $200)"), ("Other", "1e+21", "$1,000"))


def test_scatter_says_how_far_x_may_lie_off():
    chart = scatter(("Your run",), ((1e20, 100),))
    own = replace(chart.points[0], spread=None, x_spread=Ends(1e19, 1e20, 1e21))
    assert table(replace(chart, points=[own])).rows == (("Your run", "1e+20 (1e+19 – 1e+21)", "$100"),)
