"""Questions of an organisation's own: an administrator uploads them, a colleague answers, an old project keeps its."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PATIENCE
from tests.server import ROOT, Site

SAMPLE = Path(ROOT, "organisation", "own-questions.toml")


@pytest.fixture
def own_site(browser_path, tmp_path):
    """A server of its own: what an administrator sets would be asked in the projects of all other tests."""
    site = Site(tmp_path)
    site.start()
    person = ("--username=ada", "--email=ada@example.org")
    site.manage("createsuperuser", "--noinput", *person, password="kettle-and-lamp-7")
    yield site
    site.stop()


def visitor(chromium, site):
    context = chromium.new_context(base_url=site.url, viewport=DESKTOP, locale="en-US", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    context.add_init_script("try { localStorage.setItem('plumbline-all-questions', '1'); } catch {}")
    return context.new_page()


def begin(page, name):
    page.goto("/")
    page.get_by_label("What is your project called?").fill(name)
    page.get_by_label("What is your project called?").press("Enter")
    expect(page).to_have_url(re.compile("/p/"))
    return re.search(r"/p/[0-9a-f-]{36}/base/", page.url)[0]


def test_organisation_asks_its_own_questions(own_site, chromium, axe, fits):
    colleague, ada = visitor(chromium, own_site), visitor(chromium, own_site)
    old = begin(colleague, "Older project")

    ada.goto("/accounts/login/?next=/organisation/questions/")
    ada.locator("[name=login]").fill("ada")
    ada.locator("[name=password]").fill("kettle-and-lamp-7")
    ada.locator("[name=password]").press("Enter")
    expect(ada.get_by_role("heading", level=1)).to_have_text("Questions")
    ada.get_by_label("Or choose the file").set_input_files(
        {"name": "own.toml", "mimeType": "text/plain", "buffer": SAMPLE.read_bytes().replace(b'"person"', b'"persona"')}
    )
    ada.get_by_role("button", name="Save a new version").click()
    expect(ada.locator(".error").first).to_contain_text("type of own.security_partner must be one of")
    text = ada.get_by_label("Your own questions")
    text.fill(text.input_value().replace('"persona"', '"person"'))
    ada.locator("details.group > summary").first.click()
    ada.get_by_label("What will people assume is included that is not?").first.check()
    axe(ada)
    fits(ada)
    ada.get_by_role("button", name="Save a new version").click()
    expect(ada.locator(".messages")).to_contain_text("Saved as version 1.")

    root = begin(colleague, "Newer project")
    colleague.goto(f"{root}questions/own/")
    colleague.get_by_label("Internal").check()
    expect(colleague.locator(".bar .mark.saved")).to_be_visible()
    axe(colleague)
    fits(colleague)
    colleague.goto(f"{root}check/own/")
    expect(colleague.locator("main")).to_contain_text("Protection class")

    assert colleague.goto(f"{old}questions/own/").status == 404
    colleague.goto(f"{old}decision/")
    colleague.get_by_role("link", name="See what version 1 would change").click()
    expect(colleague.locator("main")).to_contain_text("Which protection class do the data have?")
    axe(colleague)
    fits(colleague)
    colleague.get_by_role("button", name="Take version 1").click()
    colleague.goto(f"{old}questions/own/")
    expect(colleague.get_by_role("heading", level=1)).to_have_text("House rules")
