"""`manage.py make_administrator dana`: let an account open the pages of the organisation."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from projects.auditing import ROLES, add_entry

COMMAND = "manage.py make_administrator"
"""Who did it, in the log: whoever may run commands on the server."""


class Command(BaseCommand):
    help = "Make an account that exists an administrator, by its user name or e-mail address; --not takes it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="user name or e-mail address")
        parser.add_argument("--not", action="store_true", dest="takes_back", help="make it an ordinary account again")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        users = list(User.objects.filter(Q(username=name) | Q(email__iexact=name)).filter(is_active=True)[:2])
        if len(users) != 1:
            raise CommandError(
                f"There is {'no account' if not users else 'more than one account'} called {name!r}. Let the person "
                "sign in once, or make an account with manage.py createsuperuser."
            )
        users[0].is_staff = not options["takes_back"]
        users[0].save(update_fields=["is_staff"])
        add_entry(ROLES[users[0].is_staff], users[0].username, who=COMMAND)
        said = "an ordinary account" if options["takes_back"] else "an administrator"
        self.stdout.write(f"{users[0].username} is {said} now.")
