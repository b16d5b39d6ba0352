"""What the pages and the report say of the four plans: sentences filled with answers, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from decisions.domain.plan_figures import (
    CASES_NEEDED,
    DIFFERENCE,
    FULL_RUNS,
    GAP,
    GROUP_CASES,
    LABELS_BEYOND,
    PROMPT_HOURS,
    PROMPT_NOISE,
    PROMPT_RUNS,
    SAVE_EVERY,
    SMALL_STEPS,
    judged_by_error,
)
from decisions.results import Results, results_of
from decisions.wording import fill
from estimates.domain.figures.balance import balance_by
from estimates.domain.figures.corpus import MAY_NOT, tokens_of
from estimates.domain.figures.ruled_out import APPROACH
from estimates.domain.tables.candidates import ModelRequirements, candidates_for
from estimates.domain.tables.languages import Spoken, spoken_in
from estimates.prices import price_list
from estimates.reference import get_reference
from estimates.wording import say_reason
from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.domain.expressions import visible_fields
from projects.domain.figures import Figure
from projects.domain.ranges import Range
from projects.said_tables import table_of
from projects.wording import is_said, said_as_units, say_answer, say_cell, say_value
from scoping.content import get_approach_plan, get_data_plan, get_evaluation_plan, get_law
from scoping.domain.checks import pieces
from scoping.domain.plans.approach import TALKED, Design, JudgedRung
from scoping.domain.plans.data import OUTSIDE, PublicCorpus
from scoping.domain.plans.evaluation import GAP_SHARE, EvaluationProtocol
from scoping.domain.plans.evaluation import GROUP_CASES as PLACE_OF_GROUPS
from scoping.domain.plans.law import FrameworkReference
from scoping.domain.plans.training import RunSheetLine

NO_GROUP = {"counted_none", "not_counted"}
"""Choices of the thin groups that name none."""
INVENTORY, MIX, THIN = "data.inventory", "data.mix", "data.thin_groups"
NAMED = "data.sources"
"""What the problem page names of the sources."""
LANGUAGES, NAMED_MODEL, EMBEDS = "solution.languages", "compute.model", "compute.embedding_model"
OWN_WEIGHTS = ("self_host", "fine_tune", "train")
"""Approaches that begin from an open model, or from the shape of one."""
TableRows = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
OPEN_CELLS = {"right": (*MAY_NOT, None), "personal": ("unknown",), "quality": ("unseen",)}
"""Cells of a source that need somebody, by column."""
FEWEST_OF_A_GROUP = 50
"""Cases of a group while no pass mark is known: with 50, its share right is known within 14 points at the worst."""
ZERO_FILE = "deepspeed"
"""The argument of trainers for the file that says what is split over the accelerators, by the stage of ZeRO."""
MONITOR, TEST_CASES, STOP_RULE = "evaluation.monitor", "evaluation.test_cases", "success.stop_rule"
SAID_OF_A_TEST = (
    "evaluation.target",
    "evaluation.baseline",
    "evaluation.simple_way",
    TEST_CASES,
    "evaluation.measures",
    "evaluation.judge",
    "evaluation.groups",
    "evaluation.unsure",
    "evaluation.robust",
    "evaluation.attack",
    "evaluation.latency_limit",
    "evaluation.pilot",
    STOP_RULE,
    "evaluation.decider",
    "evaluation.decide_on",
    "evaluation.monitor",
    "evaluation.retest",
    "evaluation.exit",
)
"""The plan on one page, in the order in which it is carried out."""


@dataclass(frozen=True, kw_only=True)
class SourceCard:
    """One source of data."""

    title: str
    tokens: float
    lines: tuple[tuple[str, str, bool], ...]
    """Label, answer, whether it needs somebody."""

    @property
    def open_labels(self) -> list[str]:
        """What of it needs somebody."""
        return [label for label, _text, needs in self.lines if needs]

    @property
    def is_open(self) -> bool:
        """Whether something of it needs somebody."""
        return bool(self.open_labels)


@dataclass(frozen=True, kw_only=True)
class SaidLine:
    """A line of the run sheet in words."""

    line: RunSheetLine
    value: str
    why: str
    worked_out: tuple[str, ...] = ()
    figure: Figure | None = None


_WORKED_OUT = {
    "young_daly": SAVE_EVERY,
    "search_cost": FULL_RUNS,
    "accumulation": SMALL_STEPS,
    "prompt_noise": PROMPT_NOISE,
    "prompt_runs": PROMPT_RUNS,
    "prompt_hours": PROMPT_HOURS,
}
"""The figure that stands beside a line, by what it works out."""


def source_cards(workspace: Workspace) -> list[SourceCard]:
    """Return every source with what is said of it."""
    asked = workspace.catalogue.fields[INVENTORY]
    rows = workspace.visible_answers.value(INVENTORY) or []
    cards = []
    for row in rows:
        counted = said_as_units(asked.columns, [row])
        lines = tuple(
            (
                _(column.label),
                say_cell(asked.columns, column, row, workspace.formatter) if is_said(row, column) else _("not said"),
                row.get(column.id) in OPEN_CELLS.get(column.id, ()),
            )
            for column in asked.columns
            if column.id not in {"source", *counted} and (is_said(row, column) or column.id in OPEN_CELLS)
        )
        cards.append(SourceCard(title=row.get("source") or _("Source"), tokens=tokens_of(row), lines=lines))
    return cards


def mix_table(workspace: Workspace) -> TableRows:
    """Return the mix that the model reads, head and rows; nothing while nobody said one."""
    return table_of(workspace.visible_answers[MIX], workspace.catalogue.fields[MIX], workspace.formatter)


@dataclass(frozen=True, kw_only=True)
class SaidBalance:
    """How the text is spread over languages or kinds."""

    title: str
    rows: tuple[tuple[str, float, float, bool], ...]
    """Name, tokens, share [%], whether it is thin."""


def balances(workspace: Workspace) -> list[SaidBalance]:
    """Return how the text of the sources is spread, by language and by kind; none where there is one of each."""
    rows = workspace.visible_answers.value(INVENTORY) or []
    column = next(column for column in workspace.catalogue.fields[INVENTORY].columns if column.id == "kind")
    kinds = {str(choice.value): _(choice.label) for choice in column.choices}
    found = []
    for title, parts in ((_("By language"), balance_by(rows, "languages")), (_("By kind"), balance_by(rows, "kind"))):
        said = tuple(
            (kinds.get(part.name, part.name) or _("not said"), part.tokens, part.share, part.thin) for part in parts
        )
        if len(said) > 1:
            found.append(SaidBalance(title=title, rows=said))
    return found


def thin_groups(workspace: Workspace) -> str:
    """Return the groups of which there are few cases, as the questionnaire says; "" where nobody named one."""
    answer = workspace.visible_answers[THIN]
    named = answer.state is AnswerState.KNOWN and answer.value and not NO_GROUP & set(answer.value)
    return say_answer(answer, workspace.catalogue.fields[THIN], workspace.formatter) if named else ""


def corpora(workspace: Workspace) -> list[tuple[PublicCorpus, bool]]:
    """Return public collections and whether each is taken; none where nothing is trained."""
    if OUTSIDE not in visible_fields(workspace.catalogue, workspace.answers):
        return []
    taken = workspace.visible_answers.value(OUTSIDE) or []
    return [(corpus, corpus.choice in taken) for corpus in get_data_plan().corpora]


def data_figures(workspace: Workspace) -> list[Figure]:
    """Return the figures of the data plan that the reader may see."""
    plans = results_of(workspace).plans
    beyond = plans.figures.get(LABELS_BEYOND)
    figures = (*plans.corpus.figures, *([beyond] if beyond else ()))
    return [figure for figure in figures if workspace.may_show(figure)]


@dataclass(frozen=True, kw_only=True)
class SaidCandidate:
    """A model to start from, in words."""

    kind: str
    name: str
    licence: str
    languages: str
    lacks: str
    """Languages of the project that it is not made for."""
    open: str
    """Languages of the project that it may read, or not."""
    is_own: bool
    """Whether it is the one that the project named."""
    is_shape: bool
    """Whether only its design is taken, and trained anew: then it reads what it is taught."""
    reads: int
    """The longest text [tokens]."""
    kept_gb: float
    """What the longest text of the project keeps in memory."""
    memory_gb: float
    rented_on: str
    per_hour: Range | None
    """Renting what holds it [money/hour]."""


def said_candidates(workspace: Workspace, longest: float) -> list[SaidCandidate]:
    """Return models to start from, for each kind of model that the answers ask for.

    Args:
        workspace: The scenario.
        longest: The longest text that they must read [tokens].
    """
    results, reference = results_of(workspace), get_reference()
    if all(results.standings[approach].is_out for approach in OWN_WEIGHTS):
        return []
    prices, rate = price_list(workspace.project.priced_on), workspace.project.money_per_usd
    spoken, answers = _spoken(workspace, results), workspace.visible_answers
    advised, anew = results.plans.advice.families, answers.value(APPROACH) == "train"
    return [
        SaidCandidate(
            kind=_(family.title),
            name=candidate.model.name,
            licence=candidate.model.license,
            languages=_(candidate.model.languages),
            lacks="" if candidate.is_own and anew else _listed(candidate.coverage.lacks),
            open="" if candidate.is_own and anew else _listed(candidate.coverage.open),
            is_own=candidate.is_own,
            is_shape=candidate.is_own and anew,
            reads=candidate.model.context_length,
            kept_gb=candidate.kept_gb,
            memory_gb=candidate.memory_gb,
            rented_on=f"{candidate.count} × {candidate.accelerator}",
            per_hour=candidate.usd_per_hour and candidate.usd_per_hour.scaled(rate),
        )
        for family in (*advised, *(family for family in get_approach_plan().families if family not in advised))
        for candidate in candidates_for(
            family.id,
            reference.presets.values(),
            reference.accelerators,
            prices,
            ModelRequirements(
                spoken=spoken,
                longest=longest,
                own=answers.value(EMBEDS if family.id == "embedding" else NAMED_MODEL) or "",
            ),
        )
        if family in advised or candidate.is_own
    ]


def _spoken(workspace: Workspace, results: Results) -> Spoken:
    """Return the languages of the texts, as the problem page or the sources name them."""
    answers, guess = workspace.visible_answers, results.compute.guess
    rows = answers.value(INVENTORY) or ()
    said = answers.value(LANGUAGES) or ", ".join(row.get("languages") or "" for row in rows)
    known = workspace.catalogue.word_lists["other_languages"]
    return spoken_in(said, known, others=guess is not None and guess.other)


def _listed(languages: Sequence[str]) -> str:
    """Return languages in a row; one without a name is the reader's."""
    return get_text_list([name or _("your language") for name in languages], _("and"))


