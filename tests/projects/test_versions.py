"""A kept version gives the figures that it gave when it was kept, whatever is saved later."""

import pytest

from decisions.headline import frozen
from decisions.recording import record_decision
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.frozen import freeze, thaw
from projects.limits import OverLimit
from projects.models import Project, Snapshot, SnapshotKind
from projects.saving import save_answer
from projects.versions import KeptForSomething, VersionName, delete_version, take_snapshot
from tests.decisions.pages import told


def workspace_of(project, slug="base"):
    fresh = Project.objects.get(pk=project.pk)
    return Workspace(fresh, fresh.scenarios.get(slug=slug), "Dana")


def keep(project, name="Board paper", **more):
    return take_snapshot(workspace_of(project), VersionName(name=name, **more))


def change(project, field_id, value, slug="base"):
    workspace = workspace_of(project, slug)
    content = Answer(
        field_id=field_id, state=AnswerState.KNOWN, value=value, version=workspace.answers[field_id].version
    )  # fmt: skip
    save_answer(workspace.scenario, content, token=f"{slug}/{field_id}/{content.version}", who="Priya")


def test_version_has_name_note_and_reason(sample):
    kept = keep(sample, note="Sent to six people", kind=SnapshotKind.LINK)
    assert (kept.name, kept.note, kept.kind, kept.created_by) == ("Board paper", "Sent to six people", "link", "Dana")
    assert set(kept.results) == set(sample.scenarios.values_list("slug", flat=True))
    assert kept.results["base"] == frozen(workspace_of(sample))


@pytest.mark.parametrize("slug", ["base", "api"])
def test_version_keeps_its_figures_when_answers_change(sample, slug):
    before = frozen(workspace_of(sample, slug))
    kept = keep(sample)
    change(sample, "value.review_minutes_per_case", 9)
    assert frozen(workspace_of(sample, slug)) != before
    assert frozen(thaw(Snapshot.objects.get(pk=kept.pk), slug)) == before


def test_version_keeps_name_currency_and_price_day(project):
    day = project.priced_on
    kept = keep(project)
    Project.objects.update(name="Other", currency="EUR", money_per_usd=0.9, priced_on="2020-01-01")
    project = thaw(Snapshot.objects.get(pk=kept.pk)).project
    assert (project.name, project.currency, project.money_per_usd, project.priced_on) == (
        project.name, "USD", 1.0, day,
    )  # fmt: skip


def test_version_still_opens_when_a_scenario_is_gone_for_good(sample):
    kept, before = keep(sample), frozen(workspace_of(sample, "api"))
    sample.scenarios.get(slug="api").delete()
    assert frozen(thaw(Snapshot.objects.get(pk=kept.pk), "api")) == before


def test_scenario_that_a_version_has_not_is_read_as_its_base(project):
    assert thaw(keep(project), "later").scenario.slug == "base"


def test_frozen_workspace_does_not_see_what_is_saved_later(sample):
    held = freeze(workspace_of(sample))
    before = held.answers["value.review_minutes_per_case"].value
    change(sample, "value.review_minutes_per_case", 1)
    assert held.answers["value.review_minutes_per_case"].value == before


def test_frozen_workspace_has_every_scenario_beside_it(sample):
    held = freeze(workspace_of(sample))
    assert [workspace.scenario.slug for workspace in held.columns] == [
        workspace.scenario.slug for workspace in workspace_of(sample).columns
    ]


def test_states_of_different_answers_differ(sample):
    before = freeze(workspace_of(sample)).state
    assert freeze(workspace_of(sample)).state == before
    change(sample, "value.review_minutes_per_case", 1)
    assert freeze(workspace_of(sample)).state[0] != before[0]


def test_version_takes_room_and_gives_it_back(project):
    project.refresh_from_db()
    before = project.stored_bytes
    kept = keep(project)
    project.refresh_from_db()
    assert project.stored_bytes == before + kept.stored_bytes > before
    delete_version(kept)
    project.refresh_from_db()
    assert project.stored_bytes == before


def test_version_of_a_decision_is_not_deleted_alone(project):
    decision = record_decision(workspace_of(project), told(Project.objects.get(pk=project.pk)))
    assert decision.snapshot.kind == SnapshotKind.DECISION
    with pytest.raises(KeptForSomething):
        delete_version(decision.snapshot)
    assert Snapshot.objects.count() == 1


def test_no_more_versions_than_the_limit(project, settings):
    settings.MOST_VERSIONS = 1
    keep(project)
    with pytest.raises(OverLimit):
        keep(project)
    assert Snapshot.objects.count() == 1
