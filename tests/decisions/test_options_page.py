"""Options side by side through the page: what a project's own answers and scenarios make of them."""

import re

import pytest
from django.conf import settings

from decisions.domain.recommending import RecommendationReason
from decisions.options import options_of, with_ruled_out
from decisions.options_said import say_options
from decisions.results import results_of
from decisions.verdicts import verdict_of
from estimates.domain.formulas.buying import Months
from estimates.domain.formulas.volume import Lines
from projects.access import Workspace
from projects.document import load_project
from projects.domain.lazy import cached_property
from projects.models import Answer
from tests.decisions.pages import url, words_of

pytestmark = pytest.mark.once


@pytest.fixture
def example(browser_row):
    def load(name):
        path = settings.FIXTURES / "samples" / f"{name}.json"
        return load_project(path.read_bytes(), owner=browser_row)

    return load


def open_(project, slug="base"):
    return Workspace(project, project.scenarios.get(slug=slug))


def by_id(project, slug="base"):
    return {option.id: option for option in options_of(open_(project, slug)).options}


def say(base, **values):
    for name, value in values.items():
        Answer.objects.create(scenario=base, field_id=name.replace("__", "."), state="known", value=value)


CASE = {
    "why__volume": 1000, "value__cases_per_year": 12_000, "value__coverage": 80, "value__adoption": 90,
    "value__saving_per_case": 40, "value__review_minutes_per_case": 0, "value__horizon_months": 24,
    "value__discount_rate": 0, "team__duration_months": 4, "solution__task": "answer",
    "value__running_people_per_year": 6_000, "team__schedule_slip": 0,
}  # fmt: skip


def test_all_options_stand_in_order(owner, example):
    assert list(by_id(example("claims"))) == [
        "today", "simple", "buy", "classic", "api", "retrieval", "fine_tune", "self_host", "train",
    ]  # fmt: skip


def test_option_that_a_scenario_takes_has_its_figures(owner, example):
    project = example("claims")
    tuned = by_id(project)["fine_tune"]
    assert tuned.slug == "fine_tune"
    assert tuned.case is results_of(open_(project, "fine_tune")).case


def test_team_of_another_approach_is_a_share_of_the_one_that_is_planned(owner, project, base):
    """Training from scratch takes three times the work and twice the time of a hosted model, likely."""
    say(base, compute__approach="api", **CASE)
    planned, train = results_of(open_(project)), by_id(project)["train"]
    team = next(part for part in train.case.parts if part.key == "team")
    assert team.value.likely == pytest.approx(3 * planned.team.total.value.likely, rel=0.02)
    assert train.months.value.likely == pytest.approx(2 * 4, rel=0.01)


def test_spending_over_the_horizon_by_hand(owner, project, base):
    """Four months of building, then 20 of 24 months at what a year costs; nothing is discounted."""
    say(base, compute__approach="no_ai", **CASE)
    case, simple = results_of(open_(project)).case, by_id(project)["simple"]
    assert simple.spent.value.likely == pytest.approx(case.cost.value.likely + 6_000 * 20 / 12, rel=0.001)


def test_simple_option_costs_what_its_row_says_and_nothing_else(owner, project, base):
    rows = [{"option": "A form", "kind": "form", "status": "tried", "share": 30.0, "cost": 12_000.0}]
    say(base, compute__approach="api", tried__simplest=rows, value__integration_one_off=50_000, **CASE)
    simple = by_id(project)["simple"]
    assert (simple.name, simple.share, simple.cost.value.likely) == ("A form", 30, 12_000)
    assert simple.value.likely == pytest.approx(0.3 / 0.8 * 12_000 * 0.8 * 0.9 * 40 * 20 / 12, rel=0.35)


def test_simple_option_that_does_as_much_is_recommended_as_the_verdict_says(owner, example):
    marks = options_of(open_(example("bank"))).marks
    assert (marks.recommended, marks.why) == ("simple", RecommendationReason.SIMPLE)


def test_product_without_an_offer_is_neither_cheapest_nor_recommended(owner, project, base):
    say(base, compute__approach="api", **CASE)
    buy, marks = by_id(project)["buy"], options_of(open_(project)).marks
    assert buy.missing == ("value.running_licences_per_year",)
    assert "buy" not in (marks.cheapest, marks.recommended)


@pytest.mark.parametrize("name", ["claims", "bank", "retailer", "machines", "consortium", "credit", "hospital"])
def test_mark_of_the_cheapest_is_never_contradicted_by_a_sum_beside_it(owner, example, name):
    project = example(name)
    options, rows = by_id(project), {row.id: row for row in say_options(open_(project)).rows}
    marked = options_of(open_(project)).marks.cheapest
    said = next((mark for mark in rows[marked].marks if mark.startswith("cheapest")), "") if marked else ""
    for option in options.values():
        if not marked or not option.is_open or option.is_too_weak or option.id == marked:
            continue
        if option.cost.value.likely < options[marked].cost.value.likely:
            explained = [option.id == "simple" and "of the AI approaches" in said]
            explained += [not option.is_whole and "priced in full" in said]
            explained += [option.is_whole and "running costs included" in said]
            assert any(explained), (option.id, said)


