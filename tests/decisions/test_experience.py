"""What an organisation learnt reaches every figure of the projects that take it, and of no other."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from decisions.comparing import EXPERIENCE, StateComparison, attributed, side_now, side_of
from decisions.experience import measured_projects, planned_of, propose, published, supposing
from decisions.headline import frozen
from decisions.models import Afterwards
from decisions.portfolio_figures import kept_figures, work_out
from decisions.results import results_of
from projects.access import Workspace
from projects.document import dump_project, load_project, written
from projects.domain.ranges import Range
from projects.frozen import freeze, thaw
from projects.models import BASE, Answer, Experience, Project
from tests.api.conftest import program_of
from tests.decisions.pages import words_of
from tests.projects.test_versions import change, keep, workspace_of

SLIP, CONTINGENCY, USE = "team.schedule_slip", "value.contingency_share", "value.adoption"
RANGES = {
    SLIP: {"range": {"low": 30, "likely": 60, "high": 120}, "measured": [30, 60, 120]},
    CONTINGENCY: {"range": {"low": 20, "likely": 30, "high": 40}, "measured": [20, 30, 40]},
    USE: {"range": {"low": 30, "likely": 45, "high": 60}, "measured": [30, 40, 50, 60]},
}
MONTHS = "team.months"


@pytest.fixture
def learnt_row(db):
    return Experience.objects.create(ranges=RANGES)


@pytest.fixture
def plain(sample):
    """The worked example, with nothing said of delay, contingency and use."""
    Answer.objects.filter(scenario__project=sample, field_id__in=RANGES).delete()
    return sample


def taken(project):
    project.take_experience()
    return workspace_of(Project.objects.get(pk=project.pk))


def told_of(browser, name, *, months=None, cost=None, use=None, planned=(6.0, 100.0, 50.0)):
    project = Project.objects.create(name=name, owner=browser)
    kept = dict(zip(("months", "cost", "cost_of_delay"), planned, strict=True)) if planned else None
    return Afterwards.objects.create(
        project=project, months=months, cost=cost, use=use, estimate={"planned": kept, "version": "x"}
    )


# ---------------------------------------------------------------- assumed


def test_project_keeps_what_it_began_with(plain, learnt_row):
    fields = workspace_of(plain).catalogue.fields
    assert Range.from_json(fields[SLIP].default) == Range(low=0, likely=20, high=70)
    assert Project.objects.create(name="Next").experience == learnt_row


def test_defaults_and_their_source_are_the_organisations(plain, learnt_row):
    workspace = taken(plain)
    inputs = {given.field_id: given for figure in results_of(workspace).figures.values() for given in figure.inputs}
    assert inputs[SLIP].value == Range(low=30, likely=60, high=120)
    assert inputs[SLIP].source.startswith("Our own 3 projects, adopted ")
    assert inputs[USE].source.startswith("Our own 4 projects, adopted ")
    usual = results_of(workspace).usual.inputs[CONTINGENCY]
    assert (usual.value, usual.source[:18]) == (Range(low=20, likely=30, high=40), "Our own 3 projects")


def test_figures_move_at_once_and_no_kept_one_is_shown(plain, learnt_row):
    before = results_of(workspace_of(plain)).case.months.value.likely
    work_out(plain)
    assert results_of(taken(plain)).case.months.value.likely > before * 1.2
    assert not kept_figures([Project.objects.get(pk=plain.pk)])[plain.pk][1]


def test_answer_counts_before_the_experience(sample, learnt_row):
    answered = results_of(workspace_of(sample)).case.months.value
    assert results_of(taken(sample)).case.months.value == answered


def test_other_currency_has_it_too(plain, learnt_row):
    Project.objects.filter(pk=plain.pk).update(currency="EUR", money_per_usd=0.9)
    assert taken(plain).catalogue.fields[SLIP].default["likely"] == 60


def test_withdrawn_experience_gives_the_published_figures_again(plain, learnt_row):
    before = frozen(workspace_of(plain))
    taken(plain)
    Experience.objects.create()
    assert frozen(taken(plain)) == before


# ---------------------------------------------------------------- versions and files


def test_version_keeps_its_experience_and_the_change_is_a_part_of_its_own(plain, learnt_row):
    kept = keep(plain)
    workspace = taken(plain)
    kept.refresh_from_db()
    assert thaw(kept).adopted is None
    parts = attributed(StateComparison(side_of(kept, workspace), side_now(workspace)))[MONTHS]
    assert [part.mover for part in parts.parts if part.amount] == [EXPERIENCE]
    assert sum(part.amount for part in parts.parts) == pytest.approx(parts.after - parts.before)
    keep(plain, "Later")
    assert thaw(plain.snapshots.get(name="Later")).adopted.key == str(learnt_row.key)


def test_file_names_it_and_a_file_without_it_has_the_published_figures(plain, learnt_row):
    before = written(dump_project(plain))
    workspace = taken(plain)
    document = dump_project(workspace.project)
    assert document["project"]["experience"] == str(learnt_row.key)
    twin = load_project(written(document), owner=None)
    assert (twin.experience, twin.lacks_experience) == (learnt_row, False)
    assert load_project(before, owner=None).experience is None


@pytest.fixture
def foreign(plain, learnt_row):
    """A project file of another installation, which adopted an experience of its own."""
    document = dump_project(taken(plain).project)
    document["project"]["experience"] = "00000000-0000-4000-8000-000000000000"
    return json.dumps(document).encode()


def test_file_from_elsewhere_falls_back_to_the_published_figures(plain, foreign):
    Project.objects.filter(pk=plain.pk).update(experience=None)
    twin = load_project(foreign, owner=None)
    assert (twin.experience, twin.lacks_experience) == (None, True)
    figures = frozen(Workspace(twin, twin.scenarios.get(slug=BASE)))
    assert figures == frozen(workspace_of(Project.objects.get(pk=plain.pk)))


def test_page_program_and_command_say_that_the_experience_is_not_known(owner, browser_row, foreign, tmp_path):
    sent = {"document": SimpleUploadedFile("p.json", foreign)}
    page = owner.get(owner.post(reverse("projects:import_document"), sent)["Location"])
    assert "the published ones count" in words_of(page)
    reply = program_of(browser_row, may_write=True).ask("projects", "post", json.loads(foreign))
    assert (reply.status_code, reply.json()["experience"]) == (201, None)
    assert "the published ones count" in reply.json()["notes"][0]
    (tmp_path / "p.json").write_bytes(foreign)
    said = io.StringIO()
    call_command("import_project", str(tmp_path / "p.json"), stdout=io.StringIO(), stderr=said)
    assert "the published ones count" in said.getvalue()


# ---------------------------------------------------------------- measured


def test_plan_is_the_cost_without_delay_and_contingency(plain):
    change(plain, CONTINGENCY, 25)
    change(plain, SLIP, 50)
    plain.refresh_from_db()
    planned = planned_of(freeze(workspace_of(plain)))
    change(plain, CONTINGENCY, 0)
    plain.refresh_from_db()
    late = results_of(workspace_of(plain)).case
    assert planned.months * 1.5 == pytest.approx(late.months.value.likely)
    assert planned.cost + planned.cost_of_delay / 2 == pytest.approx(late.cost.value.likely, rel=0.01)


def test_deleted_projects_samples_and_templates_teach_nothing(browser_row):
    for name, column in (("a", "is_sample"), ("b", "is_template"), ("c", "")):
        row = told_of(browser_row, name, months=9)
        if column:
            Project.objects.filter(pk=row.project_id).update(**{column: True})
    told_of(browser_row, "d", months=9).project.put_in_bin()
    told_of(browser_row, "e", months=9, planned=None)
    assert [measured.row.project.name for measured in measured_projects()] == ["c"]


def test_proposal_has_a_range_where_three_projects_say_something(browser_row):
    for number, months in enumerate((6, 9, 12)):
        told_of(browser_row, f"P{number}", months=months, cost=100 if number else None, use=60 if number else None)
    proposed = propose(measured_projects())
    assert list(proposed.ranges) == [SLIP]
    assert proposed.ranges[SLIP]["measured"] == [0, 50, 100]
    assert proposed.ranges[SLIP]["range"]["high"] == 100
    assert not Experience.objects.exists()


def test_published_ranges_are_those_of_the_data_files(db):
    assert [published(field_id).likely for field_id in (SLIP, CONTINGENCY, USE)] == [20, 15, 70]


def test_supposed_experience_moves_figures_and_stores_nothing(plain, learnt_row):
    workspace = workspace_of(plain)
    before = frozen(workspace)["figures"][MONTHS]["likely"]
    assert frozen(supposing(workspace, learnt_row))["figures"][MONTHS]["likely"] > before
    assert frozen(workspace_of(plain))["figures"][MONTHS]["likely"] == before
