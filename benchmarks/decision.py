"""The verdict with its 10,000 draws after one changed answer, against a page that says "ok", through the whole stack.

Each round changes what one case saves in the worked example: team, computing, business case, findings and the verdict
with what would change it are worked out anew. Timed is the request for the panel of the readiness page, which shows the
verdict, and for the overview, which shows all of it with its charts.

Run: python -m benchmarks.decision
"""

import os
from itertools import count
from tempfile import TemporaryDirectory

from benchmarks import show, time_in_turns

ROUNDS = 40


def measure() -> None:
    """Load the worked example into a database of its own, then ask in turns."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)

    from django.test import Client
    from django.urls import reverse

    from projects.access import COOKIE
    from projects.document import load_project, sample_document
    from projects.models import Answer, Browser, Project, digest

    browser = Browser.objects.create(key_hash=digest("benchmark"))
    project = load_project(sample_document(), owner=browser)
    answer = Answer.objects.get(scenario__project=project, scenario__slug="base", field_id="value.saving_per_case")
    client = Client(HTTP_HOST="localhost")
    client.cookies[COOKIE] = "benchmark"
    number = count(1)

    def change() -> None:
        saving = 2 + next(number) / 1000
        answer.value = {"low": saving * 0.8, "likely": saving, "high": saving * 1.2}
        answer.save(update_fields=["value"])
        Project.objects.filter(pk=project.pk).update(sequence=next(number))

    def ask(address: str) -> None:
        reply = client.get(address)
        assert reply.status_code == 200, reply.status_code

    health = reverse("health")
    panel, overview = (
        reverse(name, args=[project.pk, "base"]) for name in ("decisions:readiness_result", "reports:overview")
    )
    panel_ms, bare_ms = time_in_turns(lambda: ask(panel), lambda: ask(health), rounds=ROUNDS, before=change)
    show("the readiness panel with the verdict after one change", panel_ms, "a page that says ok", bare_ms)
    overview_ms, bare_ms = time_in_turns(lambda: ask(overview), lambda: ask(health), rounds=ROUNDS, before=change)
    show("the overview after one change", overview_ms, "a page that says ok", bare_ms)


def main() -> None:
    """Keep everything in a folder that is thrown away."""
    with TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "PLUMBLINE_DATA": folder}
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("PLUMBLINE_DEBUG", None)
        measure()


if __name__ == "__main__":
    main()
