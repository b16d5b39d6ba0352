"""Nothing names somebody who was erased, in any table. A new table that keeps people fails here until it is tried."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import serializers
from django.db.models import CharField
from django.utils import timezone

from api.models import Delivery, Hook, Token
from decisions.models import ActionMark, Afterwards, Decision
from estimates.models import PriceUpload
from organisation.persons import FORMER, erase_person
from projects import threads
from projects.access import open_as
from projects.domain.answers import Answer as Answered
from projects.domain.answers import AnswerState
from projects.domain.topics import Topic, TopicKind
from projects.models import (
    Answer,
    AuditEntry,
    Browser,
    CheckChange,
    Comment,
    Experience,
    Member,
    Presence,
    Project,
    QuestionPack,
    RateCard,
    ReadMark,
    ReturnKey,
    ScenarioChange,
    Snapshot,
    Template,
    Thread,
    Thresholds,
    digest,
)
from projects.saving import save_answer
from projects.threads import Written

NAME, USER_NAME = "Zoë Quillfeather", "zquill"
OURS = ("projects", "decisions", "estimates", "organisation", "api")
NAMES = ("who", "owner_name")
"""Columns that say who did something; so does whatever ends in _by."""


@pytest.fixture
def zoe(db):
    return User.objects.create_user(USER_NAME, first_name="Zoë", last_name="Quillfeather")


@pytest.fixture
def row(zoe):
    made = Browser.objects.create(user=zoe, name=NAME, key_hash="z")
    Browser.objects.create(acts_as=made, name=NAME, key_hash="y")
    return made


def write_everywhere(project, base, row):
    """Leave a trace of a person in every table of a project."""
    said = {"project": project, "who": NAME, "person": row}
    save_answer(base, Answered(field_id="why.volume", state=AnswerState.UNKNOWN), token="a", who=NAME, person=row.pk)
    Answer.objects.update(checked_by=NAME, checked_at=timezone.now())
    save_answer(
        base,
        Answered(field_id="why.matters", state=AnswerState.UNKNOWN),
        token="p",
        who=f"{NAME} · Nightly",
        person=row.pk,
    )
    ScenarioChange.objects.create(**said, sequence=90, scenario=base, after={})
    CheckChange.objects.create(**said, sequence=91, scenario=base, field_id="why.volume", version=1, is_checked=True)
    document = {
        "history": [{"who": NAME}, {"who": f"{NAME} · Nightly"}],
        "threads": [{"resolved_by": NAME, "comments": [{"who": NAME}]}],
    }
    document["project"] = {"owner_name": NAME}
    kept = Snapshot.objects.create(
        project=project, name="v", created_by=NAME, person=row, sequence=1, results={}, document=document
    )
    Decision.objects.create(
        project=project, scenario=base, scenario_name="Base", snapshot=kept, outcome="go", decided_by=NAME,
        decided_on=timezone.localdate(), token="d",
    )  # fmt: skip
    ActionMark.objects.create(project=project, key="release", changed_by=NAME)
    Afterwards.objects.create(project=project, estimate={}, told_by=NAME)
    Presence.objects.create(project=project, browser=row, seen_at=timezone.now(), moved_at=timezone.now())
    ReadMark.objects.create(project=project, browser=row, sequence=1)


def sign_everywhere(project, row):
    """Leave a trace of a person and of their account outside of projects."""
    for model in (Thresholds, QuestionPack, Experience, RateCard, Template, PriceUpload):
        by = "uploaded_by" if model is PriceUpload else "made_by"
        needed = {
            Thresholds: {"go": 3, "pilot": 2, "fix_first": 1},
            Experience: {},
            QuestionPack: {},
            RateCard: {"currency": "USD", "rows": [], "valid_from": timezone.localdate()},
            Template: {"name": "T", "document": {"answers": [{"changed_by": NAME}]}},
            PriceUpload: {"seen_on": timezone.localdate()},
        }[model]
        model.objects.create(**needed, **{by: USER_NAME})
    for who in (USER_NAME, NAME, f"browser {row.pk}"):
        AuditEntry.objects.create(kind="exported", who=who, about=USER_NAME)
    Token.issue(browser=row, name=f"Export of {NAME}")
    mine = Hook.objects.create(browser=row, url=f"https://example.com/{USER_NAME}")
    others = Hook.objects.create(browser=Browser.objects.create(key_hash="o"), url="https://example.com/hook")
    for hook in (mine, others):
        Delivery.objects.create(hook=hook, body=f'{{"project": "{project.pk}", "decided_by": "{NAME}"}}')
    ReturnKey.objects.create(browser=row, kind=ReturnKey.Kind.LINK, secret_hash=digest("r"))


@pytest.fixture
def everywhere(row, project, base):
    """A project of theirs, and one of somebody else in which they work."""
    Project.objects.filter(pk=project.pk).update(owner=row, owner_name=NAME)
    write_everywhere(project, base, row)
    sign_everywhere(project, row)
    other = Project.objects.create(name="Other", owner=Browser.objects.get(name="Dana"))
    other.scenarios.create(slug="base", name="Base")
    Member.objects.create(project=other, browser=row, name=NAME, right=3, hide_pay=False)
    thread = threads.start_thread(
        open_as(row, other.pk), Topic(TopicKind.QUESTION, "problem.statement"), Written(f"Ask @{NAME}, please.", "c")
    )
    Thread.objects.filter(pk=thread.pk).update(resolved_by=NAME, resolved_at=timezone.now())
    return row


def our_models():
    return [model for label in OURS for model in apps.get_app_config(label).get_models()]


def rows_of(model):
    return serializers.serialize("json", model._default_manager.all(), ensure_ascii=False)


def test_every_table_that_keeps_people_is_tried(everywhere):
    for model in our_models():
        for field in model._meta.concrete_fields:
            shown = f"{model.__name__}.{field.name}"
            if field.related_model in (Browser, User):
                assert model._default_manager.filter(**{f"{field.name}__isnull": False}).exists(), shown
            elif isinstance(field, CharField) and (field.name in NAMES or field.name.endswith("_by")):
                signed = {f"{field.name}__in": (NAME, USER_NAME)}
                # Whom somebody asked is an answer, and the project's.
                assert field.name == "said_by" or model._default_manager.filter(**signed).exists(), shown


def test_nothing_names_whoever_was_erased(everywhere, zoe):
    erase_person(zoe, User.objects.create_user("lee"))
    left = "".join(map(rows_of, our_models()))
    assert [name for name in (NAME, USER_NAME, f'browser {everywhere.pk}"') if name in left] == []
    assert Comment.objects.get().text == f"Ask @{FORMER}, please."
    assert [(delivery.hook.url, FORMER in delivery.body) for delivery in Delivery.objects.all()] == [
        ("https://example.com/hook", True)
    ]


def test_nothing_belongs_to_whoever_was_erased(everywhere, zoe):
    erase_person(zoe, None)
    held = {model.__name__ for model in (Token, Hook, ReturnKey, Presence, ReadMark, Member)
            if model.objects.filter(browser=everywhere).exists()}  # fmt: skip
    assert held == set()
