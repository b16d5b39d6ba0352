"""While nobody chose an approach, the first answer counts with the recommended one: marked as ours, and replaceable."""

from dataclasses import replace

import pytest

from decisions.options import options_of
from decisions.options_said import say_options
from decisions.results import results_of
from decisions.wording import say_verdict
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.models import Project
from projects.saving import PROPOSER, SaveOutcome, save_answer
from reports.compose import compose_report
from reports.quick_result import approaches_of
from tests.decisions.pages import words_of
from tests.quickwalk import SAID, send, url, walk

pytestmark = pytest.mark.once

APPROACH = "compute.approach"
BARRED = {**SAID["data"], "data-permission-value": "assumed"}


def workspace_of(project):
    project = Project.objects.get(pk=project.pk)
    return Workspace(project, project.scenarios.get(slug="base"))


def choose(project, approach, who="Dana"):
    given = workspace_of(project).answers[APPROACH]
    answer = Answer(field_id=APPROACH, state=AnswerState.KNOWN, value=approach, version=given.version)
    base, person = project.scenarios.get(slug="base"), project.owner_id
    save_answer(base, answer, token=f"choose-{approach}", who=who, person=person)


def costs(project):
    priced = {option.id: option.cost.value for option in options_of(workspace_of(project)).options if option.cost}
    return {name: pytest.approx((cost.low, cost.likely, cost.high), rel=0.01) for name, cost in priced.items()}


def cost_of(project):
    cost = results_of(workspace_of(project)).case.cost.value
    return cost.low, cost.likely, cost.high


def test_first_answer_counts_with_the_recommended_approach_and_says_that_it_is_ours(owner, project):
    walk(owner, project)
    workspace = workspace_of(project)
    taken = workspace.answers[APPROACH]
    assert (taken.value, taken.changed_by) == (options_of(workspace).marks.recommended, PROPOSER)
    assert "Counted with our proposal: " in words_of(owner.get(url(project, name="reports:quick_result")))


def test_what_somebody_chose_stays(owner, project):
    walk(owner, project)
    choose(project, "fine_tune")
    send(owner, f"{url(project, 'good_enough')}?result", **{"outcome-good_enough-value": "2"})
    assert workspace_of(project).answers[APPROACH].value == "fine_tune"
    assert "our proposal" not in words_of(owner.get(url(project, name="reports:quick_result")))


def test_choice_of_somebody_who_is_called_as_we_are_stays(owner, project):
    walk(owner, project)
    choose(project, "fine_tune", who=PROPOSER)
    send(owner, f"{url(project, 'good_enough')}?result", **{"outcome-good_enough-value": "2"})
    assert workspace_of(project).answers[APPROACH].value == "fine_tune"


def test_proposal_follows_the_answers(owner, project):
    walk(owner, project)
    before = cost_of(project)
    send(owner, f"{url(project, 'data')}?result", **{"data-permission-value": "assumed"})
    workspace = workspace_of(project)
    assert workspace.answers[APPROACH].value == options_of(workspace).marks.recommended == "self_host"
    assert cost_of(project) > before


def permit(project):
    """Answer on another page that the data may be used."""
    answer = replace(workspace_of(project).answers["data.permission"], value="written")
    save_answer(project.scenarios.get(slug="base"), answer, token="permitted", who="Dana", person=project.owner_id)


@pytest.mark.parametrize("page", ["overview", "key_figures", "quick_result", "quick_pdf", "report", "report_pdf"])
def test_proposal_follows_answers_on_other_pages_wherever_what_they_come_to_is_shown(owner, project, page):
    walk(owner, project, data=BARRED)
    assert workspace_of(project).answers[APPROACH].value == "self_host"
    permit(project)
    owner.get(url(project, name=f"reports:{page}"))
    taken = workspace_of(project).answers[APPROACH]
    assert taken.value == options_of(workspace_of(project)).marks.recommended != "self_host"
    assert taken.changed_by == PROPOSER


def test_overview_names_the_proposal_that_followed(owner, project):
    walk(owner, project, data=BARRED)
    permit(project)
    page = words_of(owner.get(url(project, name="reports:overview")))
    taken = workspace_of(project).answers[APPROACH]
    name = workspace_of(project).catalogue.fields[APPROACH].choice(taken.value).label
    assert f"Counted with our proposal: {name}" in page


def test_choice_stands_though_our_proposal_followed_meanwhile(owner, project):
    walk(owner, project, data=BARRED)
    seen = workspace_of(project).answers[APPROACH]
    permit(project)
    owner.get(url(project, name="reports:key_figures"))
    base = project.scenarios.get(slug="base")
    choice = replace(seen, value="fine_tune")
    save_answer(base, choice, token="chosen", who="Dana", person=project.owner_id)
    taken = workspace_of(project).answers[APPROACH]
    assert (taken.value, taken.changed_by) == ("fine_tune", "Dana")


