"""Scenarios: made, named, deleted and brought back; and an answer that takes the base's again."""

import json

import pytest
from django.urls import reverse

from projects.access import Workspace
from projects.document import dump_project, load_project
from projects.domain.answers import Answer, AnswerState
from projects.domain.document_format import MOST_SCENARIOS
from projects.models import Answer as Row
from projects.models import Change, Scenario, ShareLink
from projects.saving import SaveOutcome, answer_at, save_answer, take_base, undo

FIELD = "problem.statement"


def known(text, version=0):
    return Answer(field_id=FIELD, state=AnswerState.KNOWN, value=text, version=version)


@pytest.fixture
def lean(project):
    return Scenario.objects.create(project=project, slug="lean", name="Lean team", position=1)


@pytest.fixture
def overlaid(base, lean):
    """A scenario with an answer of its own over one of the base."""
    save_answer(base, known("The base's text"), token="b", who="Dana")
    save_answer(lean, known("Its own text"), token="o", who="Dana")
    return lean


def answers(scenario):
    return Workspace(scenario.project, scenario).answers


def url(name, project, *more, scenario="base"):
    return reverse(f"projects:{name}", args=[project.pk, scenario, *more])


# ---------------------------------------------------------------- taking the base's answer again


def test_taking_the_base_again_shows_its_answer(overlaid):
    saved = take_base(overlaid, FIELD, version=1, token="t", who="Dana")
    assert (saved.result, saved.answer.value, saved.answer.inherited) == (SaveOutcome.SAVED, "The base's text", True)
    assert answers(overlaid)[FIELD].value == "The base's text"


def test_taking_the_base_again_follows_the_base_from_then_on(overlaid, base):
    take_base(overlaid, FIELD, version=1, token="t", who="")
    save_answer(base, known("A newer text", version=1), token="n", who="")
    assert answers(overlaid)[FIELD].value == "A newer text"


def test_taking_the_base_again_is_a_change_in_the_history(overlaid):
    take_base(overlaid, FIELD, version=1, token="t", who="Dana")
    change = Change.objects.first()
    assert (change.sequence, change.version, change.who) == (3, 2, "Dana")
    assert (change.before, change.after) == ({"state": "known", "value": "Its own text"}, None)


def test_taking_the_base_again_can_be_undone_and_the_undo_too(overlaid):
    take_base(overlaid, FIELD, version=1, token="t", who="")
    assert undo(Change.objects.first(), token="u", who="").answer.value == "Its own text"
    again = undo(Change.objects.first(), token="v", who="")
    assert (again.answer.value, again.answer.inherited) == ("The base's text", True)


def test_undo_of_the_first_answer_of_a_scenario_takes_the_base_again(overlaid):
    undone = undo(Change.objects.get(sequence=2), token="u", who="")
    assert (undone.answer.value, undone.answer.inherited) == ("The base's text", True)


def test_versions_go_on_counting_after_the_base_was_taken(overlaid):
    """Were they to begin at 1 again, a page that still shows version 1 would overwrite a text it never saw."""
    take_base(overlaid, FIELD, version=1, token="t", who="")
    third = save_answer(overlaid, known("Another", version=2), token="n", who="")
    assert third.answer.version == 3
    assert save_answer(overlaid, known("From an old page", version=1), token="s", who="").result is SaveOutcome.CONFLICT


def test_stale_page_cannot_take_the_base_again(overlaid):
    save_answer(overlaid, known("Somebody else's text", version=1), token="n", who="")
    assert take_base(overlaid, FIELD, version=1, token="t", who="").result is SaveOutcome.CONFLICT
    assert answers(overlaid)[FIELD].value == "Somebody else's text"


def test_stale_page_does_not_bring_back_what_was_dropped(overlaid):
    take_base(overlaid, FIELD, version=1, token="t", who="")
    stale = save_answer(overlaid, known("Typed on an old page", version=1), token="s", who="")
    assert (stale.result, stale.answer.value) == (SaveOutcome.CONFLICT, "The base's text")


