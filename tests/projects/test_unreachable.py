"""A form that cannot be saved is given back with its texts; two tabs of one person are called that."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.domain.answers import Answer, AnswerState
from projects.models import BASE
from projects.saving import save_answer

TEXT = "450 letters <b>a day</b> & 50 on the wrong desk"
FIELD = "problem.statement"


def part(project):
    return reverse("scoping:part", args=[project.pk, BASE, "problem"])


def page(text=TEXT):
    return {
        "problem-statement-value": text, "problem-statement-state": "known", "problem-statement-version": "0",
        "problem-statement-token": "abc-token", "problem-statement-note": "counted in May",
        "csrfmiddlewaretoken": "x" * 64,
    }  # fmt: skip


@pytest.mark.parametrize("why", ["stranger", "binned"])
def test_page_that_cannot_be_saved_gives_the_texts_back(why, client, owner, stranger, project):
    if why == "binned":
        project.put_in_bin()
    reply = (stranger if why == "stranger" else owner).post(part(project), page())
    assert reply.status_code == 404
    told = reply.content.decode()
    assert "The problem in two sentences\n450 letters &lt;b&gt;a day&lt;/b&gt; &amp; 50 on the wrong desk" in told
    assert "The problem in two sentences – note\ncounted in May" in told
    assert "abc-token" not in told


def test_page_without_its_cookies_gives_the_texts_back(project):
    reply = Client(enforce_csrf_checks=True).post(part(project), page())
    assert reply.status_code == 403
    assert "450 letters &lt;b&gt;a day" in reply.content.decode()


def test_page_that_was_only_asked_for_gives_nothing_back(client):
    assert "What you sent" not in client.get("/p/none/").content.decode()


@pytest.mark.parametrize("body", [b"a=b&" * 6000, b"x" * 6_000_000, b"\xff\xfe"])
def test_form_that_cannot_be_read_is_not_found_either(client, body):
    reply = client.post("/nowhere/", body, content_type="application/x-www-form-urlencoded")
    assert reply.status_code in {400, 404}


def conflict(owner, project, browser_row, who):
    scenario = project.scenarios.get(slug=BASE)
    stored = Answer(field_id=FIELD, state=AnswerState.KNOWN, value="The other text")
    save_answer(scenario, stored, token="other", who=who)
    url = reverse("projects:answer", args=[project.pk, BASE, FIELD])
    return owner.post(url, page() | {"problem-statement-token": "mine"}).content.decode()


def test_two_tabs_of_one_person_are_called_that(owner, project, browser_row):
    told = conflict(owner, project, browser_row, browser_row.name)
    assert "You changed this answer in another tab" in told
    assert "Keep the other tab's" in told
    assert "Two people" not in told


def test_another_person_is_named(owner, project, browser_row):
    told = conflict(owner, project, browser_row, "Robin")
    assert "Two people changed this answer" in told
    assert "<b>Robin</b>, saved" in told
    assert "another tab" not in told
