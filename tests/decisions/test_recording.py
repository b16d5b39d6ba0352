"""A decision is recorded once, with the whole project frozen; afterwards it shows what changed since."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from decisions.models import Decision
from decisions.recording import StaleProject, record_decision
from decisions.results import results_of
from projects.access import Workspace
from projects.document import dump_project
from projects.domain.ranges import Range
from projects.limits import OverLimit
from projects.models import Project, Snapshot
from tests.decisions.pages import said_on, told, url, words_of
from tests.decisions.test_verdict_pages import sound, store

WORDS = "A smaller first version."


def workspace_of(project):
    fresh = Project.objects.get(pk=project.pk)
    return Workspace(fresh, fresh.scenarios.get(slug="base"), "Dana")


def fields(owner, project, **changes):
    form = owner.get(url("decisions:decision", project)).context["form"]
    hidden = {name: form[name].value() for name in ("token", "sequence", "newest")}
    said = {"outcome": "pilot", "decided_by": "Dana Whitfield", "decided_on": "2026-11-16", "words": WORDS}
    return hidden | said | changes


def record(owner, project, **changes):
    return owner.post(url("decisions:decision", project), fields(owner, project, **changes), follow=True)


# ---------------------------------------------------------------- recorded


def test_decision_is_recorded_with_the_project_frozen(owner, project):
    sound(project)
    page = record(owner, project)
    made = Decision.objects.get()
    assert (made.outcome, made.decided_by, made.words) == ("pilot", "Dana Whitfield", "A smaller first version.")
    assert made.proposed == "go"
    assert made.snapshot.name == "Decision of 16 November 2026"
    assert made.snapshot.document == dump_project(project)
    assert made.snapshot.document["project"]["priced_on"] == project.priced_on.isoformat()
    assert made.snapshot.results["base"]["verdict"] == "go"
    words = words_of(page)
    assert "Decided on 16 November 2026 by Dana Whitfield" in words
    assert "the rule proposed: Go" in words
    assert "Nothing has changed since." in words


def test_headline_figures_are_frozen_of_every_scenario(owner, sample):
    record(owner, sample)
    results = Snapshot.objects.get().results
    assert set(results) == {"base", *sample.scenarios.values_list("slug", flat=True)}
    case = results_of(workspace_of(sample)).case
    kept = results["base"]["figures"]["case.cost_to_launch"]
    assert Range(low=kept["low"], likely=kept["likely"], high=kept["high"]) == case.cost.value
    assert results["base"]["shares"]["payback"] == case.chance


def test_same_form_sent_twice_records_one_decision(owner, project):
    sent = fields(owner, project)
    for _ in range(2):
        assert owner.post(url("decisions:decision", project), sent).status_code == 302
    assert Decision.objects.count() == 1


def test_second_tab_notices_that_a_decision_was_recorded(owner, project):
    """Nothing is recorded twice in silence, nothing typed is lost, and another decision can still be recorded."""
    first, second = fields(owner, project), fields(owner, project, outcome="stop", words="Costs too much.")
    owner.post(url("decisions:decision", project), first)
    refused = owner.post(url("decisions:decision", project), second)
    assert Decision.objects.count() == 1
    said = words_of(refused)
    assert "Decided on 16 November 2026 by Dana Whitfield: Pilot. Yours is not recorded" in said
    assert "Costs too much." in said
    form = refused.context["form"]
    again = second | {"newest": form["newest"].value()}
    assert owner.post(url("decisions:decision", project), again).status_code == 302
    assert Decision.objects.count() == 2


def test_nothing_is_ticked_beforehand(owner, project):
    markup = owner.get(url("decisions:decision", project)).content.decode()
    assert 'name="outcome"' in markup
    assert "checked" not in markup.split('name="outcome"', 1)[1].split("</fieldset>")[0]


def test_recorded_decision_is_no_verdict_of_the_rule(owner, project):
    """The board says Go while the rule says otherwise: every page shows the rule's, and the record beside it."""
    record(owner, project, outcome="go")
    page = owner.get(url("decisions:decision", project))
    assert set(said_on(page)) == {"Not rated yet"}
    assert "Decided on 16 November 2026 by Dana Whitfield Go" in words_of(page)


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcome": ""}, "Choose what was decided. Nothing is chosen for you."),
        ({"outcome": "yes"}, "yes is not one of the available choices."),
        ({"decided_by": "  "}, "Enter who decided, by name."),
        ({"decided_on": ""}, "Enter the day of the decision."),
        ({"decided_on": "soon"}, "Enter a valid date."),
        ({"decided_on": "1066-10-14"}, "This day lies too far back."),
        ({"words": "x" * 1_001}, "at most 1000 characters"),
    ],
)
def test_bad_input_is_said_beside_it_and_nothing_typed_is_lost(owner, project, changes, words):
    page = owner.post(url("decisions:decision", project), fields(owner, project) | changes)
    markup = unescape(page.content.decode())
    assert words in words_of(page)
    assert Decision.objects.count() == 0
    assert (changes.get("words") or WORDS) in markup