def test_cheapest_is_that_of_those_priced_in_full_beside_a_product_without_its_licence(owner, project, base):
    say(base, compute__approach="api", **CASE)
    options, rows = by_id(project), {row.id: row for row in say_options(open_(project)).rows}
    marked = options_of(open_(project)).marks.cheapest
    assert options["buy"].cost.value.likely < options[marked].cost.value.likely
    assert "cheapest (of those priced in full)" in rows[marked].marks


def test_labelling_is_counted_where_an_option_has_to_learn_first(owner, project, base):
    """2,000 cases at $3, while nobody says how many."""
    say(base, compute__approach="api", data__labels="none", data__label_price=3, **CASE | {"solution__task": "sort"})
    options = by_id(project)
    labels = next(part for part in options["classic"].case.parts if part.key == "labels")
    assert labels.value.likely == pytest.approx(6_000, rel=0.01)
    assert "labels" not in {part.key for part in options["api"].case.parts}


def test_option_that_must_learn_at_an_unknown_price_is_not_whole(owner, project, base):
    say(base, compute__approach="api", data__labels="none", **CASE | {"solution__task": "sort"})
    options = by_id(project)
    assert options["classic"].missing == ("data.label_price",)
    assert options["api"].missing == ()


def test_on_site_no_hosted_model_stands_out_and_machines_are_owned(owner, project, base):
    say(base, solution__place=["own_site"], solution__off_table=["api"], compute__task="answer", **CASE)
    options, marks = by_id(project), options_of(open_(project)).marks
    assert options["api"].standing.is_out
    assert options["retrieval"].standing.is_out
    assert not {marks.recommended, marks.cheapest, marks.fastest, marks.most_private} & {"api", "retrieval"}
    once = options["self_host"].figures["options.self_host.compute.one_off"]
    assert [given.name for given in once.inputs] == ["buy_up_front"]


def test_models_that_are_not_of_one_class_are_not_compared_in_silence(owner, project, base):
    own = {"compute__model": "RoBERTa-Large", "compute__task": "sort", **CASE, "solution__task": "sort"}
    say(base, compute__approach="api", solution__input=["text"], compute__serving_accelerator="L4", **own)
    words = words_of(owner.get(url("decisions:options", project)))
    assert "Compare what they get right before you compare what they cost." in words


def test_no_model_that_reads_text_alone_stands_where_pictures_are_sorted(owner, project, base):
    say(base, solution__input=["image", "text"], **CASE | {"solution__task": "sort"})
    words = words_of(owner.get(url("decisions:options", project)))
    assert "Gemma 3" in words
    assert "Llama" not in words


def test_everything_ruled_out_is_said_plainly(owner, project, base):
    say(base, compute__task="answer", data__permission="no", **CASE)
    words = words_of(owner.get(url("decisions:options", project)))
    assert "Every approach is ruled out. Take the simple option" in words
    assert "Recommended:" not in words


def test_page_names_the_answer_that_rules_an_option_out(owner, example):
    page = owner.get(url("decisions:options", example("hospital")))
    words = words_of(page)
    assert "Ruled out. You ruled out hosted models." in words
    assert "/problem/solution/#q-solution-off_table" in page.content.decode()


def test_every_number_opens_how_it_came_about(owner, example):
    project = example("retailer")
    page = owner.get(url("decisions:options", project)).content.decode()
    links = set(re.findall(r'href="(/p/[^"]+/figure[^"]*)"', page))
    assert len(links) > 20
    for link in links:
        assert owner.get(link).status_code == 200, link


def test_opened_figure_leads_to_the_options_own_parts(owner, example):
    project = example("retailer")
    page = owner.get(url("reports:figure", project, "base", "options.self_host.case.cost_to_launch"))
    assert url("reports:figure", project, "base", "options.self_host.team.cost") in page.content.decode()
    team = owner.get(url("reports:figure", project, "base", "options.self_host.team.cost"))
    assert url("reports:figure", project, "base", "options.self_host.team.cost_planned") in team.content.decode()


def test_value_page_loads_the_options_by_themselves(owner, example, monkeypatch):
    def fail(*_args):
        raise AssertionError("the options were worked out for nothing")

    project = example("claims")
    monkeypatch.setattr("decisions.options_said.options_of", fail)
    page = owner.get(url("decisions:value", project)).content.decode()
    assert url("decisions:options_result", project) in page


def test_options_are_worked_out_once_for_each_state(owner, example):
    workspace = open_(example("claims"))
    assert options_of(workspace) is options_of(open_(workspace.project))


@pytest.mark.parametrize("horizon", [1, 240])
def test_odd_horizons_are_no_trouble(owner, project, base, horizon):
    say(base, compute__task="sort", **CASE | {"value__horizon_months": horizon})
    assert owner.get(url("decisions:options", project)).status_code == 200


def test_empty_project_has_options_without_a_recommendation_that_is_sure(owner, project):
    words = words_of(owner.get(url("decisions:options", project)))
    assert "As today" in words
    assert "its cost is not known yet" in words


