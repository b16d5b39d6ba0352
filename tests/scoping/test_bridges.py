"""Bridges: what answers propose elsewhere, each value by hand, and through the forms of the pages."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.expressions import Facts
from projects.domain.values import check_stored
from projects.models import Answer as Row
from scoping.content import get_bridges
from scoping.domain.bridges import COMPUTE, cross, load_bridges

FILE = settings.FIXTURES / "bridges.toml"
PEOPLE = [
    {"role": "domain_expert", "name": "Priya Nair", "share": 30, "contract": "employed", "start": "2027-03-01"},
    {"role": "data_scientist", "name": "", "contract": "hired"},
    {"role": "data_engineer", "name": " Sam Ortiz ", "share": 25, "contract": "open", "start": "2026-12-01"},
]


def facts(values):
    answers = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
    return Facts(answers=Answers(answers), word_lists=get_catalogue().word_lists)


def crossed(field_id, values):
    found = cross(get_bridges()[field_id], facts(values), get_catalogue().fields)
    return found and found.value


def exactly(value):
    return {"low": value, "likely": value, "high": value}


@pytest.mark.parametrize(
    ("field_id", "values", "expected"),
    [
        ("value.cases_per_year", {"why.volume": {"low": 1000, "likely": 1400, "high": 2000}},
         {"low": 12_000, "likely": 16_800, "high": 24_000}),
        ("value.cases_per_year", {}, None),
        # $32,000 a month in 840 hours
        ("value.hour_cost", {"problem.monthly_cost": 32_000, "problem.monthly_hours": 840}, exactly(38.1)),
        ("value.hour_cost", {"problem.monthly_cost": 32_000, "problem.monthly_hours": 0}, None),
        # 600 hours for 9,000 cases are 4 minutes; at $38 an hour they make $2.53, of which 30, 60 and 100% are saved
        ("value.saving_per_case", {"problem.monthly_hours": 600, "why.volume": 9000, "value.hour_cost": 38},
         {"low": 0.76, "likely": 1.52, "high": 2.53}),
        # nobody said what an hour costs: $30 to $65, likely $45
        ("value.saving_per_case", {"problem.monthly_hours": 600, "why.volume": 9000},
         {"low": 0.6, "likely": 1.8, "high": 4.33}),
        ("value.saving_per_case", {"problem.monthly_hours": 600}, None),
        ("value.coverage", {"outcome.good_enough": 3}, {"low": 55, "likely": 70, "high": 85}),
        ("value.coverage", {"outcome.good_enough": 1}, {"low": 83, "likely": 98, "high": 100}),
        ("evaluation.target", {"outcome.good_enough": 2}, 90),
        ("evaluation.target", {"outcome.good_enough": 0}, 100),
        ("value.review_minutes_per_case", {"solution.approval": "none"}, exactly(0)),
        ("value.review_minutes_per_case", {"solution.approval": "all"}, None),
        ("value.horizon_months", {"why.lasts": "year"}, 12),
        ("value.horizon_months", {"why.lasts": "years"}, None),
        ("team.duration_months", {"plan.start": "2027-01-11", "plan.first_version": "2027-04-05"}, 3),
        ("team.duration_months", {"plan.start": "2027-01-11", "plan.first_version": "2027-01-20"}, None),
        ("team.duration_months", {"plan.start": "2027-05-11", "plan.first_version": "2027-01-20"}, None),
        ("compute.text_languages", {"solution.languages": "English 94 %, Spanish 6 %"}, "several"),
        ("compute.text_languages", {"solution.languages": "English"}, "english"),
        ("compute.text_languages", {"solution.languages": "German"}, "other"),
        ("compute.text_languages", {"solution.languages": "Klingon"}, None),
        # 900 in the busiest hour; 9,000 a month over 176 hours are 51
        ("compute.peak_factor",
         {"solution.peak_load": 900, "why.volume": 9000, "compute.load_hours_per_month": 176}, exactly(17.6)),
        ("compute.peak_factor",
         {"solution.peak_load": 10, "why.volume": 9000, "compute.load_hours_per_month": 176}, exactly(1)),
        ("evaluation.groups", {"data.thin_groups": ["language", "not_counted"]}, ["language"]),
        ("evaluation.groups", {"data.thin_groups": ["counted_none"]}, ["none"]),
        ("evaluation.groups", {"data.thin_groups": ["not_counted"]}, None),
        ("evaluation.judge", {"plan.people": PEOPLE}, "Priya Nair"),
        ("evaluation.judge", {"plan.people": PEOPLE[1:]}, None),
        ("team.roles", {"plan.people": [{"role": "data_engineer", "name": ""}]}, None),
    ],
)  # fmt: skip
def test_bridge_proposes(field_id, values, expected):
    assert crossed(field_id, values) == expected


def test_people_become_rows_of_the_team():
    rows = crossed("team.roles", {"plan.people": PEOPLE, "plan.start": "2027-01-11"})
    assert rows == [
        {
            "role": "domain_expert", "name": "Priya Nair", "contract": "employed", "share_pct": exactly(30),
            "peak": "phases", "first_month": 3,
        },
        {"role": "data_scientist", "contract": "hired", "peak": "phases", "first_month": 1},
        {
            "role": "data_engineer", "name": "Sam Ortiz", "contract": "employed", "share_pct": exactly(25),
            "peak": "phases", "first_month": 1,
        },
    ]  # fmt: skip


def test_every_bridge_of_the_worked_example_proposes_what_its_field_can_hold(sample_facts):
    fields, proposals = get_catalogue().fields, 0
    for bridge in get_bridges().values():
        found = cross(bridge, sample_facts["base"], fields)
        if found is not None:
            check_stored(fields[bridge.field_id], found.value)
            proposals += 1
    assert proposals >= 8


def test_every_function_is_used_and_no_other():
    assert {bridge.compute for bridge in get_bridges().values()} == set(COMPUTE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('compute = "twelve_times"', 'compute = "eleven_times"', "compute of"),
        ('field = "value.cases_per_year"', 'field = "value.cases"', "there is no field value.cases"),
        ('from = ["why.volume"]', 'from = ["why.volumes"]', "there is no field why.volumes"),
        ('field = "evaluation.target"', 'field = "value.coverage"', "twice"),
    ],
)
def test_broken_bridge_is_refused(tmp_path, old, new, said):
    text, path = FILE.read_text(), tmp_path / "bridges.toml"
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(BrokenDataFile, match=said):
        load_bridges(path, get_catalogue())


# ---------------------------------------------------------------- through the pages

CASES = "value.cases_per_year"


def say(base, field_id, value, **more):
    return Row.objects.create(scenario=base, field_id=field_id, state="known", value=value, **more)


def form(owner, project, field_id=CASES):
    return owner.get(reverse("projects:answer", args=[project.pk, "base", field_id])).content.decode()


def press(owner, project, field_id=CASES, version=0):
    return owner.post(reverse("projects:accept", args=[project.pk, "base", field_id]), {"version": version})


def test_blank_field_shows_the_proposal_with_its_origin(owner, project, base):
    say(base, "why.volume", 1400)
    page = " ".join(re.sub(r"<[^>]+>", " ", form(owner, project)).split())
    assert "From “How often”" in page
    assert "16,800" in page
    assert "the cases of a month, times twelve" in page
    assert "Use it" in page


def test_press_takes_the_proposal_and_tells_results_and_counts(owner, project, base):
    say(base, "why.volume", 1400)
    reply = press(owner, project)
    stored = Row.objects.get(scenario=base, field_id=CASES)
    assert (stored.state, stored.value["likely"]) == ("known", 16_800)
    assert stored.note.startswith("From “How often”")
    # The strip, the lists and the counts of the page listen for it.
    assert "answer-saved" in reply["HX-Trigger"]
    assert "Use it" not in reply.content.decode()
    assert "Where that changes, we offer the new value." in reply.content.decode()


def test_count_of_the_page_goes_up_at_once(owner, project, base):
    say(base, "why.volume", 1400)
    counts = reverse("reports:key_figures", args=[project.pk, "base"]) + "?count=value"
    before = owner.get(counts).content.decode()
    press(owner, project)
    assert owner.get(counts).content.decode() != before


def test_pressed_twice_is_one_change(owner, project, base):
    say(base, "why.volume", 1400)
    press(owner, project)
    press(owner, project)
    assert project.changes.filter(field_id=CASES).count() == 1


def test_what_somebody_answered_is_never_asked_again(owner, project, base):
    say(base, "why.volume", 1400)
    say(base, CASES, 20_000)
    assert "Use it" not in form(owner, project)
    press(owner, project, version=1)
    assert Row.objects.get(scenario=base, field_id=CASES).value == 20_000


def test_not_relevant_is_an_answer_too(owner, project, base):
    say(base, "why.volume", 1400)
    Row.objects.create(scenario=base, field_id=CASES, state="not_relevant", reason="None of ours")
    assert "Use it" not in form(owner, project)


def test_what_was_taken_is_offered_anew_where_its_origin_has_changed(owner, project, base):
    volume = say(base, "why.volume", 1400)
    press(owner, project)
    volume.value = 1500
    volume.save()
    page = form(owner, project)
    assert "It has changed since." in page
    assert "18,000" in page
    version = Row.objects.get(scenario=base, field_id=CASES).version
    press(owner, project, version=version)
    assert Row.objects.get(scenario=base, field_id=CASES).value["likely"] == 18_000


def test_stale_press_changes_nothing(owner, project, base):
    say(base, "why.volume", 1400)
    press(owner, project, version=7)
    assert not Row.objects.filter(scenario=base, field_id=CASES).exists()


def test_named_people_are_taken_into_the_team(owner, project, base):
    say(base, "plan.people", PEOPLE)
    assert "3 rows" in form(owner, project, "team.roles")
    press(owner, project, "team.roles")
    assert [row.get("name", "") for row in Row.objects.get(scenario=base, field_id="team.roles").value] == [
        "Priya Nair", "", "Sam Ortiz",
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["decisions:value", "decisions:evaluation", "teams:team"])
def test_pages_show_their_proposals(owner, project, base, page):
    say(base, "why.volume", 1400)
    say(base, "outcome.good_enough", 3)
    say(base, "plan.people", PEOPLE)
    assert 'class="bridge"' in owner.get(reverse(page, args=[project.pk, "base"])).content.decode()


def test_sources_of_the_problem_are_carried_over_to_the_data_plan(owner, project, base):
    sources = [
        {"source": "Claims mailbox", "system": "Mail", "owner": "T. Okafor", "years": 3.0, "rows": 299000.0,
         "format": "text"},
        {"source": "Calls", "rows": 400.0, "format": "audio"},
        {"source": " "},
    ]  # fmt: skip
    assert crossed("data.inventory", {"data.sources": sources[2:]}) is None
    assert crossed("data.inventory", {"data.sources": sources}) == [
        {"source": "Claims mailbox", "system": "Mail", "owner": "T. Okafor", "years": 3.0, "count": 299000.0,
         "unit": "documents"},
        {"source": "Calls"},
    ]  # fmt: skip
    say(base, "data.sources", sources)
    owner.post(reverse("projects:accept", args=[project.pk, "base", "data.inventory"]), {"version": "0"})
    page = owner.get(reverse("decisions:data", args=[project.pk, "base"])).content.decode()
    assert "No source yet." not in page
    assert "Claims mailbox" in page
