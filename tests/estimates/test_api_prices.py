"""Hosted models by name: what people type, what is near, and which price counts."""

import math
from html import unescape

import numpy as np
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from estimates.api_prices import api_catalogue
from estimates.domain.published.api_models import ApiCatalogue, ApiModel, TokenPrices
from estimates.reference import get_reference
from projects.domain.figures import Origin
from projects.models import Answer
from tests.estimates.test_compute_estimate import API, exactly, value

SHORT = (TokenPrices(input=1, output=5, cached=0.1),)


def model(name, seller="Maker", *, offered=True, title="", prices=SHORT):
    return ApiModel(
        name=f"{name} ({seller})", model_id=name, title=title, seller=seller, prices=prices, offered=offered,
        source=f"{seller}, list", date_checked="2026-11-09", valid_from="2026-11-01",
    )  # fmt: skip


LONG = (TokenPrices(input=1, output=5), TokenPrices(input=2, output=8, from_tokens=200_001))


@pytest.fixture
def few():
    models = (
        model("swift-2", title="Swift Two"),
        model("swift-3-latest"),
        model("swift-2", "Reseller", offered=False),
        model("rare-1", "Reseller", offered=False),
    )
    return ApiCatalogue(lambda: models)


@pytest.mark.parametrize("typed", ["swift-2 (Maker)", "Swift 2", "swift_2", "SWIFT TWO"])
def test_model_is_found_as_people_type_it(few, typed):
    assert few.find(typed).name == "swift-2 (Maker)"


def test_seller_in_the_name_chooses_the_seller(few):
    assert few.find("swift-2 (Reseller)").seller == "Reseller"


def test_name_without_latest_is_the_latest(few):
    assert few.find("swift-3").name == "swift-3-latest (Maker)"


def test_only_listed_models_are_offered_but_all_are_known(few):
    assert few.names == ("swift-2 (Maker)", "swift-3-latest (Maker)")
    assert few.find("rare-1").seller == "Reseller"


@pytest.mark.parametrize("typed", ["", "  ", "?!", "nothing like it"])
def test_nonsense_finds_nothing(few, typed):
    assert few.find(typed) is None
    assert few.near(typed) == ()


def test_slip_of_the_finger_finds_what_is_near(few):
    assert few.near("swfit-2")[0] == "swift-2 (Maker)"


def test_long_calls_cost_more_a_token():
    priced = model("long", prices=LONG)
    assert [priced.prices_at(tokens).input for tokens in (0, 200_000, 200_001, 1e9)] == [1, 1, 2, 2]


# ---------------------------------------------------------------- the package


def test_every_price_of_the_package_is_a_positive_number_with_source_and_day():
    models = api_catalogue().models
    assert len(models) > 1000
    for hosted in models:
        for tier in hosted.prices:
            assert 0 < tier.input < math.inf
            assert 0 < tier.output < math.inf
            assert tier.cached is None or tier.cached >= 0
        assert hosted.source.endswith("in genai-prices 0.2.3")
        assert hosted.valid_from <= hosted.date_checked


def test_names_are_offered_once_each():
    names = api_catalogue().names
    assert len(set(names)) == len(names)
    assert get_reference().options("compute.api_model") == names


def test_list_price_of_a_model_checked_by_hand():
    """GPT-5.4 mini: $0.75 in, $0.075 repeated, $4.50 out (seller's list of November 2026)."""
    prices = api_catalogue().find("gpt-5.4-mini").prices_at(0)
    assert (prices.input, prices.cached, prices.output) == (0.75, 0.075, 4.5)


# ---------------------------------------------------------------- on the page

UNPRICED = {key: value for key, value in exactly(API).items() if "price" not in key}


@pytest.fixture
def priced(estimate_with, few):
    """Return an estimate whose catalogue holds the few models."""
    return lambda values: estimate_with(values, api=few)


def price_of(estimate, name):
    return next(term for term in estimate.figure("compute.call_cost").inputs if term.name == name)