def test_taking_the_base_twice_is_one_change(overlaid):
    take_base(overlaid, FIELD, version=1, token="t", who="")
    again = take_base(overlaid, FIELD, version=1, token="t", who="")
    assert (again.result, again.answer.value) == (SaveOutcome.SAVED, "The base's text")
    assert Change.objects.count() == 3


def test_answer_that_is_the_base_s_already_is_left_alone(lean, base):
    save_answer(base, known("Text"), token="b", who="")
    assert take_base(lean, FIELD, version=0, token="t", who="").result is SaveOutcome.SAME


def test_base_has_nothing_below_it(base):
    with pytest.raises(ValueError, match="scenario must not be the base"):
        take_base(base, FIELD, version=0, token="t", who="")


def test_text_of_the_base_makes_no_overlay_after_it_was_taken(overlaid):
    take_base(overlaid, FIELD, version=1, token="t", who="")
    same = save_answer(overlaid, known("The base's text", version=2), token="n", who="")
    assert (same.result, answers(overlaid)[FIELD].inherited) == (SaveOutcome.SAME, True)


def test_dropped_answer_does_not_count_as_a_difference(overlaid):
    take_base(overlaid, FIELD, version=1, token="t", who="")
    assert (answers(overlaid).own, Row.objects.get(scenario=overlaid).inherits) == ([], True)


@pytest.mark.parametrize(("version", "text"), [(0, "The base's text"), (1, "Its own text"), (2, "The base's text")])
def test_answer_of_a_scenario_at_a_version(overlaid, version, text):
    take_base(overlaid, FIELD, version=1, token="t", who="")
    assert answer_at(overlaid, FIELD, version, base_version=1).value == text


def test_answer_that_came_with_a_document_at_its_version(sample):
    api = sample.scenarios.get(slug="api")
    row = api.answers.filter(state="known").first()
    before = row.value
    changed = Answer(field_id=row.field_id, state=AnswerState.UNKNOWN, version=1)
    save_answer(api, changed, token="t", who="")
    assert answer_at(api, row.field_id, 1).value == before


# ---------------------------------------------------------------- a page that is sent whole


def page_of(owner, project, scenario):
    address = reverse("scoping:part", args=[project.pk, scenario, "problem"])
    form = owner.get(address).content.decode()
    import re

    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    fields.pop("csrfmiddlewaretoken", None)
    return address, {key: value for key, value in fields.items() if key != "next"}


def test_page_sent_whole_makes_no_overlay_of_what_the_base_changed_meanwhile(owner, project, base, lean):
    save_answer(base, known("Old"), token="a", who="")
    address, sent = page_of(owner, project, "lean")
    save_answer(base, known("New", version=1), token="b", who="")
    owner.post(address, sent | {"problem-statement-value": "Old"})
    assert answers(lean)[FIELD].value == "New"
    assert not lean.answers.exists()


def test_page_sent_whole_is_no_conflict_where_somebody_else_overlaid_what_was_not_touched(owner, project, base, lean):
    save_answer(base, known("The base's"), token="a", who="")
    address, sent = page_of(owner, project, "lean")
    save_answer(lean, known("Somebody else's"), token="b", who="")
    reply = owner.post(address, sent | {"problem-statement-value": "The base's"})
    assert reply.status_code == 302
    assert answers(lean)[FIELD].value == "Somebody else's"


def test_page_sent_whole_saves_what_was_changed(owner, project, base, lean):
    save_answer(base, known("The base's"), token="a", who="")
    address, sent = page_of(owner, project, "lean")
    owner.post(address, sent | {"problem-statement-value": "Its own"})
    assert answers(lean)[FIELD].value == "Its own"
    assert answers(base)[FIELD].value == "The base's"


# ---------------------------------------------------------------- pages


