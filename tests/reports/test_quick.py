"""The quick scope as it is walked: ten forms, one result, and everything in the project."""

import json
import re

import pytest
from django.urls import reverse

from decisions.checklist import ChecklistPage
from decisions.results import results_of
from decisions.verdicts import project_verdict_of, verdict_of
from decisions.wording import say_verdict
from projects.access import Workspace
from projects.document import get_examples, load_project, sample_document
from projects.models import Answer, Project
from projects.saving import save_answer
from reports.compose import compose_report
from reports.quick import known_so_far
from reports.quick_result import levers_of
from scoping.content import get_quick_scope
from tests.decisions.pages import first_page, said_on, words_of
from tests.pageforms import as_data, read_forms
from tests.quickwalk import SAID, form_of, send, url, walk


def workspace_of(project):
    project = Project.objects.get(pk=project.pk)
    return Workspace(project, project.scenarios.get(slug="base"))


def value(project, field_id):
    return workspace_of(project).answers.value(field_id)


def state(project, field_id):
    return workspace_of(project).answers.state(field_id)


def test_start_leads_to_the_first_question(client, db):
    reply = client.post(reverse("projects:create"), {"quick": "1"})
    assert "Question 1 of 10" in words_of(client.get(reply["Location"], follow=True))


def test_ten_answers_give_one_verdict_and_one_cost_everywhere(owner, project):
    assert walk(owner, project).url == url(project, name="reports:quick_result")
    workspace = workspace_of(project)
    wanted = {say_verdict(workspace).outcome.label}
    cost = workspace.formatter.money_compact(results_of(workspace).case.cost.value.likely)
    pages = "reports:quick_result", "reports:overview", "decisions:readiness", "decisions:decision", "reports:report"
    for name in pages:
        page = owner.get(url(project, name=name))
        assert set(said_on(page)) == wanted == {"Pilot"}, name
        assert cost in words_of(page), name


def test_verdict_of_ten_answers_is_marked_as_provisional(owner, project):
    walk(owner, project)
    assert verdict_of(workspace_of(project)).provisional
    for name in ("reports:quick_result", "reports:overview"):
        assert "provisional" in words_of(owner.get(url(project, name=name)))


def test_likely_cost_of_763k_against_a_ceiling_of_300k_stops(owner, project):
    walk(owner, project)
    plain = results_of(workspace_of(project)).case.cost.value.likely
    missing = 763_000 - plain
    given = Answer(
        field_id="value.integration_one_off", state="known", value=dict.fromkeys(("low", "likely", "high"), missing)
    )
    save_answer(project.scenarios.get(), given.to_answer(), token="more", who="")
    workspace = workspace_of(project)
    assert results_of(workspace).case.cost.value.likely == pytest.approx(763_000, rel=0.02)
    page = owner.get(url(project, name="reports:quick_result"))
    assert said_on(page) == ["Stop or rethink"]
    assert "reaches the sum you called out of the question ($300k)" in words_of(page)


def test_report_of_one_page_has_one_page_and_the_same_verdict(owner, project):
    walk(owner, project)
    reply = owner.get(url(project, name="reports:quick_pdf"))
    assert len(re.findall(rb"/Type\s*/Page\b", reply.content)) == 1
    page = first_page(reply.content)
    assert "Pilot" in page
    assert "Provisional: the checklist is unfinished" in page


def test_answers_stand_in_the_long_questionnaire(owner, project):
    walk(owner, project)
    page = owner.get(reverse("scoping:part", args=[project.pk, "base", "tried"]))
    assert 'value="A web form"' in page.content.decode()


def test_unnamed_project_takes_its_name_from_what_goes_wrong(client, db):
    client.post(reverse("projects:create"), {"quick": "1"})
    project = Project.objects.get()
    send(client, url(project, "problem"), **SAID["problem"])
    project.refresh_from_db()
    assert project.name == "450 messages a day land in one inbox…"


def test_named_project_keeps_its_name(owner, project):
    send(owner, url(project, "problem"), **SAID["problem"])
    project.refresh_from_db()
    assert project.name == "Meter readings"


def test_problem_cannot_be_left_out(owner, project):
    page = send(owner, url(project, "problem"), skip="1")
    assert "Describe the problem in a sentence or two" in words_of(page)


def test_screen_left_blank_becomes_an_open_question(owner, project):
    send(owner, url(project, "data"), skip="1")
    assert state(project, "data.sources") == state(project, "data.permission") == "unknown"


