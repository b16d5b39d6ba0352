"""The table of what is known of coding assistants: what it may hold, what pooling makes of it, whose work it is."""

import csv
import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.currency import IN_DOLLARS, Exchange
from projects.domain.draws import Draws
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from teams.domain.assistants import COLUMNS, FIELD, MEASURED, Assistants, pooled, read_assistants, read_known
from teams.reference import get_assistants

USUAL = {"unit": "x", "counted": "yes", "evidence": "Seen", "source": "Us", "source_date": "2026", "tier": "A",
         "checked_on": "2026-11-28", "valid_from": "2026-11-28"}  # fmt: skip
ROWS = (
    {"topic": "trial", "id": "a", "label": "A", "low": "0.8", "likely": "0.9", "high": "1.0"},
    {"topic": "use", "id": "some", "label": "Some", "low": "40", "likely": "60", "high": "80"},
    {"topic": "seat", "id": "seat", "label": "Seat", "low": "10", "likely": "20", "high": "40"},
    {"topic": "code", "id": "data_engineer", "label": "Code", "low": "20", "likely": "40", "high": "50"},
)


def lines(*rows, columns=COLUMNS):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(USUAL | row for row in rows)
    return text.getvalue().splitlines(keepends=True)


def refusal(*rows, **more):
    with pytest.raises(ValueError, match="coding assistants") as caught:
        read_known(lines(*rows, **more))
    return str(caught.value)


# ---------------------------------------------------------------- the table


def test_table_is_read_by_topic():
    known = read_known(lines(*ROWS))
    assert [trial.label for trial in known.trials] == ["A"]
    assert (known.use.value, known.seat.value) == (Range(low=40, likely=60, high=80), Range(low=10, likely=20, high=40))
    assert {role: evidence.value.likely for role, evidence in known.code.items()} == {"data_engineer": 40}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"counted": "perhaps"}, "line 2: counted must be yes or no; label, source and checked_on must not be empty"),
        ({"label": ""}, "line 2: counted must be yes or no; label, source and checked_on must not be empty"),
        ({"source": ""}, "line 2: counted must be yes or no; label, source and checked_on must not be empty"),
        ({"checked_on": ""}, "line 2: counted must be yes or no; label, source and checked_on must not be empty"),
        ({"low": "fast"}, "line 2: could not convert string to float: 'fast'"),
        ({"low": "0"}, "line 2: must be above 0, not 0"),
        ({"low": "-0.5"}, "line 2: must be above 0, not -0.5"),
        ({"low": "0.95"}, "line 2: a range needs low <= likely <= high, not 0.95, 0.9, 1.0"),
        ({"high": "inf"}, "line 2: a range needs finite numbers, not 0.8, 0.9, inf"),
        ({"high": ""}, "line 2: what counts needs low, likely and high"),
        ({"topic": "rumour"}, "line 2: rumour a is no topic, or occurs twice"),
    ],
)
def test_row_that_cannot_be_is_refused_with_its_line(row, reason):
    assert refusal(ROWS[0] | row, *ROWS[1:]) == f"coding assistants, {reason}"


def test_row_that_occurs_twice_is_refused_at_the_second():
    assert refusal(ROWS[0], *ROWS) == "coding assistants, line 3: trial a is no topic, or occurs twice"


def test_other_columns_are_refused_with_those_that_are_needed():
    assert refusal(*ROWS, columns=COLUMNS[:-1]).endswith(f"line 1: the columns must be {', '.join(COLUMNS)}")


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_table_without_a_trial_the_use_or_a_seat_is_refused(missing):
    rows = [row for place, row in enumerate(ROWS) if place != missing]
    assert refusal(*rows) == (
        "coding assistants: a trial that counts, the use of some or the price of a seat is missing"
    )


def test_trial_that_does_not_count_may_have_no_interval_and_moves_nothing():
    told = {"topic": "trial", "id": "b", "label": "B", "low": "", "likely": "3", "high": "", "counted": "no"}
    assert read_known(lines(*ROWS, told)).time == read_known(lines(*ROWS)).time


# ---------------------------------------------------------------- pooling


def test_one_trial_keeps_its_middle_and_gets_the_narrower_ends_of_a_range():
    """Its 95 % interval of a factor of 2 each way is 1.57 at P10 and P90: 2 ^ (1.2816 / 1.96)."""
    found = pooled([Range(low=0.5, likely=1, high=2)])
    assert (found.low, found.likely, found.high) == (
        pytest.approx(2 ** (-1.2816 / 1.96), abs=0.006), 1, pytest.approx(2 ** (1.2816 / 1.96), abs=0.006)
    )  # fmt: skip


def test_two_exact_trials_are_the_two_ends():
    found = pooled([Range.exactly(0.5), Range.exactly(1.5)])
    assert (found.low, found.high) == (0.5, 1.5)


def test_trial_that_agrees_pulls_towards_itself():
    trials = [Range(low=0.7, likely=0.8, high=0.9), Range(low=1.1, likely=1.2, high=1.3)]
    assert pooled([*trials, trials[0]]).likely < pooled(trials).likely < pooled([*trials, trials[1]]).likely


