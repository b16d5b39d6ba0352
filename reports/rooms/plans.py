"""The parts of the report about data, approach, training and evaluation."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.domain.plan_figures import CASES_NEEDED, FULL_RUNS, GROUP_CASES, PRECISION, SAVE_EVERY
from decisions.flows import data_flows
from decisions.options_said import SaidOptions
from decisions.plan_pages import (
    INVENTORY,
    NAMED,
    balances,
    data_figures,
    is_assessment_open,
    said_designs,
    said_protocols,
    said_sheet,
    say_ruling,
    test_plan,
)
from decisions.results import results_of
from decisions.training_said import say_not_advised, say_ruled_out, worked_on
from decisions.wording import say_permission
from estimates.domain.figures.corpus import MAY_NOT, tokens_of
from projects.access import Workspace
from projects.said_tables import table_of
from projects.wording import say_leftover
from reports.domain.report import Block, DrawnChart, Items, Paragraph, ReportSection, ReportTable
from reports.rooms.source import ReportSource
from reports.rooms.tables import without_empty
from scoping.content import get_law
from scoping.domain.plans.approach import LadderAdvice, RungStatus
from scoping.domain.plans.law import Article, Judged


def data(source: ReportSource) -> ReportSection:
    """Return the sources of data and what follows from them."""
    figures = data_figures(source.workspace)
    drawn = source.charts("data.")
    found = (*_sources(source), *drawn, *source.figures(figures), *_spread(source))
    blocks = (*found, *_data_blocks(source.workspace))
    empty = _("List the sources of data.")
    return ReportSection(id="data", title=_("Data"), finding=_message(source, drawn), blocks=blocks, empty=empty)


def _message(source: ReportSource, drawn: Sequence[Block]) -> str:
    """Say how much of the data can be used, is at hand and is thin; the law first where it forbids the project."""
    judged = source.results.plans.judged
    if judged.risk is not None and judged.risk is get_law().classes[0]:
        return _law(source)
    usable = [f"{block.chart.title.rstrip('.')}." for block in drawn[:1] if isinstance(block, DrawnChart)]
    thin = [
        f"{name} ({source.write.quantity(round(share), '%')})"
        for balance in balances(source.workspace)
        for name, _tokens, share, is_thin in balance.rows
        if is_thin
    ]
    scarce = _("Under-represented: %(parts)s.") % {"parts": ", ".join(thin)} if thin else ""
    return " ".join(filter(None, (*usable, _at_hand(source), scarce))) or _law(source)


def _sources(source: ReportSource) -> Iterator[ReportTable | Paragraph]:
    """Yield the sources: as the plan lists them, else as the questionnaire does."""
    for field_id in (INVENTORY, NAMED):
        answer, asked = source.answers[field_id], source.catalogue.fields[field_id]
        head, rows = table_of(answer, asked, source.write)
        if rows:
            numeric = (False,) * len(head)
            yield ReportTable(label=_("Sources"), head=head, rows=rows, numeric=numeric, shows_pay=False)
            if unread := say_leftover(answer, asked):
                yield Paragraph(text=unread, shows_pay=False)
            return


def _spread(source: ReportSource) -> Iterator[ReportTable]:
    """Yield how the text is spread over languages and kinds."""
    sources = source.answers.value(INVENTORY) or ()
    left_out = any(row.get("right") in MAY_NOT and tokens_of(row) for row in sources)
    words = (
        _("%(title)s, before cleaning, without what may not be used yet")
        if left_out
        else _("%(title)s, before cleaning")
    )
    for balance in balances(source.workspace):
        rows = tuple(
            (name, source.write.compact(tokens), source.write.quantity(round(share), "%"), _("thin") if thin else "")
            for name, tokens, share, thin in balance.rows
        )
        head, body = without_empty((balance.title, _("Tokens"), _("Share of the text"), _("Note")), rows)
        numeric = (False, True, True, False)[: len(head)]
        label = words % {"title": balance.title}
        yield ReportTable(label=label, head=head, rows=body, numeric=numeric, shows_pay=False)


def _law(source: ReportSource) -> str:
    judged = source.results.plans.judged
    return _("EU AI Act: %(risk)s") % {"risk": _(judged.risk.title)} if judged.risk is not None else ""


def _at_hand(source: ReportSource) -> str:
    """Say how many of the sources can be read today; "" where nobody said, or of other sources than stand below."""
    states = [row["access"] for row in source.answers.value(NAMED) or () if row.get("access")]
    listed = source.answers.value(INVENTORY) or states
    if not states or len(listed) != len(states):
        return ""
    words = ngettext(
        "%(n)s of %(all)s sources of data is in our hands.",
        "%(n)s of %(all)s sources of data are in our hands.",
        states.count("have"),
    )
    return words % {"n": states.count("have"), "all": len(states)}


def training(source: ReportSource) -> ReportSection | None:
    """Return the plan of training; None where nothing is trained."""
    planned, title = worked_on(source.workspace), _("Training plan")
    plans, ruled_out = results_of(planned).plans, say_ruled_out(source.workspace)
    if plans.sheet is None:
        return ReportSection(id="training", title=title, finding=ruled_out) if ruled_out else None
    blocks: list[Block] = _training_blocks(planned)
    if ruled_out:
        blocks.insert(0, Paragraph(text=_(plans.sheet.method.says)))
        return ReportSection(id="training", title=title, finding=ruled_out, blocks=tuple(blocks))
    figures = [plans.figures[figure] for figure in (SAVE_EVERY, FULL_RUNS) if figure in plans.figures]
    blocks += source.figures(figures)
    if words := say_not_advised(source.workspace):
        blocks.insert(0, Paragraph(text=words))
    return ReportSection(id="training", title=title, finding=_(plans.sheet.method.says), blocks=tuple(blocks))


def evaluation(source: ReportSource) -> ReportSection:
    """Return what is measured, and the plan of the test."""
    plans = source.results.plans
    figures = [plans.figures[figure] for figure in (CASES_NEEDED, PRECISION, GROUP_CASES) if figure in plans.figures]
    blocks = (*_evaluation_blocks(source.workspace), *source.figures(figures))
    empty = _("Fix the pass mark and the cases of the test.")
    finding = test_plan(source.workspace).size
    return ReportSection(id="evaluation", title=_("Evaluation plan"), finding=finding, blocks=blocks, empty=empty)


def _data_blocks(workspace: Workspace) -> list[Block]:
    """Return what is said of sources, law and what the data plan hands on; none of it moves with pay."""
    blocks: list[Block] = []
    said = workspace.visible_answers.value("data.excluded")
    if said:
        blocks.append(Paragraph(label=_("Left out and put in on purpose"), text=said, shows_pay=False))
    flows = tuple((flow.place, flow.says) for flow in data_flows(workspace) if flow.figure is None)
    if flows:
        blocks.append(Items(label=_("What the rest of the plan takes from here"), items=flows, shows_pay=False))
    judged = results_of(workspace).plans.judged
    if judged.risk is not None:
        blocks.append(Items(label=_("Law and duty"), items=_law_items(workspace, judged), shows_pay=False))
    return blocks


def _law_items(workspace: Workspace, judged: Judged) -> tuple[tuple[str, str], ...]:
    """Return class, assessment and duties, each with its article and the day from which it applies."""
    assert judged.risk is not None  # asked for only where there is a class
    write = workspace.formatter

    def stands(law: Article) -> str:
        day = write.date(law.applies_from)
        return _("(%(article)s, applies from %(day)s)") % {"article": law.article, "day": day}

    reasons = " ".join(f"{_(rule.title)} {stands(rule.law)}." for rule in judged.reasons)
    said = (_(judged.risk.says), reasons, _(get_law().disclaimer))
    head = (_("EU AI Act: %(risk)s") % {"risk": _(judged.risk.title)}, " ".join(filter(None, said)))
    assessment = get_law().assessment
    begin = _(assessment.action) if is_assessment_open(workspace) else ""
    if judged.open_fields:
        labels = ", ".join(workspace.catalogue.fields[field_id].label for field_id in judged.open_fields)
        says = f"{_(assessment.not_needed_yet)} {labels}."
    else:
        says = f"{_(assessment.needed)} {begin}".strip() if judged.needs_assessment else _(assessment.not_needed)
    asked = ((_("Data-protection impact assessment"), f"{says} {stands(assessment.law)}"),)
    duties = ((_(duty.title), f"{_(duty.action)} {stands(duty.law)}") for duty in judged.duties)
    return (head, *(asked if judged.needs_assessment is not None else ()), *duties)


def approach(source: ReportSource) -> ReportSection:
    """Return the advice: the step, the cheaper one to try first, and why others are out."""
    advice = source.results.plans.advice
    # What is advised follows from money too, so from pay.
    said = None if source.workspace.pay_hidden else source.options
    blocks: list[Block] = []
    if wait := say_permission(source.workspace):
        blocks.append(Paragraph(label=_("First"), text=f"{wait.text} {wait.flip}"))
    finding = _("This scenario: %(step)s.") % {"step": taken} if (taken := source.say("compute.approach")) else ""
    if said and (advised := said.advice.advised):
        finding = _("Our advice: %(step)s.") % {"step": _(advised.rung.title)}
        if said.try_first:
            first = _("Try first, as it is cheaper: %(step)s.") % {"step": _(said.try_first.rung.title)}
            finding = f"{finding} {first}"
        if said.counts_with:
            instead = _("This scenario counts with “%(name)s” instead.") % {"name": said.counts_with}
            finding = f"{finding} {instead}"
        blocks.append(Paragraph(label=_("Next step"), text=_(advised.next_step)))
    blocks += _ladder(said.advice if said else advice, said)
    kinds = tuple((_(family.title), _(family.reason)) for family in advice.families)
    if kinds:
        blocks.append(Items(label=_("Kind of model"), items=kinds, shows_pay=False))
    designs = tuple(
        (_(said_design.design.title), f"{said_design.here} {_(said_design.design.ask)}")
        for said_design in said_designs(source.workspace)
    )
    if designs:
        label = _("Decisions about the model that matter here")
        blocks.append(Items(label=label, items=designs, shows_pay=False))
    empty = _("Answer the questions about the approach.")
    return ReportSection(id="approach", title=_("Approach"), finding=finding, blocks=tuple(blocks), empty=empty)


def _ladder(advice: LadderAdvice, said: SaidOptions | None) -> Iterator[ReportTable]:
    """Yield every step with how it stands and why, as its page says it; nothing while no answer speaks of any.

    Args:
        advice: The ladder.
        said: The options that its steps are priced as; None for whoever must not learn pay, which follows from them.
    """
    words = {
        RungStatus.ADVISED: _("our advice"),
        RungStatus.POSSIBLE: _("possible"),
        RungStatus.OPEN: _("open"),
        RungStatus.OUT: _("ruled out"),
    }
    if not any(say_ruling(rung) for rung in advice.rungs):
        return
    rows = []
    for rung in advice.rungs:
        option = said.of_step(rung) if said else None
        is_weak = bool(option and option.is_too_weak) and rung.standing in (RungStatus.POSSIBLE, RungStatus.OPEN)
        state = _("too weak") if is_weak else words[rung.standing]
        weakness = [_("Too weak alone: it handles fewer cases than you need.")] if is_weak else []
        warnings = [_(warning.reason) for warning in rung.warnings if rung.standing is not RungStatus.OUT]
        reasons = " ".join((*weakness, *say_ruling(rung), *warnings))
        rows.append(
            (_(rung.rung.title), state, reasons or _("It would miss: %(what)s") % {"what": _(rung.rung.misses)})
        )
    head = (_("Step"), _("State"), _("What speaks for it, and against it"))
    label = _("Steps, the simplest first")
    yield ReportTable(label=label, head=head, rows=tuple(rows), numeric=(False,) * len(head), shows_pay=False)


def _training_blocks(workspace: Workspace) -> list[Block]:
    """Return the run sheet: what is set, to what, and why."""
    head = (_("What is set"), _("Why"))
    return [
        ReportTable(
            label=_(area),
            head=head,
            rows=tuple((said.value, said.why) for said in lines),
            numeric=(False, False),
            shows_pay=False,
        )
        for area, lines in said_sheet(workspace).items()
    ]


def _evaluation_blocks(workspace: Workspace) -> list[Block]:
    """Return what is measured, and the plan on one page."""
    metrics = tuple((_(metric.one_number), _(metric.beware)) for metric in results_of(workspace).plans.metrics)
    blocks: list[Block] = []
    if metrics:
        blocks.append(Items(label=_("What to measure"), items=metrics, shows_pay=False))
    fixed = tuple(
        (label, text)
        for field_id, label, text, is_open in test_plan(workspace).lines
        if not is_open and field_id != "evaluation.monitor"
    )
    if fixed:
        blocks.append(Items(label=_("The plan on one page"), items=fixed, shows_pay=False))
    protocols = tuple((title, says) for title, says, _row in said_protocols(workspace))
    if protocols:
        blocks.append(Items(label=_("How each test is run"), items=protocols, shows_pay=False))
    return [*blocks, *_signals(workspace)]


def _signals(workspace: Workspace) -> Iterator[ReportTable | Paragraph]:
    """Yield what is watched after launch."""
    asked = workspace.catalogue.fields["evaluation.monitor"]
    answer = workspace.readable_answers[asked.id]
    head, rows = table_of(answer, asked, workspace.formatter)
    if rows:
        label, numeric = _("Watched after launch"), (False,) * len(head)
        yield ReportTable(label=label, head=head, rows=rows, numeric=numeric, shows_pay=False)
        if unread := say_leftover(answer, asked):
            yield Paragraph(text=unread, shows_pay=False)
