"""The plan files: what the answers rule in and out, and that a broken file is refused with its place."""

import pytest
from django.conf import settings

from estimates.reference import get_reference
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.expressions import Facts
from scoping.content import get_approach_plan, get_evaluation_plan, get_law, get_training_plan
from scoping.domain.plans.approach import Barrier, RungFit, RungStatus, judge_ladder, load_approach_plan
from scoping.domain.plans.data import load_data_plan
from scoping.domain.plans.evaluation import (
    benchmarks_for,
    load_evaluation_plan,
    metrics_for,
    proposal_for,
    protocols_for,
)
from scoping.domain.plans.law import judge, load_law
from scoping.domain.plans.training import load_training_plan, run_sheet

LOADERS = {
    "data": load_data_plan,
    "approach": load_approach_plan,
    "training": load_training_plan,
    "evaluation": load_evaluation_plan,
    "law": load_law,
}


def facts_of(**answers):
    """Return facts of answers; two underscores stand for the point of an id."""
    said = {key.replace("__", "."): value for key, value in answers.items()}
    return Facts(
        answers=Answers({name: Answer(field_id=name, state=AnswerState.KNOWN, value=said[name]) for name in said})
    )


FAULTS = [
    ("data", 'id = "quality"', 'id = "glitter"', "must be one of"),
    ("data", "low = 90, likely = 97", "low = 99, likely = 97", "must rise from low to high"),
    ("data", 'choice = "c4"', 'choice = "c5"', "nobody could take it"),
    ("data", 'status = "verified"', 'status = "sure"', "must be one of verified, recalled, ours"),
    ("approach", "why.lasts == 'soon'", "why.lasts == 'never'", "has no choice 'never'"),
    ("approach", 'way = "api"', 'way = "oracle"', "must be one of"),
    ("approach", 'id = "scratch"', 'id = "magic"', "the steps must be the choices of approach.choice"),
    ("approach", "first_value_weeks = [1, 6]", "first_value_weeks = [6, 1]", "two whole numbers that rise"),
    ("approach", 'unless = "likely(why.volume)', 'unless = "likely(why.number)', "why.number"),
    ("approach", 'when = "approach.prompt_trial >= ', 'when = "approach.prompt_try >= ', "approach.prompt_try"),
    ("approach", "at_least = true", 'at_least = "yes"', "must be true or false"),
    ("approach", "hit = 30", 'hit = "much"', "hit of the first sentence must be a share from 0 to 100"),
    ("approach", 'id = "not_language"', 'id = "no_language"', "no family is called not_language"),
    ("evaluation", "disagreement = 0.25", "disagreement = 3", "must be a share above 0 and up to 1"),
    ("approach", "hit = 30", "kick = 30", "kick is no word of the first sentence"),
    ("training", '"lora", "full", "pretrain"', '"lora", "full", "magic"', "magic is no method"),
    (
        "training",
        "{compute.accelerator} calculates",
        "{compute.chip} calculates",
        "names an unknown field compute.chip",
    ),
    ("training", "min_lr_rate = 0.1", "min_lr_rate = [0.1]", "must be a text, a number, true or false"),
    ("training", 'compute = "layout"', 'compute = "tarot"', "must be one of layout"),
    ("evaluation", "n = 353", "n = 354", "two_groups gives 353 cases for this, not 354"),
    ("evaluation", "q − d^2", "q − x^2", "cannot be worked out"),
    ("evaluation", 'field = "evaluation.target"', 'field = "evaluation.goal"', "unknown field evaluation.goal"),
    ("law", 'class = "minimal"', 'class = "high"', "comes out as minimal, not high"),
    ("law", "dpia = true", "dpia = false", "comes out as True"),
    ("law", "applies_from = 2025-02-02", 'applies_from = "soon"', "must be a day"),
    ("law", 'status = "verified"', 'state = "verified"', "has no status"),
    ("law", "text_read = ", "text_seen = ", "has no text_read"),
]


