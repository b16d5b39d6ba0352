"""Explore: Plotly from this server, only when asked for, under the content policy (which every test here watches)."""

import re

import pytest
from playwright.sync_api import expect

CHARTS = {
    "value/": ["case-value", "case-parts", "case-tornado"],
    "team/budget/": ["team-spending", "team-cost_by_role"],
    "compute/runs/": ["compute-runs"],
}


@pytest.fixture
def home(page):
    """Open the worked example and return the path of its base scenario."""
    # Working out a project for the first time and reading Plotly take a busy machine a while.
    page.set_default_timeout(30_000)
    page.goto("/")
    page.get_by_role("button", name="Look at a worked example").click()
    return re.search(r"/p/[0-9a-f-]{36}/", page.url)[0] + "base/"


def explore(page, chart):
    figure = page.locator(f"#chart-{chart}")
    folded = page.locator(f"details:not([open]):has(#chart-{chart}) > summary")
    if folded.count():
        folded.click()
    figure.get_by_role("button", name="Explore this chart").click()
    expect(figure.locator(".explored .main-svg").first).to_be_visible(timeout=30_000)
    return figure


@pytest.mark.parametrize(("path", "charts"), CHARTS.items())
def test_charts_open_and_say_their_values_under_the_pointer(page, home, path, charts):
    page.goto(home + path)
    for chart in charts:
        figure = explore(page, chart)
        point = figure.locator(".point path, path.point, .points path").first
        point.hover(force=True)
        expect(figure.locator(".hoverlayer .hovertext").first).to_be_visible()


def test_lines_open(page, home):
    page.goto(home + "team/budget/")
    expect(explore(page, "team-forecast").locator(".legendtext").first).to_have_text("Team, with delay")


def test_plotly_is_loaded_when_it_is_asked_for(page, home):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(home + "value/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "plotly" in url]
    explore(page, "case-value")
    assert [url for url in asked if "plotly" in url]


def test_the_bar_offers_no_upload(page, home):
    page.goto(home + "value/")
    titles = (
        explore(page, "case-value")
        .locator(".modebar-btn")
        .evaluate_all("all => all.map(button => button.dataset.title)")
    )
    assert not [title for title in titles if re.search("cloud|chart studio|edit", title or "", re.IGNORECASE)]


def test_the_drawing_comes_back(page, home):
    page.goto(home + "value/")
    figure = explore(page, "case-value")
    expect(figure.locator(":scope > svg")).to_be_hidden()
    figure.get_by_role("button", name="Back to the drawing").click()
    expect(figure.locator(":scope > svg")).to_be_visible()
    expect(figure.locator(".explored")).to_have_count(0)


def test_an_open_chart_follows_the_theme(page, home):
    page.emulate_media(color_scheme="light")
    page.goto(home + "value/")
    ground = explore(page, "case-value").locator(".explored .main-svg").first
    light = ground.evaluate("element => getComputedStyle(element).backgroundColor")
    page.emulate_media(color_scheme="dark")
    expect(ground).not_to_have_css("background-color", light)


def test_a_chart_that_cannot_be_had_says_so_and_tries_again(page, home):
    page.goto(home + "value/")
    page.route("**/plotly.min*.js", lambda route: route.abort())
    figure = page.locator("#chart-case-value")
    figure.get_by_role("button", name="Explore this chart").click()
    expect(figure.get_by_role("button", name="It could not be loaded. Try again")).to_be_visible()
    expect(figure.locator(":scope > svg")).to_be_visible()
    page.unroute("**/plotly.min*.js")
    figure.get_by_role("button", name="It could not be loaded. Try again").click()
    expect(figure.locator(".explored .main-svg").first).to_be_visible(timeout=30_000)


def test_an_open_chart_is_accessible(page, home, axe):
    page.goto(home + "value/")
    explore(page, "case-tornado")
    axe(page)
