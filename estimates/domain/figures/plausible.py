"""What is said of a run that nobody would do: it ends at once, never ends, or reads more than there is."""

from collections.abc import Iterator

from estimates.domain.formulas.mfu import Remark
from estimates.domain.published.reference import Reference
from projects.domain.text import gettext_noop

DAYS_PER_YEAR = 365
TRILLION = 1e12
LONGEST_YEARS = 3
"""A run that takes longer meets chips of two generations later. Ours."""
SHORTEST_HOURS = 1 / 60

READS_MORE = gettext_noop(
    "%(tokens)s trillion tokens are more than any published run has read (%(most)s trillion, %(name)s). Is there so "
    "much text of the kind you need?"
)
ENDS_AT_ONCE = gettext_noop(
    "The run itself takes less than a minute. Starting, loading and testing take longer than that and are not in its "
    "hours."
)
NEVER_ENDS = gettext_noop(
    "On %(count)s accelerators the final run takes about %(years)s years. Take more of them, a smaller model or less "
    "text."
)


def remarks(reference: Reference, *, tokens: float, gpu_hours: float, count: float | None) -> Iterator[Remark]:
    """Yield what a reader should know of an unusual run.

    Args:
        reference: The published runs.
        tokens: That it reads.
        gpu_hours: Of the final run.
        count: Accelerators at once; None where nobody said.
    """
    longest = max(reference.runs, key=lambda run: run.training_tokens or 0)
    if tokens > (longest.training_tokens or tokens):
        most = (longest.training_tokens or 0) / TRILLION
        params = {"tokens": f"{tokens / TRILLION:,.0f}", "most": f"{most:,.0f}", "name": longest.name}
        yield Remark(message=READS_MORE, params=params)
    hours = gpu_hours / (count or 1)
    if hours < SHORTEST_HOURS:
        yield Remark(message=ENDS_AT_ONCE, params={})
    years = hours / 24 / DAYS_PER_YEAR
    if count and years > LONGEST_YEARS:
        yield Remark(message=NEVER_ENDS, params={"count": f"{count:,.0f}", "years": f"{years:,.0f}"})
