"""The report of the worked example, from answers to PDF, against the same words set plainly by the same typesetter.

Measured: after one figure was changed, as somebody does who asks for it again; with every draw new (each round has
another seed); the typesetting of it alone; and the two pages for the sponsor. All draw the charts, and set them tags,
PDF/UA-1 and PDF/A-2a. The other is what setting text costs at all: paragraphs, no tables, no charts, no tags. Give
project files as arguments to measure those as well.

Processor time is counted, of all cores: what else the machine does hardly touches it.

Run: python -m benchmarks.report
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks import show, time_in_turns

ROUNDS = 9
PLAIN = b"""
#set page(paper: "a4", margin: 25mm)
#set text(size: 10pt)
#for words in json(bytes(sys.inputs.data)) { par(words) }
"""


def words_of(node: Any) -> Iterator[str]:
    """Yield every text of a report."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list | tuple):
        for part in node.values() if isinstance(node, dict) else node:
            yield from words_of(part)


def measure() -> None:
    """Load the worked example into a database of its own, then set it in turns."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)

    from projects.document import sample_document

    measure_project("worked example", sample_document())
    for path in map(Path, sys.argv[1:]):
        measure_project(path.stem, path.read_bytes())


def measure_project(name: str, document: bytes) -> None:
    """Measure the reports of a project file, and print what they took."""
    import typst

    from projects.access import Workspace
    from projects.document import load_project
    from projects.heap import spare_what_is_loaded
    from projects.models import Answer
    from reports.blocks import to_json
    from reports.compose import compose_report
    from reports.domain.audience import Audience
    from reports.domain.report import Report
    from reports.pdf import let_older_go, render_pdf

    project = load_project(document, owner=None)
    scenario = project.scenarios.get(slug="base")
    answer = Answer.objects.filter(scenario=scenario, field_id="value.cases_per_year").first()
    number = count()

    def composed(audience: Audience = Audience.FULL) -> Report:
        return compose_report(Workspace(project, scenario), audience)

    def changed() -> bytes:
        """One figure is another one, and with it all that follows."""
        if answer is not None:
            answer.value = {"low": 100_000, "likely": 110_000 + next(number), "high": 130_000}
            answer.save(update_fields=["value"])
        project.sequence += 1
        project.save(update_fields=["sequence"])
        return render_pdf(composed()).pdf

    def reseeded(audience: Audience = Audience.FULL) -> Report:
        project.seed += 1
        return composed(audience)

    composed()
    spare_what_is_loaded()  # as in the processes that serve
    whole, sponsors = composed(), composed(Audience.SPONSOR)
    wholes, pages = ([renamed(report, next(number)) for _round in range(ROUNDS + 1)] for report in (whole, sponsors))
    words = list(words_of(to_json(whole)))

    def plain() -> bytes:
        # A number before each paragraph, or the typesetter would remember all of them.
        texts = json.dumps([f"{next(number)} {text}" for text in words])
        return typst.compile(input=PLAIN, ignore_system_fonts=True, sys_inputs={"data": texts}, format="pdf")

    # By itself: the others in between would make the typesetter forget the last report, which somebody's change finds.
    after_a_change: Works = {f"{name}, one figure changed": changed}
    never_set: Works = {
        f"{name}, every draw new": lambda: render_pdf(reseeded()),
        f"{name}, composing alone": reseeded,
        f"{name}, typesetting alone": lambda: render_pdf(wholes.pop()),
        f"{name}, typesetting the sponsor's pages": lambda: render_pdf(pages.pop()),
    }
    for works in (after_a_change, never_set):
        *ours_ms, plain_ms = time_in_turns(
            *works.values(), plain, rounds=ROUNDS, before=let_older_go, clock=process_time
        )
        for work, taken_ms in zip(works, ours_ms, strict=True):
            show(work, taken_ms, "the same words set plainly", plain_ms)


Works = dict[str, Callable[[], object]]


def renamed(node: Any, number: int) -> Any:
    """Return a report with a number behind each running text, or the typesetter would remember it."""
    if isinstance(node, str):
        return f"{node} {number}" if " " in node else node
    if isinstance(node, tuple):
        return tuple(renamed(part, number) for part in node)
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{each.name: renamed(getattr(node, each.name), number) for each in fields(node)})
    return node


def main() -> None:
    """Keep everything in a folder that is thrown away."""
    with TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "PLUMBLINE_DEBUG": "1", "PLUMBLINE_DATA": folder}
        os.environ.pop("DATABASE_URL", None)
        measure()


if __name__ == "__main__":
    main()
