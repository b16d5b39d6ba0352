"""Figures open in their place, and what is changed there is saved, counted and shown everywhere."""

import re

import pytest
from playwright.sync_api import expect

PRICE = "compute-price_per_gpu_hour"
expect.set_options(timeout=15_000)


@pytest.fixture
def compute(page):
    """The compute page of the sample's fine-tuning scenario."""
    page.goto("/")
    page.get_by_role("button", name="Look at a worked example").click()
    root = re.search(r"/p/[0-9a-f-]{36}/", page.url)[0]
    # The first such page of a fresh server reads all reference data.
    page.goto(f"{root}fine_tune/compute/figures/", timeout=60_000)
    return page


def row(page, figure_id):
    return page.locator(".figrow").filter(has=page.locator(f"#figure-{figure_id.replace('.', '-')}"))


def opened(page, figure_id):
    line = row(page, figure_id)
    line.locator(".opens > summary").click()
    expect(line.locator(".worked")).to_be_visible()
    return line


def test_figure_opens_with_values_and_sources(compute, axe, fits):
    line = opened(compute, "compute.rent_cost")
    expect(line).to_contain_text("$1.79/GPU-hour")
    expect(line.get_by_role("link", name="All runs")).to_be_visible()
    axe(compute)
    fits(compute)


def test_assumption_changes_in_its_place(compute):
    line = opened(compute, "compute.rent_cost")
    before = line.locator("> .value").inner_text()
    line.get_by_text("Change this answer").click()
    field = line.locator(f"#at-{PRICE}-value")
    field.fill("5")
    expect(line.locator(f"#at-{PRICE}-after")).to_have_attribute("data-result", "saved")
    expect(line.locator(".worked")).to_contain_text("$5/GPU-hour")
    expect(line.locator("> .value")).not_to_have_text(before)
    expect(field).to_be_focused()


def test_two_changes_in_two_places_do_not_clash(compute):
    line = opened(compute, "compute.rent_cost")
    line.get_by_text("Change this answer").click()
    line.locator(f"#at-{PRICE}-value").fill("5")
    expect(line.locator(f"#at-{PRICE}-after")).to_have_attribute("data-result", "saved")
    compute.goto(compute.url.replace("figures/", f"#{PRICE}"))
    below = compute.locator(f"#{PRICE}-value")
    expect(below).to_have_value("$5")
    below.fill("6")
    expect(compute.locator(f"#{PRICE}-after")).to_contain_text("Read as $6")
    expect(compute.locator(".clash")).to_have_count(0)


def test_nonsense_says_what_is_wrong_where_it_was_typed(compute):
    line = opened(compute, "compute.rent_cost")
    line.get_by_text("Change this answer").click()
    line.locator(f"#at-{PRICE}-value").fill("cheap")
    expect(line.locator(".error")).to_contain_text("cannot be read as a number")
    expect(line.locator(f"#at-{PRICE}-value")).to_have_value("cheap")


def test_undo_at_a_figure_brings_the_old_answer_back(compute):
    line = opened(compute, "compute.rent_cost")
    line.get_by_text("Change this answer").click()
    line.locator(f"#at-{PRICE}-value").fill("5")
    expect(line.locator(".worked")).to_contain_text("$5/GPU-hour")
    line.get_by_role("button", name="Undo").click()
    expect(line.locator(f"#at-{PRICE}-value")).to_have_value("$1.29 to $2.79, likely $1.79")
    expect(line.locator(".worked")).to_contain_text("$1.79/GPU-hour")


def test_page_of_a_figure_saves_as_one_types(compute):
    compute.goto(compute.url.replace("/compute/figures/", "/figures/compute.rent_cost/"))
    compute.get_by_text("Change this answer").click()
    compute.locator(f"#at-{PRICE}-value").fill("5")
    expect(compute.locator(".worked")).to_contain_text("$5/GPU-hour")
    compute.reload()
    expect(compute.locator(".worked")).to_contain_text("$5/GPU-hour")


def test_page_of_a_figure_saves_without_javascript(open_browser):
    page = open_browser(java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("button", name="Look at a worked example").click()
    root = re.search(r"/p/[0-9a-f-]{36}/", page.url)[0]
    page.goto(f"{root}fine_tune/compute/figures/")
    line = row(page, "compute.rent_cost")
    line.locator(".opens > summary").click()
    line.get_by_role("link", name="Open this figure").click()
    page.get_by_text("Change this answer").click()
    page.locator(f"#at-{PRICE}-value").fill("5")
    page.locator(".change button.btn", has_text="Save").click()
    expect(page.locator(".worked")).to_contain_text("$5/GPU-hour")


def test_steps_stay_open_when_figures_are_worked_out_again(compute):
    compute.locator("#all-buying > summary").first.click()
    steps = compute.locator("#steps-buying")
    steps.locator("> summary").click()
    line = opened(compute, "compute.rent_cost")
    line.get_by_text("Change this answer").click()
    line.locator(f"#at-{PRICE}-value").fill("5")
    expect(line.locator(".worked")).to_contain_text("$5/GPU-hour")
    expect(steps).to_be_visible()
    expect(steps).to_have_attribute("open", "")


def test_newcomer_gets_figures_by_saying_what_it_should_do(page, axe):
    page.goto("/")
    page.get_by_label("What is your project called?").fill("Letters")
    page.get_by_role("button", name="Start a project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters")
    page.goto(page.url + "compute/")
    page.get_by_label("Sort or route texts").check()
    expect(page.locator(".guess")).to_contain_text("a small encoder such as RoBERTa-Large can do that")
    expect(page.get_by_role("link", name="See which approach fits")).to_be_visible()
    page.locator("#q-compute-approach").get_by_label("Call a hosted model (API)").check()
    page.get_by_role("link", name="How we got there").click()
    expect(row(page, "compute.call_cost")).to_be_visible()
    axe(page)


def test_ways_stand_side_by_side_when_asked(compute, axe, fits):
    compute.goto(compute.url.replace("figures/", ""))
    compute.locator("#ways > summary").click()
    table = compute.locator("#compute_ways table")
    expect(table.get_by_role("row")).to_have_count(8)
    axe(compute)
    fits(compute)


def test_names_are_offered_while_one_types(compute):
    compute.goto(compute.url.replace("figures/", "#compute-model"))
    field = compute.locator("#compute-model-value")
    assert compute.locator(f"#{field.get_attribute('list')} option").count() > 40
    field.fill("llama 3.1 8b")
    expect(compute.locator("#compute-model-after")).to_contain_text("8.03 billion parameters, 32 layers")


def test_models_page_is_accessible(compute, axe, fits):
    compute.goto(compute.url.replace("figures/", "models/"))
    axe(compute)
    fits(compute)


def test_overview_follows_what_changes_at_an_opened_figure(page):
    page.goto("/")
    page.get_by_role("button", name="Look at a worked example").click()
    root = re.search(r"/p/[0-9a-f-]{36}/", page.url)[0]
    page.goto(f"{root}api/", timeout=60_000)
    before = page.locator(".tests").inner_text()
    card = page.locator(".figure").filter(has=page.locator("#figure-case-benefit"))
    card.locator(".opens > summary").click()
    change = card.locator("#change-case-benefit-at-value-saving_per_case")
    change.locator("> summary").click()
    field = change.locator("#at-value-saving_per_case-value")
    field.fill("0.5")
    expect(change.locator("#at-value-saving_per_case-after")).to_have_attribute("data-result", "saved")
    expect(page.locator(".tests")).not_to_have_text(before)
    expect(field).to_be_focused()
