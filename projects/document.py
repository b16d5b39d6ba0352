"""Projects as documents: the rows of a project to one JSON file and back."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from projects.catalogue import get_catalogue
from projects.domain import answers as domain
from projects.domain.currency import USD
from projects.domain.document import FORMAT, VERSION, Document, parse_document
from projects.models import BASE, Answer, Browser, Project, Scenario
from projects.reference import get_rates, shipped_rate
from projects.saving import to_json

SAMPLE = "claims.json"


def sample_document() -> bytes:
    """Return the worked example that the product ships."""
    return bytes((settings.FIXTURES / "samples" / SAMPLE).read_bytes())


def dump_project(project: Project) -> dict[str, Any]:
    """Return the project document. Archived answers, whose question is gone, come along."""
    scenarios = list(project.scenarios.alive())
    rows = {one.pk: [] for one in scenarios}  # type: dict[int, list[dict[str, Any]]]
    for row in Answer.objects.filter(scenario__in=rows, inherits=False).order_by("field_id"):
        rows[row.scenario_id].append({"field": row.field_id, **to_json(row.to_answer())})
    base = next(one for one in scenarios if one.is_base)
    return {
        "format": FORMAT,
        "format_version": VERSION,
        "project": {
            "name": project.name,
            "summary": project.summary,
            "owner_name": project.owner_name,
            "currency": project.currency,
            **_dump_rate(project),
            "started_on": project.started_on.isoformat(),
            "priced_on": project.priced_on.isoformat(),
            "seed": project.seed,
        },
        "answers": rows[base.pk],
        "scenarios": [
            {"id": one.slug, "name": one.name, "summary": one.summary, "answers": rows[one.pk]}
            for one in scenarios
            if not one.is_base
        ],
    }


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


def load_project(data: bytes, *, owner: Browser | Callable[[], Browser] | None, is_sample: bool = False) -> Project:
    """Store a project document as a new project, whole or not at all.

    Args:
        data: The file.
        owner: Who gets it; a callable is asked only once the document is known to be good.
        is_sample: Whether it is the worked example.

    Raises:
        BrokenDocument: Where it cannot be taken in.
    """
    document = parse_document(data, get_catalogue())
    given = {"started_on": document.started_on, "priced_on": document.priced_on, "seed": document.seed}
    with transaction.atomic():
        project = Project.objects.create(
            owner=owner() if callable(owner) else owner,
            name=document.name,
            summary=document.summary,
            owner_name=document.owner_name,
            currency=document.currency,
            **_rate(document),
            is_sample=is_sample,
            **{name: value for name, value in given.items() if value is not None},
        )
        base = Scenario.objects.create(project=project, slug=BASE, name=gettext("Base"))
        _store(base, document.answers)
        for position, part in enumerate(document.scenarios, start=1):
            scenario = Scenario.objects.create(
                project=project, slug=part.id, name=part.name, summary=part.summary, position=position
            )
            _store(scenario, part.answers)
    return project


def _store(scenario: Scenario, answers: tuple[domain.Answer, ...]) -> None:
    now = timezone.now()
    Answer.objects.bulk_create(
        Answer(
            scenario=scenario,
            field_id=one.field_id,
            version=1,
            changed_at=now,
            **{name: getattr(one, name) for name in domain.Answer.CONTENT},
        )
        for one in answers
    )
