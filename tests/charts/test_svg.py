import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.descriptions import Chart, HeatChart, HistogramChart, RangesChart
from charts.lettering import WIDE, width
from charts.svg import draw, key
from tests.charts.layout import collisions, outside, parse, texts
from tests.charts.samples import (
    ALL,
    HOSTILE,
    ODD,
    Ends,
    histogram,
    lines,
    named,
    ranges,
    said,
    scatter,
    stacked,
    valued,
)

ROOMS = (288, 358, 480, 640, 1100)
KINDS = sorted(ALL)
NUMBERS = st.lists(
    st.one_of(st.sampled_from(ODD), st.floats(min_value=-1e9, max_value=1e9), st.floats(allow_subnormal=True)),
    max_size=30,
)


def attributes(svg):
    return [(name, value) for element in parse(svg).iter() for name, value in element.attrib.items()]


def numbers_of(svg):
    """All numbers that place or size something."""
    placed = [value for name, value in attributes(svg) if name not in {"class", "aria-label", "role"}]
    return [float(number) for value in placed for number in re.findall(r"[-+]?[\d.]+(?:e[-+]?\d+)?", value)]


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    def test_is_an_image_with_its_sentence(self, kind):
        root = parse(draw(ALL[kind]))
        assert (root.get("role"), root.get("aria-label")) == ("img", "One sentence")

    def test_keeps_its_text_size_at_every_width(self, kind):
        root = parse(draw(ALL[kind]))
        assert (root.get("width"), root.get("viewBox")) == ("100%", None)

    def test_takes_its_colours_from_the_style_sheet(self, kind):
        assert {name for name, _value in attributes(draw(ALL[kind]))} & {"style", "fill", "stroke", "id"} == set()

    @pytest.mark.parametrize("room", ROOMS)
    def test_texts_do_not_touch(self, kind, room):
        assert collisions(draw(ALL[kind]), room) == []

    @pytest.mark.parametrize("room", ROOMS)
    def test_texts_stay_inside(self, kind, room):
        assert outside(draw(ALL[kind]), room) == []

    def test_names_stay_text(self, kind):
        found = {element.tag for name in HOSTILE for element in parse(draw(named(kind, name))).iter()}
        assert found <= {"svg", "line", "rect", "circle", "text", "title", "path", "polygon", "polyline"}

    def test_long_and_odd_names_stay_inside(self, kind):
        assert [cut for name in HOSTILE for cut in outside(draw(named(kind, name)), 288)] == []

    @pytest.mark.parametrize("name", ["A rather long name, such as people write", "A" * 300, "件名" * 40])
    @pytest.mark.parametrize("room", ROOMS)
    def test_long_names_do_not_touch(self, kind, name, room):
        assert collisions(draw(named(kind, name)), room) == []

    @given(numbers=NUMBERS)
    @settings(max_examples=40, deadline=None)
    def test_odd_numbers_draw_something_finite(self, kind, numbers):
        drawing = draw(valued(kind, numbers))
        assert all(map(math.isfinite, numbers_of(drawing)))
        assert not re.search(r"\b(nan|inf|None)\b", " ".join(value for _name, value in attributes(drawing)))

    @pytest.mark.parametrize("number", ODD)
    def test_one_odd_number_alone_is_drawn(self, kind, number):
        assert all(map(math.isfinite, numbers_of(draw(valued(kind, [number])))))

    def test_nothing_says_so(self, kind):
        assert [text.words for text in texts(draw(valued(kind, [])), 288)] == ["Nothing to show yet."]


def test_unknown_kinds_are_refused():
    with pytest.raises(TypeError, match="cannot be drawn"):
        draw(Chart(**said()))


def words(chart, room=288):
    return [text.words for text in texts(draw(chart), room)]


def test_ranges_say_their_figures():
    assert {"$10 – $40", "$1 – $3"} <= set(words(ALL["ranges"]))


def test_exact_ranges_say_one_figure_and_have_no_whisker():
    chart = ranges(("Budget",), ((5, 5, 5),))
    assert "$5" in words(chart)
    assert 'class="dm' not in draw(chart)


