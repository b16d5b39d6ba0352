"""Forms of pages that read everything: names of versions, comments, sums for all projects, and what came out."""

from datetime import timedelta

import pytest
from babel import Locale

from projects.formatting import Formatter
from projects.models import today
from reports.forms import AfterwardsForm, CommentForm, FundingForm, KeepVersionForm

pytestmark = pytest.mark.once
ENGLISH, GERMAN = Formatter(Locale("en"), "USD"), Formatter(Locale("de"), "EUR")


def errors_of(form) -> dict[str, list[str]]:
    assert not form.is_valid()
    return {name: list(texts) for name, texts in form.errors.items()}


# ---------------------------------------------------------------- versions


def test_version_has_a_name_and_a_note_of_one_line():
    form = KeepVersionForm({"name": " Board\x07 paper ", "note": "For Ann,\nafter the talk"})
    assert form.is_valid()
    assert (form.to_named().name, form.to_named().note) == ("Board paper", "For Ann, after the talk")


@pytest.mark.parametrize("name", ["", "  ", "\x07", "\x07 \x1b"])
def test_version_without_a_name_is_asked_for_one(name):
    assert errors_of(KeepVersionForm({"name": name})) == {
        "name": ["Enter a name, so that you find this version again."]
    }


@pytest.mark.parametrize(("name", "length"), [("name", 81), ("note", 401)])
def test_version_with_too_long_a_text_is_refused_beside_it(name, length):
    assert list(errors_of(KeepVersionForm({"name": "x", "note": "", name: "n" * length}))) == [name]


# ---------------------------------------------------------------- comments


def test_comment_keeps_its_lines_and_gets_a_token_of_its_own():
    written = [CommentForm({"text": "First\r\nsecond "}) for _form in range(2)]
    assert all(form.is_valid() for form in written)
    first, second = (form.to_written() for form in written)
    assert first.text == "First\nsecond"
    assert first.token != second.token


def test_comment_that_is_sent_twice_keeps_its_token():
    form = CommentForm({"text": "First", "token": "abc"})
    assert form.is_valid()
    assert form.to_written().token == "abc"


@pytest.mark.parametrize("text", ["", "  \n ", "\x07", "\u200b", "\u2060\u200d"])
def test_comment_in_which_nothing_can_be_read_is_asked_for_words(text):
    assert errors_of(CommentForm({"text": text})) == {"text": ["Write something first."]}


# ---------------------------------------------------------------- sums as people type them


@pytest.mark.parametrize(
    ("formatter", "typed", "budget"),
    [
        (ENGLISH, "450,000", 450_000),
        (ENGLISH, "450k", 450_000),
        (ENGLISH, "$1.2M", 1_200_000),
        (ENGLISH, "", None),
        (GERMAN, "450.000", 450_000),
        (GERMAN, "450.000 €", 450_000),
        (GERMAN, "1,2 Mio. €", 1_200_000),
        (GERMAN, "0,5", 0.5),
    ],
)
def test_budget_of_all_projects_is_read_in_the_signs_of_the_reader(formatter, typed, budget):
    form = FundingForm({"budget": typed, "people": ""}, formatter=formatter)
    assert form.is_valid()
    assert form.cleaned_data == {"budget": budget, "people": None}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("plenty", "“plenty” cannot be read as a number. Write one number, such as 12."),
        ("-5", "“-5” is too low. The least that makes sense here is 0."),
        ("€5", "“€5” names another currency. This project counts in USD."),
        ("5 hours", "“5 hours” names another unit."),
    ],
)
def test_budget_that_is_no_sum_is_refused_in_words(typed, words):
    (said,) = errors_of(FundingForm({"budget": typed}, formatter=ENGLISH))["budget"]
    assert said.startswith(words)


def test_people_have_an_end():
    (said,) = errors_of(FundingForm({"people": "100,001"}, formatter=ENGLISH))["people"]
    assert said == "“100,001” is too high. The most that makes sense here is 100,000."


@pytest.mark.parametrize(("formatter", "shown"), [(ENGLISH, "$1,234.50"), (GERMAN, "1.234,50 €")])
def test_sum_that_is_shown_again_is_read_back(formatter, shown):
    form = FundingForm(initial={"budget": 1234.5}, formatter=formatter)
    assert form["budget"].value() == shown.replace(" ", "\u00a0")
    again = FundingForm({"budget": shown}, formatter=formatter)
    assert again.is_valid()
    assert again.cleaned_data["budget"] == 1234.5


# ---------------------------------------------------------------- what came out


def afterwards(**said: str) -> AfterwardsForm:
    return AfterwardsForm(said, formatter=ENGLISH)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [("cost", "120k", 120_000), ("months", "7.5", 7.5), ("use", "85 %", 85), ("benefit", "0", 0)],
)
def test_one_figure_that_is_known_is_enough(name, typed, value):
    form = afterwards(**{name: typed})
    assert form.is_valid()
    known = {measure: form.cleaned_data[measure] for measure in form.MEASURES}
    assert {measure: figure for measure, figure in known.items() if figure is not None} == {name: value}


@pytest.mark.parametrize("said", [{}, {"note": "It went well."}, {"launched_on": "2026-11-01"}])
def test_without_any_figure_nothing_came_out(said):
    assert errors_of(afterwards(**said)) == {"__all__": ["Enter at least one figure that you know."]}


def test_wrong_figure_is_the_only_thing_that_is_said():
    assert list(errors_of(afterwards(use="120"))) == ["use"]


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("use", "101", "“101” is too high. The most that makes sense here is 100."),
        ("months", "601", "“601” is too high. The most that makes sense here is 600."),
        ("cost", "-1", "“-1” is too low. The least that makes sense here is 0."),
    ],
)
def test_figure_beyond_what_can_be_is_refused(name, typed, words):
    assert errors_of(afterwards(**{name: typed}))[name] == [words]


def test_day_of_the_launch_may_be_today_and_not_tomorrow():
    assert afterwards(cost="1", launched_on=today().isoformat()).is_valid()
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert errors_of(afterwards(cost="1", launched_on=tomorrow)) == {
        "launched_on": ["Enter a day that has come, after 1990."]
    }


@pytest.mark.parametrize(("day", "is_taken"), [("1990-01-01", True), ("1989-12-31", False)])
def test_day_of_the_launch_is_of_our_time(day, is_taken):
    assert afterwards(cost="1", launched_on=day).is_valid() is is_taken
