"""The parts of a project file one by one, over a small catalogue: what is read of each, and what is left out."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.answers import AnswerCheck, AnswerState
from projects.domain.document import (
    MOST_NAMED,
    NAMELESS,
    BrokenDocument,
    Document,
    believes_nothing,
    parse_document,
)
from projects.domain.fields import Catalogue, Column, Field, FieldType, Question, Section


def field(name: str, kind: str, **more) -> Field:
    return Field(id=f"team.{name}", label=name.title(), type=FieldType(kind), **more)


def asked(*fields: Field, **more) -> Catalogue:
    question = Question(id=fields[0].id, ref="1", part="a", title="T", question="Q?", fields=fields)
    return Catalogue({"team": Section(id="team", title="Team", parts=(), questions=(question,))}, **more)


CATALOGUE = asked(
    field("name", "short_text"),
    field("count", "number", minimum=0, maximum=10),
    field("budget", "number", unit="money", maximum=100),
    field("rows", "table", columns=(Column(id="what", label="What", type=FieldType.SHORT_TEXT),)),
    renamed={"team.title": "team.name"},
)
AT = "2027-03-19T14:30:00+00:00"


def read(catalogue: Catalogue = CATALOGUE, believes=believes_nothing, **changes: Any) -> Document:
    told = {"format": "plumbline.project", "format_version": 2, "project": {"name": "X"}, **changes}
    return parse_document(json.dumps(told).encode(), catalogue, believes)


def faults(**changes: Any) -> list[tuple[str, str]]:
    return [(fault.place, str(fault.problem)) for fault in read(**changes).problems]


def answer(name: str = "name", value: Any = "Ann", **more: Any) -> dict[str, Any]:
    return {"field": f"team.{name}", "value": value, **more}


# ---------------------------------------------------------------- the project


def test_project_is_read_with_all_that_it_says():
    said = {
        "name": " X ",
        "summary": "Why",
        "owner_name": "Ann",
        "currency": "CHF",
        "country": "CH",
        "money_per_usd": 0.9,
        "rate_date": "2027-03-01",
        "rate_source": "ECB",
        "started_on": "2027-03-02",
        "priced_on": "2027-03-03",
        "seed": 7,
        "ours": "base",
        "sequence": 5,
    }
    told = read(project=said)
    days = {"rate_date": date(2027, 3, 1), "started_on": date(2027, 3, 2), "priced_on": date(2027, 3, 3)}
    assert {name: getattr(told, name) for name in said} == {**said, "name": "X", **days}
    assert told.problem_count == 0


def test_project_that_says_nothing_has_usual_values():
    told = read()
    assert (told.currency, told.country, told.money_per_usd, told.seed, told.sequence) == ("USD", "", None, None, 0)
    assert (told.answers, told.scenarios, told.history, told.archived) == ((), (), (), 0)


def test_project_without_a_name_is_called_an_imported_one():
    assert read(project={}).name == NAMELESS


@pytest.mark.parametrize(
    ("entry", "value", "words"),
    [
        ("currency", "chf", "“chf” does not fit here."),
        ("country", "CHE", "This text has 3 characters; the limit is 2."),
        ("money_per_usd", 0, "This should be a number from 0.0001 to 10,000,000."),
        ("money_per_usd", "1", "This should be a number from 0.0001 to 10,000,000."),
        ("seed", 1.5, "This should be a whole number from 0 to 2,147,483,647."),
        ("sequence", -1, "This should be a whole number from 0 to 9,007,199,254,740,992."),
        (
            "started_on",
            "2027-02-30",
            "“2027-02-30” is not a valid date. Use a format such as 2027-03-19 or 19 March 2027.",
        ),
        ("priced_on", 20270303, "This should be text."),
        ("ours", "../base", "“../base” does not fit here."),
        ("experience", "not-a-key", "“not-a-key” does not fit here."),
        ("named", ["a"], "This should be a group of named entries, written in curly brackets."),
    ],
)
def test_entry_of_the_project_that_cannot_be_read_is_left_out_and_named(entry, value, words):
    told = read(project={"name": "X", entry: value})
    assert [(fault.place, str(fault.problem)) for fault in told.problems] == [(f"project.{entry}", words)]
    assert told.name == "X"


def test_names_of_own_questions_are_read_and_others_are_not():
    named = {"own.size": "Size", "own_2.size=small": "Small", "team.name": "Name", "own.gone": None, "own.blank": ""}
    assert read(project={"name": "X", "named": named}).named == {"own.size": "Size", "own_2.size=small": "Small"}


def test_names_of_own_questions_end_somewhere():
    named = {f"own.f{number}": "n" for number in range(MOST_NAMED + 5)}
    assert len(read(project={"name": "X", "named": named}).named) == MOST_NAMED


# ---------------------------------------------------------------- answers


def test_answer_is_read_with_day_author_and_note():
    (told,) = read(answers=[answer(note="n", changed_at=AT, changed_by="Bo", version=3)]).answers
    assert (told.state, told.value, told.note) == (AnswerState.KNOWN, "Ann", "n")
    assert (told.changed_at, told.changed_by, told.version) == (datetime(2027, 3, 19, 14, 30, tzinfo=UTC), "Bo", 3)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"value": "Ann"}, AnswerState.KNOWN),
        ({"state": "unknown", "owner": "Bo"}, AnswerState.UNKNOWN),
        ({"state": "not_relevant", "reason": "So."}, AnswerState.NOT_RELEVANT),
        ({"state": "blank", "note": "n"}, AnswerState.BLANK),
        ({"state": "known", "value": " "}, AnswerState.BLANK),
        ({"state": "unknown", "value": "Ann"}, AnswerState.UNKNOWN),
    ],
)
def test_answer_has_the_state_that_it_says_if_it_has_a_value(said, state):
    (told,) = read(answers=[{"field": "team.name", **said}]).answers
    assert told.state is state
    assert (told.value is not None) == (state is AnswerState.KNOWN)


def test_sum_above_a_limit_in_dollars_is_taken_in_any_currency():
    assert read(answers=[answer("budget", 500)]).answers[0].value == 500
    assert faults(answers=[answer("count", 500)]) == [
        ("answers[0].value", "“500” is too high. The most that makes sense here is 10.")
    ]


def test_answer_to_a_question_that_is_gone_is_kept_and_counted():
    told = read(answers=[answer("gone", {"any": ["thing", 1]})])
    assert (told.answers[0].value, told.archived) == ({"any": ["thing", 1]}, 1)


def test_answer_that_is_said_to_be_archived_is_kept_as_it_was():
    (told,) = read(answers=[answer("count", "a lot", archived=True)]).answers
    assert (told.state, told.value) == (AnswerState.KNOWN, "a lot")


def test_fault_of_an_answer_says_whose_it_is_and_quotes_it():
    (fault,) = read(answers=[answer("count", "a lot")]).problems
    assert (fault.field_id, fault.text, fault.row) == ("team.count", "a lot", 0)


def test_fault_of_a_cell_says_its_row_and_column():
    (fault,) = read(answers=[answer("rows", [{"what": "disk"}, {"what": 5}])]).problems
    assert (fault.field_id, fault.row, fault.column) == ("team.rows", 2, "What")


def test_answer_of_which_nothing_can_be_read_is_not_stored_unless_it_has_a_note():
    assert read(answers=[answer("count", "a lot")]).answers == ()
    assert len(read(answers=[answer("count", "a lot", note="Ask Sam")]).answers) == 1


def test_renamed_question_takes_its_answers_unless_it_has_one():
    assert [told.field_id for told in read(answers=[answer("title", "Old")]).answers] == ["team.name"]
    both = read(answers=[answer("title", "Old"), answer("name", "New")])
    assert {told.field_id: told.value for told in both.answers} == {"team.title": "Old", "team.name": "New"}
    assert both.archived == 1


@given(st.lists(st.sampled_from(["name", "count", "gone"]), max_size=6))
def test_question_has_one_answer_however_often_it_is_there(names):
    told = read(answers=[answer(name, 1 if name == "count" else "x") for name in names])
    assert len({answer.field_id for answer in told.answers}) == len(told.answers) == len(set(names))
    assert told.problem_count == len(names) - len(set(names))


# ---------------------------------------------------------------- checks

CHECKED = {"checked_at": AT, "checked_by": "Cleo", "checked_seal": "0" * 64}


def test_check_counts_where_it_is_believed_and_is_counted_where_it_is_not():
    said = [answer(**CHECKED)]
    believed = read(answers=said, believes=lambda _claim: True)
    assert believed.answers[0].check == AnswerCheck(at=datetime(2027, 3, 19, 14, 30, tzinfo=UTC), by="Cleo")
    assert believed.unbelieved == 0
    doubted = read(answers=said)
    assert (doubted.answers[0].check, doubted.unbelieved) == (None, 1)


def test_answer_that_nobody_checked_claims_nothing():
    told = read(answers=[answer()], believes=lambda _claim: True)
    assert (told.answers[0].check, told.unbelieved) == (None, 0)


def test_claim_names_project_and_scenario():
    claims = []
    read(
        project={"name": "X", "id": "0" * 36},
        answers=[answer(**CHECKED)],
        scenarios=[{"id": "lean", "name": "Lean", "answers": [answer(**CHECKED)]}],
        believes=lambda claim: claims.append(claim) or False,
    )
    assert [(claim.origin, claim.scenario) for claim in claims] == [("0" * 36, "base"), ("0" * 36, "lean")]


# ---------------------------------------------------------------- scenarios


def slugs(*rows: Any) -> list[str]:
    return [part.id for part in read(scenarios=list(rows)).scenarios]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([{"id": "lean", "name": "Lean"}], ["lean"]),
        ([{"name": "A"}, {"name": "B"}], ["scenario-1", "scenario-2"]),
        ([{"id": "lean", "name": "A"}, {"id": "lean", "name": "B"}], ["lean", "scenario-2"]),
        ([{"id": "base", "name": "A"}], ["scenario-1"]),
        ([{"name": "A"}, {"id": "scenario-1", "name": "B"}], ["scenario-2", "scenario-1"]),
        ([{"id": "scenario-2", "name": "A"}, {"name": "B"}], ["scenario-2", "scenario-3"]),
        ([5, {"name": "B"}], ["scenario-2"]),
    ],
)
def test_scenario_without_an_id_of_its_own_gets_a_free_one(rows, found):
    assert slugs(*rows) == found


@given(st.lists(st.sampled_from(["", "scenario-1", "scenario-2", "scenario-3", "base", "lean"]), max_size=6))
def test_every_scenario_has_an_id_and_the_first_of_an_id_keeps_it(ids):
    found = slugs(*({"name": "n", **({"id": slug} if slug else {})} for slug in ids))
    assert len(set(found)) == len(found) == len(ids)
    for slug in set(ids) - {"", "base"}:
        assert found[ids.index(slug)] == slug


def test_scenario_without_a_name_is_called_by_its_id():
    (part,) = read(scenarios=[{"id": "lean"}]).scenarios
    assert part.name == "lean"


def test_base_has_a_name_of_its_own():
    told = read(base={"name": "As planned", "summary": "So."})
    assert (told.base_name, told.base_summary) == ("As planned", "So.")


# ---------------------------------------------------------------- history


def change(sequence: int, version: int = 1, **more: Any) -> dict[str, Any]:
    return {"sequence": sequence, "scenario": "base", "field": "team.name", "version": version, "at": AT, **more}


def known(value: str) -> dict[str, Any]:
    return {"state": "known", "value": value}


def test_what_an_answer_was_before_is_taken_from_the_change_before():
    first, second = read(history=[change(1, after=known("a")), change(2, 2, after=known("b"))]).history
    assert (first.before, first.after) == (None, known("a"))
    assert (second.before, second.after) == (known("a"), known("b"))


def test_what_a_change_says_itself_stands():
    _first, second = read(
        history=[change(1, after=known("a")), change(2, 2, before=known("x"), after=known("b"))]
    ).history
    assert second.before == known("x")


def test_change_behind_a_gap_does_not_guess_what_was_before():
    _first, second = read(history=[change(1, after=known("a")), change(3, 3, after=known("c"))]).history
    assert second.before is None


def test_change_of_another_scenario_says_nothing_of_this_one():
    told = read(
        scenarios=[{"id": "lean", "name": "Lean"}],
        history=[change(1, after=known("a")), change(2, 2, scenario="lean", after=known("b"))],
    )
    assert told.history[1].before is None


def test_change_of_a_renamed_question_is_under_its_new_id():
    (told,) = read(history=[change(1, field="team.title", after=known("a"))]).history
    assert told.field_id == "team.name"


@pytest.mark.parametrize(("said", "goes_on_at"), [(0, 7), (7, 7), (9, 9)])
def test_count_of_changes_goes_on_above_the_last(said, goes_on_at):
    assert read(project={"name": "X", "sequence": said}, history=[change(7)]).sequence == goes_on_at


@pytest.mark.parametrize("missing", ["sequence", "scenario", "field", "version", "at"])
def test_change_that_lacks_what_it_needs_is_left_out_and_named(missing):
    entry = {key: part for key, part in change(1).items() if key != missing}
    told = read(history=[entry])
    assert told.history == ()
    assert [str(fault.problem) for fault in told.problems] == [f"“{missing}” is missing."]


# ---------------------------------------------------------------- parts of rooms above


def test_action_is_read_and_a_second_of_its_key_is_left_out():
    told = read(actions=[{"key": "a", "state": "done"}, {"key": "a", "state": "open"}, {"key": "b", "state": "open"}])
    assert [(row["key"], row["state"]) for row in told.parts["actions"]] == [("a", "done"), ("b", "open")]
    assert [str(fault.problem) for fault in told.problems] == ["“a” appears twice."]


@pytest.mark.parametrize(
    ("part", "row", "place"),
    [
        ("actions", {"key": "a", "state": "gone"}, "actions[0].state"),
        ("actions", {"state": "open"}, "actions[0]"),
        ("threads", {"kind": "question", "about": "team.name"}, "threads[0]"),
        ("threads", {"kind": "wish", "about": "team.name", "comments": []}, "threads[0].kind"),
        ("decisions", {"outcome": "go"}, "decisions[0]"),
        ("decisions", 5, "decisions[0]"),
    ],
)
def test_row_that_lacks_what_it_needs_is_left_out_and_named(part, row, place):
    told = read(**{part: [row]})
    assert told.parts[part] == ()
    assert told.problems[0].place == place


# ---------------------------------------------------------------- no project file


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This file is not a project file: its text stops making sense in line 1, at character 1."),
        (b"%PDF-1.7", "This file is a PDF document, whatever its name says. Nothing in it can be read here."),
        (b"PK\x03\x04xl/workbook", "This file is an Excel workbook, whatever its name says."),
        (b'{"format": "other"}', "This file is not a project file of Plumbline."),
        (b'{"a": Infinity}', "This file is not a project file: it has “Infinity” where a number should be."),
        (b'{"format": "plumbline.project", "format_version": 99}', "This file has format version 99; this Plumbline"),
    ],
)
def test_file_of_another_kind_is_refused_with_what_it_is(data, words):
    with pytest.raises(BrokenDocument) as refused:
        parse_document(data, CATALOGUE)
    assert str(refused.value).startswith(words)


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_with_words_or_read(data):
    try:
        told = parse_document(data, CATALOGUE)
    except BrokenDocument:
        return
    assert told.name
