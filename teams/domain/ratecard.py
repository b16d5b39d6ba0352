"""The rate card: pay by role as a procurement or HR department hands it out, read from the cells of a table."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from projects.domain.cells import one_line
from projects.domain.ranges import Range
from teams.domain.roles import OTHER, Role, Seniority

FIELD = "team.rate_card"


def match_role(text: str, roles: Mapping[str, Role]) -> Role | None:
    """Return the role that a text means, by its id or its name in any case; None where it is somebody's own."""
    wanted = role_key(text)
    return next(
        (role for role in roles.values() if role.id != OTHER and wanted in (role_key(role.id), role_key(role.label))),
        None,
    )


def role_key(text: str) -> str:
    """Return what two texts share that name the same role: letters in any case, no plural, nothing unseen."""
    words = re.findall(r"[^\W_]+", one_line(text).casefold())
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in words)


def find_pay(
    rows: Iterable[Mapping[str, Any]], column: str, role: Role, seniority: Seniority, roles: Mapping[str, Role]
) -> tuple[Range, str] | None:
    """Return what a card says of a role's pay, and where it has it from.

    A row without a seniority holds for every one of them.

    Args:
        rows: Rows of `team.rate_card`.
        column: `salary_per_year` or `rate_per_hour`.
        role: The role, perhaps of somebody's own.
        seniority: The person's.
        roles: The reference table.
    """
    pay_by_exactness: dict[bool, tuple[Range, str]] = {}
    for row in rows:
        text = str(row.get("role") or "")
        known = match_role(text, roles)
        same = (
            known.id == role.id
            if known and not role.id.startswith(f"{OTHER}_")
            else role_key(text) == role_key(role.label)
        )
        level = row.get("seniority") or ""
        if not same or level not in ("", seniority.value) or row.get(column) in (None, ""):
            continue
        try:
            value = Range.from_json(row[column])
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        if value.low >= 0:
            pay_by_exactness.setdefault(bool(level), (value, str(row.get("source") or "")))
    return pay_by_exactness.get(True) or pay_by_exactness.get(False)
