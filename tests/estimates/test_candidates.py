"""Models that a project could start from: which of a kind are shown, in which order, and the least that holds them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.hardware import Accelerator, ModelShape
from estimates.domain.formulas.kinds import Architecture, Generation
from estimates.domain.published.offers import NO_PRICES, Commitment, Offer, PriceList
from estimates.domain.published.reference import ModelPreset, Tier
from estimates.domain.tables.candidates import COMMON, MOST, OF_A_KIND, ModelRequirements, candidates_for, is_of_kind
from estimates.domain.tables.languages import Spoken
from projects.domain.ranges import Range

# A token keeps 2 × 10 layers × 1,000 numbers × 2 bytes = 40,000 bytes.
SHAPE = ModelShape(layers=10, hidden_size=1000, attention_heads=10, kv_heads=10, ffn_size=4000, vocabulary=32_000)
DATED = {"source": "made up", "date_checked": "2026-11-30", "valid_from": "2026-11-30"}
PLAIN = ModelRequirements(spoken=Spoken(), longest=0, own="")


def model(name, billion, **changes):
    usual = {
        "organization": "Maker", "architecture": Architecture.DECODER, "shape": SHAPE, "context_length": 8192,
        "training_tokens": None, "languages": "English", "kind": "text", "tier": Tier.A, "tokens_source": "",
        "license": "Apache-2.0", "release": "2025-01", "good_for": "all", "named_in_founding_document": False,
        "status": "published",
    }  # fmt: skip
    size = {"parameters": billion * 1e9, "active_parameters": billion * 1e9}
    return ModelPreset(name=name, **(usual | size | DATED | changes))


def chip(name, gb, rent=None):
    return Accelerator(
        name=name, vendor="NVIDIA", generation=Generation.ADA, release_year=2023, memory_gb=gb,
        memory_bandwidth_gb_per_s=1000, peak_flop_per_s=1e14, peak_fp8_flop_per_s=None, power_w=100, power_basis="",
        rent_usd_per_gpu_hour=None if rent is None else Range.exactly(rent), rent_source="made up", purchase_usd=None,
        purchase_source="", **DATED,
    )  # fmt: skip


CHIPS = {
    held.name: held
    for held in (
        chip("L4", 24, 0.8), chip("L40S", 48, 1.9), chip("A100-SXM-80GB", 80, 2.5), chip("H100-SXM-80GB", 80, 4)
    )
}  # fmt: skip


def candidates(*models, kind="decoder", chips=CHIPS, prices=NO_PRICES, **wanted):
    return candidates_for(kind, models, chips, prices, replace(PLAIN, **wanted))


def names(found):
    return [candidate.model.name for candidate in found]


# ---------------------------------------------------------------- which models


@pytest.mark.parametrize(
    ("kind", "preset", "fits"),
    [
        ("encoder", {"architecture": Architecture.ENCODER}, True),
        ("encoder", {"architecture": Architecture.DECODER}, False),
        ("decoder", {"architecture": Architecture.MOE_DECODER}, True),
        ("decoder", {"architecture": Architecture.ENCODER_DECODER}, False),
        ("encoder_decoder", {"architecture": Architecture.ENCODER_DECODER}, True),
        ("decoder", {"kind": "vision"}, False),
        ("vision", {"kind": "vision"}, True),
        ("embedding", {"kind": "embedding", "architecture": Architecture.ENCODER}, True),
        ("speech", {"kind": "speech", "architecture": Architecture.ENCODER_DECODER}, True),
        ("speech", {"kind": "text"}, False),
        ("trees", {}, False),
    ],
)
def test_model_is_of_the_kind_that_the_plan_names(kind, preset, fits):
    assert is_of_kind(model("A", 1, **preset), kind) is fits


def test_kind_without_presets_has_no_candidates():
    assert candidates(model("A", 1), kind="trees") == ()


@pytest.mark.parametrize(("longest", "shown"), [(0, True), (8192, True), (8193, False)])
def test_model_must_read_the_longest_text(longest, shown):
    assert bool(candidates(model("A", 1), longest=longest)) is shown


def test_speech_is_cut_up_anyway_so_its_length_does_not_matter():
    whisper = model("Whisper", 1, kind="speech", context_length=448, architecture=Architecture.ENCODER_DECODER)
    assert names(candidates(whisper, kind="speech", longest=100_000)) == ["Whisper"]


def test_small_models_stand_before_large_ones():
    assert names(candidates(model("Large", 70), model("Small", 1), model("Middle", 8))) == ["Small", "Middle", "Large"]


def test_of_one_size_the_newest_is_shown():
    old, new = model("Old", 7, release="2023-07"), model("New", 8, release="2025-04")
    assert names(candidates(new, old)) == names(candidates(old, new)) == ["New"]


def test_of_one_size_the_one_that_reads_more_languages_is_shown_before_the_newer():
    spoken = Spoken(named=("German",))
    wide = model("Wide", 7, release="2023-07", languages="English, German")
    open_ = model("Open", 8, release="2025-04", languages="English and 4 others")
    assert names(candidates(wide, open_, spoken=spoken)) == ["Wide"]


def test_sizes_are_apart_by_a_factor_of_three():
    # orders are halves of a power of ten: 1 to 3.16, 3.16 to 10, 10 to 31.6 billion
    shown = names(candidates(*(model(f"{size}B", size) for size in (1, 2, 3, 4, 9, 11, 30, 40))))
    assert shown == ["3B", "9B", "30B", "40B"]


def test_no_more_are_shown_than_somebody_reads():
    assert len(candidates(*(model(f"{size}B", size) for size in (0.1, 0.5, 2, 5, 20, 50, 200, 500)))) == MOST


# ---------------------------------------------------------------- languages


def test_model_that_lacks_a_language_is_left_out_while_another_reads_it():
    german = model("German", 70, languages="English, German")
    assert names(candidates(model("English", 1), german, spoken=Spoken(named=("German",)))) == ["German"]


def test_models_that_lack_the_language_are_better_than_none():
    found = candidates(model("English", 1), spoken=Spoken(named=("German",)))
    assert [(candidate.model.name, candidate.coverage.lacks) for candidate in found] == [("English", ("German",))]


def test_model_that_names_the_language_stands_before_one_that_may_read_it():
    sure = model("Sure", 70, languages="English, German")
    maybe = model("Maybe", 1, languages="English and 4 others")
    assert names(candidates(sure, maybe, spoken=Spoken(named=("German",)))) == ["Sure", "Maybe"]


# ---------------------------------------------------------------- the one that the project named


def test_own_model_is_always_there_whatever_it_lacks():
    own = model("Own", 1, context_length=512, languages="French")
    found = candidates(own, model("Other", 8), own="Own", longest=8000, spoken=Spoken(named=("English",)))
    assert [(candidate.model.name, candidate.is_own) for candidate in found] == [("Other", False), ("Own", True)]


def test_own_model_takes_the_place_of_one_of_the_others():
    others = [model(f"{size}B", size) for size in (1, 4, 11, 40)]
    found = names(candidates(model("Own", 1000), *others, own="Own"))
    assert len(found) == MOST
    assert "Own" in found


def test_own_model_is_not_shown_twice():
    assert names(candidates(model("Own", 7), own="Own")) == ["Own"]


def test_own_model_of_another_kind_is_not_shown():
    assert candidates(model("Own", 7, kind="vision"), own="Own") == ()


# ---------------------------------------------------------------- what holds it


def test_memory_is_the_weights_and_a_fifth():
    # 8 billion × 2 bytes × 1.2
    assert candidates(model("A", 8))[0].memory_gb == pytest.approx(19.2)


def test_long_text_takes_more_than_the_fifth():
    # 16 GB of weights, 100,000 tokens × 40,000 bytes = 4 GB > 3.2
    found = candidates(model("A", 8, context_length=200_000), longest=100_000)[0]
    assert (found.kept_gb, found.memory_gb) == pytest.approx((4, 20))


@pytest.mark.parametrize(
    ("kind", "preset"),
    [
        ("encoder", {"architecture": Architecture.ENCODER}),
        ("speech", {"kind": "speech", "architecture": Architecture.ENCODER_DECODER}),
    ],
)
def test_model_that_writes_no_text_keeps_nothing_of_it(kind, preset):
    found = candidates(model("A", 8, context_length=200_000, **preset), kind=kind, longest=100_000)[0]
    assert (found.kept_gb, found.memory_gb) == pytest.approx((0, 19.2))


@pytest.mark.parametrize(
    ("billion", "accelerator", "count", "usd"),
    [
        (8, "L4", 1, 0.8),  # 19.2 GB in 24
        (20, "L4", 2, 1.6),  # 48 GB in 2 × 24 at 1.6, or in one L40S at 1.9
        (30, "L4", 3, 2.4),  # 72 GB in 3 × 24 at 2.4, or in one A100 at 2.5
        (31, "A100-SXM-80GB", 1, 2.5),  # 74.4 GB: four L4 at 3.2
    ],
)
def test_cheapest_that_holds_it_is_taken(billion, accelerator, count, usd):
    found = candidates(model("A", billion))[0]
    assert (found.accelerator, found.count, found.usd_per_hour.likely) == (accelerator, count, pytest.approx(usd))


def offered(usd, seller):
    return Offer(
        id=seller, provider=seller, region="", commitment=Commitment.ON_DEMAND, accelerator="H100-SXM-80GB",
        price_usd_per_gpu_hour=usd, **DATED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("offers", "accelerator", "usd"),
    [(3, "H100-SXM-80GB", 0.5), (2, "L4", 0.8)],  # two are too few to tell
)
def test_offers_of_the_day_come_before_the_published_range(offers, accelerator, usd):
    prices = PriceList([offered(0.5, seller) for seller in "ABC"[:offers]], date(2026, 11, 30))
    found = candidates(model("A", 8), prices=prices)[0]
    assert (found.accelerator, found.usd_per_hour) == (accelerator, Range.exactly(usd))


def test_without_any_price_the_fewest_accelerators_are_taken():
    chips = {name: chip(name, held.memory_gb) for name, held in CHIPS.items()}
    found = candidates(model("A", 30), chips=chips)[0]
    # 72 GB: one of 80 GB; of two alike the first by name
    assert (found.accelerator, found.count, found.usd_per_hour) == ("A100-SXM-80GB", 1, None)


@given(st.floats(0.01, 2000), st.floats(0, 8000))
def test_what_is_named_always_holds_it(billion, longest):
    found = candidates(model("A", billion), longest=longest)[0]
    held = found.count * CHIPS[found.accelerator].memory_gb
    assert found.memory_gb <= held
    assert (found.count - 1) * CHIPS[found.accelerator].memory_gb < found.memory_gb


# ---------------------------------------------------------------- the shipped models


@pytest.mark.parametrize("kind", OF_A_KIND)
def test_every_kind_has_a_few_shipped_models_of_different_sizes(reference, kind):
    found = candidates_for(kind, reference.presets.values(), reference.accelerators, NO_PRICES, PLAIN)
    sizes = [candidate.model.parameters for candidate in found]
    assert 1 <= len(found) <= MOST
    assert sizes == sorted(set(sizes))


def test_accelerators_that_hold_candidates_are_shipped_and_rented_out(reference):
    assert [name for name in COMMON if reference.accelerators[name].rent_usd_per_gpu_hour is None] == []
