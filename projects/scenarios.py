"""Making scenarios and bringing them back: what touches the project's row besides its scenarios."""

from collections.abc import Callable, Iterable, Sequence
from typing import Unpack

from django.db import transaction
from django.utils.text import slugify

from projects.access import Author, Workspace
from projects.domain.answers import Answer, AnswerState
from projects.models import Project, Scenario
from projects.saving import save_answer
from projects.scenario_history import check_room, free_name, names_beside, record_made

APPROACH = "compute.approach"
STARTS: list[Callable[[Workspace, str], Iterable[Answer]]] = []
"""What rooms upstairs add, when they start: each returns what a new scenario that takes an approach says besides."""


def starting_answers(workspace: Workspace, approach: str) -> list[Answer]:
    """Return all that a new scenario says which takes an approach: team, coverage and prices belong to it."""
    if not approach:
        return []
    taken = Answer(field_id=APPROACH, state=AnswerState.KNOWN, value=approach)
    return [taken, *(answer for start in STARTS for answer in start(workspace, approach))]


def make_scenario(
    project: Project,
    *,
    name: str,
    summary: str,
    answers: Sequence[Answer] = (),
    token: str,
    **author: Unpack[Author],
) -> Scenario:
    """Make a scenario that differs from the base in nothing yet, or in what it starts with.

    Args:
        project: Where it belongs.
        name: Not empty.
        summary: What it is about, or "".
        answers: What it says otherwise than the base.
        token: Names the first answer, as in `save_answer`; the others have it with a number.
        author: Who makes it.

    Returns:
        The new one, or the one of that name where the same form was sent twice at once.

    Raises:
        TooManyScenarios: Where no more fit.
    """
    with transaction.atomic():
        locked = _lock(project)
        if twin := locked.scenarios.alive().filter(name__iexact=name).first():
            return twin
        check_room(locked)
        taken = set(locked.scenarios.values_list("slug", flat=True))
        last = locked.scenarios.order_by("position").values_list("position", flat=True).last() or 0
        made = Scenario.objects.create(
            project=locked, slug=_free_slug(name, taken), name=name, summary=summary, position=last + 1
        )
        record_made(made, **author)
    for number, content in enumerate(answers):
        save_answer(made, content, token=f"{token}-{number}" if number else token, **author)
    return made


def choose_scenario(scenario: Scenario) -> None:
    """Take a scenario as ours: its verdict is the project's. The one that is ours already is taken back."""
    with transaction.atomic():
        project = _lock(scenario.project)
        project.ours = None if project.ours_id == scenario.pk else scenario
        project.save(update_fields=["ours"])


def restore_scenario(scenario: Scenario) -> None:
    """Bring a deleted scenario back. Raises TooManyScenarios where no more fit."""
    with transaction.atomic():
        check_room(_lock(scenario.project))
        scenario.name = free_name(scenario.name, names_beside(scenario))
        scenario.deleted_at = None
        scenario.save(update_fields=["name", "deleted_at"])


def _lock(project: Project) -> Project:
    """Return the project with its row locked, so that two requests at once do not both take the last place."""
    return Project.objects.select_for_update().get(pk=project.pk)


def _free_slug(name: str, taken: set[str]) -> str:
    """Return a slug that the project never used: the history and old links keep what a deleted one was called."""
    stem = slugify(name)[:36].strip("-_") or "scenario"
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)
