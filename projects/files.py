"""Files to download: what they are called, and the reply that carries them."""

import re
import unicodedata

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from projects.access import Workspace

_LONGEST_PART = 60


def file_name(workspace: Workspace, ending: str, *, what: str, whole: bool = False) -> str:
    """Return the name of a file: project, scenario, what it is, version and day.

    Args:
        workspace: Whose it is.
        ending: Without the dot.
        what: What is in it, such as `report-sponsor`.
        whole: Whether it holds every scenario.
    """
    project, scenario = workspace.project, workspace.scenario
    names = [_slug(project.name, "project"), *([] if whole else [_slug(scenario.slug, "scenario")])]
    return f"{'_'.join((*names, what, f'v{project.sequence}', timezone.localdate().isoformat()))}.{ending}"


def _slug(text: str, otherwise: str) -> str:
    """Return the letters and digits of a text, those of every script with the marks that belong to them."""
    signs = unicodedata.normalize("NFKC", text).lower()
    kept = (sign for sign in signs if sign in "-_" or sign.isspace() or unicodedata.category(sign)[0] in "LMN")
    return re.sub(r"[-\s]+", "-", "".join(kept))[:_LONGEST_PART].strip("-_") or otherwise


def file_reply(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Return a file to download, or inline one that browsers show."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = str(content_disposition_header(not inline, name))
    return response
