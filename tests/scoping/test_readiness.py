from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.expressions import Facts, facts_of
from scoping.content import get_checklist
from scoping.domain.readiness import GateState, assess, combine, load_checklist, propose

READINESS = settings.FIXTURES / "sections" / "readiness.toml"
ITEMS = [f"readiness.{number:02}" for number in range(1, 31)]
HARD = ["readiness.01", "readiness.02", "readiness.04", "readiness.10", "readiness.11", "readiness.12", "readiness.27"]


def rated(all_of: int | None = None, **single: object) -> Answers:
    """Return ratings: one for all, then single ones such as r07=2; "?" not known, "-" not relevant, None blank."""
    wanted: dict[str, object] = dict.fromkeys(ITEMS, all_of)
    wanted |= {f"readiness.{name[1:]}": value for name, value in single.items()}
    found = {}
    for item_id, value in wanted.items():
        state = {"?": AnswerState.UNKNOWN, "-": AnswerState.NOT_RELEVANT, "None": AnswerState.BLANK}.get(
            str(value), AnswerState.KNOWN
        )
        note = "Seen on 3 November." if value == 4 else ""
        found[item_id] = Answer(
            field_id=item_id, state=state, value=value if state is AnswerState.KNOWN else None, note=note
        )
    return Answers(found)


def ids(items) -> list[str]:
    return [item.id for item in items]


def test_sample_scores_as_worked_out_by_hand(checklist, sample_answers, claims):
    found = assess(checklist, sample_answers["base"])
    expected = claims["expected"]
    assert found.score_of_all == pytest.approx(expected["score"])
    assert found.verdict_by_score.id == expected["verdict_by_score"]
    assert found.verdict.id == expected["verdict"]
    assert ids(found.shut) == expected["shut_gates"]
    assert ids(found.capped_by) == expected["shut_gates"]
    assert (found.rated, found.total, ids(found.unknown)) == (29, 30, ["readiness.28"])


def test_sample_would_become_a_pilot_by_its_shut_gate_alone(checklist, sample_answers):
    found = assess(checklist, sample_answers["base"])
    first = found.levers[0]
    assert (ids(first.items), first.gain, first.verdict.id, first.lifts) == (["readiness.28"], 2.25, "pilot", True)
    assert found.way_up == first


def test_sample_ratings_stay_near_their_proposals(checklist, sample_facts, sample_answers):
    proposals = propose(checklist, sample_facts["base"])
    far = [
        name
        for name, proposal in proposals.items()
        if (value := sample_answers["base"].value(name)) is not None and abs(value - proposal.rating) > 1
    ]
    assert far == []
    assert sorted(set(ITEMS) - set(proposals)) == ["readiness.28"]
    assert (proposals["readiness.13"].rating, sample_answers["base"].value("readiness.13")) == (3, 2)


@pytest.mark.parametrize(
    ("rating", "score", "verdict"),
    [(4, 100, "go"), (3, 75, "go"), (2, 50, "fix_first"), (1, 25, "stop"), (0, 0, "stop")],
)
def test_equal_ratings_score_their_share(checklist, rating, score, verdict):
    found = assess(checklist, rated(rating))
    assert (found.score_of_all, found.verdict.id) == (score, verdict)


def test_shut_hard_gate_stops_whatever_the_score(checklist):
    found = assess(checklist, rated(4, r12=1))
    assert (found.score_of_all, found.verdict_by_score.id, found.verdict.id) == (97, "go", "stop")
    assert ids(found.capped_by) == ["readiness.12"]


def test_gate_opens_at_two(checklist):
    assert assess(checklist, rated(4, r12=2)).verdict.id == "go"


def test_gate_that_is_not_relevant_is_open(checklist):
    found = assess(checklist, rated(4, r12="-"))
    assert (found.verdict.id, found.total, found.score_of_all) == ("go", 29, 100)


def test_hard_gate_that_nobody_knows_is_shut(checklist):
    found = assess(checklist, rated(4, r12="?"))
    assert (found.verdict.id, ids(found.shut), found.missing) == ("stop", ["readiness.12"], ())


def test_no_verdict_while_a_hard_gate_is_not_rated(checklist):
    found = assess(checklist, rated(4, r12=None, r27=None))
    assert found.verdict is None
    assert ids(found.missing) == ["readiness.12", "readiness.27"]
    assert (found.levers, found.way_up, found.capped_by) == ((), None, ())
    assert {gate.state for gate in found.gates if gate.item.id in ("readiness.12", "readiness.27")} == {
        GateState.NOT_RATED
    }


