"""Everybody takes their own data along and erases their own account; nobody needs an administrator for it."""

import io
import json
import time
import zipfile

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.persons import FORMER
from projects.models import BASE, AuditEntry, Browser, Member, Project
from tests.decisions.pages import words_of

PASSWORD = "a long enough phrase"
DATA, EXPORT, LEAVE = (reverse(f"organisation:{name}") for name in ("own_data", "export_own", "leave"))
AGAIN = reverse("account_reauthenticate")


@pytest.fixture(autouse=True)
def quick_hasher(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def dana(owner, project):
    """An account that owns a project; its person signed in, and said nothing since."""
    owner.post(reverse("account_signup"), {"username": "dana", "password1": PASSWORD, "password2": PASSWORD})
    return owner


@pytest.fixture
def known(dana):
    dana.post(AGAIN, {"password": PASSWORD})
    return dana


def test_way_back_leads_to_ones_data(dana):
    assert DATA in dana.get(reverse("projects:way_back")).content.decode()


@pytest.mark.parametrize("page", [DATA, LEAVE])
def test_whoever_is_not_signed_in_is_asked_to(client, db, page):
    assert client.get(page)["Location"] == f"{reverse('account_login')}?next={page}"


@pytest.mark.parametrize("page", [DATA, LEAVE])
def test_open_browser_on_a_desk_is_asked_for_the_password(dana, page):
    assert dana.get(page)["Location"].startswith(AGAIN)
    dana.post(AGAIN, {"password": "wrong"})
    assert dana.get(page)["Location"].startswith(AGAIN)


@pytest.mark.parametrize("page", [EXPORT, LEAVE])
def test_nothing_is_exported_or_erased_before_the_password(dana, page):
    assert dana.post(page, {"name": "dana"})["Location"].startswith(AGAIN)
    assert User.objects.exists()
    assert not AuditEntry.objects.filter(kind__startswith="person_").exists()


def test_own_data_are_those_of_whoever_asks(known, project):
    with zipfile.ZipFile(io.BytesIO(b"".join(known.post(EXPORT)))) as archive:
        assert json.loads(archive.read("account.json"))["user_name"] == "dana"
        assert f"projects/1-{project.pk}.json" in archive.namelist()
    entry = AuditEntry.objects.get(kind="person_exported")
    assert (entry.who, entry.about) == ("dana", "dana")


def test_page_says_what_becomes_of_projects_before_anything_is_erased(known, project):
    Member.objects.create(project=project, browser=Browser.objects.create(key_hash="l"), name="Lee")
    page = known.get(LEAVE)
    assert "Your projects go into the bin" in words_of(page)
    assert "Meter readings (1 member)" in words_of(page)
    assert reverse("projects:share", args=[project.pk, BASE]) in page.content.decode()


def test_wrong_name_erases_nothing(known):
    assert "This is not the user name." in words_of(known.post(LEAVE, {"name": "dan"}))
    assert User.objects.exists()


def test_erased_account_is_signed_out_everywhere_and_its_projects_are_in_the_bin(known, project):
    other = Client()
    other.post(reverse("account_login"), {"login": "dana", "password": PASSWORD})
    page = known.post(LEAVE, {"name": "dana"}, follow=True)
    assert "Your account is gone." in words_of(page)
    assert not User.objects.exists()
    assert Project.objects.get().deleted_at is not None
    address = reverse("reports:overview", args=[project.pk, BASE])
    assert [visitor.get(address).status_code for visitor in (known, other)] == [404, 404]
    entries = AuditEntry.objects.order_by("-pk").values_list("kind", "who", "about")
    assert entries[0] == ("person_erased", FORMER, "")
    assert not [entry for entry in entries if "dana" in entry]


def test_name_that_was_typed_counts_once_somebody_said_who_they_are(dana):
    dana.post(LEAVE, {"name": "dana"})
    assert dana.post(AGAIN, {"password": PASSWORD, "next": LEAVE})["Location"] == "/"
    assert not User.objects.exists()


def test_only_administrator_stays(known):
    User.objects.update(is_staff=True)
    assert "You are the only administrator." in words_of(known.post(LEAVE, {"name": "dana"}))
    assert User.objects.get().is_staff
    User.objects.create_user("ada", is_staff=True)
    known.post(LEAVE, {"name": "dana"})
    assert [user.username for user in User.objects.all()] == ["ada"]


@pytest.mark.parametrize(("minutes", "opens"), [(4, True), (6, False)])
def test_whoever_has_no_password_here_signs_in_once_more(db, minutes, opens):
    ines, visitor = User.objects.create_user("ines"), Client()
    visitor.force_login(ines, "allauth.account.auth_backends.AuthenticationBackend")
    session = visitor.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": time.time() - 60 * minutes}]
    session["account_authentication_methods_user"] = str(ines.pk)
    session.save()
    # Somebody who just came in elsewhere opens nothing here.
    User.objects.update(last_login=timezone.now())
    assert ("Download your data" in words_of(visitor.get(DATA))) is opens
    visitor.post(LEAVE, {"name": "ines"})
    assert User.objects.exists() is not opens


def test_account_of_before_finds_no_page_of_passwords_under_single_sign_on_alone(settings, known):
    settings.SIGN_IN = "sso"
    page = known.get(reverse("projects:way_back")).content.decode()
    assert reverse("account_change_password") not in page
    assert "Download your data" in words_of(known.get(DATA))
