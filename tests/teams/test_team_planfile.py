"""The plan as a file, and the command that prices it."""

import io
import json
import math
from copy import deepcopy

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.domain.answers import AnswerState
from projects.domain.draws import Draws
from projects.models import Answer
from teams.domain.cost import estimate_plan
from teams.domain.costdocument import cost_document
from teams.domain.planfile import BadPlan, read_expenses_file, read_plan_file
from teams.reference import get_roles

pytestmark = pytest.mark.once

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
                         "loaded_factor, slip_pct, contractor_margin_pct, yearly_raise_pct, phases, other_expenses, "
                         "budget_usd"),
        (plan(phases={}), "phases: must be a list of tables"),
        (plan(phases=[{"kind": "nap"}]),
         "phases[0].kind: must be one of discover, data, model, deploy, run, other, not nap"),
        (plan(phases=[{"length_months": 0}]), "phases[0].length_months: must be between 0.25 and 120, not 0"),
        (plan(phases=[{}] * 101), "phases: has 101 rows; at most 100 are worked out"),
        (plan(yearly_raise_pct=-1), "yearly_raise_pct: must be between 0 and 100, not -1"),
        (with_person(seniority="wizard"), "people[1].seniority: must be one of junior, regular, senior, not wizard"),
        (with_person(presence=[]), 'people[1].presence: must be a table such as {"3": 0.5}, not []'),
        (with_person(presence={"0": 1}), "people[1].presence.0: is no month from 1 to 120"),
        (with_person(presence={"12345": 1}), "people[1].presence.12345: is no month from 1 to 120"),
        (with_person(presence={"3": 50}), "people[1].presence.3: must be between 0 and 1, not 50"),
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


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"other_expenses": "x"}, "other_expenses: must be a list of tables"),
        ({"other_expenses": [{"amount_usd": 1}]}, "other_expenses[0].what: is missing"),
        ({"other_expenses": [{"what": "x"}]}, "other_expenses[0].amount_usd: is missing"),
        ({"other_expenses": [{"what": "x", "amount_usd": -1}]},
         "other_expenses[0].amount_usd: must be between 0 and 1,000,000,000, not -1"),
        ({"other_expenses": [{"what": "x", "amount_usd": 1, "first_month": 5, "last_month": 2}]},
         "other_expenses[0].last_month: must be between 5 and 120, not 2"),
        ({"budget_usd": "lots"}, "budget_usd: must be a number, not lots"),
    ],
)  # fmt: skip
def test_bad_expense_is_refused_at_its_place(more, message):
    with pytest.raises(BadPlan) as caught:
        read_expenses_file(plan(**more))
    assert str(caught.value) == message


WHOLE = {
    "hours": 2080 * 14 / 12,
    "engagement": "salaried",
    "loaded_factor": {"low": 1.25, "likely": 1.3, "high": 1.4},
    "slip_pct": {"low": 0, "likely": 10, "high": 40},
    "yearly_raise_pct": {"low": 2, "likely": 3.5, "high": 5},
    "contractor_margin_pct": 15,
    "phases": [{"kind": "data", "length_months": 6}, {"kind": "model", "first_month": 5, "length_months": 10}],
    "people": [
        {"role": "data_engineer", "share": {"low": 0.2, "likely": 0.25, "high": 0.3}, "peak": "phases",
         "salary_usd_per_year": {"low": 100_000, "likely": 125_000, "high": 150_000}, "seniority": "senior"},
        {"role": "other", "title": "Test lead", "engagement": "contract", "share": 0.5, "rate_usd_per_hour": 80,
         "presence": {"3": 0.55, "4": 0.125}, "first_month": 2, "last_month": 6, "ramp_up_weeks": 2},
    ],
    "other_expenses": [
        {"what": "Tool", "kind": "licences", "amount_usd": {"low": 400, "high": 600}, "paid": "monthly"}
    ],
    "budget_usd": 60_000,
}  # fmt: skip
SAME_ON_THE_PAGE = {
    "team.duration_months": 14.0,
    "team.loaded_factor": {"low": 1.25, "likely": 1.3, "high": 1.4},
    "team.schedule_slip": {"low": 0, "likely": 10, "high": 40},
    "team.yearly_raise": {"low": 2, "likely": 3.5, "high": 5},
    "team.contractor_margin": 15.0,
    "team.phases": [{"kind": "data", "length_months": 6.0},
                    {"kind": "model", "first_month": 5.0, "length_months": 10.0}],
    "team.roles": [
        {"role": "data_engineer", "contract": "employed", "share_pct": {"low": 20, "likely": 25, "high": 30},
         "peak": "phases", "salary_per_year": {"low": 100_000, "likely": 125_000, "high": 150_000},
         "seniority": "senior"},
        {"role": "other", "title": "Test lead", "contract": "hired", "share_pct": 50.0, "rate_per_hour": 80.0,
         "presence": {"3": 55.0, "4": 12.5}, "first_month": 2.0, "last_month": 6.0, "ramp_up_weeks": 2.0,
         "peak": "even"},
    ],
    "team.other_expenses": [{"what": "Tool", "kind": "licences", "amount": {"low": 400, "likely": 500, "high": 600},
                             "paid": "monthly"}],
    "plan.budget_agreed": 60_000.0,
}  # fmt: skip


@pytest.mark.django_db
def test_command_prints_the_figures_of_the_page(owner, project, base, tmp_path):
    for field_id, value in SAME_ON_THE_PAGE.items():
        Answer.objects.create(scenario=base, field_id=field_id, state=AnswerState.KNOWN, value=value)
    page = owner.get(reverse("teams:budget", args=[project.pk, "base"])).context
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(WHOLE))
    found = json.loads(run(path, "--json", f"--seed={project.seed}"))
    shown = cost_document(page["estimate"])
    assert {key: found[key] for key in ("cost_usd", "by_month", "late_usd")} == {
        key: shown[key] for key in ("cost_usd", "by_month", "late_usd")
    }
    assert found["by_role"] == shown["by_role"]
    forecast = page["budget"].forecast
    assert found["agreed"]["chance_inside"] == pytest.approx(forecast.chance_inside, abs=1e-4)
    assert found["forecast"][-1]["p90"] == pytest.approx(forecast.cumulative[-1].high, abs=0.01)
    assert "agreed: $60,000, enough in" in run(path)


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


AMOUNTS = st.one_of(st.sampled_from([0, -1, 1e15, 1e300, 0.5, 40]), st.floats(0, 1e6))
SIZES = st.one_of(AMOUNTS, st.fixed_dictionaries({"low": AMOUNTS, "high": AMOUNTS}))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=AMOUNTS, share=SIZES, rate=SIZES, engagement=st.sampled_from(["contract", "salaried"]))
def test_plan_of_any_size_is_priced_or_refused(tmp_path, hours, share, rate, engagement):
    person = {"role": "data_engineer", "share": share, "rate_usd_per_hour": rate, "salary_usd_per_year": rate}
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"hours": hours, "engagement": engagement, "people": [person]}))
    try:
        found = json.loads(run(path, "--json"))
    except CommandError:
        return
    assert all(math.isfinite(end) and end >= 0 for end in found["cost_usd"].values())
