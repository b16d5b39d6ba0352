"""The start page: two ways to begin, honest minutes, the visitor's projects and the examples."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from decisions.content import get_rulebook
from projects.document import get_examples
from projects.models import Project, Scenario
from reports.management.commands.write_examples import figures_of
from tests.decisions.pages import words_of

pytestmark = pytest.mark.once

START = "/"


def test_minutes_of_the_start_page_are_those_of_an_empty_project(owner, project):
    start = re.search(r"About (\S+ hours), in any order", words_of(owner.get(START)))
    overview = re.search(r"all sections take about (\S+ hours) more", words_of(owner.get(f"/p/{project.pk}/base/")))
    assert start
    assert start[1] == overview[1]


def test_languages_of_the_browser_choose_country_and_currency(client, db):
    page = client.get(START, headers={"accept-language": "de-CH,de;q=0.9"}).content.decode()
    assert re.search(r'<option value="CH"[^>]* selected>', page)
    assert re.search(r'<option value="CHF"[^>]* selected>', page)


@pytest.mark.parametrize("name", ["reports:start", "reports:how", "scoping:glossary", "projects:import_document"])
def test_public_page_says_what_it_is_to_search_engines(client, db, name):
    page = client.get(reverse(name)).content.decode()
    described = re.findall(r'<meta name="description"\s+content="([^"]{40,180})">', page)
    assert len(described) == 1


def test_project_page_has_no_description(owner, project):
    assert 'name="description"' not in owner.get(f"/p/{project.pk}/base/").content.decode()


def test_returning_visitor_goes_on_where_it_was_left(owner, project):
    owner.post(
        reverse("reports:quick_screen", args=[project.pk, "base", "problem"]),
        {"problem-statement-value": "Wrong desk."},
    )
    page = words_of(owner.get(START))
    assert "Meter readings 9 of the ten questions left" in page


def test_name_that_was_typed_is_still_there(client, db):
    assert 'value="Meters"' in client.get(START, {"name": "Meters"}).content.decode()


def test_search_comes_with_the_sixth_project(owner, browser_row):
    def begin(number):
        Scenario.objects.create(
            project=Project.objects.create(owner=browser_row, name=f"Project {number}"), slug="base", name="Base"
        )

    for number in range(5):
        begin(number)
    assert "Find a project" not in words_of(owner.get(START))
    begin(5)
    assert "Find a project" in words_of(owner.get(START))
    assert "Project 3" in words_of(owner.get(START, {"q": "ject 3"}))


def test_list_says_verdict_cost_and_months(owner, sample):
    page = words_of(owner.get(reverse("decisions:project_verdict", args=[sample.pk, "base"])))
    assert re.fullmatch(r"Fix first .*\$\d+k – \$\d+k [\d.]+ months", page)


def test_every_example_stands_there_with_its_verdict(owner, sample):
    page = words_of(owner.get(START))
    for example in get_examples().values():
        assert example.title in page
        assert get_rulebook().outcome(example.verdict).label in page


@pytest.mark.parametrize("name", get_examples())
def test_listed_figures_are_those_of_the_engine(db, name):
    """`manage.py write_examples` renews the list; a change of more than a twentieth must not go unnoticed."""
    example, figures = get_examples()[name], figures_of(settings.FIXTURES / "samples" / f"{name}.json")
    likely = float(re.search(r"likely = (\d+)", figures["cost"])[1])
    assert figures["verdict"] == f'"{example.verdict}"'
    assert example.cost.likely == pytest.approx(likely, rel=0.05)
    assert example.months == pytest.approx(float(figures["months"]), rel=0.05)


def test_renewing_a_list_that_is_right_changes_nothing(db, capsys):
    index = settings.FIXTURES / "samples" / "index.toml"
    before = index.read_text()
    call_command("write_examples", check=True)
    assert index.read_text() == before
