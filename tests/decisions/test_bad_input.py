"""Bad input of the value case: a clear sentence, no crash, and no figure that is no number."""

import math

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.business_case import build_case
from decisions.domain.netvalue import RoomDraws, net_value_draws
from decisions.results import results_of
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer as Given
from projects.domain.answers import Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.models import Answer
from reports.compose import compose_report
from scoping.content import get_checklist
from tests.decisions.pages import first_page, said_on, url, words_of
from tests.decisions.test_verdict_pages import sound

pytestmark = pytest.mark.once

FIELDS = get_catalogue().fields
DRAWS = Draws(7, 200)


@pytest.mark.parametrize(("field_id", "text", "sentence"), [
    ("value.horizon_months", "0", "The least that makes sense here is 1"),
    ("value.discount_rate", "900%", "The most that makes sense here is 100"),
    ("value.saving_per_case", "€12", "names another currency"),
    ("value.revenue_per_year", "500 CHF", "names another currency"),
    ("value.loss_chance", "140%", "The most that makes sense here is 100"),
    ("value.wrong_share", "-3", "The least that makes sense here is 0"),
    ("value.contingency_share", "20 to 10", "20"),
])  # fmt: skip
def test_answer_that_makes_no_sense_is_refused_with_a_sentence(owner, project, field_id, text, sentence):
    prefix = field_id.replace(".", "-")
    data = {f"{prefix}-value": text, f"{prefix}-version": 0, f"{prefix}-token": "a"}
    reply = owner.post(reverse("projects:answer", args=[project.pk, "base", field_id]), data).content.decode()
    assert 'data-result="invalid"' in reply
    assert sentence in reply
    assert not Answer.objects.exists()


def store(project, field_id, value):
    base = project.scenarios.get(slug="base")
    Answer.objects.update_or_create(scenario=base, field_id=field_id, defaults={"state": "known", "value": value})
    project.sequence += 1
    project.save()


def test_project_that_brings_nothing_is_told_so_on_every_page(owner, sample):
    store(sample, "value.saving_per_case", 0.1)
    overview = words_of(owner.get(reverse("reports:overview", args=[sample.pk, "base"])))
    assert "It brings nothing: even at the favourable end the benefit is" in overview
    more = words_of(owner.get(reverse("decisions:value_more", args=[sample.pk, "base"])))
    assert "It loses in every case." in more
    assert "Knowing any single number exactly would not change the decision." in more
    slider = words_of(owner.get(reverse("decisions:value_coverage", args=[sample.pk, "base"]), {"coverage": 90}))
    assert "Chance of payback" in slider


@pytest.mark.parametrize(("field_id", "value"), [
    ("value.horizon_months", 1), ("value.discount_rate", 900), ("value.discount_rate", 0), ("value.coverage", 0),
    ("value.cases_per_year", 0), ("compute.use_growth", {"low": -90, "likely": 0, "high": 1000}),
    ("value.accuracy_cost_one_off", 0), ("value.coverage", {"low": 100, "likely": 100, "high": 100}),
    ("value.events", []), ("value.events", [{"what": "Everything", "chance": 100, "benefit_lost": 100}]),
])  # fmt: skip
def test_extreme_answer_breaks_no_page(owner, sample, field_id, value):
    store(sample, field_id, value)
    for name in ("decisions:value", "reports:overview"):
        assert owner.get(reverse(name, args=[sample.pk, "base"]), {"more": 1}).status_code == 200
    case = results_of(Workspace(sample, sample.scenarios.get(slug="base"))).case
    assert all(math.isfinite(end) for end in (case.value.value.low, case.value.value.likely, case.value.value.high))


# ---------------------------------------------------------------- nothing, everything, impossible

ALL_PAGES = ("reports:overview", "decisions:decision", "reports:quick_result", "decisions:value")


def say_all(project, state, *, but=""):
    base = project.scenarios.get(slug="base")
    wanted = [field_id for field_id in FIELDS if not but or not field_id.startswith(but)]
    Answer.objects.filter(scenario=base, field_id__in=wanted).delete()
    Answer.objects.bulk_create(Answer(scenario=base, field_id=field_id, state=state) for field_id in wanted)
    project.sequence += 1
    project.save()


@pytest.mark.parametrize(("state", "sentence"), [
    ("not_relevant", "Every statement in the checklist is marked “not relevant”, so there is nothing to judge."),
    ("unknown", "No statement in the checklist is rated yet; “don’t know yet” alone gives no verdict."),
])  # fmt: skip
def test_project_of_which_nothing_is_answered_gets_no_verdict_and_no_sum(owner, project, state, sentence):
    say_all(project, state)
    pages = {name: owner.get(url(name, project)) for name in ALL_PAGES}
    assert set(said_on(pages["decisions:decision"])) == {"Not rated yet"}
    assert "Too early to say" in words_of(pages["reports:quick_result"])
    front = first_page(owner.get(url("reports:report_pdf", project)).content)
    assert sentence in words_of(pages["reports:overview"])
    assert "Not rated yet" in front
    for text in (front, *map(words_of, pages.values())):
        assert "Cost to launch $0" not in text
        assert "$0 $0" not in text
        assert "Release" not in text
    if state == "not_relevant":
        assert "must-haves met" not in front


