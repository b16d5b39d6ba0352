"""Figures of calling a hosted model: price by its name, calls, growth."""

from collections.abc import Callable
from dataclasses import dataclass

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.discounts import CACHED, answers_that_wait, repeated_text
from estimates.domain.figures.load import (
    CALLS,
    CALLS_OF_A_CASE,
    GROWN,
    GROWN_ON_AVERAGE,
    Cases,
    cases_a_month,
    growth_of,
)
from estimates.domain.figures.work import Work
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
from projects.domain.answers import AnswerState
from projects.domain.book import Result
from projects.domain.errors import BadValue
from projects.domain.ranges import Range
from projects.domain.reader import Given
from projects.domain.text import gettext_noop

TOKENS = ("compute.api_input_tokens_per_case", "compute.api_output_tokens_per_case")
PRICES = ("compute.api_price_input", "compute.api_price_output")

PROMPT_CASES, PROMPT_ROUNDS = "training.prompt_cases", "training.prompt_rounds"
PILOT, PILOT_CASES, TEST_CASES = "evaluation.pilot", "evaluation.pilot_cases", "evaluation.test_cases"
NO_PILOT = "none"
"""The choice of the design of a pilot that is none."""

CALLS_LABEL = gettext_noop("Calls per 1,000 cases")
UNKNOWN_API_MODEL = gettext_noop(
    "“%(name)s” is not in our list of hosted models, so we do not know its price. Enter your own, or choose from the "
    "list."
)
DID_YOU_MEAN = gettext_noop("“%(name)s” is not in our list of hosted models. Did you mean %(near)s?")
USUAL_PRICE_INSTEAD = gettext_noop("Until “%(name)s” has a price, we use the usual price of small hosted models.")
_NOT_LISTED = {
    EMBEDDING: gettext_noop(
        "“%(name)s” makes embeddings: it charges for tokens in only, and our list holds models that write text. "
        "Enter its price for tokens in, and 0 for tokens out."
    ),
    SPEECH: gettext_noop(
        "“%(name)s” works with speech: it charges per minute, per character or per token of sound, and our list holds "
        "prices of text. Enter your own prices, or choose the model that handles the text."
    ),
    PICTURE: gettext_noop(
        "“%(name)s” makes pictures or films: it charges per picture or second, and our list holds prices of text. "
        "Enter your own prices, or choose a model that writes text."
    ),
    MODERATION: gettext_noop(
        "“%(name)s” only checks text and writes none, so it is not in our list. Enter its prices."
    ),
    RANKING: gettext_noop(
        "“%(name)s” ranks search results: it charges per search, and our list holds prices of text. Enter your own."
    ),
}


def unknown_model(name: str, catalogue: ApiCatalogue) -> BadValue | None:
    """Say why a hosted model has no list price and what to write instead; None where it has one.

    Args:
        name: As typed.
        catalogue: The hosted models.
    """
    if catalogue.find(name) is not None:
        return None
    params = {"name": name[:120]}
    if kind := kind_without_text(name):
        return BadValue(_NOT_LISTED[kind], params)
    near = catalogue.near(name)
    return BadValue(DID_YOU_MEAN, params | {"near": ", ".join(near)}) if near else BadValue(UNKNOWN_API_MODEL, params)


LONGER_COSTS_MORE = gettext_noop(
    "Prices are per million tokens. Long calls pay a higher price for all of their tokens. The range counts each "
    "length at its own price; the formula shows the price at the likely length."
)
PRICE_CHANGES = gettext_noop(
    "%(name)s will cost %(input)s US dollars per million input tokens and %(output)s per million output tokens from "
    "%(day)s. We use today's prices."
)


@dataclass(frozen=True, kw_only=True)
class HostedCost:
    """What a hosted model costs, with all that goes with it."""

    cost: Result | None
    """Calls for 1,000 cases [money]; None where too little is known."""
    once: tuple[Result, ...] = ()
    """[money]."""
    monthly: tuple[Result, ...] = ()
    """On average over the period where use grows [money/month]."""


def call(work: Work) -> HostedCost:
    """Work out what calling a hosted model costs: 1,000 cases, and a month."""
    cost = price_of_calls(work, CALLS_LABEL)
    cases = cases_a_month(work) if cost else None
    once = filter(None, (_prompt_tests(work, cost), _pilot_calls(work, cost)))
    monthly = (_calls_a_month(work, cost, cases),) if cost and cases else ()
    return HostedCost(cost=cost, once=tuple(once), monthly=monthly)


def _prompt_tests(work: Work, cost: Result | None) -> Result | None:
    """Work out what the rounds of the prompt cost [money]; None while both numbers are only ours."""
    asked = (PROMPT_CASES, PROMPT_ROUNDS)
    if cost is None or not work.answers.knows_any(asked):
        return None
    terms = [term for term in map(work.term, asked) if term]
    if len(terms) < len(asked):
        return None
    return work.book.figure(
        "compute.prompt_tests",
        gettext_noop("Calls of all rounds of the prompt"),
        "money",
        "prompt_cases × prompt_rounds × call_cost / 1000",
        *terms,
        cost,
        chapter=Chapter.ONCE,
        note=gettext_noop("Each round runs all cases once."),
    )