ADD_ON = {"option": "An add-on", "kind": "product", "status": "looked", "share": 45.0}
FORM = {"option": "A form", "kind": "form", "status": "tried", "share": 30.0}


def simple_or_buy(project):
    """Return what the two options are called in the project, and whether each does as much as the tool."""
    options = by_id(project)
    return [(options[name].name, options[name].does_as_much) for name in ("simple", "buy")]


def test_product_among_the_simple_options_stands_once_where_it_is_bought(owner, project, base):
    say(base, compute__approach="api", tried__simplest=[FORM, ADD_ON], **CASE)
    assert simple_or_buy(project) == [("A form", False), ("An add-on", False)]


def test_bought_product_is_not_told_to_do_the_simple_thing_first(owner, project, base):
    say(base, compute__approach="api", tried__simplest=[FORM, ADD_ON], **CASE)
    verdict = by_id(project)["buy"].verdict
    assert "simple.does_as_much" not in {reason.rule.id for reason in verdict.reasons}
    assert (verdict.simple.name, verdict.simple.tool_share) == ("A form", 45)


def test_share_of_a_simple_option_is_counted_in_whole_cases(owner, base, project):
    say(base, compute__approach="api", tried__simplest=[FORM | {"share": 33.3}], **CASE)
    row = next(row for row in say_options(open_(project)).rows if row.id == "simple")
    assert "handles 33 out of 100 cases" in row.detail


def test_product_that_does_as_much_is_what_verdict_and_recommendation_name(owner, project, base):
    say(base, compute__approach="api", tried__simplest=[FORM, ADD_ON | {"share": 85.0}], **CASE)
    marks, here = options_of(open_(project)).marks, verdict_of(open_(project))
    assert simple_or_buy(project) == [("A form", False), ("An add-on", True)]
    assert (here.outcome.id, here.simple.name, marks.recommended, marks.why) == (
        "simple_first", "An add-on", "buy", RecommendationReason.SIMPLE,
    )  # fmt: skip


def test_product_is_no_simpler_way_where_buying_is_ruled_out(owner, project, base):
    rows = [FORM, ADD_ON | {"share": 85.0}]
    say(base, compute__approach="api", tried__simplest=rows, solution__off_table=["buy"], **CASE)
    assert verdict_of(open_(project)).simple.name == "A form"


def test_options_draw_no_line_of_a_chart_that_nobody_looks_at(owner, example, monkeypatch):
    looked = []
    for lines, name in ((Lines, "own"), (Months, "buy")):
        monkeypatch.setattr(lines, name, cached_property(lambda _self, name=name: looked.append(name)))
    assert len(by_id(example("claims"))) == 9
    assert looked == []


def test_product_that_the_base_buys_is_recommended_where_the_others_are_told_to_do_it_first(owner, project, base):
    say(base, compute__approach="buy", tried__simplest=[FORM, ADD_ON], **CASE | {"value__coverage": 45})
    marks, verdict = options_of(open_(project)).marks, by_id(project)["api"].verdict
    assert (verdict.outcome.id, verdict.simple.name) == ("simple_first", "An add-on")
    assert (marks.recommended, marks.why) == ("buy", RecommendationReason.SIMPLE)


@pytest.mark.parametrize(("saving", "said"), [(0.01, True), (40, False)])
def test_recommended_option_that_should_not_be_built_says_so(owner, project, base, saving, said):
    say(base, compute__approach="api", team__roles=TEAM, **CASE | {"value__saving_per_case": saving})
    words = words_of(owner.get(url("decisions:options", project)))
    assert "Recommended:" in words
    assert ("It is the best of these, and the verdict on it is “Stop or rethink” all the same." in words) is said


TEAM = [{"role": "data_engineer", "contract": "employed", "share_pct": {"low": 100, "likely": 100, "high": 100}}]


def test_own_model_stands_beside_no_hosted_one_that_is_ruled_out(owner, example):
    """The hospital rules hosted models out; the bank calls one."""
    priced = [with_ruled_out(open_(example(name))).options for name in ("hospital", "bank")]
    tuned = [option.beside_hosted for options in priced for option in options if option.id == "fine_tune"]
    assert tuned[0] is None
    assert tuned[1] is not None


def test_what_is_ruled_out_has_figures_only_where_they_are_asked_for(owner, example):
    project = open_(example("bank"))
    bare, priced = (
        {option.id: option for option in options.options if option.standing.is_out and not option.slug}
        for options in (options_of(project), with_ruled_out(project))
    )
    assert bare
    assert {option.case for option in bare.values()} == {None}
    assert all(priced[name].cost is not None for name in bare)
    assert options_of(project).marks == with_ruled_out(project).marks


def test_yardstick_of_efforts_is_not_compared_with_itself(owner, example):
    rows = {row.id: row for row in say_options(open_(example("hospital"))).rows}
    assert rows["api"].effort == ""
    assert "times the work" in rows["retrieval"].effort


def test_advice_names_the_approach_once(owner, example):
    said = say_options(open_(example("credit")))
    assert said.advice.advised.rung.title == "Classic machine learning"
    assert said.why_step.startswith("Of the approaches that fit as well")