@given(
    st.lists(st.tuples(st.floats(0.2, 1), st.floats(1, 3), st.floats(1, 3)), min_size=1, max_size=6), st.floats(0.5, 2)
)
def test_pooled_range_is_in_order_and_within_the_trials(drawn, scale):
    trials = [Range(low=low, likely=low * up, high=low * up * more) for low, up, more in drawn]
    found = pooled(trials)
    assert found.low <= found.likely <= found.high
    assert found.likely >= min(trial.likely for trial in trials) - 0.006
    assert found.likely <= max(trial.likely for trial in trials) + 0.006
    larger = pooled([trial.scaled(1 + scale) for trial in trials])
    assert larger.likely == pytest.approx(found.likely * (1 + scale), abs=0.02)


# ---------------------------------------------------------------- whose work


def given_(name, low, likely, high):
    return Input(name=name, label=name, value=Range(low=low, likely=likely, high=high), unit="", origin=Origin.ANSWER)


def assistants(time, users=(50, 80, 100), code=(20, 40, 60)):
    return Assistants(
        time=given_("time", *time), users_pct=given_("users", *users), code_pct={"coder": given_("code", *code)},
        seat=given_("seat", 1, 2, 3),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("time", "end", "effort"),
    [
        ((0.7, 0.9, 0.95), "likely", 1 - 0.4 * 0.8 * 0.1),
        ((0.7, 0.9, 0.95), "low", 1 - 0.6 * 1.0 * 0.3),  # the most gained where most of the work is touched
        ((0.7, 0.9, 0.95), "high", 1 - 0.2 * 0.5 * 0.05),  # the least where least is
        ((0.8, 1.0, 1.2), "high", 1 + 0.6 * 1.0 * 0.2),  # the most lost where most is touched
        ((0.8, 1.0, 1.2), "likely", 1),
        ((1.1, 1.2, 1.4), "low", 1 + 0.2 * 0.5 * 0.1),
        ((1.1, 1.2, 1.4), "high", 1 + 0.6 * 1.0 * 0.4),
    ],
)
def test_work_of_whoever_codes(time, end, effort):
    assert assistants(time).effort_at("coder", end) == pytest.approx(effort)


@pytest.mark.parametrize("end", ["low", "likely", "high"])
def test_whoever_writes_no_code_works_as_before(end):
    assert assistants((0.5, 0.6, 0.7)).effort_at("manager", end) == 1


@given(
    st.tuples(*[st.floats(0.1, 3)] * 3).map(sorted),
    st.tuples(*[st.floats(0, 100)] * 3).map(sorted),
    st.tuples(*[st.floats(0, 100)] * 3).map(sorted),
)
def test_ends_of_the_work_stand_in_order_and_above_nothing(time, users, code):
    low, likely, high = (assistants(time, users, code).effort_at("coder", end) for end in ("low", "likely", "high"))
    assert 0 < low <= likely + 1e-12
    assert likely <= high + 1e-12


# ---------------------------------------------------------------- what a team's choice means

KNOWN = read_known(lines(*ROWS))
FIELDS = get_catalogue().fields


def of_choice(choice, *, money=1.0, note="", **more):
    said = {FIELD: choice} | more
    answers = {
        name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in said.items() if value
    }
    return read_assistants(Reader(Answers(answers), FIELDS, Draws(7)), KNOWN, Exchange(money_per_usd=money, note=note))


@pytest.mark.parametrize("choice", ["nobody", None])
def test_team_without_assistants_has_none(choice):
    assert of_choice(choice) is None


def test_without_evidence_nothing_is_said():
    answers = Answers({FIELD: Answer(field_id=FIELD, state=AnswerState.KNOWN, value="all")})
    assert read_assistants(Reader(answers, FIELDS, Draws(7)), None, IN_DOLLARS) is None


def test_some_use_them_as_many_as_surveys_say():
    assert of_choice("some").users_pct.value == Range(low=40, likely=60, high=80)


def test_all_use_them_by_the_teams_own_answer():
    users = of_choice("all").users_pct
    assert (users.value, users.origin) == (Range.exactly(100), Origin.ANSWER)


def test_seat_is_paid_in_the_money_of_the_project():
    seat = of_choice("all", money=0.5, note="at a rate").seat
    assert seat.value == Range(low=5, likely=10, high=20)
    assert seat.source.endswith("at a rate")


def test_time_that_the_team_measured_itself_comes_before_the_trials():
    assert of_choice("all", **{MEASURED: 0.75}).time.value == Range.exactly(0.75)
    assert of_choice("all").time.value == KNOWN.time


def test_shipped_evidence_touches_no_role_by_more_than_all_of_its_work():
    known = get_assistants()
    for evidence in (*known.code.values(), known.use):
        assert 0 < evidence.value.low <= evidence.value.high <= 100, evidence.id
    assert math.isfinite(known.time.high)
    assert known.seat.value.low > 0
