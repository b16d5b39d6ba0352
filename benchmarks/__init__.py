"""Benchmarks: each measures two things in one run, in turns, and prints their ratio. They are not tests."""

import os
from collections.abc import Callable
from itertools import count
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any


def time_in_turns(
    *works: Callable[[], object],
    rounds: int,
    before: Callable[[], object] = lambda: None,
    clock: Callable[[], float] = perf_counter,
) -> list[float]:
    """Run each work once per round, so that what else the machine does meets all of them alike.

    Args:
        works: What is timed.
        rounds: How often.
        before: What happens before each round and is not timed.
        clock: What tells the time [s]: by the wall, or that of the processor alone.

    Returns:
        The median of each [ms].
    """
    taken_ms: list[list[float]] = [[] for _ in works]
    for work in works:
        work()  # caches fill and modules load before anything counts
    for _ in range(rounds):
        before()
        for work, times in zip(works, taken_ms, strict=True):
            began = clock()
            work()
            times.append((clock() - began) * 1000)
    return [median(times) for times in taken_ms]


def show(name: str, ours_ms: float, other: str, other_ms: float) -> None:
    """Print one result, the ratio first: milliseconds belong to the machine, ratios travel."""
    print(f"{ours_ms / other_ms:8.3g} × {other}: {name} {ours_ms:.2f} ms, {other} {other_ms:.2f} ms (medians)")


def show_processor_time(name: str, *works: Callable[[], object], rounds: int, before: Callable[[], object]) -> None:
    """Print what a request takes of the processor: what the server works, however many others want the machine.

    Args:
        name: What is asked.
        works: The request, then what stands for one that does nothing.
        rounds: How often.
        before: What happens before each round and is not timed.
    """
    ours_ms, bare_ms = time_in_turns(*works, rounds=rounds, before=before, clock=process_time)
    print(f"{ours_ms / bare_ms:8.3g} × in processor time: {name} {ours_ms:.1f} ms, bare {bare_ms:.2f} ms (medians)")


def in_thrown_away_folder(measure: Callable[[], None]) -> None:
    """Run a benchmark with settings and data of its own, in a folder that is thrown away."""
    with TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "PLUMBLINE_DATA": folder}
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("PLUMBLINE_DEBUG", None)
        measure()


class WorkedExample:
    """The worked example in a database of its own, asked through the whole stack.

    Args:
        scenario: The slug of the scenario that is changed.
        field_id: The field whose answer is changed.
    """

    def __init__(self, scenario: str, field_id: str) -> None:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)

        from django.test import Client

        from projects.access import COOKIE
        from projects.document import load_project, sample_document
        from projects.models import Answer, Browser, digest

        browser = Browser.objects.create(key_hash=digest("benchmark"))
        self.project = load_project(sample_document(), owner=browser)
        self._answer = Answer.objects.get(scenario__project=self.project, scenario__slug=scenario, field_id=field_id)
        self._client, self._number = Client(HTTP_HOST="localhost"), count(1)
        self._client.cookies[COOKIE] = "benchmark"

    def change(self, value_of: Callable[[int], dict[str, Any]]) -> None:
        """Give the field another answer, made from a number that never comes again."""
        from projects.models import Project

        self._answer.value = value_of(next(self._number))
        self._answer.save(update_fields=["value"])
        Project.objects.filter(pk=self.project.pk).update(sequence=next(self._number))

    def reseed(self) -> None:
        """Give the project another seed, so that every draw is another one."""
        from projects.models import Project

        number = next(self._number)
        Project.objects.filter(pk=self.project.pk).update(seed=number, sequence=number)

    def visit(self, address: str) -> Any:
        """Ask for a page, whatever comes of it."""
        return self._client.get(address)

    def ask(self, address: str) -> Any:
        """Ask for a page, which must come."""
        reply = self.visit(address)
        assert reply.status_code == 200, reply.status_code
        return reply

    def send(self, address: str, values: dict[str, str]) -> Any:
        """Send a form as a script does, which must be taken."""
        reply = self._client.post(address, values, headers={"HX-Request": "true"})
        assert reply.status_code == 200, reply.status_code
        return reply
