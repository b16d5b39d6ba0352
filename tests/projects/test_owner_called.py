"""What people read of an owner who gave no name: "you" they themselves, the account's name or "the owner" others."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from projects.access import COOKIE
from projects.models import BASE, Browser
from tests.decisions.pages import words_of
from tests.test_access import make_member


@pytest.fixture
def nameless(browser_row):
    """The owner, before they typed a name anywhere."""
    Browser.objects.filter(pk=browser_row.pk).update(name="")
    return browser_row


@pytest.fixture
def answered(owner, project, nameless):
    """A project in which its owner, who has no name, answered a question and commented on it."""
    save(owner, project, "Letters go astray.", 0)
    where = reverse("reports:discussion", args=[project.pk, BASE, "question", "problem.statement"])
    owner.post(where, {"text": "Counted for how long?"})
    return project


@pytest.fixture
def colleague(answered):
    return make_member(answered)


def save(client, project, text, version):
    sent = {"value": text, "state": "known", "version": version, "token": f"{text}{version}"}
    address = reverse("projects:answer", args=[project.pk, BASE, "problem.statement"])
    return client.post(address, {f"problem-statement-{name}": value for name, value in sent.items()})


def read(client, name, project):
    return words_of(client.get(reverse(name, args=[project.pk, BASE])))


def test_owner_reads_you_at_what_they_did_without_a_name(owner, answered):
    assert re.search(r"You \d", read(owner, "reports:comments", answered))
    assert "· you" in read(owner, "projects:history", answered)


@pytest.mark.parametrize(("account", "called"), [("", "the owner"), ("ada", "ada")])
def test_others_read_the_name_of_the_account_or_the_owner(colleague, answered, nameless, account, called):
    Browser.objects.filter(pk=nameless.pk).update(name=account)  # as signing up names the row
    assert f"· {called}" in read(colleague, "projects:history", answered)
    assert re.search(rf"{called} \d", read(colleague, "reports:comments", answered), re.IGNORECASE)


def test_whoever_meets_an_answer_of_the_owner_reads_whose_it_is(colleague, answered):
    clash = words_of(save(colleague, answered, "Parcels go astray.", 0))
    assert "Two people changed this answer" in clash
    assert "The owner , saved" in clash


def test_owner_in_two_tabs_is_not_told_of_somebody_else(owner, answered):
    clash = words_of(save(owner, answered, "Parcels go astray.", 0))
    assert "You changed this answer in another tab" in clash


def test_page_of_a_project_says_who_is_signed_in_and_how_to_sign_out(client, project):
    account = get_user_model().objects.create_user("ada", password="kettle-and-lamp-7")
    client.force_login(account)
    client.cookies[COOKIE] = "owner-" + "k" * 40
    page = client.get(reverse("reports:overview", args=[project.pk, BASE])).content.decode()
    assert "Signed in as ada" in page
    assert f'href="{reverse("account_logout")}"' in page


def test_page_of_somebody_without_an_account_offers_no_sign_out(owner, project):
    assert (
        reverse("account_logout")
        not in owner.get(reverse("reports:overview", args=[project.pk, BASE])).content.decode()
    )
