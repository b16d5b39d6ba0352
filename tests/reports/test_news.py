"""What others changed since somebody was here last."""

import pytest
from django.urls import reverse

from projects.access import Workspace
from projects.domain.answers import Answer, State
from projects.domain.rights import WHOLE
from projects.domain.topics import Kind, Topic
from projects.models import Member, ReadMark
from projects.saving import save_answer, undo
from projects.threads import Written, start_thread
from reports.news import News, UpTo, mark_of, mark_read
from tests.test_access import make_member

FIELD = "value.cases_per_year"


def say(scenario, value, who, field_id="problem.statement"):
    row = scenario.answers.filter(field_id=field_id).first()
    content = Answer(field_id=field_id, state=State.KNOWN, value=value, version=row.version if row else 0)
    return save_answer(scenario, content, token=f"{who}-{scenario.pk}-{field_id}-{content.version}", who=who)


@pytest.fixture
def overview(project):
    return reverse("reports:overview", args=[project.pk, "base"])


def read(visitor, project, sequence):
    return visitor.post(reverse("reports:read_news", args=[project.pk, "base"]), {"up_to": sequence})


def news(project, scenario, since=0):
    return News(Workspace(project, scenario, "Dana", grant=WHOLE), since)


def test_overview_says_who_changed_what_from_what_to_what(owner, project, base, overview):
    say(base, "Old text", "Dana")
    say(base, "New text", "Mara")
    page = owner.get(overview).content.decode()
    assert "Since you were here" in page
    assert "1 thing to read, by Mara" in page
    assert "<del>Old text</del>\n          <ins>New text</ins>" in page
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
    start_thread(mara, Topic(Kind.QUESTION, "problem.statement"), Written("Whose <b>desk</b>?", "c1"))
    page = owner.get(overview).content.decode()
    assert "<q>Whose &lt;b&gt;desk&lt;/b&gt;?</q>" in page
    dana = Workspace(project, base, "Dana", grant=WHOLE)
    mark_read(dana, UpTo.read(f"0.{project.threads.get().comments.get().pk}"))
    assert "Whose" not in owner.get(overview).content.decode().partition("overview_result")[0]
    assert News(mara, 0, 0).comments == []
