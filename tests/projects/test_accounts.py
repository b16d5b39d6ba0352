"""Accounts: what a browser owned belongs to them, they open elsewhere, and an installation may ask for them."""

import re
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from projects.access import COOKIE
from projects.accounts import JUST_NOW_S, MODES
from projects.domain.rights import Right
from projects.models import BASE, AuditEntry, Browser, Member, Project, Scenario
from tests.decisions.pages import words_of
from tests.provider import come_from_provider
from tests.server import ROOT, clean_environment

PASSWORD = "a long enough phrase"
LOGIN, SIGN_UP, LOGOUT = reverse("account_login"), reverse("account_signup"), reverse("account_logout")


@pytest.fixture(autouse=True)
def quick_hasher(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def sign_up(client, name="dana", email=""):
    return client.post(SIGN_UP, {"username": name, "email": email, "password1": PASSWORD, "password2": PASSWORD})


def say_again(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def sign_in(name="dana", client=None, **more):
    visitor = client or Client()
    reply = visitor.post(LOGIN, {"login": name, "password": PASSWORD, **more})
    return visitor, reply


def overview(project):
    return reverse("reports:overview", args=[project.pk, BASE])


def opens(visitor, project):
    return visitor.get(overview(project)).status_code == 200


def make_project(owner, name):
    made = Project.objects.create(name=name, owner=owner)
    Scenario.objects.create(project=made, slug=BASE, name="Base")
    return made


def test_account_takes_over_what_the_browser_owns(owner, project):
    assert sign_up(owner).status_code == 302
    assert opens(owner, project)
    assert Project.objects.get(pk=project.pk).owner.user.username == "dana"


@pytest.mark.parametrize("name", ["dana", "dana@example.com"])
def test_projects_open_wherever_somebody_signs_in(owner, project, name):
    sign_up(owner, email="dana@example.com")
    visitor, _reply = sign_in(name)
    assert opens(visitor, project)


def test_wrong_password_opens_nothing(owner, project):
    sign_up(owner)
    visitor, reply = sign_in(password="wrong")
    assert reply.status_code == 200
    assert not opens(visitor, project)


def test_whoever_signs_out_leaves_nothing_open(owner, project):
    sign_up(owner)
    visitor, _reply = sign_in()
    key = visitor.cookies[COOKIE].value
    visitor.post(LOGOUT)
    assert not opens(visitor, project)
    old = Client()
    old.cookies[COOKIE] = key
    assert not opens(old, project)
    assert opens(owner, project)


def test_what_was_begun_before_signing_in_comes_along(owner, project, stranger):
    sign_up(owner)
    theirs = make_project(Browser.objects.get(name="", user=None), "Begun elsewhere")
    sign_in(client=stranger)
    assert opens(stranger, theirs)
    assert opens(owner, theirs)


def test_second_account_in_one_browser_gets_nothing_of_the_first(owner, project):
    sign_up(owner)
    sign_up(Client(), "priya")
    del owner.cookies["sessionid"]  # it is over, and the next person takes a seat
    sign_in("priya", client=owner)
    assert not opens(owner, project)
    assert Project.objects.get(pk=project.pk).owner.user.username == "dana"


def test_membership_comes_along(owner, project, stranger):
    theirs = make_project(Browser.objects.get(name=""), "Theirs")
    Member.objects.create(project=theirs, browser=project.owner, name="Dana", right=Right.EDIT, hide_pay=False)
    sign_up(owner)
    visitor, _reply = sign_in()
    assert opens(visitor, theirs)


def test_key_of_before_opens_nothing_after_signing_in(owner, project):
    before = owner.cookies[COOKIE].value
    sign_up(owner)
    planted = Client()
    planted.cookies[COOKIE] = before
    assert not opens(planted, project)


def test_session_of_before_is_not_that_of_after(owner, project):
    sign_up(owner)
    first = owner.cookies["sessionid"].value
    sign_in(client=owner)
    visitor, _reply = sign_in()
    assert visitor.cookies["sessionid"].value != first


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_next_page_is_one_of_ours(owner, project, next_page):
    sign_up(owner)
    _visitor, reply = sign_in(next=next_page)
    assert reply["Location"] == "/"


def test_extra_fields_make_nobody_an_administrator(client, db):
    more = {"is_staff": "1", "is_superuser": "1", "id": "7"}
    client.post(SIGN_UP, {"username": "eve", "password1": PASSWORD, "password2": PASSWORD, **more})
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_other_browsers_and_ways_back_open_nothing_once_the_password_is_another(owner, project):
    sign_up(owner)
    other, _reply = sign_in()
    link = other.post(reverse("projects:way_back"), {"link": ""}).context["link"]
    assert opens(other, project)
    new = {"password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    owner.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    assert [opens(visitor, project) for visitor in (owner, other)] == [True, False]
    assert Client().get(link).status_code == 404


def test_browsers_that_are_shut_out_are_signed_out(owner, project):
    sign_up(owner)
    other, third = sign_in()[0], Client()
    sign_up(third, "eve")
    User.objects.update(is_staff=True)
    people = reverse("organisation:people")
    owner.post(reverse("projects:shut_out"))
    assert [visitor.get(people).status_code for visitor in (owner, other, third)] == [200, 404, 200]


def test_password_is_reset_by_mail(owner, project):
    sign_up(owner, email="dana@example.com")
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": "dana@example.com"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    form = visitor.get(link, follow=True)
    visitor.post(form.redirect_chain[-1][0], {"password1": PASSWORD + "!", "password2": PASSWORD + "!"})
    assert sign_in(password=PASSWORD + "!")[1].status_code == 302


def test_whoever_signs_up_reads_once_that_the_address_is_optional_and_what_it_is_for(client, db):
    page = words_of(client.get(SIGN_UP))
    assert page.count("optional") == 1
    assert "A forgotten password can only be reset by mail to it." in page


@pytest.mark.parametrize("page", ["account_reset_password", "account_reset_password_done"])
def test_whoever_has_no_address_reads_whom_to_ask(client, db, page):
    assert "Ask whoever runs this installation" in words_of(client.get(reverse(page)))


@pytest.mark.parametrize("name", ["dana", "nobody", "nobody@example.com"])
def test_wrong_password_says_the_same_of_every_account(client, db, name):
    sign_up(Client())
    page = words_of(client.post(LOGIN, {"login": name, "password": "wrong"}))
    assert "No account has this name and this password." in page


def test_reset_says_the_same_of_an_address_that_nobody_has(client, db):
    reply = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert reply["Location"] == reverse("account_reset_password_done")


def test_failed_passwords_of_one_account_are_limited_and_others_come_in(owner, project):
    sign_up(owner)
    sign_up(Client(), "priya")
    for _number in range(20):
        sign_in(password="wrong")
    assert sign_in()[1].status_code != 302
    assert sign_in("priya")[1].status_code == 302


def test_thirty_colleagues_sign_up_behind_one_address(db):
    assert {sign_up(Client(), f"colleague{number}").status_code for number in range(30)} == {302}


@pytest.mark.parametrize("page", [LOGIN, SIGN_UP, reverse("account_reset_password")])
def test_pages_stand_in_our_frame_and_hold_nothing_inline(client, db, page):
    reply = client.get(page)
    text = reply.content.decode()
    assert 'id="main"' in text
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bonclick=|https?://(?!testserver)", text)
    assert reply["Cache-Control"] == "private, no-store"


def test_page_of_a_project_asks_nothing_of_accounts(owner, project, django_assert_num_queries):
    address = reverse("projects:answer", args=[project.pk, BASE, "problem.statement"])
    owner.get(address)
    with django_assert_num_queries(4):  # the reader, the answers, the comments
        reply = owner.get(address)
    assert "Cookie" not in reply.get("Vary", "")


# ---------------------------------------------------------------- an installation that asks for accounts


@pytest.fixture
def asks(settings):
    settings.SIGN_IN = "required"


def test_whoever_is_not_signed_in_is_asked_to(asks, client, db):
    assert client.get("/")["Location"] == f"{LOGIN}?next=/"


def test_key_without_a_session_opens_nothing(asks, owner, project):
    reply = owner.get(overview(project))
    assert reply["Location"].startswith(LOGIN)


def test_text_that_was_sent_meanwhile_is_given_back(asks, owner, project):
    address = reverse("projects:answer", args=[project.pk, BASE, "problem.statement"])
    reply = owner.post(address, {"problem-statement-value": "Typed before the session was over"})
    assert reply.status_code == 403
    assert "Typed before the session was over" in reply.content.decode()


def test_whoever_signed_in_works_as_ever(asks, owner, project):
    sign_up(owner)
    assert opens(owner, project)


def test_link_to_view_opens_without_an_account_and_one_to_edit_does_not(asks, client, share):
    assert client.get(reverse("reports:shared", args=[share[1]])).status_code == 200
    assert client.get(reverse("reports:join", args=[share[1]]))["Location"].startswith(LOGIN)


# ---------------------------------------------------------------- single sign-on, at a provider that runs meanwhile


# The provider's own: what its library will drop one day.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config", "ignore:authlib.jose")


def test_provider_signs_people_in_and_the_account_takes_over(provider, owner, project):
    assert "Example" in owner.get(LOGIN).content.decode()
    assert come_from_provider(owner)["Location"] == "/"
    assert opens(owner, project)
    other = Client()
    come_from_provider(other)
    assert opens(other, project)


def test_reply_of_the_provider_to_somebody_else_signs_nobody_in(provider, owner, project):
    """Login by another's hand: the state belongs to the session that asked."""
    start = owner.get(reverse("openid_connect_login", args=["sso"]))
    there = requests.post(start["Location"], data={"sub": "ines"}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])
    victim = Client()
    victim.get(back.path, {key: values[0] for key, values in parse_qs(back.query).items()})
    assert not User.objects.exists()


def test_whoever_just_came_from_the_provider_opens_their_data(provider, owner):
    visitor = Client()
    come_from_provider(visitor)
    assert "Download your data" in words_of(visitor.get(reverse("organisation:own_data")))


def test_address_of_an_account_signs_no_stranger_into_it(provider, owner, project):
    """Whoever has the same e-mail address at the provider is not the account that typed it here."""
    sign_up(owner, email="ines@example.com")
    visitor = Client()
    come_from_provider(visitor)
    assert not opens(visitor, project)


# ---------------------------------------------------------------- what an account is told


def test_start_page_says_to_whom_projects_belong(owner, project):
    assert "They belong to this browser." in words_of(owner.get("/"))
    sign_up(owner)
    page = words_of(owner.get("/"))
    assert "They belong to your account." in page
    assert "Your answers stay with this browser" not in page


def test_project_of_an_account_is_not_said_to_be_this_browsers(owner, project):
    Project.objects.update(sequence=1)
    share_page = reverse("projects:share", args=[project.pk, BASE])
    assert "Saved for this browser, without an account." in words_of(owner.get(overview(project)))
    assert "This project opens in this browser." in words_of(owner.get(share_page))
    sign_up(owner)
    assert "without an account" not in words_of(owner.get(overview(project)))
    assert "This project belongs to your account." in words_of(owner.get(share_page))


def test_account_without_projects_finds_the_way_to_sign_out(client, db):
    sign_up(client)
    assert reverse("projects:way_back") in client.get("/").content.decode()


def test_browser_that_made_the_account_is_no_other_one(owner, project):
    sign_up(owner, "mira")
    assert owner.get(reverse("projects:way_back")).context["others"] == 0
    sign_in("mira")
    assert owner.get(reverse("projects:way_back")).context["others"] == 1


def follow_the_mail(client):
    """Press the button on the page that the last mail leads to."""
    client.post(re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1])


def test_address_is_changed_once_its_mail_was_answered(client, db):
    sign_up(client, email="dana@example.com")
    say_again(client)
    page = reverse("account_email")
    assert page in client.get(reverse("projects:way_back")).content.decode()
    assert "reset by mail to dana@example.com" in words_of(client.get(page))
    client.post(page, {"email": "dana@example.com", "action_send": ""})
    follow_the_mail(client)
    client.post(page, {"email": "dana@example.org", "action_add": ""})
    assert "We sent a link to dana@example.org" in words_of(client.get(page))
    assert User.objects.get().email == "dana@example.com"
    assert mail.outbox[-1].to == ["dana@example.org"]
    assert mail.outbox[-1].subject.startswith("Plumbline: ")
    follow_the_mail(client)
    assert User.objects.get().email == "dana@example.org"
    assert AuditEntry.objects.filter(kind="mail_changed", who="dana").exists()


def test_open_browser_on_a_desk_changes_no_address_before_the_password(client, db):
    sign_up(client)
    page = reverse("account_email")
    asked = client.post(page, {"email": "eve@example.org", "action_add": ""})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert mail.outbox == []
    client.post(asked["Location"], {"password": PASSWORD, "next": page})
    assert mail.outbox[-1].to == ["eve@example.org"]


def test_link_to_confirm_an_address_says_whose_account_it_is_and_once_used_where_another_comes_from(client, db):
    sign_up(client, email="dana@example.com")
    client.post(reverse("account_email"), {"email": "dana@example.com", "action_send": ""})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    page = words_of(client.get(link))
    assert "a forgotten password of the account dana is reset by mail to dana@example.com" in page
    follow_the_mail(client)
    assert "This link is over" in words_of(client.get(link))


def reset_mail_to(address):
    Client().post(reverse("account_reset_password"), {"email": address})
    assert mail.outbox[-1].to == [address]
    return mail.outbox[-1].body


def test_password_is_not_reset_by_an_address_that_waits_in_place_of_a_confirmed_one(client, db):
    sign_up(client, email="dana@example.com")
    say_again(client)
    page = reverse("account_email")
    client.post(page, {"email": "dana@example.com", "action_send": ""})
    follow_the_mail(client)
    client.post(page, {"email": "dana@example.org", "action_add": ""})
    answer = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    assert "/password/reset/key/" not in reset_mail_to("dana@example.org")
    assert "/password/reset/key/" in reset_mail_to("dana@example.com")
    client.post(answer)
    assert "/password/reset/key/" in reset_mail_to("dana@example.org")


def test_link_to_confirm_an_address_is_sent_again_at_once(client, db):
    sign_up(client, email="dana@example.com")
    for _time in range(2):
        client.post(reverse("account_email"), {"email": "dana@example.com", "action_send": ""})
    assert [message.to for message in mail.outbox] == [["dana@example.com"]] * 2


def test_mail_says_where_it_comes_from(client, db):
    sign_up(client, email="dana@example.com")
    client.post(reverse("account_reset_password"), {"email": "dana@example.com"})
    assert "comes from Plumbline at testserver" in mail.outbox[-1].body
    assert "testserver!" not in mail.outbox[-1].body


# ---------------------------------------------------------------- an account that has no password


@pytest.fixture
def ines(provider, db):
    """Somebody who has just come from the provider, and has no password here."""
    visitor = Client()
    come_from_provider(visitor)
    return visitor


@pytest.fixture
def later(monkeypatch):
    """Return a function after which all that was shown so far is longer ago than "just now"."""

    def wait():
        now = time.time() + JUST_NOW_S + 1
        monkeypatch.setattr("projects.accounts.time.time", lambda: now)

    return wait


CHOOSE = reverse("account_set_password")


def choose(visitor):
    return visitor.post(CHOOSE, {"password1": PASSWORD, "password2": PASSWORD})


def has_password(name="ines"):
    return User.objects.get(username=name).has_usable_password()


def test_password_is_offered_to_whoever_has_none_and_to_nobody_else(ines, owner, project):
    sign_up(owner)
    assert CHOOSE in ines.get(reverse("projects:way_back")).content.decode()
    assert CHOOSE not in owner.get(reverse("projects:way_back")).content.decode()


def test_password_is_chosen_by_whoever_asks_for_it_and_just_signed_in(ines):
    assert not has_password()
    assert choose(ines)["Location"] == reverse("projects:way_back")
    assert sign_in("ines")[1].status_code == 302
    assert AuditEntry.objects.filter(kind="password_changed", who="ines").exists()


def test_open_browser_on_a_desk_chooses_no_password(ines, later):
    later()
    assert "sign in once more, and open this page within five minutes" in words_of(ines.get(CHOOSE))
    choose(ines)
    assert not has_password()


def test_open_browser_on_a_desk_gives_an_account_without_a_password_no_address(ines, later):
    later()
    sent = ines.post(reverse("account_email"), {"email": "eve@example.org", "action_add": ""})
    assert "within five minutes" in words_of(sent)
    assert mail.outbox == []


def test_forgotten_password_gives_none_to_an_account_that_has_none(ines):
    body = reset_mail_to("ines@example.com")
    assert "/password/reset/key/" not in body
    assert "you may sign in at your organisation" in body


def test_page_to_choose_a_password_leads_whoever_has_one_to_the_change_of_it(owner, project):
    sign_up(owner)
    assert owner.get(CHOOSE)["Location"] == reverse("account_change_password")


# ---------------------------------------------------------------- the organisation's sign-in beside the password

JOINED = reverse("socialaccount_connections")


def test_sign_in_of_the_organisation_is_added_to_an_account_and_opens_it(provider, owner, project):
    sign_up(owner)
    assert JOINED in owner.get(reverse("projects:way_back")).content.decode()
    say_again(owner)
    assert come_from_provider(owner, connects=True)["Location"] == JOINED
    assert "ines" in words_of(owner.get(JOINED))
    visitor = Client()
    come_from_provider(visitor)
    assert opens(visitor, project)
    assert AuditEntry.objects.filter(kind="sign_in_added", who="dana", about="ines").exists()


def test_sign_in_that_was_removed_opens_the_account_no_more(provider, owner, project):
    sign_up(owner)
    say_again(owner)
    come_from_provider(owner, connects=True)
    owner.post(JOINED, {"account": User.objects.get().socialaccount_set.get().pk})
    visitor = Client()
    come_from_provider(visitor)
    assert not opens(visitor, project)
    assert AuditEntry.objects.filter(kind="sign_in_removed", who="dana", about="ines").exists()


def test_open_browser_on_a_desk_adds_no_sign_in_before_the_password(provider, owner, project):
    sign_up(owner)
    asked = come_from_provider(owner, connects=True)
    assert asked["Location"] == reverse("account_reauthenticate")
    assert not User.objects.get().socialaccount_set.exists()


def test_only_sign_in_is_not_removed(ines):
    joined = User.objects.get().socialaccount_set.get()
    assert "Choose a password first" in words_of(ines.post(JOINED, {"account": joined.pk}))
    assert User.objects.get().socialaccount_set.exists()


def test_installation_without_a_provider_has_no_page_of_one(owner, project):
    sign_up(owner)
    assert owner.get(JOINED).status_code == 404
    assert JOINED not in owner.get(reverse("projects:way_back")).content.decode()


# ---------------------------------------------------------------- who has an account is not found by trying


def test_sign_up_says_the_same_of_an_address_that_somebody_has(db):
    sign_up(Client(), email="dana@example.com")
    taken, free = Client(), Client()
    replies = [sign_up(taken, "kaya", "dana@example.com"), sign_up(free, "sven", "sven@example.com")]
    assert {(reply.status_code, reply["Location"]) for reply in replies} == {(302, "/")}
    assert words_of(taken.get("/")).replace("kaya", "sven") == words_of(free.get("/"))
    assert mail.outbox == []


@pytest.mark.parametrize("confirmed", [True, False])
def test_account_with_the_address_of_another_takes_nothing_from_it(owner, project, confirmed):
    sign_up(owner, email="dana@example.com")
    EmailAddress.objects.update(verified=confirmed)
    eve = Client()
    eve.post(
        SIGN_UP,
        {"username": "eve", "email": "dana@example.com", "password1": "another phrase", "password2": "another phrase"},
    )
    assert not opens(eve, project)
    visitor, _reply = sign_in("dana@example.com")
    assert opens(visitor, project)
    Client().post(reverse("account_reset_password"), {"email": "dana@example.com"})
    named = [name for message in mail.outbox for name in ("dana", "eve") if f"account {name}." in message.body]
    assert named == (["dana"] if confirmed else ["dana", "eve"])


def test_change_of_address_says_the_same_of_one_that_somebody_has(client, db):
    sign_up(Client(), email="dana@example.com")
    sign_up(client, "eve")
    say_again(client)
    page = reverse("account_email")
    client.get(page)  # who is signed in is said once
    replies = [
        client.post(page, {"email": f"{name}@example.com", "action_add": ""}, follow=True) for name in ("lee", "dana")
    ]
    assert words_of(replies[0]).replace("lee", "dana") == words_of(replies[1])


def test_forgotten_password_is_mailed_about_to_every_address_so_that_no_reply_is_quicker(client, db):
    sign_up(Client(), email="dana@example.com")
    replies = [
        client.post(reverse("account_reset_password"), {"email": f"{name}@example.com"}) for name in ("dana", "nobody")
    ]
    assert len({(reply.status_code, reply["Location"], reply.content) for reply in replies}) == 1
    assert [message.to for message in mail.outbox] == [["dana@example.com"], ["nobody@example.com"]]


def test_user_name_is_public_and_said_to_be_taken(client, db):
    sign_up(Client())
    page = words_of(client.post(SIGN_UP, {"username": "dana", "password1": PASSWORD, "password2": PASSWORD}))
    assert "Somebody else has this user name." in page


# ---------------------------------------------------------------- words of what went wrong


def test_whoever_may_not_is_told_so_and_not_that_a_form_was_wrong(client, db):
    sign_up(client)
    reply = client.get("/accounts/reauthenticate/code/")
    assert reply.status_code == 403
    assert "This is not open to you" in words_of(reply)


def test_whoever_tries_too_often_reads_it_in_our_frame(client, db):
    for _time in range(5):
        client.post(reverse("account_reset_password"), {"email": "dana@example.com"})
    reply = client.post(reverse("account_reset_password"), {"email": "dana@example.com"})
    assert reply.status_code == 429
    assert "This was tried too often" in words_of(reply)
    assert 'id="main"' in reply.content.decode()


def test_form_that_is_sent_without_a_session_says_that_nobody_is_signed_in(asks, owner, project):
    address = reverse("projects:answer", args=[project.pk, BASE, "problem.statement"])
    reply = owner.post(address, {"problem-statement-value": "Typed before the session was over"})
    assert "You are not signed in" in words_of(reply)
    assert LOGIN in reply.content.decode()


# ---------------------------------------------------------------- single sign-on alone


@pytest.fixture
def alone(settings, provider):
    settings.SIGN_IN = "sso"


def test_every_way_of_signing_in_passes_the_checks_of_a_start(tmp_path):
    provider = {"PLUMBLINE_OIDC_SERVER": "https://login.example.org", "PLUMBLINE_OIDC_CLIENT": "plumbline"}
    for mode in MODES:
        more = provider | {"PLUMBLINE_SIGN_IN": mode, "PLUMBLINE_DATA": str(tmp_path), "PLUMBLINE_DEBUG": "1"}
        subprocess.run([sys.executable, "manage.py", "check"], env=clean_environment() | more, cwd=ROOT, check=True)


def test_single_sign_on_alone_has_no_page_that_asks_for_a_password(alone, client, db):
    page = client.get(LOGIN)
    assert "Example" in words_of(page)
    assert 'name="password"' not in page.content.decode()
    pages = ("signup", "reset_password", "reset_password_done", "email", "change_password", "set_password",
             "reauthenticate", "email_verification_sent")  # fmt: skip
    assert {client.get(reverse(f"account_{name}")).status_code for name in pages} == {404}
    assert client.get(JOINED).status_code == 404


def test_single_sign_on_alone_takes_no_password(owner, project, settings, provider):
    sign_up(owner)
    settings.SIGN_IN = "sso"
    visitor, reply = sign_in()
    assert reply.status_code == 404
    assert not opens(visitor, project)


def test_whoever_comes_by_single_sign_on_alone_is_let_in_and_finds_their_way_back(alone, client, db):
    assert client.get("/")["Location"] == f"{LOGIN}?next=/"
    come_from_provider(client)
    page = client.get(reverse("projects:way_back"))
    assert page.status_code == client.get("/").status_code == 200
    assert CHOOSE not in page.content.decode()
    assert JOINED not in page.content.decode()


def test_provider_that_is_out_of_reach_is_said_to_be_and_breaks_nothing(settings, client, db):
    app = {
        "provider_id": "sso", "name": "Example", "client_id": "plumbline", "secret": "s",
        "settings": {"server_url": "http://localhost:9"},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    reply = client.get(reverse("openid_connect_login", args=["sso"]))
    assert reply.status_code == 503
    assert "Your organisation’s sign-in did not work" in words_of(reply)
