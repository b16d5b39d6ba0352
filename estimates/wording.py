"""What the estimator remarks, in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from estimates.domain.formulas.mfu import Reason
from projects.domain.text import agreed


def say_reason(reason: Reason) -> str:
    """Return a remark as a sentence; one without parameters may hold a per cent sign."""
    return agreed(_(reason.message) % reason.params) if reason.params else _(reason.message)


def reasons_said(reasons: Iterable[Reason]) -> list[str]:
    """Return remarks, such as why a range is wide, as sentences."""
    return [say_reason(one) for one in reasons]
