"""The simpler way: what the best simple option solves, and what the tool has to beat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from estimates.domain.figures.ruled_out import APPROACH, NO_AI, ApproachStatus
from projects.domain.answers import Answers, AnswerState
from projects.domain.reader import Reader
from scoping.domain.bridges import USEFUL_FROM

BUY, PRODUCT = "buy", "product"
"""The approach that buys a product, and the kind of a simple option that is one."""

IN_USE = "in_use"
"""How far a simple option is that people work with already."""


class ShareFrom(StrEnum):
    """Where the share that the tool solves comes from."""

    COVERAGE = "coverage"
    TEST = "test"
    USEFUL_FROM = "useful_from"
    ASSUMED = "assumed"


@dataclass(frozen=True, kw_only=True)
class SimpleWay:
    """The best simple option that is not ruled out, beside the tool."""

    name: str
    share: float
    """Cases it solves [out of 100]."""
    is_guess: bool
    """Whether nobody has tried it or looked into it."""
    misses: str
    cost: float | None
    """What it would cost [money], or None where nobody said so."""
    tool_share: float | None
    """Cases that the tool solves [out of 100]."""
    tool_share_from: ShareFrom | None
    is_in_use: bool = False
    """Whether people work with it already, so that launching it costs nothing."""
    is_product: bool = False
    """Whether it is bought, so that buying a product is what it means."""

    @property
    def tool_lead(self) -> float | None:
        """How many more cases the tool solves [out of 100]; below 0 where the simple way solves more."""
        return None if self.tool_share is None else self.tool_share - self.share

    @property
    def tool_share_is_ours(self) -> bool:
        """Whether nobody said what the tool solves."""
        return self.tool_share_from is ShareFrom.ASSUMED

    @property
    def tool_share_is_wish(self) -> bool:
        """Whether it is what the tool should solve, and nobody's estimate of what it will."""
        return self.tool_share_from in (ShareFrom.TEST, ShareFrom.USEFUL_FROM)

    @property
    def does_as_much(self) -> bool:
        """Whether it solves as many cases as the tool."""
        return self.tool_lead is not None and self.tool_lead <= 0

    @property
    def results(self) -> dict[str, float]:
        """What rules may look at, by id."""
        known = {
            "result.simple_share": self.share,
            "result.tool_share": self.tool_share,
            "result.tool_lead": self.tool_lead,
        }
        return {name: value for name, value in known.items() if value is not None}

    def priced(self, cost: float | None) -> "SimpleWay":
        """Return the same with a price [money], unless somebody named one."""
        return self if self.cost is not None else replace(self, cost=cost)


def find_simple_way(read: Reader, *, products: bool = True) -> SimpleWay | None:
    """Return the best simple option that is not ruled out, or None where nobody said what one would solve.

    An idea counts: two weeks settle it. The share of the tool is never coverage × adoption, because a simple way has
    an adoption too, and nobody is asked for it.

    Args:
        read: The scenario's visible answers.
        products: Whether a product counts (see `product_counts`).
    """
    named = (row for row in read.answers.value("tried.simplest") or [] if _counts(row))
    rows = [row for row in named if products or not _is_product(row)]
    if not rows:
        return None
    best = max(rows, key=lambda row: row["share"])
    share, origin = tool_share(read)
    return SimpleWay(
        name=best.get("option") or "",
        share=float(best["share"]),
        is_guess=best.get("status") in (None, "", "idea"),
        misses=best.get("misses") or "",
        # What is in use already is paid for.
        cost=0.0 if best.get("status") == IN_USE else best.get("cost"),
        tool_share=share,
        tool_share_from=origin,
        is_in_use=best.get("status") == IN_USE,
        is_product=_is_product(best),
    )


def product_counts(answers: Answers, standings: Mapping[str, ApproachStatus]) -> bool:
    """Tell whether a product is a simpler way than what a scenario does.

    It is none where buying one is what the scenario does, and none where an answer rules buying out.

    Args:
        answers: The scenario's visible answers.
        standings: Which approaches the answers rule out.
    """
    return answers.value(APPROACH) != BUY and not standings.get(BUY, ApproachStatus()).is_out


def is_simple_way(answers: Answers, base: Callable[[], Answers]) -> bool:
    """Tell whether a scenario is the simple way itself, so that nothing tells it to do the simple thing first.

    It takes no AI, and the base does; or it buys the product that is the best simple option that somebody named.

    Args:
        answers: The scenario's visible answers.
        base: Gives those of the base, which cost a query of their own; asked only where they matter.
    """
    if takes_no_ai(answers):
        return not takes_no_ai(base())
    rows = [row for row in answers.value("tried.simplest") or [] if _counts(row)]
    return answers.value(APPROACH) == BUY and bool(rows) and all(map(_is_product, rows))


def _counts(row: Mapping[str, object]) -> bool:
    return isinstance(row.get("share"), int | float) and row.get("status") != "ruled_out"


def _is_product(row: Mapping[str, object]) -> bool:
    return row.get("kind") == PRODUCT


def tool_share(read: Reader) -> tuple[float | None, ShareFrom | None]:
    """Return how many cases the tool solves [out of 100], and where that comes from.

    The likely coverage; while nobody gave one, the pass mark of the test, else from where on it is useful, else what
    is assumed for the coverage.
    """
    answers = read.answers
    covered = answers.range("value.coverage")
    if covered is not None:
        return covered.likely, ShareFrom.COVERAGE
    target = answers.range("evaluation.target")
    if target is not None:
        return target.likely, ShareFrom.TEST
    useful = USEFUL_FROM.get(answers.value("outcome.good_enough"))
    if useful is not None:
        return useful, ShareFrom.USEFUL_FROM
    if answers.state("value.coverage") is AnswerState.NOT_RELEVANT:
        return None, None
    assumed = read.input("value.coverage")
    return (assumed.value.likely, ShareFrom.ASSUMED) if assumed else (None, None)


def takes_no_ai(answers: Answers) -> bool:
    """Tell whether a scenario takes no AI."""
    return bool(answers.value(APPROACH) == NO_AI)
