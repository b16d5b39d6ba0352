"""Prices and spans of time with their units, typed as people say them, reach what is stored: through the page."""

import re

import pytest

from projects.models import Answer, Project
from tests.projects.test_answer_view import after, send
from tests.projects.test_asking_back import buttons


@pytest.mark.parametrize(
    ("field_id", "text", "value"),
    [
        ("compute.price_per_gpu_hour", "$2.49/hr", 2.49),
        ("compute.api_price_input", "$3/M", 3),
        ("compute.api_price_input", "$0.15 / 1M tokens", 0.15),
        ("team.hiring_months", "six months", 6),
        ("compute.classic_build_hours", "1 h 30 min", 1.5),
        ("compute.classic_build_hours", "1:30", 1.5),
    ],
)
def test_number_with_its_own_unit_is_stored_without_a_question(owner, project, field_id, text, value):
    assert after(send(owner, project, field_id, value=text), "result") == "saved"
    assert Answer.objects.get().value["likely"] == value


@pytest.mark.parametrize(
    ("field_id", "text", "offered", "stored"),
    [
        ("team.hiring_months", "26 weeks", ["6"], {"low": 6, "likely": 6, "high": 6}),
        ("team.hiring_months", "half a year", ["6"], {"low": 6, "likely": 6, "high": 6}),
        ("team.hiring_months", "6 months to 2 years", ["6 to 24"], {"low": 6, "likely": 15, "high": 24}),
        ("compute.api_price_input", "$0.005/1K tokens", ["5"], {"low": 5, "likely": 5, "high": 5}),
        ("data.label_minutes", "1:30", ["90", "1.5"], {"low": 90, "likely": 90, "high": 90}),
    ],
)
def test_number_in_another_unit_is_asked_back_and_stored_as_chosen(owner, project, field_id, text, offered, stored):
    reply = send(owner, project, field_id, value=text)
    assert [reading for _name, reading in buttons(reply.content.decode())] == offered
    assert not Answer.objects.exists()
    send(owner, project, field_id, value=offered[0])
    assert Answer.objects.get().value == stored


def test_reading_is_offered_and_taken_in_the_words_of_the_page(owner, project):
    owner.cookies["language"] = "de"
    html = send(owner, project, "team.hiring_months", value="6 Monate bis 2 Jahre").content.decode()
    assert [reading for _name, reading in buttons(html)] == ["6 bis 24"]
    assert "Gezählt in Monaten sind das 6 bis 24 (× 12 Monate)." in html
    send(owner, project, "team.hiring_months", value="6 bis 24")
    assert Answer.objects.get().value == {"low": 6, "likely": 15, "high": 24}


@pytest.mark.parametrize(
    ("field_id", "text", "likely"),
    [
        ("problem.monthly_cost", "ca. CHF 28’000–34’000 / Mt.", 31_000),
        ("value.saving_per_case", "3.20 CHF pro Fall", 3.2),
        ("value.review_minutes_per_case", "4–6 Min./Fall", 5),
        ("value.adoption", "gut 80%", 80),
        ("value.adoption", "knapp 80 %", 80),
    ],
)
def test_amounts_are_read_as_german_speakers_note_them(owner, project, field_id, text, likely):
    Project.objects.update(country="CH", currency="CHF")
    owner.cookies["language"] = "de"
    reply = send(owner, project, field_id, value=text).content.decode()
    assert Answer.objects.get().value["likely"] == likely, re.sub(r"<[^>]+>|\s+", " ", reply)[:600]
