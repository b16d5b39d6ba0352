"""What speaks against ratings: figures and answers that contradict them, and evidence that is missing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from decisions.results import results_of
from decisions.thresholds import checklist_of
from decisions.wording import fill
from projects.access import Workspace
from scoping.domain.readiness import ReadinessItem, find_contradictions


@dataclass(frozen=True, kw_only=True)
class RatingFlags:
    """What stands beside one rating."""

    item: ReadinessItem
    texts: tuple[str, ...]
    asks_evidence: bool


def flags_of(workspace: Workspace) -> dict[str, RatingFlags]:
    """Return what stands beside every statement, by its id; mostly nothing."""
    checklist, results = checklist_of(workspace), results_of(workspace)
    against = find_contradictions(checklist, workspace.answers, results.facts)
    unproven = {item.id for item in results.assessment.without_evidence}
    return {
        item.id: RatingFlags(
            item=item,
            texts=tuple(_filled(contradiction.text, workspace) for contradiction in against.get(item.id, ())),
            asks_evidence=item.id in unproven,
        )
        for item in checklist.items
    }


def _filled(sentence: str, workspace: Workspace) -> str:
    return _("Your rating and your figures disagree. %(why)s") % {
        "why": fill(sentence, results_of(workspace).facts, workspace)
    }
