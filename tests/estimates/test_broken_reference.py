"""Each reference file with one cell that cannot be right: refused with the file, the line and the reason."""

import csv
import json
from pathlib import Path

import pytest

from estimates.domain.formulas.kinds import Architecture, BrokenReference
from estimates.domain.formulas.mfu import load_mfu_model
from estimates.domain.formulas.speed import LEARNT, load_speed_model
from estimates.domain.published.electricity import load_electricity
from estimates.domain.published.hosted_prices import load_hosted_prices
from estimates.domain.published.offers import load_offers
from estimates.domain.published.reference import load_lengths, load_reference, load_runs, load_serving_runs

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "reference"


@pytest.fixture
def folder_with(tmp_path):
    """Return a function from a file, a row and its new cells to a folder in which that row stands alone or among all.

    Other files are those that are shipped.
    """

    def write(name, cells, *, row=0, keep=True):
        for path in FOLDER.iterdir():
            if path.name != name:
                (tmp_path / path.name).symlink_to(path)
        with (FOLDER / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert set(cells) <= set(rows[row])
        rows[row] |= cells
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows if keep else [rows[row]])
        return tmp_path

    return write


def refusal(load, *args):
    with pytest.raises(BrokenReference) as caught:
        load(*args)
    return caught.value.path.name, caught.value.line, caught.value.reason


# ---------------------------------------------------------------- training runs


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"name": ""}, "name is missing"),
        ({"organization": ""}, "organization is missing"),
        ({"year": "soon"}, "year must be a number, not 'soon'"),
        ({"year": "2018.5"}, "year must be a whole number, not 2018.5"),
        ({"architecture": "tree"}, "'tree' is not a valid Architecture"),
        ({"total_parameters": "0"}, "total_parameters must be above 0"),
        ({"total_parameters": ""}, "total_parameters is missing"),
        (
            {"active_parameters": "110000001"},
            "active_parameters must be at most total_parameters, 1.1e+08, not 1.1e+08",
        ),
        ({"training_tokens": "-1"}, "training_tokens must be 0 or more, not -1"),
        ({"reported_mfu": "half"}, "reported_mfu must be a number, not 'half'"),
        ({"tier": "D"}, "'D' is not a valid Tier"),
        ({"family": " "}, "family is missing"),
        ({"precision": ""}, "precision is missing"),
        ({"status": ""}, "status is missing"),
        ({"source": ""}, "source is missing"),
        ({"source_where": ""}, "source_where is missing"),
        ({"date_checked": "yesterday"}, "date_checked must be a day such as 2026-11-16, not 'yesterday'"),
        ({"accelerator": "TPU-v99"}, "names TPU-v99, which no other file knows"),
    ],
)
def test_training_run_that_cannot_be_is_refused(folder_with, cells, reason):
    assert refusal(load_runs, folder_with("training_runs.csv", cells)) == ("training_runs.csv", 2, reason)


@pytest.mark.parametrize("column", ["active_parameters", "training_tokens", "sequence_length", "gpu_hours"])
def test_training_run_may_leave_out_what_its_source_does_not_say(folder_with, column):
    _, runs = load_runs(folder_with("training_runs.csv", {column: ""}))
    assert getattr(runs[0], column) is None


@pytest.mark.parametrize(("status", "recalled"), [("verified", False), ("recalled", True)])
def test_training_run_says_whether_a_figure_is_from_memory(folder_with, status, recalled):
    _, runs = load_runs(folder_with("training_runs.csv", {"status": status}))
    assert runs[0].recalled is recalled


