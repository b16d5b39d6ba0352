"""The reference data of this installation, read once."""

from functools import cache

from django.conf import settings

from estimates.domain.reference import Reference, load_reference


@cache
def get_reference() -> Reference:
    return load_reference(settings.FIXTURES / "reference")
