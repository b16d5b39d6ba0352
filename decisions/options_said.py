"""Options side by side in words, as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from charts.marks import RowScale, range_on_scale
from decisions.domain.options import SIMPLE, TODAY, Option
from decisions.domain.recommending import RecommendationReason, option_of
from decisions.options import USUAL_APPROACH, Options, options_of, with_ruled_out
from decisions.results import results_of
from decisions.wording import SaidOutcome, SaidWait, Teller, say_approach, say_outcome, say_permission
from estimates.domain.figures.ruled_out import APPROACH, NO_AI, ApproachTraits
from estimates.reference import get_approach_rules
from estimates.wording import SaidBar, say_bars, say_reason
from projects.access import Workspace
from projects.domain.fields import Question
from projects.domain.figures import Figure
from scoping.domain.plans.approach import JudgedRung, LadderAdvice
from teams.domain.budget import agreed_budget

_ROOM = 1.06
"""A little more than the largest sum: the last tick is not cut."""

DECIDED = {"data.permission", "solution.place", "solution.off_table"}
"""What rules approaches out because somebody decided so; a task or a kind of data nobody can decide."""

LOCK_IN = (
    gettext_lazy("out in days"),
    gettext_lazy("out in weeks"),
    gettext_lazy("out in months"),
    gettext_lazy("a new start"),
)


@dataclass(frozen=True, kw_only=True)
class Opens:
    """A figure of an option, and where it opens."""

    figure: Figure
    slug: str
    """The scenario whose figure it is."""


@dataclass(frozen=True, kw_only=True)
class SaidOption:
    """One option as a row."""

    id: str
    label: str
    detail: str
    """The named option, the model, or where the figures are from."""
    scenario: str
    """The scenario that it is; "" where it is an estimate."""
    slug: str
    is_today: bool
    is_out: bool
    is_too_weak: bool
    is_in_use: bool
    """Whether people work with it already."""
    is_here: bool
    """Whether it is the approach of the scenario that is open."""
    out: Sequence[SaidBar]
    barred_once: bool
    """Whether one answer alone rules it out, and somebody may decide otherwise."""
    only_if: Sequence[SaidBar]
    beside_hosted: str
    """Which model of one's own stands beside which hosted one, and whether they are of one class."""
    verdict: SaidOutcome | None
    """What the one rule says where it is taken; None for going on as today, and for what is ruled out."""
    verdict_why: str
    scale: SafeString | None
    cost: Opens | None
    spent: Opens | None
    running: Opens | None
    months: Opens | None
    chance: float | None
    energy: Opens | None
    energy_text: str
    """What is known of its energy where there is no figure."""
    data: str
    lock_in: str
    leaving: str
    effort: str
    """Work and time beside calling a hosted model, where it is no scenario of its own."""
    marks: Sequence[str]
    is_recommended: bool
    missing: Sequence[Question]
    approach: str
    """The choice that makes a scenario of it; "" where there is one."""


@dataclass(frozen=True, kw_only=True)
class SaidOptions:
    """All of them, with what to make of it."""

    rows: Sequence[SaidOption]
    why: str
    """Why one is recommended, or why none is."""
    why_step: str
    """The same behind the name of the step, which need not name the approach again."""
    beside: Sequence[str]
    """What might change the recommendation."""
    first: SaidWait | None
    """What comes before every approach: the permission to use the data, where the verdict waits for it."""
    needs: Sequence[Question]
    """What to answer first, where nothing is recommended."""
    recommended: str
    """The id of the recommended option, or ""."""
    takes: str
    """The choice of `compute.approach` that a button takes; "" where one is chosen or none is recommended."""
    counts_with: str
    """The approach that the scenario counts with, where another one is advised; else ""."""
    version: int
    """Of the answer that the button changes."""
    all_out: bool
    agreed: float | None
    horizon_months: int
    advice: LadderAdvice
    """The ladder with the step of the recommended option advised."""

    @property
    def open_rows(self) -> list[SaidOption]:
        """Return what no answer rules out."""
        return [row for row in self.rows if not row.is_out]

    @property
    def out_rows(self) -> list[SaidOption]:
        """Return what an answer rules out."""
        return [row for row in self.rows if row.is_out]

    @property
    def try_first(self) -> JudgedRung | None:
        """The next simpler step that might do and costs less, to launch and in all: to be tried first."""
        advised = self.of_step(self.advice.advised) if self.advice.advised else None
        return next((judged for judged in self.advice.below if self._might_do(self.of_step(judged), advised)), None)

    @staticmethod
    def _might_do(row: SaidOption | None, advised: SaidOption | None) -> bool:
        if row is None or row.is_today or row.is_too_weak:
            return False
        if advised is None:
            return True
        sums = ((row.cost, advised.cost), (row.spent, advised.spent))
        return all(ours.figure.value.likely < theirs.figure.value.likely for ours, theirs in sums if ours and theirs)

    def of_step(self, judged: JudgedRung) -> SaidOption | None:
        """Return the option that a step of the ladder is priced as."""
        return next((row for row in self.rows if row.id == option_of(judged)), None)


