"""Measured speeds row by row: shapes from names, engines and uses, and what is said of rows that cannot be."""

import io
import math
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estimates.domain.figures.speed import FEW_SPEEDS
from estimates.domain.formulas.engines import engine_for
from estimates.domain.published.reference import SpeedMeasure, nearest
from estimates.domain.tables.speeds import SpeedSpec, closeness, estimate_speed, like
from projects.domain.errors import BadValue
from projects.domain.ranges import Range

pytestmark = pytest.mark.once

LLAMA = SpeedSpec(
    model="Llama 3.1 8B", parameters=8.03e9, active_parameters=8.03e9, accelerator="H100-SXM-80GB", accelerator_count=1,
    input_tokens=1000, output_tokens=1000, weight_bits=8, kv_bits=8,
)  # fmt: skip


def test_offline_maximum_of_a_small_model(reference):
    """TensorRT-LLM 1.0, 1,000 tokens in and out on one H100 at 8 bit: 15,220 tokens/s."""
    found = estimate_speed(replace(LLAMA, measured_tokens_per_s=15_220), reference)
    assert found.inside
    assert found.ratio == pytest.approx(1.0, abs=0.45)


def test_nobody_waiting_takes_more_at_a_time_than_users(reference):
    offline, online = (estimate_speed(replace(LLAMA, input_tokens=100, output_tokens=100, measure=measure), reference)
                       for measure in (SpeedMeasure.OFFLINE, SpeedMeasure.ONLINE))  # fmt: skip
    assert (offline.texts, online.texts) == (4096, 1024)


def test_one_text_at_a_time_is_a_use_of_its_own(reference):
    found = estimate_speed(replace(LLAMA, batch=1), reference)
    assert found.tokens_per_s.high / found.tokens_per_s.low == pytest.approx(1.4 / 0.35)


def test_name_with_a_date_is_the_model_it_begins_with(reference):
    assert like("DeepSeek-R1 0528", reference).name == "DeepSeek-R1"
    assert like("My own", reference) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accelerator": "H1000"}, "There is no accelerator “H1000”. Nearest: "),
        ({"model": "Yonder 5B"}, "There is no model “Yonder 5B”"),
        ({"parameters": 4e11, "active_parameters": 4e11}, "needs 400 GB; 1 × H100-SXM-80GB hold 72 GB"),
    ],
)
def test_row_that_cannot_be_is_a_sentence(reference, changes, said):
    with pytest.raises(BadValue) as caught:
        estimate_speed(replace(LLAMA, **changes), reference)
    assert said in caught.value.message % caught.value.params


@pytest.mark.parametrize("name", ["parameters", "accelerator_count", "input_tokens", "output_tokens", "batch"])
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_number_beyond_its_limits_is_refused(name, value):
    with pytest.raises(BadValue):
        replace(LLAMA, **{name: value})


@given(st.floats(1, 1e8), st.floats(1, 1e8), st.none() | st.floats(1, 1e6), st.integers(1, 64))
def test_every_speed_is_a_number_above_nothing(reference, into, out, batch, count):
    found = estimate_speed(
        replace(LLAMA, input_tokens=into, output_tokens=out, batch=batch, accelerator_count=count), reference
    )
    assert 0 < found.tokens_per_s.low <= found.tokens_per_s.likely <= found.tokens_per_s.high < math.inf


def test_closeness_by_hand():
    """Worked out 110, 50 and 100 of 100: errors of 10, 50 and 0 %, the middle one 10; two of three inside ± 20."""
    ranges = [Range(low=speed * 0.8, likely=speed, high=speed * 1.2) for speed in (110.0, 50.0, 100.0)]
    found = closeness("x", [100.0, 100.0, 100.0], ranges)
    assert (found.median_error, found.inside, found.within_1_5) == pytest.approx((0.1, 2 / 3, 2 / 3))


def test_nearest_names_come_with_an_unknown_one(reference):
    assert "H100-SXM-80GB" in nearest("H100 SXM", reference.accelerators)


def test_names_that_go_on_from_what_was_typed_come_first(reference):
    assert nearest("h100", reference.accelerators).split(", ")[:2] == ["H100-PCIe-80GB", "H100-SXM-80GB"]


def test_plain_transformers_are_slower_than_an_engine():
    spread = Range(low=0.7, likely=1.0, high=1.4)
    assert engine_for("plain", "", spread=spread).speed.high < engine_for("", "", spread=spread).speed.low


