"""One figure has one value, wherever it is said: every worked example, every scenario, every place."""

import io
import re
from html import unescape

import openpyxl
import pytest
from django.conf import settings

from decisions.results import results_of
from decisions.wording import say_verdict
from projects.access import Workspace
from projects.document import load_project
from projects.models import BASE, ShareLink
from reports.comparison import columns_of, key_rows
from reports.compose import compose_report
from teams.results import budget_of
from tests.decisions.pages import text_of, url

pytestmark = pytest.mark.once

SAMPLES = sorted(path.stem for path in (settings.FIXTURES / "samples").glob("*.json"))
COST, MONTHS, RUNNING, VALUE = "Cost to launch", "Months to launch", "Running cost per year", "Net value"
CARD = re.compile(r'<h3 class="h4">([^<]*)</h3>\s*<p class="value">(.*?)</p>', re.S)
SVG = re.compile(r"<svg.*?</svg>", re.S)
CELL = re.compile(r"<dt>([^<]*)</dt>\s*<dd>(.*?)</dd>", re.S)


@pytest.fixture(params=SAMPLES)
def example(request, browser_row):
    path = settings.FIXTURES / "samples" / f"{request.param}.json"
    return load_project(path.read_bytes(), owner=browser_row)


def plain(said: str) -> str:
    """Return a value without its unit, which some places write and some have in their heading."""
    return re.sub(r"\s*(per year|months?|chances.*)$", "", " ".join(said.split()))


def said_by_block(markup: str) -> dict[str, str]:
    # The title block is the first list of a page.
    cells = {name: plain(text_of(SVG.sub("", cell))) for name, cell in reversed(CELL.findall(markup))}
    return {COST: cells["Cost to launch, likely"], MONTHS: cells[MONTHS], "chance": cells["Payback"]}


def said_by_cards(markup: str) -> dict[str, str]:
    cards = {unescape(label): plain(text_of(value)) for label, value in CARD.findall(markup)}
    return {label: cards.get(label, "–") for label in (COST, MONTHS, RUNNING, VALUE)}


def said_by_report(workspace: Workspace) -> list[dict[str, str]]:
    report = compose_report(workspace)
    value = next(section for section in report.sections if section.id == "value")
    tables = [row for block in value.blocks if block.kind == "table" for row in block.rows]
    inside = {label: plain(likely) for label, _low, likely, _high in tables}
    decision = report.decision
    titles = [block.title for block in value.blocks if block.kind == "histogram"]
    bases = [block.base_label for block in value.blocks if block.kind == "tornado"]
    return [
        {
            COST: decision.cost.s_likely if decision.cost else "–",
            MONTHS: decision.months,
            "chance": decision.chance,
        },
        {label: inside.get(label, "–") for label in (COST, MONTHS, RUNNING, VALUE)},
        *({"chance": title.partition(" chance")[0]} for title in titles),
        *({VALUE: base.removeprefix("likely ")} for base in bases),
    ]


def said_by_comparison(project) -> list[dict[str, str]]:
    columns = columns_of(Workspace(project, project.scenarios.get(slug=BASE)))
    labels = (COST, MONTHS, RUNNING, None, "chance", VALUE)
    rows = zip(labels, key_rows(columns), strict=True)
    said = {label: [plain(cell.text) or "–" for cell in row.cells] for label, row in rows if label}
    return [{label: cells[place] for label, cells in said.items()} for place in range(len(columns))]


def test_every_place_says_the_same(owner, example):
    compared = said_by_comparison(example)
    for scenario, side in zip(example.scenarios.alive(), compared, strict=True):
        workspace = Workspace(example, scenario)
        pages = {
            name: owner.get(url(name, example, scenario.slug)).content.decode()
            for name in ("reports:overview", "decisions:value", "teams:team", "decisions:readiness", "reports:report")
        }
        _link, secret = ShareLink.issue(project=example, scenario=scenario, hide_pay=False)
        shared = owner.get(f"/s/{secret}/").content.decode()
        places = [
            *(said_by_block(markup) for markup in (*pages.values(), shared)),
            *(said_by_cards(pages[name]) for name in ("reports:overview", "decisions:value")),
            *said_by_report(workspace),
            side,
        ]
        for label in (COST, MONTHS, RUNNING, VALUE, "chance"):
            assert len({plain(place[label]) for place in places if label in place}) == 1, (scenario.slug, label, places)


def test_budget_shows_a_figure_of_a_room_as_the_room_shows_it(example):
    for scenario in example.scenarios.alive():
        results = results_of(Workspace(example, scenario))
        for part in results.case.parts:
            if part.figure_id:
                assert part.value == results.figures[part.figure_id].value, (scenario.slug, part.key)
        given = [one for figure in results.case.figures for one in figure.inputs if one.figure_id in results.figures]
        assert [one.name for one in given if one.value != results.figures[one.figure_id].value] == []


def test_sentence_of_the_verdict_says_the_chance_of_the_title_block(example):
    for scenario in example.scenarios.alive():
        workspace = Workspace(example, scenario)
        said = say_verdict(workspace).chance
        if said:
            chance = compose_report(workspace).decision.chance
            assert chance.replace("in", "out of") in said


def test_workbook_reconciles_its_total_with_the_page(owner, example):
    for scenario in example.scenarios.alive():
        workspace = Workspace(example, scenario)
        book = openpyxl.load_workbook(io.BytesIO(owner.get(url("teams:team_xlsx", example, scenario.slug)).content))
        lines = {row[0].value: row[2].value for row in book["Cost"].iter_rows(max_col=3)}
        total = budget_of(workspace).total.value.likely
        assert lines["Likely total of 10,000 simulations, as on the page"] == pytest.approx(total)
