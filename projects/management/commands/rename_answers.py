from typing import Any

from django.core.management.base import BaseCommand

from projects.catalogue import get_catalogue
from projects.renaming import rename_answers


class Command(BaseCommand):
    help = "Give answers the ids under which their questions are asked today, as the ledger says. Run at start."

    def handle(self, *args: Any, **options: Any) -> None:
        if count := rename_answers(get_catalogue().renamed):
            self.stdout.write(f"{count} answers have the id of today.")
