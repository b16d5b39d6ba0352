"""One figure has one value, wherever it is said: every worked example, every scenario, every place."""

import io
import re
from html import unescape

import openpyxl
import pytest
from django.conf import settings
from django.core.management import call_command

from charts.descriptions import HistogramChart, TornadoChart
from decisions.results import results_of
from decisions.wording import say_verdict
from projects.access import Workspace
from projects.document import dump_project, load_project, written
from projects.formatting import JOINER
from projects.models import BASE, ShareLink
from projects.templatetags.plumbline import chances
from reports.comparison import columns_of, key_rows
from reports.compose import compose_report
from reports.domain.report import DrawnChart
from teams.results import budget_of
from tests.api.conftest import program_of
from tests.decisions.pages import text_of, url

pytestmark = pytest.mark.once

SAMPLES = sorted(path.stem for path in (settings.FIXTURES / "samples").glob("*.json"))
COST, MONTHS, RUNNING, VALUE = "Cost to launch", "Months to launch", "Running cost per year", "Net value"
CARD = re.compile(r'<h3 class="h4">([^<]*)</h3>\s*<p class="value">(.*?)</p>', re.S)
SVG = re.compile(r"<svg.*?</svg>", re.S)
ENDS = re.compile(
    r'<h3 class="h4">Cost to launch</h3>.*?<p class="dim"><span>(.*?)</span>.*?<span>(.*?)</span></p>', re.S
)
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


def decided(markup: str) -> dict[str, str]:
    """What the decision page says: of the cost only the chance to stay inside."""
    cards = {unescape(label).strip(): plain(text_of(value)) for label, value in CARD.findall(markup)}
    said = {label: cards[label] for label in (RUNNING, VALUE) if label in cards}
    return said | ({"chance": cards["Pays back"]} if "Pays back" in cards else {})


def said_by_report(workspace: Workspace) -> list[dict[str, str]]:
    report = compose_report(workspace)
    value = next(section for section in report.sections if section.id == "value")
    tables = [row for block in value.blocks if block.kind == "table" for row in block.rows]
    inside = {label: plain(likely) for label, _low, likely, _high in tables}
    decision = report.decision
    drawn = [block.chart for block in value.blocks if isinstance(block, DrawnChart)]
    titles = [chart.title for chart in drawn if isinstance(chart, HistogramChart)]
    bases = [chart.base_label for chart in drawn if isinstance(chart, TornadoChart)]
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


def said_by_start(markup: str) -> dict[str, str]:
    cost, months = (plain(text_of(small)) for small in re.findall(r"<small>(.*?)</small>", markup, re.S))
    return {"range": cost, MONTHS: months}


def said_by_portfolio(markup: str, project) -> dict[str, str]:
    row = markup.split(f'id="row-{project.pk}"')[1].partition("</tr>")[0]
    cells = {name: plain(text_of(cell)) for name, cell in re.findall(r'<td[^>]*data-h="([^"]*)">(.*?)</td>', row, re.S)}
    chance = cells["Payback, in 100"]
    return {
        COST: cells[COST],
        MONTHS: cells["Months"],
        VALUE: cells[VALUE],
        "chance": chance if chance == "–" else f"{chance} in 100",
    }


def said_to_programs(told: dict, workspace: Workspace) -> dict[str, str]:
    write = workspace.formatter.quantity
    figures = {figure["label"]: write(figure["p50"], figure["unit"], compact=True) for figure in told["figures"]}
    chance = told["chance_of_payback"]
    said = {label: plain(figures.get(label, "–")) for label in (COST, MONTHS, RUNNING, VALUE)}
    return said | {"chance": "–" if chance is None else chances(chance)}


def said_by_command(document: bytes, scenario: str, folder) -> dict[str, str]:
    """Read the key figures and the table of results off the report that the command writes."""
    (folder / "project.json").write_bytes(document)
    target = folder / "report.md"
    call_command("report", str(folder / "project.json"), output=str(target), scenario=scenario, stdout=io.StringIO())
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in target.read_text().splitlines()]
    key = {row[0]: plain(row[1]) for row in reversed(rows) if len(row) == 3}
    inside = {row[0]: plain(row[2]) for row in rows if len(row) == 4}  # the table of results is the last
    said = {label: inside.get(label, "–") for label in (RUNNING, VALUE)}
    return said | {COST: key[COST], MONTHS: key[MONTHS], "chance": key.get("Chance of payback", "–")}


def said_by_comparison(project) -> list[dict[str, str]]:
    columns = columns_of(Workspace(project, project.scenarios.get(slug=BASE)))
    labels = (COST, MONTHS, RUNNING, None, "chance", VALUE)
    rows = zip(labels, key_rows(columns), strict=True)
    said = {label: [plain(cell.text) or "–" for cell in row.cells] for label, row in rows if label}
    return [{label: cells[place] for label, cells in said.items()} for place in range(len(columns))]


def test_lists_of_projects_say_what_the_pages_say(owner, example):
    shown = owner.get(url("reports:overview", example)).content.decode()
    pages = said_by_block(shown) | said_by_cards(shown)
    start = said_by_start(owner.get(url("decisions:project_verdict", example)).content.decode())
    owner.post(url("reports:standing", example))
    listed = said_by_portfolio(owner.get("/portfolio/").content.decode(), example)
    assert listed == {label: pages[label] for label in listed}
    assert start == {"range": plain(" – ".join(ENDS.search(shown).groups())), MONTHS: pages[MONTHS]}


def test_programs_and_commands_are_told_what_the_pages_say(owner, browser_row, example, tmp_path):
    program, document = program_of(browser_row), written(dump_project(example))
    for scenario in example.scenarios.alive():
        shown = owner.get(url("reports:overview", example, scenario.slug)).content.decode()
        pages = said_by_block(shown) | said_by_cards(shown)
        told = program.read(f"projects/{example.pk}/scenarios/{scenario.slug}/results")
        assert said_to_programs(told, Workspace(example, scenario)) == pages
        # What a command writes holds nothing unseen.
        written_out = {label: words.replace(JOINER, "") for label, words in pages.items()}
        assert said_by_command(document, scenario.slug, tmp_path) == written_out


def test_every_place_says_the_same(owner, example):
    compared = said_by_comparison(example)
    for scenario, side in zip(example.scenarios.alive(), compared, strict=True):
        workspace = Workspace(example, scenario)
        pages = {
            name: owner.get(url(name, example, scenario.slug)).content.decode()
            for name in (
                "reports:overview",
                "decisions:value",
                "teams:team",
                "decisions:readiness",
                "decisions:decision",
                "reports:report",
            )
        }
        _link, secret = ShareLink.issue(project=example, scenario=scenario, hide_pay=False)
        shared = owner.get(f"/s/{secret}/").content.decode()
        places = [
            *(said_by_block(markup) for markup in (*pages.values(), shared)),
            *(said_by_cards(pages[name]) for name in ("reports:overview", "decisions:value")),
            decided(pages["decisions:decision"]),
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
        given = [term for figure in results.case.figures for term in figure.inputs if term.figure_id in results.figures]
        assert [term.name for term in given if term.value != results.figures[term.figure_id].value] == []


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