@dataclass(frozen=True, kw_only=True)
class SaidDesign:
    """A decision about the model that matters here, in words."""

    design: Design
    here: str
    talked: bool
    """Whether it was talked through with whoever builds it."""
    figure: Figure | None = None


def said_designs(workspace: Workspace) -> list[SaidDesign]:
    """Return the decisions about the model that the answers ask somebody to look at."""
    results, talked = results_of(workspace), workspace.visible_answers.value(TALKED) or ()
    return [
        SaidDesign(
            design=design,
            here=say_filled(design.here, results, workspace, {}),
            talked=design.id in talked,
            figure=next((results.figures[figure] for figure in design.figures if figure in results.figures), None),
        )
        for design in results.plans.designs
    ]


def say_ruling(rung: JudgedRung) -> list[str]:
    """Return why a step stands where it does."""
    if against := [*(_(ruling.reason) for ruling in rung.out), *map(_, rung.barred)]:
        return against
    own = _("Only with an open model on your own machines. %(why)s")
    only = [own % {"why": " ".join(map(_, rung.elsewhere))}] if rung.elsewhere else []
    return [*(_(ruling.reason) for ruling in rung.favour), *only]


def is_assessment_open(workspace: Workspace) -> bool:
    """Tell whether the data-protection impact assessment is still to be begun: nobody is at it or has done it."""
    return workspace.visible_answers.value("risk.assessed") not in ("under_way", "done")


