"""Reports that were set already: as long as nothing of what they say changes, the file is kept and not made anew."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import get_language

from projects.access import Workspace
from projects.branding import current_look
from reports.choice import ReportChoice
from reports.domain.audience import COMMENTS
from reports.pdf import Rendered

_MOST_KEPT = 12
"""A file takes about a megabyte."""
_kept: OrderedDict[Hashable, Rendered] = OrderedDict()
_lock = Lock()


def kept_pdf(workspace: Workspace, choice: ReportChoice, make: Callable[[], Rendered], *, is_link: bool) -> Rendered:
    """Return the file of a report: the kept one where all that it says is as it was, else a new one.

    Args:
        workspace: The scenario, as its reader may see it.
        choice: What the reader chose.
        make: Makes the file.
        is_link: Whether it is read through a link.
    """
    if COMMENTS in choice.parts:  # written, renamed and erased without a trace in what a report otherwise depends on
        return make()
    key = (*_said_of(workspace), choice.query, is_link)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return made


def _said_of(workspace: Workspace) -> tuple[Hashable, ...]:
    """Return all that a report of a scenario depends on, besides the data files."""
    project = workspace.project
    marks = project.action_marks.aggregate(Count("pk"), Max("changed_at"))
    decisions = project.decisions.aggregate(Count("pk"), Max("pk"))
    scenarios = tuple((scenario.pk, scenario.name, scenario.slug) for scenario in workspace.scenarios)
    return (
        *workspace.state,
        workspace.hide_pay,
        tuple(sorted(map(str, workspace.grant.parts))),
        project.name,
        project.owner_name,
        project.country,
        project.started_on,
        project.changed_at,
        project.ours_id,
        scenarios,
        *marks.values(),
        *decisions.values(),
        get_language(),
        timezone.localdate(),
        current_look().stamp,
    )
