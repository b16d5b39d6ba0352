from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.document import load_project, sample_document
from projects.domain.document import BrokenDocument
from projects.models import Project


class Command(BaseCommand):
    help = "Load the worked example, once. Visitors get copies of the shipped file; this row shows that it is good."

    def handle(self, *args: Any, **options: Any) -> None:
        if Project.objects.filter(is_sample=True, owner=None).exists():
            return
        try:
            project = load_project(sample_document(), owner=None, is_sample=True)
        except BrokenDocument as broken:
            raise CommandError(f"fixtures/samples/claims.json: {broken}") from broken
        self.stdout.write(f"Loaded the sample “{project.name}”.")