# ---------------------------------------------------------------- accelerators


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"vendor": ""}, "vendor is missing"),
        ({"memory_gb": "0"}, "memory_gb must be above 0"),
        ({"memory_bandwidth_gb_per_s": ""}, "memory_bandwidth_gb_per_s is missing"),
        ({"peak_bf16_tflop_per_s": "0"}, "peak_bf16_tflop_per_s must be above 0"),
        ({"peak_fp8_tflop_per_s": "none"}, "peak_fp8_tflop_per_s must be a number, not 'none'"),
        ({"power_w": "-300"}, "power_w must be 0 or more, not -300"),
        ({"purchase_usd_low": ""}, "purchase_usd_low, purchase_usd_high must be given together"),
        ({"purchase_usd_low": "2000"}, "a range needs low <= likely <= high, not 2000.0, 1750.0, 1500.0"),
        ({"purchase_source": ""}, "purchase_source is missing"),
        ({"rent_source": ""}, "rent_source is missing"),
        (
            {"rent_usd_per_gpu_hour_typical": ""},
            "rent_usd_per_gpu_hour_low, rent_usd_per_gpu_hour_typical, rent_usd_per_gpu_hour_high "
            "must be given together",
        ),
    ],
)
def test_accelerator_that_cannot_be_is_refused(folder_with, cells, reason):
    assert refusal(load_runs, folder_with("accelerators.csv", cells)) == ("accelerators.csv", 2, reason)


def test_peaks_of_an_accelerator_are_read_in_tflop(folder_with):
    cells = {"peak_bf16_tflop_per_s": "989", "peak_fp8_tflop_per_s": "1979", "peak_fp4_tflop_per_s": ""}
    chip = load_runs(folder_with("accelerators.csv", cells))[0]["P100-SXM2-16GB"]
    peaks = (chip.peak_flop_per_s, chip.peak_fp8_flop_per_s, chip.peak_fp4_flop_per_s)
    assert peaks == (989e12, 1979e12, None)


@pytest.mark.parametrize("kind", ["rent", "purchase"])
def test_accelerator_that_nobody_rents_out_or_sells_has_no_such_price(folder_with, kind):
    named = {"rent": "rent_usd_per_gpu_hour", "purchase": "purchase_usd"}[kind]
    cells = {f"{named}_{end}": "" for end in ("low", "typical", "high") if kind == "rent" or end != "typical"}
    chip = load_runs(folder_with("accelerators.csv", cells))[0]["P100-SXM2-16GB"]
    assert getattr(chip, named) is None


# ---------------------------------------------------------------- measured speeds of answering


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"model": ""}, "model is missing"),
        ({"parameters": "0"}, "parameters must be above 0"),
        ({"active_parameters": "6.1e9"}, "active_parameters must be at most parameters, 6.05e+09, not 6.1e+09"),
        ({"layers": "28.5"}, "layers must be a whole number, not 28.5"),
        ({"kv_width": "0"}, "kv_width must be above 0"),
        ({"growing_layers": "29"}, "growing_layers must be at most layers, 28, not 29"),
        ({"growing_layers": "2.5"}, "growing_layers must be a whole number, not 2.5"),
        ({"window": "0.5"}, "window must be a whole number, not 0.5"),
        ({"experts": "8", "experts_per_token": "9"}, "experts_per_token must be at most experts, 8, not 9"),
        ({"experts_per_token": "2"}, "experts_per_token must be at most experts, 1, not 2"),
        ({"weight_bits": "0"}, "weight_bits must be above 0"),
        ({"kv_bits": ""}, "kv_bits is missing"),
        ({"output_tokens": "0"}, "output_tokens must be above 0"),
        ({"accelerator_count": "0"}, "accelerator_count must be above 0"),
        ({"measure": "guess"}, "'guess' is not a valid SpeedMeasure"),
        ({"tier": ""}, "tier is missing"),
        ({"engine": ""}, "engine is missing"),
        ({"accelerator": "H1000"}, "names H1000, which no other file knows"),
    ],
)
def test_measured_speed_that_cannot_be_is_refused(folder_with, reference, cells, reason):
    folder = folder_with("serving_runs.csv", cells)
    assert refusal(load_serving_runs, folder, reference.accelerators) == ("serving_runs.csv", 2, reason)


