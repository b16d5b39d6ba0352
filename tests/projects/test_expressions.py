from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.expressions import (
    FUNCTIONS,
    BadRule,
    Facts,
    Rule,
    check_rule,
    evaluate,
    facts_of,
    visible_answers,
    visible_fields,
)
from projects.domain.fields import Catalogue, Choice, Column, Field, FieldType, Question, Section, SectionPart

WORDS = {"technology": ("ai", "a.i.", "language model"), "committee": ("board", "team")}
PEOPLE = [
    {"who": "Mail clerks", "wants": "yes", "asked": 4.0, "day": "2027-01-18"},
    {"who": "Team leads", "wants": "no", "asked": 2.0, "day": "2027-03-01"},
    {"wants": "no"},
]


def answers(**values: object) -> Answers:
    """Return answers; the first underscore of a name stands for the dot, "?" and "-" for unknown and not relevant."""
    found = {}
    for name, value in values.items():
        field_id = name.replace("_", ".", 1)
        state = {"?": AnswerState.UNKNOWN, "-": AnswerState.NOT_RELEVANT}.get(str(value), AnswerState.KNOWN)
        found[field_id] = Answer(field_id=field_id, state=state, value=value if state is AnswerState.KNOWN else None)
    return Answers(found)


def holds(rule: str, results: dict[str, float] | None = None, **values: object) -> bool:
    return evaluate(rule, answers(**values), results, WORDS)


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ("a.x == 'sort'", "sort", True),
        ("a.x == 'sort'", "find", False),
        ("a.x != 'sort'", "find", True),
        ("a.x in ['sort', 'find']", "find", True),
        ("a.x not in ['sort', 'find']", "write", True),
        ("'text' in a.x", ["text", "scan"], True),
        ("'table' not in a.x", ["text", "scan"], True),
        ("a.x == ['table']", ["table"], True),
        ("a.x <= 1", 0, True),
        ("a.x > 10", 10.0, False),
        ("2 * a.x >= 3 * 4", 6, True),
        ("a.x > -1", 0, True),
        ("words(a.x) < 4", "Nobody counts it", True),
        ("has_number(a.x)", "50 go to the wrong desk", True),
        ("has_number(a.x)", "many go to the wrong desk", False),
        ("low(a.x) == 1 and likely(a.x) == 2 and high(a.x) == 3", {"low": 1, "likely": 2, "high": 3}, True),
        ("low(a.x) == high(a.x)", 7.0, True),
        ("count(a.x) >= 2", ["text", "scan"], True),
        ("rows(a.x) == 3", PEOPLE, True),
        ("any_row(a.x, 'wants', ['yes'])", PEOPLE, True),
        ("all_rows(a.x, 'wants', ['yes', 'no'])", PEOPLE, True),
        ("all_rows(a.x, 'wants', ['no'])", PEOPLE, False),
        ("any_blank(a.x, 'who')", PEOPLE, True),
        ("any_blank(a.x, 'wants')", PEOPLE, False),
        ("total(a.x, 'asked') == 6", PEOPLE, True),
        ("largest(a.x, 'asked') == 4", PEOPLE, True),
        ("total(a.x, 'asked') == 0", [{"who": "Nobody"}], True),
        ("largest(a.x, 'asked') >= 0", [{"who": "Nobody"}], False),
        ("days_between(earliest(a.x, 'day'), latest(a.x, 'day')) == 42", PEOPLE, True),
        ("days_between(earliest(a.x, 'day'), latest(a.x, 'day', 'wants', ['yes'])) == 0", PEOPLE, True),
        ("days_between(a.x, latest(a.x, 'day', 'wants', ['yes'])) == 0", PEOPLE, False),
    ],
)
def test_rule_on_a_known_answer(rule, value, expected):
    assert holds(rule, a_x=value) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We need AI for this.", True),
        ("An A.I. would help", True),
        ("A large language model, please", True),
        ("Mail waits too long", False),
        ("Repair of the airport lounge", False),
        ({"name": "AI Board", "role": ""}, True),
        ({"name": "Dana Whitfield", "role": "Head of AI"}, False),
    ],
)
def test_mentions_finds_whole_words_and_of_a_person_only_the_name(text, expected):
    assert holds("mentions(a.x, 'technology')", a_x=text) is expected


COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


@pytest.mark.parametrize("state", ["?", "-", "", None])
@pytest.mark.parametrize("rule", [f"a.x {op} 3" for op in COMPARISONS])
def test_comparison_without_an_answer_has_no_opinion(rule, state):
    assert not (holds(rule) if state is None else holds(rule, a_x=state))


@pytest.mark.parametrize("rule", ["'no' in a.x", "'no' not in a.x", "a.x in ['yes']", "a.x not in ['yes']"])
def test_membership_without_an_answer_has_no_opinion(rule):
    assert (holds(rule), holds(rule, a_x="?"), holds(rule, a_x=[])) == (False, False, False)


def test_not_turns_no_opinion_round():
    assert holds("not answered(a.x)")
    assert holds("not has_number(a.x)")
    assert not holds("answered(a.x) and not has_number(a.x)")


def test_blank_part_does_not_silence_the_other_half_of_an_or():
    assert holds("a.x == 1 or a.y == 2", a_y=2)
    assert not holds("a.x == 1 and a.y == 2", a_y=2)


def test_unknown_is_told_from_blank_and_from_not_relevant():
    rule = "unknown(a.x)"
    assert (holds(rule, a_x="?"), holds(rule, a_x="-"), holds(rule, a_x="4"), holds(rule)) == (
        True,
        False,
        False,
        False,
    )


def test_zero_is_an_answer():
    assert holds("answered(a.x)", a_x=0)


def test_blank_table_has_no_rows_and_all_of_them_are_nothing():
    assert holds("rows(a.x) == 0")
    assert not holds("all_rows(a.x, 'wants', ['yes'])")


def test_days_run_backwards_as_negative():
    assert holds("days_between(a.x, a.y) == -31", a_x="2027-02-01", a_y="2027-01-01")


def test_day_without_its_partner_has_no_opinion():
    assert not holds("days_between(a.x, a.y) < 0 or days_between(a.x, a.y) >= 0", a_x="2027-02-01")


def test_readiness_items_and_results_have_names_of_their_own():
    assert holds("readiness.14 <= 1", readiness_14=1)
    assert Rule.parse("readiness.14 <= 1").references() == {"readiness.14"}
    assert holds("result.cost_p50 > 10", {"result.cost_p50": 11.0})
    assert not holds("result.cost_p50 > 10")


def test_number_within_a_text_is_no_id():
    assert holds("a.x == 'version.12'", a_x="version.12")


def test_quick_questions_with_an_unknown_are_counted_once_each():
    facts = Facts(answers=answers(a_x="?", a_y="?", b_x="?", c_x="1"), quick=(("a.x", "a.y"), ("b.x",), ("c.x",)))
    assert facts.holds("unknown_quick() == 2")


def test_stored_value_of_another_type_is_no_answer():
    assert not holds("a.x < 3", a_x="three")
    assert not holds("words(a.x) > 0 and low(a.x) > 0", a_x=["list"])
    assert not holds("days_between(a.x, a.y) > 0", a_x="soon", a_y="2027-01-01")


def test_references_name_every_field_once():
    rule = "answered(a.x) and (a.y == 1 or days_between(a.z, latest(b.x, 'due', 'kind', ['data'])) > 0)"
    assert Rule.parse(rule).references() == {"a.x", "a.y", "a.z", "b.x"}


