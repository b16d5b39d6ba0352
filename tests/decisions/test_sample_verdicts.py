"""The shipped examples: the verdict that an experienced partner would sign, and for which reason."""

import pytest

from decisions.gaps import say_not_counted
from decisions.results import results_of
from decisions.verdicts import verdict_of
from estimates.domain.figures.corpus import tokens_of
from projects.access import Workspace
from projects.models import Answer
from tests.decisions.pages import first_page, said_on, url, words_of

pytestmark = pytest.mark.once

WANTED = {
    "hospital": ("Pilot", "In the cautious case it loses money"),
    "retailer": ("Go", "It pays back in the cautious case"),
    "bank": ("Do the simple thing first", "handles 72 out of 100 cases, the tool 65."),
    "machines": ("Pilot", "Readiness 73 out of 100 points."),
    "consortium": ("Fix first", "Even a lucky project costs more than the agreed €1.2M"),
    "credit": ("Stop or rethink", "A mistake does serious harm, cannot be undone"),
    "claims": ("Fix first", "“We know the legal and ethical class of this use.”"),
}


@pytest.mark.parametrize("name", WANTED)
def test_example_gets_its_verdict_for_its_reason(owner, example, name):
    project, (label, reason) = example(name), WANTED[name]
    page = owner.get(url("reports:overview", project))
    assert said_on(page) == [label, label]
    assert reason in words_of(page)


@pytest.mark.parametrize("name", ["hospital", "bank", "credit"])
def test_example_says_the_same_on_the_first_page_of_the_report(owner, example, name):
    project, (label, reason) = example(name), WANTED[name]
    page = first_page(owner.get(url("reports:report_pdf", project)).content)
    assert label in page
    assert reason in page


@pytest.mark.parametrize("name", [name for name in WANTED if name != "consortium"])
def test_example_answers_every_cost(example, name):
    project = example(name)
    for scenario in project.scenarios.alive():
        assert say_not_counted(Workspace(project, scenario)) == ""


def test_example_that_cannot_say_what_wrong_results_cost_says_so(example):
    project = example("consortium")
    assert say_not_counted(Workspace(project, project.scenarios.get(slug="base"))) == "Not counted yet: Wrong results."


def test_simple_way_has_its_name_and_its_price(owner, example):
    words = words_of(owner.get(url("reports:overview", example("bank"))))
    assert "“Forms and a proper search over the 340 help pages together” handles 72 out of 100 cases" in words
    assert "It costs about $57k." in words


def test_scenario_that_is_the_simple_way_is_not_told_to_do_it(owner, example):
    project = example("bank")
    page = owner.get(url("reports:overview", project, "forms"))
    assert said_on(page)[0] == "Pilot"
    assert "This is the simple option itself." in words_of(page)
    base, forms = (results_of(Workspace(project, project.scenarios.get(slug=slug))) for slug in ("base", "forms"))
    silent = "check.simple_way_is_enough"
    assert silent in {finding.check.id for finding in base.findings}
    assert silent not in {finding.check.id for finding in forms.findings}


def test_pass_mark_that_the_simple_way_passes_speaks_for_the_simple_way(example):
    project = example("bank")
    verdict = verdict_of(Workspace(project, project.scenarios.get(slug="base")))
    lights = {reason.finding.check.id: reason.light for reason in verdict.reasons if reason.finding}
    assert lights["check.pass_mark_below_simple_way"] == "simple"


def test_share_of_the_tool_that_somebody_said_is_no_assumption(owner, example):
    words = words_of(owner.get(url("reports:overview", example("bank"))))
    assert "the tool 65. It costs about $57k." in words


def test_splendid_money_does_not_help_against_harm(owner, example):
    words = words_of(owner.get(url("reports:overview", example("credit"))))
    assert "It decides about people, and no person stands in between." in words


def test_fine_tuning_of_the_shipped_sample_loses_even_at_best(owner, sample):
    page = owner.get(url("reports:overview", sample, "fine_tune"))
    assert said_on(page)[0] == "Stop or rethink"
    assert "It loses money even at the favourable end" in words_of(page)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"cost": 12_000.0, "status": "tried"}, "the tool 65 (our assumption). It costs about $12k."),
        ({"status": "idea"}, "the tool 65 (our assumption). That is a guess: no one has tried it. It has no price"),
        ({"share": 95.0, "status": "ruled_out"}, ""),
    ],
)
def test_price_that_somebody_named_counts_and_a_guess_says_so(owner, project, base, row, sentence):
    rows = [{"option": "A form", "share": 90.0} | row]
    Answer.objects.create(scenario=base, field_id="tried.simplest", state="known", value=rows)
    page = owner.get(url("reports:overview", project))
    label = {"tried": "Do the simple thing first", "idea": "Try the simple thing first"}.get(row["status"])
    assert set(said_on(page)) == {label or "Not rated yet"}
    assert sentence in words_of(page)


@pytest.mark.parametrize("name", ["claims", "machines", "consortium"])
def test_sources_of_an_example_add_up_to_its_text(example, name):
    results = results_of(Workspace(project := example(name), project.scenarios.get(slug="base")))
    tokens = sum(filter(None, map(tokens_of, results.answers.value("data.inventory"))))
    assert tokens == pytest.approx(results.answers.value("data.raw_size")["likely"], rel=0.05)


def test_figures_of_the_score_card_say_what_they_rest_on(example):
    project = example("credit")
    scenario = project.scenarios.alive().exclude(slug="base").get()
    figures = Answer.objects.filter(scenario=scenario, field_id__startswith="value.")
    assert [row.field_id for row in figures if not row.note] == []


def test_search_of_the_machines_reads_the_text_that_is_left(example):
    project = example("machines")
    results = results_of(Workspace(project, project.scenarios.get(slug="base")))
    pages = results.answers.value("compute.retrieval_pages")["likely"]
    assert pages * 500 == pytest.approx(results.figures["data.usable"].value.likely, rel=0.05)


def test_report_of_the_machines_says_why_the_cheaper_product_is_not_advised(owner, example):
    words = words_of(owner.get(url("reports:report", example("machines"))))
    assert "Buy a finished product (not fully priced)" in words
    assert "“Buy a finished product” looks cheaper without “Licences a year”, and nothing shows yet" in words


def test_money_for_the_pilot_of_the_hospital_lasts_until_its_decision(owner, example):
    assert "until 28 May 2027 for the pilot." in words_of(owner.get(url("reports:overview", example("hospital"))))


def test_after_a_stop_only_what_could_turn_it_is_to_be_done(owner, example):
    project = example("credit")
    page = words_of(owner.get(url("decisions:actions", project)))
    assert "more, only if it goes on all the same" in page
    assert page.index("Ask for a legal and privacy review") < page.index("only if it goes on all the same")
    assert page.index("only if it goes on all the same") < page.index("Plan the first check for two to four weeks")
    report = words_of(owner.get(url("reports:report", project)))
    card = "“Widen the score card: approve at once above 680, officers for the rest” is not stopped."
    assert f"{card} The verdict on it: Fix first." in report
    assert "more things would be to do only if it went on all the same; the page of actions lists them." in report


def test_whoever_asks_for_more_money_names_the_scenario_that_the_budget_covers(owner, example):
    page = words_of(owner.get(url("decisions:actions", example("consortium"))))
    assert "The scenario “Continue an open model” would cost €840k." in page
    assert "Decide again on 29 January 2027." in page