def test_must_haves_marked_not_relevant_are_not_met(owner, project):
    sound(project)
    base = project.scenarios.get(slug="base")
    gates = [item.id for item in get_checklist().items if item.gate == "hard"]
    Answer.objects.filter(scenario=base, field_id__in=gates[:4]).update(state="not_relevant", value=None)
    project.sequence += 1
    project.save()
    decision = compose_report(Workspace(project, base)).decision
    assert (decision.verdict, decision.hard_ok, decision.hard_n) == ("", 3, 3)
    said = "4 of 7 must-haves are marked “not relevant”, so too little is left to judge the project by."
    assert said in words_of(owner.get(url("decisions:readiness", project)))


def test_ratings_without_any_figure_promise_nothing(owner, example):
    project = example("retailer")
    say_all(project, "not_relevant", but="readiness.")
    page = words_of(owner.get(url("decisions:decision", project)))
    assert "With these 2 changes it would be Go at best" in page
    assert "Release" not in page
    assert "£0 " not in page


@pytest.mark.parametrize(("state", "value"), [("blank", None), ("unknown", None), ("not_relevant", None)])
def test_project_without_a_benefit_is_promised_nothing(owner, example, state, value):
    project = example("retailer")
    base = project.scenarios.get(slug="base")
    Answer.objects.filter(scenario=base, field_id="value.saving_per_case").update(state=state, value=value)
    project.sequence += 1
    project.save()
    assert "Go at best" in words_of(owner.get(url("decisions:decision", project)))
    assert "Go at best" in first_page(owner.get(url("reports:report_pdf", project)).content)
    assert "becomes Go" not in words_of(owner.get(url("reports:quick_result", project)))


def test_launch_after_the_last_month_counted_names_launch_and_horizon(owner, example):
    project = example("retailer")
    store(project, "value.horizon_months", 1)
    page = words_of(owner.get(url("decisions:decision", project)))
    assert said_on(owner.get(url("decisions:decision", project))) == ["Stop or rethink"] * 2
    assert "It launches in month 6, and the value counts only to month 1: no benefit is left" in page
    assert "or count the value for more months." in page
    assert "Cut cost" not in page


# ---------------------------------------------------------------- properties

SHARE, MONEY = st.floats(0, 100), st.floats(0, 1e7)
NUMBERS = {
    "value.cases_per_year": st.floats(0, 1e7), "value.coverage": SHARE, "value.adoption": SHARE,
    "value.saving_per_case": st.floats(0, 1e4), "value.review_minutes_per_case": st.floats(0, 600),
    "value.hour_cost": st.floats(0, 1e3), "value.horizon_months": st.integers(1, 240),
    "value.ramp_up_months": st.integers(0, 60), "value.discount_rate": SHARE, "compute.use_growth": st.floats(-90, 100),
    "value.running_people_per_year": MONEY, "value.contingency_share": SHARE, "value.upkeep_share": SHARE,
    "value.security_one_off": MONEY, "value.switch_off_one_off": MONEY, "value.wrong_share": SHARE,
    "value.wrong_cost": st.floats(0, 1e4), "value.revenue_per_year": MONEY,
}  # fmt: skip
NEEDED = ("value.cases_per_year", "value.saving_per_case")
PROJECTS = st.fixed_dictionaries(
    {name: NUMBERS[name] for name in NEEDED},
    optional={name: numbers for name, numbers in NUMBERS.items() if name not in NEEDED},
)


def read_of(values):
    known = {name: Given(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
    return Reader(Answers(known), FIELDS, DRAWS)


def handed_down():
    return RoomDraws(
        team=DRAWS.of("team", Range(low=5e4, likely=1e5, high=3e5)), compute=None, computing=None,
        months=DRAWS.of("months", Range(low=2, likely=6, high=20)),
    )  # fmt: skip


@given(PROJECTS)
def test_no_project_gives_a_figure_that_is_no_number(values):
    rooms = handed_down()
    case = build_case(read_of(values), RoomDraws(team=rooms.team, months=rooms.months, compute=None, computing=None))
    figures = [figure for figure in (case.cost, case.running, case.benefit, case.value) if figure is not None]
    assert case.value is not None
    assert all(
        math.isfinite(end) for figure in figures for end in (figure.value.low, figure.value.likely, figure.value.high)
    )
    assert 0 <= case.chance <= 1


@pytest.mark.parametrize(("field_id", "better"), [
    ("value.saving_per_case", True), ("value.revenue_per_year", True), ("value.running_people_per_year", False),
    ("value.security_one_off", False), ("value.contingency_share", False), ("value.upkeep_share", False),
    ("value.switch_off_one_off", False), ("value.wrong_cost", False), ("value.review_minutes_per_case", False),
])  # fmt: skip
@given(values=PROJECTS, share=st.floats(0, 1))
def test_more_of_an_input_moves_the_value_one_way(field_id, better, values, share):
    most = {"value.contingency_share": 100, "value.upkeep_share": 100, "value.review_minutes_per_case": 600}
    high = float(most.get(field_id, 1e4))
    rooms = handed_down()
    less, more = (net_value_draws(read_of(values | {field_id: end}), rooms) for end in (share * high, high))
    difference = (more - less) if better else (less - more)
    scale = 1 + abs(more).max() + abs(less).max()
    assert (difference >= -1e-9 * scale).all()
