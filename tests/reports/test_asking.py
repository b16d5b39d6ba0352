import re

import pytest
from django.conf import settings
from django.urls import reverse

from projects.access import Workspace
from projects.document import load_project, sample_document
from projects.domain.answers import Answer, AnswerState
from projects.models import Answer as Row
from projects.models import Change
from projects.saving import save_answer
from reports.asking import asked_in_order, number_of
from reports.shell import Shell
from tests.decisions.pages import text_of

pytestmark = pytest.mark.once

STATEMENT = "problem.statement"
EXAMPLES = sorted(file.stem for file in (settings.FIXTURES / "samples").glob("*.json"))


def address(project, name, *more):
    return reverse(f"reports:{name}", args=[project.pk, "base", *more])


def say(base, value, **more):
    content = Answer(field_id=STATEMENT, state=AnswerState.KNOWN, value=value, **more)
    return save_answer(base, content, token=f"t-{value}", who="Priya").answer


def send(owner, project, name, value, query="", **more):
    row = Row.objects.filter(scenario__project=project, field_id=STATEMENT).first()
    sent = {"value": value, "version": row.version if row else 0, **more}
    data = {f"problem-statement-{key}": part for key, part in sent.items()} | {"next": "1"}
    return owner.post(address(project, name, STATEMENT) + query, data)


def test_check_shows_answer_with_who_said_it_and_the_way_to_change_it(owner, project, base):
    say(base, "Mail waits two days.", said_by="Dana")
    page = owner.get(address(project, "check", "problem")).content.decode()
    assert "Mail waits two days." in page
    assert "Dana said so" in page
    assert f'href="{address(project, "change", STATEMENT)}"' in page


def test_parts_of_a_check_add_up_to_its_section(owner, project, base):
    say(base, "Mail waits.")
    page = owner.get(address(project, "check", "problem")).content.decode()
    counts = re.findall(r'id="count-problem(-\w+)?"[^>]*>(\d+) of (\d+) answered', page)
    (whole,) = [(int(done), int(total)) for part, done, total in counts if not part]
    parts = [(int(done), int(total)) for part, done, total in counts if part]
    assert whole == (1, sum(total for _done, total in parts))
    assert sum(done for done, _total in parts) == 1


def test_long_section_folds_all_parts_but_the_first_until_all_are_asked_for(owner, sample):
    folded = owner.get(address(sample, "check", "problem"))
    unfolded = owner.get(address(sample, "check", "problem"), {"all": "1"})
    assert folded.context["open"] == {"problem"}
    assert len(unfolded.context["open"]) == len(unfolded.context["parts"])


def test_check_leads_from_section_to_section_and_then_to_the_report(owner, sample):
    seen, page = [], owner.get(address(sample, "check_first"), follow=True)
    while page.context["following"]:
        seen.append(page.context["section"].id)
        page = owner.get(address(sample, "check", page.context["following"].id))
    assert seen[:2] == ["problem", "readiness"]
    assert address(sample, "report") in page.content.decode()


def test_change_saves_and_leads_back_to_its_line(owner, project):
    reply = send(owner, project, "change", "Mail waits.")
    assert Row.objects.get(field_id=STATEMENT).value == "Mail waits."
    assert reply["Location"] == address(project, "check", "problem") + "#q-problem-statement"


def test_change_that_cannot_be_saved_keeps_what_was_typed(owner, project):
    reply = send(owner, project, "change", "x" * 5000)
    assert reply.status_code == 200
    assert "x" * 5000 in reply.content.decode()


@pytest.mark.parametrize("name", ["change", "interview_question"])
def test_unknown_question_is_not_found(owner, project, name):
    assert owner.get(address(project, name, "problem.no_such")).status_code == 404


def test_unknown_section_is_not_found(owner, project):
    assert owner.get(address(project, "check", "no-such")).status_code == 404
    assert owner.get(address(project, "interview_sheet", "no-such")).status_code == 404


def test_interview_begins_with_the_first_open_question_and_keeps_the_name(owner, project, base):
    say(base, "Mail waits.")
    reply = owner.get(address(project, "interview"), {"by": "Dana W", "about": "problem"})
    assert reply["Location"].endswith("/interview/problem.process_step/?by=Dana+W")


@pytest.mark.parametrize(
    "example_id", ["", *sorted(file.stem for file in (settings.FIXTURES / "samples").glob("*.json"))]
)
def test_interview_numbers_questions_by_the_count_of_their_section(project, browser_row, example_id):
    if example_id:
        project = load_project(sample_document(example_id), owner=browser_row)
    workspace = Workspace(project, project.scenarios.get(slug="base"))
    frame = Shell(workspace)
    for section_id in frame.asked:
        section = workspace.catalogue.sections[section_id]
        places = [number_of(workspace, section, question) for question in asked_in_order(workspace, section)]
        numbers = [number for number, _total in places if number]
        assert {total for _number, total in places} == {frame.progress[section_id].total}
        assert numbers == sorted(set(numbers))
        assert max(numbers, default=0) <= frame.progress[section_id].total


