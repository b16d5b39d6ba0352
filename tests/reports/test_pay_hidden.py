"""Behind a link that hides pay nothing moves with what anybody earns, and what is shown is what the owner sees."""

import json
import re
from dataclasses import fields, replace
from typing import get_args

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from charts import descriptions
from charts.plotly import figure as plotly_figure
from charts.svg import draw
from charts.table import table
from decisions.verdicts import verdict_of
from projects.access import COOKIE, Workspace
from projects.catalogue import get_catalogue
from projects.domain.answers import AnswerState
from projects.domain.fields import FieldType
from projects.domain.figures import Figure
from projects.domain.pay import says_pay
from projects.domain.rights import OWN, PAY_FREE, Right
from projects.models import BASE, Answer, Browser, Member, ShareLink, digest
from reports.blocks import to_json
from reports.charts import all_charts
from reports.compose import PAY_HIDDEN, compose_report
from reports.domain import report as parts
from tests.estimates.test_by_hand import SCENARIOS
from tests.test_access import INSIDE, SHARED, WITHOUT_PAY

pytestmark = pytest.mark.once

TEAM = "team.roles"
PAY_FIELDS = [field_id for field_id, asked in get_catalogue().fields.items() if says_pay(asked)]
# Ends of what a person can type, a part-time wage and the pay of a chief; a whole number and a range.
PAY = st.floats(0, 5000) | st.sampled_from([0, 137, 5000, {"low": 20, "likely": 137, "high": 900}])
SALARIED = {"role": "data_engineer", "contract": "employed", "share_pct": 100}
CONTRACTOR = {"role": "ml_engineer", "contract": "hired", "share_pct": 50}
UNSAID = {"role": "data_analyst", "share_pct": 25}
TEAMS = {
    "one salaried": [SALARIED],
    "one contractor": [CONTRACTOR],
    "two, one of them at published pay": [SALARIED, UNSAID],
    "two, mixed": [SALARIED, CONTRACTOR],
    "three salaried": [SALARIED, SALARIED, SALARIED],
    "three, mixed, one to be found": [SALARIED | {"name": "Sam"}, CONTRACTOR, CONTRACTOR | {"name": "Ines"}],
}


@pytest.fixture
def base(sample):
    return sample.scenarios.get(slug=BASE)


@pytest.fixture
def store(base):
    """Return a function that stores an answer, as a save does."""

    def put(field_id, value=None, *, state=AnswerState.KNOWN, **more):
        content = {"state": state, "value": value, "note": "", "reason": "", **more}
        Answer.objects.update_or_create(scenario=base, field_id=field_id, defaults=content)
        base.project.sequence += 1
        base.project.save()

    return put


@pytest.fixture
def read(client, sample, base):
    """Return a function that reads all that a link shows: its addresses, its report, and every chart as it can be."""
    _link, secret = ShareLink.issue(project=sample, scenario=base)

    def everything():
        pages = {name: client.get(reverse(name, args=[secret])) for name in sorted(SHARED)}
        assert {reply.status_code for reply in pages.values()} == {200}
        workspace = Workspace(sample, base, hide_pay=True)
        shown = [chart for chart in all_charts(workspace).values() if workspace.may_show(chart)]
        return {
            **{name: re.sub(rb'value="\w{64}"', b"", reply.content) for name, reply in pages.items()},
            "report": json.dumps(to_json(compose_report(workspace)), sort_keys=True),
            **{
                chart.id: (plotly_figure(chart), draw(chart), table(chart), chart.title, chart.label) for chart in shown
            },
        }

    return everything


def paid(row, pay):
    """Return a row of the team with its pay; a salary is that of a thousand times the hour."""
    hourly = row.get("contract") == "hired"
    scale = 1 if hourly else 1000
    amount = {end: part * scale for end, part in pay.items()} if isinstance(pay, dict) else pay * scale
    return row | {"rate_per_hour" if hourly else "salary_per_year": amount}


def team_with(rows, changed, pay):
    """Return a team in which one person earns `pay`, and the others what they always earn."""
    known = [row if row is UNSAID else paid(row, 80 + 7 * number) for number, row in enumerate(rows)]
    return [paid(row, pay) if number == changed else row for number, row in enumerate(known)]


def outcome(base):
    return verdict_of(Workspace(base.project, base)).outcome


