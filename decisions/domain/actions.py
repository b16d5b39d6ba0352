"""Everything that somebody has to do, as one list: reasons, weak statements, findings, open answers and deliveries.

What asks for the same thing is one action (`rulebook.Matter`). Each has a key that does not change with its words, so
that what people say of it (who, by when, done) survives a change of the answers.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from decisions.domain.rulebook import Rulebook
from decisions.domain.verdict import Verdict, VerdictReason
from projects.domain.answers import Answer, Answers
from projects.domain.fields import Field
from projects.domain.text import gettext_noop
from scoping.domain.checks import Finding
from scoping.domain.plans.approach import Design
from scoping.domain.plans.law import Duty
from scoping.domain.readiness import ReadinessItem

DELIVERIES = "plan.dependencies"
BUILDER = gettext_noop("Whoever builds it")
RELEASE = "release"
"""The key of what the sponsor is asked for."""
POWER = "people.sponsor_power"
WITHOUT_MONEY = ("stop", "advise")
"""What a sponsor may decide alone who gives no money."""
WITHOUT_STOP = ("money", "advise")
"""What a sponsor may decide alone who cannot stop it."""
NO_SPONSOR = gettext_noop("Sponsor, not named yet")
BUDGET_HOLDER = gettext_noop("Whoever holds the budget")


class ActionKind(StrEnum):
    """What an action comes from, what weighs most first."""

    RELEASE = "release"
    REASON = "reason"
    STATEMENT = "statement"
    FINDING = "finding"
    DUTY = "duty"
    DELIVERY = "delivery"
    DESIGN = "design"
    QUESTION = "question"


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Whom an action is addressed to."""

    name: str = ""
    """Empty while nobody is named."""
    role: str = ""

    @classmethod
    def read(cls, said: Any) -> "Addressee":
        """Read a name with a role: `{"name": "Dana Whitfield", "role": "Head of claims"}` or "Lena Marsh, privacy"."""
        if isinstance(said, Mapping):
            return cls(name=str(said.get("name") or "").strip(), role=str(said.get("role") or "").strip())
        name, _comma, role = str(said or "").partition(",")
        return cls(name=name.strip(), role=role.strip())

    @property
    def key(self) -> str:
        """The same for one person, however the role is written."""
        return self.name.casefold()


@dataclass(frozen=True, kw_only=True)
class ExternalDelivery:
    """Something that others must deliver first."""

    what: str
    status: str
    """The choice that was made, or ""."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing to do."""

    key: str
    kind: ActionKind
    person: Addressee
    due: date | None
    reasons: tuple[VerdictReason, ...] = ()
    """What of the verdict goes with it, the strictest first."""
    items: tuple[ReadinessItem, ...] = ()
    """The statements that it makes true."""
    findings: tuple[Finding, ...] = ()
    duties: tuple[Duty, ...] = ()
    """What the law obliges to."""
    designs: tuple[Design, ...] = ()
    """Decisions about the model to talk through."""
    unknown: tuple[str, ...] = ()
    """The fields marked "don't know yet" that it answers."""
    delivery: ExternalDelivery | None = None
    is_needed: bool = False
    """Whether the organisation wants it answered before a decision."""


