"""Prices in the browser: the day moves once its changes were seen; offers and runs are sorted and narrowed in place."""

import re

from playwright.sync_api import expect


def sample(page, scenario="fine_tune"):
    """Open the worked example and return its address in one scenario."""
    page.set_default_navigation_timeout(40_000)
    page.goto("/")
    page.get_by_text("Look at a worked example").click()
    root = re.search(r"/p/[0-9a-f-]{36}/", page.url)[0] + f"{scenario}/"
    # The examples have prices of their day; an older one shows what moving it does.
    page.goto(root + "compute/price-day/?day=2026-11-16")
    page.get_by_role("button", name="Use prices of 16 November 2026").click()
    return root


def test_day_of_prices_moves_after_its_changes_were_seen(page, axe, fits):
    root = sample(page)
    page.goto(root + "compute/")
    page.locator("#compute_result").get_by_role("link", name="Use today’s prices").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Use today’s prices")
    expect(page.locator("main")).to_contain_text("This project uses prices of 16 November 2026")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Use today’s prices").click()
    expect(page.locator(".messages")).to_contain_text("before they were those of 16 November 2026")
    page.goto(root + "compute/price-day/?day=2026-11-16")
    expect(page.get_by_role("button", name="Use prices of 16 November 2026")).to_be_visible()


def test_offers_are_sorted_in_place(page, axe, fits):
    root = sample(page)
    page.goto(root + "compute/price-day/")
    page.get_by_role("button", name="Use today’s prices").click()
    page.goto(root + "compute/offers/")
    axe(page)
    fits(page)
    page.evaluate("window.stays = true")
    page.get_by_role("columnheader", name="Seller").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Seller")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#offers tbody th").first).to_contain_text("AWS")
    assert page.evaluate("window.stays")
    assert "sort=provider" in page.url
    page.get_by_role("link", name=re.compile("more offers of this accelerator")).click()
    expect(page.locator("#offers tbody")).to_contain_text("spot")


def test_runs_are_narrowed_in_place_and_by_the_form_alone(page, open_browser, axe, fits):
    root = sample(page)
    page.goto(root + "compute/runs/")
    axe(page)
    fits(page)
    page.evaluate("window.stays = true")
    page.get_by_role("searchbox").fill("llama 2")
    expect(page.locator("#runs [role=status]")).to_contain_text("7 of 193 models")
    page.get_by_label("Vertical axis").select_option("flop")
    expect(page.locator("#runs figure")).to_contain_text("size against work")
    page.get_by_role("columnheader", name="Total").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Total")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("table.runs tbody th").first).to_contain_text("Llama 7B")
    page.get_by_label("Size, in parameters").select_option("large")
    expect(page.locator("#runs [role=status]")).to_contain_text("3 of 193 models")
    expect(page.get_by_role("columnheader", name="Total")).to_have_attribute("aria-sort", "ascending")
    assert page.evaluate("window.stays")

    plain = open_browser(java_script_enabled=False).new_page()
    plain.goto("/")
    plain.get_by_text("Look at a worked example").click()
    plain.goto(plain.url + "compute/runs/")
    plain.get_by_role("searchbox").fill("llama 2")
    plain.get_by_role("button", name="Show").click()
    expect(plain.locator("#runs [role=status]")).to_contain_text("7 of 193 models")


def test_long_list_of_runs_begins_short_and_is_listed_whole_on_demand(page):
    page.goto(sample(page) + "compute/runs/")
    expect(page.locator("table.runs tbody tr")).to_have_count(40)
    page.get_by_role("link", name="List all 193").click()
    expect(page.locator("table.runs tbody tr")).to_have_count(193)


def test_cards_of_a_phone_can_be_sorted(page, fits):
    root = sample(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(root + "compute/runs/")
    page.get_by_role("link", name="Per GPU-hour").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Per GPU-hour")
    fits(page)
