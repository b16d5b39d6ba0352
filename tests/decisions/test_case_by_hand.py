"""The sums of the budget can be worked out by hand from what their pages show."""

import numpy as np
import pytest
from django.urls import reverse

from decisions.domain.netvalue import RoomDraws
from decisions.results import results_of
from projects.domain.draws import Draws
from projects.domain.formulas import NoArithmetic, evaluate
from projects.domain.reader import Reader

pytestmark = pytest.mark.once


class Still(Draws):
    """Draws in which nothing varies."""

    def of(self, name, value, **limits):
        return self.normal(name) * 0 + value.likely


@pytest.fixture
def results(owner, sample, monkeypatch):
    """Return a function from a scenario to its results with every input at its likely value."""
    from decisions.domain.business_case import build_case
    from projects.access import Workspace
    from projects.domain.expressions import visible_answers

    def work_out(slug):
        workspace = Workspace(sample, sample.scenarios.get(slug=slug))
        found = results_of(workspace)
        answers = visible_answers(workspace.catalogue, workspace.answers)
        still = Still(7, 1000)
        return build_case(
            Reader(answers, workspace.catalogue.fields, still),
            RoomDraws(team=np.full(1000, found.team.total.value.likely), months=None, compute=None, computing=None),
            found.case.months,
        )

    return work_out


@pytest.mark.parametrize("slug", ["base", "api"])
def test_cost_to_launch_and_its_steps_are_their_formulas(results, slug):
    case = results(slug)
    figures = [case.cost, case.benefit, *case.steps]
    assert {step.id for step in case.steps} == {"case.training", "case.labels", "case.downtime", "case.contingency"}
    for figure in figures:
        by_hand = evaluate(figure.formula, {given.name: given.value.likely for given in figure.inputs})
        assert figure.value.likely == pytest.approx(by_hand), figure.id


def test_only_the_sum_over_months_is_more_than_arithmetic(owner, sample):
    from projects.access import Workspace

    found = results_of(Workspace(sample, sample.scenarios.get(slug="api"))).figures
    beyond = set()
    for figure in found.values():
        try:
            evaluate(figure.formula, {given.name: given.value.likely for given in figure.inputs})
        except NoArithmetic:
            beyond.add(figure.id)
    assert "case.net_value" in beyond
    assert found["case.net_value"].note.startswith("The formula is a summary.")
    assert not [figure_id for figure_id in beyond if figure_id.startswith("compute.")]


@pytest.mark.parametrize("figure", ["team.cost", "case.training", "case.labels"])
def test_cost_to_launch_leads_to_its_parts(owner, sample, figure):
    page = owner.get(reverse("reports:figure", args=[sample.pk, "base", "case.cost_to_launch"])).content.decode()
    address = reverse("reports:figure", args=[sample.pk, "base", figure])
    assert address in page
    assert owner.get(address).status_code == 200


def test_answer_among_the_parts_is_changed_there(owner, sample):
    page = owner.get(reverse("reports:figure", args=[sample.pk, "base", "case.cost_to_launch"])).content.decode()
    assert 'id="at-value-integration_one_off-value"' in page
