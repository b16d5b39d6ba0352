"""Two states of a project beside each other: figures then and now, and which of the changes moved them by how much."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from decisions.content import get_rulebook
from decisions.domain.attribution import Attribution, Contribution, Reached, attribute, there_and_back
from decisions.headline import frozen
from decisions.moved import MovedAnswer, moved_answers
from projects.access import Workspace
from projects.domain.answers import Answers
from projects.domain.fields import FieldType
from projects.domain.lazy import cached_property
from projects.frozen import FrozenWorkspace, freeze, thaw
from projects.memory import Remembered
from projects.models import Project, Snapshot

MOST_MOVERS = 16
"""So many changes are told apart; more than that go by section. Each costs two workings-out of the whole project."""
WORDS, SCENARIOS, MONEY, FORMULAS = "words", "project.scenarios", "project.rate", "formulas"
EXPERIENCE, QUESTIONS = "project.experience", "project.questions"
_WORDS_ONLY = {FieldType.SHORT_TEXT, FieldType.LONG_TEXT, FieldType.LINK, FieldType.PERSON}
_SETTINGS = {
    "project.priced_on": ("priced_on",),
    MONEY: ("country", "money_per_usd", "rate_date", "rate_source"),
    "project.started_on": ("started_on", "seed"),
    EXPERIENCE: ("experience_id",),
    QUESTIONS: ("pack_id",),
}
VERDICT, POINTS, PAYBACK, INSIDE = "verdict", "points", "payback", "inside"


@dataclass(frozen=True)
class ComparedState:
    """One of the two states."""

    name: str
    workspace: FrozenWorkspace
    kept: Mapping[str, Any]
    """Verdict and figures of its scenario, as they were shown then."""
    version: Snapshot | None = None
    """None: it is as it is now."""

    @property
    def figures(self) -> dict[str, float | None]:
        """What was shown, as numbers."""
        return _as_numbers(self.kept)


def side_of(snapshot: Snapshot, workspace: Workspace) -> ComparedState:
    """Return a version of a scenario, for the same reader; where it does not have the scenario, its base."""
    then = thaw(snapshot, workspace.scenario.slug, who=workspace.who, hide_pay=workspace.hide_pay)
    kept = snapshot.results.get(then.scenario.slug, {})
    return ComparedState(snapshot.name, then, kept, snapshot)


def side_now(workspace: Workspace) -> ComparedState:
    """Return a scenario as it is now."""
    return ComparedState(_("Now"), freeze(workspace), frozen(workspace))


@dataclass(frozen=True)
class Mover:
    """A change that may move figures: an answer, several that go together, or something of the project itself."""

    id: str
    answers: tuple[MovedAnswer, ...] = ()


@dataclass(frozen=True)
class StateComparison:
    """Two states, and what lies between them."""

    before: ComparedState
    after: ComparedState

    @property
    def state(self) -> tuple[object, ...]:
        """What its parts depend on."""
        kept = tuple(str(sorted(side.figures.items())) for side in (self.before, self.after))
        return (self.before.workspace.state, self.after.workspace.state, *kept)

    @cached_property
    def answers(self) -> list[MovedAnswer]:
        """Every answer that differs, in the order of the questions."""
        return moved_answers(self.before.workspace, self.after.workspace)

    @property
    def is_one_currency(self) -> bool:
        """Whether amounts can be set against each other."""
        before, after = (side.workspace.project.currency for side in (self.before, self.after))
        return before == after

    @cached_property
    def movers(self) -> tuple[Mover, ...]:
        """What may have moved figures, in the order of the questions."""
        counting = {*self.before.workspace.visible_answers, *self.after.workspace.visible_answers}
        fields = self.after.workspace.catalogue.fields
        moving, quiet = [], []  # type: list[MovedAnswer], list[MovedAnswer]
        for answer in self.answers:
            is_quiet = answer.in_notes or answer.field_id not in counting
            (quiet if is_quiet or fields[answer.field_id].type in _WORDS_ONLY else moving).append(answer)
        return (*_grouped(moving), *([Mover(WORDS, tuple(quiet))] if quiet else ()), *self._of_the_project())

    def _of_the_project(self) -> list[Mover]:
        before, after = self.before.workspace, self.after.workspace
        names = [
            name for name, parts in _SETTINGS.items() if _told(before.project, parts) != _told(after.project, parts)
        ]
        if _others(before, after) != _others(after, after):
            names.append(SCENARIOS)
        return [Mover(name) for name in names]

    def mixed(self, made: frozenset[str]) -> FrozenWorkspace:
        """Return the first state with some of the changes made."""
        before, after = self.before.workspace, self.after.workspace
        taken = {answer.field_id for mover in self.movers if mover.id in made for answer in mover.answers}
        changed = {field_id: after.answers[field_id] for field_id in taken}
        others = after if SCENARIOS in made else before
        project = copy(before.project)
        for name in made & _SETTINGS.keys():
            for part in _SETTINGS[name]:
                setattr(project, part, getattr(after.project, part))
        slug = after.scenario.slug
        return FrozenWorkspace(
            project,
            after.scenario,
            before.who,
            said={**others.said, slug: Answers({**before.answers} | changed)},
            beside=(*(scenario for scenario in others.beside if scenario.slug != slug), after.scenario),
        )


def _grouped(answers: Sequence[MovedAnswer]) -> list[Mover]:
    """Return a mover for each answer, or where they are many for each section."""
    if len(answers) <= MOST_MOVERS:
        return [Mover(answer.field_id, (answer,)) for answer in answers]
    sections = dict.fromkeys(answer.section for answer in answers)
    return [Mover(section, tuple(answer for answer in answers if answer.section == section)) for section in sections]


def _told(project: Project, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(project, name) for name in names)


def _others(workspace: FrozenWorkspace, shown: FrozenWorkspace) -> dict[str, list[object]]:
    """Return what the scenarios say themselves that are not compared; the simple approach gets its price from them."""
    return {
        slug: [answers[field_id].content for field_id in sorted(answers.own)]
        for slug, answers in workspace.said.items()
        if slug != shown.scenario.slug
    }


def _as_numbers(kept: Mapping[str, Any]) -> dict[str, float | None]:
    """Return frozen results as numbers: chances from 0 to 1, the verdict as its place, 0 for the best."""
    figures = {figure_id: float(figure["likely"]) for figure_id, figure in kept.get("figures", {}).items()}
    shares = kept.get("shares", {})
    strictness = get_rulebook().strictness.get(kept.get("verdict", ""))
    # As pages say them: nothing is certain, so never 0 or 100 in 100.
    chances = {name: min(0.99, max(0.01, shares[name])) for name in (INSIDE, PAYBACK) if shares.get(name) is not None}
    more = {**chances, POINTS: kept.get("points"), VERDICT: strictness}
    return {**figures, **{name: None if value is None else float(value) for name, value in more.items()}}


@Remembered
def attributed(comparison: StateComparison) -> Mapping[str, Attribution]:
    """Return for each figure that is known in both states what every change did to it.

    The figures of a version are those that were shown then. What our formulas and data make of the same answers today
    may differ; that difference is a part of its own, so that the parts still add up.
    """
    before, after = comparison.before.figures, comparison.after.figures
    ends = {frozenset[str](): comparison.before.workspace}
    movers = tuple(mover.id for mover in comparison.movers)
    ends[frozenset(movers)] = comparison.after.workspace if movers else comparison.before.workspace

    def reach(made: frozenset[str]) -> Reached:
        return _as_numbers(frozen(ends.get(made) or comparison.mixed(made)))

    attributions = attribute(there_and_back(movers), reach)
    return {
        figure: _shown(attribution, before.get(figure), after.get(figure))
        for figure, attribution in attributions.items()
    }


def _shown(attribution: Attribution, before: float | None, after: float | None) -> Attribution:
    """Return an attribution between the figures that were shown, with what formulas and data did as a part."""
    first, last = attribution.before if before is None else before, attribution.after if after is None else after
    drift = (attribution.before - first) + (last - attribution.after)
    if not drift:
        return attribution
    part = Contribution(mover=FORMULAS, amount=drift, least=drift, most=drift)
    return Attribution(before=first, after=last, parts=(*attribution.parts, part))
