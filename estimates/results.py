"""What the answers of a scenario say about computing."""

from datetime import date

from estimates.domain.compute import ComputeEstimate, estimate_compute
from estimates.domain.guess import make_guess
from estimates.prices import price_list
from estimates.reference import get_guess_rules, get_reference
from projects.access import Workspace
from projects.memory import Remembered


@Remembered
def compute_of(workspace: Workspace) -> ComputeEstimate:
    """Return the estimate of a scenario."""
    return estimate_on(workspace, workspace.project.priced_on)


def estimate_on(workspace: Workspace, day: date) -> ComputeEstimate:
    """Return the estimate of a scenario at the prices of a day; nothing is remembered."""
    answers, fields = workspace.visible_answers, workspace.catalogue.fields
    return estimate_compute(
        answers, fields, get_reference(), workspace.fine_draws, **workspace.conversion,
        prices=price_list(day),
        guess=make_guess(get_guess_rules(), answers, fields, get_reference().presets),
    )  # fmt: skip
