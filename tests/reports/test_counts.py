"""Every place that counts answers says the same number, at once and again after each answer."""

import re

import pytest
from django.urls import reverse

from projects.domain.answers import Answer, AnswerState
from projects.formatting import Formatter
from projects.saving import save_answer
from reports.home import PAGES
from scoping.content import get_checklist
from tests.decisions.pages import text_of

pytestmark = pytest.mark.once


def url(name, project, *more, scenario="base"):
    return reverse(name, args=[project.pk, scenario, *more])


def mark(project, field_id, state, value=None, version=0):
    content = Answer(field_id=field_id, state=state, value=value, version=version)
    save_answer(project.scenarios.get(slug="base"), content, token=f"{field_id}{version}", who="Dana")


def page_of(owner, address, **headers):
    return " ".join(owner.get(address, headers=headers).content.decode().split())


def counts_on(page):
    """Return the counts of a page by what they count."""
    return dict(re.findall(r'<span id="count-([\w-]+)"[^>]*>([^<]*)<', page))


def task_list(page):
    return re.search(r'<ol id="task_list".*?</ol>', page)[0].replace(' hx-swap-oob="true"', "")


def overview_counts(page):
    return re.findall(r"<small>(\d+ of \d+ answered)", page)


@pytest.fixture
def section_pages(sample):
    more = {"problem": ("problem",)}
    return {page: url(name, sample, *more.get(page, ())) for page, name in PAGES.items()}


def test_page_of_a_section_counts_as_the_overview_does(owner, sample, section_pages):
    said = dict(zip(section_pages, overview_counts(page_of(owner, url("reports:overview", sample))), strict=True))
    for section, address in section_pages.items():
        counts = counts_on(page_of(owner, address))
        if section != "problem":  # its pages are its parts
            assert counts[section].partition(";")[0] == said[section]


@pytest.mark.parametrize("section", ["readiness", "compute", "value", "evaluation"])
def test_parts_of_a_page_add_up_to_its_head(owner, sample, section_pages, section):
    counts = counts_on(page_of(owner, section_pages[section]))
    head = counts.pop(section)
    parts = [re.match(r"(\d+) of (\d+)", text) for text in counts.values() if text != "optional"]
    if parts:
        assert f"{sum(int(part[1]) for part in parts)} of {sum(int(part[2]) for part in parts)} answered" in head


def test_counts_of_an_open_page_follow_an_answer(owner, project):
    address = url("decisions:readiness", project)
    strip = url("reports:key_figures", project) + "?count=readiness&count=problem.problem&count=nonsense"
    before = page_of(owner, address)
    mark(project, "readiness.12", AnswerState.KNOWN, 3)
    fresh = page_of(owner, strip, hx_request="true", hx_current_url=f"http://testserver{address}")
    again = page_of(owner, address)
    assert counts_on(before)["readiness"] == "0 of 30 answered"
    assert counts_on(fresh) == {"readiness": "1 of 30 answered", "problem-problem": "0 of 5 answered"}
    assert counts_on(again)["readiness"] == counts_on(fresh)["readiness"]
    assert task_list(fresh) == task_list(again) != task_list(before)


def test_open_questions_of_an_open_page_follow_an_answer(owner, project):
    mark(project, "problem.statement", AnswerState.UNKNOWN)
    assert "Actions (1 to find out)</span>" in page_of(owner, url("reports:key_figures", project))


def test_question_that_is_no_longer_asked_is_no_open_question(owner, project):
    mark(project, "data.label_count", AnswerState.UNKNOWN)  # asked only where labels are missing
    assert "Actions (0 to find out)" in page_of(owner, url("decisions:actions", project))


def test_whole_project_can_be_done(owner, sample):
    """The report is never answered, so it must not count among what is to be done."""
    for item in get_checklist().items:
        mark(sample, item.id, AnswerState.NOT_RELEVANT, version=1)
    page = page_of(owner, url("reports:overview", sample))
    assert re.search(rf'<small id="sections_done">\d of {len(PAGES)}</small>', page)


def test_time_left_is_the_sum_of_what_the_sections_say(owner, project):
    page = page_of(owner, url("reports:overview", project))
    left = [int(minutes) for minutes in re.findall(r"<small>(\d+) min</small>", task_list(page))]
    assert f"all sections take about {Formatter.for_reader().effort(sum(left))} more" in page


# ---------------------------------------------------------------- what comes next


def only_missing(project, field_id):
    """Answer everything that the overview leads to but one field."""
    from projects.access import Workspace
    from scoping.content import get_quick_scope
    from scoping.domain.progress import missing_for_verdict

    workspace = Workspace(project, project.scenarios.get(slug="base"))
    key = {field.id for asked in missing_for_verdict(workspace.catalogue, workspace.answers) for field in asked.fields}
    scoped = {field.id for screen in get_quick_scope().screens for field in screen.fields}
    rated = {field.id for field in workspace.catalogue.sections["readiness"].fields}
    for open_id in (key | scoped | rated) - {field_id}:
        mark(project, open_id, AnswerState.UNKNOWN)


def test_half_answered_question_is_named_by_the_part_that_is_missing(owner, project):
    only_missing(project, "data.agreement")
    page = page_of(owner, url("reports:overview", project))
    assert "Complete this answer" in page
    assert "“The right answers” is half answered. Still open: Give two experts the same 20 cases." in text_of(page)
    assert "#data-agreement" in page


def test_question_that_is_not_relevant_is_not_the_next_one(owner, project):
    only_missing(project, "data.agreement")
    mark(project, "data.labels", AnswerState.NOT_RELEVANT, version=1)
    assert "H4" not in text_of(page_of(owner, url("reports:overview", project)))


def test_question_whose_other_parts_are_not_asked_is_not_the_next_one(owner, project):
    only_missing(project, "data.agreement")
    mark(project, "data.agreement", AnswerState.KNOWN, "mostly")
    mark(project, "data.labels", AnswerState.KNOWN, "all", version=1)
    assert "H4" not in text_of(page_of(owner, url("reports:overview", project)))


# ---------------------------------------------------------------- proposals


def proposal(page):
    return re.search(r'<button class="btn slim" name="(readiness-\d+-value)" value="(\d)" data-accept>', page)


def test_proposal_is_accepted_without_javascript(owner, project):
    mark(project, "data.agreement", AnswerState.KNOWN, "mostly")
    address = f"{url('decisions:readiness', project)}?open=readiness.08"
    name, rating = proposal(page_of(owner, address)).groups()
    page = " ".join(owner.post(address, {name: rating}).content.decode().split())
    assert f'name="{name}" value="{rating}" checked' in page
    assert counts_on(page)["readiness"] == "1 of 30 answered"
