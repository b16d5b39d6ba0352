"""The problem on one page, in the person's own words: their answers in reading order, under our headings."""

from dataclasses import dataclass
from enum import StrEnum

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.expressions import visible_answers
from projects.domain.fields import Catalogue, Field, FieldType
from projects.domain.text import gettext_noop


class LineLayout(StrEnum):
    """How a line is set."""

    PARAGRAPH = "paragraph"
    """Reads by itself, without its label."""
    FACT = "fact"
    """Label and value."""
    ROWS = "rows"
    """Label and table."""


@dataclass(frozen=True, kw_only=True)
class SummaryLine:
    """One answer. Its value is formatted by the page."""

    field: Field
    answer: Answer
    shape: LineLayout

    @property
    def is_open(self) -> bool:
        """Whether it is not known yet; the page says so, with who finds out by when."""
        return self.answer.state is AnswerState.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class SummaryBlock:
    """A heading with the answers below it, in reading order."""

    id: str
    heading: str
    lines: tuple[SummaryLine, ...]


# Field ids with a star read by themselves: they answer the heading in full sentences.
OUTLINE: tuple[tuple[str, str, str], ...] = (
    ("problem", gettext_noop("The problem"), "*problem.statement problem.process_step *why.matters *why.if_nothing"),
    ("who", gettext_noop("Who has it"), "people.users people.affected"),
    (
        "cost",
        gettext_noop("What it costs today"),
        "problem.monthly_cost problem.monthly_hours why.volume *problem.cost_basis problem.evidence",
    ),
    (
        "outcome",
        gettext_noop("What good looks like"),
        "*outcome.picture outcome.actions outcome.good_enough strategy.yearly_value *strategy.value_basis"
        " strategy.beneficiary strategy.goal_quote",
    ),
    (
        "success",
        gettext_noop("How we will know"),
        "success.metric success.unit success.baseline success.target success.by success.guardrail"
        " success.guardrail_limit success.stop_rule success.agreed",
    ),
    (
        "limits",
        gettext_noop("Limits"),
        "problem.out_of_scope outcome.must_be_right outcome.hand_over solution.task solution.input solution.approval"
        " solution.answer_time solution.place solution.off_table data.permission risk.touches",
    ),
    (
        "tried",
        gettext_noop("What was tried, and the simplest way"),
        "tried.attempts tried.simplest *tried.keep",
    ),
    (
        "people",
        gettext_noop("Who decides and who looks after it"),
        "people.sponsor people.sponsor_power success.reviewer risk.run_owner risk.run_budget *risk.fallback",
    ),
    (
        "plan",
        gettext_noop("When, and with what"),
        "plan.start plan.first_version plan.first_slice plan.fixed_date plan.fixed_reason plan.budget_agreed"
        " plan.budget_hoped plan.budget_ceiling plan.dependencies",
    ),
)


def summarise_problem(catalogue: Catalogue, answers: Answers) -> tuple[SummaryBlock, ...]:
    """Return the problem on one page.

    Nothing is added to what people wrote but headings and labels. What is blank, hidden or not relevant is left out;
    what is not known yet stands there as open.

    Args:
        catalogue: Everything that can be asked.
        answers: The scenario's answers.

    Returns:
        The blocks that have at least one line, in reading order.
    """
    seen = visible_answers(catalogue, answers)
    blocks = (
        SummaryBlock(id=block_id, heading=heading, lines=_lines(field_ids, catalogue, seen))
        for block_id, heading, field_ids in OUTLINE
    )
    return tuple(block for block in blocks if block.lines)


def _lines(field_ids: str, catalogue: Catalogue, answers: Answers) -> tuple[SummaryLine, ...]:
    lines = []
    for marked in field_ids.split():
        field = catalogue.fields.get(marked.removeprefix("*"))
        if field is not None and answers.state(field.id) in (AnswerState.KNOWN, AnswerState.UNKNOWN):
            shape = LineLayout.PARAGRAPH if marked.startswith("*") else _shape(field)
            lines.append(SummaryLine(field=field, answer=answers[field.id], shape=shape))
    return tuple(lines)


def _shape(field: Field) -> LineLayout:
    return LineLayout.ROWS if field.type is FieldType.TABLE else LineLayout.FACT
