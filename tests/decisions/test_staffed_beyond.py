"""A project shorter than the work of its team is said wherever its sums are."""

import pytest
from django.urls import reverse

from decisions.gaps import say_staffed_beyond
from decisions.results import results_of
from decisions.verdicts import verdict_of
from decisions.wording import fill
from projects.access import Workspace
from projects.models import BASE, Answer
from reports.compose import compose_report
from tests.decisions.pages import url, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAID = "The team works until month 9, but the project is planned for 4 months: correct one of them."
CHECK = "check.staffed_beyond_the_end"


def workspace_of(project):
    return Workspace(project=project, scenario=project.scenarios.get(slug=BASE))


@pytest.fixture
def short(sample):
    """The worked example, planned for four months, with one person until month nine."""
    rows = Answer.objects.filter(scenario__project=sample, scenario__slug="base")
    roles = rows.get(field_id="team.roles")
    for row in roles.value:
        row["last_month"] = min(row["last_month"], 4)
    roles.value[0]["last_month"] = 9
    roles.save()
    rows.filter(field_id="team.duration_months").update(value=4.0)
    return sample


def finding(project):
    found = results_of(workspace_of(project)).findings
    return next((flaw for flaw in found if flaw.check.id == CHECK), None)


def test_plan_that_ends_with_its_people_says_nothing(sample):
    assert (finding(sample), say_staffed_beyond(workspace_of(sample))) == (None, "")


def test_second_look_says_both_months(short):
    workspace = workspace_of(short)
    said = " ".join(fill(finding(short).check.message, results_of(workspace).facts, workspace).split())
    assert "until month 9, but the project is planned for 4 months" in said


def test_verdict_hears_it(short):
    assert CHECK in {reason.finding.check.id for reason in verdict_of(workspace_of(short)).reasons if reason.finding}


def test_note_at_the_length_settles_it(short):
    rows = Answer.objects.filter(scenario__project=short, scenario__slug="base", field_id="team.duration_months")
    rows.update(note="One engineer stays on after launch, on purpose.")
    reasons = verdict_of(workspace_of(short)).reasons
    assert [reason for reason in reasons if reason.finding and reason.finding.check.id == CHECK] == []


@pytest.mark.parametrize("page", ["reports:overview", "decisions:value", "reports:report"])
def test_page_says_it(owner, short, page):
    assert SAID in words_of(owner.get(url(page, short)))


def test_report_says_it_on_its_first_page_and_inside(short):
    report = compose_report(workspace_of(short))
    assert SAID in " ".join(report.decision.caveats.split())
    looked = next(section for section in report.sections if section.id == "second_look")
    assert "People are planned beyond the end" in {title for block in looked.blocks for title, _text in block.items}


def test_link_that_hides_pay_says_it_too(client, short, share):
    _link, secret = share
    assert SAID in words_of(client.get(reverse("reports:shared", args=[secret])))
