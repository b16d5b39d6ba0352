"""The reference data of this installation, read once."""

from dataclasses import replace
from functools import cache

from django.conf import settings

from estimates.api_prices import api_catalogue
from estimates.domain.figures.guess import GuessRules, load_guess_rules
from estimates.domain.figures.ruled_out import ApproachRules, load_approach_rules
from estimates.domain.published.reference import Reference, load_reference
from estimates.domain.tables.founding_buy import BuyComparison, compare_buying
from projects.catalogue import get_catalogue
from projects.languages import ByLanguage


@cache
def get_reference() -> Reference:
    """Return accelerators, runs, models, grids and what was learnt from them. Raises BrokenReference."""
    return replace(load_reference(settings.FIXTURES / "reference"), api=api_catalogue())


@ByLanguage
def get_guess_rules() -> GuessRules:
    """Return what first guesses are made by. Raises BrokenDataFile."""
    path = settings.FIXTURES / "first_guess.toml"
    return load_guess_rules(path, get_catalogue(), get_reference().presets)


@ByLanguage
def get_approach_rules() -> ApproachRules:
    """Return what rules approaches out, and what sets them apart. Raises BrokenDataFile."""
    return load_approach_rules(settings.FIXTURES / "approaches.toml", get_catalogue())


@ByLanguage
def get_buy_comparison() -> BuyComparison:
    """Return the founding document's sum for buying, beside the full model; in US dollars for everybody."""
    return compare_buying(get_reference(), get_catalogue().fields)
