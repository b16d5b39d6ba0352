"""Figures of a hosted model with a search in front of it: embeddings, the index, ranking, and the passages it reads."""

from dataclasses import replace

import numpy as np

from estimates.domain.figures.api import TOKENS, call
from estimates.domain.figures.load import CALLS, GROWN_ON_AVERAGE, Cases, calls_of_a_case, cases_a_month, growth_of
from estimates.domain.figures.work import Work
from estimates.domain.published.retrieval_prices import EMBEDDING, INDEX_FEE, INDEX_STORAGE, RERANK
from projects.domain.answers import State
from projects.domain.draws import Draw
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

TOKENS_PER_PAGE = 500
"""A page of English, as everywhere in Plumbline."""
BYTES_PER_PASSAGE = 12_288
"""1,536 numbers of 4 bytes for each passage, and as much again for the graph that finds it; ours."""
BYTES_PER_TOKEN = 4
"""Of text that is kept beside it."""

PAGES, CHANGED = "compute.retrieval_pages", "compute.retrieval_changed_share"
PASSAGE, PASSAGES = "compute.retrieval_passage_tokens", "compute.retrieval_passages"
EMBED, RANK, STORED, FEE = (
    f"compute.{name}" for name in ("embedding_price", "rerank_price", "index_price", "index_fee")
)
_PUBLISHED = {EMBED: EMBEDDING, RANK: RERANK, STORED: INDEX_STORAGE, FEE: INDEX_FEE}
ADDED_PASSAGES = gettext_noop("The text with its instructions, plus the passages that the search finds")
READS_PASSAGES = "answer"
"""The task whose guessed tokens hold the passages already."""


def retrieve(work: Work) -> None:
    """Work out what a hosted model with a search costs: its calls, the search of each case, the index."""
    _add_passages(work)
    call(work)
    prices = {field_id: _price(work, field_id) for field_id in _PUBLISHED}
    pages, passage = work.need(PAGES), work.need(PASSAGE)
    if pages is None or passage is None:
        return
    _index(work, pages, passage, prices)
    embed, rank, calls, cases = prices[EMBED], prices[RANK], calls_of_a_case(work), cases_a_month(work)
    if embed is None or rank is None or calls is None or cases is None:
        return
    work.add(
        "compute.search_cost", gettext_noop("Search per 1,000 cases"),
        calls * (rank + 1000 * passage * embed / 1e6), "money",
        "api_calls_per_case × api_retry_factor × (rerank_price + 1000 × retrieval_passage_tokens × embedding_price"
        " / 1e6)",
        work.of(*CALLS, RANK, PASSAGE, EMBED),
        note=gettext_noop("A question is counted as long as a passage; most are shorter."),
    )  # fmt: skip
    _search_a_month(work, cases)


def _price(work: Work, field_id: str) -> Draw | None:
    """Return draws of a price of the search: the project's own, else the published one."""
    published = work.reference.retrieval.get(_PUBLISHED[field_id])
    if work.answers.state(field_id) is State.NOT_RELEVANT:
        return np.zeros(work.draws.count)
    if published is None:
        return work.need(field_id)
    return work.price(field_id, published.price_usd, published, published.source)


def _add_passages(work: Work) -> None:
    """Add the passages to the tokens in that we assume; whoever counted their own counted the passages too."""
    passage, passages, known = work.input(PASSAGE), work.input(PASSAGES), work.input(TOKENS[0])
    guess = work.guess
    if passage is None or passages is None or known is None or known.origin is not Origin.ASSUMPTION:
        return
    if guess is not None and guess.task.id == READS_PASSAGES:
        return
    value = Range(
        low=known.value.low + passage.value.low * passages.value.low,
        likely=known.value.likely + passage.value.likely * passages.value.likely,
        high=known.value.high + passage.value.high * passages.value.high,
    )
    work.inputs[TOKENS[0]] = replace(known, value=value, source=ADDED_PASSAGES)


def _index(work: Work, pages: Draw, passage: Draw, prices: dict[str, Draw | None]) -> None:
    embed, stored, fee = prices[EMBED], prices[STORED], prices[FEE]
    if embed is not None:
        build = pages * TOKENS_PER_PAGE * embed / 1e6
        work.add(
            "compute.index_build", gettext_noop("Embedding all pages, once"), build, "money",
            f"retrieval_pages × {TOKENS_PER_PAGE} × embedding_price / 1e6", work.of(PAGES, EMBED),
        )  # fmt: skip
        changed = work.share(CHANGED)
        work.add(
            "compute.index_upkeep", gettext_noop("Embedding what changes, per month"), build * changed, "money/month",
            "index_build × retrieval_changed_share / 100", (work.result("compute.index_build"), *work.of(CHANGED)),
        )  # fmt: skip
    if stored is None or fee is None:
        return
    size = pages * TOKENS_PER_PAGE / passage * (BYTES_PER_PASSAGE + BYTES_PER_TOKEN * passage) / 1e9
    work.add(
        "compute.index_gb", gettext_noop("Size of the index"), size, "GB",
        f"retrieval_pages × {TOKENS_PER_PAGE} / retrieval_passage_tokens"
        f" × ({BYTES_PER_PASSAGE} + {BYTES_PER_TOKEN} × retrieval_passage_tokens) / 1e9",
        work.of(PAGES, PASSAGE), step=True,
        note=gettext_noop("Each passage: 1,536 numbers of 4 bytes, doubled for the graph that finds it, and its text."),
    )  # fmt: skip
    work.add(
        "compute.index_storage", gettext_noop("Index per month"), np.maximum(fee, size * stored), "money/month",
        "max(index_fee, index_gb × index_price)", (*work.of(FEE), work.result("compute.index_gb"), *work.of(STORED)),
    )  # fmt: skip


def _search_a_month(work: Work, cases: Cases) -> None:
    drawn = work.drawn["compute.search_cost"] / 1000 * cases.drawn
    inputs: tuple[Input, ...] = (work.result("compute.search_cost"), *cases.inputs)
    work.add(
        "compute.search", gettext_noop("Search per month"), drawn, "money/month",
        f"search_cost / 1000 × {cases.formula}", inputs,
    )  # fmt: skip
    growth = growth_of(work)
    if growth is not None:
        work.add(
            "compute.search_on_average", gettext_noop("Search per month, on average over the period"),
            drawn * growth.on_average, "money/month", f"search × {GROWN_ON_AVERAGE}",
            (work.result("compute.search"), *growth.inputs),
        )  # fmt: skip
