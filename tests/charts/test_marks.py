import math
import re

import pytest

from charts.marks import MOST_SQUARES, RowScale, gauge, range_line, range_on_scale, squares, verdict_steps
from tests.charts.layout import collisions, outside, parse, texts
from tests.charts.samples import HOSTILE, ODD, Ends

SHORT = ("Halt", "Fix", "Pilot", "Go")
LONG = ("Anhalten oder überdenken", "Erst nachbessern", "Erprobung", "Los")
LIMITS, NAMES = (0, 35, 55, 75), ("Stop or rethink", "Fix first", "Pilot", "Go")


def drawn(score=72.0, cap=100.0, names=NAMES, label="72 of 100 points", points="72 points"):
    return gauge(score, LIMITS, names, cap=cap, label=label, points=points)


def bob(svg):
    """Where the plumb line hangs [share of the width]."""
    return float(re.search(r'class="pl" x1="([\d.]+)%"', svg)[1]) / 100


@pytest.mark.parametrize(
    ("ends", "at"), [((0, 5, 10), "50%"), ((0, 0, 10), "0%"), ((10, 20, 20), "100%"), ((0, 2.5, 10), "25%")]
)
def test_range_line_hangs_its_bob_at_the_likely_value(ends, at):
    assert f'<svg x="{at}" y="0">' in range_line(*ends)


def test_range_line_of_an_exact_value_is_a_bob_without_a_line():
    assert "<line" not in range_line(5, 5, 5)


@pytest.mark.parametrize("low", ODD)
@pytest.mark.parametrize("high", ODD)
def test_range_line_draws_whatever_comes(low, high):
    assert not re.search("nan|inf", str(range_line(low, low, high)))


def on_scale(*ends, top=200.0, mark=None, said="$50", **more):
    return parse(range_on_scale(Ends(*ends), RowScale(top, mark), said=said, **more))


def test_range_on_the_scale_of_a_table_reaches_from_its_low_to_its_high_end():
    line = next(line for line in on_scale(20, 50, 150).iter("line") if line.get("x1") != line.get("x2"))
    assert (line.get("x1"), line.get("x2")) == ("10%", "75%")


def test_range_on_the_scale_of_a_table_says_its_likely_value_above_its_dot():
    svg = on_scale(20, 50, 150)
    (dot,), (words,) = svg.iter("circle"), svg.iter("text")
    assert (dot.get("cx"), words.get("x"), words.text) == ("25%", "25%", "$50")


@pytest.mark.parametrize(("likely", "side"), [(29, "start"), (30, "mid"), (170, "mid"), (171, "end")])
def test_value_at_an_edge_of_the_scale_is_written_inwards(likely, side):
    (words,) = on_scale(likely, likely, likely).iter("text")
    assert words.get("class").split()[-1] == side


@pytest.mark.parametrize(("mark", "hung"), [(None, []), (-1, []), (0, ["0%"]), (200, ["100%"]), (201, [])])
def test_plumb_line_of_a_table_hangs_where_the_mark_is_on_the_scale(mark, hung):
    lines = on_scale(20, 50, 150, mark=mark).iter("line")
    assert [line.get("x1") for line in lines if line.get("class") == "pl"] == hung


@pytest.mark.parametrize("value", ODD)
def test_range_on_the_scale_of_a_table_draws_whatever_comes(value):
    assert not re.search("nan|inf", str(range_on_scale(Ends(0, value, value), RowScale(200.0), said="x")))


@pytest.mark.parametrize("top", [0, -1, math.inf, math.nan])
def test_scale_that_ends_nowhere_shows_no_range(top):
    assert list(on_scale(20, 50, 150, top=top, mark=1)) == []


def counted(svg):
    return svg.count('class="lit"'), svg.count('class="clip"')


