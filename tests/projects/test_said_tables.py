"""Answers that are tables, said row by row where there is no room for a table."""

import pytest
from django.urls import reverse

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, AnswerState
from projects.formatting import Formatter
from projects.said_tables import rows_of

FIELD = get_catalogue().fields["people.affected"]
pytestmark = pytest.mark.once


def answer(*rows, state=AnswerState.KNOWN):
    return Answer(field_id=FIELD.id, state=state, value=list(rows))


def test_row_is_named_by_its_first_column_and_says_the_rest_with_labels():
    first, second = (column.id for column in FIELD.columns[:2])
    rows = rows_of(answer({first: "Ward secretaries", second: "Fewer chases"}), FIELD, Formatter.for_reader())
    assert [(row.name, row.said) for row in rows] == [
        ("Ward secretaries", ((f"{FIELD.columns[1].label}:", "Fewer chases"),))
    ]


def test_what_nobody_said_of_a_row_is_left_out():
    first, second = (column.id for column in FIELD.columns[:2])
    rows = rows_of(answer({first: "Nurses"}, {first: "Patients", second: "More time"}), FIELD, Formatter.for_reader())
    assert [len(row.said) for row in rows] == [0, 1]


def test_open_answer_has_no_rows():
    assert rows_of(answer(state=AnswerState.UNKNOWN), FIELD, Formatter.for_reader()) == ()


@pytest.mark.parametrize("page", ["scoping:summary", "reports:check"])
def test_pages_that_are_read_say_rows_one_by_one(page, owner, sample):
    args = [sample.pk, "base", *(["problem"] if page == "reports:check" else [])]
    shown = " ".join(owner.get(reverse(page, args=args), {"all": "1"}).content.decode().split())
    assert '<ul class="said-rows"> <li><b>' in shown
    assert "; How many: " not in shown
