"""What a plan costs is worked out once for as long as the plan and the draws are the same."""

import numpy as np
import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.reader import Reader
from teams.domain.cost import estimate_plan
from teams.domain.kept import KeptEstimates
from teams.domain.reading import PlanBasis, read_plan
from teams.reference import get_roles


def plan_over(months):
    answer = Answer(field_id="team.duration_months", state=AnswerState.KNOWN, value=months)
    return read_plan(
        Reader(Answers({answer.field_id: answer}), get_catalogue().fields, Draws(7)), PlanBasis(roles=get_roles())
    )


@pytest.fixture
def asked():
    return []


@pytest.fixture
def kept(asked):
    def work_out(plan, draws):
        asked.append(plan)
        return estimate_plan(plan, draws)

    return KeptEstimates(work_out, most=2)


def test_same_plan_read_again_is_worked_out_once(kept, asked):
    first, again = (kept.of(plan_over(6.0), Draws(7, 200)) for _turn in range(2))

    assert again is first
    assert len(asked) == 1


def test_another_plan_is_worked_out_anew(kept):
    kept.of(plan_over(6.0), Draws(7, 200))

    longer = kept.of(plan_over(7.0), Draws(7, 200))

    assert longer.total.value == estimate_plan(plan_over(7.0), Draws(7, 200)).total.value


@pytest.mark.parametrize("other", [Draws(8, 200), Draws(7, 300), Draws(7, 200, first_names={"team.rate": "rate"})])
def test_other_draws_are_worked_out_anew(kept, other):
    first = kept.of(plan_over(6.0), Draws(7, 200))

    again = kept.of(plan_over(6.0), other)

    assert again is not first
    assert np.array_equal(again.one_off_draws, estimate_plan(plan_over(6.0), other).one_off_draws)


def test_the_plan_asked_for_longest_ago_goes_first(kept, asked):
    for months in (6.0, 7.0, 6.0, 8.0, 6.0, 7.0):
        kept.of(plan_over(months), Draws(7, 200))

    assert [plan.duration_months.value.likely for plan in asked] == [6.0, 7.0, 8.0, 7.0]
