import sqlite3
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone


class Command(BaseCommand):
    help = "Copy the SQLite database while people work: consistent, with everything that was saved before it began."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="where to; by default a new file in the folder of the data")

    def handle(self, *args: Any, **options: Any) -> None:
        database = settings.DATABASES["default"]
        if database["ENGINE"] != "django.db.backends.sqlite3":
            raise CommandError("This is for SQLite. On PostgreSQL use pg_dump.")
        source = Path(database["NAME"])
        if not source.is_file():
            raise CommandError(f"There is no database at {source}.")
        named = Path(options["file"]).absolute() if options["file"] else None
        target = named or settings.DATA_DIR / "backups" / f"{timezone.now():%Y-%m-%d-%H%M%S}.sqlite3"
        if target.exists():
            raise CommandError(f"{target} exists already, and nothing is written over.")
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # It holds what the database holds, so nobody else may read it either.
            target.touch(mode=0o600)
            with closing(sqlite3.connect(source)) as connection:
                connection.execute("VACUUM INTO ?", [str(target)])
        except (OSError, sqlite3.Error) as error:
            target.unlink(missing_ok=True)
            raise CommandError(f"The copy could not be made: {error}") from error
        self.stdout.write(str(target))
