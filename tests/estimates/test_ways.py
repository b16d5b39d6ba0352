"""Approaches side by side: each as its own scenario would be, on the same answers."""

import numpy as np
import pytest
from django.urls import reverse

from estimates.domain.figures.compute import ComputeEstimate, estimate_compute
from estimates.domain.figures.guess import make_guess
from estimates.domain.figures.work import Published
from estimates.domain.tables.ways import WAYS, estimate_ways, even_months
from estimates.reference import get_guess_rules
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.expressions import visible_answers
from projects.domain.reader import Reader
from projects.models import Answer as Row
from tests.estimates.test_compute_estimate import API, TUNE

pytestmark = pytest.mark.once

TASK = {"compute.task": "sort", "value.cases_per_year": {"low": 105000, "likely": 114000, "high": 124000}}


def known(values):
    return Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
    )


@pytest.fixture
def ways(reference, fields):
    def work_out(answers):
        guess = make_guess(get_guess_rules(), answers, fields, reference.presets)
        return estimate_compute(Reader(answers, fields, Draws(7, 1000)), Published(reference=reference), guess=guess)

    return lambda values: {way.way: way for way in estimate_ways(known(values), get_catalogue(), work_out)}


def test_all_ways_stand_in_order(ways):
    assert tuple(ways({})) == WAYS


def test_each_way_is_what_its_own_scenario_says(ways, reference, fields):
    values = {**TUNE, **API}
    for way in ("api", "fine_tune", "self_host"):
        answers = visible_answers(get_catalogue(), known(values | {"compute.approach": way}))
        alone = estimate_compute(Reader(answers, fields, Draws(7, 1000)), Published(reference=reference))
        assert ways(values)[way].monthly == alone.figure("compute.running_per_month").value


def test_what_fine_tuning_reads_is_not_taken_for_training_from_scratch(ways):
    """RoBERTa-Large read 2.1 trillion tokens, not the 6 million that teach it."""
    flop = ways({**TUNE, "compute.approach": "fine_tune"})["train"].estimate.figure("compute.flop")
    assert flop.value.likely == pytest.approx(6 * 355e6 * 2.1e12)


def test_way_that_the_scenario_takes_changes_nothing(ways):
    assert ways(TASK | {"compute.approach": "train"})["api"].monthly == ways(TASK)["api"].monthly


def test_task_alone_prices_a_hosted_model(ways):
    found = ways(TASK)["api"]
    assert found.known
    assert (found.once, found.missing) == (None, ())


def test_way_without_ai_has_no_computing_and_is_known(ways):
    found = ways({})["no_ai"]
    assert (found.known, found.once, found.monthly, found.even) == (True, None, None, None)


def test_way_that_nobody_told_enough_of_says_what_is_missing(ways):
    found = ways({})["fine_tune"]
    assert "compute.training_tokens" in found.missing
    assert found.once is None


def test_dear_machines_never_beat_a_cheap_bill(ways):
    found = ways({**TUNE, **API})["self_host"]
    assert (found.even, found.never) == (None, True)


def estimate(once, yearly):
    return ComputeEstimate(
        missing={}, one_off_draws=None if once is None else np.full(100, float(once)),
        running_per_year_draws=np.full(100, float(yearly)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "months"),
    [
        ((1000, 1200), (None, 2400), 10),
        ((1000, 2400), (None, 2400), np.inf),
        ((1000, 3600), (None, 2400), np.inf),
        ((0, 1200), (None, 2400), 0),
        ((None, 2400), (None, 2400), 0),
        ((None, 3600), (1000, 2400), np.inf),
        ((1e9, 2399), (None, 2400), np.inf),
    ],
)
def test_months_until_a_way_has_cost_less(one, other, months):
    assert even_months(estimate(*one), estimate(*other)) == pytest.approx(np.full(100, months))


def test_nothing_is_held_against_an_unknown_bill():
    assert even_months(estimate(1, 1), ComputeEstimate(missing={})) is None


def test_page_shows_every_way_and_makes_it_taken(owner, project):
    page = owner.get(reverse("estimates:ways", args=[project.pk, "base"])).content.decode()
    assert page.count("Use this approach") == len(WAYS)
    assert "No computing of your own; the cost is people." in page


def test_way_that_is_taken_is_marked(owner, sample):
    page = owner.get(reverse("estimates:ways", args=[sample.pk, "fine_tune"])).content.decode()
    assert page.count("this scenario") == 1
    assert "never, at this volume" in page


def test_compute_page_works_the_ways_out_only_when_asked(owner, sample, monkeypatch):
    def fail(*_args):
        raise AssertionError("five ways were worked out for nothing")

    monkeypatch.setattr("estimates.views.ways.estimate_ways", fail)
    assert owner.get(reverse("estimates:compute", args=[sample.pk, "fine_tune"])).status_code == 200


def test_other_way_becomes_a_scenario_at_a_press(owner, sample):
    page = owner.get(reverse("estimates:ways", args=[sample.pk, "fine_tune"])).content.decode()
    address = reverse("projects:new_scenario", args=[sample.pk, "fine_tune"])
    ruled_out = page.count("Ruled out.")
    assert ruled_out == 3  # training from scratch is off the table, sorting needs no search, and there are no tables
    assert page.count(f'action="{address}"') == len(WAYS) - 1 - ruled_out
    assert "You ruled out training from scratch." in page
    sent = {"name": "Run an open model ourselves", "approach": "self_host"}
    owner.post(address, sent)
    made = sample.scenarios.get(name=sent["name"])
    page = owner.get(reverse("estimates:figures", args=[sample.pk, made.slug])).content.decode()
    assert "Serving machines, per month" in page


def say(project, **answers):
    for name, value in answers.items():
        Row.objects.create(
            scenario=project.scenarios.get(slug="base"), field_id=name.replace("__", "."), state="known", value=value
        )


def test_page_leaves_it_to_the_ladder_to_say_which_approach_fits(owner, project):
    say(project, compute__task="summarise")
    page = owner.get(reverse("estimates:compute", args=[project.pk, "base"])).content.decode()
    assert reverse("decisions:approach", args=[project.pk, "base"]) in page


def test_page_says_that_the_approach_of_the_scenario_is_ruled_out(owner, project):
    say(project, compute__approach="api", solution__off_table=["api"])
    page = owner.get(reverse("estimates:compute", args=[project.pk, "base"])).content.decode()
    assert "This approach is ruled out." in page
    assert "You ruled out hosted models." in page


def test_page_says_that_nothing_is_left(owner, project):
    say(project, data__permission="no")
    page = owner.get(reverse("estimates:compute", args=[project.pk, "base"])).content.decode()
    assert "Every approach is ruled out." in page