@pytest.mark.parametrize(("name", "old", "new", "reason"), FAULTS)
def test_broken_plan_is_refused_with_file_line_and_reason(tmp_path, name, old, new, reason):
    text = (settings.FIXTURES / "plans" / f"{name}.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / f"{name}.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenDataFile) as refused:
        LOADERS[name](path, get_catalogue())
    assert reason in str(refused.value)
    assert (refused.value.path.name, refused.value.line > 0) == (f"{name}.toml", True)


def test_new_step_metric_and_public_test_need_no_code(tmp_path):
    text = (settings.FIXTURES / "plans" / "evaluation.toml").read_text(encoding="utf-8")
    more = """
[[metric]]
id = "smell"
when = "solution.task == 'sort'"
use = "Noses."
one_number = "Sneezes."
beware = "Colds."
"""
    path = tmp_path / "evaluation.toml"
    path.write_text(text + more, encoding="utf-8")
    plan = load_evaluation_plan(path, get_catalogue())
    assert [metric.id for metric in metrics_for(plan, facts_of(solution__task="sort"))] == ["sort", "smell"]


# ---------------------------------------------------------------- approach

RAG = {"solution__task": "answer", "solution__input": ["text"], "approach__knowledge": "documents"}


def judged(barred=None, **answers):
    return judge_ladder(get_approach_plan(), facts_of(**answers), barred or {})


def best(barred=None, **answers):
    """Return the lowest of the steps that fit best, or None where nothing speaks for any."""
    rungs = [rung for rung in judged(barred, **answers).rungs if rung.standing is not RungStatus.OUT]
    chosen = max(rungs, key=lambda rung: rung.fit)
    return chosen.rung.id if chosen.fit > RungFit.OPEN else None


@pytest.mark.parametrize(("rung", "answers"), [
    ("nothing", {"why__lasts": "soon"}),
    ("process", {"approach__rules": "all"}),
    ("product", {"approach__product": "tested_good"}),
    ("search", {"solution__task": "find"}),
    ("classic", {"solution__task": "predict", "solution__input": ["table"]}),
    ("prompt", {"solution__task": "translate", "approach__knowledge": "general"}),
    ("retrieval", RAG),
    ("agent", {"solution__task": "plan", "approach__acts": "proposes"}),
    ("fine_tune", {"approach__examples": {"low": 2000, "likely": 3000, "high": 4000}, "solution__place": ["site"]}),
    ("scratch", {"compute__approach": "train", "strategy__goal": "duty", "approach__skills": "ml",
                 "data__raw_size": {"low": 2e10, "likely": 3e10, "high": 4e10}}),
])  # fmt: skip
def test_each_step_fits_best_by_the_answers_that_ask_for_it(rung, answers):
    assert best(**answers) == rung


def test_step_that_is_left_on_own_machines_alone_says_why():
    """The hosted model is ruled out by where data may go; the same step stays open with an open model of one's own."""
    away = Barrier("Data may not leave.", of_place=True)
    found = {rung.rung.id: rung for rung in judged({"api": (away,)}, solution__task="sort").rungs}
    assert (found["prompt"].way, found["prompt"].elsewhere) == ("self_host", ("Data may not leave.",))
    free = {rung.rung.id: rung for rung in judged(solution__task="sort").rungs}
    assert (free["prompt"].way, free["prompt"].elsewhere) == ("api", ())


def test_no_answers_no_step_that_fits():
    assert best() is None


def test_answer_rules_a_step_out_and_says_why():
    agent = next(rung for rung in judged(**RAG, approach__acts="no").rungs if rung.rung.id == "agent")
    assert (agent.standing, agent.out[0].reason) == (
        RungStatus.OUT, "It changes nothing in other systems, so it needs no agent.",
    )  # fmt: skip


