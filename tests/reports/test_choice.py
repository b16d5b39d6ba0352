"""What a reader chose of the report stands in the address, on the page, in the PDF and behind a link."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from projects.models import BASE
from reports.choice import PART_TITLES, ReportChoice
from reports.compose import ROOMS
from tests.decisions.pages import url, words_of
from tests.reports.test_pdf import pages


@pytest.mark.parametrize(
    "query",
    ["", "?audience=sponsor", "?audience=team&part=team&part=risks&paper=us-letter&marking=strictly&draft=1"],
)
def test_address_gives_the_choice_back(query):
    assert ReportChoice.read(QueryDict(query.removeprefix("?"))).query == query


@pytest.mark.parametrize("query", ["audience=<script>", "part=nonsense&paper=a5", "marking=%00&draft=yes", "audience="])
def test_what_nobody_can_choose_counts_for_nothing(query):
    assert ReportChoice.read(QueryDict(query)) == ReportChoice()


def test_every_part_has_a_title():
    assert set(PART_TITLES) == set(ROOMS)


def test_page_shows_the_chosen_parts_and_hands_the_choice_to_the_pdf(owner, sample):
    page = owner.get(url("reports:report", sample) + "?audience=team&part=risks").content.decode()
    assert 'id="risks"' in page
    assert 'id="readiness"' not in page
    assert "report.pdf?audience=team&amp;part=risks" in page


def test_sponsor_gets_two_pages(owner, sample):
    reply = owner.get(url("reports:report_pdf", sample) + "?audience=sponsor&paper=us-letter")
    assert len(pages(reply.content)) == 2


def test_marks_stand_on_every_page(owner, sample):
    reply = owner.get(url("reports:report_pdf", sample) + "?audience=sponsor&marking=confidential")
    assert all("Confidential" in text for text in pages(reply.content))


def test_appendix_alone_has_no_page_that_decides(owner, sample):
    text = "".join(pages(owner.get(url("reports:report_pdf", sample) + "?audience=appendix").content))
    assert "We recommend" not in text
    assert "Questions and answers" in text


def test_reader_of_a_link_may_choose_too(client, sample, share):
    _link, secret = share
    page = words_of(client.get(reverse("reports:shared", args=[secret]) + "?audience=sponsor"))
    assert "What it rests on" in page


def test_link_shows_one_scenario_alone(client, share, sample):
    _link, secret = share
    page = client.get(reverse("reports:shared", args=[secret])).content.decode()
    others = sample.scenarios.exclude(slug=BASE)
    assert 'id="scenarios"' not in page
    assert others
    assert [scenario.name for scenario in others if f'<th scope="col" class="n">{scenario.name}' in page] == []
