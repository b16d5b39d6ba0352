"""What calling a hosted model costs."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])

TOKENS_PER_PRICE = 1e6
"""Sellers state prices for a million tokens."""


def call_cost(
    *,
    input_tokens: Number,
    output_tokens: Number,
    price_input: Number,
    price_output: Number,
    cached_share: Number | float = 0.0,
    price_cached: Number | float = 0.0,
) -> Number:
    """Return the cost of one call [money].

    Args:
        input_tokens: [tokens], the cached ones among them.
        output_tokens: [tokens].
        price_input: [money/million tokens].
        price_output: [money/million tokens].
        cached_share: Share of the input tokens that the seller has seen before and charges less for, 0 to 1.
        price_cached: Price of those [money/million tokens].

    Example:
        1,800 tokens in at $1 and 150 out at $5 a million cost $0.00255.
    """
    fresh = input_tokens * (1 - cached_share) * price_input
    seen = input_tokens * cached_share * price_cached
    return (fresh + seen + output_tokens * price_output) / TOKENS_PER_PRICE


def case_cost(cost_of_call: Number, calls_per_case: Number, retry_factor: Number) -> Number:
    """Return the cost of one case [money].

    Args:
        cost_of_call: [money/call].
        calls_per_case: Calls that one case takes when nothing goes wrong; an agent takes many.
        retry_factor: Calls made / calls needed, 1 or more.
    """
    return cost_of_call * calls_per_case * retry_factor
