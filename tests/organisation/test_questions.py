"""What the organisation asks: its own questions and what it leaves out, saved, asked, kept and taken over."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from decisions.domain.actions import ActionKind
from decisions.gaps import required_of
from decisions.results import results_of
from organisation.bank import can_be_left_out, needed_questions
from projects.catalogue import get_catalogue
from projects.document import dump_project, load_project, written
from projects.domain.answers import Answer, AnswerState
from projects.domain.packs import LARGEST_BYTES
from projects.frozen import thaw
from projects.models import BASE, AuditEntry, Project, QuestionPack
from projects.saving import save_answer
from projects.versions import VersionName, take_snapshot
from tests.decisions.pages import words_of
from tests.organisation.test_shared_settings import workspace_of

PAGE = reverse("organisation:questions")
SAMPLE = (Path(__file__).parents[2] / "organisation" / "own-questions.toml").read_text(encoding="utf-8").rstrip()
LEFT_OUT = "problem.out_of_scope"
CHOSEN = Answer(field_id="own.protection", state=AnswerState.KNOWN, value="secret")


@pytest.fixture
def pack(db):
    return QuestionPack.objects.create(text=SAMPLE, left_out=[LEFT_OUT])


@pytest.fixture
def asked(pack, browser_row):
    """A project that began with the pack, with one own answer."""
    made = Project.objects.create(name="Meter readings", owner=browser_row, seed=7)
    base = made.scenarios.create(slug=BASE, name="Base")
    save_answer(base, CHOSEN, token="t", who="Dana")
    made.refresh_from_db()
    return made


def page_of(project, name, *more):
    return reverse(name, args=[project.pk, BASE, *more])


# ---------------------------------------------------------------- the page of the administrators


def test_page_lists_every_question_as_it_ships(administrator):
    bank = administrator.get(PAGE).context["bank"]
    assert sum(section.count for section in bank) > 150


def test_page_says_what_reads_a_question(administrator):
    page = words_of(administrator.get(PAGE))
    assert "Read by: Problem definition, Readiness" in page or "Read by: Overview" in page
    assert "Rules: Second look" in page


def test_version_is_saved_and_noted(administrator):
    administrator.post(PAGE, {"text": SAMPLE, "left_out": [LEFT_OUT], "note": "Security asks"})
    made = QuestionPack.objects.get()
    assert (made.text, made.left_out, made.note, made.made_by) == (SAMPLE, [LEFT_OUT], "Security asks", "ada")
    assert AuditEntry.objects.get().kind == "questions_changed"


def test_file_is_taken_in_place_of_the_text(administrator):
    file = SimpleUploadedFile("own.toml", SAMPLE.encode())
    administrator.post(PAGE, {"text": "", "file": file})
    assert QuestionPack.objects.get().text == SAMPLE


def test_wrong_file_stands_in_the_form_with_its_line(administrator):
    wrong = SAMPLE.replace('type = "person"', 'type = "persona"')
    file = SimpleUploadedFile("own.toml", wrong.encode())
    form = administrator.post(PAGE, {"file": file, "left_out": [LEFT_OUT], "note": "Why"}).context["form"]
    line = SAMPLE.split("\n").index('type = "person"') + 1
    assert f"line {line}: type of own.security_partner must be one of" in form.errors["text"][0]
    assert form["text"].value() == wrong
    assert (form["left_out"].value(), form["note"].value()) == ([LEFT_OUT], "Why")
    assert not QuestionPack.objects.exists()


@pytest.mark.parametrize(
    ("raw", "said"), [(b"\xff\xfe\x00", "not text in UTF-8"), (b"#" * (LARGEST_BYTES + 1), "larger than 100 kB")]
)
def test_hostile_file_is_refused_beside_its_field(administrator, raw, said):
    form = administrator.post(PAGE, {"file": SimpleUploadedFile("own.toml", raw)}).context["form"]
    assert said in form.errors["file"][0]


@pytest.mark.parametrize("question_id", ["why.volume", "compute.approach", "team.roles", "data.law_banned", "<script>"])
def test_question_that_is_needed_cannot_be_left_out(administrator, question_id):
    assert "left_out" in administrator.post(PAGE, {"left_out": [question_id]}).context["form"].errors


def test_statements_of_readiness_are_always_asked():
    assert "readiness." not in " ".join(can_be_left_out())
    assert needed_questions()["why.volume"] == "A first verdict needs it."


def test_version_that_changes_nothing_is_not_made(administrator, pack):
    page = administrator.post(PAGE, {"text": SAMPLE, "left_out": [LEFT_OUT]}, follow=True)
    assert "Nothing has changed" in words_of(page)
    assert QuestionPack.objects.count() == 1


def test_sample_file_is_a_section_that_can_be_saved(administrator):
    sample = administrator.get(reverse("organisation:sample_questions")).content.decode()
    assert administrator.post(PAGE, {"text": sample}).status_code == 302


def test_version_hands_out_its_own_file(administrator, pack):
    assert administrator.get(reverse("organisation:own_questions", args=[pack.pk])).content.decode() == SAMPLE
    assert AuditEntry.objects.get().about == "own-questions.toml"


# ---------------------------------------------------------------- words, and what must be answered

PART = reverse("organisation:part_questions", args=["problem", "problem"])
WORDED = "problem.statement"


def sent_for(client, url=PART, **changed):
    """Return what the page of a part would send, with some of it changed."""
    form = client.get(url).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (shown | changed).items() if value not in (None, False)}


def test_words_of_a_question_become_a_version(administrator, pack):
    administrator.post(PART, sent_for(administrator, **{f"question:{WORDED}": "What hurts?", "note": "Shorter"}))
    made = QuestionPack.objects.first()
    assert made.wording == {WORDED: {"question": "What hurts?"}}
    assert (made.text, made.left_out, made.note) == (pack.text, pack.left_out, "Shorter")


def test_empty_box_brings_our_words_back(administrator, db):
    QuestionPack.objects.create(wording={WORDED: {"question": "What hurts?"}})
    administrator.post(PART, sent_for(administrator, **{f"question:{WORDED}": ""}))
    assert QuestionPack.objects.first().wording == {}


def test_part_without_changes_makes_no_version(administrator, pack):
    administrator.post(PART, sent_for(administrator))
    assert QuestionPack.objects.count() == 1


def test_other_parts_keep_their_words(administrator, db):
    elsewhere = {"why.volume": {"question": "How many?"}}
    QuestionPack.objects.create(wording=elsewhere, required=["why.volume"])
    administrator.post(PART, sent_for(administrator, **{f"required:{WORDED}": "on"}))
    made = QuestionPack.objects.first()
    assert (made.wording, made.required) == (elsewhere, [WORDED, "why.volume"])


def test_words_of_the_checklist_cannot_be_changed(administrator, db):
    section = get_catalogue().sections["readiness"]
    url = reverse("organisation:part_questions", args=["readiness", section.parts[0].id])
    fields = administrator.get(url).context["form"].fields
    assert {name.partition(":")[0] for name in fields} == {"required", "note"}


def test_words_that_are_too_long_are_refused_beside_their_field(administrator, db):
    name = f"question:{WORDED}"
    form = administrator.post(PART, sent_for(administrator, **{name: "x" * 201})).context["form"]
    assert name in form.errors


@pytest.mark.parametrize("place", [["problem", "nowhere"], ["nowhere", "problem"]])
def test_part_that_is_not_asked_has_no_page(administrator, place):
    assert administrator.get(reverse("organisation:part_questions", args=place)).status_code == 404


def test_own_question_can_be_required(administrator, pack):
    url = reverse("organisation:part_questions", args=["own", "security"])
    administrator.post(url, sent_for(administrator, url, **{"required:own.protection": "on"}))
    assert QuestionPack.objects.first().required == ["own.protection"]


def test_question_is_asked_in_the_words_of_the_organisation(owner, project):
    words = {"question": "What <b>hurts</b>?", "help": "One line.", "label": "The pain"}
    project.pack = QuestionPack.objects.create(wording={WORDED: words})
    project.save()
    page = words_of(owner.get(page_of(project, "scoping:part", "problem")))
    assert "What <b>hurts</b>?" in page
    assert "One line." in page


def test_required_question_is_named_before_the_decision_until_it_is_answered(owner, project):
    project.pack = QuestionPack.objects.create(required=[LEFT_OUT])
    project.save()
    url = page_of(project, "decisions:decision")
    assert [question.id for question in owner.get(url).context["needed"]] == [LEFT_OUT]
    said = Answer(field_id=LEFT_OUT, state=AnswerState.KNOWN, value="Complaints by phone")
    save_answer(project.scenarios.get(), said, token="r", who="Dana")
    assert owner.get(url).context["needed"] == []


def test_required_question_comes_first_of_what_is_to_be_found_out(owner, project):
    project.pack = QuestionPack.objects.create(required=[LEFT_OUT])
    project.save()
    early = date(2020, 1, 1)
    unknown = Answer(field_id="success.reviewer", state=AnswerState.UNKNOWN, find_out_by=early)
    save_answer(project.scenarios.get(), unknown, token="k", who="Dana")
    page = owner.get(page_of(project, "decisions:actions"))
    found = [action for action in page.context["actions"] if action.kind is ActionKind.QUESTION]
    assert [action.question.id for action in found] == [LEFT_OUT, "success.reviewer"]
    assert found[0].effect == "Needed before a decision"
    assert "Actions (2 to find out)" in words_of(page)


def test_required_question_about_pay_is_no_action_where_pay_is_hidden(project):
    project.pack = QuestionPack.objects.create(required=["team.roles"])
    project.save()
    assert [asked.id for asked in required_of(workspace_of(project))] == ["team.roles"]
    assert required_of(replace(workspace_of(project), hide_pay=True)) == ()


# ---------------------------------------------------------------- asked


def test_own_section_has_a_page_on_which_it_is_answered(owner, asked):
    url = page_of(asked, "reports:section", "own")
    assert "Which protection class do the data have?" in words_of(owner.get(url))
    sent = {"own-protection-value": "internal", "own-protection-version": 1, "own-protection-token": "s"}
    owner.post(page_of(asked, "projects:answer", "own.protection"), sent)
    assert workspace_of(asked).answers["own.protection"].value == "internal"


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("reports:overview", []),
        ("reports:report", []),
        ("reports:check", ["own"]),
        ("reports:interview", []),
        ("reports:interview_sheet", ["own"]),
        ("reports:interview_question", ["own.protection"]),
    ],
)
def test_own_section_stands_on(owner, asked, name, more):
    assert "House rules" in words_of(owner.get(page_of(asked, name, *more)))


def test_own_answer_stands_in_the_report(owner, asked):
    page = words_of(owner.get(page_of(asked, "reports:report")))
    assert "Protection class Secret" in page
    assert "no longer asked" not in page


def test_own_question_that_nobody_knows_is_an_open_one(owner, asked):
    base = asked.scenarios.get()
    save_answer(base, Answer(field_id="own.security_partner", state=AnswerState.UNKNOWN), token="u", who="Dana")
    assert "Who in IT security goes along" in words_of(owner.get(page_of(asked, "decisions:actions")))


def test_question_that_is_left_out_is_not_in_the_report(owner, asked):
    base = asked.scenarios.get()
    text = Answer(field_id=LEFT_OUT, state=AnswerState.KNOWN, value="Complaints by phone")
    save_answer(base, text, token="l", who="Dana")
    assert "Complaints by phone" not in words_of(owner.get(page_of(asked, "reports:report")))


def test_project_without_a_pack_asks_the_database_nothing(project, django_assert_num_queries):
    workspace = workspace_of(project)
    with django_assert_num_queries(0):
        assert workspace.catalogue.own_section == ""


def test_pack_that_was_read_once_asks_the_database_nothing(asked, django_assert_num_queries):
    assert workspace_of(asked).catalogue.own_section
    workspace = workspace_of(asked)
    with django_assert_num_queries(0):
        assert workspace.catalogue.own_section == "own"


@pytest.mark.parametrize(
    "name",
    ["reports:overview", "reports:report", "decisions:decision", "decisions:options", "decisions:evaluation"],
)
def test_page_stands_where_everything_is_left_out_that_may_be(owner, sample, name):
    sample.pack = QuestionPack.objects.create(left_out=can_be_left_out())
    sample.save()
    assert owner.get(page_of(sample, name)).status_code == 200


def test_no_figure_is_missing_where_everything_is_left_out_that_may_be(sample, nothing_planned):
    def known():
        return {name for name, figure in results_of(workspace_of(sample)).figures.items() if figure.value}

    before = known()
    sample.pack = QuestionPack.objects.create(left_out=can_be_left_out())
    assert before <= known()


# ---------------------------------------------------------------- kept and taken


def test_project_keeps_what_it_was_asked(project, pack):
    assert "own" not in workspace_of(project).catalogue.sections


def test_owner_looks_at_what_a_newer_version_changes_and_takes_it(owner, project, pack):
    page = words_of(owner.get(page_of(project, "decisions:decision")))
    assert f"See what version {pack.pk} would change" in page
    url = page_of(project, "decisions:questions")
    page = words_of(owner.get(url))
    assert "Which protection class do the data have?" in page
    assert "No longer asked" in page
    owner.post(url)
    project.refresh_from_db()
    assert project.pack_id == pack.pk


def test_kept_version_shows_what_was_asked_then(asked):
    snapshot = take_snapshot(workspace_of(asked), VersionName(name="Board"))
    QuestionPack.objects.create()
    asked.take_pack({})
    assert "own" not in workspace_of(asked).catalogue.sections
    then = thaw(snapshot)
    assert then.answers["own.protection"].value == "secret"
    assert "own" in then.catalogue.sections


def test_project_file_names_the_pack_and_comes_back_with_it(asked, browser_row):
    document = dump_project(asked)
    twin = load_project(json.dumps(document).encode(), owner=browser_row)
    assert document["project"]["question_pack"] == str(asked.pack.key)
    assert (twin.pack_id, twin.lacks_questions) == (asked.pack_id, False)


def test_file_of_another_installation_loses_no_answer(asked, owner, browser_row):
    data = written(dump_project(asked))
    Project.objects.all().delete()
    QuestionPack.objects.all().delete()
    twin = load_project(data, owner=browser_row)
    assert twin.lacks_questions
    assert "Secret" in words_of(owner.get(page_of(twin, "reports:report")))


def test_file_of_another_installation_says_what_own_questions_are_called(asked, owner, browser_row):
    data = written(dump_project(asked))
    Project.objects.all().delete()
    QuestionPack.objects.all().delete()
    twin = load_project(data, owner=browser_row)
    page = words_of(owner.get(page_of(twin, "reports:report")))
    assert "Protection class Secret" in page
    assert "own.protection" not in page
    assert dump_project(twin)["project"]["named"] == json.loads(data)["project"]["named"]


def test_version_of_a_file_says_what_own_questions_are_called(asked, browser_row):
    data = written(dump_project(asked))
    Project.objects.all().delete()
    QuestionPack.objects.all().delete()
    kept = take_snapshot(workspace_of(load_project(data, owner=browser_row)), VersionName(name="Board"))
    assert thaw(kept).catalogue.named["own.protection"] == "Protection class"


@pytest.mark.parametrize("name", [7, None, {"a": 1}, ["x"], "x" * 5_000])
def test_hostile_name_of_a_file_breaks_no_page(asked, owner, browser_row, name):
    document = dump_project(asked) | {"answers": [{"field": "own.gone", "state": "known", "value": "Kept"}]}
    document["project"]["named"] = {"own.gone": name, "problem.statement": "Not ours"}
    twin = load_project(json.dumps(document).encode(), owner=browser_row, leave_out=True)
    assert "problem.statement" not in twin.named
    assert "Kept" in words_of(owner.get(page_of(twin, "reports:report")))


def test_question_that_a_newer_version_drops_keeps_its_name(asked, owner):
    QuestionPack.objects.create()
    owner.post(page_of(asked, "decisions:questions"))
    page = words_of(owner.get(page_of(asked, "reports:report")))
    assert "Protection class Secret" in page
    assert "own.protection" not in page


CONTRACT = {"provider": "Acme", "scope": "cloud"}
WITH_SCOPE = SAMPLE.replace(
    '  { id = "until", label = "Valid until", type = "date" },',
    '  { id = "until", label = "Valid until", type = "date" },\n'
    '  { id = "scope", label = "What for", type = "one_choice",'
    '    choices = [{ value = "cloud", label = "Rented servers" }] },',
)


@pytest.mark.parametrize("place", ["reports:overview", "reports:report", "projects:history"])
def test_answers_that_a_newer_version_drops_are_said_by_labels(asked, owner, place):
    asked.pack = QuestionPack.objects.create(text=WITH_SCOPE)
    asked.save()
    contracts = Answer(field_id="own.framework_contracts", state=AnswerState.KNOWN, value=[CONTRACT])
    save_answer(asked.scenarios.get(), contracts, token="c", who="Dana")
    QuestionPack.objects.create()
    owner.post(page_of(asked, "decisions:questions"))
    page = words_of(owner.get(page_of(asked, place)))
    assert "Secret" in page
    assert "What for: Rented servers" in page


def test_hostile_answer_of_a_file_breaks_no_page(asked, owner, browser_row):
    document = dump_project(asked)
    for field_id in ("own.framework_contracts", "own.security_partner"):
        document["answers"].append({"field": field_id, "state": "known", "value": [[{"a": 1}]]})
    twin = load_project(json.dumps(document).encode(), owner=browser_row)
    assert owner.get(page_of(twin, "reports:section", "own")).status_code == 200
    assert owner.get(page_of(twin, "reports:report")).status_code == 200
