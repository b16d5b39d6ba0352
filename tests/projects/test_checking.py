"""Answers that somebody other than their writer marks as checked."""

import ast
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organisation.persons import _NAMED_KEYS, NAMED
from projects.access import open_as
from projects.checking import Checked, Seen, reads_whole, set_check
from projects.document import dump_project, load_project, written
from projects.domain.answers import Answer, AnswerCheck, AnswerState
from projects.domain.checking import BROUGHT, NOTHING_SAID, OWN, UNREADABLE, hindrance
from projects.domain.rights import Right
from projects.frozen import thaw
from projects.models import Answer as Row
from projects.models import Browser, CheckChange, Member
from projects.returning import _join_rows
from projects.saving import save_answer, take_base, undo
from projects.sealing import without_false_checks
from projects.versions import VersionName, take_snapshot
from tests.test_access import make_member

FIELD = "problem.statement"
SAID = Answer(field_id=FIELD, state=AnswerState.KNOWN, value="Mail is sorted by hand.", writer=1, changed_by="Dana")


# ---------------------------------------------------------------- who may


def test_somebody_else_may_check_what_was_written():
    assert hindrance(SAID, 2, {"Priya"}) == ""


def test_writer_may_not():
    assert hindrance(SAID, 1, {"Dana"}) == OWN


def test_two_people_of_one_name_may_check_each_other():
    assert hindrance(SAID, 2, {"Dana"}) == ""


def test_whoever_brought_an_answer_in_may_not():
    assert hindrance(replace(SAID, changed_by="Somebody in a file"), 1, {"Dana"}) == BROUGHT


def test_of_an_older_answer_the_name_decides():
    older = replace(SAID, writer=None)
    assert (hindrance(older, 2, {"dana"}) != "", hindrance(older, 2, {"Priya"})) == (True, "")


@pytest.mark.parametrize("state", [AnswerState.BLANK, AnswerState.UNKNOWN])
def test_what_says_nothing_cannot_be_checked(state):
    assert hindrance(replace(SAID, state=state, value=None), 2, {"Priya"}) == NOTHING_SAID


def test_that_a_question_does_not_matter_can_be_checked():
    assert hindrance(replace(SAID, state=AnswerState.NOT_RELEVANT, value=None), 2, {"Priya"}) == ""


def test_what_no_longer_fits_its_question_cannot_be_checked():
    assert hindrance(replace(SAID, leftover="old"), 2, {"Priya"}) == UNREADABLE


# ---------------------------------------------------------------- set and lost


@pytest.fixture
def written_one(project, base, browser_row):
    save_answer(base, replace(SAID, version=0), token="w", who="Dana", person=browser_row.pk)
    return base


@pytest.fixture
def mate(project):
    """A colleague, as a client that may comment."""
    return make_member(project, right=Right.COMMENT)


def as_member(project, scenario="base"):
    return open_as(Member.objects.get(project=project).browser, project.pk, scenario)


def url(project, name="projects:check", scenario="base", field=FIELD):
    return reverse(name, args=[project.pk, scenario, field])


def check(client, project, *, version=1, base=0, scenario="base", done=True, **headers):
    sent = {"version": version, "base": base} | ({"checked": "1"} if done else {})
    return client.post(url(project, scenario=scenario), sent, headers=headers)


def stored(scenario):
    row = Row.objects.get(scenario=scenario, field_id=FIELD)
    return row.checked_by if row.checked_at else None


def test_colleague_checks_an_answer(project, written_one, mate):
    reply = check(mate, project, **{"HX-Request": "true"})
    assert reply.status_code == 200
    assert "Checked by Priya" in reply.content.decode()
    assert "answer-saved" in reply["HX-Trigger"]
    assert stored(written_one) == "Priya"


def test_colleague_takes_a_check_back(project, written_one, mate):
    check(mate, project)
    check(mate, project, done=False)
    assert stored(written_one) is None
    assert list(CheckChange.objects.order_by("sequence").values_list("is_checked", flat=True)) == [True, False]