def test_approach_that_is_ruled_out_elsewhere_is_out_here():
    advice = judged({"retrieval": (Barrier("Searching takes longer than a second."),)}, **RAG)
    retrieval = next(rung for rung in advice.rungs if rung.rung.id == "retrieval")
    assert (retrieval.standing, retrieval.barred) == (RungStatus.OUT, ("Searching takes longer than a second.",))


def test_step_whose_place_is_ruled_out_is_taken_on_own_machines():
    barred = {"retrieval": (Barrier("The texts may not go to a provider.", of_place=True),)}
    retrieval = next(rung for rung in judged(barred, **RAG).rungs if rung.rung.id == "retrieval")
    assert (retrieval.standing, retrieval.way) == (RungStatus.POSSIBLE, "self_host")


def test_what_speaks_against_a_step_speaks_against_it_on_own_machines():
    barred = {"retrieval": (Barrier("Not in documents."), Barrier("No provider.", of_place=True))}
    retrieval = next(rung for rung in judged(barred, **RAG).rungs if rung.rung.id == "retrieval")
    assert (retrieval.standing, retrieval.barred) == (RungStatus.OUT, ("Not in documents.",))


@pytest.mark.parametrize(
    ("trial", "begins"), [(50, "In a first trial a plain prompt stayed below"), (65, "A plain prompt al")]
)
def test_first_trial_of_a_prompt_speaks_for_it_or_against_it(trial, begins):
    ladder = judged(approach__prompt_trial=trial, evaluation__target=65)
    (prompt,) = (judged_rung for judged_rung in ladder.rungs if judged_rung.rung.id == "prompt")
    (ruling,) = (*prompt.favour, *prompt.warnings)
    assert ruling.reason.startswith(begins)


def test_steps_below_the_advised_one_come_the_nearest_first():
    advice = judged({"buy": (Barrier("None is good enough."),)}, **RAG).advising("retrieval")
    assert (advice.advised.rung.id, advice.below[0].rung.id) == ("retrieval", "prompt")
    assert "buy" not in {rung.rung.id for rung in advice.below}


def test_texts_that_stay_inside_are_priced_on_own_machines():
    ways = []
    for more in ({}, {"solution__place": ["site"]}):
        rungs = {rung.rung.id: rung for rung in judged(**RAG, **more).rungs}
        ways.append(rungs["prompt"].way)
    assert ways == ["api", "self_host"]


def rung_of(rung_id, **answers):
    return next(rung for rung in judged(**answers).rungs if rung.rung.id == rung_id)


def exactly(value):
    return {"low": value, "likely": value, "high": value}


@pytest.mark.parametrize(("rung", "before", "after", "says"), [
    ("nothing", {"why__volume": exactly(90)}, {"why__volume": exactly(9500)}, "The volume passes 100 cases"),
    ("prompt", {"approach__knowledge": "case"}, {"approach__knowledge": "documents"}, "It lacks facts"),
    ("prompt", {"solution__place": ["region"]}, {"solution__place": ["site"]}, "The texts may not leave"),
    ("fine_tune", {"approach__examples": exactly(5000)}, {"approach__examples": exactly(700)}, "Fewer than 1,000"),
    ("fine_tune", {"approach__changes": "hardly"}, {"approach__changes": "daily"}, "every quarter"),
])  # fmt: skip
def test_what_is_so_already_would_flip_nothing(rung, before, after, says):
    flips = [" ".join(rung_of(rung, **answers).flips) for answers in (before, after)]
    assert [says in text for text in flips] == [True, False]


def test_nothing_more_flips_a_step_that_is_out():
    assert rung_of("agent").flips
    assert not rung_of("agent", approach__acts="no").flips


