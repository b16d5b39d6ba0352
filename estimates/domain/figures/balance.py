"""How the text of the sources is spread over languages and kinds, and what is thin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from estimates.domain.figures.corpus import MAY_NOT, tokens_of

THIN_SHARE = 5.0
"""Below this share of the text, a part is thin [%]; ours."""
_LISTED = re.compile(r"[,;/]")
_SHARED = re.compile(r"([^\W\d_][^\d,;:%]*?)[\s:]*([\d]+(?:[.,]\d+)?)\s*%")


@dataclass(frozen=True, kw_only=True)
class CorpusShare:
    """One language, or one kind of source."""

    name: str
    """As somebody wrote it, or the choice; "" where nobody said it."""
    tokens: float
    share: float
    """Of all text [%]."""

    @property
    def thin(self) -> bool:
        """Whether there is little of it."""
        return self.share < THIN_SHARE


def balance_by(rows: Sequence[dict[str, Any]], column: str) -> tuple[CorpusShare, ...]:
    """Return how much text there is of each language or kind, the most first; nothing where no text is counted.

    Args:
        rows: The sources; those that may not be used count nothing.
        column: `languages`, in which "German 70 %, English 30 %" is divided as it says, or `kind`.
    """
    shares: dict[str, float] = {}
    for row in rows:
        if row.get("right") in MAY_NOT:
            continue
        for name, share in _named(str(row.get(column) or ""), column):
            shares[name] = shares.get(name, 0.0) + tokens_of(row) * share
    total = sum(shares.values())
    parts = (
        CorpusShare(name=name, tokens=tokens, share=100 * tokens / total) for name, tokens in shares.items() if tokens
    )
    return tuple(sorted(parts, key=lambda part: -part.tokens))


def _named(said: str, column: str) -> list[tuple[str, float]]:
    """Return names with their share of one; a text that gives no shares is one name."""
    shares = [(name.strip(), float(share.replace(",", "."))) for name, share in _SHARED.findall(said)]
    total = sum(share for _name, share in shares)
    if column != "languages" or not total:
        return [(said.strip(), 1.0)]
    return [(name, share / total) for name, share in shares]


def languages_named(rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Return the languages that the sources name, each once, whether they may be used or not."""
    said = (str(row.get("languages") or "") for row in rows)
    names = (
        name
        for text in said
        for name in [name.strip() for name, _share in _SHARED.findall(text)] or map(str.strip, _LISTED.split(text))
    )
    return tuple({name.casefold(): name for name in names if name}.values())
