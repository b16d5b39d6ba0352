"""A default that counts from a day: projects that began before keep their figures, later ones assume it."""

import json
import shutil
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from decisions.results import results_of
from projects import catalogue
from projects.access import Workspace
from projects.document import dump_project, load_project, written
from projects.models import Answer, Project
from tests.decisions.pages import words_of

pytestmark = pytest.mark.once

FIELD, SOURCE, DAY = "value.contingency_share", "What three projects of this house needed", date(2026, 11, 20)
HEAD = f'[[question.field]]\nid = "{FIELD}"\n'
ADDED = f"""default = {{ low = 10, likely = 15, high = 30 }}
default_source = "{SOURCE}"
default_from = {DAY}
"""


@pytest.fixture
def before(sample):
    """The worked example, begun before the day, in which nobody says what is set aside."""
    Answer.objects.filter(scenario__project=sample, field_id=FIELD).delete()
    assert sample.started_on < DAY
    return sample


@pytest.fixture
def figures_before(before):
    """What it came to while the file had no such default."""
    return figures_of(before)


@pytest.fixture
def after(before, figures_before, browser_row, data_files):
    """A project of the same answers that began on the day, with data files in which the default counts from it."""
    path = data_files / "sections" / "value.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(HEAD) == 1
    path.write_text(text.replace(HEAD, HEAD + ADDED), encoding="utf-8")
    document = dump_project(before)
    document["project"]["started_on"] = DAY.isoformat()
    return load_project(written(document), owner=browser_row)


@pytest.fixture
def data_files(settings, tmp_path):
    """A copy of the data files, read in place of those that ship."""
    settings.FIXTURES = shutil.copytree(settings.FIXTURES, tmp_path / "fixtures")
    read_anew()
    yield settings.FIXTURES
    read_anew()


def read_anew():
    catalogue.get_catalogue.cache_clear()
    catalogue._catalogue_in.cache_clear()


def figures_of(project):
    """Return the figures of every scenario, to the last digit."""
    Project.objects.filter(pk=project.pk).update(sequence=project.sequence + 1)
    project.refresh_from_db()
    spaces = {scenario.slug: Workspace(project, scenario) for scenario in project.scenarios.alive()}
    return {
        slug: {figure.id: figure.value for figure in results_of(space).figures.values()}
        for slug, space in spaces.items()
    }


def is_not_counted(project):
    return FIELD in results_of(Workspace(project, project.scenarios.get(slug="base"))).case.not_counted


def test_project_that_began_before_keeps_every_figure_of_every_scenario(before, figures_before, after):
    assert len(figures_before) > 1
    assert figures_of(before) == figures_before
    assert is_not_counted(before)


def test_project_that_begins_on_the_day_assumes_it(before, after):
    old, new = figures_of(before)["base"], figures_of(after)["base"]
    assert new["case.contingency"].likely > 0
    assert new["case.cost_to_launch"].likely > old["case.cost_to_launch"].likely
    assert not is_not_counted(after)


def test_only_the_report_of_the_later_project_names_the_assumption(owner, before, after):
    said = [words_of(owner.get(reverse("reports:report", args=[project.pk, "base"]))) for project in (before, after)]
    assert [SOURCE in words for words in said] == [False, True]


def test_question_says_what_we_take_only_where_it_counts(owner, before, after):
    pages = [owner.get(reverse("reports:change", args=[project.pk, "base", FIELD])) for project in (before, after)]
    assert [SOURCE in words_of(page) for page in pages] == [False, True]


def test_exported_and_imported_project_began_when_it_did(owner, before, figures_before, after):
    file = owner.get(reverse("projects:export", args=[before.pk, "base"])).content
    assert json.loads(file)["project"]["started_on"] == before.started_on.isoformat()
    owner.post(reverse("projects:import_document"), {"document": SimpleUploadedFile("project.json", file)})
    twin = Project.objects.latest("created_at")
    assert (twin.pk != before.pk, figures_of(twin)) == (True, figures_before)


def test_copy_keeps_the_figures_of_its_original(owner, before, figures_before, after):
    owner.post(reverse("projects:duplicate", args=[before.pk, "base"]))
    assert figures_of(Project.objects.latest("created_at")) == figures_before


def test_file_that_does_not_say_when_it_began_begins_when_it_is_read(before, after, browser_row):
    document = dump_project(before)
    del document["project"]["started_on"]
    read = load_project(written(document), owner=browser_row)
    assert read.started_on >= DAY
    assert "case.contingency" in figures_of(read)["base"]


@pytest.mark.parametrize("currency", ["USD", "EUR", "JPY"])
def test_day_counts_in_every_currency(currency, before, after):
    day_before = DAY - timedelta(days=1)
    for began, is_withheld in ((day_before, True), (DAY, False)):
        before.currency, before.money_per_usd, before.started_on = currency, 2.0, began
        asked = Workspace(before, before.scenarios.get(slug="base")).catalogue.fields[FIELD]
        assert (asked.default is None) is is_withheld
