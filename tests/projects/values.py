"""Hypothesis strategies for answers, made from the definitions of fields."""

from datetime import date

from hypothesis import strategies as st

from projects.domain.answers import AnswerState
from projects.domain.fields import FieldType
from projects.domain.ranges import Range
from projects.domain.values import MOST_MONTHS, one_line, plain_text

BEYOND = 1e15
"""As far as numbers without a limit are tried."""
SIGNS = st.sampled_from("a, Z9;:€$£₹%<>&\"'=+-–—“”\n\t\\/{}[]()#@|\u00a0é用ع🜚.")
WORDS = st.text(SIGNS | st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=24)
DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31)).map(date.isoformat)


def texts(longest, read=one_line):
    return WORDS.map(lambda text: read(text)[:longest]).map(read)


def numbers(field):
    least = 0.0 if field.minimum is None else field.minimum
    most = BEYOND if field.maximum is None else field.maximum
    if field.whole:
        return st.integers(int(least), int(most)).map(float)
    plain = st.integers(int(least) + 1, int(min(most, 1e7))).map(float) if most - least > 2 else st.nothing()
    near = st.floats(least, min(most, max(1e5, least + 1)), allow_subnormal=False)
    return plain | near | st.floats(least, most, allow_subnormal=False) | st.sampled_from([float(least), float(most)])


def ranges(field):
    ends = st.lists(numbers(field), min_size=3, max_size=3).map(sorted)
    wide = ends.map(lambda three: dict(zip(("low", "likely", "high"), three, strict=True)))
    return wide | numbers(field).map(lambda value: Range.exactly(value).to_json())


def values(field):
    """Return what a field or column may hold; None where nothing."""
    match field.type:
        case FieldType.LONG_TEXT:
            return texts(field.max_length, plain_text)
        case FieldType.SHORT_TEXT | FieldType.LINK:
            return texts(field.max_length)
        case FieldType.ONE_CHOICE | FieldType.SCALE:
            return st.sampled_from([choice.value for choice in field.choices])
        case FieldType.MANY_CHOICE:
            return st.lists(st.sampled_from([choice.value for choice in field.choices]), min_size=1, max_size=5)
        case FieldType.NUMBER:
            return numbers(field)
        case FieldType.RANGE:
            return ranges(field)
        case FieldType.DATE:
            return DAYS
        case FieldType.PERSON:
            role = texts(40)
            return st.fixed_dictionaries({"name": texts(40).filter(bool)}, optional={"role": role}) | role
        case FieldType.MONTHS:
            return st.dictionaries(st.integers(1, MOST_MONTHS).map(str), numbers(field), max_size=3)
        case FieldType.TABLE:
            cells = {column.id: values(column) for column in field.columns}
            return st.lists(st.fixed_dictionaries({}, optional=cells), max_size=3)
    raise AssertionError(field.type)


def answers(field):
    """Return the row of an answer: known, unknown with who and when, irrelevant with a reason, or only a note."""
    note = {"note": texts(60, plain_text)}
    known = st.fixed_dictionaries({"state": st.just(AnswerState.KNOWN), "value": values(field)}, optional=note)
    unknown = st.fixed_dictionaries(
        {"state": st.just(AnswerState.UNKNOWN)},
        optional={"owner": texts(40), "find_out_by": DAYS.map(date.fromisoformat), **note},
    )
    irrelevant = st.fixed_dictionaries(
        {"state": st.just(AnswerState.NOT_RELEVANT)}, optional={"reason": texts(60), **note}
    )
    blank = st.fixed_dictionaries({"state": st.just(AnswerState.BLANK)}, optional=note)
    return known | known | unknown | irrelevant | blank


def answers_to(fields, *, some=False):
    """Return rows by the id of their fields; for a scenario of some fields, and some that take the base's again."""
    each = {field.id: answers(field) for field in fields}
    if not some:
        return st.fixed_dictionaries(each)
    inherits = st.just({"inherits": True})
    return st.fixed_dictionaries({}, optional={key: row | inherits for key, row in each.items()})
