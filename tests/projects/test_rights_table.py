"""Who may do what, case by case: every kind of grant against every kind of page; and who may check an answer."""

from itertools import product

import pytest

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.checking import BROUGHT, NOTHING_SAID, OWN, UNREADABLE, hindrance, is_checkable, is_writer
from projects.domain.differences import apply, difference
from projects.domain.rights import OWN as OWN_PART
from projects.domain.rights import PAY_FREE, REPORT, WHOLE, Grant, Lack, Need, Right, part_of

PART, RIGHT, PAY, NONE = Lack.PART, Lack.RIGHT, Lack.PAY, None
"""What is lacking; NONE: nothing, the page opens."""

PAGES = {
    "overview": Need(),
    "problem": Need(part="problem"),
    "team": Need(part="team"),
    "own section": Need(part="own_3"),
    "report": Need(part=REPORT),
    "comments": Need(Right.COMMENT, looks_itself=True),
    "check": Need(looks_itself=True),
    "people": Need(Right.OWN),
}
"""What pages ask, by what they are."""

GRANTS = {
    "owner": WHOLE,
    "editor": Grant(Right.EDIT, hide_pay=False),
    "editor without pay": Grant(Right.EDIT),
    "editor of the problem": Grant(Right.EDIT, ("problem",)),
    "editor of the team with pay": Grant(Right.EDIT, ("team",), hide_pay=False),
    "commenter": Grant(Right.COMMENT, hide_pay=False),
    "commenter on the problem": Grant(Right.COMMENT, ("problem",)),
    "viewer": Grant(Right.VIEW, hide_pay=False),
    "viewer without pay": Grant(Right.VIEW),
    "viewer of the report": Grant(Right.VIEW, (REPORT,)),
    "viewer of the own section": Grant(Right.VIEW, (OWN_PART,)),
}

