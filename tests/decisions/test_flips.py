"""The smallest set of changes that lifts the verdict, over ratings and figures."""

from dataclasses import replace

import pytest
from hypothesis import given

from decisions.content import get_rulebook
from decisions.domain.breakeven import BreakEven
from decisions.domain.flips import find_way_up
from decisions.verdicts import way_up_of
from decisions.wording import say_way_up
from projects.access import Workspace
from scoping.domain.readiness import ReadinessLever
from tests.decisions.signals import signals, verdict
from tests.decisions.test_verdict import cases

pytestmark = pytest.mark.once

SOUND_VALUE = (
    ("result.npv_p10", 1e3), ("result.npv_p50", 140e3), ("result.npv_p90", 300e3), ("result.chance_of_payback", 0.9),
)  # fmt: skip
COVERAGE = BreakEven(id="value.coverage", label="Coverage", unit="%", now=50, needed=62, share=0.9, results=SOUND_VALUE)


def raised(score):
    from scoping.content import get_checklist

    checklist = get_checklist()
    by_score = checklist.verdict_of(score)
    return ReadinessLever(
        items=checklist.items[:2], gain=9, score=score, verdict=by_score, lifts=True, by_score=by_score
    )


def way_up(*, figures=(COVERAGE,), lever=None, **changes):
    return find_way_up(
        get_rulebook(), signals(**changes), verdict(**changes), solve=lambda share: figures, raise_score=lambda: lever
    )


def test_go_has_nothing_to_lift():
    assert way_up() is None


def test_reasons_of_value_go_with_one_figure():
    found = way_up(npv=(-260e3, -135e3, 30e3), p_payback=0.12)
    assert [(change.figure, len(change.reasons)) for change in found.changes] == [(COVERAGE, 1)]
    assert found.outcome.id == "go"
    assert not found.at_best


def test_second_figure_takes_the_place_of_the_first():
    some = {0.1: COVERAGE, 0.5: COVERAGE}
    little = tuple((name, {"result.npv_p90": 1e3}.get(name, -1e3)) for name, _value in SOUND_VALUE[:3])
    some[0.1] = replace(COVERAGE, needed=55, share=0.1, results=(*little, ("result.chance_of_payback", 0.1)))
    changes = {"npv": (-300e3, -200e3, -100e3), "p_payback": 0.01, "soft_shut": 0}
    found = find_way_up(
        get_rulebook(), signals(**changes), verdict(**changes), solve=lambda share: [some[share]],
        raise_score=lambda: None,
    )  # fmt: skip
    assert [change.figure.needed for change in found.changes] == [55]
    assert found.outcome.id == "fix_first"


@pytest.mark.parametrize("changes", [
    {"npv": None, "benefit": None, "p_payback": None},
    {"launch_month": 40, "npv": (-3e5, -2e5, -1e5), "p_payback": 0.01},
])  # fmt: skip
def test_answer_that_nobody_has_promises_no_verdict(changes):
    assert way_up(figures=(), **changes).at_best


def test_without_a_figure_that_is_enough_nothing_is_promised():
    assert way_up(figures=(), npv=(-260e3, -135e3, 30e3)) is None


def test_score_goes_with_ratings():
    found = way_up(score=70, lever=raised(76))
    assert [len(change.items) for change in found.changes] == [2]
    assert found.outcome.id == "go"


def test_every_other_reason_takes_a_change_of_its_own():
    found = way_up(agreed=60e3, permission="assumed", soft_shut=1, harm=3, approval="all")
    assert len(found.changes) == 3
    assert found.outcome.id == "pilot"


def test_changes_are_only_those_that_the_next_verdict_takes():
    found = way_up(hard_shut=1, agreed=60e3, permission="asked")
    assert [change.reasons[0].rule.id for change in found.changes] == ["readiness.must_have"]
    assert found.outcome.id == "fix_first"


def test_what_stands_behind_the_simple_way_is_changed_too():
    found = way_up(simple_share=90, hard_shut=1)
    assert [change.reasons[0].rule.id for change in found.changes] == [
        "simple.does_as_much", "readiness.must_have",
    ]  # fmt: skip
    assert found.outcome.id == "go"


@given(cases())
def test_way_up_always_leads_up(case):
    found = way_up(**case, lever=raised(100))
    if found and found.outcome:
        strictness, here = get_rulebook().strictness, verdict(**case).outcome
        assert strictness[found.outcome.id] < strictness[here.id]


@pytest.mark.parametrize(
    ("slug", "wanted"),
    [("base", ("Pilot", "impact assessment")), ("fine_tune", ("Fix first", "it pays back in 1 out of 10 cases"))],
)
def test_sample_says_what_would_lift_it(sample, slug, wanted):
    found = say_way_up(Workspace(sample, sample.scenarios.get(slug=slug)))
    assert found.outcome.label == wanted[0]
    assert any(wanted[1] in change for change in found.changes)


def test_typing_the_figure_in_lifts_the_verdict(owner, sample):
    """What is promised comes true: the value is saved as an answer, and the verdict is decided anew."""
    from decisions.verdicts import verdict_of
    from projects.domain.answers import Answer, AnswerState
    from projects.saving import save_answer

    scenario = sample.scenarios.get(slug="fine_tune")
    before = way_up_of(Workspace(sample, scenario))
    figure = before.changes[0].figure
    value = {"low": figure.needed, "likely": figure.needed, "high": figure.needed}
    given = Workspace(sample, scenario).answers[figure.id]
    content = Answer(field_id=figure.id, state=AnswerState.KNOWN, value=value, version=given.version)
    save_answer(scenario, content, token="t", who="Dana")
    sample.refresh_from_db()
    after = verdict_of(Workspace(sample, sample.scenarios.get(slug="fine_tune")))
    assert after.outcome.id == before.outcome.id