def test_the_same_button_pressed_twice_is_one_check(project, written_one, mate):
    assert check(mate, project).status_code == check(mate, project).status_code == 302
    assert CheckChange.objects.count() == 1


def test_without_javascript_a_page_shows_the_answer_and_leads_back(project, written_one, mate):
    page = mate.get(url(project), {"next": "/p/there/"}).content.decode()
    assert "Mail is sorted by hand." in page
    assert 'name="next" value="/p/there/"' in page
    reply = mate.post(url(project), {"version": 1, "base": 0, "checked": "1", "next": "/p/there/"})
    assert reply.url == "/p/there/"


def test_writer_is_told_why_not(owner, project, written_one):
    page = owner.get(url(project)).content.decode()
    assert OWN in page
    assert "Mark as checked" not in page
    assert OWN in check(owner, project).content.decode()
    assert stored(written_one) is None


def test_viewer_may_not(project, written_one):
    viewer = make_member(project, right=Right.VIEW)
    assert (viewer.get(url(project)).status_code, check(viewer, project).status_code) == (403, 403)


def test_what_is_kept_from_the_reader_cannot_be_checked(project, base, browser_row):
    said = Answer(field_id=FIELD, state=AnswerState.KNOWN, value="x", note="n")
    save_answer(base, said, token="w", who="Dana", person=browser_row.pk)
    workspace = open_as(browser_row, project.pk)
    hidden = replace(workspace, hide_pay=True)
    vars(hidden)["readable_answers"] = workspace.answers.overlaid({FIELD: replace(said, note="")})
    assert (reads_whole(workspace, FIELD), reads_whole(hidden, FIELD)) == (True, False)


def test_change_takes_the_check_away(project, written_one, mate, browser_row):
    check(mate, project)
    save_answer(
        written_one, replace(SAID, value="Other", version=1), token="w2", who="Dana", person=browser_row.pk
    )  # fmt: skip
    assert stored(written_one) is None


def test_undo_takes_the_check_away_and_does_not_bring_an_old_one_back(project, written_one, mate):
    check(mate, project)
    change = project.changes.get(field_id=FIELD)
    undo(change, token="u", who="Dana")
    undo(project.changes.first(), token="r", who="Dana")
    assert Row.objects.get(field_id=FIELD).value == SAID.value
    assert stored(written_one) is None


def test_nobody_checks_a_version_they_have_not_seen(project, written_one, mate, browser_row):
    save_answer(written_one, replace(SAID, value="B", version=1), token="w2", who="Dana", person=browser_row.pk)
    reply = check(mate, project, version=1, **{"HX-Request": "true"})
    assert "was changed in the meantime" in reply.content.decode()
    assert stored(written_one) is None


def test_in_a_scenario_the_base_s_answer_is_checked_in_the_base(project, written_one, mate):
    lean = project.scenarios.create(slug="lean", name="Lean", position=1)
    check(mate, project, scenario="lean", version=0, base=1)
    assert stored(written_one) == "Priya"
    assert not Row.objects.filter(scenario=lean).exists()


def test_scenario_that_takes_the_base_s_answer_again_takes_its_check_too(project, written_one, mate):
    lean = project.scenarios.create(slug="lean", name="Lean", position=1)
    save_answer(lean, replace(SAID, value="Own", version=0), token="o", who="Dana")
    check(mate, project)
    assert as_member(project, "lean").answers[FIELD].check is None
    take_base(lean, FIELD, version=1, token="b", who="Dana")
    assert as_member(project, "lean").answers[FIELD].check.by == "Priya"


def test_somebody_whose_browsers_are_joined_stays_the_writer(project, written_one, browser_row):
    account = Browser.objects.create(key_hash="x" * 64, name="Dana")
    _join_rows(browser_row, account)
    workspace = open_as(account, project.pk)
    assert set_check(workspace, FIELD, Seen(1, 0), is_checked=True) is Checked.REFUSED