def test_bill_of_a_chosen_model_checked_by_hand(priced):
    """(1,800 × $1 + 150 × $5) / 1,000,000 × 1.1 × 114,000 cases a year: $319.77."""
    assert value(priced(UNPRICED | {"compute.api_model": "Swift 2"}), "compute.running").likely == pytest.approx(319.77)


def test_list_price_is_an_assumption_with_source_and_day(priced):
    found = price_of(priced(UNPRICED | {"compute.api_model": "Swift 2"}), "api_price_input")
    assert (found.origin, found.source, found.source_date) == (Origin.ASSUMPTION, "Maker, list", "2026-11-09")


def test_own_price_wins_over_the_list(priced):
    found = price_of(
        priced(UNPRICED | {"compute.api_model": "Swift 2", "compute.api_price_input": 9}), "api_price_input"
    )
    assert (found.value.likely, found.origin) == (9, Origin.ANSWER)


def test_repeated_text_pays_the_listed_price(priced):
    found = priced(
        UNPRICED | {"compute.api_model": "Swift 2", "compute.api_cached_share": 50, "compute.api_cache_hits": 100}
    )
    cost = (900 * 1 + 900 * 0.1 + 150 * 5) / 1e6 * 1.1 * 1000
    assert value(found, "compute.call_cost").likely == pytest.approx(cost)


def test_unknown_model_is_named_with_what_is_near(priced):
    (problem,) = priced(UNPRICED | {"compute.api_model": "swfit-2"}).problems
    assert (problem.params["name"], problem.about) == ("swfit-2", "compute.api_model")
    assert "Did you mean" in problem.message
    assert problem.params["near"].startswith("swift-2 (Maker)")


def test_unknown_model_whose_price_is_known_is_no_problem(priced):
    assert priced(exactly(API) | {"compute.api_model": "Our own deal"}).problems == ()


def test_unknown_model_keeps_the_range_of_small_models(priced):
    assert price_of(priced(UNPRICED | {"compute.api_model": "??"}), "api_price_input").value.likely == 0.75


# ---------------------------------------------------------------- beside the field


def beside(owner, project, typed, name="api_model"):
    url = reverse("projects:answer", args=[project.pk, "base", f"compute.{name}"])
    reply = owner.post(url, {f"compute-{name}-value": typed, f"compute-{name}-state": "known"})
    return " ".join(unescape(reply.content.decode()).split())


def test_list_price_is_said_beside_the_field(owner, project):
    assert "$0.75 in, $0.075 repeated, $4.50 out per million tokens in US dollars (gpt-5.4-mini (OpenAI)" in beside(
        owner, project, "gpt-5.4-mini"
    )


@pytest.mark.parametrize(
    ("name", "typed", "price"),
    [
        ("embedding_model", "text-embedding-3-small (OpenAI)", "Embedding a million tokens: $0.020, in US dollars"),
        ("index_store", "Pinecone", "Least fee of the index per month: $50, in US dollars"),
    ],
)
def test_price_of_a_search_is_said_in_us_dollars_whatever_the_project_counts_in(owner, project, name, typed, price):
    project.currency = "EUR"
    project.save()
    assert price in beside(owner, project, typed, name)


def test_near_names_are_said_beside_the_field(owner, project):
    assert "Did you mean gpt-5.4-mini (OpenAI)" in beside(owner, project, "gpt-5.4-mnii")


def test_names_are_offered_as_one_types(owner, project):
    Answer.objects.create(scenario=project.scenarios.get(slug="base"), field_id="compute.approach", state="known",
                          value="api", version=1)  # fmt: skip
    page = owner.get(reverse("projects:part", args=[project.pk, "base", "compute", "api"])).content.decode()
    assert '<option value="gpt-5.4-mini (OpenAI)">' in page


BILL = exactly(API) | {
    "compute.api_input_tokens_per_case": 1800, "compute.api_output_tokens_per_case": 150, "compute.api_price_input": 1,
    "compute.api_price_output": 5, "compute.api_calls_per_case": 1, "compute.api_retry_factor": 1.1,
    "value.cases_per_year": 12 * 114_000,
}  # fmt: skip


