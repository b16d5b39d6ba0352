"""What programs read is what the pages show to the same person."""

import json

import pytest
from django.urls import reverse

from decisions.headline import headline_of
from decisions.recording import record_decision
from projects.access import Workspace
from projects.domain.rights import REPORT, Right
from projects.models import Browser, Member, QuestionPack, digest
from projects.versions import VersionName, take_snapshot
from reports.shell import Shell
from tests.api.conftest import program_of
from tests.decisions.pages import told
from tests.projects.test_packs import SAMPLE as OWN_QUESTIONS
from tests.test_access import PROGRAMS

BASE = "scenarios/base"


def member_of(project, may_write=False, **fields):
    browser = Browser.objects.create(key_hash=digest(f"member {Member.objects.count()}"))
    Member.objects.create(project=project, browser=browser, name="Priya", **({"hide_pay": False} | fields))
    return program_of(browser, may_write=may_write)


def workspace_of(sample, **more):
    return Workspace(sample, sample.scenarios.get(slug="base"), **more)


def test_projects_are_listed_by_page_and_found_by_name(reader, sample, project):
    assert reader.read("projects")["count"] == 2
    found = reader.read("projects?q=METER")["projects"]
    assert [(listed["name"], listed["right"]) for listed in found] == [("Meter readings", "own")]
    assert reader.read("projects?page=2") == {"count": 2, "page": 2, "pages": 1, "projects": []}


def test_listing_asks_the_database_as_often_for_many_projects(reader, sample, project, django_assert_num_queries):
    reader.ask("me")
    with django_assert_num_queries(3):
        reader.read("projects")


def test_project_names_its_scenarios(reader, sample):
    shown = reader.read(f"projects/{sample.pk}")
    assert [scenario["id"] for scenario in shown["scenarios"]] == [row.slug for row in sample.scenarios.alive()]


def test_document_is_the_one_that_the_page_exports(reader, owner, sample):
    page = owner.get(reverse("projects:export", args=[sample.pk, "base"]))
    assert reader.ask(f"projects/{sample.pk}/document").content == page.content


