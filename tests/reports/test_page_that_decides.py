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
