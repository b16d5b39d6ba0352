"""The plan as a file, and the command that prices it."""

import io
import json
import math
from copy import deepcopy

import pytest
from django.core.management import CommandError, call_command

from projects.domain.draws import Draws
from teams.domain.cost import estimate_plan
from teams.domain.planfile import BadPlan, cost_document, read_plan_file
from teams.reference import get_roles

FIVE = [
    ("data_engineer", (0.20, 0.30), (65, 120), (100_000, 150_000)),
    ("data_analyst", (0.25, 0.35), (50, 80), (65_000, 100_000)),
    ("data_scientist", (0.30, 0.40), (70, 150), (90_000, 165_000)),
    ("ml_engineer", (0.15, 0.25), (75, 140), (100_000, 180_000)),
    ("data_manager", (0.20, 0.30), (60, 110), (80_000, 140_000)),
]


def ends(pair):
    return {"low": pair[0], "high": pair[1]}


def plan(engagement="contract", **more):
    people = [
        {"role": role, "share": ends(share), "rate_usd_per_hour": ends(rate), "salary_usd_per_year": ends(salary)}
        for role, share, rate, salary in FIVE
    ]
    return {"hours": 2080, "engagement": engagement, "people": people, **more}


def cost(document):
    return cost_document(estimate_plan(read_plan_file(document, get_roles()), Draws(7, 1000)))


@pytest.mark.parametrize(("engagement", "low", "high"), [("contract", 145_080, 399_360), ("salaried", 94_250, 233_000)])
def test_founding_plan_costs_what_the_article_says(engagement, low, high):
    found = cost(plan(engagement))["cost_usd"]
    assert (found["low"], found["high"]) == (low, high)
    assert low < found["p10"] < found["p50"] < found["p90"] < high


def test_roles_and_months_sum_to_the_total_at_both_ends():
    found = cost(plan())
    for parts in (list(found["by_role"].values()), found["by_month"]):
        assert sum(part["low"] for part in parts) == pytest.approx(145_080, abs=0.1)
        assert sum(part["high"] for part in parts) == pytest.approx(399_360, abs=0.1)
    assert [part["month"] for part in found["by_month"]] == list(range(1, 13))


def test_people_of_one_role_stand_together():
    twice = plan()
    twice["people"] = [twice["people"][0], deepcopy(twice["people"][0])]
    assert list(cost(twice)["by_role"]) == ["data_engineer"]
    assert cost(twice)["by_role"]["data_engineer"]["high"] == 2 * 74_880


def test_delay_is_a_line_of_its_own():
    found = cost(plan(slip_pct=50))
    assert found["cost_usd"]["high"] == 1.5 * 399_360
    assert found["late_usd"]["high"] == 0.5 * 399_360
    assert sum(part["high"] for part in found["by_role"].values()) == 399_360


def test_own_role_needs_no_entry_in_the_table():
    document = {
        "hours": 1040, "engagement": "contract",
        "people": [{"role": "sociologist", "share": 0.5, "rate_usd_per_hour": 100}],
    }  # fmt: skip
    assert cost(document)["by_role"] == {"sociologist": dict.fromkeys(("low", "p10", "p50", "p90", "high"), 52_000.0)}


def with_person(**changes):
    document = plan()
    document["people"][1] |= changes
    return document


