"""The reference data of this installation, read once."""

from functools import cache

from django.conf import settings

from estimates.domain.reference import Reference, load_reference


@cache
def get_reference() -> Reference:
    """Return accelerators, runs, models, grids and what was learnt from them. Raises BrokenReference."""
    return load_reference(settings.FIXTURES / "reference")
