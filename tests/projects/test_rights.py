"""What a grant lets somebody do, without a page or a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.rights import REPORT, VIEWER, WHOLE, Grant, Lack, Need, Right

EDITOR = Grant(Right.EDIT, ("problem", "team"))
GRANTS = st.builds(
    Grant, st.sampled_from(Right), st.sets(st.sampled_from(("problem", "team", "value", REPORT))), st.booleans()
)
NEEDS = st.builds(
    Need, st.none() | st.sampled_from(Right), st.sampled_from(("", "problem", "team", "value", REPORT)), st.booleans()
)


@pytest.mark.parametrize(
    ("need", "reads", "lack"),
    [
        (Need(part="problem"), True, None),
        (Need(part="problem"), False, None),
        (Need(Right.OWN, "problem"), True, Lack.RIGHT),
        (Need(part="value"), True, Lack.PART),
        (Need(part="team"), True, Lack.PAY),
        (Need(), True, Lack.PART),
        (Need(looks_itself=True), True, None),
        (Need(Right.OWN, looks_itself=True), True, Lack.RIGHT),
    ],
)
def test_editor_of_two_parts_lacks(need, reads, lack):
    assert EDITOR.lacks(need, reads=reads) == lack


def test_what_is_sent_asks_for_editing_where_the_page_says_nothing():
    viewer = Grant(Right.VIEW, hide_pay=False)
    assert [viewer.lacks(Need(), reads=reads) for reads in (True, False)] == [None, Lack.RIGHT]


def test_part_is_missed_before_right_and_pay():
    assert Grant(Right.VIEW, ("problem",)).lacks(Need(Right.OWN, "team"), reads=False) == Lack.PART


def test_right_is_missed_before_pay():
    assert Grant(Right.VIEW).lacks(Need(Right.EDIT, "team"), reads=True) == Lack.RIGHT


def test_report_is_open_without_pay():
    assert Grant(Right.VIEW, (REPORT,)).opens(REPORT)


@pytest.mark.parametrize(
    ("grant", "everything"),
    [(WHOLE, True), (VIEWER, True), (Grant(hide_pay=True), False), (Grant(parts=("team",)), False)],
)
def test_whoever_has_all_parts_and_pay_sees_everything(grant, everything):
    assert grant.sees_everything is everything


@given(NEEDS, st.booleans())
def test_owner_of_the_whole_lacks_nothing(need, reads):
    assert WHOLE.meets(need, reads=reads)


@given(GRANTS, NEEDS, st.booleans())
def test_higher_right_opens_no_less(grant, need, reads):
    if grant.meets(need, reads=reads):
        assert Grant(Right.OWN, grant.parts, grant.hide_pay).meets(need, reads=reads)


@given(GRANTS, NEEDS, st.booleans())
def test_whoever_may_see_pay_is_refused_no_more(grant, need, reads):
    if grant.meets(need, reads=reads):
        assert Grant(grant.right, grant.parts, hide_pay=False).meets(need, reads=reads)


@given(GRANTS, NEEDS)
def test_whoever_may_send_may_read(grant, need):
    if grant.meets(need, reads=False):
        assert grant.meets(need, reads=True)
