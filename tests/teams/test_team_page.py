"""The team page and its result, on saved answers."""

import re

import pytest
from django.urls import reverse

from projects.domain.answers import AnswerState
from projects.models import Answer
from teams.domain.reading import proposed_rows, written_out
from teams.reference import get_roles

pytestmark = pytest.mark.once


def url(name, project, scenario="base"):
    return reverse(f"teams:{name}", args=[project.pk, scenario])


def save(base, **values):
    for name, value in values.items():
        Answer.objects.create(scenario=base, field_id=f"team.{name}", state=AnswerState.KNOWN, value=value)


def test_empty_project_shows_the_five_roles_as_our_assumption(owner, project):
    found = owner.get(url("team", project)).context["estimate"]
    assert found.plan.assumed
    assert len(found.by_role) == 5


def test_page_of_a_year_at_consultant_rates_holds_the_articles_sums(owner, project, base):
    rows = [row | {"contract": "hired"} for row in written_out(proposed_rows(), get_roles())]
    save(base, roles=rows, duration_months=12.0)
    ends = owner.get(url("team_result", project)).context["estimate"].ends
    assert (round(ends.low), round(ends.high)) == (145_080, 399_360)


def test_result_is_the_panel_that_it_replaces(owner, sample):
    html = owner.get(url("team_result", sample)).content.decode()
    assert html.lstrip().startswith('<section id="team_result"')
    assert "<html" not in html


def test_scenario_shows_its_own_team(owner, sample):
    slugs = list(sample.scenarios.values_list("slug", flat=True))
    totals = {slug: owner.get(url("team_result", sample, slug)).context["estimate"].total.value for slug in slugs}
    assert len(set(totals.values())) > 1


def test_row_that_cannot_be_counted_is_named_on_the_page(owner, project, base):
    save(base, roles=[{"role": "reviewer", "first_month": 5.0, "last_month": 2.0}])
    html = owner.get(url("team_grid", project)).content.decode()
    assert "Reviewer ends in month 2, before it starts in month 5." in html


def test_hostile_name_stands_as_text(owner, project, base):
    save(base, roles=[{"role": "reviewer", "name": "<script>alert(1)</script>"}])
    html = owner.get(url("team", project)).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_advice_stands_on_the_page_for_every_open_role(owner, project):
    html = owner.get(url("hiring", project)).content.decode()
    assert html.count('<article class="ways">') == 5
    assert ">Cheapest<" in html


def test_figures_of_the_advice_open(owner, project):
    page = owner.get(url("advice", project))
    links = re.findall(r'href="([^"]*/figures/[^"]*)"', page.content.decode())
    assert len(links) == 15
    opened = owner.get(links[1]).content.decode()
    assert "Part-time employee" in opened


def test_people_who_are_there_get_no_advice(owner, sample):
    html = owner.get(url("advice", sample)).content.decode()
    assert "Already on the team, no recruiting needed" in html
    assert html.lstrip().startswith('<section id="advice"')


def test_hostile_name_in_the_advice_stands_as_text(owner, project, base):
    save(base, roles=[{"role": "reviewer", "name": "<script>alert(1)</script>"}])
    html = owner.get(url("advice", project)).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


SEAT = {"role": "data_engineer", "contract": "employed", "share_pct": 50.0, "first_month": 3.0, "last_month": 4.0}


def test_mix_says_its_choice_and_its_figure_opens(owner, project):
    html = owner.get(url("mix", project)).content.decode()
    assert "No limits set; this is the cheapest mix." in html
    assert "where the two differ, this one counts. Only the months of the project are in it." in html
    opened = owner.get(reverse("reports:figure", args=[project.pk, "base", "team.cost_mix"])).content.decode()
    assert "Team in the cheapest mix" in opened


def test_limits_that_clash_are_named_on_the_page(owner, project, base):
    save(base, roles=[SEAT, SEAT], most_contractors=0.0, most_hires=1.0)
    html = owner.get(url("mix", project)).content.decode()
    assert "These cannot all be met: contractors: 0 at most; new employees: 1 at most." in html
    assert "Raise the limit on new employees to 2." in html


