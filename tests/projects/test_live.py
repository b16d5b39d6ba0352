"""Numbers with their formulas: what a cell shows and what its formula comes to are one."""

import pytest

from projects.domain.formulas import NoArithmetic
from projects.domain.live import Live, at_most, both, choose, equals, of, says, translated

A, B = Live("A1", 6.0), Live("B1", 2.0)


@pytest.mark.parametrize(
    ("made", "text", "value"),
    [
        (A + B, "A1+B1", 8),
        (A - (B + 1), "A1-(B1+1)", 3),
        ((A + B) * B, "(A1+B1)*B1", 16),
        (A / (B * 3), "A1/(B1*3)", 1),
        (A * B / 3, "A1*B1/3", 4),
        (A - (A - B), "A1-(A1-B1)", 2),
        (1 + A / 100, "1+A1/100", 1.06),
        ((1 + A) ** (B / 2), "(1+A1)^(B1/2)", 7),
        (B**B**B, "B1^(B1^B1)", 16),
        ((B**B) ** B, "(B1^B1)^B1", 16),
        (-A, "0-A1", -6),
        (A + of(-1), "A1+-1", 5),
        (A * of(-1), "A1*(-1)", -6),
        (choose(at_most(A, 5), A, B), "IF(A1<=5,A1,B1)", 2),
        (choose(both(equals(B, 2), says("C1", "once", "once")), A, 0), 'IF(AND(B1=2,C1="once"),A1,0)', 6),
    ],
)
def test_formula_and_number_are_of_one_piece(made, text, value):
    assert (made.text, made.value) == (text, pytest.approx(value))


@pytest.mark.parametrize(
    ("formula", "text", "value"),
    [
        ("a × b / 100", "A1*B1/100", 0.12),
        ("ceil(a / 4) × b", "(-INT(-(A1/4)))*B1", 4),
        ("floor(a / 4)", "INT(A1/4)", 1),
        ("max(1, round(a / 4))", "MAX(1,(ROUND(A1/4,0)-IF(MOD(A1/4,2)=0.5,1,0)))", 2),
        ("(−a)^b", "(-1*A1)^B1", 36),
        ("−a^b", "-1*A1^B1", -36),
        ("max(0, a − b)", "MAX(0,A1-B1)", 4),
        ("min(a, 1)", "MIN(A1,1)", 1),
        ("ceil(max(ceil(a / 4), b) / 4)", "(-INT(-(MAX((-INT(-(A1/4))),B1)/4)))", 1),
        ("1.5e3 × a", "1500*A1", 9000),
    ],
)
def test_formula_of_a_figure_is_translated(formula, text, value):
    made = translated(formula, {"a": A, "b": B})
    assert (made.text, made.value) == (text, pytest.approx(value))


def test_sum_in_place_of_a_name_is_put_into_brackets():
    assert translated("a × b", {"a": A + B, "b": B}).text == "(A1+B1)*B1"


@pytest.mark.parametrize("formula", ["Σ month a", "c × a"])
def test_what_is_no_arithmetic_is_refused(formula):
    with pytest.raises(NoArithmetic):
        translated(formula, {"a": A})


def test_formula_without_a_value_is_refused():
    with pytest.raises(ArithmeticError):
        translated("a / b", {"a": A, "b": of(0)})
