"""Phases: what is assumed, what is refused, and how busy a role is in them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, AnswerState
from projects.domain.errors import BadValue
from projects.domain.ranges import NumberStyle
from projects.domain.values import check_stored, read_typed
from teams.domain.phases import PhaseKind, phase_rows, read_phases, rhythm_of, usual_phases
from teams.domain.presence import Stay, work_by_month
from teams.domain.roles import Peak
from teams.reference import get_roles

NO_LENGTH = "Data has no length. It is not included until you enter how many months it takes."
FIELD = get_catalogue().fields["team.phases"]


def places(months):
    return [(phase.kind.value, phase.start_month, phase.end_month) for phase in usual_phases(months)]


def read(*rows, months=6.0):
    return read_phases(Answer(field_id="team.phases", state=AnswerState.KNOWN, value=list(rows)), months)


def said(problems):
    return [(problem.row, problem.column, problem.message % problem.params, problem.counted) for problem in problems]


def test_usual_phases_follow_the_length():
    assert places(12) == [
        ("discover", 0, 2), ("data", 1, 5), ("model", 4, 9), ("deploy", 7, 12), ("run", 10, 12)
    ]  # fmt: skip


def test_shortest_project_has_all_phases_at_once():
    assert {(start, end) for _, start, end in places(0.5)} == {(0, 0.5)}


@given(st.floats(0.5, 120))
def test_usual_phases_fill_the_project_and_end_with_it(months):
    phases = usual_phases(months)
    assert min(phase.start_month for phase in phases) == 0
    assert max(phase.end_month for phase in phases) == pytest.approx(months)
    assert all(phase.start_month < phase.end_month for phase in phases)


@given(st.integers(1, 120))
def test_usual_phases_can_be_written_out_and_read_back(months):
    rows = phase_rows(usual_phases(float(months)))
    assert check_stored(FIELD, rows) == rows
    phases, problems, assumed = read(*rows, months=float(months))
    assert (phases, problems, assumed) == (usual_phases(float(months)), (), False)


def test_blank_table_assumes_the_usual_phases():
    assert read_phases(Answer(field_id="team.phases"), 6.0) == (usual_phases(6.0), (), True)


def test_phases_may_overlap_and_have_names_of_their_own():
    phases, problems, _ = read(
        {"kind": "data", "name": "Clean the archive", "first_month": 1.0, "length_months": 4.0},
        {"kind": "model", "first_month": 3.0, "length_months": 4.0},
    )
    assert [(phase.label, phase.first_month, phase.last_month) for phase in phases] == [
        ("Clean the archive", 1, 4), ("Model", 3, 6)
    ]  # fmt: skip
    assert problems == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"kind": "data", "first_month": 2.0},
         (1, "length_months", NO_LENGTH, False)),
        ({"kind": "data", "first_month": 2.0, "length_months": 0},
         (1, "length_months", NO_LENGTH, False)),
        ({"kind": "data", "first_month": -3.0, "length_months": 2.0},
         (1, "first_month", "Data: we could not read this cell, so it is not included. Please re-enter it.", False)),
        ({"kind": "data", "first_month": "=1+1", "length_months": 2.0},
         (1, "first_month", "Data: we could not read this cell, so it is not included. Please re-enter it.", False)),
        ({"kind": "data", "first_month": 1.0, "length_months": 9.0},
         (1, "length_months", "Data ends in month 9, but the plan ends after 6 months.", True)),
    ],
)  # fmt: skip
def test_phase_that_cannot_be_is_named_at_its_place(row, expected):
    assert said(read(row)[1])[0] == expected


def test_months_without_a_phase_are_named():
    _, problems, _ = read({"kind": "data", "first_month": 2.0, "length_months": 4.0})
    assert [text for _, _, text, _ in said(problems)] == [
        "Month 1 is not in any phase, so roles that follow the phases have no work in it.",
        "Month 6 is not in any phase, so roles that follow the phases have no work in it.",
    ]


@pytest.mark.parametrize("typed", ["0", "-2", "1e9", "soon", "200"])
def test_length_that_is_no_length_is_refused_where_it_is_typed(typed):
    with pytest.raises(BadValue, match="Row 1, Length"):
        read_typed(FIELD, [{"kind": "data", "first_month": "1", "length_months": typed}], NumberStyle())


# ---------------------------------------------------------------- how busy


def work_of(role_id, months=12, phases=None, **more):
    rhythm = rhythm_of(get_roles()[role_id].weights_pct, phases or usual_phases(months))
    stay = Stay(start_month=0, end_month=months, peak=Peak.PHASES, rhythm=rhythm, highest_share_pct=30.0, **more)
    return work_by_month([stay], months)[0]


@pytest.mark.parametrize("role_id", sorted(get_roles()))
@pytest.mark.parametrize("months", [1, 6, 24])
def test_phases_move_work_and_leave_the_sum(role_id, months):
    work = work_of(role_id, months)
    assert work.sum() == pytest.approx(months)
    assert work.min() >= 0


def test_roles_are_busy_when_the_founding_article_says_so():
    early, late = work_of("data_engineer"), work_of("ml_engineer")
    assert early[:6].sum() > early[6:].sum()
    assert late[:6].sum() < late[6:].sum() / 2
    middle = work_of("data_scientist")
    assert 3 < int(np.argmax(middle)) < 9


def test_nobody_works_in_a_month_without_a_phase():
    phases, _, _ = read({"kind": "data", "first_month": 2.0, "length_months": 2.0})
    assert work_of("data_engineer", 6, phases).tolist() == [0, 3, 3, 0, 0, 0]


def test_who_stays_only_while_no_phase_needs_them_works_evenly():
    rhythm = rhythm_of({**dict.fromkeys(PhaseKind, 100.0), PhaseKind.DISCOVER: 0.0}, usual_phases(12))
    stay = Stay(start_month=0, end_month=1, peak=Peak.PHASES, rhythm=rhythm)
    assert work_by_month([stay], 3).tolist() == [[1, 0, 0]]


def test_overlapping_phases_are_as_busy_as_in_the_middle_of_them():
    phases, _, _ = read(
        {"kind": "data", "first_month": 1.0, "length_months": 2.0},
        {"kind": "run", "first_month": 2.0, "length_months": 2.0},
    )
    weights = {**dict.fromkeys(PhaseKind, 100.0), PhaseKind.DATA: 150.0, PhaseKind.RUN: 50.0}
    assert rhythm_of(weights, phases).work[:5] == pytest.approx((0, 1.5, 2.5, 3.0, 3.0))
