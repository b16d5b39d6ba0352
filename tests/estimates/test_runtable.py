"""The table of published runs: every run, the founding document's models, filters, order."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.kinds import Architecture, Generation
from estimates.domain.published.offers import NO_PRICES, PriceList
from estimates.domain.tables.founding import model_table
from estimates.domain.tables.runtable import SORTS, HoursStatus, RunFilter, RunSize, published_mfu, run_table, sort_rows

DOCUMENT = {
    "GPT-3 (175 B)", "BERT-Large", "BART-Large", "T5-3B", "Llama 2 7B", "Llama 2 70B", "GPT-NeoX-20B",
    "ERNIE 3.0 Titan (260 B)", "RoBERTa-Large (first 100k steps)", "DeBERTa-Large",
}  # fmt: skip


@pytest.fixture(scope="session")
def table(reference):
    return run_table(reference, PriceList(reference.offers, date(2026, 11, 24)))


def row(table, name):
    return next(run for run in table if run.name == name)


def test_every_run_is_there_once(table, reference):
    names = [run.name for run in table]
    assert len(names) == len(set(names)) == len(reference.runs) + 1


def test_models_of_the_founding_document_are_marked(table):
    assert {run.name for run in table if run.founding} == DOCUMENT


def test_every_model_of_the_document_has_hours_price_and_total(table):
    assert [run.name for run in table if run.founding and run.total_usd is None] == []


def test_total_is_hours_times_price(table):
    """184,320 hours at $1.29 to $5.07."""
    llama = row(table, "Llama 2 7B")
    assert llama.hours.is_exact
    assert llama.total_usd.low == pytest.approx(184_320 * 1.29)
    assert llama.total_usd.high == pytest.approx(184_320 * 5.069)


def test_hours_that_nobody_published_are_calculated_and_say_so(table):
    ernie = row(table, "ERNIE 3.0 Titan (260 B)")
    assert (ernie.status, ernie.tier) == (HoursStatus.CALCULATED, "")
    assert ernie.hours.low < ernie.hours.likely < ernie.hours.high
    assert ernie.flop == pytest.approx(4.68e23)


def test_recalled_hours_say_so(table, reference):
    recalled = {run.name for run in reference.runs if run.recalled}
    assert {run.name for run in table if run.status is HoursStatus.RECALLED} == recalled


def test_without_a_price_list_the_published_range_stands(reference):
    chip = reference.accelerators["A100-SXM-80GB"]
    assert row(run_table(reference, NO_PRICES), "Llama 2 7B").price.usd_per_gpu_hour == chip.rent_usd_per_gpu_hour


def test_models_of_the_founding_document_cost_the_same_in_both_tables(reference):
    prices = PriceList(reference.offers, date(2026, 11, 24))
    runs = {run.name: run for run in run_table(reference, prices)}
    shared = [(model, runs[model.name]) for model in model_table(reference, prices) if model.name in runs]
    assert len(shared) >= 6
    assert [model.price for model, _ in shared] == [run.price for _, run in shared]
    assert all(model.price.date_checked in model.price.told for model, _ in shared)
    assert [model.cost_usd for model, _ in shared] == [run.total_usd for _, run in shared]


def test_mfu_of_published_runs_is_work_by_what_the_chips_could_do(reference):
    """Llama 2 7B alone: 6 × 6.738e9 × 2e12 FLOP in 184,320 hours at 312 TFLOP/s are 39 %."""
    alone = replace(reference, runs=(reference.run("Llama 2 7B"),) * 3)
    assert published_mfu(alone).likely == pytest.approx(0.39, abs=0.005)
    every = published_mfu(reference)
    assert 0.1 < every.low < 0.32 < every.high < 0.7


def test_run_on_a_chip_that_nobody_rents_has_no_total(table):
    assert [run.accelerator for run in table if run.price is None]
    assert all(run.total_usd is None for run in table if run.price is None)


# ---------------------------------------------------------------- filtering


@pytest.mark.parametrize(
    ("wanted", "some", "none"),
    [
        (RunFilter(text="llama 70b"), "Llama 2 70B", "Llama 2 7B"),
        (RunFilter(text="META 2023"), "Llama 2 7B", "BERT-Large"),
        (RunFilter(text=" llama   2 "), "Llama 2 7B", "Llama 3.1 405B"),
        (RunFilter(architecture="encoder"), "BERT-Large", "Llama 2 7B"),
        (RunFilter(generation="tpu"), "BERT-Large", "Llama 2 7B"),
        (RunFilter(size="small"), "BERT-Large", "Llama 2 7B"),
        (RunFilter(size="medium"), "Llama 2 7B", "Llama 2 70B"),
        (RunFilter(size="huge"), "GPT-3 (175 B)", "Llama 2 70B"),
        (RunFilter(founding=True), "T5-3B", "T5-11B"),
    ],
)
def test_filter_keeps_what_fits(table, wanted, some, none):
    kept = {run.name for run in table if wanted.fits(run)}
    assert some in kept
    assert none not in kept


def test_empty_filter_keeps_everything(table):
    assert all(RunFilter().fits(run) for run in table)


def test_every_part_of_a_filter_must_fit(table):
    both = RunFilter(architecture=Architecture.ENCODER.value, generation=Generation.TPU.value)
    assert {(run.architecture, run.generation) for run in table if both.fits(run)} == {("encoder", "tpu")}


@pytest.mark.parametrize(
    ("parameters", "size"),
    [
        (999_999_999, RunSize.SMALL),
        (1e9, RunSize.MEDIUM),
        (10e9, RunSize.LARGE),
        (1e11, RunSize.HUGE),
        (1e13, RunSize.HUGE),
    ],
)
def test_size_classes_begin_with_their_lower_end(table, parameters, size):
    assert replace(table[0], parameters=parameters).size is size


# ---------------------------------------------------------------- order


@given(st.sampled_from(SORTS), st.booleans())
def test_sorting_loses_nothing_and_puts_the_unknown_last(table, sort, down):
    found = sort_rows(table, f"-{sort}" if down else sort)
    assert sorted(run.name for run in found) == sorted(run.name for run in table)
    if sort == "hours":
        known = [run.hours.likely for run in found if run.hours]
        assert known == sorted(known, reverse=down)
        assert all(run.hours is None for run in found[len(known) :])


@pytest.mark.parametrize("nonsense", ["", "'; drop table", "hours;", "__class__"])
def test_unknown_order_is_by_name(table, nonsense):
    assert sort_rows(table, nonsense) == sort_rows(table, "name")


def test_equal_rows_stand_by_name(table):
    years = [(run.year, run.name.casefold()) for run in sort_rows(table, "year")]
    assert years == sorted(years)
