"""The first guess: what we propose to somebody who knows no parameter count, and that no answer is overwritten."""

import shutil
from pathlib import Path

import pytest

from estimates.domain.figures.compute import estimate_compute
from estimates.domain.figures.guess import load_guess_rules, make_guess
from estimates.domain.figures.work import Published
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.draws import Draws
from projects.domain.expressions import visible_answers
from projects.domain.figures import Origin
from projects.domain.ranges import Range
from projects.domain.reader import Reader

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "first_guess.toml"
LETTERS = {"solution.task": "sort", "solution.input": ["text", "scan"]}


@pytest.fixture(scope="module")
def rules(reference):
    return load_guess_rules(FILE, get_catalogue(), reference.presets)


def known(values):
    return Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
    )


@pytest.fixture
def guess(rules, reference, fields):
    return lambda values: make_guess(rules, known(values), fields, reference.presets)


@pytest.fixture
def guessed(rules, reference, fields):
    """Return a function from known values to the estimate with its first guess."""
    catalogue = get_catalogue()

    def work_out(values):
        answers = visible_answers(catalogue, known(values))
        found = make_guess(rules, answers, fields, reference.presets)
        return estimate_compute(Reader(answers, fields, Draws(7, 1000)), Published(reference=reference), guess=found)

    return work_out


def test_every_task_that_can_be_chosen_has_its_guess(rules, fields):
    assert [task.id for task in rules.tasks] != []
    assert {task.id for task in rules.tasks} == {choice.value for choice in fields["compute.task"].choices}


def test_every_task_has_a_model_or_says_what_to_know(rules):
    assert [task.id for task in rules.tasks if not (task.models or task.parameters or task.id == "table")] == []


def test_all_that_must_be_considered_together_goes_in(guess):
    tokens = "compute.api_input_tokens_per_case"
    alone, together = guess(LETTERS), guess({**LETTERS, "approach.context": "long"})
    assert (alone.inputs[tokens].value.likely, together.inputs[tokens].value.likely) == (1400, 20_000)
    assert (alone.model.name, together.model.name) == ("RoBERTa-Large", "ModernBERT-large")
    assert "considered together" in together.inputs[tokens].source


def test_passages_of_a_search_are_not_counted_on_top_of_what_is_considered_together(guess):
    asked = {"solution.task": "answer", "solution.input": ["text"]}
    alone, together = (guess({**asked, **more}) for more in ({}, {"approach.context": "pages"}))
    tokens = "compute.api_input_tokens_per_case"
    assert alone.inputs[tokens].value == together.inputs[tokens].value  # a page and 3,500 of passages hold 3,000


def test_no_text_is_cut_in_training_where_its_length_is_known(guess):
    taught = {**LETTERS, "compute.approach": "fine_tune"}
    found = [guess({**taught, "approach.context": length}).inputs for length in ("line", "pages", "long")]
    lengths = [inputs.get("compute.sequence_length") for inputs in found]
    assert [length and length.value.likely for length in lengths] == [None, 8000, 60_000]
    assert found[2]["compute.training_tokens"].value.likely > found[0]["compute.training_tokens"].value.likely


def test_nothing_is_guessed_before_somebody_said_what_it_should_do(guess):
    assert guess({}) is None


def test_sorting_takes_a_small_encoder(guess):
    found = guess({"compute.task": "sort"})
    assert (found.model.name, found.names["compute.model_family"]) == ("RoBERTa-Large", "encoder")


def test_answers_of_the_questionnaire_tell_the_task(guess):
    assert guess(LETTERS).task.id == "sort"


def test_own_question_wins_over_the_questionnaire(guess):
    assert guess(LETTERS | {"compute.task": "extract"}).task.id == "extract"


@pytest.mark.parametrize(
    ("task", "works_on", "found"),
    [
        ("predict", ["table"], "table"),
        ("sort", ["image"], "picture"),
        ("summarise", ["audio"], "speech"),
        ("extract", ["text", "scan"], "extract"),
        ("sort", ["table"], "table"),
        ("plan", ["text"], "act"),
    ],
)
def test_what_it_works_on_counts(guess, task, works_on, found):
    assert guess({"solution.task": task, "solution.input": works_on}).task.id == found