def test_model_without_experts_or_windows_is_dense_and_keeps_all(folder_with, reference):
    cells = {"experts": "", "experts_per_token": "", "growing_layers": "", "window": ""}
    shape = load_serving_runs(folder_with("serving_runs.csv", cells), reference.accelerators)[0].shape
    assert (shape.experts, shape.experts_per_token, shape.growing, shape.window_layers) == (1, 1, 28, 0)


def test_layers_that_do_not_grow_have_a_window(folder_with, reference):
    cells = {"growing_layers": "7", "window": "512"}
    shape = load_serving_runs(folder_with("serving_runs.csv", cells), reference.accelerators)[0].shape
    assert (shape.growing, shape.window_layers, shape.window) == (7, 21, 512)


@pytest.mark.parametrize(("use", "fitted"), [("fit", True), ("check", False)])
def test_row_says_whether_the_shares_are_learnt_from_it(folder_with, reference, use, fitted):
    assert load_serving_runs(folder_with("serving_runs.csv", {"use": use}), reference.accelerators)[0].fitted is fitted


def test_batch_of_nought_is_as_many_as_the_engine_takes(folder_with, reference):
    folder = folder_with("serving_runs.csv", {"batch": "0"})
    assert load_serving_runs(folder, reference.accelerators)[0].batch is None


# ---------------------------------------------------------------- models, shapes, tuning, grids


@pytest.mark.parametrize(
    ("name", "cells", "reason"),
    [
        ("model_presets.csv", {"layers": "0"}, "layers must be above 0"),
        ("model_presets.csv", {"kept_width": "wide"}, "kept_width must be a number, not 'wide'"),
        ("model_presets.csv", {"growing_layers": "13"}, "growing_layers must be at most layers, 12, not 13"),
        ("model_presets.csv", {"context_length": "512.5"}, "context_length must be a whole number, not 512.5"),
        ("model_presets.csv", {"active_parameters": "0"}, "active_parameters must be above 0"),
        (
            "model_presets.csv",
            {"active_parameters": "220000000"},
            "active_parameters must be at most parameters, 1.1e+08, not 2.2e+08",
        ),
        ("model_presets.csv", {"architecture": "rnn"}, "'rnn' is not a valid Architecture"),
        ("model_presets.csv", {"languages": ""}, "languages is missing"),
        ("model_presets.csv", {"license": ""}, "license is missing"),
        ("model_presets.csv", {"good_for": ""}, "good_for is missing"),
        ("model_presets.csv", {"kind": ""}, "kind is missing"),
        ("model_presets.csv", {"tier": "E"}, "'E' is not a valid Tier"),
        ("run_shapes.csv", {"hidden_size": "7.5"}, "hidden_size must be a whole number, not 7.5"),
        ("run_shapes.csv", {"vocabulary": ""}, "vocabulary is missing"),
        ("run_shapes.csv", {"name": "HAL 9000"}, "names HAL 9000, which no other file knows"),
        ("finetune_runs.csv", {"base_parameters": "0"}, "base_parameters must be above 0"),
        ("finetune_runs.csv", {"accelerator_count": ""}, "accelerator_count is missing"),
        ("finetune_runs.csv", {"method": ""}, "method is missing"),
        ("finetune_runs.csv", {"accelerator": "H1000"}, "names H1000, which no other file knows"),
        ("grid_carbon.csv", {"kg_co2e_per_kwh": "clean"}, "kg_co2e_per_kwh must be a number, not 'clean'"),
        ("grid_carbon.csv", {"year": "2023.5"}, "year must be a whole number, not 2023.5"),
        ("grid_carbon.csv", {"region_code": ""}, "region_code is missing"),
    ],
)
def test_row_that_cannot_be_is_refused(folder_with, name, cells, reason):
    assert refusal(load_reference, folder_with(name, cells)) == (name, 2, reason)


def test_grid_without_carbon_and_without_a_year_is_a_grid(folder_with):
    grid = load_reference(folder_with("grid_carbon.csv", {"kg_co2e_per_kwh": "0", "year": ""})).grids["United States"]
    assert (grid.co2e_kg_per_kwh, grid.year) == (0.0, None)