def test_ranges_cut_no_dot_at_either_end():
    places = [
        float(x.removesuffix("%")) for x in re.findall(r'cx="([^"]+)"', draw(ranges(values=((0, 0, 9), (9, 9, 9)))))
    ]
    assert 6 / 288 <= min(places) / 100 <= max(places) / 100 <= 1 - 6 / 288


def test_a_name_in_two_lines_pushes_its_figures_down():
    short, long = (
        draw(ranges(("Team",), ((1, 2, 3),))),
        draw(ranges(("All the people who label cases " * 2,), ((1, 2, 3),))),
    )
    assert float(parse(long).get("height")) > float(parse(short).get("height"))


@pytest.mark.parametrize(("room", "lines"), [(288, 2), (640, 1)])
def test_figures_stand_beside_their_name_where_there_is_room(room, lines):
    chart = ranges(("Share of those in which people use it",), ((100_000, 120_000, 124_000),))
    found = [text.y for text in texts(draw(chart), room) if text.words.startswith(("Share", "$100,000 –"))]
    assert len(set(found)) == lines
    assert collisions(draw(chart), room) == []


def test_a_cut_name_is_shown_in_full_on_pointing():
    name = "The whole team with every single person who ever labels a case or reviews a label afterwards"
    assert f"<title>{name}</title>" in draw(ranges((name,), ((1, 2, 3),)))


def test_lines_hang_the_plumb_line_where_they_cross():
    drawing = draw(ALL["lines"])
    assert drawing.count('class="pl"') == drawing.count('class="bob"') == 1


def test_a_crossing_that_is_not_on_the_picture_has_no_plumb_line():
    assert 'class="pl"' not in draw(lines(mark=Ends(8, 9, 10), mark_label="even in month 9"))


def test_an_axis_that_counts_no_places_has_round_numbers():
    chart = lines(values=(range(41), range(40, 81)), x_step=24_550, x_format=lambda cases: f"{cases / 1000:g}k")
    assert {"400k", "600k", "800k"} <= set(words(chart))


def test_a_long_name_of_the_axis_has_a_line_of_its_own():
    long = replace(ALL["lines"], x_name="cases in a month")
    found = {text.words: text.y for text in texts(draw(long), 288)}
    assert found["cases in a month"] > found["2"]
    assert float(parse(draw(long)).get("height")) == float(parse(draw(ALL["lines"])).get("height")) + 16


def test_both_ends_of_a_crossing_are_said_once_where_they_read_alike():
    chart = lines(mark=Ends(1.9, 2.0, 2.1), mark_label="even")
    assert [word for word in words(chart) if word == "2"] == ["2"]  # the axis alone


@pytest.mark.parametrize("room", ROOMS)
def test_long_line_names_stay_off_each_other_and_the_plumb_line(room):
    chart = lines(
        ("Team, with delay", "Agreed budget"),
        ([n * n for n in range(10)], [60] * 10),
        mark=Ends(6, 7.7, 9),
        mark_label="money runs out",
    )
    assert collisions(draw(chart), room) == []


def test_a_gap_in_a_line_is_a_gap_in_the_drawing():
    drawing = draw(lines(("Rent",), ([1, 2, math.nan, 4, 5],)))
    assert drawing.count("<polyline") == 2


def test_an_exact_line_has_no_band():
    exact = lines(("Budget", "Other")).lines[0]
    exact = replace(exact, low=exact.likely, high=exact.likely)
    assert draw(replace(ALL["lines"], lines=[exact])).count("<polygon") == 0


@pytest.mark.parametrize("count", [2, 6, 12, 36, 120])
@pytest.mark.parametrize("room", ROOMS)
def test_months_below_lines_do_not_crowd(count, room):
    chart = lines(values=(range(count + 1), range(5, count + 6)), mark=Ends(0, 1, 2), mark_label="even in month 1")
    assert collisions(draw(chart), room) == []


