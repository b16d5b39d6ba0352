"""The result of the quick scope: what would change the verdict most, and the approaches it is about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from charts.descriptions import RangeRow, RangesChart
from decisions.checklist import ChecklistPage
from decisions.content import get_rulebook
from decisions.domain.lateness import days_after
from decisions.domain.options import SIMPLE
from decisions.domain.rulebook import VerdictOutcome
from decisions.domain.simple import BUY, SimpleWay
from decisions.domain.verdict import Verdict, VerdictReason, decide, lift
from decisions.options import COVERAGE
from decisions.options_said import SaidOption, SaidOptions, say_options
from decisions.results import results_of
from decisions.verdicts import break_evens_of, signals_of, verdict_of
from decisions.wording import SaidOutcome, SaidReason, say_outcome, say_verdict
from estimates.domain.figures.ruled_out import APPROACH
from projects.access import Workspace
from projects.domain.answers import AnswerState
from reports.proposing import is_proposed
from scoping.content import get_quick_scope
from scoping.domain.quick import Screen

MOST_CHANGES = 3
BENEFIT_ASKED = {"benefit.not_known", "benefit.guessed_loses", "benefit.guessed_pays"}
"""The reasons that ask for the benefit already."""
MOST_COMPARED = 4
"""So many options are drawn: what costs many times as much would press the others together."""


@dataclass(frozen=True, kw_only=True)
class VerdictLever:
    """One thing that would change the verdict or what is known."""

    title: str
    text: str
    outcome: SaidOutcome | None = None
    """What the verdict would be; None where it would stay, or where that is not known before."""
    effect: str = ""
    """What it does besides, or in its place."""
    url: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Approaches:
    """What we would take, the simpler way, and what each option costs."""

    recommended: SaidOption | None
    """None where nothing is recommended; it may be the simple option."""
    why: str
    simple: SaidOption | None
    simple_way: SimpleWay | None
    counted_share: float | None
    """Cases that the benefit counts as handled [out of 100], where the tool is asked for another share; else None."""
    said: SaidOptions
    chart: RangesChart | None
    cheaper: Sequence[SaidOption] = ()
    """What would cost less than the recommended one, and is ruled out by one answer alone."""


@dataclass(frozen=True)
class Counted:
    """The approach that the figures are counted with."""

    name: str
    """"" where none is chosen, so that they are those of a team alone."""
    is_ours: bool
    """Whether it is our proposal, and nobody's choice."""


def levers_of(workspace: Workspace) -> list[VerdictLever]:
    """Return the three things that would change it most, those that lift the verdict first."""
    return [lever for lever, _order in zip(_levers(workspace), range(MOST_CHANGES), strict=False)]


def _levers(workspace: Workspace) -> Iterator[VerdictLever]:
    verdict = verdict_of(workspace)
    named: set[str] = set()
    for lever, screen in _from_reasons(workspace, verdict):
        # One answer may have several reasons against it: what to change about it is said once.
        if screen and screen.id in named:
            continue
        if screen:
            named.add(screen.id)
        yield lever
    scope, answers = get_quick_scope(), workspace.answers
    for screen in scope.screens:
        if screen.id not in named and all(answers.state(field.id) is AnswerState.UNKNOWN for field in screen.fields):
            yield VerdictLever(
                title=_("Find out: %(what)s") % {"what": _(screen.short)},
                text=_(screen.unknown),
                effect=_("may change the verdict"),
                url=_url(workspace, screen),
                link=_link(screen),
            )
    yield from _deeper(workspace)


def _from_reasons(workspace: Workspace, verdict: Verdict) -> Iterable[tuple[VerdictLever, Screen | None]]:
    """Return what each reason takes to go, and what the verdict would be without it."""
    shown = say_verdict(workspace)
    said = {reason.key: reason for reason in shown.reasons}
    signals, figures = signals_of(workspace, provisional=verdict.provisional), break_evens_of(workspace)
    told: set[str] = set()
    for reason in verdict.reasons:
        words = said.get(reason.key)
        # Rules, statements and findings may ask for the same, each in its own words.
        matter = get_rulebook().matter_of.get(_asking(reason))
        same = {words.flip, *([matter.id] if matter else [])} if words else set()
        if words is None or same & told:
            continue
        told |= same
        needed = figures.get(reason.rule.value_from, ())[:1] if reason.rule.value_from else ()
        results = dict(needed[0].results) if needed else None
        after = decide(get_rulebook(), lift(signals, [reason.key], results)).outcome
        lifts = after is not None and _strictness(after) < _strictness(verdict.outcome)
        # Why stands at the top of the page already, for the reasons that are named there.
        why = "" if words.text in (shown.sentence, *shown.more) else words.text
        yield _lever(workspace, reason, replace(words, text=why), say_outcome(after) if lifts else None)


