"""The texts and rules of this app, read once from `fixtures/`."""

from collections.abc import Mapping

from django.conf import settings

from projects.catalogue import get_catalogue, is_readable
from projects.languages import ByLanguage
from scoping.domain.bridges import Bridge, load_bridges
from scoping.domain.checks import SecondLook, load_checks
from scoping.domain.glossary import Glossary, load_glossary
from scoping.domain.interview import Interview, load_interview
from scoping.domain.plans.approach import ApproachPlan, load_approach_plan
from scoping.domain.plans.data import DataPlan, load_data_plan
from scoping.domain.plans.evaluation import EvaluationPlan, load_evaluation_plan
from scoping.domain.plans.law import Law, load_law
from scoping.domain.plans.training import TrainingPlan, load_training_plan
from scoping.domain.quick import QuickScope, load_quick_scope
from scoping.domain.readiness import Checklist, load_checklist

PLANS = settings.FIXTURES / "plans"


@ByLanguage
def get_checklist() -> Checklist:
    """Return the AI-readiness checklist."""
    return load_checklist(settings.FIXTURES / "sections" / "readiness.toml", get_catalogue())


@ByLanguage
def get_second_look() -> SecondLook:
    """Return the checks that read answers side by side."""
    return load_checks(settings.FIXTURES / "checks.toml", get_catalogue())


@ByLanguage
def get_bridges() -> Mapping[str, Bridge]:
    """Return what answers propose elsewhere, by the field that they lead to."""
    return load_bridges(settings.FIXTURES / "bridges.toml", get_catalogue())


@ByLanguage
def get_glossary() -> Glossary:
    """Return the words of the trade."""
    return load_glossary(settings.FIXTURES / "glossary.toml")


@ByLanguage
def get_interview() -> Interview:
    """Return how to put the questions to somebody else."""
    return load_interview(settings.FIXTURES / "sections" / "problem.toml")


@ByLanguage
def get_quick_scope() -> QuickScope:
    """Return the ten screens to a first answer."""
    return load_quick_scope(PLANS / "quick.toml", get_catalogue())


@ByLanguage
def get_data_plan() -> DataPlan:
    """Return what steps of preparation keep, and public collections."""
    return load_data_plan(PLANS / "data.toml", get_catalogue())


@ByLanguage
def get_approach_plan() -> ApproachPlan:
    """Return the ladder of approaches."""
    return load_approach_plan(PLANS / "approach.toml", get_catalogue())


@ByLanguage
def get_training_plan() -> TrainingPlan:
    """Return all lines of the run sheet."""
    return load_training_plan(PLANS / "training.toml", get_catalogue())


@ByLanguage
def get_evaluation_plan() -> EvaluationPlan:
    """Return metrics, public tests and the size of a test."""
    return load_evaluation_plan(PLANS / "evaluation.toml", get_catalogue())


@ByLanguage
def get_law() -> Law:
    """Return law and duty."""
    return load_law(PLANS / "law.toml", get_catalogue())


def load_all() -> None:
    """Read everything, so that a broken file stops the start.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    if not is_readable():
        return  # `projects` reports it; once is enough
    plans = (get_data_plan, get_approach_plan, get_training_plan, get_evaluation_plan, get_law)
    for load in (get_checklist, get_second_look, get_bridges, get_glossary, get_interview, get_quick_scope, *plans):
        load()
