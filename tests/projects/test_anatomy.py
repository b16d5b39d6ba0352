"""What stands around a field: a short hint before it, and everything else behind it, for whoever wants it."""

import re

import pytest

from projects.catalogue import get_catalogue
from projects.domain.text import opening
from tests.pages import PROBLEM

pytestmark = pytest.mark.once


def in_order(page, *texts):
    places = [page.index(text) for text in texts]
    return places == sorted(places)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("A range is fine. Count hours first, then multiply.", "A range is fine."),
        ("One row each. Say who.", "One row each. Say who."),
        ('Ask "and why is that bad?" until you arrive at money. Then stop and write it down.',
         'Ask "and why is that bad?" until you arrive at money.'),
        ("Nehmen Sie z. B. Fälle vom 5. Mai und zählen Sie sie aus. Danach rechnen Sie.",
         "Nehmen Sie z. B. Fälle vom 5. Mai und zählen Sie sie aus."),
        ("No more than this", "No more than this"),
        ("", ""),
    ],
)  # fmt: skip
def test_hint_is_whole_sentences(text, first):
    said, more = opening(text, 25)
    assert said == first
    assert " ".join(filter(None, (said, more))) == text


def test_no_hint_of_the_questionnaire_is_lost_or_cut():
    catalogue = get_catalogue()
    for question in catalogue.questions.values():
        assert " ".join(filter(None, (question.hint, question.more_help))) == question.help
        assert not question.more_help[:1].islower()


def test_field_comes_before_all_but_its_question_and_its_hint(owner, project):
    page = owner.get(f"/p/{project.pk}/base/change/problem.monthly_cost/").content.decode()
    main = page[page.index('class="ask-title"') :]
    assert in_order(
        main, "What does it cost us", "A range is fine.", 'name="problem-monthly_cost-value"',
        "press Don&#x27;t know yet", "Good example", "Why we ask",
    )  # fmt: skip


def described(page, field_id):
    named = re.search(
        rf'aria-describedby="([^"]*)"[^>]*id="{field_id}"|id="{field_id}"[^>]*aria-describedby="([^"]*)"', page
    )
    return (named[1] or named[2]).split() if named else []


def test_hint_of_a_question_and_help_of_a_field_describe_its_input(owner, project):
    page = owner.get(f"/p/{project.pk}/base/change/compute.api_model/").content.decode()
    assert described(page, "compute-api_model-value") == ["hint-compute-api_model", "compute-api_model-help"]
    assert described(page, "compute-api_price_input-value") == ["compute-api_price_input-help"]


def test_what_is_wrong_describes_the_input_too(owner, project):
    sent = {"problem-monthly_cost-value": "a lot", "problem-monthly_cost-version": "0"}
    page = owner.post(f"/p/{project.pk}/base/change/problem.monthly_cost/", sent).content.decode()
    assert described(page, "problem-monthly_cost-value") == ["hint-problem-monthly_cost", "problem-monthly_cost-error"]


@pytest.mark.parametrize("part", PROBLEM)
def test_every_description_points_to_an_element_that_is_there(owner, project, part):
    page = owner.get(f"/p/{project.pk}/base/problem/{part}/").content.decode()
    named = {id for ids in re.findall(r'aria-describedby="([^"]+)"', page) for id in ids.split()}
    assert named - set(re.findall(r'id="([^"]+)"', page)) == set()


def test_source_of_what_is_assumed_opens_at_the_field(owner, project):
    page = owner.get(f"/p/{project.pk}/base/change/compute.api_input_tokens_per_case/").content.decode()
    assumed = re.search(r'<details class="echo from">(.*?)</details>', page, re.S)[1]
    assert in_order(assumed, "Until you answer, we assume", "</summary>", "Count ten of your own.")
