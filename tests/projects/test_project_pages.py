"""What the pages of a project do: share, settings, download, bring in, history, find-out, start and bin."""

import json
from datetime import timedelta

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from projects.access import COOKIE, Workspace
from projects.document import dump_project
from projects.domain.answers import Answer, AnswerState
from projects.domain.document_format import schema
from projects.files import file_name
from projects.models import Browser, Change, Project, ShareLink, digest
from projects.saving import save_answer

FIELD = "problem.statement"


def url(name, project, *more):
    return reverse(f"projects:{name}", args=[project.pk, "base", *more])


def text(reply):
    return " ".join(reply.content.decode().split())


def say(base, value, version=0, token="t", field_id=FIELD):
    return save_answer(
        base, Answer(field_id=field_id, state=AnswerState.KNOWN, value=value, version=version), token=token, who="Dana"
    )


# ---------------------------------------------------------------- starting


def test_starting_gives_this_browser_a_project_and_a_key_that_scripts_cannot_read(client, db):
    reply = client.post(reverse("projects:create"), {"name": "  New one "})
    project = Project.objects.get()
    assert (project.name, reply["Location"]) == ("New one", reverse("reports:overview", args=[project.pk, "base"]))
    cookie = reply.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert Browser.objects.get().key_hash == digest(cookie.value)


def test_second_project_belongs_to_the_same_browser(client, db):
    client.post(reverse("projects:create"), {"name": "One"})
    client.post(reverse("projects:create"), {"name": "Two"})
    assert Browser.objects.count() == 1
    page = text(client.get(reverse("reports:start")))
    assert ">One</a>" in page
    assert ">Two</a>" in page


def test_project_without_a_name_is_not_started_and_the_page_says_why(client, db):
    reply = client.post(reverse("projects:create"), {"name": " "}, follow=True)
    assert "Enter a project name of up to 120 characters" in text(reply)
    assert not Project.objects.exists()


def test_sample_is_opened_once_per_browser(client, db):
    first = client.post(reverse("projects:open_sample"))["Location"]
    assert client.post(reverse("projects:open_sample"))["Location"] == first
    assert Project.objects.filter(is_sample=True).count() == 1


def test_sample_of_one_browser_is_not_that_of_another(client, stranger):
    mine = client.post(reverse("projects:open_sample"))["Location"]
    theirs = stranger.post(reverse("projects:open_sample"))["Location"]
    assert mine != theirs
    assert stranger.get(mine).status_code == 404


def test_removed_sample_is_gone_with_all_its_rows(owner, sample):
    owner.post(url("delete", sample))
    assert not Project.objects.exists()


# ---------------------------------------------------------------- sharing


def share(owner, project, **fields):
    return owner.post(url("share", project), {"label": "For Ingrid", "right": 1, "expires_on": ""} | fields)


def secret_of(reply):
    return reply.content.decode().split("/s/")[1].split("/")[0]


def test_new_link_is_shown_once_and_opens_the_report(owner, client, sample):
    from django.test import Client

    reply = share(owner, sample)
    secret = secret_of(reply)
    assert len(secret) >= 43  # 256 bits
    assert Client().get(reverse("reports:shared", args=[secret])).status_code == 200
    assert secret not in owner.get(url("share", sample)).content.decode()


def test_link_hides_pay_unless_its_owner_shows_it(owner, sample):
    share(owner, sample)
    share(owner, sample, show_pay="on")
    assert list(ShareLink.objects.order_by("pk").values_list("hide_pay", flat=True)) == [True, False]
    page = text(owner.get(url("share", sample)))
    assert "rates hidden" in page
    assert "rates shown" in page


def test_link_stops_working_after_its_day(owner, client, sample):
    from django.test import Client

    today = timezone.localdate()
    secret = secret_of(share(owner, sample, expires_on=today.isoformat()))
    address = reverse("reports:shared", args=[secret])
    assert Client().get(address).status_code == 200
    ShareLink.objects.update(expires_on=today - timedelta(days=1))
    assert Client().get(address).status_code == 404
    assert "no longer works" in text(owner.get(url("share", sample)))


def test_day_that_is_no_day_makes_no_link_and_keeps_what_was_typed(owner, project):
    page = text(share(owner, project, expires_on="soon"))
    assert "Enter a valid date." in page
    assert "For Ingrid" in page
    assert not ShareLink.objects.exists()


def test_day_that_is_over_makes_no_link(owner, project):
    yesterday = timezone.localdate() - timedelta(days=1)
    assert "Choose today or a later day" in text(share(owner, project, expires_on=yesterday.isoformat()))
    assert not ShareLink.objects.exists()