def say_options(workspace: Workspace, *, ruled_out: bool = False) -> SaidOptions:
    """Return the options side by side, ready to be shown.

    Args:
        workspace: The project and its open scenario.
        ruled_out: Whether those too have figures that an answer rules out.
    """
    options = with_ruled_out(workspace) if ruled_out else options_of(workspace)
    agreed = agreed_budget(results_of(workspace).answers)
    costs = [option.cost.value.high for option in options.options if option.cost and option.is_open]
    top = max([*costs, float(agreed or 0)], default=0.0) * _ROOM
    priced = [
        option.id
        for option in options.options
        if option.cost and option.cost.value.high <= top and not option.standing.is_out
    ]
    say = _Say(workspace, options, top, agreed, priced[-1] if priced else "")
    return SaidOptions(
        rows=[say.row(option) for option in options.options],
        why=say.why(),
        why_step=say.why_step(),
        beside=say.beside(),
        first=say_permission(workspace),
        needs=say.needs(),
        takes=say.takes(),
        counts_with=say.counts_with(),
        version=workspace.answers[APPROACH].version,
        recommended=options.marks.recommended,
        all_out=options.all_out,
        agreed=agreed,
        horizon_months=options.horizon_months,
        advice=options.advice,
    )


@dataclass(frozen=True)
class _Say:
    """Says options of a project."""

    workspace: Workspace
    options: Options
    top: float
    agreed: float | None
    last: str
    """The last option on the scale: the plumb line's bob hangs in its row."""

    def row(self, option: Option) -> SaidOption:
        """Return one option as a row."""
        scenario = next((scenario for scenario in self.workspace.scenarios if scenario.slug == option.slug), None)
        traits = get_approach_rules().traits.get(NO_AI if option.id in (SIMPLE, TODAY) else option.id)
        barring = {bar.field_id for bar in option.standing.out}
        marks, case, here = self.options.marks, option.case, self.workspace.scenario.slug
        is_today = option.id == TODAY
        # The others are said as shares of the usual approach.
        compared = traits if not option.slug and option.id not in (TODAY, USUAL_APPROACH) else None
        return SaidOption(
            id=option.id,
            label=self.label(option),
            detail=self._detail(option),
            slug=option.slug,
            scenario=scenario.name if scenario else "",
            is_today=is_today,
            is_out=option.standing.is_out,
            is_too_weak=option.is_too_weak,
            is_in_use=option.is_in_use,
            is_here=bool(option.slug) and option.slug == here,
            out=say_bars(self.workspace, option.standing.out[:1]),
            barred_once=len(barring) == 1 and barring <= DECIDED,
            only_if=say_bars(self.workspace, option.standing.only_if),
            beside_hosted=say_reason(option.beside_hosted) if option.beside_hosted else "",
            verdict=self._verdict(option),
            verdict_why=self._verdict_why(option),
            scale=self._scale(option),
            cost=self._opens(option, option.cost),
            spent=self._opens(option, option.spent),
            running=self._opens(option, case.running if case else None),
            months=self._opens(option, option.months),
            chance=case.chance if case else None,
            energy=self._opens(option, option.energy),
            energy_text=self._energy_text(option),
            data=_(traits.data) if traits and not is_today else "",
            lock_in=str(LOCK_IN[option.lock_in]) if not is_today else "",
            leaving=_(traits.leaving) if traits and not is_today else "",
            effort=self._effort(compared) if compared else "",
            marks=[text for name, text in self._names() if getattr(marks, name) == option.id],
            is_recommended=marks.recommended == option.id,
            missing=self._missing(option),
            approach="" if is_today or option.slug or option.standing.is_out else self._approach(option),
        )

    def _verdict(self, option: Option) -> SaidOutcome | None:
        verdict = option.verdict
        return say_outcome(verdict.outcome, is_guess=verdict.tries_a_guess) if verdict else None

    def _verdict_why(self, option: Option) -> str:
        return Teller(self.workspace, option.verdict).sentence() if option.verdict else ""

    def label(self, option: Option) -> str:
        """Return what an option is called."""
        if option.id == TODAY:
            return _("As today")
        if option.id == SIMPLE:
            return _("The simple option")
        choice = self.workspace.catalogue.fields[APPROACH].choice(option.id)
        return _(choice.label) if choice else option.id

    def _effort(self, traits: ApproachTraits) -> str:
        write = self.workspace.formatter
        said = _("%(work)s times the work and %(time)s times the time of calling a hosted model (our estimate)")
        return said % {"work": write.range(traits.team, ""), "time": write.range(traits.months, "")}

    def _approach(self, option: Option) -> str:
        return NO_AI if option.id == SIMPLE else option.id

    def _names(self) -> tuple[tuple[str, str], ...]:
        return (
            ("recommended", _("recommended")),
            ("cheapest", self._cheapest()),
            ("fastest", _("fastest of the AI approaches") if self._beaten("months") else pgettext("option", "fastest")),
            ("most_private", _("most private")),
        )

    def _cheapest(self) -> str:
        """Return what the mark of the cheapest says: of which options, and by which sum where a reader sees two."""
        marked = next((option for option in self.options.options if option.id == self.options.marks.cheapest), None)
        beaten = self._beaten("cost")
        words = _("cheapest of the AI approaches") if beaten else pgettext("option", "cheapest")
        others = [
            option
            for option in self.options.options
            if option.is_open
            and option is not marked
            and not option.is_too_weak
            and not (beaten and option.id == SIMPLE)
        ]
        lower = [option for option in others if marked and _looks_cheaper(option, marked)]
        limits = []
        if any(not option.is_whole for option in lower):
            limits.append(_("of those priced in full"))
        if any(option.is_whole for option in lower):
            limits.append(_("running costs included"))
        return f"{words} ({', '.join(limits)})" if limits else words

    def _beaten(self, name: str) -> bool:
        """Tell whether the simple option beats every mark, so that a mark is one of the AI approaches only."""
        by_id = {option.id: option for option in self.options.options}
        simple = getattr(by_id[SIMPLE], name)
        marked = by_id.get({"cost": self.options.marks.cheapest, "months": self.options.marks.fastest}[name])
        held = getattr(marked, name) if marked and marked.id != SIMPLE else None
        if by_id[SIMPLE].is_in_use or simple is None or held is None:
            return by_id[SIMPLE].is_in_use
        return bool(simple.value.likely < held.value.likely)

    def _detail(self, option: Option) -> str:
        if option.id == TODAY:
            monthly = self.workspace.visible_answers.range("problem.monthly_cost")
            cost = monthly and self.workspace.formatter.money_compact(12 * monthly.likely)
            return _("costs about %(cost)s a year") % {"cost": cost} if cost else _("its cost is not known yet")
        said = [option.name or option.model]
        if option.share is not None:
            share = self.workspace.formatter.number(option.share, 0)
            said.append(_("handles %(share)s out of 100 cases") % {"share": share})
        return " · ".join(filter(None, said))

    def _opens(self, option: Option, figure: Figure | None) -> Opens | None:
        """Return where a figure opens: in its scenario, or, worked out here, in the one that is open."""
        if figure is None:
            return None
        return Opens(figure=option.opened(figure), slug=option.slug or self.workspace.scenario.slug)

    def _energy_text(self, option: Option) -> str:
        if option.id in (TODAY, SIMPLE):
            return _("none to speak of")
        return "" if option.energy else _("not published by the provider")

    def _missing(self, option: Option) -> list[Question]:
        questions = self.workspace.catalogue.questions
        # By id, because a question with a table cannot be hashed.
        missing = (questions[field_id] for field_id in option.missing if field_id in questions)
        return list({question.id: question for question in missing}.values())

    def _scale(self, option: Option) -> SafeString | None:
        cost = option.cost
        if cost is None or not self.top or cost.value.high > self.top:
            return None
        write, value = self.workspace.formatter.money_compact, cost.value
        said = {"low": write(value.low), "likely": write(value.likely), "high": write(value.high)}
        label = _("Cost to launch %(low)s to %(high)s, likely %(likely)s") % said
        return range_on_scale(
            value,
            RowScale(self.top, self.agreed),
            said=said["likely"],
            chosen=self.options.marks.recommended == option.id,
            is_last=option.id == self.last,
            label=label,
        )

    def why(self) -> str:
        """Say why one option is recommended, or why none is."""
        marks, by_id = self.options.marks, {option.id: option for option in self.options.options}
        if self.options.all_out and marks.recommended not in (SIMPLE, TODAY):
            return _("Every approach is ruled out. Take the simple option, or change one of the answers that say no.")
        if marks.why is None:
            return _("There is not enough to recommend an approach yet.")
        words = {
            "name": self.label(by_id[marks.recommended]),
            "months": self.workspace.formatter.count(self.options.horizon_months, "months", 0),
            "other": self.label(by_id[marks.next_best]) if marks.next_best else "",
            "lead": self.workspace.formatter.money_compact(abs(marks.lead)),
        }
        reason = self._reason()
        return " ".join(
            filter(None, (_WHY[marks.why] % words, reason if marks.why is not RecommendationReason.SIMPLE else ""))
        )

    def why_step(self) -> str:
        """Say why the recommended step is, behind its name."""
        only_fits = self.options.marks.why is RecommendationReason.FITS and self.options.advice.advised is not None
        said, advised = (self._reason() if only_fits else "") or self.why(), self.options.advice.advised
        # The step may be called what the approach is called.
        said = said.removeprefix(f"{_(advised.rung.title)}: ") if advised else said
        return said[:1].upper() + said[1:]

    def _reason(self) -> str:
        advised = self.options.advice.advised
        return _(advised.favour[0].reason) if advised and advised.favour else ""

    def takes(self) -> str:
        """Return the choice that takes the recommended option, while none is taken."""
        recommended = self.options.marks.recommended
        if recommended in ("", SIMPLE, TODAY) or self.workspace.answers.value(APPROACH):
            return ""
        return recommended

    def counts_with(self) -> str:
        """Name the approach that the scenario counts with, where we advise another one; "" where we do not."""
        advised = self.options.advice.advised
        if advised is None or self.workspace.visible_answers.value(APPROACH) in (None, advised.way):
            return ""
        return say_approach(self.workspace)

    def beside(self) -> list[str]:
        """Say what might change the recommendation: what has no price yet, and what would bring more money."""
        marks, by_id = self.options.marks, {option.id: option for option in self.options.options}
        said = [
            _("“%(name)s” is not fully priced yet. It needs: %(what)s.")
            % {"name": self.label(by_id[option_id]), "what": self._said_missing(by_id[option_id])}
            for option_id in marks.unpriced
        ]
        chosen = by_id.get(marks.recommended)
        if chosen and chosen.verdict and chosen.verdict.is_stop:
            said.append(_("It is the best of these, and the verdict on it is “Stop or rethink” all the same."))
            said += [self._not_stopped(option) for option in by_id.values() if _goes_on(option)]
        said += [self._not_cheaper(by_id[option_id]) for option_id in marks.cheaper if option_id != marks.next_best]
        if marks.next_best and marks.lead < 0 and marks.why is not RecommendationReason.CLOSE:
            more = _(
                "“%(other)s” would bring %(lead)s more if it did the work as well. "
                "Nothing in your answers shows that yet."
            )
            said.append(
                more
                % {
                    "other": self.label(by_id[marks.next_best]),
                    "lead": self.workspace.formatter.money_compact(-marks.lead),
                }
            )
        return said

    def _not_stopped(self, option: Option) -> str:
        """Name an option that the verdict does not stop, where it stops the recommended one."""
        words = _("“%(name)s” is not stopped. The verdict on it: %(verdict)s.")
        verdict = self._verdict(option)
        return words % {"name": option.name or self.label(option), "verdict": verdict.label if verdict else ""}

    def _not_cheaper(self, option: Option) -> str:
        """Say why an option that looks better by its money is not the one to take."""
        words = _("“%(name)s” looks cheaper. Nothing in your answers shows yet that it does the work as well.")
        if option.missing:
            words = _("“%(name)s” looks cheaper without %(what)s, and nothing shows yet that it does the work as well.")
        fields = self.workspace.catalogue.fields
        missing = [_("“%(title)s”") % {"title": _(fields[field_id].label)} for field_id in option.missing]
        return words % {"name": self.label(option), "what": get_text_list(missing, _("and"))}

    def _said_missing(self, option: Option) -> str:
        return ", ".join(_(question.title) for question in self._missing(option)) or _("what a case saves")

    def needs(self) -> list[Question]:
        """Return the questions that would tell what fits, while nothing is recommended."""
        questions = self.workspace.catalogue.questions
        return list(dict.fromkeys(questions[field_id] for field_id in self.options.needs))


def _looks_cheaper(option: Option, other: Option) -> bool:
    """Tell whether a sum that a reader sees of an option is lower than the same of another."""
    sums = ((option.cost, other.cost), (option.spent, other.spent))
    return any(lower.value.likely < upper.value.likely for lower, upper in sums if lower and upper)


def _goes_on(option: Option) -> bool:
    """Tell whether the verdict on an option is known, and does not stop it."""
    verdict = option.verdict
    return verdict is not None and verdict.outcome is not None and not verdict.is_stop


_WHY = {
    RecommendationReason.SIMPLE: gettext_lazy("%(name)s: it handles as many cases as a tool would. Do it first."),
    RecommendationReason.FITS: gettext_lazy("%(name)s."),
    RecommendationReason.VALUE: gettext_lazy(
        "%(name)s: of the approaches that fit as well, it has the highest likely net value over %(months)s."
    ),
    RecommendationReason.CLOSE: gettext_lazy(
        "%(name)s: within %(lead)s of “%(other)s” over %(months)s, and easier to leave or sooner there."
    ),
    RecommendationReason.LOSES_LEAST: gettext_lazy(
        "%(name)s loses least over %(months)s of the approaches that fit as well. None is likely to pay back, so going "
        "on as today may be right."
    ),
}
