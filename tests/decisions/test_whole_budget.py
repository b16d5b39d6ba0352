"""The whole budget beside the team's: other expenses in it, and nothing counted twice."""

import re

import pytest
from django.urls import reverse

from projects.domain.answers import AnswerState
from projects.models import Answer

pytestmark = pytest.mark.once


def url(name, project):
    return reverse(name, args=[project.pk, "base"])


def save(base, **values):
    for name, value in values.items():
        Answer.objects.create(scenario=base, field_id=name.replace("__", "."), state=AnswerState.KNOWN, value=value)


def parts(owner, project):
    whole = owner.get(url("decisions:whole_budget", project)).context["whole"]
    return {part.key: round(part.value.likely) for part in whole.parts}


USERS = {"people__users": [{"name": "Clerks", "count": 10.0}], "people__training_hours": 4.0, "value__hour_cost": 50.0}
LABELS = {"data__labels": "none", "data__label_count": 600.0, "data__label_price": 2.0}


def test_training_and_labelling_are_worked_out_while_nobody_wrote_them_down(owner, project, base):
    save(base, **USERS, **LABELS)
    found = parts(owner, project)
    assert (found["training"], found["labels"]) == (2_000, 1_200)
    assert "expenses" not in found


def test_what_is_written_down_takes_the_place_of_what_is_worked_out(owner, project, base):
    rows = [
        {"what": "Workshop", "kind": "training", "amount": 3_000.0},
        {"what": "Labels", "kind": "labelling", "amount": 900.0},
        {"what": "Tool", "kind": "licences", "amount": 500.0},
    ]
    save(base, **USERS, **LABELS, team__other_expenses=rows)
    found = parts(owner, project)
    assert (found["training"], found["labels"], found["expenses"]) == (3_000, 900, 500)


def test_forecast_of_everything_ends_at_the_cost_to_launch(owner, project, base):
    save(base, **USERS, team__other_expenses=[{"what": "Tool", "amount": 500.0}], plan__budget_agreed=90_000.0)
    page = owner.get(url("decisions:whole_budget", project))
    whole = page.context["whole"]
    line = whole.chart.lines[0]
    assert (line.low[-1], line.likely[-1], line.high[-1]) == pytest.approx(
        (whole.total.value.low, whole.total.value.likely, whole.total.value.high)
    )
    assert re.search(r"It stays within the agreed \$90k in \d+ out of 100 cases\.", page.content.decode())


def test_team_page_shows_the_whole_beside_its_own(owner, project, base):
    save(base, team__other_expenses=[{"what": "<b>Tool</b>", "amount": 500.0}])
    html = owner.get(url("teams:budget", project)).content.decode()
    assert 'id="whole_budget"' in html
    assert "&lt;b&gt;Tool&lt;/b&gt;" in html
    assert "<b>Tool</b>" not in html


def test_expense_opens_as_a_figure(owner, project, base):
    save(base, team__other_expenses=[{"what": "Tool", "amount": 500.0, "paid": "monthly"}])
    html = owner.get(reverse("reports:figure", args=[project.pk, "base", "team.expense_1"])).content.decode()
    assert "times it is paid" in html


@pytest.mark.parametrize("chart", ["team.forecast", "case.forecast"])
def test_forecasts_can_be_explored(owner, project, chart):
    assert owner.get(reverse("reports:chart", args=[project.pk, "base", chart])).json()["data"]