def test_taking_a_link_back_leaves_the_others(owner, client, sample):
    from django.test import Client

    first, second = secret_of(share(owner, sample)), secret_of(share(owner, sample))
    owner.post(url("revoke", sample, ShareLink.objects.order_by("pk").first().pk))
    assert Client().get(reverse("reports:shared", args=[first])).status_code == 404
    assert Client().get(reverse("reports:shared", args=[second])).status_code == 200


def test_page_says_when_a_link_was_opened(owner, client, sample):
    from django.test import Client

    secret = secret_of(share(owner, sample))
    assert "not opened yet" in text(owner.get(url("share", sample)))
    Client().get(reverse("reports:shared", args=[secret]))
    assert "last opened" in text(owner.get(url("share", sample)))


def test_link_of_another_project_cannot_be_taken_back(owner, project, share_of_sample):
    link, _secret = share_of_sample
    assert owner.post(url("revoke", project, link.pk)).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


@pytest.fixture
def share_of_sample(sample):
    return ShareLink.issue(project=sample, scenario=sample.scenarios.get(slug="base"))


# ---------------------------------------------------------------- settings, download, bring in


def test_settings_are_stored_and_your_name_stands_in_the_history(owner, project, base):
    sent = {"name": "Other", "summary": "One sentence", "owner_name": "Ops", "currency": "USD", "your_name": "Robin"}
    owner.post(url("project_settings", project), sent)
    project.refresh_from_db()
    assert (project.name, project.summary, project.owner_name) == ("Other", "One sentence", "Ops")
    owner.post(url("answer", project, FIELD), {"problem-statement-value": "Text"})
    assert Change.objects.get().who == "Robin"


def test_download_is_the_project_document(owner, sample):
    reply = owner.get(url("export", sample))
    name = f"claims-mail-right-desk-same-day_project_v0_{timezone.localdate().isoformat()}.plumbline.json"
    assert reply["Content-Disposition"] == f'attachment; filename="{name}"'
    assert json.loads(reply.content) == dump_project(sample)
    jsonschema.validate(json.loads(reply.content), schema())


@pytest.mark.parametrize(
    ("name", "stem"), [("हिन्दी: मेल", "हिन्दी-मेल"), ("ที่นี่!", "ที่นี่"), ("Ça & là__x", "ça-là__x"), ("../..", "project")]
)
def test_name_of_a_file_keeps_the_marks_of_its_letters(name, stem, project, base):
    project.name = name
    workspace = Workspace(project, base)
    day = timezone.localdate().isoformat()
    assert file_name(workspace, "pdf", what="report") == f"{stem}_base_report_v0_{day}.pdf"


def test_what_was_downloaded_can_be_brought_in_by_another_browser(owner, stranger, sample):
    file = SimpleUploadedFile("x.json", owner.get(url("export", sample)).content)
    reply = stranger.post(reverse("projects:import_document"), {"document": file})
    made = Project.objects.exclude(pk=sample.pk).get()
    assert reply["Location"] == reverse("reports:overview", args=[made.pk, "base"])
    assert (made.is_sample, dump_project(made)) == (False, dump_project(sample))
    assert owner.get(reply["Location"]).status_code == 404


def test_nothing_chosen_says_so(owner):
    assert "Choose the file to import." in text(owner.post(reverse("projects:import_document"), {}))


def send(client, data, **fields):
    file = {"document": SimpleUploadedFile("x.json", data)} if data else {}
    return client.post(reverse("projects:import_document"), file | fields)


def partly_readable():
    people = [{"role": "data_engineer", "share_pct": "half <b>"}]
    answers = [
        {"field": "problem.statement", "value": 'Kept\u2028 "as it is"'},
        {"field": "why.volume", "value": "plenty"},
        {"field": "team.roles", "value": people},
    ]
    told = {"format": "plumbline.project", "format_version": 1, "project": {"name": "Mail"}, "answers": answers}
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def test_parts_that_cannot_be_read_are_shown_with_their_place_before_anything_is_stored(owner):
    page = text(send(owner, partly_readable()))
    assert "2 things in “Mail” could not be read. Nothing has been imported yet." in page
    assert "<code>answers[1].value</code>" in page
    assert "<code>answers[2].value[0].share_pct</code>" in page
    assert "row 1" in page
    assert "In the file: plenty" in page
    assert "<b>" not in page.split("<tbody>")[1].split("</tbody>")[0]
    assert not Project.objects.exists()


def test_person_decides_to_import_without_what_cannot_be_read(owner):
    asked = send(owner, partly_readable())
    assert "Import without these 2" in text(asked)
    reply = send(owner, b"", text=asked.context["text"], leave_out="1")
    made = Project.objects.get()
    assert reply["Location"] == reverse("reports:overview", args=[made.pk, "base"])
    answers = {row.field_id: row.value for row in made.scenarios.get().answers.all()}
    assert answers == {"problem.statement": 'Kept\u2028 "as it is"', "team.roles": [{"role": "data_engineer"}]}


