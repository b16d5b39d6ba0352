"""The quick scope as a person walks it: what is said on each screen, and how a screen is sent."""

from typing import Any

from django.test import Client
from django.urls import reverse

from projects.models import Project
from scoping.content import get_quick_scope
from tests.pageforms import as_data, read_forms

Said = dict[str, str | list[str]]
SAID: dict[str, Said] = {
    "problem": {
        "problem-statement-value": "450 messages a day land in one inbox and 50 of them go to the wrong desk first."
    },
    "size": {"why-volume-value": "8,000 to 10,000", "problem-monthly_hours-value": "700 to 900"},
    "simple": {
        "tried-simplest-value-0-option": "A web form",
        "tried-simplest-value-0-share": "30",
        "tried-simplest-value-0-status": "idea",
    },
    "task": {"solution-task-value": "sort", "solution-input-value": ["text", "scan"]},
    "good_enough": {"outcome-good_enough-value": "3"},
    "mistake": {
        "solution-error_harm-value": "2",
        "solution-error_noticed-value": "days",
        "solution-error_undo-value": "easily",
        "solution-approval-value": "risky",
    },
    "data": {
        "data-sources-value-0-source": "Claims mailbox",
        "data-sources-value-0-access": "agreed",
        "data-permission-value": "written",
    },
    "people": {"risk-touches-value": ["personal"], "risk-assessed-value": "done", "solution-place-value": ["region"]},
    "sponsor": {
        "people-sponsor-value-name": "Dana Whitfield",
        "people-sponsor-value-role": "head of claims",
        "people-sponsor_power-value": "both",
    },
    "money": {
        "plan-budget_agreed-value": "150,000",
        "plan-budget_ceiling-value": "300,000",
        "plan-first_version-value": "2027-04-30",
    },
}


def url(project: Project, screen: str = "", name: str = "reports:quick_screen") -> str:
    return reverse(name, args=[project.pk, "base", *([screen] if screen else [])])


def form_of(client: Client, address: str) -> dict[str, Any]:
    """Return what the form of a screen sends as it stands."""
    page = client.get(address)
    (form,) = [form for form in read_forms(page.content.decode()) if any("-version" in name for name, _ in form.sent)]
    return as_data(form.sent)


def send(client: Client, address: str, **values: Any) -> Any:
    """Fill in a screen as a person would, and send it."""
    return client.post(address, form_of(client, address) | values)


def walk(client: Client, project: Project, **changed: Said) -> Any:
    """Answer all ten screens; some of them in another way."""
    for screen in get_quick_scope().screens:
        reply = send(client, url(project, screen.id), **(SAID | changed)[screen.id])
        assert reply.status_code == 302, reply.content.decode()
    return reply
