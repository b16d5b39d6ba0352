"""Who may read what was said about something, and whom a comment mentions."""

import pytest

from projects.catalogue import get_catalogue
from projects.domain.mentions import calls, mentioned, pieces
from projects.domain.rights import REPORT, WHOLE, Grant, Right
from projects.domain.topics import Topic, TopicKind, may_read

PROBLEM, TEAM = Topic(TopicKind.QUESTION, "problem.statement"), Topic(TopicKind.SECTION, "team")
COST, PAPER = Topic(TopicKind.FIGURE, "case.cost_to_launch"), Topic(TopicKind.REPORT, REPORT)
GONE = Topic(TopicKind.QUESTION, "problem.no_longer_asked")
SOME = Grant(Right.COMMENT, ["problem", "team"], hide_pay=False)
NO_PAY = Grant(Right.COMMENT)


@pytest.mark.parametrize(
    ("grant", "topics"),
    [
        (WHOLE, {PROBLEM, TEAM, COST, PAPER, GONE}),
        (SOME, {PROBLEM, TEAM}),
        (Grant(Right.VIEW, ["compute"], hide_pay=False), set()),
        (NO_PAY, {PROBLEM}),
        (Grant(Right.COMMENT, ["team"]), set()),
        (Grant(Right.COMMENT, [REPORT], hide_pay=False), {PAPER}),
        (Grant(Right.COMMENT, [REPORT]), set()),
    ],
)
def test_reader_sees_what_was_said_of_the_parts_they_see(grant, topics):
    everything = (PROBLEM, TEAM, COST, PAPER, GONE)
    assert {topic for topic in everything if may_read(grant, topic, get_catalogue())} == topics


def test_whoever_must_not_learn_pay_reads_of_the_report_what_their_like_began():
    assert may_read(NO_PAY, PAPER, get_catalogue(), began_without_pay=True)
    assert not may_read(NO_PAY, TEAM, get_catalogue(), began_without_pay=True)


NAMES = ["Dana", "Priya Nair", "Priya Nair-Jones", "Sam Ortiz", "Sam Hall", "A+ (B)"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ask @Dana, please", {"Dana": "Dana"}),
        ("@priya nair: yes", {"priya nair": "Priya Nair"}),
        ("@Priya Nair-Jones knows", {"Priya Nair-Jones": "Priya Nair-Jones"}),
        ("@Priya of two", {}),
        ("@Sam Ortiz and @Sam Hall", {"Sam Ortiz": "Sam Ortiz", "Sam Hall": "Sam Hall"}),
        ("dana@dana.example, @Danas, @@Dana, @Nobody", {}),
        ("@A+ (B)!", {"A+ (B)": "A+ (B)"}),
    ],
)
def test_comment_mentions_whom_it_names(text, said):
    assert mentioned(text, NAMES) == said


def test_first_name_is_enough_where_only_one_has_it():
    assert calls(["Dana", "Sam Ortiz", "Lena Marsh"])["Lena"] == "Lena Marsh"
    assert mentioned("@lena", ["Lena Marsh"]) == {"lena": "Lena Marsh"}


def test_pieces_make_up_the_text():
    text = "@Dana, ask @Sam Ortiz."
    found = pieces(text, ["Dana", "Sam Ortiz"])
    assert "".join(piece.text for piece in found) == text
    assert [piece.text for piece in found if piece.is_mention] == ["@Dana", "@Sam Ortiz"]
    assert pieces("<b>", []) == pieces("<b>", ["Dana"])
