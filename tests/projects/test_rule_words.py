"""The rule language on results and sums, what it refuses in which words, and that it reasons as logic does."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.expressions import (
    DEEPEST,
    FUNCTIONS,
    LONGEST,
    RESULTS,
    RESULTS_WITHOUT_PAY,
    BadRule,
    Facts,
    Rule,
    check_rule,
    visible_fields,
)
from projects.domain.fields import Catalogue, Column, Field, FieldType, Question, Section


def field(name: str, kind: str = "number", **more) -> Field:
    return Field(id=name, label=name, type=FieldType(kind), **more)


FIELDS = {
    asked.id: asked
    for asked in (
        field("a.number"),
        field("a.sum", unit="money"),
        field("a.rows", "table", columns=(Column(id="pay", label="Pay", type=FieldType.NUMBER, unit="money"),)),
        field("a.day", "date"),
    )
}


def facts(results: dict[str, float] | None = None, *, rate: float | None = None, **values: object) -> Facts:
    """Return facts in which fields of the room `a` are known; "?" is not known."""
    found = {
        f"a.{name}": Answer(
            field_id=f"a.{name}",
            state=AnswerState.UNKNOWN if value == "?" else AnswerState.KNOWN,
            value=None if value == "?" else value,
        )
        for name, value in values.items()
    }
    return Facts(answers=Answers(found), results=results or {}, money_per_usd=rate)


def refused(text: str) -> str:
    with pytest.raises(BadRule) as problem:
        check_rule(Rule.parse(text), FIELDS, {"words": ("ai",)})
    return str(problem.value)


# ---------------------------------------------------------------- results


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("total(result.cost_p50, 'pay') > 1", "total cannot look at result.cost_p50, which is a number"),
        ("any_row(result.cost_p50, 'pay', ['x'])", "any_row cannot look at result.cost_p50, which is a number"),
        ("rows(result.cost_p50) > 1", "rows cannot look at result.cost_p50, which is a number"),
        ("words(result.cost_p50) > 1", "words cannot look at result.cost_p50, which is a number"),
        ("mentions(result.cost_p50, 'words')", "mentions cannot look at result.cost_p50, which is a number"),
        ("days_between(a.day, result.cost_p50) > 1", "days_between cannot look at result.cost_p50, which is a number"),
        ("count(result.cost_p50) > 1", "count cannot look at result.cost_p50, which is a number"),
    ],
)
def test_result_is_a_number_and_no_table_text_or_day(rule, words):
    assert refused(rule) == f"{words}: {rule}"


@pytest.mark.parametrize(
    "rule",
    ["answered(result.cost_p50)", "result.months_p50 > 3", "likely(result.months_p50) > 3", "result.npv_p50 < 0"],
)
def test_result_may_be_compared_and_asked_for(rule):
    check_rule(Rule.parse(rule), FIELDS, {})


def test_result_that_was_not_worked_out_is_blank():
    assert not facts().holds("result.months_p50 > 3 or result.months_p50 <= 3")
    assert facts({"result.months_p50": 4.0}).holds("answered(result.months_p50) and result.months_p50 > 3")
    assert facts({"result.months_p50": 0.0}).holds("answered(result.months_p50)")


def test_results_without_pay_are_results():
    assert set(RESULTS) >= RESULTS_WITHOUT_PAY
    assert {name for name in RESULTS_WITHOUT_PAY if RESULTS[name].startswith("money")} == set()


# ---------------------------------------------------------------- sums


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        ("a.sum > 1000", "a.sum is money in the project's currency, write usd(1000)"),
        ("1000 < a.sum", "a.sum is money in the project's currency, write usd(1000)"),
        ("2 * a.sum > 5.5", "2 * a.sum is money in the project's currency, write usd(5.5)"),
        ("total(a.rows, 'pay') > 7", "total(a.rows, 'pay') is money in the project's currency, write usd(7)"),
        ("likely(a.sum) == 3", "likely(a.sum) is money in the project's currency, write usd(3)"),
    ],
)
def test_sum_is_compared_with_dollars(rule, written):
    assert refused(rule) == f"{written}: {rule}"


@pytest.mark.parametrize("rule", ["a.sum > 0", "a.sum > usd(5)", "a.sum > a.number", "a.number > 1000"])
def test_sum_may_be_compared_with_nothing_with_dollars_and_with_others(rule):
    check_rule(Rule.parse(rule), FIELDS, {})


@pytest.mark.parametrize(("rate", "holds"), [(1.0, True), (0.5, True), (2.0, False), (None, False)])
def test_dollars_are_turned_into_the_currency_of_the_project(rate, holds):
    assert facts(rate=rate, sum=1_500).holds("a.sum >= usd(1000)") is holds


# ---------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a.x", "a.x is no condition: a.x"),
        ("a.x == 1 == 1", "a comparison has two sides: a.x == 1 == 1"),
        ("not a.x == 1", "'not' stands only before a function, because a blank is no no: not a.x == 1"),
        ("a.x + 1 > 2", "a.x + 1 is not part of the language: a.x + 1 > 2"),
        ("sum(a.x) > 2", "there is no function sum: sum(a.x) > 2"),
        ("answered()", "write answered(field): answered()"),
        ("rows(a.x, 'b') > 1", "write rows(field): rows(a.x, 'b') > 1"),
        ("total(a.x) > 1", "write total(field, column): total(a.x) > 1"),
        (
            "latest(a.x) == a.y",
            "write latest(field, column) or latest(field, column, column, values): latest(a.x) == a.y",
        ),
        ("usd('5') > 1", "write usd(number): usd('5') > 1"),
        ("words(a.x)", "words(a.x) is no condition: words(a.x)"),
    ],
)
def test_rule_outside_the_language_is_refused_in_words(text, words):
    with pytest.raises(BadRule) as problem:
        Rule.parse(text)
    assert str(problem.value) == words


def test_rule_may_be_long_but_not_longer():
    text = "a.x == '" + "x" * (LONGEST - 9) + "'"
    assert Rule.parse(text).references() == {"a.x"}
    with pytest.raises(BadRule, match=f"the rule has {LONGEST + 1} characters, at most {LONGEST} are read"):
        Rule.parse(f"{text} ")


def test_rule_may_be_deep_but_not_deeper():
    def nested(depth: int) -> str:
        text = "answered(a.x)"
        for number in range(depth):
            text = f"(answered(a.x) {'and' if number % 2 else 'or'} {text})"
        return text

    Rule.parse(nested(DEEPEST - 1))
    with pytest.raises(BadRule, match=f"nested more than {DEEPEST} deep"):
        Rule.parse(nested(DEEPEST))


# ---------------------------------------------------------------- logic

PARTS = {"p": "a.number > 1", "q": "answered(a.day)", "r": "rows(a.rows) >= 1"}


def told(p: object, q: object, r: object) -> Facts:
    """Return facts in which each part is true, false or, where it is None, not said."""
    values = {
        "number": {True: 2.0, False: 1.0}.get(p),
        "day": {True: "2027-03-19"}.get(q),
        "rows": {True: [{"pay": 1.0}], False: []}.get(r),
    }
    return facts(**{name: value for name, value in values.items() if value is not None})


@pytest.mark.parametrize(("p", "q", "r"), list(product([True, False], repeat=3)))
def test_and_or_and_not_follow_their_truth_tables(p, q, r):
    given_facts = told(p, q, r)
    parts = PARTS
    assert given_facts.holds(f"{parts['p']} and {parts['q']}") is (p and q)
    assert given_facts.holds(f"{parts['p']} or {parts['q']}") is (p or q)
    assert given_facts.holds(f"not {parts['q']}") is (not q)
    assert given_facts.holds(f"{parts['p']} or {parts['q']} and {parts['r']}") is (p or (q and r))
    assert given_facts.holds(f"({parts['p']} or {parts['q']}) and {parts['r']}") is ((p or q) and r)


@given(st.permutations(list(PARTS.values())), st.sampled_from(["and", "or"]), st.tuples(*[st.booleans()] * 3))
def test_order_of_the_parts_does_not_matter(parts, word, truths):
    given_facts = told(*truths)
    usual, turned = (f" {word} ".join(some) for some in (PARTS.values(), parts))
    assert given_facts.holds(usual) is given_facts.holds(turned)


@pytest.mark.parametrize(
    "rule", ["a.number > 1", "a.number <= 1", "a.number == 1", "a.number != 1", "a.number in [1, 2]"]
)
@pytest.mark.parametrize("said", [{}, {"number": "?"}])
def test_no_answer_gives_no_opinion_whichever_way_it_is_asked(rule, said):
    assert not facts(**said).holds(rule)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_comparison_is_that_of_numbers(number, limit):
    given_facts = facts(number=number)
    sides = {"<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit}
    sides |= {"==": number == limit, "!=": number != limit}
    for sign, holds in sides.items():
        assert given_facts.holds(f"a.number {sign} {limit!r}") is holds


def test_every_function_says_how_it_is_called():
    for name, function in FUNCTIONS.items():
        assert function.takes, name
        wrong = ", ".join(["'x'"] * 9)
        with pytest.raises(BadRule, match=rf"write {name}\("):
            Rule.parse(f"{name}({wrong}) == 1")


# ---------------------------------------------------------------- what is asked


def catalogue(*rules: tuple[str, str], order: tuple[str, ...] = (), left_out=frozenset()) -> Catalogue:
    """Return a catalogue of numbers, each asked where its rule holds."""
    questions = tuple(
        Question(id=name, ref="", part="p", title="", question="", fields=(field(name),), when=rule)
        for name, rule in rules
    )
    section = Section(id="a", title="A", parts=(), questions=questions)
    return Catalogue({"a": section}, asking_order=order, left_out=left_out)


CHAIN = (("a.third", "a.second > 0"), ("a.second", "a.first > 0"), ("a.first", ""))
ORDER = ("a.first", "a.second", "a.third")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({}, {"a.first"}),
        ({"first": 1.0}, {"a.first", "a.second"}),
        ({"first": 1.0, "second": 1.0}, {"a.first", "a.second", "a.third"}),
        ({"first": 0.0, "second": 1.0}, {"a.first"}),
        ({"first": "?", "second": 1.0}, {"a.first"}),
    ],
)
def test_question_is_asked_after_those_it_hangs_on_wherever_it_stands(said, asked):
    assert visible_fields(catalogue(*CHAIN, order=ORDER), facts(**said).answers) == asked


def test_question_that_is_left_out_is_not_asked_and_hides_what_hangs_on_it():
    narrower = catalogue(*CHAIN, order=ORDER, left_out=frozenset({"a.second"}))
    assert visible_fields(narrower, facts(first=1.0, second=1.0).answers) == {"a.first"}