@pytest.mark.parametrize(
    ("assumed", "total", "found"),
    [
        (4, 10, (6, 4)),
        (0, 5, (5, 0)),
        (5, 5, (0, 5)),
        (1, 1000, (11, 1)),
        (999, 1000, (1, 11)),
        (0, 0, (0, 0)),
        (9, 3, (0, 3)),
        (-1, 3, (3, 0)),
    ],
)
def test_squares_are_inked_for_yours_and_hatched_for_ours(assumed, total, found):
    assert counted(squares(assumed, total)) == found


def test_squares_are_never_more_than_fit():
    assert sum(counted(squares(40, 90))) == MOST_SQUARES


@pytest.mark.parametrize("lit", range(5))
def test_steps_are_lit_up_to_the_verdict(lit):
    assert re.findall('class="(lit|off)"', verdict_steps(lit)) == ["lit"] * lit + ["off"] * (4 - lit)


def test_gauge_is_an_image_with_its_sentence():
    image = parse(drawn()).find("svg")
    assert (image.get("role"), image.get("aria-label")) == ("img", "72 of 100 points")


@pytest.mark.parametrize(("score", "at"), [(0, 0), (72, 0.72), (100, 1), (140, 1), (-3, 0)])
def test_gauge_hangs_the_score_where_it_is(score, at):
    assert bob(drawn(score)) == at


def test_gauge_without_a_score_has_no_plumb_line():
    assert 'class="pl"' not in drawn(math.nan)


def test_gauge_colours_what_is_in_reach():
    assert re.findall(r'<rect class="(z\w)"', drawn()) == ["zs", "zf", "zp", "zg"]


def test_gauge_hatches_what_a_gate_forbids():
    svg = drawn(cap=55)
    assert re.findall(r'<rect class="(z\w)"', svg) == ["zs", "zf"]
    hatch = re.search(
        r'<svg x="([\d.]+)%" y="\d+" width="([\d.]+)%" height="\d+" class="clip"><path class="hs" d="M', svg
    )
    assert [float(group) for group in hatch.groups()] == pytest.approx([55, 45], abs=0.5)


def test_gauge_keeps_the_score_over_the_hatch():
    assert bob(drawn(cap=55)) == 0.72


def test_gauge_hatches_nothing_while_all_gates_are_open():
    assert 'class="hs"' not in drawn()


@pytest.mark.parametrize(
    ("score", "cap", "name"),
    [(72, 100, "Pilot"), (72, 55, "Fix first"), (10, 100, "Stop or rethink"), (90, 35, "Stop or rethink")],
)
def test_gauge_prints_the_verdict_reached_in_bold(score, cap, name):
    bold = re.findall(r'class="b[^"]*">([^<]+)<', drawn(score, cap))
    assert set(bold) == {name}


@pytest.mark.parametrize("room", [288, 358, 480, 640, 1000])
@pytest.mark.parametrize("score", [0, 3, 50, 97, 100])
@pytest.mark.parametrize(
    "names",
    [NAMES, ("Halt", "Fix", "Pilot", "Go"), ("Anhalten oder überdenken", "Erst nachbessern", "Erprobung", "Los")],
)
def test_gauge_keeps_its_texts_apart_and_inside(room, score, names):
    svg = drawn(score, names=names)
    assert (collisions(svg, room), outside(svg, room)) == ([], [])


def test_gauge_says_where_zones_begin_where_there_is_room():
    assert {"from 35", "from 55", "from 75"} <= {text.words for text in texts(drawn(), 640)}


def test_gauge_escapes_its_texts():
    svgs = [drawn(names=(name,) * 4, label=name, points=name) for name in HOSTILE]
    found = {element.tag for svg in svgs for element in parse(svg).iter()}
    assert found <= {"div", "svg", "rect", "line", "path", "text", "title"}


@pytest.mark.parametrize("names", [LONG, ("Aufhören oder neu denken", "Erst klären", "Pilot", "Los"), NAMES])
def test_gauge_cuts_no_name_of_a_verdict(names):
    shown = [
        re.sub(r"<title>.*?</title>", "", words) for words in re.findall(r"<text[^>]*>(.*?)</text>", drawn(names=names))
    ]
    assert set(names) <= set(shown)
    assert not any("…" in words for words in shown)