def test_untouched_checklist_says_what_is_missing(checklist):
    found = assess(checklist, Answers({}))
    assert (found.score_of_all, found.rated, found.verdict, len(found.unrated)) == (0, 0, None, 30)
    assert ids(found.missing) == HARD


def test_first_verdict_goes_by_what_is_rated_and_stays_careful(checklist):
    found = assess(checklist, rated(None, **{f"r{item_id[-2:]}": 3 for item_id in HARD}))
    assert (found.score_of_all, found.score_of_rated) == (24, 75)
    assert found.verdict.id == "fix_first"
    assert {item.gate for item in found.capped_by} == {"soft"}


def test_everything_not_relevant_is_no_reason_to_start(checklist):
    found = assess(checklist, rated("-"))
    assert (found.score_of_all, found.total, found.has_score, found.verdict) == (0, 0, False, None)


def test_everything_not_known_is_no_verdict_either(checklist):
    found = assess(checklist, rated("?"))
    assert (found.has_score, found.verdict) == (False, None)


def test_dimensions_share_the_points_among_them(checklist):
    found = assess(checklist, rated(2, r01="-"))
    assert sum(dimension.possible for dimension in found.dimensions) == 95
    assert sum(dimension.got for dimension in found.dimensions) == 47.5
    assert [dimension.dimension.id for dimension in found.dimensions] == [
        "problem", "fit", "data", "value", "people", "delivery", "duty"
    ]  # fmt: skip


def test_weak_items_come_with_shut_gates_first_then_by_points(checklist):
    found = assess(checklist, rated(4, r08=1, r30=0, r12=1, r07=2))
    assert ids(found.weak) == ["readiness.12", "readiness.08", "readiness.07", "readiness.30"]
    assert all(item.advice.action and item.advice.effort and item.advice.who for item in found.weak)


def test_two_shut_gates_lift_the_verdict_only_together(checklist):
    found = assess(checklist, rated(4, r12=1, r11=0))
    assert [lever.lifts for lever in found.levers] == [False, False]
    assert ids(found.way_up.items) == ["readiness.11", "readiness.12"]
    assert found.way_up.verdict.id == "go"


def test_best_verdict_has_no_way_up(checklist):
    found = assess(checklist, rated(3))
    assert (found.verdict.id, found.levers, found.way_up) == ("go", (), None)


def test_several_items_raised_together_add_their_gains(checklist):
    answers = rated(2)
    together = combine(checklist, answers, checklist.items[:2])
    assert together.gain == sum(combine(checklist, answers, [item]).gain for item in checklist.items[:2]) == 2.25


ratings = st.lists(st.sampled_from([0, 1, 2, 3, 4, "?", "-", None]), min_size=30, max_size=30)


def as_answers(values) -> Answers:
    return rated(None, **{f"r{item_id[-2:]}": value for item_id, value in zip(ITEMS, values, strict=True)})


@given(ratings)
def test_verdict_is_never_better_than_that_of_the_score(values):
    checklist = get_checklist()
    found = assess(checklist, as_answers(values))
    assert 0 <= found.score_of_all <= found.score_of_rated <= 100
    if found.verdict is not None:
        assert checklist.ranks[found.verdict.id] >= checklist.ranks[found.verdict_by_score.id]
        assert bool(found.capped_by) == (found.verdict != found.verdict_by_score)


@given(ratings, st.integers(0, 29))
def test_lever_says_what_happens_when_it_is_pulled(values, place):
    checklist = get_checklist()
    before = assess(checklist, as_answers(values))
    lever = next((lever for lever in before.levers if lever.items[0].id == ITEMS[place]), None)
    if lever is not None:
        after = assess(checklist, as_answers([*values[:place], 3, *values[place + 1 :]]))
        assert (after.verdict, after.score_of_rated) == (lever.verdict, pytest.approx(lever.score))
        assert lever.gain >= 0


@given(ratings)
def test_levers_stand_in_the_order_of_their_verdicts(values):
    checklist = get_checklist()
    ranks = [checklist.ranks[lever.verdict.id] for lever in assess(checklist, as_answers(values)).levers]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("rating", "begins"), [(1, "Find the one person"), (2, "Bring your sponsor"), (0, "Find the one person")]
)
def test_what_is_half_done_has_a_next_step_of_its_own(checklist, rating, begins):
    found = assess(checklist, rated(3, r02=rating))
    assert found.next_step(found.weak[0]).action.startswith(begins)


# ---------------------------------------------------------------- the file


