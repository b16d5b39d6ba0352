"""Roles, the log, and a person's data."""

import io
import json
import zipfile

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.urls import reverse

from api.models import Hook, Token
from organisation.persons import FORMER, LastAdministrator, erase_person, export_of, set_role
from projects.domain.answers import Answer, AnswerState
from projects.models import AuditEntry, Browser, Change, Comment, Member, Project, ShareLink, Snapshot, Thread, digest
from projects.saving import save_answer

PEOPLE = reverse("organisation:people")


@pytest.fixture
def dana(browser_row):
    """An account that owns the projects of `owner`."""
    browser_row.user = User.objects.create_user("dana", "dana@example.com")
    browser_row.save()
    return browser_row.user


@pytest.fixture
def written(dana, project, base):
    """A project in which Dana answered, and Lee too."""
    for who, text in (("Dana", "One"), ("Lee", "Two")):
        version = 0 if who == "Dana" else 1
        content = Answer(field_id="problem.statement", state=AnswerState.KNOWN, value=text, version=version)
        save_answer(base, content, token=who, who=who)
    Snapshot.objects.create(
        project=project, name="v", created_by="Dana", sequence=1, results={},
        document={"history": [{"who": "Dana"}, {"who": "Lee"}], "name": "Dana"},
    )  # fmt: skip
    return project


def test_roles_are_given_and_taken(administrator, dana):
    administrator.post(reverse("organisation:role", args=[dana.pk]), {"role": "administrator"})
    dana.refresh_from_db()
    assert dana.is_staff
    administrator.post(reverse("organisation:role", args=[dana.pk]), {"role": "member"})
    dana.refresh_from_db()
    assert not dana.is_staff
    assert list(AuditEntry.objects.values_list("who", "kind", "about")) == [
        ("ada", "made_member", "dana"),
        ("ada", "made_administrator", "dana"),
    ]


def test_last_administrator_stays(administrator):
    ada = User.objects.get(username="ada")
    with pytest.raises(LastAdministrator):
        set_role(ada, is_administrator=False)
    page = administrator.post(reverse("organisation:role", args=[ada.pk]), {"role": "member"}, follow=True)
    assert "is the only administrator" in page.content.decode()
    assert User.objects.get(username="ada").is_staff


def test_a_person_takes_their_data_along(dana, written):
    with zipfile.ZipFile(io.BytesIO(export_of(dana))) as archive:
        account = json.loads(archive.read("account.json"))
        project = json.loads(archive.read(f"projects/1-{written.pk}.json"))
    assert (account["user_name"], account["e_mail"]) == ("dana", "dana@example.com")
    assert project["project"]["name"] == "Meter readings"


def test_file_of_a_person_leaves_no_name_in_the_log(administrator, dana):
    administrator.post(reverse("organisation:export_person", args=[dana.pk]))
    erase_person(dana, None)
    assert not [entry for entry in AuditEntry.objects.all() if "dana" in f"{entry.who} {entry.about}"]


def test_person_takes_along_what_they_wrote_in_projects_of_others(dana):
    row = Browser.objects.get(user=dana)
    other = Project.objects.create(name="Other", owner=Browser.objects.create(key_hash="x"))
    scenario = other.scenarios.create(slug="base", name="Base")
    Member.objects.create(project=other, browser=row, name="Dana B")
    for who, person in (("Dana B", row.pk), ("Lee", None)):
        content = Answer(field_id="problem.statement", state=AnswerState.KNOWN, value=who, version=0 if person else 1)
        save_answer(scenario, content, token=who, who=who, person=person)
    thread = Thread.objects.create(project=other, kind="report", topic_id="report")
    Comment.objects.create(thread=thread, author=row, who="Dana B", text="Too low", token="c")
    AuditEntry.objects.create(kind="joined", who="Dana B", about="Other")
    with zipfile.ZipFile(io.BytesIO(export_of(dana))) as archive:
        account = json.loads(archive.read("account.json"))
    assert [(row["project"], row["text"]) for row in account["comments"]] == [("Other", "Too low")]
    answers = account["answers_in_projects_of_others"]
    assert [(row["field"], row["answer"]["value"]) for row in answers] == [("problem.statement", "Dana B")]
    assert [entry["kind"] for entry in account["log"]] == ["joined"]