def _pilot_calls(work: Work, cost: Result | None) -> Result | None:
    """Work out what the cases of the test and the pilot cost [money]; None while nobody says how many a pilot has."""
    asked = tuple(
        field_id for field_id in (PILOT_CASES, TEST_CASES) if work.answers.state(field_id) is AnswerState.KNOWN
    )
    if cost is None or PILOT_CASES not in asked or work.answers.value(PILOT) == NO_PILOT:
        return None
    terms = [term for term in map(work.term, asked) if term]
    cases = " + ".join(field_id.partition(".")[2] for field_id in asked)
    return work.book.figure(
        "compute.pilot_calls",
        gettext_noop("Calls of the test and the pilot"),
        "money",
        f"({cases}) × call_cost / 1000",
        *terms,
        cost,
        chapter=Chapter.ONCE,
        note=gettext_noop("Each case once. In shadow mode every case is answered too, though nobody sees it."),
    )


def price_of_calls(work: Work, label: str) -> Result | None:
    """Work out what calls for 1,000 cases cost [money]; None where too little is known."""
    by_length = _prices_by_length(work)
    tokens = work.need_all(*TOKENS)
    prices = [by_length.get(field_id) or work.need(field_id) for field_id in PRICES]
    calls = work.need_all(*CALLS)
    if not tokens or not calls or None in prices:
        return None
    priced = [price for price in prices if price]
    read_in, caches = repeated_text(work, by_length.get(CACHED[1]))
    waiting, batch = answers_that_wait(work)
    return work.book.figure(
        "compute.call_cost",
        label,
        "money",
        f"1000 × ({read_in} + api_output_tokens_per_case × api_price_output) / 1e6 × {CALLS_OF_A_CASE}{waiting}",
        *tokens,
        *priced,
        *caches,
        *calls,
        *batch,
        chapter=Chapter.MONTHLY,
        note=LONGER_COSTS_MORE if by_length else gettext_noop("Prices are per million tokens."),
    )


def with_list_prices(work: Work) -> Work:
    """Return the work with the list prices of the chosen model for what nobody priced."""
    model = _listed(work)
    if model is None:
        return work
    tokens = work.known(TOKENS[0])
    length = tokens.value if tokens else Range.exactly(0.0)
    return work.knowing({
        field_id: work.converted(field_id, model.price_range(length, price), model, model.source)
        for field_id, price in _unpriced(work)
    })  # fmt: skip


def _listed(work: Work) -> ApiModel | None:
    """Return the chosen model where our list has it."""
    name = work.text("compute.api_model")
    return work.reference.api.find(name) if name else None


def _unpriced(work: Work) -> list[tuple[str, Callable[[TokenPrices], float]]]:
    """Return the fields of prices that the list fills in, each with what it takes of the list."""
    states = (AnswerState.BLANK, AnswerState.UNKNOWN)
    return [(field_id, price) for field_id, price in _PRICE_OF.items() if work.answers.state(field_id) in states]


def _prices_by_length(work: Work) -> dict[str, Given]:
    """Return the list prices that depend on the length of a call, by field id: each draw pays for its length."""
    model = _listed(work)
    if model is None:
        _say_unlisted(work)
        return {}
    tokens, by_length, rate = work.term(TOKENS[0]), {}, work.published.exchange.money_per_usd
    for field_id, price in _unpriced(work):
        listed = work.input(field_id)
        if tokens and listed and not listed.value.is_exact:
            by_length[field_id] = Given(listed, model.prices_of(tokens.draws, price) * rate)
    _announced(work, model)
    return by_length


def _say_unlisted(work: Work) -> None:
    """Say that a model is not listed; one of one's own naming is welcome where its price is known."""
    name = work.text("compute.api_model")
    if not name or all(work.answers.value(field_id) is not None for field_id in PRICES):
        return
    if problem := unknown_model(name, work.reference.api):
        work.problem(problem.message, about="compute.api_model", **problem.params)
        work.note(USUAL_PRICE_INSTEAD, about="compute.call_cost", **problem.params)


_PRICE_OF: dict[str, Callable[[TokenPrices], float]] = {
    PRICES[0]: lambda prices: prices.input,
    PRICES[1]: lambda prices: prices.output,
    # A seller that has no price for repeated text charges the full one.
    CACHED[1]: lambda prices: prices.input if prices.cached is None else prices.cached,
}


def _announced(work: Work, model: ApiModel) -> None:
    if model.announced is not None:
        day, later = model.announced
        prices = {"input": f"{later.input:g}", "output": f"{later.output:g}"}
        work.note(PRICE_CHANGES, about="use", name=model.name, day=day, **prices)


def _calls_a_month(work: Work, cost: Result, cases: Cases) -> Result:
    today = work.book.figure(
        "compute.calls",
        gettext_noop("Calls per month"),
        "money/month",
        f"call_cost / 1000 × {cases.formula}",
        cost,
        cases.term,
        chapter=Chapter.MONTHLY,
        note=gettext_noop("All cases that come in, not only those in which people use the result."),
    )
    growth = growth_of(work)
    if growth is None:
        return today
    work.book.figure(
        "compute.calls_later",
        gettext_noop("Calls per month, at the end of the period"),
        "money/month",
        f"calls × {GROWN}",
        today,
        *growth.terms,
        chapter=Chapter.MONTHLY,
        note=gettext_noop("Assumes that use grows by the same share every year and prices stay as they are."),
    )
    return work.book.kept(
        today.draws * growth.on_average,
        "compute.calls_on_average",
        gettext_noop("Calls per month, on average over the period"),
        "money/month",
        f"calls × {GROWN_ON_AVERAGE}",
        today,
        *growth.terms,
        chapter=Chapter.MONTHLY,
        note=growth.note(
            gettext_noop(
                "The budget uses this figure. The benefit uses today's number of cases, which is deliberately cautious."
            )
        ),
    )
