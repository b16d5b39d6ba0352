"""Keeping versions: the whole project frozen at one moment, by hand or by itself, and never changed again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from projects.access import Workspace
from projects.document import dump_project
from projects.history import size_of
from projects.limits import OverLimit, admit_bytes
from projects.models import Project, Snapshot, SnapshotKind

HEADLINES: list[Callable[[Workspace], Mapping[str, Any]]] = []
"""What rooms upstairs keep of a scenario with a version: each returns verdict and figures as JSON."""


class KeptForSomething(Exception):
    """The version belongs to a decision or to a link, and goes with it alone."""


@dataclass(frozen=True, kw_only=True)
class VersionName:
    """What a version is called, and why it is kept."""

    name: str
    note: str = ""
    kind: SnapshotKind = SnapshotKind.KEPT


def take_snapshot(workspace: Workspace, named: VersionName) -> Snapshot:
    """Keep the project as it is, in one transaction.

    Args:
        workspace: Of any scenario.
        named: What the version is called, and why it is kept.

    Raises:
        OverLimit: Where there is no room for it.
    """
    for column in workspace.columns:
        _headlines(column)  # worked out before the project is locked; nobody who saves meanwhile has to wait
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=workspace.project.pk)
        most = settings.MOST_VERSIONS
        if project.snapshots.exclude(kind=SnapshotKind.DECISION).count() >= most:
            raise OverLimit(_("This project has %(limit)s versions. Delete one first.") % {"limit": most})
        return freeze_project(replace(workspace, project=project), named)


def freeze_project(workspace: Workspace, named: VersionName) -> Snapshot:
    """Keep the project as it is: its document, and of every scenario verdict and headline figures.

    Args:
        workspace: Of any scenario; its project's row is locked.
        named: What the version is called, and why it is kept.

    Raises:
        OverLimit: Where there is no room for it.
    """
    project = workspace.project
    document = dump_project(project)
    results = {column.scenario.slug: _headlines(column) for column in workspace.columns}
    size = size_of(document, results)
    admit_bytes(project, size)
    project.stored_bytes += size
    project.save(update_fields=["stored_bytes"])
    return Snapshot.objects.create(
        project=project,
        name=named.name,
        note=named.note,
        kind=named.kind,
        created_by=workspace.who,
        person_id=workspace.person_id,
        sequence=project.sequence,
        thresholds_id=project.thresholds_id,
        document=document,
        results=results,
        stored_bytes=size,
    )


def _headlines(workspace: Workspace) -> dict[str, Any]:
    return {name: value for headline in HEADLINES for name, value in headline(workspace).items()}


def open_version(workspace: Workspace, version_id: int) -> Snapshot:
    """Return a version of the owner's project, or answer 404."""
    return get_object_or_404(workspace.project.snapshots.select_related("project"), pk=version_id)


def delete_version(snapshot: Snapshot) -> None:
    """Delete a version; the room is free again.

    Raises:
        KeptForSomething: Where a decision or a link stands on it.
    """
    if _is_needed(snapshot):
        raise KeptForSomething
    drop_version(snapshot)


def drop_version(snapshot: Snapshot) -> None:
    """Delete a version with whatever stands on it."""
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=snapshot.project_id)
        project.stored_bytes = max(0, project.stored_bytes - snapshot.stored_bytes)
        project.save(update_fields=["stored_bytes"])
        snapshot.delete()


def _is_needed(snapshot: Snapshot) -> bool:
    """Tell whether any row points at a version: decisions and links do, of whichever room."""
    relations = (relation for relation in Snapshot._meta.related_objects if relation.related_model)
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: snapshot}).exists()
        for relation in relations
    )
