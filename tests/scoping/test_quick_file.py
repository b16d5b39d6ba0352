"""The file of the quick scope: read, or refused with its line and a reason."""

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.prose import translated
from projects.domain.ranges import NumberStyle
from projects.domain.values import read_typed
from projects.formatting import Formatter
from scoping.content import get_quick_scope
from scoping.domain.quick import load_quick_scope

SHIPPED = (settings.FIXTURES / "plans" / "quick.toml").read_text(encoding="utf-8")


def read(tmp_path, old, new):
    assert old in SHIPPED
    path = tmp_path / "quick.toml"
    path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return load_quick_scope(path, get_catalogue())


def test_ten_screens_ask_for_fields_of_the_questionnaire():
    scope = get_quick_scope()
    assert len(scope.screens) == 10
    assert {field.id for screen in scope.screens for field in screen.fields} <= get_catalogue().fields.keys()


def test_only_the_first_screen_must_be_answered():
    assert [screen.id for screen in get_quick_scope().screens if screen.required] == ["problem"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('id = "why.volume"', 'id = "why.volumes"', "why.volumes is no field of the questionnaire"),
        ('id = "why.volume"', 'id = "problem.statement"', "problem.statement is asked twice"),
        ('{ id = "share"', '{ id = "shares"', "must be one of option, kind"),
        ('id = "size"', 'id = "problem"', "problem occurs twice"),
        ('short = "how big it is"', 'shrt = "how big it is"', "short"),
        ("early = 8", "early = 11", "early is 11, there are 10 screens"),
        ("least_known = 6", "least_known = 12", "least_known is 12, there are 10 screens"),
        ("format = 1", "format = 2", "format must be 1"),
        (
            'id = "outcome.good_enough"',
            'id = "outcome.good_enough"\ncolumns = [{ id = "x", label = "X" }]',
            "must be one of",
        ),
        ('id = "outcome.good_enough"', 'id = "tried.attempts"', "only a table has columns, and it needs some"),
        ('example = "8,000 to 10,000"', 'example = "a good few"', "nobody could answer why.volume like the example"),
        ('example = "30"', 'example = "130"', "nobody could answer share like the example"),
        ('unknown = "Without a budget', 'when = "Without a budget', "unknown"),
    ],
)
def test_broken_file_is_refused_with_its_reason(tmp_path, old, new, reason):
    with pytest.raises(BrokenDataFile, match=reason) as refused:
        read(tmp_path, old, new)
    assert refused.value.path.name == "quick.toml"
    assert refused.value.line > 0


def said(state=AnswerState.UNKNOWN, *, known=()):
    """Everything that the screens ask for; of some screens it is known."""
    answers = {}
    for screen in get_quick_scope().screens:
        for field in screen.fields:
            is_known = screen.id in known
            value = ["none"] if field.id == "risk.touches" else "x"
            answers[field.id] = Answer(
                field_id=field.id, state=AnswerState.KNOWN if is_known else state, value=value if is_known else None
            )
    return Answers(answers)


def test_broken_example_is_refused_whatever_language_pages_are_read_in(tmp_path):
    with override("de"), translated(gettext), pytest.raises(BrokenDataFile, match="like the example"):
        read(tmp_path, 'example = "8,000 to 10,000"', 'example = "a good few"')


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_example_can_be_typed_by_its_reader(language):
    with override(language):
        write = Formatter.for_reader("USD")
        reading = NumberStyle(decimal=write.decimal, group=write.group)
        for shown in (field for screen in get_quick_scope().screens for field in screen.fields):
            asked = get_catalogue().fields[shown.id]
            columns = {column.id: column for column in asked.columns}
            cells = ((columns[cell.id], cell.example) for cell in shown.columns)
            for field, example in ((asked, shown.example), *cells):
                assert not example or read_typed(field, example, reading) is not None


FIVE = ("problem", "task", "good_enough", "mistake", "money")


def test_five_known_screens_carry_no_verdict():
    assert not get_quick_scope().carries_verdict(said(known=FIVE), get_catalogue())


def test_six_known_screens_carry_a_verdict_where_the_others_are_not_known():
    assert get_quick_scope().carries_verdict(said(known=(*FIVE, "sponsor")), get_catalogue())


def test_screen_that_nobody_reached_leaves_it_without_a_verdict():
    assert not get_quick_scope().carries_verdict(said(AnswerState.BLANK, known=(*FIVE, "sponsor")), get_catalogue())


def test_optional_field_left_blank_leaves_its_screen_answered():
    answers = Answers({"why.volume": Answer(field_id="why.volume", state=AnswerState.UNKNOWN)})
    assert [screen.id for screen in get_quick_scope().done(answers, get_catalogue())] == ["size"]


def test_field_that_is_not_asked_does_not_hold_its_screen_open():
    answers = {
        "risk.touches": Answer(field_id="risk.touches", state=AnswerState.KNOWN, value=["none"]),
        "solution.place": Answer(field_id="solution.place", state=AnswerState.UNKNOWN),
    }
    assert [screen.id for screen in get_quick_scope().done(Answers(answers), get_catalogue())] == ["people"]