def test_interview_counts_what_an_open_answer_may_bring_as_every_page_does(owner, project):
    page = text_of(owner.get(address(project, "interview_question", "risk.run_owner")).content.decode())
    counted = text_of(owner.get(address(project, "interview")).content.decode())
    assert "Interview · Problem questionnaire · question 42 of 42" in page
    assert "Problem questionnaire 0 of 42 answered" in counted


def test_interview_says_that_a_question_which_counts_nowhere_is_optional(owner, sample):
    page = text_of(owner.get(address(sample, "interview_question", "team.rate_card")).content.decode())
    assert "Interview · Team · optional question" in page


def test_interview_passes_a_question_that_does_not_matter(owner, project, base):
    save_answer(base, Answer(field_id=STATEMENT, state=AnswerState.NOT_RELEVANT), token="t", who="")
    reply = owner.get(address(project, "interview"), {"about": "problem"})
    assert reply["Location"].endswith("/interview/problem.process_step/")


def test_interview_about_no_section_is_not_found(owner, project):
    assert owner.get(address(project, "interview"), {"about": "no-such"}).status_code == 404


def test_interview_asks_why_and_what_else(owner, project):
    page = owner.get(address(project, "interview_question", STATEMENT)).content.decode()
    assert "Every later answer leans on this one." in page
    assert "Tell me about the last time it went wrong" in page


def test_interview_marks_an_answer_with_who_said_it_and_goes_on(owner, project):
    reply = send(owner, project, "interview_question", "Mail waits.", "?by=Dana", said_by="Dana")
    row = Row.objects.get(field_id=STATEMENT)
    assert row.said_by == "Dana"
    assert reply["Location"].endswith("/interview/problem.process_step/?by=Dana")


def test_interview_gives_nobody_an_answer_that_stood_there_before(owner, project, base):
    say(base, "Mail waits.")
    page = owner.get(address(project, "interview_question", STATEMENT), {"by": "Dana"}).content.decode()
    assert 'data-by="Dana" value=""' in page


def test_interview_reads_back_what_was_said(owner, project, base):
    say(base, "Mail waits.")
    page = owner.get(address(project, "interview_question", STATEMENT))
    assert page.context["read_back"] == ["You said: “Mail waits.”"]


def test_reading_back_says_what_nobody_knows(owner, project, base):
    save_answer(base, Answer(field_id="problem.monthly_cost", state=AnswerState.UNKNOWN), token="t", who="")
    page = owner.get(address(project, "interview_question", "problem.monthly_cost"))
    assert page.context["read_back"] == ["“Cost in a normal month”: you do not know yet."]


def test_name_in_the_address_does_no_harm(owner, project):
    page = owner.get(address(project, "interview_question", STATEMENT), {"by": '"><script>alert(1)</script>'})
    assert "<script>alert(1)" not in page.content.decode()


def test_answer_changed_elsewhere_is_no_longer_what_somebody_said(owner, project, base):
    stood = say(base, "Mail waits.", said_by="Dana")
    url = reverse("projects:answer", args=[project.pk, "base", STATEMENT])
    data = {"value": "Mail is lost.", "version": stood.version}
    owner.post(url, {f"problem-statement-{key}": part for key, part in data.items()})
    assert Row.objects.get(field_id=STATEMENT).said_by == ""


def test_note_beside_an_answer_leaves_who_said_it(owner, project, base):
    stood = say(base, "Mail waits.", said_by="Dana")
    url = reverse("projects:answer", args=[project.pk, "base", STATEMENT])
    data = {"value": "Mail waits.", "note": "On 12 November", "version": stood.version}
    owner.post(url, {f"problem-statement-{key}": part for key, part in data.items()})
    assert Row.objects.get(field_id=STATEMENT).said_by == "Dana"


def test_history_keeps_who_said_it(base):
    say(base, "Mail waits.", said_by="Dana")
    assert Change.objects.get().after["said_by"] == "Dana"


def test_project_file_carries_who_said_it(owner, project, base):
    from projects.document import dump_project, load_project, written

    say(base, "Mail waits.", said_by="Dana")
    copy = load_project(written(dump_project(project)), owner=project.owner)
    assert Row.objects.get(scenario__project=copy, field_id=STATEMENT).said_by == "Dana"


def test_sheet_has_questions_choices_and_room_to_write(owner, project):
    page = owner.get(address(project, "interview_sheet", "problem")).content.decode()
    assert "In two sentences: what goes wrong today, for whom, and how often?" in page
    assert '<p class="rule long"></p>' in page
    assert "<li>I watched the work</li>" in page
