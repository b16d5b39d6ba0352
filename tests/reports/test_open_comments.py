"""Open comments in the report: only where they are chosen, only for the team, only what its reader may see."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from projects import threads
from projects.access import Workspace, open_as
from projects.domain.rights import REPORT, Grant, Right
from projects.domain.topics import Topic, TopicKind
from projects.models import Member
from projects.threads import Written
from reports.compose import compose_report
from reports.domain.audience import COMMENTS, Audience
from tests.decisions.pages import url
from tests.reports.test_pdf import pages

A1 = Topic(TopicKind.QUESTION, "problem.statement")
PAPER = Topic(TopicKind.REPORT, REPORT)


@pytest.fixture
def workspace(sample, browser_row):
    return open_as(browser_row, sample.pk)


def section_of(workspace, audience=Audience.TEAM, parts=(COMMENTS, "team"), **more):
    report = compose_report(workspace, audience, parts, **more)
    return next((section for section in report.appendix if section.id == COMMENTS), None)


def said_in(section):
    return [asked.answer for block in section.blocks for asked in block.questions]


def without_pay(workspace, **more):
    """Return the workspace as a member reads it who must not learn pay."""
    member = Member(project=workspace.project, browser=workspace.project.owner, name="Priya Nair")
    return replace(workspace, hide_pay=True, grant=Grant(Right.COMMENT, hide_pay=True, **more), member=member)


def test_threads_stand_by_place_with_author_day_and_replies(workspace):
    threads.start_thread(workspace, PAPER, Written("Too long?", "a"))
    asked = threads.start_thread(workspace, A1, Written("The whole year?", "b"))
    threads.reply(workspace, asked, Written("Since May.", "c"))
    section = section_of(workspace)
    day = workspace.formatter.date(asked.comments.first().at)
    assert section.finding == "2 open comments."
    assert [
        (block.label, question.ref, question.answer, question.by)
        for block in section.blocks
        for question in block.questions
    ] == [
        ("Questions", workspace.catalogue.questions[A1.id].ref, "The whole year?", f"Dana, {day}; 1 reply"),
        ("Report", "", "Too long?", f"Dana, {day}"),
    ]


def test_resolved_threads_are_left_out(workspace):
    threads.resolve(workspace, threads.start_thread(workspace, A1, Written("Done", "a")))
    section = section_of(workspace)
    assert (section.blocks, section.empty) == ((), "No comment is open.")


@pytest.mark.parametrize("audience", Audience)
def test_comments_are_in_no_report_that_nobody_chose_them_for(workspace, audience):
    threads.start_thread(workspace, A1, Written("The whole year?", "a"))
    assert section_of(workspace, audience, ()) is None


@pytest.mark.parametrize("audience", [Audience.SPONSOR, Audience.FULL, Audience.APPENDIX])
def test_only_the_team_can_choose_them(workspace, audience):
    threads.start_thread(workspace, A1, Written("The whole year?", "a"))
    assert section_of(workspace, audience) is None


def test_version_and_link_have_none(workspace):
    threads.start_thread(workspace, A1, Written("The whole year?", "a"))
    assert section_of(workspace, is_link=True) is None
    assert section_of(Workspace(workspace.project, workspace.scenario)) is None


def test_who_must_not_learn_pay_reads_what_was_begun_without_it(workspace):
    reader = without_pay(workspace)
    threads.start_thread(workspace, PAPER, Written("Ann earns 90k", "a"))
    threads.start_thread(reader, PAPER, Written("Too long?", "b"))
    threads.start_thread(workspace, A1, Written("The whole year?", "c"))
    assert said_in(section_of(reader)) == ["The whole year?", "Too long?"]
    assert "Ann earns 90k" in said_in(section_of(workspace))


def test_who_sees_the_report_alone_reads_its_comments_alone(workspace):
    threads.start_thread(workspace, A1, Written("The whole year?", "a"))
    threads.start_thread(without_pay(workspace), PAPER, Written("Too long?", "b"))
    assert said_in(section_of(without_pay(workspace, parts=(REPORT,)))) == ["Too long?"]


def test_page_offers_them_unchosen_and_hands_them_to_every_format(owner, sample, workspace):
    threads.start_thread(workspace, A1, Written("<b>The whole</b> year?", "a"))
    address = url("reports:report", sample)
    offered = owner.get(address + "?audience=team").content.decode()
    chosen = owner.get(address + "?audience=team&part=team&part=comments").content.decode()
    assert '<input type="checkbox" name="part" value="comments">' in offered
    assert "The whole" not in offered
    assert "&lt;b&gt;The whole&lt;/b&gt; year?" in chosen
    assert "report.docx?audience=team&amp;part=team&amp;part=comments" in chosen


def test_sponsor_is_not_offered_them(owner, sample):
    assert 'value="comments"' not in owner.get(url("reports:report", sample) + "?audience=sponsor").content.decode()


def test_link_neither_offers_nor_shows_them(client, share, workspace):
    threads.start_thread(workspace, A1, Written("The whole year?", "a"))
    _link, secret = share
    page = client.get(reverse("reports:shared", args=[secret]) + "?audience=team&part=comments").content.decode()
    assert 'value="comments"' not in page
    assert "The whole year?" not in page


def test_pdf_shows_a_comment_as_it_is_now(owner, sample, workspace):
    thread = threads.start_thread(workspace, A1, Written("The whole year?", "a"))
    address = url("reports:report_pdf", sample) + "?audience=team&part=problem&part=comments"
    before = " ".join("".join(pages(owner.get(address).content)).split())
    threads.edit(workspace, thread.comments.get(), "Since May?")
    after = " ".join("".join(pages(owner.get(address).content)).split())
    assert "Open comments" in before
    assert "The whole year?" in before
    assert "Since May?" in after


def test_markdown_has_a_comment_below_its_own_heads(owner, sample, workspace):
    threads.start_thread(workspace, A1, Written("The whole year?", "a"))
    address = reverse("reports:report_file", args=[sample.pk, "base", "md"])
    text = owner.get(address + "?audience=team&part=comments").content.decode()
    assert "The whole year?" in text
    assert "About" in text
    assert "Answer" not in text


@pytest.mark.parametrize("ending", ["docx", "xlsx", "zip"])
def test_files_hold_them_where_they_were_chosen(owner, sample, workspace, ending):
    threads.start_thread(workspace, A1, Written("The whole year?", "a"))
    address = reverse("reports:report_file", args=[sample.pk, "base", ending])
    holds = [
        b"The whole year?" in b"".join(map(archive.read, archive.namelist()))
        for query in ("?audience=team&part=team&part=comments", "?audience=team&part=team")
        for archive in [ZipFile(BytesIO(owner.get(address + query).content))]
    ]
    assert holds == [True, False]
