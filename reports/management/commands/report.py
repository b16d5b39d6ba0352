"""A project file in, its report out: without a running server, and nothing of it stays in the database."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, transaction
from django.utils import translation

from projects.access import Workspace
from projects.document import UnreadableParts, load_project
from projects.domain.document import BrokenDocument
from projects.forms import say
from projects.management.commands.import_project import say_problems
from projects.models import BASE, Project, Scenario
from reports.choice import PAPERS
from reports.domain.audience import Audience
from reports.formats.files import FORMATS, Format, Printed


class Command(BaseCommand):
    help = "Write the report of a project file: PDF, Word, slides, workbook, Markdown or tables, by the file's ending."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project file (JSON)")
        parser.add_argument("-o", "--output", required=True, help=f"where to; ends in .{', .'.join(FORMATS)}")
        parser.add_argument("--audience", choices=[each.value for each in Audience], default=Audience.FULL.value)
        parser.add_argument("--paper", choices=list(PAPERS), default="", help="what the country prints on, if not said")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument(
            "--language", choices=languages, default=settings.LANGUAGE_CODE, help="that of the installation if not said"
        )
        parser.add_argument("--scenario", default=BASE, help="id of the scenario; the base where none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(options["output"])
        kind = FORMATS.get(target.suffix.lower().removeprefix("."))
        if kind is None:
            hint = " A .zip has every table as a CSV file." if target.suffix.lower() == ".csv" else ""
            raise CommandError(f"A report ends in .{', .'.join(FORMATS)}, not in “{target.suffix}”.{hint}")
        try:
            data = Path(options["project"]).read_bytes()
            with translation.override(options["language"]):
                content = self._made(data, options, kind)
            target.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        self.stdout.write(str(target))

    def _made(self, data: bytes, options: Mapping[str, str], kind: Format) -> bytes:
        try:
            with transaction.atomic():
                project = load_project(data, owner=None)
                chosen = self._scenario(project, options["scenario"])
                audience = Audience(options["audience"])
                content = kind.make(Printed(Workspace(project, chosen), audience, paper=options["paper"]))
                transaction.set_rollback(True)
        except UnreadableParts as parts:
            raise CommandError("\n".join(("This project file cannot be read:", *say_problems(parts)))) from None
        except BrokenDocument as broken:
            raise CommandError(f"This project file cannot be read: {say(broken)}") from broken
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(_said_of_database(error)) from error
        return content

    @staticmethod
    def _scenario(project: Project, slug: str) -> Scenario:
        scenarios = {each.slug: each for each in project.scenarios.select_related("project")}
        if slug not in scenarios:
            raise CommandError(f"The project has no scenario “{slug}”, but {', '.join(scenarios)}.")
        return scenarios[slug]


def _said_of_database(error: Exception) -> str:
    """Say what is wrong with the database: SQLite has one kind of error for tables that lack and for one in use."""
    if isinstance(error, ProgrammingError) or "no such table" in str(error):
        return "There is no database yet. Run “manage.py migrate” once."
    return f"The database cannot be used just now: {error}"
