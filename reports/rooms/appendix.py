"""The appendix: every answer, and how the figures were calculated."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.archive import ArchivedAnswer, archived_answers
from projects.domain.answers import Answer, AnswerState
from projects.domain.expressions import visible_fields
from projects.domain.fields import Field
from projects.domain.figures import Figure
from projects.explaining import in_words, say_told
from projects.formatting import Formatter
from projects.memory import RememberedForThese
from projects.said_tables import table_of
from projects.wording import say_answer, say_draws, say_leftover
from reports.domain.report import Answered, Block, Paragraph, Questions, ReportSection, ReportTable
from reports.rooms.source import ReportSource


def answers(source: ReportSource) -> ReportSection:
    """Return every question that was answered, with its answer."""
    shown = visible_fields(source.catalogue, source.workspace.answers)
    blocks = []
    for section in source.catalogue.sections.values():
        rows = [
            _answered(
                source.answers[asked.id],
                asked,
                question.ref,
                asked.label if len(question.fields) > 1 else question.question,
                source.write,
            )
            for question in section.questions
            for asked in question.fields
            if asked.id in shown
            and (source.answers.state(asked.id) is not AnswerState.BLANK or source.answers[asked.id].leftover)
        ]
        if rows:
            blocks.append(_said_once(Questions(label=_(section.title), questions=tuple(rows), shows_pay=False)))
    # Behind a link that hides pay there are none: nobody can tell any more whether one was pay.
    if archived := tuple(_archived(source, kept) for kept in archived_answers(source.catalogue, source.answers)):
        label = _("Answers to questions that are no longer asked")
        blocks.append(Questions(label=label, questions=archived, shows_pay=False))
    title, empty = _("Questions and answers"), _("No answers yet.")
    return ReportSection(id="answers", title=title, finding=_still_open(blocks), blocks=tuple(blocks), empty=empty)


def _still_open(blocks: Iterable[Questions]) -> str:
    """Say how many of the answers are that somebody does not know yet."""
    states = [asked.state for block in blocks for asked in block.questions]
    if not states:
        return ""
    unknown = states.count(AnswerState.UNKNOWN.value)
    if not unknown:
        return _("None of the %(all)s answers is still to be found out.") % {"all": len(states)}
    words = ngettext(
        "%(n)s of %(all)s answers is still to be found out.",
        "%(n)s of %(all)s answers are still to be found out.",
        unknown,
    )
    return words % {"n": unknown, "all": len(states)}


def _said_once(block: Questions) -> Questions:
    """Return questions that were all answered by one person on one day with that said once."""
    by = {asked.by for asked in block.questions}
    if len(block.questions) == 1 or len(by) > 1 or not max(by):
        return block
    return replace(block, by=by.pop(), questions=tuple(replace(asked, by="") for asked in block.questions))


@RememberedForThese
def _answered(given: Answer, asked: Field, ref: str, question: str, write: Formatter) -> Answered:
    """Say one answer; of a whole catalogue's a change leaves all but one as they were."""
    head, rows = table_of(given, asked, write)
    text = say_leftover(given, asked) if rows else say_answer(given, asked, write)
    return replace(_told(given, ref, _(question), text, write), head=head, rows=rows)


def _archived(source: ReportSource, kept: ArchivedAnswer) -> Answered:
    text = say_answer(kept.answer, kept.field, source.write, source.catalogue.named)
    return _told(kept.answer, "", _(kept.label), text, source.write)


def _told(given: Answer, ref: str, question: str, text: str, write: Formatter) -> Answered:
    when = write.date(given.changed_at) if given.changed_at else ""
    by = [", ".join(part for part in (given.changed_by, when) if part), _checked(given, write)]
    return Answered(
        ref=ref,
        question=question,
        answer=text,
        state=given.state.value,
        note=given.note,
        by="; ".join(part for part in by if part),
    )


def _checked(given: Answer, write: Formatter) -> str:
    """Say who has checked an answer, and when; "" where nobody has."""
    if given.check is None:
        return ""
    told = {"who": given.check.by or _("the owner"), "when": write.date(given.check.at)}
    return _("checked by %(who)s on %(when)s") % told


def _said(figure: Figure, write: Formatter) -> str:
    """Say how a figure is calculated; what is added up by month, with what else counts there."""
    said = "".join(piece.text for piece in in_words(figure, write))
    return f"{said} {_(figure.note)}".strip() if "Σ" in figure.formula else said


def methods(source: ReportSource) -> ReportSection:
    """Return how each figure was calculated."""
    figures = source.results.figures.values()
    said = (
        (say_told(figure.label), _said(figure, source.write)) for figure in figures if source.workspace.may_show(figure)
    )
    # What follows from one answer of its own name was not calculated: it stands among the inputs.
    rows = tuple((label, words) for label, words in said if words != label)
    blocks: list[Block] = [Paragraph(text=say_draws(source.workspace.project.seed, source.write), shows_pay=False)]
    if rows:
        head = (_("Figure"), _("How it is calculated"))
        blocks.append(ReportTable(head=head, rows=rows, numeric=(False, False), shows_pay=False))
    words = ngettext(
        "%(n)s figure follows from the inputs by the formula below.",
        "%(n)s figures follow from the inputs by the formulas below.",
        len(rows),
    )
    finding = words % {"n": len(rows)} if rows else ""
    return ReportSection(id="methods", title=_("How we calculated the figures"), finding=finding, blocks=tuple(blocks))