@pytest.mark.parametrize(("rung", "quiet", "loud", "says"), [
    ("process", {"tried__simplest": [{"status": "looked"}, {"status": "tried"}]},
     {"tried__simplest": [{"status": "looked"}]}, "nobody has tried it"),
    ("nothing", {"why__volume": exactly(90)}, {"why__volume": exactly(9500)}, "doing nothing is paid for"),
    ("prompt", {"risk__touches": ["sensitive"], "solution__place": ["site"]}, {"risk__touches": ["sensitive"]},
     "retention at the provider"),
    ("fine_tune", {"data__labels": "none", "approach__examples": exactly(2400)}, {"data__labels": "none"},
     "Labels have to be made first"),
    ("agent", {"solution__approval": "none", "approach__acts": "no"}, {"solution__approval": "none"},
     "nobody looks before"),
])  # fmt: skip
def test_warning_goes_with_the_answer_that_contradicts_it(rung, quiet, loud, says):
    warned = [[says in warning.reason for warning in rung_of(rung, **answers).warnings] for answers in (quiet, loud)]
    assert list(map(any, warned)) == [False, True]


TEXT = {"compute__approach": "train", "data__raw_size": exactly(5e9)}


@pytest.mark.parametrize(("rung", "before", "answers", "says"), [
    ("process", {}, {"tried__simplest": [{"status": "tried"}]}, "It was tried: put into use what held"),
    ("prompt", {}, {"approach__prompt_trial": 72, "evaluation__target": 70}, "The first trial passed"),
    ("prompt", {}, {"approach__prompt_trial": 50, "evaluation__target": 70}, "Read what the first trial got wrong"),
    ("retrieval", {}, {"approach__retrieval_trial": 80, "evaluation__target": 70}, "The first trial passed"),
    ("fine_tune", {"compute__approach": "train"}, TEXT, "Continue an open model on a tenth of your text"),
])  # fmt: skip
def test_next_step_of_the_ladder_is_not_what_was_done(rung, before, answers, says):
    assert says not in rung_of(rung, **before).next_step
    assert rung_of(rung, **answers).next_step.startswith(says)


def test_step_that_is_ruled_out_has_no_next_step():
    assert rung_of("agent", approach__acts="no").next_step == ""


def test_few_cases_are_no_warning_where_a_text_is_read_on():
    few = {"approach__examples": exactly(500)}
    warned = [[ruling.reason for ruling in rung_of("fine_tune", **said).warnings] for said in (few, few | TEXT)]
    assert [any("expect little" in reason for reason in reasons) for reasons in warned] == [True, False]


@pytest.mark.parametrize(("family", "answers"), [
    ("decoder", {"solution__task": "sort", "solution__input": ["text"], "compute__approach": "api"}),
    ("encoder", {"solution__task": "sort", "solution__input": ["text"], "compute__approach": "fine_tune"}),
    ("not_language", {"solution__task": "sort", "solution__input": ["table"], "solution__explain": ["court"]}),
    ("not_language", {"solution__task": "sort", "solution__input": ["text", "table"], "solution__explain": ["court"],
                      "compute__approach": "api"}),
])  # fmt: skip
def test_kind_of_model_follows_what_is_done_with_it(family, answers):
    assert [fitting.id for fitting in judged(**answers).families] == [family]


@pytest.mark.parametrize(("family", "answers"), [
    ("encoder", {"solution__task": "sort", "solution__input": ["text"]}),
    ("decoder", {"solution__task": "write"}),
    ("encoder_decoder", {"solution__task": "translate"}),
    ("embedding", {"solution__task": "find"}),
    ("not_language", {"solution__task": "predict", "solution__input": ["table"]}),
    ("speech", {"solution__input": ["audio"]}),
    ("vision", {"solution__input": ["image"]}),
])  # fmt: skip
def test_kind_of_model_follows_the_task(family, answers):
    found = judged(**answers).families
    assert family in [fitting.id for fitting in found]


@pytest.mark.parametrize(("approach", "families"), [("api", ["decoder"]), ("retrieval", ["embedding", "decoder"])])
def test_looking_passages_up_takes_a_model_that_finds_them_too(approach, families):
    found = judged(solution__task="answer", solution__input=["text"], compute__approach=approach).families
    assert [fitting.id for fitting in found] == families


# ---------------------------------------------------------------- training

