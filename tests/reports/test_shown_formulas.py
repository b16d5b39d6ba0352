"""What a page shows is what was calculated: every formula, read back from its words, comes to the figure beside it.

Over all figures of all samples and their scenarios: with every input at its likely value, and draw by draw.
"""

import ast
import io
import re
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from django.urls import reverse

from decisions.domain import cashflow
from decisions.domain.netvalue import calendar_of, flows_of, horizon_of
from decisions.options import options_of
from decisions.results import results_of
from projects.access import Workspace
from projects.document import load_project
from projects.domain.answers import AnswerState
from projects.domain.book import Book
from projects.domain.draws import Draws
from projects.domain.formulas import Formula, evaluate
from projects.explaining import explain, say_told
from projects.models import Answer
from reports.domain.report import ReportTable
from reports.formats.files import FORMATS, Printed
from teams.results import advice_of, mix_of

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "fixtures" / "samples").glob("*.json"))
ASCII = str.maketrans("−⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "-0123456789-")
CALLED = {
    "e to the power of": "exp",
    "natural logarithm of": "ln",
    "the smallest of": "min",
    "the largest of": "max",
    "rounded up": "ceil",
    "rounded down": "floor",
    "rounded": "round",
    "√": "sqrt",
    "to the power of": "^",
}
"""What stands for the words of functions and powers."""
BEYOND_ARITHMETIC = {"case.net_value"}
"""A sum over months, worked out below month by month, and by hand in tests/decisions/test_money_by_hand.py."""
KEPT = BEYOND_ARITHMETIC | {
    # Never, where owning or asking a model costs no less: the formula comes to a month or a number below 0 there.
    "compute.break_even",
    "compute.break_even_cases",
    # Never too where machines would have to work more than all hours.
    "compute.break_even_utilisation",
    # 0 / 0 in a case in which use does not grow.
    "compute.calls_on_average",
    "compute.search_on_average",
    # The range of a prediction, which is wider than that of its terms.
    "compute.mfu",
}
"""Figures whose draws are known beside their formula, each with the reason."""


@pytest.fixture
def scenarios(browser_row, monkeypatch, request):
    """The scenarios of a sample, drawn as somebody draws who works with the likely values alone."""
    monkeypatch.setattr(Draws, "of", lambda self, name, value, **limits: np.full(self.count, value.likely))
    project = load_project(request.param.read_bytes(), owner=browser_row)
    return [Workspace(project, scenario) for scenario in project.scenarios.all()]


def figures_of(workspace):
    ways = [option.figure for advice in advice_of(workspace) for option in advice.options]
    found = [*results_of(workspace).figures.values(), *ways, mix_of(workspace).figure]
    return [figure for figure in found if figure is not None and figure.id not in BEYOND_ARITHMETIC]


@pytest.fixture
def kept(monkeypatch):
    """Every result that a book keeps, with its draws."""
    results, keep = [], Book.keep

    def noting(book, result):
        results.append(result)
        return keep(book, result)

    monkeypatch.setattr(Book, "keep", noting)
    return results


def number(text):
    """Read a number as a page writes it, without its unit: 1,200 or $2.35/hour or 3.1 × 10²³ or 10⁹."""
    if power := re.match("10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", text):
        return 10.0 ** int(power[1].translate(ASCII))
    plain = re.match(r"[^\d−]*(−?[\d,]*\.?\d*)(?: × 10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?", text)
    return float(plain[1].replace(",", "").translate(ASCII)) * 10.0 ** int((plain[2] or "0").translate(ASCII))


def read_back(explanation, values):
    """Return formula and values that a reader has in hand, from the words of the formula and from its digits."""
    text, known = "", {}
    for index, (word, digits) in enumerate(zip(explanation.words, explanation.likely.filled, strict=True)):
        percent = 100 if "%" in digits.text else 1
        if word.named:
            known[f"v{index}"] = values(word.text, digits.text) / percent
            text += f"v{index}"
        elif word.text.strip() in CALLED:
            text += CALLED[word.text.strip()]
        elif set(word.text) <= set("⁰¹²³⁴⁵⁶⁷⁸⁹"):
            text += f"^{word.text.translate(ASCII)}"
        elif word.text[0].isdigit():
            text += f"{number(word.text):.0f}" if number(word.text) % 1 == 0 else f"{number(word.text)}"
        else:
            text += word.text
    return text, known


@pytest.mark.parametrize("scenarios", SAMPLES, ids=lambda path: path.stem, indirect=True)
def test_every_formula_in_words_comes_to_its_figure(scenarios):
    for workspace in scenarios:
        check(workspace)


@pytest.mark.parametrize("scenarios", SAMPLES[:1], ids=lambda path: path.stem, indirect=True)
def test_formulas_of_a_team_with_coding_assistants_come_to_their_figures(scenarios):
    base = scenarios[0]
    Answer.objects.create(
        scenario=base.scenario, field_id="team.coding_assistants", state=AnswerState.KNOWN, value="some"
    )
    check(base)
    assert "team.assistant_seats" in results_of(base).figures


def check(workspace):
    for figure in figures_of(workspace):
        explanation = explain(figure, workspace.formatter)
        assert explanation.likely is not None, figure.id
        labels = {given.label: given.value.likely for given in figure.inputs}
        assert len(labels) == len(figure.inputs), figure.id
        text, known = read_back(explanation, lambda label, _, labels=labels: labels[label])
        assert evaluate(text, known) == pytest.approx(figure.value.likely, rel=1e-9), figure.id


@pytest.mark.parametrize("scenarios", SAMPLES, ids=lambda path: path.stem, indirect=True)
def test_every_sum_by_hand_comes_to_what_stands_behind_it(scenarios):
    for workspace in scenarios:
        for figure in figures_of(workspace):
            explanation = explain(figure, workspace.formatter)
            text, known = read_back(explanation, lambda _, digits: number(digits))
            assert evaluate(text, known) == pytest.approx(figure.value.likely, rel=0.02), figure.id


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_formula_in_words_comes_to_its_figure_draw_by_draw(browser_row, kept, path):
    project, checked = load_project(path.read_bytes(), owner=browser_row), set()
    for scenario in project.scenarios.all():
        workspace = Workspace(project, scenario)
        list(figures_of(workspace))
        [option.figures for option in options_of(workspace).options]
        for result in kept:
            if result.id not in KEPT:
                assert np.allclose(drawn_by_words(result, workspace), result.draws, rtol=1e-9, atol=0), result.id
        checked |= {result.id for result in kept}
        kept.clear()
    assert {"team.budget", "team.cost_mix", "case.cost_to_launch", "case.spent"} <= checked


def drawn_by_words(result, workspace):
    """Work a figure out from the words of its formula, over the draws of what they name."""
    explanation = explain(result.figure, workspace.formatter)
    assert explanation.likely is not None, result.id
    draws = {say_told(term.input.label): term.draws for term in result.terms}
    text, known = read_back(explanation, lambda label, _: draws[label])
    return np.broadcast_to(Formula(text).over(known), result.draws.shape)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_net_value_is_the_sum_of_its_months_draw_by_draw(browser_row, path):
    project = load_project(path.read_bytes(), owner=browser_row)
    for scenario in project.scenarios.all():
        results = results_of(Workspace(project, scenario))
        if results.case.value is not None:
            months = sum(worth_by_month(results))
            scale = np.abs(results.case.cost_draws) + np.abs(results.case.value_draws)
            assert np.all(np.abs(months - results.case.value_draws) < 1e-9 * scale)


def worth_by_month(results):
    """Yield what every month is worth, from the formulas of a month over the draws, and events on top."""
    read, flows = results.reader, flows_of(results.reader, results.rooms)
    given = {
        "cost_to_launch": flows.cost, "running_cost": flows.running, "switch_off_one_off": flows.at_the_end,
        "benefit": flows.by_volume + flows.fixed, "fixed": flows.fixed, "months": results.rooms.months,
        "ramp_up_months": read.number("value.ramp_up_months") or 0.0,
        "discount_rate": read.number("value.discount_rate") or 0.0,
        "use_growth": read.or_zero("compute.use_growth"), "horizon_months": float(horizon_of(read)),
    }  # fmt: skip
    given["build"] = Formula(cashflow.BUILD).over(given)
    events = calendar_of(read, results.rooms.months).events
    for month in range(1, horizon_of(read) + 1):
        now = given | {"month": float(month)}
        now |= {"cases": Formula(cashflow.CASES).over(now), "use": Formula(cashflow.USE).over(now)}
        for event in events:
            now["use"] = now["use"] * np.where(event.month <= month, 1 - event.lost, 1)
        money = Formula(cashflow.BROUGHT).over(now) - Formula(cashflow.PAID).over(now)
        for event in events:
            money = money - np.where(event.month == month, event.cost, 0)
            money = money - np.where((event.month <= month) & (month > given["build"]), event.running / 12, 0)
        yield Formula(cashflow.WORTH).over(now | {"money": money})


def test_figures_are_made_by_books_alone():
    """A figure built beside its formula may say something else than what was calculated."""
    rooms = ("projects", "estimates", "teams", "scoping", "decisions", "reports", "api", "charts")
    made = [
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Figure"
    ]
    assert made == ["projects/domain/book.py"]


CODE = re.compile(r"\^|\*|_|\b(?:ceil|floor|round|min|max|ln|exp|sqrt)\(|Σ")


def test_formulas_are_said_without_code_wherever_they_are_shown(sample):
    workspace = Workspace(sample, sample.scenarios.get(slug="base"))
    printed = Printed(workspace)
    appendix = next(section for section in printed.report.appendix if section.id == "methods")
    said = [row[1] for block in appendix.blocks if isinstance(block, ReportTable) for row in block.rows]
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].make(printed)))
    noted = [row[7].value for row in book["Figures"].iter_rows(min_row=5) if row[7].value]
    listed = [row[5] for row in printed.tables[0].rows[1:]]
    opened = ["".join(piece.text for piece in explain(f, workspace.formatter).words) for f in figures_of(workspace)]
    for formulas in (said, noted, listed, opened):
        assert len(formulas) > 40
        assert [text for text in formulas if CODE.search(text)] == []
    assert set(noted) == set(listed)
    assert set(said) - {text for text in said if text.startswith("Calculated")} <= set(listed)


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_no_figure_of_any_example_shows_names_of_its_formula(browser_row, path):
    project = load_project(path.read_bytes(), owner=browser_row)
    workspaces = [Workspace(project, scenario) for scenario in project.scenarios.all()]
    said = [
        text
        for workspace in workspaces
        for figure in (*figures_of(workspace), *results_of(workspace).figures.values(), *behind_options(workspace))
        for text in said_at(figure, workspace.formatter)
    ]
    assert len(said) > 400
    assert [text for text in said if CODE.search(text)] == []


def behind_options(workspace):
    return [figure for option in options_of(workspace).options for figure in option.figures.values()]


def said_at(figure, write):
    """What stands at a figure in our words; sources are left out, which may cite a file by its name."""
    explanation = explain(figure, write)
    lines = [worked.filled for worked in (explanation.likely, explanation.least, explanation.most) if worked]
    yield from ("".join(piece.text for piece in line) for line in (explanation.words, *lines))
    yield from (say_told(text) for text in (figure.label, figure.note, *(given.label for given in figure.inputs)))


@pytest.mark.parametrize("figure_id", ["case.net_value", "case.benefit_per_year"])
def test_opened_figure_shows_inputs_by_their_words_alone(owner, sample, figure_id):
    page = owner.get(reverse("reports:figure_opened", args=[sample.pk, "base", figure_id])).content.decode()
    assert [text for text in re.findall(r">([^<]+)<", page) if CODE.search(text)] == []
