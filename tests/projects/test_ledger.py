"""A field that is renamed, removed or re-typed is refused until the ledger says what becomes of its answers."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from projects.catalogue import LEDGER, get_catalogue, read_catalogue
from projects.domain.answers import Answer as Given
from projects.domain.answers import AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.ledger import check_ledger, renewed
from projects.domain.ledger_changes import apply_changes
from projects.domain.ledger_file import read_ledger, written
from projects.domain.loading import load_catalogue
from projects.domain.stored import settle
from projects.models import Answer, Change
from projects.renaming import rename_answers

SECTION = """
id = "small"
title = "Small"

[[part]]
id = "first"
letter = "A"
title = "First"

[[question]]
id = "small.size"
ref = "A1"
part = "first"
title = "Size"
question = "How large?"

[[question.field]]
id = "small.size"
label = "Size"
{size}

[[question.field]]
id = "small.people"
label = "People"
type = "table"
columns = [{columns}]
"""
NUMBER = 'type = "number"\nunit = "months"'
COLUMNS = """
  { id = "name", label = "Name", type = "short_text" },
  { id = "level", label = "Level", type = "one_choice", choices = [
    { value = "low", label = "Low" }, { value = "high", label = "High" } ] },
"""
ON = "on = 2027-03-19\n"


@pytest.fixture
def small(tmp_path):
    """A function that returns the catalogue of a small section; and the path of its ledger."""

    def fields(size=NUMBER, columns=COLUMNS, id_="small.size"):
        text = SECTION.replace("{size}", size).replace("{columns}", columns).replace("small.size", id_)
        (tmp_path / "small.toml").write_text(text, encoding="utf-8")
        return load_catalogue([tmp_path / "small.toml"], {})

    path = tmp_path / LEDGER
    path.write_text("format = 1\n[field]\n", encoding="utf-8")
    path.write_text(written(renewed(read_ledger(path), fields())), encoding="utf-8")
    return fields, path


def refusal(path, catalogue):
    with pytest.raises(BrokenDataFile) as caught:
        check_ledger(read_ledger(path), catalogue)
    return str(caught.value)


def changed(path, catalogue, change):
    """Write a change into the ledger and renew it; return the catalogue that reads former answers."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n[field]\n", f"\n[[change]]\n{ON}{change}\n[field]\n"), encoding="utf-8")
    path.write_text(written(renewed(read_ledger(path), catalogue)), encoding="utf-8")
    ledger = read_ledger(path)
    check_ledger(ledger, catalogue)
    return apply_changes(ledger, catalogue)


def value_now(catalogue, field_id, value):
    given = Given(field_id=field_id, state=AnswerState.KNOWN, value=value)
    return settle(given, catalogue.unlimited[field_id])


# ---------------------------------------------------------------- what is refused


def test_ledger_that_ships_is_that_of_the_fields(settings):
    check_ledger(read_ledger(settings.FIXTURES / LEDGER), read_catalogue())


def test_ledger_that_is_written_again_reads_the_same(settings, tmp_path):
    ledger = read_ledger(settings.FIXTURES / LEDGER)
    (tmp_path / LEDGER).write_text(written(ledger), encoding="utf-8")
    again = read_ledger(tmp_path / LEDGER)
    assert (again.lines, again.changes) == (ledger.lines, ledger.changes)


def test_field_as_it_was_is_taken(small):
    fields, path = small
    check_ledger(read_ledger(path), fields())


def test_new_field_asks_for_the_command(small):
    fields, path = small
    path.write_text("format = 1\n[field]\n", encoding="utf-8")
    assert refusal(path, fields()) == "ledger.toml: field small.size is new. Run `manage.py write_ledger`"


def test_renamed_field_is_refused(small):
    fields, path = small
    words = refusal(path, fields(id_="small.extent"))
    assert words == (
        "ledger.toml: field small.size is no longer asked. Add a [[change]] that becomes archive or rename, "
        "then run `manage.py write_ledger`; see docs/data-files.md"
    )


@pytest.mark.parametrize(
    ("size", "columns", "words"),
    [
        ('type = "range"\nunit = "months"', COLUMNS, "field small.size was of type number and is of type range."),
        ('type = "number"\nunit = "weeks"', COLUMNS, "field small.size was counted in months and is counted in weeks."),
        (NUMBER, COLUMNS.replace('"level"', '"grade"'), "field small.people no longer has the column level."),
        (NUMBER, COLUMNS.replace('"low"', '"junior"'), "field small.people, column level, no longer offers low."),
    ],
)
def test_field_that_answers_would_no_longer_fit_is_refused(small, size, columns, words):
    fields, path = small
    assert words in refusal(path, fields(size, columns))


def test_number_in_another_unit_is_never_converted(small):
    fields, path = small
    with pytest.raises(BrokenDataFile, match="becomes same where the numbers mean the same"):
        changed(path, fields('type = "number"\nunit = "weeks"'), 'field = "small.size"\nbecomes = "convert"')


def test_choice_that_goes_without_another_in_its_place_is_refused(small):
    fields, path = small
    low_gone = fields(columns=COLUMNS.replace('"low"', '"junior"'))
    with pytest.raises(BrokenDataFile, match="no longer offers low"):
        changed(path, low_gone, 'field = "small.people"\ncolumn = "level"\nbecomes = "convert"')


def test_id_is_never_used_again(small):
    fields, path = small
    changed(path, fields(id_="small.extent"), 'field = "small.size"\nbecomes = "archive"')
    assert "the id small.size was used before, for other answers" in refusal(path, fields())


