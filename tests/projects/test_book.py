"""A figure is said once: its formula gives its draws, its range and its words."""

import numpy as np
import pytest

from projects.domain.book import Book
from projects.domain.figures import Input, Origin
from projects.domain.formulas import NoArithmetic, evaluate
from projects.domain.ranges import Range
from projects.domain.reader import Given


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
