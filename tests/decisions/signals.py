"""What the verdict listens to, made by hand: a sound project and changes to it."""

from dataclasses import replace

from decisions.content import get_rulebook
from decisions.domain.simple import ShareFrom, SimpleWay
from decisions.domain.verdict import Signals, Verdict, decide
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.expressions import Facts
from scoping.content import get_checklist, get_second_look
from scoping.domain.checks import Finding
from scoping.domain.readiness import Assessment, GateState, assess

SOUND = {
    "score": 88,
    "hard_shut": 0,
    "hard_unrated": 0,
    "soft_shut": 0,
    "soft_unrated": 0,
    "findings": (),
    "settled": (),
    "simple_share": 30,
    "simple_status": "tried",
    "tool_share": 70,
    "p_payback": 0.85,
    "npv": (20e3, 140e3, 300e3),
    "benefit": (150e3, 200e3),
    "cost": (90e3, 120e3, 160e3),
    "agreed": 170e3,
    "hoped": None,
    "ceiling": 250e3,
    "launch_month": 3,
    "horizon": 36,
    "days_late": None,
    "lasts": "years",
    "harm": 1,
    "noticed": "at_once",
    "undo": "easily",
    "approval": "risky",
    "touches": ["none"],
    "permission": "written",
    "provisional": False,
}
"""Ready, pays in the cautious case, the budget holds: Go."""

FIELDS = {
    "agreed": "plan.budget_agreed",
    "hoped": "plan.budget_hoped",
    "ceiling": "plan.budget_ceiling",
    "lasts": "why.lasts",
    "harm": "solution.error_harm",
    "noticed": "solution.error_noticed",
    "undo": "solution.error_undo",
    "approval": "solution.approval",
    "touches": "risk.touches",
    "permission": "data.permission",
}


def signals(**changes) -> Signals:
    """Return the signals of the sound project with some changes. A state says that of a field; None leaves it blank."""
    case = SOUND | changes
    assert case.keys() == SOUND.keys()
    simple = _simple(case)
    answers = Answers({field_id: _answer(field_id, case[name]) for name, field_id in FIELDS.items()})
    return Signals(
        facts=Facts(answers=answers, results=_results(case, simple), word_lists=get_catalogue().word_lists),
        assessment=_assessment(case),
        findings=tuple(_finding(check_id) for check_id in case["findings"]),
        settled=frozenset(case["settled"]),
        simple=simple,
        provisional=case["provisional"],
    )


def verdict(**changes) -> Verdict:
    return decide(get_rulebook(), signals(**changes))


def outcome(**changes) -> str:
    """Return the id of the outcome, "" for not rated."""
    found = verdict(**changes).outcome
    return found.id if found else ""


def reason_ids(**changes) -> list[str]:
    return [reason.rule.id for reason in verdict(**changes).reasons]


def _answer(field_id, value) -> Answer:
    if isinstance(value, AnswerState):
        return Answer(field_id=field_id, state=value)
    return (
        Answer(field_id=field_id) if value is None else Answer(field_id=field_id, state=AnswerState.KNOWN, value=value)
    )


def _simple(case) -> SimpleWay | None:
    if case["simple_share"] is None:
        return None
    return SimpleWay(
        name="A form", share=case["simple_share"], is_guess=case["simple_status"] == "idea", misses="", cost=None,
        tool_share=case["tool_share"], tool_share_from=ShareFrom.COVERAGE,
    )  # fmt: skip


def _results(case, simple) -> dict[str, float]:
    found = {
        "result.chance_of_payback": case["p_payback"],
        "result.months_p50": case["launch_month"],
        "result.horizon_months": case["horizon"],
        "result.launch_days_late": case["days_late"],
    }
    for name, ends in (("npv", case["npv"]), ("cost", case["cost"])):
        found |= dict(zip((f"result.{name}_p{end}" for end in (10, 50, 90)), ends or (None,) * 3, strict=True))
    found |= dict(zip(("result.benefit_p50", "result.benefit_p90"), case["benefit"] or (None,) * 2, strict=True))
    found |= simple.results if simple else {}
    return {name: float(value) for name, value in found.items() if value is not None}


def _assessment(case) -> Assessment:
    checklist, score = get_checklist(), case["score"]
    good = {item.id: Answer(field_id=item.id, state=AnswerState.KNOWN, value=3) for item in checklist.items}
    assessed = assess(checklist, Answers(good))
    hard, soft = ([gate for gate in assessed.gates if gate.gate.id == kind] for kind in ("hard", "soft"))
    states = [*[GateState.SHUT] * case["hard_shut"], *[GateState.NOT_RATED] * case["hard_unrated"]]
    hard = [replace(gate, state=state) for gate, state in zip(hard, states, strict=False)] + hard[len(states) :]
    states = [*[GateState.SHUT] * case["soft_shut"], *[GateState.NOT_RATED] * case["soft_unrated"]]
    soft = [replace(gate, state=state) for gate, state in zip(soft, states, strict=False)] + soft[len(states) :]
    return replace(
        assessed,
        gates=(*hard, *soft),
        missing=tuple(gate.item for gate in hard if gate.state is GateState.NOT_RATED),
        has_score=score is not None,
        score_of_rated=float(score or 0),
        verdict_by_score=checklist.verdict_of(score or 0),
    )


def _finding(check_id) -> Finding:
    return Finding(check=next(check for check in get_second_look().checks if check.id == check_id))
