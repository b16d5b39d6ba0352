"""One verdict on every page, link and report; the two cases that went wrong; and input that says nothing."""

import re

import pytest
from django.urls import reverse

from decisions.verdicts import provisional_verdict_of
from decisions.wording import say_verdict
from projects.access import Workspace
from projects.models import Answer, ShareLink
from scoping.content import get_checklist
from tests.decisions.pages import first_page, said_on, url, words_of
from tests.decisions.test_sample_verdicts import WANTED
from tests.test_access import INSIDE

pytestmark = pytest.mark.once

GET = sorted(name for name, (method, more) in INSIDE.items() if method == "get" and not more)


def store(project, **values):
    base = project.scenarios.get(slug="base")
    for name, content in values.items():
        content = content if isinstance(content, dict) and "state" in content else {"state": "known", "value": content}
        Answer.objects.update_or_create(scenario=base, field_id=name.replace("__", "."), defaults=content)
    project.sequence += 1
    project.save()


def exactly(value):
    return {"low": value, "likely": value, "high": value}


def rate_all(project, rating=4, note="Seen on 3 November."):
    content = {"state": "known", "value": rating, "note": note}
    store(project, **{item.id.replace(".", "__"): content for item in get_checklist().items})


def overview(owner, project):
    return owner.get(url("reports:overview", project))


# ---------------------------------------------------------------- the same everywhere


@pytest.mark.parametrize("name", ["bank", "credit", "retailer", "hospital"])
def test_every_page_shows_the_same_verdict(owner, example, name):
    project, label = example(name), WANTED[name][0]
    said = {}
    for address in GET:
        page = owner.get(url(address, project))
        if page.status_code == 200 and "text/html" in page.headers["Content-Type"]:
            said[address] = set(said_on(page))
    shown = {address: verdicts for address, verdicts in said.items() if verdicts}
    assert len(shown) > 15
    assert {verdict for verdicts in shown.values() for verdict in verdicts} == {label}


@pytest.mark.parametrize("hide_pay", [False, True])
@pytest.mark.parametrize("name", ["bank", "consortium"])
def test_shared_page_and_its_pdf_show_the_same_verdict(client, example, name, hide_pay):
    project, label = example(name), WANTED[name][0]
    _link, secret = ShareLink.issue(project=project, scenario=project.scenarios.get(slug="base"), hide_pay=hide_pay)
    page = client.get(reverse("reports:shared", args=[secret]))
    assert said_on(page) == [label, label] or set(said_on(page)) == {label}
    assert label in first_page(client.get(reverse("reports:shared_pdf", args=[secret])).content)


@pytest.mark.parametrize("address", ["decisions:decision", "reports:report", "reports:overview"])
def test_statement_is_named_with_its_number_and_a_short_name(owner, example, address):
    page = words_of(owner.get(url(address, example("machines"))))
    called = "“Benefit in the cautious case” (20) and “Sources that fit together” (14)"
    assert f"Raise {called} to “Yes”." in page
    assert not re.search(r"statements? \d", page)


def test_scenarios_show_their_own_verdict_side_by_side(owner, example):
    project = example("bank")
    words = words_of(owner.get(url("reports:scenarios", project)))
    assert "Do the simple thing first" in words
    for scenario in ("base", "forms"):
        label = said_on(owner.get(url("reports:overview", project, scenario)))[0]
        assert label in words


def test_strictest_reason_of_every_kind_stands_on_page_one_and_where_the_others_stand(owner, example):
    project = example("consortium")
    said = say_verdict(Workspace(project, project.scenarios.get(slug="base")))
    page = first_page(owner.get(url("reports:report_pdf", project)).content)
    grave = [reason.text for reason in said.reasons if reason.outcome.id in {"stop", "fix_first"}]
    strictest = [light.text for light in said.lights if light.outcome.id in {"stop", "fix_first"}]
    assert len(grave) > len(strictest) > 2
    assert [text for text in strictest if text[:50] not in page] == []
    assert "More under Readiness and Second look." in page


