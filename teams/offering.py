"""The organisation's rate card, as it is offered to a project."""

from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.models import RateCard, today
from teams.domain.ratecard import FIELD


def offered_card(workspace: Workspace) -> RateCard | None:
    """Return the newest card in the project's currency that holds today."""
    return RateCard.objects.filter(currency=workspace.project.currency, valid_from__lte=today()).first()


def has_card(workspace: Workspace) -> bool:
    """Tell whether the project has a rate card of its own."""
    return workspace.answers[FIELD].state is AnswerState.KNOWN
