"""Where somebody comes in who may see a part of a project only."""

import uuid

from django.urls import reverse

from projects.catalogue import get_catalogue
from projects.domain.rights import REPORT, Grant
from projects.models import BASE

SECTIONS = (
    ("problem", "scoping:part"),
    ("readiness", "decisions:readiness"),
    ("data", "decisions:data"),
    ("approach", "decisions:approach"),
    ("compute", "estimates:compute"),
    ("team", "teams:team"),
    ("value", "decisions:value"),
    ("training", "decisions:training"),
    ("evaluation", "decisions:evaluation"),
)
"""Every section with its page, in the order in which they are walked through."""


def home_of(project_id: uuid.UUID, grant: Grant, scenario: str = BASE) -> str:
    """Return the first page of a project that a grant opens."""
    if grant.sees_everything:
        return reverse("reports:overview", args=[project_id, scenario])
    for section_id, name in SECTIONS if not grant.opens(REPORT) else ():
        if grant.opens(section_id):
            more = [get_catalogue().sections[section_id].parts[0].id] if name == "scoping:part" else []
            return reverse(name, args=[project_id, scenario, *more])
    return reverse("reports:report", args=[project_id, scenario])
