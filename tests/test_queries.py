"""Pages that list things ask the database as often for three as for one."""

import math

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.document import load_project, sample_document
from projects.domain.answers import Answer, AnswerState
from projects.models import BASE, Project, Scenario, ShareLink
from projects.saving import save_answer

FIELDS = ["problem.statement", "why.volume", "problem.monthly_cost"]


def make_project(owner_row, number=0):
    made = Project.objects.create(name=f"Project {number}", owner=owner_row, seed=7)
    Scenario.objects.create(project=made, slug=BASE, name="Base")
    return made


def add_project(project, number):
    make_project(project.owner, number)


def add_binned(project, number):
    make_project(project.owner, number).put_in_bin()


def add_change(project, number):
    unknown = Answer(field_id=FIELDS[number], state=AnswerState.UNKNOWN, owner="Sam")
    save_answer(project.scenarios.get(slug=BASE), unknown, token=f"t{number}", who="Dana")


def add_link(project, number):
    ShareLink.issue(project=project, scenario=project.scenarios.get(slug=BASE), label=f"Link {number}")


def add_scenario(project, number):
    made = Scenario.objects.create(project=project, slug=f"s{number}", name=f"Way {number}", position=number + 1)
    content = Answer(field_id="compute.approach", state=AnswerState.KNOWN, value="api")
    save_answer(made, content, token=f"s{number}", who="")


def add_comment(project, number):
    thread = project.threads.create(kind="question", topic_id=FIELDS[number])
    said = thread.comments.create(author=project.owner, who="Dana", text="Why, @Dana?", token=f"c{number}")
    said.mentions.create(browser=project.owner, name="Dana")


def queries(client, address):
    client.get(address)  # what is worked out once and remembered does not count
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked]


@pytest.mark.parametrize(
    ("name", "add", "most"),
    [
        ("reports:start", add_project, 9),
        ("projects:bin", add_binned, 4),
        ("projects:history", add_change, 11),
        ("projects:share", add_link, 8),
        ("reports:overview", add_scenario, 13),
        ("reports:overview", add_change, 13),
        ("reports:scenarios", add_scenario, 9),
        ("teams:team", add_scenario, 7),
        ("decisions:readiness", add_change, 7),
        ("decisions:decision", add_change, 12),
        ("decisions:decision", add_scenario, 12),
        ("decisions:actions", add_change, 9),
        ("reports:comments", add_comment, 9),
    ],
)
def test_list_page_asks_as_often_for_three_as_for_one(owner, project, name, add, most):
    address = reverse(name, args=[] if name in {"reports:start", "projects:bin"} else [project.pk, BASE])
    add(project, 0)
    asked = queries(owner, address)
    for number in (1, 2):
        add(project, number)
    three = queries(owner, address)
    assert len(three) == len(asked), "\n".join(three)
    assert len(asked) <= most, "\n".join(asked)


def test_import_writes_answers_together(browser_row):
    with CaptureQueriesContext(connection) as asked:
        made = load_project(sample_document(), owner=browser_row)
    # The project, the transactions and the limits; of each scenario its row and its answers, a hundred or more at once.
    writes = sum(2 + math.ceil(scenario.answers.count() / 100) for scenario in made.scenarios.all())
    assert len(asked) <= 9 + writes, [query["sql"][:80] for query in asked]
