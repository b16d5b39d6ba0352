"""Answers that a program writes: all of them or none, and nothing over what somebody changed meanwhile."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction

from api.domain.sent import Changes
from projects.access import Workspace
from projects.domain.answers import Answer
from projects.models import Answer as AnswerRow
from projects.models import Change, Project, Scenario
from projects.saving import SaveOutcome, save_answer


@dataclass(frozen=True)
class Clash(Exception):
    """Answers that were changed after the state that the program saw; nothing was stored."""

    pairs: Sequence[tuple[Answer, Answer]]
    """What was sent, and what stands now."""


class AheadOfProject(Exception):
    """The program says that it saw a state which the project has not reached."""


def save_changes(workspace: Workspace, changes: Changes, *, who: str, person: int | None) -> list[Answer]:
    """Store answers in one transaction; return those that differ now.

    Args:
        workspace: The project in the scenario that the answers belong to.
        changes: What to write, and the state that the program saw.
        who: Who changes it, as the history shows it.
        person: The row of whoever the program acts for.

    Raises:
        Clash: Where somebody changed one of them since.
        AheadOfProject: Where the state is none of the project's.
        OverLimit: Where there is no room.
    """
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=workspace.project.pk)
        if changes.sequence > project.sequence:
            raise AheadOfProject
        now = AnswerRow.objects.of(workspace.scenario)
        wanted = [(sent, now[sent.field_id]) for sent in changes.answers]
        # What stands there already is no change, whoever wrote it: a request that is sent twice is done once.
        differing = [(sent, stands) for sent, stands in wanted if sent.content != stands.content]
        stale = _changed_since(project, workspace.scenario, changes)
        if clashes := [pair for pair in differing if stale(pair[1])]:
            raise Clash(clashes)
        saved = [
            save_answer(
                workspace.scenario,
                replace(sent, version=stands.version),
                token=secrets.token_urlsafe(9),
                who=who,
                person=person,
            )
            for sent, stands in differing
        ]
        assert all(save.result is not SaveOutcome.CONFLICT for save in saved)  # the project's row is locked
    return [save.answer for save in saved]


def _changed_since(project: Project, scenario: Scenario, changes: Changes) -> Any:
    """Return a function that tells whether an answer was changed after the state that the program saw."""
    if project.sequence - changes.sequence > settings.MOST_CHANGES:
        return lambda _answer: True  # the history may reach back no further
    rows = Change.objects.filter(
        project=project, sequence__gt=changes.sequence, field_id__in=[answer.field_id for answer in changes.answers]
    )
    changed = set(rows.values_list("field_id", "scenario__slug"))

    def is_stale(answer: Answer) -> bool:
        own = (answer.field_id, scenario.slug) in changed
        return own or (answer.inherited and (answer.field_id, "base") in changed)

    return is_stale
