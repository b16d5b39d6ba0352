"""Versions on their pages: kept, opened, compared in answers, figures and money, and restored."""

import re

import pytest

from decisions.comparing import FORMULAS, WORDS, StateComparison, attributed, side_now, side_of
from decisions.headline import frozen
from decisions.recording import record_decision
from projects.domain.answers import Answer, AnswerState
from projects.models import Project, Snapshot, SnapshotKind
from projects.saving import save_answer
from reports.version_words import ToldComparison
from tests.decisions.pages import told, url, words_of
from tests.projects.test_versions import change, keep, workspace_of
from tests.test_access import make_member

COST, VALUE = "case.cost_to_launch", "case.net_value"


def versions_page(owner, project, **sent):
    return owner.post(url("reports:versions", project), sent, follow=True)


def compared(project, slug="base"):
    kept = Snapshot.objects.filter(project=project).last()
    workspace = workspace_of(project, slug)
    return StateComparison(side_of(kept, workspace), side_now(workspace))


def moved(sample):
    """Keep a version and change three answers: one that costs, one that brings, one in words."""
    kept = keep(sample)
    change(sample, "value.integration_one_off", {"low": 30000, "likely": 40000, "high": 50000})
    change(sample, "value.adoption", {"low": 80, "likely": 90, "high": 95})
    change(sample, "problem.statement", "Letters wait for days.")
    return kept


# ---------------------------------------------------------------- kept


def test_version_is_kept_with_a_name_and_a_note(owner, project):
    page = versions_page(owner, project, name="Board paper", note="For six people")
    assert "“Board paper” is kept as it is now." in words_of(page)
    assert "For six people" in words_of(page)
    assert Snapshot.objects.get().created_by == "Dana"


def test_version_without_a_name_is_asked_for_one_and_keeps_the_note(owner, project):
    page = versions_page(owner, project, name="  ", note="For six people")
    assert "Enter a name, so that you find this version again." in words_of(page)
    assert "For six people</textarea>" in page.content.decode()
    assert not Snapshot.objects.exists()


def test_markup_in_name_and_note_is_text(owner, project):
    page = versions_page(owner, project, name="<script>x</script>", note="<img src=x>")
    assert "<script>x" not in page.content.decode()
    assert "<img src=x" not in page.content.decode()


def test_page_without_versions_says_what_to_do(owner, project):
    assert "None kept. Keep one before you send it to someone." in words_of(owner.get(url("reports:versions", project)))


def test_list_shows_the_figures_of_then(owner, sample):
    keep(sample)
    cost = frozen(workspace_of(sample))["figures"][COST]["likely"]
    Snapshot.objects.update(document=Snapshot.objects.get().document)
    change(sample, "value.integration_one_off", 900000)
    words = words_of(owner.get(url("reports:versions", sample)))
    assert f"Cost to launch ${round(cost / 1000)}k" in words


