"""The page that decides keeps its figures whole where an example has most to say, in the longer language."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.utils import translation

from projects.access import Workspace
from projects.document import load_project
from reports.compose import compose_report
from reports.domain.audience import Audience
from reports.pdf import render_pdf
from tests.reports.test_pdf import pages

pytestmark = pytest.mark.once


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_figures_are_whole_in_german_on_both_papers(browser_row, paper):
    project = load_project((settings.FIXTURES / "samples" / "bank.json").read_bytes(), owner=browser_row)
    with translation.override("de"):
        report = compose_report(Workspace(project, project.scenarios.get(slug="base")), Audience.SPONSOR)
        text = pages(render_pdf(replace(report, meta=replace(report.meta, paper=paper))).pdf)[0]
    said = " ".join(text.split())
    figures = {report.decision.value, report.decision.chance, report.decision.running, report.meta.date}
    assert [figure for figure in figures if " ".join(figure.split()) not in said] == []


def test_page_says_nothing_twice_and_names_the_plan_that_its_sums_are_of(browser_row):
    project = load_project((settings.FIXTURES / "samples" / "credit.json").read_bytes(), owner=browser_row)
    report = compose_report(Workspace(project, project.scenarios.get(slug="base")), Audience.SPONSOR)
    said = {light.text for light in report.decision.lights}
    assert report.decision.more
    assert said.isdisjoint(report.decision.more)
    options = report.sections[0].blocks[0]
    (ours,) = (row for row in options.rows if "this plan" in row[0])
    assert ours[:2] == ("Call a hosted model (API) (this plan, ruled out)", report.decision.cost.s_likely)
