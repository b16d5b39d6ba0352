"""What shows that a check in a project file is true: a seal that only this server can set.

A file can be written by anybody. A check in it counts where this server has sealed it, for this project, this question,
exactly this answer, this name and this time; whatever is changed of that breaks the seal.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from projects.domain.document import Claim

SALT = "plumbline.check"
SEALED = ("field", "state", "value", "note", "owner", "find_out_by", "reason", "said_by", "checked_by")


def seal(origin: str, scenario: str, entry: Mapping[str, Any]) -> str:
    """Return the seal of an answer that is checked.

    Args:
        origin: The id of its project.
        scenario: The slug of its scenario.
        entry: The answer as the file has it, with when it was checked, by whom.
    """
    said = [str(entry[name]) if name == "find_out_by" else entry[name] for name in SEALED if entry.get(name)]
    at: datetime = entry["checked_at"]
    text = json.dumps([origin, scenario, *said, at.astimezone(UTC).isoformat()], sort_keys=True)
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


def is_sealed(claim: Claim) -> bool:
    """Tell whether this server has set the seal of a check."""
    ours = seal(claim.origin, claim.scenario, claim.entry)
    return constant_time_compare(ours, claim.entry.get("checked_seal", ""))


def without_false_checks(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a version, as a file brought it, without the checks that are not sealed."""
    origin = document.get("project", {}).get("id", "")
    scenarios = [
        {**part, "answers": _believed(part.get("answers", []), origin, part.get("id", ""))}
        for part in document.get("scenarios", [])
    ]
    answers = _believed(document.get("answers", []), origin, "base")
    believed = {"answers": answers, "scenarios": scenarios}
    return {**document, **{key: rows for key, rows in believed.items() if key in document}}


def _believed(answers: Any, origin: str, scenario: str) -> list[dict[str, Any]]:
    return [entry if _is_true(entry, origin, scenario) else _unchecked(entry) for entry in answers]


def _is_true(entry: Mapping[str, Any], origin: str, scenario: str) -> bool:
    try:
        told = {**entry, "checked_at": datetime.fromisoformat(str(entry.get("checked_at", "")))}
    except ValueError:
        return False
    return is_sealed(Claim(origin, scenario, told))


def _unchecked(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in entry.items() if not name.startswith("checked_")}