# ---------------------------------------------------------------- how much models read


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"architecture": "tree"}, "'tree' is not a valid Architecture"),
        (
            {f"tokens_per_parameter_{end}": "" for end in ("low", "likely", "high")},
            "tokens_per_parameter_low, _likely and _high are missing",
        ),
        (
            {"tokens_per_parameter_high": ""},
            "tokens_per_parameter_low, tokens_per_parameter_likely, tokens_per_parameter_high must be given together",
        ),
        ({"tokens_per_parameter_low": "4000"}, "a range needs low <= likely <= high, not 4000.0, 3850.0, 16800.0"),
        ({"source": ""}, "source is missing"),
    ],
)
def test_length_that_cannot_be_is_refused(folder_with, cells, reason):
    assert refusal(load_lengths, folder_with("training_length.csv", cells)) == ("training_length.csv", 2, reason)


def test_every_kind_of_model_needs_its_length(folder_with):
    missing = ", ".join(kind.value for kind in Architecture if kind is not Architecture.ENCODER)
    folder = folder_with("training_length.csv", {}, keep=False)
    assert refusal(load_lengths, folder) == ("training_length.csv", 0, f"has no row for {missing}")


# ---------------------------------------------------------------- prices


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"kind": "lunch"}, "kind must be one of embedding, rerank, index_storage, index_fee, cache_read, "
         "cache_write, batch, not lunch"),
        ({"low": ""}, "low is missing"),
        ({"low": "free"}, "low must be a number, not 'free'"),
        ({"high": "0.05"}, "a range needs low <= likely <= high, not 0.1, 0.07500000000000001, 0.05"),
        ({"seller": ""}, "seller is missing"),
        ({"unit": ""}, "unit is missing"),
        ({"tier": ""}, "tier is missing"),
        ({"status": "heard"}, "status must be published or recalled, not 'heard'"),
        ({"seen_on": "in May"}, "seen_on must be a day such as 2026-11-16, not 'in May'"),
        ({"valid_from": ""}, "valid_from is missing"),
    ],
)  # fmt: skip
def test_price_of_what_goes_with_a_hosted_model_is_refused(folder_with, cells, reason):
    path = folder_with("hosted_prices.csv", cells) / "hosted_prices.csv"
    assert refusal(load_hosted_prices, path) == ("hosted_prices.csv", 2, reason)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"price_usd_per_gpu_hour": "0"}, "price_usd_per_gpu_hour must be above 0"),
        ({"price_usd_per_gpu_hour": "1000.01"}, "price_usd_per_gpu_hour must be at most 1000, not 1000.01"),
        ({"commitment": "for ever"}, "'for ever' is not a valid Commitment"),
        ({"status": "imported"}, "status must be snapshot or recalled, not 'imported'"),
        ({"host_kind": "garage"},
         "host_kind must be one of hyperscaler, secure, community, marketplace, not 'garage'"),
        ({"seen_on": "2026-13-01"}, "seen_on must be a day such as 2026-11-16, not '2026-13-01'"),
        ({"accelerator": "H1000"}, "names H1000, which no other file knows"),
        ({"provider": ""}, "provider is missing"),
        ({"tier": ""}, "tier is missing"),
    ],
)  # fmt: skip
def test_rent_that_cannot_be_is_refused(folder_with, reference, cells, reason):
    path = folder_with("rent_prices.csv", cells) / "rent_prices.csv"
    assert refusal(load_offers, path, reference.accelerators) == ("rent_prices.csv", 2, reason)


def test_rent_at_the_largest_price_is_taken(folder_with, reference):
    path = folder_with("rent_prices.csv", {"price_usd_per_gpu_hour": "1000"}, keep=False) / "rent_prices.csv"
    assert [offer.price_usd_per_gpu_hour for offer in load_offers(path, reference.accelerators)] == [1000]