LORA = {"compute__approach": "fine_tune", "compute__parameters": 8e9, "compute__finetune_method": "lora"}


def sheet_of(**answers):
    sheet = run_sheet(get_training_plan(), facts_of(**answers))
    return {line.id for line in sheet.lines} if sheet else None


def test_nothing_is_planned_where_nothing_is_trained():
    assert sheet_of(compute__approach="buy", solution__input=["text"]) is None


READY = {"compute__approach": "api", "solution__task": "sort", "solution__input": ["text"]}


@pytest.mark.parametrize(("answers", "gone", "comes"), [
    ({"compute__approach": "retrieval"}, None, "prompt.search"),
    ({"solution__task": "write"}, "prompt.settings", "prompt.settings_write"),
    ({"evaluation__target": 70}, "prompt.mark", "prompt.stop"),
    ({"solution__outside": "directly"}, None, "prompt.attack"),
    ({"evaluation__groups": ["language"]}, None, "prompt.languages"),
    ({"training__prompt_logged": ["cost"]}, None, "prompt.log"),
    ({"compute__approach": "self_host"}, "prompt.models", "prompt.rounds"),
    ({"compute__approach": "retrieval", "evaluation__target": 70}, "prompt.mark", "prompt.stop_search"),
    ({"approach__context": "long"}, None, "prompt.long"),
])  # fmt: skip
def test_plan_of_a_prompt_follows_its_answers(answers, gone, comes):
    before, after = sheet_of(**READY), sheet_of(**{**READY, **answers})
    assert gone is None or (gone in before and gone not in after)
    assert comes in after


def test_ready_model_and_trained_one_share_no_line():
    assert not sheet_of(**READY) & sheet_of(**LORA)


@pytest.mark.parametrize(("answer", "value", "gone", "comes"), [
    ("compute__finetune_method", "qlora", "opt.lora", "opt.qlora"),
    ("compute__parameters", 70e9, "lr.lora", "lr.lora_big"),
    ("compute__commitment", "spot", "save.short", "save.spot"),
    ("compute__accelerator_count", 8, "parallel.one", "parallel.data"),
    ("compute__accelerator", "T4", "precision.bf16", "precision.fp16"),
    ("compute__accelerator", "P100-SXM2-16GB", "precision.bf16", "precision.no_tensor_cores"),
    ("approach__context", "pages", None, "length.whole"),
])  # fmt: skip
def test_line_comes_and_goes_with_its_answer(answer, value, gone, comes):
    first = {"compute__accelerator_count": 1, "compute__accelerator": "A100-SXM4-80GB"}
    before, after = sheet_of(**LORA, **first), sheet_of(**{**LORA, **first, answer: value})
    assert gone is None or (gone in before and gone not in after)
    assert (comes in before, comes in after) == (False, True)


@pytest.mark.parametrize(("chip", "line"), [
    ({}, "precision.nf4"),
    ({"compute__accelerator": "L4"}, "precision.nf4"),
    ({"compute__accelerator": "T4"}, "precision.nf4_float16"),
])  # fmt: skip
def test_packed_model_is_calculated_with_as_the_chip_can(chip, line):
    packed = sheet_of(**{**LORA, "compute__finetune_method": "qlora", **chip})
    assert packed & {"precision.nf4", "precision.nf4_float16"} == {line}


@pytest.mark.parametrize("chip", get_reference().accelerators)
def test_every_chip_has_a_line_about_precision(chip):
    lines = sheet_of(**LORA, compute__accelerator=chip)
    assert len([line for line in lines if line.startswith("precision.")]) == 1


def test_half_the_size_is_tried_once_a_size_is_chosen():
    method = {"compute__approach": "fine_tune", "compute__finetune_method": "lora"}
    assert "size.half" not in sheet_of(**method)
    assert "size.half" in sheet_of(**method, compute__model="Llama 3.1 8B")