READING = {
    # overview, problem, team, own section, report, comments, check, people
    "owner": (NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "editor": (NONE, NONE, NONE, NONE, NONE, NONE, NONE, RIGHT),
    "editor without pay": (PAY, NONE, PAY, NONE, NONE, NONE, NONE, RIGHT),
    "editor of the problem": (PART, NONE, PART, PART, PART, NONE, NONE, PART),
    "editor of the team with pay": (PART, PART, NONE, PART, PART, NONE, NONE, PART),
    "commenter": (NONE, NONE, NONE, NONE, NONE, NONE, NONE, RIGHT),
    "commenter on the problem": (PART, NONE, PART, PART, PART, NONE, NONE, PART),
    "viewer": (NONE, NONE, NONE, NONE, NONE, RIGHT, NONE, RIGHT),
    "viewer without pay": (PAY, NONE, PAY, NONE, NONE, RIGHT, NONE, RIGHT),
    "viewer of the report": (PART, PART, PART, PART, NONE, RIGHT, NONE, PART),
    "viewer of the own section": (PART, PART, PART, NONE, PART, RIGHT, NONE, PART),
}
SENDING = {
    "owner": (NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "editor": (NONE, NONE, NONE, NONE, NONE, NONE, NONE, RIGHT),
    "editor without pay": (PAY, NONE, PAY, NONE, NONE, NONE, NONE, RIGHT),
    "editor of the problem": (PART, NONE, PART, PART, PART, NONE, NONE, PART),
    "editor of the team with pay": (PART, PART, NONE, PART, PART, NONE, NONE, PART),
    "commenter": (RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, NONE, RIGHT, RIGHT),
    "commenter on the problem": (PART, RIGHT, PART, PART, PART, NONE, RIGHT, PART),
    "viewer": (RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT),
    "viewer without pay": (RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT),
    "viewer of the report": (PART, PART, PART, PART, RIGHT, RIGHT, RIGHT, PART),
    "viewer of the own section": (PART, PART, PART, RIGHT, PART, RIGHT, RIGHT, PART),
}


@pytest.mark.parametrize(("who", "page"), list(product(GRANTS, PAGES)))
def test_page_opens_to_whom_it_is_meant_for(who, page):
    place = list(PAGES).index(page)
    grant, need = GRANTS[who], PAGES[page]
    assert grant.lacks(need, reads=True) == READING[who][place]
    assert grant.lacks(need, reads=False) == SENDING[who][place]
    assert grant.meets(need, reads=True) is (READING[who][place] is None)


@pytest.mark.parametrize("who", GRANTS)
@pytest.mark.parametrize("part", ["problem", "team", "own_3", REPORT])
def test_part_is_open_where_its_page_is(who, part):
    page = {"own_3": "own section", REPORT: "report"}.get(part, part)
    assert GRANTS[who].opens(part) is (READING[who][list(PAGES).index(page)] is None)


@pytest.mark.parametrize(
    ("section", "part"), [("own", "own"), ("own_3", "own"), ("owner", "owner"), ("team", "team"), ("", "")]
)
def test_own_section_is_one_part_whatever_its_version(section, part):
    assert part_of(section) == part


@pytest.mark.parametrize("part", ["problem", "training", "own", "own_7", REPORT])
def test_page_without_pay_says_so(part):
    assert Need(part=part).leaves_pay_out
    assert part_of(part) in {*PAY_FREE, REPORT}


@pytest.mark.parametrize("part", ["", "team", "value", "compute", "readiness", "owner"])
def test_page_that_says_nothing_may_show_pay(part):
    assert not Need(part=part).leaves_pay_out


# ---------------------------------------------------------------- who may check

ANN, BO = 1, 2


def answer(state: AnswerState = AnswerState.KNOWN, **more) -> Answer:
    value = "x" if state is AnswerState.KNOWN else None
    return Answer(field_id="team.thing", state=state, value=value, **more)


@pytest.mark.parametrize(
    ("said", "person", "names", "why"),
    [
        (answer(changed_by="Ann", writer=ANN), BO, ["Bo"], ""),
        (answer(changed_by="Ann", writer=ANN), ANN, ["Ann"], OWN),
        (answer(changed_by="Bo", writer=ANN), ANN, ["Ann"], BROUGHT),
        (answer(changed_by="Ann", writer=ANN), BO, ["Ann"], ""),
        (answer(changed_by="Ann"), ANN, ["Ann"], OWN),
        (answer(changed_by="ann"), ANN, ["Ann"], OWN),
        (answer(changed_by="ANN", writer=ANN), ANN, ["Ann"], OWN),
        (answer(changed_by="Ann"), None, ["Bo"], ""),
        (answer(AnswerState.NOT_RELEVANT, changed_by="Ann", writer=ANN), BO, ["Bo"], ""),
        (answer(AnswerState.UNKNOWN, changed_by="Ann", writer=ANN), BO, ["Bo"], NOTHING_SAID),
        (answer(AnswerState.BLANK), BO, ["Bo"], NOTHING_SAID),
        (answer(leftover="y", changed_by="Ann", writer=ANN), BO, ["Bo"], UNREADABLE),
        (answer(AnswerState.BLANK, leftover="y"), ANN, ["Ann"], UNREADABLE),
    ],
)
def test_answer_is_checked_by_somebody_else(said, person, names, why):
    assert hindrance(said, person, names) == why
    if why in (NOTHING_SAID, UNREADABLE):
        assert not is_checkable(said)
    else:
        assert is_writer(said, person, names) is bool(why)


# ---------------------------------------------------------------- what differs


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, {"a": 1}),
        ({"a": 1}, {"a": 1, "b": [1, 2]}),
        ({"a": [{"x": 1}, {"x": 2}]}, {"a": [{"x": 1}, {"x": 3}]}),
        ({"a": 1}, {"a": True}),
        ([1, 2, 3], [3, 2, 1]),
        ({"a": 1}, {}),
    ],
)
def test_difference_leads_from_one_value_to_the_other(before, after):
    found = apply(difference(before, after), before)
    assert (found, repr(found)) == (after, repr(after))  # 1 and True are equal, and not the same answer


def test_answers_are_laid_over_each_other_one_by_one():
    base = Answers({"a.x": answer(), "a.y": answer(AnswerState.UNKNOWN)})
    over = base.overlaid({"a.y": answer()})
    assert (over.state("a.x"), over.state("a.y"), base.state("a.y")) == (
        AnswerState.KNOWN,
        AnswerState.KNOWN,
        AnswerState.UNKNOWN,
    )
