"""The verdict in words. Every page, link, workbook and report takes its sentences from here, so that none contradicts
another.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.content import get_rulebook
from decisions.domain.breakeven import BreakEven
from decisions.domain.flips import VerdictChange
from decisions.domain.rulebook import VerdictOutcome
from decisions.domain.simple import SimpleWay
from decisions.domain.verdict import Light, Verdict, VerdictReason
from decisions.gaps import not_counted_of
from decisions.headline import headline_of
from decisions.results import misfits_of
from decisions.verdicts import break_evens_of, verdict_of, way_up_of
from estimates.domain.figures.ruled_out import APPROACH
from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.domain.expressions import RESULTS, Facts
from projects.domain.fields import Question
from projects.domain.pay import moves_with_pay
from projects.formatting import Formatter, hundredths_of
from projects.wording import say_answer
from scoping.domain.checks import pieces
from scoping.domain.readiness import GateState, ReadinessItem
from scoping.looks import look_of

MOST_REASONS = 3
"""So many reasons of one verdict stand on the first page of a report before the rest is counted."""

MOST_NAMED = 4
"""So many statements are named before they are counted."""
MANY_CHANGES, FIRST_CHANGES = 5, 3
"""More changes than the first are many: then so many as the second stand on a page at once."""
MONEY = ("benefit", "budget")
"""The lights that move with pay."""
MISFITS = "result.approach_misfits"
"""The place in a sentence where what speaks against the approach that is taken is named, not counted."""
PERMISSION, _WAITS = "data.permission", {"stop", "fix_first"}
"""What every approach waits for, while the verdict is held by it at one of these outcomes."""


@dataclass(frozen=True, kw_only=True)
class SaidOutcome:
    """A verdict's name and how it looks."""

    id: str
    """Empty: not rated yet."""
    label: str
    look: str
    lit: int


@dataclass(frozen=True, kw_only=True)
class SaidReason:
    """What holds the verdict, and what would make it go."""

    key: tuple[str, str]
    outcome: SaidOutcome
    text: str
    flip: str


@dataclass(frozen=True, kw_only=True)
class SaidWait:
    """What the verdict waits for before anything else."""

    text: str
    flip: str
    question: Question
    """Where it is answered."""


@dataclass(frozen=True, kw_only=True)
class SaidLight:
    """One of the five lights."""

    id: str
    label: str
    outcome: SaidOutcome
    text: str
    """Its strictest reason, or what is well."""
    reasons: tuple[SaidReason, ...]
    flip: str
    decides: bool

    @property
    def others(self) -> int:
        """How many reasons it has behind the first."""
        return max(0, len(self.reasons) - 1)


@dataclass(frozen=True, kw_only=True)
class SaidWayUp:
    """The smallest set of changes that lifts the verdict."""

    changes: tuple[str, ...]
    outcome: SaidOutcome
    at_best: bool
    """Whether it may as well become another one, because a change is an answer that nobody has yet."""

    @property
    def first_changes(self) -> tuple[str, ...]:
        """Those that a page shows at once."""
        return self.changes if len(self.changes) <= MANY_CHANGES else self.changes[:FIRST_CHANGES]

    @property
    def more_changes(self) -> tuple[str, ...]:
        """Those behind a fold, where they are many."""
        return self.changes[len(self.first_changes) :]

    @property
    def label(self) -> str:
        """What the verdict becomes, promised only as far as anybody can know."""
        return _("%(verdict)s at best") % {"verdict": self.outcome.label} if self.at_best else self.outcome.label


@dataclass(frozen=True, kw_only=True)
class SaidVerdict:
    """A verdict in words."""

    outcome: SaidOutcome
    sentence: str
    """Why, in one sentence."""
    reasons: tuple[SaidReason, ...]
    """All that hold it below Go, those that decide first."""
    more: tuple[str, ...]
    """Up to two more reasons of the same verdict."""
    beside: str
    """What readiness alone would say, where that is better; else empty."""
    budget: str
    """What the agreed budget covers; empty while it cannot be said, and where a reason says it."""
    chance: str
    """The chance of paying back, in words; empty while it is not known."""
    held_by: str
    """Which lights hold it: a few words for the title block."""
    ask: str
    lights: tuple[SaidLight, ...]
    points: str
    provisional: bool


