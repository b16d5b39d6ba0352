"""The rule as a truth table: the sixteen cases it was published with, and our own."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from decisions.content import get_rulebook
from decisions.domain.verdict import decide, lift
from projects.domain.answers import AnswerState
from scoping.content import get_second_look
from tests.decisions.signals import SOUND, outcome, reason_ids, signals, verdict

GRAVE_HARM = {"harm": 4, "undo": "never", "noticed": "never", "approval": "none"}

PUBLISHED = {
    "1 all good": ({}, "go", "readiness.score"),
    "2 perfect ratings, net value -135k, negative even at P90": (
        {"score": 100, "npv": (-210e3, -135e3, -40e3), "p_payback": 0.01}, "stop", "benefit.loses_at_best",
    ),
    "3 perfect ratings, net value -135k, P90 above zero": (
        {"score": 100, "npv": (-260e3, -135e3, 30e3), "p_payback": 0.12}, "fix_first", "benefit.loses",
    ),
    "4 $763k likely, $150k agreed, $300k ceiling": (
        {"cost": (610e3, 763e3, 1.1e6), "agreed": 150e3, "ceiling": 300e3}, "stop", "budget.above_ceiling",
    ),
    "5 simple way 90, tool 70": ({"simple_share": 90}, "simple_first", "simple.does_as_much"),
    "6 simple way 65, tool 70": ({"simple_share": 65}, "pilot", "simple.close"),
    "7 grave, lasting harm that nobody notices": (GRAVE_HARM, "stop", "risk.lasting_harm"),
    "8 the same, noticed, every result approved": (
        {"harm": 4, "undo": "never", "noticed": "days", "approval": "all"}, "pilot", "risk.checked_harm",
    ),
    "9 agreed between P10 and P50": ({"agreed": 100e3}, "pilot", "budget.below_likely"),
    "10 agreed below P10": ({"agreed": 60e3}, "fix_first", "budget.below_lucky"),
    "11 agreed between P50 and P90": ({"agreed": 140e3}, "go", "readiness.score"),
    "12 hard gate shut": ({"hard_shut": 1}, "stop", "readiness.must_have"),
    "13 hard gate shut, simple way guessed at 80": (
        {"hard_shut": 1, "simple_share": 80, "simple_status": "idea"}, "simple_first", "simple.does_as_much",
    ),
    "14 launch in month 40, counted to 36": ({"launch_month": 40}, "stop", "benefit.launch_after_horizon"),
    "15 soft gate shut and data after launch": (
        {"soft_shut": 1, "findings": ("check.launch_before_data",)}, "fix_first", "readiness.needed",
    ),
    "16 refuses people without a person, simple way 95": (
        {"touches": ["rights"], "approval": "none", "harm": 4, "undo": "hardly", "noticed": "outside",
         "simple_share": 95}, "stop", "risk.lasting_harm",
    ),
}  # fmt: skip

OURS = {
    "the data may not be used": ({"permission": "no"}, "stop", "risk.not_permitted"),
    "nobody asked for permission": ({"permission": "assumed"}, "fix_first", "risk.permission_assumed"),
    "permission left blank": ({"permission": None}, "fix_first", "risk.permission_open"),
    "permission not known": ({"permission": AnswerState.UNKNOWN}, "fix_first", "risk.permission_unknown"),
    "permission not relevant": ({"permission": AnswerState.NOT_RELEVANT}, "go", "readiness.score"),
    "permission asked for": ({"permission": "asked"}, "pilot", "risk.permission_asked"),
    "people are hurt and nobody notices": ({"harm": 3, "noticed": "never"}, "stop", "risk.silent_harm"),
    "nobody said who approves grave, lasting results": (
        {"harm": 4, "undo": "never", "approval": None}, "stop", "risk.lasting_harm",
    ),
    "decides about people, risky ones approved": ({"touches": ["rights"]}, "go", "readiness.score"),
    "harm outranks the simple way": (GRAVE_HARM | {"simple_share": 95}, "stop", "risk.lasting_harm"),
    "the simple way outranks the ceiling": (
        {"simple_share": 90, "cost": (610e3, 763e3, 1.1e6)}, "simple_first", "simple.does_as_much",
    ),
    "simple way exactly as good": ({"simple_share": 70}, "simple_first", "simple.does_as_much"),
    "simple way exactly ten worse": ({"simple_share": 60}, "pilot", "simple.close"),
    "simple way eleven worse": ({"simple_share": 59}, "go", "readiness.score"),
    "nobody named a simple way": ({"simple_share": None}, "go", "readiness.score"),
    "likely cost equals the ceiling": ({"ceiling": 120e3}, "stop", "budget.above_ceiling"),
    "agreed exactly the likely cost": ({"agreed": 120e3}, "go", "readiness.score"),
    "agreed exactly the low end": ({"agreed": 90e3}, "pilot", "budget.below_likely"),
    "nothing agreed": ({"agreed": None}, "pilot", "budget.not_agreed"),
    "agreed nothing, in figures": ({"agreed": 0}, "pilot", "budget.not_agreed"),
    "hoped for less than likely": ({"hoped": 100e3}, "pilot", "budget.hoped_below_likely"),
    "brings nothing even at best": (
        {"benefit": (-9e3, 0), "npv": (-160e3, -120e3, -90e3), "p_payback": 0}, "stop", "benefit.none",
    ),
    "brings nothing in the likely case": (
        {"benefit": (-1, 5e3), "npv": None, "p_payback": None}, "fix_first", "benefit.brings_nothing",
    ),
    "value not calculated": ({"npv": None, "p_payback": None}, "pilot", "benefit.not_known"),
    "pays back in 4 of 10 cases": ({"p_payback": 0.4}, "pilot", "benefit.rather_not"),
    "pays back in 1 of 10 cases": ({"p_payback": 0.1}, "fix_first", "benefit.rarely_pays_back"),
    "loses in the cautious case": ({"npv": (-1, 140e3, 300e3)}, "pilot", "benefit.loses_when_cautious"),
    "launch in the last month": ({"launch_month": 36}, "stop", "benefit.launch_after_horizon"),
    "problem lasts a year, launch in month 12": (
        {"lasts": "year", "launch_month": 12}, "stop", "benefit.problem_over",
    ),
    "problem lasts a year, launch in month 3": ({"lasts": "year"}, "go", "readiness.score"),
    "problem may end any day": ({"lasts": "soon"}, "pilot", "benefit.may_end"),
    "a day after the date that cannot move": ({"days_late": 1}, "fix_first", "benefit.after_fixed_date"),
    "on the date that cannot move": ({"days_late": 0}, "go", "readiness.score"),
    "two points short of Go": ({"score": 73.9}, "pilot", "readiness.score"),
    "a hair short of Pilot": ({"score": 54.9}, "fix_first", "readiness.score"),
    "hardly anything true": ({"score": 34}, "stop", "readiness.score"),
    "fatal finding": ({"findings": ("check.silent_errors",)}, "stop", "risk.fatal_finding"),
    "every approach ruled out": ({"findings": ("check.everything_is_ruled_out",)}, "stop", "risk.fatal_finding"),
    "Stop finding that can be settled": (
        {"findings": ("check.perfection_from_a_writer",)}, "fix_first", "risk.stop_finding",
    ),
    "open Fix finding": ({"findings": ("check.users_not_asked",)}, "pilot", "risk.fix_finding"),
    "Fix finding that a note answers": (
        {"findings": ("check.users_not_asked",), "settled": ("check.users_not_asked",)}, "go", "readiness.score",
    ),
    "a note settles no Stop finding": (
        {"findings": ("check.perfection_from_a_writer",), "settled": ("check.perfection_from_a_writer",)},
        "fix_first", "risk.stop_finding",
    ),
    "worth a look": ({"findings": ("check.no_reserve",)}, "go", "readiness.score"),
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED | OURS)
def test_case_gets_its_outcome_for_its_reason(name):
    changes, wanted, reason = (PUBLISHED | OURS)[name]
    found = verdict(**changes)
    assert (found.outcome.id, found.reasons[0].rule.id) == (wanted, reason)


# ---------------------------------------------------------------- not rated yet


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"hard_unrated": 3}, ""),
        ({"hard_unrated": 3, "npv": (-210e3, -135e3, -40e3)}, "stop"),
        ({"hard_unrated": 3, "npv": (-260e3, -135e3, 30e3)}, "fix_first"),
        ({"hard_unrated": 3, "npv": (-1, 140e3, 300e3)}, ""),
        ({"hard_unrated": 3, "simple_share": 90}, "simple_first"),
        ({"hard_unrated": 3, "permission": None}, ""),
        ({"hard_unrated": 3, "permission": "no"}, "stop"),
        ({"hard_unrated": 3, "score": 10}, ""),
        ({"hard_unrated": 3, "hard_shut": 1}, "stop"),
        ({"score": None}, ""),
        ({"score": None, "agreed": 1}, "fix_first"),
    ],
)
def test_unrated_project_gets_bad_news_only(changes, wanted):
    assert outcome(**changes) == wanted


def test_statements_that_nobody_rated_hold_as_one_reason_that_calls_none_untrue():
    found = verdict(soft_shut=1, soft_unrated=3)
    ids = [reason.rule.id for reason in found.reasons]
    assert (ids.count("readiness.needed"), ids.count("readiness.not_rated")) == (1, 1)
    assert verdict(soft_unrated=3).outcome.id == "fix_first"


def test_statements_that_nobody_rated_wait_while_a_must_have_does():
    assert "readiness.not_rated" not in {reason.rule.id for reason in verdict(hard_unrated=1, soft_unrated=3).reasons}


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, "pilot"),
        ({"hard_unrated": 9}, "pilot"),
        ({"score": None, "hard_unrated": 9}, "pilot"),
        ({"hard_unrated": 9, "permission": None, "agreed": None}, "pilot"),
        ({"hard_unrated": 9, "agreed": 60e3}, "fix_first"),
        ({"hard_unrated": 9, "simple_share": 90}, "simple_first"),
        ({"hard_unrated": 9, "score": 30}, "stop"),
    ],
)
def test_provisional_verdict_is_capped_at_pilot(changes, wanted):
    found = verdict(provisional=True, **changes)
    assert (found.outcome.id, found.provisional) == (wanted, True)


# ---------------------------------------------------------------- lights


def strictest_by_light(**changes):
    return {light.kind.id: light.outcome and light.outcome.id for light in verdict(**changes).lights}


def test_lights_of_a_sound_project_are_all_go():
    assert set(strictest_by_light().values()) == {"go"}


def test_lights_show_the_strictest_reason_of_their_kind():
    found = strictest_by_light(score=60, npv=(-260e3, -135e3, 30e3), agreed=100e3, simple_share=90, permission="no")
    assert found == {
        "readiness": "pilot", "benefit": "fix_first", "budget": "pilot", "simple": "simple_first", "risk": "stop",
    }  # fmt: skip


def test_light_of_an_unrated_checklist_says_nothing():
    assert strictest_by_light(hard_unrated=2)["readiness"] is None


@pytest.mark.parametrize(
    ("light", "changes"),
    [
        ("simple", {"simple_share": None}),
        ("budget", {"cost": None}),
        ("benefit", {"npv": None, "p_payback": None, "hard_unrated": 1}),
        ("risk", {"harm": None}),
    ],
)
def test_light_says_nothing_of_what_nobody_answered(light, changes):
    assert strictest_by_light(**changes)[light] is None


@pytest.mark.parametrize("changes", [{"lasts": "soon"}, {"days_late": 9}, {"findings": ("check.problem_ends_first",)}])
def test_reasons_of_time_stand_with_the_benefit(changes):
    assert [light.kind.id for light in verdict(**changes).lights if light.reasons] == ["benefit"]


def test_lights_that_decide_are_those_at_the_outcome():
    found = verdict(agreed=60e3, soft_shut=1, npv=(-1, 140e3, 300e3))
    assert [light.kind.id for light in found.lights if light.decides] == ["readiness", "budget"]


def test_finding_that_a_reason_says_already_is_not_said_twice():
    found = reason_ids(agreed=60e3, findings=("check.budget_below_range", "check.budget_below_likely"))
    assert found == ["budget.below_lucky"]


def test_guess_is_tried_before_it_is_done():
    assert verdict(simple_share=90, simple_status="idea").tries_a_guess
    assert not verdict(simple_share=90).tries_a_guess


# ---------------------------------------------------------------- properties

MONEY = st.integers(-400_000, 400_000).map(float)
SUMS = st.integers(1, 900_000).map(float)
CHECKS = st.sampled_from([check.id for check in get_second_look().checks])


@st.composite
def cases(draw):
    npv, cost = sorted(draw(st.tuples(MONEY, MONEY, MONEY))), sorted(draw(st.tuples(SUMS, SUMS, SUMS)))
    return {
        "score": draw(st.integers(0, 100)),
        "hard_shut": draw(st.integers(0, 2)),
        "hard_unrated": draw(st.integers(0, 1)),
        "soft_shut": draw(st.integers(0, 2)),
        "findings": tuple(draw(st.lists(CHECKS, max_size=3, unique=True))),
        "simple_share": draw(st.none() | st.integers(0, 100)),
        "npv": draw(st.none() | st.just(tuple(npv))),
        "cost": draw(st.none() | st.just(tuple(cost))),
        "agreed": draw(st.none() | SUMS),
        "hoped": draw(st.none() | SUMS),
        "ceiling": draw(st.none() | SUMS),
        "p_payback": draw(st.none() | st.floats(0, 1)),
        "launch_month": draw(st.none() | st.integers(1, 60)),
        "harm": draw(st.none() | st.integers(0, 4)),
        "undo": draw(st.sampled_from([None, "easily", "hardly", "never"])),
        "noticed": draw(st.sampled_from([None, "at_once", "never"])),
        "approval": draw(st.sampled_from([None, "all", "risky", "none"])),
        "permission": draw(st.sampled_from([None, "written", "asked", "assumed", "no"])),
        "lasts": draw(st.sampled_from([None, "years", "year", "soon"])),
    }


def strict(outcome_id):
    """How strict an outcome is; none yet is between Pilot and Fix first, because only bad news is said then."""
    return 1.5 if not outcome_id else get_rulebook().strictness[outcome_id]


def light_of(light_id, **changes):
    shown = verdict(**changes).light(light_id).outcome
    return strict(shown.id) if shown else 0


@given(cases(), st.floats(1, 20))
def test_more_money_never_makes_it_worse(case, factor):
    assume(case["agreed"] is not None)
    richer = case | {"agreed": case["agreed"] * factor}
    assert light_of("budget", **richer) <= light_of("budget", **case)
    assert strict(outcome(**richer)) <= strict(outcome(**case))


@given(cases(), st.integers(0, 500_000))
def test_more_value_never_makes_it_worse(case, more):
    assume(case["npv"] is not None)
    better = case | {"npv": tuple(end + more for end in case["npv"])}
    assert light_of("benefit", **better) <= light_of("benefit", **case)
    assert strict(outcome(**better)) <= strict(outcome(**case))


@given(cases(), st.integers(0, 60))
def test_better_score_never_makes_it_worse(case, more):
    assert strict(outcome(**case | {"score": min(100, case["score"] + more)})) <= strict(outcome(**case))


@given(cases())
def test_fewer_gates_and_findings_never_make_it_worse(case):
    assert strict(outcome(**case | {"hard_shut": 0, "soft_shut": 0, "findings": ()})) <= strict(outcome(**case))


@given(cases(), st.sampled_from(["agreed", "npv", "permission"]))
def test_what_is_not_known_is_never_go(case, gone):
    assert outcome(**case | {gone: None}) != "go"


@given(cases())
def test_no_reason_is_hidden_and_no_better_verdict_said(case):
    found = verdict(**case)
    held = [reason.holds_at for reason in found.reasons]
    said = {reason.key for light in found.lights for reason in light.reasons}
    assert {reason.key for reason in found.reasons if reason.holds_at != "go"} == said
    if "stop" in held:
        assert found.outcome.id in {"stop", "simple_first"}
        assert found.outcome.id == "stop" or any(reason.rule.rank == 2 for reason in found.reasons)


@given(cases())
def test_verdict_is_one_of_its_lights_or_not_said(case):
    found = verdict(**case)
    if found.outcome and found.outcome.id != "go":
        assert any(light.outcome and light.outcome.id == found.outcome.id for light in found.lights if light.decides)


@given(cases())
def test_settling_every_reason_leaves_the_score(case):
    before = signals(**case)
    after = decide(get_rulebook(), before)
    # Behind a reason of value stand milder ones that it says already.
    for _round in range(5):
        before = lift(before, [reason.key for reason in after.reasons if reason.rule.rank < 7])
        after = decide(get_rulebook(), before)
    assert [reason.rule.id for reason in after.reasons if reason.holds_at != "go"] in ([], ["readiness.score"])


LOSES_AT_BEST = {"npv": (-300e3, -200e3, -100e3), "p_payback": 0.01}


def test_launch_after_the_horizon_is_the_reason_and_not_the_loss_that_follows():
    found = verdict(launch_month=40, **LOSES_AT_BEST)
    assert [reason.rule.id for reason in found.reasons] == ["benefit.launch_after_horizon"]


@pytest.mark.parametrize(("changes", "first", "covered"), [
    (LOSES_AT_BEST, "benefit.loses_at_best", {"benefit.loses", "benefit.rarely_pays_back"}),
    (
        LOSES_AT_BEST | {"benefit": (-2e3, -1e3)}, "benefit.none",
        {"benefit.brings_nothing", "benefit.loses_at_best", "benefit.loses", "benefit.rarely_pays_back"},
    ),
    ({"npv": (-9e3, 1e3, 2e3), "p_payback": 0.4}, "benefit.rather_not", {"benefit.loses_when_cautious"}),
])  # fmt: skip
def test_reason_that_another_says_is_not_said_twice(changes, first, covered):
    ids = reason_ids(**changes)
    assert ids[0] == first
    assert not covered & set(ids)


def test_finding_goes_with_the_reason_that_says_it():
    found = signals(cost=(250e3, 400e3, 500e3), findings=("check.above_the_ceiling",))
    (reason,) = [reason for reason in decide(get_rulebook(), found).reasons if reason.rule.rank == 3]
    after = decide(get_rulebook(), lift(found, [reason.key]))
    assert [reason.rule.id for reason in after.reasons if reason.holds_at != "go"] == ["budget.below_lucky"]


def test_unknown_permission_alone_gives_no_verdict():
    assert outcome(score=None, hard_unrated=7, npv=None, permission=AnswerState.UNKNOWN) == ""


def test_sound_project_is_the_one_of_the_published_cases():
    assert (SOUND["score"], SOUND["npv"], SOUND["agreed"]) == (88, (20e3, 140e3, 300e3), 170e3)
