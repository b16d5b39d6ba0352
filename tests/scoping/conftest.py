"""The sample project as `claims.toml` tells it, and projects answered at random."""

import random
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.expressions import RESULTS, Facts, facts_of
from projects.domain.fields import Catalogue, Column, Field, FieldType
from projects.domain.values import check_stored
from scoping.content import get_checklist, get_second_look
from scoping.domain.checks import SecondLook
from scoping.domain.readiness import Checklist

CLAIMS = tomllib.loads((Path(__file__).parent / "claims.toml").read_text(encoding="utf-8"))

# What the calculators say of the sample with its likely values, worked out once by hand; see docs/numbers.md for how.
SAMPLE_RESULTS = {
    "base": {"cost": (134_745, 144_340, 165_793), "running": 30_000, "npv": (-37_754, 84_254), "payback": 24},
    "api": {"cost": (134_745, 144_340, 165_793), "running": 30_320, "npv": (-38_452, 83_557), "payback": 24},
    "fine_tune": {"cost": (227_575, 239_752, 267_614), "running": 49_096, "npv": (-163_087, -44_039), "payback": None},
}


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return get_catalogue()


@pytest.fixture(scope="session")
def checklist() -> Checklist:
    return get_checklist()


@pytest.fixture(scope="session")
def look() -> SecondLook:
    return get_second_look()


@pytest.fixture(scope="session")
def claims() -> dict[str, Any]:
    return CLAIMS


def to_json(field: Field | Column, value: Any) -> Any:
    """Return a value of the file in the form in which a project holds it."""
    match value:
        case date():
            return value.isoformat()
        case str() if field.type is FieldType.PERSON:
            name, _, role = value.partition(", ")
            return {"name": name, "role": role} if name else None
        case list() if field.type is FieldType.TABLE:
            columns = {column.id: column for column in field.columns}
            rows = [{key: to_json(columns[key], cell) for key, cell in row.items()} for row in value]
            return [{key: cell for key, cell in row.items() if cell not in (None, "")} for row in rows]
    return value


def read_answers(rows: list[dict[str, Any]], catalogue: Catalogue) -> Answers:
    found = {}
    for row in rows:
        field = catalogue.fields[row["field"]]
        state = AnswerState(row.get("state", "known"))
        found[field.id] = Answer(
            field_id=field.id,
            state=state,
            value=check_stored(field, to_json(field, row["value"])) if state is AnswerState.KNOWN else None,
            note=row.get("note", ""),
            owner=row.get("owner", ""),
            find_out_by=row.get("find_out_by"),
        )
    return Answers(found)


@pytest.fixture(scope="session")
def sample_answers(catalogue) -> dict[str, Answers]:
    """The sample's answers in each scenario."""
    base = read_answers(CLAIMS["answer"], catalogue)
    others = {
        scenario["id"]: base.overlaid(read_answers(scenario["answer"], catalogue)) for scenario in CLAIMS["scenario"]
    }
    return {"base": base, **others}


@pytest.fixture(scope="session")
def sample_facts(catalogue, sample_answers) -> dict[str, Facts]:
    """The sample with its results in each scenario."""
    return {name: facts_of(catalogue, given, sample_results(name)) for name, given in sample_answers.items()}


def sample_results(name: str) -> dict[str, float]:
    sums = SAMPLE_RESULTS[name]
    cost, npv = sums["cost"], sums["npv"]
    found = {
        "result.cost_p10": cost[0], "result.cost_p50": cost[1], "result.cost_p90": cost[2],
        "result.running_cost_p50": sums["running"], "result.npv_p10": npv[0], "result.npv_p50": npv[1],
        "result.payback_months_p50": sums["payback"], "result.chance_of_payback": 0.75 if npv[1] > 0 else 0.4,
        "result.energy_kwh_p50": 1.0,
    }  # fmt: skip
    return {given_id: float(value) for given_id, value in found.items() if value is not None}


@pytest.fixture(scope="session")
def random_projects(catalogue) -> list[Facts]:
    """2,000 projects in which every field is answered at random, or left blank, or not known."""
    rng = random.Random(7)
    return [_random_project(catalogue, rng) for _ in range(2000)]


def _random_project(catalogue: Catalogue, rng: random.Random) -> Facts:
    found = {}
    for field in catalogue.fields.values():
        dice = rng.random()
        if dice < 0.1:
            found[field.id] = Answer(field_id=field.id, state=AnswerState.UNKNOWN)
        elif dice > 0.2 and (value := _random_value(field, rng)) not in (None, []):
            found[field.id] = Answer(field_id=field.id, state=AnswerState.KNOWN, value=value)
    results = {
        result: rng.choice([-5000.0, 0.1, 0.3, 0.7, 5.0, 30.0, 5000.0, 2e6]) for result in RESULTS if rng.random() > 0.2
    }
    quick = tuple(tuple(field.id for field in asked.fields) for asked in catalogue.quick)
    return Facts(answers=Answers(found), results=results, word_lists=catalogue.word_lists, quick=quick)


TEXTS = (
    "A short one",
    "We need an AI chatbot for better insights now",
    "Every day about 50 of 450 mails go to the wrong desk and wait for two days more",
)
NUMBERS = (0.0, 0.3, 1.0, 2.0, 5.0, 30.0, 90.0, 300.0, 5000.0, 2_000_000.0)


def _random_value(field: Field | Column, rng: random.Random) -> Any:
    number, values = rng.choice(NUMBERS), [choice.value for choice in field.choices]
    make: dict[FieldType, Callable[[], Any]] = {
        FieldType.ONE_CHOICE: lambda: rng.choice(values),
        FieldType.SCALE: lambda: rng.choice(values),
        FieldType.MANY_CHOICE: lambda: rng.sample(values, rng.randint(1, len(values)) if rng.random() < 0.5 else 1),
        FieldType.NUMBER: lambda: number,
        FieldType.RANGE: lambda: {
            "low": number, "likely": number * rng.choice([1, 2]), "high": number * rng.choice([2, 4])
        } if rng.random() < 0.8 else {"low": number, "likely": number, "high": number},
        FieldType.DATE: lambda: (date(2027, 1, 1) + timedelta(days=rng.randrange(700))).isoformat(),
        FieldType.PERSON: lambda: {"name": rng.choice(["Dana Whitfield", "The digital committee"]), "role": ""},
        FieldType.TABLE: lambda: _random_rows(field, rng),
    }  # fmt: skip
    return make.get(field.type, lambda: rng.choice(TEXTS))()


def _random_rows(table: Field | Column, rng: random.Random) -> list[dict[str, Any]]:
    assert isinstance(table, Field)
    count = rng.choice([1, 1, 2, 6])
    rows = [
        {column.id: _random_value(column, rng) for column in table.columns if rng.random() > 0.1} for _ in range(count)
    ]
    # Rules on all rows would hardly ever speak if no table had equal rows.
    return rows if rng.random() < 0.7 else rows[:1] * count
