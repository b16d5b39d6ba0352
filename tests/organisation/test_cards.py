"""On a phone a row is a card: each of its cells says under which head it stands, or speaks for itself."""

import re
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "templates" / "organisation"
CARDS = ["log", "people", "_person", "prices", "experience", "_price_row", "provider_prices"]


@pytest.mark.parametrize("name", CARDS)
def test_cells_of_a_card_have_heads(name):
    page = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    rows = (
        page if name.startswith("_") else page.partition("as-cards")[2].partition("</table>")[0].partition("<tbody>")[2]
    )
    cells = re.findall(r"<td(?=[\s>])(?:\{%.*?%\}|[^>])*>", rows)
    assert [cell for cell in cells if "data-h=" not in cell and "whole" not in cell] == []


def test_every_list_that_is_cards_is_tried():
    named = {path.stem for path in PAGES.glob("*.html") if "as-cards" in path.read_text(encoding="utf-8")}
    assert named - {"price_upload"} <= set(CARDS)  # whose rows are _price_row
