"""The rule of the verdict, and what the business case assumes, read once from `fixtures/`."""

from django.conf import settings

from decisions.domain.rulebook import Rulebook, load_rulebook
from decisions.domain.value_rules import ValueRules, load_value_rules
from projects.catalogue import get_catalogue, is_readable
from projects.languages import ByLanguage


@ByLanguage
def get_rulebook() -> Rulebook:
    """Return the rule of the verdict."""
    return load_rulebook(settings.FIXTURES / "decision.toml", get_catalogue())


@ByLanguage
def get_value_rules() -> ValueRules:
    """Return what the business case assumes beyond the answers."""
    return load_value_rules(settings.FIXTURES / "value_rules.toml", get_catalogue())


@ByLanguage
def usual_sources() -> frozenset[str]:
    """Return the sources of usual ranges that people take over at a press."""
    return frozenset(usual.source for usual in get_value_rules().usual)


def load_all() -> None:
    """Read everything, so that a broken file stops the start.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    if not is_readable():
        return  # `projects` reports it; once is enough
    get_rulebook()
    get_value_rules()
