"""The overview and the title block: what is missing, what comes next, and figures that follow every change."""

import re

import pytest
from django.urls import reverse

from decisions.results import results_of
from decisions.verdicts import verdict_of
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.saving import save_answer


def url(name, project, *more):
    return reverse(name, args=[project.pk, "base", *more])


def text(reply):
    return " ".join(reply.content.decode().split())


def say(project, field_id, value, version=0):
    base = project.scenarios.get(slug="base")
    content = Answer(field_id=field_id, state=AnswerState.KNOWN, value=value, version=version)
    save_answer(base, content, token=f"{field_id}{version}", who="Dana")
    project.refresh_from_db()


def exact(value):
    return {"low": value, "likely": value, "high": value}


def keys(owner, project):
    """Return the cells of the title block by their names."""
    page = text(owner.get(url("reports:key_figures", project)))
    cells = re.findall(r"<dt>(.*?)</dt>(.*?)</div>", page)
    return {name: re.sub(r"<svg.*?</svg>|<[^>]+>", " ", cell).split() for name, cell in cells}


def test_new_project_is_led_to_its_first_question(owner, project):
    page = text(owner.get(url("reports:overview", project)))
    first = url("scoping:part", project, "problem") + "#q-problem-statement"
    assert f'href="{first}"' in page
    assert "Answer this question" in page
    assert "In two sentences: what goes wrong today" in page
    assert "answers to a first verdict" in page


def test_answered_question_is_not_the_next_one_any_more(owner, project):
    say(project, "problem.statement", "Mail goes astray.")
    page = text(owner.get(url("reports:overview", project)))
    assert "#q-problem-statement" not in page


def test_section_says_how_much_of_it_is_answered(owner, project):
    before = re.search(r"(\d+) of (\d+) answered", text(owner.get(url("reports:overview", project))))
    say(project, "problem.statement", "Mail goes astray.")
    after = re.search(r"(\d+) of (\d+) answered", text(owner.get(url("reports:overview", project))))
    assert int(after[1]) == int(before[1]) + 1
    assert after[2] == before[2]


def test_title_block_follows_an_answer(owner, project):
    """A full-time engineer at 120,000 a year, six months, no slip, no factor: 60,000."""
    pay = {"contract": "employed", "share_pct": exact(100), "salary_per_year": exact(120_000)}
    for field_id, value in (
        ("team.roles", [{"role": "data_engineer", **pay}]), ("team.loaded_factor", exact(1)),
        ("team.schedule_slip", exact(0)), ("team.duration_months", 6),
    ):  # fmt: skip
        say(project, field_id, value)
    assert keys(owner, project)["Cost to launch, likely"][0] == "$60k"
    assert keys(owner, project)["Months to launch"][0] == "6"
    say(project, "team.duration_months", 12, version=1)
    assert keys(owner, project)["Cost to launch, likely"][0] == "$120k"
    assert keys(owner, project)["Months to launch"][0] == "12"


def test_title_block_counts_what_is_assumed(owner, project):
    before = keys(owner, project)["Our assumptions"]
    assert before[0] == before[2]  # nobody said anything yet: all of all
    say(project, "team.duration_months", 6)
    after = keys(owner, project)["Our assumptions"]
    assert int(after[0]) < int(before[0])
    assert after[2] == before[2]


def test_verdict_stands_only_when_the_must_haves_are_rated(owner, project, sample):
    assert keys(owner, project)["Verdict"][:3] == ["Not", "rated", "yet"]
    found = verdict_of(Workspace(sample, sample.scenarios.get(slug="base")))
    assert " ".join(keys(owner, sample)["Verdict"]).startswith(found.outcome.label)


def test_chance_is_missing_until_somebody_says_what_it_is_worth(owner, project):
    assert " ".join(keys(owner, project)["Payback"]) == "– enter what it is worth to see this"
    worth = {"cases_per_year": 100_000, "coverage": 70, "adoption": 90, "saving_per_case": 10}
    for name, value in worth.items():
        say(project, f"value.{name}", exact(value))
    assert " ".join(keys(owner, project)["Payback"]).startswith("99 in 100")


def test_figure_that_is_not_there_is_not_found(owner, project):
    assert owner.get(url("reports:figure", project, "case.net_value")).status_code == 404
    assert owner.get(url("reports:figure", project, "case.cost_to_launch")).status_code == 200


def test_figure_cards_of_the_overview_are_the_results(owner, sample):
    workspace = Workspace(sample, sample.scenarios.get(slug="base"))
    page = text(owner.get(url("reports:overview", sample)))
    for figure in results_of(workspace).case.figures:
        assert url("reports:figure", sample, figure.id) in page or figure.id.replace(".", "-") in page


def test_second_look_names_what_two_answers_say_together(owner, sample):
    workspace = Workspace(sample, sample.scenarios.get(slug="base"))
    titles = [finding.check.title for finding in results_of(workspace).findings]
    assert titles
    assert titles[0] in text(owner.get(url("reports:overview", sample)))


def next_on(owner, project):
    """Return what the overview says of the next step: what there is to do, and where."""
    step = owner.get(url("reports:overview", project)).context["next"]
    return step.title, step.label


@pytest.mark.usefixtures("nothing_planned")
def test_section_that_nobody_began_is_the_next_step_in_words(owner, sample):
    assert next_on(owner, sample) == ("Not begun: 12 questions, about 30 min", "Begin “Data plan”")


@pytest.mark.usefixtures("nothing_planned")
def test_section_that_was_begun_says_what_is_left(owner, sample):
    say(sample, "data.split_by", "time")
    title, label = next_on(owner, sample)
    assert (title.partition(",")[0], label) == ("11 questions left", "Go on with “Data plan”")


def test_overview_shows_what_moves_the_value_and_leaves_the_parts_of_the_cost_to_their_page(owner, sample):
    shown = [chart.id for chart in owner.get(url("reports:overview", sample)).context["charts"]]
    assert shown == ["case.value", "case.tornado"]


def test_cost_by_part_is_shown_while_there_is_no_value(owner, project):
    say(project, "team.roles", [{"role": "data_engineer", "share_pct": exact(100)}])
    say(project, "team.duration_months", 6)
    shown = [chart.id for chart in owner.get(url("reports:overview", project)).context["charts"]]
    assert shown == ["case.parts"]