def test_optional_number_left_blank_stays_blank(owner, project):
    send(owner, url(project, "size"), **{"why-volume-value": "900"})
    assert state(project, "problem.monthly_hours") == "blank"


def test_not_knowing_is_said_by_choice_and_by_tick(owner, project):
    send(owner, url(project, "good_enough"), **{"outcome-good_enough-value": "?"})
    send(owner, url(project, "size"), **{"why-volume-unknown": "1", "problem-monthly_hours-unknown": "1"})
    assert state(project, "outcome.good_enough") == "unknown"
    assert state(project, "problem.monthly_hours") == "unknown"


def test_typed_number_counts_for_more_than_a_tick_beside_it(owner, project):
    send(owner, url(project, "size"), **{"why-volume-value": "900", "why-volume-unknown": "1"})
    assert value(project, "why.volume") == {"low": 900, "likely": 900, "high": 900}


def test_choices_count_for_more_than_not_knowing(owner, project):
    send(owner, url(project, "task"), **{"solution-input-value": ["text", "?"]})
    assert value(project, "solution.input") == ["text"]


def test_unreadable_number_is_said_beside_the_field_and_not_lost(owner, project):
    page = send(owner, url(project, "size"), **{"why-volume-value": "lots", "problem-monthly_hours-value": "700"})
    assert page.status_code == 200
    assert "cannot be read as a number" in words_of(page)
    assert 'value="lots"' in page.content.decode()
    assert value(project, "problem.monthly_hours")["likely"] == 700


def test_more_than_all_cases_is_refused_beside_the_field_and_not_lost(owner, project):
    said = {"tried-simplest-value-0-option": "A web form", "tried-simplest-value-0-share": "1400"}
    page = send(owner, url(project, "simple"), **said)
    assert "is too high. The most that makes sense here is 100." in words_of(page)
    assert 'value="1400"' in page.content.decode()
    assert not value(project, "tried.simplest")


def test_number_with_two_readings_is_asked_back(owner, project):
    page = send(owner, url(project, "size"), **{"why-volume-value": "1.400"})
    assert 'name="reading:why-volume-value" value="1,400"' in page.content.decode()
    assert state(project, "why.volume") == "blank"


@pytest.mark.parametrize(("text", "reading", "likely"), [("1.400", "1,400", 1400), ("2,000 a week", "8,667", 8667)])
def test_button_of_a_reading_counts_for_more_than_the_text_below_it(owner, project, text, reading, likely):
    page = send(owner, url(project, "size"), **{"why-volume-value": text})
    (form,) = [form for form in read_forms(page.content.decode()) if any("-version" in name for name, _ in form.sent)]
    pressed = {"reading:why-volume-value": reading}
    assert owner.post(url(project, "size"), pressed | as_data(form.sent)).url == url(project, "simple")
    assert value(project, "why.volume")["likely"] == likely


@pytest.mark.parametrize(
    ("screen", "field", "typed"),
    [("size", "why-volume", "plenty"), ("size", "why-volume", "1.400"), ("money", "plan-budget_agreed", "x")],
)
def test_what_is_wrong_stands_between_the_label_and_the_input(owner, project, screen, field, typed):
    page = send(owner, url(project, screen), **{f"{field}-value": typed}).content.decode()
    parts = (f'for="{field}-value"', f'id="{field}-error"', f'<input class="input num" id="{field}')
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    if typed == "1.400":
        assert places[1] < page.index('name="reading:') < places[2]


def test_assessment_is_asked_only_where_something_is_touched(owner, project):
    send(owner, url(project, "people"), **{"risk-touches-value": ["none"], "risk-assessed-value": "done"})
    assert state(project, "risk.assessed") == "blank"
    send(owner, url(project, "people"), **{"risk-touches-value": ["personal"]})
    assert state(project, "risk.assessed") == "unknown"


def test_everything_else_of_an_answer_stays(owner, sample):
    before = {row.field_id: row for row in Answer.objects.filter(scenario__project=sample, scenario__slug="base")}
    for screen in get_quick_scope().screens:
        owner.post(url(sample, screen.id), form_of(owner, url(sample, screen.id)))
    after = Answer.objects.filter(scenario__project=sample, scenario__slug="base")
    changed = [row.field_id for row in after if row.field_id in before and row.value != before[row.field_id].value]
    assert changed == []
    assert {row.field_id for row in after if row.note} == {row.field_id for row in before.values() if row.note}


