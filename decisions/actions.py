"""Actions and asks in words, with what people said of them. Page, page 1, CSV and calendar all read from here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.content import get_rulebook
from decisions.domain.actions import (
    BUDGET_HOLDER,
    NO_SPONSOR,
    POWER,
    RELEASE,
    WITHOUT_STOP,
    Action,
    ActionKind,
    Addressee,
    Open,
    decision_day,
    find_actions,
    payer,
)
from decisions.domain.flips import raise_until_better
from decisions.domain.release import Release, Timing, release_for
from decisions.domain.rulebook import VerdictOutcome
from decisions.domain.verdict import VerdictReason
from decisions.gaps import open_questions_of, required_of
from decisions.models import ActionMark, ActionState
from decisions.results import results_of, whole_forecast_of
from decisions.thresholds import checklist_of
from decisions.verdicts import settled_findings, verdict_of
from decisions.wording import SaidLight, SaidVerdict, Teller, say_verdict
from projects.access import Workspace
from projects.domain.expressions import visible_answers, visible_fields
from projects.domain.fields import Question
from projects.domain.pay import moves_with_pay
from projects.wording import name_field
from scoping.content import get_law
from scoping.domain.checks import Finding
from scoping.domain.plans.approach import TALKED, Design
from scoping.domain.plans.law import Duty
from scoping.domain.readiness import ReadinessItem, ReadinessLever
from teams.domain.budget import agreed_budget
from teams.reference import get_roles

MOST_ASKED = 5
"""So many people are asked on page 1."""
MOST_LINES = 3
"""So much one person is asked for before the rest is counted."""
OVER = (ActionState.DONE, ActionState.DROPPED)


@dataclass(frozen=True, kw_only=True)
class SaidAction:
    """One action in words."""

    key: str
    kind: ActionKind
    what: str
    why: str
    also: tuple[str, ...]
    """Other reasons for the same."""
    effect: str
    """What it does to the verdict."""
    decides: bool
    """Whether it is among what holds the verdict where it is."""
    person: Addressee
    due: date | None
    late: bool
    state: ActionState
    still_holds: bool
    """Whether it is marked as done and the answers say otherwise."""
    question: Question | None
    """Where its answer is asked."""
    version: int
    """Of what people said of it; 0 while nobody said anything."""
    turns: bool = True
    """Whether it is worth doing by the verdict: after a stop only what could turn it is."""
    helped_by: str = ""
    """Who helps, as in "and the sponsor"."""
    is_own_person: bool = False
    is_own_due: bool = False
    """Whether person and date were written at the action, and not in an answer."""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in OVER

    @property
    def holds(self) -> bool:
        """Whether the verdict waits for it: what the sponsor is asked for follows from the verdict."""
        return self.decides and self.kind is not ActionKind.RELEASE

    @property
    def grave(self) -> bool:
        """Whether somebody has to be asked for it: it holds the verdict, or a named person owes it by a day."""
        return self.decides or bool(self.person.name and (self.due or self.kind is ActionKind.REASON))

    @property
    def state_label(self) -> str:
        """The state in words."""
        return state_label(self.state)


def state_label(state: str) -> str:
    """Name a state."""
    labels = {"open": _("Open"), "doing": _("In progress"), "done": _("Done"), "dropped": _("Dropped")}
    return labels[state]


@dataclass(frozen=True, kw_only=True)
class SaidAsk:
    """What one person is asked for."""

    person: Addressee
    is_sponsor: bool
    lines: tuple[SaidAction, ...]
    """The first few things; one at least."""
    more: int
    """How many others stand in the list of actions."""

    @property
    def title(self) -> str:
        """Whom it is addressed to: name and role, or the role alone."""
        return ", ".join(part for part in (self.person.name, self.person.role) if part) or _("Nobody named yet")

    @property
    def initials(self) -> str:
        """Two letters of the name; empty where nobody is named."""
        words = [word for word in self.person.name.split() if word[:1].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def actions_of(workspace: Workspace) -> tuple[SaidAction, ...]:
    """Return every action of a scenario as its reader may see it, with what people said of each; what is over last."""
    marks = {mark.key: mark for mark in ActionMark.objects.filter(project=workspace.project)}
    said = [_marked(action, marks.get(action.key)) for action in _Sayer(workspace, marks).all()]
    return tuple(sorted(said, key=lambda action: (action.is_over, not action.decides)))


def sum_asked_of(workspace: Workspace) -> SaidAction | None:
    """Return what the sponsor is asked for; None while there is no verdict."""
    return next((action for action in actions_of(workspace) if action.kind is ActionKind.RELEASE), None)


def asks_of(workspace: Workspace, actions: Sequence[SaidAction]) -> tuple[SaidAsk, ...]:
    """Return what each person is asked for: the sponsor first, nobody twice.

    Args:
        workspace: The scenario.
        actions: All of its actions.
    """
    sponsor = Addressee.read(workspace.visible_answers.value("people.sponsor"))
    verdict = verdict_of(workspace)
    # Where something ends it, nobody is asked for what the next idea would need.
    ends = verdict.outcome is not None and verdict.outcome.id in ("stop", "simple_first")
    groups: dict[str, list[SaidAction]] = {}
    for action in actions:
        if not action.is_over and action.grave and (action.decides or not ends):
            groups.setdefault(action.person.key or f"role:{action.person.role}", []).append(action)
    # The sponsor, or whoever else is asked to decide.
    first = next((key for key, lines in groups.items() if lines[0].kind is ActionKind.RELEASE), sponsor.key)
    asks = [_ask(lines, is_sponsor=key == first) for key, lines in groups.items()]
    # In the order of their gravest action, but the sponsor first.
    return tuple(sorted(asks, key=lambda ask: not ask.is_sponsor))


def _ask(lines: Sequence[SaidAction], *, is_sponsor: bool) -> SaidAsk:
    person = next((line.person for line in lines if line.person.role), lines[0].person)
    return SaidAsk(
        person=person, is_sponsor=is_sponsor, lines=tuple(lines[:MOST_LINES]), more=max(0, len(lines) - MOST_LINES)
    )


def _marked(action: SaidAction, mark: ActionMark | None) -> SaidAction:
    if mark is None:
        return action
    state = ActionState(mark.state)
    due = mark.due or action.due
    return replace(
        action,
        state=state,
        version=mark.version,
        person=Addressee.read(mark.person) if mark.person else action.person,
        is_own_person=bool(mark.person),
        due=due,
        is_own_due=mark.due is not None,
        late=_is_late(due) and state not in OVER,
        still_holds=state is ActionState.DONE and action.kind is not ActionKind.RELEASE,
    )


def _is_late(due: date | None) -> bool:
    return due is not None and due < timezone.localdate()


class _Sayer:
    """Finds the actions of one scenario and says them."""

    def __init__(self, workspace: Workspace, marks: Mapping[str, ActionMark]) -> None:
        self.workspace, self.catalogue, self.write = workspace, workspace.catalogue, workspace.formatter
        self.marks = marks
        self.verdict, self.results = verdict_of(workspace), results_of(workspace)
        self.said: SaidVerdict = say_verdict(workspace)
        self.teller = Teller(workspace, self.verdict)
        self.answers = visible_answers(self.catalogue, workspace.readable_answers)
        self.levers = {lever.items[0].id: lever for lever in self.verdict.assessment.levers if len(lever.items) == 1}
        self.raised = self._raised()

    def all(self) -> list[SaidAction]:
        actions = find_actions(
            get_rulebook(),
            self.verdict,
            self.teller.held,
            Open(
                findings=tuple(self._findings()),
                duties=tuple(self._duties()),
                designs=self._designs(),
                unknowns=tuple(open_questions_of(self.workspace)),
                needed=frozenset(asked.id for asked in required_of(self.workspace)),
            ),
            self.answers,
        )
        release = self._release([self._moved(action) for action in actions if not self._is_over(action)])
        return [*([release] if release else ()), *map(self._say, actions)]

    def _moved(self, action: Action) -> Action:
        """Return an action with the day that somebody gave it."""
        mark = self.marks.get(action.key)
        return replace(action, due=mark.due) if mark and mark.due else action

    def _is_over(self, action: Action) -> bool:
        mark = self.marks.get(action.key)
        return mark is not None and mark.state in OVER

    def _raised(self) -> ReadinessLever | None:
        """Return the ratings to raise where the score holds the verdict; None where something else does."""
        if all(reason.points is None for reason in self.teller.deciding):
            return None
        assessment = self.verdict.assessment
        return raise_until_better(
            checklist_of(self.workspace), self.workspace.answers, assessment.levers, assessment.score_of_rated
        )

    def _findings(self) -> list[Finding]:
        settled, fields = settled_findings(self.results.findings, self.answers), self.catalogue.fields
        return [
            finding
            for finding in self.results.findings
            # That much is open is no thing to do: each open question is one.
            if finding.check.field_ids
            and finding.check.id not in settled
            and not (self.workspace.pay_hidden and moves_with_pay(fields, finding.check.field_ids))
        ]

    def _duties(self) -> Iterable[Duty]:
        """Return what the law obliges to; an impact assessment that is done is none any more."""
        judged, law = self.results.plans.judged, get_law()
        yield from judged.duties
        if judged.needs_assessment and self.answers.value("risk.assessed") != "done":
            yield law.assessment.duty(covered=judged.covered)

    def _designs(self) -> tuple[Design, ...]:
        """Return the decisions about the model that matter and were not talked through, where that is asked."""
        if TALKED not in visible_fields(self.catalogue, self.answers):
            return ()
        talked = self.answers.value(TALKED) or ()
        return tuple(design for design in self.results.plans.designs if design.id not in talked)

    # ------------------------------------------------------------ what the sponsor is asked for

    def _release(self, actions: Sequence[Action]) -> SaidAction | None:
        outcome = self.verdict.outcome
        if outcome is None:
            return None
        shown = [action for action in actions if action.reasons]
        mark = self.marks.get(RELEASE)
        due = mark.due if mark and mark.due else decision_day(shown, self.verdict, self.answers)
        if outcome.id == "stop":
            due = None
        release = None if self.workspace.pay_hidden else self._sum(outcome.id)
        return SaidAction(
            key=RELEASE,
            kind=ActionKind.RELEASE,
            what=self._ask_for(release) if release else self._without_sum(outcome),
            why=self._reserve(release) if release else self._decide_on(outcome.id, due),
            also=(),
            effect="",
            decides=True,
            person=self._asked_of(release),
            due=due,
            late=_is_late(due),
            state=ActionState.OPEN,
            still_holds=False,
            question=self.catalogue.questions.get("plan.budget_agreed"),
            version=0,
        )

    def _holder(self) -> Addressee:
        """Return who gives the money where the sponsor may not, and who takes the request there."""
        sponsor = Addressee.read(self.answers.value("people.sponsor"))
        return Addressee(role=_("Whoever holds the budget, through %(name)s") % {"name": sponsor.name})

    def _asked_of(self, release: Release | None) -> Addressee:
        """Return whom the sum, or the decision, is asked of."""
        sponsor, asked = Addressee.read(self.answers.value("people.sponsor")), payer(self.answers)
        if not sponsor.name:
            return Addressee(role=_(NO_SPONSOR))
        return sponsor if release is None or asked == sponsor else self._holder()

    def _without_sum(self, outcome: VerdictOutcome) -> str:
        """Say what is asked for where no sum can be named."""
        if outcome.id in ("go", "pilot") and self.results.case.cost is None:
            return _("No money yet: nobody has worked out what it costs.")
        return _(outcome.ask)

    def _sum(self, outcome_id: str) -> Release | None:
        case, given = self.results.case, self.answers.value
        start = given("plan.start")
        simple = self.verdict.simple
        timing = Timing(
            start=date.fromisoformat(start) if start else self.workspace.project.started_on,
            months=case.months.value.likely if case.months else None,
            pilot_ends=self._pilot_ends(),
        )
        return release_for(
            outcome_id,
            timing,
            cost=case.cost.value if case.cost else None,
            spent=whole_forecast_of(self.workspace).cumulative if outcome_id == "pilot" else (),
            simple_cost=simple.cost if simple else None,
        )

    def _pilot_ends(self) -> date | None:
        """Return the day to which a pilot is paid: the first version, or later the day that decides on the pilot."""
        first, decided = self.answers.value("plan.first_version"), self.answers.value("evaluation.decide_on")
        has_pilot = self.answers.value("evaluation.pilot") not in (None, "none")
        if not first:
            return None
        return date.fromisoformat(max(first, decided) if decided and has_pilot else first)

    def _ask_for(self, release: Release) -> str:
        simple = self.verdict.simple
        said = {"sum": self.write.money(release.amount), "day": self.write.date(release.until)}
        if self.verdict.outcome is not None and self.verdict.outcome.id == "simple_first" and simple:
            return _("Release %(sum)s for “%(name)s”.") % (said | {"name": simple.name or _("The simple option")})
        if release.until is None:
            return _("Release %(sum)s.") % said
        if release.is_part and self.answers.value("success.stop_rule"):
            return _("Release %(sum)s until %(day)s for the pilot.") % said
        if release.is_part:
            return _("Release %(sum)s until %(day)s for the pilot, and agree a stop rule.") % said
        return _("Release %(sum)s until %(day)s.") % said

    def _reserve(self, release: Release) -> str:
        if not release.reserve:
            return _("Look again at what is left over.") if self.verdict.simple and release.until is None else ""
        reserve = {"sum": self.write.money(release.reserve)}
        words = _("Keep %(sum)s in reserve: together that is enough in 9 out of 10 cases.") % reserve
        if "value.contingency_share" in self.results.case.not_counted:
            words += " " + _("Contingency is not counted yet.")
        return words

    def _decide_on(self, outcome_id: str, due: date | None) -> str:
        if outcome_id == "fix_first" and due:
            said = _("Decide again on %(day)s.") % {"day": self.write.date(due)}
            start = self.answers.value("plan.start")
            if start and due > date.fromisoformat(start):
                said += " " + _("The work then begins after that, not on %(day)s.") % {"day": self.write.date(start)}
            return said
        if outcome_id == "stop" and self.answers.value(POWER) in WITHOUT_STOP:
            return _("This person cannot stop it alone: bring in whoever can.")
        return ""

    # ------------------------------------------------------------ all others

    def _say(self, action: Action) -> SaidAction:
        what, why, also = self._words(action)
        person, helped_by = self._addressed(action.person)
        return SaidAction(
            key=action.key,
            kind=action.kind,
            what=what,
            why=why,
            also=also,
            effect=self._effect(action),
            decides=any(reason in self.teller.deciding for reason in action.reasons) or self._raises(action),
            person=person,
            helped_by=helped_by,
            turns=not self.verdict.is_stop or any(reason.holds_at == "stop" for reason in action.reasons),
            due=action.due,
            late=_is_late(action.due),
            state=ActionState.OPEN,
            still_holds=False,
            question=self._question(action),
            version=0,
        )

    def _raises(self, action: Action) -> bool:
        heaviest = self.raised.items[:MOST_LINES] if self.raised else ()
        return any(item in heaviest for item in action.items)

    def _addressed(self, person: Addressee) -> tuple[Addressee, str]:
        """Return whom an action is addressed to, and who helps; "you" is whoever leads the project."""
        if person.name:
            return person, ""
        if person.role == BUDGET_HOLDER:
            return self._holder(), ""
        # Roles come from our own data; behind a semicolon they say what is left for whom.
        if named := self._of_team(person.role.partition(";")[0]):
            return named
        you, role = _("You"), _(person.role or "You").partition(";")[0]
        if not role.startswith(you):
            return Addressee(role=role), ""
        lead = Addressee.read(self.workspace.project.owner_name)
        return Addressee(name=lead.name, role=lead.role or _("Project lead")), role.removeprefix(you).strip(" ,")

    def _of_team(self, role: str) -> tuple[Addressee, str] | None:
        """Return who has a role of the team, and who helps, by the names of the plan; None where none is known."""
        labels = {known.label.casefold(): known.label for known in get_roles().values()}
        names = {person.role.label.casefold(): person.name for person in self.results.team.plan.people if person.name}
        first, *others = (part.casefold() for part in role.split(" and "))
        if {first, *others} - labels.keys() or not names.keys() & {first, *others}:
            return None
        helpers = [names.get(other) or _(labels[other]) for other in others]
        helped_by = _("and %(name)s") % {"name": helpers[0]} if helpers else ""
        return Addressee(name=names.get(first, ""), role=_(labels[first])), helped_by

    def _words(self, action: Action) -> tuple[str, str, tuple[str, ...]]:
        """Return what to do, why, and what else speaks for it."""
        if action.delivery:
            return action.delivery.what, self._status(action.delivery.status), ()
        whys = [self._why(reason) for reason in action.reasons]
        whys += [_(item.statement) for item in action.items if not self._has_reason(action, item)]
        whys += [
            self.teller.filled(finding.check.message)
            for finding in action.findings
            if all(reason.finding != finding for reason in action.reasons)
        ]
        whys += [self._law_of(duty) for duty in action.duties]
        whys += [f"{_(design.title)}: {_(design.ask)}" for design in action.designs]
        notes = (self.answers[field_id].note.strip() for field_id in action.unknown)
        questions = () if whys else (_(self.catalogue.questions[field_id].question) for field_id in action.unknown[:1])
        whys = list(dict.fromkeys(part for part in (*whys, *questions, *notes) if part))
        return self._what(action), whys[0] if whys else "", tuple(whys[1:])

    @staticmethod
    def _has_reason(action: Action, item: ReadinessItem) -> bool:
        return any(reason.item == item for reason in action.reasons)

    def _what(self, action: Action) -> str:
        if action.reasons:
            return self.teller.step(action.reasons[0])
        if action.items:
            return _(self.verdict.assessment.next_step(action.items[0]).action)
        if action.findings:
            return self.teller.filled(action.findings[0].check.action)
        if action.duties:
            return _(action.duties[0].action)
        if action.designs:
            names = ", ".join(_(design.title) for design in action.designs)
            return _("Talk these decisions about the model through: %(names)s.") % {"names": names}
        return _("Find out: %(label)s") % {"label": name_field(self.catalogue, action.unknown[0])}

    def _why(self, reason: VerdictReason) -> str:
        more = self._within_budget() if reason.light == "budget" else ""
        return f"{self.teller.why(reason)} {more}".strip()

    def _within_budget(self) -> str:
        """Name the cheapest other scenario that the agreed budget covers; "" where there is none, or none to be shown.

        Whoever asks for more money should have weighed it.
        """
        agreed = agreed_budget(self.results.answers)
        if not agreed or self.workspace.pay_hidden or not self.workspace.grant.sees_everything:
            return ""
        here = self.workspace.scenario.pk
        others = [column for column in self.workspace.columns if column.scenario.pk != here]
        costs = {
            other.scenario.name: case.cost.value.likely for other in others if (case := results_of(other).case).cost
        }
        name = min(costs, key=costs.__getitem__, default="")
        if not name or costs[name] > agreed:
            return ""
        said = {"name": name, "cost": self.write.money_compact(costs[name])}
        return _("The scenario “%(name)s” would cost %(cost)s.") % said

    @property
    def _is_covered(self) -> bool:
        """Whether what the law of the EU asks for is a duty here, and not a measure."""
        return self.results.plans.judged.covered

    def _law_of(self, duty: Duty) -> str:
        if not self._is_covered:
            return _(get_law().assessment.needed_elsewhere)
        said = {"title": _(duty.title), "article": duty.law.article, "day": self.write.date(duty.law.day)}
        return _("%(title)s: the law asks for it (%(article)s), from %(day)s.") % said

    def _status(self, status: str) -> str:
        column = next(column for column in self.catalogue.fields["plan.dependencies"].columns if column.id == "status")
        said = next((_(choice.label).lower() for choice in column.choices if choice.value == status), "")
        return _("The plan waits for it; %(status)s.") % {"status": said} if said else _("The plan waits for it.")

    def _question(self, action: Action) -> Question | None:
        questions = self.catalogue.questions
        if action.delivery:
            return questions.get("plan.dependencies")
        places = [*(item.id for item in action.items), *action.unknown]
        for reason in action.reasons:
            places += sorted(reason.rule.when.references()) if reason.rule.when else ()
        places += [field_id for finding in action.findings for field_id in finding.check.field_ids]
        places += ["data.law_where"] if action.duties else []
        places += [TALKED] if action.designs else []
        return next((questions[place] for place in places if place in questions), None)

    # ------------------------------------------------------------ the effect on the verdict

    def _effect(self, action: Action) -> str:
        keys = {reason.key for reason in action.reasons}
        lights = [light for light in self.said.lights if any(reason.key in keys for reason in light.reasons)]
        if lights:
            # Behind a link that hides pay a light of money says nothing, and neither does what changes it.
            return "; ".join(self._on_light(light, action.reasons) for light in lights if light.outcome.id)
        if self.raised and any(item in self.raised.items for item in action.items):
            words = ngettext(
                "Readiness: %(verdict)s", "Readiness: one of %(n)s steps to %(verdict)s", len(self.raised.items)
            )
            return words % {"n": len(self.raised.items), "verdict": _(self.raised.by_score.label)}
        if action.items and (lever := self.levers.get(action.items[0].id)):
            points = round(lever.gain)
            words = ngettext("Readiness: %(n)s more point", "Readiness: %(n)s more points", points)
            return words % {"n": points} if points else ""
        if action.findings:
            return _(action.findings[0].severity.label)
        if action.duties:
            return _("A duty by law") if self._is_covered else _("A duty in the EU")
        if action.delivery:
            return _("Keeps the dates")
        if action.is_needed:
            return _("Needed before a decision")
        numbers = [field for field in map(self.catalogue.fields.__getitem__, action.unknown) if field.is_number]
        if any(field.default is not None or field.id in self.results.proposals for field in numbers):
            return _("Replaces a guess")
        return _("Fills a gap") if numbers else ""

    def _on_light(self, light: SaidLight, reasons: Sequence[VerdictReason]) -> str:
        """Say what a light loses with some of its reasons; what it says then, only the rule can tell."""
        keys = {reason.key for reason in reasons}
        holding = [reason for reason in light.reasons if reason.outcome.id == light.outcome.id]
        said = {"light": light.label, "before": light.outcome.label, "n": len(holding)}
        if all(reason.key in keys for reason in holding):
            return _("%(light)s: no longer %(before)s") % said
        if any(reason.key in keys for reason in holding):
            return _("%(light)s: one of %(n)s reasons for %(before)s") % said
        return _("%(light)s: needed for Go") % said


def people_of(actions: Iterable[SaidAction]) -> Mapping[str, str]:
    """Return everybody who is named, by the key of the name, in the order of the list."""
    named = {action.person.key: action.person.name for action in actions if action.person.name}
    return dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))