def say_verdict(workspace: Workspace, verdict: Verdict | None = None) -> SaidVerdict:
    """Say the verdict of a scenario; another one, such as a provisional one, where it is given."""
    verdict = verdict or verdict_of(workspace)
    return Teller(workspace, verdict).verdict()


def say_approach(workspace: Workspace) -> str:
    """Say the approach of the scenario."""
    field = workspace.catalogue.fields[APPROACH]
    return say_answer(workspace.visible_answers[APPROACH], field, workspace.formatter)


def say_permission(workspace: Workspace) -> SaidWait | None:
    """Say that the verdict waits for the permission to use the data; None where it does not, or where somebody asks.

    No approach and no other answer is worth the work before that one, as each of them may fall with it.
    """
    asked, verdict = workspace.answers[PERMISSION], verdict_of(workspace)
    if asked.state is AnswerState.UNKNOWN and asked.owner:
        return None
    waits = (reason for reason in verdict.reasons if reason.looks_at(PERMISSION) and reason.holds_at in _WAITS)
    reason = next(waits, None)
    if reason is None:
        return None
    said = Teller(workspace, verdict).reason(reason)
    return SaidWait(text=said.text, flip=said.flip, question=workspace.catalogue.questions[PERMISSION])


def say_outcome(outcome: VerdictOutcome | None, *, is_guess: bool = False) -> SaidOutcome:
    """Name an outcome."""
    if outcome is None:
        return SaidOutcome(id="", label=_("Not rated yet"), look="", lit=0)
    look, lit = look_of(outcome.id)
    label = _(outcome.guess_label) if is_guess and outcome.guess_label else _(outcome.label)
    return SaidOutcome(id=outcome.id, label=label, look=look, lit=lit)


def fill(sentence: str, facts: Facts, workspace: Workspace) -> str:
    """Return a sentence, translated, with the answers and figures that it names and the reader may see."""
    return "".join(_place(piece.field_id, facts, workspace) or piece.text for piece in pieces(_(sentence)))


def _place(place: str, facts: Facts, workspace: Workspace) -> str:
    if not place:  # words between two places
        return ""
    write = workspace.formatter
    if place == MISFITS:
        return " ".join(dict.fromkeys(_(bar.reason) for bar in misfits_of(workspace)))
    if place in RESULTS:
        value = facts.results.get(place)
        return "–" if value is None else say_result(value, RESULTS[place], write)
    field = workspace.catalogue.fields.get(place)
    if field is None:
        return ""
    if field.is_number and (given := facts.answers.range(place)) is not None:
        return write.quantity(given.likely, field.unit, compact=True)
    return say_answer(workspace.readable_answers[place], field, write)


def say_result(value: float, unit: str, write: Formatter) -> str:
    """Say a figure inside a sentence: money short, months whole, shares of cases as a number out of 100."""
    if unit == "months":
        return write.number(math.ceil(round(value, 6)))
    if unit == "%":
        return write.number(value, 0)
    return write.quantity(value, unit, compact=True)


def say_way_up(workspace: Workspace) -> SaidWayUp | None:
    """Say what would lift the verdict; None where nothing does, or where a link hides what it rests on."""
    way_up = way_up_of(workspace)
    if way_up is None or way_up.outcome is None or workspace.pay_hidden:
        return None
    teller = Teller(workspace, verdict_of(workspace))
    matters: dict[str, str] = {}
    for change in way_up.changes:
        # As in the list of actions: what comes down to one thing to do is said once, in the words of the strictest.
        matters.setdefault(_matter_of(change), teller.change(change))
    changes = tuple(dict.fromkeys(matters.values()))
    return SaidWayUp(changes=changes, outcome=say_outcome(way_up.outcome), at_best=way_up.at_best)


def _matter_of(change: VerdictChange) -> str:
    """Return what a change comes down to: the matter of its reason, else the reason itself."""
    reason = change.reasons[0]
    if change.figure or change.items:
        return "figure" if change.figure else "score"
    about = reason.item.id if reason.item else reason.finding.check.id if reason.finding else reason.rule.id
    matter = get_rulebook().matter_of.get(about)
    return matter.id if matter else about