# ---------------------------------------------------------------- where it shows


def test_section_s_head_counts_questions_of_which_every_answer_is_checked(owner, project, written_one, mate):
    page = reverse("scoping:part", args=[project.pk, "base", "problem"])
    assert "checked</span>" not in owner.get(page).content.decode()
    check(mate, project)
    text = owner.get(page).content.decode()
    assert ", 1 checked" in text
    assert "Checked by Priya" in text


def test_check_page_counts_and_says_which_wait_for_others(owner, project, written_one, mate):
    page = reverse("reports:check", args=[project.pk, "base", "problem"])
    text = owner.get(page).content.decode()
    assert "has checked 0 of 1 answers here" in text
    assert "Yours: somebody else has to check it." in text
    check(mate, project)
    text = owner.get(page).content.decode()
    assert "has checked 1 of 1 answers here" in text
    assert "1 of 1 checked" in text
    assert "Yours:" not in text


def test_whoever_works_alone_is_not_bothered(owner, project, written_one):
    text = owner.get(reverse("reports:check", args=[project.pk, "base", "problem"])).content.decode()
    assert "has checked" not in text
    assert "Yours:" not in text


def test_history_tells_of_checks_between_the_changes(owner, project, written_one, mate):
    check(mate, project)
    check(mate, project, done=False)
    text = owner.get(reverse("projects:history", args=[project.pk, "base"])).content.decode()
    assert text.index("check taken back") < text.index("</svg> checked</span>") < text.index("<ins>")


def test_open_pages_hear_of_a_check(owner, project, written_one, mate):
    page = reverse("projects:updates", args=[project.pk, "base"])
    etag = owner.get(page)["ETag"]
    check(mate, project)
    reply = owner.get(page, {"since": 1}, headers={"If-None-Match": etag})
    assert reply.status_code == 200
    text = reply.content.decode()
    assert 'data-check="problem-statement" data-stamp="1.0"' in text
    assert "Checked by Priya" in text
    assert "data-changed" not in text


def test_report_says_who_checked_an_answer_and_when(owner, project, written_one, mate):
    Row.objects.filter(field_id=FIELD).update(
        checked_at=datetime(2026, 5, 3, 12, tzinfo=UTC), checked_by="Priya"
    )  # fmt: skip
    text = owner.get(reverse("reports:report", args=[project.pk, "base"]), {"all": "1"}).content.decode()
    assert "checked by Priya on 3 May 2026" in text or "checked by Priya on May 3, 2026" in text


# ---------------------------------------------------------------- in files


@pytest.fixture
def checked(project, written_one, mate):
    check(mate, project)
    project.refresh_from_db()
    return project


def loaded(document, owner=None, **more):
    return load_project(written(document), owner=owner, **more)


def check_in(project):
    row = Row.objects.get(scenario__project=project, field_id=FIELD)
    return row.checked_by if row.checked_at else None


def test_check_comes_back_from_the_file(checked):
    twin = loaded(dump_project(checked), keeps_checks=True)
    first, second = (Row.objects.get(scenario__project=project, field_id=FIELD) for project in (checked, twin))
    assert (second.checked_by, second.checked_at) == ("Priya", first.checked_at)
    assert twin.unbelieved_checks == 0


def tamper_value(document):
    document["answers"][0]["value"] = "Something else."


def tamper_name(document):
    document["answers"][0]["checked_by"] = "The board"


def tamper_day(document):
    document["answers"][0]["checked_at"] = "2020-01-01T00:00:00+00:00"


def tamper_field(document):
    document["answers"][0]["field"] = "problem.why_now"


def tamper_project(document):
    document["project"]["id"] = "11111111-1111-1111-1111-111111111111"


def tamper_seal(document):
    document["answers"][0]["checked_seal"] = "0" * 64


