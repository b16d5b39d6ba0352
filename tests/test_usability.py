"""docs/usability.md names tests that exist; and those of its lines that have no better place."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.test_security import named, names_in

ROOT = Path(__file__).resolve().parent.parent
POINTS = [str(number) for number in range(1, 26)]
CSS = sorted((ROOT / "static/css").glob("*.css"))


@cache
def told():
    """Return each line of the page by its number."""
    return dict(re.findall(r"^\| (\d+) \| (.*) \|$", (ROOT / "docs/usability.md").read_text(), re.MULTILINE))


def test_every_point_has_a_line():
    assert list(told()) == POINTS


@pytest.mark.parametrize("point", POINTS)
def test_point_names_tests_that_exist_or_says_open(point):
    names = named(told()[point])
    assert [f"{path}::{name}" for path, name in names if name not in names_in(path)] == []
    assert names or "**open**" in told()[point]


def test_nothing_moves_without_end():
    assert [path.name for path in CSS if re.search(r"infinite|@keyframes", path.read_text())] == []


def test_print_leaves_navigation_out_and_opens_what_is_folded():
    text = (ROOT / "static/css/plumbline.css").read_text()
    printed = text[text.index("@media print{") :]
    assert re.search(r"\.bar,\.tasks,[^{]*{display:none !important}", printed)
    assert "details::details-content{content-visibility:visible !important}" in printed
    assert 'main a[href^=http]::after{content:" (" attr(href) ")"' in printed


def test_printed_report_leaves_its_ways_out_out_and_no_heading_alone():
    text = (ROOT / "static/css/report.css").read_text()
    printed = text[text.index("@media print{") :]
    assert ".kinds,#choice,.jump,#ways-out,main form,summary.link{display:none !important}" in printed
    assert ".lead,.lead+.small,summary:has(h2),dt:has(+dd>.scroll){break-after:avoid}" in printed
    assert ".lead,.lead+.small,summary:has(h2),dt{break-inside:avoid}" in printed
    ways_out = (ROOT / "templates/reports/_ways_out.html").read_text()
    assert 'id="ways-out"' in ways_out
