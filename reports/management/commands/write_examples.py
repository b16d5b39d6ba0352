"""Writes verdict, cost and months of the shipped examples into their list, as the engine has them today."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from decisions.results import results_of
from decisions.verdicts import project_verdict_of
from projects.access import Workspace
from projects.document import load_project


def figures_of(path: Path) -> dict[str, str]:
    """Return what the list says of one example: verdict, cost, months, as they stand in the file. Nothing is stored."""
    with transaction.atomic():
        project = load_project(path.read_bytes(), owner=None)
        shown = project_verdict_of(Workspace(project, project.scenarios.get(slug="base")))
        case, verdict = results_of(shown.workspace).case, shown.verdict
        transaction.set_rollback(True)
    if not (verdict.outcome and case.cost and case.months):
        raise CommandError(f"{path.name} has no verdict, cost or months: it is no finished example")
    low, likely, high = (round(end, -2) for end in (case.cost.value.low, case.cost.value.likely, case.cost.value.high))
    return {
        "verdict": f'"{verdict.outcome.id}"',
        "cost": f"{{ low = {low:.0f}, likely = {likely:.0f}, high = {high:.0f} }}",
        "months": f"{case.months.value.likely:.1f}",
    }


class Command(BaseCommand):
    help = "Renew verdict, cost and months in fixtures/samples/index.toml."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether it would change")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        index = settings.FIXTURES / "samples" / "index.toml"
        text = index.read_text(encoding="utf-8")
        renewed = re.sub(r"\[\[example\]\]\n(?:.+\n)+", lambda found: _renewed(found[0], index.parent), text)
        if renewed != text and not check:
            index.write_text(renewed, encoding="utf-8")
        self.stdout.write("as it was" if renewed == text else "would change" if check else "renewed")


def _renewed(block: str, folder: Path) -> str:
    match = re.search(r'^file = "(.+)"$', block, re.MULTILINE)
    assert match, block
    for key, value in figures_of(folder / f"{match[1]}.json").items():
        block = re.sub(rf"^{key} = .*$", f"{key} = {value}", block, flags=re.MULTILINE)
    return block
