"""The second look: what an experienced colleague notices when two answers are read side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.expressions import RESULTS, Facts, Rule
from projects.domain.fields import Catalogue
from projects.domain.loading import check_rule_of

_PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")


@dataclass(frozen=True, kw_only=True)
class Severity:
    """How much a finding matters."""

    id: str
    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class FindingPiece:
    """A piece of a sentence: text, or the place of an answer that the page formats."""

    text: str = ""
    field_id: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsistencyCheck:
    """A rule with what to say where it holds."""

    id: str
    title: str
    when: str
    """The rule in words."""
    rule: Rule
    field_ids: tuple[str, ...]
    """The fields and results that the rule looks at."""
    message: str
    """May hold `{field.id}`. Translate the whole sentence, then take it apart with `pieces`."""
    action: str
    severity: Severity


@dataclass(frozen=True, kw_only=True)
class SecondLook:
    """All checks."""

    title: str
    intro: str
    all_clear: str
    severities: tuple[Severity, ...]
    """The gravest first."""
    checks: tuple[ConsistencyCheck, ...]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A check that holds."""

    check: ConsistencyCheck

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return self.check.severity

    @property
    def message(self) -> tuple[FindingPiece, ...]:
        """What was noticed, in English, with the places of answers."""
        return pieces(self.check.message)

    @property
    def action(self) -> tuple[FindingPiece, ...]:
        """What to do about it."""
        return pieces(self.check.action)


def run_checks(look: SecondLook, facts: Facts) -> list[Finding]:
    """Return what stands out, the gravest first; equal ones in the order of the file."""
    findings = [Finding(check=check) for check in look.checks if facts.holds(check.rule)]
    return sorted(findings, key=lambda finding: look.severities.index(finding.severity))


def flagged_fields(findings: Sequence[Finding], severities: Sequence[str] = ("stop", "fix")) -> frozenset[str]:
    """Return the fields and results that grave findings are about."""
    return frozenset(
        field_id for finding in findings if finding.severity.id in severities for field_id in finding.check.field_ids
    )


def pieces(sentence: str) -> tuple[FindingPiece, ...]:
    """Take a sentence apart at its `{field.id}` places."""
    parts = _PLACEHOLDER.split(sentence)
    made = (FindingPiece(field_id=part) if index % 2 else FindingPiece(text=part) for index, part in enumerate(parts))
    return tuple(piece for piece in made if piece != FindingPiece())


def load_checks(path: Path, catalogue: Catalogue) -> SecondLook:
    """Read the checks.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    rows = table.tables("severity")
    refuse_twins(rows, "id")
    severities = tuple(Severity(id=row.text("id"), label=row.text("label"), text=row.text("text", "")) for row in rows)
    checks = table.tables("check")
    refuse_twins(checks, "id", "title")
    look = SecondLook(
        title=table.text("title"),
        intro=table.text("intro"),
        all_clear=table.text("all_clear"),
        severities=severities,
        checks=tuple(_read_check(row, {severity.id: severity for severity in severities}, catalogue) for row in checks),
    )
    table.asked.update(("format", "id", "version", "language", "word_list"))
    table.close()
    return look


def _read_check(table: DataTable, severities: dict[str, Severity], catalogue: Catalogue) -> ConsistencyCheck:
    rule = check_rule_of(table, "rule", table.text("rule"), catalogue)
    field_ids = table.texts("fields")
    if set(field_ids) != rule.references():
        used = ", ".join(sorted(rule.references())) or "none"
        raise table.error(f"fields of {table.label} must be those of its rule: {used}", "fields")
    check = ConsistencyCheck(
        id=table.text("id"),
        title=table.text("title"),
        when=table.text("when"),
        rule=rule,
        field_ids=field_ids,
        message=_read_sentence(table, "message", catalogue),
        action=_read_sentence(table, "action", catalogue),
        severity=severities[table.one_of("severity", tuple(severities))],
    )
    table.close()
    return check


def _read_sentence(table: DataTable, key: str, catalogue: Catalogue) -> str:
    sentence = table.text(key)
    for piece in pieces(sentence):
        if piece.field_id and piece.field_id not in catalogue.fields and piece.field_id not in RESULTS:
            raise table.error(f"{key} of {table.label} names an unknown field {piece.field_id}", key)
        if "{" in piece.text or "}" in piece.text:
            raise table.error(f"{key} of {table.label} has a brace that is no {{field.id}}", key)
    return sentence
