"""Where somebody comes in who may see a part of a project only."""

import uuid

from django.urls import reverse

from projects.catalogue import get_catalogue
from projects.domain.rights import OWN, REPORT, Grant, Right
from projects.models import BASE

PAGES = {
    "problem": "scoping:part",
    "readiness": "decisions:readiness",
    "data": "decisions:data",
    "approach": "decisions:approach",
    "compute": "estimates:compute",
    "team": "teams:team",
    "value": "decisions:value",
    "training": "decisions:training",
    "evaluation": "decisions:evaluation",
}
"""Sections with a page of their own; every other has the general one."""
GENERAL = "reports:section"


def address_of(section_id: str, part_id: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the page on which a section is asked: its name, and what its address says beside the scenario.

    Args:
        section_id: The section.
        part_id: One of its parts, where each has a page of its own; else its first.
    """
    name = PAGES.get(section_id, GENERAL)
    if name == "scoping:part":
        return name, (part_id or get_catalogue().sections[section_id].parts[0].id,)
    return name, (section_id,) if name == GENERAL else ()


def home_of(project_id: uuid.UUID, grant: Grant, scenario: str = BASE) -> str:
    """Return the first page that a grant opens; whoever edits comes in where there is something to edit."""
    if grant.sees_everything:
        return reverse("reports:overview", args=[project_id, scenario])
    reads = grant.opens(REPORT) and grant.right < Right.EDIT
    for section_id in () if reads else (*get_catalogue().sections, OWN):
        if grant.opens(section_id):
            name, more = address_of(section_id)
            return reverse(name, args=[project_id, scenario, *more])
    return reverse("reports:report", args=[project_id, scenario])
