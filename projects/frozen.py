"""A version of a project as a workspace: its answers as they were, worked out as those of today are.

Nothing of it is stored, and nothing of it may be: its project is a copy that has the name, the currency and the day of
prices of then under the id of the project as it is now.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.document import written
from projects.domain.answers import Answer, Answers
from projects.domain.document import Document, ScenarioPart, parse_document
from projects.domain.lazy import cached_property
from projects.domain.stored import settle
from projects.experience import number_of
from projects.history import ToldChange
from projects.models import BASE, Project, Scenario, Snapshot
from projects.packs import pack_number_of
from projects.saving import from_json

SETTINGS = ("currency", "country", "money_per_usd", "rate_date", "rate_source", "started_on", "priced_on", "seed")
"""What of a project figures depend on, beside its answers."""


@dataclass(frozen=True)
class FrozenWorkspace(Workspace):
    """A workspace whose answers stand in no row. Hand it to what reads, never to what saves."""

    said: Mapping[str, Answers] = field(default_factory=dict, compare=False)
    """The answers of every scenario by its slug, laid over those of the base."""
    beside: tuple[Scenario, ...] = ()
    """Every scenario, the base first."""

    @cached_property
    def answers(self) -> Answers:
        return self.settled(self.said[self.scenario.slug])

    @cached_property
    def base_answers(self) -> Answers:
        return self.settled(self.said[BASE])

    @cached_property
    def scenarios(self) -> list[Scenario]:
        return list(self.beside)

    @cached_property
    def columns(self) -> list[Workspace]:
        return [replace(self, scenario=scenario) for scenario in self.beside]

    @property
    def state(self) -> tuple[object, ...]:
        return (self._digest, *super().state)

    @cached_property
    def _digest(self) -> str:
        """Of everything that figures depend on: answers in no row have no sequence number of their own."""
        said = {slug: [answers[answer].content for answer in sorted(answers)] for slug, answers in self.said.items()}
        given = [sorted(self.said[self.scenario.slug]), said, [getattr(self.project, name) for name in SETTINGS]]
        return hashlib.sha256(json.dumps(given, default=str, sort_keys=True).encode()).hexdigest()


def thaw(snapshot: Snapshot, slug: str = BASE, *, who: str = "", hide_pay: bool = False) -> FrozenWorkspace:
    """Return a version as it can be read.

    Args:
        snapshot: The version.
        slug: Of the scenario; the base where the version has no such scenario.
        who: Who reads.
        hide_pay: Whether the reader must not learn what anybody earns.
    """
    # Where a file brought the version, its checks were tried when it came.
    document = parse_document(written(snapshot.document), get_catalogue(), lambda _claim: True)
    project = _project_of(snapshot, document)
    parts = (
        ScenarioPart(id=BASE, name=document.base_name, summary=document.base_summary, answers=document.answers),
        *document.scenarios,
    )
    beside = _scenarios_of(project, parts)
    chosen = next((scenario for scenario in beside if scenario.slug == slug), beside[0])
    return FrozenWorkspace(
        project, chosen, who, hide_pay, said={part.id: _laid_over(part, parts[0]) for part in parts}, beside=beside
    )


def freeze(workspace: Workspace) -> FrozenWorkspace:
    """Return a workspace as it is at this moment: what is saved later no longer reaches it."""
    columns = workspace.columns
    return FrozenWorkspace(
        workspace.project,
        workspace.scenario,
        workspace.who,
        workspace.hide_pay,
        said={column.scenario.slug: column.answers for column in columns},
        beside=tuple(column.scenario for column in columns),
    )


def freeze_before(workspace: FrozenWorkspace, told: Iterable[ToldChange]) -> FrozenWorkspace:
    """Return a workspace with some answers put back to what they said before their changes; all others stay.

    Args:
        workspace: As it is now.
        told: Of each answer to put back its first change.
    """
    own = {slug: {field_id: answers[field_id] for field_id in answers.own} for slug, answers in workspace.said.items()}
    fields = get_catalogue().unlimited
    for line in told:
        slug, field_id = line.change.scenario.slug, line.change.field_id
        if slug not in own:
            continue  # that scenario is gone
        own[slug].pop(field_id, None)
        if line.before is not None:
            own[slug][field_id] = settle(from_json(field_id, line.before), fields.get(field_id))
    below = {field_id: replace(answer, inherited=True) for field_id, answer in own[BASE].items()}
    said = {slug: Answers(answers if slug == BASE else below | answers) for slug, answers in own.items()}
    return replace(workspace, said=said)


def _project_of(snapshot: Snapshot, document: Document) -> Project:
    """Return the project with what it was then; the id is its own, so that what belongs to it is found."""
    project = copy(snapshot.project)
    told = {name: getattr(document, name) for name in ("name", "summary", "owner_name", *SETTINGS)}
    told["money_per_usd"] = document.money_per_usd or 1.0
    for name in ("started_on", "priced_on", "seed"):
        told[name] = getattr(project, name) if told[name] is None else told[name]
    for name, value in told.items():
        setattr(project, name, value)
    project.sequence, project.thresholds_id = snapshot.sequence, snapshot.thresholds_id
    project.experience_id = number_of(document.experience)
    project.pack_id, project.named = pack_number_of(document.question_pack), dict(document.named)
    ours = snapshot.project.scenarios.filter(slug=document.ours).first() if document.ours else None
    project.ours = ours
    return project


def _scenarios_of(project: Project, parts: Sequence[ScenarioPart]) -> tuple[Scenario, ...]:
    """Return the scenarios of then; one that has been deleted for good gets an id that no row has."""
    rows = {scenario.slug: scenario for scenario in Scenario.objects.filter(project=project.pk)}
    scenarios = []
    for position, part in enumerate(parts):
        known = rows.get(part.id) or Scenario(pk=-1 - position, slug=part.id)
        scenario = copy(known)
        scenario.project, scenario.name, scenario.summary = project, part.name or known.name, part.summary
        scenario.position, scenario.deleted_at = position, None
        scenarios.append(scenario)
    return tuple(scenarios)


def _laid_over(part: ScenarioPart, base: ScenarioPart) -> Answers:
    if part is base:
        return Answers({answer.field_id: answer for answer in _settled(base.answers)})
    inherited = {answer.field_id: replace(answer, inherited=True) for answer in _settled(base.answers)}
    own = {answer.field_id: replace(answer, inherited=False) for answer in _settled(part.answers)}
    return Answers(inherited | own)


def _settled(answers: Iterable[Answer]) -> Iterable[Answer]:
    fields = get_catalogue().unlimited
    return (settle(answer, fields.get(answer.field_id)) for answer in answers)
