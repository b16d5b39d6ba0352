"""An option of the table as the scenario that it would be, without a row: every room works it out like any other."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from estimates.domain.figures.ruled_out import APPROACH
from projects.access import Workspace
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.lazy import cached_property
from projects.models import Scenario


@dataclass(frozen=True)
class PlannedWorkspace(Workspace):
    """A project in a scenario that nobody has made."""

    asked: Workspace | None = None
    """The scenario on whose answers it is laid."""
    beside: list[Workspace] = field(default_factory=list)
    """The scenarios that there are, the base first."""

    @property
    def state(self) -> tuple[object, ...]:
        """That of the scenario below it, and the approach that makes it another one."""
        below = self.asked.state if self.asked else ()
        return (*below, self.answers.value(APPROACH))

    @cached_property
    def columns(self) -> list[Workspace]:
        return self.beside


def planned_as(
    workspace: Workspace,
    below: Answers,
    approach: str,
    changes: Mapping[str, Answer],
    columns: list[Workspace],
) -> PlannedWorkspace:
    """Return an option as the scenario that it would be.

    Args:
        workspace: The scenario that is asked.
        below: Its answers, as an option has them (`answers_below`).
        approach: The choice of `compute.approach` that it takes.
        changes: What it says otherwise, by field id; nothing but its approach may follow from anything else.
        columns: Every scenario of the project, the base first.
    """
    scenario = Scenario(project=workspace.project, slug=f"option-{approach}", name=approach)
    made = PlannedWorkspace(
        workspace.project,
        scenario,
        workspace.who,
        workspace.hide_pay,
        workspace.grant,
        workspace.member,
        asked=workspace,
        beside=columns,
    )
    taken = {APPROACH: Answer(field_id=APPROACH, state=AnswerState.KNOWN, value=approach)}
    base = next(column for column in columns if column.scenario.is_base)
    vars(made).update(
        answers=below.overlaid({**changes, **taken}),
        base_answers=base.answers,
        shared=workspace.shared,
        scenarios=workspace.scenarios,
        catalogue=workspace.catalogue,
        draws=workspace.draws,
        # A table says two digits; ten times the draws would say no more.
        fine_draws=workspace.draws,
    )
    return made


def answers_below(workspace: Workspace) -> Answers:
    """Return the answers of a scenario as one that is made on it has them: what the base says is inherited."""
    answers = workspace.answers
    if not workspace.scenario.is_base:
        return answers
    return Answers({field_id: replace(answer, inherited=True) for field_id, answer in answers.items()})
