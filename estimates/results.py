"""What the answers of a scenario say about computing."""

from estimates.domain.compute import ComputeEstimate, estimate_compute
from estimates.reference import get_reference
from projects.access import Workspace
from projects.memory import Remembered


@Remembered
def compute_of(workspace: Workspace) -> ComputeEstimate:
    """Return the estimate of a scenario."""
    answers, fields = workspace.visible_answers, workspace.catalogue.fields
    return estimate_compute(answers, fields, get_reference(), workspace.fine_draws, **workspace.conversion)