def law_references(workspace: Workspace) -> list[tuple[FrameworkReference, int]]:
    """Return the parts of other frameworks, and how many of the questions behind each are answered."""
    answers = workspace.visible_answers
    return [
        (reference, sum(answers.state(field_id) is AnswerState.KNOWN for field_id in reference.field_ids))
        for reference in get_law().references
    ]


def said_sheet(workspace: Workspace, *, opens: bool = True) -> dict[str, list[SaidLine]]:
    """Return the run sheet in words, by what its lines set.

    Args:
        workspace: The scenario whose sheet it is.
        opens: Whether the figures beside its lines can be opened; not those of a scenario that nobody has made.
    """
    results = results_of(workspace)
    sheet = results.plans.sheet
    if sheet is None:
        return {}
    figures = results.plans.figures
    places = {
        "young_daly": _time(figures.get(SAVE_EVERY), workspace),
        "search_cost": _whole(figures.get(FULL_RUNS), workspace),
        "prompt_noise": _whole(figures.get(PROMPT_NOISE), workspace),
    }
    said = {
        area: [_said_line(line, results, workspace, places) for line in lines] for area, lines in sheet.areas.items()
    }
    if opens:
        return said
    return {area: [replace(line, figure=None) for line in lines] for area, lines in said.items()}