@pytest.mark.parametrize(("answers", "comes"), [
    ({}, "design.known"),
    ({"approach__context": "pages"}, "length.pretrain"),
    ({"compute__accelerator": "H100-SXM-80GB"}, "precision.fp8"),
])  # fmt: skip
def test_line_of_pre_training_comes_with_its_answer(answers, comes):
    assert comes in sheet_of(compute__approach="train", **answers)
    assert comes not in sheet_of(compute__approach="fine_tune", compute__finetune_method="lora", **answers)


@pytest.mark.parametrize("line", get_training_plan().lines, ids=lambda line: line.id)
def test_no_line_stands_without_an_answer(line):
    assert line.rule.references()
    assert not facts_of().holds(line.rule)


# ---------------------------------------------------------------- evaluation


def test_every_task_has_something_to_measure():
    tasks = {choice.value for choice in get_catalogue().fields["solution.task"].choices} - {"other"}
    plan = get_evaluation_plan()
    assert [task for task in sorted(tasks) if not metrics_for(plan, facts_of(solution__task=task))] == []


def test_public_tests_follow_task_and_kind_of_model():
    plan = get_evaluation_plan()
    sorts = facts_of(solution__task="sort", compute__model_family="encoder")
    assert [benchmark.id for benchmark in benchmarks_for(plan, sorts)] == ["glue", "superglue"]
    assert [benchmark.id for benchmark in benchmarks_for(plan, facts_of(solution__task="translate"))] == ["bleu"]


def test_pass_mark_is_proposed_from_what_is_useful():
    marks = [
        proposal_for(get_evaluation_plan(), "evaluation.target", facts_of(outcome__good_enough=level)).value
        for level in (1, 2, 3, 4)
    ]
    assert marks == [98, 90, 70, 50]


def protocol_ids(**answers):
    return {protocol.id for protocol in protocols_for(get_evaluation_plan(), facts_of(**answers))}


def test_texts_to_sort_are_measured_against_a_text_classifier():
    sorts = {"solution__task": "sort", "solution__input": ["text"], "data__labels": "part"}
    assert "text_classifier" in protocol_ids(**sorts)
    for other in ({"solution__task": "answer"}, {"solution__input": ["image"]}, {"data__labels": "none"}):
        assert "text_classifier" not in protocol_ids(**sorts | other)


def test_classes_are_compared_class_by_class_and_texts_by_their_spelling():
    exact = {"exact", "classes"}
    same = {"evaluation__measures": ["exact"]}
    assert protocol_ids(**same, solution__task="sort") & exact == {"classes"}
    assert protocol_ids(**same, solution__task="extract") & exact == {"exact"}
    assert protocol_ids(**same) & exact == {"exact"}


def test_cases_in_tables_are_measured_against_a_regression_on_their_columns():
    sorts = {"solution__task": "sort", "solution__input": ["text", "table"], "data__labels": "all"}
    assert protocol_ids(**sorts) & {"text_classifier", "table_classifier"} == {"table_classifier"}


def test_a_third_judge_is_called_in_only_where_two_judge():
    rated = {"evaluation__measures": ["people"]}
    assert protocol_ids(**rated, evaluation__judges=2) == {"open_ended"}
    assert protocol_ids(**rated, evaluation__judges=3) == {"open_ended_panel"}


def test_two_results_are_compared_in_pairs_and_not_graded():
    assert protocol_ids(evaluation__measures=["side_by_side"]) == {"pairs"}


def metric_ids(**answers):
    return [metric.id for metric in metrics_for(get_evaluation_plan(), facts_of(**answers))]


def test_share_of_kept_cases_is_measured_only_where_some_are_not_kept():
    assert metric_ids(solution__task="sort", evaluation__unsure="person") == ["sort"]
    assert metric_ids(solution__task="sort", evaluation__unsure="guess") == ["sort_all"]


def test_a_text_is_preferred_to_another_only_where_two_are_compared():
    assert metric_ids(solution__task="write", evaluation__measures=["side_by_side"]) == ["write"]
    assert metric_ids(solution__task="write", evaluation__measures=["exact", "people"]) == ["write_alone"]


