from typing import Any

from django.core.management.base import BaseCommand

from api.hooks import send_due


class Command(BaseCommand):
    help = "Send the messages about decisions whose time has come. The server does so by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_due()} arrived.")