def test_file_on_the_page_that_asks_is_checked_again(owner):
    assert "This file is not a project file" in text(send(owner, b"", text="{", leave_out="1"))
    assert not Project.objects.exists()


def test_answers_of_questions_that_are_gone_are_kept_and_said(owner):
    told = json.loads(partly_readable()) | {"answers": [{"field": "gone.x", "value": 1}]}
    page = text(owner.get(send(owner, json.dumps(told).encode())["Location"]))
    assert "1 answer belongs to a question that is no longer asked. It has been kept as archived." in page


def test_report_prints_the_day_on_which_an_imported_answer_was_given(owner):
    told = json.loads(partly_readable())
    told["answers"] = [
        {"field": "problem.statement", "value": "Old", "changed_at": "2026-03-05T09:30:00Z", "changed_by": "Robin"}
    ]
    send(owner, json.dumps(told).encode())
    page = text(owner.get(reverse("reports:report", args=[Project.objects.get().pk, "base"])))
    assert "Robin, 5 March 2026" in page


def test_download_with_the_history_is_offered_and_comes_back(owner, project, base):
    say(base, "First")
    page = text(owner.get(url("project_settings", project)))
    assert url("export", project) + "?history" in page
    send(owner, owner.get(url("export", project) + "?history").content)
    made = Project.objects.exclude(pk=project.pk).get()
    assert [change.after["value"] for change in made.changes.all()] == ["First"]


def test_visitor_whose_file_is_refused_owns_nothing(client, db):
    file = SimpleUploadedFile("x.json", b"{}")
    client.post(reverse("projects:import_document"), {"document": file})
    assert not Browser.objects.exists()


# ---------------------------------------------------------------- history and find-out


def test_history_lists_the_newest_first_with_who_and_both_texts(owner, project, base):
    say(base, "First")
    say(base, "Second", version=1, token="u")
    page = text(owner.get(url("history", project)))
    assert page.index("<ins>Second</ins>") < page.index("<ins>First</ins>")
    assert "<del>First</del>" in page
    assert "Dana" in page


def test_undo_from_the_history_puts_the_answer_back_and_stands_there_itself(owner, project, base):
    say(base, "First")
    say(base, "Second", version=1, token="u")
    owner.post(url("take_back", project, 2))
    assert base.answers.get(field_id=FIELD).value == "First"
    assert "undoes 2" in text(owner.get(url("history", project)))


def test_undo_pressed_twice_is_one_change(owner, project, base):
    say(base, "First")
    say(base, "Second", version=1, token="u")
    for _press in range(2):
        owner.post(url("take_back", project, 2))
    assert Change.objects.count() == 3


def test_undo_of_what_was_changed_since_says_so_and_changes_nothing(owner, project, base):
    say(base, "First")
    say(base, "Second", version=1, token="u")
    page = text(owner.post(url("take_back", project, 1), follow=True))
    assert "was changed again later, so it stays as it is." in page
    assert base.answers.get(field_id=FIELD).value == "Second"


def test_history_of_a_new_project_says_what_will_stand_there(owner, project):
    assert "No changes yet." in text(owner.get(url("history", project)))


def unknown(base, field_id, token, owner="", day=None):
    content = Answer(field_id=field_id, state=AnswerState.UNKNOWN, owner=owner, find_out_by=day, note="Ask finance")
    save_answer(base, content, token=token, who="")


def test_find_out_list_is_in_the_order_of_its_days(owner, project, base):
    today = timezone.localdate()
    unknown(base, "why.volume", "a", owner="Sam", day=today + timedelta(days=9))
    unknown(base, "problem.monthly_cost", "b")
    unknown(base, "problem.statement", "c", owner="Kim", day=today - timedelta(days=1))
    page = text(owner.get(url("find_out", project), follow=True))
    places = [page.index(f'id="a-{key}"') for key in ("problem-statement", "volume", "cost_today")]
    assert places == sorted(places)
    assert page.index("Kim") < page.index("Sam")
    assert page.count("was due") == 1
    assert "Ask finance" in page


def test_find_out_list_leads_to_the_question(owner, project, base):
    unknown(base, "why.volume", "a")
    asked = reverse("scoping:part", args=[project.pk, "base", "why"]) + "#q-why-volume"
    assert f'href="{asked}"' in text(owner.get(url("find_out", project), follow=True))


def test_answered_question_leaves_the_find_out_list(owner, project, base):
    unknown(base, "problem.statement", "a", owner="Sam")
    say(base, "Known now", version=1, token="b")
    page = text(owner.get(url("find_out", project), follow=True))
    assert "Sam" not in page
    assert "Find out:" not in page
    assert "Actions (0 to find out)" in page