def test_answer_of_its_own_says_what_the_base_says(owner, project, overlaid):
    page = owner.get(url("answer", project, FIELD, scenario="lean")).content.decode()
    assert "Only in this scenario. In the base:" in page
    assert "The base&#x27;s text" in page


def test_inherited_answer_offers_nothing_to_take(owner, project, base, lean):
    save_answer(base, known("Text"), token="b", who="")
    assert "data-take-base" not in owner.get(url("answer", project, FIELD, scenario="lean")).content.decode()


def test_base_offers_nothing_to_take(owner, project, base):
    save_answer(base, known("Text"), token="b", who="")
    assert "data-take-base" not in owner.get(url("answer", project, FIELD)).content.decode()


def test_reply_to_the_first_overlaid_answer_offers_the_base_s(owner, project, base, lean):
    save_answer(base, known("Text"), token="b", who="")
    data = {"problem-statement-value": "Own", "problem-statement-version": 0, "problem-statement-token": "t"}
    assert "data-take-base" in owner.post(url("answer", project, FIELD, scenario="lean"), data).content.decode()


def test_taking_the_base_s_answer_shows_the_field_anew_and_tells_the_page(owner, project, overlaid):
    address = url("take_base", project, FIELD, scenario="lean")
    reply = owner.post(address, {"problem-statement-version": 1}, headers={"HX-Request": "true"})
    assert "The base&#x27;s text</textarea>" in reply.content.decode()
    assert "answer-saved" in reply["HX-Trigger"]


def test_undo_tells_the_page_that_results_changed(owner, project, base):
    save_answer(base, known("Text"), token="b", who="")
    reply = owner.post(url("take_back", project, 1), headers={"HX-Request": "true"})
    assert "answer-saved" in reply["HX-Trigger"]


def test_without_javascript_a_page_asks_and_then_goes_back(owner, project, overlaid):
    address = url("take_base", project, FIELD, scenario="lean")
    page = owner.get(address, {"next": "/how/"}).content.decode()
    assert "Its own text" in page
    reply = owner.post(address, {"problem-statement-version": 1, "next": "/how/"})
    assert (reply.status_code, reply["Location"]) == (302, "/how/")
    assert answers(overlaid)[FIELD].inherited


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_page_that_asks_leads_nowhere_else(owner, project, overlaid, elsewhere):
    address = url("take_base", project, FIELD, scenario="lean")
    reply = owner.post(address, {"problem-statement-version": 1, "next": elsewhere})
    assert reply["Location"] == url("history", project, scenario="lean")
    assert "Keep this scenario’s answer" not in owner.get(address, {"next": elsewhere}).content.decode()


def test_base_cannot_take_its_own_answer(owner, project, base):
    assert owner.post(url("take_base", project, FIELD)).status_code == 404


def test_history_says_which_scenario_and_that_it_took_the_base_s_answer(owner, project, overlaid):
    take_base(overlaid, FIELD, version=1, token="t", who="Dana")
    page = owner.get(url("history", project)).content.decode()
    assert "<del>Its own text</del>" in page.replace("\n", " ").replace("      ", " ")
    assert "<ins>the base’s answer again</ins>" in page
    assert "Lean team" in page


# ---------------------------------------------------------------- making


def make(owner, project, **fields):
    return owner.post(url("new_scenario", project), {"name": "Call an API", "summary": "", "approach": ""} | fields)


def test_scenario_is_made_and_opened(owner, project):
    reply = make(owner, project, summary="Somebody else runs it.")
    made = project.scenarios.get(slug="call-an-api")
    assert (made.name, made.summary, made.position) == ("Call an API", "Somebody else runs it.", 1)
    assert reply["Location"] == reverse("reports:overview", args=[project.pk, "call-an-api"])
    assert not made.answers.exists()


def test_scenario_starts_with_the_way_that_was_chosen(owner, project):
    make(owner, project, approach="api")
    made = project.scenarios.get(slug="call-an-api")
    assert answers(made).value("compute.approach") == "api"
    assert answers(project.scenarios.get(slug="base")).value("compute.approach") is None
    change = Change.objects.get()
    assert (change.scenario, change.who, change.sequence) == (made, "Dana", 2)  # after its making


