from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.lettering import NARROW, ROOMS, along, clean, columns, shift, shorten, spread, width, wrap
from charts.placing import Board, Spot
from tests.charts.layout import collisions, outside
from tests.charts.samples import HOSTILE

WORDS = st.text(max_size=80)


def drawn(parts):
    return f"<svg>{''.join(parts)}</svg>"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("two\n lines\t", "two lines"),
        ("\u202eevil.exe", "evil.exe"),
        ("a\x00b\ufffe\ud800c", "abc"),
        ("\u2028\u2029alert(1)", "alert(1)"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        (12, "12"),
    ],
)
def test_clean_keeps_what_a_line_of_xml_may_hold(words, found):
    assert clean(words) == found


@given(WORDS)
def test_clean_twice_is_clean_once(words):
    assert clean(clean(words)) == clean(words)


def test_clean_cuts_what_nobody_reads():
    assert len(clean("A" * 10_000)) == 400


@given(words=WORDS, room=st.floats(min_value=20, max_value=400))
def test_shortened_texts_fit(words, room):
    assert width(shorten(words, room)) <= room


@given(words=WORDS)
def test_texts_that_fit_stay_as_they_are(words):
    assert shorten(words, width(words)) == words


def test_shortened_texts_end_in_a_sign():
    assert shorten("Data engineer, Sam", width("Data engineer, S")) == "Data engineer…"


def test_half_an_emoji_is_not_left():
    assert shorten("👩\u200d👧 and more", 45) in {"👩\u200d👧…", "…"}


@given(words=WORDS, room=st.floats(min_value=60, max_value=300), most=st.integers(1, 3))
def test_wrapped_lines_fit(words, room, most):
    lines = wrap(words, room, most=most)
    assert 1 <= len(lines) <= most
    assert all(width(line) <= room for line in lines)


def test_wrapping_breaks_between_words():
    assert wrap("Training of users and reviewers", 120) == ["Training of users", "and reviewers"]


@pytest.mark.parametrize("words", HOSTILE)
def test_width_is_never_negative(words):
    assert width(words) >= 0


def test_bold_is_wider():
    assert width("Team", bold=True) > width("Team")


@given(at=st.floats(0, 1), wide=st.floats(0, NARROW))
def test_shifted_texts_are_inside_on_a_phone(at, wide):
    middle = at * NARROW + shift(at, wide)
    assert -1e-6 <= middle - wide / 2 <= middle + wide / 2 <= NARROW + 1e-6


def test_texts_with_room_are_not_shifted():
    assert shift(0.5, 100) == 0


@given(st.lists(st.integers(0, 100), min_size=1, max_size=20, unique=True), WORDS)
def test_labels_along_an_axis_do_not_touch(places, words):
    parts = along([(place / 100, words) for place in sorted(places)], 20)
    assert [pair for room in ROOMS for pair in collisions(drawn(parts), room) if words.strip()] == []


@given(count=st.integers(1, 130), words=st.sampled_from(["Jan 2027", "4", "A month with a long name"]))
def test_labels_of_columns_do_not_touch(count, words):
    parts = columns([(n + 0.5) / count for n in range(count)], [words] * count, 13)
    assert [pair for room in ROOMS for pair in collisions(drawn(parts), room)] == []
    assert outside(drawn(parts), NARROW) == []


def test_the_first_column_is_always_labelled():
    assert ">1<" in columns([(n + 0.5) / 40 for n in range(40)], [str(n + 1) for n in range(40)], 13)[0]


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12))
def test_spread_labels_keep_apart_and_inside(wanted):
    found = sorted(spread(wanted, 20, 280))
    assert 20 - 1e-6 <= found[0] <= found[-1] <= 280 + 1e-6
    assert all(later - earlier >= 16 - 1e-6 for earlier, later in pairwise(found))


def test_spread_keeps_labels_where_they_want_to_be():
    assert spread([200, 50], 20, 280) == [200, 50]


def test_spread_sets_closer_what_does_not_fit():
    assert spread([10] * 5, 0, 40) == [0, 10, 20, 30, 40]


def test_board_prefers_the_first_of_free_spots():
    board = Board(0, 100)
    assert board.find([Spot(0.5, 50), Spot(0.5, 80)], ["Name"]).spot == Spot(0.5, 50)


def test_board_keeps_texts_apart():
    board = Board(0, 100)
    board.take(Spot(0.5, 50), ["Name"])
    assert board.find([Spot(0.5, 55), Spot(0.5, 80)], ["Other"]).spot == Spot(0.5, 80)


def test_board_keeps_texts_off_dots():
    board = Board(0, 100, [(0.52, 48)])
    assert board.find([Spot(0.5, 50), Spot(0.5, 80)], ["Name"]).spot == Spot(0.5, 80)


def test_board_covers_a_dot_rather_than_nothing():
    board = Board(0, 100, [(0.52, 48)])
    assert board.find([Spot(0.5, 50)], ["Name"]).spot == Spot(0.5, 50)


@pytest.mark.parametrize("spot", [Spot(0.99, 50), Spot(0.5, 5), Spot(0.5, 99), Spot(0, 50, "end")])
def test_board_has_no_place_outside(spot):
    assert not Board(0, 100).find([spot], ["A name"]).is_free
