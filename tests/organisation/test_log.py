"""Every act that lets somebody in, keeps somebody out or takes something away stands in the log."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from organisation.persons import FORMER, erase_person
from projects.models import BASE, AuditEntry, Browser, Member, Snapshot
from projects.returning import make_link


def noted():
    return list(AuditEntry.objects.order_by("pk").values_list("kind", "about"))


def page_of(project, name, *more):
    return reverse(name, args=[project.pk, BASE, *more])


def test_member_is_named_where_something_is_done_to_them(owner, project):
    dana = Member.objects.create(project=project, browser=Browser.objects.create(key_hash="d"), name="Dana")
    owner.post(page_of(project, "projects:change_member", dana.pk), {"right": "2"})
    owner.post(page_of(project, "projects:remove_member", dana.pk))
    about = "Meter readings: Dana"
    assert noted() == [("member_changed", about), ("member_removed", about)]


def test_long_name_of_a_project_hides_no_member(owner, project):
    project.name = "x" * 120
    project.save()
    dana = Member.objects.create(project=project, browser=Browser.objects.create(key_hash="d"), name="D" * 80)
    owner.post(page_of(project, "projects:remove_member", dana.pk))
    assert AuditEntry.objects.get().about.endswith(": " + "D" * 80)


def test_bin_is_noted(owner, project):
    owner.post(page_of(project, "projects:delete"))
    owner.post(reverse("projects:restore", args=[project.pk]))
    owner.post(page_of(project, "projects:delete"))
    owner.post(reverse("projects:delete_for_good", args=[project.pk]))
    assert [kind for kind, _about in noted()] == ["deleted", "restored", "deleted", "deleted_for_good"]


def test_deleted_version_is_noted(owner, project):
    kept = Snapshot.objects.create(project=project, name="Board", sequence=0, results={}, document={})
    owner.post(page_of(project, "reports:delete_version", kept.pk))
    assert noted() == [("version_deleted", "Meter readings: Board")]


def test_way_back_is_noted(stranger, owner, browser_row):
    stranger.post(reverse("projects:come_back", args=[make_link(browser_row)]), {"yes": "1"})
    owner.post(reverse("projects:shut_out"))
    assert noted() == [("came_back", "Dana"), ("shut_out", "")]


def test_erased_person_is_not_named_as_whom_somebody_came_back_as(db):
    dana = User.objects.create_user("dana")
    Browser.objects.create(user=dana, key_hash="d", name="Dana D")
    AuditEntry.objects.create(kind="came_back", about="Dana D")
    erase_person(dana, None)
    assert AuditEntry.objects.get().about == FORMER


def test_address_that_is_told_is_noted_by_its_host(owner, settings):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    owner.post(reverse("api:hooks"), {"url": "https://127.0.0.1/hook?key=secret"})
    hook = Browser.objects.get(hooks__isnull=False).hooks.get()
    owner.post(reverse("api:remove_hook", args=[hook.pk]))
    assert noted() == [("hook_added", "127.0.0.1"), ("hook_removed", "127.0.0.1")]


def test_changed_password_is_noted(client, db):
    dana = User.objects.create_user("dana", password="a long enough phrase")
    client.force_login(dana, "allauth.account.auth_backends.AuthenticationBackend")
    fresh = {"password1": "another long phrase", "password2": "another long phrase"}
    client.post(reverse("account_change_password"), {"oldpassword": "a long enough phrase", **fresh})
    assert ("password_changed", "") in noted()


@pytest.mark.parametrize("kind", ["member_changed", "member_removed", "handed_over"])
def test_erased_person_is_not_named_as_a_member(project, kind):
    dana = User.objects.create_user("dana")
    row = Browser.objects.create(user=dana, key_hash="d", name="Dana: D.")
    Member.objects.create(project=project, browser=row, name="Dana B")
    AuditEntry.objects.create(kind=kind, about="Meter: readings: Dana B")
    erase_person(dana, None)
    assert AuditEntry.objects.get().about == f"Meter: readings: {FORMER}"


def test_entries_of_another_account_with_the_same_name_stay(db):
    dana, _max = User.objects.create_user("dana"), User.objects.create_user("max")
    Browser.objects.create(user=dana, key_hash="d", name="max")
    AuditEntry.objects.create(kind="exported", who="max")
    erase_person(dana, None)
    assert AuditEntry.objects.get().who == "max"
