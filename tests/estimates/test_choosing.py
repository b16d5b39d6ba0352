"""Taking what we propose: the way, a known model; and what a chosen name brings along."""

import pytest
from django.urls import reverse

from projects.domain.answers import Answer, AnswerState
from projects.models import Answer as Row
from projects.saving import save_answer

pytestmark = pytest.mark.once


def url(project, name, scenario="base", *more):
    return reverse(name, args=[project.pk, scenario, *more])


def stored(project, field_id):
    return Row.objects.of(project.scenarios.get(slug="base"))[field_id]


def answer(project, field_id, value, version=0):
    content = Answer(field_id=field_id, state=AnswerState.KNOWN, value=value, version=version)
    save_answer(project.scenarios.get(slug="base"), content, token=f"{field_id}{version}", who="")


def test_newcomer_is_asked_what_it_should_do(owner, project):
    page = owner.get(url(project, "estimates:compute")).content.decode()
    assert "You do not need to know how large a model is." in page


def test_task_brings_model_and_size_in_words_and_leads_to_the_approach(owner, project):
    answer(project, "compute.task", "sort")
    page = owner.get(url(project, "estimates:compute_result")).content.decode()
    assert "You want to sort or route texts" in page
    assert "355 million parameters, 24 layers" in page
    assert url(project, "decisions:approach") in page


def test_hosted_model_and_tokens_that_somebody_named_stand_in_place_of_the_guess(owner, project):
    answer(project, "compute.task", "sort")
    answer(project, "compute.approach", "api")
    answer(project, "compute.api_model", "gpt-5.4-mini (OpenAI)")
    for name, tokens in (("input", 6000), ("output", 60)):
        answer(project, f"compute.api_{name}_tokens_per_case", {"low": tokens, "likely": tokens, "high": tokens})
    page = owner.get(url(project, "estimates:compute_result")).content.decode()
    assert "you call gpt-5.4-mini (OpenAI)." in page
    assert "One case takes about 6k tokens in and 60 out." in page
    assert "RoBERTa-Large" not in page


def test_way_is_taken_at_a_press(owner, project):
    answer(project, "compute.task", "sort")
    sent = {"field": "compute.approach", "value": "api", "version": 0}
    reply = owner.post(url(project, "estimates:take"), sent)
    assert reply.url == url(project, "estimates:compute")
    assert stored(project, "compute.approach").value == "api"
    assert "See which approach fits" not in owner.get(reply.url).content.decode()
    assert "Calls per 1,000 cases" in owner.get(url(project, "estimates:figures")).content.decode()


def test_pressing_twice_changes_once(owner, project):
    sent = {"field": "compute.model", "value": "RoBERTa-Large", "version": 0}
    for _ in range(2):
        owner.post(url(project, "estimates:take"), sent)
    assert project.changes.count() == 1


def test_answer_that_somebody_gave_in_between_stays(owner, project):
    answer(project, "compute.approach", "self_host")
    sent = {"field": "compute.approach", "value": "api", "version": 0}
    reply = owner.post(url(project, "estimates:take"), sent, follow=True)
    assert stored(project, "compute.approach").value == "self_host"
    assert "Someone else answered this in the meantime" in reply.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"field": "team.roles", "value": "x", "version": 0},
        {"field": "compute.approach", "value": "beg", "version": 0},
        {"field": "compute.approach", "value": "api", "version": "-1"},
        {"field": "compute.approach", "value": "api"},
        {"field": "compute.approach", "value": "", "version": 0},
        {},
    ],
)
def test_nothing_else_can_be_taken(owner, project, sent):
    reply = owner.post(url(project, "estimates:take"), sent, follow=True)
    assert "This is not available" in reply.content.decode()
    assert project.changes.count() == 0


def models(owner, project, **query):
    return owner.get(url(project, "estimates:models"), query).content.decode()


def test_models_stand_with_what_they_are_good_for(owner, project):
    page = models(owner, project)
    assert "RoBERTa-Large" in page
    assert "355 million parameters, 24 layers, reads 512 tokens at a time" in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"kind": "encoder"}, "BERT-Base", "Llama 2 7B"),
        ({"words": "code completion"}, "StarCoder2-15B", "BERT-Base"),
        ({"words": "META chat"}, "Llama 2 7B", "Mistral-7B"),
        ({"kind": "nonsense"}, "BERT-Base", "No known model matches these words."),
        ({"words": "<b>"}, "No known model matches these words.", "BERT-Base"),
    ],
)
def test_models_are_found_by_kind_and_words(owner, project, query, shown, hidden):
    page = models(owner, project, **query)
    assert shown in page
    assert hidden not in page


def test_proposed_model_stands_first(owner, project):
    answer(project, "compute.task", "sort")
    page = models(owner, project)
    assert page.index(">RoBERTa-Large<") < page.index(">BERT-Base<")


def test_model_is_chosen_at_a_press(owner, project):
    owner.post(url(project, "estimates:take"), {"field": "compute.model", "value": "Llama 3.1 8B", "version": 0})
    page = models(owner, project)
    assert "your answer" in page
    change = reverse("reports:change", args=[project.pk, "base", "compute.model"])
    assert "Llama 3.1 8B" in owner.get(change).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("compute.model", "roberta large", "355 million parameters, 24 layers"),
        ("compute.model", "My own", "is not in our list of models"),
        ("compute.accelerator", "a100 sxm 80gb", "80 GB of memory, 312 TFLOP/s at 16 bit, 400 W"),
        ("compute.region", "United States - Virginia", "kg CO₂e per kWh"),
    ],
)
def test_chosen_name_says_what_it_brings(owner, project, field, typed, said):
    key = field.replace(".", "-")
    sent = {f"{key}-value": typed, f"{key}-version": 0, f"{key}-token": "t", f"{key}-state": "known"}
    page = owner.post(url(project, "projects:answer", "base", field), sent).content.decode()
    assert said in page


def test_blank_field_says_what_the_guess_assumes(owner, project):
    answer(project, "compute.task", "summarise")
    answer(project, "compute.approach", "api")
    page = owner.get(url(project, "projects:answer", "base", "compute.api_input_tokens_per_case")).content.decode()
    assert "Until you answer, we assume" in page
    assert "400 to 2,000, likely 850" in page


def test_chip_that_is_too_small_says_so_beside_its_field(owner, project):
    for field, value in (("compute.approach", "self_host"), ("compute.parameters", 1e15)):
        answer(project, field, value)
    page = owner.get(url(project, "projects:answer", "base", "compute.serving_accelerator")).content.decode()
    assert "does not fit" in page