def test_ledger_names_the_line_of_a_broken_change(small):
    fields, path = small
    with pytest.raises(BrokenDataFile, match=r"ledger.toml, line \d+: becomes of .* must be one of archive"):
        changed(path, fields(), 'field = "small.size"\nbecomes = "burn"')


def test_added_choice_and_column_need_no_change(small):
    fields, path = small
    more = COLUMNS.replace('"short_text" },', '"short_text" }, { id = "since", label = "Since", type = "date" },')
    assert "Run `manage.py write_ledger`" in refusal(path, fields(columns=more))
    check_ledger(renewed(read_ledger(path), fields(columns=more)), fields(columns=more))


# ---------------------------------------------------------------- what becomes of answers


def test_number_becomes_a_range(small):
    fields, path = small
    now = changed(path, fields('type = "range"\nunit = "months"'), 'field = "small.size"\nbecomes = "convert"')
    assert value_now(now, "small.size", 6).value == {"low": 6, "likely": 6, "high": 6}


def test_number_becomes_text(small):
    fields, path = small
    now = changed(path, fields('type = "long_text"'), 'field = "small.size"\nbecomes = "convert"')
    assert value_now(now, "small.size", 6.5).value == "6.5"


def test_what_cannot_be_converted_is_kept_as_text(small):
    fields, path = small
    now = changed(path, fields('type = "date"'), 'field = "small.size"\nbecomes = "text"')
    given = value_now(now, "small.size", 6.0)
    assert (given.state, given.value, given.leftover) == (AnswerState.BLANK, None, "6")


def test_choice_gets_the_name_of_today(small):
    fields, path = small
    change = 'field = "small.people"\ncolumn = "level"\nbecomes = "convert"\nchoices = { low = "junior" }'
    now = changed(path, fields(columns=COLUMNS.replace('"low"', '"junior"')), change)
    rows = [{"name": "Ann", "level": "low"}, {"name": "Bo", "level": "high"}]
    assert [row["level"] for row in value_now(now, "small.people", rows).value] == ["junior", "high"]


def test_column_gets_the_name_of_today(small):
    fields, path = small
    change = 'field = "small.people"\nbecomes = "convert"\ncolumns = { level = "grade" }'
    now = changed(path, fields(columns=COLUMNS.replace('"level"', '"grade"')), change)
    given = value_now(now, "small.people", [{"name": "Ann", "level": "low"}])
    assert (given.value, given.leftover) == ([{"grade": "low", "name": "Ann"}], "")


def test_column_that_goes_is_kept_as_text(small):
    fields, path = small
    change = 'field = "small.people"\nbecomes = "text"'
    now = changed(path, fields(columns=COLUMNS.split("\n")[1]), change)
    given = value_now(now, "small.people", [{"name": "Ann", "level": "low"}])
    assert (given.value, given.leftover) == ([{"name": "Ann"}], "1: level: low")


def test_field_that_is_archived_keeps_its_label_and_unit(small):
    fields, path = small
    now = changed(path, fields(id_="small.extent"), 'field = "small.size"\nbecomes = "archive"')
    archived = now.archived["small.size"]
    assert (archived.place, archived.field.label, archived.field.unit) == ("small.first", "Size", "months")


def test_field_that_was_renamed_twice_is_known_by_its_first_id(small):
    fields, path = small
    changed(path, fields(id_="small.extent"), 'field = "small.size"\nbecomes = "rename"\nto = "small.extent"')
    now = changed(path, fields(id_="small.scope"), 'field = "small.extent"\nbecomes = "rename"\nto = "small.scope"')
    assert now.renamed == {"small.size": "small.scope", "small.extent": "small.scope"}
    assert now.first_ids == {"small.scope": "small.size"}


def test_renamed_field_takes_its_answers_and_history_along(project, base):
    Answer.objects.create(scenario=base, field_id="old.id", version=2, state="known", value="kept")
    Change.objects.create(project=project, sequence=1, scenario=base, field_id="old.id", version=2, token="a")
    assert rename_answers({"old.id": "problem.statement"}) == 1
    assert Answer.objects.get().field_id == Change.objects.get().field_id == "problem.statement"
    assert rename_answers({"old.id": "problem.statement"}) == 0


def test_answer_under_the_id_of_today_is_not_overwritten(project, base):
    Answer.objects.create(scenario=base, field_id="old.id", state="known", value="old")
    Answer.objects.create(scenario=base, field_id="problem.statement", state="known", value="new")
    rename_answers({"old.id": "problem.statement"})
    assert Answer.objects.get(field_id="problem.statement").value == "new"


# ---------------------------------------------------------------- the command


def test_command_writes_new_fields(settings, tmp_path, capsys):
    for name in ("sections", "checks.toml", "reference"):
        (tmp_path / name).symlink_to(settings.FIXTURES / name)
    settings.FIXTURES = tmp_path
    call_command("write_ledger")
    assert capsys.readouterr().out == f"ledger.toml: {len(get_catalogue().fields)} fields, all of them new.\n"
    check_ledger(read_ledger(tmp_path / LEDGER), read_catalogue())


def test_command_refuses_to_forget_a_field(settings, tmp_path):
    for name in ("sections", "checks.toml", "reference"):
        (tmp_path / name).symlink_to(settings.FIXTURES / name)
    ledger = read_ledger(settings.FIXTURES / LEDGER)
    gone = replace(ledger.lines["problem.statement"], id="problem.gone")
    text = written(replace(ledger, lines={**ledger.lines, "problem.gone": gone}))
    (tmp_path / LEDGER).write_text(text, encoding="utf-8")
    settings.FIXTURES = tmp_path
    with pytest.raises(CommandError, match=r"field problem\.gone is no longer asked"):
        call_command("write_ledger")
    assert (tmp_path / LEDGER).read_text(encoding="utf-8") == text