def test_second_row_of_one_offer_and_day_is_refused(folder_with, reference):
    """However its seller is written; the second row has an id of its own."""
    with (FOLDER / "rent_prices.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    twin = first | {"id": "twin", "provider": first["provider"].upper(), "price_usd_per_gpu_hour": "9"}
    path = folder_with("rent_prices.csv", twin, row=1) / "rent_prices.csv"
    reason = "twin has the same offer and day as a row above"
    assert refusal(load_offers, path, reference.accelerators) == ("rent_prices.csv", 3, reason)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"tier": ""}, "tier is missing"),
        ({"seen_on": "May"}, "seen_on must be a day such as 2026-11-16, not 'May'"),
        ({"also_covers": "Mordor"}, "names Mordor, which grid_carbon.csv does not know"),
        ({"price_usd_per_kwh_high": ""},
         "price_usd_per_kwh_low, price_usd_per_kwh, price_usd_per_kwh_high must be given together"),
        ({"region": ""}, "region is missing"),
    ],
)  # fmt: skip
def test_price_of_electricity_that_cannot_be_is_refused(folder_with, reference, cells, reason):
    path = folder_with("electricity_prices.csv", cells) / "electricity_prices.csv"
    assert refusal(load_electricity, path, reference.grids) == ("electricity_prices.csv", 2, reason)


# ---------------------------------------------------------------- what was learnt from runs


@pytest.fixture
def model_with(tmp_path):
    """Return a function from the name of a fitted model and what is changed in it to its file."""

    def write(name, **changed):
        held = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        held |= {key: value for key, value in changed.items() if value is not None}
        for key in [key for key, value in changed.items() if value is None]:
            del held[key]
        path = tmp_path / name
        path.write_text(json.dumps(held), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"bandwidth_share": None}, "cannot be used: 'bandwidth_share'"),
        ({"compute_share": "most"}, "cannot be used: could not convert string to float: 'most'"),
        ({"spread": {"low": 2, "likely": 1, "high": 3}},
         "cannot be used: a range needs low <= likely <= high, not 2.0, 1.0, 3.0"),
        ({"spread": {"low": 1}}, "cannot be used: 'likely'"),
        ({"source": None}, "cannot be used: 'source'"),
        ({"fitted_on": None}, "cannot be used: 'fitted_on'"),
    ],
)  # fmt: skip
def test_broken_model_of_speeds_is_refused(model_with, changed, reason):
    path = model_with("serving_model.json", **changed)
    assert refusal(load_speed_model, path) == ("serving_model.json", 0, reason)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"half_width_log": None}, "cannot be used: 'half_width_log'"),
        ({"coefficients": {"level": 1}},
         "cannot be used: its terms are not those of the code: run python -m estimates.fit.fit_mfu"),
        ({"bounds": {"parameters": [1, 2, 3], "year": [2018, 2026]}},
         "cannot be used: too many values to unpack (expected 2)"),
        ({"bounds": {"parameters": [1, 2], "year": ["then", "now"]}},
         "cannot be used: invalid literal for int() with base 10: 'then'"),
        ({"inverse": 3}, "cannot be used: 'int' object is not iterable"),
    ],
)  # fmt: skip
def test_broken_model_of_mfu_is_refused(model_with, changed, reason):
    assert refusal(load_mfu_model, model_with("mfu_model.json", **changed)) == ("mfu_model.json", 0, reason)


@pytest.mark.parametrize("load", [load_speed_model, load_mfu_model])
@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"text"'])
def test_file_that_holds_no_model_is_refused(tmp_path, load, text):
    path = tmp_path / "model.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenReference, match=r"^model\.json: cannot be used: "):
        load(path)


@pytest.mark.parametrize("load", [load_speed_model, load_mfu_model])
def test_missing_model_is_named(tmp_path, load):
    with pytest.raises(BrokenReference, match=r"^model\.json: cannot be used: .*No such file"):
        load(tmp_path / "model.json")


def test_model_of_speeds_holds_every_number_that_is_learnt(model_with):
    numbers = {name: index + 0.5 for index, name in enumerate(LEARNT)}
    model = load_speed_model(model_with("serving_model.json", **numbers))
    assert {name: getattr(model, name) for name in LEARNT} == numbers