def test_number_never_contradicts_the_words(owner, project):
    """54.8 points are Fix first, and never shown as the 55 at which Pilot starts."""
    rate_all(project, 2, "")
    store(project, readiness__01=3, readiness__02=3, readiness__06=3, data__permission="written")
    store(project, readiness__07=3)
    page = owner.get(url("decisions:readiness", project))
    score = page.context["assessment"].score_of_rated
    points = page.context["assessment"].points
    limit = next(verdict.from_score for verdict in get_checklist().verdicts if verdict.id == "pilot")
    assert (score >= limit) == (points >= limit)
    assert f"{points} out of 100 points" in words_of(overview(owner, project))


def test_gates_are_counted_once(owner, project):
    rate_all(project)
    store(project, readiness__01=0, readiness__02=1, readiness__04=0, data__permission="written")
    words = words_of(overview(owner, project))
    assert "gate shut" not in words
    assert "gates shut" not in words
    assert words.count("Must-have not true yet") >= 3


# ---------------------------------------------------------------- the two cases of the beginning


def sound(project, saving=10.0):
    """Rate everything with evidence, and say enough for cost and value: five usual roles, 100,000 cases a year."""
    rate_all(project)
    store(
        project,
        data__permission="written", solution__error_harm=1, solution__error_undo="easily",
        solution__error_noticed="at_once", solution__approval="risky", risk__touches=["none"], why__lasts="years",
        team__duration_months=exactly(6), value__cases_per_year=exactly(100_000), value__coverage=exactly(70),
        value__adoption=exactly(90), value__saving_per_case=exactly(saving), plan__budget_agreed=900_000,
    )  # fmt: skip


def test_cost_far_above_budget_and_ceiling_stops_it(owner, project):
    sound(project)
    team = [{"role": "data_engineer", "share_pct": 100, "contract": "employed", "salary_per_year": 1_170_000.0}]
    store(project, team__roles=team, team__schedule_slip=exactly(0))
    store(project, plan__budget_agreed=150_000, plan__budget_ceiling=300_000)
    page = overview(owner, project)
    assert set(said_on(page)) == {"Stop or rethink"}
    words = words_of(page)
    assert re.search(r"The likely cost \(\$7\d\dk\) reaches the sum you called out of the question \(\$300k\)\.", words)
    assert "Readiness alone would say Go (100 points); the budget does not." in words
    first = first_page(owner.get(url("reports:report_pdf", project)).content)
    assert "Stop or rethink" in first
    assert "reaches the sum you called out of the question ($300k)" in first
    assert "Even a lucky project costs more than the agreed $150k." in first
    assert "Agree $" not in first
    assert first.count("Bring the likely cost below $300k") == 1
    assert "Stop it, or choose another slice. No money." in first


def test_stop_names_no_reserve_and_no_change_twice(owner, example):
    page = words_of(owner.get(url("decisions:decision", example("credit"))))
    assert "Name a reserve" not in page
    changes = page.partition("changes it would be")[2].partition("The money behind it")[0]
    assert changes.count("Let a person approve every result") == 1


def test_first_page_says_that_more_changes_are_needed_than_it_has_room_for(owner, example):
    project = example("consortium")
    first = first_page(owner.get(url("reports:report_pdf", project)).content)
    assert "All of these are needed; more stand under Actions." in first


def test_all_ratings_four_and_a_loss_is_never_go(owner, project):
    sound(project, saving=0.6)
    page = overview(owner, project)
    assert set(said_on(page)) == {"Stop or rethink"}
    assert "Readiness alone would say Go (100 points); the money does not." in words_of(page)
    first = first_page(owner.get(url("reports:report_pdf", project)).content)
    assert "It loses money even at the favourable end: net value −$" in first
    assert "ready to start" not in first


def test_sound_project_is_go(owner, project):
    sound(project)
    assert set(said_on(overview(owner, project))) == {"Go"}


def test_budget_between_lucky_and_likely_has_no_hole(owner, project):
    sound(project)
    results = overview(owner, project).context["results"].case.cost.value
    for agreed, label in (
        (results.low - 1, "Fix first"), (results.low + 1, "Pilot"), (results.likely - 1, "Pilot"),
        (results.likely + 1, "Go"), (results.high + 1, "Go"),
    ):  # fmt: skip
        store(project, plan__budget_agreed=round(agreed))
        assert set(said_on(overview(owner, project))) == {label}, agreed


