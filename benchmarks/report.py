"""The report of the worked example, from answers to PDF, against the same words set plainly by the same typesetter.

Ours works out every figure anew (each round has another seed), draws the charts, and sets them with tags, PDF/UA-1 and
PDF/A-2a. The other is what setting text costs at all: paragraphs, no tables, no charts, no tags.

Run: python -m benchmarks.report
"""

import json
import os
from collections.abc import Iterator
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import show, time_in_turns

ROUNDS = 15
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

    import typst

    from projects.access import Workspace
    from projects.document import load_project, sample_document
    from reports.compose import compose_report
    from reports.domain.report import to_json
    from reports.pdf import render_pdf

    project = load_project(sample_document(), owner=None)
    scenario = project.scenarios.get(slug="base")
    words = list(words_of(to_json(compose_report(Workspace(project, scenario)))))
    number = count()

    def ours() -> bytes:
        project.seed += 1
        return render_pdf(compose_report(Workspace(project, scenario))).pdf

    def plain() -> bytes:
        # A number before each paragraph, or the typesetter would remember all of them.
        texts = json.dumps([f"{next(number)} {text}" for text in words])
        return typst.compile(input=PLAIN, ignore_system_fonts=True, sys_inputs={"data": texts}, format="pdf")

    ours_ms, plain_ms = time_in_turns(ours, plain, rounds=ROUNDS)
    show("report", ours_ms, "the same words set plainly", plain_ms)


def main() -> None:
    """Keep everything in a folder that is thrown away."""
    with TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "PLUMBLINE_DEBUG": "1", "PLUMBLINE_DATA": folder}
        os.environ.pop("DATABASE_URL", None)
        measure()


if __name__ == "__main__":
    main()
