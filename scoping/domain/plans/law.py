"""Law and duty: the risk class of the EU AI Act by fixed rules over answers, and what it obliges to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import DataTable, refuse_twins
from projects.domain.expressions import Facts, Rule
from projects.domain.fields import Catalogue
from projects.domain.text import gettext_noop
from scoping.domain.plans.reading import STATUSES, check_field, read_day, read_head, read_rule

WHERE, ROLE = "data.law_where", "data.law_role"
ASKED = ("data.law_banned", "data.law_area", "data.law_faces")
"""What must be answered before a class is said."""
ROLES = ("provider", "deployer")
ENOUGH_CRITERIA = 2


@dataclass(frozen=True, kw_only=True)
class Article:
    """Where a rule of law stands."""

    article: str
    applies_from: str
    """ISO date."""
    address: str
    status: str
    note: str = ""
    checked_on: str = ""
    """The day on which it was looked up (ISO date)."""

    @property
    def day(self) -> date:
        """From when on it applies."""
        return date.fromisoformat(self.applies_from)

    @property
    def remark(self) -> str:
        """What a page says besides the article."""
        return STATUSES[self.status]


@dataclass(frozen=True, kw_only=True)
class RiskClass:
    """A risk class; the gravest stands first."""

    id: str
    title: str
    says: str


@dataclass(frozen=True, kw_only=True)
class LawRule:
    """A rule that puts a project into a class."""

    id: str
    class_id: str
    rule: Rule
    title: str
    law: Article


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What a class obliges to."""

    id: str
    classes: tuple[str, ...]
    roles: tuple[str, ...]
    rule: Rule | None
    title: str
    action: str
    law: Article

    def binding_with(self, reasons: Sequence[LawRule]) -> "Duty":
        """Return it with the day from which it binds: what only one class owes, binds once that class does."""
        if len(self.classes) > 1 or not reasons:
            return self
        of_class = min(rule.law.applies_from for rule in reasons)
        return replace(self, law=replace(self.law, applies_from=max(of_class, self.law.applies_from)))


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What speaks for a data-protection impact assessment."""

    id: str
    alone: bool
    """Whether it is enough by itself."""
    rule: Rule
    says: str
    open_while: Rule | None
    """When an answer is missing that may still bring it about; None where it asks nothing but what is touched."""


@dataclass(frozen=True, kw_only=True)
class ImpactAssessment:
    """When a data-protection impact assessment is needed, and what is said of it."""

    personal: Rule
    """Whether personal data are touched at all."""
    criteria: tuple[Criterion, ...]
    needed: str
    not_needed: str
    not_needed_yet: str
    """What is said where answers that are missing may change it."""
    action: str
    needed_elsewhere: str
    """What is said where nothing happens in the EU: its law is a measure there, and no duty."""
    action_elsewhere: str
    law: Article

    def duty(self, *, covered: bool) -> Duty:
        """Return what to do where it is needed, in the EU or elsewhere."""
        return Duty(
            id="assessment",
            classes=(),
            roles=(),
            rule=None,
            title=gettext_noop("Impact assessment"),
            action=self.action if covered else self.action_elsewhere,
            law=self.law,
        )


@dataclass(frozen=True, kw_only=True)
class FrameworkReference:
    """A part of another framework, and the fields that answer it."""

    framework: str
    id: str
    says: str
    field_ids: tuple[str, ...]
    status: str


@dataclass(frozen=True, kw_only=True)
class Law:
    """Everything that is known of law and duty."""

    classes: tuple[RiskClass, ...]
    rules: tuple[LawRule, ...]
    duties: tuple[Duty, ...]
    assessment: ImpactAssessment
    references: tuple[FrameworkReference, ...]
    text_read: str
    """Which text of the law the articles are from."""
    disclaimer: str
    not_covered: str
    cases: tuple["LawCase", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What the law says of a project."""

    covered: bool
    """False where nothing happens in the EU."""
    risk: RiskClass | None
    """None while the questions are not answered."""
    reasons: tuple[LawRule, ...]
    """The rules of that class that hold."""
    duties: tuple[Duty, ...]
    needs_assessment: bool | None
    """Whether a data-protection impact assessment is needed; None while nobody says what is touched."""
    criteria: tuple[Criterion, ...]
    """What speaks for it."""
    open_fields: tuple[str, ...]
    """Fields without an answer that may still make it needed; none where it is."""