def test_zero_says_that_no_budget_is_agreed(owner, project):
    sound(project)
    store(project, plan__budget_agreed=0)
    assert set(said_on(overview(owner, project))) == {"Pilot"}
    said = words_of(owner.get(url("reports:report", project))) + words_of(owner.get(url("decisions:decision", project)))
    assert "No budget is agreed yet" in said
    assert "agreed $0" not in said
    assert "until $0" not in said


# ---------------------------------------------------------------- input that says nothing


def test_empty_project_is_not_rated(owner, project):
    page = overview(owner, project)
    assert set(said_on(page)) == {"Not rated yet"}
    assert "7 must-haves to rate. There is no full verdict before that." in words_of(page)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("unknown", "No statement in the checklist is rated yet; “don’t know yet” alone gives no verdict."),
        ("not_relevant", "Every statement in the checklist is marked “not relevant”, so there is nothing to judge."),
    ],
)
def test_checklist_that_says_nothing_gives_no_verdict(owner, project, state, sentence):
    store(project, **{item.id.replace(".", "__"): {"state": state, "value": None} for item in get_checklist().items})
    page = overview(owner, project)
    assert set(said_on(page)) == {"Not rated yet"}
    assert sentence in words_of(page)


def test_every_field_unknown_gives_no_confident_verdict(owner, project):
    fields = Workspace(project, project.scenarios.get(slug="base")).catalogue.fields
    store(project, **{field.replace(".", "__"): {"state": "unknown", "value": None} for field in fields})
    assert set(said_on(overview(owner, project))) <= {"Not rated yet", "Fix first"}
    assert owner.get(url("reports:report_pdf", project)).status_code == 200


def test_every_field_irrelevant_gives_no_verdict(owner, project):
    fields = Workspace(project, project.scenarios.get(slug="base")).catalogue.fields
    store(project, **{field.replace(".", "__"): {"state": "not_relevant", "value": None} for field in fields})
    assert set(said_on(overview(owner, project))) == {"Not rated yet"}
    assert owner.get(url("reports:report_pdf", project)).status_code == 200


def test_no_benefit_stops_it_with_a_sentence(owner, project):
    sound(project, saving=0.0)
    store(project, value__review_minutes_per_case=exactly(2), value__hour_cost=exactly(40))
    page = overview(owner, project)
    assert set(said_on(page)) == {"Stop or rethink"}
    assert "It brings nothing: even at the favourable end the benefit is −\u2060$" in words_of(page)


@pytest.mark.parametrize(("field", "value"), [("value__horizon_months", 0), ("value__discount_rate", 900)])
def test_stored_nonsense_gives_a_sentence_and_no_go(owner, project, field, value):
    sound(project)
    store(project, **{field: value})
    page = overview(owner, project)
    assert page.status_code == 200
    assert "Go" not in said_on(page)


@pytest.mark.parametrize(("field", "value"), [("value.horizon_months", "0"), ("value.discount_rate", "900")])
def test_typed_nonsense_is_refused_beside_the_field(owner, project, field, value):
    key = field.replace(".", "-")
    form = {f"{key}-value": value, f"{key}-version": "0", f"{key}-token": "t"}
    reply = owner.post(url("projects:answer", project, "base", field), form)
    assert 'data-result="invalid"' in reply.content.decode()
    assert not Answer.objects.filter(field_id=field).exists()


def test_everything_ruled_out_stops_it(owner, project):
    sound(project)
    store(project, solution__off_table=["buy", "classic", "api", "fine_tune", "self_host", "train"])
    page = overview(owner, project)
    assert set(said_on(page)) == {"Stop or rethink"}
    assert "Your answers rule every approach out. That may be the honest result: no AI here." in words_of(page)


# ---------------------------------------------------------------- provisional


def test_provisional_verdict_is_marked_and_no_better_than_pilot(project):
    sound(project)
    said = say_verdict(
        Workspace(project, project.scenarios.get(slug="base")),
        provisional_verdict_of(Workspace(project, project.scenarios.get(slug="base"))),
    )
    assert (said.outcome.id, said.provisional) == ("pilot", True)
