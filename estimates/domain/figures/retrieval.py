"""Figures of a hosted model with a search in front of it: embeddings, the index, ranking, and the passages it reads."""

from collections.abc import Mapping
from dataclasses import replace

from estimates.domain.figures.api import TOKENS, HostedCost, call
from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.load import (
    CALLS,
    CALLS_OF_A_CASE,
    GROWN_ON_AVERAGE,
    Cases,
    cases_a_month,
    growth_of,
)
from estimates.domain.figures.work import Work
from estimates.domain.published.hosted_prices import EMBEDDING, INDEX_FEE, INDEX_STORAGE, RERANK, HostedPrice
from estimates.domain.published.reference import find, nearest
from projects.domain.answers import AnswerState
from projects.domain.book import Result, Term
from projects.domain.figures import Origin
from projects.domain.ranges import Range
from projects.domain.reader import Given
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
MODEL, STORE = "compute.embedding_model", "compute.index_store"
UNKNOWN_EMBEDDING = gettext_noop(
    "“%(name)s” is not in our list of embedding models, so all of them count. Nearest: %(near)s. Choose a name from "
    "the list, or enter its price."
)
UNKNOWN_STORE = gettext_noop(
    "“%(name)s” is not in our list of vector stores, so all of them count. Nearest: %(near)s. Choose a name from the "
    "list, or enter its prices."
)
ADDED_PASSAGES = gettext_noop("The text with its instructions, plus the passages that the search finds")
READS_PASSAGES = "answer"
"""The task whose guessed tokens hold the passages already."""


def retrieve(work: Work) -> HostedCost:
    """Work out what a hosted model with a search costs: its calls, the search of each case, the index."""
    hosted = call(work)
    prices = {field_id: _price(work, field_id) for field_id in _PUBLISHED}
    pages, passage = work.need(PAGES), work.need(PASSAGE)
    if pages is None or passage is None:
        return hosted
    build, upkeep = _embedding(work, pages, prices[EMBED])
    stored = _stored(work, pages, passage, prices)
    search = _search(work, passage, prices)
    monthly = (*hosted.monthly, *(result for result in (search, stored, upkeep) if result))
    return HostedCost(cost=hosted.cost, once=(*((build,) if build else ()), *hosted.once), monthly=monthly)


def _price(work: Work, field_id: str) -> Term | None:
    """Return a price of the search: the project's own, else the published one."""
    kind, prices = _PUBLISHED[field_id], work.reference.hosted
    if work.answers.state(field_id) is AnswerState.NOT_RELEVANT:
        return work.or_exactly(field_id, 0)
    published = _chosen(work, kind) or prices.spreads.get(kind)
    if published is None:
        return work.need(field_id)
    return work.price(field_id, published.price, published, published.source)


def _chosen(work: Work, kind: str) -> HostedPrice | None:
    """Return the row of the embedding model or the vector store that the project named; None where it named none."""
    prices = work.reference.hosted
    if kind == EMBEDDING and (name := work.text(MODEL)):
        model = find(name, prices.embeddings)
        if model is None and work.answers.value(EMBED) is None:
            work.problem(UNKNOWN_EMBEDDING, about=MODEL, name=name, near=nearest(name, prices.embeddings))
        return model
    if kind in (INDEX_STORAGE, INDEX_FEE) and (name := work.text(STORE)):
        store = find(name, {seller: seller for seller in prices.stores})
        if store is None and None in (work.answers.value(STORED), work.answers.value(FEE)):
            work.problem(UNKNOWN_STORE, about=STORE, name=name, near=nearest(name, prices.stores))
        return prices.at(kind, store) if store else None
    return None


