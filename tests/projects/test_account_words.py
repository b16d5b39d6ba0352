"""Pages and mails of accounts say what we say, and nothing of what the library behind them says by itself.

They are read in a language that nobody speaks: our texts wear accents there, and the library's stand as they are.
"""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.test.signals import template_rendered
from django.urls import get_resolver, reverse

from tests.passkeys import HOST, Device, as_field
from tests.provider import come_from_provider
from tests.pseudo import texts_of

# The provider's own: what its library will drop one day.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config", "ignore:authlib.jose")

PASSWORD = "a long enough phrase"
BROUGHT = Path(allauth.__file__).parent
NOWHERE = {
    "account_confirm_login_code": "nobody is mailed a code to sign in",
    "account_confirm_reauthentication_code": "nor one to confirm who they are",
    "account_request_reauthentication_code": "nor one to confirm who they are",
    "mfa_authenticate": "a passkey is asked for in place of the password",
    "mfa_reauthenticate": "there are no codes of an authenticator app",
    "mfa_index": "leads to the list of passkeys",
    "socialaccount_signup": "whoever comes from the provider is asked nothing more",
}
"""Addresses that show no page of their own."""


class Walk:
    """Visits pages and keeps what they said, and which templates said it."""

    def __init__(self):
        self.replies, self.templates, self.asked = [], set(), set()

    def note(self, sender, template, **_more):
        self.templates.add(Path(template.origin.name))

    def visitor(self):
        """Return somebody who reads in a language that nobody speaks; passkeys are offered to them."""
        client = Client(headers={"host": HOST})
        client.cookies["language"] = "en-xa"
        return client

    def get(self, client, name, /, *args, **more):
        self.asked.add(name)
        return self.keep(client.get(reverse(name, args=args), follow=True, **more))

    def post(self, client, name, /, *args, **sent):
        self.asked.add(name)
        return self.keep(client.post(reverse(name, args=args), sent, follow=True))

    def keep(self, reply):
        self.replies.append(reply)
        return reply

    def link(self):
        """Return the address that the last mail leads to."""
        return re.search(r"http://[^/]+(/\S+)", mail.outbox[-1].body)[1]


@pytest.fixture
def walk(db, settings, provider, pseudo_languages):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    walk = Walk()
    template_rendered.connect(walk.note)
    yield walk
    template_rendered.disconnect(walk.note)


@pytest.fixture
def walked(walk):
    """Everything that people meet who have an account, and those who have none yet."""
    walk_past_the_door(walk)
    dana = walk.visitor()
    sign_up(walk, dana, "dana", email="dana@example.com")
    change_the_address(walk, dana)
    change_the_password(walk, dana)
    keep_a_passkey(walk, dana)
    use_the_provider(walk, dana)
    forget_the_password(walk)
    return walk


def walk_past_the_door(walk):
    client = walk.visitor()
    for name in (
        "account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive",
        "account_email_verification_sent", "account_reset_password_from_key_done", "socialaccount_login_cancelled",
        "socialaccount_login_error", "mfa_login_webauthn", *NOWHERE,
    ):  # fmt: skip
        walk.get(client, name)
    walk.get(client, "account_confirm_email", "nothing")
    walk.get(client, "account_reset_password_from_key", "1", "nothing")
    walk.get(client, "openid_connect_callback", "sso")
    walk.post(client, "account_login", login="dana", password="wrong")
    walk.post(client, "account_login")
    walk.post(client, "account_reset_password", email="nobody@example.com")


def sign_up(walk, client, name, password2=PASSWORD, **more):
    return walk.post(client, "account_signup", username=name, password1=PASSWORD, password2=password2, **more)


def say_again(walk, client):
    walk.get(client, "account_reauthenticate")
    walk.post(client, "account_reauthenticate", password="wrong")
    walk.post(client, "account_reauthenticate", password=PASSWORD)


def change_the_address(walk, client):
    sign_up(walk, walk.visitor(), "dana")
    sign_up(walk, walk.visitor(), "lee", "another phrase", email="no address")
    say_again(walk, client)
    walk.get(client, "account_email")
    walk.post(client, "account_email", email="dana@example.com", action_add="")
    walk.post(client, "account_email", email="dana@example.com", action_send="")
    walk.keep(client.get(walk.link()))
    walk.keep(client.post(walk.link(), follow=True))
    walk.post(client, "account_email", email="dana@example.org", action_add="")
    walk.post(client, "account_email", email="dana@example.org", action_remove="")
    walk.post(client, "account_email", email="taken@example.org", action_add="")
    for button in ("action_remove", "action_primary"):
        walk.post(client, "account_email", email="dana@example.com", **{button: ""})
    walk.post(client, "account_email", email="taken@example.org", action_primary="")
    owner = User.objects.create_user("tara", "taken@example.org")
    EmailAddress.objects.create(user=owner, email="taken@example.org", verified=True, primary=True)
    walk.keep(client.get(walk.link()))
    walk.keep(client.post(walk.link(), follow=True))


