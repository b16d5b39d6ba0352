"""Answers that their question no longer takes, or whose question is gone, are shown as text wherever answers are."""

import json
import shutil
import subprocess

import pytest
from django.urls import reverse

from decisions.recording import record_decision
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.domain.fields import FieldType
from projects.models import BASE, Answer, Change, Project, Scenario, ShareLink
from projects.saving import to_json
from projects.versions import VersionName, take_snapshot
from reports.compose import compose_report
from reports.pdf import render_pdf
from tests.decisions.pages import told
from tests.pageforms import as_data, read_forms
from tests.test_access import INSIDE

GONE = "compute.hosting_per_gpu_month"
JUNK = ["a text", 5, True, [1, "a"], [{"x": {"y": 1}}, {"low": "a"}], {"low": "a", "likely": 1, "high": 2}, {"k": None}]
PAGES = [(name, more) for name, (method, more) in INSIDE.items() if method == "get" and "member" not in more]


def url(name, project, *more, scenario=BASE):
    return reverse(name, args=[project.pk, scenario, *more])


def page_of(owner, address):
    reply = owner.get(address, follow=True)
    assert reply.status_code == 200, address
    return " ".join(reply.content.decode().split())


def row(scenario, field_id, value, **more):
    content = {"state": "known", "value": value} | more
    Change.objects.create(
        project=scenario.project, scenario=scenario, sequence=scenario.project.sequence + 1, field_id=field_id,
        version=2, before=content, after=content, token=f"{scenario.pk}{field_id}",
    )  # fmt: skip
    scenario.project.sequence += 1
    scenario.project.save()
    Answer.objects.filter(scenario=scenario, field_id=field_id).delete()
    return Answer.objects.create(scenario=scenario, field_id=field_id, version=2, **content)


@pytest.fixture
def junk(project, base):
    """Every field holds what does not fit it, in the base and in a scenario in another way, and so does the history."""
    lean = Scenario.objects.create(project=project, slug="lean", name="Lean", position=1)
    answers = [
        Answer(scenario=scenario, field_id=field_id, version=2, state="known", value=JUNK[(number + shift) % len(JUNK)])
        for scenario, shift in ((base, 0), (lean, 3))
        for number, field_id in enumerate(get_catalogue().fields)
    ]
    Answer.objects.bulk_create(answers)
    Change.objects.bulk_create(
        Change(
            project=project, scenario=answer.scenario, sequence=sequence, field_id=answer.field_id, version=2,
            before=to_json(answer.to_answer()), after=to_json(answer.to_answer()), token=str(sequence),
        )
        for sequence, answer in enumerate(answers, start=1)
    )  # fmt: skip
    Project.objects.filter(pk=project.pk).update(sequence=len(answers))
    project.refresh_from_db()
    return project


@pytest.mark.once
@pytest.mark.parametrize("slug", [BASE, "lean"])
def test_pages_show_a_project_whose_answers_fit_nothing(owner, junk, slug):
    workspace = Workspace(junk, junk.scenarios.get(slug=BASE))
    thread = junk.threads.create(kind="question", topic_id="problem.statement")
    instead = {
        "api": ["lean"],
        "comment": [thread.comments.create(author=junk.owner, who="Dana", text="Why?", token="t").pk],
        "decision": [record_decision(workspace, told(junk)).pk],
        "version": [take_snapshot(workspace, VersionName(name="As it was")).pk],
    }
    # The base has nothing below it, and a chart of money needs money.
    missing = {"reports:chart"} | ({"projects:take_base"} if slug == BASE else set())
    pages = {name: instead.get(more[0] if more else "", more) for name, more in PAGES}
    replies = {name: owner.get(url(name, junk, *more, scenario=slug), follow=True) for name, more in pages.items()}
    assert {name: reply.status_code for name, reply in replies.items()} == {
        name: 404 if name in missing else 200 for name in pages
    }


def test_shared_report_shows_a_project_whose_answers_fit_nothing(owner, junk, base):
    _link, secret = ShareLink.issue(project=junk, scenario=base)
    page = page_of(owner, reverse("reports:shared", args=[secret]))
    assert "no longer fits the question" not in page  # it may once have been pay


# ---------------------------------------------------------------- one answer that no longer fits


@pytest.fixture
def misfit(base):
    return row(base, "compute.approach", "oracle", note="From the old list")


def test_answer_that_no_longer_fits_is_said_beside_its_question(owner, project, misfit):
    page = page_of(owner, url("estimates:compute", project))
    assert "no longer fits this question. It stays here until you answer again: <q>oracle</q>" in page


@pytest.mark.parametrize("name", ["reports:report", "projects:history"])
def test_answer_that_no_longer_fits_is_said_as_text(owner, project, misfit, name):
    assert "no longer fits the question: oracle" in page_of(owner, url(name, project))


