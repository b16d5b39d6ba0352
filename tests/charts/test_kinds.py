"""A kind of chart stands in three places: its description, its file in `kinds/`, what draws it in print."""

import re
from pathlib import Path

import pytest

from charts import descriptions
from charts.descriptions import Chart, HeatChart, ScatterChart
from charts.native import NativeKind, native
from charts.printing import axis_ticks, heard, print_form
from charts.table import numbers_of
from tests.charts.samples import ALL

ROOT = Path(__file__).resolve().parents[2]
DRAWN = (ROOT / "reports" / "typst" / "charts.typ").read_text(encoding="utf-8")
KINDS = {kind.__name__ for kind in vars(descriptions).values() if isinstance(kind, type) and kind.__base__ is Chart}
PRINTED = [chart for chart in ALL.values() if not isinstance(chart, ScatterChart)]
SHOWS = ("reports/blocks.py", "reports/paper.py", "reports/pdf.py", "reports/formats/*.py", "charts/*.py")
"""What shows a chart, of whatever kind."""
CHOOSES = {"slides.py": "sets two charts of its own choice", "descriptions.py": "says what there is"}


def names_of(charts):
    return [type(chart).__name__ for chart in charts]


def test_there_is_a_sample_of_each_kind():
    assert set(names_of(ALL.values())) == KINDS


def test_what_shows_charts_names_no_kind():
    files = [path for pattern in SHOWS for path in ROOT.glob(pattern) if path.name not in CHOOSES]
    assert len(files) > 20
    named = re.compile(rf"\b({'|'.join(KINDS)})\b")
    assert [path.name for path in files if named.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("chart", PRINTED, ids=names_of(PRINTED))
def test_kind_is_drawn_in_print_by_the_name_it_gives(chart):
    drawing = print_form(chart).drawing
    assert f"#let {drawing}(" in DRAWN
    [listed] = re.findall(r"#let drawings = \((.*)\)", DRAWN)
    assert f"{drawing}: {drawing}" in listed.split(", ")


@pytest.mark.parametrize("chart", PRINTED, ids=names_of(PRINTED))
def test_no_other_file_of_print_names_a_drawing(chart):
    drawing = print_form(chart).drawing
    others = [path for path in (ROOT / "reports" / "typst").glob("*.typ") if path.name != "charts.typ"]
    paper = (ROOT / "reports" / "paper.py").read_text(encoding="utf-8")
    assert [path.name for path in others if f'"{drawing}"' in path.read_text(encoding="utf-8")] == []
    assert f'"{drawing}"' not in paper


@pytest.mark.parametrize("chart", PRINTED, ids=names_of(PRINTED))
def test_spreadsheet_draws_series_of_the_table_under_their_names(chart):
    told, rows = native(chart), numbers_of(chart)
    if isinstance(chart, HeatChart):
        assert told is None
        return
    names = [name for name, _place in told.series]
    if told.kind is NativeKind.LAYERS:
        assert names == [row[0] for row in rows[1:]]
    else:
        assert all(0 < place < len(rows[0]) for _name, place in told.series)
        assert all(name in rows[0][place] or name.lower() in rows[0][place] for name, place in told.series)


def test_ticks_of_what_is_not_known_stand_at_zero():
    assert axis_ticks([float("nan")], "{:g}".format) == ((0.0, "0"),)


@pytest.mark.parametrize(("zero", "first"), [(True, "0"), (False, "80")])
def test_axis_begins_at_zero_where_it_is_to(zero, first):
    assert axis_ticks([80.0, 120.0], "{:g}".format, zero=zero)[0][1] == first


def test_picture_is_heard_as_its_title_its_sentence_and_its_numbers():
    assert heard(ALL["ranges"], ["Team: $10", "Compute: $1"]) == "A finding. One sentence. Team: $10; Compute: $1"
