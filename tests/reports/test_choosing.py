"""What a reader chooses of the report, as it stands in an address: read, written, offered, and dressed on paper."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from reports.choice import MARKINGS, PAPERS, ReportChoice, markings, papers
from reports.domain.audience import BEHIND, BODY, COMMENTS, FOR_THE_DECISION, KINDS, Audience, parts_of
from reports.domain.report import Meta, Report
from tests.reports.test_formats import small_report

pytestmark = pytest.mark.once


def read(query: str, **more) -> ReportChoice:
    return ReportChoice.read(QueryDict(query), **more)


# ---------------------------------------------------------------- addresses

PARTS = sorted({part for kind in KINDS.values() for part in kind.offered})


@given(
    st.sampled_from(list(Audience)),
    st.lists(st.sampled_from(PARTS), max_size=5),
    st.sampled_from(["", *PAPERS]),
    st.sampled_from(["", *MARKINGS]),
    st.booleans(),
)
def test_choice_is_read_back_from_its_own_address(audience, parts, paper, marking, is_draft):
    query = QueryDict(mutable=True)
    query["audience"] = audience.value
    query.setlist("part", parts)
    query["paper"], query["marking"], query["draft"] = paper, marking, "1" if is_draft else "0"
    choice = ReportChoice.read(query)
    assert read(choice.query.removeprefix("?")) == choice
    assert (choice.audience, choice.paper, choice.marking, choice.is_draft) == (audience, paper, marking, is_draft)


@given(st.text(max_size=40))
def test_any_address_is_a_choice(text):
    choice = read(f"audience={text}&part={text}&paper={text}&marking={text}&draft={text}")
    assert choice.audience in Audience
    assert choice.query == "" or choice.query.startswith("?")


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("part=value&part=problem", ("problem", "value")),
        ("part=value&part=value", ("value",)),
        ("part=comments", ()),
        ("audience=team&part=comments", ("comments",)),
        ("audience=team&part=value", ()),
        ("audience=sponsor&part=basis", ()),
        ("&".join(f"part={part}" for part in KINDS[Audience.FULL].parts), ()),
        ("&".join(f"part={part}" for part in KINDS[Audience.FULL].parts[1:]), KINDS[Audience.FULL].parts[1:]),
    ],
)
def test_parts_are_those_of_the_reader_and_all_of_them_are_no_choice(query, parts):
    assert read(query).parts == parts


def test_whoever_reads_no_comments_cannot_choose_them():
    assert read("audience=team&part=comments").parts == (COMMENTS,)
    choice = read("audience=team&part=comments", reads_comments=False)
    assert choice.parts == ()
    assert COMMENTS not in [part for part, _title, _chosen in choice.offered]


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", ""),
        ("audience=full", ""),
        ("audience=team", "?audience=team"),
        ("draft=1", "?draft=1"),
        ("draft=yes", ""),
        ("paper=a4&marking=internal", "?paper=a4&marking=internal"),
        ("marking=internal&paper=a4&part=team", "?part=team&paper=a4&marking=internal"),
    ],
)
def test_address_says_what_was_chosen_and_no_more(query, address):
    assert read(query).query == address


# ---------------------------------------------------------------- what is offered


def test_offer_marks_what_is_chosen():
    offered = {part: chosen for part, _title, chosen in read("part=team&part=value").offered}
    assert [part for part, chosen in offered.items() if chosen] == ["value", "team"]
    assert list(offered) == list(KINDS[Audience.FULL].parts)


def test_offer_marks_everything_but_the_extras_while_nothing_is_chosen():
    offered = {part: chosen for part, _title, chosen in read("audience=team").offered}
    assert [part for part, chosen in offered.items() if not chosen] == [COMMENTS]


def test_other_audience_keeps_paper_and_marks_and_drops_the_parts():
    choice = read("audience=team&part=team&paper=a4&marking=internal&draft=1")
    assert choice.other("sponsor") == "?audience=sponsor&paper=a4&marking=internal&draft=1"
    assert choice.other("full") == "?paper=a4&marking=internal&draft=1"


def test_every_audience_is_offered_and_one_is_chosen():
    offered = read("audience=team").audiences
    assert [kind.audience for kind, _query, _chosen in offered] == list(KINDS)
    assert [kind.audience for kind, _query, chosen in offered if chosen] == [Audience.TEAM]
    assert {query for kind, query, _chosen in offered if kind.audience is Audience.FULL} == {"?"}


def test_papers_and_marks_begin_with_none_chosen():
    assert [key for key, _name in papers()] == ["", "a4", "us-letter"]
    assert [key for key, _name in markings()] == ["", "internal", "confidential", "strictly"]
    assert [str(name) for key, name in papers() if not key] == ["As printed in the project’s country"]


# ---------------------------------------------------------------- dressed


def report(**meta) -> Report:
    return replace(small_report(), meta=Meta(title="X", **meta))


@pytest.mark.parametrize(("chosen", "paper"), [("", "us-letter"), ("a4", "a4"), ("us-letter", "us-letter")])
def test_report_is_on_the_chosen_paper_or_that_of_its_country(chosen, paper):
    assert ReportChoice(paper=chosen).dress(report(paper="us-letter")).meta.paper == paper


@pytest.mark.parametrize(
    ("marking", "words"),
    [("", ""), ("internal", "Internal"), ("confidential", "Confidential"), ("strictly", "Strictly confidential")],
)
def test_report_bears_the_mark_in_words(marking, words):
    assert ReportChoice(marking=marking).dress(report(marking="old")).meta.marking == words


def test_report_is_a_draft_where_that_was_chosen():
    assert ReportChoice(is_draft=True).dress(report()).meta.draft
    assert not ReportChoice().dress(report(draft=True)).meta.draft


# ---------------------------------------------------------------- audiences


def test_whoever_carries_it_out_gets_no_part_that_is_for_the_decision():
    assert set(KINDS[Audience.TEAM].parts) == set(BODY) - set(FOR_THE_DECISION)


def test_parts_of_the_appendix_stand_behind_the_body():
    for kind in KINDS.values():
        places = [part in BEHIND for part in kind.offered]
        assert places == sorted(places)


@pytest.mark.parametrize("audience", Audience)
@given(chosen=st.lists(st.sampled_from([*PARTS, "nonsense"]), max_size=6))
def test_parts_stand_in_the_order_of_the_report_whatever_the_order_of_the_choice(audience, chosen):
    parts = parts_of(audience, chosen)
    assert parts == parts_of(audience, reversed(chosen))
    offered = KINDS[audience].offered
    assert list(parts) == sorted(parts, key=offered.index)
    assert parts


@pytest.mark.parametrize("audience", Audience)
def test_only_the_appendix_has_no_page_that_decides(audience):
    assert KINDS[audience].page_one is (audience is not Audience.APPENDIX)
