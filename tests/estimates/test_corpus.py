"""Text that is left to learn from, worked by hand: all inputs exact, the arithmetic in comments."""

import pytest

from estimates.domain.figures.balance import balance_by
from estimates.domain.figures.corpus import propose_from_data, tokens_of, work_out_corpus
from estimates.domain.figures.tries import RUNS, propose_from_tries
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from tests.estimates.test_compute_estimate import API, LLAMA, TUNE, value

STEPS = [{"step": "quality", "keeps": 50}, {"step": "near", "keeps": 80}, {"step": "privacy"}]
SOURCES = [
    {"source": "Reports", "unit": "documents", "count": 1000, "tokens_each": 900, "right": "written"},
    {"source": "Calls", "unit": "hours", "count": 10},
    {"source": "Letters", "unit": "documents", "count": 5000, "tokens_each": 900, "right": "unclear"},
    {"source": "Orders", "unit": "rows", "count": 9000, "tokens_each": 5, "right": "written"},
]


def read(**answers):
    said = {key.replace("__", "."): value for key, value in answers.items()}
    known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in said.items()}
    return Reader(Answers(known), get_catalogue().fields, Draws(7, 100))


def left(**answers):
    return work_out_corpus(read(**answers)).left


def test_each_step_keeps_its_share_of_what_the_step_before_left():
    corpus = work_out_corpus(read(data__raw_size=1e9, data__preparation=STEPS))
    assert [stage.left.likely for stage in corpus.stages] == [1e9, 5e8, 4e8]
    assert corpus.left.likely == 4e8


def test_sources_that_may_be_used_are_counted_where_nobody_says_how_much_in_all():
    # 1,000 × 900 + 10 hours × 12,000; the letters have no right, orders are rows
    assert left(data__inventory=SOURCES, data__preparation=STEPS).likely == pytest.approx(1_020_000 * 0.4)
    assert [tokens_of(row) for row in SOURCES] == [900_000, 120_000, 4_500_000, 0]


def test_our_own_steps_are_an_assumption():
    corpus = work_out_corpus(read(data__raw_size=1e9))
    assert len(corpus.stages) == 6
    assert all(stage.assumed for stage in corpus.stages[1:])


def test_our_own_steps_mask_nothing_where_nothing_has_to_be_masked():
    corpus = work_out_corpus(read(data__raw_size=1e9, data__redaction="not_needed"))
    assert [stage.id for stage in corpus.stages] == ["raw", "language", "quality", "exact", "near"]


def test_nothing_is_left_where_no_text_is_known():
    corpus = work_out_corpus(read(data__preparation=STEPS))
    assert (corpus.stages, corpus.left, corpus.figures) == ((), None, ())


def test_text_takes_three_copies_of_four_and_a_half_bytes_per_token():
    corpus = work_out_corpus(read(data__raw_size=1e9, data__preparation=STEPS))
    storage = next(figure for figure in corpus.figures if figure.id == "data.storage")
    assert storage.value.likely == pytest.approx(5.4)  # 4e8 × 4.5 × 3 / 1e9


TRAIN = {"compute__approach": "train", "data__raw_size": 1e9, "data__preparation": STEPS, "data__test_share": 10}


def test_training_reads_the_usable_text_without_the_test_part():
    value = propose_from_data(read(**TRAIN))["compute.training_tokens"].value
    assert (value.low, value.likely, value.high) == pytest.approx((3.6e8, 3.6e8, 14.4e8))


def test_mix_decides_how_much_is_read_in_all():
    mix = [{"part": "web", "share": 90, "times": 1}, {"part": "own", "share": 10, "times": 2}]
    value = propose_from_data(read(**TRAIN, data__mix=mix))["compute.training_tokens"].value
    assert value.likely == pytest.approx(7.2e9)  # 3.6e8 read twice are a tenth


