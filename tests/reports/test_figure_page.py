"""A figure opens: what its page shows, and what is changed on it in place."""

import pytest
from django.urls import reverse
from django.utils import translation

from projects.domain.answers import AnswerState
from projects.explaining import say_told
from teams.results import team_of

pytestmark = pytest.mark.once


def address(project, figure_id="compute.rent_cost", name="reports:figure"):
    return reverse(name, args=[project.pk, "fine_tune", figure_id])


def stored(project, field_id):
    from projects.models import Answer

    return Answer.objects.of(project.scenarios.get(slug="fine_tune"))[field_id]


def sent(**values):
    return {f"compute-price_per_gpu_hour-{name}": value for name, value in values.items()}


@pytest.mark.parametrize("name", ["reports:figure", "reports:figure_opened"])
def test_formula_stands_in_words_and_with_values(owner, sample, name):
    page = owner.get(address(sample, name=name)).content.decode()
    assert "$1.79/GPU-hour" in page
    assert "All runs</span> × <span" in page


def test_input_that_is_a_result_leads_to_its_own_figure(owner, sample):
    page = owner.get(address(sample)).content.decode()
    assert address(sample, "compute.all_gpu_hours") in page


def test_input_that_is_an_answer_has_its_form(owner, sample):
    page = owner.get(address(sample, name="reports:figure_opened")).content.decode()
    assert 'id="at-compute-price_per_gpu_hour-value"' in page
    assert 'name="compute-price_per_gpu_hour-value"' in page
    assert reverse("projects:answer", args=[sample.pk, "fine_tune", "compute.price_per_gpu_hour"]) + "?at=1" in page


def test_each_form_stands_once(owner, sample):
    """Power and carbon of making both follow from the accelerator: one form serves both."""
    page = owner.get(address(sample, "compute.energy")).content.decode()
    assert page.count('id="at-compute-accelerator"') == 1


def test_change_is_saved_without_javascript(owner, sample):
    before = stored(sample, "compute.price_per_gpu_hour")
    data = sent(state="known", value="3", version=before.version, token="t1")
    reply = owner.post(address(sample), data)
    assert (reply.status_code, reply.url) == (302, address(sample))
    assert stored(sample, "compute.price_per_gpu_hour").value == {"low": 3, "likely": 3, "high": 3}


def test_other_answers_are_left_alone(owner, sample):
    before = stored(sample, "compute.development_runs")
    owner.post(address(sample), sent(state="known", value="3", version=1, token="t1"))
    assert stored(sample, "compute.development_runs") == before


def test_nonsense_stays_in_its_field_with_what_is_wrong(owner, sample):
    page = owner.post(address(sample), sent(state="known", value="cheap", version=1, token="t1")).content.decode()
    assert 'value="cheap"' in page
    assert "cannot be read as a number" in page


def test_change_of_another_tab_shows_both_texts(owner, sample):
    owner.post(address(sample), sent(state="known", value="3", version=1, token="t1"))
    page = owner.post(address(sample), sent(state="known", value="4", version=1, token="t2")).content.decode()
    assert "You changed this answer in another tab" in page
    assert stored(sample, "compute.price_per_gpu_hour").value["likely"] == 3


def test_reply_to_a_change_at_a_figure_belongs_to_it(owner, sample):
    url = reverse("projects:answer", args=[sample.pk, "fine_tune", "compute.price_per_gpu_hour"])
    page = owner.post(url + "?at=1", sent(state="known", value="3", version=1, token="t1")).content.decode()
    assert 'id="at-compute-price_per_gpu_hour-after"' in page
    assert 'hx-target="#at-compute-price_per_gpu_hour"' in page


def test_figure_that_a_change_took_away_says_so(owner, sample):
    from projects.domain.answers import Answer
    from projects.saving import save_answer

    content = Answer(field_id="compute.approach", state=AnswerState.KNOWN, value="no_ai", version=1)
    save_answer(sample.scenarios.get(slug="fine_tune"), content, token="t", who="")
    assert owner.get(address(sample)).status_code == 404
    reply = owner.get(address(sample, name="reports:figure_opened"))
    assert reply.status_code == 200
    assert b"this figure no longer applies" in reply.content


def test_shared_report_opens_no_figure(client, share):
    page = client.get(reverse("reports:shared", args=[share[1]])).content.decode()
    assert "/figures/" not in page


def test_page_says_its_chances_its_draws_and_its_seed(owner, sample):
    sample.seed = 4711
    sample.save()
    said = "Ranges are combined by 10,000 draws (100,000 for computing) from the project’s seed, 4711"
    for url in (address(sample), reverse("reports:report", args=[sample.pk, "fine_tune"])):
        page = owner.get(url).content.decode()
        assert "There are 8 chances in 10 that a figure falls between low and high." in page
        assert said in page


def test_second_of_a_role_is_named_in_the_language_of_the_page(owner, sample):
    from projects.access import Workspace
    from projects.models import Answer

    scenario = sample.scenarios.get(slug="base")
    plan = Answer.objects.get(scenario=scenario, field_id="team.roles")
    plan.value = [*plan.value, plan.value[0]]
    plan.save()
    second = team_of(Workspace(sample, scenario)).by_role[-1].figure
    page = owner.get(
        reverse("reports:figure", args=[sample.pk, "base", second.id]), headers={"accept-language": "de"}
    ).content.decode()
    with translation.override("de"):
        named = say_told(second.label)
    assert f"<title>{named}" in page.replace("\n", "")
    assert named != second.label
