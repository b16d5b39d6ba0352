"""The shipped facts: every row has what a fact needs, and a broken file says where."""

import csv
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from estimates.domain.formulas.kinds import BrokenReference
from estimates.domain.published.reference import Tier, find, load_reference

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
KEYS = {
    "accelerators": "accelerator",
    "training_runs": "name",
    "run_shapes": "name",
    "finetune_runs": "name",
    "model_presets": "name",
    "grid_carbon": "region",
    "rent_prices": "id",
    "electricity_prices": "region",
}
ROWS = {"accelerators": 48, "training_runs": 192, "run_shapes": 59, "finetune_runs": 8, "model_presets": 103}
FOUNDING = {
    "GPT-3", "BERT-Large", "T5-3B", "Llama 2 7B", "Llama 2 70B", "GPT-NeoX-20B", "ERNIE 3.0 Titan", "RoBERTa-Large",
    "DeBERTa-Large",
}  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", KEYS)
def test_every_row_has_an_id_of_its_own(name):
    ids = [row[KEYS[name]] for row in rows(name)]
    assert [id_ for id_, times in Counter(ids).items() if times > 1 or not id_.strip()] == []


@pytest.mark.parametrize("name", KEYS)
def test_every_row_has_a_source(name):
    assert [row[KEYS[name]] for row in rows(name) if not row["source"].strip()] == []


@pytest.mark.parametrize("name", KEYS)
def test_every_row_was_checked_after_it_began_to_hold(name):
    late = [
        row for row in rows(name) if date.fromisoformat(row["valid_from"]) > date.fromisoformat(row["date_checked"])
    ]
    assert late == []


@pytest.mark.parametrize("name", KEYS)
def test_no_column_calls_a_count_of_work_flops(name):
    assert [column for column in rows(name)[0] if "flops" in column] == []


@pytest.mark.parametrize("name", ROWS)
def test_all_rows_were_carried_over(name):
    assert len(rows(name)) == ROWS[name]


def test_prices_name_their_unit(reference):
    columns = [column for column in rows("accelerators")[0] if "rent" in column and "source" not in column]
    assert [column for column in columns if not column.startswith("rent_usd_per_gpu_hour_")] == []


def test_every_price_has_a_source(reference):
    chips = reference.accelerators.values()
    assert [chip.name for chip in chips if not (chip.rent_source and chip.purchase_source)] == []


def test_models_of_the_founding_document_are_presets(reference):
    assert FOUNDING - set(reference.presets) == set()
    assert all(reference.presets[name].named_in_founding_document for name in FOUNDING)


def test_runs_of_tiers_a_and_b_have_what_the_fit_needs(reference):
    fit = [run for run in reference.runs if run.tier is not Tier.C]
    assert len(fit) == 162
    assert [run.name for run in fit if not (run.active_parameters and run.training_tokens and run.gpu_hours)] == []


@pytest.mark.parametrize("typed", ["A100-SXM-80GB", "a100 sxm 80gb", "A100SXM80GB"])
def test_names_are_found_as_people_type_them(reference, typed):
    found = find(typed, reference.accelerators)
    assert found is not None
    assert found.peak_flop_per_s == 312e12


@pytest.mark.parametrize("typed", ["", "-", "H100 from the moon", "\u202e"])
def test_other_names_are_not_found(reference, typed):
    assert find(typed, reference.accelerators) is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("A100-SXM-80GB,NVIDIA", ",NVIDIA", "accelerator is missing"),
        ("A100-SXM-80GB,NVIDIA", "H100-SXM-80GB,NVIDIA", "H100-SXM-80GB occurs twice"),
        ("A100-SXM-80GB,NVIDIA,ampere", "A100-SXM-80GB,NVIDIA,pears", "'pears' is not a valid Generation"),
        ("A100-SXM-80GB,NVIDIA,ampere,2020", "A100-SXM-80GB,NVIDIA,ampere,soon", "release_year must be a number"),
        ("A100-SXM-80GB,NVIDIA,ampere,2020", "A100-SXM-80GB,NVIDIA,ampere,nan", "release_year must be 0 or more"),
        ("A100-SXM-80GB,NVIDIA,ampere,2020,", "A100-SXM-80GB,", "has another number of cells"),
    ],
)
def test_broken_file_is_refused_with_its_line(tmp_path, old, new, reason):
    shutil.copytree(FOLDER, tmp_path / "reference")
    path = tmp_path / "reference" / "accelerators.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenReference, match=reason) as caught:
        load_reference(tmp_path / "reference")
    assert caught.value.path.name == "accelerators.csv"
    assert caught.value.line > 1


def test_missing_file_is_named(tmp_path):
    with pytest.raises(BrokenReference, match=r"accelerators\.csv.*cannot be read"):
        load_reference(tmp_path)


def test_run_on_an_unknown_accelerator_is_refused(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "reference")
    path = tmp_path / "reference" / "training_runs.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("TPU-v2", "TPU-v99", 1), encoding="utf-8")
    with pytest.raises(BrokenReference, match=r"line 2: names TPU-v99"):
        load_reference(tmp_path / "reference")
