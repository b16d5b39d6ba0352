"""A section of somebody's own needs its file and its lines in the ledger, nothing else."""

import json
import re
import shutil

import pytest
from django.core.management import call_command
from django.urls import reverse

from projects.catalogue import get_catalogue

OWN = """
format = 1
id = "operation"
title = "Operation"

[[part]]
id = "run"
letter = "A"
title = "Who runs it"

[[question]]
id = "operation.hours"
ref = "A1"
part = "run"
title = "Hours of service"
question = "How many hours a day must it answer?"
why = "Nights cost people."

[[question.field]]
id = "operation.hours"
label = "Hours a day"
type = "number"
unit = "hours"
min = 0
max = 24
"""


@pytest.fixture
def operation(tmp_path, settings):
    fixtures = tmp_path / "fixtures"
    shutil.copytree(settings.FIXTURES, fixtures)
    (fixtures / "sections" / "operation.toml").write_text(OWN, encoding="utf-8")
    settings.FIXTURES = fixtures
    get_catalogue.cache_clear()
    call_command("write_ledger")
    yield
    get_catalogue.cache_clear()


def url(name, project, *more):
    return reverse(name, args=[project.pk, "base", *more])


def save(owner, project):
    sent = {"operation-hours-version": "0", "operation-hours-token": "t", "operation-hours-value": "30"}
    address = url("projects:answer", project, "operation.hours")
    wrong = owner.post(address, sent | {"operation-hours-state": "known"})
    right = owner.post(address, sent | {"operation-hours-state": "known", "operation-hours-value": "18"})
    return wrong, right


def test_it_has_a_page_that_the_task_list_leads_to(operation, owner, project):
    page = url("reports:section", project, "operation")
    assert f'href="{page}"' in owner.get(url("reports:overview", project)).content.decode()
    asked = owner.get(page).content.decode()
    assert "How many hours a day must it answer?" in asked
    assert "0 of 1" in asked


def test_its_answers_are_saved_and_stand_in_history_document_and_report(operation, owner, project):
    wrong, right = save(owner, project)
    assert "makes sense here is 24" in wrong.content.decode()
    assert "Saved" in right.content.decode()
    assert "18" in owner.get(url("projects:history", project)).content.decode()
    document = json.loads(owner.get(url("projects:export", project)).content)
    assert [(answer["field"], answer["value"]) for answer in document["answers"]] == [("operation.hours", 18)]
    report = owner.get(url("reports:report", project)).content.decode()
    assert re.search(r"How many hours a day must it answer\?.*?18\shours", report, re.DOTALL)


def test_section_with_a_page_of_its_own_is_shown_there(owner, project):
    reply = owner.get(url("reports:section", project, "value"))
    assert (reply.status_code, reply["Location"]) == (302, url("decisions:value", project))