@pytest.mark.parametrize(
    ("said", "model"),
    [
        ({"compute.text_languages": "english"}, "RoBERTa-Large"),
        ({"compute.text_languages": "several"}, "XLM-RoBERTa-Large"),
        ({"solution.languages": "English 94 %, Spanish 6 %"}, "XLM-RoBERTa-Large"),
        ({"solution.languages": "Spanish", "compute.text_languages": "english"}, "RoBERTa-Large"),
        ({"compute.quality": "simple"}, "DeBERTa-v3-Base"),
        ({"outcome.good_enough": 3}, "DeBERTa-v3-Base"),
        ({"outcome.good_enough": 0}, "ModernBERT-large"),
        ({"compute.text_length": "long"}, "ModernBERT-large"),
    ],
)
def test_languages_quality_and_length_choose_the_model(guess, said, model):
    assert guess({"compute.task": "sort", **said}).model.name == model


def test_length_of_a_text_sets_the_tokens(guess):
    short = guess({"compute.task": "sort", "compute.text_length": "line"})
    assert short.inputs["compute.api_input_tokens_per_case"].value == Range(low=340, likely=900, high=2750)


IN = "compute.api_input_tokens_per_case"
A_PAGE = Range(low=300, likely=600, high=1200)


@pytest.mark.parametrize(("said", "tokens"), [
    ({"compute.task": "sort"}, A_PAGE),
    ({"compute.task": "extract"}, A_PAGE),
    ({"compute.task": "find"}, A_PAGE),
    ({"compute.task": "find", "compute.model": "Qwen3-Embedding-0.6B"}, A_PAGE),
    ({"compute.task": "translate", "compute.model_family": "encoder"}, A_PAGE),
    ({"compute.task": "picture"}, Range(low=200, likely=600, high=1500)),
    ({"compute.task": "speech"}, A_PAGE),
    ({"compute.task": "sort", "compute.model": "Llama 3.1 8B"}, Range(low=600, likely=1400, high=3700)),
    ({"compute.task": "sort", "compute.model_family": "decoder"}, Range(low=600, likely=1400, high=3700)),
    ({"compute.task": "summarise"}, Range(low=400, likely=850, high=2000)),
])  # fmt: skip
@pytest.mark.parametrize("approach", ["fine_tune", "self_host"])
def test_own_model_that_does_not_write_reads_no_instructions(guess, approach, said, tokens):
    assert guess({"compute.approach": approach, **said}).inputs[IN].value == tokens


def test_hosted_model_reads_its_instructions_whatever_the_task(guess):
    own, hosted = (guess({"compute.task": "sort", "compute.approach": approach}) for approach in ("fine_tune", "api"))
    assert (own.inputs[IN].value.likely, hosted.inputs[IN].value.likely) == (600, 1400)
    assert "reads no instructions" in own.inputs[IN].source


@pytest.mark.parametrize(("task", "longest"), [("sort", 1200), ("summarise", 2700)])
def test_longest_text_has_an_answer_only_where_the_model_writes(guessed, task, longest):
    assert guessed({"compute.approach": "fine_tune", "compute.task": task}).longest_text == longest


def test_classic_model_of_tables_has_no_tokens(guess):
    assert IN not in guess({"compute.task": "table", "compute.approach": "classic"}).inputs


def test_model_that_sees_keeps_nothing_of_an_answer(guessed):
    served = {"compute.approach": "self_host", "value.cases_per_year": 12_000}
    seeing, writing = (guessed(served | {"compute.task": task}) for task in ("picture", "summarise"))
    shown = [{figure.id for figure in found.figures} for found in (seeing, writing)]
    assert ["compute.kv_gb" in figures for figures in shown] == [False, True]


