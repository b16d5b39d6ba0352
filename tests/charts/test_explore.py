"""Explore: the figure that the browser's Plotly draws, and the one file of Plotly that is served."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from charts.descriptions import Chart
from charts.finders import PlotlyFinder
from charts.palette import DARK, LIGHT
from charts.plotly import figure
from tests.charts.samples import ALL, HOSTILE, ODD, Ends, lines, named, ranges, said, scatter, stacked, valued

KINDS = sorted(ALL)


@pytest.fixture(scope="session")
def valid():
    """Return a function that has Plotly itself check a figure; importing it takes a second."""
    from plotly.graph_objects import Figure

    def check(found):
        return Figure(data=found["data"], layout=found["layout"])

    return check


def texts(found):
    """All strings in a figure."""
    if isinstance(found, dict):
        return [text for value in found.values() for text in texts(value)]
    if isinstance(found, list | tuple):
        return [text for value in found for text in texts(value)]
    return [found] if isinstance(found, str) else []


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    @pytest.mark.parametrize("dark", [False, True])
    def test_is_a_figure_that_plotly_accepts(self, kind, dark, valid):
        assert len(valid(figure(ALL[kind], dark=dark)).data) > 0

    def test_offers_no_way_to_a_cloud(self, kind):
        config = figure(ALL[kind])["config"]
        assert config["plotlyServerURL"] == ""
        assert [config[name] for name in ("showSendToCloud", "showEditInChartStudio", "displaylogo")] == [False] * 3

    def test_follows_the_theme(self, kind):
        light, dark = (figure(ALL[kind], dark=dark)["layout"] for dark in (False, True))
        assert light["paper_bgcolor"] != dark["paper_bgcolor"]

    def test_names_hold_no_markup_of_theirs(self, kind):
        ours = re.compile("<br>|<extra></extra>")
        found = [ours.sub("", text) for name in HOSTILE for text in texts(figure(named(kind, name)))]
        assert [text for text in found if "<" in text] == []

    @given(numbers=st.lists(st.one_of(st.sampled_from(ODD), st.floats()), max_size=12))
    @hypothesis_settings(max_examples=25, deadline=None)
    def test_odd_numbers_make_json(self, kind, numbers):
        json.dumps(figure(valued(kind, numbers)), allow_nan=False)

    def test_odd_numbers_make_a_figure(self, kind, valid):
        valid(figure(valued(kind, ODD)))

    def test_nothing_is_a_figure_too(self, kind, valid):
        valid(figure(valued(kind, [])))


def test_unknown_kinds_are_refused():
    with pytest.raises(TypeError, match="cannot be explored"):
        figure(Chart(**said()))


def test_hover_says_what_the_caller_writes():
    trace = figure(ALL["ranges"])["data"][0]
    assert trace["text"][0] == "Team<br>$20 ($10 – $40)"
    assert trace["hovertemplate"] == "%{text}<extra></extra>"


def test_ranges_show_both_ends():
    error = figure(ALL["ranges"])["data"][0]["error_x"]
    assert (error["array"], error["arrayminus"]) == ([20, 1], [10, 1])


def test_first_row_stands_on_top_with_its_name_over_it():
    layout = figure(ALL["ranges"])["layout"]
    assert layout["yaxis"]["range"] == [1.5, -0.6]
    assert [(note["text"], note["y"]) for note in layout["annotations"]][:2] == [("Team", 0), ("Compute", 1)]


def test_rows_make_a_figure_higher():
    heights = [figure(ranges([f"Part {n}" for n in range(count)], [(1, 2, 3)] * count))["layout"] for count in (2, 9)]
    assert heights[1]["height"] - heights[0]["height"] == 7 * 48


def test_mark_is_a_line_with_its_label():
    layout = figure(ALL["ranges"])["layout"]
    assert [shape["x0"] for shape in layout["shapes"]] == [30.0]
    assert layout["annotations"][-1]["text"] == "your budget $30"


@pytest.mark.parametrize(
    ("write", "signs"),
    [
        ("${:.0f}".format, ("$", "")),
        ("{:.0f} €".format, ("", " €")),
        ("{:.0f}".format, ("", "")),
        (lambda value: "none", (None, None)),
        ("{:.2f}".format, (None, None)),
    ],
)
def test_axis_of_money_carries_its_sign(write, signs):
    axis = figure(replace(ALL["ranges"], format=write))["layout"]["xaxis"]
    assert (axis.get("tickprefix"), axis.get("ticksuffix")) == signs


def test_mark_that_is_no_number_is_left_out():
    assert "shapes" not in figure(replace(ALL["ranges"], mark=math.nan))["layout"]


def test_lines_have_bands_of_their_colour():
    low, high, likely = figure(ALL["lines"])["data"][:3]
    assert (low.get("fill"), high["fill"], likely["name"]) == (None, "tonexty", "Rent")
    assert high["legendgroup"] == likely["legendgroup"]


def test_an_axis_that_counts_no_places_has_round_numbers():
    chart = lines(values=([0, 1, 2, 3],), x_step=30.0, x_format=lambda cases: f"{cases:.0f} cases")
    axis = figure(chart)["layout"]["xaxis"]
    assert axis["ticktext"] == ["0 cases", "20 cases", "40 cases", "60 cases", "80 cases"]


def test_lines_of_one_name_hide_apart():
    groups = [trace["legendgroup"] for trace in figure(lines(("Rent", "Rent")))["data"]]
    assert len(set(groups)) == 2


def test_gaps_stay_gaps():
    assert figure(lines(("Rent",), ([1, math.nan, 3],)))["data"][2]["y"] == [1.0, None, 3.0]


def test_two_months_of_one_name_are_two():
    found = figure(stacked(("All",), ([1, 2],), ("Apr", "Apr")))
    assert found["data"][0]["x"] == [0, 1]
    assert found["layout"]["xaxis"]["ticktext"] == ["Apr", "Apr"]


def test_heat_has_the_shades_of_the_drawing():
    scale = figure(ALL["heat"])["data"][0]["colorscale"]
    assert [stop for stop, _colour in scale] == [0, 1e-6, 1e-6, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1]
    assert [colour for _stop, colour in scale[1::2]] == [LIGHT.sunk, *reversed(LIGHT.tints[:4])]


@pytest.mark.parametrize(("palette", "number"), [(LIGHT, 0), (DARK, 1)])
def test_palette_is_that_of_the_style_sheet(palette, number):
    sheet = (Path(settings.BASE_DIR) / "static/css/plumbline.css").read_text()
    found = {
        name: (pair[number] if len(pair[number]) > 4 else "#" + "".join(2 * digit for digit in pair[number][1:]))
        for name, *pair in re.findall(r"--(\w+):light-dark\((#\w+),(#\w+)\)", sheet)
    }
    names = ("accent", "k2", "k3", "k4", "k5", "k6", "k7")
    assert palette.tints == tuple(found[name] for name in names)
    for name in ("sheet", "ink", "ink2", "ink3", "rule", "sunk"):
        assert getattr(palette, name) == found[name]


def test_histogram_greys_losses():
    colours = figure(ALL["histogram"])["data"][0]["marker"]["color"]
    assert colours[0] != colours[1] == colours[2]


def test_tornado_bars_begin_at_the_likely_result():
    below, above = figure(ALL["tornado"])["data"]
    assert (below["base"], below["x"], above["base"], above["x"]) == ([-10, 15], [30, 5], [20, 20], [30, 10])


def test_scatter_axes_are_logarithmic():
    layout = figure(ALL["scatter"])["layout"]
    assert (layout["xaxis"]["type"], layout["yaxis"]["type"]) == ("log", "log")


def test_scatter_axes_are_written_by_the_caller():
    axis = figure(scatter(("A", "B"), ((1e18, 1), (1e21, 10))))["layout"]["xaxis"]
    assert (axis["tickvals"], axis["ticktext"]) == ([1e19, 1e20, 1e21], ["1e+19", "1e+20", "1e+21"])


def test_scatter_shows_how_far_your_own_may_lie_off():
    chart = scatter(("Your run",), ((1e20, 100),))
    own = replace(chart, points=[replace(chart.points[0], x_spread=Ends(1e19, 1e20, 5e20))])
    trace = figure(own)["data"][0]
    assert (trace["error_y"]["array"], trace["error_x"]["array"]) == ([100.0], [4e20])


def test_scatter_names_its_landmarks_and_says_all_under_the_pointer():
    points = [replace(point, labelled=not n) for n, point in enumerate(scatter().points[1:])]
    (trace,) = figure(replace(ALL["scatter"], points=[*points, replace(points[0], name="Other", labelled=False)]))[
        "data"
    ]
    assert trace["text"] == ["Llama 2 7B", ""]
    assert trace["cliponaxis"] is False
    assert trace["hovertext"][1] == "Other<br>8e+22 FLOP, $184,320 GPU-hours"


def test_scatter_leaves_out_what_has_no_logarithm():
    chart = scatter(("A", "B", "C"), ((1e3, 1e3), (0, 5), (5, math.nan)))
    assert sum(len(trace["x"]) for trace in figure(chart)["data"]) == 1


def test_finder_serves_the_script_of_the_installed_package():
    found = finders.find("plotly/plotly.min.js")
    assert str(found).endswith("plotly/package_data/plotly.min.js")


@pytest.mark.parametrize(
    "path",
    [
        "plotly/",
        "plotly/plotly.js",
        "plotly/datasets/iris.csv.gz",
        "plotly/../plotly/plotly.min.js",
        "plotly/../__init__.py",
        "/plotly/plotly.min.js",
        "plotly.min.js",
        "PLOTLY/plotly.min.js",
        "plotly/plotly.min.js/",
        "",
    ],
)
def test_finder_serves_nothing_else(path):
    assert PlotlyFinder().find(path) == []


def test_finder_collects_one_file():
    assert [(storage.prefix, name) for name, storage in PlotlyFinder().list(None)] == [("plotly", "plotly.min.js")]


def test_finder_leaves_out_what_collectstatic_ignores():
    assert list(PlotlyFinder().list(["*.min.js"])) == []


def test_finder_finds_all_as_a_list():
    assert len(PlotlyFinder().find("plotly/plotly.min.js", find_all=True)) == 1


def test_finder_is_content_with_the_installed_package():
    assert PlotlyFinder().check() == []


def test_finder_says_so_where_the_script_is_missing(tmp_path):
    finder = PlotlyFinder()
    finder.folder = tmp_path
    assert [error.id for error in finder.check()] == ["charts.E001"]