class Teller:
    """Says one verdict as its reader may read it."""

    def __init__(self, workspace: Workspace, verdict: Verdict) -> None:
        self.workspace, self.verdict_, self.write = workspace, verdict, workspace.formatter
        self.hidden = workspace.pay_hidden
        self.outcome_id = verdict.outcome.id if verdict.outcome else ""
        self.held = tuple(
            reason for reason in verdict.reasons if reason.holds_at != "go" and not self._is_hidden(reason)
        )
        self.deciding = tuple(reason for reason in self.held if reason.holds_at == self.outcome_id)
        # Behind a link that hides pay the verdict is shown, and nothing that tells more of the sums than it does.
        self.by_money = self.hidden and not self.deciding and self.outcome_id not in ("", "go")

    def _is_hidden(self, reason: VerdictReason) -> bool:
        looked_at = reason.finding.check.field_ids if reason.finding else ()
        if reason.rule.when:
            looked_at = tuple(reason.rule.when.references())
        return self.hidden and moves_with_pay(self.workspace.catalogue.fields, looked_at)

    def verdict(self) -> SaidVerdict:
        verdict = self.verdict_
        reasons = tuple(self.reason(reason) for reason in self.held)
        return SaidVerdict(
            outcome=say_outcome(verdict.outcome, is_guess=verdict.tries_a_guess),
            sentence=self.sentence(),
            reasons=reasons,
            more=tuple(self.text(reason) for reason in self.deciding[1:MOST_REASONS]),
            beside=self.beside(),
            # A reason that looks at the agreed budget says the same in other words.
            budget="" if any(reason.looks_at("plan.budget_agreed") for reason in self.held) else self.budget(),
            chance=self.chance(),
            held_by=self.held_by(),
            ask=_(verdict.outcome.ask) if verdict.outcome else "",
            lights=tuple(self.light(light) for light in verdict.lights),
            points=self.points(),
            provisional=verdict.provisional,
        )

    # ------------------------------------------------------------ reasons

    def reason(self, reason: VerdictReason) -> SaidReason:
        return SaidReason(
            key=reason.key,
            outcome=say_outcome(get_rulebook().outcome(reason.holds_at)),
            text=self.text(reason),
            flip=self.flip(reason),
        )

    def text(self, reason: VerdictReason) -> str:
        return self._said(reason.rule.sentence, reason)

    def flip(self, reason: VerdictReason) -> str:
        if reason.points is not None:
            return self._raise_ratings()
        if reason.rule.value_from:
            figures = break_evens_of(self.workspace).get(reason.rule.value_from, ())
            return say_break_even(figures[0], self.write) if figures else self._said(reason.rule.flip, reason)
        return self._said(reason.rule.flip, reason)

    def step(self, reason: VerdictReason) -> str:
        """Say what to do about a reason, without the figure that it would take."""
        return self._said(reason.rule.flip, reason)

    def why(self, reason: VerdictReason) -> str:
        """Say why: the reason, and the figure at which it goes where that can be worked out."""
        figures = break_evens_of(self.workspace).get(reason.rule.value_from, ()) if reason.rule.value_from else ()
        return " ".join((self.text(reason), *(say_break_even(figure, self.write) for figure in figures[:1])))

    def change(self, change: VerdictChange) -> str:
        if change.figure:
            return say_break_even(change.figure, self.write)
        if change.items:
            return self._raise(change.items)
        return self.flip(change.reasons[0])

    def _said(self, sentence: str, reason: VerdictReason) -> str:
        places = self._places(reason)
        facts = self.verdict_.facts
        return "".join(
            places[piece.field_id]()
            if piece.field_id in places
            else _place(piece.field_id, facts, self.workspace) or piece.text
            for piece in pieces(_(sentence))
        )

    def _places(self, reason: VerdictReason) -> dict[str, Callable[[], str]]:
        """Return what sentences may name besides fields and results."""
        item, finding, simple = reason.item, reason.finding, self.verdict_.simple
        places: dict[str, Callable[[], str]] = {"points": self.points}
        if item:
            step = self.verdict_.assessment.next_step(item)
            places |= {"statement": lambda: _(item.statement), "action": lambda: _(step.action)}
        if finding:
            places |= {
                "message": lambda: self.filled(finding.check.message),
                "action": lambda: self.filled(finding.check.action),
            }
        if simple:
            places |= {
                "simple.name": lambda: simple.name or _("The simple option"),
                "simple.share": lambda: self.write.number(simple.share, 0),
                "simple.tool_share": lambda: self.tool_share(simple),
            }
        return places

    def tool_share(self, simple: SimpleWay) -> str:
        """Say how many cases the tool handles, and whose number that is where it is nobody's estimate."""
        share = self.write.number(simple.tool_share or 0, 0)
        if simple.tool_share_is_ours:
            return _("%(share)s (our assumption)") % {"share": share}
        return _("%(share)s (what you ask of it)") % {"share": share} if simple.tool_share_is_wish else share

    def filled(self, sentence: str) -> str:
        """Return a sentence with the answers and figures that it names."""
        return fill(sentence, self.verdict_.facts, self.workspace)

    def _raise_ratings(self) -> str:
        way_up = way_up_of(self.workspace)
        items = next((change.items for change in way_up.changes if change.items), ()) if way_up else ()
        return self._raise(items) if items else _("Raise weak ratings; each statement names its next step.")

    def _raise(self, items: Sequence[ReadinessItem]) -> str:
        words = _("Raise %(names)s to “Yes”.")
        if len(items) > MOST_NAMED:
            words = _("Raise %(n)s statements to “Yes”; those that count most are %(names)s.")
        called = [
            _("“%(name)s” (%(number)s)") % {"name": _(item.short), "number": item.ref} for item in items[:MOST_NAMED]
        ]
        names = get_text_list(called, _("and"))
        return words % {"n": len(items), "names": names}

    # ------------------------------------------------------------ the sentence

    def points(self) -> str:
        return self.write.number(self.verdict_.assessment.points)

    def sentence(self) -> str:
        verdict = self.verdict_
        if verdict.outcome is None:
            return self._unrated()
        if self.by_money:
            return _("The money limits it here. The amounts are left out, because this link hides pay.")
        if not self.deciding:
            return _(verdict.outcome.text)
        text = self.text(self.deciding[0])
        if verdict.outcome.id == "simple_first":
            return " ".join(part for part in (text, self._guess(), self._price()) if part)
        return text

    def _unrated(self) -> str:
        assessment = self.verdict_.assessment
        if not assessment.total:
            return _("Every statement in the checklist is marked “not relevant”, so there is nothing to judge.")
        if assessment.missing:
            count = len(assessment.missing)
            words = ngettext("%(n)s must-have to rate.", "%(n)s must-haves to rate.", count)
            return words % {"n": count} + " " + _("There is no full verdict before that.")
        if assessment.has_score and assessment.too_little:
            must_haves = assessment.must_haves
            return _(
                "%(n)s of %(all)s must-haves are marked “not relevant”, so too little is left to judge the project by."
            ) % {"n": sum(gate.is_left_out for gate in must_haves), "all": len(must_haves)}
        return _("No statement in the checklist is rated yet; “don’t know yet” alone gives no verdict.")

    def _guess(self) -> str:
        return _("That is a guess: no one has tried it.") if self.verdict_.tries_a_guess else ""

    def _price(self) -> str:
        simple = self.verdict_.simple
        if simple is None or self.workspace.pay_hidden:
            return ""
        if simple.cost is None:
            return _("It has no price yet.")
        return _("It costs about %(cost)s.") % {"cost": self.write.money_compact(simple.cost)}

    def beside(self) -> str:
        """Say what the ratings alone would say, where that is better than the verdict."""
        verdict = self.verdict_
        alone, by_score = verdict.assessment.verdict, verdict.assessment.verdict_by_score
        if verdict.outcome is None or alone is None:
            return ""
        strictness = get_rulebook().strictness
        here = strictness[verdict.outcome.id]
        said = {"points": self.points(), "score": _(by_score.label), "verdict": _(alone.label), "gates": self._gates()}
        if strictness[alone.id] < here:
            light = _(verdict.light(self.deciding[0].light if self.deciding else "benefit").kind.holds)
            words = _("Readiness alone would say %(verdict)s (%(points)s points); %(light)s.")
            if alone.id != by_score.id:
                words = _("Readiness alone would say %(verdict)s (%(points)s points, but %(gates)s); %(light)s.")
            return words % (said | {"light": light})
        if strictness[by_score.id] < here:
            if alone.id == by_score.id:
                return _("%(points)s points alone would mean %(score)s.") % said
            return _("%(points)s points alone would mean %(score)s, but %(gates)s.") % said
        return ""

    def _gates(self) -> str:
        """Name the gates that hold the verdict of the ratings below that of the score."""
        items = self.verdict_.assessment.capped_by
        named = ", ".join(_("“%(sentence)s”") % {"sentence": _(item.statement).rstrip(".")} for item in items[:1])
        if any(gate.state is GateState.NOT_RATED for gate in self.verdict_.assessment.gates if gate.item in items):
            words = ngettext(
                "%(named)s is not true yet, or not rated",
                "%(named)s and %(n)s more are not true yet, or not rated",
                len(items),
            )
        else:
            words = ngettext("%(named)s is not true yet", "%(named)s and %(n)s more are not true yet", len(items))
        return words % {"named": named, "n": len(items) - 1}

    def held_by(self) -> str:
        """Say in a few words which lights hold the verdict."""
        verdict = self.verdict_
        if verdict.outcome is None:
            count = len(verdict.assessment.missing)
            words = ngettext("%(n)s must-have to rate", "%(n)s must-haves to rate", count)
            return words % {"n": count} if count else _("nothing rated yet")
        if verdict.provisional:
            return _("provisional: checklist unfinished")
        if self.by_money:
            return _("limited by: money")
        kinds = {reason.light for reason in self.deciding}
        holding = [light for light in verdict.lights if light.kind.id in kinds]
        if not holding:
            return _("not limited by any test")
        if len(holding) == 1:
            return _("limited by: %(light)s") % {"light": _(holding[0].kind.label)}
        if self.hidden:
            return _("limited by %(n)s of the tests shown") % {"n": len(holding)}
        return _("limited by %(n)s of %(all)s tests") % {"n": len(holding), "all": len(verdict.lights)}

    # ------------------------------------------------------------ money in words

    def budget(self) -> str:
        """Say what the agreed budget covers; every sum falls into one of these, without a hole."""
        results = self.verdict_.facts.results
        agreed = self.verdict_.facts.answers.range("plan.budget_agreed")
        ends = [results.get(f"result.cost_p{end}") for end in (10, 50, 90)]
        if None in ends or self.workspace.pay_hidden:
            return ""
        low, likely, high = (end or 0.0 for end in ends)
        if agreed is None or not agreed.likely:
            return _("No budget has been agreed yet.")
        inside = headline_of(self.workspace).chance_inside or 0.0
        said = {"agreed": self.write.money_compact(agreed.likely), "n": hundredths_of(inside)}
        if agreed.likely >= likely and (open_costs := len(not_counted_of(self.workspace))):
            return self._covers_what_counts(agreed.likely, "9" if agreed.likely >= high else "5", open_costs)
        if agreed.likely >= high:
            return _("The agreed %(agreed)s covers 9 cases out of 10 or more.") % said
        if agreed.likely >= likely and self.outcome_id not in ("", "go"):
            # Where nothing is released there is no reserve to name; a pilot names that of its own part.
            return _("The agreed %(agreed)s is enough in %(n)s out of 100 cases.") % said
        if agreed.likely >= likely:
            return _(
                "The agreed %(agreed)s is enough in %(n)s out of 100 cases. Name a reserve of %(reserve)s, and who may "
                "release it."
            ) % (said | {"reserve": self.write.money_compact(high - agreed.likely)})
        if agreed.likely >= low:
            return _("The agreed %(agreed)s is below the likely cost: an overrun is more likely than not.") % said
        return _("Even a lucky project costs more than the agreed %(agreed)s.") % said

    def _covers_what_counts(self, agreed: float, cases: str, open_costs: int) -> str:
        """Say what a budget covers while costs are in no sum: never without them."""
        words = ngettext(
            "The agreed %(agreed)s is enough in %(cases)s out of 10 cases or more for what is counted; %(n)s cost is "
            "not counted yet.",
            "The agreed %(agreed)s is enough in %(cases)s out of 10 cases or more for what is counted; %(n)s costs are "
            "not counted yet.",
            open_costs,
        )
        return words % {"agreed": self.write.money_compact(agreed), "cases": cases, "n": self.write.number(open_costs)}

    def chance(self) -> str:
        share = self.verdict_.facts.results.get("result.chance_of_payback")
        if share is None or self.workspace.pay_hidden:
            return ""
        months = int(self.verdict_.facts.results["result.horizon_months"])
        said = {"n": hundredths_of(share), "months": self.write.count(months, "months")}
        return _("It pays back within %(months)s in %(n)s out of 100 cases.") % said

    # ------------------------------------------------------------ lights

    def light(self, light: Light) -> SaidLight:
        reasons = tuple(self.reason(reason) for reason in light.reasons if reason in self.held)
        outcome = light.outcome
        if self.hidden:
            outcome = self._shown_outcome(light, reasons)
        return SaidLight(
            id=light.kind.id,
            label=_(light.kind.label),
            outcome=say_outcome(outcome, is_guess=self.verdict_.tries_a_guess),
            text=reasons[0].text if reasons else self._clear(light),
            reasons=reasons,
            flip=reasons[0].flip if reasons else "",
            decides=any(reason.outcome.id == self.outcome_id for reason in reasons),
        )

    def _shown_outcome(self, light: Light, reasons: tuple[SaidReason, ...]) -> VerdictOutcome | None:
        """Return what a light says of the reasons that are shown; of money it says nothing."""
        if light.kind.id in MONEY or light.outcome is None:
            return None
        own = [reason for reason in self.held if reason.light == light.kind.id]
        strictness = get_rulebook().strictness
        return get_rulebook().outcome(
            max((reason.holds_at for reason in own), key=strictness.__getitem__, default="go")
        )

    def _clear(self, light: Light) -> str:
        """Say why nothing of a kind holds the verdict, or that nothing can be said of it yet."""
        if self.hidden and light.kind.id in MONEY:
            return _("Hidden with pay.")
        verdict = self.verdict_
        if light.kind.id == "simple" and verdict.is_simple_way:
            return _("This is the simple option itself.")
        if light.outcome is None:
            return self._unrated() if light.kind.id == "readiness" else self._blank(light)
        if light.kind.id == "readiness":
            return _("%(points)s out of 100 points, and every gate is met.") % {"points": self.points()}
        if light.kind.id == "benefit" and self.chance():
            return self.chance()
        if light.kind.id == "budget" and self.budget():
            return self.budget()
        simple = verdict.simple
        if light.kind.id == "simple" and simple and simple.tool_share is not None:
            return _("“%(name)s” handles %(share)s out of 100 cases, the tool %(tool)s.") % {
                "name": simple.name or _("The simple option"),
                "share": self.write.number(simple.share, 0),
                "tool": self.tool_share(simple),
            }
        return _(light.kind.clear)

    def _blank(self, light: Light) -> str:
        """Say what a light waits for."""
        facts = self.verdict_.facts
        return self.filled(next((blank for when, blank in light.kind.partly if facts.holds(when)), light.kind.blank))


def say_break_even(figure: BreakEven, write: Formatter) -> str:
    """Say what one figure would have to be. Saved on one case: at $1.35 (now $1.19) it pays back in 5 of 10 cases."""
    return _("%(label)s: at %(needed)s (now %(now)s) it pays back in %(n)s out of 10 cases.") % {
        "label": _(figure.label),
        "needed": write.quantity(figure.needed, figure.unit),
        "now": write.quantity(figure.now, figure.unit),
        "n": tenths_of(figure.share),
    }


def tenths_of(share: float) -> str:
    """Say a chance [0 to 1] as so many in 10; never 0 or 10 unless it is exactly that."""
    return str(round(share * 10) if share in (0.0, 1.0) else min(9, max(1, round(share * 10))))
