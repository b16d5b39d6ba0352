from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from projects import apps
from projects.catalogue import ORDER, get_catalogue, section_paths
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile, read_data_file
from projects.domain.draws import Draws
from projects.domain.expressions import visible_answers
from projects.domain.fields import Catalogue, Choice, FieldType
from projects.domain.loading import load_catalogue, load_word_lists
from projects.domain.reader import Reader

GOOD = """\
id = "small"
title = "A small section"
intro = "Three questions."

[[part]]
id = "first"
letter = "A"
title = "First"
minutes = 4
minutes_quick = 1

[[question]]
id = "small.name"
legacy_id = "A1"
part = "first"
title = "Name"
question = "What is it called?"
quick = true
follow_ups = ["And why?"]

[[question.field]]
id = "small.name"
label = "Name"
type = "short_text"
max_length = 50

[[question]]
id = "small.kind"
legacy_id = "A2"
part = "first"
title = "Kind"
question = "Which kind?"
condition = { when = "answered(small.name)", reason = "Only asked of what has a name." }

[[question.field]]
id = "small.kind"
label = "Kind"
type = "one_choice"
choices = [
  { value = "big", label = "Big" },
  { value = "tiny", label = "Tiny", hint = "Fits in a pocket." },
]

[[question.field]]
id = "small.rows"
label = "Rows"
type = "table"
max_rows = 4
when = "small.kind == 'big'"
columns = [
  { id = "what", label = "What", type = "short_text", unit = "" },
  { id = "share", label = "Share", type = "number", unit = "%", min = 0, max = 100 },
]

[[question.field]]
id = "small.hours"
label = "Hours"
type = "range"
unit = "hours"
min = 0
max = 10
optional = true
default = { low = 1, likely = 2, high = 4 }
default_source = "Plumbline's proposal."
default_date = 2026-11-16
"""

CHECKLIST = """\
id = "list"
title = "A checklist"
minutes = 2

[[answer]]
value = 0
label = "No"

[[answer]]
value = 1
label = "Weak"

[[answer]]
value = 2
label = "Partly"

[[answer]]
value = 3
label = "Yes"

[[answer]]
value = 4
label = "Yes, with evidence"

[[dimension]]
id = "people"
title = "People"
asks = "Does anybody want it?"

[[item]]
id = "list.01"
legacy_id = "1"
dimension = "people"
statement = "Somebody wants it."
gate = "hard"
anchors = ["Nobody.", "One.", "Two.", "Three.", "All."]
why = "Tools without users die."

[[item]]
id = "list.02"
legacy_id = "2"
dimension = "people"
statement = "Somebody pays."
gate = "none"
anchors = ["Nobody.", "One.", "Two.", "Three.", "All."]
why = "Somebody has to."
"""


