"""What a serving process has loaded is looked through once."""

import gc

import pytest

from config.garbage import spare_what_is_loaded


@pytest.fixture
def spared():
    """What is loaded, spared until the end of the test."""
    loaded = [object(), [], {}]
    spare_what_is_loaded()
    yield loaded
    gc.unfreeze()


def test_what_is_loaded_is_looked_through_no_more(spared):
    assert not any(each is spared for each in gc.get_objects())
    assert gc.get_freeze_count() > 1_000


def test_what_comes_later_is_looked_through(spared):
    later = [spared]
    assert any(each is later for each in gc.get_objects())