@pytest.mark.parametrize("count", [1, 2, 7, 12, 24, 60])
@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("peak", [0, -1])
def test_months_below_stacks_do_not_crowd(count, room, peak):
    months = [("Jan 2027", "Feb", "Mar", "Apr", "May", "Jun")[n % 6] for n in range(count)]
    values = [10_000] * count
    values[peak] = 24_000
    assert collisions(draw(stacked(("All",), (values,), months)), room) == []


def test_stacks_end_where_their_figures_begin():
    drawing = draw(stacked(("All",), ([100_000, 200_000],), ("Jan", "Feb")))
    edge = max(
        float(point.split(",")[0]) for points in re.findall(r'points="([^"]+)"', drawing) for point in points.split()
    )
    assert edge / 1000 * 288 <= min(text.left for text in texts(drawing, 288) if text.words.startswith("$1")) + 1


def test_credits_are_stacked_below_the_axis():
    drawing = draw(stacked(("Cost", "Grant"), ((10, 10), (-4, -4)), ("Jan", "Feb")))
    axis = float(re.search(r'class="axis"[^>]*y1="([^"]+)"', drawing)[1])
    lowest = max(
        float(point.split(",")[1]) for points in re.findall(r'points="([^"]+)"', drawing) for point in points.split()
    )
    assert lowest > axis


def test_histogram_colours_each_side_of_the_limit():
    assert [draw(ALL["histogram"]).count(f'class="{cls}"') for cls in ("f6", "f1")] == [1, 2]


def test_histogram_splits_a_bar_that_the_limit_cuts():
    drawing = draw(histogram(edges=(-5, 5), counts=(7,)))
    assert [drawing.count(f'class="{cls}"') for cls in ("f6", "f1")] == [1, 1]


@pytest.mark.parametrize("limit", [-100.0, -9.0, 0.0, 19.0, 100.0, math.nan])
@pytest.mark.parametrize("room", ROOMS)
def test_both_sides_of_the_limit_are_named_wherever_it_lies(limit, room):
    chart = histogram(limit=limit)
    assert {"20 in 100 lose", "80 in 100 gain"} <= set(words(chart, room))
    assert collisions(draw(chart), room) == []


def test_draws_are_counted_with_an_edge_on_the_limit():
    chart = HistogramChart.from_draws(range(-50, 151), **said(limit=0.0, below_label="", above_label=""))
    assert 0.0 in chart.edges
    assert sum(chart.counts) == pytest.approx(199, abs=2)


def test_draws_that_are_all_equal_make_one_bar():
    chart = HistogramChart.from_draws([5.0] * 10, **said(limit=0.0, below_label="", above_label=""))
    assert chart.counts == (10,)


def test_heat_is_darker_the_more():
    shades = re.findall(r'<rect class="(f\d)"', draw(ALL["heat"]))
    assert shades == ["f0", "f3", "f1", "f4", "f3", "f2"]


def test_heat_leaves_out_what_is_unknown():
    chart = replace(ALL["heat"], rows=[replace(ALL["heat"].rows[0], values=(10, math.nan, 10))])
    assert draw(chart).count("<rect") == 2


def test_tornado_puts_the_longest_bar_on_top():
    found = {text.words: text.y for text in texts(draw(ALL["tornado"]), 288)}
    assert found["Volume"] < found["Price"]


@pytest.mark.parametrize(("higher_is_better", "left_to_right"), [(True, ["f6", "f1"]), (False, ["f1", "f6"])])
def test_tornado_greys_the_worse_end(higher_is_better, left_to_right):
    chart = replace(ALL["tornado"], higher_is_better=higher_is_better)
    assert re.findall(r'<rect class="(f\d)"', draw(chart))[:2] == left_to_right


def test_scatter_hangs_your_own_run_on_the_plumb_line():
    assert draw(ALL["scatter"]).count('class="pl"') == 1
    assert "$50 – $200 GPU-hours" in words(ALL["scatter"])


def test_scatter_draws_how_far_both_values_may_lie_off():
    own = replace(ALL["scatter"].points[0], x_spread=Ends(1e19, 1e20, 1e21))
    ticks = [draw(replace(ALL["scatter"], points=[point])).count("dm a") for point in (ALL["scatter"].points[0], own)]
    assert ticks[0] < ticks[1]


