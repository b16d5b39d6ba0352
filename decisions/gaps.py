"""Costs that are in no sum yet, in words: a blank is never counted as zero in silence."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.domain.costs import COUNTABLE
from decisions.results import results_of
from projects.access import Workspace

NAMED = 4
"""As many are named in a sentence; the rest is counted."""


@dataclass(frozen=True)
class Gap:
    """A cost that nobody has answered."""

    label: str
    question_id: str


def not_counted_of(workspace: Workspace) -> tuple[Gap, ...]:
    """Return the costs that are in no sum, because nobody has said yet what they come to."""
    asked = {field.id: question.id for question in workspace.catalogue.questions.values() for field in question.fields}
    gaps = (Gap(_(COUNTABLE[field_id]), asked[field_id]) for field_id in results_of(workspace).case.not_counted)
    return tuple(dict.fromkeys(gaps))


def say_not_counted(workspace: Workspace) -> str:
    """Return one sentence on what is not counted, for page 1 and the overview; "" where everything is."""
    gaps = not_counted_of(workspace)
    if not gaps:
        return ""
    named, rest = ", ".join(gap.label for gap in gaps[:NAMED]), len(gaps[NAMED:])
    if not rest:
        return _("Not counted yet: %(costs)s.") % {"costs": named}
    more = ngettext(
        "Not counted yet: %(costs)s, and %(count)s more.", "Not counted yet: %(costs)s, and %(count)s more.", rest
    )
    return more % {"costs": named, "count": rest}