def test_overview_leaves_alone_what_somebody_chose(owner, project):
    walk(owner, project)
    choose(project, "fine_tune")
    owner.get(url(project, name="reports:overview"))
    assert workspace_of(project).answers[APPROACH].value == "fine_tune"


def test_headline_is_the_price_of_the_recommended_option(owner, project):
    walk(owner, project, data=BARRED)
    recommended = options_of(workspace_of(project)).marks.recommended
    assert cost_of(project) == costs(project)[recommended]


def test_no_option_has_another_price_whichever_is_taken(owner, project):
    walk(owner, project)
    prices = []
    for approach in ("api", "self_host", "train"):
        choose(project, approach)
        prices.append(costs(project))
    first, *others = prices
    for other in others:
        assert {name: other[name].expected for name in first} == first


def test_no_cost_is_shown_before_an_answer_moves_it(owner, project):
    page = words_of(owner.get(url(project, "problem")))
    assert "Cost to launch –" in page
    assert "Months to launch –" in page


def test_budget_is_never_said_to_cover_what_is_not_counted(owner, project):
    walk(owner, project)
    workspace = workspace_of(project)
    said = [say_verdict(workspace).budget, compose_report(workspace, one_page=True).decision.inside]
    assert ["not counted yet" in sentence for sentence in said] == [True, True]


def test_cheaper_option_that_one_answer_rules_out_is_named_with_its_price(owner, project):
    walk(owner, project, data=BARRED)
    workspace = workspace_of(project)
    cheaper = approaches_of(workspace).cheaper
    page = words_of(owner.get(url(project, name="reports:quick_result")))
    assert "api" in [row.id for row in cheaper]
    for row in cheaper:
        price = workspace.formatter.money_compact(row.cost.figure.value.likely)
        assert f"Cheaper, but ruled out: {row.label}, {price}" in page


def test_badge_of_the_cheapest_counts_the_simple_option(owner, project):
    walk(owner, project)
    rows = {row.id: row for row in say_options(workspace_of(project)).rows}
    marks = [mark for row in rows.values() for mark in row.marks]
    assert "cheapest" not in marks
    assert "fastest" not in marks
    # Buying a product has no licence price yet, so that its lower sum is not whole.
    assert {"cheapest of the AI approaches (of those priced in full)", "fastest of the AI approaches"} <= set(marks)


def test_simple_way_in_use_costs_nothing_to_launch(owner, project):
    simple = {
        "tried-simplest-value-0-option": "A web form",
        "tried-simplest-value-0-share": "30",
        "tried-simplest-value-0-status": "in_use",
    }
    walk(owner, project, simple=simple)
    simple = next(option for option in options_of(workspace_of(project)).options if option.id == "simple")
    assert (simple.is_in_use, simple.cost, simple.months) == (True, None, None)
    assert "In use already: nothing to pay" in words_of(owner.get(url(project, name="reports:quick_result")))


def test_overview_and_page_one_say_that_the_approach_is_our_proposal(owner, project):
    walk(owner, project)
    said = "Counted with our proposal: Call a hosted model (API). Nobody has chosen an approach yet."
    assert said in words_of(owner.get(f"/p/{project.pk}/base/"))
    assert said in compose_report(workspace_of(project)).decision.caveats
    choose(project, "fine_tune")
    assert said not in words_of(owner.get(f"/p/{project.pk}/base/"))
    assert said not in compose_report(workspace_of(project)).decision.caveats


def test_proposal_is_taken_on_with_one_press(owner, project):
    walk(owner, project)
    assert "Take this approach" in words_of(owner.get(url(project, name="reports:quick_result")))
    owner.post(url(project, name="reports:take_proposal"))
    taken = workspace_of(project).answers[APPROACH]
    assert (taken.value, taken.writer) == ("api", project.owner_id)
    assert "our proposal" not in words_of(owner.get(url(project, name="reports:quick_result")))


def test_what_somebody_chose_is_not_taken_on_again(owner, project):
    walk(owner, project)
    choose(project, "fine_tune")
    before = workspace_of(project).answers[APPROACH]
    owner.post(url(project, name="reports:take_proposal"))
    assert workspace_of(project).answers[APPROACH] == before


def test_the_same_answer_given_twice_by_people_is_one_change(owner, project):
    walk(owner, project)
    given = workspace_of(project).answers["why.volume"]
    base = project.scenarios.get(slug="base")
    assert save_answer(base, given, token="again", who="Mara", person=project.owner_id).result is SaveOutcome.SAME
