"""The approach that the quick scope counts with while nobody has chosen one: the recommended one, as our proposal."""

from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

from django.utils.translation import gettext as _

from decisions.domain.options import SIMPLE, TODAY
from decisions.options import options_of
from estimates.domain.figures.ruled_out import APPROACH
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.limits import CANNOT_STORE, OverLimit
from projects.saving import PROPOSER, is_ours, save_answer

PROPOSED = "propose-"
"""How the token of a proposal begins: it follows from answers, and is no news to anybody."""


def is_proposed(workspace: Workspace) -> bool:
    """Tell whether the approach is our proposal, and nobody's choice."""
    return is_ours(workspace.answers[APPROACH])


def say_proposed(workspace: Workspace) -> str:
    """Return that the figures count with our proposal; "" where somebody chose, or nothing is proposed."""
    if not is_proposed(workspace):
        return ""
    choice = workspace.catalogue.fields[APPROACH].choice(workspace.answers[APPROACH].value)
    words = _("Counted with our proposal: %(name)s. Nobody has chosen an approach yet.")
    return words % {"name": _(choice.label) if choice else ""}


def propose_approach(workspace: Workspace) -> None:
    """Answer with the recommended approach where nobody chose one, and again where the answers recommend another."""
    given = workspace.answers[APPROACH]
    if given.state is not AnswerState.BLANK and not is_proposed(workspace):
        return
    recommended = options_of(workspace).marks.recommended
    wanted = None if recommended in ("", SIMPLE, TODAY) else recommended
    if wanted == given.value:
        return
    content = (
        replace(given, state=AnswerState.KNOWN, value=wanted)
        if wanted
        else Answer(field_id=APPROACH, version=given.version, base_version=given.base_version)
    )
    token = f"{PROPOSED}{workspace.project.sequence}-{given.version}-{wanted or ''}"[:64]
    # Nobody wrote it, so whoever sees it may check it.
    save_answer(workspace.scenario, content, token=token, who=PROPOSER, person=None)


def follow_answers(workspace: Workspace) -> Workspace:
    """Let our proposal follow later answers once an editor looks; return the project as it is then."""
    if not (workspace.may_edit and is_proposed(workspace)):
        return workspace
    with suppress(*CANNOT_STORE, OverLimit):
        propose_approach(workspace)
        workspace.project.refresh_from_db()
    return replace(workspace)


def take_proposed_approach(workspace: Workspace) -> None:
    """Let whoever reads take our proposal on, so that it is their choice from now on."""
    given = workspace.answers[APPROACH]
    if is_proposed(workspace):
        save_answer(workspace.scenario, given, token=f"take-{given.version}-{uuid4()}", **workspace.author)