def without(key):
    document = plan()
    del document["people"][1][key]
    return document


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "plan: must be a table with hours, engagement and people"),
        ({}, "hours: is missing"),
        (plan(hours=-5), "hours: must be between 1 and 20,800, not -5"),
        (plan(hours="2080"), "hours: must be a number, not 2080"),
        (plan(hours=True), "hours: must be a number, not True"),
        (plan(hours=10**400), "hours: must be between 1 and 20,800, not a number with too many digits"),
        (plan(engagement="slavery"), "engagement: must be one of contract, salaried, not slavery"),
        (plan(engagement=["contract"]), "engagement: must be one of contract, salaried, not ['contract']"),
        (plan(people=[]), "people: must be a list of at least one person"),
        (plan(people={}), "people: must be a list of at least one person"),
        (plan(people=[{}] * 1001), "people: has 1,001 rows; at most 1,000 are worked out"),
        (plan(budget=3), "budget: is not known here; what is: hours, engagement, people, hours_per_year, "
                         "loaded_factor, slip_pct"),
        (plan(people=["x"]), 'people[0]: must be a table such as {"role": "data_engineer", …}, not x'),
        (without("rate_usd_per_hour"), "people[1].rate_usd_per_hour: is missing"),
        (without("share"), "people[1].share: is missing"),
        (without("role"), "people[1].role: is missing"),
        (with_person(share=30), "people[1].share: must be between 0 and 1, not 30"),
        (with_person(share={"low": 0.3}), "people[1].share.high: is missing"),
        (with_person(share={"low": 0.4, "high": 0.3}),
         "people[1].share: runs from 0.4 down to 0.3; write the smaller number as low"),
        (with_person(share={"low": 0.1, "high": 0.3, "likely": 0.4}),
         "people[1].share.likely: 0.4 lies outside 0.1 to 0.3"),
        (with_person(share=math.nan), "people[1].share: must be between 0 and 1, not nan"),
        (with_person(first_month=5, last_month=3),
         "people[1].last_month: the work ends in month 3, before it starts in month 5"),
        (with_person(first_month=20), "people[1].last_month: the work ends in month 12, before it starts in month 20"),
        (with_person(salary_usd_per_year="lots"), "people[1].salary_usd_per_year: must be a number, not lots"),
        (with_person(role="x" * 100), "people[1].role: must be a text of 1 to 80 characters, not " + "x" * 57 + "…"),
    ],
)  # fmt: skip
def test_bad_plan_is_refused_at_its_place(document, message):
    with pytest.raises(BadPlan) as caught:
        read_plan_file(document, get_roles())
    assert str(caught.value) == message


def test_500_people_are_priced():
    document = plan(people=plan()["people"] * 100)
    assert cost(document)["cost_usd"]["high"] == pytest.approx(100 * 399_360)


def run(path, *options):
    out = io.StringIO()
    call_command("estimate_team", str(path), *options, stdout=out)
    return out.getvalue()


def test_command_prints_json(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan()))
    found = json.loads(run(path, "--json"))
    assert list(found) == ["cost_usd", "by_role", "by_month", "late_usd"]
    assert (found["cost_usd"]["low"], found["cost_usd"]["high"]) == (145_080, 399_360)


def test_command_prints_a_table(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan()))
    assert run(path).splitlines()[7].split()[::5] == ["all", "$399,360"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "line 1, column 2: is no JSON: Expecting property name enclosed in double quotes"),
        (b"", "line 1, column 1: is no JSON: Expecting value"),
        (b"\xff\xfe{\x00}\x00", ": is not UTF-8 text"),
        (b"[" * 100_000, ": is nested too deeply"),
        (b'{"hours": NaN}', "plan: holds NaN, which is no number"),
        (b'{"hours": 1, "hours": 2}', "plan: holds the key hours twice in one table"),
        (b'{"hours": ' + b"9" * 5000 + b"}", "digits"),
        (b" " * 5_000_001, ": is larger than 5 MB"),
    ],
)
def test_command_refuses_a_broken_file_with_code_2(tmp_path, content, reason):
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        run(path, "--json")
    assert caught.value.returncode == 2
    assert reason in str(caught.value)


@pytest.mark.parametrize("name", ["missing.json", ".", "a\0b"])
def test_command_refuses_a_file_that_cannot_be_read(tmp_path, name):
    with pytest.raises(CommandError, match="cannot be read") as caught:
        run(tmp_path / name)
    assert caught.value.returncode == 2