@pytest.mark.parametrize("field_id", ["plan.dependencies", "data.inventory", "evaluation.monitor"])
def test_table_with_a_part_that_no_longer_fits_stays_a_table_in_the_report(owner, project, base, field_id):
    asked = get_catalogue().fields[field_id]
    first = next(column for column in asked.columns if column.type in (FieldType.SHORT_TEXT, FieldType.LONG_TEXT))
    row(base, field_id, [{first.id: "Contract with Acme", "gone": "by fax"}])
    report = compose_report(Workspace(project, base))
    rows = [block.rows for section in report.sections for block in section.blocks if block.kind == "table"]
    texts = [block.text for section in report.sections for block in section.blocks if block.kind == "paragraph"]
    (asked,) = (
        told for section in report.appendix for block in section.blocks if block.kind == "questions"
        for told in block.questions if told.rows
    )  # fmt: skip
    unread = "no longer fits the question: 1: gone: by fax"
    assert (("Contract with Acme",),) in rows
    assert unread in texts
    assert (asked.rows, asked.answer) == ((("Contract with Acme",),), unread)
    page = page_of(owner, url("reports:report", project))
    assert page.rindex("Contract with Acme") < page.rindex("gone: by fax")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the pages (Debian: poppler-utils)")
def test_part_of_a_table_that_no_longer_fits_is_printed_below_it(project, base):
    row(base, "plan.dependencies", [{"what": "Contract with Acme", "gone": "by fax"}])
    pdf = render_pdf(compose_report(Workspace(project, base))).pdf
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    assert done.stdout.count(b"by fax") == 2  # with the problem, and in the appendix


def test_answer_that_no_longer_fits_stays_when_its_page_is_sent_back(owner, project, misfit):
    address = url("estimates:compute", project)
    form = next(form for form in read_forms(owner.get(address).content.decode()) if form.answers)
    owner.post(address, as_data(form.sent))
    assert (Answer.objects.get(pk=misfit.pk).value, project.changes.count()) == ("oracle", 1)


def test_answer_given_anew_takes_the_place_of_the_old_one_which_undo_brings_back(owner, project, misfit):
    sent = {"compute-approach-value": "fine_tune", "compute-approach-version": "2"}
    assert owner.post(url("projects:answer", project, "compute.approach"), sent).status_code == 200
    assert Answer.objects.get(pk=misfit.pk).value == "fine_tune"
    owner.post(url("projects:take_back", project, 2))
    assert Answer.objects.get(pk=misfit.pk).value == "oracle"


def test_note_beside_an_answer_that_no_longer_fits_leaves_it_there(owner, project, misfit):
    sent = {"compute-approach-note": "Ask the vendor", "compute-approach-version": "2"}
    owner.post(url("projects:answer", project, "compute.approach"), sent)
    stored = Answer.objects.get(pk=misfit.pk)
    assert (stored.value, stored.note, stored.version) == ("oracle", "Ask the vendor", 3)


def test_answer_that_no_longer_fits_does_not_count_as_answered(owner, project, misfit):
    assert '<span id="count-compute">0 of ' in page_of(owner, url("estimates:compute", project))


def test_choices_that_are_still_on_offer_are_kept(owner, project, base):
    offered = get_catalogue().fields["solution.input"].choices[0].value
    row(base, "solution.input", [offered, "telepathy"])
    page = page_of(owner, url("scoping:part", project, "solution"))
    assert f'value="{offered}" checked' in page
    assert "<q>telepathy</q>" in page


# ---------------------------------------------------------------- a question that is gone


@pytest.fixture
def gone(base):
    return row(base, GONE, {"low": 40, "likely": 60, "high": 90}, note="As billed")


@pytest.mark.parametrize("name", ["estimates:compute", "reports:report"])
def test_answer_to_a_question_that_is_gone_is_shown_apart(owner, project, gone, name):
    page = page_of(owner, url(name, project))
    assert "Answers to questions that are no longer asked" in page
    assert "Space, cooling, staff and maintenance for one GPU" in page
    assert "$40 to $90, likely $60" in page
    assert "As billed" in page


@pytest.mark.parametrize("name", ["teams:team", "reports:overview"])
def test_answer_to_a_question_that_is_gone_stands_on_its_own_page_only(owner, project, gone, name):
    assert "no longer asked" not in page_of(owner, url(name, project))


def test_answer_of_which_nobody_knows_the_question_stands_on_the_overview(owner, project, base):
    row(base, "ours.secret_sauce", ["salt", "time"])
    page = page_of(owner, url("reports:overview", project))
    assert "ours.secret_sauce" in page
    assert "salt, time" in page


def test_history_names_a_question_that_is_gone(owner, project, gone):
    assert "Space, cooling, staff and maintenance for one GPU" in page_of(owner, url("projects:history", project))


def test_answer_to_a_question_that_is_gone_is_in_the_project_file(owner, project, gone):
    document = json.loads(owner.get(url("projects:export", project)).content)
    assert [answer["value"]["likely"] for answer in document["answers"] if answer["field"] == GONE] == [60]


def test_answer_to_a_question_that_is_gone_is_hidden_where_pay_is(owner, project, base, gone):
    _link, secret = ShareLink.issue(project=project, scenario=base)
    assert "Space, cooling" not in page_of(owner, reverse("reports:shared", args=[secret]))