def test_chip_of_a_maker_with_few_published_speeds_has_a_wider_range():
    spread = Range(low=0.7, likely=1.0, high=1.4)
    usual, other = (engine_for("", "", spread=spread, maker=maker).speed for maker in ("NVIDIA", "AMD"))
    assert (other.low < usual.low, other.likely, other.high > 2 * usual.likely) == (True, usual.likely, True)


@pytest.mark.parametrize(("chip", "said"), [("MI300X", True), ("H100-SXM-80GB", False)])
def test_page_says_where_few_speeds_are_published(estimate_of, chip, said):
    runs = {"compute.approach": "self_host", "compute.model": "Llama 3.1 8B", "compute.serving_accelerator": chip}
    assert (FEW_SPEEDS in [note.message for note in estimate_of(runs).notes]) is said


@pytest.mark.django_db
def test_file_of_measurements_gets_a_table(tmp_path: Path):
    path = tmp_path / "runs.csv"
    path.write_text(
        "name,model,accelerator,input_tokens,output_tokens,output_tokens_per_s,measure,weight_bits\n"
        "a,Llama 3.1 8B,H100-SXM-80GB,1000,1000,15220,offline_max,8\nb,Llama 3.1 8B,H1000,1,1,1,offline_max,8\n",
        encoding="utf-8",
    )
    out, errors = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 row"):
        call_command("estimate_serving", "--from", str(path), stdout=out, stderr=errors)
    assert "Offline maxima" in out.getvalue()
    assert "Nearest: " in errors.getvalue()


@pytest.mark.django_db
def test_file_of_training_runs_gets_a_table():
    path = Path(__file__).resolve().parents[2] / "fixtures" / "reference" / "training_runs.csv"
    out, errors = io.StringIO(), io.StringIO()
    call_command("estimate_training", "--from", str(path), stdout=out, stderr=errors)
    assert "GPU-hours, against those published" in out.getvalue()
    assert "Left out, because something that is needed is missing: 9 rows." in errors.getvalue()


def test_text_longer_than_the_model_reads_is_said(estimate_of):
    found = estimate_of(
        {
            "compute.approach": "fine_tune", "compute.model": "Llama 2 7B", "compute.training_tokens": 1e7,
            "compute.accelerator": "A100-SXM-80GB", "compute.sequence_length": 100_000,
        }
    )  # fmt: skip
    assert any("longer than %(name)s reads" in note.message for note in found.notes)


ANSWERS = st.fixed_dictionaries(
    {"compute.approach": st.sampled_from(["train", "fine_tune", "self_host"])},
    optional={
        "compute.model": st.sampled_from(["DeepSeek-V3", "Gemma 3 1B", "Llama 4 Scout", "BERT-Base", "H100", ""]),
        "compute.parameters": st.sampled_from([1e3, 7e9, 1e15]),
        "compute.training_tokens": st.sampled_from([1.0, 1e9, 1e15]),
        "compute.accelerator": st.sampled_from(["B300", "MI355X", "Trainium2", "TPU-v7", "P100-SXM2-16GB", "H1000"]),
        "compute.serving_accelerator": st.sampled_from(["GB300", "MI300X", "RTX-5090", "T4", "Gaudi3", "H1000"]),
        "compute.accelerator_count": st.sampled_from([1.0, 32.0, 1e6]),
        "compute.serving_accelerator_count": st.sampled_from([0.0, 1.0, 1e6]),
        "compute.sequence_length": st.sampled_from([1.0, 2048.0, 1e7]),
        "compute.finetune_method": st.sampled_from(["full", "lora", "qlora", "continued"]),
        "compute.serving_bits": st.sampled_from(["16", "8", "4"]),
        "compute.serving_cache_bits": st.sampled_from(["16", "8", "4"]),
        "compute.serving_use": st.sampled_from(["online", "offline", "single"]),
        "compute.serving_engine": st.sampled_from(["current", "older", "plain"]),
        "why.volume": st.sampled_from([0.0, 1.0, 1e9]),
    },
)


@given(ANSWERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_answers_give_a_figure_that_is_no_number_or_costs_less_than_nothing(estimate_of, answers):
    estimate = estimate_of(answers, count=200)
    for figure in estimate.figures:
        ends = (figure.value.low, figure.value.likely, figure.value.high)
        assert all(math.isfinite(end) for end in ends), figure.id
        if figure.unit.startswith("money") and "saved" not in figure.id:
            assert min(ends) >= 0, figure.id
