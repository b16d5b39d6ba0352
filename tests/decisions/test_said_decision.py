"""How a decision is said: chances and figures in sentences, what moved since, actions as files."""

import csv
import io
from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from decisions.agenda import actions_calendar, actions_table
from decisions.content import get_rulebook
from decisions.domain.breakeven import BreakEven
from decisions.since import moved_figures, outcome_of
from decisions.wording import say_break_even, say_outcome, say_result, tenths_of
from projects.formatting import Formatter

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def write():
    return Formatter.for_reader("USD")


# ---------------------------------------------------------------- chances and figures in sentences


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0"), (0.0001, "1"), (0.04, "1"), (0.5, "5"), (0.449, "4"), (0.95, "9"), (0.9999, "9"), (1.0, "10")],
)
def test_chance_is_said_in_ten_and_never_as_none_or_all_unless_it_is(share, said):
    assert tenths_of(share) == said


@given(st.floats(0, 1), st.floats(0, 1))
def test_greater_chance_is_never_said_smaller(some, other):
    low, high = sorted((some, other))
    assert int(tenths_of(low)) <= int(tenths_of(high))


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (3.2, "months", "4"),  # begun months are months
        (4.0, "months", "4"),
        (4.0000000001, "months", "4"),
        (62.6, "%", "63"),
        (0.4, "%", "0"),
        (1_234_567.0, "money", "$1.2M"),
        (-135_000.0, "money", "−\u2060$135k"),
    ],
)
def test_figure_inside_a_sentence_is_short(write, value, unit, said):
    assert say_result(value, unit, write) == said


@pytest.mark.parametrize(
    ("unit", "needed", "now", "share", "said"),
    [
        ("%", 62.0, 55.0, 0.5, "Saved: at 62% (now 55%) it pays back in 5 out of 10 cases."),
        (
            "money/case",
            1.35,
            1.19,
            0.9,
            "Saved: at $1.35 per case (now $1.19 per case) it pays back in 9 out of 10 cases.",
        ),
    ],
)
def test_break_even_says_what_it_has_to_be_and_what_it_is(write, unit, needed, now, share, said):
    figure = BreakEven(id="x", label="Saved", unit=unit, now=now, needed=needed, share=share, results=())
    assert say_break_even(figure, write) == said


@pytest.mark.parametrize(
    ("outcome_id", "guess", "label"),
    [
        ("go", False, "Go"),
        ("go", True, "Go"),  # only the simple thing has a word for a guess
        ("simple_first", False, "Do the simple thing first"),
        ("simple_first", True, "Try the simple thing first"),
        (None, False, "Not rated yet"),
    ],
)
def test_verdict_is_called_by_its_label(outcome_id, guess, label):
    outcome = outcome_id and get_rulebook().outcome(outcome_id)
    assert say_outcome(outcome, is_guess=guess).label == label


def test_every_verdict_lights_a_lamp_of_its_own_and_no_verdict_none():
    lit = [outcome_of(outcome.id).lit for outcome in get_rulebook().outcomes]
    assert all(lit)
    assert (outcome_of("").lit, outcome_of("from another version").label) == (0, "Not rated yet")


# ---------------------------------------------------------------- what moved since a decision


def kept(figures=None, shares=None, parts=()):
    return {"figures": figures or {}, "shares": shares or {}} | dict(parts)


def money(low, likely, high, label="Cost to launch"):
    return {"label": label, "unit": "money", "low": low, "likely": likely, "high": high}


def moved(then, now, write, write_then=None):
    return {row.label: (row.before, row.now) for row in moved_figures(then, now, write_then or write, write)}


def test_figure_is_said_as_it_was_and_as_it_is(write):
    then, now = kept({"cost": money(1000, 2000, 3000)}), kept({"cost": money(4000, 4000, 4000)})
    assert moved(then, now, write)["Cost to launch"] == ("$2k ($1k to $3k)", "$4k")


def test_money_of_then_is_said_in_the_currency_of_then(write):
    then, now = kept({"cost": money(1000, 1000, 1000)}), kept({"cost": money(1000, 1000, 1000)})
    before, after = moved(then, now, write, Formatter.for_reader("EUR"))["Cost to launch"]
    assert "€" in before
    assert after == "$1k"


def test_figure_that_is_there_on_one_day_only_has_a_dash_on_the_other(write):
    found = moved(kept({"gone": money(1, 1, 1, "Gone")}), kept({"new": money(1000, 1000, 1000, "New")}), write)
    assert (found["New"], found["Gone"][1]) == (("–", "$1k"), "–")


