"""What was worked out for other answers stays only where those that it looked at are the same."""

import pytest

from estimates.results import compute_of, estimate_answers
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from teams.results import team_by_reading, team_of

pytestmark = pytest.mark.once
EVERY = 9
"""Every so many answers one is taken away; all of them would take a minute."""


@pytest.mark.parametrize("first", range(0, EVERY, 2))
def test_answer_taken_away_moves_what_it_would_move_in_a_new_process(sample, first):
    workspace = Workspace(sample, sample.scenarios.get(slug="fine_tune"))
    compute_of(workspace)
    for field_id in sorted(workspace.visible_answers)[first::EVERY]:
        later = workspace.with_answer(Answer(field_id=field_id, state=AnswerState.UNKNOWN))
        # Each has a number of its own, as saving would give it.
        later.project.sequence += 1
        kept = compute_of(later), team_of(later)
        anew = estimate_answers(later, later.visible_answers, later.fine_draws)
        assert (field_id, kept[0].figures) == (field_id, anew.figures)
        team_by_reading.forget()
        later.project.sequence += 1
        assert (field_id, kept[1].figures) == (field_id, team_of(later).figures)
        compute_of(workspace)
