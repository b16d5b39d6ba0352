"""Who may check an answer: somebody other than whoever wrote it."""

from collections.abc import Collection

from projects.domain.answers import Answer, AnswerState
from projects.domain.text import gettext_noop

NOTHING_SAID = gettext_noop("There is no answer to check yet.")
UNREADABLE = gettext_noop("This answer no longer fits its question, so it cannot be checked. Answer it again first.")
OWN = gettext_noop("You wrote this answer. A check only counts when somebody else makes it.")
BROUGHT = gettext_noop(
    "You brought this answer in, from a file or a program. A check only counts when somebody else makes it."
)


def is_checkable(answer: Answer) -> bool:
    """Tell whether there is anything to check: a value, or that the question does not matter here."""
    return answer.state in {AnswerState.KNOWN, AnswerState.NOT_RELEVANT} and not answer.leftover


def hindrance(answer: Answer, person: int | None, names: Collection[str]) -> str:
    """Return why somebody cannot check an answer; "" where they can.

    Args:
        answer: As it stands.
        person: The row of their browser.
        names: The names under which they write.
    """
    if answer.leftover:
        return UNREADABLE
    if not is_checkable(answer):
        return NOTHING_SAID
    if not is_writer(answer, person, names):
        return ""
    return OWN if _is_named(answer, names) else BROUGHT


def is_writer(answer: Answer, person: int | None, names: Collection[str]) -> bool:
    """Tell whether somebody wrote an answer or brought it in; of an older one only the name is known."""
    if answer.writer is not None:
        return answer.writer == person
    return _is_named(answer, names)


def _is_named(answer: Answer, names: Collection[str]) -> bool:
    return answer.changed_by.casefold() in {name.casefold() for name in names}
