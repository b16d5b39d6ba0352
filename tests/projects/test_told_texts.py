"""Sentences of the domain: values put in, one thing singular, several in a row, and beginnings that end well."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.text import (
    agreed,
    beginning,
    gettext_noop,
    in_a_row,
    joined,
    of,
    opening,
    pieces_of,
    shorten,
    told,
    whose,
)

SENTENCE = gettext_noop("It takes %(count)s months.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 months", "1 month"),
        ("1 people", "1 person"),
        ("1 cases and 1 hours", "1 case and 1 hour"),
        ("1\u00a0weeks", "1\u00a0week"),
        ("2 months", "2 months"),
        ("21 months", "21 months"),
        ("1.1 months", "1.1 months"),
        ("0.1 months", "0.1 months"),
        ("1,1 months", "1,1 months"),
        ("11 people", "11 people"),
        ("1 monthsend", "1 monthsend"),
        ("1 bananas", "1 bananas"),
        ("(1 rows)", "(1 row)"),
    ],
)
def test_thing_that_is_counted_once_is_singular(text, said):
    assert agreed(text) == said


def test_told_number_is_written_with_its_thousands_and_agrees():
    assert told(SENTENCE, count=1) == "It takes 1 month."
    assert told(SENTENCE, count=12_345) == "It takes 12,345 months."
    assert told(SENTENCE, count=0.25) == "It takes 0.25 months."


def test_told_text_keeps_what_it_is_made_of():
    assert told(SENTENCE, count=3).parts == ((SENTENCE, {"count": 3}),)
    assert told("Until %(day)s", day=date(2027, 3, 19)) == "Until 2027-03-19"


def test_what_is_of_somebody_says_whose_it_is():
    name = of("Data engineer", "months at work")
    assert name == "Data engineer, months at work"
    assert whose(name) == ("Data engineer", "months at work")


@pytest.mark.parametrize("text", ["", "Data engineer, months at work", told(SENTENCE, count=2)])
def test_other_texts_are_of_nobody(text):
    assert whose(text) is None


def test_texts_in_a_row_go_on_with_a_semicolon():
    assert in_a_row(["It is new.", "It is cheap."]) == "It is new; It is cheap."
    assert in_a_row(["It is new", "", "It is cheap"]) == "It is new; It is cheap"
    assert in_a_row(["It is new."]) == "It is new."
    assert in_a_row([]) == ""
    assert in_a_row(["", ""]) == ""


def test_texts_that_are_joined_come_apart_again():
    first, last = told(SENTENCE, count=2), "It is cheap."
    both = joined(first, "", last)
    assert both == "It takes 2 months; It is cheap."
    assert pieces_of(both) == [first, last]


def test_text_joined_twice_has_all_its_pieces():
    assert pieces_of(joined(joined("a", "b"), "c")) == ["a", "b", "c"]


def test_nothing_has_no_pieces():
    assert pieces_of("") == []
    assert pieces_of(joined("", "")) == []


@given(st.lists(st.text("abc .", min_size=1, max_size=8), max_size=5))
def test_joined_texts_have_their_own_pieces_in_their_order(texts):
    assert pieces_of(joined(*texts)) == texts


# ---------------------------------------------------------------- beginnings


@pytest.mark.parametrize(
    ("text", "longest", "first"),
    [
        ("It is new. It is cheap.", 12, "It is new."),
        ("It is new. It is cheap.", 100, "It is new. It is cheap."),
        ("A first sentence that is long. And more.", 5, "A first sentence that is long."),
        ("Is it new? Yes! And so on… Well.", 11, "Is it new?"),
        ("z. B. Fälle zählen. Mehr.", 20, "z. B. Fälle zählen."),
        ("Am 5. Mai geht es los. Mehr.", 23, "Am 5. Mai geht es los."),
        ("Data, code etc. Others too. More.", 28, "Data, code etc. Others too."),
        ("It costs 3.5 million. It is much.", 22, "It costs 3.5 million."),
        ("See e.g. Smith. Then go.", 16, "See e.g. Smith."),
        ("He said “no.” She left.", 14, "He said “no.”"),
        ("It ends here. then it goes on.", 14, "It ends here. then it goes on."),
        ("No end", 3, "No end"),
        ("", 3, ""),
    ],
)
def test_opening_ends_with_a_sentence(text, longest, first):
    assert opening(text, longest)[0] == first


@given(st.text("Abc .!?\n5", max_size=60), st.integers(0, 70))
def test_opening_and_rest_are_the_whole_text(text, longest):
    first, rest = opening(text, longest)
    assert text.startswith(first)
    assert [*first.split(), *rest.split()] == text.split()


@pytest.mark.parametrize(
    ("text", "longest", "short"),
    [
        ("Sort the letters that come in", 16, "Sort the letters…"),
        ("Sort the letters that come in", 18, "Sort the letters…"),
        ("Sort the letters, then all else", 17, "Sort the letters…"),
        ("Sort the letters.", 17, "Sort the letters."),
        ("Donaudampfschifffahrtsgesellschaft", 10, "Donaudampf…"),
        ("An Arbeiterunfallversicherungsgesetz", 20, "An Arbeiterunfallver…"),
    ],
)
def test_beginning_is_cut_between_two_words_where_there_are_some(text, longest, short):
    assert beginning(text, longest) == short


def test_title_has_one_line_and_no_full_stop():
    assert shorten("Sort the\n letters. ", 40) == "Sort the letters"
    assert shorten("Sort  the letters that come in", 16) == "Sort the letters…"


@given(st.text(max_size=80), st.integers(1, 60))
def test_beginning_is_no_longer_than_what_is_kept_and_its_sign(text, longest):
    assert len(beginning(text, longest)) <= longest + 1


@given(st.text("ab cd. ", max_size=80), st.integers(1, 60))
def test_beginning_begins_like_its_text(text, longest):
    assert text.startswith(beginning(text, longest).removesuffix("…"))