def test_other_rows_and_cells_of_a_table_stay(owner, sample):
    rows = value(sample, "tried.simplest")
    send(owner, url(sample, "simple"), **{"tried-simplest-value-0-share": "41"})
    assert value(sample, "tried.simplest") == [{**rows[0], "share": 41.0}, *rows[1:]]


def test_what_is_not_relevant_stays_so(owner, project):
    content = Answer(field_id="data.permission", state="not_relevant", reason="No data at all").to_answer()
    save_answer(project.scenarios.get(), content, token="t", who="")
    send(owner, url(project, "data"), **{"data-sources-value-0-source": "Mailbox"})
    assert state(project, "data.permission") == "not_relevant"


def test_answer_changed_in_another_tab_is_shown_and_not_overwritten(owner, project):
    address = url(project, "problem")
    stale = form_of(owner, address)
    send(owner, address, **{"problem-statement-value": "Theirs."})
    page = owner.post(address, stale | {"problem-statement-value": "Mine."})
    assert "You changed this in another tab" in words_of(page)
    assert value(project, "problem.statement") == "Theirs."
    (form,) = [form for form in read_forms(page.content.decode()) if any("-version" in name for name, _ in form.sent)]
    owner.post(address, as_data(form.sent))
    assert value(project, "problem.statement") == "Mine."


def test_same_screen_sent_twice_is_one_change(owner, project):
    address = url(project, "problem")
    sent = form_of(owner, address) | SAID["problem"]
    owner.post(address, sent)
    owner.post(address, sent)
    assert project.changes.count() == 1


def test_quick_scope_goes_on_where_it_was_left(owner, project):
    send(owner, url(project, "problem"), **SAID["problem"])
    assert owner.get(url(project, name="reports:quick")).url == url(project, "size")
    walk(owner, project)
    assert owner.get(url(project, name="reports:quick")).url == url(project, name="reports:quick_result")


def test_change_from_the_result_leads_back_to_it(owner, project):
    walk(owner, project)
    reply = send(owner, url(project, "size") + "?result", **SAID["size"])
    assert reply.url == url(project, name="reports:quick_result")


def test_too_early_says_how_many_questions_are_open(owner, project):
    send(owner, url(project, "problem"), **SAID["problem"])
    page = words_of(owner.get(url(project, name="reports:quick_result")))
    assert "Too early to say" in page
    assert "9 of the questions are still open" in page


def test_too_much_unknown_is_no_verdict(owner, project):
    send(owner, url(project, "problem"), **SAID["problem"])
    for screen in get_quick_scope().screens[1:]:
        send(owner, url(project, screen.id), **SAID["data"] if screen.id == "data" else {"skip": "1"})
    page = owner.get(url(project, name="reports:quick_result"))
    assert "Something is known of 2 questions; a verdict needs 6" in words_of(page)


def test_strip_says_stop_before_the_eighth_question(owner, project):
    send(owner, url(project, "data"), **{"data-permission-value": "no"})
    page = words_of(owner.get(url(project, "people")))
    assert "Stop or rethink" in page
    assert "too early" not in page


def test_strip_says_cost_and_months_with_the_first_verdict(owner, project):
    screens = [screen.id for screen in get_quick_scope().screens]
    for screen in screens[:8]:
        send(owner, url(project, screen), **SAID[screen])
    known = known_so_far(workspace_of(project))
    assert known.verdict
    assert known.cost.value.likely > 0
    assert known.months.value.likely > 0


def test_first_lever_says_what_the_verdict_becomes(owner, project):
    walk(owner, project, data=SAID["data"] | {"data-permission-value": "assumed"})
    lever = levers_of(workspace_of(project))[0]
    assert (lever.title, lever.outcome.label) == ("Ask the person who may say yes, and get it in writing.", "Pilot")
    assert lever.link == "Question 7"


def test_three_levers_are_named_even_where_nothing_holds_the_verdict(owner, project):
    walk(owner, project)
    assert [lever.link for lever in levers_of(workspace_of(project))] == ["Value", "Readiness", "Computing"]


def test_levers_ask_for_each_answer_once(browser_row):
    project = load_project(sample_document("credit"), owner=browser_row)
    levers = levers_of(workspace_of(project))
    links = [lever.link for lever in levers if lever.link.startswith("Question")]
    assert links == list(dict.fromkeys(links))
    assert [lever.title for lever in levers if "approve every result" in lever.title] == [levers[0].title]