def test_api_bill_by_hand(estimate_of):
    """1,800 tokens in at $1 and 150 out at $5: $0.0018 + $0.00075 a call, one call in ten made twice."""
    estimate = estimate_of(BILL)
    assert value(estimate, "compute.call_cost").likely == pytest.approx(1000 * 1.1 * 0.00255)
    assert value(estimate, "compute.calls").likely == pytest.approx(319.77)


def test_cached_tokens_cost_their_own_price(estimate_of):
    """Of a million tokens 90 % at $0.10 and the rest at $1: $0.19."""
    tokens = {"compute.api_input_tokens_per_case": 1e6, "compute.api_output_tokens_per_case": 0}
    cached = {"compute.api_retry_factor": 1, "compute.api_cached_share": 90, "compute.api_price_cached": 0.1}
    cached["compute.api_cache_hits"] = 100
    assert value(estimate_of(BILL | tokens | cached), "compute.call_cost").likely == pytest.approx(1000 * 0.19)


def test_call_that_finds_nothing_kept_writes_it_down_anew(estimate_of):
    """A million tokens at $1, all of them repeated: 80 % read at $0.10 and 20 % written at 1–1.25 × $1: about $0.31."""
    tokens = {"compute.api_input_tokens_per_case": 1e6, "compute.api_output_tokens_per_case": 0}
    cached = {"compute.api_retry_factor": 1, "compute.api_cached_share": 100, "compute.api_price_cached": 0.1}
    figure = estimate_of(BILL | tokens | cached | {"compute.api_cache_hits": 80}).figure("compute.call_cost")
    write = next(term.value for term in figure.inputs if term.name == "cache_write_share")
    assert (write.low, write.high) == (100, 125)
    assert figure.value.likely == pytest.approx(1000 * (0.08 + 0.2 * write.likely / 100), rel=0.01)


def test_repeated_text_without_a_price_costs_a_share_of_the_price_in(estimate_of):
    figure = estimate_of(BILL | {"compute.api_cached_share": 50}).figure("compute.call_cost")
    read = next(term for term in figure.inputs if term.name == "cache_read_share")
    assert (read.value.low, read.value.high, read.origin) == (10, 50, Origin.ASSUMPTION)
    assert figure.value.high < 1000 * 1.1 * 0.00255 * 1.25


def test_calls_that_wait_cost_half_at_a_seller_who_says_so(estimate_with):
    waits = UNPRICED | {"compute.api_model": "gpt-5.4-mini", "compute.api_batch_share": 40}
    now = estimate_with(waits | {"compute.api_batch_share": 0}, api=api_catalogue()).figure("compute.call_cost")
    later = estimate_with(waits, api=api_catalogue()).figure("compute.call_cost")
    assert later.value.likely == pytest.approx(0.8 * now.value.likely)


def test_seller_without_a_known_discount_is_told(priced):
    estimate = priced(UNPRICED | {"compute.api_model": "Swift 2", "compute.api_batch_share": 40})
    assert [note.params["seller"] for note in estimate.notes if "24 hours" in note.message] == ["Maker"]


def test_twice_the_tokens_cost_twice_as_much(estimate_of):
    doubled = {name: 2 * BILL[name] for name in BILL if "tokens_per_case" in name}
    once, twice = (value(estimate_of(BILL | more), "compute.calls").likely for more in ({}, doubled))
    assert twice == pytest.approx(2 * once)


# ---------------------------------------------------------------- names as bills and APIs write them


@pytest.mark.parametrize(
    ("typed", "name", "input_price", "output_price"),
    [
        ("gpt-4o-2024-08-06", "gpt-4o (OpenAI)", 2.5, 10),
        ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5 (Anthropic)", 3, 15),
        ("mistral-large-latest", "mistral-large (Mistral)", 2, 6),
        ("o3-mini-2025-01-31", "o3-mini (OpenAI)", 1.1, 4.4),
        ("anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5 (Anthropic)", 3, 15),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5 (Anthropic)", 3, 15),
        ("models/gemini-2.5-pro", "gemini-2.5-pro (Google)", 1.25, 10),
        ("GPT-4O-2024-08-06", "gpt-4o (OpenAI)", 2.5, 10),
    ],
)
def test_name_of_a_bill_is_found_by_the_matching_of_the_package(typed, name, input_price, output_price):
    found = api_catalogue().find(typed)
    assert (found.name, found.prices[0].input, found.prices[0].output) == (name, input_price, output_price)


