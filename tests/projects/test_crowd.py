"""Twenty people in one project at the same moment: whatever was acknowledged is in the history, and nothing else.

Threads with connections of their own send what pages send. CROWD_CHANGES says how many changes each makes, 200 for the
whole of it; CI makes fewer.
"""

import os
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from projects.access import COOKIE
from projects.catalogue import get_catalogue
from projects.domain.fields import FieldType
from projects.domain.rights import Right
from projects.history import tell
from projects.models import BASE, Browser, Change, Member, Project, Scenario, digest
from projects.models import Answer as Row
from projects.saving import to_json

EDITORS = 20
CHANGES = int(os.environ.get("CROWD_CHANGES", "15"))
SHARED = 5
"""Fields that all of them write; each has one of its own besides."""

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs DATABASE_URL with PostgreSQL"),
]


def text_fields():
    kinds = {FieldType.SHORT_TEXT, FieldType.LONG_TEXT}
    return [asked.id for asked in get_catalogue().fields.values() if asked.type in kinds][: EDITORS + SHARED]


@dataclass
class Editor:
    """Somebody who writes, sees a conflict, keeps theirs all the same, and sometimes sends a change twice."""

    number: int
    project: Project
    acknowledged: list = field(default_factory=list)
    refused: Counter = field(default_factory=Counter)
    versions: dict = field(default_factory=dict)

    @property
    def name(self):
        return f"Editor {self.number}"

    @property
    def key(self):
        return f"editor-{self.number}-" + "k" * 40

    def join(self):
        browser = Browser.objects.create(key_hash=digest(self.key))
        Member.objects.create(project=self.project, browser=browser, name=self.name, right=Right.EDIT, hide_pay=False)

    def work(self, start):
        try:
            client, dice, fields = Client(), random.Random(self.number), text_fields()
            client.cookies[COOKIE] = self.key
            own, shared = fields[SHARED + self.number], fields[:SHARED]
            start.wait(60)
            for count in range(CHANGES):
                self.change(client, dice.choice(shared) if dice.random() < 0.3 else own, f"{self.name}, {count}")
                if count % 10 == 0:
                    self.refused[client.get(reverse("projects:updates", args=[self.project.pk, BASE])).status_code] += 1
        finally:
            connections.close_all()

    def change(self, client, field_id, value):
        for attempt in range(200):
            version = self.versions.get(field_id, 0)
            token = f"{self.number}-{value}-{attempt}"
            result, stands = self.send(client, field_id, value, version, token)
            self.versions[field_id] = stands
            if result == "saved":
                self.acknowledged.append((field_id, stands, value))
                if attempt == 0 and len(self.acknowledged) % 10 == 0:
                    self.send(client, field_id, value, version, token)  # as if the reply had been lost
                return
            self.refused[result] += 1
        raise AssertionError(f"{value} was never saved")

    def send(self, client, field_id, value, version, token):
        prefix = field_id.replace(".", "-")
        sent = {f"{prefix}-value": value, f"{prefix}-version": version, f"{prefix}-token": token[:64]}
        reply = client.post(reverse("projects:answer", args=[self.project.pk, BASE, field_id]), sent)
        assert reply.status_code == 200, reply.status_code
        text = reply.content.decode()
        result = re.search(r'data-result="(\w+)"', text)[1]
        return result, int(re.search(r'data-version="(\d+)"', text)[1])


@pytest.mark.django_db(transaction=True)
def test_what_twenty_editors_were_told_is_saved_is_in_the_history_and_nothing_else():
    project = Project.objects.create(name="Crowd", owner=Browser.objects.create(key_hash=digest("x" * 50)))
    base = Scenario.objects.create(project=project, slug=BASE, name="Base")
    editors = [Editor(number, project) for number in range(EDITORS)]
    for editor in editors:
        editor.join()
    start, began = threading.Barrier(EDITORS), time.monotonic()
    threads = [threading.Thread(target=editor.work, args=[start]) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(900)
    seconds = time.monotonic() - began

    told = {(*change, editor.name) for editor in editors for change in editor.acknowledged}
    refused = sum((editor.refused for editor in editors), Counter())
    print(f"{len(told)} changes by {EDITORS} in {seconds:.1f} s; {dict(refused)}")
    assert set(refused) <= {"conflict", 200}
    assert len(told) == EDITORS * CHANGES
    changes = tell(Change.objects.filter(project=project).order_by("sequence"))
    assert {
        (change.change.field_id, change.change.version, change.after["value"], change.change.who) for change in changes
    } == told
    assert [change.change.sequence for change in changes] == list(range(1, len(told) + 1))
    assert Project.objects.get(pk=project.pk).sequence == len(told)
    follow(base, changes)


def follow(base, changes):
    """Check that each change begins where the one before it ended, and that the answers are what the last ones left."""
    stands = {}
    for change in changes:
        assert change.before == stands.get(change.change.field_id)
        stands[change.change.field_id] = change.after
    assert {row.field_id: to_json(row.to_answer()) for row in Row.objects.filter(scenario=base)} == stands
