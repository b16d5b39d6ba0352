"""Composes the report from a workspace's answers and results; leaves out pay where a link hides it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from decisions.actions import MOST_ASKED, SaidAction, SaidAsk, actions_of, asks_of
from decisions.content import get_rulebook
from decisions.domain.plan_figures import CASES_NEEDED, FULL_RUNS, PRECISION, SAVE_EVERY
from decisions.gaps import say_caveats
from decisions.headline import headline_of
from decisions.recorded import say_recorded
from decisions.results import Results, results_of, whole_forecast_of
from decisions.wording import SaidLight, fill, say_outcome, say_verdict, say_way_up, tenths_of
from estimates.domain.tables.sheet import make_sheet
from estimates.wording import reasons_said
from projects.access import Workspace
from projects.archive import ArchivedAnswer, archived_answers
from projects.domain.answers import Answer, State
from projects.domain.expressions import visible_fields
from projects.domain.fields import Field
from projects.domain.figures import Figure, Input, Origin, distinct_inputs
from projects.domain.pay import moves_with_pay, says_pay
from projects.domain.text import gettext_noop
from projects.formatting import hundredths_of
from projects.wording import say_answer
from reports.blocks import block_of
from reports.charts import all_charts
from reports.domain.report import (
    Answered,
    Ask,
    Block,
    Decision,
    Items,
    LightRow,
    Meta,
    Paragraph,
    Questions,
    RangeBar,
    Report,
    Section,
    Table,
)
from reports.plan_sections import approach_section, data_blocks, evaluation_blocks, training_blocks
from scoping.domain.readiness import GateState
from scoping.domain.summary import summarise_problem
from teams.results import advice_of, mix_of
from teams.wording import advice_row, mix_words, say_forecast

GRAVE = ("stop", "fix_first")
"""Reasons that stand on the first page whatever the verdict is."""
CHARTS = {
    "data.left": gettext_noop("Text that is left"),
    "compute.costs_once": gettext_noop("Up to launch"),
    "compute.costs_monthly": gettext_noop("Per month"),
    "compute.volume": gettext_noop("Hosted or own"),
    "compute.rent_or_buy": gettext_noop("Rent or buy"),
    "team.presence": gettext_noop("Presence"),
    "team.spending": gettext_noop("Spending"),
    "team.cost_by_role": gettext_noop("Cost by role"),
    "team.forecast": gettext_noop("Forecast"),
    "case.value": gettext_noop("Net value"),
    "case.tornado": gettext_noop("What decides"),
    "case.parts": gettext_noop("Cost to launch"),
    "case.cash": gettext_noop("Cash by month"),
    "case.forecast": gettext_noop("Whole budget"),
}
"""Where a chart stands in the margin of the report, by its id; they are drawn in this order, each in its section."""
PAY_HIDDEN = gettext_noop(
    "This link hides pay. Everything that could reveal what someone earns is left out: pay itself, and each total, "
    "chart and date that moves with it."
)
NO_FIGURE_HIDDEN, NO_FIGURE_YET = gettext_noop("Hidden with pay"), gettext_noop("Not calculated yet")


def compose_report(workspace: Workspace) -> Report:
    """Return the report of a scenario, as its reader may see it."""
    return _Composer(workspace).report()


class _Composer:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.answers = workspace, workspace.readable_answers
        self.write, self.catalogue = workspace.formatter, workspace.catalogue
        self.results: Results = results_of(workspace)
        self.verdict, self.way_up = say_verdict(workspace), say_way_up(workspace)
        self.actions = actions_of(workspace)
        self.charts = all_charts(workspace)

    def report(self) -> Report:
        sections = (
            self._problem(),
            self._readiness(),
            self._data(),
            approach_section(self.workspace),
            self._compute(),
            self._team(),
            self._value(),
            *self._training(),
            self._evaluation(),
            self._second_look(),
            self._actions(),
        )
        return Report(
            meta=self._meta(),
            decision=self._decision(),
            sections=tuple(map(self._readable, sections)),
            appendix=tuple(map(self._readable, (self._answers(), self._assumptions(), self._methods()))),
        )

    def _readable(self, section: Section) -> Section:
        """Return a section without the blocks that the reader may not see; it says that some are left out."""
        shown = tuple(block for block in section.blocks if self.workspace.may_show(block))
        if len(shown) == len(section.blocks):
            return section
        note = _(PAY_HIDDEN)
        return replace(section, blocks=shown, note=note if shown else "", empty=note)

    def say(self, field_id: str) -> str:
        return say_answer(self.answers[field_id], self.catalogue.fields[field_id], self.write)

    def _meta(self) -> Meta:
        project, today = self.workspace.project, timezone.localdate()
        sponsor = self.results.answers.value("people.sponsor")
        language, _dash, region = (get_language() or "en").partition("-")
        return Meta(
            title=project.name,
            org=self.workspace.scenario.name if not self.workspace.scenario.is_base else "",
            kind=_("Scoping report"),
            date=self.write.date(today),
            iso_date=today.isoformat(),
            priced_on=self.write.date(project.priced_on),
            lang=language,
            region=region,
            prepared_by=project.owner_name,
            prepared_for=", ".join(part for part in (sponsor or {}).values() if part),
        )

    # ------------------------------------------------------------ the sponsor's page

    def _decision(self) -> Decision:
        found, case, verdict = self.results.assessment, self.results.case, self.verdict
        gates = {kind: [one for one in found.gates if one.gate.id == kind] for kind in ("hard", "soft")}
        is_open = {kind: sum(one.state is GateState.OPEN for one in some) for kind, some in gates.items()}
        chance = case.chance if case.value and self.workspace.may_show(case.value) else None
        hidden = self.workspace.pay_hidden
        return Decision(
            verdict=verdict.outcome.id,
            label=verdict.outcome.label,
            provisional=_("Provisional: the checklist is not rated, so nothing better than Pilot is said.")
            if verdict.provisional
            else "",
            sentence=verdict.sentence,
            steps=tuple((one.id, say_outcome(one).label) for one in reversed(get_rulebook().outcomes)),
            more=self._more_reasons(),
            beside=verdict.beside,
            # A reason says the same in other words.
            budget="" if self._light("budget").reasons else verdict.budget,
            inside=self._inside(),
            recorded=say_recorded(self.workspace),
            caveats=say_caveats(self.workspace),
            change=self._changes(),
            change_to=self.way_up.outcome.label if self.way_up else "",
            lights=tuple(
                LightRow(
                    id=light.id,
                    label=light.label,
                    outcome=light.outcome.id,
                    outcome_label=light.outcome.label,
                    text=light.text,
                    flip=light.flip,
                )
                for light in verdict.lights
            ),
            problem=self.say("problem.statement")
            if self.results.answers.value("problem.statement")
            else _("Not described yet."),
            score=verdict.points if found.has_score else None,
            score_note=_("%(rated)s of %(total)s statements rated") % {"rated": found.rated, "total": found.total},
            hard_ok=is_open["hard"],
            hard_n=len(gates["hard"]),
            soft_ok=is_open["soft"],
            soft_n=len(gates["soft"]),
            cost=self._cost_bar(),
            months=self.write.bare("months")(case.months.value.likely) if case.months else "–",
            months_note=self._between(case.months) if case.months else _("not planned yet"),
            chance=_("%(n)s in 100") % {"n": hundredths_of(chance)} if chance is not None else "–",
            chance_tenths=int(tenths_of(chance)) if chance is not None else None,
            chance_note=_("chance of payback within %(months)s")
            % {"months": self.write.count(case.horizon_months, "months")},
            asks=tuple(map(self._ask, asks_of(self.workspace, self.actions)[:MOST_ASKED])),
            pay_note=_(PAY_HIDDEN) if hidden else "",
            no_figure=_(NO_FIGURE_HIDDEN if hidden else NO_FIGURE_YET),
        )

    def _more_reasons(self) -> tuple[str, ...]:
        """Return what else holds the verdict where it is, and every other Stop and Fix reason: none stays inside."""
        verdict = self.verdict
        first = 1 if verdict.reasons and verdict.reasons[0].outcome.id == verdict.outcome.id else 0
        kept = {*GRAVE, verdict.outcome.id}
        return tuple(dict.fromkeys(one.text for one in verdict.reasons[first:] if one.outcome.id in kept))

    def _changes(self) -> tuple[str, ...]:
        """Return the smallest set of changes that lifts the verdict, else what each deciding reason takes."""
        verdict = self.verdict
        if self.way_up:
            return self.way_up.changes
        flips = [one.flip for one in verdict.reasons if one.outcome.id == verdict.outcome.id and one.flip]
        return tuple(dict.fromkeys(flips))

    def _between(self, figure: Figure) -> str:
        write = self.write.bare(figure.unit)
        return _("%(low)s to %(high)s in 8 cases out of 10") % {
            "low": write(figure.value.low),
            "high": write(figure.value.high),
        }

    def _bar(self, label: str, figure: Figure, mark: float | None = None, s_mark: str = "") -> RangeBar:
        write, value = self.write.bare(figure.unit), figure.value
        return RangeBar(
            label=label,
            low=value.low,
            likely=value.likely,
            high=value.high,
            s_low=write(value.low),
            s_likely=write(value.likely),
            s_high=write(value.high),
            mark=mark,
            s_mark=s_mark,
        )

    def _cost_bar(self) -> RangeBar | None:
        cost, budget = self.results.case.cost, self.results.answers.value("plan.budget_agreed")
        if cost is None or not self.workspace.may_show(cost):
            return None
        mark = _("%(budget)s agreed") % {"budget": self.write.money_compact(budget)} if budget else ""
        return self._bar(_("Cost to launch"), cost, budget, mark)

    def _inside(self) -> str:
        """Say how likely the agreed budget is enough, and by how much it is not."""
        headline = headline_of(self.workspace)
        cost = headline.case.cost
        if headline.chance_inside is None or cost is None or not self.workspace.may_show(cost):
            return ""
        said = {
            "n": hundredths_of(headline.chance_inside),
            "budget": self.write.money_compact(headline.agreed or 0.0),
            "short": self.write.money_compact(headline.overrun),
        }
        words = _("It stays inside the agreed %(budget)s in %(n)s out of 100 cases.") % said
        return words if not headline.overrun else words + " " + _("If not, it is %(short)s short on average.") % said

    def _ask(self, ask: SaidAsk) -> Ask:
        """Return what one person is asked for: the first thing in full, the others in a line."""
        first, *others = ask.lines
        also = " · ".join(self._also(line) for line in others)
        if ask.more:
            more = ngettext("and %(n)s more under Actions", "and %(n)s more under Actions", ask.more) % {"n": ask.more}
            also = " · ".join((also, more))
        return Ask(
            what=first.what,
            why=" ".join(part for part in (first.why, _("Also: %(rest)s") % {"rest": also} if also else "") if part),
            by=self.write.date(first.due),
            who=ask.title,
            effect=first.effect,
        )

    def _also(self, line: SaidAction) -> str:
        what = line.what.rstrip(".")
        return f"{what} ({self.write.date(line.due)})" if line.due else what

    def _light(self, light_id: str) -> SaidLight:
        return next(one for one in self.verdict.lights if one.id == light_id)

    # ------------------------------------------------------------ sections

    def _problem(self) -> Section:
        blocks = [
            Items(
                label=_(block.heading),
                items=tuple((_(line.field.label), self.say(line.field.id)) for line in block.lines),
                shows_pay=False,
            )
            for block in summarise_problem(self.catalogue, self.answers)
        ]
        return Section(
            id="problem", title=_("The problem"), blocks=tuple(blocks), empty=_("Answer the questions in part A.")
        )

    def _readiness(self) -> Section:
        found = self.results.assessment
        if not found.rated:
            return Section(id="readiness", title=_("Readiness"), empty=_("Rate the statements in the checklist."))
        rows = tuple(
            (_(one.dimension.title), self.write.number(one.got, 1), self.write.number(one.possible))
            for one in found.dimensions
        )
        blocks: list[Block] = [
            Table(
                label=_("Points"),
                head=("", _("Points"), _("Of")),
                rows=rows,
                numeric=(False, True, True),
                shows_pay=False,
            ),
        ]
        if found.levers:
            moves = tuple(
                (f"{one.items[0].ref} {_(one.items[0].statement)}", _(one.items[0].advice.action))
                for one in found.levers[:5]
            )
            blocks.append(Items(label=_("What would raise readiness"), items=moves, shows_pay=False))
        return Section(id="readiness", title=_("Readiness"), finding=self._readiness_light(), blocks=tuple(blocks))

    def _data(self) -> Section:
        figures = [one for one in self.results.plans.corpus.figures if self.workspace.may_show(one)]
        blocks = [*self._charts("data."), *self._figures(figures), *data_blocks(self.workspace)]
        return Section(id="data", title=_("Data"), blocks=tuple(blocks), empty=_("List the sources of data."))

    def _training(self) -> Iterable[Section]:
        """Yield the plan of training, where something is trained."""
        plans = self.results.plans
        if plans.sheet is not None:
            figures = [plans.figures[one] for one in (SAVE_EVERY, FULL_RUNS) if one in plans.figures]
            blocks = (*training_blocks(self.workspace), *self._figures(figures))
            yield Section(id="training", title=_("Training plan"), finding=_(plans.sheet.method.says), blocks=blocks)

    def _evaluation(self) -> Section:
        plans = self.results.plans
        figures = [plans.figures[one] for one in (CASES_NEEDED, PRECISION) if one in plans.figures]
        blocks = (*evaluation_blocks(self.workspace), *self._figures(figures))
        empty = _("Fix the pass mark and the cases of the test.")
        return Section(id="evaluation", title=_("Evaluation plan"), blocks=blocks, empty=empty)

    def _readiness_light(self) -> str:
        light = self._light("readiness")
        return f"{light.outcome.label}: {light.text}"

    def _figures(self, figures: Iterable[Figure], *, label: str = "") -> list[Block]:
        """Return figures as tables: those that the reader may see, and the others."""
        shown: list[Figure] = []
        hidden: list[Figure] = []
        for figure in figures:
            (shown if self.workspace.may_show(figure) else hidden).append(figure)
        return [self._figure_table(some, label or _("Figures")) for some in (shown, hidden) if some]

    def _figure_table(self, figures: Sequence[Figure], label: str) -> Table:
        rows = tuple(
            (
                _(one.label),
                *(
                    self.write.quantity(end, one.unit, compact=True)
                    for end in (one.value.low, one.value.likely, one.value.high)
                ),
            )
            for one in figures
        )
        return Table(
            label=label,
            head=("", _("Low"), _("Likely"), _("High")),
            rows=rows,
            numeric=(False, True, True, True),
            shows_pay=any(one.shows_pay for one in figures),
        )

    def _charts(self, room: str) -> list[Block]:
        """Return a room's charts as blocks: those that can be drawn yet."""
        drawn = (one for one in CHARTS if one.startswith(room) and one in self.charts)
        return [block_of(self.charts[one], label=_(CHARTS[one])) for one in drawn]

    def _compute(self) -> Section:
        sheet = make_sheet(self.results.compute)
        blocks = [*self._figures(sheet.headlines, label=_("What it costs")), *self._charts("compute.")]
        for chapter in sheet.chapters:
            blocks += self._figures(chapter.figures, label=_(chapter.title))
        notes = reasons_said(self.results.compute.notes)
        if notes:
            blocks.append(
                Paragraph(label=_("To know"), text="\n".join(notes), shows_pay=self.results.compute.shows_pay)
            )
        return Section(
            id="compute",
            title=_("Computing"),
            blocks=tuple(blocks),
            empty=_("Choose an approach and enter its inputs."),
        )

    def _team(self) -> Section:
        team = self.results.team
        blocks: list[Block] = []
        if team.plan.assumed:
            said = _("No team has been planned yet; we assume the five usual roles.")
            blocks.append(Paragraph(text=said, shows_pay=False))
        if team.by_role:
            blocks += self._charts("team.")
        blocks += self._figures((*team.headlines, *self.results.budget.figures))
        blocks += [*self._forecast(), *self._staffing()]
        return Section(id="team", title=_("Team"), blocks=tuple(blocks))

    def _forecast(self) -> Iterable[Block]:
        """Yield what the agreed budget means, for the team and for everything."""
        team = say_forecast(self.results.budget.forecast, self.write)
        whole = say_forecast(whole_forecast_of(self.workspace), self.write)
        items = ((_("People and expenses"), " ".join(team)), (_("Total up to launch"), " ".join(whole)))
        if team and whole:
            yield Items(label=_("Agreed budget"), items=items)

    def _staffing(self) -> Iterable[Block]:
        """Yield the advice and the mix in words. Which way is the cheaper one tells of a person's pay already."""
        advice = [advice_row(one, self.write) for one in advice_of(self.workspace) if one.best is not None]
        if advice:
            items = tuple((one.label, one.sentence) for one in advice)
            yield Items(label=_("How to fill open roles"), items=items)
        mix = mix_words(mix_of(self.workspace), self.write)
        reasons = (*mix.lost, *((mix.clash,) if mix.clash else ()), *mix.reasons, *mix.relax)
        if reasons:
            yield Items(label=_("Mix"), items=((_("No mix fits the limits"), " ".join(reasons)),))
        elif mix.rows:
            ways = tuple((row.label, f"{row.way}. {' '.join(row.sentences)}") for row in mix.rows)
            yield Items(label=_("Cheapest mix"), items=((_("All together"), mix.sentence), *ways))

    def _value(self) -> Section:
        blocks = [*self._charts("case."), *self._figures(self.results.case.figures)]
        return Section(id="value", title=_("Value"), blocks=tuple(blocks), empty=_("Enter what one case is worth."))

    def _second_look(self) -> Section:
        # The very presence of a finding about money tells of pay, so the note stands there in any case.
        hidden = self.workspace.pay_hidden
        found = [
            one
            for one in self.results.findings
            if not (hidden and moves_with_pay(self.catalogue.fields, one.check.field_ids))
        ]
        items = tuple(
            (_(one.check.title), f"{self._filled(one.check.message)} {self._filled(one.check.action)}") for one in found
        )
        return Section(
            id="second_look",
            title=_("Second look"),
            blocks=(Items(items=items, shows_pay=False),) if items else (),
            note=_(PAY_HIDDEN) if hidden and items else "",
            empty=_(PAY_HIDDEN) if hidden else _("Nothing stands out."),
        )

    def _actions(self) -> Section:
        """Return everything that is to be done; what a link hides is in none of it."""
        rows = tuple(
            (
                action.what, action.effect, self._whom(action), self.write.date(action.due) if action.due else "",
                action.state_label,
            )
            for action in self.actions
        )  # fmt: skip
        head = (_("What"), _("Effect on the verdict"), _("Who"), _("By"), _("State"))
        table = Table(head=head, rows=rows, numeric=(False,) * len(head), shows_pay=False)
        return Section(
            id="actions", title=_("Actions"), blocks=(table,) if rows else (), empty=_("Nothing is to be done yet.")
        )

    @staticmethod
    def _whom(action: SaidAction) -> str:
        who = ", ".join(part for part in (action.person.name, action.person.role) if part)
        return f"{who} {action.helped_by}" if action.helped_by else who

    def _filled(self, sentence: str) -> str:
        return fill(sentence, self.results.facts, self.workspace)

    # ------------------------------------------------------------ appendix

    def _answers(self) -> Section:
        shown = visible_fields(self.catalogue, self.workspace.answers)
        blocks = []
        for section in self.catalogue.sections.values():
            rows = [
                self._answered(question.ref, _(one.label) if len(question.fields) > 1 else _(question.question), one)
                for question in section.questions
                for one in question.fields
                if one.id in shown and (self.answers.state(one.id) is not State.BLANK or self.answers[one.id].leftover)
            ]
            if rows:
                blocks.append(Questions(label=_(section.title), questions=tuple(rows), shows_pay=False))
        # Behind a link that hides pay there are none: nobody can tell any more whether one was pay.
        if archived := tuple(map(self._archived, archived_answers(self.catalogue, self.answers))):
            label = _("Answers to questions that are no longer asked")
            blocks.append(Questions(label=label, questions=archived, shows_pay=False))
        return Section(id="answers", title=_("Questions and answers"), blocks=tuple(blocks), empty=_("No answers yet."))

    def _answered(self, ref: str, question: str, one: Field) -> Answered:
        return self._told(ref, question, self.answers[one.id], self.say(one.id))

    def _archived(self, kept: ArchivedAnswer) -> Answered:
        return self._told("", _(kept.label), kept.answer, say_answer(kept.answer, kept.field, self.write))

    def _told(self, ref: str, question: str, given: Answer, text: str) -> Answered:
        when = self.write.date(given.changed_at) if given.changed_at else ""
        return Answered(
            ref=ref,
            question=question,
            answer=text,
            state=given.state.value,
            note=given.note,
            by=", ".join(part for part in (given.changed_by, when) if part),
        )

    def _assumptions(self) -> Section:
        inputs = [
            self._readable_input(one)
            for one in distinct_inputs(self.results.figures.values())
            if one.origin is not Origin.RESULT and not (self.workspace.pay_hidden and one.pay)
        ]
        rows = tuple(
            (
                _(one.label),
                self.write.range(one.value, one.unit),
                _(one.origin.value),
                ", ".join(part for part in (one.source.removesuffix("."), self.write.date(one.source_date)) if part),
            )
            for one in inputs
        )
        head = (_("Input"), _("Value"), _("Source"), _("Source and date"))
        blocks: tuple[Block, ...] = ()
        if rows:
            blocks = (Table(head=head, rows=rows, numeric=(False, False, False, False), shows_pay=False),)
        return Section(
            id="assumptions", title=_("Assumptions and inputs"), blocks=blocks, empty=_("There are no figures yet.")
        )

    def _readable_input(self, given: Input) -> Input:
        """Return an input without a note that may name pay: an answer's note is its source."""
        asked = self.catalogue.fields.get(given.field_id)
        told = given.origin is Origin.ANSWER and asked is not None and says_pay(asked)
        return replace(given, source="") if told and self.workspace.hide_pay else given

    def _methods(self) -> Section:
        items = tuple(
            (_(one.label), one.formula) for one in self.results.figures.values() if self.workspace.may_show(one)
        )
        text = _(
            "Ranges hold eight chances in ten. They are combined by 10,000 draws with a fixed seed, "
            "so the same answers give the same figures."
        )
        blocks: list[Block] = [Paragraph(text=text, shows_pay=False)]
        if items:
            blocks.append(Items(items=items, shows_pay=False))
        return Section(id="methods", title=_("How we calculated the figures"), blocks=tuple(blocks))
