"""A hosted model with a search, and classic machine learning: every sum worked by hand."""

import shutil

import pytest

from estimates.domain.formulas.kinds import BrokenReference
from estimates.domain.published.hosted_prices import load_hosted_prices
from projects.domain.figures import Origin
from tests.estimates.conftest import REFERENCE

SEARCH = {
    "compute.approach": "retrieval", "why.volume": 10_000,
    "compute.api_input_tokens_per_case": 3_000, "compute.api_output_tokens_per_case": 200,
    "compute.api_calls_per_case": 1, "compute.api_retry_factor": 1,
    "compute.api_price_input": 1, "compute.api_price_output": 5,
    "compute.retrieval_pages": 20_000, "compute.retrieval_changed_share": 10,
    "compute.retrieval_passage_tokens": 400, "compute.retrieval_passages": 5,
    "compute.embedding_price": 0.1, "compute.rerank_price": 2, "compute.index_price": 0.5, "compute.index_fee": 25,
}  # fmt: skip


def likely(estimate, figure_id):
    return estimate.figure(figure_id).value.likely


def test_search_by_hand(estimate_of):
    """20,000 pages × 500 tokens = 10M tokens at $0.10 = $1 once, a tenth of it a month."""
    found = estimate_of(SEARCH)
    assert likely(found, "compute.call_cost") == pytest.approx(1000 * (3_000 * 1 + 200 * 5) / 1e6)  # $4
    assert likely(found, "compute.index_build") == pytest.approx(1.0, rel=0.01)
    assert likely(found, "compute.index_upkeep") == pytest.approx(0.1)
    # 1,000 rankings at $2, and 1,000 × 400 tokens at $0.10 a million
    assert likely(found, "compute.search_cost") == pytest.approx(2.04)
    assert likely(found, "compute.search") == pytest.approx(20.4)
    # 25,000 passages × (12,288 + 1,600 bytes) = 0.3472 GB, less than the fee
    assert likely(found, "compute.index_gb") == pytest.approx(0.3472)
    assert likely(found, "compute.index_storage") == pytest.approx(25)
    assert likely(found, "compute.one_off") == pytest.approx(1.0)
    assert likely(found, "compute.running_per_month") == pytest.approx(40 + 20.4 + 25 + 0.1)


def test_large_index_costs_more_than_its_fee(estimate_of):
    found = estimate_of(SEARCH | {"compute.retrieval_pages": 20_000_000})
    assert likely(found, "compute.index_storage") == pytest.approx(347.2 * 0.5)


def test_growth_is_paid_for_the_search_as_for_the_calls(estimate_of):
    """Twice as much a year, over a year: on average 1 / ln 2 of today."""
    found = estimate_of(SEARCH | {"compute.use_growth": 100, "value.horizon_months": 12})
    assert likely(found, "compute.search_on_average") == pytest.approx(20.4 * 1.442695, rel=1e-5)
    assert likely(found, "compute.running_per_month") == pytest.approx(60.4 * 1.442695 + 25.1, rel=1e-5)


def test_published_prices_stand_in_with_their_day(estimate_of):
    prices = {"compute.embedding_price", "compute.rerank_price", "compute.index_price", "compute.index_fee"}
    found = estimate_of({field: value for field, value in SEARCH.items() if field not in prices})
    given = {term.field_id: term for figure in found.figures for term in figure.inputs}
    assert {given[price].origin for price in prices} == {Origin.ASSUMPTION}
    assert {given[price].source_date for price in prices} == {"2026-11-28"}
    assert likely(found, "compute.index_build") == pytest.approx(1.0, rel=0.01)


def test_published_prices_are_in_the_projects_money(estimate_of):
    prices = {"compute.embedding_price"}
    values = {field: value for field, value in SEARCH.items() if field not in prices}
    assert likely(estimate_of(values, money_per_usd=0.5), "compute.index_build") == pytest.approx(0.5, rel=0.01)


def test_named_embedding_model_and_store_bring_their_prices(estimate_of):
    """20,000 pages × 500 tokens at $0.02 a million: $0.20; Pinecone asks $50 at least."""
    prices = {"compute.embedding_price", "compute.index_price", "compute.index_fee"}
    values = {field: value for field, value in SEARCH.items() if field not in prices}
    named = {"compute.embedding_model": "text-embedding-3-small (OpenAI)", "compute.index_store": "pinecone"}
    found = estimate_of(values | named)
    assert likely(found, "compute.index_build") == pytest.approx(0.2)
    assert likely(found, "compute.index_storage") == pytest.approx(50)


