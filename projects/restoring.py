"""Restoring answers from a version: ordinary changes, each in the history and each undone as any other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction

from projects.access import Workspace
from projects.domain.answers import Answer
from projects.frozen import FrozenWorkspace
from projects.models import digest
from projects.saving import Saved, SaveOutcome, save_answer, take_base


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What became of it."""

    answers: int
    """So many say again what they said in the version."""
    conflicts: int
    """So many were changed by somebody in the meantime, and stayed as they are."""


def restore_answers(workspace: Workspace, version: FrozenWorkspace, field_ids: Iterable[str]) -> Restored:
    """Let answers say again what they said in a version, all of them in one transaction.

    Args:
        workspace: The scenario as it is, read just now.
        version: The same scenario in the version.
        field_ids: Of fields that are asked today.

    Raises:
        OverLimit: Where there is no room for it; then nothing is restored.
    """
    with transaction.atomic():
        done = [_restore(workspace, version, field_id) for field_id in field_ids]
    results = [saved.result for saved in done]
    return Restored(answers=results.count(SaveOutcome.SAVED), conflicts=results.count(SaveOutcome.CONFLICT))


def _restore(workspace: Workspace, version: FrozenWorkspace, field_id: str) -> Saved:
    then, now = version.answers[field_id], workspace.answers[field_id]
    # The same button pressed twice is one change: the token is made from what it restores, and over what.
    token = digest(f"restore/{workspace.scenario.pk}/{field_id}/{now.version}/{now.base_version}/{then.content}")[:40]
    if _is_the_base_s(workspace, then):
        return take_base(workspace.scenario, field_id, version=now.version, token=token, **workspace.author)
    content = replace(then, version=now.version, inherited=False)
    return save_answer(workspace.scenario, content, token=token, **workspace.author)


def _is_the_base_s(workspace: Workspace, then: Answer) -> bool:
    """Tell whether a scenario took the answer from its base then, and the base still says the same."""
    if workspace.scenario.is_base or not then.inherited:
        return False
    return workspace.base_answers[then.field_id].content == then.content
