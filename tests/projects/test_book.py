"""A figure is said once: its formula gives its draws, its range and its words."""

import numpy as np
import pytest

from projects.domain.book import Book
from projects.domain.draws import DRAWS
from projects.domain.figures import Input, Origin, Rank
from projects.domain.formulas import NoArithmetic, evaluate
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given


def given(name, *values):
    drawn = np.array(values, dtype=float)
    return Given(Input(name=name, label=name.title(), value=Range.exactly(drawn[0]), unit="hours"), drawn)


def test_figure_is_what_its_formula_gives():
    book = Book(3)
    result = book.figure(
        "case.cost", "Cost", "money", "hours × rate", given("hours", 1, 2, 3), given("rate", 10, 10, 20)
    )
    assert result.draws.tolist() == [10, 20, 60]


def test_result_is_a_term_of_the_next_figure_under_the_last_part_of_its_id():
    book = Book(3)
    cost = book.figure("case.cost", "Cost", "money", "hours × 2", given("hours", 1, 2, 3))
    twice = book.figure("case.twice", "Twice", "money", "2 × cost", cost)
    assert twice.draws.tolist() == [4, 8, 12]
    assert twice.figure.inputs[0] == Input(
        name="cost",
        label="Cost",
        value=cost.figure.value,
        unit="money",
        origin=Origin.RESULT,
        figure_id="case.cost",
        pay=True,
    )


def test_range_of_a_figure_is_that_of_its_draws():
    result = Book(101).figure("case.x", "X", "h", "x", given("x", *range(101)))
    assert result.figure.value == Range(low=10, likely=50, high=90)


def test_shown_formula_gives_the_likely_value_of_exact_terms():
    book = Book(3)
    result = book.figure("case.x", "X", "money", "(a + b) / 4", given("a", 3, 3, 3), given("b", 5, 5, 5))
    values = {term.name: term.value.likely for term in result.figure.inputs}
    assert evaluate(result.figure.formula, values) == result.figure.value.likely


def test_figure_of_numbers_alone_has_as_many_draws_as_the_others():
    assert Book(4).figure("case.x", "X", "", "1 + 1").draws.tolist() == [2, 2, 2, 2]


def test_book_of_fewer_draws_keeps_its_figures_in_the_same_place():
    book = Book(4)
    exact = book.counting(2).figure("case.x", "X", "", "1 + 1")
    assert exact.draws.tolist() == [2, 2]
    assert book["case.x"] is exact
    assert book.figure("case.y", "Y", "", "2 × x", exact).draws.tolist() == [4, 4, 4, 4]


def test_figure_names_its_own_chapter_or_takes_the_one_of_its_book():
    book = Book(1, chapter="cost")
    assert book.figure("a.x", "X", "", "1").figure.chapter == "cost"
    assert book.figure("a.y", "Y", "", "1", chapter="value").figure.chapter == "value"


def test_formula_that_names_no_term_is_refused():
    with pytest.raises(NoArithmetic):
        Book(1).figure("a.x", "X", "", "y")


def test_id_stands_once_in_a_book():
    book = Book(1)
    book.figure("a.x", "X", "", "1")
    with pytest.raises(ValueError, match=r"a\.x"):
        book.figure("a.x", "X", "", "2")


def test_figures_stand_in_the_order_in_which_they_were_worked_out():
    book = Book(1)
    book.figure("a.z", "Z", "", "1")
    book.figure("a.b", "B", "", "2")
    assert [figure.id for figure in book.figures] == ["a.z", "a.b"]


def exactly(name, value, *, pay=False):
    return Fixed(Input(name=name, label=name.title(), value=Range.exactly(value), pay=pay))


def test_figure_of_exact_terms_has_no_width_and_as_many_draws_as_the_book():
    result = Book(3).figure("a.x", "X", "money", "2 × price", exactly("price", 4))
    assert (result.figure.value, result.draws.tolist()) == (Range.exactly(8), [8, 8, 8])


def test_exact_term_goes_with_draws():
    result = Book(3).figure("a.x", "X", "money", "hours × price", given("hours", 1, 2, 3), exactly("price", 4))
    assert result.draws.tolist() == [4, 8, 12]


def test_what_is_divided_by_nothing_is_infinite_and_breaks_no_page():
    with np.errstate(divide="ignore"):
        result = Book(2).figure("a.x", "X", "", "cost / price", exactly("cost", 4), exactly("price", 0))
    assert result.draws.tolist() == [np.inf, np.inf]


def test_ends_of_a_figure_are_those_of_the_terms_that_it_rises_with():
    wide = Input(name="hours", label="Hours", value=Range(low=10, likely=20, high=60))
    rate = Input(name="rate", label="Rate", value=Range(low=1, likely=2, high=3))
    terms = (Given(wide, np.array([20.0, 20.0])), Given(rate, np.array([2.0, 2.0])))
    result = Book(2).at_ends("a.x", "X", "money", "hours × rate", *terms, wide=("hours",))
    assert result.figure.value == Range(low=20, likely=40, high=120)


def test_figure_with_draws_of_its_own_keeps_its_formula():
    result = Book(2).kept(np.array([1.0, 5.0]), "a.x", "X", "", "y / y", given("y", 0, 5))
    assert (result.draws.tolist(), result.figure.formula) == ([1.0, 5.0], "y / y")


def test_step_is_summed_up_from_the_first_block_of_draws():
    drawn = np.concatenate([np.full(DRAWS, 1.0), np.full(DRAWS, 9.0)])
    book = Book(len(drawn))
    step = book.kept(drawn, "a.x", "X", "", "1", rank=Rank.STEP)
    assert (step.figure.value, book.kept(drawn, "a.y", "Y", "", "1").figure.value.high) == (Range.exactly(1), 9)


def test_book_that_follows_pay_says_it_of_a_figure_whose_terms_do_even_through_another_figure():
    book = Book(1, pay_of_terms=True)
    paid = book.figure("a.paid", "Paid", "", "wage", exactly("wage", 3, pay=True))
    plain = book.figure("a.plain", "Plain", "", "size", exactly("size", 3))
    both = book.figure("a.both", "Both", "", "paid + plain", paid, plain)
    assert [result.figure.shows_pay for result in (paid, plain, both)] == [True, False, True]
