import gc
import platform

import pytest

from projects.heap import keep_freed_memory, spare_what_is_loaded


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_the_c_library_takes_it():
    assert keep_freed_memory()


def test_other_systems_are_left_alone(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    assert not keep_freed_memory()


@pytest.fixture
def spared():
    """What is loaded, spared until the end of the test."""
    loaded, usual = [object()], gc.get_threshold()
    spare_what_is_loaded()
    yield loaded
    gc.unfreeze()
    gc.set_threshold(*usual)


def test_what_is_loaded_is_looked_through_no_more(spared):
    assert gc.get_freeze_count() > 1_000
    assert not any(each is spared for each in gc.get_objects())


def test_what_comes_is_looked_through_less_often_and_still_is(spared):
    assert gc.isenabled()
    assert gc.get_threshold()[0] == 10_000


def test_what_comes_later_is_looked_through(spared):
    later = [spared]
    assert any(each is later for each in gc.get_objects())
