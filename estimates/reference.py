"""The reference data of this installation, read once."""

from dataclasses import replace
from functools import cache

from django.conf import settings

from estimates.api_prices import api_catalogue
from estimates.domain.reference import Reference, load_reference


@cache
def get_reference() -> Reference:
    """Return accelerators, runs, models, grids and what was learnt from them. Raises BrokenReference."""
    return replace(load_reference(settings.FIXTURES / "reference"), api=api_catalogue())