# ---------------------------------------------------------------- law


@pytest.mark.parametrize("case", get_law().cases, ids=lambda case: case.name)
def test_worked_case_comes_out(case):
    found = judge(get_law(), Facts(answers=case.answers))
    assert found.risk.id == case.class_id
    if case.needs_assessment is not None:
        assert found.needs_assessment is case.needs_assessment


def test_there_are_twenty_worked_cases_or_more_and_some_of_every_class():
    cases = get_law().cases
    assert len(cases) >= 20
    assert {case.class_id for case in cases} == {kind.id for kind in get_law().classes}


def day_of(duty, **answers):
    found = judge(get_law(), facts_of(**{**EU, "data__law_role": "provider", **answers}))
    return next(owed.law.applies_from for owed in found.duties if owed.id == duty)


@pytest.mark.parametrize(("duty", "area", "day"), [
    # Article 113 as changed by Regulation (EU) 2026/1744: fields of Annex III, safety parts of Annex I
    ("provider_risk", ["employment"], "2027-12-02"),
    ("provider_risk", ["product"], "2028-08-02"),
    ("provider_conformity", ["employment"], "2027-12-02"),
    ("literacy", ["employment"], "2025-02-02"),
])  # fmt: skip
def test_duty_binds_from_its_article_or_its_class_whichever_is_later(duty, area, day):
    assert day_of(duty, data__law_area=area, data__law_exempt=["none"]) == day


def test_new_ban_binds_from_its_own_day():
    assert day_of("stop", data__law_banned=["intimate"]) == "2026-12-02"
    assert day_of("stop", data__law_banned=["scores", "intimate"]) == "2025-02-02"


def test_who_says_it_is_not_high_risk_must_write_it_down():
    claimed = {"data__law_area": ["employment"], "data__law_exempt": ["narrow"]}
    assert day_of("exempt", **claimed) == "2027-12-02"
    ids = {duty.id for duty in judge(get_law(), facts_of(**EU, data__law_role="provider")).duties}
    assert "exempt" not in ids


def test_no_way_to_take_people_out_is_a_duty_where_personal_data_are_touched():
    found = {
        touched: {duty.id for duty in judge(
            get_law(), facts_of(**EU, data__removal="open", risk__touches=[touched])
        ).duties}
        for touched in ("personal", "none")
    }  # fmt: skip
    assert ("erasure" in found["personal"], "erasure" in found["none"]) == (True, False)


def test_every_article_says_when_it_was_looked_up():
    law = get_law()
    assert {rule.law.checked_on for rule in (*law.rules, *law.duties)} == {"2026-11-28"}
    assert {rule.law.status for rule in (*law.rules, *law.duties)} == {"verified", "recalled"}


EU = {"data__law_where": "eu", "data__law_banned": ["none"], "data__law_area": ["none"], "data__law_faces": ["none"]}


def test_half_answered_questions_give_no_class():
    told = {key: value for key, value in EU.items() if key != "data__law_area"}
    assert judge(get_law(), facts_of(**told, data__law_role="provider")).risk is None


def test_outside_the_eu_is_said_not_to_be_covered():
    found = judge(get_law(), facts_of(data__law_where="elsewhere"))
    assert (found.covered, found.risk, found.duties) == (False, None, ())


def test_duties_follow_class_and_role():
    area = {**EU, "data__law_area": ["employment"], "data__law_exempt": ["none"]}
    duties = {
        role: {duty.id for duty in judge(get_law(), facts_of(**area, data__law_role=role)).duties}
        for role in ("provider", "deployer")
    }
    assert "provider_conformity" in duties["provider"] - duties["deployer"]
    assert "deployer_workers" in duties["deployer"]
    lowest = judge(get_law(), facts_of(**EU, data__law_role="deployer"))
    assert [duty.id for duty in lowest.duties] == ["literacy"]