def tamper_by_leaving_the_seal_out(document):
    del document["answers"][0]["checked_seal"]


@pytest.mark.parametrize(
    "tamper",
    [tamper_value, tamper_name, tamper_day, tamper_field, tamper_project, tamper_seal, tamper_by_leaving_the_seal_out],
)
def test_file_cannot_claim_a_check(checked, tamper):
    document = json.loads(written(dump_project(checked)))
    tamper(document)
    twin = loaded(document, keeps_checks=True)
    row = Row.objects.get(scenario__project=twin)
    assert (row.checked_at, row.checked_by, twin.unbelieved_checks) == (None, "", 1)


def test_check_of_the_base_is_no_check_of_a_scenario(checked):
    document = json.loads(written(dump_project(checked)))
    document["scenarios"] = [{"id": "lean", "name": "Lean", "answers": document["answers"]}]
    twin = loaded(document, keeps_checks=True)
    assert Row.objects.get(scenario__project=twin, scenario__slug="lean").checked_at is None


def test_import_says_how_many_checks_it_could_not_confirm(owner, checked):
    document = json.loads(written(dump_project(checked)))
    tamper_name(document)
    sent = {"document": SimpleUploadedFile("p.json", written(document))}
    reply = owner.get(owner.post(reverse("projects:import_document"), sent)["Location"])
    assert "The file says that somebody checked 1 answer." in reply.content.decode()


def test_copy_of_a_project_is_checked_anew(owner, checked):
    owner.post(reverse("projects:duplicate", args=[checked.pk, "base"]))
    twin = type(checked).objects.exclude(pk=checked.pk).get()
    assert check_in(twin) is None


def test_version_keeps_who_had_checked_what(checked, browser_row):
    kept = take_snapshot(open_as(browser_row, checked.pk), VersionName(name="Kept"))
    assert kept.person_id == browser_row.pk
    set_check(as_member(checked), FIELD, Seen(1, 0), is_checked=False)
    assert thaw(kept).answers[FIELD].check.by == "Priya"


def test_version_from_a_file_cannot_claim_a_check(checked):
    document = json.loads(written(dump_project(checked)))
    assert without_false_checks(document) == document
    tamper_value(document)
    assert "checked_at" not in without_false_checks(document)["answers"][0]


def test_importer_does_not_check_what_the_file_says(checked, browser_row):
    twin = loaded(dump_project(checked), owner=browser_row)
    assert set_check(open_as(browser_row, twin.pk), FIELD, Seen(1, 0), is_checked=True) is Checked.REFUSED


def test_erased_person_is_no_longer_named():
    assert {(model.__name__, column) for model, _way, column in NAMED} >= {
        ("Answer", "checked_by"), ("CheckChange", "who"),
    }  # fmt: skip
    assert "checked_by" in _NAMED_KEYS


# ---------------------------------------------------------------- nobody forgets to say who writes


def calls_that_write():
    """Yield every call in the product that writes an answer, with where it stands."""
    for path in sorted(Path(settings.BASE_DIR).glob("*/**/*.py")):
        if path.relative_to(settings.BASE_DIR).parts[0] in {"tests", "benchmarks", ".venv-test"}:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if name in {"save_answer", "take_base", "undo", "make_scenario"}:
                yield f"{path.name}:{node.lineno}", node


def test_every_way_of_writing_says_who_it_is():
    """Without it the writer could check their own answer."""
    found = dict(calls_that_write())
    assert len(found) > 10
    silent = [
        place for place, call in found.items() if not {None, "person"} & {keyword.arg for keyword in call.keywords}
    ]
    assert silent == []


def test_answer_says_its_check():
    at = datetime(2026, 5, 3, tzinfo=UTC)
    row = Row(field_id=FIELD, state="known", value="x", checked_at=at, checked_by="Priya", writer_id=4)
    answer = row.to_answer()
    assert (answer.check, answer.writer) == (AnswerCheck(at=at, by="Priya"), 4)
