"""Limits per browser: generous, said in words where they strike, and nothing typed or saved is lost."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.access import COOKIE
from projects.document import load_project, sample_document
from projects.domain.answers import Answer, AnswerState
from projects.limits import OverLimit
from projects.models import BASE, Browser, Change, Project, ShareLink
from projects.saving import save_answer

FIELD = "problem.statement"


def text(reply):
    return unescape(" ".join(reply.content.decode().split()))


def sent(client, name, fields):
    """Post a form and return the page that the browser ends on."""
    reply = client.post(reverse(name), fields)
    return text(client.get(reply["Location"]) if "Location" in reply else reply)


def start(client, name="Another"):
    return sent(client, "projects:create", {"name": name})


def bring_in(client):
    return sent(client, "projects:import_document", {"document": SimpleUploadedFile("x.json", sample_document())})


def answer_of(project, value, client, version=0):
    address = reverse("projects:answer", args=[project.pk, BASE, FIELD])
    return text(client.post(address, {"problem-statement-value": value, "problem-statement-version": version}))


def fill(project, megabytes):
    Project.objects.filter(pk=project.pk).update(stored_bytes=megabytes * 1_000_000)


# ---------------------------------------------------------------- projects


@pytest.mark.parametrize("add", [start, bring_in])
def test_browser_with_as_many_projects_as_fit_is_told_so(owner, project, settings, add):
    settings.MOST_PROJECTS = 1
    assert "This browser already holds 1 projects, those in the bin included." in add(owner)
    assert Project.objects.count() == 1


def test_name_of_a_project_that_does_not_fit_is_still_there(owner, project, settings):
    settings.MOST_PROJECTS = 1
    assert 'value="A & “B”"' in start(owner, "A & “B”")


def test_sample_that_does_not_fit_is_not_opened_and_the_page_says_why(owner, project, settings):
    settings.MOST_PROJECTS = 1
    page = text(owner.post(reverse("projects:open_sample"), follow=True))
    assert "This browser already holds 1 projects" in page
    assert Project.objects.count() == 1


def test_sample_that_is_open_already_needs_no_room(owner, sample, settings):
    settings.MOST_PROJECTS = 1
    reply = owner.post(reverse("projects:open_sample"))
    assert reply["Location"] == reverse("reports:overview", args=[sample.pk, BASE])


def test_project_in_the_bin_counts_until_it_is_deleted_for_good(owner, project, settings):
    settings.MOST_PROJECTS = 1
    project.put_in_bin()
    assert "already holds 1 projects" in start(owner)
    owner.post(reverse("projects:delete_for_good", args=[project.pk]))
    start(owner)
    assert Project.objects.get().name == "Another"


def test_limit_of_one_browser_is_not_that_of_another(owner, stranger, project, settings):
    settings.MOST_PROJECTS = 1
    start(stranger)
    assert Project.objects.count() == 2


# ---------------------------------------------------------------- an hour


@pytest.mark.parametrize("add", [start, bring_in])
def test_projects_of_an_hour_are_counted(owner, settings, add):
    settings.MOST_NEW_PROJECTS_PER_HOUR = 2
    start(owner)
    bring_in(owner)
    assert "started or imported 2 projects within an hour. Try again in 60 minutes." in add(owner)
    assert Project.objects.count() == 2


def test_deleting_does_not_turn_the_hour_back(owner, settings, browser_row):
    settings.MOST_NEW_PROJECTS_PER_HOUR = 1
    start(owner)
    Project.objects.all().delete()
    assert "within an hour" in start(owner)


def test_next_hour_begins_anew(owner, settings, browser_row):
    settings.MOST_NEW_PROJECTS_PER_HOUR = 1
    start(owner)
    Browser.objects.update(hour_began=timezone.now() - timedelta(minutes=61))
    start(owner)
    assert Project.objects.count() == 2


def test_refused_import_is_not_counted(owner, settings, browser_row):
    file = SimpleUploadedFile("x.json", b"{}")
    owner.post(reverse("projects:import_document"), {"document": file})
    browser_row.refresh_from_db()
    assert browser_row.begun_in_hour == 0


def test_visitors_without_a_cookie_are_counted_together(db, settings):
    settings.MOST_NEW_BROWSERS_PER_HOUR = 2
    start(Client())
    start(Client())
    assert "Very many people have started here within the last hour." in start(Client())
    assert (Browser.objects.count(), Project.objects.count()) == (2, 2)


def test_visitors_of_the_hour_before_do_not_count(db, settings):
    settings.MOST_NEW_BROWSERS_PER_HOUR = 1
    start(Client())
    Browser.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    start(Client())
    assert Project.objects.count() == 2


def test_visitor_who_is_refused_gets_no_cookie_and_leaves_no_row(db, settings):
    settings.MOST_MEGABYTES = 0
    client = Client()
    bring_in(client)
    assert COOKIE not in client.cookies
    assert not Browser.objects.exists()


# ---------------------------------------------------------------- bytes


def test_import_that_does_not_fit_is_refused_and_says_how_to_make_room(owner, project, settings):
    settings.MOST_MEGABYTES = 1
    fill(project, 1)
    assert "The projects of this browser fill the 1 MB that one browser has here." in bring_in(owner)
    assert Project.objects.count() == 1


def test_import_counts_with_its_size(sample):
    assert sample.stored_bytes == len(sample_document())


def test_answer_that_does_not_fit_says_so_beside_the_field(owner, project, settings):
    settings.MOST_MEGABYTES = 1
    fill(project, 1)
    page = answer_of(project, "Typed text", owner)
    assert 'data-result="invalid"' in page
    assert "fill the 1 MB that one browser has here." in page
    assert not Change.objects.exists()


def test_page_that_was_sent_whole_keeps_what_does_not_fit(owner, project, settings):
    settings.MOST_MEGABYTES = 1
    fill(project, 1)
    page = text(
        owner.post(
            reverse("scoping:part", args=[project.pk, BASE, "problem"]), {"problem-statement-value": "Typed text"}
        )
    )
    assert "Typed text" in page
    assert "fill the 1 MB that one browser has here." in page


def test_button_that_does_not_fit_says_so_on_a_page(owner, project, settings):
    settings.MOST_MEGABYTES = 1
    fill(project, 1)
    reply = owner.post(reverse("teams:start_plan", args=[project.pk, BASE]))
    assert reply.status_code == 507
    assert "fill the 1 MB that one browser has here." in text(reply)


def test_answer_fits_again_once_there_is_room(owner, project, browser_row, settings):
    settings.MOST_MEGABYTES = 1
    large = Project.objects.create(name="Large", owner=browser_row, stored_bytes=1_000_000)
    fill(project, 0.5)
    assert "fill the 1 MB" in answer_of(project, "Typed", owner)
    large.delete()
    answer_of(project, "Typed", owner)
    assert Change.objects.count() == 1


def test_project_within_its_share_is_never_stopped_and_asks_nothing(owner, project, base, browser_row, settings):
    Project.objects.create(name="Large", owner=browser_row, stored_bytes=10**12)
    content = Answer(field_id=FIELD, state=AnswerState.KNOWN, value="Text")
    with CaptureQueriesContext(connection) as asked:
        save_answer(base, content, token="t", who="")
    assert not [query for query in asked if "SUM" in query["sql"]]
    assert base.answers.get().value == "Text"


def test_size_of_a_project_follows_its_answers_and_its_history(base, project):
    for version, value in enumerate(["x" * 1_000, "y"]):
        save_answer(
            base, Answer(field_id=FIELD, state=AnswerState.KNOWN, value=value, version=version), token=value[:2], who=""
        )
    project.refresh_from_db()
    # Two texts of the history, one of them twice as what was before, and the short one that is the answer now.
    assert 2_000 < project.stored_bytes < 2_300


# ---------------------------------------------------------------- history, links, disk


def test_oldest_changes_beyond_the_limit_go_and_the_answer_stays(base, project, settings):
    settings.MOST_CHANGES = 100
    for version in range(200):
        content = Answer(field_id=FIELD, state=AnswerState.KNOWN, value=f"Text {version}", version=version)
        save_answer(base, content, token=f"t{version}", who="")
    project.refresh_from_db()
    assert next(iter(project.changes.order_by("sequence").values_list("sequence", flat=True))) == 101
    assert project.changes.count() == 100
    assert base.answers.get().value == "Text 199"
    assert project.stored_bytes < 100 * 120


def share(owner, project, label="For Ingrid"):
    sent = {"label": label, "right": 1, "expires_on": ""}
    return text(owner.post(reverse("projects:share", args=[project.pk, BASE]), sent))


def test_link_beyond_the_limit_is_refused_and_what_was_typed_stays(owner, project, settings):
    settings.MOST_LINKS = 1
    share(owner, project)
    page = share(owner, project, "For Sam")
    assert "This project has 1 links that work. Revoke one first." in page
    assert 'value="For Sam"' in page
    assert ShareLink.objects.count() == 1


def test_revoked_link_makes_room(owner, project, settings):
    settings.MOST_LINKS = 1
    share(owner, project)
    project.links.revoke()
    share(owner, project)
    assert project.links.open().count() == 1


def test_list_of_revoked_links_does_not_grow_for_ever(owner, project, settings):
    settings.MOST_LINKS = 2
    for _round in range(5):
        share(owner, project)
        project.links.revoke()
    assert project.links.count() == 3


FULL = "The server is almost out of disk space. What is saved is safe."
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks after its own disk")


@on_sqlite
@pytest.mark.parametrize("add", [start, bring_in])
def test_nothing_begins_where_the_disk_is_almost_full(owner, project, settings, tmp_path, add):
    settings.DATA_DIR, settings.LEAST_FREE_MEGABYTES = tmp_path, 10**9
    assert FULL in add(owner)
    assert Project.objects.count() == 1


@on_sqlite
def test_answers_are_saved_for_long_after_projects_are_refused(owner, project, settings, tmp_path):
    import shutil

    settings.DATA_DIR = tmp_path
    settings.LEAST_FREE_MEGABYTES = shutil.disk_usage(tmp_path).free / 1_000_000 * 5
    assert FULL in start(owner)
    answer_of(project, "Typed", owner)
    assert Change.objects.count() == 1


# ---------------------------------------------------------------- floods


def test_flood_of_imports_ends_at_the_limit_with_nothing_half_stored(browser_row, settings):
    settings.MOST_NEW_PROJECTS_PER_HOUR = 3
    for _import in range(3):
        load_project(sample_document(), owner=browser_row)
    with pytest.raises(OverLimit):
        load_project(sample_document(), owner=browser_row)
    assert Project.objects.count() == 3
