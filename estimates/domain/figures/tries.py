"""What the search for good settings proposes to computing: how many full runs the tries come to."""

from estimates.domain.figures.ruled_out import APPROACH
from projects.domain.figures import Input, input_of
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.domain.text import gettext_noop

RUNS, TRIALS, SHARE = "compute.development_runs", "training.trials", "training.trial_share"
FROM_SCRATCH = "train"
_BEST_TWO = gettext_noop("Your tries on a share of a run each, under Training plan, and the best two in full")
_ONE = gettext_noop("Your tries on a share of a run each, under Training plan, and one run in full")


def propose_from_tries(read: Reader) -> dict[str, Input]:
    """Return the full runs that the tries come to, by field id; nothing while both numbers are only ours."""
    if not read.answers.knows_any((TRIALS, SHARE)):
        return {}
    tries, share = read.number(TRIALS), read.number(SHARE)
    if tries is None or share is None:
        return {}
    # The full run of a model from scratch is paid once; of anything smaller the best two are run in full.
    in_full, source = (1, _ONE) if read.answers.value(APPROACH) == FROM_SCRATCH else (2, _BEST_TWO)
    return {RUNS: input_of(read.fields[RUNS], Range.exactly(tries * share / 100 + in_full), source=source)}