def test_mix_is_written_into_the_plan_and_can_be_undone(owner, project, base):
    save(base, roles=[SEAT | {"rate_per_hour": 60.0}, SEAT | {"name": "Sam"}])
    assert "Apply this mix to the plan" in owner.get(url("mix", project)).content.decode()
    owner.post(url("apply_mix", project))
    after = Answer.objects.get(scenario=base, field_id="team.roles").value
    assert [row["contract"] for row in after] == ["hired", "employed"]
    assert after[0]["share_pct"] == {"low": 50.0, "likely": 50.0, "high": 50.0}
    assert "Your plan already uses this mix." in owner.get(url("mix", project)).content.decode()
    owner.post(reverse("projects:take_back", args=[project.pk, "base", 1]))
    before = Answer.objects.get(scenario=base, field_id="team.roles").value
    assert [row["contract"] for row in before] == ["employed", "employed"]


def test_mix_of_the_proposal_writes_it_out(owner, project, base):
    owner.post(url("apply_mix", project))
    rows = Answer.objects.get(scenario=base, field_id="team.roles").value
    assert rows[0]["role"] == "data_engineer"
    assert all(row["share_pct"] and row["contract"] for row in rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_roles_does_not_change_the_number_of_queries(
    owner, project, base, rows, django_assert_max_num_queries
):
    save(base, roles=[{"role": "reviewer"}] * rows)
    with django_assert_max_num_queries(6):
        owner.get(url("team_result", project))


# ---------------------------------------------------------------- the plan as a spreadsheet


def grid_of(owner, project):
    return owner.get(url("team_grid", project)).context["grid"]


def post_page(owner, project, **cells):
    """Send the page whole, as a browser without JavaScript does."""
    form = owner.get(url("team", project)).context["asked_questions"]
    fields = {}
    for question in form:
        for asked in question.fields:
            sent = asked.form
            fields |= {f"{sent.prefix}-version": sent.answer.version, f"{sent.prefix}-token": sent.initial["token"]}
            if sent.definition.id == "team.roles":
                for number, row in enumerate(sent.answer.value or []):
                    fields |= {
                        f"{sent.prefix}-value-{number}-{key}": value
                        for key, value in row.items()
                        if not isinstance(value, dict)
                    }
            elif sent.answer.value is not None and not isinstance(sent.answer.value, list | dict):
                fields[f"{sent.prefix}-value"] = sent.answer.value
    return owner.post(url("team", project), fields | {f"team-roles-value-{key}": value for key, value in cells.items()})


REVIEWER = {"role": "reviewer", "contract": "hired", "share_pct": 20.0, "first_month": 1.0, "last_month": 3.0,
            "rate_per_hour": 100.0}  # fmt: skip


def test_grid_of_an_empty_project_proposes_and_cannot_be_written_in(owner, project):
    grid = grid_of(owner, project)
    assert not grid.editable
    assert [row.label for row in grid.rows] == [
        *("Data engineer", "Data analyst", "Data scientist", "ML engineer", "Data manager")
    ]
    html = owner.get(url("team_grid", project)).content.decode()
    assert "<input" not in html
    assert "Start from this proposal" in html


def test_proposal_is_taken_over_with_one_button_and_undone_with_another(owner, project, base):
    owner.post(url("start_plan", project))
    written = Answer.objects.get(scenario=base, field_id="team.roles")
    assert [row["role"] for row in written.value][:2] == ["data_engineer", "data_analyst"]
    assert grid_of(owner, project).editable
    owner.post(reverse("projects:take_back", args=[project.pk, "base", 1]))
    assert not grid_of(owner, project).editable


def test_proposal_does_not_write_over_what_is_there(owner, project, base):
    save(base, roles=[REVIEWER])
    owner.post(url("start_plan", project))
    assert Answer.objects.get(scenario=base, field_id="team.roles").value == [REVIEWER]


def test_proposal_holds_what_the_answers_ask_for(owner, project, base):
    Answer.objects.create(scenario=base, field_id="data.labels", state=AnswerState.KNOWN, value="none")
    shown = grid_of(owner, project)
    assert [suggestion.effect for suggestion in shown.suggestions] == ["Annotator added, 30 to 100%"]
    assert "carry no right answers" in shown.suggestions[0].reason
    owner.post(url("start_plan", project))
    written = Answer.objects.get(scenario=base, field_id="team.roles").value
    assert written[-1]["role"] == "annotator"
    assert grid_of(owner, project).suggestions == []


def test_declined_change_falls_out_of_the_proposal_and_can_be_counted_again(owner, project, base):
    Answer.objects.create(scenario=base, field_id="data.labels", state=AnswerState.KNOWN, value="none")
    save(base, declined_changes=["no_labels"])
    grid = grid_of(owner, project)
    assert [suggestion.declined for suggestion in grid.suggestions] == [True]
    assert "Annotator" not in [row.label for row in grid.rows]
    assert "Include it again" in owner.get(url("team_grid", project)).content.decode()


def test_phases_are_written_out_with_one_button(owner, project, base):
    owner.post(url("start_plan", project), {"table": "team.phases"})
    rows = Answer.objects.get(scenario=base, field_id="team.phases").value
    assert [row["kind"] for row in rows] == ["discover", "data", "model", "deploy", "run"]
    assert not grid_of(owner, project).plan.phases_assumed


def test_cells_of_the_grid_are_saved_without_javascript(owner, project, base):
    save(base, roles=[REVIEWER], duration_months=3.0)
    reply = post_page(owner, project, **{"0-presence_1": "", "0-presence_2": "50", "0-presence_3": "0"})
    assert reply.status_code == 302
    assert Answer.objects.get(scenario=base, field_id="team.roles").value[0]["presence"] == {"2": 50.0, "3": 0.0}
    cells = grid_of(owner, project).rows[0].cells
    assert [(cell.typed, cell.proposed, cell.shade) for cell in cells] == [
        ("", "20", "p1"), ("50", "20", "p2"), ("0", "20", "p0")
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["101", "-5", "lots", "<script>alert(1)</script>", "=1+1"])
def test_bad_cell_is_shown_as_typed_with_its_message(owner, project, base, text):
    save(base, roles=[REVIEWER], duration_months=3.0)
    reply = post_page(owner, project, **{"0-presence_1": "30", "0-presence_2": text})
    cells = reply.context["grid"].rows[0].cells
    assert [(cell.typed, cell.bad) for cell in cells] == [("30", False), (text, True), ("", False)]
    html = reply.content.decode()
    assert "Row 1, Presence by month: month 2" in html
    assert "<script>alert" not in html
    assert "presence" not in Answer.objects.get(scenario=base, field_id="team.roles").value[0]


def test_page_of_answers_elsewhere_keeps_typed_months(owner, project, base):
    """The months stand in a hidden text beside the row, so that a form without the grid loses none."""
    save(base, roles=[REVIEWER | {"presence": {"2": 50.0, "30": 10.0}}])
    html = owner.get(reverse("projects:answer", args=[project.pk, "base", "team.roles"])).content.decode()
    assert 'name="team-roles-value-0-presence" value="2:50 30:10"' in html


def test_row_that_is_not_counted_keeps_its_place_and_its_months(owner, project, base):
    broken = {"role": "reviewer", "first_month": 5.0, "last_month": 2.0, "presence": {"1": 40.0}}
    save(base, roles=[broken, REVIEWER])
    rows = grid_of(owner, project).rows
    assert [(row.counted, row.cells[0].name, row.cells[0].typed) for row in rows] == [
        (False, "team-roles-value-0-presence_1", "40"), (True, "team-roles-value-1-presence_1", "")
    ]  # fmt: skip


def test_too_much_for_one_person_is_said_once(owner, project, base):
    save(base, roles=[REVIEWER | {"name": "Sam", "share_pct": 60.0}, REVIEWER | {"name": "Sam", "share_pct": 70.0}])
    grid = grid_of(owner, project)
    assert grid.too_much == ["Sam is planned for 130% in 1. No one has more than 100%."]
    assert "Data engineer: The model is trained on whatever" in grid.gaps[0]


def test_table_with_500_rows_is_refused_with_its_limit(owner, project, base):
    rows = {f"{number}-role": "reviewer" for number in range(500)}
    reply = post_page(owner, project, **rows)
    assert "This table has 500 rows; the limit is 60." in reply.content.decode()


@pytest.mark.parametrize("rows", [1, 12])
def test_number_of_rows_does_not_change_the_queries_of_the_grid(
    owner, project, base, rows, django_assert_max_num_queries
):
    save(base, roles=[REVIEWER] * rows, duration_months=24.0)
    with django_assert_max_num_queries(6):
        owner.get(url("team_grid", project))


@pytest.mark.parametrize(("language", "label"), [("en", "First month"), ("de", "Erster Monat")])
def test_label_that_names_its_unit_is_not_followed_by_it(owner, sample, language, label):
    owner.cookies["language"] = language
    page = owner.get(reverse("teams:team", args=[sample.pk, "base"])).content.decode()
    said = [
        name.strip() for name in re.findall(rf'<span class="lab">({label}[^<]*(?:<small>[^<]*</small>)?)</span>', page)
    ]
    assert set(said) == {label}
