"""Formulas read as their reader reads them: signs, order of operations, and what is no arithmetic."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.formulas import Formula, NoArithmetic, evaluate, pieces


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2 × 3", 7),
        ("2 × 3 ^ 2", 18),
        ("2^3^2", 512),
        ("8 / 4 / 2", 1),
        ("10 − 4 - 3", 3),
        ("−2^2", -4),
        ("(1 + 2) × 3", 9),
        ("1e6 / 3600", 1e6 / 3600),
        ("100 × exp(a + b)", 100 * math.exp(1.5)),
        ("max(a, b, 3) − min(a, b)", 2.5),
        ("ceil(a / 2)", 1),
        ("round(4.5) + round(1.5) + round(1.4)", 7),
        ("a × (1 + b / 100)", 1.005),
    ],
)
def test_formula_is_worked_out_as_on_paper(formula, value):
    assert evaluate(formula, {"a": 1.0, "b": 0.5}) == pytest.approx(value)


@pytest.mark.parametrize(
    "formula",
    ["Σ person share × pay", "a or b", "2 3", "(1 + 2", "a ×", "", "c", "1; 2", "a.b", "exp 2", "min()", "2 ^", "__x"],
)
def test_what_is_no_arithmetic_is_refused(formula):
    with pytest.raises(NoArithmetic):
        evaluate(formula, {"a": 1.0, "b": 1.0})


@pytest.mark.parametrize("formula", ["ceil(1, 2)", "(0 − 2)^0.5"])
def test_what_has_no_value_is_refused(formula):
    with pytest.raises(NoArithmetic):
        evaluate(formula, {})


def test_division_by_nothing_is_an_arithmetic_error():
    with pytest.raises(ArithmeticError):
        evaluate("1 / a", {"a": 0.0})


def said(formula, names, shares=()):
    return "".join(piece.text for piece in pieces(formula, names.__getitem__, "{:,g}".format, shares=shares))


def test_formula_keeps_its_signs_and_order_in_other_words():
    names = {"a": "1.5 h", "b": "$2"}
    assert said("a*(b - 3600) / (a, -b)", names) == "1.5 h × ($2 − 3,600) / (1.5 h, −$2)"


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("ceil(a / 2)", "rounded up (Cases / 2)"),
        ("floor(a) + round(b)", "rounded down (Cases) + rounded (Share of all)"),
        ("max(a, b, 1) − min(a, b)", "the largest of (Cases, Share of all, 1) − the smallest of (Cases, Share of all)"),
        ("sqrt(a)", "√(Cases)"),
        ("exp(-a)", "e to the power of (−Cases)"),
        ("b^2 × (a + 1)^10", "(Share of all)² × (Cases + 1)¹⁰"),
        ("(1 + b)^(a / 12)", "(1 + Share of all) to the power of (Cases / 12)"),
        ("2^-a", "2 to the power of −Cases"),
        ("a^0.5", "Cases to the power of 0.5"),
    ],
)
def test_functions_and_powers_are_said_as_people_read_them(formula, words):
    assert said(formula, {"a": "Cases", "b": "Share of all"}) == words


def test_functions_are_said_in_the_language_of_the_reader():
    words = pieces("ceil(2)", str, "{:g}".format, word={"rounded up": "aufgerundet"}.__getitem__)
    assert "".join(piece.text for piece in words) == "aufgerundet (2)"


def test_share_is_said_without_its_hundredth():
    names = {"a": "25 %", "b": "3 %"}
    text = said("a / 100 × (1 + b / 100) + (a + b) / 100", names, shares=names)
    assert text == "25 % × (1 + 3 %) + (25 + 3) / 100"


def test_pieces_tell_names_from_signs():
    assert [piece.text for piece in pieces("a × 2", str.upper, "{:g}".format) if piece.named] == ["A"]


NUMBERS = st.floats(0.01, 1000, allow_nan=False).map(lambda number: round(number, 3))
FORMULAS = st.recursive(
    NUMBERS.map("{:.3f}".format),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
    max_leaves=8,
)


@given(FORMULAS)
def test_formula_agrees_with_the_language_it_is_written_in(formula):
    try:
        expected = eval(formula)
    except ZeroDivisionError:
        return
    assert evaluate(formula, {}) == pytest.approx(expected, rel=1e-9)


@given(st.text("ab12+-×/^(), Σ.e", max_size=30))
def test_any_text_gives_a_number_or_a_plain_error(text):
    try:
        evaluate(text, {"a": 2.0, "b": 3.0})
    except (ValueError, ArithmeticError):
        return


def test_formula_over_draws_is_worked_out_draw_by_draw():
    first, second = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    formula = Formula("a × (1 + b / 100) − min(a, b, 2)")
    expected = [formula.over({"a": a, "b": b}) for a, b in zip(first, second, strict=True)]
    assert formula.over({"a": first, "b": second}).tolist() == expected


def test_numbers_and_draws_mix():
    assert Formula("a × b").over({"a": np.array([1.0, 2.0]), "b": 3}).tolist() == [3.0, 6.0]


def test_draws_below_nothing_have_no_broken_power():
    with pytest.raises(NoArithmetic):
        Formula("a ^ 0.5").over({"a": np.array([1.0, -1.0])})


def test_formula_longer_than_anybody_reads_is_refused():
    with pytest.raises(NoArithmetic):
        Formula("(" * 3000 + "1" + ")" * 3000)


def test_formula_nested_deeper_than_its_reader_goes_is_refused():
    with pytest.raises(NoArithmetic):
        Formula("(" * 950 + "1" + ")" * 950)


DRAWN = st.lists(st.floats(0.01, 1000), min_size=3, max_size=3).map(np.array)


@pytest.mark.parametrize("name", ["exp", "ln", "sqrt", "ceil", "floor", "round"])
@given(drawn=DRAWN)
def test_function_says_the_same_of_draws_and_of_numbers(name, drawn):
    formula = Formula(f"{name}(a / 100)")
    assert formula.over({"a": drawn}) == pytest.approx([formula.over({"a": number}) for number in drawn])
