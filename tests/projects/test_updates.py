"""What an open page asks every few seconds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects import threads
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.domain.rights import Right
from projects.domain.topics import Topic, TopicKind
from projects.saving import save_answer
from projects.threads import Written, start_thread
from tests.test_access import make_member

STATEMENT, VOLUME = "problem.statement", "value.users"


@pytest.fixture
def page(project):
    return reverse("projects:updates", args=[project.pk, "base"])


def say(scenario, field_id=STATEMENT, value="New", who="Mara", version=0):
    content = Answer(field_id=field_id, state=AnswerState.KNOWN, value=value, version=version)
    return save_answer(scenario, content, token=f"{who}-{scenario.pk}-{field_id}-{version}", who=who)


def ask(client, page, etag="", **sent):
    return client.get(page, sent, headers={"if-none-match": etag} if etag else {})


def test_unchanged_project_answers_304_from_one_query_that_reads_one_row(owner, page):
    etag = ask(owner, page)["ETag"]
    with CaptureQueriesContext(connection) as asked:
        reply = ask(owner, page, etag)
    assert (reply.status_code, reply.content) == (304, b"")
    assert [query["sql"].split()[0] for query in asked] == ["SELECT"]


def test_unchanged_project_answers_members_as_cheaply(project, page):
    member = make_member(project)
    etag = ask(member, page)["ETag"]
    with CaptureQueriesContext(connection) as asked:
        assert ask(member, page, etag).status_code == 304
    assert len(asked) == 1


def test_change_of_somebody_else_is_told_with_name_text_and_version(owner, base, page):
    etag = ask(owner, page)["ETag"]
    say(base)
    reply = ask(owner, page, etag, since=0)
    text = reply.content.decode()
    assert reply["ETag"] != etag
    for part in ('data-changed="problem-statement"', 'data-stamp="1.0"', "Mara changed this", ">New</blockquote>"):
        assert part in text


def test_comment_changes_the_mark(owner, project, base, page):
    etag = ask(owner, page)["ETag"]
    start_thread(Workspace(project, base), Topic(TopicKind.REPORT, "report"), Written("Why?", "t"))
    assert ask(owner, page, etag).status_code == 200


@pytest.mark.parametrize("act", ["edit", "resolve", "delete"])
def test_whatever_is_done_to_a_comment_changes_the_mark_and_the_counts(act, owner, project, base, page):
    workspace = Workspace(project, base)
    thread = start_thread(workspace, Topic(TopicKind.REPORT, "report"), Written("Why?", "t"))
    before = ask(owner, page)
    assert "1 open comment" in before.content.decode()
    acts = {
        "edit": lambda: threads.edit(workspace, thread.comments.get(), "Why now?"),
        "resolve": lambda: threads.resolve(workspace, thread),
        "delete": lambda: threads.delete(workspace, thread.comments.get()),
    }
    acts[act]()
    after = ask(owner, page, before["ETag"])
    assert ("1 open comment" in after.content.decode()) is (act == "edit")


def test_only_what_came_after_the_page_is_told(owner, base, page):
    say(base)
    say(base, "problem.process_step", "Soon")
    text = ask(owner, page, since=1).content.decode()
    assert 'data-changed="problem-process_step"' in text
    assert "problem-statement" not in text


def test_scenario_follows_the_base_where_it_says_nothing_itself(owner, project, base):
    lean = project.scenarios.create(slug="lean", name="Lean", position=1)
    say(lean, "problem.process_step", "Own")
    say(base, "problem.process_step", "Base's")
    say(base)
    text = ask(owner, reverse("projects:updates", args=[project.pk, "lean"])).content.decode()
    assert 'data-changed="problem-statement"\ndata-stamp="0.1"' in text
    assert "Own" in text
    assert "Base&#x27;s" not in text


def test_member_of_a_part_learns_nothing_of_the_others(project, base, page):
    member = make_member(project, parts=["problem"])
    say(base)
    say(base, "compute.approach", "api")
    text = ask(member, page).content.decode()
    assert "problem-statement" in text
    assert "compute" not in text


def test_member_who_must_not_learn_pay_learns_none(project, base, page):
    member = make_member(project, hide_pay=True)
    say(base, "value.hour_cost", {"low": 71.0, "high": 71.0})
    text = ask(member, page).content.decode()
    assert "71" not in text.partition("data-sequences")[2]


def test_name_and_text_are_written_harmlessly(owner, base, page):
    say(base, value="<img src=x onerror=alert(1)>", who="<script>alert(1)</script>")
    text = ask(owner, page).content.decode()
    assert "<script" not in text
    assert "<img" not in text


def test_whoever_may_only_read_gets_answers_to_read(project, base):
    reader = make_member(project, right=Right.COMMENT)
    say(base)
    text = reader.get(reverse("projects:answer", args=[project.pk, "base", STATEMENT])).content.decode()
    assert "New" in text
    assert "<textarea" not in text


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 30, "²"])
def test_odd_numbers_are_taken_for_the_beginning(owner, base, page, since):
    say(base)
    assert "problem-statement" in ask(owner, page, since=since).content.decode()