@dataclass(frozen=True, kw_only=True)
class LawCase:
    """A worked case."""

    name: str
    answers: Answers
    class_id: str
    needs_assessment: bool | None


def judge(law: Law, facts: Facts) -> Judged:
    """Sort a project into a class; the gravest class of which a rule holds counts."""
    needed, criteria, open_fields = _assessment(law.assessment, facts)
    covered = facts.answers.value(WHERE) != "elsewhere"
    answered = facts.answers.value(WHERE) == "eu" and all(facts.answers.value(field_id) for field_id in ASKED)
    holding = [rule for rule in law.rules if facts.holds(rule.rule)] if covered else []
    held = {rule.class_id for rule in holding}
    risk = next((risk_class for risk_class in law.classes if risk_class.id in held), None)
    if risk is None and answered:
        risk = law.classes[-1]
    elif risk is not None and not answered and risk is not law.classes[0]:
        risk = None  # what is not answered yet may be graver
    reasons = tuple(rule for rule in holding if risk is not None and rule.class_id == risk.id)
    due = (duty for duty in law.duties if risk is not None and _falls_due(duty, risk, facts))
    duties = tuple(duty.binding_with(reasons) for duty in due)
    return Judged(
        covered=covered,
        risk=risk,
        reasons=reasons,
        duties=duties,
        needs_assessment=needed,
        criteria=criteria,
        open_fields=open_fields,
    )


def _falls_due(duty: Duty, risk: RiskClass, facts: Facts) -> bool:
    role = facts.answers.value(ROLE)
    ours = role is None or role in duty.roles
    return risk.id in duty.classes and ours and (duty.rule is None or facts.holds(duty.rule))


def _assessment(
    assessment: ImpactAssessment, facts: Facts
) -> tuple[bool | None, tuple[Criterion, ...], tuple[str, ...]]:
    """Return whether it is needed, what speaks for it, and the fields without an answer that may still change that."""
    if facts.answers.value("risk.touches") is None:
        return None, (), ()
    if not facts.holds(assessment.personal):
        return False, (), ()
    criteria = tuple(criterion for criterion in assessment.criteria if facts.holds(criterion.rule))
    if _are_enough(criteria):
        return True, criteria, ()
    waiting = tuple(each for each in assessment.criteria if each.open_while and facts.holds(each.open_while))
    if not _are_enough((*criteria, *waiting)):
        return False, criteria, ()
    named = (field_id for criterion in waiting for field_id in sorted(criterion.rule.references()))
    return False, criteria, tuple(dict.fromkeys(field_id for field_id in named if not facts.is_answered(field_id)))


def _are_enough(criteria: Sequence[Criterion]) -> bool:
    return any(each.alone for each in criteria) or sum(not each.alone for each in criteria) >= ENOUGH_CRITERIA


# ---------------------------------------------------------------- reading


