"""Every project can be reached: on the start page and in the bin, a page at a time, or by its name."""

import pytest
from django.urls import reverse

from projects.listing import SEARCHED_FROM, list_projects
from projects.models import Project

SIXTY = 60


@pytest.fixture
def sixty(browser_row):
    Project.objects.bulk_create(
        Project(owner=browser_row, name=f"Project {number:02}", summary="Größe" if number == 7 else "")
        for number in range(SIXTY)
    )
    return Project.objects.owned_by(browser_row)


def listed(client, address, names):
    """Return which of the names stand on the pages of a list, page after page."""
    found, page = [], client.get(address)
    while True:
        text = page.content.decode()
        found += [name for name in names if name in text]
        listing = page.context["listing"]
        if not listing.page.has_next():
            return found
        page = client.get(address, {"page": listing.page.next_page_number()})


@pytest.mark.parametrize("name", ["reports:start", "projects:bin"])
def test_each_of_sixty_projects_stands_on_one_page(name, owner, sixty):
    if name == "projects:bin":
        for project in sixty:
            project.put_in_bin()
    names = [project.name for project in sixty]
    assert sorted(listed(owner, reverse(name), names)) == names


def test_start_page_says_how_many_lie_in_the_bin(owner, sixty):
    sixty[0].put_in_bin()
    assert "Bin: 1 project<" in owner.get(reverse("reports:start")).content.decode()


def test_project_is_found_by_a_part_of_its_name(owner, sixty):
    listing = owner.get(reverse("reports:start"), {"q": " project 41"}).context["listing"]
    assert [project.name for project in listing.page] == ["Project 41"]


def test_project_is_found_by_its_summary_in_whichever_case(sixty):
    assert [project.name for project in list_projects(sixty, {"q": "GRÖSSE"}).page] == ["Project 07"]


def test_search_without_a_hit_says_so_and_keeps_what_was_typed(owner, sixty):
    page = owner.get(reverse("reports:start"), {"q": "nothing"}).content.decode()
    assert "No project has this in its name or summary." in page
    assert 'value="nothing"' in page


def test_next_page_goes_on_with_the_search(owner, sixty):
    page = owner.get(reverse("reports:start"), {"q": "Project"}).content.decode()
    assert "?q=Project&amp;page=2" in page


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "9" * 30])
def test_page_that_is_none_shows_one_that_is(page, owner, sixty):
    assert owner.get(reverse("reports:start"), {"page": page}).context["listing"].page.object_list


def test_few_projects_need_no_search(owner, browser_row):
    Project.objects.bulk_create(Project(owner=browser_row, name=f"P{number}") for number in range(SEARCHED_FROM - 1))
    assert 'type="search"' not in owner.get(reverse("reports:start")).content.decode()


def test_more_than_a_page_of_projects_has_a_search(owner, sixty):
    assert 'type="search"' in owner.get(reverse("reports:start")).content.decode()
