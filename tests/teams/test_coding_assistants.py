"""Coding assistants: the evidence as it ships, what pooling it comes to, and the answer on its way to the report."""

import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.option_team import Effort, team_answers
from decisions.results import results_of
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.currency import Exchange
from projects.domain.draws import Draws
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.models import Answer as Row
from reports.compose import compose_report
from reports.formats.files import Printed
from reports.formats.workbook import workbook_of
from teams.domain.assistants import COLUMNS, pooled, read_known
from teams.domain.budget import budget_team
from teams.domain.cost import estimate_team
from teams.domain.reading import PlanBasis
from teams.reference import get_assistants, get_roles
from tests.reports.test_workbook import opened, row_of
from tests.teams.test_team_workbook import CENT, compare, place, worked_out, written

pytestmark = pytest.mark.once

DRAWS = Draws(7)
TABLE = (Path(__file__).parents[2] / "fixtures" / "reference" / "coding_assistants.csv").read_text(encoding="utf-8")
FIELDS = get_catalogue().fields
PEOPLE = [
    {"role": "data_scientist", "name": "Mia", "contract": "employed", "share_pct": 90.0, "salary_per_year": 120_000.0},
    {"role": "software_engineer", "contract": "hired", "share_pct": {"low": 20, "likely": 30, "high": 40},
     "first_month": 3.0, "rate_per_hour": 100.0},
    {"role": "project_manager", "contract": "employed", "share_pct": 50.0, "salary_per_year": 100_000.0},
]  # fmt: skip


def answers_of(**changed):
    values = {"roles": PEOPLE, "duration_months": 6.0, "schedule_slip": 10.0, "coding_assistants": "all"} | changed
    return Answers(
        {
            f"team.{name}": Answer(field_id=f"team.{name}", state=AnswerState.KNOWN, value=it)
            for name, it in values.items()
        }
    )


def budget(**changed):
    answers = answers_of(**changed)
    estimate = estimate_team(Reader(answers, FIELDS, DRAWS), PlanBasis(roles=get_roles(), assistants=get_assistants()))
    return budget_team(estimate, answers, DRAWS)


# ---------------------------------------------------------------- evidence


def test_shipped_trials_come_to_the_range_that_the_question_says():
    # Log-normals around 0.793 and 1.19; s.d. of the logarithm ln(0.944 / 0.684) / 3.92 = 0.082 and ln(1.39 / 1.02) /
    # 3.92 = 0.079. Of two alike, the tenth percentile is the twentieth of the lower one: exp(−0.232 − 0.842 × 0.082).
    known = get_assistants()
    assert [trial.id for trial in known.trials] == ["cui", "metr_2025"]
    assert known.time == Range(low=0.74, likely=0.98, high=1.27)
    assert known.time.low == pytest.approx(math.exp(math.log(0.793) - 0.8416 * 0.0822), abs=0.005)
    assert known.time.high == pytest.approx(math.exp(math.log(1.19) + 0.8416 * 0.0790), abs=0.005)
    question = next(
        question for question in get_catalogue().sections["team"].questions if question.id == "team.coding_assistants"
    )
    assert "0.74 to 1.27 times as long, likely 0.98" in question.help


def test_every_role_that_codes_is_a_role():
    assert get_assistants().code.keys() <= get_roles().keys()


def test_one_trial_alone_keeps_its_own_range():
    spread = (math.log(1.2) - math.log(0.8)) / (2 * NormalDist().inv_cdf(0.975))
    found = pooled([Range(low=0.8, likely=1.0, high=1.2)])
    assert (found.low, found.likely) == pytest.approx((math.exp(-1.2816 * spread), 1.0), abs=0.005)


ratios = st.floats(0.2, 4)
trials = st.builds(lambda low, a, b: Range(low=low, likely=low * a, high=low * a * b), ratios, *[st.floats(1, 2)] * 2)


@given(st.lists(trials, min_size=1, max_size=4))
def test_pooling_lies_between_the_trials_whatever_their_order(found):
    together, turned = pooled(found), pooled(found[::-1])
    assert together == turned
    alone = [pooled([trial]) for trial in found]
    assert min(estimate.low for estimate in alone) - 0.01 <= together.low <= together.likely <= together.high
    assert together.high <= max(estimate.high for estimate in alone) + 0.01


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("trial,cui", "tryal,cui", "line 2: tryal cui is no topic"),
        ("trial,metr_2025", "trial,cui", "line 3: trial cui is no topic, or occurs twice"),
        ("0.684,0.793", ",0.793", "line 2: what counts needs low, likely and high"),
        ("0.684,0.793", "0.9,0.793", "line 2: "),
        ("0.684,0.793", "-1,0.793", "line 2: must be above 0"),
        ("with / time without,yes", "with / time without,maybe", "line 2: counted must be yes or no"),
        ("use,some", "use,few", "the use of some"),
        ("topic,id", "theme,id", "line 1: the columns must be"),
    ],
)
def test_broken_table_is_refused_with_its_line(old, new, said):
    with pytest.raises(ValueError, match=said):
        read_known(TABLE.replace(old, new, 1).splitlines(keepends=True))


