"""What is heavy asks for a place before it is composed, and what is quick is found by the server."""

from contextlib import ExitStack

import pytest
from django.http import HttpResponse
from django.urls import get_resolver, resolve, reverse

from projects import lanes
from projects.lanes import Lane, lane_of
from projects.models import BASE


@pytest.fixture
def full():
    """Every place for heavy pages is taken."""
    with ExitStack() as places:
        for _place in range(lanes.MOST_IN_ONE_PROCESS):
            places.enter_context(lanes._places)
        yield


def test_heavy_page_without_a_place_asks_to_come_again(owner, sample, full):
    reply = owner.get(reverse("reports:report_pdf", args=[sample.pk, BASE]))
    assert (reply.status_code, reply["Retry-After"]) == (503, "5")


def test_page_that_waits_says_so_and_asks_again_by_itself(owner, sample, full):
    page = owner.get(reverse("reports:report_pdf", args=[sample.pk, BASE])).content.decode()
    assert '<meta http-equiv="refresh" content="5">' in page
    assert "it tries again every 5 seconds" in " ".join(page.split())


def test_crowd_that_is_turned_away_does_not_fill_the_log(owner, sample, full, caplog):
    owner.get(reverse("reports:report_pdf", args=[sample.pk, BASE]))
    assert caplog.records == []


def test_nothing_is_composed_where_there_is_no_place(owner, sample, full, django_assert_num_queries):
    address = reverse("reports:scenarios", args=[sample.pk, BASE])
    owner.cookies["plumbline_renewed"] = "1"
    with django_assert_num_queries(0):
        owner.get(address)


def test_saving_goes_on_where_there_is_no_place_for_heavy_pages(owner, sample, full):
    assert owner.get(reverse("projects:answer", args=[sample.pk, BASE, "problem.statement"])).status_code == 200


def test_report_is_made_when_there_is_a_place_again(owner, sample):
    with ExitStack() as places:
        for _place in range(lanes.MOST_IN_ONE_PROCESS):
            places.enter_context(lanes._places)
    reply = owner.get(reverse("reports:report_pdf", args=[sample.pk, BASE]))
    assert reply.content.startswith(b"%PDF")


def test_heavy_page_that_fails_gives_its_place_back(rf):
    @lanes.heavy
    def fail(request):
        raise RuntimeError("no paper")

    for _turn in range(lanes.MOST_IN_ONE_PROCESS + 1):
        with pytest.raises(RuntimeError, match="no paper"):
            fail(rf.get("/"))


def test_server_has_a_page_made_that_says_the_process_ended(owner, db):
    page = owner.get("/", **{lanes.BUSY: lanes.NoPageReason.FAILED})
    assert page.status_code == 503
    assert "This page was not finished" in page.content.decode()
    assert "http-equiv" not in page.content.decode()


def test_visitor_cannot_ask_for_that_page(owner, db):
    assert owner.get("/", headers={lanes.BUSY: "failed"}).status_code == 200


HEAVY = ["reports:report", "reports:report_pdf", "reports:shared", "reports:shared_pdf", "reports:quick_pdf"]
HEAVY += [
    "reports:scenarios",
    "reports:version",
    "reports:compare_versions",
    "reports:report_file",
    "organisation:experience_effects",
    "projects:questionnaire",
    "reports:word_template",
    "teams:team_xlsx",
]


def heavy_names():
    for resolver in get_resolver().url_patterns:
        for pattern in getattr(resolver, "url_patterns", []):
            if getattr(pattern.callback, "lane", None) is Lane.HEAVY:
                yield f"{resolver.app_name}:{pattern.name}"


def test_heavy_pages_are_these():
    assert sorted(heavy_names()) == sorted(HEAVY)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path", ["/healthz", "/p/00000000-0000-0000-0000-000000000000/base/answers/problem.statement/"]
)
def test_saves_and_health_are_quick(path, method):
    assert lane_of(resolve(path).func, method) is Lane.QUICK


def test_forms_never_stand_behind_pages():
    assert [lane_of(lambda: HttpResponse(), method) for method in ("GET", "HEAD", "POST")] == [
        "pages",
        "pages",
        "forms",
    ]


def test_what_is_sent_to_a_heavy_address_is_no_heavy_page():
    assert lane_of(resolve(reverse("reports:shared", args=["x"])).func, "POST") is Lane.FORMS
