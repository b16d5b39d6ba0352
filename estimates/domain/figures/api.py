"""Figures of calling a hosted model: price by its name, calls, growth."""

from collections.abc import Callable

from estimates.domain.figures.load import (
    CALLS,
    GROWN,
    GROWN_ON_AVERAGE,
    Cases,
    cases_a_month,
    growth_of,
)
from estimates.domain.figures.work import Work
from estimates.domain.formulas.api import call_cost, case_cost
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
from projects.domain.draws import Draw
from projects.domain.errors import BadValue
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

TOKENS = ("compute.api_input_tokens_per_case", "compute.api_output_tokens_per_case")
PRICES = ("compute.api_price_input", "compute.api_price_output")
CACHED = ("compute.api_cached_share", "compute.api_price_cached")

CALLS_LABEL = gettext_noop("Calls per 1,000 cases")
UNKNOWN_API_MODEL = gettext_noop(
    "“%(name)s” is not in our list of hosted models, so we do not know its price. Enter your own, or choose from the "
    "list."
)
DID_YOU_MEAN = gettext_noop("“%(name)s” is not in our list of hosted models. Did you mean %(near)s?")
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
    "%(name)s will cost $%(input)s per million input tokens and $%(output)s per million output tokens from %(day)s. "
    "We use today's prices."
)


def call(work: Work) -> None:
    """Work out what calling a hosted model costs: 1,000 cases, a month now and later, a month on average."""
    cases = _calls_for_1000(work) and cases_a_month(work)
    if cases:
        _calls_a_month(work, cases)


def price_of_calls(work: Work) -> bool:
    """Work out calls for 1,000 cases, to be held against machines of one's own; tell whether enough is known."""
    return _calls_for_1000(work, gettext_noop("A hosted model instead, per 1,000 cases"))


def _calls_for_1000(work: Work, label: str = CALLS_LABEL) -> bool:
    by_length = _list_prices(work)
    tokens_in, tokens_out = (work.need(one) for one in TOKENS)
    price_in, price_out = (by_length.get(one, work.need(one)) for one in PRICES)
    calls, retries = (work.need(one) for one in CALLS)
    if tokens_in is None or tokens_out is None or price_in is None or price_out is None:
        return False
    if calls is None or retries is None:
        return False
    cached, price_cached = work.share(CACHED[0]), by_length.get(CACHED[1], work.draw(CACHED[1]))
    caches = price_cached is not None and bool(cached.max() > 0)
    one_call = call_cost(
        input_tokens=tokens_in, output_tokens=tokens_out, price_input=price_in, price_output=price_out,
        cached_share=cached if caches else 0.0, price_cached=price_cached if price_cached is not None else 0.0,
    )  # fmt: skip
    read_in = "api_input_tokens_per_case × api_price_input"
    if caches:
        read_in = (
            "api_input_tokens_per_case × ((1 − api_cached_share / 100) × api_price_input"
            " + api_cached_share / 100 × api_price_cached)"
        )
    work.add(
        "compute.call_cost", label, 1000 * case_cost(one_call, calls, retries), "money",
        f"1000 × ({read_in} + api_output_tokens_per_case × api_price_output) / 1e6"
        " × api_calls_per_case × api_retry_factor",
        work.of(*TOKENS, *PRICES, *(CACHED if caches else ()), *CALLS),
        note=LONGER_COSTS_MORE if by_length else gettext_noop("Prices are per million tokens."),
    )  # fmt: skip
    return True


def _list_prices(work: Work) -> dict[str, Draw]:
    """Take the list prices of the chosen model for what nobody priced.

    Returns:
        Draws of the prices that depend on the length of a call, by field id: each draw pays for its length.
    """
    name = work.text("compute.api_model")
    model = work.reference.api.find(name) if name else None
    if model is None:
        # A model of one's own naming is welcome where its price is known.
        if name and not all(work.answers.value(one) is not None for one in PRICES):
            problem = unknown_model(name, work.reference.api)
            if problem:
                work.problem(problem.message, about="compute.api_model", **problem.params)
        return {}
    tokens, drawn = work.input(TOKENS[0]), work.draw(TOKENS[0])
    length = tokens.value if tokens else Range.exactly(0.0)
    read: tuple[tuple[str, Callable[[TokenPrices], float]], ...] = (
        (PRICES[0], lambda one: one.input),
        (PRICES[1], lambda one: one.output),
        # A seller that has no price for repeated text charges the full one.
        (CACHED[1], lambda one: one.input if one.cached is None else one.cached),
    )
    by_length = {}
    for field_id, price in read:
        published = work.converted(field_id, model.price_range(length, price), model, model.source)
        work.prefer(field_id, published)
        if drawn is not None and work.inputs.get(field_id) is published and not published.value.is_exact:
            by_length[field_id] = model.prices_of(drawn, price) * work.money_per_usd
    _announced(work, model)
    return by_length


def _announced(work: Work, model: ApiModel) -> None:
    if model.announced is not None:
        day, later = model.announced
        work.note(
            PRICE_CHANGES, about="use", name=model.name, input=f"{later.input:g}", output=f"{later.output:g}", day=day
        )  # fmt: skip


def _calls_a_month(work: Work, cases: Cases) -> None:
    drawn = work.drawn["compute.call_cost"] / 1000 * cases.drawn
    work.add(
        "compute.calls", gettext_noop("Calls per month"), drawn, "money/month", f"call_cost / 1000 × {cases.formula}",
        (work.result("compute.call_cost"), *cases.inputs),
        note=gettext_noop("All cases that come in, not only those in which people use the result."),
    )  # fmt: skip
    growth = growth_of(work)
    if growth is None:
        return
    work.add(
        "compute.calls_later", gettext_noop("Calls per month, at the end of the period"), drawn * growth.at_the_end,
        "money/month", f"calls × {GROWN}", (work.result("compute.calls"), *growth.inputs),
        note=gettext_noop("Assumes that use grows by the same share every year and prices stay as they are."),
    )  # fmt: skip
    work.add(
        "compute.calls_on_average", gettext_noop("Calls per month, on average over the "
        "period"), drawn * growth.on_average,
        "money/month", f"calls × {GROWN_ON_AVERAGE}", (work.result("compute.calls"), *growth.inputs),
        note=gettext_noop("The budget uses this figure. The benefit uses today's number of cases, which is "
            "deliberately cautious."),
    )  # fmt: skip