def test_calling_a_hosted_model_reads_no_training_text():
    assert "compute.training_tokens" not in propose_from_data(read(**{**TRAIN, "compute__approach": "api"}))


def test_text_that_is_kept_and_raw_web_pages_move_computing():
    proposed = propose_from_data(read(**TRAIN, data__retention_months=36, data__outside=["common_crawl"]))
    assert proposed["compute.storage_gb"].value.likely == pytest.approx(5.4)
    assert proposed["compute.preparation_share"].value.likely == 15


@pytest.mark.parametrize(("kept", "counted", "stored"), [(12, 36, 1.8), (24, 48, 2.7), (36, 36, 5.4), (120, 36, 5.4)])
def test_text_costs_storage_for_as_long_as_it_is_kept_within_the_months_counted(kept, counted, stored):
    said = read(**TRAIN, data__retention_months=kept, value__horizon_months=counted)
    assert propose_from_data(said)["compute.storage_gb"].value.likely == pytest.approx(stored)


# ---------------------------------------------------------------- tries, prompts, people who are taken out


def test_tries_propose_the_full_runs():
    assert propose_from_tries(read(training__trials=20, training__trial_share=5))[RUNS].value == Range.exactly(3)
    assert propose_from_tries(read()) == {}
    scratch = read(training__trials=20, training__trial_share=5, compute__approach="train")
    assert propose_from_tries(scratch)[RUNS].value == Range.exactly(2)  # one full run, not the best two


def test_rounds_of_a_prompt_cost_their_calls(estimate_of):
    before, after = estimate_of(API), estimate_of(API | {"training.prompt_cases": 50, "training.prompt_rounds": 20})
    calls = after.figure("compute.call_cost").value.likely
    assert before.figure("compute.prompt_tests") is None
    assert value(after, "compute.prompt_tests").likely == pytest.approx(calls, rel=0.01)  # 1,000 cases
    assert value(after, "compute.one_off").likely == pytest.approx(calls, rel=0.01)


def test_new_version_without_people_costs_one_run(estimate_of):
    again = TUNE | {"data.removal": "next_version", "data.removal_versions": 3}
    before, after = estimate_of(TUNE), estimate_of(again)
    run = value(after, "compute.final_run_cost").likely
    assert value(after, "compute.retraining").likely == pytest.approx(3 * run / 12, rel=0.01)
    assert "retraining" in after.figure("compute.running_per_month").formula
    assert value(after, "compute.running").likely > value(before, "compute.running").likely


def test_owned_machines_train_again_without_a_bill(estimate_of):
    owned = LLAMA | {
        "compute.own": "own",
        "compute.buy_accelerator_count": 2,
        "compute.buy_price_per_accelerator": 2500,
    }
    again = {"data.removal": "next_version", "data.removal_versions": 3}
    rented = estimate_of(LLAMA | again)
    assert "retraining" in rented.figure("compute.running_per_month").formula
    shown = estimate_of(owned | again).figure("compute.running_per_month")
    assert shown is None or "retraining" not in shown.formula


# ---------------------------------------------------------------- balance


def test_text_is_divided_by_language_as_somebody_wrote_it():
    rows = [
        {"unit": "documents", "count": 1000, "tokens_each": 900, "languages": "German 70 %, English 30 %"},
        {"unit": "documents", "count": 100, "tokens_each": 900, "languages": "English"},
        {"unit": "documents", "count": 30, "tokens_each": 900, "languages": "Danish"},
        {"unit": "documents", "count": 9000, "tokens_each": 900, "languages": "Latin", "right": "no"},
    ]
    found = {part.name: (round(part.share), part.thin) for part in balance_by(rows, "languages")}
    # of 1,130 texts: 700 German, 300 + 100 English, 30 Danish; the Latin ones may not be used
    assert found == {"German": (62, False), "English": (35, False), "Danish": (3, True)}


def test_nothing_is_divided_where_no_text_is_counted():
    assert balance_by([{"languages": "German"}], "languages") == ()
