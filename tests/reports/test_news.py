"""What others changed since somebody was here last."""

import pytest
from django.urls import reverse

from decisions.recording import record_decision
from projects.access import Workspace, open_as
from projects.checking import Seen, set_check
from projects.domain.answers import Answer, AnswerState
from projects.domain.rights import WHOLE, Right
from projects.domain.topics import Topic, TopicKind
from projects.models import Member, ReadMark
from projects.saving import save_answer, undo
from projects.threads import Written, start_thread
from projects.versions import VersionName, take_snapshot
from reports.news import News, UpTo, mark_of, mark_read, news_of
from tests.decisions.pages import told
from tests.test_access import make_member

FIELD = "value.cases_per_year"


def say(scenario, value, who, field_id="problem.statement"):
    row = scenario.answers.filter(field_id=field_id).first()
    content = Answer(field_id=field_id, state=AnswerState.KNOWN, value=value, version=row.version if row else 0)
    return save_answer(scenario, content, token=f"{who}-{scenario.pk}-{field_id}-{content.version}", who=who)


@pytest.fixture
def overview(project):
    return reverse("reports:overview", args=[project.pk, "base"])


def read(visitor, project, sequence):
    return visitor.post(reverse("reports:read_news", args=[project.pk, "base"]), {"up_to": sequence})


def news(project, scenario, since=0):
    project.refresh_from_db()  # as a page reads it
    return News(Workspace(project, scenario, "Dana", grant=WHOLE), since)


def test_overview_says_who_changed_what_from_what_to_what(owner, project, base, overview):
    say(base, "Old text", "Dana")
    say(base, "New text", "Mara")
    page = owner.get(overview).content.decode()
    assert "Since you were here" in page
    assert "1 thing to read, by Mara" in page
    assert "<del>Old text</del>\n<ins>New text</ins>" in page
    assert 'href="/p/' in page.partition("Since you were here")[2].partition("New text")[0]


def test_own_changes_and_those_that_were_taken_back_are_no_news(owner, project, base, overview):
    say(base, "Dana's", "Dana")
    assert "Since you were here" not in owner.get(overview).content.decode()
    say(base, "Mara's", "Mara")
    undo(project.changes.first(), token="u", who="Mara")
    assert news(project, base).items == []


def test_owner_who_gave_no_name_reads_nothing_of_their_own(project, base):
    say(base, "Typed before there was a name", "")
    assert news(project, base).count == 0


def test_what_the_reader_changed_after_the_others_is_no_news(project, base):
    say(base, "Mara's", "Mara")
    say(base, "Dana's", "Dana")
    assert news(project, base).items == []


def test_several_changes_of_an_answer_are_one_with_all_names(project, base):
    say(base, "First", "Mara")
    say(base, "Second", "Priya")
    [item] = news(project, base).items
    assert (item.answer.before, item.answer.now, item.who) == ("No answer", "Second", "Mara, Priya")


def test_what_was_read_is_gone_and_can_be_read_once_more(owner, project, base, overview):
    say(base, "New text", "Mara")
    read(owner, project, "1.0")
    assert "Since you were here" not in owner.get(overview).content.decode()
    page = reverse("reports:news", args=[project.pk, "base"])
    assert '"?since=0"' in owner.get(page).content.decode()
    assert "New text" in owner.get(page, {"since": 0}).content.decode()
    say(base, "Newer text", "Mara")
    assert "Newer text" in owner.get(overview).content.decode()


@pytest.mark.parametrize("sequence", ["9", "", "x", "-1.0", "1.", "٣.0"])
def test_nothing_is_read_before_it_happened(owner, project, base, sequence):
    say(base, "New text", "Mara")
    read(owner, project, sequence)
    assert not ReadMark.objects.exists()


def test_member_has_read_what_was_there_before_they_came(project, base):
    say(base, "Before", "Dana")
    make_member(project, name="Mara")
    member = Member.objects.get()
    say(base, "After", "Dana")
    mark = mark_of(Workspace(project, base, "Mara", member=member))
    assert mark.sequence == 1


def test_figures_that_others_moved_are_said_before_and_now(sample):
    base = sample.scenarios.get(slug="base")
    since = sample.sequence
    workspace = Workspace(sample, base, "Dana")
    say(base, {"low": 20_000.0, "likely": 25_000.0, "high": 30_000.0}, "Mara", FIELD)
    sample.refresh_from_db()
    workspace = Workspace(sample, base, "Dana")
    moved = {figure.label: (figure.before, figure.now) for figure in News(workspace, since).figures}
    assert "Benefit in a year" in " ".join(moved) or moved
    assert all(before != now for before, now in moved.values())


