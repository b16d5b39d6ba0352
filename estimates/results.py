"""What the answers of a scenario say about computing."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import date

from estimates.domain.figures.compute import ComputeEstimate, estimate_compute
from estimates.domain.figures.corpus import propose_from_data
from estimates.domain.figures.guess import make_guess
from estimates.domain.figures.ruled_out import ApproachStatus, stand
from estimates.domain.figures.tries import propose_from_tries
from estimates.domain.figures.work import Published
from estimates.prices import rows_on, state_of_rows
from estimates.reference import get_approach_rules, get_guess_rules, get_reference
from projects.access import Workspace
from projects.domain.answers import Answers
from projects.domain.draws import Draws
from projects.domain.expressions import Facts
from projects.domain.reader import Reader
from projects.memory import Remembered, RememberedByReading


@Remembered
def standings_of(workspace: Workspace) -> Mapping[str, ApproachStatus]:
    """Return where every approach stands: ruled out by an answer, left in on a condition, or open."""
    facts = Facts.of(workspace.catalogue, workspace.visible_answers)
    return stand(get_approach_rules(), facts)


@Remembered
def compute_of(workspace: Workspace) -> ComputeEstimate:
    """Return the estimate of a scenario."""
    return compute_by_reading(workspace)


@RememberedByReading
def compute_by_reading(workspace: Workspace, answers: Answers) -> ComputeEstimate:
    """Return the same for every scenario whose answers say the same where computing looks at them."""
    return estimate_answers(workspace, answers, workspace.fine_draws)


def estimate_on(workspace: Workspace, day: date) -> ComputeEstimate:
    """Return the estimate of a scenario at the prices of a day, whatever day the project has chosen."""
    project = copy(workspace.project)
    project.priced_on = day
    return compute_of(replace(workspace, project=project))


def estimate_answers(workspace: Workspace, answers: Answers, draws: Draws) -> ComputeEstimate:
    """Return the estimate of some answers as if they were the scenario's; nothing is remembered.

    Args:
        workspace: Whose money and prices count.
        answers: Visible answers.
        draws: How finely to draw.
    """
    fields = workspace.catalogue.fields
    guess = make_guess(get_guess_rules(), answers, fields, get_reference().presets)
    read = Reader(answers, fields, draws)
    if guess is not None:
        guess = replace(guess, inputs={**guess.inputs, **propose_from_data(read), **propose_from_tries(read)})
    prices = rows_on(workspace.project.priced_on, workspace.shared[state_of_rows])
    return estimate_compute(
        read, Published(reference=get_reference(), prices=prices, exchange=workspace.exchange), guess
    )
