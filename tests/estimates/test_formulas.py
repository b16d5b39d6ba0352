"""Formulas against figures that somebody published."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.kinds import Architecture
from estimates.domain.formulas.training import attention_share, gpu_hours, long_text_factor, mfu_of_speed, training_flop
from estimates.domain.published.offers import NO_PRICES
from estimates.domain.tables.founding import RENT_EXAMPLES, BuyExample, model_table

sizes = st.floats(1e3, 1e15)
texts = st.floats(1, 1e18)


def test_gpt_3_took_3_14e23_flop():
    """Brown et al. 2020, table D.1."""
    assert training_flop(174.6e9, 300e9) == pytest.approx(3.14e23, rel=0.002)


def test_t5_11b_took_4_05e22_flop():
    """Patterson et al. 2021, Table 4."""
    assert training_flop(11e9, 1.05e12, architecture=Architecture.ENCODER_DECODER) == pytest.approx(4.05e22, rel=0.08)


def test_llama_2_70b_took_1_7_million_hours():
    """Llama 2, Table 2: 1,720,320 A100-hours, an MFU of 0.428 by 6 × parameters × tokens."""
    assert gpu_hours(training_flop(68.977e9, 2e12), 312e12, 0.428) == pytest.approx(1_720_320, rel=0.002)


def test_llama_2_7b_at_the_mfu_of_its_hours():
    assert gpu_hours(training_flop(6.738e9, 2e12), 312e12, 0.3906) == pytest.approx(184_320, rel=0.002)


def test_gopher_at_its_reported_mfu_comes_close_to_its_hours():
    """PaLM, Table 3: MFU 0.325 of the steps; 3,768,320 TPU v3 hours."""
    assert gpu_hours(training_flop(280e9, 300e9), 123e12, 0.325) == pytest.approx(3_768_320, rel=0.1)


def test_tinyllama_speed_gives_its_mfu():
    """24,000 tokens a second on an A100; its authors say 56 %, attention counted."""
    assert mfu_of_speed(24_000, 6 * 1.1e9, 312e12) == pytest.approx(0.508, abs=0.001)


@pytest.mark.parametrize("speed", [0, -1, math.nan, math.inf, 1e9])
def test_impossible_speed_is_refused(speed):
    with pytest.raises(ValueError, match="tokens_per_second"):
        mfu_of_speed(speed, 6 * 7e9, 312e12)


def test_attention_of_llama_2_7b_is_8_percent_of_the_parameters_work(reference):
    shape = reference.shapes["Llama 2 7B"]
    assert attention_share(6.738e9, 4096, shape) == pytest.approx(32 * 4096 * 4096 / 6.738e9)


def test_usual_shape_stands_in_for_an_unknown_one(reference):
    shape = reference.shapes["Llama 2 7B"]
    assert attention_share(6.738e9, 4096) == pytest.approx(attention_share(6.738e9, 4096, shape), rel=0.2)


@pytest.mark.parametrize("length", [None, 512, 8192])
def test_texts_of_usual_length_add_nothing(length):
    assert long_text_factor(7e9, length) == 1


def test_texts_of_128k_more_than_double_the_work_of_a_small_model():
    assert long_text_factor(7e9, 131_072) > 2


@given(sizes, texts)
def test_twice_the_text_is_twice_the_work(parameters, tokens):
    assert training_flop(parameters, 2 * tokens) == pytest.approx(2 * training_flop(parameters, tokens))


@given(sizes, texts, st.floats(1e12, 1e16), st.floats(0.01, 1))
def test_faster_chip_never_takes_longer(parameters, tokens, peak, mfu):
    flop = training_flop(parameters, tokens)
    assert gpu_hours(flop, 2 * peak, mfu) <= gpu_hours(flop, peak, mfu)


# ---------------------------------------------------------------- the founding document


def test_buying_as_the_founding_document_counts_it():
    assert BuyExample().total_usd == 10_100_000


def test_rent_of_llama_2_7b_at_one_to_two_dollars():
    cost = RENT_EXAMPLES[0].cost_usd
    assert (cost.low, cost.high) == (184_320, 368_640)


def test_the_two_statements_about_small_models_disagree_and_both_stand():
    published, stated = RENT_EXAMPLES[0], RENT_EXAMPLES[2]
    assert stated.stated_usd == 150_000
    assert stated.stated_usd < published.cost_usd.low


def test_large_models_at_ten_times_the_small_ones():
    assert [example.stated_usd for example in RENT_EXAMPLES[2:]] == [150_000, 1_500_000]
    assert RENT_EXAMPLES[1].hours.likely == 1_720_320


def test_table_holds_every_model_of_the_founding_document(reference):
    names = [row.name for row in model_table(reference, NO_PRICES)]
    assert names == [
        "GPT-3 (175 B)", "BERT-Large", "BART-Large", "T5-3B", "Llama 2 7B", "Llama 2 70B", "GPT-NeoX-20B",
        "ERNIE 3.0 Titan (260 B)", "RoBERTa-Large, first 100k steps", "DeBERTa-Large",
    ]  # fmt: skip


def test_table_gives_each_model_a_status_and_a_source(reference):
    assert [row.name for row in model_table(reference, NO_PRICES) if not (row.status and row.source)] == []


def test_total_of_the_table_is_hours_times_price(reference):
    row = next(row for row in model_table(reference, NO_PRICES) if row.name == "Llama 2 7B")
    assert row.cost_usd.low == pytest.approx(184_320 * 1.29)
    assert row.cost_usd.high == pytest.approx(184_320 * 5.12)