def test_change_in_another_scenario_is_named_after_it(project, base):
    lean = project.scenarios.create(slug="lean", name="Lean", position=1)
    say(lean, "Only here", "Mara")
    say(base, "Everywhere", "Mara", "problem.process_step")
    items = news(project, base).items
    assert [(item.scenario, item.answer.now) for item in items] == [("", "Everywhere"), ("Lean", "Only here")]


def test_comments_of_others_are_read_like_changes(owner, project, base, overview):
    make_member(project, name="Mara")
    mara = Workspace(project, base, "Mara", member=Member.objects.get(), grant=Member.objects.get().grant)
    start_thread(mara, Topic(TopicKind.QUESTION, "problem.statement"), Written("Whose <b>desk</b>?", "c1"))
    page = owner.get(overview).content.decode()
    assert "<q>Whose &lt;b&gt;desk&lt;/b&gt;?</q>" in page
    dana = Workspace(project, base, "Dana", grant=WHOLE)
    mark_read(dana, UpTo.read(f"0.{project.threads.get().comments.get().pk}"))
    assert "Whose" not in owner.get(overview).content.decode().partition("overview_result")[0]
    assert News(mara, 0, 0).comments == []


def write(workspace, value, field_id="problem.statement"):
    """Write an answer as the reader of a workspace, by their browser and not by their name alone."""
    now = workspace.answers[field_id]
    content = Answer(field_id=field_id, state=AnswerState.KNOWN, value=value, version=now.version)
    token = f"{workspace.person_id}-{now.version}"
    return save_answer(workspace.scenario, content, token=token, **workspace.author)


@pytest.fixture
def as_owner(project, browser_row):
    return lambda: open_as(browser_row, project.pk)


def as_member(project, name="Mara", **granted):
    make_member(project, name=name, **granted)
    member = Member.objects.filter(project=project).last()
    return lambda: open_as(member.browser, project.pk)


def test_two_people_called_alike_are_two(project, as_owner):
    for field_id in ("problem.statement", "problem.process_step"):
        write(as_member(project)(), "Mara's", field_id)
    found = news_of(as_owner())
    assert (len(found.items), found.who) == (2, "Mara (2 people of that name)")


def test_colleague_of_the_same_name_is_somebody_else(project, as_owner, browser_row):
    write(as_member(project, name=browser_row.name)(), "The other Dana's")
    assert [item.who for item in news_of(as_owner()).items] == [browser_row.name]


def test_own_change_is_no_news_under_another_name(project, as_owner, browser_row):
    write(as_owner(), "Mine")
    browser_row.name = "D. Meyer"
    browser_row.save()
    assert news_of(open_as(browser_row, project.pk)).count == 0


def test_check_of_a_colleague_is_news_until_it_is_read(owner, project, as_owner, overview):
    write(as_owner(), "Mine")
    mate = as_member(project, right=Right.COMMENT)
    set_check(mate(), "problem.statement", Seen(1, 0), is_checked=True)
    found = news_of(as_owner())
    assert [(check.who, check.is_checked) for check, _field, _url in found.checks] == [("Mara", True)]
    assert "1 thing to read, by Mara" in owner.get(overview).content.decode()
    mark_read(as_owner(), found.up_to)
    assert news_of(as_owner()).count == 0
    assert news_of(mate()).checks == []


def test_check_set_and_taken_back_is_told_once_as_it_is_now(project, as_owner):
    write(as_owner(), "Mine")
    mate = as_member(project)
    for is_checked in (True, False):
        set_check(mate(), "problem.statement", Seen(1, 0), is_checked=is_checked)
    assert [check.is_checked for check, _field, _url in news_of(as_owner()).checks] == [False]


def test_version_that_a_colleague_kept_is_news_until_it_is_read(owner, project, as_owner, overview):
    mate = as_member(project)
    take_snapshot(mate(), VersionName(name="Before the board"))
    page = owner.get(overview).content.decode()
    assert "Version kept:" in page
    assert "Before the board" in page
    assert news_of(mate()).versions == []
    mark_read(as_owner(), news_of(as_owner()).up_to)
    assert news_of(as_owner()).count == 0
    assert mark_of(as_owner()).sequence == 0


def test_recorded_decision_is_told_as_one(owner, sample, browser_row):
    mate = as_member(sample)
    record_decision(mate(), told(sample))
    page = owner.get(reverse("reports:news", args=[sample.pk, "base"])).content.decode()
    assert "Decision recorded:" in page


def test_versions_from_before_somebody_came_are_no_news_to_them(project, as_owner):
    take_snapshot(as_owner(), VersionName(name="Old"))
    assert news_of(as_member(project)()).versions == []