def _said_line(line: RunSheetLine, results: Results, workspace: Workspace, places: Mapping[str, str]) -> SaidLine:
    memory = results.compute.memory
    layout = memory.layout if memory else None
    worked_out = tuple(map(say_reason, layout.reasons)) if line.compute == "layout" and layout else ()
    return SaidLine(
        line=line,
        value=say_filled(line.value, results, workspace, places),
        why=say_filled(line.why, results, workspace, places),
        worked_out=worked_out,
        figure=results.plans.figures.get(_WORKED_OUT.get(line.compute, "")),
    )


def _whole(figure: Figure | None, workspace: Workspace) -> str:
    if figure is None:
        return "–"
    likely = figure.value.likely
    return workspace.formatter.number(likely, 1 if likely < 100 else 0)


def _time(figure: Figure | None, workspace: Workspace) -> str:
    """Say so many minutes [minutes], from two hours on as hours."""
    if figure is None:
        return "–"
    minutes = figure.value.likely
    amount, unit = (minutes, "minutes") if minutes < 120 else (minutes / 60, "hours")
    return workspace.formatter.quantity(round(amount, 1 if amount < 10 else 0), unit)


def say_filled(sentence: str, results: Results, workspace: Workspace, places: Mapping[str, str]) -> str:
    """Return a sentence with answers, results, what a plan works out, and our assumption where nobody answered."""
    return "".join(
        piece.text or places.get(piece.field_id) or _place(piece.field_id, results, workspace)
        for piece in pieces(_(sentence))
    )


def _place(place: str, results: Results, workspace: Workspace) -> str:
    asked = workspace.catalogue.fields.get(place)
    if asked is None or results.answers.state(place) is AnswerState.KNOWN or asked.default is None:
        return fill("{" + place + "}", results.facts, workspace)
    return say_value(asked, asked.default, workspace.formatter)


def as_yaml(workspace: Workspace) -> str:
    """Return the run sheet as YAML, in the names that the method gives.

    Above what a line sets stands what it says; beside each argument its rule and source.
    """
    results = results_of(workspace)
    sheet = results.plans.sheet
    if sheet is None:
        return ""
    lines = [f"# {_(sheet.method.says)}", f"# {_(sheet.method.names)}"]
    written: set[str] = set()
    for area, said_lines in said_sheet(workspace).items():
        for said in said_lines:
            new = {name: value for name, value in _arguments(said.line, results).items() if name not in written}
            written |= new.keys()
            if new:
                # A long answer may have several lines, and a comment has one.
                lines += ["", f"# {_(area)}: {' '.join(said.value.split())}"]
            comment = f"{said.line.id}: {said.line.source.text}"
            lines += [f"{name}: {_scalar(value)}  # {comment}" for name, value in new.items()]
    return "\n".join(lines) + "\n"


