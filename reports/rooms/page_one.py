"""The page that decides: what is proposed, what it costs and brings, and what is asked of whom."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.actions import MOST_ASKED, SaidAction, SaidAsk, asks_of
from decisions.content import get_rulebook
from decisions.domain.actions import ActionKind
from decisions.domain.business_case import BusinessCase
from decisions.domain.verdict import SIMPLE_FIRST, STOP
from decisions.gaps import not_counted_of, say_guessed, say_not_counted, say_staffed_beyond
from decisions.headline import headline_of
from decisions.recorded import say_recorded
from decisions.wording import SaidLight, say_outcome, tenths_of
from projects.domain.figures import Figure
from projects.domain.text import gettext_noop
from projects.formatting import hundredths_of
from reports.domain.report import Ask, DecisionPage, LightRow, RangeBar
from reports.proposing import say_proposed
from reports.rooms.source import PAY_HIDDEN, ReportSource
from scoping.domain.readiness import GateState
from teams.domain.budget import agreed_budget

_CAVEATS = (say_proposed, say_guessed, say_staffed_beyond)
GRAVE = ("stop", "fix_first")
"""Reasons that stand on the first page whatever the verdict is."""
NO_FIGURE_HIDDEN, NO_FIGURE_YET = gettext_noop("Hidden with pay"), gettext_noop("Not calculated yet")


def decision_of(source: ReportSource) -> DecisionPage:
    """Return what the first page says."""
    assessment, case, verdict = source.results.assessment, source.results.case, source.verdict
    counted = [gate for gate in assessment.gates if not gate.is_left_out]
    gates = {kind: [gate for gate in counted if gate.gate.id == kind] for kind in ("hard", "soft")}
    is_open = {kind: sum(gate.state is GateState.OPEN for gate in some) for kind, some in gates.items()}
    chance = case.chance if case.value and source.workspace.may_show(case.value) else None
    hidden = source.workspace.pay_hidden
    release = next((action for action in source.actions if action.kind is ActionKind.RELEASE), None)
    return DecisionPage(
        verdict=verdict.outcome.id,
        label=verdict.outcome.label,
        provisional=_("Provisional: the checklist is unfinished, so nothing better than Pilot is said.")
        if verdict.provisional
        else "",
        sentence=verdict.sentence,
        steps=tuple((outcome.id, say_outcome(outcome).label) for outcome in reversed(get_rulebook().outcomes)),
        more=_more_reasons(source),
        beside=verdict.beside,
        # What a light says already is not said twice on one page.
        budget="" if any(verdict.budget == light.text for light in verdict.lights) else verdict.budget,
        inside=_inside(source),
        recorded=say_recorded(source.workspace),
        caveats=" ".join(filter(None, (*(say(source.workspace) for say in _CAVEATS), _other_advice(source)))),
        not_counted=say_not_counted(source.workspace),
        change=_changes(source),
        change_to=source.way_up.label if source.way_up else "",
        lights=tuple(_light(light) for light in verdict.lights),
        problem=source.say("problem.statement")
        if source.results.answers.value("problem.statement")
        else _("Not described yet."),
        score=verdict.points if assessment.has_score else None,
        score_note=_("%(rated)s of %(total)s statements rated")
        % {"rated": assessment.rated, "total": assessment.total},
        hard_ok=is_open["hard"],
        hard_n=len(gates["hard"]),
        soft_ok=is_open["soft"],
        soft_n=len(gates["soft"]),
        cost=_cost_bar(source),
        months=source.write.bare("months")(case.months.value.likely) if case.months else "–",
        months_note=_between(source, case.months) if case.months else _("not planned yet"),
        chance=_("%(n)s in 100") % {"n": hundredths_of(chance)} if chance is not None else "–",
        chance_tenths=int(tenths_of(chance)) if chance is not None else None,
        chance_note=_("within %(months)s") % {"months": source.write.count(case.horizon_months, "months")},
        asks=tuple(_ask(source, ask) for ask in asks_of(source.workspace, source.actions)[:MOST_ASKED]),
        recommended=release.what if release else "",
        reserve=release.why if release else "",
        value=_likely(source, case.value),
        value_note=_ends(source, case.value),
        running=_likely(source, case.running),
        running_note=_running_note(source, case),
        assumed=_assumed(source),
        pay_note=_(PAY_HIDDEN) if hidden else "",
        no_figure=_(NO_FIGURE_HIDDEN if hidden else NO_FIGURE_YET),
    )


def _other_advice(source: ReportSource) -> str:
    """Say which approach we advise where the plan takes another one, with its price; "" where the verdict says it."""
    said = None if source.workspace.pay_hidden else source.options
    if said is None or not said.counts_with or source.verdict.outcome.id == SIMPLE_FIRST:
        return ""
    advised = next((row for row in said.rows if row.is_recommended), None)
    if advised is None or advised.cost is None or (advised.verdict and advised.verdict.id == STOP):
        return ""
    cost = source.write.money_compact(advised.cost.figure.value.likely)
    # One line of the first page on paper: what the plan takes stands under Options.
    return _("We advise “%(advised)s” instead, likely %(cost)s to launch.") % {"advised": advised.label, "cost": cost}


def _light(light: SaidLight) -> LightRow:
    return LightRow(
        id=light.id,
        label=light.label,
        outcome=light.outcome.id,
        outcome_label=light.outcome.label,
        text=light.text,
        flip=light.flip,
    )


def _likely(source: ReportSource, figure: Figure | None) -> str:
    if figure is None or not source.workspace.may_show(figure):
        return "–"
    return source.write.money_compact(figure.value.likely)


def _ends(source: ReportSource, figure: Figure | None) -> str:
    return _between(source, figure) if figure is not None and source.workspace.may_show(figure) else ""


def _running_note(source: ReportSource, case: BusinessCase) -> str:
    ends = _ends(source, case.running)
    return _("%(ends)s, computing alone") % {"ends": ends} if ends and case.runs_on_computing_alone else ends


def _assumed(source: ReportSource) -> str:
    headline = headline_of(source.workspace)
    if not headline.inputs:
        return ""
    words = ngettext(
        "%(n)s of %(all)s inputs is an assumption", "%(n)s of %(all)s inputs are assumptions", headline.assumed
    )
    return words % {"n": headline.assumed, "all": headline.inputs}


def _more_reasons(source: ReportSource) -> tuple[str, ...]:
    """Return what else holds the verdict where it is, and every other Stop and Fix reason: none stays inside.

    What one of the five tests says below is not said twice on one page.
    """
    verdict = source.verdict
    first = 1 if verdict.reasons and verdict.reasons[0].outcome.id == verdict.outcome.id else 0
    kept, said = {*GRAVE, verdict.outcome.id}, {light.text for light in verdict.lights}
    reasons = (reason.text for reason in verdict.reasons[first:] if reason.outcome.id in kept)
    return tuple(text for text in dict.fromkeys(reasons) if text not in said)


def _changes(source: ReportSource) -> tuple[str, ...]:
    """Return the smallest set of changes that lifts the verdict, else what each deciding reason takes.

    What somebody is asked for stands below with a name, and not here as well.
    """
    verdict = source.verdict
    flips = [reason.flip for reason in verdict.reasons if reason.outcome.id == verdict.outcome.id and reason.flip]
    changes = source.way_up.changes if source.way_up else tuple(dict.fromkeys(flips))
    asked = {ask.lines[0].what for ask in asks_of(source.workspace, source.actions)[:MOST_ASKED]}
    others = tuple(change for change in changes if change not in asked)
    return others if len(others) == len(changes) else (*others, _("What is asked for, here and under Actions."))


def _between(source: ReportSource, figure: Figure) -> str:
    write = source.write.bare(figure.unit)
    if write(figure.value.low) == write(figure.value.high):
        return _("one number, no range")
    return _("%(low)s to %(high)s in 8 cases out of 10") % {
        "low": write(figure.value.low),
        "high": write(figure.value.high),
    }


def _cost_bar(source: ReportSource) -> RangeBar | None:
    cost, budget = source.results.case.cost, agreed_budget(source.results.answers)
    if cost is None or not source.workspace.may_show(cost):
        return None
    write, value = source.write.bare(cost.unit), cost.value
    return RangeBar(
        label=_("Cost to launch"),
        low=value.low,
        likely=value.likely,
        high=value.high,
        s_low=write(value.low),
        s_likely=write(value.likely),
        s_high=write(value.high),
        mark=budget,
        s_mark=_("%(budget)s agreed") % {"budget": source.write.money_compact(budget)} if budget else "",
    )


def _inside(source: ReportSource) -> str:
    """Say how likely the agreed budget is enough, and by how much it is not."""
    headline = headline_of(source.workspace)
    cost = headline.case.cost
    if headline.chance_inside is None or cost is None or not source.workspace.may_show(cost):
        return ""
    said = {
        "n": hundredths_of(headline.chance_inside),
        "budget": source.write.money_compact(headline.agreed or 0.0),
        "short": source.write.money_compact(headline.overrun),
    }
    open_costs = len(not_counted_of(source.workspace))
    if open_costs:
        words = ngettext(
            "It stays inside the agreed %(budget)s in %(n)s out of 100 cases, with %(open)s cost not counted yet.",
            "It stays inside the agreed %(budget)s in %(n)s out of 100 cases, with %(open)s costs not counted yet.",
            open_costs,
        ) % (said | {"open": source.write.number(open_costs)})
    else:
        words = _("It stays inside the agreed %(budget)s in %(n)s out of 100 cases.") % said
    return words if not headline.overrun else words + " " + _("If not, it is %(short)s short on average.") % said


def _ask(source: ReportSource, ask: SaidAsk) -> Ask:
    """Return what one person is asked for: the first thing in full, the others in a line."""
    first, *others = ask.lines
    also = " · ".join(_also(source, line) for line in others)
    if ask.more:
        more = ngettext("and %(n)s more under Actions", "and %(n)s more under Actions", ask.more) % {"n": ask.more}
        also = " · ".join((also, more))
    return Ask(
        what=first.what,
        why=first.why,
        also=_("Also: %(rest)s") % {"rest": also} if also else "",
        by=source.write.date(first.due),
        who=ask.title,
        effect=first.effect,
    )


def _also(source: ReportSource, line: SaidAction) -> str:
    what = line.what.rstrip(".")
    return f"{what} ({source.write.date(line.due)})" if line.due else what
