"""What costs that nobody answered usually come to, as a project assumes it."""

from dataclasses import replace

from decisions.content import get_value_rules
from decisions.domain.value_rules import UsualCost
from projects.access import Workspace
from projects.catalogue import say_own


def usual_of(workspace: Workspace) -> tuple[UsualCost, ...]:
    """Return what is usual: as published, or where the project has it as its organisation learnt it."""
    return tuple(_learnt(rule, workspace) for rule in get_value_rules().usual)


def _learnt(rule: UsualCost, workspace: Workspace) -> UsualCost:
    own = workspace.adopted.of(rule.field_id) if workspace.adopted else None
    return rule if own is None else replace(rule, value=own.value, source=say_own(own), date="")
