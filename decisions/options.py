"""Options side by side for a project: its scenarios as they are, and every other approach on the same answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from decisions.domain.costs import COUNTABLE
from decisions.domain.option_team import LENGTH, PHASES, ROLES, beside, team_answers
from decisions.domain.options import (
    SIMPLE,
    TODAY,
    Option,
    id_of,
    spent_over_horizon,
)
from decisions.domain.recommending import Marks, mark, steps_of
from decisions.domain.simple import BUY, PRODUCT, SimpleWay, find_simple_way
from decisions.planned import answers_below, planned_as
from decisions.results import Results, results_of
from decisions.verdicts import verdict_of
from estimates.domain.figures.compute import HOSTED, SERVES, TRAINS, ComputeEstimate
from estimates.domain.figures.guess import EXAMPLES
from estimates.domain.figures.model_class import COMPARED, hosted_like
from estimates.domain.figures.ruled_out import APPROACH, NO_AI, ApproachRules, ApproachStatus, all_out, stays_inside
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.formulas.mfu import Remark
from estimates.domain.published.reference import ModelPreset
from estimates.domain.tables.ways import OF_ONE_TRAINING
from estimates.reference import get_approach_rules, get_reference
from estimates.results import standings_of
from projects.access import Workspace
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.expressions import visible_fields
from projects.domain.figures import Figure
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.domain.text import gettext_noop
from projects.memory import RememberedBriefly
from scoping.domain.bridges import USEFUL_FROM
from scoping.domain.plans.approach import LadderAdvice
from teams.reference import get_roles

ORDER = ("buy", "classic", "api", "retrieval", "fine_tune", "self_host", "train")
"""The approaches, after going on as today and the named simple option."""
USUAL_APPROACH = "api"
"""What the team is taken to be planned for while nobody chose an approach."""
TELLING = ("solution.task", "solution.input", "approach.knowledge")
"""What tells which approaches fit, the most telling first."""
EXAMPLES_NOTE = gettext_noop("Plumbline's proposal: some thousand labelled cases to learn from")
LABELS, LABEL_COUNT, LABEL_PRICE = "data.labels", "data.label_count", "data.label_price"
LICENCES, COVERAGE, EXPENSES = "value.running_licences_per_year", "value.coverage", "team.other_expenses"
OWN_MODEL, MODEL_KIND = "compute.model", "compute.model_family"
HOSTED_MODEL, HOSTED_PRICE = "compute.api_model", "compute.api_price_input"
LIKE_NOTE = gettext_noop("Plumbline's proposal: of the class of the model on the other side, so that like is compared")
_KINDS = {Architecture.ENCODER: "encoder", Architecture.ENCODER_DECODER: "encoder_decoder"}
"""The kind of a model where it is none that writes alone."""
_AROUND_A_TOOL = (*COUNTABLE, "value.upkeep_share", "people.training_hours")
"""Costs around a tool that the price of a simple option holds already."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """All options of a project, in the order in which a page shows them."""

    options: tuple[Option, ...]
    marks: Marks
    advice: LadderAdvice
    """The ladder with the step of the recommended option advised."""
    all_out: bool
    """Whether every approach is ruled out."""
    horizon_months: int
    needs: tuple[str, ...] = ()
    """Where nothing is recommended: fields that would tell what fits, the first to be answered first."""

    def figure(self, figure_id: str) -> Figure | None:
        """Return a figure behind one of them by its id, or None."""
        option = next((option for option in self.options if figure_id.startswith(id_of(option.id, ""))), None)
        return option.figures.get(figure_id) if option else None


@RememberedBriefly
def options_of(workspace: Workspace) -> Options:
    """Return the options side by side; worked out once for each state of the project.

    A scenario that takes an approach of its own is one of the base's options. So it shows the base's, with the same
    recommendation.
    """
    desk = _Desk.on(workspace)
    options = (_today(), desk.simple(), *(desk.option(approach) for approach in ORDER))
    advice = desk.here.plans.advice
    marks = mark(options, steps_of(advice))
    return Options(
        options=options,
        marks=marks,
        advice=advice.advising(marks.step),
        all_out=all_out(desk.standings),
        horizon_months=desk.here.case.horizon_months,
        needs=() if marks.recommended else desk.needs(),
    )


@RememberedBriefly
def with_ruled_out(workspace: Workspace) -> Options:
    """Return the options with figures of those too that an answer rules out, which few ask for."""
    options, desk = options_of(workspace), _Desk.on(workspace)
    return replace(options, options=tuple(desk.priced(option) for option in options.options))


def _asked_in(workspace: Workspace, columns: list[Workspace]) -> Workspace:
    """Return the scenario on whose answers options are worked out: the base, or one that changes no approach."""
    base = next(column for column in columns if column.scenario.is_base)
    # The column has its answers already; the workspace would read them a second time.
    here = next((column for column in columns if column.scenario.pk == workspace.scenario.pk), workspace)
    return here if here.answers.value(APPROACH) == base.answers.value(APPROACH) else base


def taking(workspace: Workspace, approach: str) -> Workspace:
    """Return a project in the scenario that takes an approach, else as that scenario would be."""
    desk = _Desk.on(workspace)
    return desk.scenarios.get(approach) or desk._planned(approach)


def _today() -> Option:
    return Option(id=TODAY)


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """What options are worked out with."""

    workspace: Workspace
    here: Results
    rules: ApproachRules
    standings: Mapping[str, ApproachStatus]
    scenarios: Mapping[str, Workspace]
    """The scenario that takes an approach, by approach; this one before all others."""
    planned: str
    """The approach that the team is planned for."""
    columns: list[Workspace]
    """Every scenario of the project, the base first."""

    @classmethod
    def on(cls, workspace: Workspace) -> "_Desk":
        """Return the desk of a project, whichever of its scenarios is open."""
        columns = workspace.columns
        return cls.of(_asked_in(workspace, columns), columns)

    @classmethod
    def of(cls, workspace: Workspace, columns: list[Workspace]) -> "_Desk":
        scenarios: dict[str, Workspace] = {}
        for column in (workspace, *columns):
            scenarios.setdefault(str(column.visible_answers.value(APPROACH) or ""), column)
        said = workspace.visible_answers.value(APPROACH)
        return cls(
            workspace=workspace,
            here=results_of(workspace),
            rules=get_approach_rules(),
            standings=standings_of(workspace),
            scenarios=scenarios,
            planned=str(said or USUAL_APPROACH),
            columns=columns,
        )

    def needs(self) -> tuple[str, ...]:
        """Return what nobody has said yet of what tells which approaches fit."""
        answers = self.workspace.visible_answers
        asked = (field_id for field_id in TELLING if field_id in visible_fields(self.workspace.catalogue, answers))
        return tuple(field_id for field_id in asked if answers.state(field_id) is not AnswerState.KNOWN)

    def is_too_weak(self, share: float | None) -> bool:
        """Tell whether a share of the cases is too small to be of use [out of 100]."""
        useful = USEFUL_FROM.get(self.workspace.visible_answers.value("outcome.good_enough"))
        return share is not None and useful is not None and share < useful

    # ------------------------------------------------------------ one option

    def option(self, approach: str) -> Option:
        """Return the option of an approach: its scenario, else the answers at hand with what it means.

        What an answer rules out and no scenario takes has no figures here (see `priced`).
        """
        traits, standing = self.rules.traits[approach], self.standings[approach]
        enough = approach == BUY and self.product_is_enough
        option = Option(id=approach, standing=standing, privacy=traits.privacy, lock_in=traits.lock_in)
        scenario = self.scenarios.get(approach)
        if scenario is not None:
            return self._of_scenario(scenario, replace(option, does_as_much=enough))
        row = _product(self.workspace.answers) if approach == BUY else None
        option = replace(option, name=(row or {}).get("option") or "")
        share = _share(row)
        if row and share is not None:
            weak = not enough and self.is_too_weak(share)
            option = replace(option, share=share, does_as_much=enough, is_too_weak=weak)
        return option if standing.is_out else self._worked_out(option, approach)

    def priced(self, option: Option) -> Option:
        """Return an option that is ruled out with its figures, and any other as it is."""
        return self._worked_out(option, option.id) if option.standing.is_out and not option.slug else option

    @property
    def product_is_enough(self) -> bool:
        """Whether the best simple option is a product that solves as many cases as the tool, so that it comes first."""
        best = find_simple_way(self._read)
        return best is not None and best.is_product and best.does_as_much

    def simple(self) -> Option:
        """Return the simple option: the scenario that takes it, else the best one that somebody named."""
        option, named = Option(id=SIMPLE), self.named
        if named is not None:
            weak = not named.does_as_much and self.is_too_weak(named.share)
            option = replace(
                option,
                name=named.name,
                share=named.share,
                does_as_much=named.does_as_much,
                is_in_use=named.is_in_use,
                is_too_weak=weak,
            )
        scenario = self.scenarios.get(NO_AI)
        if scenario is not None:
            return self._of_scenario(scenario, option)
        return replace(option, missing=("tried.simplest",)) if named is None else self._worked_out(option, NO_AI)

    @property
    def named(self) -> SimpleWay | None:
        """The best simple option that somebody named; a product stands among what is bought."""
        return find_simple_way(self._read, products=False)

    @property
    def _read(self) -> Reader:
        return Reader(self.workspace.visible_answers, self.here.fields, self.here.draws)

    # ------------------------------------------------------------ what an option means, as answers

    def changes(self, approach: str) -> dict[str, Answer]:
        """Return what a scenario that takes an approach says otherwise than the answers at hand, by field id."""
        if approach == self.planned:
            return {}
        changes = {} if self.team_is_ours else self._team(approach)
        answers, planned = self.workspace.answers, self.workspace.answers.value(APPROACH)
        if approach in TRAINS and planned in TRAINS - {approach}:
            changes |= dict.fromkeys(OF_ONE_TRAINING, AnswerState.BLANK)
        if approach in ("fine_tune", "self_host", "train") and stays_inside(answers):
            changes["compute.own"] = answers.value("compute.own") or "own"
        changes |= self._of_one_class(approach)
        if approach == BUY:
            changes[LICENCES] = AnswerState.UNKNOWN
            share = _share(_product(answers))
            changes |= {} if share is None else {COVERAGE: share}
        if approach == NO_AI:
            changes |= self._simple()
        if self._learns(approach):
            changes |= self._labelled()
        return _overlay(changes)

    def _of_one_class(self, approach: str) -> dict[str, Any]:
        """Return the model that an option runs or calls where nobody chose one: of the class of the other side's.

        So hosted is held against own with one class of model on both sides, whichever of them somebody chose.
        """
        answers, presets = self.workspace.answers, get_reference().presets
        own, hosted = (answers.state(field_id) is AnswerState.KNOWN for field_id in (OWN_MODEL, HOSTED_MODEL))
        if approach == "self_host" and not own and self.hosted.compute.volume:
            preset = presets.get(self.hosted.compute.volume.model)
            return _taking(preset) if preset else {}
        if approach in HOSTED and own and not hosted and answers.state(HOSTED_PRICE) is not AnswerState.KNOWN:
            preset = presets.get(str(answers.value(OWN_MODEL)))
            like = hosted_like(preset, get_reference().api.models) if preset else None
            return {HOSTED_MODEL: _proposed(HOSTED_MODEL, like.name)} if like else {}
        return {}

    @cached_property
    def hosted(self) -> Results:
        """What calling a hosted model comes to."""
        scenario = self.scenarios.get("api")
        return results_of(scenario or self._planned("api"))

    def _planned(self, approach: str) -> Workspace:
        """Return an option as the scenario that it would be."""
        return planned_as(self.workspace, self.below, approach, self.changes(approach), self.columns)

    @cached_property
    def below(self) -> Answers:
        """The answers at hand, as every option has them."""
        return answers_below(self.workspace)

    @property
    def team_is_ours(self) -> bool:
        """Whether the whole team is our proposal, which follows the approach by itself."""
        answers = self.workspace.visible_answers
        return all(
            answers.state(field_id) in (AnswerState.BLANK, AnswerState.UNKNOWN) for field_id in (ROLES, LENGTH, PHASES)
        )

    def _team(self, approach: str) -> dict[str, Any]:
        """Return the planned team with more or less work and time."""
        traits, planned = self.rules.traits[approach], self.rules.traits[self.planned]
        effort = beside(traits.team, traits.months, planned_team=planned.team, planned_months=planned.months)
        plan = self.here.team.plan
        return team_answers(plan, self.workspace.visible_answers, get_roles(), plan.changes, effort)

    def _simple(self) -> dict[str, Any]:
        """Return what a simple option that stands in a row means: the price that was named is all that it costs."""
        named = self.named
        changes: dict[str, Any] = dict.fromkeys((*_AROUND_A_TOOL, LABEL_COUNT), AnswerState.NOT_RELEVANT)
        changes |= {"value.review_minutes_per_case": AnswerState.NOT_RELEVANT, EXPENSES: AnswerState.NOT_RELEVANT}
        if named is None:
            return changes
        changes[COVERAGE] = named.share
        if named.cost is not None:
            price = Range.exactly(float(named.cost)).to_json()
            row = {"what": named.name[:80], "kind": "other", "amount": price, "paid": "once"}
            changes |= {ROLES: AnswerState.NOT_RELEVANT, EXPENSES: [row], LENGTH: self._team(NO_AI)[LENGTH]}
        return changes

    def _learns(self, approach: str) -> bool:
        """Tell whether people have to label cases first."""
        standing = self.standings.get(approach, ApproachStatus())
        return any(bar.field_id == LABELS for bar in standing.only_if)

    def _labelled(self) -> dict[str, Any]:
        """Return how many cases people label for an option that learns from them, where nobody said so."""
        if self.workspace.answers.state(LABEL_COUNT) in (AnswerState.KNOWN, AnswerState.NOT_RELEVANT):
            return {}
        known = Answer(field_id=LABEL_COUNT, state=AnswerState.KNOWN, value=EXAMPLES.to_json(), note=EXAMPLES_NOTE)
        return {LABEL_COUNT: known}

    # ------------------------------------------------------------ its figures

    def _of_scenario(self, scenario: Workspace, option: Option) -> Option:
        taken = self._worked_out_as(scenario, option, str(scenario.visible_answers.value(APPROACH)))
        # Its own figures open in the scenario; what is spent is a figure of this table.
        behind = (taken.spent,) if taken.spent else ()
        return replace(taken, slug=scenario.scenario.slug, behind=lambda: behind)

    def _worked_out(self, option: Option, approach: str) -> Option:
        """Work an option out as the scenario that it would be."""
        planned = self._planned(approach)
        taken = self._worked_out_as(planned, option, approach)
        return replace(taken, behind=lambda: _behind(results_of(planned), taken.spent))

    def _worked_out_as(self, scenario: Workspace, option: Option, approach: str) -> Option:
        results = results_of(scenario)
        return replace(
            option,
            missing=self._unsaid(option.id, results.answers, results.compute),
            case=results.case,
            spent=spent_over_horizon(results.reader, results.case, results.rooms.months),
            energy=results.compute.figure("compute.serving_energy"),
            model=_model_of(approach, results.answers, results.compute),
            beside_hosted=_beside_hosted(approach, results.compute)
            if any(not self.standings[hosted].is_out for hosted in HOSTED)
            else None,
            verdict=None if option.standing.is_out else verdict_of(scenario),
        )

    def _unsaid(self, option_id: str, answers: Answers, compute: ComputeEstimate) -> tuple[str, ...]:
        """Return the fields without which the cost of an option is not whole."""
        missing = list(_missing(compute)) if option_id != SIMPLE else []
        if option_id == SIMPLE and NO_AI not in self.scenarios and (self.named is None or self.named.cost is None):
            missing.append("tried.simplest")
        if option_id == BUY and answers.state(LICENCES) in (AnswerState.BLANK, AnswerState.UNKNOWN):
            missing.append(LICENCES)
        if self._learns(option_id) and answers.value(LABEL_PRICE) is None:
            missing.append(LABEL_PRICE)
        return tuple(missing)


def starting_answers(workspace: Workspace, approach: str) -> tuple[Answer, ...]:
    """Return what a new scenario that takes an approach says besides, so that it is the option of the table.

    Args:
        workspace: The scenario that is open; where it changes no approach, its own answers are taken along.
        approach: A choice of `compute.approach`.
    """
    columns = workspace.columns
    asked = _asked_in(workspace, columns)
    own = {} if asked.scenario.is_base else {field_id: asked.answers[field_id] for field_id in asked.answers.own}
    answers = own | _Desk.of(asked, columns).changes(approach)
    return tuple(replace(answer, version=0) for field_id, answer in answers.items() if field_id != APPROACH)


def _missing(estimate: ComputeEstimate) -> tuple[str, ...]:
    """Return the fields without which the computing is not whole; how many machines one would own is another matter."""
    return tuple(field_id for field_id in estimate.missing if field_id != "compute.buy_accelerator_count")


def _behind(results: Results, spent: Figure | None) -> Iterable[Figure]:
    """Yield every figure behind an option."""
    budget, case = results.budget, results.case
    yield from (*budget.estimate.figures, *budget.figures, *results.compute.figures, *case.steps, *case.figures)
    if spent is not None:
        yield spent


def _beside_hosted(approach: str, estimate: ComputeEstimate) -> Remark | None:
    """Return which model of one's own stands beside which hosted one, where an approach has machines of one's own."""
    if approach not in SERVES:
        return None
    return next((note for note in estimate.notes if note.message in COMPARED), None)


def _taking(preset: ModelPreset) -> dict[str, Any]:
    """Return the answers that run a known model."""
    kind = _KINDS.get(preset.architecture, "decoder")
    return {OWN_MODEL: _proposed(OWN_MODEL, preset.name), MODEL_KIND: kind}


def _proposed(field_id: str, model: str) -> Answer:
    return Answer(field_id=field_id, state=AnswerState.KNOWN, value=model, note=LIKE_NOTE)


def _model_of(approach: str, answers: Answers, estimate: ComputeEstimate) -> str:
    """Return the model that is priced, or "" where it is none or a range of them."""
    if approach in HOSTED:
        return str(answers.value("compute.api_model") or "")
    if approach not in SERVES:
        return ""
    guessed = estimate.guess.model.name if estimate.guess and estimate.guess.model else ""
    return str(answers.value("compute.model") or guessed)


def _overlay(changes: Mapping[str, Any]) -> dict[str, Answer]:
    """Return answers by field id: an answer, its value, a state, or None for what nobody knows."""
    overlay = {}
    for field_id, value in changes.items():
        if isinstance(value, Answer):
            overlay[field_id] = value
        elif isinstance(value, AnswerState) or value is None:
            overlay[field_id] = Answer(field_id=field_id, state=value or AnswerState.UNKNOWN)
        else:
            overlay[field_id] = Answer(field_id=field_id, state=AnswerState.KNOWN, value=value)
    return overlay


def _share(row: Mapping[str, Any] | None) -> float | None:
    """Return the share of cases that a simple option solves [out of 100], where its row says so."""
    share = (row or {}).get("share")
    return float(share) if isinstance(share, int | float) else None


def _product(answers: Answers) -> Mapping[str, Any] | None:
    """Return the best product among the simple options that nobody ruled out."""
    rows: Iterable[Mapping[str, Any]] = answers.value("tried.simplest") or []
    open_ = [row for row in rows if row.get("kind") == PRODUCT and row.get("status") != "ruled_out"]
    return max(open_, key=lambda row: row.get("share") or 0.0, default=None)
