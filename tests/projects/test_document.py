"""The project file: whatever this Plumbline wrote it reads again, and one fault costs one part, not the file."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.document import UnreadableParts, dump_project, load_project, sample_document, written
from projects.domain import answers as domain
from projects.domain.answers import AnswerState
from projects.domain.document import BrokenDocument, parse_document
from projects.domain.document_format import VERSION, schema
from projects.domain.values import plain_text
from projects.models import BASE, Answer, Change, Project, Scenario
from projects.saving import save_answer, take_base, undo


def document(**changes):
    return {"format": "plumbline.project", "format_version": 1, "project": {"name": "X"}} | changes


def read(data):
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return parse_document(raw, get_catalogue())


def refuse(data):
    with pytest.raises(BrokenDocument) as refused:
        read(data)
    return str(refused.value)


def faults(**changes):
    """Return place and words of everything that cannot be read."""
    return [(fault.place, str(fault.problem)) for fault in read(document(**changes)).problems]


def again(project, **options):
    return load_project(written(dump_project(project, **options)), owner=None)


# ---------------------------------------------------------------- out and in


def test_project_goes_out_and_in_without_loss(sample):
    first = dump_project(sample)
    assert dump_project(again(sample)) == first


@pytest.mark.parametrize("name", ["claims.json"])
def test_shipped_sample_has_nothing_that_cannot_be_read(name):
    assert read((settings.FIXTURES / "samples" / name).read_bytes()).problems == ()


def test_sample_and_export_fit_the_published_schema(sample):
    assert schema()["$id"] == "urn:plumbline:project:2"
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(sample_document()), schema())
    jsonschema.validate(dump_project(sample), schema())
    save_answer(sample.scenarios.get(slug=BASE), said("problem.statement", "New", version=1), token="t", who="Dana")
    jsonschema.validate(dump_project(sample, with_history=True), schema())


def test_document_says_the_newest_version(sample):
    assert dump_project(sample)["format_version"] == VERSION == 2


@pytest.mark.parametrize("version", [1, 2])
def test_both_versions_are_read(version):
    assert read(document(format_version=version)).problems == ()


def test_day_and_author_of_an_answer_come_along(project, base):
    given_at = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    row(base, "problem.statement", value="Mail", changed_at=given_at, changed_by="Dana")
    stored = Answer.objects.get(scenario__project=again(project))
    assert (stored.changed_at, stored.changed_by) == (given_at, "Dana")


def test_name_of_the_base_comes_along(project, base):
    Scenario.objects.filter(pk=base.pk).update(name="As agreed", summary="In May")
    stored = again(project).scenarios.get(slug=BASE)
    assert (stored.name, stored.summary) == ("As agreed", "In May")


def test_answer_of_a_question_that_is_gone_comes_along(project, base):
    row(base, "compute.hosting_per_gpu_month", value={"low": 1, "likely": 2, "high": 3}, note="As billed")
    stored = Answer.objects.get(scenario__project=again(project))
    assert (stored.field_id, stored.note) == ("compute.hosting_per_gpu_month", "As billed")
    assert stored.value == {"low": 1, "likely": 2, "high": 3}


def test_answer_that_no_longer_fits_its_question_comes_along_as_archived(project, base):
    row(base, "why.volume", value="plenty")
    assert dump_project(project)["answers"][0]["archived"] is True
    assert Answer.objects.get(scenario__project=again(project)).value == "plenty"


def test_sum_beyond_the_limit_of_dollars_is_not_archived(project, base):
    largest = get_catalogue().fields["compute.egress_price"].maximum
    value = {"low": largest, "likely": largest, "high": largest * 2}
    row(base, "compute.egress_price", value=value)
    assert "archived" not in dump_project(project)["answers"][0]


def test_archived_answers_count(db):
    assert read(document(answers=[{"field": "gone.long_ago", "value": 1}])).archived == 1


# ---------------------------------------------------------------- any project

WORDS = st.text(max_size=30).map(plain_text)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e12, 1e12)
LEAVES = st.none() | st.booleans() | NUMBERS | WORDS
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)
MOMENTS = st.datetimes(datetime(1990, 1, 2), datetime(2200, 12, 30), timezones=st.just(UTC))
GIVEN = {row["field"]: row["value"] for row in json.loads(sample_document())["answers"] if "value" in row}


def stored_answers(field_ids):
    """Return rows of a database: values that fit, that no longer fit, of questions that are gone, or none."""

    def of(field_id):
        values = ANYTHING.filter(lambda value: value not in (None, "", []))
        if field_id in GIVEN:
            values |= st.just(GIVEN[field_id])
        common = {"field_id": st.just(field_id), "note": WORDS, "changed_at": MOMENTS, "changed_by": WORDS}
        known = st.fixed_dictionaries(common | {"state": st.just(AnswerState.KNOWN), "value": values})
        days = st.dates(date(1990, 1, 1), date(2200, 12, 31))
        unknown = common | {"state": st.just(AnswerState.UNKNOWN), "owner": WORDS, "find_out_by": st.none() | days}
        other = common | {"state": st.sampled_from([AnswerState.BLANK, AnswerState.NOT_RELEVANT]), "reason": WORDS}
        return known | st.fixed_dictionaries(unknown) | st.fixed_dictionaries(other)

    chosen = st.lists(st.sampled_from(field_ids), unique=True, max_size=5)
    return chosen.flatmap(lambda ids: st.tuples(*map(of, ids)))


FIELD_IDS = sorted([*get_catalogue().fields, "compute.hosting_per_gpu_month", "gone.x"])


@pytest.mark.parametrize("with_history", [False, True])
@effort(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=stored_answers(FIELD_IDS), own=stored_answers(FIELD_IDS), name=WORDS.filter(bool))
def test_any_project_goes_out_and_in_without_loss(db, with_history, rows, own, name):
    project = Project.objects.create(name=name)
    base = Scenario.objects.create(project=project, slug=BASE, name="Base")
    other = Scenario.objects.create(project=project, slug="other", name=name, position=1)
    Answer.objects.bulk_create(
        Answer(scenario=scenario, version=1, **fields)
        for scenario, part in ((base, rows), (other, own))
        for fields in part
    )
    for number, fields in enumerate(rows):
        save_answer(other, said(fields["field_id"], f"{number}", version=0), token=f"t{number}", who="Dana")
    project.refresh_from_db()
    first = dump_project(project, with_history=with_history)
    jsonschema.validate(first, schema())
    assert dump_project(again(project, with_history=with_history), with_history=with_history) == first


def said(field_id, value, version=0):
    return domain.Answer(field_id=field_id, state=AnswerState.KNOWN, value=value, version=version)


def row(scenario, field_id, **fields):
    return Answer.objects.create(scenario=scenario, field_id=field_id, state=AnswerState.KNOWN, version=1, **fields)


# ---------------------------------------------------------------- history


@pytest.fixture
def changed(project, base):
    """Two changes of the base, a scenario that differed once, and an undo."""
    save_answer(base, said("problem.statement", "First"), token="a", who="Dana")
    save_answer(base, said("problem.statement", "Second", version=1), token="b", who="Robin")
    lean = Scenario.objects.create(project=project, slug="lean", name="Lean", position=1)
    save_answer(lean, said("problem.statement", "Own"), token="c", who="Dana")
    take_base(lean, "problem.statement", version=1, token="d", who="Dana")
    undo(Change.objects.get(sequence=2), token="e", who="Dana")
    project.refresh_from_db()
    return project


def changes_of(project):
    names = ("sequence", "scenario__slug", "field_id", "version", "before", "after", "who", "at", "undoes")
    return list(project.changes.order_by("sequence").values_list(*names))


def test_history_comes_along_where_it_is_asked_for(changed):
    assert changes_of(again(changed, with_history=True)) == changes_of(changed)
    assert changes_of(again(changed)) == []


def test_count_of_changes_goes_on_where_the_history_ended(changed):
    made = again(changed, with_history=True)
    assert made.sequence == 5
    content = said("problem.statement", "Fourth", version=3)
    assert save_answer(made.scenarios.get(slug=BASE), content, token="x", who="").sequence == 6


def test_change_that_was_imported_can_be_undone(changed):
    made = again(changed, with_history=True)
    undo(made.changes.get(sequence=5), token="x", who="Dana")
    assert made.scenarios.get(slug=BASE).answers.get().value == "Second"


def test_what_an_answer_was_before_is_said_once(project, base):
    row(base, "problem.statement", value="Imported")
    for version in (1, 2):
        save_answer(base, said("problem.statement", f"{version}", version), token=f"{version}", who="")
    entries = dump_project(project, with_history=True)["history"]
    assert [entry.get("before", {}).get("value") for entry in entries] == ["Imported", None]


def test_change_of_a_deleted_scenario_stays_behind(changed):
    changed.scenarios.get(slug="lean").put_in_bin()
    assert [entry["sequence"] for entry in dump_project(changed, with_history=True)["history"]] == [1, 2, 5]


def test_history_larger_than_a_file_keeps_its_newest_changes(project, base):
    text = "x" * 380_000
    for number in range(14):
        content = {"state": "known", "value": f"{number}{text}"}
        Change.objects.create(
            project=project, sequence=number + 1, scenario=base, field_id="a.b", version=number + 1, token=str(number),
            before=content | {"value": f"{number - 1}{text}"} if number else None, after=content,
        )  # fmt: skip
    data = written(dump_project(project, with_history=True))
    assert len(data) < 4_000_000
    assert [entry.sequence for entry in read(data).history] == list(range(6, 15))
    assert read(data).history[0].before["value"][0] == "4"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"scenario": "gone"}, ("history[0].scenario", "The file has no scenario “gone”.")),
        (
            {"at": "yesterday"},
            ("history[0].at", "“yesterday” is not a point in time. Write it such as 2027-03-19T14:30:00+00:00."),
        ),
        ({"sequence": 0}, ("history[0].sequence", "This should be a whole number from 1 to 9,007,199,254,740,992.")),
        ({"who": 7}, ("history[0].who", "This should be text.")),
    ],
)  # fmt: skip
def test_change_that_cannot_be_read_is_listed(changes, fault):
    entry = {"sequence": 1, "scenario": "base", "field": "a.b", "version": 1, "at": "2027-03-19T14:30:00Z"}
    assert faults(history=[entry | changes]) == [fault]


# ---------------------------------------------------------------- no project file


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[" * 100_000, "This file is nested too deeply to be a project file."),
        (b"{}", "This file is not a project file of Plumbline."),
        (b"[]", "This file is not a project file of Plumbline."),
        (b'{"a": 1, "a": 2}', "“a” appears twice."),
        (b'{"a": NaN}', "This file is not a project file: it has “NaN” where a number should be."),
        (b'{"a": ' + b"9" * 5000 + b"}", "This file is not a project file: it has “99999…” where a number should be."),
        (b"x" * 4_000_001, "This file is too large to be a project."),
        ("{}".encode("utf-16"), "This file is not a project file: it is not text in UTF-8."),
        (
            b'{"a": 1,\n "b" 2}',
            "This file is not a project file: its text stops making sense in line 2, at character 6.",
        ),
        (b'{"format": "plumbline.project", "format_version": 3}',
         "This file has format version 3; this Plumbline reads versions up to 2."),
    ],
)  # fmt: skip
def test_file_that_is_no_document_is_refused_in_plain_words(data, message):
    assert refuse(data) == message


def test_byte_order_mark_is_taken():
    assert read(("\ufeff" + json.dumps(document())).encode()).name == "X"


# ---------------------------------------------------------------- parts that cannot be read


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"answers": [{"field": "Evil Field", "value": 1}]}, "answers[0].field", "“Evil Field” does not fit here."),
        ({"answers": [{"value": 1}]}, "answers[0]", "“field” is missing."),
        ({"answers": [7]}, "answers[0]", "This should be a group of named entries, written in curly brackets."),
        ({"answers": {}}, "answers", "This should be a list, written in square brackets."),
        (
            {"answers": [{"field": "why.volume", "value": {"low": 3, "likely": 2, "high": 1}}]},
            "answers[0].value",
            f"The value cannot be an answer to “{get_catalogue().fields['why.volume'].label}”.",
        ),
        (
            {"answers": [{"field": "problem.statement", "value": "a", "__proto__": {}}]},
            "answers[0].__proto__",
            "A project file has no entry “__proto__” here.",
        ),
        (
            {"answers": [{"field": "problem.statement", "value": "a"}] * 2},
            "answers[1]",
            "“problem.statement” appears twice.",
        ),
        (
            {"answers": [{"field": "problem.statement", "state": "maybe", "value": "a"}]},
            "answers[0].state",
            "“maybe” is not one of these: blank, known, unknown, not_relevant.",
        ),
        ({"scenarios": [{"id": "../x", "name": "n"}]}, "scenarios[0].id", "“../x” does not fit here."),
        ({"scenarios": [{"id": "base", "name": "n"}]}, "scenarios[0].id", "“base” appears twice."),
        ({"project": {"name": "X", "owner": 1}}, "project.owner", "A project file has no entry “owner” here."),
        ({"project": {"name": ""}}, "project", "“name” is missing."),
        (
            {"project": {"name": "X", "currency": "euro"}},
            "project.currency",
            "This text has 4 characters; the limit is 3.",
        ),
        (
            {"project": {"name": "X", "seed": -1}},
            "project.seed",
            "This should be a whole number from 0 to 2,147,483,647.",
        ),
        (
            {"answers": [{"field": "gone.x", "value": 1e300}]},
            "answers[0].value",
            "This is too large or too deeply nested for one answer.",
        ),
    ],
)  # fmt: skip
def test_part_that_cannot_be_read_is_named_with_its_place(changes, place, words):
    assert faults(**changes) == [(place, words)]


def test_all_faults_are_listed_and_everything_else_is_read():
    text = {"field": "problem.statement", "value": "Kept"}
    bad = [{"field": "why.volume", "value": "plenty"}, {"field": "problem.monthly_cost", "value": [1]}, {"field": 3}]
    told = read(document(answers=[bad[0], text, *bad[1:]], scenarios=[{"id": "a", "name": "A", "answers": [bad[0]]}]))
    assert [fault.place for fault in told.problems] == [
        "answers[0].value",
        "answers[2].value",
        "answers[3].field",
        "scenarios[0].answers[0].value",
    ]
    assert [answer.field_id for answer in told.answers] == ["problem.statement"]
    assert [scenario.id for scenario in told.scenarios] == ["a"]


def test_value_that_cannot_be_read_leaves_its_note():
    told = read(document(answers=[{"field": "why.volume", "value": "plenty", "note": "Ask Sam"}]))
    assert [(answer.state, answer.note) for answer in told.answers] == [(AnswerState.BLANK, "Ask Sam")]


def test_bad_cell_costs_the_cell_and_not_the_table():
    people = [
        {"role": "data_engineer", "seniority": "senior"},
        {"role": "data_engineer", "share_pct": "half", "colour": 1},
    ]
    told = read(document(answers=[{"field": "team.roles", "value": people}]))
    assert [(fault.place, fault.row) for fault in told.problems] == [
        ("answers[0].value[1].share_pct", 2),
        ("answers[0].value[1].colour", 2),
    ]
    assert told.answers[0].value == [people[0], {"role": "data_engineer"}]


def test_scenario_without_an_id_keeps_its_answers():
    part = {"name": "A", "answers": [{"field": "problem.statement", "value": "Kept"}]}
    told = read(document(scenarios=[part]))
    assert [(scenario.id, scenario.name, len(scenario.answers)) for scenario in told.scenarios] == [
        ("scenario-1", "A", 1)
    ]


@pytest.mark.django_db
def test_scenarios_of_one_name_get_numbers():
    parts = [{"id": f"s{number}", "name": name} for number, name in enumerate(["BASE", "Lean", "Lean", "x" * 80])]
    made = load_project(json.dumps(document(scenarios=[*parts, {"id": "s4", "name": "X" * 80}])).encode(), owner=None)
    names = list(made.scenarios.order_by("position").values_list("name", flat=True))
    assert names == ["Base", "BASE (2)", "Lean", "Lean (2)", "x" * 80, "X" * 76 + " (2)"]


def test_scenarios_beyond_the_limit_are_left_out_and_said():
    parts = [{"id": f"s{number}", "name": "n"} for number in range(22)]
    told = read(document(scenarios=parts))
    assert (len(told.scenarios), [str(fault.problem) for fault in told.problems]) == (
        20,
        ["At most 20 fit here; the ones after it are left out."],
    )


def test_flood_of_faults_is_counted_and_its_list_stays_short():
    told = read(document(answers=[1] * 5_000))
    assert (told.problem_count, len(told.problems)) == (5_000, 1_000)


def test_deep_value_of_a_gone_question_is_refused():
    deep = json.loads("[" * 50 + "]" * 50)
    assert [place for place, _ in faults(answers=[{"field": "gone.x", "value": deep}])] == ["answers[0].value"]


def test_broken_document_leaves_nothing_behind(browser_row):
    with pytest.raises(UnreadableParts):
        load_project(json.dumps(document(answers=[{"field": "x"}])).encode(), owner=browser_row)
    assert not Project.objects.exists()


def test_document_is_stored_without_what_cannot_be_read_where_the_person_says_so(browser_row):
    answers = [{"field": "problem.statement", "value": "Kept"}, {"field": "why.volume", "value": "plenty"}]
    made = load_project(json.dumps(document(answers=answers)).encode(), owner=browser_row, leave_out=True)
    assert list(made.scenarios.get().answers.values_list("field_id", flat=True)) == ["problem.statement"]


def ledger_with(**changes):
    return replace(get_catalogue(), **changes)


def test_answer_of_a_renamed_question_is_read_under_its_new_id():
    catalogue = ledger_with(renamed={"old.statement": "problem.statement"})
    data = json.dumps(document(answers=[{"field": "old.statement", "value": "Kept"}])).encode()
    assert [answer.field_id for answer in parse_document(data, catalogue).answers] == ["problem.statement"]


def test_answer_under_the_former_id_stays_archived_beside_one_under_the_new_id():
    catalogue = ledger_with(renamed={"old.statement": "problem.statement"})
    answers = [{"field": "old.statement", "value": "Old"}, {"field": "problem.statement", "value": "New"}]
    told = parse_document(json.dumps(document(answers=answers)).encode(), catalogue)
    assert {answer.field_id: answer.value for answer in told.answers} == {
        "old.statement": "Old",
        "problem.statement": "New",
    }
    assert told.archived == 1


@pytest.mark.parametrize("field_id", [[1], {}, None, True])
def test_id_of_any_kind_is_a_fault_and_no_crash(field_id):
    assert len(faults(answers=[{"field": field_id, "value": 1}])) == 1


CASES = sorted((Path(__file__).parent / "documents").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_file_of_somebody_else_is_imported_and_comes_back_equal(path, db):
    made = load_project(path.read_bytes(), owner=None)
    first = dump_project(made)
    assert dump_project(load_project(written(first), owner=None)) == first
    told = json.loads(path.read_text())
    assert {row["field"] for row in first["answers"]} == {row["field"] for row in told["answers"]}
