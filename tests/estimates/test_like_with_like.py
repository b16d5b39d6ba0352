"""Like with like: models of one class on both sides, and training as long as that of models of its kind."""

import numpy as np
import pytest

from estimates.charts import volume_chart
from estimates.domain.figures.api import USUAL_PRICE_INSTEAD
from estimates.domain.figures.model_class import (
    BY_PRICE,
    BY_SIZE,
    BY_TASK,
    OTHER_CLASS,
    OTHER_KIND,
    OWN_CLASS,
    SAME_FAMILY,
    SAME_MODEL,
    HostedFacts,
    find_stand_in,
    size_in,
)
from estimates.domain.formulas.kinds import Architecture, BrokenReference
from estimates.domain.published.api_models import ApiCatalogue, ApiModel, TokenPrices
from estimates.domain.published.reference import load_lengths
from projects.formatting import Formatter
from tests.estimates.conftest import REFERENCE
from tests.estimates.test_compute_estimate import API
from tests.estimates.test_volume import OWN

TRAIN = {"compute.approach": "train", "compute.accelerator": "A100-SXM-80GB", "compute.price_per_gpu_hour": 2.0}


@pytest.fixture
def stand_in(reference):
    """Return a function from the hosted side, and the model we propose, to the open model held against it."""

    def find(name="", price=1.0, proposed=None):
        known = proposed and reference.presets[proposed]
        found = find_stand_in(HostedFacts(name=name, price_usd=price), known, reference.presets)
        return found.preset.name, found.why

    return find


def said(estimate, message):
    return next((note.params for note in estimate.notes if note.message == message), None)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("llama-3.3-70b-instruct (Together)", 70e9),
        ("qwen3-235b-a22b (Novita)", 235e9),
        ("gemma-3n-e4b-it", None),
        ("mixtral-8x7b", None),
        ("gpt-5.4-mini (OpenAI)", None),
        ("Llama-3.2-1B", 1e9),
        ("model-0b", None),
    ],
)
def test_size_is_read_from_a_name_that_tells_it(name, size):
    assert size_in(name) == size


def test_proposed_model_stands_on_both_sides(stand_in):
    """Llama 3.1 70B proposed and hosted is not held against an 8B of one's own."""
    assert stand_in(proposed="Llama 3.1 70B") == ("Llama 3.1 70B", BY_TASK)


def test_hosted_open_model_is_held_against_itself(stand_in):
    assert stand_in("Mistral-7B-Instruct (Anyscale)") == ("Mistral-7B", SAME_MODEL)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("qwen2.5-7b-instruct", "Qwen2.5-7B"),
        ("llama-4-maverick-17b-128e-instruct", "Llama 4 Maverick"),  # 17 billion work on each token
        ("deepseek-r1-0528", "DeepSeek-R1"),
    ],
)
def test_hosted_open_model_may_say_its_size_in_its_own_way(stand_in, name, model):
    assert stand_in(name) == (model, SAME_MODEL)


@pytest.mark.parametrize(
    ("name", "model"),
    [("deepseek-r1-distill-llama-8b", "Llama 3.1 8B"), ("deepseek-r1-distill-llama-70b", "Llama 3.1 70B")],
)
def test_small_model_that_bears_the_name_of_a_large_one_is_of_its_own_size(stand_in, name, model):
    assert stand_in(name) == (model, BY_SIZE)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("deepseek-v3-0324 (Fireworks)", "DeepSeek-V3"),  # a day
        ("deepseek-v3p2 (Fireworks)", "DeepSeek-V3.2"),  # a point
        ("openai.gpt-oss-120b-1:0 (AWS Bedrock)", "gpt-oss-120b"),  # a revision
        ("minimax/minimax-m2 (MiniMax)", "MiniMax-M2"),  # the seller's name says no size
        ("phi-4-mini-instruct (Microsoft Azure)", "Phi-4-mini"),
        ("GLM-4.5-Air (Z.AI)", "GLM-4.5-Air"),
        ("GLM-4.5-X (Z.AI)", "GLM-4.5"),
    ],
)
def test_what_follows_a_name_may_leave_it_the_same_model(stand_in, name, model):
    assert stand_in(name) == (model, SAME_MODEL)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("kimi-k2.6 (MoonshotAi)", "Kimi K2"),
        ("databricks-kimi-k2-7-code (Databricks)", "Kimi K2"),
        ("minimax-m2p7 (Fireworks)", "MiniMax-M2"),
        ("deepseek/deepseek-ocr-2 (Novita)", "DeepSeek-OCR"),
    ],
)
def test_later_version_is_of_the_family_and_not_the_same_model(stand_in, name, model):
    assert stand_in(name) == (model, SAME_FAMILY)


