"""A small checklist, worked out by hand: gates, points, what is weak, what lifts the verdict, and its file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.expressions import Facts, Rule
from scoping.domain.bridges import load_bridges
from scoping.domain.readiness import (
    Checklist,
    Contradiction,
    Dimension,
    FittingAdvice,
    Gate,
    GateState,
    ItemAdvice,
    Prefill,
    ReadinessItem,
    ReadinessVerdict,
    assess,
    combine,
    find_contradictions,
    load_checklist,
    points_of,
    propose,
)

BY_HAND = ItemAdvice(action="By hand.", effort="a day", who="You")
ASK = ItemAdvice(action="Ask.", effort="an hour", who="You")
HALF = ItemAdvice(action="Finish it.", effort="an hour", who="You")
FITTING = ItemAdvice(action="Do the other.", effort="a day", who="You")


def item(name: str, weight: int, gate: str = "", dimension: str = "people", **more) -> ReadinessItem:
    return ReadinessItem(
        id=name, ref=name, dimension=dimension, statement=name, short=name, weight=weight, gate=gate,
        anchors=("a", "b", "c", "d", "e"), why="So.", advice=BY_HAND, evidence="A paper.", looks_at=(), **more,
    )  # fmt: skip


LIST = Checklist(
    title="List",
    intro="",
    score_note="",
    minutes=5,
    verdicts=(
        ReadinessVerdict(id="go", label="Go", from_score=75),
        ReadinessVerdict(id="pilot", label="Pilot", from_score=55),
        ReadinessVerdict(id="fix_first", label="Fix first", from_score=35),
        ReadinessVerdict(id="stop", label="Stop", from_score=0),
    ),
    gates=(
        Gate(id="hard", label="Must", text="", caps_at="stop"),
        Gate(id="soft", label="Should", text="", caps_at="pilot"),
    ),
    dimensions=(Dimension(id="people", title="People", asks=""), Dimension(id="data", title="Data", asks="")),
    items=(
        item("must", 40, "hard", if_partly=HALF, if_unknown=ASK),
        item("should", 30, "soft", "data"),
        item("may", 20, "", "data"),
        item("little", 10),
    ),
)


def rated(**ratings: object) -> Answers:
    """Return ratings; "?" is not known, "-" not relevant, and a 4 comes with evidence unless it is "4"."""
    states = {"?": AnswerState.UNKNOWN, "-": AnswerState.NOT_RELEVANT}
    return Answers(
        {
            name: Answer(
                field_id=name,
                state=states.get(str(value), AnswerState.KNOWN),
                value=None if str(value) in states else int(value),
                note="Seen." if value == 4 else "",
            )
            for name, value in ratings.items()
        }
    )


def judged(**ratings: object):
    return assess(LIST, rated(**ratings))


def ids(items) -> list[str]:
    return [found.id for found in items]


# ---------------------------------------------------------------- points


@pytest.mark.parametrize(
    ("ratings", "of_all", "of_rated", "points"),
    [
        ({"must": 3, "should": 3, "may": 3, "little": 3}, 75, 75, 75),
        ({"must": 4, "should": 2, "may": 0, "little": 1}, 57.5, 57.5, 57),
        ({"must": 3}, 30, 75, 75),
        ({"must": 3, "may": "?"}, 30, 50, 50),
        ({"must": 3, "may": "-"}, 37.5, 75, 75),
        ({"must": 4, "should": "-", "may": "-", "little": "-"}, 100, 100, 100),
        ({}, 0, 0, 0),
    ],
)
def test_points_are_the_weighted_share_of_what_counts(ratings, of_all, of_rated, points):
    found = judged(**ratings)
    assert (found.score_of_all, found.score_of_rated) == pytest.approx((of_all, of_rated))
    assert found.points == points


def test_four_without_evidence_counts_as_yes():
    found = judged(must="4", should=4)
    assert ids(found.without_evidence) == ["must"]
    assert found.score_of_rated == pytest.approx(100 * (40 * 3 + 30 * 4) / (4 * 70))


@pytest.mark.parametrize(
    ("score", "shown"), [(54.6, 54), (54.9999999999, 55), (55, 55), (0.4, 0), (99.999, 99), (100, 100)]
)
def test_point_is_shown_once_it_is_reached(score, shown):
    assert points_of(score) == shown


@pytest.mark.parametrize(
    ("score", "verdict"),
    [(100, "go"), (75, "go"), (74.9, "pilot"), (55, "pilot"), (35, "fix_first"), (34.9, "stop"), (0, "stop")],
)
def test_verdict_of_points_alone_begins_at_its_limit(score, verdict):
    assert LIST.verdict_of(score).id == verdict


def test_dimension_counts_what_is_relevant_in_it():
    people, data = judged(must=3, should=4, may="-", little="?").dimensions
    assert (people.got, people.possible) == (30, 50)
    assert (data.got, data.possible) == (30, 30)


def test_items_are_counted_by_how_they_were_answered():
    found = judged(must=3, should="?", may="-")
    assert (found.rated, found.total, found.left_out) == (1, 3, 1)
    assert (ids(found.unknown), ids(found.unrated)) == (["should"], ["little"])


# ---------------------------------------------------------------- gates


@pytest.mark.parametrize(
    ("rating", "state", "verdict"),
    [
        (0, GateState.SHUT, "stop"),
        (1, GateState.SHUT, "stop"),
        (2, GateState.OPEN, "go"),
        (4, GateState.OPEN, "go"),
        ("?", GateState.SHUT, "stop"),
        ("-", GateState.OPEN, "go"),
    ],
)
def test_must_have_that_is_not_met_stops_whatever_the_points(rating, state, verdict):
    found = judged(must=rating, should=4, may=4, little=4)
    assert (found.gates[0].state, found.verdict.id) == (state, verdict)
    assert found.gates[0].is_left_out is (rating == "-")


def test_must_have_that_nobody_rated_leaves_no_verdict():
    found = judged(should=4, may=4, little=4)
    assert (found.verdict, ids(found.missing)) == (None, ["must"])
    assert found.levers == ()
    assert found.way_up is None


@pytest.mark.parametrize(("rating", "verdict"), [(1, "pilot"), ("?", "pilot"), (2, "go"), ("-", "go")])
def test_other_gate_holds_the_verdict_at_its_cap(rating, verdict):
    assert judged(must=4, should=rating, may=4, little=4).verdict.id == verdict


def test_other_gate_that_nobody_rated_holds_too_but_is_not_missing():
    found = judged(must=4, may=4, little=4)
    assert (found.verdict.id, found.missing, ids(found.capped_by)) == ("pilot", (), ["should"])


def test_what_holds_the_verdict_down_is_named_only_where_it_does():
    assert ids(judged(must=1, should=1, may=4, little=4).capped_by) == ["must"]
    assert judged(must=4, should=1, may=0, little=0).capped_by == ()  # the points say no better
    assert ids(judged(must=4, should=1, may=4, little=4).capped_by) == ["should"]


def test_gates_that_are_shut_are_those_that_were_rated_so():
    assert ids(judged(must=1, may=4).shut) == ["must"]


@pytest.mark.parametrize("ratings", [{"must": "?", "should": "-"}, {"may": "-"}, {}])
def test_list_without_a_rating_has_no_verdict(ratings):
    found = judged(**ratings)
    assert (found.has_score, found.verdict) == (False, None)


def test_list_of_which_most_must_haves_are_left_out_carries_too_little():
    assert judged(must="-", should=4).too_little
    assert not judged(must=4, should=4).too_little


# ---------------------------------------------------------------- what is weak, and what to do


def test_weak_items_begin_with_shut_gates_then_with_the_most_to_gain():
    found = judged(must=2, should=1, may=0, little=2)
    assert ids(found.weak) == ["should", "may", "must", "little"]


def test_what_is_not_known_or_not_relevant_is_not_weak():
    assert judged(must="?", should="-", may=3).weak == ()


@pytest.mark.parametrize(("rating", "advice"), [("?", ASK), (0, BY_HAND), (1, BY_HAND), (2, HALF)])
def test_next_step_follows_how_far_an_item_is(rating, advice):
    assert judged(must=rating, should=3).next_step(LIST.items[0]) == advice


@pytest.mark.parametrize("rating", ["?", 0, 2])
def test_item_with_one_next_step_has_it_always(rating):
    assert judged(must=3, may=rating).next_step(LIST.items[2]) == BY_HAND


WITH_FITTING = Checklist(
    **{
        **{name: getattr(LIST, name) for name in LIST.__dataclass_fields__},
        "items": (
            item(
                "must",
                40,
                "hard",
                if_unknown=ASK,
                if_so=(FittingAdvice(rule=Rule.parse("team.size == 1"), advice=FITTING),),
                prefill=(
                    Prefill(rule=Rule.parse("team.size == 1"), rating=1, reason="One."),
                    Prefill(rule=Rule.parse("team.size > 0"), rating=2, reason="Some."),
                ),
                contradicted=(
                    Contradiction(rule=Rule.parse("team.size == 1"), from_rating=3, text="One is few."),
                    Contradiction(rule=Rule.parse("team.size > 0"), from_rating=4, text="It is some."),
                ),
            ),
        ),
    }
)


def facts(size: float | None = None) -> Facts:
    known = {} if size is None else {"team.size": Answer(field_id="team.size", state=AnswerState.KNOWN, value=size)}
    return Facts(answers=Answers(known))


@pytest.mark.parametrize(
    ("size", "rating", "advice"), [(1, 0, FITTING), (1, 2, FITTING), (2, 0, BY_HAND), (1, "?", ASK), (None, 1, BY_HAND)]
)
def test_step_that_the_answers_put_in_place_of_the_usual_one_counts_for_weak_items(size, rating, advice):
    found = assess(WITH_FITTING, rated(must=rating), facts(size))
    assert found.next_step(WITH_FITTING.items[0]) == advice


@pytest.mark.parametrize(("size", "rating"), [(1, 1), (2, 2), (0, None), (None, None)])
def test_first_rule_that_holds_proposes_its_rating(size, rating):
    proposal = propose(WITH_FITTING, facts(size)).get("must")
    assert (proposal.rating if proposal else None) == rating


@pytest.mark.parametrize(
    ("size", "rating", "texts"),
    [
        (1, 4, ["One is few.", "It is some."]),
        (1, 3, ["One is few."]),
        (1, 2, []),
        (2, 4, ["It is some."]),
        (2, 3, []),
        (1, "?", []),
        (None, 4, []),
    ],
)
def test_what_speaks_against_a_rating_is_said_from_that_rating_on(size, rating, texts):
    found = find_contradictions(WITH_FITTING, rated(must=rating), facts(size))
    assert [against.text for against in found.get("must", ())] == texts


# ---------------------------------------------------------------- what lifts it


def test_lever_raises_an_item_to_yes_and_says_the_points():
    lever = combine(LIST, rated(must=4, should=2, may=0, little=0), [LIST.items[2]])
    assert lever.gain == pytest.approx(15)
    assert (lever.score, lever.points) == (pytest.approx(70), 70)
    assert (lever.verdict.id, lever.by_score.id, lever.lifts) == ("pilot", "pilot", False)


def test_item_that_is_better_than_yes_is_not_lowered():
    lever = combine(LIST, rated(must=4, should=2), [LIST.items[0]])
    assert lever.gain == 0


def test_shut_gate_comes_before_points_among_levers():
    found = judged(must=1, should=1, may=0, little=3)
    assert [lever.items[0].id for lever in found.levers] == ["must", "should", "may"]


def test_levers_that_lift_further_come_first():
    found = judged(must=3, should=2, may=0, little=2)
    assert found.verdict.id == "fix_first"
    ranks = [LIST.ranks[lever.verdict.id] for lever in found.levers]
    assert ranks == sorted(ranks)


def test_way_up_takes_levers_together_until_the_verdict_is_better():
    found = judged(must=2, should=2, may=0, little=0)
    assert found.verdict.id == "fix_first"
    assert found.way_up.lifts
    assert LIST.ranks[found.way_up.verdict.id] < LIST.ranks["fix_first"]


def test_nothing_is_better_than_the_best():
    assert judged(must=4, should=4, may=4, little=4).way_up is None


RATING = st.sampled_from([0, 1, 2, 3, 4, "4", "?", "-"])
RATINGS = st.fixed_dictionaries({"must": RATING}, optional={"should": RATING, "may": RATING, "little": RATING})


@given(RATINGS, st.sampled_from(["must", "should", "may", "little"]))
def test_better_rating_never_makes_the_verdict_worse(ratings, name):
    if not isinstance(ratings.get(name), int) or ratings[name] >= 3:
        return
    before, after = judged(**ratings), judged(**{**ratings, name: ratings[name] + 1})
    if before.verdict and after.verdict:
        assert LIST.ranks[after.verdict.id] <= LIST.ranks[before.verdict.id]
    assert after.score_of_all >= before.score_of_all


@given(RATINGS)
def test_points_lie_between_none_and_all_and_dimensions_add_up(ratings):
    found = judged(**ratings)
    assert 0 <= found.score_of_all <= found.score_of_rated + 1e-9 <= 100 + 1e-9
    possible = sum(dimension.possible for dimension in found.dimensions)
    if possible:
        got = sum(dimension.got for dimension in found.dimensions)
        assert 100 * got / possible == pytest.approx(found.score_of_all)


# ---------------------------------------------------------------- the file

FILE = """\
title = "List"
minutes = 5

