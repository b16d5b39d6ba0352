"""What a page shows is what was calculated: every formula, read back from its words, comes to the figure beside it.

Over all figures of all samples and their scenarios, with every input at its likely value.
"""

import re
from pathlib import Path

import numpy as np
import pytest

from decisions.results import results_of
from projects.access import Workspace
from projects.document import load_project
from projects.domain.answers import State
from projects.domain.draws import Draws
from projects.domain.formulas import evaluate
from projects.explaining import explain
from projects.models import Answer
from teams.results import advice_of, mix_of

pytestmark = pytest.mark.once

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "samples").glob("*.json"))
ASCII = str.maketrans("−⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "-0123456789-")
BEYOND_ARITHMETIC = {"case.net_value"}
"""A sum over months, worked out by hand in tests/decisions/test_money_by_hand.py."""


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
    Answer.objects.create(scenario=base.scenario, field_id="team.coding_assistants", state=State.KNOWN, value="some")
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
