"""No figure of an example moves unless somebody says so; see tests/figures.py."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.figures import EXAMPLES, FILE, figures_of, moved

AGREED = json.loads(FILE.read_text(encoding="utf-8"))


def agreed(example):
    return {name: tuple(numbers) for name, numbers in AGREED.items() if name.startswith(f"{example} ")}


@pytest.mark.django_db
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_figure_of_an_example_is_as_agreed(example):
    lines = moved(agreed(example), figures_of(example))
    assert not lines, f"{len(lines)} moved; meant to? python -m tests.figures --write\n" + "\n".join(lines)


def test_every_example_is_held():
    assert {f"{example}.json" for example in EXAMPLES} == {
        path.name for path in (settings.FIXTURES / "samples").glob("*.json")
    }
    assert {name.split()[0] for name in AGREED} == set(EXAMPLES)


@pytest.mark.django_db
def test_figures_are_the_same_on_another_day(monkeypatch):
    now, today = timezone.now(), timezone.localdate()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=400))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: today + timedelta(days=400))
    assert moved(agreed("claims"), figures_of("claims")) == []


@pytest.mark.parametrize(
    ("before", "now", "line"),
    [
        ((1.0, 2.0, 4.0), (1.0, 2.0, 5.0), "a: (1.0, 2.0, 4.0) → (1.0, 2.0, 5.0), by +0.25 of it"),
        ((1.0, 2.0, 4.0), (1.0, 2.0 - 1e-11, 4.0), "by -5e-12 of it"),
        ((None,), (1.0, 2.0, 4.0), "from nothing"),
        ((1.0, 2.0, 4.0), (), "a: gone, (1.0, 2.0, 4.0)"),
        ((), (1.0, 2.0, 4.0), "a: new, (1.0, 2.0, 4.0)"),
    ],
)
def test_figure_that_moved_is_named_with_how_far(before, now, line):
    (said,) = moved({"a": before, "b": (7.0,)} if before else {"b": (7.0,)}, {"a": now, "b": (7.0,)})
    assert said.endswith(line)


def test_last_digit_that_machines_disagree_on_does_not_count():
    assert moved({"a": (1.0, 2.0, 4.0)}, {"a": (1.0, 2.0 + 1e-15, 4.0)}) == []
