"""All projects side by side: listed from rows, put away, funded, taken away, and compared with what became of them."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from decisions.models import Afterwards, PortfolioFigures
from decisions.portfolio_figures import kept_figures, state_of, work_out
from decisions.recording import record_decision
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.domain.rights import Right
from projects.models import BASE, Browser, Member, Project, QuestionPack, Scenario
from projects.saving import save_answer
from reports.portfolio import Portfolio, PortfolioQuery
from tests.decisions.pages import told, url, words_of
from tests.projects.test_packs import SAMPLE as OWN_QUESTIONS
from tests.projects.test_versions import change, workspace_of
from tests.quickwalk import walk

PAGE = "/portfolio/"


def figures(cost, value, *, verdict="go", benefit=100_000, people=(), is_guessed=False):
    def around(likely):
        ends = {"low": likely - abs(likely) / 5, "likely": likely, "high": likely + abs(likely) / 5}
        return ends | {"unit": "money", "label": "x"}

    return {
        "verdict": verdict, "points": 80, "shares": {"payback": 0.9, "inside": 0.5}, "people": list(people),
        "is_guessed": is_guessed,
        "figures": {
            "case.cost_to_launch": around(cost), "case.net_value": around(value), "case.benefit": around(benefit),
            "team.months": around(6),
        },
    }  # fmt: skip


def listed(owner_row, name, *sums, currency="USD", money_per_usd=1.0, rate_date=None, **more):
    """Make a project with figures kept as if they had been worked out."""
    project = Project.objects.create(
        name=name, owner=owner_row, currency=currency, money_per_usd=money_per_usd, rate_date=rate_date, seed=1
    )
    base = Scenario.objects.create(project=project, slug=BASE, name="Base")
    if sums:
        PortfolioFigures.objects.create(
            project=project, state=state_of(Workspace(project, base)), figures=figures(*sums, **more)
        )
    return project


@pytest.fixture
def three(browser_row):
    return [listed(browser_row, *row) for row in (("A", 60, 100), ("B", 50, 70), ("C", 50, 70))]


def names(reply):
    return [row.project.name for row in reply.context["portfolio"].rows]


def set_of(reply):
    return sorted(row.project.name for row in reply.context["chosen"])


# ---------------------------------------------------------------- listed


def test_empty_page_leads_to_the_start(owner):
    assert "No project yet." in words_of(owner.get(PAGE))


def test_list_works_nothing_out_and_asks_the_same_however_many(owner, browser_row, three, monkeypatch):
    def refuse(*_arguments):
        raise AssertionError("a list must not work out results")

    monkeypatch.setattr("decisions.portfolio_figures.frozen", refuse)
    owner.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        owner.get(PAGE)
    for number in range(6):
        listed(browser_row, f"More {number}", 10, 10)
    with CaptureQueriesContext(connection) as many:
        owner.get(PAGE)
    assert len(many) == len(few)


def test_ranked_by_what_each_unit_of_cost_brings(owner, three):
    assert names(owner.get(PAGE)) == ["A", "C", "B"]  # of equal ones that which was changed last
    assert names(owner.get(PAGE, {"sort": "cost"})) == ["C", "B", "A"]
    assert names(owner.get(PAGE, {"sort": "name"})) == ["A", "B", "C"]
    assert names(owner.get(PAGE, {"sort": "nonsense"})) == ["A", "C", "B"]


def test_found_by_name_verdict_and_state(owner, browser_row, three):
    listed(browser_row, "Stopped", 5, 5, verdict="stop")
    assert names(owner.get(PAGE, {"q": "sTop"})) == ["Stopped"]
    assert names(owner.get(PAGE, {"verdict": "stop"})) == ["Stopped"]
    assert names(owner.get(PAGE, {"show": "decided"})) == []


def test_projects_of_others_and_of_limited_members_are_not_listed(owner, stranger, browser_row, three):
    theirs = listed(Browser.objects.exclude(pk=browser_row.pk).get(), "Theirs", 5, 5)
    assert "Theirs" not in names(owner.get(PAGE))
    member = Member.objects.create(project=theirs, browser=browser_row, name="Dana", right=Right.VIEW, hide_pay=True)
    assert "Theirs" not in names(owner.get(PAGE))
    Member.objects.filter(pk=member.pk).update(hide_pay=False)
    assert "Theirs" in names(owner.get(PAGE))
    Member.objects.filter(pk=member.pk).update(parts=["value"])
    assert "Theirs" not in names(owner.get(PAGE))


def test_own_question_across_projects_in_the_words_of_each_version(owner, project, sample):
    first = QuestionPack.objects.create(text=OWN_QUESTIONS)
    second = QuestionPack.objects.create(text=OWN_QUESTIONS.replace('label = "Secret"', 'label = "Top secret"'))
    for number, (row, pack) in enumerate([(project, first), (sample, second)]):
        row.pack = pack
        row.save()
        said = Answer(field_id="own.protection", state=AnswerState.KNOWN, value="secret")
        save_answer(row.scenarios.get(slug="base"), said, token=f"own{number}", who="Dana")
    page = words_of(owner.get(PAGE, {"question": "own.protection"}))
    assert " Secret " in page
    assert "Top secret" in page


def test_own_question_of_others_cannot_be_asked_across(owner, project):
    QuestionPack.objects.create(text=OWN_QUESTIONS)
    assert owner.get(PAGE, {"question": "own.protection"}).context["portfolio"].question is None


def test_same_question_across_projects(owner, project):
    change(project, "problem.statement", "Letters wait for days.")
    assert "Letters wait for days." in words_of(owner.get(PAGE, {"question": "problem.statement"}))


@pytest.mark.parametrize("hostile", ["<script>x</script>", "' OR 1=1 --", "\x00", "=1+1"])
def test_hostile_filters_show_the_page(owner, three, hostile):
    sent = dict.fromkeys(("q", "show", "verdict", "currency", "sort", "question", "budget", "people", "must"), hostile)
    reply = owner.get(PAGE, sent)
    assert reply.status_code == 200
    assert "<script>x" not in reply.content.decode()


# ---------------------------------------------------------------- worked out when asked for


def test_changed_answer_makes_figures_out_of_date(project):
    work_out(project)
    assert kept_figures([project])[project.pk][1]
    change(project, "problem.statement", "New")
    project.refresh_from_db()
    assert not kept_figures([project])[project.pk][1]


def test_missing_figures_are_worked_out_a_few_at_a_time(owner, browser_row, monkeypatch):
    monkeypatch.setattr("reports.views.portfolio.AT_ONCE", 2)
    for name in "ABC":
        listed(browser_row, name)
    page = owner.post(reverse("reports:calculate_portfolio"), {"next": "/portfolio/?sort=name"}, follow=True)
    assert PortfolioFigures.objects.count() == 2
    assert page.redirect_chain == [("/portfolio/?sort=name", 302)]
    assert "1 project is left to calculate." in words_of(page)


def test_row_is_worked_out_alone(owner, project):
    reply = owner.post(url("reports:standing", project), {"next": PAGE}, headers={"HX-Request": "true"})
    assert f'id="row-{project.pk}"' in reply.content.decode()
    assert PortfolioFigures.objects.get().project == project
    assert owner.post(url("reports:standing", project), {"next": "https://evil.example/"})["Location"] == PAGE


def test_figures_kept_are_those_of_the_project(sample):
    kept = work_out(sample).figures
    from decisions.headline import headline_of

    case = headline_of(workspace_of(sample)).case
    assert kept["figures"]["case.cost_to_launch"]["likely"] == case.cost.value.likely
    assert len(kept["people"]) >= 6


# ---------------------------------------------------------------- which to fund


def test_guessed_value_is_called_that_and_is_in_no_set(owner, browser_row, three):
    listed(browser_row, "D", 10, 900, is_guessed=True)
    page = owner.get(PAGE, {"budget": "100"})
    assert set_of(page) == ["B", "C"]
    assert "$900 our guess" in words_of(page)
    assert "What a case saves is only our guess so far." in words_of(page)


def test_row_of_a_project_keeps_that_its_value_is_a_guess(owner, project):
    walk(owner, project)
    assert work_out(Project.objects.get(pk=project.pk)).figures["is_guessed"] is True


def test_set_within_a_budget_with_what_is_left_out(owner, browser_row, three):
    listed(browser_row, "D", 10, -5)
    listed(browser_row, "Stopped", 5, 500, verdict="stop")
    listed(browser_row, "Unknown")
    page = owner.get(PAGE, {"budget": "100"})
    assert set_of(page) == ["B", "C"]
    words = words_of(page)
    assert "Taking it in place of “C”, “B” would bring $40 less." in words
    assert "It is likely to cost $5 more than it brings." in words
    assert "Its verdict is Stop." in words
    assert "Its figures are not calculated yet." in words


def test_budget_is_read_as_people_type_it(owner, browser_row):
    listed(browser_row, "A", 400_000, 100_000)
    assert set_of(owner.get(PAGE, {"budget": "$450k"})) == ["A"]
    assert set_of(owner.get(PAGE, {"budget": "350,000"})) == []


def test_bad_budget_is_said_beside_it_and_kept(owner, three):
    page = owner.get(PAGE, {"budget": "lots"})
    assert page.context["form"].errors["budget"]
    assert 'value="lots"' in page.content.decode()


def test_people_limit_the_set(owner, browser_row):
    for name, value in (("A", 100), ("B", 90)):
        listed(browser_row, name, 10, value, people=[["2027-01-01", 3.0]])
    assert set_of(owner.get(PAGE, {"people": "4"})) == ["A"]
    assert set_of(owner.get(PAGE, {"people": "6"})) == ["A", "B"]


def test_required_project_is_in_the_set(owner, three):
    page = owner.get(PAGE, {"budget": "100", "must": str(three[0].pk)})
    assert set_of(page) == ["A"]
    page = owner.get(PAGE, {"budget": "100", "must": [str(project.pk) for project in three]})
    assert "The projects that must be in do not fit." in words_of(page)


def test_picture_shows_what_has_benefit_and_cost(owner, three):
    assert "Value against effort" in words_of(owner.get(PAGE))


# ---------------------------------------------------------------- currencies


def test_money_is_turned_by_the_rate_of_the_project(browser_row):
    listed(browser_row, "Dollars", 100, 100)
    listed(browser_row, "Euros", 90, 90, currency="EUR", money_per_usd=0.9, rate_date="2026-11-01")
    rows = {row.project.name: row for row in Portfolio(browser_row, PortfolioQuery(currency="USD")).rows}
    assert rows["Euros"].cost.likely == pytest.approx(100)
    rows = {row.project.name: row for row in Portfolio(browser_row, PortfolioQuery(currency="EUR")).rows}
    assert rows["Dollars"].cost.likely == pytest.approx(90)


def test_project_without_a_rate_is_said_not_to_be_comparable(owner, browser_row, three):
    listed(browser_row, "Rateless", 1, 900, currency="XAF")
    page = owner.get(PAGE, {"budget": "200"})
    assert "Not comparable, because no exchange rate is set: Rateless" in words_of(page)
    assert "Rateless" not in set_of(page)


# ---------------------------------------------------------------- put away, copied


def test_archived_project_is_shown_only_when_asked_for(owner, project):
    owner.post(url("reports:archive", project), {"next": PAGE})
    assert names(owner.get(PAGE)) == []
    assert names(owner.get(PAGE, {"show": "archived"})) == ["Meter readings"]
    assert "Meter readings" not in words_of(owner.get("/"))
    owner.post(url("reports:archive", project))
    assert names(owner.get(PAGE)) == ["Meter readings"]


def test_template_is_offered_and_is_not_funded(owner, browser_row, three):
    owner.post(url("reports:template", three[0]))
    assert names(owner.get(PAGE, {"show": "templates"})) == ["A"]
    page = owner.get(PAGE, {"budget": "500"})
    assert "It is a template." in words_of(page)
    assert "Start from it" in words_of(page)


# ---------------------------------------------------------------- to take away


def test_csv_has_a_row_for_each_project(owner, browser_row):
    listed(browser_row, "=HYPERLINK(1)", 100, 50)
    lines = owner.get("/portfolio/projects.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=HYPERLINK(1),Go,")
    assert ",100.0," in lines[1]


def test_workbook_holds_numbers_and_no_formulas(owner, browser_row):
    listed(browser_row, "=HYPERLINK(1)", 100, 50)
    sheet = load_workbook(io.BytesIO(owner.get("/portfolio/projects.xlsx").content)).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet["F2"].value == 100
    assert sheet["F1"].value == "Cost to launch, likely, USD"


# ---------------------------------------------------------------- after launch


def after(owner, project, **sent):
    return owner.post(url("reports:afterwards", project), sent, follow=True)


def test_actuals_are_kept_beside_the_estimate_of_the_decision(owner, sample):
    record_decision(workspace_of(sample), told(Project.objects.get(pk=sample.pk)))
    estimated = workspace_of(sample).project.snapshots.get().results["base"]["figures"]["case.cost_to_launch"]["likely"]
    change(sample, "value.integration_one_off", 900_000)
    page = after(owner, sample, cost="250,000", use="60", launched_on="2026-10-01")
    kept = Afterwards.objects.get()
    assert (kept.cost, kept.use, kept.told_by) == (250_000, 60, "Dana")
    assert kept.estimate["cost"]["likely"] == estimated
    assert "From: Board paper" in words_of(page)


def test_delay_and_contingency_follow_from_the_plan_of_then(owner, sample):
    change(sample, "team.schedule_slip", 20)
    change(sample, "value.contingency_share", 25)
    page = owner.get(url("reports:afterwards", sample))
    assert "Overrun against plan 20% –" in words_of(page)
    planned = page.context["estimate"]["planned"]
    # Half as long again as planned, and a tenth more than that explains.
    cost = 1.1 * (planned["cost"] + planned["cost_of_delay"] / 2)
    words = words_of(after(owner, sample, months=f"{planned['months'] * 1.5}", cost=f"{cost:.0f}"))
    assert "Overrun against plan 20% 50%" in words
    assert "Contingency, as a share of the cost to launch 25% 10%" in words


@pytest.mark.parametrize(
    ("language", "typed", "shown"), [("en", "1,250.5", "$1,250.50"), ("de", "1.250,5", "1.250,50\xa0$")]
)
def test_actuals_are_shown_as_their_reader_types_them(owner, project, language, typed, shown):
    owner.cookies["language"] = language
    after(owner, project, cost=typed, months="11")
    form = owner.get(reverse("reports:afterwards", args=[project.pk, BASE])).context["form"]
    assert (form["cost"].value(), form["months"].value()) == (shown, "11")
    after(owner, project, cost=form["cost"].value(), months=form["months"].value())
    assert (Afterwards.objects.get().cost, Afterwards.objects.get().months) == (1250.5, 11)


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({}, "Enter at least one figure that you know."),
        ({"use": "120"}, None),
        ({"cost": "-5"}, None),
        ({"launched_on": "2999-01-01", "cost": "5"}, "Enter a day that has come, after 1990."),
    ],
)
def test_bad_actuals_are_said_and_nothing_typed_is_lost(owner, project, sent, problem):
    page = after(owner, project, note="Measured twice", **sent)
    assert page.context["form"].errors
    assert problem is None or problem in words_of(page)
    assert "Measured twice" in page.content.decode()
    assert not Afterwards.objects.exists()


def test_estimates_over_all_projects(owner, browser_row, three):
    ends = {"low": 80, "likely": 100, "high": 120}
    for project, cost in zip(three[:2], (110, 140), strict=True):
        Afterwards.objects.create(project=project, cost=cost, estimate={"cost": ends, "version": "x"})
    words = words_of(owner.get(PAGE))
    # 200 estimated of 250: 20 % too low; 110 is inside 80 to 120, 140 is not.
    assert "Estimates were 20% too low. 1 of 2 are inside their ranges." in words


def test_start_page_leads_to_the_portfolio_from_two_projects_on(owner, browser_row, project):
    assert "All projects side by side" not in words_of(owner.get("/"))
    listed(browser_row, "Second")
    assert "All projects side by side" in words_of(owner.get("/"))