def test_document_that_did_not_change_is_not_sent_again(reader, sample):
    path = f"projects/{sample.pk}/document"
    etag = reader.ask(path)["ETag"]
    again = reader.ask(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    sample.name = "Another"
    sample.save()
    assert reader.ask(path, headers={"If-None-Match": etag}).status_code == 200


def test_results_are_those_of_the_overview(reader, sample):
    shown, workspace = reader.read(f"projects/{sample.pk}/{BASE}/results"), workspace_of(sample)
    case, shell = headline_of(workspace).case, Shell(workspace)
    assert shown["verdict"]["label"] == shell.verdict.outcome.label
    assert [light["text"] for light in shown["lights"]] == [light.text for light in shell.verdict.lights]
    cost = next(figure for figure in shown["figures"] if figure["id"] == "case.cost_to_launch")
    assert (cost["p10"], cost["p50"], cost["p90"]) == (
        case.cost.value.low,
        case.cost.value.likely,
        case.cost.value.high,
    )
    assert (shown["chance_of_payback"], shown["value_is_guessed"]) == (case.chance, False)


def test_answers_are_told_as_stored_and_as_read(reader, sample):
    shown = reader.read(f"projects/{sample.pk}/{BASE}/answers")
    statement = next(answer for answer in shown["answers"] if answer["field"] == "problem.statement")
    assert statement["value"] == workspace_of(sample).answers.value("problem.statement")
    assert (statement["section"], statement["state"]) == ("problem", "known")


def test_versions_and_decisions_are_told_as_they_were(reader, sample):
    kept = take_snapshot(workspace_of(sample), VersionName(name="Board paper"))
    decision = record_decision(workspace_of(sample), told(sample))
    assert {version["name"] for version in reader.read(f"projects/{sample.pk}/versions")} >= {"Board paper"}
    assert reader.read(f"projects/{sample.pk}/versions/{kept.pk}")["results"] == json.loads(json.dumps(kept.results))
    (shown,) = reader.read(f"projects/{sample.pk}/decisions")
    assert (shown["outcome"]["id"], shown["version"]) == (decision.outcome, decision.snapshot_id)


def test_portfolio_is_ranked_and_says_what_to_fund(reader, owner, sample):
    owner.post(reverse("reports:calculate_portfolio"))
    shown = reader.read("portfolio?budget=10000000")
    (row,) = shown["projects"]
    assert row["up_to_date"]
    assert row["cost_to_launch"]["p50"] == headline_of(workspace_of(sample)).case.cost.value.likely
    assert shown["funded"]["chosen"] == [str(sample.pk)]


def test_fields_of_a_project_are_those_that_it_is_asked(reader, sample):
    sample.pack = QuestionPack.objects.create(text=OWN_QUESTIONS, left_out=["problem.out_of_scope"])
    sample.save()
    ids = {field["id"] for field in reader.read(f"fields?project={sample.pk}")}
    assert "own.protection" in ids
    assert "problem.out_of_scope" not in ids


def test_fields_of_a_project_are_those_of_the_parts_that_a_member_sees(sample):
    member = member_of(sample, parts=["problem"])
    assert {field["section"] for field in member.read(f"fields?project={sample.pk}")} == {"problem"}


def test_fields_of_a_project_are_none_of_a_stranger_s(sample, db):
    stranger = program_of(Browser.objects.create(key_hash="s"))
    assert stranger.ask(f"fields?project={sample.pk}").status_code == 404


def test_fields_name_everything_that_can_be_answered(reader):
    fields = {field["id"]: field for field in reader.read("fields")}
    assert "api" in {choice["id"] for choice in fields["compute.approach"]["choices"]}


# ---------------------------------------------------------------- who sees what

PLACES = ["", "/document", f"/{BASE}/answers", f"/{BASE}/results", "/versions", "/decisions"]
OPEN_TO = {
    "whole": ({}, {*PLACES}),
    "report": ({"parts": [REPORT], "hide_pay": True}, {"", f"/{BASE}/answers", f"/{BASE}/results"}),
    "pay hidden": ({"hide_pay": True, "right": Right.EDIT}, {"", f"/{BASE}/answers", f"/{BASE}/results"}),
    "a section": ({"parts": ["problem"]}, {"", f"/{BASE}/answers"}),
    "removed": ({"removed_at": "2026-01-01T00:00Z"}, set()),
}


@pytest.mark.parametrize("kind", OPEN_TO)
def test_token_of_a_member_opens_what_the_member_may_see(kind, sample):
    fields, places = OPEN_TO[kind]
    program = member_of(sample, **fields)
    replies = {place: program.ask(f"projects/{sample.pk}{place}") for place in PLACES}
    assert {place for place, reply in replies.items() if reply.status_code == 200} == places
    assert {reply.status_code for reply in replies.values()} <= {200, 404}
    assert program.read("portfolio")["projects"] == [] if kind != "whole" else True


def test_token_of_a_stranger_finds_nothing(db, sample):
    program = program_of(Browser.objects.create(key_hash=digest("x")))
    paths = [
        reverse(name, args=[sample.pk if part == "project" else part for part in parts])
        for name, parts in PROGRAMS.items()
        if parts
    ]
    # 405: an operation that only changes something.
    assert {program.client.get(path).status_code for path in paths} == {404, 405}
    assert program.read("projects")["count"] == 0


def test_member_who_must_not_learn_pay_reads_no_figure_that_moves_with_it(sample, reader):
    base = sample.scenarios.get(slug="base")
    rows = [{"role": "Lead", "loaded_cost": {"low": 91_000, "likely": 91_234, "high": 91_500}}]
    base.answers.filter(field_id="team.rates").update(value=rows)
    shown = member_of(sample, hide_pay=True).read(f"projects/{sample.pk}/{BASE}/results")
    whole = reader.read(f"projects/{sample.pk}/{BASE}/results")
    assert shown["pay_hidden"]
    assert (shown["chance_inside"], shown["chance_of_payback"], shown["way_up"]) == (None, None, None)
    hidden = {figure["id"] for figure in whole["figures"]} - {figure["id"] for figure in shown["figures"]}
    assert {"case.cost_to_launch", "case.net_value"} <= hidden


def test_member_of_a_section_reads_its_answers_only(sample):
    shown = member_of(sample, parts=["problem"]).read(f"projects/{sample.pk}/{BASE}/answers")["answers"]
    assert {answer["section"] for answer in shown} == {"problem"}


# ---------------------------------------------------------------- problems


@pytest.mark.parametrize(
    "path", ["nothing", "projects/x", "projects/", "projects/00000000-0000-0000-0000-000000000000"]
)
def test_address_that_leads_nowhere_says_so_as_json(path, reader):
    reply = reader.ask(path)
    assert (reply.status_code, reply.json()["status"]) == (404, 404)


def test_nothing_is_kept_in_caches_and_other_methods_are_said(reader, sample):
    assert reader.ask("projects")["Cache-Control"] == "private, no-store"
    other = reader.ask(f"projects/{sample.pk}/comments", "delete")
    assert (other.status_code, other["Allow"], other.json()["status"]) == (405, "GET", 405)


def test_parameters_that_do_not_fit_are_all_named(reader):
    problem = reader.ask("portfolio?sort=luck&budget=-1").json()
    assert (problem["status"], [detail["place"] for detail in problem["problems"]]) == (422, ["sort", "budget"])


def test_failure_of_ours_shows_no_traceback(reader, sample, monkeypatch):
    from api.views import reading

    def fail(_workspace):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(reading, "tell_results", fail)
    reply = reader.ask(f"projects/{sample.pk}/{BASE}/results")
    assert (reply.status_code, reply["Content-Type"]) == (500, "application/problem+json")
    assert b"secret detail" not in reply.content


def test_page_for_people_lists_every_operation(client, db):
    described = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/").content.decode()
    assert [path for path in described["paths"] if path not in page] == []