def test_figures_of_today_stand_before_those_that_are_gone(write):
    rows = moved_figures(kept({"gone": money(1, 1, 1, "Gone")}), kept({"new": money(1, 1, 1, "New")}), write, write)
    assert [row.label for row in rows][:2] == ["New", "Gone"]


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (
            {"inside": 0.5, "payback": 0.25},
            {"inside": 0.8, "payback": None},
            [("50 in 100", "80 in 100"), ("25 in 100", "–")],
        ),
        ({}, {}, [("–", "–"), ("–", "–")]),
    ],
)
def test_chances_are_said_in_a_hundred(write, then, now, said):
    found = moved(kept(shares=then), kept(shares=now), write)
    assert [found["Inside the agreed budget"], found["Pays back"]] == said


@pytest.mark.parametrize(("then", "now", "said"), [(None, 71, ("–", "71")), (60, None, ("60", "–"))])
def test_points_of_readiness_are_whole(write, then, now, said):
    before, after = (kept(parts={} if count is None else {"points": count}) for count in (then, now))
    assert moved(before, after, write)["Readiness, points out of 100"] == said


def test_figure_has_moved_where_its_words_have(write):
    then, same = kept({"cost": money(1000, 1000, 1000)}), kept({"cost": money(1000.4, 1000.4, 1000.4)})
    rows = {row.label: row.moved for row in moved_figures(then, same, write, write)}
    assert rows["Cost to launch"] is False


# ---------------------------------------------------------------- actions as files


def action(key, **changes):
    usual = {
        "key": key, "what": "Ask the owner", "why": "Nobody asked.", "also": ("And twice.",), "effect": "Lifts it.",
        "person": SimpleNamespace(name="Mia", role="Head"), "helped_by": "Lena", "due": date(2027, 3, 31),
        "state_label": "open", "is_over": False,
    }  # fmt: skip
    return SimpleNamespace(**(usual | changes))


def table(*actions):
    return list(csv.reader(io.StringIO(actions_table(actions).decode("utf-8-sig"))))


def test_actions_are_rows_with_days_that_every_spreadsheet_reads():
    head, row = table(action("a"))
    assert head == ["What", "Why", "Effect on the verdict", "Person", "Role", "By", "State", "Key"]
    assert row == [
        "Ask the owner",
        "Nobody asked. And twice.",
        "Lifts it.",
        "Mia",
        "Head, Lena",
        "2027-03-31",
        "open",
        "a",
    ]


@pytest.mark.parametrize(
    ("role", "help_", "said"),
    [("Head", "", "Head"), ("", "Lena", "Lena"), ("", "", ""), ("Head", "Lena", "Head, Lena")],
)
def test_role_stands_with_whoever_helps(role, help_, said):
    _head, row = table(action("a", person=SimpleNamespace(name="Mia", role=role), helped_by=help_))
    assert row[4] == said


def test_action_without_a_day_has_none_in_the_table():
    assert table(action("a", due=None))[1][5] == ""


@pytest.mark.parametrize("what", ["=HYPERLINK(1)", "+cmd", "@SUM(A1)", "-1+1"])
def test_words_of_somebody_are_no_formula_of_a_spreadsheet(what):
    assert not table(action("a", what=what))[1][0].startswith(what[0])


PROJECT = SimpleNamespace(pk=7, name="Claims")


def events(*actions):
    calendar = Calendar.from_ical(actions_calendar(PROJECT, actions, "https://example.org/actions"))
    return calendar, [part for part in calendar.walk() if part.name == "VEVENT"]


def test_action_is_an_event_of_its_whole_day_that_makes_nobody_busy():
    _calendar, (event,) = events(action("a"))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 3, 31), date(2027, 4, 1))
    assert (str(event["transp"]), str(event["url"])) == ("TRANSPARENT", "https://example.org/actions")
    assert str(event["summary"]) == "Mia: Ask the owner"
    assert str(event["description"]) == "Nobody asked.\nAnd twice.\nLifts it."


def test_event_keeps_its_id_when_its_day_moves():
    _calendar, (before, other) = events(action("a"), action("b"))
    _calendar, (after,) = events(action("a", due=date(2028, 1, 1)))
    assert str(before["uid"]) == str(after["uid"]) == "a@7.plumbline"
    assert str(other["uid"]) != str(before["uid"])


@pytest.mark.parametrize("changes", [{"due": None}, {"is_over": True}])
def test_what_has_no_day_or_is_over_is_no_event(changes):
    assert events(action("a", **changes))[1] == []


@pytest.mark.parametrize(
    ("name", "role", "summary"),
    [("", "Head", "Head: Ask the owner"), ("", "", "Ask the owner"), ("Mia", "", "Mia: Ask the owner")],
)
def test_event_names_the_person_else_the_role(name, role, summary):
    _calendar, (event,) = events(action("a", person=SimpleNamespace(name=name, role=role)))
    assert str(event["summary"]) == summary


def test_calendar_is_called_like_the_project():
    calendar, _events = events()
    assert str(calendar["x-wr-calname"]) == "Claims"