def test_result_names_the_team_that_it_counts_with(owner, project, browser_row):
    walk(owner, project)
    result = {"name": "reports:quick_result"}
    assert "Ranges for our usual team," in words_of(owner.get(url(project, **result)))
    planned = load_project(sample_document("claims"), owner=browser_row)
    assert "Ranges for your team," in words_of(owner.get(url(planned, **result)))


def test_running_cost_says_where_it_is_computing_alone(owner, project, browser_row):
    walk(owner, project)
    said, result = "computing alone", {"name": "reports:quick_result"}
    assert said in words_of(owner.get(url(project, **result)))
    assert said in compose_report(workspace_of(project), one_page=True).decision.running_note
    planned = load_project(sample_document("claims"), owner=browser_row)
    assert said not in words_of(owner.get(url(planned, **result)))


@pytest.mark.parametrize("name", [name for name in get_examples() if name != "consortium"])
def test_whole_scope_costs_as_much_more_as_the_result_says(browser_row, name):
    """1.3 to 4 times. Of the consortium, which trains a model of its own, far more."""
    document = json.loads(sample_document(name))
    asked = {field.id for screen in get_quick_scope().screens for field in screen.fields}
    whole = load_project(sample_document(name), owner=browser_row)
    document["answers"] = [answer for answer in document["answers"] if answer["field"] in asked]
    document["scenarios"] = []
    document["project"].pop("ours", None)
    first = load_project(json.dumps(document).encode(), owner=browser_row)
    shown = project_verdict_of(workspace_of(whole)).workspace
    ratio = results_of(shown).case.cost.value.likely / results_of(workspace_of(first)).case.cost.value.likely
    assert 1.25 <= ratio <= 4.4


def test_examples_are_written_as_the_reader_writes_numbers(owner, project):
    Project.objects.filter(pk=project.pk).update(country="DE")
    page = owner.get(url(project, "size")).content.decode()
    assert 'placeholder="8.000 to 10.000"' in page
    assert "such as 8.000 to 10.000" in page


def test_own_save_is_no_change_of_somebody_else(owner, project):
    address = url(project, "size")
    page = send(owner, address, **{"why-volume-value": "8100", "problem-monthly_hours-value": "abc"})
    (form,) = [form for form in read_forms(page.content.decode()) if any("-version" in name for name, _ in form.sent)]
    again = {"why-volume-value": "9100", "problem-monthly_hours-value": "950"}
    assert owner.post(address, as_data(form.sent) | again).url == url(project, "simple")
    assert value(project, "why.volume")["likely"] == 9100


@pytest.mark.parametrize(("screen", "button"), [("size", "Next"), ("money", "Show the answer")])
def test_clash_names_the_button_that_is_there(owner, project, screen, button):
    address, name = url(project, screen), {"size": "why-volume", "money": "plan-budget_agreed"}[screen]
    stale = form_of(owner, address)
    send(owner, address, **{f"{name}-value": "900"})
    page = words_of(owner.post(address, stale | {f"{name}-value": "800"}))
    assert f"“{button}” keeps it" in page
    assert "You changed this in another tab" in page


def test_tick_beside_a_number_that_stood_there_counts(owner, project):
    address, tick = url(project, "size"), {"problem-monthly_hours-unknown": "1"}
    send(owner, address, **{"why-volume-value": "900", "problem-monthly_hours-value": "0"})
    owner.post(address, form_of(owner, address) | tick)
    assert state(project, "problem.monthly_hours") == "unknown"


def test_key_of_not_knowing_stands_beside_choices_only(owner, project):
    badge = '<kbd aria-hidden="true">0</kbd>'
    shown = {screen: owner.get(url(project, screen)).content.decode().count(badge) for screen in ("size", "task")}
    assert shown == {"size": 0, "task": 2}


def test_none_of_these_is_described_in_the_note(owner, project):
    send(owner, url(project, "task"), **{"solution-task-value": "other", "solution-task-note": "Score each claim"})
    assert workspace_of(project).answers["solution.task"].note == "Score each claim"
    send(owner, url(project, "task"), **{"solution-task-note": "Score each claim\nfrom 1 to 5"})
    assert ">Score each claim\nfrom 1 to 5</textarea>" in owner.get(url(project, "task")).content.decode()


def test_cell_is_named_without_a_row_where_no_rows_are_shown(owner, project):
    said = {"tried-simplest-value-0-option": "A web form", "tried-simplest-value-0-share": "lots"}
    page = words_of(send(owner, url(project, "simple"), **said))
    assert "Of 100 cases, how many would it handle: “lots” cannot be read as a number." in page
    assert "Row 1" not in page


