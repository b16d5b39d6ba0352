"""What the plan files have in common: heads, sources, rules, sentences that name answers."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from projects.domain.datafiles import DataTable, read_data_file
from projects.domain.expressions import RESULTS, Rule
from projects.domain.fields import Catalogue
from projects.domain.loading import check_rule_of
from projects.domain.text import gettext_noop
from scoping.domain.checks import pieces

FORMAT = 1
LANGUAGE = "en"
"""Plan files are written in English; what a page says in another language is in `locale/`."""
STATUSES = {
    "verified": "",
    "recalled": gettext_noop("from memory, not looked up"),
    "ours": gettext_noop("our proposal"),
}
"""How sure we are of a source, and what a page says of it."""


@dataclass(frozen=True, kw_only=True)
class RowSource:
    """Where a row comes from."""

    text: str
    status: str
    """`verified`, `recalled` or `ours`."""
    checked_on: str = ""
    """ISO date, or "" where the file names none."""

    @property
    def remark(self) -> str:
        """What a page says besides the source."""
        return STATUSES[self.status]


def read_head(path: Path) -> tuple[DataTable, str]:
    """Return a plan file and the day on which it was checked (ISO date, or "").

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    if table.get("format", int) != FORMAT:
        raise table.error(f"format must be {FORMAT}", "format")
    table.text("id")
    table.one_of("language", (LANGUAGE,))
    table.asked.add("source")
    return table, read_day(table, "")


def read_day(row: DataTable, default: str) -> str:
    """Return the day on which a row was checked (ISO date), or the default where it names none."""
    return row.get("checked_on", date).isoformat() if row.has("checked_on") else default


def read_source(row: DataTable, day: str, key: str = "source") -> RowSource:
    """Return where a row comes from; every row says how sure that is."""
    return RowSource(text=row.text(key), status=row.one_of("status", tuple(STATUSES)), checked_on=read_day(row, day))


def read_rule(row: DataTable, catalogue: Catalogue, key: str = "when") -> Rule:
    """Return the rule under a key, checked against the fields; it must look at an answer."""
    rule = check_rule_of(row, key, row.text(key), catalogue)
    if not rule.references():
        raise row.error(f"{key} of {row.label} depends on no answer", key)
    return rule


def read_sentence(
    row: DataTable,
    key: str,
    catalogue: Catalogue,
    places: frozenset[str] = frozenset(),
    *,
    needs: frozenset[str] = frozenset(),
) -> str:
    """Return a sentence whose `{places}` are fields, results, or what the plan itself works out.

    Args:
        row: Its row of the file.
        key: Under which it stands.
        catalogue: Everything that can be asked.
        places: What the plan works out.
        needs: What the sentence is there to say.
    """
    sentence = row.text(key)
    for piece in pieces(sentence):
        known = piece.field_id in catalogue.fields or piece.field_id in RESULTS or piece.field_id in places
        if piece.field_id and not known:
            raise row.error(f"{key} of {row.label} names an unknown field {piece.field_id}", key)
        if "{" in piece.text or "}" in piece.text:
            raise row.error(f"{key} of {row.label} has a brace that is no {{field.id}}", key)
    if missing := needs - {piece.field_id for piece in pieces(sentence)}:
        names = ", ".join(f"{{{name}}}" for name in sorted(missing))
        raise row.error(f"{key} of {row.label} does not say {names}", key)
    return sentence


def check_field(row: DataTable, key: str, field_id: str, catalogue: Catalogue) -> str:
    """Return the id of a field, refused where nobody asks it."""
    if field_id not in catalogue.fields:
        raise row.error(f"{key} of {row.label} names an unknown field {field_id}", key)
    return field_id


def choices_of(catalogue: Catalogue, field_id: str) -> frozenset[str]:
    """Return the values that a field of choices can have."""
    return frozenset(str(choice.value) for choice in catalogue.fields[field_id].choices)
