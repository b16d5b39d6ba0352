"""Recorded decisions and what was said of actions go out and come in with the project file."""

import json
from datetime import date

import jsonschema
import pytest

from decisions.models import ActionMark, Decision
from decisions.recording import record_decision
from projects.access import Workspace
from projects.document import UnreadableParts, dump_project, load_project, written
from projects.domain.document_format import schema
from projects.models import Project, Snapshot
from tests.decisions.pages import told, url, words_of


def workspace_of(project):
    return Workspace(Project.objects.get(pk=project.pk), project.scenarios.get(slug="base"), "Dana")


@pytest.fixture
def decided(sample):
    """The worked example with two decisions and two actions of which something was said."""
    for number, outcome in enumerate(("pilot", "stop")):
        record_decision(workspace_of(sample), told(sample, outcome=outcome, token=f"t{number}", words="Why.\nSo."))
    ActionMark.objects.create(project=sample, key="assessment", state="doing", due=date(2027, 1, 22), person="Ines")
    ActionMark.objects.create(project=sample, key="release", state="dropped", version=3, changed_by="Dana")
    return sample


def out(project):
    return dump_project(Project.objects.get(pk=project.pk), with_history=True, with_parts=True)


def test_decisions_and_actions_go_out_and_in_without_loss(owner, browser_row, decided):
    first = json.loads(owner.get(url("projects:export", decided), {"history": 1}).content)
    assert [row["outcome"] for row in first["decisions"]] == ["pilot", "stop"]
    assert [row["key"] for row in first["actions"]] == ["assessment", "release"]
    jsonschema.validate(first, schema())
    made = load_project(written(first), owner=browser_row)
    assert out(made) == first
    assert Decision.objects.filter(project=made).first().scenario.project == made
    page = words_of(owner.get(url("decisions:decision", made)))
    assert "Decided on 16 November 2026 by Dana Whitfield" in page
    assert "Nothing has changed since." in page


def test_copy_and_snapshot_hold_no_decisions(decided):
    assert not {"decisions", "actions"} & dump_project(decided).keys()
    record_decision(workspace_of(decided), told(decided, token="third"))
    assert "decisions" not in Snapshot.objects.order_by("-pk").first().document


def test_decision_about_a_scenario_that_is_gone_comes_along(browser_row, decided):
    Decision.objects.update(scenario=None)
    made = load_project(written(out(decided)), owner=browser_row)
    assert set(Decision.objects.filter(project=made).values_list("scenario", flat=True)) == {None}


def test_newest_decisions_are_kept_where_not_all_fit(monkeypatch, decided):
    whole = out(decided)
    room = len(written(whole)) - len(written({"decisions": whole["decisions"][:1]})) // 2
    monkeypatch.setattr("projects.document.LARGEST_BYTES", room)
    assert [row["outcome"] for row in out(decided)["decisions"]] == ["stop"]


@pytest.mark.parametrize(("change", "place"), [
    (lambda row: row.pop("outcome"), "decisions[0]"),
    (lambda row: row.update(outcome="<script>"), "decisions[0].outcome"),
    (lambda row: row.update(decided_on="soon"), "decisions[0].decided_on"),
    (lambda row: row["snapshot"].pop("document"), "decisions[0].snapshot"),
    (lambda row: row["snapshot"]["document"]["project"].pop("currency"), "decisions[0].snapshot.document.project"),
    (
        lambda row: row["snapshot"]["document"]["answers"].append({"field": "a.b", "state": "odd"}),
        "decisions[0].snapshot.document.answers[",
    ),
    (
        lambda row: row["snapshot"]["results"]["base"]["figures"]["case.cost_to_launch"].update(low="much"),
        "decisions[0].snapshot.results.base.figures.case.cost_to_launch.low",
    ),
    (lambda row: row["snapshot"]["results"]["base"]["shares"].update(inside=7), "decisions[0].snapshot.results.base"),
    (lambda row: row["snapshot"].update(results=[]), "decisions[0].snapshot.results"),
])  # fmt: skip
def test_decision_that_cannot_be_read_is_named_and_left_out(browser_row, decided, change, place):
    document = out(decided)
    change(document["decisions"][0])
    with pytest.raises(UnreadableParts) as refused:
        load_project(written(document), owner=browser_row)
    assert refused.value.document.problems[0].place.startswith(place)
    made = load_project(written(document), owner=browser_row, leave_out=True)
    assert list(Decision.objects.filter(project=made).values_list("outcome", flat=True)) == ["stop"]


def test_outcome_that_the_rule_does_not_know_breaks_no_page(owner, browser_row, decided):
    document = out(decided)
    for row in document["decisions"]:
        row["outcome"] = row["snapshot"]["results"]["base"]["verdict"] = "maybe"
    made = load_project(written(document), owner=browser_row)
    for page in ("decisions:decision", "reports:overview", "reports:report"):
        assert owner.get(url(page, made)).status_code == 200
