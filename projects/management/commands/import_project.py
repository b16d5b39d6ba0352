import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from projects.document import UnreadableParts, load_project
from projects.domain.document import BrokenDocument
from projects.forms import say
from projects.limits import OverLimit
from projects.models import Browser, Project
from projects.wording import say_notes


class Command(BaseCommand):
    help = "Take a project file in as a new project. It belongs to whom the project of --like belongs to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the project file (JSON)")
        parser.add_argument("--like", type=uuid.UUID, help="id of a project of the same owner; without it nobody's")
        parser.add_argument("--leave-out", action="store_true", help="store it without the parts that cannot be read")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = self._owner(options["like"])
        try:
            data = Path(options["file"]).read_bytes()
            with transaction.atomic():
                project = load_project(data, owner=owner, leave_out=options["leave_out"], keeps_checks=True)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except UnreadableParts as parts:
            raise CommandError(
                "\n".join(("These parts cannot be read; --leave-out goes on without:", *say_problems(parts)))
            ) from None
        except (BrokenDocument, OverLimit) as refused:
            raise CommandError(say(refused) if isinstance(refused, BrokenDocument) else str(refused)) from refused
        for words in say_notes(project):
            self.stderr.write(words)
        self.stdout.write(str(project.pk))

    @staticmethod
    def _owner(like: uuid.UUID | None) -> Browser | None:
        if like is None:
            return None
        project = Project.objects.select_related("owner").filter(pk=like).first()
        if project is None:
            raise CommandError(f"There is no project {like}.")
        return project.owner


def say_problems(parts: UnreadableParts) -> list[str]:
    """Say every part of a project file that cannot be read, and where it stands."""
    return [f"{problem.place}: {say(problem.problem)}" for problem in parts.document.problems]
