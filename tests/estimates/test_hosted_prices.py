"""What goes with a hosted model: one seller's price, all sellers' spread, and which models are paid by text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.published.api_models import (
    EMBEDDING,
    MODERATION,
    PICTURE,
    RANKING,
    SPEECH,
    ApiCatalogue,
    ApiModel,
    TokenPrices,
    kind_without_text,
)
from estimates.domain.published.hosted_prices import EMBEDDING as EMBEDDING_PRICE
from estimates.domain.published.hosted_prices import (
    INDEX_FEE,
    INDEX_STORAGE,
    KIND_LABELS,
    KINDS,
    OTHERS,
    PRICES_OF,
    RECALLED,
    RERANK,
    HostedPrice,
    HostedPrices,
)
from projects.domain.ranges import Range
from projects.domain.text import joined, told


def price(seller, usd, *, kind=RERANK, item="", **changes):
    usual = {
        "unit": "USD/1,000 searches", "tier": "A", "recalled": False, "seen_on": "", "source": "A list",
        "date_checked": "2026-11-28", "valid_from": "2026-11-01",
    }  # fmt: skip
    return HostedPrice(
        kind=kind, seller=seller, item=item, price=usd if isinstance(usd, Range) else Range.exactly(usd),
        **(usual | changes),
    )  # fmt: skip


def spread(*rows):
    return HostedPrices(rows).spreads[RERANK]


# ---------------------------------------------------------------- one seller


@pytest.mark.parametrize(("item", "name"), [("embed-v4.0", "embed-v4.0 (Cohere)"), ("", "Cohere")])
def test_price_is_offered_by_item_and_seller(item, name):
    assert price("Cohere", 2, item=item).name == name


def test_first_row_of_a_seller_is_its_price():
    rows = HostedPrices([price("A", 1), price("B", 2), price("B", 3)])
    assert rows.at(RERANK, "B").price.likely == 2


@pytest.mark.parametrize(("kind", "seller"), [(RERANK, "C"), (EMBEDDING_PRICE, "A"), (RERANK, OTHERS)])
def test_price_that_no_row_says_is_none(kind, seller):
    assert HostedPrices([price("A", 1)]).at(kind, seller) is None


def test_embeddings_are_offered_by_their_names():
    rows = HostedPrices([price("A", 1, kind=EMBEDDING_PRICE, item="small"), price("A", 2, item="rank")])
    assert list(rows.embeddings) == ["small (A)"]


def test_sellers_of_a_store_stand_once_each_in_order_whatever_they_charge_for():
    rows = [
        price("weave", 1, kind=INDEX_FEE),
        price("Acorn", 1, kind=INDEX_STORAGE),
        price("weave", 2, kind=INDEX_STORAGE),
    ]
    assert HostedPrices([*rows, price("Other", 1)]).stores == ("Acorn", "weave")


# ---------------------------------------------------------------- all sellers


def test_spread_is_lowest_middle_and_highest():
    found = spread(price("A", 1), price("B", 2), price("C", 9))
    assert found.price == Range(low=1, likely=2, high=9)


def test_seller_with_many_prices_counts_once_for_the_middle():
    # B's own middle is 8; of 1, 8 and 9 the middle is 8
    found = spread(price("A", 1), price("B", 7), price("B", 8), price("B", 10), price("C", 9))
    assert found.price == Range(low=1, likely=8, high=10)


def test_range_of_a_seller_reaches_to_its_ends():
    found = spread(price("A", Range(low=0.5, likely=1, high=3)), price("B", 2))
    assert found.price == Range(low=0.5, likely=1.5, high=3)


def test_spread_is_as_old_as_its_oldest_price():
    found = spread(
        price("A", 1, date_checked="2026-11-28"), price("B", 1, date_checked="2026-03-01", valid_from="2025-01-01")
    )
    assert (found.date_checked, found.valid_from) == ("2026-03-01", "2025-01-01")


def test_source_counts_prices_and_sellers():
    assert spread(price("A", 1), price("A", 2), price("B", 3)).source == told(PRICES_OF, count=3, sellers=2)


def test_source_says_how_many_are_from_memory():
    found = spread(price("A", 1, recalled=True), price("B", 2), price("C", 3, recalled=True))
    assert found.source == joined(told(PRICES_OF, count=3, sellers=3), told(RECALLED, count=2))


def test_kind_without_a_price_has_no_spread():
    assert set(HostedPrices([price("A", 1)]).spreads) == {RERANK}


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.floats(0, 1e4)), min_size=1, max_size=20))
def test_no_seller_asks_less_or_more_than_the_spread(rows):
    found = spread(*(price(seller, usd) for seller, usd in rows)).price
    asked = [usd for _seller, usd in rows]
    assert (found.low, found.high) == (min(asked), max(asked))


def test_every_kind_of_shipped_price_has_a_word_and_a_unit_of_its_own(reference):
    assert set(KIND_LABELS) == set(KINDS) == set(reference.hosted.spreads)
    for kind in KINDS:
        assert {row.unit for row in reference.hosted.of(kind)} == {reference.hosted.spreads[kind].unit}, kind


def test_no_discount_or_share_of_the_shipped_prices_is_beyond_what_can_be(reference):
    """Reading repeated text costs less than new text; a discount leaves something to pay."""
    for row in (*reference.hosted.of("cache_read"), *reference.hosted.of("batch")):
        assert 0 <= row.price.low <= row.price.high <= 100, row.name


# ---------------------------------------------------------------- models that are not paid by text


@pytest.mark.parametrize(
    ("model_id", "kind"),
    [
        ("text-embedding-3-small", EMBEDDING), ("Voyage-3", EMBEDDING), ("gpt-4o-audio-preview", SPEECH),
        ("gpt-4o-mini-TTS", SPEECH), ("whisper-1", SPEECH), ("gpt-4o-transcribe", SPEECH),
        ("gemini-2.5-flash-live-001", SPEECH), ("eleven_v3", SPEECH), ("gpt-realtime", SPEECH),
        ("dall-e-3", PICTURE), ("imagen-4", PICTURE), ("flux-1-dev", PICTURE), ("veo-3", PICTURE),
        ("omni-moderation-latest", MODERATION), ("rerank-v3.5", RANKING),
        ("gpt-5.4-mini", ""), ("claude-sonnet-4-5", ""), ("olive-7b", ""), ("influxer-2", ""), ("", ""),
    ],
)  # fmt: skip
def test_name_tells_what_a_model_makes_in_place_of_text(model_id, kind):
    assert kind_without_text(model_id) == kind


# ---------------------------------------------------------------- prices by the length of a call

STEPS = (
    TokenPrices(input=1, output=5, cached=0.1),
    TokenPrices(input=2, output=8, from_tokens=128_000),
    TokenPrices(input=1.5, output=9, from_tokens=1_000_000),
)


def model(name="swift-3", seller="Maker", *, offered=True, prices=STEPS[:1], title=""):
    return ApiModel(
        name=f"{name} ({seller})", model_id=name, title=title, seller=seller, prices=prices, offered=offered,
        source="list", date_checked="2026-11-09", valid_from="2026-11-01",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tokens", "usd"), [(0, 1), (127_999, 1), (128_000, 2), (999_999.5, 2), (1_000_000, 1.5), (1e12, 1.5)]
)
def test_call_pays_the_price_of_its_length_for_all_of_its_tokens(tokens, usd):
    long = model(prices=STEPS)
    assert long.prices_at(tokens).input == usd
    assert long.prices_of(np.array([tokens]), lambda prices: prices.input).tolist() == [usd]


def test_price_of_many_lengths_is_one_each():
    found = model(prices=STEPS).prices_of(np.array([5.0, 2e6, 200_000.0]), lambda prices: prices.output)
    assert found.tolist() == [5, 9, 8]


def test_range_of_lengths_has_the_range_of_their_prices():
    """The dearest step may stand in the middle."""
    lengths = Range(low=1000, likely=200_000, high=2_000_000)
    assert model(prices=STEPS).price_range(lengths, lambda prices: prices.input) == Range(low=1, likely=2, high=2)


def test_length_of_one_price_is_exact():
    assert model(prices=STEPS).price_range(Range.exactly(10), lambda prices: prices.output).is_exact


# ---------------------------------------------------------------- models by name


def catalogue(*models, match=None):
    return ApiCatalogue(lambda: models, match) if match else ApiCatalogue(lambda: models)


def test_models_are_read_once_and_only_when_somebody_asks():
    read = []
    held = ApiCatalogue(lambda: read.append(1) or (model(),))
    assert read == []
    assert held.find("swift-3").seller == held.find("SWIFT 3").seller == "Maker"
    assert read == [1]


def test_full_name_of_one_is_never_hidden_by_the_short_name_of_another():
    other = model("x", "Y", title="swift-3 (Maker)")
    assert catalogue(other, model()).find("swift-3 (Maker)").model_id == "swift-3"


def test_short_name_means_the_model_of_a_listed_seller():
    assert catalogue(model(seller="Reseller", offered=False), model()).find("swift-3").seller == "Maker"


def test_model_that_only_an_unlisted_seller_has_is_found_by_its_short_name():
    assert catalogue(model("rare-1", "Reseller", offered=False)).find("rare 1").seller == "Reseller"


def test_name_as_bills_write_it_is_matched():
    held = catalogue(model(), match=lambda name: "swift-3 (Maker)" if name == "maker.swift-3-v1:0" else "")
    assert held.find("maker.swift-3-v1:0").model_id == "swift-3"
    assert held.find("maker.other-v1:0") is None


def test_name_of_a_model_that_is_not_paid_by_text_is_never_matched():
    """ "text-embedding-3" on a bill is no chat model of a name that looks like it."""
    held = catalogue(model(), match=lambda _name: "swift-3 (Maker)")
    assert held.find("swift-embedding-3") is None


def test_names_that_go_on_from_what_was_typed_come_before_those_that_look_like_it():
    held = catalogue(model("swift-3-large"), model("swift-3-mini"), model("swift-4"), model("else"))
    assert held.near("swift-3") == ("swift-3-large (Maker)", "swift-3-mini (Maker)", "swift-4 (Maker)")


def test_no_more_than_three_are_near():
    assert len(catalogue(*(model(f"swift-{number}") for number in range(9))).near("swift")) == 3


def test_of_many_sellers_the_maker_stays_near():
    held = catalogue(model(), model(seller="Reseller"))
    assert held.near("swift-33") == ("swift-3 (Maker)",)


def test_model_that_is_not_listed_is_never_near():
    assert catalogue(model("rare-1", offered=False)).near("rare-2") == ()


@given(st.text(max_size=80))
def test_any_text_has_at_most_three_near_names_that_are_listed(text):
    held = catalogue(model(), model("swift-2"), model("other-1"), model("rare", offered=False))
    near = held.near(text)
    assert len(near) <= 3
    assert set(near) <= set(held.names)
