"""Progress never jumps backwards: the first answer to a question opens nothing that was not counted before."""

import operator
from fractions import Fraction

from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.expressions import Rule, visible_fields
from projects.domain.fields import FieldType
from scoping.domain.progress import counted_sections, progress, progress_of_parts, whole_minutes

CATALOGUE = get_catalogue()
DECIDERS = {
    field_id
    for question, field in CATALOGUE.conditional
    for rule in (question.when, field.when)
    if rule
    for field_id in Rule.parse(rule).references()
}


def values(field):
    """Draw what decides about other questions; everything else is anything at all."""
    picks = [choice.value for choice in field.choices]
    match field.type:
        case FieldType.ONE_CHOICE | FieldType.SCALE:
            return st.sampled_from(picks) if picks else st.just(3)
        case FieldType.MANY_CHOICE:
            return st.lists(st.sampled_from(picks), min_size=1, max_size=3, unique=True)
        case FieldType.NUMBER:
            return st.just(2)
        case FieldType.RANGE:
            return st.just({"low": 1, "likely": 2, "high": 3})
        case FieldType.TABLE:
            return st.just([{column.id: "x" for column in field.columns[:1]}])
    return st.just("x")


def far(answers):
    """Return of every section and part which share is answered, and how long the rest takes."""
    found = {}
    for section in CATALOGUE.sections.values():
        whole = progress(section, answers, CATALOGUE)
        parts = progress_of_parts(section, answers, CATALOGUE)
        for name, each in [(section.id, whole), *((f"{section.id}.{part}", parts[part]) for part in parts)]:
            found[name] = (Fraction(each.done, each.total or 1) if each.total else 1, -round(each.minutes_left, 9))
    counted = len(counted_sections(CATALOGUE, answers))
    return found | {"all": (-whole_minutes(CATALOGUE, answers), -counted)}


def asked_next(answers):
    shown = visible_fields(CATALOGUE, answers)
    fields = (CATALOGUE.fields[field_id] for field_id in CATALOGUE.fields if field_id in shown)
    return [field for field in fields if not field.optional and field.id not in answers]


@how(max_examples=15, deadline=None)
@given(data=st.data())
def test_first_answer_never_takes_progress_back(data):
    answers, before = Answers({}), far(Answers({}))
    for _ in range(25):
        open_ones = asked_next(answers)
        # Those on which others wait come first: there the way divides.
        first = data.draw(st.sampled_from([each for each in open_ones if each.id in DECIDERS] or open_ones))
        state = data.draw(
            st.sampled_from([AnswerState.KNOWN, AnswerState.KNOWN, AnswerState.UNKNOWN, AnswerState.NOT_RELEVANT])
        )
        value = data.draw(values(first)) if state is AnswerState.KNOWN else None
        said = Answer(field_id=first.id, state=state, value=value)
        answers = Answers({**{field_id: answers[field_id] for field_id in answers}, first.id: said})
        after = far(answers)
        assert [name for name in after if any(map(operator.lt, after[name], before[name]))] == []
        before = after


def test_question_that_may_still_come_counts_until_it_is_settled():
    section = CATALOGUE.sections["compute"]
    start = progress(section, Answers({}), CATALOGUE)
    known = Answers({"compute.approach": Answer(field_id="compute.approach", state=AnswerState.KNOWN, value="buy")})
    settled = progress(section, known, CATALOGUE)
    assert (start.total, settled.total, settled.done) == (8, 1, 1)


def test_nothing_waits_for_an_optional_field():
    said = {"compute.approach": "fine_tune", "solution.input": ["text"]}
    answers = Answers({id: Answer(field_id=id, state=AnswerState.KNOWN, value=value) for id, value in said.items()})
    shown, section = visible_fields(CATALOGUE, answers), CATALOGUE.sections["training"]
    asked = [
        question
        for question in section.questions
        if any(field.id in shown and not field.optional for field in question.fields)
    ]
    assert "compute.accelerator_count" not in answers
    assert progress(section, answers, CATALOGUE).total == len(asked)
