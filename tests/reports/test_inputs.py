"""The inputs in the appendix: every source is said once, under a number that its inputs name."""

import json

import pytest
from django.conf import settings
from django.utils import translation

from projects.access import Workspace
from projects.document import load_project
from projects.domain.text import joined, of, pieces_of, told, whose
from projects.explaining import say_told
from reports.rooms.inputs import assumptions
from reports.rooms.source import ReportSource

pytestmark = pytest.mark.once


def part_of(project, **given):
    return assumptions(ReportSource(Workspace(project, project.scenarios.get(slug="base"), **given)))


def tables(section):
    return {block.label: block for block in section.blocks if block.kind == "table"}


@pytest.fixture
def consortium(browser_row):
    return load_project((settings.FIXTURES / "samples" / "consortium.json").read_bytes(), owner=browser_row)


@pytest.fixture
def unpriced(browser_row):
    """The worked example, whose roles nobody has priced: their pay is ours, from published wages."""
    told = json.loads((settings.FIXTURES / "samples" / "claims.json").read_text(encoding="utf-8"))
    (roles,) = [answer for answer in told["answers"] if answer["field"] == "team.roles"]
    for row in roles["value"]:
        for column in ("salary_per_year", "rate_per_hour"):
            row.pop(column, None)
    return load_project(json.dumps(told).encode(), owner=browser_row)


def test_every_source_is_said_once_and_every_number_leads_to_one(consortium):
    sources = tables(part_of(consortium))["Sources"].rows
    assert [number for number, _text in sources] == [str(place) for place in range(1, len(sources) + 1)]
    assert len({text for _number, text in sources}) == len(sources)
    named = {number for block in part_of(consortium).blocks if block.kind == "table" and "Value" in block.head
             for row in block.rows for number in row[-1].split(", ") if number}  # fmt: skip
    assert named <= {number for number, _text in sources}


def test_rate_of_exchange_is_a_source_of_its_own(consortium):
    said = [text for _number, text in tables(part_of(consortium))["Sources"].rows if "onverted from US dollars" in text]
    assert said == ["Converted from US dollars at $1 = €0.89509 (ECB euro reference rates, 30 October 2026)"]


def test_each_role_stands_once_with_all_that_is_said_of_it(sample):
    (roles,) = [block for block in part_of(sample).blocks if block.kind == "table" and block.head[0] == "Who"]
    assert roles.head == ("Who", "Share of full time", "Months at work", "Salary per year", "Rate per hour")
    assert ("Project manager", "40%", "6", "$115,000", "") in roles.rows
    assert ("ML engineer", "20%", "4", "", "$105") in roles.rows
    assert roles.numeric == (False, True, True, True, True)


def test_source_of_the_pay_of_several_roles_is_said_once(unpriced):
    shown = tables(part_of(unpriced))
    pay = {row[0]: row[2] for row in shown["We assume"].rows if row[0].endswith("salary per year")}
    said = dict(shown["Sources"].rows)
    assert pay["Data engineer, salary per year"] == pay["Data manager, salary per year"] == "6, 7"
    assert said["6"].startswith("Published table of 2023, five roles, US pay, ")
    assert said["7"] == "Pay of 2023, 3 years old when checked: it has risen since"


def test_what_is_assumed_stands_apart_from_what_was_answered(sample):
    shown = tables(part_of(sample))
    assert [label for label in shown if label] == ["We assume", "The project answered", "Sources"]
    assert shown["We assume"].rows[0] == ("Calls for one case", "1", "1")


def test_a_note_is_the_source_of_an_answer_and_the_day_of_others_is_said_once(sample):
    section = part_of(sample)
    number = next(row[-1] for row in tables(section)["The project answered"].rows if row[0].startswith("Full cost of"))
    assert dict(tables(section)["Sources"].rows)[number].startswith("Finance rate card 2026, loaded, ")
    assert section.blocks[0].text.endswith(", without a note.")


def test_unit_stands_behind_a_value_whose_label_does_not_say_it(consortium):
    values = {row[0]: row[1] for block in part_of(consortium).blocks if block.kind == "table" and "Value" in block.head
              for row in block.rows}  # fmt: skip
    assert values["Memory bandwidth"] == "300\u00a0GB/s"
    assert values["Electricity"].endswith(" per kWh")
    assert values["Hours for each"] == "1 to 8, likely 3"
    assert values["Work lost at the switch, for each user"] == "0.25 to 1, likely 0.5\u00a0hours per person"
    assert values["Years until they are written off"] == "5"


def test_notes_of_pay_stand_nowhere_behind_a_link_that_hides_pay(sample):
    said = str(part_of(sample, hide_pay=True))
    assert "Salary per year" not in said
    assert "Finance rate card" not in said


def test_inputs_are_named_in_german_too(sample):
    with translation.override("de"):
        shown = tables(part_of(sample))
    assert [label for label in shown if label] == ["Wir nehmen an", "Das Projekt hat geantwortet", "Quellen"]
    # What a project is worth has another word in German.
    assert shown["Wir nehmen an"].head == ("Eingabe", "Wert", "Quelle")


def test_texts_in_a_row_have_no_full_stop_between_them():
    source = joined("Ask finance first.", told("%(n)s stale", n=3), "")
    assert source == say_told(source) == "Ask finance first; 3 stale"
    assert pieces_of(source) == ["Ask finance first.", "3 stale"]


@pytest.mark.parametrize(("text", "expected"), [
    (of("Data engineer", "months at work"), ("Data engineer", "months at work")),
    ("Weather feed", None),
    ("", None),
])  # fmt: skip
def test_text_knows_whose_it_is(text, expected):
    assert whose(text) == expected
