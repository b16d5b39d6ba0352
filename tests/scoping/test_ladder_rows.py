"""A ladder of three steps, judged by hand: what rules a step out, what speaks for it, and where it is taken instead."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.expressions import Facts, Rule
from scoping.domain.plans.approach import (
    ApproachPlan,
    AttentionExample,
    Barrier,
    Design,
    Family,
    Flip,
    LadderAdvice,
    Ruling,
    RulingEffect,
    Rung,
    RungFit,
    RungStatus,
    designs_that_matter,
    judge_ladder,
)

OUT, POSSIBLE, OPEN, ADVISED = RungStatus.OUT, RungStatus.POSSIBLE, RungStatus.OPEN, RungStatus.ADVISED
RULES = {
    RulingEffect.OUT: "a.out == 'yes'",
    RulingEffect.WARN: "a.warn == 'yes'",
    RulingEffect.IN: "a.in_ == 'yes'",
    RulingEffect.PREFER: "a.prefer == 'yes'",
}


def rung(name: str, way: str, way_inside: str = "") -> Rung:
    return Rung(
        id=name,
        title=name,
        way=way,
        way_inside=way_inside or way,
        what="",
        misses="",
        at_least=False,
        first_value_weeks=(0, 1),
        next_step="",
        next_steps=(),
        flips=(Flip(says="It grows.", unless=Rule.parse("a.grows == 'yes'")), Flip(says="It breaks.", unless=None)),
        rulings=tuple(
            Ruling(effect=effect, rule=Rule.parse(rule), reason=f"{effect} of {name}") for effect, rule in RULES.items()
        ),
    )


def family(name: str) -> Family:
    rule = Rule.parse(f"a.family == '{name}'")
    return Family(id=name, title=name, example="", rule=rule, reason="", against="", flips="")


def design(name: str) -> Design:
    rule = Rule.parse(f"'{name}' in a.designs")
    return Design(id=name, title=name, what="", care="", ask="", rule=rule, here="")


PLAN = ApproachPlan(
    rungs=(rung("nothing", "no_ai"), rung("prompt", "api", "self_host"), rung("train", "train")),
    inside=Rule.parse("a.inside == 'yes'"),
    inside_reason="It stays here.",
    families=(family("small"), family("large")),
    designs=(design("norm"), design("heads")),
    example=AttentionExample(title="", sentences=("", ""), tells="", weights=({}, {}), weights_note=""),
    source="",
    checked_on="",
)
FORBIDDEN, STAYS = ("It is forbidden.",), ("It must stay.",)
API_OUT, PLACE_OUT = Barrier(*FORBIDDEN), Barrier(*STAYS, of_place=True)


def facts(**said: object) -> Facts:
    known = {
        f"a.{name}": Answer(field_id=f"a.{name}", state=AnswerState.KNOWN, value=value) for name, value in said.items()
    }
    return Facts(answers=Answers(known))


def judged(barred=None, **said: object) -> LadderAdvice:
    return judge_ladder(PLAN, facts(**said), barred or {})


def prompt(barred=None, **said: object):
    """Return the step in the middle, which is taken elsewhere where texts must stay."""
    return judged(barred, **said).rungs[1]


# ---------------------------------------------------------------- how a step stands


@pytest.mark.parametrize(("out", "warn", "in_", "prefer"), list(product(["yes", "no"], repeat=4)))
def test_step_stands_by_the_rules_that_hold(out, warn, in_, prefer):
    found = prompt(out=out, warn=warn, in_=in_, prefer=prefer)
    speaks_for = in_ == "yes" or prefer == "yes"
    assert found.standing is (OUT if out == "yes" else POSSIBLE if speaks_for else OPEN)
    assert found.fit is (RungFit.PREFERRED if prefer == "yes" else RungFit.FITS if in_ == "yes" else RungFit.OPEN)
    assert [ruling.effect for ruling in found.warnings] == [RulingEffect.WARN] * (warn == "yes")
    assert [ruling.effect for ruling in found.out] == [RulingEffect.OUT] * (out == "yes")
    assert [ruling.effect for ruling in found.favour] == [
        effect for effect, holds in ((RulingEffect.IN, in_), (RulingEffect.PREFER, prefer)) if holds == "yes"
    ]


def test_nothing_is_advised_before_somebody_looks_at_money():
    found = judged(prefer="yes")
    assert {step.standing for step in found.rungs} == {POSSIBLE}
    assert found.advised is None


def test_nothing_speaks_where_nothing_is_said():
    assert {step.standing for step in judged().rungs} == {OPEN}


# ---------------------------------------------------------------- what would flip it


@pytest.mark.parametrize(
    ("said", "flips"),
    [
        ({}, ("It grows.", "It breaks.")),
        ({"grows": "no"}, ("It grows.", "It breaks.")),
        ({"grows": "yes"}, ("It breaks.",)),
        ({"out": "yes"}, ()),
    ],
)
def test_what_would_flip_a_step_is_said_while_it_is_not_so(said, flips):
    assert prompt(**said).flips == flips


# ---------------------------------------------------------------- where it is taken


@pytest.mark.parametrize(
    ("inside", "barred", "way", "standing", "reasons", "elsewhere"),
    [
        ("no", {}, "api", OPEN, (), ()),
        ("yes", {}, "self_host", OPEN, (), ()),
        ("no", {"api": (API_OUT,)}, "api", OUT, FORBIDDEN, ()),
        ("no", {"api": (PLACE_OUT,)}, "self_host", OPEN, (), STAYS),
        ("no", {"api": (PLACE_OUT, API_OUT)}, "self_host", OUT, FORBIDDEN, STAYS + FORBIDDEN),
        ("yes", {"api": (PLACE_OUT,)}, "self_host", OPEN, (), STAYS),
        ("yes", {"api": (API_OUT,)}, "self_host", OUT, FORBIDDEN, FORBIDDEN),
        ("no", {"self_host": (API_OUT,)}, "api", OPEN, (), ()),
        ("yes", {"self_host": (API_OUT,)}, "self_host", OUT, FORBIDDEN, ()),
        ("no", {"api": (PLACE_OUT,), "self_host": (API_OUT, API_OUT)}, "self_host", OUT, FORBIDDEN, STAYS),
        ("no", {"train": (API_OUT,)}, "api", OPEN, (), ()),
    ],
)
def test_step_is_taken_on_own_machines_where_only_the_place_speaks_against_it(
    inside, barred, way, standing, reasons, elsewhere
):
    found = prompt(barred, inside=inside)
    assert (found.way, found.standing, found.barred, found.elsewhere) == (way, standing, reasons, elsewhere)


def test_step_without_another_place_is_out_where_its_own_is():
    found = judged({"train": (PLACE_OUT,)}).rungs[2]
    assert (found.way, found.standing, found.barred) == ("train", OUT, STAYS)


def test_advice_knows_whether_texts_stay_inside():
    assert judged(inside="yes").inside
    assert not judged().inside


# ---------------------------------------------------------------- advised


def test_advised_step_is_the_one_that_was_chosen():
    found = judged(in_="yes").advising("train")
    assert found.advised.rung.id == "train"
    assert [step.standing for step in found.rungs] == [POSSIBLE, POSSIBLE, ADVISED]
    assert judged(in_="yes").advising("").advised is None


def test_steps_below_the_advised_one_come_nearest_first_and_without_those_that_are_out():
    found = judged({"api": (API_OUT,)}, in_="yes").advising("train")
    assert [step.rung.id for step in found.below] == ["nothing"]
    assert [step.rung.id for step in judged(in_="yes").advising("train").below] == ["prompt", "nothing"]
    assert judged(in_="yes").advising("nothing").below == ()
    assert judged(in_="yes").below == ()


@given(st.sampled_from(["nothing", "prompt", "train", "no such"]))
def test_advising_changes_one_step_at_most(name):
    before = judged(in_="yes")
    after = before.advising(name)
    assert sum(step.standing is ADVISED for step in after.rungs) == (name != "no such")
    assert [step.rung for step in after.rungs] == [step.rung for step in before.rungs]


# ---------------------------------------------------------------- kinds of model, designs


@pytest.mark.parametrize(
    ("said", "families"), [({}, []), ({"family": "large"}, ["large"]), ({"family": "small"}, ["small"])]
)
def test_kinds_of_model_are_those_whose_rule_holds(said, families):
    assert [kind.id for kind in judged(**said).families] == families


def test_design_matters_where_the_answers_ask_for_it_in_the_order_of_the_file():
    assert designs_that_matter(PLAN, facts()) == ()
    found = designs_that_matter(PLAN, facts(designs=["heads", "norm"]))
    assert [asked.id for asked in found] == ["norm", "heads"]