def _asking(reason: VerdictReason) -> str:
    """Return the id of what a reason comes from: a statement, a finding, else a rule of its own."""
    if reason.item:
        return reason.item.id
    return reason.finding.check.id if reason.finding else reason.rule.id


def _strictness(outcome: VerdictOutcome | None) -> int:
    """Return how strict an outcome is; without one nothing is lifted."""
    return get_rulebook().strictness[outcome.id] if outcome else -1


def _lever(
    workspace: Workspace, reason: VerdictReason, said: SaidReason, outcome: SaidOutcome | None
) -> tuple[VerdictLever, Screen | None]:
    screen = _screen_of(reason)
    effect = "" if outcome else _("needed, not enough alone")
    if reason.rule.opens:
        outcome, effect = None, _("may change the verdict")
    lever = VerdictLever(
        title=said.flip,
        text=said.text,
        outcome=outcome,
        effect=effect,
        url=_url(workspace, screen) if screen else "",
        link=_link(screen) if screen else "",
    )
    if reason.rule.id in BENEFIT_ASKED:
        lever = replace(lever, url=_value_url(workspace), link=_("Value"))
    return lever, screen


def _screen_of(reason: VerdictReason) -> Screen | None:
    """Return the screen whose answer a reason looks at."""
    looked_at: set[str] = set(reason.finding.check.field_ids) if reason.finding else set()
    if reason.rule.when:
        looked_at |= reason.rule.when.references()
    if "result.tool_lead" in looked_at:
        looked_at.add("tried.simplest")
    screens = get_quick_scope().screens
    return next((screen for screen in screens if any(field.id in looked_at for field in screen.fields)), None)


def _deeper(workspace: Workspace) -> Iterator[VerdictLever]:
    """Yield what the ten questions leave open: what it is worth, and whether you are ready."""
    results, project = results_of(workspace), workspace.project.pk
    args = [project, workspace.scenario.slug]
    case, asked = results.case, BENEFIT_ASKED & {reason.rule.id for reason in verdict_of(workspace).reasons}
    if (case.value is None or case.is_guessed) and not asked:
        yield VerdictLever(
            title=_("Say what one case saves"),
            text="" if case.is_guessed else _("Five figures, and the cost has a benefit beside it."),
            effect=_("shows whether it pays back"),
            url=_value_url(workspace),
            link=_("Value"),
        )
    elif case.value and results.swings and not case.is_guessed:
        swing = results.swings[0]
        yield VerdictLever(
            title=_("Measure this first: %(input)s") % {"input": _(swing.label)},
            text=_("No other input moves the net value as much."),
            effect=_("moves the net value by %(money)s") % {"money": workspace.formatter.money_compact(swing.size)},
            url=_value_url(workspace),
            link=_("Value"),
        )
    if verdict_of(workspace).provisional:
        yield VerdictLever(
            title=_("Rate how ready you are"),
            text=_say_checklist(workspace),
            effect=_("turns it into a firm verdict"),
            url=reverse("decisions:readiness", args=args),
            link=_("Readiness"),
        )
    is_ours = is_proposed(workspace)
    if not workspace.answers.value(APPROACH) or is_ours:
        yield VerdictLever(
            title=_("Choose an approach"),
            text="" if is_ours else _("Then models, servers and licences are in the cost."),
            effect=_("may change the cost") if is_ours else _("narrows the cost"),
            url=reverse("estimates:compute", args=args),
            link=_("Computing"),
        )


def _say_checklist(workspace: Workspace) -> str:
    """Say how much of the checklist our rules propose."""
    page = ChecklistPage(workspace)
    words = _("A checklist of %(all)s statements; your answers propose a rating for %(n)s.")
    return words % {"all": len(page.rows), "n": len(page.proposed)}