def test_way_of_the_base_makes_no_overlay(owner, project, base):
    save_answer(base, Answer(field_id="compute.approach", state=AnswerState.KNOWN, value="api"), token="t", who="")
    make(owner, project, approach="api")
    assert not project.scenarios.get(slug="call-an-api").answers.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "   "}, "This field is required."),
        ({"name": "\u0001"}, "Please enter a visible name."),
        ({"name": "x" * 81}, "Ensure this value has at most 80 characters (it has 81)."),
        ({"name": "base"}, "A scenario with this name already exists."),
        ({"summary": "x" * 401}, "Ensure this value has at most 400 characters (it has 401)."),
        ({"approach": "magic"}, "Select a valid choice. magic is not one of the available choices."),
    ],
)
def test_scenario_that_cannot_be_made_says_why_and_keeps_what_was_typed(owner, project, fields, message):
    page = make(owner, project, **({"summary": "Typed before"} | fields)).content.decode()
    assert message in page
    assert fields.get("summary", "Typed before") in page
    assert project.scenarios.count() == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Base!", "base-2"), ("عربي", "scenario"), ("🙂", "scenario"), ("x" * 80, "x" * 36), ("../../etc", "etc")],
)
def test_scenario_of_any_name_gets_an_address(owner, project, name, slug):
    make(owner, project, name=name)
    made = project.scenarios.get(slug=slug)
    assert made.name == name
    assert owner.get(reverse("reports:overview", args=[project.pk, slug])).status_code == 200


def test_address_of_a_deleted_scenario_is_not_given_to_another(owner, project):
    make(owner, project)
    owner.post(url("delete_scenario", project, "call-an-api"))
    make(owner, project)
    assert project.scenarios.alive().filter(slug="call-an-api-2").exists()


def test_most_scenarios_fit_and_one_more_is_refused(owner, project):
    for number in range(MOST_SCENARIOS):
        make(owner, project, name=f"Way {number}")
    page = make(owner, project, name="One too many", summary="Kept").content.decode()
    assert "A project holds 20 scenarios beside its base. Delete one first." in page
    assert "Kept" in page
    assert project.scenarios.count() == MOST_SCENARIOS + 1


def test_document_with_the_most_scenarios_comes_back(owner, project, browser_row):
    for number in range(MOST_SCENARIOS):
        make(owner, project, name=f"Way {number}", approach="api")
    first = dump_project(project)
    assert dump_project(load_project(json.dumps(first).encode(), owner=browser_row)) == first


def test_dropped_and_deleted_do_not_go_into_the_document(owner, project, overlaid):
    make(owner, project)
    owner.post(url("delete_scenario", project, "call-an-api"))
    take_base(overlaid, FIELD, version=1, token="t", who="")
    assert [(scenario["id"], scenario["answers"]) for scenario in dump_project(project)["scenarios"]] == [("lean", [])]


# ---------------------------------------------------------------- renaming, deleting, bringing back


def test_scenario_is_renamed_and_keeps_its_address(owner, project, lean):
    owner.post(url("rename_scenario", project, "lean"), {"name": "Two people", "summary": "Half the cost"})
    lean.refresh_from_db()
    assert (lean.slug, lean.name, lean.summary) == ("lean", "Two people", "Half the cost")


def test_base_can_be_renamed(owner, project, base):
    owner.post(url("rename_scenario", project, "base"), {"name": "As planned"})
    base.refresh_from_db()
    assert base.name == "As planned"


def test_name_of_another_scenario_is_refused(owner, project, lean):
    page = owner.post(url("rename_scenario", project, "lean"), {"name": "BASE", "summary": "Kept"}).content.decode()
    assert "A scenario with this name already exists." in page
    assert "Kept" in page


