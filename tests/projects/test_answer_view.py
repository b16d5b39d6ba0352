import json
from pathlib import Path

import pytest
from django.urls import reverse

from projects.models import Answer

HOSTILE = json.loads((Path(__file__).parent.parent / "hostile_inputs.json").read_text(encoding="utf-8"))
TEXTS = [text for kind in ("formula", "xss", "pdf", "markdown", "unicode", "filename") for text in HOSTILE[kind]]


def send(owner, project, field_id, scenario="base", /, **parts):
    prefix = field_id.replace(".", "-")
    data = {f"{prefix}-{key}": value for key, value in parts.items()}
    return owner.post(reverse("projects:answer", args=[project.pk, scenario, field_id]), data)


def after(reply, key):
    text = reply.content.decode()
    return text.split(f'data-{key}="')[1].split('"')[0]


def test_text_is_saved_and_acknowledged_with_its_version(owner, project):
    reply = send(owner, project, "problem.statement", value="Mail goes astray.", version=0, token="a")
    assert (after(reply, "result"), after(reply, "version")) == ("saved", "1")
    assert Answer.objects.get().value == "Mail goes astray."


def test_range_is_echoed_as_it_was_read(owner, project):
    reply = send(owner, project, "why.volume", value="38k–46k", version=0, token="a")
    assert "38,000 to 46,000, likely 42,000" in reply.content.decode()


def test_range_that_cannot_be_read_is_not_saved_and_says_why(owner, project):
    reply = send(owner, project, "why.volume", value="12k to", version=0, token="a")
    assert after(reply, "result") == "invalid"
    assert "“12k to” has no upper end." in reply.content.decode()
    assert not Answer.objects.exists()


def test_stale_answer_shows_both_texts(owner, project):
    send(owner, project, "problem.statement", value="Theirs", version=0, token="a")
    reply = send(owner, project, "problem.statement", value="Mine", version=0, token="b")
    assert after(reply, "result") == "conflict"
    assert after(reply, "theirs") == "Theirs"
    assert "Mine" in reply.content.decode()


def test_unknown_is_saved_with_owner_and_day(owner, project):
    send(owner, project, "why.volume", state="unknown", owner="Sam", find_out_by="2027-01-31", version=0, token="a")
    row = Answer.objects.get()
    assert (row.state, row.owner, row.find_out_by.isoformat(), row.value) == ("unknown", "Sam", "2027-01-31", None)


def test_mark_on_a_scale_means_unknown(owner, project):
    send(owner, project, "readiness.01", value="?", version=0, token="a")
    assert Answer.objects.get().state == "unknown"


def test_field_that_does_not_exist_is_not_found(owner, project):
    assert send(owner, project, "evil.field", value="x").status_code == 404


def test_extra_fields_in_a_post_are_ignored(owner, project):
    send(owner, project, "problem.statement", value="x", version=0, token="a", changed_by="Boss", field_id="why.volume")
    row = Answer.objects.get()
    assert (row.field_id, row.changed_by) == ("problem.statement", "Dana")


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_stored_and_shown_as_text(owner, project, text):
    reply = send(owner, project, "problem.statement", value=text, version=0, token="a")
    assert reply.status_code == 200
    shown = owner.get(reverse("projects:answer", args=[project.pk, "base", "problem.statement"])).content.decode()
    for markup in ("<script>alert", "<img src", "<iframe", "<div hx-get", "<math>"):
        assert markup not in shown


@pytest.mark.parametrize("text", HOSTILE["numbers"])
def test_hostile_number_gives_an_answer_or_a_message(owner, project, text):
    reply = send(owner, project, "why.volume", value=text, version=0, token="a")
    assert after(reply, "result") in {"saved", "invalid", "same"}


def test_long_text_is_refused_at_once(owner, project):
    reply = send(owner, project, "problem.statement", value="x" * 10_000, version=0, token="a")
    assert "This text has 10000 characters; the limit is 600." in reply.content.decode()


def test_undo_answers_with_the_field_as_it_was(owner, project):
    send(owner, project, "problem.statement", value="First", version=0, token="a")
    send(owner, project, "problem.statement", value="Second", version=1, token="b")
    reply = owner.post(reverse("projects:take_back", args=[project.pk, "base", 2]), headers={"HX-Request": "true"})
    assert "First</textarea>" in reply.content.decode()
    assert reply["HX-Trigger"] == "answer-saved"
