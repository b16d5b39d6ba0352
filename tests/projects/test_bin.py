"""The bin: what was deleted can be restored for 30 days, and then it is gone, whoever asks."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.bin import Purged, purge
from projects.models import Answer, Change, Project, Scenario, ShareLink

DAY = timedelta(days=1)


def delete_at(row, moment):
    row.put_in_bin()
    type(row).objects.filter(pk=row.pk).update(deleted_at=moment)
    row.refresh_from_db()


def bin_of(client):
    return " ".join(client.get(reverse("projects:bin")).content.decode().split())


# ---------------------------------------------------------------- thirty days


def test_deleted_project_waits_in_the_bin_and_says_until_when(owner, project):
    owner.post(reverse("projects:delete", args=[project.pk, "base"]))
    delete_at(project, datetime(2027, 3, 1, 12, tzinfo=UTC) + 3650 * DAY)
    page = bin_of(owner)
    assert reverse("projects:restore", args=[project.pk]) in page
    assert "Deleted on 26 February 2037, gone for good on 28 March 2037" in page


def test_project_of_29_days_survives_and_of_31_is_gone(project):
    deleted = timezone.now()
    delete_at(project, deleted)
    assert purge(now=deleted + 29 * DAY) == Purged(projects=0, scenarios=0)
    assert purge(now=deleted + 31 * DAY) == Purged(projects=1, scenarios=0)
    assert not Project.objects.exists()


def test_everything_of_a_purged_project_goes_with_it(sample, share):
    delete_at(sample, timezone.now() - 31 * DAY)
    purge()
    assert [model.objects.count() for model in (Project, Scenario, Answer, Change, ShareLink)] == [0] * 5


def test_project_that_nobody_deleted_is_never_purged(sample):
    purge(now=timezone.now() + 10_000 * DAY)
    assert Project.objects.filter(pk=sample.pk).exists()


def test_project_that_was_restored_since_it_was_listed_survives(project):
    from projects.bin import _erase_expired

    delete_at(project, timezone.now() - 31 * DAY)
    Project.objects.filter(pk=project.pk).update(deleted_at=None)
    assert not _erase_expired(project)
    assert Project.objects.filter(pk=project.pk).exists()


@pytest.mark.parametrize("name", ["projects:restore", "projects:delete_for_good"])
def test_project_binned_in_2020_is_out_of_reach_before_it_is_purged(name, owner, project):
    delete_at(project, datetime(2020, 1, 1, tzinfo=UTC))
    assert owner.post(reverse(name, args=[project.pk])).status_code == 404
    assert project.name not in bin_of(owner)


def test_deleted_scenario_goes_after_30_days_with_its_answers(sample):
    scenario = sample.scenarios.get(slug="api")
    delete_at(scenario, timezone.now() - 31 * DAY)
    assert purge() == Purged(projects=0, scenarios=1)
    assert not Answer.objects.filter(scenario=scenario.pk).exists()
    assert Answer.objects.filter(scenario__slug="base").exists()


def test_scenario_deleted_in_2020_cannot_be_restored(owner, sample):
    delete_at(sample.scenarios.get(slug="api"), datetime(2020, 1, 1, tzinfo=UTC))
    assert owner.post(reverse("projects:restore_scenario", args=[sample.pk, "base", "api"])).status_code == 404


def test_command_empties_the_bin_and_says_so(project, capsys):
    delete_at(project, timezone.now() - 31 * DAY)
    call_command("purge")
    assert capsys.readouterr().out == "Deleted for good: 1 projects, 0 scenarios, 0 sessions.\n"


# ---------------------------------------------------------------- restored, deleted for good


def test_restored_project_keeps_its_links_revoked(owner, sample, share):
    owner.post(reverse("projects:project_settings", args=[sample.pk, "base"]))
    sample.put_in_bin()
    owner.post(reverse("projects:restore", args=[sample.pk]))
    assert owner.get(reverse("reports:overview", args=[sample.pk, "base"])).status_code == 200
    assert Client().get(reverse("reports:shared", args=[share[1]])).status_code == 404


def test_restored_scenario_keeps_its_links_revoked(owner, sample):
    scenario = sample.scenarios.get(slug="api")
    _link, secret = ShareLink.issue(project=sample, scenario=scenario)
    owner.post(reverse("projects:delete_scenario", args=[sample.pk, "base", "api"]))
    owner.post(reverse("projects:restore_scenario", args=[sample.pk, "base", "api"]))
    assert owner.get(reverse("reports:overview", args=[sample.pk, "api"])).status_code == 200
    assert Client().get(reverse("reports:shared", args=[secret])).status_code == 404


def test_deleting_a_scenario_leaves_the_links_of_the_others(sample, share):
    sample.scenarios.get(slug="api").put_in_bin()
    assert Client().get(reverse("reports:shared", args=[share[1]])).status_code == 200


def test_delete_for_good_asks_first(owner, project):
    project.put_in_bin()
    page = owner.get(reverse("projects:delete_for_good", args=[project.pk])).content.decode()
    assert "Delete “Meter readings” for good?" in page
    assert Project.objects.exists()


def test_delete_for_good_leaves_nothing(owner, project):
    project.put_in_bin()
    reply = owner.post(reverse("projects:delete_for_good", args=[project.pk]), follow=True)
    assert "“Meter readings” has been deleted for good." in reply.content.decode()
    assert not Project.objects.exists()


# ---------------------------------------------------------------- by itself


SERVER = (
    "import config.wsgi, time; from projects.models import Project\nwhile Project.objects.exists(): time.sleep(0.05)"
)


@pytest.mark.parametrize("emptied_by", [["purge"], ["shell", "-c", SERVER]], ids=["command", "server"])
def test_text_of_a_purged_project_is_no_longer_in_the_file(tmp_path, emptied_by):
    """Deleted is deleted on the disk too: SQLite leaves the text in free pages unless it is told to overwrite it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLUMBLINE_", "DATABASE_"))}
    environment = kept | {"PLUMBLINE_DATA": str(tmp_path), "PLUMBLINE_DEBUG": "1"}

    def manage(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        root = Path(__file__).parents[2]
        subprocess.run(command, check=True, env=environment, capture_output=True, cwd=root, timeout=60)

    database = tmp_path / "plumbline.sqlite3"
    manage("migrate")
    manage(
        "shell",
        "-c",
        "from projects.models import *; from datetime import *;"
        "made = Project.objects.create(name='x', deleted_at=datetime(2020, 1, 1, tzinfo=UTC));"
        "scenario = Scenario.objects.create(project=made, name='Base');"
        "Answer.objects.create(scenario=scenario, field_id='a.b', note='xylophone ' * 2000)",
    )
    assert b"xylophone" in database.read_bytes()
    manage(*emptied_by)
    assert b"xylophone" not in database.read_bytes()


def test_sessions_that_are_over_are_purged_and_others_stay(db):
    now = timezone.now()
    for key, days in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + days * DAY)
    assert purge(now).sessions == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