def _url(workspace: Workspace, screen: Screen) -> str:
    address = reverse("reports:quick_screen", args=[workspace.project.pk, workspace.scenario.slug, screen.id])
    return f"{address}?result"


def _value_url(workspace: Workspace) -> str:
    return reverse("decisions:value", args=[workspace.project.pk, workspace.scenario.slug])


def _link(screen: Screen) -> str:
    return _("Question %(n)s") % {"n": screen.number}


def approaches_of(workspace: Workspace) -> Approaches:
    """Return what we would take and the simpler way, as the page of options has them."""
    said = say_options(workspace, ruled_out=True)
    rows = {row.id: row for row in said.rows}
    recommended = rows.get(said.recommended)
    simple = results_of(workspace).simple
    return Approaches(
        recommended=recommended,
        why=said.why_step,
        simple=rows.get(BUY if simple and simple.is_product else SIMPLE),
        simple_way=simple,
        counted_share=_counted_share(workspace, simple),
        said=said,
        chart=_cost_chart(workspace, said),
        cheaper=_cheaper_of(said, recommended),
    )


def _counted_share(workspace: Workspace, simple: SimpleWay | None) -> float | None:
    benefit = results_of(workspace).case.benefit
    inputs = benefit.inputs if benefit and workspace.may_show(benefit) else ()
    share = next((given.value.likely for given in inputs if given.field_id == COVERAGE), None)
    return share if simple and share != simple.tool_share else None


def _cheaper_of(said: SaidOptions, recommended: SaidOption | None) -> list[SaidOption]:
    """Return what would cost less if one answer were another, the cheapest first."""
    if recommended is None or recommended.cost is None:
        return []
    most = recommended.cost.figure.value.likely
    cheaper = [
        (row.cost.figure.value.likely, row)
        for row in said.out_rows
        if row.cost and row.barred_once and row.cost.figure.value.likely < most
    ]
    return [row for _cost, row in sorted(cheaper, key=lambda pair: pair[0])]


def counted_of(workspace: Workspace) -> Counted:
    """Return what the figures are counted with."""
    value = workspace.visible_answers.value(APPROACH)
    choice = workspace.catalogue.fields[APPROACH].choice(value) if value else None
    return Counted(_(choice.label) if choice else "", is_proposed(workspace))


def say_wanted(workspace: Workspace) -> str:
    """Say how the launch stands to the day by which a first version is wanted; "" where either is not known."""
    wanted, months = workspace.visible_answers.value("plan.first_version"), results_of(workspace).case.months
    if not wanted or months is None:
        return ""
    day, answers, began = date.fromisoformat(wanted), workspace.visible_answers, workspace.project.started_on
    if days_after(day, answers, began, months.value.likely) > 0:
        words = _("likely after your date, %(day)s")
    elif days_after(day, answers, began, months.value.high) > 0:
        words = _("it may be after your date, %(day)s")
    else:
        words = _("in time for your date, %(day)s")
    return words % {"day": workspace.formatter.date(day)}


def _cost_chart(workspace: Workspace, said: SaidOptions) -> RangesChart | None:
    """Return what the open options cost to launch, the dearest left out; None where there is nothing to compare."""
    priced = [(row, row.cost.figure.value) for row in said.rows if row.cost and not row.is_out]
    priced = sorted(
        sorted(priced, key=lambda pair: pair[1].likely)[:MOST_COMPARED], key=lambda pair: said.rows.index(pair[0])
    )
    if len(priced) < 2:
        return None
    write = workspace.formatter.money_compact
    cheapest, cost = min(priced, key=lambda pair: pair[1].likely)
    words = _("Cheapest to launch: %(name)s, %(cost)s")
    if any(row.is_in_use for row in said.rows):  # nothing is cheaper than what is there already
        words = _("Cheapest AI approach to launch: %(name)s, %(cost)s")
    return RangesChart(
        id="quick.options",
        title=words % {"name": cheapest.label, "cost": write(cost.likely)},
        subtitle=_("8 chances in 10 lie on the line, the dot is likely."),
        label=_("Cost to launch of each option"),
        format=write,
        rows=tuple(RangeRow(name=row.label, value=value, strong=row.is_recommended) for row, value in priced),
        mark=said.agreed,
        mark_label=_("agreed %(budget)s") % {"budget": write(said.agreed)} if said.agreed else "",
    )