def load_law(path: Path, catalogue: Catalogue) -> Law:
    """Read law and duty; the worked cases must come out.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table, day = read_head(path)
    rows = {key: table.tables(key) for key in ("class", "rule", "duty", "criterion", "reference", "case")}
    for key in ("class", "rule", "duty", "criterion"):
        refuse_twins(rows[key], "id")
    refuse_twins(rows["case"], "name")
    classes = tuple(_read_class(row) for row in rows["class"])
    names = tuple(risk_class.id for risk_class in classes)
    law = Law(
        classes=classes,
        rules=tuple(_read_rule(row, names, catalogue, day) for row in rows["rule"]),
        duties=tuple(_read_duty(row, names, catalogue, day) for row in rows["duty"]),
        assessment=_read_assessment(table.table("dpia"), rows["criterion"], catalogue, day),
        references=tuple(_read_reference(row, catalogue) for row in rows["reference"]),
        text_read=table.text("text_read"),
        disclaimer=table.text("disclaimer"),
        not_covered=table.text("not_covered"),
        cases=tuple(_read_case(row, names, catalogue) for row in rows["case"]),
    )
    table.close()
    _check_cases(law, rows["case"])
    return law


def _check_cases(law: Law, rows: Sequence[DataTable]) -> None:
    for case, row in zip(law.cases, rows, strict=True):
        judged = judge(law, Facts(answers=case.answers))
        risk = judged.risk.id if judged.risk else "none"
        if risk != case.class_id:
            raise row.error(f"{case.name} comes out as {risk}, not {case.class_id}", "class")
        if case.needs_assessment is not None and judged.needs_assessment is not case.needs_assessment:
            raise row.error(f"the impact assessment of {case.name} comes out as {judged.needs_assessment}", "dpia")


def _read_class(row: DataTable) -> RiskClass:
    risk = RiskClass(id=row.text("id"), title=row.text("title"), says=row.text("says"))
    row.close()
    return risk


def _read_article(row: DataTable, day: str) -> Article:
    address = row.text("address")
    if not address.startswith("https://"):
        raise row.error(f"address of {row.label} must begin with https://, not {address}", "address")
    return Article(
        article=row.text("article"),
        applies_from=row.get("applies_from", date).isoformat(),
        address=address,
        status=row.one_of("status", tuple(STATUSES)),
        note=row.text("note", ""),
        checked_on=read_day(row, day),
    )


def _read_rule(row: DataTable, classes: Sequence[str], catalogue: Catalogue, day: str) -> LawRule:
    rule = LawRule(
        id=row.text("id"),
        class_id=row.one_of("class", classes),
        rule=read_rule(row, catalogue),
        title=row.text("title"),
        law=_read_article(row, day),
    )
    row.close()
    return rule


def _read_duty(row: DataTable, classes: Sequence[str], catalogue: Catalogue, day: str) -> Duty:
    for key, allowed in (("classes", classes), ("roles", ROLES)):
        for name in row.texts(key):
            if name not in allowed:
                raise row.error(f"{name} is none of {', '.join(allowed)}", key)
    duty = Duty(
        id=row.text("id"),
        classes=row.texts("classes"),
        roles=row.texts("roles"),
        rule=read_rule(row, catalogue) if row.has("when") else None,
        title=row.text("title"),
        action=row.text("action"),
        law=_read_article(row, day),
    )
    row.close()
    return duty


def _read_assessment(row: DataTable, criteria: Sequence[DataTable], catalogue: Catalogue, day: str) -> ImpactAssessment:
    assessment = ImpactAssessment(
        personal=read_rule(row, catalogue, "personal"),
        criteria=tuple(_read_criterion(criterion, catalogue) for criterion in criteria),
        needed=row.text("needed"),
        not_needed=row.text("not_needed"),
        not_needed_yet=row.text("not_needed_yet"),
        action=row.text("action"),
        needed_elsewhere=row.text("needed_elsewhere"),
        action_elsewhere=row.text("action_elsewhere"),
        law=_read_article(row, day),
    )
    row.close()
    return assessment


def _read_criterion(row: DataTable, catalogue: Catalogue) -> Criterion:
    criterion = Criterion(
        id=row.text("id"),
        alone=row.flag("alone"),
        rule=read_rule(row, catalogue),
        says=row.text("says"),
        open_while=read_rule(row, catalogue, "open_while") if row.has("open_while") else None,
    )
    row.close()
    return criterion


def _read_reference(row: DataTable, catalogue: Catalogue) -> FrameworkReference:
    reference = FrameworkReference(
        framework=row.text("framework"),
        id=row.text("id"),
        says=row.text("says"),
        field_ids=tuple(check_field(row, "fields", text, catalogue) for text in row.texts("fields")),
        status=row.one_of("status", tuple(STATUSES)),
    )
    row.close()
    return reference


def _read_case(row: DataTable, classes: Sequence[str], catalogue: Catalogue) -> LawCase:
    answers: Mapping[str, object] = row.get("answers", dict)
    case = LawCase(
        name=row.text("name"),
        answers=Answers(
            {
                check_field(row, "answers", name, catalogue): Answer(
                    field_id=name, state=AnswerState.KNOWN, value=value
                )
                for name, value in answers.items()
            }
        ),
        class_id=row.one_of("class", classes),
        needs_assessment=row.flag("dpia") if row.has("dpia") else None,
    )
    row.close()
    return case
