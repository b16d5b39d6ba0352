"""Composes the report from a workspace's answers and results; leaves out pay where a link hides it."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from decisions.results import Results, results_of, whole_forecast_of
from estimates.domain.tables.sheet import make_sheet
from estimates.wording import reasons_said
from projects.access import Workspace
from projects.domain.answers import State, unknowns
from projects.domain.expressions import visible_fields
from projects.domain.fields import Field, FieldType
from projects.domain.figures import Figure, Origin, distinct_inputs
from projects.domain.text import gettext_noop
from projects.wording import say_answer
from reports.blocks import block_of
from reports.charts import all_charts
from reports.domain.report import (
    Answered,
    Ask,
    Block,
    Decision,
    Items,
    Meta,
    Paragraph,
    Questions,
    RangeBar,
    Report,
    Section,
    Table,
)
from scoping.content import get_checklist
from scoping.domain.checks import pieces
from scoping.domain.readiness import GateState
from scoping.domain.summary import summarise_problem
from teams.results import advice_of, mix_of
from teams.wording import advice_row, mix_words, say_forecast

MOST_ASKS = 3
CHARTS = {
    "compute.costs_once": gettext_noop("Up to launch"),
    "compute.costs_monthly": gettext_noop("Every month"),
    "compute.volume": gettext_noop("Hosted or own"),
    "compute.rent_or_buy": gettext_noop("Rent or buy"),
    "team.presence": gettext_noop("Presence"),
    "team.spending": gettext_noop("Spending"),
    "team.cost_by_role": gettext_noop("Cost by role"),
    "team.forecast": gettext_noop("Forecast"),
    "case.value": gettext_noop("Net value"),
    "case.tornado": gettext_noop("What decides"),
    "case.parts": gettext_noop("Cost to launch"),
    "case.forecast": gettext_noop("Whole budget"),
}
"""Where a chart stands in the margin of the report, by its id; they are drawn in this order, each in its section."""
# Spend by person, by month or by part: with the presence beside it, somebody could work out a salary. What decides the
# value names the cost of a user's hour.
SHOWS_PAY = {"team.spending", "team.cost_by_role", "team.forecast", "case.parts", "case.tornado", "case.forecast"}


def compose_report(workspace: Workspace, *, hide_pay: bool = False) -> Report:
    """Return the report of a scenario.

    Args:
        workspace: The project in one scenario.
        hide_pay: Leave out salaries and rates, and every figure from which they could be worked out.
    """
    return _Composer(workspace, hide_pay).report()


class _Composer:
    def __init__(self, workspace: Workspace, hide_pay: bool) -> None:
        self.workspace, self.hide_pay = workspace, hide_pay
        self.write, self.catalogue = workspace.formatter, workspace.catalogue
        self.results: Results = results_of(workspace)
        self.charts = all_charts(workspace)

    def report(self) -> Report:
        sections = (
            self._problem(),
            self._readiness(),
            self._compute(),
            self._team(),
            self._value(),
            self._second_look(),
        )
        return Report(
            meta=self._meta(),
            decision=self._decision(),
            sections=sections,
            appendix=(self._answers(), self._assumptions(), self._methods()),
        )

    def say(self, field_id: str) -> str:
        return say_answer(self.workspace.answers[field_id], self._public(self.catalogue.fields[field_id]), self.write)

    def _public(self, one: Field) -> Field:
        """Return a field without what says what somebody earns."""
        if not self.hide_pay or not one.columns:
            return one
        columns = tuple(column for column in one.columns if not column.pay)
        return Field(**{**one.__dict__, "columns": columns})

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
        found, case = self.results.assessment, self.results.case
        verdict = found.verdict
        gates = {kind: [one for one in found.gates if one.gate.id == kind] for kind in ("hard", "soft")}
        is_open = {kind: sum(one.state is GateState.OPEN for one in some) for kind, some in gates.items()}
        shut = ", ".join(f"{one.ref} {one.statement}" for one in found.shut)
        chance = case.chance
        return Decision(
            verdict=verdict.id if verdict else "",
            label=_(verdict.label) if verdict else _("Not rated yet"),
            sentence=self._sentence(),
            steps=tuple((one.id, _(one.label)) for one in reversed(get_checklist().verdicts)),
            problem=self.say("problem.statement")
            if self.results.answers.value("problem.statement")
            else _("Not described yet."),
            score=self.write.number(round(found.score)) if found.rated else None,
            score_note=_("%(rated)s of %(total)s statements rated") % {"rated": found.rated, "total": found.total},
            hard_ok=is_open["hard"],
            hard_n=len(gates["hard"]),
            soft_ok=is_open["soft"],
            soft_n=len(gates["soft"]),
            gates_note=_("Shut: %(gates)s") % {"gates": shut} if shut else "",
            cost=self._cost_bar(),
            months=self.write.number(case.months.value.likely, 1) if case.months else "–",
            months_note=self._between(case.months) if case.months else _("not planned yet"),
            chance=_("%(n)s in 10") % {"n": round(chance * 10)} if chance is not None else "–",
            chance_tenths=round(chance * 10) if chance is not None else None,
            chance_note=_("chance of payback within %(months)s months") % {"months": case.horizon_months},
            asks=tuple(self._asks())[:MOST_ASKS],
        )

    def _sentence(self) -> str:
        found = self.results.assessment
        if found.verdict is None:
            return _("There is no verdict yet: %(count)s must-haves still need a rating.") % {
                "count": len(found.missing)
            }
        if found.capped_by:
            return _("%(points)s points would say %(verdict)s. A shut gate holds it down. Not true yet: “%(gate)s”") % {
                "points": self.write.number(round(found.score)),
                "verdict": _(found.verdict_by_score.label),
                "gate": _(found.capped_by[0].statement),
            }
        return _(found.verdict.text)

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
        if cost is None:
            return None
        mark = _("%(budget)s agreed") % {"budget": self.write.money_compact(budget)} if budget else ""
        return self._bar(_("Cost to launch"), cost, budget, mark)

    def _asks(self) -> Iterable[Ask]:
        """Yield what only the sponsor or a named person can give: what shuts a gate, what is open, what was noticed."""
        answers = self.workspace.answers
        for item in (*self.results.assessment.missing, *self.results.assessment.capped_by):
            given = answers[item.id]
            yield Ask(
                what=_(item.statement),
                why=_(item.advice.action),
                by=self.write.date(given.find_out_by),
                who=given.owner or _(item.advice.who),
            )
        for one, given in unknowns(self.catalogue, answers):
            if not one.id.startswith("readiness."):
                question = self.catalogue.questions[one.id]
                yield Ask(
                    what=_(question.question), why=given.note, by=self.write.date(given.find_out_by), who=given.owner
                )

    # ------------------------------------------------------------ sections

    def _problem(self) -> Section:
        blocks = [
            Items(
                label=_(block.heading),
                items=tuple((_(line.field.label), self.say(line.field.id)) for line in block.lines),
            )
            for block in summarise_problem(self.catalogue, self.workspace.answers)
        ]
        return Section(
            id="problem", title=_("The problem"), blocks=tuple(blocks), empty=_("Answer the questions of part A.")
        )

    def _readiness(self) -> Section:
        found = self.results.assessment
        if not found.rated:
            return Section(id="readiness", title=_("Readiness"), empty=_("Rate the statements of the checklist."))
        rows = tuple(
            (_(one.dimension.title), self.write.number(one.got, 1), self.write.number(one.possible))
            for one in found.dimensions
        )
        blocks: list[Block] = [
            Table(label=_("Points"), head=("", _("Points"), _("Of")), rows=rows, numeric=(False, True, True)),
        ]
        if found.levers:
            moves = tuple(
                (f"{one.items[0].ref} {_(one.items[0].statement)}", _(one.items[0].advice.action))
                for one in found.levers[:5]
            )
            blocks.append(Items(label=_("What would change the verdict"), items=moves))
        waiting = unknowns(self.catalogue, self.workspace.answers)
        if waiting:
            lines = tuple(
                (
                    _(one.label),
                    ", ".join(part for part in (given.owner, self.write.date(given.find_out_by)) if part)
                    or _("nobody yet"),
                )
                for one, given in waiting
            )
            blocks.append(Items(label=_("To find out"), items=lines))
        return Section(id="readiness", title=_("Readiness"), finding=self._sentence(), blocks=tuple(blocks))

    def _figures(self, figures: Iterable[Figure], *, label: str = "") -> list[Block]:
        shown = [one for one in figures if not (self.hide_pay and one.pay)]
        if not shown:
            return []
        rows = tuple(
            (
                _(one.label),
                *(
                    self.write.quantity(end, one.unit, compact=True)
                    for end in (one.value.low, one.value.likely, one.value.high)
                ),
            )
            for one in shown
        )
        return [
            Table(
                label=label or _("Figures"),
                head=("", _("Low"), _("Likely"), _("High")),
                rows=rows,
                numeric=(False, True, True, True),
            )
        ]

    def _charts(self, room: str) -> list[Block]:
        """Return a room's charts as blocks: those that can be drawn yet; where pay is hidden, none that shows it."""
        blocks = []
        for chart_id, label in CHARTS.items():
            shown = chart_id in self.charts and not (self.hide_pay and chart_id in SHOWS_PAY)
            if chart_id.startswith(room) and shown:
                blocks.append(block_of(self.charts[chart_id], label=_(label)))
        return blocks

    def _compute(self) -> Section:
        sheet = make_sheet(self.results.compute)
        blocks = [*self._figures(sheet.headlines, label=_("What it costs")), *self._charts("compute.")]
        for chapter in sheet.chapters:
            blocks += self._figures(chapter.figures, label=_(chapter.title))
        notes = reasons_said(self.results.compute.notes)
        if notes:
            blocks.append(Paragraph(label=_("To know"), text="\n".join(notes)))
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
            blocks.append(Paragraph(text=_("No team has been planned yet; we assume the five usual roles.")))
        if team.by_role:
            blocks += self._charts("team.")
        blocks += self._figures((*team.headlines, *self.results.budget.figures))
        blocks += [*self._forecast(), *self._staffing()]
        return Section(
            id="team", title=_("Team"), blocks=tuple(blocks), note=_("Pay is hidden.") if self.hide_pay else ""
        )

    def _forecast(self) -> Iterable[Block]:
        """Yield what the agreed budget means, for the team and for everything; a link that hides pay hides it too."""
        if self.hide_pay:
            return
        team = say_forecast(self.results.budget.forecast, self.write)
        whole = say_forecast(whole_forecast_of(self.workspace), self.write)
        items = ((_("People and expenses"), " ".join(team)), (_("Total up to launch"), " ".join(whole)))
        if team and whole:
            yield Items(label=_("Agreed budget"), items=items)

    def _staffing(self) -> Iterable[Block]:
        """Yield the advice and the mix in words. A difference between two ways to pay one person tells their pay."""
        advice = [advice_row(one, self.write) for one in advice_of(self.workspace) if one.best is not None]
        if advice:
            items = tuple((one.label, one.best if self.hide_pay else one.sentence) for one in advice)
            yield Items(label=_("How to fill open roles"), items=items)
        mix = mix_words(mix_of(self.workspace), self.write)
        reasons = (*mix.lost, *((mix.clash,) if mix.clash else ()), *mix.reasons, *mix.relax)
        if reasons:
            yield Items(label=_("Mix"), items=((_("No mix fits the limits"), " ".join(reasons)),))
        elif mix.rows:
            said = mix.counted if self.hide_pay else mix.sentence
            ways = tuple(
                (row.label, row.way if self.hide_pay else f"{row.way}. {' '.join(row.sentences)}") for row in mix.rows
            )
            yield Items(label=_("Cheapest mix"), items=((_("All together"), said), *ways))

    def _value(self) -> Section:
        blocks = [*self._charts("case."), *self._figures(self.results.case.figures)]
        return Section(id="value", title=_("Value"), blocks=tuple(blocks), empty=_("Say what one case is worth."))

    def _second_look(self) -> Section:
        def said(sentence: str) -> str:
            return "".join(
                self.say(one.field_id) if one.field_id in self.catalogue.fields else one.text
                for one in pieces(_(sentence))
            )

        items = tuple(
            (_(one.check.title), f"{said(one.check.message)} {said(one.check.action)}") for one in self.results.findings
        )
        blocks: tuple[Block, ...] = (Items(items=items),) if items else ()
        return Section(id="second_look", title=_("Second look"), blocks=blocks, empty=_("Nothing stands out."))

    # ------------------------------------------------------------ appendix

    def _answers(self) -> Section:
        shown = visible_fields(self.catalogue, self.workspace.answers)
        blocks = []
        for section in self.catalogue.sections.values():
            rows = [
                self._answered(question.ref, _(one.label) if len(question.fields) > 1 else _(question.question), one)
                for question in section.questions
                for one in question.fields
                if one.id in shown
                and self.workspace.answers.state(one.id) is not State.BLANK
                and not (self.hide_pay and one.pay)
            ]
            if rows:
                blocks.append(Questions(label=_(section.title), questions=tuple(rows)))
        return Section(
            id="answers", title=_("Questions and answers"), blocks=tuple(blocks), empty=_("Nothing is answered yet.")
        )

    def _answered(self, ref: str, question: str, one: Field) -> Answered:
        given = self.workspace.answers[one.id]
        when = self.write.date(given.changed_at) if given.changed_at else ""
        # A note on pay may name pay.
        note = (
            ""
            if self.hide_pay and (one.type is FieldType.TABLE and any(column.pay for column in one.columns))
            else given.note
        )
        return Answered(
            ref=ref,
            question=question,
            answer=self.say(one.id),
            state=given.state.value,
            note=note,
            by=", ".join(part for part in (given.changed_by, when) if part),
        )

    def _assumptions(self) -> Section:
        inputs = [one for one in distinct_inputs(self.results.figures.values()) if one.origin is not Origin.RESULT]
        rows = tuple(
            (
                _(one.label),
                self.write.range(one.value, one.unit),
                _(one.origin.value),
                ", ".join(part for part in (one.source.removesuffix("."), self.write.date(one.source_date)) if part),
            )
            for one in inputs
            if not (self.hide_pay and one.pay)
        )
        head = (_("Input"), _("Value"), _("Source"), _("Source and date"))
        blocks: tuple[Block, ...] = (Table(head=head, rows=rows, numeric=(False, False, False, False)),) if rows else ()
        return Section(
            id="assumptions", title=_("Assumptions and inputs"), blocks=blocks, empty=_("There are no figures yet.")
        )

    def _methods(self) -> Section:
        items = tuple(
            (_(one.label), one.formula) for one in self.results.figures.values() if not (self.hide_pay and one.pay)
        )
        text = _(
            "Ranges hold eight chances in ten. They are combined by 10,000 draws with a fixed seed, "
            "so the same answers give the same figures."
        )
        blocks: tuple[Block, ...] = (Paragraph(text=text), *((Items(items=items),) if items else ()))
        return Section(id="methods", title=_("How we calculated the figures"), blocks=blocks)
