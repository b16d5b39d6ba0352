"""The page of actions: states that survive, the filter, CSV and calendar."""

import csv
import io
from datetime import date
from urllib.parse import quote

import pytest
from icalendar import Calendar

from decisions.models import ActionMark
from projects.models import Project
from tests.decisions.pages import url, words_of
from tests.decisions.test_verdict_pages import store

pytestmark = pytest.mark.once

DUE = date(2027, 3, 19)
UNKNOWN = {"state": "unknown", "owner": "Sam Ortiz, data engineer", "find_out_by": DUE, "note": "Read the log."}


@pytest.fixture
def asked(project):
    """A project with two actions: Sam finds out how often, and nobody what it costs today."""
    store(project, why__volume=UNKNOWN, problem__monthly_cost={"state": "unknown"})
    return project


def mark(owner, project, key="volume", **changes):
    sent = {"state": "doing", "person": "", "due": "", "version": "0", "show": ""} | changes
    return owner.post(url("decisions:mark_action", project, "base", key), sent)


def actions_page(owner, project, query=""):
    return owner.get(url("decisions:actions", project) + query)


def found(page):
    return [action.key for action in (*page.context["actions"], *page.context["over"])]


def test_page_lists_what_is_open_with_person_and_day(owner, asked):
    words = words_of(actions_page(owner, asked))
    assert "2 things to do" in words
    assert "Sam Ortiz data engineer by 19 March 2027" in words
    assert "Read the log." in words


def test_people_of_the_list_are_not_shown_as_being_here(owner, asked):
    assert 'class="faces"' not in actions_page(owner, asked).content.decode()


def test_empty_page_says_what_to_do_next(owner, project):
    assert "Nothing to do yet." in words_of(actions_page(owner, project))


@pytest.mark.parametrize(("person", "keys"), [("sam ortiz", ["volume"]), ("-", ["cost_today"]), ("nobody here", 2)])
def test_list_is_filtered_by_person(owner, asked, person, keys):
    shown = found(actions_page(owner, asked, f"?person={person}"))
    assert shown == keys if isinstance(keys, list) else len(shown) == keys


def test_person_that_nobody_is_is_said_and_all_is_listed(owner, asked):
    hostile = "<script>alert(1)</script>" + "x" * 900
    page = actions_page(owner, asked, f"?person={quote(hostile)}")
    assert len(found(page)) == 2
    assert "No action belongs to “<script>alert(1)</script>xxx" in words_of(page).replace("&lt;", "<")
    assert b"<script>alert(1)" not in page.content
    assert "No action belongs to" not in words_of(actions_page(owner, asked, "?person=sam ortiz"))


def test_state_survives_other_answers_and_follows_in_every_scenario(owner, asked):
    mark(owner, asked)
    store(asked, problem__statement="Something else", why__volume=UNKNOWN | {"note": "Other words."})
    states = {action.key: action.state for action in actions_page(owner, asked).context["actions"]}
    assert states == {"volume": "doing", "cost_today": "open"}


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_what_is_over_goes_to_the_end(owner, asked, state):
    mark(owner, asked, state=state)
    page = actions_page(owner, asked)
    assert [action.key for action in page.context["over"]] == ["volume"]
    assert "1 thing to do" in words_of(page)
    assert ("your answers still say otherwise" in words_of(page)) == (state == "done")


def test_person_and_day_of_an_action_take_the_place_of_the_answer_s(owner, asked):
    mark(owner, asked, person="Ines Keller, analyst", due="2027-01-04")
    action = actions_page(owner, asked).context["actions"][0]
    assert (action.person.name, action.person.role, action.due) == ("Ines Keller", "analyst", date(2027, 1, 4))


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"due": "soon"}, "Enter a valid date."), ({"due": "0012-01-01"}, "Enter a day between 1990 and 2200."),
     ({"person": "x" * 121}, "at most 120 characters")],
)  # fmt: skip
def test_bad_input_is_said_beside_it_and_nothing_is_lost(owner, asked, changes, words):
    page = mark(owner, asked, **{"person": "Ines Keller"} | changes)
    assert words in words_of(page)
    assert changes.get("person", "Ines Keller") in page.content.decode()
    assert ActionMark.objects.count() == 0


