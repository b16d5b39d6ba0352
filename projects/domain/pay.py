"""Pay is hidden by default: what a reader who must not see it may still read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.expressions import RESULTS_WITHOUT_PAY
from projects.domain.fields import Field, FieldType

_FREE = (FieldType.SHORT_TEXT, FieldType.LONG_TEXT)


def says_pay(asked: Field) -> bool:
    """Tell whether a field, or a column of its table, says what somebody earns or charges."""
    return asked.pay or any(column.pay for column in asked.columns)


def moves_with_pay(fields: Mapping[str, Field], looked_at: Iterable[str]) -> bool:
    """Tell whether something looks at what somebody earns, or at a result that moves with it.

    Args:
        fields: Every field by id.
        looked_at: Ids of fields and results.
    """
    return any(
        field_id not in fields or says_pay(fields[field_id]) for field_id in set(looked_at) - RESULTS_WITHOUT_PAY
    )


def is_pay_known(fields: Mapping[str, Field], answers: Answers) -> bool:
    """Tell whether the project knows anybody's pay; until then every figure is worked out from published pay.

    Args:
        fields: Every field by id.
        answers: The scenario's answers.
    """
    return any(_names_pay(asked, answers.value(asked.id)) for asked in fields.values() if says_pay(asked))


def _names_pay(asked: Field, value: Any) -> bool:
    if not asked.columns:
        return value is not None
    rows = value if isinstance(value, list) else []
    columns = [column.id for column in asked.columns if column.pay]
    return any(row.get(column) not in (None, "") for row in rows if isinstance(row, Mapping) for column in columns)


def without_pay(fields: Mapping[str, Field], answers: Answers) -> Answers:
    """Return answers that say nobody's pay: no pay, no note and no reason beside it.

    What no field asks for is left out too: nobody can tell any more whether it was pay.

    Args:
        fields: Every field by id.
        answers: The scenario's answers.
    """
    known = (answer for field_id, answer in answers.items() if field_id in fields)
    return Answers({answer.field_id: _without(fields[answer.field_id], answer) for answer in known})


def _without(asked: Field, answer: Answer) -> Answer:
    # What no longer fits its field may once have been pay.
    answer = replace(answer, leftover="")
    if not says_pay(asked):
        return answer
    told = replace(answer, note="", reason="", check=None)  # what stands beside a pay may name it
    if answer.state is not AnswerState.KNOWN:
        return told
    if asked.pay:
        return replace(told, state=AnswerState.BLANK, value=None)
    shown = [column.id for column in asked.columns if not column.pay]
    rows = answer.value if isinstance(answer.value, list) else []
    kept = [{name: row[name] for name in shown if name in row} for row in rows if isinstance(row, Mapping)]
    return replace(told, value=kept)


_NUMBER = r"\d[\d.,'’]*\s*k?"
_CODES = r"usd|eur|gbp|chf|s?fr\."
_BEFORE = rf"(?:[$€£¥₹]|\b(?:{_CODES}))"
_BEHIND = rf"(?:[$€£¥₹]|(?:{_CODES}|dollars?|euros?|pounds?|francs?|franken)(?!\w))"
_MONEY = rf"(?:{_BEFORE}\s*{_NUMBER}|{_NUMBER}\s*{_BEHIND})"
_TIME = (
    r"(?:an?|per|each|every|pro|je|par|por|al|(?:(?:à|de)\s*)?l[’']|/)\s*"
    r"(?:hours?|hrs?|h|std\.?|days?|months?|years?|stunde|tag|monat|jahr|heure|jour|mois|hora|día|mes|año)\b"
)
_RATE = rf"(?:{_MONEY}|\b{_NUMBER})\s*[-–—.]*\s*(?:{_TIME}|hourly|p\.\s?a\.)"
_WORD = (
    r"\b(?:salar(?:y|ies)|wages?|earns?|(?:pay|day|hourly) rates?|\w*(?:gehalt|gehälter|lohn|löhne)|"
    r"(?:stunden|tages?)(?:an)?satz|salaires?|taux horaires?|sueldo)\b"
)
_TWO_DIGITS = r"\d[.,'’]?\d"
_LOOKS_LIKE_PAY = re.compile(rf"{_RATE}|{_WORD}\D{{0,30}}{_TWO_DIGITS}|{_TWO_DIGITS}\D{{0,20}}{_WORD}", re.IGNORECASE)
"""An amount for a time, or a word for pay beside a number, in the languages that our users write most."""


def looks_like_pay(text: str) -> bool:
    """Tell whether a text may say what somebody earns. It warns, so it may err on either side."""
    return _LOOKS_LIKE_PAY.search(text) is not None


def fields_that_may_name_pay(fields: Mapping[str, Field], answers: Answers) -> list[str]:
    """Return the ids of fields whose texts a link would show although they may say what somebody earns.

    Args:
        fields: Every field by id.
        answers: The scenario's answers.
    """
    readable = without_pay(fields, answers)
    return [field for field in fields if any(map(looks_like_pay, _texts(fields[field], readable[field])))]


def _texts(asked: Field, answer: Answer) -> Iterator[str]:
    yield from (answer.note, answer.reason)
    if answer.state is AnswerState.KNOWN and asked.type in _FREE:
        yield str(answer.value)
    if asked.columns and isinstance(answer.value, list):
        free = [column.id for column in asked.columns if column.type in _FREE]
        yield from (str(row.get(column, "")) for row in answer.value if isinstance(row, Mapping) for column in free)
