"""Hosted models and their list prices, found by the name that people type."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from estimates.domain.formulas.kinds import Fact
from projects.domain.draws import Draw
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.text import plain_name

_NEAR = 3
_ALIKE = 0.55


@dataclass(frozen=True, kw_only=True)
class TokenPrices:
    """What a seller charges [US dollars/million tokens]."""

    input: float
    output: float
    cached: float | None = None
    """For tokens in that the seller has seen before; None where it charges the full price."""
    from_tokens: float = 0
    """Calls with more tokens in than this pay these prices, for all of their tokens."""


@dataclass(frozen=True, kw_only=True)
class ApiModel(Fact):
    """One model at one seller."""

    name: str
    """Model and seller, such as `gpt-5.4-mini (OpenAI)`."""
    model_id: str
    """As the seller writes it."""
    title: str
    """As people say it; may be empty."""
    seller: str
    prices: tuple[TokenPrices, ...]
    """By `from_tokens`, the price of short calls first."""
    announced: tuple[str, TokenPrices] | None = None
    """The next change that the seller announced: ISO date and the prices of a short call from then on."""
    offered: bool
    """Whether the page lists it; others can be typed."""

    def prices_at(self, input_tokens: float) -> TokenPrices:
        """Return the prices of a call of some length [tokens in]; long calls may cost more a token."""
        return next(prices for prices in reversed(self.prices) if input_tokens >= prices.from_tokens)

    def prices_of(self, input_tokens: Draw, price: Callable[[TokenPrices], float]) -> Draw:
        """Return one of the prices for calls of many lengths.

        Args:
            input_tokens: Lengths [tokens in], shape (count,).
            price: Which one, such as that of tokens in.

        Returns:
            [US dollars/million tokens], shape (count,).
        """
        starts = [prices.from_tokens for prices in self.prices]
        place = np.searchsorted(starts, input_tokens, side="right") - 1
        return np.array([price(prices) for prices in self.prices], dtype=float)[np.maximum(place, 0)]

    def price_range(self, input_tokens: Range, price: Callable[[TokenPrices], float]) -> Range:
        """Return what one of the prices is at the low, likely and high length of a call [US dollars/million tokens]."""
        lengths = (input_tokens.low, input_tokens.likely, input_tokens.high)
        low, likely, high = (price(self.prices_at(tokens)) for tokens in lengths)
        return Range(low=min(low, likely, high), likely=likely, high=max(low, likely, high))


_SHORT: tuple[Callable[[ApiModel], str], ...] = (
    lambda row: row.model_id,
    lambda row: row.title,
    lambda row: row.model_id.removesuffix("-latest"),
)


EMBEDDING, SPEECH, PICTURE, MODERATION, RANKING = "embedding", "speech", "picture", "moderation", "ranking"
# Not paid by the text that goes in and comes out. Short words count only where no letter stands beside them.
_NOT_BY_TEXT = {
    EMBEDDING: re.compile(r"embed|voyage-"),
    SPEECH: re.compile(r"audio|tts|realtime|transcri|(?<![a-z])live(?![a-z])|whisper|speech|eleven_"),
    PICTURE: re.compile(r"image|dall-e|stable-diffusion|(?<![a-z])(?:flux|veo|sora)(?![a-z])"),
    MODERATION: re.compile(r"moderation"),
    RANKING: re.compile(r"rerank"),
}


def kind_without_text(model_id: str) -> str:
    """Return why a model is not listed: what it makes in place of text, such as `EMBEDDING`; "" where it makes text."""
    plain = model_id.casefold()
    return next((kind for kind, words in _NOT_BY_TEXT.items() if words.search(plain)), "")


def _no_match(name: str) -> str:
    return ""


class ApiCatalogue:
    """Hosted models by name, read when the first one is asked for.

    Args:
        load: Reads them; those whose short name counts stand first.
        match: Returns the full name of the model that a bill or an API calls so, or "".
    """

    def __init__(self, load: Callable[[], Sequence[ApiModel]] = tuple, match: Callable[[str], str] = _no_match) -> None:
        self._load, self._match = load, match

    @cached_property
    def models(self) -> tuple[ApiModel, ...]:
        """All of them."""
        return tuple(self._load())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names that the page lists, in order of the alphabet."""
        return tuple(sorted((model.name for model in self.models if model.offered), key=str.casefold))

    @cached_property
    def _by_name(self) -> Mapping[str, ApiModel]:
        by_name = {plain_name(model.name): model for model in reversed(self.models)}
        # Full names first, then those of the sellers listed: a short name never hides the full one of another.
        for models in ([model for model in self.models if model.offered], self.models):
            for names in _SHORT:
                for model in models:
                    by_name.setdefault(plain_name(names(model)), model)
        by_name.pop("", None)
        return by_name

    def find(self, name: str) -> ApiModel | None:
        """Return the model of a name, without regard to case, blanks and dashes; the maker's own where many sell it.

        A name that is none of ours may be one as bills write it: gpt-4o-2024-08-06, anthropic.claude-sonnet-4-5-…-v1:0.
        """
        model = self._by_name.get(plain_name(name))
        if model is None and not kind_without_text(name):
            model = self._by_name.get(plain_name(self._match(name)))
        return model

    def near(self, name: str) -> tuple[str, ...]:
        """Return up to three listed names that look like a name nobody knows."""
        wanted = plain_name(name)[:60]
        if not wanted:
            return ()
        # Turned round, so that of many sellers the maker stays.
        plain = {plain_name(model.model_id): model.name for model in reversed(self.models) if model.offered}
        within = sorted(key for key in plain if wanted in key)
        alike = difflib.get_close_matches(wanted, plain, n=_NEAR, cutoff=_ALIKE)
        return tuple(plain[key] for key in dict.fromkeys([*within, *alike]))[:_NEAR]
