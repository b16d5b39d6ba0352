import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.document import dump_project, written
from projects.models import Project


class Command(BaseCommand):
    help = "Write a project as a file (JSON), which import_project and the import page read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=uuid.UUID, help="id of the project, as in its address")
        parser.add_argument("-o", "--output", required=True, help="where to")
        parser.add_argument("--history", action="store_true", help="with its changes")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.alive().filter(pk=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        target = Path(options["output"])
        try:
            target.write_bytes(written(dump_project(project, with_history=options["history"])))
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        self.stdout.write(str(target))