@pytest.mark.parametrize("rows", TEAMS.values(), ids=TEAMS)
@given(data=st.data())
@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_but_the_verdict_moves_with_one_person_s_pay(rows, base, store, read, data):
    changed = data.draw(st.integers(0, len(rows) - 1).filter(lambda number: rows[number] is not UNSAID))
    store("team.coding_assistants", data.draw(st.sampled_from(["none", "all"])))
    store(TEAM, team_with(rows, changed, 100))
    before, verdict = read(), outcome(base)
    store(TEAM, team_with(rows, changed, data.draw(PAY)))
    # The verdict itself is the same on every page; what it says of money is no more than which of five it is.
    assume(outcome(base) == verdict)
    assert read() == before


def value_of(asked, amount):
    """Return an answer to a field, or the row of a table, in which every pay is `amount`."""
    if not asked.columns:
        return amount
    cells = {column.id: amount if column.type in (FieldType.NUMBER, FieldType.RANGE) else f"pay {amount}"
             for column in asked.columns if column.pay}  # fmt: skip
    return [{"role": "data_engineer", "share_pct": 50} | cells]


@pytest.fixture
def with_own_machines(store):
    """Store the answers with which every kind of pay counts: a model on machines of one's own, checked by people,
    tested by judges, with labels of which nobody says what one costs."""
    checked = {"value.review_minutes_per_case": 2, "evaluation.measures": ["people"], "data.labels": "none"}
    for field_id, value in (SCENARIOS["self_host"] | checked | {"data.label_count": 600}).items():
        store(field_id, value)
    store("data.label_price", state=AnswerState.UNKNOWN)


@pytest.mark.parametrize("field_id", PAY_FIELDS)
def test_nothing_moves_with_any_answer_about_pay(field_id, with_own_machines, store, read):
    asked = get_catalogue().fields[field_id]
    store("readiness.01", state=AnswerState.UNKNOWN)  # a must-have that nobody knows stops it at any pay
    store(field_id, value_of(asked, 40))
    before = read()
    store(field_id, value_of(asked, 900))
    assert read() == before


@pytest.mark.parametrize("field_id", PAY_FIELDS)
def test_owner_s_figures_move_with_every_answer_about_pay(field_id, with_own_machines, store, sample, base):
    def figures(amount):
        store(TEAM, [{"role": "data_engineer", "share_pct": 50}])  # of whom the rate card knows the pay
        store(field_id, value_of(get_catalogue().fields[field_id], amount))
        return [block for section in compose_report(Workspace(sample, base)).sections for block in section.blocks]

    assert figures(40) != figures(900)


@pytest.mark.parametrize("said", [
    {"state": AnswerState.KNOWN, "note": "She takes 137 an hour"},
    {"state": AnswerState.UNKNOWN, "note": "She takes 137 an hour"},
    {"state": AnswerState.NOT_RELEVANT, "reason": "She takes 137 an hour"},
])  # fmt: skip
@pytest.mark.parametrize("field_id", PAY_FIELDS)
def test_what_stands_beside_a_pay_is_hidden_with_it(field_id, said, store, read):
    asked = get_catalogue().fields[field_id]
    store(field_id, value_of(asked, 40) if said["state"] is AnswerState.KNOWN else None, **said)
    shown = read()
    assert "137 an hour" not in shown["report"]
    assert b"137 an hour" not in shown["reports:shared"]


def test_answer_to_a_question_that_is_gone_is_hidden(store, read):
    store("team.salary_of_the_old_pack", 123_456)
    assert "123,456" not in read()["report"]


def test_what_is_shown_is_what_the_owner_sees(sample, base):
    def cells_of(hide_pay):
        report = compose_report(Workspace(sample, base, hide_pay=hide_pay))
        sections = (*report.sections, *report.appendix)
        # Actions that ask for the same thing are one, in the words of the weightiest: without money that is another.
        # How a step of the ladder stands follows from money too.
        tables = [
            block
            for section in sections
            if section.id not in {"actions", "approach"}
            for block in section.blocks
            if isinstance(block, parts.ReportTable) and block.head[0] != "No."
        ]
        # Sources are numbered, and a number is another one where some are hidden.
        return {
            (row[0], head, cell)
            for table in tables
            for row in table.rows
            for head, cell in zip(table.head, row, strict=True)
            if head != "Source"
        }

    hidden, shown = cells_of(True), cells_of(False)
    assert len(hidden) > 40
    assert hidden < shown