@pytest.mark.parametrize(
    ("name", "price", "model"),
    [
        ("phi-4-multimodal-instruct (Microsoft Azure)", 0.14, "Llama 3.1 8B"),
        ("GLM-4.5V (Z.AI)", 0.9, "Llama 3.1 70B"),
        ("GLM-4.5-AirX (Z.AI)", 2.0, "Llama 3.1 70B"),
    ],
)
def test_other_model_that_bears_a_familys_name_goes_by_its_price(stand_in, name, price, model):
    assert stand_in(name, price) == (model, BY_PRICE)


def test_model_that_nobody_can_run_is_never_held_against_itself(stand_in):
    assert stand_in("gpt-3.5-turbo (OpenAI)", 0.75) == ("Llama 3.1 70B", BY_PRICE)


def test_hosted_model_whose_name_tells_its_size_meets_the_nearest(stand_in):
    assert stand_in("llama-3.3-70b-versatile (Groq)", proposed="SmolLM3-3B") == ("Llama 3.1 70B", BY_SIZE)


@pytest.mark.parametrize(("price", "model"), [(0.1, "Llama 3.1 8B"), (0.85, "Llama 3.1 70B"), (6.0, "Llama 3.1 405B")])
def test_hosted_model_of_unknown_size_goes_by_its_price(stand_in, price, model):
    assert stand_in("claude (Anthropic)", price, proposed="SmolLM3-3B") == (model, BY_PRICE)


def test_encoder_that_we_propose_never_stands_for_a_hosted_model(stand_in):
    assert stand_in(proposed="RoBERTa-Large", price=0.1) == ("Llama 3.1 8B", BY_PRICE)


def test_a_large_model_is_found_a_chip_that_holds_it(estimate_of):
    estimate = estimate_of(API | {"compute.api_price_input": 15, "compute.api_price_output": 75})
    assert estimate.volume.model == "Llama 3.1 405B"


@pytest.mark.parametrize(
    ("price", "message"),
    [({"compute.api_price_input": 0.1, "compute.api_price_output": 0.1}, OWN_CLASS), ({}, OTHER_CLASS)],
)
def test_own_model_of_another_class_is_said(estimate_of, price, message):
    """$0.75 and $4.50 a million tokens are the price of a 70B model, not of the 8B that runs here."""
    assert said(estimate_of(OWN | price), message)["own"] == "Llama 3.1 8B"


def test_own_encoder_beside_a_hosted_model_is_said(estimate_of):
    own = {"compute.model": "RoBERTa-Large", "compute.model_family": "encoder", "compute.approach": "fine_tune"}
    assert said(estimate_of(OWN | own), OTHER_KIND) is not None


def test_chart_names_the_model_on_both_sides(estimate_with):
    hosted = ApiModel(
        name="llama-3.1-8b (Groq)", model_id="llama-3.1-8b", title="", seller="Groq",
        prices=(TokenPrices(input=0.05, output=60.0),), offered=True, source="list", date_checked="2026-11-20",
        valid_from="2026-11-20",
    )  # fmt: skip
    values = {key: value for key, value in API.items() if "price" not in key}
    estimate = estimate_with(values | {"compute.api_model": hosted.name}, api=ApiCatalogue(lambda: [hosted]))
    subtitle = volume_chart(estimate.volume, Formatter.for_reader("USD")).subtitle
    assert "llama-3.1-8b (Groq), hosted, against Llama 3.1 8B on rented servers" in subtitle


# ---------------------------------------------------------------- how much training reads


def test_tokens_for_each_parameter_are_those_of_the_published_models(reference):
    for kind in (Architecture.ENCODER, Architecture.ENCODER_DECODER):
        read = [
            preset.training_tokens / preset.parameters
            for preset in reference.presets.values()
            if preset.architecture is kind and preset.training_tokens and not preset.tokens_source
            and preset.name != "Flan-T5-XL" and preset.release < "2025"  # the same pre-training as T5-3B
        ]  # fmt: skip
        length = reference.lengths[kind].tokens_per_parameter
        assert (length.low, length.likely, length.high) == pytest.approx(
            (min(read), np.median(read), max(read)), rel=0.01
        )


def test_encoder_from_scratch_reads_what_encoders_read(estimate_of):
    """184 M parameters × 3,850 tokens, not the decoder's 20: $349 was a fortieth of what such a run costs."""
    estimate = estimate_of(TRAIN | {"compute.model": "DeBERTa-v3-Base", "compute.mfu": 30})
    tokens = next(given for given in estimate.figure("compute.flop").inputs if given.name == "training_tokens")
    assert tokens.value.likely == pytest.approx(184e6 * 3850)
    assert "encoders" in tokens.source
    low = 6 * 184e6 * 184e6 * 385 / (312e12 * 0.3) / 3600 * 2
    assert estimate.figure("compute.one_off").value.low > low