def test_list_asks_the_database_the_same_for_one_and_three(owner, project, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    keep(project)
    owner.get(url("reports:versions", project))
    with CaptureQueriesContext(connection) as single:
        owner.get(url("reports:versions", project))
    keep(project, "Second")
    keep(project, "Third")
    with django_assert_num_queries(len(single)):
        owner.get(url("reports:versions", project))


def test_report_is_kept_before_it_is_sent(owner, project):
    reply = owner.post(url("reports:keep_report", project))
    assert reply["Location"] == url("reports:report_pdf", project)
    kept = Snapshot.objects.get()
    assert kept.kind == SnapshotKind.REPORT
    assert kept.name.startswith("Report of ")


# ---------------------------------------------------------------- opened


def test_opened_version_shows_what_stood_there(owner, sample):
    kept = keep(sample, note="For six people")
    change(sample, "problem.statement", "Something else entirely.")
    page = owner.get(url("reports:version", sample, "base", kept.pk))
    words = words_of(page)
    assert "Board paper" in words
    assert "For six people" in words
    assert "Something else entirely." not in words
    assert "hx-get" not in page.content.decode()


def test_version_of_another_project_is_not_found(owner, project, sample):
    kept = keep(sample)
    assert owner.get(url("reports:version", project, "base", kept.pk)).status_code == 404


def test_version_offers_its_owner_alone_to_copy_and_delete_it(owner, sample):
    kept = keep(sample)
    copy = url("reports:copy_version", sample, "base", kept.pk)
    for client, is_offered in ((owner, True), (make_member(sample), False)):
        page = client.get(url("reports:version", sample, "base", kept.pk))
        assert (page.status_code, copy in page.content.decode()) == (200, is_offered)


def test_version_starts_a_project(owner, sample):
    kept = keep(sample)
    change(sample, "problem.statement", "Something else entirely.")
    owner.post(url("reports:copy_version", sample, "base", kept.pk))
    twin = Project.objects.exclude(pk=sample.pk).get()
    assert twin.name == f"{sample.name} (Board paper)"
    assert workspace_of(twin).answers.value("problem.statement") != "Something else entirely."


def test_version_is_deleted_and_that_of_a_decision_is_not(owner, project):
    kept = keep(project)
    decision = record_decision(workspace_of(project), told(Project.objects.get(pk=project.pk)))
    for version in (kept, decision.snapshot):
        page = owner.post(url("reports:delete_version", project, "base", version.pk), follow=True)
    assert "A decision or a link shows this version." in words_of(page)
    assert list(Snapshot.objects.all()) == [decision.snapshot]


# ---------------------------------------------------------------- compared


def test_parts_of_every_figure_add_up_to_what_was_shown(sample):
    moved(sample)
    comparison = compared(sample)
    found = attributed(comparison)
    before, after = comparison.before.figures, comparison.after.figures
    assert {COST, VALUE, "payback", "verdict"} <= set(found)
    for figure, move in found.items():
        assert (move.before, move.after) == (before[figure], after[figure])
        assert sum(part.amount for part in move.parts) == pytest.approx(move.after - move.before, abs=1e-6)


def test_each_figure_moves_by_the_answers_that_are_in_it(sample):
    moved(sample)
    cost = {part.mover: part.amount for part in attributed(compared(sample))[COST].parts}
    assert cost["value.integration_one_off"] > 0
    assert cost["value.adoption"] == cost[WORDS] == 0


def test_shown_amounts_add_up_too(sample):
    moved(sample)
    row = next(row for row in ToldComparison(compared(sample)).rows if row.id == VALUE)

    def amount(text):
        return int(re.sub(r"[^\d]", "", text)) * (-1 if "−" in text else 1)

    assert sum(amount(cause.amount) for cause in row.causes) == amount(row.change)
    assert amount(row.after) - amount(row.before) == amount(row.change)


def test_figures_that_formulas_move_are_a_part_of_their_own(sample):
    kept = keep(sample)
    kept.results["base"]["figures"][COST]["likely"] -= 5000  # what an older Plumbline made of the same answers
    kept.save()
    parts = {part.mover: part.amount for part in attributed(compared(sample))[COST].parts}
    assert parts == {FORMULAS: pytest.approx(5000)}


def test_price_day_that_moved_is_a_change_of_its_own(sample):
    keep(sample)
    Project.objects.update(priced_on="2026-06-01")
    assert [mover.id for mover in compared(sample).movers] == ["project.priced_on"]


def test_other_currency_is_not_compared(owner, project):
    keep(project)
    Project.objects.update(currency="EUR", money_per_usd=0.9)
    page = owner.get(url("reports:compare_versions", project))
    assert "amounts are not compared" in words_of(page)


def test_many_answers_go_by_section(sample, monkeypatch):
    monkeypatch.setattr("decisions.comparing.MOST_MOVERS", 1)
    moved(sample)
    assert [mover.id for mover in compared(sample).movers] == ["value", WORDS]
    assert len(compared(sample).movers[0].answers) == 2


def test_scenario_is_compared_with_itself(sample):
    keep(sample)
    change(sample, "value.adoption", 33, slug="api")
    assert [mover.id for mover in compared(sample, "api").movers] == ["value.adoption"]
    assert not compared(sample).answers


def test_page_says_what_changed_and_why(owner, sample):
    moved(sample)
    words = words_of(owner.get(url("reports:compare_versions", sample)))
    assert "What changed since “Board paper”" in words
    field = "“Connecting and law: Connecting it, once”"
    because = rf"Cost to launch: (\+\u2060\$[\d,]+), mainly because of {field} \(\1\)\. Net value: "
    assert re.search(because, words)
    assert "Letters wait for days." in words
    assert "In 3 answers" in words


def test_two_versions_are_compared_the_older_first(owner, project):
    first, second = keep(project, "First"), keep(project, "Second")
    page = owner.get(url("reports:compare_versions", project), {"before": second.pk, "after": first.pk})
    assert "From “First” to “Second”" in words_of(page)
    assert "Restore" not in words_of(page)


@pytest.mark.parametrize("name", ["x", "-1", "9" * 30, "٣", "999999"])
def test_comparison_with_something_unknown_is_not_found(owner, project, name):
    keep(project)
    assert owner.get(url("reports:compare_versions", project), {"before": name}).status_code == 404


# ---------------------------------------------------------------- restored


def restore(owner, project, kept, scenario="base", **sent):
    return owner.post(url("reports:restore_version", project, scenario, kept.pk), sent, follow=True)


def say(project, field_id, value, slug="base"):
    change(project, field_id, value, slug)


@pytest.fixture
def told_twice(project):
    """A project with two answers, kept, and both said anew."""
    say(project, "problem.statement", "First")
    say(project, "value.horizon_months", 48)
    kept = keep(project)
    say(project, "problem.statement", "Second")
    say(project, "value.horizon_months", 60)
    return kept


def values(project, slug="base"):
    answers = workspace_of(project, slug).answers
    return answers.value("problem.statement"), answers.value("value.horizon_months")


def test_one_answer_is_restored_and_undone(owner, project, told_twice):
    page = restore(owner, project, told_twice, field="problem.statement")
    assert "1 answer is restored." in words_of(page)
    assert values(project) == ("First", 60)
    last = project.changes.first()
    owner.post(url("projects:take_back", project, "base", last.sequence))
    assert values(project) == ("Second", 60)


def test_section_is_restored(owner, project, told_twice):
    restore(owner, project, told_twice, section="value")
    assert values(project) == ("Second", 48)


def test_all_is_restored_and_what_was_there_is_kept(owner, project, told_twice):
    restore(owner, project, told_twice, all="1")
    assert values(project) == ("First", 48)
    before = Snapshot.objects.first()
    assert (before.kind, before.name) == (SnapshotKind.RESTORE, "Before restoring “Board paper”")
    restore(owner, project, before, all="1")
    assert values(project) == ("Second", 60)


def test_answer_that_was_blank_is_blank_again(owner, project):
    kept = keep(project)
    say(project, "problem.statement", "New")
    restore(owner, project, kept, all="1")
    assert workspace_of(project).answers.state("problem.statement") is AnswerState.BLANK


def test_restoring_what_does_not_differ_changes_nothing(owner, project, told_twice):
    before = project.changes.count()
    restore(owner, project, told_twice, field="problem.users")
    restore(owner, project, told_twice)
    assert project.changes.count() == before


def test_scenario_takes_the_base_s_answer_again_where_it_did_then(owner, project):
    project.scenarios.create(slug="api", name="API")
    say(project, "value.horizon_months", 48)
    kept = keep(project)
    say(project, "value.horizon_months", 60, slug="api")
    restore(owner, project, kept, "api", field="value.horizon_months")
    answer = workspace_of(project, "api").answers["value.horizon_months"]
    assert (answer.value, answer.inherited) == (48, True)


def test_scenario_says_itself_what_the_base_said_then(owner, project):
    project.scenarios.create(slug="api", name="API")
    say(project, "value.horizon_months", 48)
    kept = keep(project)
    say(project, "value.horizon_months", 60)
    restore(owner, project, kept, "api", field="value.horizon_months")
    assert workspace_of(project, "api").answers["value.horizon_months"].value == 48
    assert workspace_of(project).answers["value.horizon_months"].value == 60


def test_note_is_restored_with_its_answer(owner, project):
    content = Answer(field_id="problem.statement", state=AnswerState.KNOWN, value="First", note="Counted twice")
    save_answer(project.scenarios.get(), content, token="t", who="")
    kept = keep(project)
    say(project, "problem.statement", "Second")
    restore(owner, project, kept, field="problem.statement")
    assert workspace_of(project).answers["problem.statement"].note == "Counted twice"


def test_reader_who_must_not_learn_pay_sees_no_figures(sample):
    from dataclasses import replace

    kept = keep(sample)
    change(sample, "value.integration_one_off", 900000)
    reader = replace(workspace_of(sample), hide_pay=True)
    comparison = StateComparison(side_of(kept, reader), side_now(reader))
    assert ToldComparison(comparison).rows == []
    assert [answer.field_id for answer in comparison.answers] == ["value.integration_one_off"]
