"""What the organisation learns, as the page for administrators shows it."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.domain.experience import LEARNT, LEAST_PROJECTS, SPANS_ALL
from decisions.experience import Measured, figures_that_would_move, published, values_of
from decisions.since import MovedFigure
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.domain.draws import summarise
from projects.domain.ranges import Range
from projects.formatting import Formatter
from projects.models import BASE, Experience, Project


@dataclass(frozen=True, kw_only=True)
class FieldLine:
    """One default: what is assumed today, and what projects propose."""

    label: str
    today: str
    source: str
    proposed: str
    """Empty where too few projects say something."""
    measured: str
    missing: str
    """How many projects are missing."""


@dataclass(frozen=True, kw_only=True)
class ProjectLine:
    """One finished project, and what it says of each default."""

    pk: int
    name: str
    """Empty where the administrator may not see it."""
    counts: bool
    says: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """A version, and what it put in place of what."""

    row: Experience
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExperienceEffect:
    """What would move in a project."""

    project: Project
    figures: tuple[MovedFigure, ...]


def digest_of(proposed: Experience) -> str:
    """Return what tells one proposal from another."""
    return hashlib.sha256(json.dumps(proposed.ranges, sort_keys=True).encode()).hexdigest()[:32]


def field_lines(proposed: Experience, counted: Sequence[Measured], newest: Experience | None) -> list[FieldLine]:
    """Return a line for each default that is learnt.

    Args:
        proposed: What the projects that count propose.
        counted: Those projects.
        newest: The version that new projects begin with; None while there is none.
    """
    lines = []
    for field_id in LEARNT:
        values, own = values_of(counted, field_id), _own(newest, field_id)
        missing = max(0, LEAST_PROJECTS - len(values))
        words = ngettext("%(n)s more project is needed.", "%(n)s more projects are needed.", missing)
        lines.append(
            FieldLine(
                label=_label(field_id),
                today=_range(own or published(field_id)),
                source=_("your own projects") if own else _("published"),
                proposed="" if missing else _range(_own(proposed, field_id)),
                measured=_spread(values),
                missing=words % {"n": missing} if missing else "",
            )
        )
    return lines


def project_lines(
    measured: Sequence[Measured], counted: Collection[Measured], visible: Collection[Any]
) -> list[ProjectLine]:
    """Return a line for each finished project.

    Args:
        measured: All of them.
        counted: Those that count.
        visible: Ids of the projects that the administrator may see; of the others no name is told.
    """
    return [
        ProjectLine(
            pk=told.row.pk,
            name=told.row.project.name if told.row.project_id in visible else "",
            counts=told in counted,
            says=tuple(_percent(told.says[field_id]) if field_id in told.says else "–" for field_id in LEARNT),
        )
        for told in measured
    ]


def version_lines(versions: Sequence[Experience]) -> list[VersionLine]:
    """Return a line for each version, the newest first, each with what it replaced."""
    return [
        VersionLine(row=row, sentences=tuple(_replaced(row, before)))
        for row, before in zip(versions, [*versions[1:], None], strict=False)
    ]


def _replaced(row: Experience, before: Experience | None) -> list[str]:
    said = []
    for field_id in LEARNT:
        own, former = _own(row, field_id), _own(before, field_id)
        if own is None and former is None:
            continue
        words = {
            "label": _label(field_id),
            "now": _range(own or published(field_id)),
            "before": _range(former or published(field_id)),
        }
        if own is None:
            said.append(_("%(label)s: as published again, %(now)s; it replaces %(before)s.") % words)
            continue
        values = row.ranges[field_id]["measured"]
        sentence = ngettext(
            "%(label)s: %(now)s, from %(n)s project (%(spread)s); it replaces %(before)s.",
            "%(label)s: %(now)s, from %(n)s projects (%(spread)s); it replaces %(before)s.",
            len(values),
        )
        said.append(sentence % (words | {"n": len(values), "spread": _spread(values)}))
    return said


def effects_of(projects: Sequence[Project], proposed: Experience) -> list[ExperienceEffect]:
    """Return what would move in projects if they took a proposal; their base, for who may see pay."""
    effects = []
    for project in projects:
        workspace = Workspace(project, project.scenarios.get(slug=BASE))
        effects.append(ExperienceEffect(project=project, figures=figures_that_would_move(workspace, proposed)))
    return effects


# ---------------------------------------------------------------- as words


def _own(row: Experience | None, field_id: str) -> Range | None:
    told = row.ranges.get(field_id) if row else None
    return Range.from_json(told["range"]) if told else None


def _label(field_id: str) -> str:
    return _(get_catalogue().fields[field_id].label)


def _percent(value: float) -> str:
    return Formatter.for_reader().quantity(round(value), "%")


def _range(value: Range | None) -> str:
    return Formatter.for_reader().range(value, "%") if value else ""


def _spread(values: Sequence[float]) -> str:
    """Say what projects came to: each of few, P10, P50 and P90 of many."""
    if len(values) < SPANS_ALL:
        return ", ".join(map(_percent, values))
    return _range(summarise(np.array(values, dtype=float)))