def test_rule_is_read_once():
    assert Rule.parse("answered(a.x)") is Rule.parse("answered(a.x)")


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "a.x ==",
        "a.x",
        "'text'",
        "words(a.x)",
        "a.x == b",
        "a.x == 1 == 1",
        "a.x + 1 > 2",
        "a.x is 3",
        "a.x == None",
        "a.x == True",
        "a.x == {1}",
        "a.x == [[1]]",
        "a.x == b'text'",
        "a.x == f'{1}'",
        "a.x[0] == 1",
        "a.x.y().z == 1",
        "a().b == 1",
        "not a.x == 1",
        "not (a.x == 1 and a.y == 1)",
        "answered('a.x')",
        "answered(a.x, a.y)",
        "answered(f=a.x)",
        "answered(*a.x)",
        "any_row(a.x, 'col', 'yes')",
        "any_row(a.x, 'col', [1])",
        "latest(a.x, 'day', 'kind') == 1",
        "days_between(a.x, words(a.y)) > 1",
        "mentions(a.x, a.y)",
        "eval('1')",
        "__import__('os')",
        "a.x.__class__(1)",
        "(lambda: a.x)()",
        "[a.x for a in b.c] == 1",
        "a.x if a.y == 1 else a.z",
        "answered(a.x); answered(a.y)",
        "a.x == 1\x00",
        "(" * 250 + "a.x == 1" + ")" * 250,
        "not " * 120 + "answered(a.x)",
        " and ".join(["(a.x == 1"] * 20) + ")" * 20,
        "a.x == 1 or " * 60 + "a.x == 1",
        "a.x == " + " * ".join("1" * 60),
    ],
)
def test_what_is_not_in_the_language_is_refused(rule):
    with pytest.raises(BadRule):
        Rule.parse(rule)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    try:
        Rule.parse(text)
    except BadRule:
        return
    assert isinstance(evaluate(text, Answers({})), bool)


# ---------------------------------------------------------------- checking


def field(name: str, kind: FieldType, **more: object) -> Field:
    return Field(id=name, label=name, type=kind, **more)


YES_NO = (Choice(value="yes", label="Yes"), Choice(value="no", label="No"))
FIELDS = {
    asked.id: asked
    for asked in (
        field("a.text", FieldType.LONG_TEXT),
        field("a.kind", FieldType.ONE_CHOICE, choices=YES_NO),
        field("a.many", FieldType.MANY_CHOICE, choices=YES_NO),
        field("a.number", FieldType.NUMBER),
        field("a.range", FieldType.RANGE),
        field("a.sum", FieldType.RANGE, unit="money/year"),
        field("a.day", FieldType.DATE),
        field(
            "a.table",
            FieldType.TABLE,
            columns=(
                Column(id="kind", label="Kind", type=FieldType.ONE_CHOICE, choices=YES_NO),
                Column(id="due", label="Due", type=FieldType.DATE),
                Column(id="share", label="Share", type=FieldType.NUMBER),
            ),
        ),
    )
}


@pytest.mark.parametrize(
    "rule",
    [
        "a.kind == 'yes' and 'no' in a.many and a.many != ['yes']",
        "a.number > 1 and low(a.range) < result.cost_p50 and likely(a.number) > 0",
        "any_row(a.table, 'kind', ['yes']) or total(a.table, 'share') > 3",
        "days_between(a.day, latest(a.table, 'due', 'kind', ['no'])) > 0",
        "likely(a.sum) > usd(1000) and low(a.sum) > 0 and high(a.sum) > 2 * result.cost_p50",
        "mentions(a.text, 'technology') or words(a.text) < 3 or count(a.many) > 1",
    ],
)
def test_rule_that_fits_the_fields_is_accepted(rule):
    check_rule(Rule.parse(rule), FIELDS, WORDS)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("a.none == 1", "there is no field a.none"),
        ("answered(result.beauty)", "there is no field result.beauty"),
        ("a.kind == 'maybe'", "a.kind has no choice 'maybe'"),
        ("a.kind in ['yes', 'maybe']", "a.kind has no choice 'maybe'"),
        ("'maybe' in a.many", "a.many has no choice 'maybe'"),
        ("'yes' in a.kind", "'in' needs a list or a field with several choices"),
        ("a.range > 3", "a.range is a range, write low"),
        ("a.text > 3", "a.text has no order, it is a long_text"),
        ("a.day > 3", "a.day has no order"),
        ("a.number >= 'many'", "a.number is a number, so it never is 'many'"),
        ("likely(a.range) < '20'", "likely(a.range) is a number, so it never is '20'"),
        ("'3' == 2 * a.number", "2 * a.number is a number, so it never is '3'"),
        ("result.months_p50 == 'six'", "result.months_p50 is a number, so it never is 'six'"),
        ("a.text == 3", "a.text is a text, so it never is 3"),
        ("a.number in ['one']", "a.number is a number, so it never is 'one'"),
        ("mentions(a.text, 'colours')", "there is no word list 'colours'"),
        ("mentions(a.number, 'technology')", "mentions cannot look at a.number, which is a number"),
        ("likely(a.sum) > 1000", "likely(a.sum) is money in the project's currency, write usd(1000)"),
        ("1000 < 2 * result.cost_p50", "is money in the project's currency, write usd(1000)"),
        ("low(a.text) > 1", "low cannot look at a.text"),
        ("count(a.kind) > 1", "count cannot look at a.kind"),
        ("rows(a.many) > 1", "rows cannot look at a.many"),
        ("days_between(a.number, a.day) > 1", "days_between cannot look at a.number"),
        ("any_blank(a.table, 'who')", "there is no column 'who' in a.table"),
        ("any_row(a.table, 'kind', ['maybe'])", "column kind of a.table has no choice 'maybe'"),
        ("total(a.table, 'due') > 1", "column due of a.table is a date"),
        ("days_between(a.day, latest(a.table, 'share')) > 1", "column share of a.table is a number"),
        ("days_between(a.day, latest(a.table, 'due', 'kind', ['maybe'])) > 1", "has no choice 'maybe'"),
    ],
)
def test_rule_that_does_not_fit_the_fields_is_refused(rule, reason):
    with pytest.raises(BadRule) as caught:
        check_rule(Rule.parse(rule), FIELDS, WORDS)
    assert reason in str(caught.value)