def test_change_in_another_tab_is_not_lost(owner, asked):
    mark(owner, asked, state="done")
    page = mark(owner, asked, state="dropped", person="Ines")
    assert "Somebody changed this action in the meantime." in words_of(page)
    assert ActionMark.objects.get().state == "done"
    # The form carries what is there now, so that the same press stores it.
    version = page.context["sent"].data["version"]
    mark(owner, asked, state="dropped", person="Ines", version=version)
    assert (ActionMark.objects.get().state, ActionMark.objects.get().version) == ("dropped", 2)


def test_same_press_twice_is_one_change(owner, asked):
    for _ in range(2):
        assert mark(owner, asked).status_code == 302
    assert ActionMark.objects.get().version == 1


def test_action_that_is_not_in_the_list_is_not_found(owner, asked):
    assert mark(owner, asked, key="made.up").status_code == 404


def test_full_browser_is_told_so(owner, asked, settings):
    settings.MOST_MEGABYTES = 0
    assert "fill the 0 MB" in words_of(mark(owner, asked))
    assert ActionMark.objects.count() == 0


def test_deleting_a_project_deletes_its_marks(owner, asked):
    mark(owner, asked)
    Project.objects.get(pk=asked.pk).delete()
    assert ActionMark.objects.count() == 0


# ---------------------------------------------------------------- files


def rows(owner, project, query=""):
    reply = owner.get(url("decisions:actions_csv", project) + query)
    assert reply["Content-Disposition"].startswith('attachment; filename="meter-readings_base_actions_v')
    return list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))


def test_csv_has_every_action(owner, asked):
    mark(owner, asked)
    found = {row["Key"]: row for row in rows(owner, asked)}
    assert set(found) == {"volume", "cost_today"}
    sam = found["volume"]
    assert (sam["Person"], sam["Role"]) == ("Sam Ortiz", "data engineer")
    assert (sam["By"], sam["State"]) == ("2027-03-19", "In progress")
    assert [row["Key"] for row in rows(owner, asked, "?person=sam ortiz")] == ["volume"]


def test_csv_starts_no_formula(owner, project):
    store(project, why__volume=UNKNOWN | {"owner": "=HYPERLINK(1)"})
    assert rows(owner, project)[0]["Person"] == "'=HYPERLINK(1)"


def calendar(owner, project):
    return Calendar.from_ical(owner.get(url("decisions:actions_ics", project)).content)


def test_calendar_has_what_has_a_day_and_is_still_to_be_done(owner, asked):
    (event,) = calendar(owner, asked).walk("VEVENT")
    assert event.decoded("dtstart") == date(2027, 3, 19)
    assert event.decoded("dtend") == date(2027, 3, 20)
    assert str(event["summary"]).startswith("Sam Ortiz: ")
    mark(owner, asked, state="done")
    assert calendar(owner, asked).walk("VEVENT") == []


def test_event_keeps_its_id_when_its_day_moves(owner, asked):
    before = calendar(owner, asked).walk("VEVENT")[0]["uid"]
    mark(owner, asked, due="2027-04-01")
    assert calendar(owner, asked).walk("VEVENT")[0]["uid"] == before


def test_calendar_holds_hostile_text_as_text(owner, project):
    store(project, why__volume=UNKNOWN | {"note": "a\r\nBEGIN:VALARM\r\nACTION:EMAIL", "owner": "x;y:z"})
    read = calendar(owner, project)
    assert [part.name for part in read.walk()] == ["VCALENDAR", "VEVENT"]
    assert "BEGIN:VALARM" in str(read.walk("VEVENT")[0]["description"])


def test_name_of_a_project_is_text_in_its_calendar(owner, asked):
    asked.name = "Mail; claims, C:\\new\nBEGIN:VEVENT"
    asked.save()
    lines = owner.get(url("decisions:actions_ics", asked)).content.decode().split("\r\n")
    assert r"X-WR-CALNAME:Mail\; claims\, C:\\new\nBEGIN:VEVENT" in lines
