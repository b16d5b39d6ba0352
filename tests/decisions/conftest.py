"""Projects that several tests of decisions begin with."""

import pytest
from django.conf import settings

from projects.document import load_project


@pytest.fixture
def example(browser_row):
    """Return a function from a sample's name to its project, belonging to `owner`."""

    def load(name):
        path = settings.FIXTURES / "samples" / f"{name}.json"
        return load_project(path.read_bytes(), owner=browser_row)

    return load
