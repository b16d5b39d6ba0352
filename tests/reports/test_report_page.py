import pytest
from django.urls import reverse
from django.utils.html import escape

from projects.models import BASE, ShareLink

pytestmark = pytest.mark.once

PAY_CHARTS = ("chart-team-spending", "chart-team-cost_by_role", "chart-team-forecast", "chart-case-parts")


@pytest.fixture
def page(owner, sample):
    return owner.get(reverse("reports:report", args=[sample.pk, BASE])).content.decode()


def shared(client, sample, *, hide_pay):
    _link, secret = ShareLink.issue(project=sample, scenario=sample.scenarios.get(slug=BASE), hide_pay=hide_pay)
    return client.get(reverse("reports:shared", args=[secret])).content.decode()


@pytest.mark.parametrize("chart", [*PAY_CHARTS, "chart-team-presence", "chart-case-value"])
def test_report_draws_the_charts_of_the_pages(page, chart):
    assert f'id="{chart}"' in page


def test_appendix_is_folded(page):
    assert "<summary><h2>Questions and answers</h2></summary>" in page


@pytest.mark.parametrize("chart", PAY_CHARTS)
def test_link_that_hides_pay_draws_no_chart_that_shows_it(client, sample, chart):
    assert f'id="{chart}"' not in shared(client, sample, hide_pay=True)


@pytest.mark.parametrize("chart", PAY_CHARTS)
def test_link_that_shows_pay_draws_them(client, sample, chart):
    assert f'id="{chart}"' in shared(client, sample, hide_pay=False)


def test_link_that_hides_pay_names_nobody_s_pay(client, sample):
    page = shared(client, sample, hide_pay=True)
    assert "125,000" not in page
    assert "<td>$110</td>" not in page


def test_holder_of_a_link_is_offered_no_way_into_the_project(client, sample):
    assert f"/p/{sample.pk}/" not in shared(client, sample, hide_pay=True)


def test_every_chart_of_the_report_can_be_explored(owner, sample):
    for chart_id in ("team.forecast", "team.spending", "case.value", "case.parts"):
        reply = owner.get(reverse("reports:chart", args=[sample.pk, BASE, chart_id]))
        assert reply.json()["data"], chart_id


def test_link_that_was_given_as_evidence_can_be_followed(page):
    address = "https://intranet.example/claims/mail-tally-october.xlsx"
    assert f'<a href="{address}" rel="nofollow">{address}</a>' in page


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,<b>x</b>", '"><img src=x onerror=alert(1)>'])
def test_link_that_is_no_address_stays_text(owner, sample, text):
    base = sample.scenarios.get(slug=BASE)
    base.answers.filter(field_id="problem.evidence_link").update(value=text)
    page = owner.get(reverse("reports:report", args=[sample.pk, BASE])).content.decode()
    assert escape(text) in page
    assert 'href="javascript:' not in page
    assert 'href="data:' not in page
    assert "<img src=x" not in page