def test_person_takes_along_which_tokens_and_addresses_they_have_and_no_secret(dana):
    row = Browser.objects.get(user=dana)
    _token, secret = Token.issue(browser=row, name="Nightly export", may_write=True)
    Hook.objects.create(browser=row, url="https://hooks.example.com/services/T0/secret-part")
    with zipfile.ZipFile(io.BytesIO(export_of(dana))) as archive:
        text = archive.read("account.json").decode()
    account = json.loads(text)
    assert [(token["name"], token["may_write"], token["revoked"]) for token in account["tokens"]] == [
        ("Nightly export", True, None)
    ]  # fmt: skip
    assert [hook["host"] for hook in account["hooks"]] == ["hooks.example.com"]
    for hidden in (secret, digest(secret), "secret-part"):
        assert hidden not in text


def test_erased_person_is_a_former_colleague_everywhere(dana, written):
    erase_person(dana, None)
    assert list(Change.objects.order_by("sequence").values_list("who", flat=True)) == [FORMER, "Lee"]
    snapshot = Snapshot.objects.get()
    assert snapshot.created_by == FORMER
    assert snapshot.document == {"history": [{"who": FORMER}, {"who": "Lee"}], "name": "Dana"}
    assert not User.objects.exists()
    assert Project.objects.get().deleted_at is not None
    assert set(Browser.objects.values_list("user", "name")) == {(None, "")}


def test_projects_of_an_erased_person_are_handed_over(dana, written):
    lee = User.objects.create_user("lee")
    erase_person(dana, lee)
    project = Project.objects.get()
    assert (project.owner.user, project.deleted_at) == (lee, None)


def test_erased_person_leaves_projects_of_others(dana, browser_row):
    other = Project.objects.create(name="Other", owner=Browser.objects.create(key_hash="x"))
    Member.objects.create(project=other, browser=browser_row, name="Dana B")
    erase_person(dana, None)
    assert not Member.objects.exists()
    assert Project.objects.get(pk=other.pk).deleted_at is None


def test_erasing_asks_for_the_name(administrator, dana):
    page = reverse("organisation:erase_person", args=[dana.pk])
    assert "This is not the user name" in administrator.post(page, {"name": "ada"}).content.decode()
    administrator.post(page, {"name": "dana"})
    assert not User.objects.filter(username="dana").exists()
    assert AuditEntry.objects.get().kind == "person_erased"


def test_log_says_who_shared(administrator, owner, project):
    owner.post(reverse("projects:share", args=[project.pk, "base"]), {"right": "1", "version": ""})
    about = f"Meter readings: link {ShareLink.objects.get().pk}"
    assert list(AuditEntry.objects.values_list("kind", "about")) == [("link_made", about)]
    page = administrator.get(reverse("organisation:log"), {"kind": "link_made"}).content.decode()
    assert page.count("Meter readings") == 1
    file = administrator.get(reverse("organisation:log_csv")).content.decode()
    assert "link_made" in file


def test_names_in_the_log_are_text(administrator):
    AuditEntry.objects.create(kind="joined", who="<script>x</script>", about="=1+1")
    assert "<script>x" not in administrator.get(reverse("organisation:log")).content.decode()
    assert ",=1+1" not in administrator.get(reverse("organisation:log_csv")).content.decode()


@pytest.mark.parametrize(
    ("name", "more", "is_staff"), [("dana", [], True), ("DANA@example.com", [], True), ("dana", ["--not"], False)]
)
def test_command_makes_administrators(dana, name, more, is_staff):
    call_command("make_administrator", name, *more)
    assert User.objects.get().is_staff is is_staff
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.about) == ("made_administrator" if is_staff else "made_member", "dana")


def test_command_names_an_account_that_there_is_not(dana):
    with pytest.raises(CommandError, match="There is no account called 'lee'"):
        call_command("make_administrator", "lee")


@pytest.mark.parametrize("is_staff", [True, False])
def test_administrators_find_the_way_to_their_pages(owner, dana, is_staff):
    User.objects.update(is_staff=is_staff)
    page = owner.get(reverse("projects:way_back")).content.decode()
    assert (f'href="{reverse("organisation:first_page")}"' in page) is is_staff


def test_sign_in_is_noted(client, dana):
    dana.set_password("a long enough phrase")
    dana.save()
    client.post(reverse("account_login"), {"login": "dana", "password": "a long enough phrase"})
    assert list(AuditEntry.objects.values_list("who", "kind")) == [("dana", "signed_in")]
