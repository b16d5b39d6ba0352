"""The one thing to do next, which the overview has a button for: why, a short label that says what, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.actions import actions_of
from decisions.checklist import ChecklistPage
from decisions.deeper import unknowns_of
from decisions.domain.actions import ActionKind
from decisions.thresholds import checklist_of
from decisions.wording import say_permission
from projects.domain.answers import Answer, AnswerState
from reports.shell import Shell, TaskLine
from scoping.domain.leading import Goal, accepts_first


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What the button of the overview leads to."""

    title: str
    """What it is about and why it comes first, in a sentence."""
    label: str
    """What the button says: an action in a few words."""
    url: str


def next_step_of(frame: Shell) -> NextStep | None:
    """Return the one thing to do next.

    What a first verdict misses comes first, then the permission that the verdict waits for, then ratings that our rules
    propose, then the next answer. Where every key question is answered, it is what would change the verdict or the
    value most and nobody is finding out, and last the section that is furthest behind.
    """
    return next(_steps(frame), None)


def _steps(frame: Shell) -> Iterator[NextStep]:
    if frame.lead.goal is not Goal.FIRST:
        yield from _permission(frame)
        yield from _proposals(frame)
    yield from _answer(frame)
    yield from _open_question(frame)
    yield from _guess(frame)
    yield from (_task(frame, task) for task in frame.tasks if task.state != "done")


def _permission(frame: Shell) -> Iterator[NextStep]:
    if wait := say_permission(frame.workspace):
        title, label = f"{wait.text} {wait.flip}", _("Settle the permission first")
        yield NextStep(title=title, label=label, url=frame.question_url(wait.question))


def _proposals(frame: Shell) -> Iterator[NextStep]:
    proposed = [row.item.id for row in ChecklistPage(frame.workspace).proposed]
    if not accepts_first(frame.lead, proposed, checklist_of(frame.workspace)):
        return
    count = len(proposed)
    title = ngettext(
        "Your answers propose a rating for %(n)s statement of the checklist. Accept it now, and change it whenever"
        " you like.",
        "Your answers propose a rating for %(n)s statements of the checklist. Accept them in one go, and change any"
        " whenever you like.",
        count,
    )
    label = ngettext("Accept the proposed rating", "Accept %(n)s proposed ratings", count)
    url = frame.section_url("readiness") + "#proposed"
    yield NextStep(title=title % {"n": count}, label=label % {"n": count}, url=url)


def _answer(frame: Shell) -> Iterator[NextStep]:
    for gap in frame.lead.fields[:1]:
        asked = frame.workspace.catalogue.questions[gap.id]
        title, label = _(asked.question), _("Answer this question")
        if gap is not asked.fields[0]:  # part of it is answered: say which part is not
            said = {"question": _(asked.title), "part": _(gap.label)}
            title, label = _("“%(question)s” is half answered. Still open: %(part)s") % said, _("Complete this answer")
        yield NextStep(title=title, label=label, url=frame.question_url(asked, gap))


def _open_question(frame: Shell) -> Iterator[NextStep]:
    """Yield what would change the verdict once it is known, the first of it."""
    workspace = frame.workspace
    for action in actions_of(workspace):
        asked = action.question
        if action.kind is ActionKind.RELEASE or not action.decides or action.is_over or asked is None:
            continue
        if any(_is_left(workspace.answers[field.id]) for field in asked.fields):
            why = _("Nobody is finding this out yet, and the verdict depends on it.")
            yield NextStep(title=f"{action.what} {why}", label=_("Find this out"), url=frame.question_url(asked))


def _guess(frame: Shell) -> Iterator[NextStep]:
    """Yield the open questions about the value, the one first that is worth most to know."""
    workspace = frame.workspace
    for unknown in unknowns_of(workspace):
        asked = workspace.catalogue.questions.get(unknown.id)
        answer = workspace.answers[unknown.id]
        if asked is None or not (answer.state is AnswerState.BLANK or _is_left(answer)):
            continue
        words = _("No other open question is worth as much: knowing “%(input)s” exactly would be worth %(worth)s.")
        said = {"input": _(unknown.label), "worth": workspace.formatter.money_compact(unknown.worth)}
        url = frame.question_url(asked, workspace.catalogue.fields[unknown.id])
        yield NextStep(title=words % said, label=_("Find this out"), url=url)


def _is_left(answer: Answer) -> bool:
    """Tell whether something is to be found out and nobody is at it: no one is named, or their day has passed."""
    if answer.state is not AnswerState.UNKNOWN:
        return False
    is_late = answer.find_out_by is not None and answer.find_out_by < timezone.localdate()
    return is_late or not answer.owner


def _task(frame: Shell, task: TaskLine) -> NextStep:
    said = {"page": task.title}
    if task.id == "decision":
        title, label = _("Read the verdict, and record what was decided."), _("Open the decision")
    elif (done := frame.progress.get(task.id)) is None:
        title, label = task.text, _("Open “%(page)s”") % said
    elif done.done == done.total:
        title, label = _("All answered, but the second look found something."), _("Check “%(page)s”") % said
    else:
        label = (_("Go on with “%(page)s”") if done.done else _("Begin “%(page)s”")) % said
        title = _what_is_left(frame, task)
    return NextStep(title=title, label=label, url=task.url)


def _what_is_left(frame: Shell, task: TaskLine) -> str:
    """Say how many questions of a section are left, and how many minutes they take."""
    done = frame.progress[task.id]
    left, minutes = done.total - done.done, frame.workspace.formatter.number(done.minutes_shown)
    said = ngettext("%(n)s question left", "%(n)s questions left", left)
    if not done.done:
        said = ngettext("Not begun: %(n)s question", "Not begun: %(n)s questions", left)
    return said % {"n": left} + ", " + _("about %(minutes)s min") % {"minutes": minutes}
