"""The strokes that drawings are made of, and what Plotly is told: places, texts, escapes."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import ink, traces
from charts.descriptions import Chart
from charts.lettering import NARROW, WIDE
from charts.palette import LIGHT
from charts.placing import Board, Spot
from charts.scales import LogScale, Scale, place_ticks, ticks
from tests.charts.layout import parse
from tests.charts.samples import HOSTILE, Ends, money, said


def attributes(markup: str) -> dict[str, str]:
    return dict(parse(markup).attrib)


# ---------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.5, "50%"),
        (0.123456, "12.35%"),
        (0.1, "10%"),
        (-0.2, "0%"),
        (1.7, "100%"),
        (0.00001, "0%"),
    ],
)
def test_share_of_the_width_is_written_short_and_stays_inside(share, words):
    assert ink.percent(share) == words


@pytest.mark.parametrize(("value", "words"), [(5, "5"), (5.04, "5"), (5.06, "5.1"), (-2.5, "-2.5"), (10.0, "10")])
def test_pixels_are_written_to_a_tenth(value, words):
    assert ink.pixels(value) == words


@given(st.floats(-2, 3), st.floats(-2, 3))
def test_bar_is_never_wider_than_nothing_or_outside(x1, x2):
    bar = attributes(ink.rect(x1, x2, 10, 5, "f1"))
    left, wide = (float(bar[key].removesuffix("%")) for key in ("x", "width"))
    assert 0 <= left <= 100
    assert 0 <= wide <= 100.001 - left


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_neighbouring_bars_meet(one, other, third):
    low, middle, high = sorted((one, other, third))
    left, right = attributes(ink.rect(low, middle, 0, 5, "a")), attributes(ink.rect(middle, high, 0, 5, "b"))
    end = float(left["x"].removesuffix("%")) + float(left["width"].removesuffix("%"))
    assert end == pytest.approx(float(right["x"].removesuffix("%")), abs=0.011)


def test_bar_that_would_stand_on_its_head_has_no_height():
    assert attributes(ink.rect(0, 1, 10, -3, "f1"))["height"] == "0"


def test_text_stands_at_its_place_with_its_looks():
    found = attributes(ink.text(0.25, 12, "Team", "b end", dx=6))
    assert found == {"x": "25%", "y": "12", "dx": "6", "class": "b end"}


def test_text_without_looks_has_no_attributes_of_them():
    assert attributes(ink.text(0.25, 12, "Team")) == {"x": "25%", "y": "12"}


def test_text_that_is_cut_is_shown_in_full_under_the_pointer():
    assert "<title>Team of two</title>" in ink.text(0, 0, "Team…", full="Team of two")
    assert "<title>" not in ink.text(0, 0, "Team", full="Team")


@pytest.mark.parametrize("words", ["<script>", "a & b", '"quoted"', "</text>"])
def test_text_of_people_stays_text(words):
    assert parse(ink.text(0, 0, words)).text == words


def test_range_has_two_ticks_and_an_end_outside_has_none():
    assert str(ink.dimension(0.1, 0.9, 20)).count("<line") == 3
    assert str(ink.dimension(0.1, 0.9, 20, ticks=(True, False))).count("<line") == 2
    assert str(ink.dimension(0.1, 0.9, 20, ticks=(False, False))).count("<line") == 1


def test_drawing_says_its_sentence_to_those_who_hear_it():
    assert attributes(ink.outer(100.04, ink.join([]), 'A "finding"')) == {
        "width": "100%",
        "height": "100",
        "role": "img",
        "aria-label": 'A "finding"',
    }


def test_points_of_a_line_are_written_in_the_units_of_the_inner_drawing():
    assert attributes(ink.polyline([(0, 10), (0.5, 20.04), (1, 30)], "ln a"))["points"] == "0,10 500,20 1000,30"


@pytest.mark.parametrize(("dx", "dy"), [(30, 40), (-30, 40), (0, 50), (3, 4)])
def test_hairline_begins_a_gap_away_from_its_dot(dx, dy):
    start = re.search(r"M(-?[\d.]+) (-?[\d.]+)L", ink.leader(0.5, 10, dx, dy, 10))
    assert math.hypot(float(start[1]), float(start[2])) == pytest.approx(min(10, math.hypot(dx, dy)), abs=0.1)


# ---------------------------------------------------------------- scales


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0, 10, [0, 5, 10]),
        (0, 4, [0, 1, 2, 3, 4]),
        (-5, 5, [-4, -2, 0, 2, 4]),
        (2, 9, [2, 4, 6, 8]),
        (0, 1_000_000, [0, 500_000, 1_000_000]),
        (0, 0.00004, [0, 1e-05, 2e-05, 3e-05, 4e-05]),
    ],
)
def test_gridlines_stand_at_round_values(low, high, found):
    assert ticks(low, high) == found


def test_scale_maps_its_ends_and_what_lies_outside_to_its_edges():
    scale = Scale(low=10, high=20, start=100, end=0)
    assert [scale(value) for value in (5, 10, 15, 20, 25)] == [100, 100, 50, 0, 0]
    assert [scale.holds(value) for value in (9.99, 10, 20, 20.01)] == [False, True, True, False]


def test_scale_of_one_value_keeps_room_around_it():
    assert (Scale.around([8], 0, 1, zero=False).low, Scale.around([8], 0, 1, zero=False).high) == (4, 12)
    assert (Scale.around([0], 0, 1, zero=False).low, Scale.around([0], 0, 1, zero=False).high) == (-1, 1)


def test_margin_is_left_at_both_ends_of_a_scale_around_zero():
    scale = Scale.around([-10, 10], 0, 1, margin=0.1)
    assert (scale.low, scale.high) == (-12, 12)


def test_powers_of_ten_are_as_far_apart_each():
    scale = LogScale.around([1, 1_000], 0, 300)
    assert [scale(value) for value in (1, 10, 100, 1_000)] == pytest.approx([0, 100, 200, 300])
    assert [scale(value) for value in (0, -5, 1e9)] == [0, 0, 300]


def test_values_of_one_power_have_a_scale_of_one_power():
    scale = LogScale.around([10, 10], 0, 1)
    assert (scale.low, scale.high) == (1, 2)


def test_ticks_of_powers_leave_the_first_to_the_axis():
    assert LogScale.around([1, 1e4], 0, 1).ticks() == [10, 100, 1_000, 10_000]
    assert LogScale.around([1, 1e8], 0, 1).ticks() == [1e2, 1e4, 1e6, 1e8]


@pytest.mark.parametrize(
    ("last", "most", "found"),
    [
        (5, 6, [1, 2, 3, 4, 5]),
        (12, 6, [2, 4, 6, 8, 10, 12]),
        (18, 6, [3, 6, 9, 12, 15, 18]),
        (36, 6, [6, 12, 18, 24, 30, 36]),
        (60, 6, [12, 24, 36, 48, 60]),
        (120, 6, [24, 48, 72, 96, 120]),
        (13, 6, [3, 6, 9, 12]),
    ],
)
def test_months_are_counted_in_steps_of_people(last, most, found):
    assert place_ticks(1, last, most) == found


def test_cases_are_counted_in_round_numbers_of_cases():
    places = place_ticks(24_550, 40, 6)
    assert [round(place * 24_550) for place in places] == [200_000, 400_000, 600_000, 800_000]


# ---------------------------------------------------------------- placing


def test_text_that_was_taken_on_a_phone_only_leaves_the_place_free_elsewhere():
    spot, board = Spot(0.5, 50), Board(0, 100)
    board.take(spot, ["A label"], rooms=(NARROW,))
    assert not board.find([spot], ["A label"], rooms=(NARROW,)).is_free
    assert board.find([spot], ["A label"], rooms=(WIDE,)).is_free


@pytest.mark.parametrize(("y", "is_free"), [(5, False), (50, True), (99, False)])
def test_text_must_keep_between_top_and_bottom(y, is_free):
    assert Board(0, 100).find([Spot(0.4, y)], ["A"]).is_free is is_free


def test_text_of_two_lines_takes_the_place_of_two():
    board = Board(0, 200)
    board.take(Spot(0.4, 50), ["First", "Second"])
    assert not board.find([Spot(0.4, 66)], ["Third"]).is_free
    assert board.find([Spot(0.4, 100)], ["Third"]).is_free


def test_cheaper_of_two_free_spots_is_taken():
    dear, cheap = Spot(0.2, 50, cost=5), Spot(0.2, 80, cost=1)
    assert Board(0, 100).find([dear, cheap], ["A"]).spot is cheap


# ---------------------------------------------------------------- what Plotly reads


def test_numbers_are_json_and_gaps_stay_gaps():
    assert traces.numbers([1, math.nan, math.inf, 1e308]) == [1.0, None, None, 1e300]


@pytest.mark.parametrize("words", [text for text in HOSTILE if "<" in text])
def test_names_of_people_hold_no_tags(words):
    assert "<" not in traces.named(words)
    assert traces.hover(words, words).replace("<br>", "").count("<") == 0


def test_hover_has_the_name_over_its_value():
    assert traces.hover("Team & <co>", "$5") == "Team &amp; &lt;co&gt;<br>$5"


@pytest.mark.parametrize(
    ("write", "found"),
    [
        (money, {"tickprefix": "$", "ticksuffix": ""}),
        ("{:.0f} %".format, {"tickprefix": "", "ticksuffix": " %"}),
        ("{:.0f} <h>".format, {"tickprefix": "", "ticksuffix": " &lt;h&gt;"}),
        (lambda _value: "none", {}),
        (lambda _value: "0 of 10", {}),
    ],
)
def test_axis_takes_the_signs_around_a_number(write, found):
    assert traces.signs(write) == found


def test_band_is_its_line_thinned():
    assert traces.faint("#1733b0") == "rgba(23,51,176,0.16)"


def test_whiskers_reach_from_the_likely_value_to_both_ends():
    found = traces.error([Ends(1, 3, 10)], LIGHT.ink2)
    assert (found["arrayminus"], found["array"], found["symmetric"]) == ([2], [7], False)


def test_line_without_words_has_no_note():
    assert traces.plumb(5, "", LIGHT)["annotations"] == []
    assert traces.plumb(5, "budget", LIGHT)["annotations"][0]["text"] == "budget"
    assert traces.plumb(math.nan, "budget", LIGHT) == {}


def test_line_takes_the_colour_and_the_strokes_that_it_is_given():
    (shape,) = traces.plumb(5, "", LIGHT, colour="#123456", dash="dot")["shapes"]
    assert (shape["line"]["color"], shape["line"]["dash"]) == ("#123456", "dot")
    (usual,) = traces.plumb(5, "", LIGHT)["shapes"]
    assert (usual["line"]["color"], usual["line"]["dash"]) == (LIGHT.accent, "solid")


def test_rows_grow_with_their_number_and_are_named_from_the_top():
    found = traces.rows(["First", "Second"])
    assert [note["text"] for note in found["annotations"]] == ["First", "Second"]
    assert [note["y"] for note in found["annotations"]] == [0, 1]
    assert found["yaxis"]["range"] == [1.5, -0.6]
    assert found["height"] - traces.rows(["First"])["height"] == traces.ROW


def test_notes_beside_the_names_come_after_them():
    assert traces.rows(["First"], notes=[{"text": "budget"}])["annotations"][-1] == {"text": "budget"}


def test_kind_that_nobody_registered_cannot_be_explored():
    with pytest.raises(TypeError, match="Chart cannot be explored"):
        traces.plot(Chart(**said()), LIGHT)