def test_scatter_leaves_out_what_has_no_logarithm():
    assert draw(scatter(("A", "B", "C"), ((1e3, 1e3), (0, 5), (-1, 5)))).count("<circle") == 1


def crowd(count=90, labelled=8):
    """As many published runs as there are: near a diagonal, the labelled ones among them."""
    places = [(10 ** (18 + 8 * n / count), 10 ** (2 + 6 * n / count + (n * 7 % 5 - 2) / 6)) for n in range(count)]
    names = ["Your run", *(f"Published model {n}" for n in range(1, count))]
    chart = scatter(names, [(3e19, 2e6), *places[1:]])
    points = [replace(point, labelled=not n % (count // labelled)) for n, point in enumerate(chart.points)]
    return replace(chart, points=points)


@pytest.mark.parametrize("room", ROOMS)
def test_labels_of_many_dots_do_not_touch(room):
    assert collisions(draw(crowd()), room) == []


def test_labels_of_many_dots_are_mostly_there_on_a_phone():
    shown = [word for word in words(crowd(), 288) if word.startswith("Published")]
    assert len(shown) >= 6


@pytest.mark.parametrize("room", [358, 640])
def test_labels_of_many_dots_cover_few_of_them(room):
    drawing = draw(crowd())
    dots = [(float(x) / 100 * room, float(y)) for x, y in re.findall(r'cx="([\d.]+)%" cy="([\d.]+)"', drawing)]
    named = [text for text in texts(drawing, room) if text.words.startswith("Published")]
    covered = [sum(label.left < x < label.right and label.y - 11 < y < label.y + 3 for x, y in dots) for label in named]
    assert sum(covered) <= len(named)


def test_key_names_the_layers_in_their_colours():
    assert re.findall(r'class="(f\d)".*?</svg>(.*?)</li>', key(ALL["stacked"])) == [
        ("f1", "Engineer"),
        ("f2", "Expert"),
    ]


def test_key_says_how_dark_is_how_much():
    assert re.findall(r"</svg>(.*?)</li>", key(ALL["heat"])) == ["none", "up to 25", "up to 50", "up to 75", "more"]


@pytest.mark.parametrize("kind", ["ranges", "lines", "histogram", "scatter"])
def test_what_is_labelled_itself_needs_no_key(kind):
    assert key(ALL[kind]) == ""


def test_key_escapes_names():
    found = {element.tag for name in HOSTILE for element in parse(key(named("stacked", name))).iter()}
    assert found == {"ul", "li", "svg", "rect"}


def test_empty_charts_have_no_key():
    assert (key(HeatChart(**said(rows=[], months=[]))), key(RangesChart(**said(rows=[])))) == ("", "")


def test_mark_beyond_all_ranges_stands_left_of_their_figures():
    chart = ranges(values=((28, 38, 55), (120, 160, 237)), mark=400.0, mark_label="agreed")
    assert float(re.search(r'class="pl" x1="([\d.]+)%"', draw(chart))[1]) < 80


def test_mark_beyond_all_ranges_touches_no_figures_where_there_is_room():
    chart = ranges(values=((28, 38, 55), (120, 160, 237)), mark=400.0, mark_label="agreed")
    drawing = draw(replace(chart, format=lambda value: f"CHF {value:,.0f}.000.000"))
    mark = float(re.search(r'class="pl" x1="([\d.]+)%"', drawing)[1]) / 100 * WIDE
    figures = [words for words in re.findall(r"<text[^>]*>([^<]+)<", drawing) if "–" in words]
    assert len(figures) >= 2
    assert mark < WIDE - max(map(width, figures))


@pytest.mark.parametrize("mark", [26.0, 30.0, 36.0, 60.0])
def test_mark_of_ranges_keeps_clear_of_the_figures_at_the_right_end(mark):
    chart = ranges(values=((10, 20, 40), (1, 2, 3)), mark=mark, mark_label="budget")
    (place,) = re.findall(r'<line class="pl" x1="([\d.]+)%?"', draw(chart))
    assert float(place) <= 76
