"""The shipped table of roles, read once."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings

from teams.domain.roles import Role, read_roles


@cache
def get_roles() -> Mapping[str, Role]:
    """Return the roles by id.

    Raises:
        ValueError: Where the file cannot be used, with the line.
    """
    with (settings.FIXTURES / "reference" / "roles.csv").open(encoding="utf-8", newline="") as lines:
        return read_roles(lines)