@pytest.mark.parametrize(("model", "times"), [("GPT-2 XL", 20), ("Whisper-small", 350)])
def test_other_kinds_read_what_theirs_reads(estimate_of, model, times, reference):
    estimate = estimate_of(TRAIN | {"compute.model": model})
    flop = next(given for given in estimate.figure("compute.flop").inputs if given.name == "training_tokens")
    assert flop.value.likely == pytest.approx(reference.presets[model].parameters * times)


def test_reference_without_a_kind_of_model_is_refused(tmp_path):
    lines = (REFERENCE / "training_length.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "training_length.csv").write_text("\n".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(BrokenReference, match="moe-decoder"):
        load_lengths(tmp_path)


# ---------------------------------------------------------------- the document's models as a start

FOUNDING = (
    "GPT-3", "BERT-Large", "T5-3B", "Llama 2 7B", "Llama 2 70B", "GPT-NeoX-20B", "ERNIE 3.0 Titan", "RoBERTa-Large",
    "DeBERTa-Large", "BART-Large",
)  # fmt: skip


@pytest.mark.parametrize("approach", ["train", "fine_tune", "self_host"])
@pytest.mark.parametrize("model", FOUNDING)
def test_every_model_of_the_document_is_a_start(estimate_of, model, approach):
    values = TRAIN | {
        "compute.approach": approach, "compute.model": model, "compute.serving_accelerator": "A100-SXM-80GB",
        "why.volume": 10_000,
    } | ({"compute.training_tokens": 1e7} if approach == "fine_tune" else {})  # fmt: skip
    estimate = estimate_of(values)
    wanted = ["compute.running_per_month", *([] if approach == "self_host" else ["compute.one_off", "compute.energy"])]
    assert [figure_id for figure_id in wanted if estimate.figure(figure_id) is None] == []


def test_tokens_that_nobody_published_are_said_to_be_ours(estimate_of, reference):
    estimate = estimate_of(TRAIN | {"compute.model": "ERNIE 3.0 Titan"})
    tokens = next(given for given in estimate.figure("compute.flop").inputs if given.name == "training_tokens")
    assert (tokens.value.likely, tokens.source) == (300e9, "Not published: 300 billion as for GPT-3, our assumption")


def test_shape_from_memory_is_said(estimate_of):
    estimate = estimate_of(TRAIN | {"compute.model": "ERNIE 3.0 Titan", "compute.serving_accelerator": "A100-SXM-80GB"})
    layers = [given for figure in estimate.figures for given in figure.inputs if given.name == "layers"]
    assert layers
    assert {("memory" in layer.source) for layer in layers} == {True}


# ---------------------------------------------------------------- overloaded machines

BUSY = {
    "compute.approach": "self_host", "compute.model": "Llama 3.1 70B", "compute.serving_accelerator": "H100-SXM-80GB",
    "compute.serving_price_per_gpu_hour": 3.0, "compute.serving_hours_per_month": 730, "why.volume": 3_000_000,
    "compute.buy_price_per_accelerator": 30_000, "compute.peak_factor": 2,
}  # fmt: skip


def test_too_few_machines_cost_as_much_as_those_the_load_needs(estimate_of):
    needed, few = estimate_of(BUSY), estimate_of(BUSY | {"compute.serving_accelerator_count": 2})
    assert needed.figure("compute.machines").value.likely > 2
    for figure_id in ("compute.serving_per_1000", "compute.running_per_month", "compute.serving_energy"):
        assert few.figure(figure_id).value == needed.figure(figure_id).value
    assert "max(serving_accelerator_count, machines)" in few.figure("compute.serving").formula


def test_more_machines_than_needed_cost_what_they_cost(estimate_of):
    many = estimate_of(BUSY | {"compute.serving_accelerator_count": 400})
    assert many.figure("compute.serving").value.likely == pytest.approx(400 * 730 * 3)
    assert "max" not in many.figure("compute.serving").formula


@pytest.mark.parametrize("count", ["compute.serving_accelerator_count", "compute.buy_accelerator_count"])
def test_rent_or_buy_counts_as_many_machines_as_the_load_needs(estimate_of, count):
    few = estimate_of(BUSY | {count: 2})
    assert few.comparison.accelerator_count == few.figure("compute.machines").value.likely > 2
    assert [note for note in few.notes if note.message.startswith("You would own")] != []


def test_machines_of_training_are_not_held_against_the_load(estimate_of):
    trained = estimate_of(BUSY | TRAIN | {"compute.approach": "train", "compute.accelerator_count": 16})
    assert trained.comparison.accelerator_count == 16


def test_hosted_model_without_a_price_is_not_said_to_cost_what_small_ones_do(estimate_of):
    found = estimate_of({"compute.approach": "api", "compute.api_model": "gpt-99"})
    notes = {note.message: note.params for note in found.notes}
    assert notes[USUAL_PRICE_INSTEAD]["name"] == "gpt-99"
    assert "gpt-99" not in [params.get("hosted") for params in notes.values()]
