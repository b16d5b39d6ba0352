"""Comments: who writes, reads, changes and resolves them, and where they are counted."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from projects import threads
from projects.access import COOKIE, open_as
from projects.document import dump_project, load_project
from projects.domain.document_format import schema
from projects.domain.rights import REPORT, Grant, Right
from projects.domain.topics import Topic, TopicKind
from projects.models import BASE, Browser, Comment, Member, Project, ShareLink, Thread, digest
from projects.threads import Written

REPORTED = Topic(TopicKind.REPORT, REPORT)
HOSTILE = json.loads((Path(__file__).parents[1] / "hostile_inputs.json").read_text(encoding="utf-8"))
A1 = ("question", "problem.statement")
HTMX = {"HX-Request": "true"}


def url(name, project, *more, scenario=BASE):
    return reverse(f"reports:{name}", args=[project.pk, scenario, *more])


def join(project, name="Priya Nair", **fields):
    """Return the browser of a member."""
    key = f"{name}-" + "k" * 40
    browser = Browser.objects.create(key_hash=digest(key), name=name)
    granted = {"right": Right.COMMENT, "hide_pay": False} | fields
    Member.objects.create(project=project, browser=browser, name=name, **granted)
    visitor = Client()
    visitor.cookies[COOKIE] = key
    return visitor


def start(client, project, text="Is this the whole year?", topic=A1, token="", **more):
    return client.post(url("discussion", project, *topic), {"text": text, "token": token}, **more)


def reply(client, project, text="August is missing.", **sent):
    return client.post(url("reply", project, Thread.objects.get().pk), {"text": text, **sent})


def page_of(client, project, name="comments", *more):
    return " ".join(client.get(url(name, project, *more)).content.decode().split())


# ---------------------------------------------------------------- written


def test_comment_stands_at_its_question_with_the_name_of_who_wrote_it(owner, project):
    priya = join(project)
    thread = start(priya, project)
    assert thread["Location"].endswith(f"#thread-{Thread.objects.get().pk}")
    page = page_of(owner, project, "discussion", *A1)
    assert "<b>Priya Nair</b>" in page
    assert "Is this the whole year?" in page


def test_thread_is_written_resolved_and_reopened_by_an_answer(owner, project):
    priya = join(project)
    start(priya, project)
    reply(owner, project, resolve="1")
    thread = Thread.objects.get()
    assert (thread.is_open, thread.resolved_by) == (False, "Dana")
    reply(priya, project, "Still not.")
    assert Thread.objects.get().is_open
    assert list(Comment.objects.values_list("who", flat=True)) == ["Priya Nair", "Dana", "Priya Nair"]


def test_thread_is_resolved_and_opened_again_by_its_buttons(owner, project):
    start(owner, project)
    for again, is_open in (({}, False), ({"again": "1"}, True)):
        owner.post(url("resolve", project, Thread.objects.get().pk), again)
        assert Thread.objects.get().is_open is is_open


def test_button_that_is_pressed_twice_writes_once(owner, project):
    for _time in range(2):
        start(owner, project, token="same")
    for _time in range(2):
        reply(owner, project, token="reply")
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(("text", "why"), [(" \u200b", "Write something"), ("x" * 2001, "2000")])
def test_comment_that_cannot_be_taken_is_given_back_with_the_reason(owner, project, text, why):
    page = start(owner, project, text, headers=HTMX).content.decode()
    assert why in page
    assert text.strip("\u200b ")[:50] in page
    assert not Comment.objects.exists()


def test_own_comment_is_edited_and_says_so(owner, project):
    start(owner, project)
    comment = Comment.objects.get()
    assert "Is this the whole year?" in page_of(owner, project, "edit_comment", comment.pk)
    owner.post(url("edit_comment", project, comment.pk), {"text": "Is it 2026?"})
    assert "Is it 2026?" in page_of(owner, project)
    assert Comment.objects.get().edited_at


def test_thread_goes_with_its_last_comment(owner, project):
    before = Project.objects.get(pk=project.pk).stored_bytes
    start(owner, project)
    assert Project.objects.get(pk=project.pk).stored_bytes > before
    owner.post(url("delete_comment", project, Comment.objects.get().pk))
    assert not Thread.objects.exists()
    assert Project.objects.get(pk=project.pk).stored_bytes == before


def test_others_comment_is_deleted_by_the_owner_only_and_edited_by_nobody_else(owner, project):
    priya, sam = join(project), join(project, "Sam Ortiz", right=Right.EDIT)
    start(priya, project)
    comment = Comment.objects.get().pk
    for other in (sam, owner):
        assert other.post(url("edit_comment", project, comment), {"text": "x"}).status_code == 404
    assert sam.post(url("delete_comment", project, comment)).status_code == 404
    assert owner.post(url("delete_comment", project, comment)).status_code == 302


def test_project_holds_so_many_comments_and_says_so(owner, project, settings):
    settings.MOST_COMMENTS = 1
    start(owner, project)
    page = start(owner, project, "One more").content.decode()
    assert "which is the most" in page
    assert "One more" in page


@pytest.mark.parametrize("text", HOSTILE["xss"][:4])
def test_comment_stands_on_the_page_as_text(owner, project, text):
    start(owner, project, f"{text} @Dana")
    page = owner.get(url("comments", project)).content.decode()
    assert text not in page or escape(text) == text
    assert escape(text.strip()) in page


@pytest.mark.parametrize("topic", [("question", "no.such"), ("figure", "no.such"), ("section", "no"), ("other", "x")])
def test_what_does_not_exist_is_not_commented_on(owner, project, topic):
    assert start(owner, project, topic=topic).status_code == 404


# ---------------------------------------------------------------- who reads


def test_viewer_reads_and_does_not_write(owner, project):
    start(owner, project)
    viewer = join(project, right=Right.VIEW)
    assert "Is this the whole year?" in page_of(viewer, project)
    assert start(viewer, project).status_code == reply(viewer, project).status_code == 403


def test_member_of_a_part_sees_nothing_that_was_said_of_others(owner, project):
    lena = join(project, "Lena", parts=["problem"])
    start(owner, project)
    start(owner, project, "About Sam’s pay", ("section", "team"))
    hidden = Thread.objects.get(kind="section")
    page = page_of(lena, project)
    assert "Is this the whole year?" in page
    assert "About Sam" not in page
    assert lena.get(url("discussion", project, "section", "team")).status_code == 404
    assert lena.post(url("resolve", project, hidden.pk)).status_code == 404
    assert "1 open comment" in lena.get(reverse("scoping:part", args=[project.pk, BASE, "problem"])).content.decode()


def test_whoever_must_not_learn_pay_reads_what_their_like_began(owner, project):
    board = join(project, "Board", hide_pay=True)
    start(owner, project, "Sam costs 90k", ("report", REPORT))
    start(board, project, "Why so late?", ("report", REPORT))
    page = page_of(board, project)
    assert "Sam costs 90k" not in page
    assert "Why so late?" in page
    assert "from whom pay is hidden" in page_of(owner, project)


def test_link_shows_no_comments(owner, project, base):
    start(owner, project, topic=("report", REPORT))
    _link, secret = ShareLink.issue(project=project, scenario=base)
    assert "the whole year?" not in Client().get(reverse("reports:shared", args=[secret])).content.decode()


# ---------------------------------------------------------------- mentions, lists, counts


def test_mentioned_member_finds_what_is_for_them(owner, project):
    priya, sam = join(project), join(project, "Sam Ortiz")
    start(owner, project, "@Priya, can you check?")
    assert '<span class="at">@Priya</span>' in page_of(owner, project)
    assert "Comments (1 open, 1 for you)" in page_of(priya, project)
    assert "Comments (1 open)" in page_of(sam, project)
    assert "can you check?" in priya.get(url("comments", project) + "?show=me").content.decode()
    assert "can you check?" not in sam.get(url("comments", project) + "?show=me").content.decode()


def test_list_shows_what_is_open_resolved_and_by_whom(owner, project):
    priya = join(project)
    start(priya, project, "First")
    owner.post(url("resolve", project, Thread.objects.get().pk))
    start(owner, project, "Second")
    for query, expected in (("?show=x&page=9", ["Second"]), ("?show=resolved&by=Priya+Nair", ["First"])):
        page = owner.get(url("comments", project) + query).content.decode()
        assert [text for text in ("First", "Second") if text in page] == expected


def test_thread_leads_to_its_question_in_an_open_part(owner, project):
    start(owner, project, topic=("question", "data.inventory"))
    page = page_of(owner, project)
    address = reverse("decisions:data", args=[project.pk, BASE])
    assert f'href="{address}?part=' in page
    assert "#q-data-inventory" in page


def test_htmx_gets_the_thread_alone(owner, project):
    replies = [
        start(owner, project, headers=HTMX),
        owner.get(url("discussion", project, *A1), headers=HTMX),
    ]
    begun = [reply.content.decode().lstrip().partition(" id=")[0] for reply in replies]
    assert begun == ['<details class="discussion"'] * 2


def test_comments_of_a_person_come_along_to_another_browser(owner, project, browser_row):
    from projects.returning import _join_rows

    start(join(project), project, "Mine, @Priya")
    _join_rows(Browser.objects.get(name="Priya Nair"), browser_row)
    assert Comment.objects.get().author == browser_row
    assert Comment.objects.get().mentions.get().browser == browser_row


def test_comments_go_out_and_in_with_the_project_file(owner, project, browser_row):
    workspace = open_as(browser_row, project.pk)
    first = threads.start_thread(
        workspace, Topic(TopicKind.QUESTION, "problem.statement"), Written("The whole year?", "a")
    )
    threads.reply(workspace, first, Written("Since May.", "b"))
    threads.resolve(workspace, threads.start_thread(workspace, REPORTED, Written("Too long", "c")))
    document = json.loads(owner.get(reverse("projects:export", args=[project.pk, "base"])).content)
    jsonschema.validate(document, schema())
    twin = load_project(json.dumps(document).encode(), owner=browser_row)
    again = dump_project(twin, with_parts=True)
    assert again["threads"] == document["threads"]
    said = Comment.objects.filter(thread__project=twin)
    assert sorted(said.values_list("who", "text")) == [
        ("Dana", "Since May."), ("Dana", "The whole year?"), ("Dana", "Too long"),
    ]  # fmt: skip
    assert set(said.values_list("author", flat=True)) == {None}


def test_copy_begins_without_comments(project, browser_row):
    workspace = open_as(browser_row, project.pk)
    threads.start_thread(workspace, REPORTED, Written("Too long", "c"))
    assert "threads" not in dump_project(project)


def test_comment_that_a_file_holds_is_read_by_nobody_from_whom_pay_is_hidden(project, browser_row):
    workspace = open_as(browser_row, project.pk)
    threads.start_thread(replace(workspace, grant=Grant(hide_pay=True)), REPORTED, Written("Ann: 90k", "c"))
    twin = load_project(json.dumps(dump_project(project, with_parts=True)).encode(), owner=browser_row)
    assert not twin.threads.get().began_without_pay