def test_day_that_is_still_to_come_is_refused(owner, project):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    page = owner.post(url("decisions:decision", project), fields(owner, project, decided_on=tomorrow))
    assert "This day is still to come." in words_of(page)
    assert f'value="{tomorrow}"' in page.content.decode()


def test_answer_that_changed_meanwhile_is_shown_before_it_is_frozen(owner, project):
    sent = fields(owner, project)
    store(project, problem__statement="Changed in another tab")
    page = owner.post(url("decisions:decision", project), sent)
    assert "Answers changed after you opened this page" in words_of(page)
    assert "A smaller first version." in page.content.decode()
    assert Decision.objects.count() == 0
    # Sent again as it stands now, it is recorded.
    again = sent | {"sequence": page.context["form"]["sequence"].value()}
    assert owner.post(url("decisions:decision", project), again).status_code == 302
    assert Decision.objects.get().snapshot.document["answers"][0]["value"] == "Changed in another tab"


def test_hostile_words_are_shown_as_words(owner, project):
    text = '<script>alert(1)</script>{% now "Y" %}'
    page = record(owner, project, words=text, decided_by=text, version_name=text)
    assert "<script>alert(1)" not in page.content.decode()
    assert text in words_of(page)


# ---------------------------------------------------------------- what changed since


def test_page_says_which_answers_and_figures_moved(owner, project):
    sound(project)
    record(owner, project)
    store(project, plan__budget_agreed=50_000)
    words = words_of(owner.get(url("decisions:decision", project)))
    assert "the rule said Go, now it says Fix first" in words
    assert "Agreed $900,000 $50,000" in words
    assert "Inside the agreed budget 99 in 100 1 in 100" in words


def test_what_is_put_back_has_not_changed(owner, project):
    store(project, plan__budget_agreed=900_000)
    record(owner, project)
    store(project, plan__budget_agreed=100_000)
    store(project, plan__budget_agreed=900_000)
    assert "Nothing has changed since." in words_of(owner.get(url("decisions:decision", project)))


def test_prices_of_another_day_are_said(owner, project):
    record(owner, project)
    project.price_on(project.priced_on - timedelta(days=30))
    row = Decision.objects.get()
    page = owner.get(url("decisions:recorded", project, "base", row.pk))
    assert "Prices of another day count now." in words_of(page)


def test_decision_outlives_its_scenario(owner, sample):
    scenario = sample.scenarios.exclude(slug="base").first()
    sent = {"outcome": "pilot", "decided_by": "Dana", "decided_on": "2026-11-16", "words": ""}
    form = owner.get(url("decisions:decision", sample, scenario.slug)).context["form"]
    sent |= {name: form[name].value() for name in ("token", "sequence", "newest")}
    owner.post(url("decisions:decision", sample, scenario.slug), sent)
    scenario.delete()
    row = Decision.objects.get()
    assert scenario.name in words_of(owner.get(url("decisions:recorded", sample, "base", row.pk)))


# ---------------------------------------------------------------- limits, deletion


def test_snapshot_counts_as_stored(project):
    sound(project)
    record_decision(workspace_of(project), told(project))
    before, project = project.stored_bytes, Project.objects.get(pk=project.pk)
    assert project.stored_bytes == before + Snapshot.objects.get().stored_bytes > before


def test_full_browser_records_nothing_and_keeps_what_was_typed(owner, project, settings):
    sent = fields(owner, project)
    settings.MOST_MEGABYTES = 0
    page = owner.post(url("decisions:decision", project), sent)
    assert "fill the 0 MB" in words_of(page)
    assert "A smaller first version." in page.content.decode()
    assert (Decision.objects.count(), Snapshot.objects.count()) == (0, 0)


def test_project_holds_as_many_decisions_as_the_setting_says(project, settings):
    settings.MOST_DECISIONS = 1
    record_decision(workspace_of(project), told(project))
    with pytest.raises(OverLimit, match="1 recorded decisions"):
        record_decision(workspace_of(project), told(project, token="other"))


def test_stale_project_is_refused(project):
    with pytest.raises(StaleProject):
        record_decision(workspace_of(project), told(project, sequence=project.sequence + 1))


def test_record_made_by_mistake_is_deleted_with_its_snapshot(owner, project):
    record(owner, project)
    stored = Project.objects.get(pk=project.pk).stored_bytes
    row = Decision.objects.get()
    size = row.snapshot.stored_bytes
    owner.post(url("decisions:delete_decision", project, "base", row.pk))
    assert (Decision.objects.count(), Snapshot.objects.count()) == (0, 0)
    assert Project.objects.get(pk=project.pk).stored_bytes == stored - size


def test_decision_of_another_project_is_not_found(owner, project, sample):
    record(owner, project)
    row = Decision.objects.get()
    assert owner.get(url("decisions:recorded", sample, "base", row.pk)).status_code == 404


def test_deleting_a_project_deletes_its_decisions(owner, project):
    record(owner, project)
    Project.objects.get(pk=project.pk).delete()
    assert (Decision.objects.count(), Snapshot.objects.count()) == (0, 0)
