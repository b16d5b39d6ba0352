"""Scenarios side by side."""

import re

import pytest
from django.urls import reverse

from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.models import Scenario
from projects.saving import save_answer
from reports.comparison import ComparedScenario, answer_rows, choose, columns_of, cost_chart, key_rows


def page(owner, project, **asked):
    return " ".join(owner.get(reverse("reports:scenarios", args=[project.pk, "base"]), asked).content.decode().split())


def workspace(project):
    return Workspace(project, project.scenarios.get(slug="base"))


def rows(columns):
    return {row.label: row.cells for row in key_rows(columns)}


@pytest.fixture
def two(project, base):
    """A base of six months and a scenario of nine with a budget line of 12,000 more."""
    slow = Scenario.objects.create(project=project, slug="slow", name="Slow", position=1)

    def say(scenario, field_id, value):
        content = Answer(field_id=field_id, state=AnswerState.KNOWN, value=value)
        save_answer(scenario, content, token=f"{scenario}{field_id}", who="")

    def exact(value):
        return {"low": value, "likely": value, "high": value}

    pay = {"contract": "employed", "share_pct": exact(100), "salary_per_year": exact(120_000)}
    say(base, "team.roles", [{"role": "data_engineer", **pay}])
    say(base, "team.loaded_factor", exact(1))
    say(base, "team.schedule_slip", exact(0))
    say(base, "team.duration_months", 6)
    say(slow, "team.duration_months", 9)
    say(slow, "value.integration_one_off", exact(12_000))
    project.refresh_from_db()
    return project


def test_difference_in_money_and_months_by_hand(two):
    """6 months of 10,000 a month; 9 months are 30,000 more, and 12,000 come on top."""
    found = rows(columns_of(workspace(two)))
    base, slow = found["Cost to launch"]
    assert (base.text, base.difference) == ("$60k", None)
    assert (slow.text, slow.difference.words, slow.difference.worse) == ("$102k", "$42k more", True)
    base, slow = found["Months to launch"]
    assert (base.text, slow.text, slow.difference.words) == ("6", "9", "3 months more")


def test_small_difference_in_time_is_said_in_weeks(two):
    slow = two.scenarios.get(slug="slow")
    content = Answer(field_id="team.duration_months", state=AnswerState.KNOWN, value=4.5, version=1)
    save_answer(slow, content, token="w", who="")
    two.refresh_from_db()
    cell = rows(columns_of(workspace(two)))["Months to launch"][1]
    # 1.5 months × 52 / 12 = 6.5 weeks, rounded to even
    assert (cell.difference.words, cell.difference.worse) == ("6 weeks less", False)


def test_only_answers_that_differ_stand_side_by_side(two):
    found = answer_rows(columns_of(workspace(two)))
    assert [(row.label, [(cell.text, cell.own) for cell in row.cells]) for row in found] == [
        ("Months until the end of the roll-out", [("6\xa0months", False), ("9\xa0months", True)]),
        ("Connecting it, once", [("No answer", False), ("$12,000", True)]),
    ]


def test_answer_leads_to_its_question_in_its_scenario(two):
    cell = answer_rows(columns_of(workspace(two)))[0].cells[1]
    assert cell.url == reverse("teams:team", args=[two.pk, "slow"]) + "#q-team-duration_months"


def test_same_answer_is_said_to_be_the_same(two):
    third = Scenario.objects.create(project=two, slug="third", name="Third", position=2)
    cells = answer_rows(columns_of(workspace(two)))[0].cells
    assert [cell.text for cell in cells] == ["6\xa0months", "9\xa0months", "same"]
    assert third.answers.count() == 0


def test_benefit_that_shrinks_is_worse(sample):
    found = rows(columns_of(workspace(sample)))
    for label in ("Benefit per year, at full use", "Net value, likely"):
        assert all(cell.difference.worse != cell.difference.more for cell in found[label] if cell.difference)


def test_verdict_cost_and_months_of_every_scenario_stand_in_the_list(owner, sample):
    text = page(owner, sample)
    for beside in workspace(sample).columns:
        case = ComparedScenario(beside).results.case
        assert beside.formatter.money_compact(case.cost.value.likely) in text
    assert "differs in" in text


