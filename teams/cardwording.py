"""The words in which a rate card that was read is shown before it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from projects.domain.cells import Note
from projects.domain.errors import BadValue
from projects.domain.figures import Origin
from projects.domain.ranges import Range
from projects.formatting import Formatter
from projects.forms import say
from teams.charts import person_label
from teams.domain.cardcolumns import PayColumns
from teams.domain.carddoubts import Doubt
from teams.domain.cardmeaning import RATE, SALARY
from teams.domain.cardreading import LEVEL_CHOICE, ColumnQuestion, ReadCard
from teams.domain.cardrows import ANY_LEVEL, LEVEL_NAMES, CardProblem, Grade, PayOrigin
from teams.domain.plan import Plan
from teams.domain.ratecard import FIELD, find_pay, match_role
from teams.domain.roles import Role, Seniority

UNITS = {SALARY: "money/year", RATE: "money/hour"}
_QUESTIONS = {
    RATE: gettext_noop("Which column is the hourly rate?"),
    SALARY: gettext_noop("Which column is the salary per year?"),
}
_DOUBTS = {
    (SALARY, True): gettext_noop(
        "%(pay)s is below %(limit)s per year. Is it pay per hour, day or month, or is it in thousands?"
    ),
    (RATE, True): gettext_noop("%(pay)s is below %(limit)s per hour. Is it a share or a factor?"),
    (RATE, False): gettext_noop("%(pay)s is above %(limit)s per hour. Is it pay per day, week or month?"),
}


@dataclass(frozen=True, kw_only=True)
class PayCell:
    """Pay as it was read, and what was read."""

    read: str = ""
    """As we understand it; "" where the card has none."""
    column: str = ""
    """The head that it is from."""
    written: str = ""
    """As it stands in the card."""


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """One row of a rate card, ready to be shown."""

    role: str
    matched: str
    """The role that it was read as."""
    seniority: str
    salary: PayCell
    rate: PayCell
    counts_for: str
    doubts: tuple[str, ...]
    """What is hard to believe about its pay."""


def card_rows(card: ReadCard, plan: Plan, roles: Mapping[str, Role], formatter: Formatter) -> list[CardRow]:
    """Return the rows of a card with what they were read as, and whom of the plan they would count for."""
    doubts: dict[int, list[Doubt]] = {}
    for doubt in card.doubts:
        doubts.setdefault(doubt.index, []).append(doubt)
    return [
        _card_row(row, origins, doubts.get(index, ()), plan, roles, formatter)
        for index, (row, origins) in enumerate(zip(card.rows, card.origins, strict=True))
    ]


def _card_row(
    row: Mapping[str, Any],
    origins: Mapping[str, PayOrigin],
    doubts: Sequence[Doubt],
    plan: Plan,
    roles: Mapping[str, Role],
    formatter: Formatter,
) -> CardRow:
    role = match_role(str(row["role"]), roles)
    blank = [person for person in plan.people if person.pay.origin is not Origin.ANSWER or person.pay.field_id == FIELD]
    meant = [
        person
        for person in blank
        if find_pay([row], person.pay.name.partition("[")[0], person.role, person.seniority, roles)
    ]
    return CardRow(
        role=str(row["role"]),
        matched=_(role.label) if role else _("a role of your own"),
        seniority=_(LEVEL_NAMES[Seniority(row["seniority"])]) if row.get("seniority") else "",
        salary=_pay_cell(row, origins, SALARY, formatter),
        rate=_pay_cell(row, origins, RATE, formatter),
        counts_for=", ".join(person_label(person) for person in meant) or _("no one in the plan yet"),
        doubts=tuple(_say_doubt(doubt, row, formatter) for doubt in doubts),
    )


def _pay_cell(row: Mapping[str, Any], origins: Mapping[str, PayOrigin], pay: str, formatter: Formatter) -> PayCell:
    if pay not in row:
        return PayCell()
    origin = origins[pay]
    return PayCell(
        read=formatter.range(Range.from_json(row[pay]), UNITS[pay]), column=origin.column, written=origin.text
    )


def _say_doubt(doubt: Doubt, row: Mapping[str, Any], formatter: Formatter) -> str:
    params = {
        "pay": formatter.range(Range.from_json(row[doubt.pay]), UNITS[doubt.pay]),
        "limit": formatter.range(Range.exactly(doubt.limit), UNITS[doubt.pay]),
    }
    return _(_DOUBTS[doubt.pay, doubt.is_low]) % params


@dataclass(frozen=True, kw_only=True)
class ColumnChoice:
    """A column to choose, ready to be shown."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class QuestionWords:
    """A question about columns, ready to be shown."""

    name: str
    """Of the input."""
    text: str
    choices: tuple[ColumnChoice, ...]


def say_question(question: ColumnQuestion) -> QuestionWords:
    """Return a question about the columns of a card with the columns to choose from, and none of them."""

    def choice(candidate: PayColumns) -> ColumnChoice:
        return ColumnChoice(key=candidate.key, label=candidate.label, chosen=candidate.key == question.chosen)

    # No column is called so: whoever sends it has not chosen.
    ask = (ColumnChoice(key="?", label=_("Please choose"), chosen=True),) if question.is_open else ()
    none = ColumnChoice(key="", label=_("None of these"), chosen=question.chosen == "")
    return QuestionWords(
        name=f"column-{question.pay}",
        text=_(_QUESTIONS[question.pay]),
        choices=(*ask, *map(choice, question.candidates), none),
    )


def say_grade(grade: Grade) -> QuestionWords:
    """Return the question which of our levels a grade of the card is."""
    choices = [*((str(level), _(name)) for level, name in LEVEL_NAMES.items()), (ANY_LEVEL, _("Any level"))]
    ask = () if grade.chosen else (ColumnChoice(key="?", label=_("Please choose"), chosen=True),)
    words = ngettext("“%(grade)s” (%(n)d row)", "“%(grade)s” (%(n)d rows)", grade.rows)
    return QuestionWords(
        name=f"{LEVEL_CHOICE}{grade.key}",
        text=words % {"grade": grade.text, "n": grade.rows},
        choices=(*ask, *(ColumnChoice(key=key, label=label, chosen=key == grade.chosen) for key, label in choices)),
    )


def say_note(note: Note) -> str:
    """Say something about the whole card, such as what was hidden in it."""
    params = {name: _(value) if isinstance(value, str) and value else value for name, value in note.params.items()}
    return _(note.message) % params


def say_card_problem(problem: CardProblem) -> str:
    """Say what is wrong with a card, with row and column."""
    said = say(BadValue(problem.message, problem.params))
    if not problem.row:
        return said
    if not problem.column:
        return _("Row %(row)d: %(problem)s") % {"row": problem.row, "problem": said}
    return _("Row %(row)d, %(column)s: %(problem)s") % {"row": problem.row, "column": problem.column, "problem": said}
