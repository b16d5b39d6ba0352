"""What a reader who must not see pay may still read, and what an owner is warned of before sharing."""

import pytest
from django.urls import reverse

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.pay import fields_that_may_name_pay, is_pay_known, looks_like_pay, without_pay
from projects.models import Answer as Row

FIELDS = get_catalogue().fields
TEAM = "team.roles"


def answers(field_id, value=None, state=AnswerState.KNOWN, **more):
    return Answers({field_id: Answer(field_id=field_id, state=state, value=value, **more)})


def test_pay_in_a_table_is_left_out_and_the_rest_stays():
    shown = without_pay(FIELDS, answers(TEAM, [{"role": "data_engineer", "salary_per_year": 90_000.0}], note="90k"))
    assert (shown.value(TEAM), shown[TEAM].note) == ([{"role": "data_engineer"}], "")


def test_answer_that_is_pay_is_left_out():
    assert without_pay(FIELDS, answers("value.hour_cost", 55.0)).state("value.hour_cost") is AnswerState.BLANK


def test_open_question_about_pay_stays_open_without_its_note():
    shown = without_pay(FIELDS, answers("value.hour_cost", state=AnswerState.UNKNOWN, owner="Ruth", note="about 55"))
    assert shown["value.hour_cost"].content == (AnswerState.UNKNOWN, None, "", "Ruth", None, "", "")


def test_answer_beside_pay_stays_as_it_is():
    before = answers("problem.statement", "Mail goes astray", note="Counted in May")
    assert without_pay(FIELDS, before)["problem.statement"] == before["problem.statement"]


@pytest.mark.parametrize("known", [
    answers("value.hour_cost", 55.0),
    answers(TEAM, [{"role": "data_engineer"}, {"role": "reviewer", "rate_per_hour": 0.0}]),
    answers("team.rate_card", [{"role": "Data engineer", "salary_per_year": 90_000.0}]),
])  # fmt: skip
def test_pay_is_known_once_somebody_typed_it(known):
    assert is_pay_known(FIELDS, known)


@pytest.mark.parametrize("unknown", [
    Answers({}),
    answers("value.hour_cost", state=AnswerState.UNKNOWN),
    answers(TEAM, [{"role": "data_engineer", "salary_per_year": ""}, "no row"]),
    answers(TEAM, "no table"),
])  # fmt: skip
def test_published_pay_is_not_known_pay(unknown):
    assert not is_pay_known(FIELDS, unknown)


@pytest.mark.parametrize("text", [
    # As Switzerland, Germany, Austria and France write it.
    "CHF 120 pro Stunde", "120 Fr. pro Stunde", "Fr. 120.– pro Stunde", "120 Franken/Std.", "CHF 1’200.- je Tag",
    "sFr. 950 pro Tag", "Stundenlohn 85", "Monatslohn: 8’000", "ihr Jahresgehalt ist etwa 95’000", "Bruttolohn 7’500",
    "Löhne von 80 bis 95", "Stundenansatz 140", "Tagesansatz: 1’100", "Tagessatz 1.100 €", "95 euros de l’heure",
    "95 € à l'heure", "taux horaire : 95", "12'000 CHF pro Monat", "120.- pro Stunde",
    "She takes 137 an hour", "€85/h for Ines", "$ 1,200 per day", "110k a year", "120 hourly", "95,000 p.a.",
    "Sam earns 90,000", "her salary is about 90k: 90,000", "a day rate of 800", "85 € pro Stunde", "Gehalt: 72.000",
    "600 euros par jour", "Salaire 45 000",
])  # fmt: skip
def test_text_that_names_pay_is_noticed(text):
    assert looks_like_pay(text)


@pytest.mark.parametrize("text", [
    "", "38,000 mails a year", "$4 per case", "an hour of training", "Employer contributions 11 %", "by 3 November",
    "Belohnung von 50 Punkten", "Es lohnt sich ab 200 Fällen", "Inhalt: 40 Seiten", "12 Fragen je Fall", "Fr. 150’000",
    "l’heure est venue", "40 Fälle pro Stundenplan", "answer within 2 hours", "€150,000 agreed",
    "3 cases in 100", "A salary band is missing",
])  # fmt: skip
def test_text_about_something_else_is_not(text):
    assert not looks_like_pay(text)


@pytest.mark.parametrize("said", [
    answers("problem.statement", "We pay Sam $137 an hour for this"),
    answers("problem.statement", "Mail goes astray", note="Sam takes 137 an hour"),
    answers("problem.statement", state=AnswerState.NOT_RELEVANT, reason="Sam takes 137 an hour"),
    answers("team.other_expenses", [{"what": "Sam, 137 an hour", "amount": 1000}]),
])  # fmt: skip
def test_field_whose_text_names_pay_is_named(said):
    assert fields_that_may_name_pay(FIELDS, said) == list(said)


def test_note_that_a_link_hides_needs_no_warning():
    assert fields_that_may_name_pay(FIELDS, answers(TEAM, [{"role": "reviewer"}], note="137 an hour")) == []


def test_share_page_warns_of_a_note_that_names_pay(owner, sample):
    Row.objects.filter(field_id="problem.statement").update(note="Sam takes 137 an hour")
    page = owner.get(reverse("projects:share", args=[sample.pk, "base"])).content.decode()
    where = reverse("scoping:part", args=[sample.pk, "base", "problem"])
    assert "These answers contain something that looks like pay." in page
    assert f'href="{where}#q-problem-statement"' in page


def test_share_page_of_a_project_without_such_texts_is_quiet(owner, project):
    assert "looks like pay" not in owner.get(reverse("projects:share", args=[project.pk, "base"])).content.decode()


def test_worked_example_is_warned_of_the_hourly_cost_in_its_texts(sample):
    from projects.access import Workspace

    workspace = Workspace(sample, sample.scenarios.get(slug="base"))
    ids = fields_that_may_name_pay(FIELDS, workspace.answers)
    named = {field_id: workspace.answers.value(field_id) for field_id in ids}
    assert "$29 an hour" in named["why.if_nothing"]