def test_table_has_its_columns():
    assert TABLE.splitlines()[0] == ",".join(COLUMNS)


# ---------------------------------------------------------------- the team


def test_range_of_the_cost_grows_and_the_months_stay():
    without, with_them = budget(coding_assistants="none"), budget()
    widths = [team.total.value.high - team.total.value.low for team in (without, with_them)]
    assert widths[1] > 1.3 * widths[0]
    assert with_them.estimate.months.value == without.estimate.months.value
    assert with_them.estimate.person_months.value == without.estimate.person_months.value


def test_whoever_writes_no_code_costs_what_they_cost():
    costs = [budget(coding_assistants=choice).estimate.by_role[2].figure.value for choice in ("none", "all")]
    assert costs[0] == costs[1]


def test_everybody_shares_one_draw_of_the_trials():
    found = budget(assistant_time={"low": 0.5, "likely": 1.0, "high": 2.0})
    plain = budget(coding_assistants="none")
    moved = found.estimate.by_role_draws[:2] / plain.estimate.by_role_draws[:2] - 1
    # Code shares differ by person, what the assistants do is the same in each case: the signs are.
    assert np.array_equal(np.sign(moved[0].round(12)), np.sign(moved[1].round(12)))


@pytest.mark.parametrize("time", [0.6, 0.98, 1.4, {"low": 0.5, "likely": 0.7, "high": 0.9}, {"low": 1.1, "high": 2}])
def test_ends_hold_what_is_drawn(time):
    time = {"likely": 1.5, **time} if isinstance(time, dict) else time
    found = budget(assistant_time=time, coding_assistants="some").estimate
    for cost, drawn in zip(found.by_role, found.by_role_draws, strict=True):
        low, high = np.quantile(drawn, (0.1, 0.9))
        assert cost.ends.low <= low * (1 + 1e-9)
        assert high <= cost.ends.high * (1 + 1e-9)


def test_work_that_outgrows_a_month_is_said_and_the_plan_stays():
    # 90 % × (1 + 68 % × (1.27 − 1)) = 106.5 % where the assistants come out badly
    found = budget().estimate.stretched
    assert [(person.label, round(person.presence_pct, 1)) for person in found] == [("Data scientist", 106.5)]
    assert budget(coding_assistants="none").estimate.stretched == ()


def test_option_with_the_same_work_costs_the_same_so_nothing_counts_twice():
    found = budget()
    said = team_answers(found.estimate.plan, answers_of(), get_roles(), (), Effort(work=1.0, time=1.0))
    again = budget(**{field_id.removeprefix("team."): value for field_id, value in said.items()})
    assert again.total.value.likely == pytest.approx(found.total.value.likely, rel=1e-6)


# ---------------------------------------------------------------- seats


def test_seats_of_a_team_that_needs_no_other_expenses_are_not_counted():
    answers = answers_of()
    nothing = Answer(field_id="team.other_expenses", state=AnswerState.NOT_RELEVANT)
    answers = Answers({answer: answers[answer] for answer in answers} | {"team.other_expenses": nothing})
    estimate = estimate_team(Reader(answers, FIELDS, DRAWS), PlanBasis(roles=get_roles(), assistants=get_assistants()))
    assert budget_team(estimate, answers, DRAWS).expenses.rows == ()


def test_seats_are_paid_from_the_first_month_of_code_to_the_last():
    people = [PEOPLE[1] | {"first_month": 3.0, "last_month": 5.0}, PEOPLE[2]]
    seats = budget(roles=people).expenses.rows[0].expense
    assert (seats.first_month, seats.last_month, seats.seats.count.value.likely) == (3, 5, 1)


def test_team_that_writes_no_code_has_no_seats_and_no_figure_moves():
    found, plain = budget(roles=PEOPLE[2:]), budget(roles=PEOPLE[2:], coding_assistants="none")
    assert found.total.value == plain.total.value
    assert found.expenses.rows == ()


