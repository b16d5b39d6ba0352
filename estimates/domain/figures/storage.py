"""Figures of data: what is kept, and what leaves the cloud."""

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.work import Work
from projects.domain.book import Result
from projects.domain.text import gettext_noop

_KINDS = (("storage", gettext_noop("Storage per month")), ("egress", gettext_noop("Data transfer out, per month")))


def keep(work: Work) -> tuple[Result, ...]:
    """Work out what storage and data that leave the cloud cost a month, each where there is any."""
    return tuple(result for name, label in _KINDS if (result := _monthly(work, name, label)) is not None)


def _monthly(work: Work, name: str, label: str) -> Result | None:
    size, price = work.term(f"compute.{name}_gb"), work.term(f"compute.{name}_price")
    if size is None or price is None or size.draws.max() <= 0:
        return None
    formula = f"{name}_gb × {name}_price"
    return work.book.figure(f"compute.{name}", label, "money/month", formula, size, price, chapter=Chapter.MONTHLY)
