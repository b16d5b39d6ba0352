from typing import Any

from django.core.management.base import BaseCommand

from projects.bin import purge


class Command(BaseCommand):
    help = (
        "Delete for good what has been in the bin for 30 days, and expired sessions. "
        "The running server does this once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        purged = purge()
        told = f"{purged.projects} projects, {purged.scenarios} scenarios, {purged.sessions} sessions"
        self.stdout.write(f"Deleted for good: {told}.")