def test_seats_follow_the_price_in_the_money_of_the_project():
    estimate = estimate_team(
        Reader(answers_of(), FIELDS, DRAWS),
        PlanBasis(roles=get_roles(), exchange=Exchange(money_per_usd=2.0, note="at 2.00"), assistants=get_assistants()),
    )
    seat = estimate.plan.assistants.seat
    assert seat.value == get_assistants().seat.value.scaled(2.0)
    assert seat.source.endswith("at 2.00")


# ---------------------------------------------------------------- workbooks


def test_workbook_comes_to_the_sums_of_the_page(tmp_path):
    compare(budget(), written(budget()), tmp_path)


@pytest.mark.parametrize(
    ("label", "cell", "changed"),
    [
        ("Coding time with an assistant / without", 1.3, {"assistant_time": 1.3}),
        ("Users among those who code", 0, {"coding_assistants": "none"}),
    ],
)
def test_changed_evidence_in_the_workbook_comes_to_the_page(tmp_path, label, cell, changed):
    book = written(budget())
    book["Inputs"].cell(row=place(book["Inputs"], label), column=2).value = cell
    compare(budget(**changed), book, tmp_path)


def test_report_s_workbook_follows_the_assistants(sample, monkeypatch, tmp_path):
    monkeypatch.setattr(Draws, "of", lambda self, name, value, **limits: np.full(self.count, value.likely))
    choose(sample, "all")
    workspace = base_of(sample)
    book = opened(workbook_of(workspace, (printed := Printed(workspace)).report, printed.pieces))
    inputs = book["Inputs"]
    inputs.cell(row=row_of(inputs, "assistant_time", column=2), column=3).value = 1.5
    live = worked_out(book, tmp_path)["Summary", f"B{row_of(book['Summary'], 'Cost to launch')}"]
    choose(sample, "all", assistant_time=1.5)
    assert float(live) == pytest.approx(results_of(base_of(sample)).case.cost.value.likely, abs=CENT)


# ---------------------------------------------------------------- pages


def choose(project, choice, **others):
    base = project.scenarios.get(slug="base")
    for name, value in {"coding_assistants": choice, **others}.items():
        Row.objects.update_or_create(
            scenario=base, field_id=f"team.{name}", defaults={"state": AnswerState.KNOWN, "value": value}
        )
    project.sequence += 1
    project.save()


def base_of(project):
    found = type(project).objects.get(pk=project.pk)
    return Workspace(found, found.scenarios.get(slug="base"))


def page(owner, project, name):
    return owner.get(reverse(name, args=[project.pk, "base"])).content.decode()


def test_choice_moves_the_cost_on_the_team_page_and_on_page_one_of_the_report(owner, sample):
    before = base_of(sample)
    cost, shown = results_of(before).case.cost.value, compose_report(before).decision.cost
    assert "Time that coding takes with assistants" not in page(owner, sample, "teams:team")
    choose(sample, "all")
    after = base_of(sample)
    assert results_of(after).case.cost.value.high > cost.high
    assert compose_report(after).decision.cost != shown
    html = page(owner, sample, "teams:team")
    assert "Time that coding takes with assistants" in html
    assert "Seats of coding assistants" in page(owner, sample, "teams:budget")


def test_figure_opens_with_its_trials_and_the_way_to_change_it(owner, sample):
    choose(sample, "all")
    url = reverse("reports:figure", args=[sample.pk, "base", "team.assistant_factor"])
    html = owner.get(url).content.decode()
    assert "4,867 developers" in html
    assert "16 developers, 246 tasks" in html
    assert "team-assistant_time-value" in html


@pytest.mark.parametrize("choice", ["none", None])
def test_nobody_or_no_answer_moves_no_figure(sample, choice):
    before = {figure.id: figure.value for figure in results_of(base_of(sample)).figures.values()}
    choose(sample, choice)
    assert {figure.id: figure.value for figure in results_of(base_of(sample)).figures.values()} == before


def test_report_lists_the_assumptions_with_their_sources(owner, sample):
    choose(sample, "some")
    html = page(owner, sample, "reports:report")
    assert "Users among those who code" in html
    assert "Cui et al., Management Science 2026" in html


def test_where_pay_is_hidden_the_assistants_are_still_shown(sample):
    choose(sample, "all")
    figures = results_of(base_of(sample)).figures
    assert not figures["team.assistant_factor"].shows_pay
    assert not figures["team.assistant_seats"].shows_pay
