"""Passkeys: offered where accounts are, a way in beside the password, and nobody's but their owner's."""

import io
import json
import zipfile
from datetime import timedelta
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.persons import erase_person, export_of
from projects.models import AuditEntry
from projects.passkeys import MOST_PASSKEYS
from tests.decisions.pages import words_of
from tests.passkeys import HOST, Device, as_field

PASSWORD = "a long enough phrase"
LOGIN, LISTED, ADD = reverse("account_login"), reverse("mfa_list_webauthn"), reverse("mfa_add_webauthn")
SHOW = reverse("mfa_login_webauthn")


@pytest.fixture(autouse=True)
def quick_hasher(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def visitor():
    return Client(headers={"host": HOST})


def account(name="dana"):
    """Return somebody who made an account and has just said the password again."""
    person = visitor()
    person.post(reverse("account_signup"), {"username": name, "password1": PASSWORD, "password2": PASSWORD})
    person.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return person


def add(person, device=None, name="Work laptop"):
    device = device or Device()
    options = person.get(ADD).context["js_data"]["creation_options"]
    reply = person.post(ADD, {"name": name, **as_field(device.make(options))})
    return device, reply


def asked(person):
    return person.get(SHOW, headers={"accept": "application/json"}).json()["request_options"]


def sign_in(device, person=None, **more):
    person = person or visitor()
    return person, person.post(SHOW, as_field(device.show(asked(person))) | more)


def is_in(person):
    return "_auth_user_id" in person.session


@pytest.fixture
def dana(db):
    return account()


@pytest.fixture
def device(dana):
    return add(dana)[0]


def only():
    return Authenticator.objects.get()


# ---------------------------------------------------------------- where they are offered


@pytest.mark.parametrize(
    ("host", "secure", "offered"),
    [
        ("localhost", False, True),
        ("plumbline.localhost:8000", False, True),
        ("testserver", False, False),
        ("testserver", True, True),
        ("127.0.0.1", False, False),
        ("127.0.0.1", True, False),
        ("[::1]", True, False),
    ],
)
def test_passkeys_are_offered_where_browsers_allow_them(settings, db, host, secure, offered):
    settings.ALLOWED_HOSTS = ["*"]
    page = Client().get(LOGIN, headers={"host": host}, secure=secure)
    assert ("Sign in with a passkey" in words_of(page)) is offered


def test_account_leads_to_its_passkeys_where_they_are_offered(dana):
    way_back = reverse("projects:way_back")
    assert LISTED in dana.get(way_back).content.decode()
    assert LISTED not in dana.get(way_back, headers={"host": "testserver"}).content.decode()


def test_installation_that_requires_accounts_offers_them(settings, device):
    settings.SIGN_IN = "required"
    person, _reply = sign_in(device)
    assert person.get("/").status_code == 200


@pytest.mark.parametrize("page", [LISTED, ADD, SHOW, reverse("mfa_reauthenticate_webauthn"), reverse("mfa_index")])
def test_single_sign_on_alone_has_no_page_of_passkeys(settings, dana, page):
    settings.SIGN_IN = "sso"
    assert dana.get(page).status_code == 404


def test_passkey_of_before_opens_nothing_under_single_sign_on_alone(settings, device):
    person = visitor()
    answer = device.show(asked(person))
    settings.SIGN_IN = "sso"
    assert person.post(SHOW, as_field(answer)).status_code == 404
    assert "passkey" not in words_of(person.get(LOGIN))
    assert not is_in(person)


def test_whoever_has_no_password_is_led_to_one_first(db):
    ines = User.objects.create_user("ines")
    person = visitor()
    person.force_login(ines, "allauth.account.auth_backends.AuthenticationBackend")
    page = person.get(LISTED)
    assert reverse("account_set_password") in page.content.decode()
    assert ADD not in page.content.decode()


# ---------------------------------------------------------------- added, shown, renamed, removed


def test_passkey_signs_in_and_leads_where_somebody_was_going(device):
    person, reply = sign_in(device, next="/way-back/")
    assert reply["Location"] == "/way-back/"
    assert "You are signed in as dana." in words_of(person.get("/way-back/"))


def test_next_page_after_a_passkey_is_one_of_ours(device):
    assert sign_in(device, next="https://evil.example/")[1]["Location"] == "/"


def test_list_says_name_and_days(dana, device):
    assert "Work laptop" in words_of(dana.get(LISTED))
    assert "not yet" in words_of(dana.get(LISTED))
    sign_in(device)
    assert "not yet" not in words_of(dana.get(LISTED))


def test_passkey_without_a_name_gets_one(dana):
    add(dana, name=" ")
    assert str(only()) == "Passkey 1"


def test_password_goes_on_working_alone(dana, device):
    person = visitor()
    person.post(LOGIN, {"login": "dana", "password": PASSWORD})
    assert is_in(person)


def test_renamed_passkey_signs_in_as_before(dana, device):
    dana.post(reverse("mfa_edit_webauthn", args=[only().pk]), {"name": "At home"})
    assert "At home" in words_of(dana.get(LISTED))
    assert is_in(sign_in(device)[0])


def test_removed_passkey_opens_nothing_and_says_why(dana, device):
    dana.post(reverse("mfa_remove_webauthn", args=[only().pk]))
    person, reply = sign_in(device, next="/way-back/")
    assert reply["Location"] == f"{LOGIN}?next=%2Fway-back%2F"
    assert "It may have been removed" in words_of(person.get(LOGIN))
    assert not is_in(person)


@pytest.mark.parametrize("page", ["mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_change_asks_who_somebody_is_once_five_minutes_are_over(settings, dana, device, page):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    number = [] if page == "mfa_add_webauthn" else [only().pk]
    reply = dana.post(reverse(page, args=number), {"name": "Later"})
    assert reply["Location"].startswith(reverse("account_reauthenticate"))
    assert str(only()) == "Work laptop"


def test_name_that_was_typed_is_saved_once_somebody_said_who_they_are(settings, dana, device):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    reply = dana.post(reverse("mfa_edit_webauthn", args=[only().pk]), {"name": "Typed before"})
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    dana.post(reply["Location"], {"password": PASSWORD, "next": reverse("mfa_edit_webauthn", args=[only().pk])})
    assert str(only()) == "Typed before"


def test_passkey_shows_again_who_somebody_is(settings, dana, device):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    again = reverse("mfa_reauthenticate_webauthn")
    options = dana.get(again).context["js_data"]["request_options"]
    assert dana.post(again, as_field(device.show(options)) | {"next": LISTED})["Location"] == LISTED


def test_refused_passkey_is_asked_for_again_on_the_way_to_the_same_page(dana, device):
    again = reverse("mfa_reauthenticate_webauthn")
    options = dana.get(again).context["js_data"]["request_options"]
    reply = dana.post(again, as_field(Device(handle=device.handle).show(options)) | {"next": LISTED})
    assert reply["Location"] == f"{again}?next={quote(LISTED, safe='')}"


# ---------------------------------------------------------------- what is refused


def test_answer_that_was_seen_opens_nothing_a_second_time(device):
    person = visitor()
    answer = device.show(asked(person))
    person.post(SHOW, as_field(answer))
    assert is_in(person)
    for other in (visitor(), person):
        other.post(reverse("account_logout"))
        other.post(SHOW, as_field(answer))
        assert not is_in(other)


def test_answer_to_the_question_of_another_browser_opens_nothing(device):
    answer = device.show(asked(visitor()))
    person = visitor()
    asked(person)
    person.post(SHOW, as_field(answer))
    assert not is_in(person)


def test_passkey_of_one_account_does_not_open_another(device):
    priya = account("priya")
    theirs, _reply = add(priya)
    person = visitor()
    person.post(SHOW, as_field(device.show(asked(person), handle=theirs.handle)))
    assert not is_in(person)


@pytest.mark.parametrize("spoilt", [{"origin": "https://evil.example"}, {"verifies": False}, {"key": Device().key}])
def test_answer_that_is_not_quite_right_opens_nothing(device, spoilt):
    false = Device(**{"credential_id": device.credential_id, "key": device.key, "handle": device.handle} | spoilt)
    person, reply = sign_in(false)
    assert reply["Location"] == LOGIN
    assert not is_in(person)


@pytest.mark.parametrize("spoilt", [{"origin": "https://evil.example"}, {"verifies": False}])
def test_passkey_that_is_not_quite_right_is_not_added_and_its_name_stays(dana, spoilt):
    _device, reply = add(dana, Device(**spoilt), name="Typed")
    assert "The passkey was not added" in words_of(reply)
    assert 'value="Typed"' in reply.content.decode()
    assert not Authenticator.objects.exists()


def broken(answer):
    """Yield an answer with each part that is read taken out, or something else in its place."""
    for holder, key in [
        (answer, "rawId"),
        (answer, "response"),
        *((answer["response"], key) for key in answer["response"]),
    ]:
        kept = holder.pop(key)
        yield answer
        for junk in (None, 7, "", "!", "AAAA", [], {}, [kept]):
            holder[key] = junk
            if key != "rawId" or junk is not None:  # then the other one is read
                yield answer
        holder[key] = kept
    yield from (7, False, "text", [], [answer], {})


def test_whatever_is_sent_as_an_answer_opens_nothing_and_breaks_nothing(device):
    person = visitor()
    for answer in broken(device.show(asked(person))):
        assert person.post(SHOW, as_field(answer)).status_code == 302
        assert not is_in(person), answer


def test_whatever_is_sent_as_a_new_passkey_breaks_nothing(dana):
    device = Device()
    options = dana.get(ADD).context["js_data"]["creation_options"]
    for answer in broken(device.make(options)):
        assert dana.post(ADD, {"name": "x", **as_field(answer)}).status_code in (200, 302)
        assert dana.get(LISTED).status_code == 200


def test_wrong_answers_of_one_passkey_are_limited_and_others_come_in(device):
    other, _reply = add(account("priya"))
    false = Device(credential_id=device.credential_id, handle=device.handle)
    for _number in range(20):
        sign_in(false)
    assert not is_in(sign_in(device)[0])
    assert is_in(sign_in(other)[0])


def test_right_answer_ends_the_count_of_wrong_ones(device):
    false = Device(credential_id=device.credential_id, handle=device.handle)
    for _number in range(19):
        sign_in(false)
    sign_in(device)
    sign_in(false)
    assert is_in(sign_in(device)[0])


def test_thirty_colleagues_sign_in_behind_one_address(device):
    assert all(is_in(sign_in(device)[0]) for _number in range(30))


@pytest.mark.parametrize("page", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_passkey_of_somebody_else_is_neither_renamed_nor_removed(device, page):
    priya = account("priya")
    assert priya.get(reverse(page, args=[only().pk])).status_code == 404
    assert priya.post(reverse(page, args=[only().pk]), {"name": "Mine"}).status_code == 404
    assert str(only()) == "Work laptop"


@pytest.mark.parametrize("page", ["mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"])
def test_whoever_is_not_signed_in_finds_no_passkeys(db, page):
    assert visitor().get(reverse(page))["Location"].startswith(LOGIN)


def test_account_that_was_closed_is_opened_by_no_passkey(device):
    User.objects.update(is_active=False)
    assert not is_in(sign_in(device)[0])


def test_account_has_a_number_of_passkeys_that_ends(dana):
    for number in range(MOST_PASSKEYS):
        add(dana, name=f"Key {number}")
    _device, reply = add(dana, name="One more")
    assert "An account has at most 20 passkeys." in words_of(reply)
    assert Authenticator.objects.count() == MOST_PASSKEYS


def test_flood_of_questions_comes_to_an_end(settings, db):
    settings.MOST_NEW_BROWSERS_PER_HOUR = 3
    replies = [visitor().get(SHOW, headers={"accept": "application/json"}).status_code for _number in range(5)]
    assert replies == [200, 200, 200, 507, 507]
    Session.objects.update(expire_date=timezone.now() + timedelta(days=1))
    assert visitor().get(SHOW, headers={"accept": "application/json"}).status_code == 200


# ---------------------------------------------------------------- the log, and what is kept


def test_log_says_what_became_of_a_passkey(dana, device):
    dana.post(reverse("mfa_edit_webauthn", args=[only().pk]), {"name": "At home"})
    sign_in(device)
    dana.post(reverse("mfa_remove_webauthn", args=[only().pk]))
    noted = AuditEntry.objects.filter(who="dana", kind__contains="passkey").order_by("pk").values_list("kind", "about")
    assert list(noted) == [
        ("passkey_added", "Work laptop"),
        ("passkey_renamed", "At home"),
        ("signed_in_by_passkey", ""),
        ("passkey_removed", "At home"),
    ]


def test_password_after_a_passkey_is_noted_as_what_it_is(dana, device):
    person, _reply = sign_in(device)
    person.post(reverse("account_logout"))
    person.post(LOGIN, {"login": "dana", "password": PASSWORD})
    assert AuditEntry.objects.order_by("-pk").first().kind == "signed_in"


def test_exported_data_name_passkeys_and_hold_nothing_of_their_keys(dana, device):
    told = zipfile.ZipFile(io.BytesIO(export_of(User.objects.get()))).read("account.json").decode()
    passkey = only()
    expected = {"name": "Work laptop", "added": passkey.created_at.isoformat(), "last_used": None}
    assert json.loads(told)["passkeys"] == [expected]
    assert passkey.data["credential"]["id"] not in told


def test_erased_person_leaves_no_passkey_and_no_name_of_one(dana, device):
    erase_person(User.objects.get(), None)
    assert not Authenticator.objects.exists()
    assert not AuditEntry.objects.filter(about="Work laptop").exists()
    assert not is_in(sign_in(device)[0])


def test_new_password_says_that_passkeys_go_on_opening(dana, device):
    fresh = {"password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    page = dana.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **fresh}, follow=True)
    assert "1 passkey opens your account" in words_of(page)


@pytest.mark.parametrize("page", ["mfa_login_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"])
def test_answer_that_is_nested_too_deep_to_be_read_is_refused(dana, page):
    dana.get(reverse(page), headers={"accept": "application/json"})
    assert dana.post(reverse(page), {"credential": "[" * 5000}).status_code in {200, 302}