@given(st.text(max_size=60))
def test_any_name_is_a_model_or_none(text):
    found = api_catalogue().find(text)
    assert found is None or found in api_catalogue().models


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("text-embedding-3-small", "makes embeddings"),
        ("mistral-embed", "makes embeddings"),
        ("whisper-1", "works with speech"),
        ("gpt-4o-mini-tts", "works with speech"),
        ("dall-e-3", "makes pictures"),
        ("omni-moderation-latest", "only checks text"),
        ("rerank-v3.5", "ranks search results"),
    ],
)
def test_model_that_is_not_paid_by_text_says_why_it_is_not_listed(owner, project, typed, reason):
    assert f"“{typed}” {reason}" in beside(owner, project, typed)


def test_dated_name_says_its_list_price_beside_the_field(owner, project):
    said = beside(owner, project, "gpt-4o-2024-08-06")
    assert "$2.50 in, $1.25 repeated, $10 out" in said
    assert "(gpt-4o (OpenAI)" in said


# ---------------------------------------------------------------- long calls


LENGTHS = {"low": 150_000, "likely": 200_000, "high": 250_000}
ONE_CALL = {
    "compute.api_output_tokens_per_case": 1000, "compute.api_calls_per_case": 1, "compute.api_retry_factor": 1,
    "compute.api_cached_share": 0, "compute.api_model": "gemini-2.5-pro",
}  # fmt: skip


def cost_of_1000(estimate_with, **tokens):
    answers = UNPRICED | ONE_CALL | {"compute.api_input_tokens_per_case": tokens["tokens"]}
    return estimate_with(answers, api=api_catalogue()).figure("compute.call_cost")


def test_long_context_price_is_paid_by_the_draws_that_are_long(estimate_with):
    """150k at $1.25 in and $10 out cost $197.50; 250k at $2.50 and $15 cost $640 (Google, above 200,000 tokens)."""
    found = cost_of_1000(estimate_with, tokens=LENGTHS).value
    assert found.low == pytest.approx(150_000 * 1.25 / 1e3 + 10, rel=0.01)
    assert found.high == pytest.approx(250_000 * 2.5 / 1e3 + 15, rel=0.01)


def test_long_context_price_of_one_length_is_exact(estimate_with):
    assert cost_of_1000(estimate_with, tokens=250_000).value.likely == pytest.approx(640)
    assert cost_of_1000(estimate_with, tokens=150_000).value.likely == pytest.approx(197.5)


def test_price_by_length_is_shown_as_a_range_with_a_note(estimate_with):
    figure = cost_of_1000(estimate_with, tokens=LENGTHS)
    price = next(term for term in figure.inputs if term.name == "api_price_input")
    assert (price.value.low, price.value.likely, price.value.high) == (1.25, 1.25, 2.5)
    assert "Long calls pay a higher price" in figure.note


def test_own_price_is_not_raised_for_long_calls(estimate_with):
    answers = UNPRICED | ONE_CALL | {"compute.api_input_tokens_per_case": LENGTHS, "compute.api_price_input": 1.25,
                                     "compute.api_price_output": 10}  # fmt: skip
    found = estimate_with(answers, api=api_catalogue()).figure("compute.call_cost").value
    assert found.high == pytest.approx(250_000 * 1.25 / 1e3 + 10, rel=0.01)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20))
def test_price_of_many_lengths_is_that_of_each(lengths):
    priced = model("long", prices=LONG)
    many = priced.prices_of(np.array(lengths), lambda tier: tier.output)
    assert many.tolist() == [priced.prices_at(tokens).output for tokens in lengths]