def broken(tmp_path: Path, old: str, new: str) -> str:
    text = READINESS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "readiness.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenDataFile) as caught:
        load_checklist(path, get_catalogue())
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("from_score = 75", "from_score = 5", "verdicts run from the best down"),
        ('caps_at = "stop"', 'caps_at = "halt"', "caps_at of hard must be one of go, pilot, fix_first, stop"),
        ("weight = 5", "weight = 0", "weight of readiness.01 must be above 0"),
        ('looks_at = ["problem.statement"', 'looks_at = ["problem.name"', "names an unknown field problem.name"),
        ("answer = 3, reason", "answer = 4, reason", "a proposal is 0 to 3, not 4"),
        ('"mentions(problem.statement,', '"mentions(problem.evidence,', "mentions cannot look at problem.evidence"),
        ('"unknown(people.sponsor)"', '"unknown(people.users)"', "the proposal uses people.users, which is not in"),
        ("if_weak = { action", "if_weak = { deed", "has no action"),
    ],
)
def test_faulty_checklist_is_refused(tmp_path, old, new, reason):
    message = broken(tmp_path, old, new)
    assert reason in message
    assert message.startswith("readiness.toml, line ")


def test_line_of_a_faulty_proposal_is_named(tmp_path):
    text = READINESS.read_text(encoding="utf-8")
    line = text[: text.index('"unknown(people.sponsor)"')].count("\n") + 1
    assert broken(tmp_path, '"unknown(people.sponsor)"', '"unknown(people"').startswith(f"readiness.toml, line {line}:")


def test_checklist_is_complete(checklist):
    assert ids(checklist.items) == ITEMS
    assert sum(item.weight for item in checklist.items) == 100
    assert ids(item for item in checklist.items if item.gate == "hard") == HARD
    assert [verdict.id for verdict in checklist.verdicts] == ["go", "pilot", "fix_first", "stop"]


def test_proposals_take_the_first_rule_that_holds(checklist, catalogue):
    answers = Answers({
        "problem.statement": Answer(field_id="problem.statement", state=AnswerState.KNOWN, value="We need AI."),
    })  # fmt: skip
    proposal = propose(checklist, facts_of(catalogue, answers))["readiness.01"]
    assert (proposal.rating, proposal.reason) == (1, "Your problem statement names a technology.")


# ---------------------------------------------------------------- next steps that fit


WEAK = rated(1)


def step_of(checklist, item_id, ratings=WEAK, **said):
    named = {name.replace("__", ".", 1): value for name, value in said.items()}
    answers = Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in named.items()}
    )
    found = assess(checklist, ratings, Facts(answers=answers))
    return found.next_step(checklist.item(item_id)).action


@pytest.mark.parametrize(
    ("item_id", "said", "first_words"),
    [
        ("readiness.08", {"data__agreement": "half"}, "Experts have judged the same cases"),
        (
            "readiness.10",
            {"solution__approval": "all", "value__review_minutes_per_case": {"low": 9, "likely": 12, "high": 17}},
            "Plant 20 mistakes",
        ),
        ("readiness.14", {"data__preparation": [{"step": "join"}]}, "Run the cleaning steps of the data plan"),
        ("readiness.14", {"team__roles": [{"role": "data_engineer"}]}, "Join 200 records of two sources first"),
        (
            "readiness.16",
            {"data__label_minutes": 6, "data__label_price": 2, "data__label_guide": "no"},
            "Price and minutes of a label are known",
        ),
        (
            "readiness.19",
            {"people__training_hours": 2, "value__downtime_hours": 1, "value__running_people_per_year": 40_000},
            "Training, slow weeks and running are in the sum",
        ),
        ("readiness.30", {"compute__approach": "api"}, "Ask the provider for the energy"),
        ("readiness.30", {"compute__approach": "classic"}, "It runs on an ordinary computer"),
        ("readiness.30", {"solution__place": ["own_site"]}, "Compare a smaller model on fewer cards"),
    ],
)
def test_next_step_is_not_what_the_answers_say_is_done(checklist, item_id, said, first_words):
    usual = checklist.item(item_id).advice.action
    assert step_of(checklist, item_id) == usual
    assert step_of(checklist, item_id, **said).startswith(first_words)


def test_what_is_not_known_is_found_out_before_a_step_that_fits(checklist):
    said = {"data__preparation": [{"step": "join"}]}
    unknown = step_of(checklist, "readiness.14", rated(1, r14="?"), **said)
    assert unknown == checklist.item("readiness.14").if_unknown.action


def test_you_stand_first_where_a_step_is_addressed_to_you(checklist):
    steps = [
        step
        for item in checklist.items
        for step in (item.advice, item.if_partly, item.if_unknown, *(fit.advice for fit in item.if_so))
        if step is not None
    ]
    # The page of actions puts the name of whoever leads the project in the place of a "You" that stands first.
    assert [step.who for step in steps if " you" in step.who.partition(";")[0]] == []