def test_first_scenario_is_the_base_whatever_is_open(owner, sample):
    address = reverse("reports:scenarios", args=[sample.pk, "api"])
    text = owner.get(address).content.decode()
    listed = re.findall(r'<a href="[^"]+"[^>]*><b>([^<]+)</b></a>', text)
    assert listed == ["Base", *(scenario.name for scenario in sample.scenarios.all() if not scenario.is_base)]


def test_project_with_the_base_alone_says_the_next_step(owner, project):
    text = page(owner, project)
    assert "You have no scenarios beyond the base yet." in text
    assert reverse("projects:new_scenario", args=[project.pk, "base"]) in text
    assert "Side by side" not in text


def test_four_fit_side_by_side_and_others_can_be_chosen(owner, two):
    for number in range(4):
        Scenario.objects.create(project=two, slug=f"way-{number}", name=f"Way {number}", position=number + 2)
    columns = columns_of(workspace(two))
    assert [column.slug for column in choose(columns, [])] == ["base", "slow", "way-0", "way-1"]
    assert [column.slug for column in choose(columns, ["way-3", "slow", "nonsense"])] == ["base", "slow", "way-3"]
    text = page(owner, two, **{"with": ["way-3"]})
    assert 'value="way-3" checked' in text
    assert 'value="slow" checked' not in text


def test_chart_names_the_cheapest_and_the_budget(two):
    base = two.scenarios.get(slug="base")
    save_answer(base, Answer(field_id="plan.budget_agreed", state=AnswerState.KNOWN, value=80_000), token="b", who="")
    two.refresh_from_db()
    chart = cost_chart(columns_of(workspace(two)))
    assert (chart.title, chart.mark, chart.mark_label) == ("Cheapest to launch: Base, $60k", 80_000, "agreed $80k")


def test_chart_names_all_that_a_reader_sees_at_the_lowest_price(two):
    slow = two.scenarios.get(slug="slow")
    own = {answer.field_id for answer in slow.answers.all()}
    slow.answers.all().delete()
    assert own
    assert cost_chart(columns_of(workspace(two))).title == f"Cheapest to launch: Base and {slow.name}, $60k"


def test_chart_can_be_explored(owner, two):
    reply = owner.get(reverse("reports:chart", args=[two.pk, "base", "scenarios.cost"])).json()
    assert "Slow" in str(reply["data"])


def test_scenario_without_any_figure_has_no_chart(project):
    assert cost_chart(columns_of(workspace(project))) is None


def test_deleted_scenario_can_be_brought_back_from_the_page(owner, two):
    two.scenarios.get(slug="slow").put_in_bin()
    text = page(owner, two)
    assert "You have no scenarios beyond the base yet." in text
    assert reverse("projects:restore_scenario", args=[two.pk, "base", "slow"]) in text


def test_bar_and_task_list_lead_to_the_scenarios(owner, two):
    text = owner.get(reverse("teams:team", args=[two.pk, "base"])).content.decode()
    address = reverse("reports:scenarios", args=[two.pk, "base"])
    assert text.count(f'href="{address}"') == 2
    assert "Compare 2 scenarios" in text


def test_bar_opens_the_same_page_of_another_scenario(owner, two):
    text = owner.get(reverse("teams:team", args=[two.pk, "base"])).content.decode()
    assert f'href="{reverse("teams:team", args=[two.pk, "slow"])}"' in text


def test_bar_opens_the_overview_where_the_page_may_be_missing(owner, two):
    text = owner.get(reverse("reports:figure", args=[two.pk, "base", "case.cost_to_launch"])).content.decode()
    assert f'href="{reverse("reports:overview", args=[two.pk, "slow"])}"' in text


def test_row_of_a_shut_gate_or_none_shows_a_dash(owner, project):
    Scenario.objects.create(project=project, slug="empty", name="Empty", position=1)
    text = page(owner, project)
    assert re.search(r"Net value, likely</th> <td data-h=\"Base\"> <span class=\"none\">–</span>", text)