@pytest.mark.parametrize("figure", ["Cost to launch", "Net value", "Running cost", "Team cost"])
def test_sums_of_money_of_people_are_left_out(sample, base, figure):
    def has(hide_pay):
        report = compose_report(Workspace(sample, base, hide_pay=hide_pay))
        tables = [
            block for section in report.sections for block in section.blocks if isinstance(block, parts.ReportTable)
        ]
        return any(row[0].startswith(figure) for block in tables for row in block.rows)

    assert (has(False), has(True)) == (True, False)


def test_sponsor_s_page_says_what_is_left_out(sample, base):
    decision = compose_report(Workspace(sample, base, hide_pay=True)).decision
    assert (decision.cost, decision.chance_tenths, decision.no_figure) == (None, None, "Hidden with pay")
    assert decision.pay_note == PAY_HIDDEN


@pytest.mark.parametrize("section_id", ["team", "value", "second_look"])
def test_section_says_that_something_is_left_out(sample, base, section_id):
    report = compose_report(Workspace(sample, base, hide_pay=True))
    section = next(section for section in report.sections if section.id == section_id)
    assert PAY_HIDDEN in (section.note, section.empty)


def test_title_block_says_what_is_left_out(client, share):
    page = client.get(reverse("reports:shared", args=[share[1]])).content.decode()
    assert page.count("hidden with pay") == 3


def test_published_pay_is_nobody_s(sample, base, store):
    for field_id in PAY_FIELDS:
        store(field_id, state=AnswerState.BLANK)
    shown, hidden = (compose_report(Workspace(sample, base, hide_pay=hide_pay)) for hide_pay in (False, True))
    assert shown.decision.cost is not None
    # How often something was changed moves with pay, so that number is left out.
    assert hidden == replace(shown, meta=replace(shown.meta, version=""))


def test_link_that_shows_pay_shows_all(sample, base):
    workspace = Workspace(sample, base)
    assert all(workspace.may_show(chart) for chart in all_charts(workspace).values())
    assert compose_report(workspace).decision.pay_note == ""


KINDS = [
    Figure,
    *(kind for kind in vars(descriptions).values() if isinstance(kind, type) and issubclass(kind, descriptions.Chart)),
    *get_args(parts.Block),
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_does_not_say_whether_it_shows_pay_is_hidden(kind, sample, base):
    says = next(field for field in fields(kind) if field.name == "shows_pay")
    silent = type("Silent", (), {"shows_pay": says.default})()
    assert not Workspace(sample, base, hide_pay=True).may_show(silent)


def test_no_question_depends_on_pay():
    catalogue = get_catalogue()
    rules = [question.when for question in (*catalogue.questions.values(), *catalogue.fields.values()) if question.when]
    assert rules
    assert not [rule for rule in rules for field_id in PAY_FIELDS if field_id in rule]


# ---------------------------------------------------------------- members who must not learn pay


@pytest.fixture
def read_as_member(sample):
    """Return a function that reads every page that a member sees who edits and must not learn pay."""
    key = "member-" + "k" * 40
    browser = Browser.objects.create(key_hash=digest(key))
    Member.objects.create(project=sample, browser=browser, name="Priya", right=Right.EDIT)
    visitor = Client()
    visitor.cookies[COOKIE] = key

    def everything():
        names = [name for name in sorted(WITHOUT_PAY) if INSIDE[name][0] == "get"]
        # An address that leads to another page shows what that one does.
        pages = {name: visitor.get(page_of(name, sample), follow=True) for name in names}
        assert {reply.status_code for reply in pages.values()} == {200}
        # Tokens differ, and the number of changes says that there was one, not which.
        differs = rb'value="[\w-]{9,64}"|data-sequence="\d+"|"X-CSRFToken": "\w+"'
        return {name: re.sub(differs, b"", reply.content) for name, reply in pages.items()}

    return everything


def page_of(name, project):
    return reverse(name, args=[project.pk, BASE, *INSIDE[name][1]])


def test_no_page_of_a_member_moves_with_pay(base, store, read_as_member):
    store(TEAM, team_with(TEAMS["two, mixed"], 0, 100))
    before, verdict = read_as_member(), outcome(base)
    store(TEAM, team_with(TEAMS["two, mixed"], 0, 137))
    assert outcome(base) == verdict
    assert read_as_member() == before


def test_sections_that_are_open_without_pay_ask_for_none():
    # The own section is refused where it asks for any: tests/projects/test_packs.py.
    asked = {asked.id for section_id in PAY_FREE - {OWN} for asked in get_catalogue().sections[section_id].fields}
    assert asked & set(PAY_FIELDS) == set()
