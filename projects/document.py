"""Projects as documents: the rows of a project to one JSON file and back."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from projects.catalogue import get_catalogue
from projects.domain import answers as domain
from projects.domain.answers import AnswerState
from projects.domain.currency import USD
from projects.domain.document import BrokenDocument, Document, ScenarioPart, believes_nothing, parse_document
from projects.domain.document_format import FORMAT, LARGEST_BYTES, VERSION
from projects.domain.document_values import is_as_asked
from projects.domain.examples import ExampleProject, read_examples
from projects.domain.fields import Field
from projects.experience import adopted_as, number_of
from projects.history import dump_history, store_history
from projects.languages import ByLanguage
from projects.limits import admit_project
from projects.models import BASE, Answer, Browser, Project, Scenario
from projects.packs import asked_of, pack_as, pack_number_of
from projects.reference import get_rates, shipped_rate
from projects.saving import to_json
from projects.scenario_history import free_name
from projects.sealing import is_sealed, seal
from projects.wording import name_own

SAMPLE = "claims"
"""The worked example."""


@ByLanguage
def get_examples() -> Mapping[str, ExampleProject]:
    """Return the finished examples that the product ships, by their id. Raises BrokenDataFile."""
    return read_examples(settings.FIXTURES / "samples")


def sample_document(example_id: str = SAMPLE) -> bytes:
    """Return one of the shipped examples as a project document."""
    return bytes((settings.FIXTURES / "samples" / f"{example_id}.json").read_bytes())


class FilePart(Protocol):
    """What a room above keeps in the project file."""

    key: str
    """The entry of the document, as `document_format` names it."""

    def dump(self, project: Project) -> list[dict[str, Any]]:
        """Return its rows, the oldest first."""

    def store(self, project: Project, scenarios: Mapping[str, Scenario], rows: Sequence[dict[str, Any]]) -> None:
        """Store rows as they were read; scenarios by their slug."""


PARTS: list[FilePart] = []
"""A room registers itself when it is ready."""


def dump_project(project: Project, *, with_history: bool = False, with_parts: bool = False) -> dict[str, Any]:
    """Return the project document.

    Args:
        project: The project. Archived answers, whose question is gone or changed, come along.
        with_history: Whether its changes do too, from the newest back, as far as they fit into a file.
        with_parts: Whether recorded decisions do, the same way, what was said of actions, and comments.
    """
    origin = str(project.pk)
    scenarios = list(project.scenarios.alive())
    slugs = {scenario.pk: scenario.slug for scenario in scenarios}
    rows: dict[int, list[dict[str, Any]]] = {scenario.pk: [] for scenario in scenarios}
    stored = Answer.objects.filter(scenario__in=rows).order_by("field_id")
    for row in stored if with_history else stored.filter(inherits=False):
        rows[row.scenario_id].append(_dump_answer(row, with_history) | _dump_check(row, origin, slugs[row.scenario_id]))
    base = next(scenario for scenario in scenarios if scenario.is_base)
    document: dict[str, Any] = {
        "format": FORMAT,
        "format_version": VERSION,
        "project": {
            "name": project.name,
            "summary": project.summary,
            "owner_name": project.owner_name,
            "currency": project.currency,
            **_dump_rate(project),
            **({"country": project.country} if project.country else {}),
            "started_on": project.started_on.isoformat(),
            "priced_on": project.priced_on.isoformat(),
            **({"experience": adopted_as(project.experience_id).key} if project.experience_id else {}),
            **({"question_pack": pack_as(project.pack_id).key} if project.pack_id else {}),
            **({"named": named} if (named := _named(project)) else {}),
            "seed": project.seed,
            **({"ours": project.ours.slug} if project.ours in scenarios else {}),
        },
        "base": {"name": base.name, "summary": base.summary},
        "answers": rows[base.pk],
        "scenarios": [
            {
                "id": scenario.slug,
                "name": scenario.name,
                "summary": scenario.summary,
                "answers": rows[scenario.pk],
            }
            for scenario in scenarios
            if not scenario.is_base
        ],
    }
    if any("checked_at" in answer for answers in rows.values() for answer in answers):
        document["project"]["id"] = origin  # which the seals name
    for part in PARTS if with_parts else ():
        document |= _dump_part(part, project, LARGEST_BYTES - len(written(document)))
    if with_history:
        document["project"]["sequence"] = project.sequence
        document["history"] = []
        document["history"] = dump_history(scenarios, LARGEST_BYTES - len(written(document)))
    return document


def _named(project: Project) -> dict[str, str]:
    return name_own(replace(asked_of(project), named=project.named))


def written(document: dict[str, Any]) -> bytes:
    """Return a document as the bytes of its file: for people to read, or with the history to hold much of it."""
    large = {"history", "decisions", "threads"} & document.keys()
    layout: dict[str, Any] = {"separators": (",", ":")} if large else {"indent": 1}
    return json.dumps(document, ensure_ascii=False, **layout).encode()


def _dump_part(part: FilePart, project: Project, room_bytes: int) -> dict[str, Any]:
    """Return the rows of a part that fit, the newest first to be kept; nothing where there are none."""
    kept: list[dict[str, Any]] = []
    for row in reversed(part.dump(project)):
        room_bytes -= len(json.dumps(row, ensure_ascii=False).encode()) + 2
        if room_bytes < 0:
            break
        kept.insert(0, row)
    return {part.key: kept} if kept else {}


def _dump_answer(row: Answer, with_history: bool) -> dict[str, Any]:
    asked = _loose_fields().get(row.field_id)
    content = {"field": row.field_id, **to_json(row.to_answer()), "changed_at": row.changed_at.isoformat()}
    if row.changed_by:
        content["changed_by"] = row.changed_by
    if asked and row.state == AnswerState.KNOWN and not is_as_asked(asked, row.value):
        content["archived"] = True
    if with_history:
        content["version"] = row.version
        if row.inherits:
            content["inherits"] = True
    return content


def _dump_check(row: Answer, origin: str, slug: str) -> dict[str, Any]:
    """Return who checked an answer, with the seal that shows it."""
    if row.checked_at is None:
        return {}
    content = {"field": row.field_id, **to_json(row.to_answer()), "checked_by": row.checked_by}
    told = {
        "checked_at": row.checked_at.isoformat(),
        "checked_seal": seal(origin, slug, content | {"checked_at": row.checked_at}),
    }
    return told | ({"checked_by": row.checked_by} if row.checked_by else {})


@ByLanguage
def _loose_fields() -> dict[str, Field]:
    """Return the fields as a document is read with them: a sum may have been typed in another currency."""
    return get_catalogue().without_money_limits().fields


def _dump_rate(project: Project) -> dict[str, Any]:
    if project.currency == USD:
        return {}
    rate: dict[str, Any] = {"money_per_usd": project.money_per_usd}
    if project.rate_date:
        rate["rate_date"] = project.rate_date.isoformat()
    if project.rate_source:
        rate["rate_source"] = project.rate_source
    return rate


def _rate(document: Document) -> dict[str, Any]:
    """Return the rate of a document; of one that has none the shipped rate of its currency, where there is one."""
    if document.currency == USD:
        return {}
    if document.money_per_usd is not None:
        return {
            "money_per_usd": document.money_per_usd,
            "rate_date": document.rate_date,
            "rate_source": document.rate_source,
        }
    shipped = get_rates().get(document.currency)
    return shipped_rate(shipped) if shipped else {}


class UnreadableParts(BrokenDocument):
    """A document with parts that cannot be read; the person decides whether it is taken in without them."""

    def __init__(self, document: Document) -> None:
        first = document.problems[0]
        super().__init__(first.problem.message, first.problem.params)
        self.document = document


def load_project(
    data: bytes,
    *,
    owner: Browser | Callable[[], Browser] | None,
    is_sample: bool = False,
    leave_out: bool = False,
    keeps_checks: bool = False,
) -> Project:
    """Store a project document as a new project, in one transaction.

    Args:
        data: The file.
        owner: Who gets it; a callable is asked only once the document is known to be good.
        is_sample: Whether it is the worked example.
        leave_out: Whether it is stored without the parts that cannot be read.
        keeps_checks: Whether answers stay checked, as far as the file shows that they are. A copy is another project,
            and is checked anew.

    Raises:
        BrokenDocument: Where it is no project document.
        UnreadableParts: Where parts of it cannot be read and nobody said to leave them out.
        OverLimit: Where the owner has no room for it.
    """
    document = parse_document(data, get_catalogue(), is_sealed if keeps_checks else believes_nothing)
    if document.problems and not leave_out:
        raise UnreadableParts(document)
    given = {"started_on": document.started_on, "priced_on": document.priced_on, "seed": document.seed}
    experience, pack = number_of(document.experience), pack_number_of(document.question_pack)
    with transaction.atomic():
        browser = owner() if callable(owner) else owner
        if browser:
            admit_project(browser, len(data))
        project = Project.objects.create(
            owner=browser,
            stored_bytes=len(data),
            name=document.name,
            summary=document.summary,
            owner_name=document.owner_name,
            currency=document.currency,
            country=document.country,
            **_rate(document),
            is_sample=is_sample,
            experience_id=experience,
            pack_id=pack,
            named=document.named,
            sequence=document.sequence,
            **{name: value for name, value in given.items() if value is not None},
        )
        _store_scenarios(project, document)
    project.unbelieved_checks = document.unbelieved if keeps_checks else 0
    project.lacks_experience = bool(document.experience) and experience is None
    project.lacks_questions = bool(document.question_pack) and pack is None
    return project


def _store_scenarios(project: Project, document: Document) -> None:
    base = ScenarioPart(
        id=BASE, name=document.base_name or gettext("Base"), summary=document.base_summary, answers=document.answers
    )
    stored = dict[str, Scenario]()
    for position, part in enumerate((base, *document.scenarios)):
        name = free_name(part.name, (other.name for other in stored.values()))
        stored[part.id] = Scenario.objects.create(
            project=project, slug=part.id, name=name, summary=part.summary, position=position
        )
        _store(stored[part.id], part.answers)
    store_history(project, stored, document.history)
    for kind in PARTS:
        kind.store(project, stored, document.parts.get(kind.key, ()))
    if document.ours in stored:
        project.ours = stored[document.ours]
        project.save(update_fields=["ours"])


def _store(scenario: Scenario, answers: tuple[domain.Answer, ...]) -> None:
    now = timezone.now()
    Answer.objects.bulk_create(
        Answer(
            scenario=scenario,
            field_id=answer.field_id,
            version=answer.version,
            inherits=answer.inherited and not scenario.is_base,
            changed_at=answer.changed_at or now,
            changed_by=answer.changed_by,
            # Whoever brings a file in answers for what it says: somebody else checks it.
            writer_id=scenario.project.owner_id,
            checked_at=answer.check.at if answer.check else None,
            checked_by=answer.check.by if answer.check else "",
            **{name: getattr(answer, name) for name in domain.Answer.CONTENT},
        )
        for answer in answers
    )