def test_share_of_the_tool_that_nobody_said_is_called_ours(owner, project):
    walk(owner, project, good_enough={"skip": "1"})
    assert "The share of the tool is our assumption." in words_of(owner.get(url(project, name="reports:quick_result")))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-12-01", "likely after your date, 1 December 2026"),
        ("2036-12-01", "in time for your date, 1 December 2036"),
    ],
)
def test_result_says_how_the_launch_stands_to_the_day_that_is_wanted(owner, project, day, words):
    walk(owner, project, money={**SAID["money"], "plan-first_version-value": day})
    assert words in words_of(owner.get(url(project, name="reports:quick_result")))


def test_what_the_tool_should_solve_is_not_said_as_what_it_will(owner, project):
    walk(owner, project)
    page = words_of(owner.get(url(project, name="reports:quick_result")))
    assert "the tool 70. That is what you ask; the value counts 65." in page


def test_result_says_what_moves_the_ranges_of_our_team(owner, project):
    walk(owner, project)
    page = owner.get(url(project, name="reports:quick_result"))
    assert "Ranges for our usual team, 8 cases in 10. Planning yours moves them." in words_of(page)
    assert f'href="{url(project, name="teams:team")}">Planning yours' in page.content.decode()


def test_result_says_how_many_ratings_the_answers_propose(owner, project):
    walk(owner, project)
    page = words_of(owner.get(url(project, name="reports:quick_result")))
    proposed = len(ChecklistPage(workspace_of(project)).proposed)
    assert proposed
    assert f"A checklist of 30 statements; your answers propose a rating for {proposed}." in page


def test_report_of_one_page_does_not_call_itself_full(owner, project):
    walk(owner, project)
    page = first_page(owner.get(url(project, name="reports:quick_pdf")).content)
    assert "One page" in page
    assert "Full report" not in page


def test_project_that_is_called_by_its_first_words_is_named_where_that_stands(client, db):
    client.post(reverse("projects:create"), {"quick": "1"})
    project = Project.objects.get()
    walk(client, project)
    result, overview = url(project, name="reports:quick_result"), url(project, name="reports:overview")
    for address in (result, overview):
        page = client.get(address).content.decode()
        assert "Give it a name" in page
    form = next(form for form in read_forms(client.get(result).content.decode()) if form.action.endswith("/name/"))
    reply = client.post(form.action, as_data(form.sent) | {"name": "Letters: right desk"})
    assert reply.url == result
    project.refresh_from_db()
    assert project.name == "Letters: right desk"
    assert "Give it a name" not in client.get(overview).content.decode()


def test_name_is_never_blank(owner, project):
    owner.post(reverse("projects:rename", args=[project.pk, "base"]), {"name": "  "})
    project.refresh_from_db()
    assert project.name == "Meter readings"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "choose “I don’t know”."), ("de", "wählen Sie „Weiß ich nicht“.")],
)
def test_who_does_not_know_is_sent_to_the_button_of_the_screen(owner, project, language, words):
    owner.cookies["language"] = language
    reply = send(owner, url(project, "size"), **{"why-volume-value": "dunno"})
    assert words in words_of(reply)


def problems_of(reply):
    banner = reply.content.decode().partition('id="problems"')[2].partition("</ul>")[0]
    return re.findall(r'href="#([^"]+)">([^<]+)<', banner)


@pytest.mark.parametrize(
    ("screen", "sent", "problem"),
    [
        ("size", {"why-volume-value": "lots"}, ("why-volume-value", "Cases in a normal month")),
        (
            "simple",
            {"tried-simplest-value-0-option": "A form", "tried-simplest-value-0-share": "many"},
            ("tried-simplest-value-0-share", "Of 100 cases, how many would it handle?"),
        ),
        ("sponsor", {"people-sponsor-value-role": "head"}, ("people-sponsor-value-name", "Name")),
        ("problem", {"problem-statement-value": ""}, ("problem-statement-value", "What goes wrong today?")),
        ("good_enough", {"outcome-good_enough-value": "9"}, ("outcome-good_enough-first", "How good is good enough?")),
    ],
)
def test_error_is_linked_by_the_words_of_the_screen_to_an_input(owner, project, screen, sent, problem):
    reply = send(owner, url(project, screen), **sent)
    assert problems_of(reply) == [problem]
    assert f'id="{problem[0]}"' in reply.content.decode()