def with_passages(work: Work) -> Work:
    """Return the work with the passages added to the tokens in that we assume.

    Whoever counted their own counted the passages too.
    """
    passage, passages, known = work.input(PASSAGE), work.input(PASSAGES), work.known(TOKENS[0])
    guess = work.guess
    if passage is None or passages is None or known is None or known.origin is not Origin.ASSUMPTION:
        return work
    if guess is not None and guess.task.id == READS_PASSAGES:
        return work
    value = Range(
        low=known.value.low + passage.value.low * passages.value.low,
        likely=known.value.likely + passage.value.likely * passages.value.likely,
        high=known.value.high + passage.value.high * passages.value.high,
    )
    return work.knowing({TOKENS[0]: replace(known, value=value, source=ADDED_PASSAGES)})


def _embedding(work: Work, pages: Given, embed: Term | None) -> tuple[Result | None, Result | None]:
    """Work out what embedding costs: all pages once [money], and those that change [money/month]."""
    if embed is None:
        return None, None
    build = work.book.figure(
        "compute.index_build",
        gettext_noop("Embedding all pages, once"),
        "money",
        f"retrieval_pages × {TOKENS_PER_PAGE} × embedding_price / 1e6",
        pages,
        embed,
        chapter=Chapter.ONCE,
    )
    upkeep = work.book.figure(
        "compute.index_upkeep",
        gettext_noop("Embedding what changes, per month"),
        "money/month",
        "index_build × retrieval_changed_share / 100",
        build,
        work.or_exactly(CHANGED, 0),
        chapter=Chapter.MONTHLY,
    )
    return build, upkeep


def _stored(work: Work, pages: Given, passage: Given, prices: Mapping[str, Term | None]) -> Result | None:
    price, fee = prices[STORED], prices[FEE]
    if price is None or fee is None:
        return None
    size = work.book.figure(
        "compute.index_gb",
        gettext_noop("Size of the index"),
        "GB",
        f"retrieval_pages × {TOKENS_PER_PAGE} / retrieval_passage_tokens"
        f" × ({BYTES_PER_PASSAGE} + {BYTES_PER_TOKEN} × retrieval_passage_tokens) / 1e9",
        pages,
        passage,
        chapter=Chapter.MACHINES,
        note=gettext_noop("Each passage: 1,536 numbers of 4 bytes, doubled for the graph that finds it, and its text."),
    )
    return work.book.figure(
        "compute.index_storage",
        gettext_noop("Index per month"),
        "money/month",
        "max(index_fee, index_gb × index_price)",
        fee,
        size,
        price,
        chapter=Chapter.MONTHLY,
    )


def _search(work: Work, passage: Given, prices: Mapping[str, Term | None]) -> Result | None:
    """Work out the search of each case; return what is paid for it a month, on average where use grows."""
    embed, rank, calls, cases = prices[EMBED], prices[RANK], work.need_all(*CALLS), cases_a_month(work)
    if embed is None or rank is None or not calls or cases is None:
        return None
    cost = work.book.figure(
        "compute.search_cost",
        gettext_noop("Search per 1,000 cases"),
        "money",
        f"{CALLS_OF_A_CASE} × (rerank_price + 1000 × retrieval_passage_tokens × embedding_price / 1e6)",
        *calls,
        rank,
        passage,
        embed,
        chapter=Chapter.MONTHLY,
        note=gettext_noop("A question is counted as long as a passage; most are shorter."),
    )
    return _search_a_month(work, cost, cases)


def _search_a_month(work: Work, cost: Result, cases: Cases) -> Result:
    today = work.book.figure(
        "compute.search",
        gettext_noop("Search per month"),
        "money/month",
        f"search_cost / 1000 × {cases.formula}",
        cost,
        cases.term,
        chapter=Chapter.MONTHLY,
    )
    growth = growth_of(work)
    if growth is None:
        return today
    return work.book.kept(
        today.draws * growth.on_average,
        "compute.search_on_average",
        gettext_noop("Search per month, on average over the period"),
        "money/month",
        f"search × {GROWN_ON_AVERAGE}",
        today,
        *growth.terms,
        chapter=Chapter.MONTHLY,
        note=growth.note(),
    )
