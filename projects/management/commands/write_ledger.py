from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from projects.catalogue import LEDGER, read_catalogue
from projects.domain.datafiles import BrokenDataFile
from projects.domain.ledger import Ledger, renewed
from projects.domain.ledger_file import read_ledger, written


class Command(BaseCommand):
    help = (
        "Write new fields into fixtures/ledger.toml. Refused where answers would be lost and no change in the ledger "
        "says what becomes of them."
    )
    # A ledger that is behind its fields is what the system check complains of.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.FIXTURES / LEDGER
        try:
            before = read_ledger(path) if path.exists() else Ledger(path=path, lines={})
            after = renewed(before, read_catalogue())
        except BrokenDataFile as problem:
            raise CommandError(str(problem)) from None
        path.write_text(written(after), encoding="utf-8", newline="\n")
        added = len(after.lines.keys() - before.lines.keys())
        new = "all" if added == len(after.lines) else added or "none"
        self.stdout.write(f"{LEDGER}: {len(after.lines)} fields, {new} of them new.")