@dataclass(kw_only=True)
class _Draft:
    key: str
    kind: ActionKind
    person: Addressee
    looks_at: set[str] = field(default_factory=set)
    due: date | None = None
    reasons: list[VerdictReason] = field(default_factory=list)
    items: list[ReadinessItem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    designs: tuple[Design, ...] = ()
    unknown: list[str] = field(default_factory=list)
    delivery: ExternalDelivery | None = None
    is_needed: bool = False

    def finished(self) -> Action:
        return Action(
            key=self.key,
            kind=self.kind,
            person=self.person,
            due=self.due,
            reasons=tuple(self.reasons),
            items=tuple(dict.fromkeys(self.items)),
            findings=tuple(self.findings),
            duties=tuple(self.duties),
            designs=self.designs,
            unknown=tuple(self.unknown),
            delivery=self.delivery,
            is_needed=self.is_needed,
        )


@dataclass(frozen=True, kw_only=True)
class Open:
    """What is to be done besides the reasons of the verdict."""

    findings: tuple[Finding, ...] = ()
    """Those of the second look that the reader may know and nobody has settled, the gravest first."""
    duties: tuple[Duty, ...] = ()
    """What the law obliges to."""
    designs: tuple[Design, ...] = ()
    """Decisions about the model that matter here and were not talked through."""
    unknowns: tuple[tuple[Field, Answer], ...] = ()
    """What nobody knows yet: what is needed before a decision first, then the earliest date."""
    needed: frozenset[str] = frozenset()
    """The fields of these that the organisation wants answered before a decision."""


def find_actions(
    rulebook: Rulebook, verdict: Verdict, reasons: Sequence[VerdictReason], open_: Open, answers: Answers
) -> tuple[Action, ...]:
    """Return every action; what holds the verdict first, then by date.

    Args:
        rulebook: The rule, with the matters.
        verdict: The verdict.
        reasons: Those of its reasons that the reader may know, the strictest first.
        open_: Findings, duties and open questions.
        answers: The scenario's visible answers.
    """
    finder = _Finder(rulebook, verdict, answers)
    for reason in reasons:
        finder.add_reason(reason)
    covered = {cover for reason in reasons for cover in rulebook.covered_by(reason.rule)}
    for finding in open_.findings:
        if finding.check.id not in covered:
            finder.add_finding(finding)
    for duty in open_.duties:
        finder.add_duty(duty)
    if open_.designs:
        finder.add_designs(open_.designs)
    assessment = verdict.assessment
    for item in (*assessment.weak, *assessment.unknown):
        finder.add_item(item)
    # A statement's own open rating says best who settles it.
    for asked, answer in sorted(
        open_.unknowns, key=lambda pair: all(pair[0].id != item.id for item in assessment.unknown)
    ):
        finder.add_unknown(asked, answer, is_needed=asked.id in open_.needed)
    for row in answers.value(DELIVERIES) or ():
        finder.add_delivery(row)
    return finder.finished()


class _Finder:
    def __init__(self, rulebook: Rulebook, verdict: Verdict, answers: Answers) -> None:
        self.rulebook, self.verdict, self.answers = rulebook, verdict, answers
        self.drafts: dict[str, _Draft] = {}

    def _draft(self, thing: str, kind: ActionKind, role: str = "") -> _Draft:
        """Return the action that something belongs to: that of its matter, else one of its own."""
        matter = self.rulebook.matter_of.get(thing)
        key = matter.id if matter else thing
        if key not in self.drafts:
            person = Addressee(role=role)
            if matter:
                named = Addressee.read(self.answers.value(matter.person)) if matter.person else Addressee()
                person = named if named.name else Addressee(role=matter.role or role)
                person = payer(self.answers) if matter.money else person
            looks_at = {field_id for field_id in matter.about if field_id.count(".") == 1} if matter else set()
            self.drafts[key] = _Draft(key=key, kind=kind, person=person, looks_at=looks_at)
        return self.drafts[key]

    def add_reason(self, reason: VerdictReason) -> None:
        # The score goes up by the statements, which are actions of their own.
        if reason.points is not None:
            return
        if reason.item:
            self._with_item(reason.item, ActionKind.REASON).reasons.append(reason)
        elif reason.finding:
            self._with_finding(reason.finding, ActionKind.REASON).reasons.append(reason)
        else:
            draft = self._draft(reason.rule.id, ActionKind.REASON)
            draft.reasons.append(reason)
            draft.looks_at |= reason.rule.when.references() if reason.rule.when else set()

    def add_item(self, item: ReadinessItem) -> None:
        self._with_item(item, ActionKind.STATEMENT)

    def add_finding(self, finding: Finding) -> None:
        if not any(finding in draft.findings for draft in self.drafts.values()):
            self._with_finding(finding, ActionKind.FINDING)

    def add_duty(self, duty: Duty) -> None:
        self._draft(f"duty.{duty.id}", ActionKind.DUTY).duties.append(duty)

    def add_designs(self, designs: tuple[Design, ...]) -> None:
        self._draft("designs", ActionKind.DESIGN, BUILDER).designs = designs

    def _with_item(self, item: ReadinessItem, kind: ActionKind) -> _Draft:
        draft = self._draft(item.id, kind, self.verdict.assessment.next_step(item).who)
        draft.items.append(item)
        draft.looks_at.add(item.id)
        return draft

    def _with_finding(self, finding: Finding, kind: ActionKind) -> _Draft:
        draft = self._draft(finding.check.id, kind)
        draft.findings.append(finding)
        draft.looks_at |= set(finding.check.field_ids)
        return draft

    def add_unknown(self, asked: Field, answer: Answer, *, is_needed: bool) -> None:
        """Put an open question to the action that waits for it, unless somebody else finds that out."""
        person, matter = Addressee.read(answer.owner), self.rulebook.matter_of.get(asked.id)
        waiting = (draft for draft in self.drafts.values() if asked.id in draft.looks_at)
        draft = next((draft for draft in waiting if not draft.unknown or person.key in ("", draft.person.key)), None)
        if draft is None and matter and matter.id in self.drafts:
            draft = self.drafts.setdefault(asked.id, _Draft(key=asked.id, kind=ActionKind.QUESTION, person=person))
        draft = draft or self._draft(asked.id, ActionKind.QUESTION)
        draft.unknown.append(asked.id)
        draft.is_needed |= is_needed
        if person.name:
            draft.person = person
        draft.due = max(filter(None, (draft.due, answer.find_out_by)), default=None)

    def add_delivery(self, row: Mapping[str, Any]) -> None:
        what = str(row.get("what") or "").strip()
        if not what or row.get("status") == "done":
            return
        # Rows have no ids: the words are the key, in few characters.
        key = f"delivery.{hashlib.sha256(what.casefold().encode()).hexdigest()[:12]}"
        due = row.get("due")
        self.drafts[key] = _Draft(
            key=key,
            kind=ActionKind.DELIVERY,
            person=Addressee.read(row.get("owner")),
            due=date.fromisoformat(due) if due else None,
            delivery=ExternalDelivery(what=what, status=str(row.get("status") or "")),
        )

    def finished(self) -> tuple[Action, ...]:
        actions = [self._with_role(draft).finished() for draft in self.drafts.values()]
        return tuple(sorted(actions, key=self._order))

    def _with_role(self, draft: _Draft) -> _Draft:
        """Return a draft with the person's role from wherever somebody wrote it."""
        if draft.person.name and not draft.person.role:
            known = [
                Addressee.read(self.answers.value("people.sponsor")),
                *(draft.person for draft in self.drafts.values()),
            ]
            role = next((person.role for person in known if person.key == draft.person.key and person.role), "")
            return replace(draft, person=Addressee(name=draft.person.name, role=role))
        return draft

    def _order(self, action: Action) -> tuple[int, int, bool, date, int]:
        strictness = self.rulebook.strictness
        holding = max((strictness[reason.holds_at] for reason in action.reasons), default=-1)
        decides = any(reason in self.verdict.deciding for reason in action.reasons)
        kind = list(ActionKind).index(action.kind)
        return (0 if decides else 1, -holding, not action.is_needed, action.due or date.max, kind)


# ---------------------------------------------------------------- whom to ask for what


def payer(answers: Answers) -> Addressee:
    """Return who is asked for money: the sponsor, unless this person may not give any.

    Args:
        answers: The scenario's visible answers.
    """
    sponsor = Addressee.read(answers.value("people.sponsor"))
    if not sponsor.name:
        return Addressee(role=NO_SPONSOR)
    return Addressee(role=BUDGET_HOLDER) if answers.value(POWER) in WITHOUT_MONEY else sponsor


def decision_day(actions: Iterable[Action], verdict: Verdict, answers: Answers) -> date | None:
    """Return by when the sponsor decides: once what holds the verdict is known, else when the work is to begin.

    Args:
        actions: All actions.
        verdict: The verdict.
        answers: The scenario's visible answers.
    """
    start = answers.value("plan.start")
    due = [action.due for action in actions if action.due and set(action.reasons) & set(verdict.deciding)]
    if verdict.outcome is not None and verdict.outcome.id == "fix_first" and due:
        return max(due)
    return date.fromisoformat(start) if start else None
