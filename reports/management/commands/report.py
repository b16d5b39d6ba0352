"""A project file in, its report out: without a running server, and nothing of it stays in the database."""

from argparse import ArgumentParser
from collections.abc import Callable, Collection, Mapping
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
from reports.choice import MARKINGS, PAPERS
from reports.domain.audience import KINDS, Audience
from reports.formats.files import FORMATS, Printed
from reports.formats.tables import table_csv, table_named

Maker = Callable[[Printed], bytes]
_ENDINGS = f".{', .'.join((*FORMATS, 'csv'))}"


class Command(BaseCommand):
    help = "Write the report of a project file: PDF, Word, slides, workbook, Markdown or tables, by the file’s ending."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project file (JSON)")
        parser.add_argument("-o", "--output", required=True, help=f"where to; ends in {_ENDINGS}")
        parser.add_argument("--table", default="", help="which table a .csv has, such as all-figures")
        parser.add_argument("--audience", choices=[each.value for each in Audience], default=Audience.FULL.value)
        parser.add_argument("--paper", choices=list(PAPERS), default="", help="what the country prints on, if not said")
        parser.add_argument(
            "--part", action="append", help="a part of it, such as risks; several if named several times"
        )
        parser.add_argument("--marking", choices=list(MARKINGS), default="", help="how confidential it is")
        parser.add_argument("--draft", action="store_true", help="mark it as a draft")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument(
            "--language", choices=languages, default=settings.LANGUAGE_CODE, help="that of the installation if not said"
        )
        parser.add_argument("--scenario", default=BASE, help="id of the scenario; the base where none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        target, parts = Path(options["output"]), _parts(Audience(options["audience"]), options["part"] or ())
        make = _maker(target.suffix.lower().removeprefix("."), options["table"])
        if make is None:
            raise CommandError(f"A report ends in {_ENDINGS}, not in “{target.suffix}”.")
        try:
            data = Path(options["project"]).read_bytes()
            with translation.override(options["language"]):
                content = self._made(data, options, make, parts)
            target.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        self.stdout.write(str(target))

    def _made(self, data: bytes, options: Mapping[str, Any], make: Maker, parts: tuple[str, ...]) -> bytes:
        try:
            with transaction.atomic():
                project = load_project(data, owner=None)
                chosen = self._scenario(project, options["scenario"])
                printed = Printed(
                    Workspace(project, chosen),
                    Audience(options["audience"]),
                    parts,
                    paper=options["paper"],
                    marking=options["marking"],
                    is_draft=options["draft"],
                )
                content = make(printed)
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


def _parts(audience: Audience, named: Collection[str]) -> tuple[str, ...]:
    """Return the parts that were named, in the order in which they stand. Raises CommandError at one that is none."""
    offered = KINDS[audience].offered
    if unknown := [part for part in named if part not in offered]:
        raise CommandError(f"This report has no part “{unknown[0]}”, but {', '.join(offered)}.")
    return tuple(part for part in offered if part in named)


def _maker(ending: str, table: str) -> Maker | None:
    """Return what makes the file of an ending; None where nothing does."""
    if ending == "csv":
        return lambda printed: _one_table(printed, table)
    if table:
        raise CommandError("A table on its own ends in .csv.")
    return FORMATS[ending].make if ending in FORMATS else None


def _one_table(printed: Printed, name: str) -> bytes:
    found = table_named(printed.tables, name)
    if found is None:
        asked = f"There is no table “{name}”." if name else "Name the table with --table."
        names = [f"  {table.id}  {table.title} ({len(table.rows) - 1})" for table in printed.tables]
        raise CommandError("\n".join((f"{asked} This report has these, with so many rows:", *names)))
    return table_csv(found)


def _said_of_database(error: Exception) -> str:
    """Say what is wrong with the database: SQLite has one kind of error for tables that lack and for one in use."""
    if isinstance(error, ProgrammingError) or "no such table" in str(error):
        return "There is no database yet. Run “manage.py migrate” once."
    return f"The database cannot be used just now: {error}"
