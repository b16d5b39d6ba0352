import gc
import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from django.utils.translation import trans_real
from hypothesis import settings

from projects.access import COOKIE
from projects.catalogue import get_catalogue
from projects.document import load_project, sample_document
from projects.languages import PSEUDO
from projects.models import BASE, Answer, Browser, Project, Scenario, ShareLink, digest

# How long an example takes depends on what else the machine does; a test that hangs is ended by whoever runs the suite.
# In CI the examples are the same each time: what lands must not depend on luck.
settings.register_profile("plumbline", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("plumbline")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what asks a database, so that it can be tried on each kind of them, and the rest on one."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames):
            item.add_marker("database")


def pytest_collection_finish():
    """Let the collector pass over what lives as long as the run: a tenth of all time went into looking at it again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


OWNER_KEY = "owner-" + "k" * 40
STRANGER_KEY = "stranger-" + "k" * 40


@pytest.fixture
def browser_row(db):
    return Browser.objects.create(key_hash=digest(OWNER_KEY), name="Dana")


@pytest.fixture
def project(browser_row):
    """An empty project that belongs to `owner`."""
    made = Project.objects.create(name="Meter readings", owner=browser_row, seed=7)
    Scenario.objects.create(project=made, slug=BASE, name="Base")
    return made


@pytest.fixture
def base(project):
    return project.scenarios.get(slug=BASE)


@pytest.fixture
def sample(browser_row):
    """The worked example, belonging to `owner`."""
    return load_project(sample_document(), owner=browser_row, is_sample=True)


@pytest.fixture
def nothing_planned(sample):
    """Leave open in the worked example what its sections of data, approach, training and evaluation ask."""
    planned = {
        field.id
        for section in get_catalogue().sections.values()
        if section.id in ("data", "approach", "training", "evaluation")
        for field in section.fields
    }
    Answer.objects.filter(scenario__project=sample, field_id__in=planned - {"evaluation.target"}).delete()


@pytest.fixture
def owner(client, browser_row):
    client.cookies[COOKIE] = OWNER_KEY
    return client


@pytest.fixture
def stranger(db):
    from django.test import Client

    Browser.objects.create(key_hash=digest(STRANGER_KEY))
    other = Client()
    other.cookies[COOKIE] = STRANGER_KEY
    return other


@pytest.fixture
def share(sample):
    """An open link to the sample and its secret."""
    return ShareLink.issue(project=sample, scenario=sample.scenarios.get(slug=BASE))


@pytest.fixture(scope="session")
def pseudo_folder(tmp_path_factory):
    from projects.translations import compile_pseudo_catalogues

    folder = tmp_path_factory.mktemp("locale")
    compile_pseudo_catalogues(Path(django_settings.BASE_DIR), folder)
    return folder


@pytest.fixture
def pseudo_languages(pseudo_folder, settings):
    """Pages can be read in languages that nobody speaks, in which a text that escaped translation is seen."""
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, pseudo_folder]
    settings.LANGUAGES = [*settings.LANGUAGES, *((code, code) for code in PSEUDO)]
    forget_languages()
    yield
    forget_languages()


def forget_languages():
    """Have gettext look anew for what is translated; Django does so itself where only the settings change."""
    trans_real._translations = {}
    trans_real.reset_cache(setting="LANGUAGES")


@pytest.fixture(autouse=True)
def own_look():
    """Pages look like ours, without asking the database, until a test changes that; what it sets is gone after it."""
    from projects import branding

    branding.keep(branding.NO_LOOK, float("inf"))


@pytest.fixture(autouse=True)
def own_language():
    """A page that one test reads in German leaves English to the next."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def fresh_limits():
    """Wrong passwords that one test sends count against no other test."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def fresh_prices():
    """Rows that one test read in are gone for the next, though their numbers come again."""
    from decisions.thresholds import settings_of
    from estimates.prices import rows_on
    from estimates.results import compute_by_reading
    from projects.experience import adopted_as
    from projects.packs import pack_as
    from teams.domain.kept import plan_estimates
    from teams.results import team_by_reading

    plan_estimates.forget()  # a test may replace how inputs are drawn
    compute_by_reading.forget()
    team_by_reading.forget()
    rows_on.cache_clear()
    settings_of.cache_clear()
    adopted_as.cache_clear()
    pack_as.cache_clear()
