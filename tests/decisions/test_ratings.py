"""The readiness page beside each rating: what figures propose, what they contradict, and evidence that is missing."""

import re

import pytest

from projects.models import Answer
from tests.decisions.pages import text_of, url

pytestmark = pytest.mark.once

WORTH = {"cases_per_year": 100_000, "coverage": 70, "adoption": 90}

WORDS = ("No", "Weak", "Partly", "Yes")


def rate(project, number, rating, note=""):
    store(project, f"readiness.{number}", rating, note)


def store(project, field_id, value, note=""):
    base = project.scenarios.get(slug="base")
    content = {"state": "known", "value": value, "note": note}
    Answer.objects.update_or_create(scenario=base, field_id=field_id, defaults=content)
    project.sequence += 1
    project.save()


def worth(project, saving, *, spread=0.0, months=6):
    """Say what it is worth: with the five usual roles the net value follows from what one case saves."""
    for name, value in WORTH.items():
        exact = {"low": value, "likely": value, "high": value}
        store(project, f"value.{name}", exact)
    store(project, "value.saving_per_case", {"low": saving * (1 - spread), "likely": saving, "high": saving})
    store(project, "team.duration_months", {"low": months, "likely": months, "high": months})


def beside(owner, project, number):
    """Return what stands beside one statement."""
    page = owner.get(url("decisions:readiness", project), {"open": f"readiness.{number}"}).content.decode()
    found = re.search(
        rf'<div class="item" id="q-readiness-{number}">(.*?)(?=<div class="item" id=|</form>)', page, re.S
    )
    return text_of(found[1])


# ---------------------------------------------------------------- the five rules that look at results


@pytest.mark.parametrize(
    ("saving", "spread", "rating", "reason"),
    [
        (10, 0.0, 3, "The value stays above zero in the cautious case."),
        (3.2, 0.9, 2, "It pays back in the likely case, not in the cautious one."),
        (1.6, 0.5, 1, "Fewer than 5 chances in 10 of paying back."),
        (0.5, 0.0, 0, "Fewer than 2 chances in 10 of paying back."),
    ],
)
def test_value_proposes_a_rating(owner, project, saving, spread, rating, reason):
    worth(project, saving, spread=spread)
    assert f"Proposed: {WORDS[rating]} . {reason}" in beside(owner, project, 20)


def test_energy_proposes_a_rating(owner, sample):
    base = sample.scenarios.get(slug="base")
    base.answers.filter(field_id="readiness.30").delete()
    page = owner.get(url("decisions:readiness", sample, "fine_tune"), {"open": "readiness.30"}).content.decode()
    assert "Energy is estimated for the region you chose." in text_of(page)


# ---------------------------------------------------------------- contradictions


def test_figure_that_contradicts_a_rating_stands_beside_it(owner, project):
    worth(project, 0.5)
    rate(project, 20, 4, "Value page.")
    assert "Your rating and your figures disagree. Net value in the likely case is −\u2060$" in beside(
        owner, project, 20
    )


def test_rating_that_figures_bear_out_has_nothing_beside_it(owner, project):
    worth(project, 10)
    rate(project, 20, 4, "Value page.")
    assert "disagree" not in beside(owner, project, 20)


def test_low_rating_is_not_contradicted_by_bad_figures(owner, project):
    worth(project, 0.5)
    rate(project, 20, 0)
    assert "disagree" not in beside(owner, project, 20)


def test_answer_that_contradicts_a_rating_stands_beside_it(owner, project):
    store(project, "data.permission", "assumed")
    rate(project, 12, 3)
    assert "Nobody who may allow it has said yes so far." in beside(owner, project, 12)


def test_flags_come_fresh_with_the_result_after_a_change(owner, project):
    worth(project, 0.5)
    rate(project, 20, 3)
    panel = owner.get(url("decisions:readiness_result", project)).content.decode()
    found = re.search(r'<div class="flags" id="flags-readiness-20" hx-swap-oob="true">(.*?)</div>', panel, re.S)
    assert "disagree" in found[1]


# ---------------------------------------------------------------- evidence


def test_four_without_evidence_is_asked_for_it_beside_the_rating(owner, project):
    rate(project, "01", 4)
    assert "Where is the evidence?" in beside(owner, project, "01")


@pytest.mark.parametrize(("note", "points"), [("", 75), ("   ", 75), ("https://intranet/minutes/12", 100)])
def test_evidence_in_a_note_counts(owner, project, note, points):
    store(project, "readiness.01", 4, note)
    page = owner.get(url("decisions:readiness", project))
    assert page.context["assessment"].points == points
    assert ("Where is the evidence?" in page.content.decode()) == (points == 75)
