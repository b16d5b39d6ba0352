import pytest
from django.urls import reverse

from projects.models import BASE, ShareLink

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