def write(folder: Path, text: str, name: str = "small.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, text: str) -> Catalogue:
    return load_catalogue([write(folder, text)], {"vague": ["insights"]})


def refusal(folder: Path, old: str, new: str, text: str = GOOD) -> str:
    """Return the message for a file in which one thing was replaced."""
    assert old in text
    with pytest.raises(BrokenDataFile) as caught:
        load(folder, text.replace(old, new, 1))
    return str(caught.value)


def line_with(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


def test_section_has_parts_questions_and_fields(tmp_path):
    section = load(tmp_path, GOOD).sections["small"]
    assert (section.title, section.intro, section.minutes) == ("A small section", "Three questions.", 4)
    assert [(part.letter, part.title, part.minutes_quick) for part in section.parts] == [("A", "First", 1)]
    assert [(asked.ref, asked.quick, asked.follow_ups) for asked in section.questions] == [
        ("A1", True, ("And why?",)),
        ("A2", False, ()),
    ]
    assert section.questions[1].when_reason == "Only asked of what has a name."


def test_fields_keep_their_types_limits_and_conditions(tmp_path):
    fields = load(tmp_path, GOOD).fields
    assert fields["small.name"].max_length == 50
    assert fields["small.kind"].choice("tiny") == Choice(value="tiny", label="Tiny", hint="Fits in a pocket.")
    rows = fields["small.rows"]
    assert (rows.type, rows.max_rows, rows.when) == (FieldType.TABLE, 4, "small.kind == 'big'")
    assert [(column.id, column.unit, column.maximum) for column in rows.columns] == [
        ("what", "", None),
        ("share", "%", 100),
    ]


def test_default_is_kept_with_its_source_and_day(tmp_path):
    hours = load(tmp_path, GOOD).fields["small.hours"]
    assert hours.default == {"low": 1.0, "likely": 2.0, "high": 4.0}
    assert (hours.default_source, hours.default_date, hours.optional) == ("Plumbline's proposal.", "2026-11-16", True)


def test_checklist_items_become_questions_on_a_scale(tmp_path):
    section = load(tmp_path, CHECKLIST).sections["list"]
    first, second = section.questions
    assert (first.ref, first.title, first.part, first.why) == ("1", "Somebody wants it.", "people", first.why)
    assert first.fields[0].type is FieldType.SCALE
    assert first.fields[0].choices[4] == Choice(value=4, label="Yes, with evidence", hint="All.")
    assert (first.quick, second.quick) == (True, False)
    assert [(part.id, part.purpose, part.minutes) for part in section.parts] == [("people", "Does anybody want it?", 2)]


def test_word_lists_are_read(tmp_path):
    path = write(tmp_path, '[word_list]\nvague = ["insights", "synergies"]\n')
    assert load_word_lists(path) == {"vague": ("insights", "synergies")}


# Each fault once: what is replaced by what, the line that is named (by a piece of its text), and the reason.
@pytest.mark.parametrize("day", ["2026-12-01", '"2026-12-01"'])
def test_default_may_say_from_which_day_it_counts(tmp_path, day):
    asked = load(tmp_path, GOOD.replace("default_date = 2026-11-16", f"default_from = {day}"))
    assert asked.fields["small.hours"].default_from == "2026-12-01"
    began = date(2026, 11, 30), date(2026, 12, 1)
    assert [asked.withheld(day) for day in began] == [("small.hours",), ()]


def test_withheld_default_leaves_a_field_that_nobody_answers(tmp_path):
    asked = load(tmp_path, GOOD).without_defaults(["small.hours"])
    hours = asked.fields["small.hours"]
    assert (hours.default, hours.default_source, hours.default_date) == (None, "", "")
    assert Reader(Answers({}), asked.fields, Draws(1, 100)).term("small.hours") is None


FAULTS = [
    (
        "unknown type",
        'type = "short_text"\n',
        'type = "essay"\n',
        'type = "essay"',
        "type of small.name must be",
    ),
    ("missing type", 'type = "short_text"\n', "", '[[question.field]]\nid = "small.name"', "small.name has no type"),
    ("missing label", 'label = "Name"\n', "", '[[question.field]]\nid = "small.name"', "small.name has no label"),
    ("empty label", 'label = "Name"', 'label = ""', 'label = ""', "label of small.name is empty"),
    ("duplicate id", 'id = "small.rows"', 'id = "small.name"', None, "id small.name occurs twice"),
    ("badly formed id", 'id = "small.rows"', 'id = "Rows!"', 'id = "Rows!"', "'Rows!' is no id"),
    (
        "question without its field",
        'id = "small.kind"\nlabel',
        'id = "small.sort"\nlabel',
        None,
        "a first field",
    ),
    ("duplicate number", 'legacy_id = "A2"', 'legacy_id = "A1"', None, "legacy_id A1 occurs twice"),
    ("unknown part", 'part = "first"', 'part = "last"', 'part = "last"', "small.name belongs to an unknown part last"),
    ("unknown key", "quick = true", "fast = true", "fast = true", "small.name has an unknown key fast"),
    ("wrong type of a key", "quick = true", 'quick = "yes"', 'quick = "yes"', "must be true or false, not 'yes'"),
    ("wrong list", '["And why?"]', "[1]", "follow_ups", "follow_ups of small.name must be a list of texts"),
    ("zero length", "max_length = 50", "max_length = 0", "max_length = 0", "max_length of small.name must be above 0"),
    ("choices missing", "choices = [\n", "old = [\n", None, "small.kind is a one_choice and needs choices"),
    ("duplicate choice", 'value = "tiny"', 'value = "big"', 'value = "big", label = "Tiny"', "value big occurs twice"),
    ("unlabelled choice", 'value = "tiny", label = "Tiny"', 'value = "tiny"', 'value = "tiny"', "tiny has no label"),
    ("unknown column key", 'label = "Share"', 'label = "Share", hue = 1', "hue = 1", "share has an unknown key hue"),
    (
        "table in a table",
        '"number", unit = "%"',
        '"table", unit = "%"',
        '"table", unit',
        "type of share must be",
    ),
    (
        "counts of what no column says",
        'id = "share"',
        'id = "share", counts = "what"',
        'counts = "what"',
        "share needs to be a number of what a column with choices says",
    ),
    ("duplicate column", 'id = "share"', 'id = "what"', 'id = "what", label = "Share"', "id what occurs twice"),
    ("unit of a text", "max_length = 50", 'unit = "m"', 'unit = "m"', "small.name is a short_text and has no unit"),
    ("range without unit", 'unit = "hours"\n', "", None, "small.hours is a range and needs a unit"),
    ("limits turned round", "min = 0\nmax = 10", "min = 11\nmax = 10", "min = 11", "min of small.hours is above max"),
    ("limits of a text", "max_length = 50", "max = 50", "max = 50", "small.name is a short_text and has no limits"),
    (
        "default without source",
        "default_source",
        "help",
        "default = {",
        "small.hours has no default_source",
    ),
    (
        "default out of limits",
        "high = 4",
        "high = 40",
        "default = {",
        "“40” is too high",
    ),
    ("default turned round", "low = 1", "low = 9", "default = {", "the default of small.hours is no answer to it"),
    (
        "source without default",
        "default = {",
        "help = '' #",
        "default_source",
        "a source for a default",
    ),
    ("bad day", "2026-11-16", '"soon"', 'default_date = "soon"', "default_date of small.hours must be a day"),
    (
        "default from no day",
        "default_date = 2026-11-16",
        'default_from = "next year"',
        "default_from",
        "default_from of small.hours must be a day such as 2026-11-16",
    ),
    (
        "default from a moment",
        "default_date = 2026-11-16",
        "default_from = 2026-12-01T08:00:00",
        "default_from",
        "default_from of small.hours must be a day such as 2026-11-16",
    ),
    (
        "default from a number",
        "default_date = 2026-11-16",
        "default_from = 2026",
        "default_from",
        "default_from of small.hours must be a day such as 2026-11-16",
    ),
    (
        "day of a default that there is not",
        "max_length = 50",
        "default_from = 2026-12-01",
        "default_from",
        "small.name says from when a default counts that it does not have",
    ),
    ("unreadable rule", "small.kind == 'big'", "small.kind ==", 'when = "small.kind =="', "the rule cannot be read"),
    ("rule on no field", "small.kind == 'big'", "small.size == 'big'", "small.size", "there is no field small.size"),
    ("rule on no choice", "small.kind == 'big'", "small.kind == 'huge'", "'huge'\"", "small.kind has no choice 'huge'"),
    (
        "rule on itself",
        "answered(small.name)",
        "answered(small.kind)",
        "condition =",
        "in a circle: small.kind → small.kind",
    ),
    ("rules in a circle", "answered(small.name)", "answered(small.rows)", "", "in a circle: small."),
    ("condition without reason", ', reason = "Only asked of what has a name."', "", "condition =", "has no reason"),
    ("stray blank", 'title = "Kind"', 'title = "Kind "', 'title = "Kind "', "begins or ends with a blank"),
]


@pytest.mark.parametrize(("old", "new", "place", "reason"), [pytest.param(*row[1:], id=row[0]) for row in FAULTS])
def test_faulty_section_is_refused_with_line_and_reason(tmp_path, old, new, place, reason):
    message = refusal(tmp_path, old, new)
    broken = GOOD.replace(old, new, 1)
    where, _, what = message.partition(": ")
    assert reason in what
    name, _, line = where.partition(", line ")
    assert name == "small.toml"
    if place:
        assert broken[: broken.index(place)].count("\n") + 1 == int(line)
    else:
        assert int(line) > 1


CHECKLIST_FAULTS = [
    ("unknown dimension", 'dimension = "people"', 'dimension = "money"', "unknown dimension money"),
    ("unknown gate", 'gate = "hard"', 'gate = "iron"', "gate of list.01 must be one of none, soft, hard"),
    ("four anchors", ', "All."]', "]", "list.01 needs five anchors"),
    ("short scale", "value = 4", "value = 5", "run from 0 to 4"),
    ("duplicate item", 'id = "list.02"', 'id = "list.01"', "id list.01 occurs twice"),
    ("unknown key", "why = ", "because = ", "list.01 has no why"),
]


@pytest.mark.parametrize(("old", "new", "reason"), [pytest.param(*row[1:], id=row[0]) for row in CHECKLIST_FAULTS])
def test_faulty_checklist_is_refused(tmp_path, old, new, reason):
    assert reason in refusal(tmp_path, old, new, CHECKLIST)


def test_second_of_two_equal_fields_is_the_one_named(tmp_path):
    message = refusal(tmp_path, 'id = "small.rows"', 'id = "small.name"')
    assert message == f"small.toml, line {line_with(GOOD, 'small.rows')}: id small.name occurs twice"


def test_syntax_error_names_its_line(tmp_path):
    message = refusal(tmp_path, 'letter = "A"', "letter = A")
    assert message == "small.toml, line 7: Invalid value"


def test_unfinished_file_names_its_last_line(tmp_path):
    with pytest.raises(BrokenDataFile) as caught:
        load(tmp_path, 'id = "small"\ntitle = """never ends\n')
    assert caught.value.line == 2


def test_file_that_is_no_text_names_the_line(tmp_path):
    path = tmp_path / "small.toml"
    path.write_bytes(b'id = "small"\ntitle = "\xff\xfe"\n')
    with pytest.raises(BrokenDataFile, match=r"small\.toml, line 2: is not UTF-8 text"):
        load_catalogue([path], {})


def test_missing_file_is_named(tmp_path):
    with pytest.raises(BrokenDataFile, match=r"^gone\.toml: cannot be read"):
        load_catalogue([tmp_path / "gone.toml"], {})


def test_windows_line_ends_do_not_matter(tmp_path):
    path = tmp_path / "small.toml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert list(load_catalogue([path], {}).fields) == ["small.name", "small.kind", "small.rows", "small.hours"]


def test_id_used_in_two_files_is_refused(tmp_path):
    one, two = write(tmp_path, GOOD), write(tmp_path, GOOD.replace('"small"', '"other"'), "other.toml")
    with pytest.raises(BrokenDataFile, match=r"other\.toml, line 22: id small\.name occurs twice"):
        load_catalogue([one, two], {})


def test_section_used_in_two_files_is_refused(tmp_path):
    other = GOOD.replace("small.", "other.")
    with pytest.raises(BrokenDataFile, match=r"other\.toml, line 1: section small occurs twice"):
        load_catalogue([write(tmp_path, GOOD), write(tmp_path, other, "other.toml")], {})


@pytest.mark.parametrize("first", ["small", "other"])
def test_condition_may_look_at_any_section(tmp_path, first):
    other = GOOD.replace("small", "other").replace("answered(other.name)", "answered(small.kind)")
    paths = {"small": write(tmp_path, GOOD), "other": write(tmp_path, other, "other.toml")}
    catalogue = load_catalogue(sorted(paths.values(), key=lambda path: path.stem != first), {})
    assert next(iter(catalogue.sections)) == first
    order = catalogue.asking_order
    assert order.index("small.name") < order.index("small.kind") < order.index("other.kind")
    assert sorted(order) == sorted(catalogue.fields)


def test_answer_counts_whatever_place_its_condition_looks_at(tmp_path):
    other = GOOD.replace("small", "other").replace("answered(other.name)", "answered(small.kind)")
    paths = [write(tmp_path, other, "other.toml"), write(tmp_path, GOOD)]
    catalogue = load_catalogue(paths, {})
    ids = ("other.kind", "small.kind", "small.name")
    said = [Answer(field_id=field_id, state=AnswerState.KNOWN, value="big") for field_id in ids]
    answers = Answers({answer.field_id: answer for answer in said})
    assert list(visible_answers(catalogue, answers)) == ["other.kind", "small.name", "small.kind"]
    hidden = Answers({answer.field_id: answer for answer in said if answer.field_id != "small.name"})
    assert list(visible_answers(catalogue, hidden)) == []


def test_tables_in_one_line_are_found_too(tmp_path):
    path = write(tmp_path, 'part = [\n  { id = "a", title = "A" },\n  { id = "b", colour = "red" },\n]\n')
    second = read_data_file(path).tables("part")[1]
    assert (second.line_of(""), second.line_of("colour")) == (3, 3)


def numbers():
    """Every field and column of the shipped sections that takes a number, by its name."""
    for field in get_catalogue().fields.values():
        for name, part in ((field.id, field), *((f"{field.id}/{column.id}", column) for column in field.columns)):
            if part.type in {FieldType.NUMBER, FieldType.RANGE}:
                yield name, part


def test_only_a_measure_of_success_may_be_below_nothing():
    assert {name for name, part in numbers() if part.minimum is None} == {"success.baseline", "success.target"}


def test_share_of_all_cases_or_of_a_working_week_ends_at_100():
    found = {name: part.maximum for name, part in numbers() if part.unit == "%"}
    assert (found["tried.simplest/share"], found["plan.people/share"], found["value.coverage"]) == (100, 100, 100)
    assert None not in found.values()


def test_shipped_sections_stand_in_the_order_of_the_task_list():
    ids = list(get_catalogue().sections)
    assert ids == [section for section in ORDER if section in ids]


def test_sections_of_somebody_else_come_last(tmp_path):
    (tmp_path / "sections").mkdir()
    for name in ("custom", "value", "problem"):
        write(tmp_path / "sections", "", f"{name}.toml")
    assert [path.stem for path in section_paths(tmp_path)] == ["problem", "value", "custom"]


@pytest.fixture
def loaders(monkeypatch):
    """What reads data files, none at first."""
    monkeypatch.setattr(apps, "_LOADERS", {})


def test_start_is_refused_with_file_line_and_reason(tmp_path, loaders):
    def broken() -> Catalogue:
        return load(tmp_path, GOOD.replace('letter = "A"', "letter = A"))

    with pytest.raises(ImproperlyConfigured, match=r"small\.toml, line 7: Invalid value"):
        apps.refuse_broken_files("projects", broken)
    assert [error.msg for error in apps.check_data_files()] == ["small.toml, line 7: Invalid value"]


def test_commands_leave_the_refusal_to_their_checks(tmp_path, monkeypatch, loaders):
    monkeypatch.setattr("sys.argv", ["manage.py", "check"])
    apps.refuse_broken_files("projects", lambda: load(tmp_path, "id = 1"))
    assert [error.msg for error in apps.check_data_files()] == ["small.toml, line 1: id of 1 must be a text, not 1"]


def test_file_that_two_apps_read_is_reported_once(tmp_path, monkeypatch, loaders):
    monkeypatch.setattr("sys.argv", ["manage.py", "check"])
    for name in ("projects", "estimates"):
        apps.refuse_broken_files(name, lambda: load(tmp_path, "id = 1"))
    assert [error.id for error in apps.check_data_files()] == ["projects.E001"]