def _arguments(line: RunSheetLine, results: Results) -> dict[str, object]:
    """Return what a line sets, by the name that the method gives it: steps and ZeRO stage as they are worked out."""
    arguments: dict[str, object] = dict(line.arguments)
    small, memory = results.plans.figures.get(SMALL_STEPS), results.compute.memory
    if line.batch and small:
        arguments |= {"per_device_train_batch_size": 1, "gradient_accumulation_steps": round(small.value.likely)}
    # The sheet says beside the line how the memory estimate splits the model; where it splits nothing, nothing is set.
    if memory and memory.layout and arguments.pop(ZERO_FILE, None) and memory.layout.zero:
        arguments[ZERO_FILE] = f"zero{int(memory.layout.zero)}.json"
    return arguments


def _scalar(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_scalar(item)}" for name, item in value.items()) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    # PyYAML takes 2e-05 for a text: a number needs its point.
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) and value else str(value)


@dataclass(frozen=True, kw_only=True)
class TestPlan:
    """The evaluation plan in words."""

    lines: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """Question id, label, answer, whether it is still open."""
    open_lines: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    """Of what is still open, question id and label: first what must be settled, then what may stay open."""
    size: str = ""
    watched: TableRows = ((), ())
    """What is watched after launch, head and rows."""


def test_plan(workspace: Workspace) -> TestPlan:
    """Return the plan on one page: what is fixed, and what is open."""
    results, shown = results_of(workspace), visible_fields(workspace.catalogue, workspace.answers)
    lines = []
    due: list[tuple[str, str]] = []
    may_wait: list[tuple[str, str]] = []
    watched = table_of(workspace.readable_answers[MONITOR], workspace.catalogue.fields[MONITOR], workspace.formatter)
    for field_id in SAID_OF_A_TEST:
        if field_id in shown and (field_id != MONITOR or not watched[1]):
            asked, answer = workspace.catalogue.fields[field_id], workspace.readable_answers[field_id]
            known = answer.state in (AnswerState.KNOWN, AnswerState.NOT_RELEVANT)
            # Asked under Problem: it is for whoever sees that, and nothing to fill in here.
            if field_id == STOP_RULE and not (known and workspace.grant.opens("problem")):
                continue
            text = say_answer(answer, asked, workspace.formatter) if known else _("not decided")
            question_id = workspace.catalogue.questions[field_id].id
            lines.append((question_id, _(asked.label), text, not known))
            if not known:
                (may_wait if asked.optional else due).append((question_id, _(asked.label)))
    needed = results.plans.figures.get(CASES_NEEDED)
    size = get_evaluation_plan().size
    planned = size.planned if results.answers.state(TEST_CASES) is AnswerState.KNOWN else size.assumed
    places = {"n": _whole(needed, workspace), "difference": _difference(results, workspace)}
    parts = (size.says_of_errors if judged_by_error(results.answers) else size.says, planned)
    says = " ".join(say_filled(part, results, workspace, places) for part in parts) if needed else ""
    headings = ((_("Not decided yet"), due), (_("Not said, and optional"), may_wait))
    return TestPlan(lines=lines, open_lines=[heading for heading in headings if heading[1]], size=says, watched=watched)


def _difference(results: Results, workspace: Workspace) -> str:
    """Say the difference to see as a per cent of the average error."""
    seen = results.plans.figures.get(DIFFERENCE)
    return workspace.formatter.percent(100 * seen.value.likely) if seen else ""


def said_protocols(workspace: Workspace) -> list[tuple[str, str, EvaluationProtocol]]:
    """Return how each test is run: title, what to do, and the row it is from."""
    results = results_of(workspace)
    groups = results.plans.figures.get(GROUP_CASES)
    needed = groups.value.likely if groups else FEWEST_OF_A_GROUP
    gap = results.figures.get(GAP)
    places = {
        PLACE_OF_GROUPS: workspace.formatter.count(needed, "cases", 0),
        GAP_SHARE: workspace.formatter.percent(100 * gap.value.likely) if gap else "–",
    }
    return [
        (_(protocol.title), say_filled(protocol.says, results, workspace, places), protocol)
        for protocol in results.plans.protocols
    ]


def ladder_source() -> str:
    """Return where the ladder comes from."""
    return _(get_approach_plan().source)