def change_the_password(walk, client):
    walk.get(client, "account_change_password")
    walk.get(client, "account_set_password")
    new = {"password1": PASSWORD, "password2": PASSWORD}
    walk.post(client, "account_change_password", oldpassword="wrong", password1=PASSWORD, password2="another")
    walk.post(client, "account_change_password", oldpassword=PASSWORD, **new)
    for _time in range(5):
        walk.get(client, "account_change_password")


def keep_a_passkey(walk, client):
    device = Device()
    options = walk.get(client, "mfa_add_webauthn").context["js_data"]["creation_options"]
    walk.post(client, "mfa_add_webauthn", **as_field(device.make(options)))
    walk.get(client, "mfa_list_webauthn")
    key = client.get(reverse("mfa_list_webauthn")).context["authenticators"][0].pk
    walk.post(client, "mfa_edit_webauthn", key, name="")
    walk.get(client, "mfa_edit_webauthn", key)
    walk.get(client, "mfa_reauthenticate_webauthn")
    walk.post(client, "mfa_reauthenticate_webauthn", credential="{}")
    walk.get(client, "mfa_remove_webauthn", key)
    walk.post(client, "mfa_remove_webauthn", key)
    walk.get(client, "account_request_reauthentication_code")


def use_the_provider(walk, client):
    walk.get(client, "openid_connect_login", "nowhere")
    walk.get(client, "socialaccount_connections")
    for _time in range(2):
        walk.keep(come_from_provider(client, connects=True, follow=True))
    joined = User.objects.get(username="dana").socialaccount_set.get().pk
    walk.post(client, "socialaccount_connections")
    walk.post(client, "socialaccount_connections", account=joined)
    ines = walk.visitor()
    walk.keep(come_from_provider(ines, follow=True))
    walk.keep(come_from_provider(client, connects=True, follow=True))
    only = User.objects.get(username="ines").socialaccount_set.get().pk
    walk.post(ines, "socialaccount_connections", account=only)
    walk.get(ines, "projects:way_back")
    walk.get(ines, "mfa_list_webauthn")
    walk.get(ines, "account_set_password")
    walk.post(ines, "account_set_password", password1=PASSWORD, password2="another")
    walk.post(ines, "account_set_password", password1=PASSWORD, password2=PASSWORD)
    walk.get(client, "account_logout")
    walk.post(client, "account_logout")


def forget_the_password(walk):
    client = walk.visitor()
    walk.post(client, "account_reset_password", email="dana@example.com")
    link = walk.link()
    form = walk.keep(client.get(link, follow=True)).redirect_chain[-1][0]
    for second in ("another", PASSWORD + "!"):
        walk.keep(client.post(form, {"password1": PASSWORD + "!", "password2": second}, follow=True))
    walk.keep(client.get(link, follow=True))
    User.objects.filter(username="dana").update(is_active=False)
    walk.post(client, "account_login", login="dana", password=PASSWORD + "!")
    for _time in range(6):
        walk.post(client, "account_reset_password", email="dana@example.com")
    for _time in range(21):
        walk.post(client, "account_login", login="dana", password="wrong")


def brought_addresses():
    """Return the names of all addresses below /accounts/."""

    def names(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from names(pattern.url_patterns)
            elif pattern.name:
                yield pattern.name

    return set(names(part for part in get_resolver().url_patterns if str(part.pattern).startswith("accounts/")))


def says(text):
    """Return what finds a text of the library: whole where it is short, also within others where it is a sentence."""
    parts = [re.escape(" ".join(part.split())) for part in re.split(r"%\(\w+\)s|%[sd]", text)]
    pattern = ".+?".join(parts)
    return re.compile(pattern if len(text.split()) > 3 else f"^{pattern}$")


def library_texts():
    with (BROUGHT / "locale/de/LC_MESSAGES/django.po").open("rb") as file:
        messages = [message.id for message in read_po(file, locale="de") if message.id]
    texts = [text for message in messages for text in ([message] if isinstance(message, str) else message)]
    pieces = {piece.strip() for text in texts for piece in re.split(r"<[^>]+>", text)}
    return [says(piece) for piece in pieces if len(re.sub(r"%\(\w+\)s", "", piece)) > 3]


def test_pages_and_mails_of_accounts_say_nothing_that_the_library_says(walked):
    said = {text for reply in walked.replies for text in texts_of(reply.content.decode())}
    said |= {" ".join(part.split()) for message in mail.outbox for part in (message.subject, *message.body.split("\n"))}
    library = library_texts()
    assert len(library) > 200
    assert len(mail.outbox) > 6
    assert sorted(text for text in said if any(words.search(text) for words in library)) == []


def test_no_template_of_the_library_says_anything(walked):
    brought = [path for path in walked.templates if path.is_relative_to(BROUGHT)]
    assert brought  # the frames that ours stand in
    assert [path for path in brought if re.search(r"\btrans\b|\btranslate\b|blocktrans", path.read_text())] == []
    ours = Path(django_settings.BASE_DIR, "templates")
    assert {reply.templates[0].origin.name for reply in walked.replies if reply.templates} <= {
        str(path) for path in ours.rglob("*.*")
    }


def test_every_address_of_accounts_is_walked(walked):
    assert brought_addresses() - walked.asked == set()