[[verdict]]
id = "go"
label = "Go"
from_score = 75

[[verdict]]
id = "stop"
label = "Stop"
from_score = 0

[[gate]]
id = "hard"
label = "Must"
text = "It must."
caps_at = "stop"

[[gate]]
id = "soft"
label = "Should"
text = "It should."
caps_at = "go"

[[dimension]]
id = "people"
title = "People"

[[item]]
id = "readiness.01"
legacy_id = "1"
dimension = "people"
statement = "Somebody wants it."
short = "wanted"
weight = 5
gate = "hard"
anchors = ["a", "b", "c", "d", "e"]
why = "So."
evidence = "A paper."
looks_at = ["people.sponsor", "result.cost_p50"]
if_weak = { action = "Ask.", effort = "an hour", who = "You" }
if_partly = { action = "Go on.", effort = "an hour", who = "You" }
if_so = [{ when = "answered(people.sponsor)", action = "Tell them.", effort = "an hour", who = "You" }]
prefill = [{ when = "answered(people.sponsor)", answer = 3, reason = "There is a sponsor." }]
contradicted = [{ when = "result.cost_p50 > usd(5)", from = 3, says = "{result.cost_p50} is much." }]
"""


def load(tmp_path, text: str = FILE) -> Checklist:
    path = tmp_path / "readiness.toml"
    path.write_text(text, encoding="utf-8")
    return load_checklist(path, get_catalogue())


def test_checklist_is_read_with_all_that_an_item_says(tmp_path):
    checklist = load(tmp_path)
    (found,) = checklist.items
    assert (found.gate, found.weight, found.looks_at) == ("hard", 5, ("people.sponsor", "result.cost_p50"))
    assert found.advice == ItemAdvice(action="Ask.", effort="an hour", who="You")
    assert (found.if_partly.action, found.if_unknown) == ("Go on.", None)
    assert [step.advice.action for step in found.if_so] == ["Tell them."]
    assert [(prefill.rating, prefill.reason) for prefill in found.prefill] == [(3, "There is a sponsor.")]
    assert [(against.from_rating, against.text) for against in found.contradicted] == [
        (3, "{result.cost_p50} is much.")
    ]
    assert checklist.item("readiness.01") is found
    assert checklist.item("readiness.02") is None
    assert checklist.gate("soft").caps_at == "go"
    assert checklist.gate("") is None
    assert ids(checklist.must_haves) == ["readiness.01"]


def test_item_without_a_gate_has_none(tmp_path):
    (found,) = load(tmp_path, FILE.replace('gate = "hard"', 'gate = "none"')).items
    assert found.gate == ""


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ("from_score = 0", "from_score = 5", 'id = "stop"', "verdicts run from the best down to one from 0 points"),
        ("from_score = 75", "from_score = 101", 'id = "stop"', "verdicts run from the best down to one from 0 points"),
        ("from_score = 75", "from_score = 0", "from_score = 0\n\n[[gate", "from_score 0 occurs twice"),
        ('id = "stop"\nlabel', 'id = "go"\nlabel', None, "id go occurs twice"),
        ('id = "soft"', 'id = "hard"', None, "id hard occurs twice"),
        ('caps_at = "stop"', 'caps_at = "halt"', "halt", "caps_at of hard must be one of go, stop, not 'halt'"),
        ('gate = "hard"', 'gate = "iron"', "iron", "gate of readiness.01 must be one of none, hard, soft, not 'iron'"),
        (
            'result.cost_p50"]',
            'result.cost"]',
            "looks_at",
            "names an unknown field result.cost",
        ),
        ("answer = 3", "answer = 4", "prefill", "a proposal is 0 to 3, not 4: evidence is for a person"),
        ("answer = 3", "answer = -1", "prefill", "a proposal is 0 to 3, not -1"),
        ("from = 3", "from = 5", "contradicted", "a rating is at most 4, not 5"),
        ("from = 3", "from = 0", "contradicted", "from of contradicted must be above 0, not 0"),
        (
            "{result.cost_p50}",
            "{result.price}",
            "contradicted",
            "says of contradicted names an unknown field",
        ),
        (
            'answered(people.sponsor)", answer',
            'answered(people.users)", answer',
            "prefill",
            "uses people.users, which is not in looks_at",
        ),
        (
            'answered(people.sponsor)", action',
            'answered(people.boss)", action',
            "if_so",
            "there is no field people.boss",
        ),
        (
            'effort = "an hour", who = "You" }\nif_partly',
            'who = "You" }\nif_partly',
            "if_weak",
            "if_weak has no effort",
        ),
        ('short = "wanted"\n', "", "[[item]]", "readiness.01 has no short"),
        ('short = "wanted"', 'shirt = "wanted"', "[[item]]", "readiness.01 has no short"),
    ],
)
def test_broken_checklist_is_refused_with_its_line(tmp_path, old, new, at, reason):
    text = FILE.replace(old, new, 1)
    assert text != FILE
    with pytest.raises(BrokenDataFile) as refused:
        load(tmp_path, text)
    assert reason in refused.value.reason
    if at and "verdicts run" not in reason:
        assert refused.value.line == text[: text.index(at)].count("\n") + 1


# ---------------------------------------------------------------- bridges

BRIDGE = """\
format = 1

[[bridge]]
field = "value.saving_per_case"
from = ["problem.monthly_hours", "why.volume", "value.hour_cost"]
compute = "time_saved"
says = "Hours by cases."
assumes = ["value.hour_cost"]
"""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('assumes = ["value.hour_cost"]', 'assumes = ["value.hour_price"]', "there is no field value.hour_price"),
        ('assumes = ["value.hour_cost"]', 'assumes = ["why.volume"]', "why.volume has no default that could stand in"),
        (
            'assumes = ["value.hour_cost"]',
            'assumes = ["value.coverage"]',
            "value.coverage has no default that",
        ),
        ('"why.volume", ', '"why.volumes", ', "there is no field why.volumes"),
        ('field = "value.saving', 'field = "value.saved', "there is no field value.saved_per_case"),
        ('"time_saved"', '"time_lost"', "compute of bridge must be one of twelve_times"),
        ("says =", "say =", "bridge has no says"),
    ],
)
def test_bridge_that_leads_nowhere_is_refused(tmp_path, old, new, reason):
    path = tmp_path / "bridges.toml"
    path.write_text(BRIDGE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenDataFile) as refused:
        load_bridges(path, get_catalogue())
    assert reason in refused.value.reason
    assert refused.value.line > 2