def test_guessed_tokens_are_an_assumption_with_its_source(guessed):
    estimate = guessed({"compute.approach": "api", "compute.task": "summarise", "value.cases_per_year": 12000})
    found = next(given for given in estimate.figure("compute.call_cost").inputs if "input_tokens" in given.name)
    assert (found.origin, found.value.likely) == (Origin.ASSUMPTION, 850)
    assert found.source_date == "2026-11-24"


def test_no_answer_is_overwritten(guessed):
    own = {"compute.api_input_tokens_per_case": 111, "compute.api_output_tokens_per_case": 7}
    estimate = guessed({"compute.approach": "api", "compute.task": "summarise", **own})
    given = {term.field_id: term for term in estimate.figure("compute.call_cost").inputs}
    assert {field_id: given[field_id].value.likely for field_id in own} == own
    assert all(given[field_id].origin is Origin.ANSWER for field_id in own)


def test_manager_without_a_parameter_count_gets_figures(guessed):
    estimate = guessed({"compute.approach": "fine_tune", "compute.task": "sort", "compute.accelerator": "L4"})
    assert set(estimate.missing) <= {"value.cases_per_year"}
    flop = estimate.figure("compute.flop")
    assert flop.value.likely == pytest.approx(6 * 355e6 * 2000 * 600 * 3, rel=0.01)
    assert {given.origin for given in flop.inputs} == {Origin.ASSUMPTION}


def test_labels_that_people_make_set_what_fine_tuning_reads(guess):
    found = guess({"compute.approach": "fine_tune", "compute.task": "sort", "data.label_count": 500})
    assert found.inputs["compute.training_tokens"].value.likely == 500 * 600 * 3


def test_model_that_was_named_reads_its_own_training_text(guessed):
    """And one whose own text is not known reads what its kind reads: 3,850 tokens for each parameter of an encoder."""
    said = {"compute.approach": "train", "compute.task": "sort", "compute.text_languages": "several"}
    flop = guessed(said | {"compute.model": "RoBERTa-Large"}).figure("compute.flop")
    assert flop.value.likely == pytest.approx(6 * 355e6 * 2.1e12)
    assert guessed(said).figure("compute.flop").value.likely == pytest.approx(6 * 560e6 * 3850 * 560e6, rel=0.01)


def test_size_that_was_answered_wins_over_the_guessed_model(guessed):
    values = {"compute.approach": "fine_tune", "compute.task": "answer", "compute.parameters": 1e9}
    flop = guessed(values | {"compute.training_tokens": 1e6}).figure("compute.flop")
    assert flop.value.likely == pytest.approx(6e15)


def test_no_approach_is_assumed(guessed):
    assert guessed({"compute.task": "sort"}).figures == ()


def test_field_that_is_not_relevant_stays_out(rules, reference, fields):
    answers = known({"compute.approach": "fine_tune", "compute.task": "sort"}).overlaid(
        {"compute.training_tokens": Answer(field_id="compute.training_tokens", state=AnswerState.NOT_RELEVANT)}
    )
    found = make_guess(rules, answers, fields, reference.presets)
    read = Reader(answers, fields, Draws(7, 100))
    assert "compute.training_tokens" in estimate_compute(read, Published(reference=reference), guess=found).missing


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('good = "RoBERTa-Large"', 'good = "RoBERTa-Lrge"', "good of models must be one of"),
        ("solution.task == 'sort'", "solution.task == 'short'", "has no choice 'short'"),
        ("low = 40, likely = 100", "low = 400, likely = 100", "tokens of line"),
        ('family = "encoder"', 'familly = "encoder"', "has no family"),
        ('id = "sort"', 'id = "sorting"', "id of sorting must be one of"),
    ],
)
def test_broken_rules_are_refused_with_their_line(tmp_path, reference, old, new, reason):
    path = tmp_path / "first_guess.toml"
    shutil.copy(FILE, path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenDataFile, match=reason) as caught:
        load_guess_rules(path, get_catalogue(), reference.presets)
    assert caught.value.line > 1
