"""What the estimator remarks, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from estimates.domain.figures.ruled_out import Bar
from estimates.domain.formulas.mfu import Reason
from projects.access import Workspace
from projects.domain.fields import Question
from projects.domain.text import agreed


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


def say_bars(workspace: Workspace, bars: Iterable[Bar]) -> list[SaidBar]:
    """Return rules about approaches in words, each with the question behind it."""
    questions = workspace.catalogue.questions
    return [SaidBar(_(bar.reason), questions[bar.field_id]) for bar in bars]


def say_reason(reason: Reason) -> str:
    """Return a remark as a sentence; one without parameters may hold a per cent sign."""
    if not reason.params:
        return _(reason.message)
    # What stands in for a name that nobody gave, such as "your model", is ours to translate.
    said = {name: _(value) if isinstance(value, str) and value else value for name, value in reason.params.items()}
    return agreed(_(reason.message) % said)


def reasons_said(reasons: Iterable[Reason]) -> list[str]:
    """Return remarks, such as why a range is wide, as sentences."""
    return [say_reason(reason) for reason in reasons]
