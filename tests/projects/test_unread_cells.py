"""Cells of a table that no longer fit stay as text when one of its rows is edited."""

import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, AnswerState
from projects.domain.stored import keep_unread_cells, settle
from projects.models import Answer as Row
from projects.saving import SaveOutcome, save_answer

pytestmark = pytest.mark.once

FIELD = "people.users"
STORED = [
    {"group": "Desk", "count": 4.0, "mood": "wary"},
    {"group": "Lobby", "count": "a few"},
    {"floor": "third"},
    {"group": "Night", "count": 2.0},
]


@pytest.fixture
def table():
    return get_catalogue().unlimited[FIELD]


def readable(rows):
    columns = {column.id for column in get_catalogue().unlimited[FIELD].columns}
    return [{key: cell for key, cell in row.items() if key in columns and cell != "a few"} for row in rows]


SHOWN = [row for row in readable(STORED) if row]


def test_rows_that_were_not_touched_keep_all(table):
    assert keep_unread_cells(table, STORED, SHOWN)[:2] == STORED[:2]


def test_edited_row_keeps_what_cannot_be_read(table):
    edited = [SHOWN[0] | {"count": 5.0}, *SHOWN[1:]]
    assert keep_unread_cells(table, STORED, edited)[0] == {"group": "Desk", "count": 5.0, "mood": "wary"}


def test_cell_that_is_written_anew_replaces_what_could_not_be_read(table):
    edited = [SHOWN[0], SHOWN[1] | {"count": 3.0}, SHOWN[2]]
    assert keep_unread_cells(table, STORED, edited)[1] == {"group": "Lobby", "count": 3.0}


def test_moved_rows_take_their_cells_along(table):
    assert keep_unread_cells(table, STORED, SHOWN[::-1])[2] == STORED[0]


def test_row_that_is_removed_leaves_its_cells_to_nobody(table):
    kept = keep_unread_cells(table, STORED, SHOWN[1:])
    assert [row for row in kept if "mood" in row] == []


@pytest.mark.django_db
def test_saved_edit_still_shows_them_as_text(base):
    Row.objects.create(scenario=base, field_id=FIELD, state="known", value=STORED, version=1)
    before = settle(Row.objects.get(scenario=base, field_id=FIELD).to_answer(), get_catalogue().unlimited[FIELD])
    edited = [before.value[0] | {"count": 5.0}, *before.value[1:]]
    content = Answer(field_id=FIELD, state=AnswerState.KNOWN, value=edited, version=before.version)
    saved = save_answer(base, content, token="edit", who="Dana")
    assert (saved.result, saved.answer.value) == (SaveOutcome.SAVED, edited)
    assert "mood: wary" in saved.answer.leftover
    assert "count: a few" in saved.answer.leftover
    assert "floor: third" in saved.answer.leftover
