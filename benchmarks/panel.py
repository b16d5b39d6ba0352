"""The result panel of computing after one change, against a page that says "ok", both through the whole stack.

Each round changes one answer of the worked example's fine-tuning scenario, so nothing but the draws of the other inputs
is remembered; what is timed is the request for the panel that follows, with its 100,000 draws, figures and charts.

Run: python -m benchmarks.panel
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
    answer = Answer.objects.get(
        scenario__project=project, scenario__slug="fine_tune", field_id="compute.training_tokens"
    )
    client = Client(HTTP_HOST="localhost")
    client.cookies[COOKIE] = "benchmark"
    number = count(1)
    panel = reverse("estimates:compute_result", args=[project.pk, "fine_tune"])

    def change() -> None:
        tokens = 6e6 + next(number)
        answer.value = {"low": tokens / 2, "likely": tokens, "high": tokens * 2}
        answer.save(update_fields=["value"])
        Project.objects.filter(pk=project.pk).update(sequence=next(number))

    def ask(address: str) -> None:
        reply = client.get(address)
        assert reply.status_code == 200, reply.status_code

    panel_ms, bare_ms = time_in_turns(lambda: ask(panel), lambda: ask(reverse("health")), rounds=ROUNDS, before=change)
    show("the panel of computing after one change", panel_ms, "a page that says ok", bare_ms)


def main() -> None:
    """Keep everything in a folder that is thrown away."""
    with TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "PLUMBLINE_DATA": folder}
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("PLUMBLINE_DEBUG", None)
        measure()


if __name__ == "__main__":
    main()