def test_own_name_may_stay(owner, project, lean):
    assert owner.post(url("rename_scenario", project, "lean"), {"name": "Lean team"}).status_code == 302


def test_delete_asks_first_and_says_what_goes(owner, project, overlaid):
    ShareLink.issue(project=project, scenario=overlaid)
    page = " ".join(owner.get(url("delete_scenario", project, "lean")).content.decode().split())
    assert "It holds 1 answer of its own." in page
    assert "1 link to it stops working." in page
    overlaid.refresh_from_db()
    assert overlaid.deleted_at is None


def test_deleted_scenario_is_gone_and_comes_back_as_it_was(owner, project, overlaid):
    home = reverse("reports:overview", args=[project.pk, "lean"])
    reply = owner.post(url("delete_scenario", project, "lean", scenario="lean"))
    assert reply["Location"] == reverse("reports:scenarios", args=[project.pk, "base"])
    assert owner.get(home).status_code == 404
    owner.post(url("restore_scenario", project, "lean"))
    assert owner.get(home).status_code == 200
    assert answers(overlaid)[FIELD].value == "Its own text"


def test_scenario_comes_back_by_a_number_where_another_took_its_name(owner, project, lean):
    owner.post(url("delete_scenario", project, "lean"))
    make(owner, project, name="LEAN TEAM")
    page = owner.post(url("restore_scenario", project, "lean"), follow=True).content.decode()
    assert "“Lean team (2)” is back." in page
    assert sorted(project.scenarios.alive().values_list("name", flat=True)) == ["Base", "LEAN TEAM", "Lean team (2)"]


def test_history_keeps_the_changes_of_a_deleted_scenario_without_a_gap(owner, project, overlaid):
    owner.post(url("delete_scenario", project, "lean"))
    assert list(Change.objects.values_list("sequence", flat=True)) == [2, 1]
    page = owner.get(url("history", project)).content.decode()
    assert "scenario deleted" in page
    assert owner.post(url("take_back", project, 2)).status_code == 404


def test_link_to_a_deleted_scenario_finds_nothing(client, owner, project, lean):
    link, secret = ShareLink.issue(project=project, scenario=lean)
    owner.post(url("delete_scenario", project, "lean"))
    assert client.get(reverse("reports:shared", args=[secret])).status_code == 404
    link.refresh_from_db()
    assert not link.is_open


def test_base_cannot_be_deleted(owner, project, base):
    assert owner.post(url("delete_scenario", project, "base")).status_code == 404
    base.refresh_from_db()
    assert base.deleted_at is None


def test_bringing_back_more_than_fit_is_refused(owner, project, lean):
    owner.post(url("delete_scenario", project, "lean"))
    for number in range(MOST_SCENARIOS):
        make(owner, project, name=f"Way {number}")
    page = owner.post(url("restore_scenario", project, "lean"), follow=True).content.decode()
    assert "A project holds 20 scenarios beside its base." in page
    lean.refresh_from_db()
    assert lean.deleted_at is not None


def test_scenario_of_another_project_is_not_found(owner, project, sample):
    assert owner.get(url("rename_scenario", project, "api")).status_code == 404


# ---------------------------------------------------------------- history in pages


def test_history_goes_on_to_the_earliest_change(owner, project, base):
    for number in range(101):
        save_answer(base, known(f"Text {number}", version=number), token=f"t{number}", who="")
    first = owner.get(url("history", project)).content.decode()
    assert "<ins>Text 100</ins>" in first
    assert "<ins>Text 0</ins>" not in first
    assert 'href="?before=2"' in first
    second = owner.get(url("history", project), {"before": 2}).content.decode()
    assert "<ins>Text 0</ins>" in second


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "²"])
def test_history_before_nonsense_begins_at_the_newest(owner, project, base, before):
    save_answer(base, known("Text"), token="t", who="")
    assert "<ins>Text</ins>" in owner.get(url("history", project), {"before": before}).content.decode()
