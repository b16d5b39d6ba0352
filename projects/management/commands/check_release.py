from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader


class Command(BaseCommand):
    help = "Stop where a newer release has changed the tables: this one does not know what it would have to fill in."

    def handle(self, *args: Any, **options: Any) -> None:
        loader = MigrationLoader(connection)
        known = {
            *loader.disk_migrations,
            *(old for migration in loader.disk_migrations.values() for old in migration.replaces),
        }
        steps = [step for step in loader.applied_migrations if step[0] in loader.migrated_apps and step not in known]
        if steps:
            raise CommandError(
                f"a newer release has used this database ({', '.join('.'.join(step) for step in sorted(steps))}). "
                "Nothing is changed. Start that release again, or put back the backup made before the upgrade."
            )
