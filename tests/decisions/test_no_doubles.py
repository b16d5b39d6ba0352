"""Nothing is said twice: reasons, changes, asks, actions and levers of projects that are made at random."""

from collections import Counter
from random import Random

import pytest

from decisions.actions import actions_of, asks_of
from decisions.wording import say_verdict, say_way_up
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.domain.fields import FieldType
from projects.models import Answer
from reports.compose import compose_report
from reports.quick_result import levers_of

pytestmark = pytest.mark.once

SAMPLES = ("hospital", "retailer", "bank", "machines", "consortium", "credit", "claims")
MONEY = ("plan.budget_agreed", "plan.budget_ceiling", "plan.budget_hoped", "value.saving_per_case", "value.coverage")
FACTORS = (0.02, 0.3, 0.7, 1.5)
GATES = [f"readiness.{number:02}" for number in range(1, 31)]


def shuffled(project, seed):
    """Change about every sixth choice and rating of a project at random, its sums, and how far its value counts."""
    random, fields = Random(seed), get_catalogue().fields
    answers = Answer.objects.filter(scenario__project=project, state="known").order_by("scenario_id", "field_id")
    for answer in answers:
        field = fields.get(answer.field_id)
        if field is None or random.random() > (0.5 if answer.field_id in MONEY else 0.17):
            continue
        if answer.field_id in MONEY and answer.value:
            answer.value = _scaled(answer.value, random.choice(FACTORS))
        elif field.id in GATES:
            answer.value = random.randrange(5)
        elif field.type is FieldType.ONE_CHOICE:
            answer.value = random.choice(field.choices).value
        else:
            answer.state, answer.value = random.choice(["unknown", "blank", "not_relevant"]), None
        answer.save()
    project.sequence += 1
    project.save()
    return Workspace(project, project.scenarios.get(slug="base"))


def _scaled(value, factor):
    return {end: part * factor for end, part in value.items()} if isinstance(value, dict) else value * factor


def doubles(texts):
    """Return the texts that are there more than once."""
    texts = [text for text in texts if text]
    return [text for text, count in Counter(texts).items() if count > 1]


@pytest.mark.parametrize("seed", range(14))
def test_nothing_is_said_twice(example, seed):
    workspace = shuffled(example(SAMPLES[seed % len(SAMPLES)]), seed)
    verdict, way_up, actions = say_verdict(workspace), say_way_up(workspace), actions_of(workspace)
    asks, decision = asks_of(workspace, actions), compose_report(workspace).decision
    lines = [line.what for ask in asks for line in ask.lines]
    said = {
        "reasons": [reason.text for reason in verdict.reasons],
        "page 1": [decision.sentence, *decision.more, decision.beside, decision.budget, decision.caveats],
        "changes": decision.change,
        "way up": way_up.changes if way_up else (),
        "asks": lines,
        "people": [ask.title for ask in asks],
        "actions": [action.what for action in actions],
        "levers": [lever.title for lever in levers_of(workspace)],
    }
    assert {name: found for name, texts in said.items() if (found := doubles(texts))} == {}
    shown = {verdict.sentence, *verdict.more}
    assert [lever.text for lever in levers_of(workspace) if lever.text in shown] == []
