"""The shipped tables of roles and regions, and what answers change in a plan, read once."""

from collections.abc import Mapping

from django.conf import settings

from projects.catalogue import get_catalogue, is_readable
from projects.languages import ByLanguage
from teams.domain.assistants import Known, read_known
from teams.domain.changes import TeamChange, load_changes
from teams.domain.effort import Effort, read_efforts
from teams.domain.roles import PayRegion, Role, read_regions, read_roles


@ByLanguage
def get_roles() -> Mapping[str, Role]:
    """Return the roles by id.

    Raises:
        ValueError: Where the file cannot be used, with the line.
    """
    with (settings.FIXTURES / "reference" / "roles.csv").open(encoding="utf-8", newline="") as lines:
        return read_roles(lines)


@ByLanguage
def get_regions() -> Mapping[str, PayRegion]:
    """Return the regions by id.

    Raises:
        ValueError: Where the file cannot be used, with the line.
    """
    with (settings.FIXTURES / "reference" / "pay_regions.csv").open(encoding="utf-8", newline="") as lines:
        return read_regions(lines)


@ByLanguage
def get_assistants() -> Known:
    """Return what is known of coding assistants.

    Raises:
        ValueError: Where the file cannot be used, with the line.
    """
    with (settings.FIXTURES / "reference" / "coding_assistants.csv").open(encoding="utf-8", newline="") as lines:
        return read_known(lines)


@ByLanguage
def get_changes() -> tuple[TeamChange, ...]:
    """Return what answers change in a proposed team.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    return load_changes(settings.FIXTURES / "plan_changes.toml", get_catalogue(), get_roles())


@ByLanguage
def get_efforts() -> Mapping[str, Effort]:
    """Return what every approach takes beside calling a hosted model, by its choice."""
    return read_efforts(settings.FIXTURES / "approaches.toml")


def load_all() -> None:
    """Read everything, so that a broken file stops the start.

    Raises:
        BrokenDataFile: With file, line and reason.
        ValueError: Where a table cannot be used, with its line.
    """
    get_roles()
    get_regions()
    get_assistants()
    if not is_readable():
        return  # `projects` reports it; once is enough
    get_changes()