def test_every_function_is_tried_above():
    here = Path(__file__).read_text(encoding="utf-8")
    tried = {name for name in FUNCTIONS for call in ("(a.x", "()", "(1") if name + call in here}
    assert set(FUNCTIONS) - tried == set()


# ---------------------------------------------------------------- what is hidden


def question(name: str, *fields: Field, when: str = "") -> Question:
    own = (field(name, FieldType.SHORT_TEXT), *fields)
    return Question(id=name, ref="", part="p", title="", question="", fields=own, when=when, quick=name == "a.x")


CATALOGUE = Catalogue(
    {
        "a": Section(
            id="a",
            title="A",
            parts=(SectionPart(id="p", letter="A", title="P"),),
            questions=(
                question("a.x"),
                question("b.x", field("b.y", FieldType.SHORT_TEXT, when="b.x == 'on'"), when="a.x == 'on'"),
                question("c.x", when="b.y == 'on'"),
            ),
        )
    },
    WORDS,
)


@given(
    st.lists(st.dictionaries(st.sampled_from(["a_x", "b_x", "b_y", "c_x"]), st.sampled_from(["on", "off"])), max_size=8)
)
def test_what_is_asked_depends_on_the_answers_alone(in_turn):
    fresh = replace(CATALOGUE)
    for values in in_turn:
        assert visible_fields(fresh, answers(**values)) == visible_fields(replace(CATALOGUE), answers(**values))


def test_only_what_is_asked_is_visible():
    assert visible_fields(CATALOGUE, answers()) == {"a.x"}
    assert visible_fields(CATALOGUE, answers(a_x="on")) == {"a.x", "b.x"}
    assert visible_fields(CATALOGUE, answers(a_x="on", b_x="on", b_y="on")) == {"a.x", "b.x", "b.y", "c.x"}


def test_hidden_answer_counts_nowhere_and_hides_what_hangs_on_it():
    given_answers = answers(a_x="off", b_x="on", b_y="on", c_x="on")
    assert visible_fields(CATALOGUE, given_answers) == {"a.x"}
    assert dict(visible_answers(CATALOGUE, given_answers)) == {"a.x": given_answers["a.x"]}
    assert not facts_of(CATALOGUE, given_answers).holds("answered(c.x)")


def test_answer_to_a_field_that_no_longer_exists_counts_nowhere():
    assert "gone.x" not in visible_answers(CATALOGUE, answers(gone_x="on"))


def test_facts_know_the_quick_questions():
    assert facts_of(CATALOGUE, answers(a_x="?")).holds("unknown_quick() == 1")
