import pytest
from django.urls import reverse

from projects.panels import MOST_PANELS
from projects.saving import save_answer

pytestmark = pytest.mark.once


def address(project, name, *more, scenario="base"):
    return reverse(name, args=[project.pk, scenario, *more])


def ask(owner, project, *panels, scenario="base"):
    reply = owner.get(address(project, "reports:key_figures", scenario=scenario), {"panel": panels})
    assert reply.status_code == 200
    return reply.content.decode()


PANELS = {
    "team_result": ("teams:team_result",),
    "team_grid": ("teams:team_grid",),
    "advice": ("teams:advice",),
    "mix": ("teams:mix",),
    "forecast": ("teams:forecast",),
    "whole_budget": ("decisions:whole_budget",),
    "compute_result": ("estimates:compute_result",),
    "compute_ways": ("estimates:ways",),
    "compute_fits": ("estimates:fits",),
    "plan_result": ("decisions:plan_result", "data"),
    "overview_result": ("reports:overview",),
    "opened-team-people_cost": ("reports:figure_opened", "team.people_cost"),
}


@pytest.mark.parametrize("key", PANELS)
def test_panel_comes_along_marked_for_its_place(owner, sample, key):
    page = ask(owner, sample, address(sample, *PANELS[key]))
    assert page.count(f'id="{key}"') == 1
    assert page.count("<html") == 0
    place = page.index(f'id="{key}"')
    assert 'hx-swap-oob="true"' in page[page.rindex("<", 0, place) : place]


def test_one_reply_brings_all_panels_of_the_team_page(owner, sample):
    page = ask(owner, sample, *(address(sample, *PANELS[key]) for key in list(PANELS)[:6]))
    assert [key for key in list(PANELS)[:6] if f'id="{key}"' not in page] == []


@pytest.mark.parametrize("key", PANELS)
def test_page_names_its_panels_by_addresses_that_are_panels(owner, sample, key):
    page = ask(owner, sample, address(sample, *PANELS[key]))
    assert f'data-panel="{address(sample, *PANELS[key])}' in page


@pytest.mark.parametrize("name", ["reports:report", "projects:project_settings", "projects:export", "teams:team"])
def test_what_is_no_panel_is_left_out(owner, sample, name):
    assert ask(owner, sample, address(sample, name)) == ask(owner, sample)


@pytest.mark.parametrize(
    "sent", ["", "/", "no/such", "https://example.org/", "//example.org/p", "\x00", "/" + "x" * 9000]
)
def test_address_that_leads_nowhere_does_no_harm(owner, sample, sent):
    assert 'id="key_figures"' in ask(owner, sample, sent)


def test_panel_of_another_scenario_is_left_out(owner, sample):
    page = ask(owner, sample, address(sample, "teams:team_result", scenario="api"))
    assert 'id="team_result"' not in page


def test_panels_of_somebody_else_are_not_found(owner, stranger, sample):
    assert stranger.get(address(sample, "reports:key_figures"), {"panel": "x"}).status_code == 404


def test_figure_that_is_gone_leaves_the_others(owner, sample):
    gone = address(sample, "reports:figure_opened", "team.no_such")
    assert 'id="team_result"' in ask(owner, sample, gone, address(sample, "teams:team_result"))


def test_flood_of_panels_ends(owner, sample):
    other = [address(sample, "reports:figure_opened", f"team.f{number}") for number in range(MOST_PANELS)]
    assert 'id="team_result"' not in ask(owner, sample, *other, address(sample, "teams:team_result"))


def test_panels_follow_what_was_saved(owner, sample):
    from projects.domain.answers import Answer, AnswerState

    base = sample.scenarios.get(slug="base")
    before = ask(owner, sample, address(sample, "teams:team_result"))
    save_answer(base, Answer(field_id="team.roles", state=AnswerState.NOT_RELEVANT, version=1), token="t", who="")
    assert ask(owner, sample, address(sample, "teams:team_result")) != before
