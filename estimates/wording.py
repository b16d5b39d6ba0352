"""What the estimator remarks, in the reader's language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from estimates.domain.figures.ruled_out import ExclusionRule
from estimates.domain.formulas.mfu import Remark
from projects.access import Workspace
from projects.domain.fields import Question
from projects.domain.text import agreed
from projects.formatting import Formatter


@dataclass(frozen=True)
class SaidBar:
    """What rules an approach out, or on which condition it stays in."""

    text: str
    question: Question
    """The question whose answer says so."""

    @property
    def label(self) -> str:
        """The question, as a link names it: Speed and place."""
        return self.question.title


def say_bars(workspace: Workspace, bars: Iterable[ExclusionRule]) -> list[SaidBar]:
    """Return rules about approaches in words, each with the question behind it."""
    questions = workspace.catalogue.questions
    return [SaidBar(_(bar.reason), questions[bar.field_id]) for bar in bars]


def say_reason(reason: Remark) -> str:
    """Return a remark as a sentence; one without parameters may hold a per cent sign."""
    if not reason.params:
        return _(reason.message)
    return agreed(_(reason.message) % {name: _say_param(value) for name, value in reason.params.items()})


# As the domain writes a large or a broken number. A year has no sign in it and stays as it is.
_NUMBER = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d+")


def _say_param(value: object) -> object:
    """Return what a remark names: a day and a number as readers write them, other values as they are."""
    if isinstance(value, date):
        return Formatter.for_reader().date(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Formatter.for_reader().number(float(value.replace(",", "")), len(value.partition(".")[2]))
    # What stands in for a name that nobody gave, such as "your model", is ours to translate.
    return _(value) if isinstance(value, str) and value else value


def reasons_said(reasons: Iterable[Remark]) -> list[str]:
    """Return remarks, such as why a range is wide, as sentences."""
    return [say_reason(reason) for reason in reasons]