def test_unknown_embedding_model_and_store_are_told_with_the_nearest(estimate_of):
    prices = {"compute.embedding_price", "compute.index_price", "compute.index_fee"}
    values = {field: value for field, value in SEARCH.items() if field not in prices}
    found = estimate_of(values | {"compute.embedding_model": "embed-v4 (coher)", "compute.index_store": "pinecoan"})
    near = {problem.about: problem.params["near"].split(", ")[0] for problem in found.problems}
    assert near == {"compute.embedding_model": "embed-v4.0 (Cohere)", "compute.index_store": "Pinecone"}
    assert likely(found, "compute.index_build") == pytest.approx(1.0, rel=0.01)


def test_passages_join_the_tokens_that_nobody_counted(estimate_of):
    values = {field: value for field, value in SEARCH.items() if field != "compute.api_input_tokens_per_case"}
    tokens = next(
        given for given in estimate_of(values).figure("compute.call_cost").inputs if "input_tokens" in given.name
    )
    assert (tokens.value.likely, tokens.origin) == (1500 + 5 * 400, Origin.ASSUMPTION)


def test_tokens_that_somebody_counted_hold_the_passages(estimate_of):
    tokens = next(
        given for given in estimate_of(SEARCH).figure("compute.call_cost").inputs if "input_tokens" in given.name
    )
    assert (tokens.value.likely, tokens.origin) == (3_000, Origin.ANSWER)


def test_classic_model_by_hand(estimate_of):
    found = estimate_of(
        {
            "compute.approach": "classic", "compute.classic_build_hours": 200, "compute.classic_hours_per_month": 60,
            "compute.classic_price_per_hour": 0.4,
        }
    )  # fmt: skip
    assert likely(found, "compute.one_off") == pytest.approx(80)
    assert likely(found, "compute.running_per_month") == pytest.approx(24)
    assert likely(found, "compute.running") == pytest.approx(288)
    assert likely(found, "compute.energy") == pytest.approx(40, rel=0.01)
    assert likely(found, "compute.serving_energy") == pytest.approx(144, rel=0.01)


def test_classic_model_needs_no_answer_for_a_first_range(estimate_of):
    found = estimate_of({"compute.approach": "classic"})
    assert (found.missing, likely(found, "compute.running_per_month")) == ({}, pytest.approx(24, rel=0.1))


OWN = {
    "compute.approach": "self_host", "compute.model": "Llama 3.1 8B", "compute.serving_accelerator": "L40S",
    "compute.serving_accelerator_count": 2, "compute.serving_hours_per_month": 730,
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "owned"),
    [
        ({}, False),
        ({"solution.place": ["own_site"]}, True),
        ({"solution.place": ["own_site", "own_cloud"]}, False),
        ({"solution.place": ["own_site"], "compute.own": "rent"}, False),
        ({"compute.own": "own"}, True),
    ],
)
def test_machines_on_ones_own_site_are_priced_as_owned_unless_somebody_rents_them(estimate_of, answers, owned):
    once = estimate_of(OWN | answers).figure("compute.one_off")
    assert ("compute.buy_up_front" in {given.figure_id for given in once.inputs} if once else False) is owned


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("embedding,Amazon", "embeding,Amazon", "kind must be one of"),
        (",0.1,,USD", ",,,USD", "low is missing"),
        ("titan-embed-text-v1", "titan-embed-text-v2:0", "occurs twice"),
    ],
)
def test_broken_price_of_the_search_is_refused(tmp_path, old, new, said):
    path = tmp_path / "hosted_prices.csv"
    shutil.copy(REFERENCE / "hosted_prices.csv", path)
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(BrokenReference, match=said):
        load_hosted_prices(path)


def test_missing_price_of_the_search_is_refused(tmp_path):
    path = tmp_path / "hosted_prices.csv"
    lines = (REFERENCE / "hosted_prices.csv").read_text().splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("batch")))
    with pytest.raises(BrokenReference, match="has no price of batch"):
        load_hosted_prices(path)
