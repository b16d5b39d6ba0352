"""Passkeys, with the device that Chromium plays: added, shown, renamed, removed, and what is said where that fails."""

import re

import pytest
from playwright.sync_api import expect

from tests.server import Site

PASSWORD = "a long enough phrase"
HOME = re.compile(r"^http://[^/]+/$")
LISTED, SIGN_IN = "/accounts/2fa/webauthn/", "/accounts/login/"


@pytest.fixture(scope="module")
def site(browser_path, tmp_path_factory):
    """The server by the name that browsers take for safe without https: a number has no passkeys."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.start()
    site.url = site.url.replace("127.0.0.1", "localhost")
    yield site
    site.stop()


class Device:
    """What keeps passkeys, and asks its person at once."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable", {"enableUI": False})
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def send(self, command, **more):
        return self.session.send(f"WebAuthn.{command}", {"authenticatorId": self.id, **more})

    def passkeys(self):
        return self.send("getCredentials")["credentials"]


@pytest.fixture
def device(page):
    return Device(page)


def make_account(page, name):
    page.goto("/accounts/signup/")
    page.fill("[name=username]", name)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.locator("main button").first.click()
    page.wait_for_url(HOME)


def add_passkey(page, name):
    page.goto(f"{LISTED}add/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add it").click()


def sign_out(page):
    page.goto("/accounts/logout/")
    page.locator("main button").first.click()
    page.wait_for_url(HOME)


@pytest.fixture
def waits(page):
    """A browser that proposes nothing by itself: the person presses the button."""
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")


def test_passkey_is_added_signs_in_is_renamed_and_opens_nothing_once_it_is_removed(page, device, waits, axe, fits):
    make_account(page, "dana")
    page.goto("/way-back/")
    page.get_by_role("link", name="Passkeys").click()
    expect(page.get_by_text("Your account has no passkey yet.")).to_be_visible()
    add_passkey(page, "Work laptop")
    expect(page.get_by_role("status")).to_have_text("The passkey is added. From now on it signs you in.")
    expect(page.get_by_role("rowheader")).to_have_text("Work laptop")
    axe(page)
    fits(page)
    sign_out(page)

    page.goto(f"{SIGN_IN}?next=/way-back/")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/way-back/")
    expect(page.get_by_text("You are signed in as dana.", exact=True)).to_be_visible()

    page.goto(LISTED)
    page.get_by_role("link", name="Rename").click()
    axe(page)  # of who you are once more
    page.get_by_role("link", name="Use a passkey").click()
    axe(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_label("Name").fill("Laptop at home")
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("rowheader")).to_have_text("Laptop at home")
    page.get_by_role("link", name="Remove").click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("Your account has no passkey yet.")).to_be_visible()
    sign_out(page)

    page.goto(f"{SIGN_IN}?next=/way-back/")
    page.get_by_label("User name or e-mail address").fill("dana")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".messages")).to_contain_text("This passkey opens nothing here. It may have been removed")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=%2Fway-back%2F"))
    expect(page.get_by_label("User name or e-mail address")).to_have_value("dana")


def test_browser_proposes_passkeys_at_the_user_name(page, device):
    make_account(page, "priya")
    add_passkey(page, "Phone")
    expect(page.get_by_role("rowheader")).to_have_text("Phone")
    sign_out(page)
    page.goto(SIGN_IN)
    # Nobody pressed anything: the device chooses at once what a person would choose at the field.
    page.wait_for_url(HOME)
    page.goto("/way-back/")
    expect(page.get_by_text("You are signed in as priya.")).to_be_visible()


def test_person_who_stops_keeps_what_was_typed_and_reads_that_nothing_was_added(page, device):
    make_account(page, "ines")
    device.send("setUserVerified", isUserVerified=False)
    add_passkey(page, "Half a passkey")
    expect(page.get_by_role("alert")).to_have_text(re.compile("Nothing was added: you stopped"))
    expect(page.get_by_label("Name")).to_have_value("Half a passkey")
    assert device.passkeys() == []


def test_device_that_has_one_already_is_told(page, device):
    make_account(page, "omar")
    add_passkey(page, "First")
    expect(page.get_by_role("rowheader")).to_have_text("First")
    add_passkey(page, "Second")
    expect(page.get_by_role("alert")).to_have_text("This device has a passkey of your account already.")


def test_device_without_a_passkey_leaves_the_user_name_where_it_was_typed(page, device):
    page.goto(SIGN_IN)
    page.get_by_label("User name or e-mail address").fill("dana")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("No passkey was shown"))
    expect(page.get_by_label("User name or e-mail address")).to_have_value("dana")


def test_browser_that_knows_no_passkeys_says_so(page):
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(SIGN_IN)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("This browser knows no passkeys."))
