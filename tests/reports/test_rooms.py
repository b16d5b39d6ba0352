"""What the parts of the report say, in the worked example."""

from datetime import date

import pytest
from django.conf import settings

from decisions.headline import headline_of
from decisions.wording import say_verdict
from projects.access import Workspace
from projects.document import load_project, sample_document
from projects.models import Answer
from reports.compose import compose_report
from reports.domain.audience import Audience
from reports.domain.report import ReportTable
from reports.rooms.source import ReportSource
from reports.rooms.timeline import CalendarItem, timeline_of
from scoping.content import get_approach_plan

pytestmark = pytest.mark.once


@pytest.fixture
def parts(sample):
    report = compose_report(Workspace(sample, sample.scenarios.get(slug="base")))
    return {section.id: section for section in (*report.sections, *report.appendix)}


def table_of(section):
    return next(block for block in section.blocks if isinstance(block, ReportTable))


@pytest.mark.parametrize(
    ("unit", "said"), [("% of pieces", "to 9.5% of pieces."), ("hours", "to 9.5 hours."), ("", "to 9.5.")]
)
def test_goal_is_said_with_its_unit(sample, unit, said):
    base = sample.scenarios.get(slug="base")
    Answer.objects.filter(scenario=base, field_id="success.unit").update(value=unit)
    Answer.objects.filter(scenario=base, field_id="success.target").update(value=9.5)
    (problem,) = (section for section in compose_report(Workspace(sample, base)).sections if section.id == "problem")
    assert problem.finding.endswith(said)


def test_options_mark_the_recommended_one_and_say_why(parts):
    table = table_of(parts["options"])
    assert table.rows[table.mark][0].endswith("(recommended)")
    assert parts["options"].finding.startswith("Call a hosted model (API)")


def test_simple_option_has_its_name_and_what_it_leaves_undone(parts):
    names = [row[0] for row in table_of(parts["options"]).rows]
    assert "The simple option: Web form with a claim type to choose · handles 30 out of 100 cases (too weak)" in names


def test_approach_says_the_same_advice_as_its_page(parts, sample):
    from decisions.options_said import say_options

    said = say_options(Workspace(sample, sample.scenarios.get(slug="base")))
    assert parts["approach"].finding.startswith(f"Our advice: {said.advice.advised.rung.title}.")


def test_scenarios_stand_side_by_side(parts, sample):
    assert table_of(parts["scenarios"]).head[1:] == tuple(scenario.name for scenario in sample.scenarios.alive())


def test_timeline_holds_phases_deliveries_with_their_people_and_the_days_that_count(parts):
    (calendar,) = parts["timeline"].blocks
    rows = {row[0]: row for row in calendar.rows}
    assert rows["Read access to claims mailbox and archive"][2:] == ("T. Okafor, IT", "Promised")
    assert {"Discover", "Date that cannot move", "Launch, likely"} <= set(rows)
    assert all(0 <= span.start <= span.end <= 100 for span in calendar.spans)


def test_timeline_explains_the_days_between_the_last_phase_and_the_likely_launch(parts):
    (calendar,) = parts["timeline"].blocks
    rows = {row[0]: row[1] for row in calendar.rows}
    delay_begins, delay_ends = rows["Likely delay"].split(" – ")
    assert delay_begins == rows["Run in"].split(" – ")[1]
    assert delay_ends == rows["Launch, likely"]


def test_delay_says_from_how_much_longer_projects_take_it_follows(parts):
    (calendar,) = parts["timeline"].blocks
    (delay,) = [span for span in calendar.spans if span.label == "Likely delay"]
    row = next(row for row in calendar.rows if row[0] == "Likely delay")
    assert row[-1] == "likely 8% of the plan, 0% to 25% in 8 cases out of 10"
    assert (delay.is_phase, delay.end > delay.start) == (False, True)


def test_timeline_holds_the_day_of_the_decision_with_who_takes_it(parts):
    (calendar,) = parts["timeline"].blocks
    rows = {row[0]: row for row in calendar.rows}
    assert rows["Decision on the test and the pilot"][1:3] == ("21 May 2027", "Dana Whitfield, Head of claims")


def test_first_month_of_the_timeline_has_its_year(parts):
    (calendar,) = parts["timeline"].blocks
    assert [words for _place, words in calendar.ticks][:2] == ["Jan 2027", "Feb"]


def test_every_year_of_the_timeline_has_its_number_where_months_are_left_out(sample):
    workspace = Workspace(sample, sample.scenarios.get(slug="base"))
    items = [CalendarItem(what="All of it", begins=date(2027, 2, 1), ends=date(2029, 6, 1))]
    ticks = [words for _place, words in timeline_of(ReportSource(workspace), items).ticks]
    assert [words for words in ticks if " " in words] == ["Feb 2027", "Feb 2028", "Feb 2029"]


def test_timeline_says_how_far_the_launch_is_from_the_day_that_cannot_move(parts):
    assert "26 days after the date that cannot move (30 June 2027)" in parts["timeline"].finding


def test_second_look_that_finds_nothing_says_so_once(browser_row):
    project = load_project((settings.FIXTURES / "samples" / "retailer.json").read_bytes(), owner=browser_row)
    report = compose_report(Workspace(project, project.scenarios.get(slug="base")))
    (look,) = (section for section in report.sections if section.id == "second_look")
    assert (look.finding, look.blocks, look.empty) == ("Nothing stands out.", (), "")


def test_yes_of_a_person_is_due_before_that_person_is_needed(parts):
    (risks,) = parts["risks"].blocks
    signs = {row[0]: row[-1] for row in risks.rows}
    assert signs["Data scientist is not there in time"] == "No yes in writing by 25 January 2027"


def test_every_risk_has_an_owner_and_money_an_early_sign(parts):
    table = table_of(parts["risks"])
    owner = table.head.index("Who watches it")
    assert all(row[owner] for row in table.rows)
    assert table.rows[0][0] == "The agreed $170k is not enough"
    assert table.rows[0][-1].startswith("More than $")


def example(name, owner):
    path = settings.FIXTURES / "samples" / f"{name}.json"
    project = load_project(path.read_bytes(), owner=owner)
    report = compose_report(Workspace(project, project.scenarios.get(slug="base")))
    return {section.id: section for section in (*report.sections, *report.appendix)}


@pytest.fixture
def risks_of_the_consortium(browser_row):
    return {row[0]: row for row in table_of(example("consortium", browser_row)["risks"]).rows}


def test_right_to_a_source_at_hand_is_due_before_the_work_begins_and_not_in_the_past(browser_row):
    risks = {row[0]: row for row in table_of(example("credit", browser_row)["risks"]).rows}
    # In hand since 18 November; the work begins on 11 January.
    right = risks["The right to use “Decisions of officers” is not given"]
    assert right[-1] == "No yes in writing by 11 January 2027"


def test_finding_names_the_answer_that_rules_the_approach_out(browser_row):
    look = dict(example("credit", browser_row)["second_look"].blocks[0].items)
    assert look["This approach does not fit"] == (
        "This scenario takes an approach that your answers rule out. It works on personal data, and no one who "
        "may allow it has agreed that they go to another company. Change the approach, or the answer."
    )


def test_budget_is_said_with_its_chance(browser_row):
    path = settings.FIXTURES / "samples" / "machines.json"
    project = load_project(path.read_bytes(), owner=browser_row)
    said = say_verdict(Workspace(project, project.scenarios.get(slug="base")))
    assert said.budget == "The agreed €210k is enough in 54 out of 100 cases."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "consortium",
            "We advise “Fine-tune a ready model” instead, likely €840k to launch.",
        ),
        ("bank", ""),  # the verdict names the simple option itself
        ("credit", ""),  # what we would advise is stopped too
        ("hospital", ""),  # takes what we advise
    ],
)
def test_first_page_says_what_we_advise_where_the_plan_takes_another_approach(browser_row, name, said):
    project = load_project((settings.FIXTURES / "samples" / f"{name}.json").read_bytes(), owner=browser_row)
    caveats = compose_report(Workspace(project, project.scenarios.get(slug="base"))).decision.caveats
    assert [part for part in (caveats,) if "We advise" in part] == ([said] if said else [])


def test_every_step_of_the_ladder_says_something_of_its_own(browser_row):
    for name in ("consortium", "credit", "hospital", "machines", "claims"):
        rows = next(
            block for block in example(name, browser_row)["approach"].blocks if isinstance(block, ReportTable)
        ).rows
        said = [row[2] for row in rows]
        assert all(said)
        # An agent and a prompt may be ruled out by the same answer; what is open never shares its reason.
        still_open = [row[2] for row in rows if row[1] == "open"]
        assert len(set(still_open)) == len(still_open)


def test_possible_step_says_where_only_it_may_run(browser_row):
    rows = {row[0]: row for row in table_of(example("credit", browser_row)["approach"]).rows}
    state, reasons = rows["A ready model with a prompt"][1:]
    assert state == "possible"
    assert reasons.endswith(
        "Only with an open model on your own machines. It works on personal data, and no one who may allow it has "
        "agreed that they go to another company."
    )


def test_comparison_with_a_hosted_model_says_where_none_may_be_taken(browser_row):
    said = "A hosted model is ruled out here; the comparison shows what that costs."
    notes = {name: str(example(name, browser_row)["compute"].blocks) for name in ("hospital", "claims")}
    assert f"{said} You ruled out hosted models." in notes["hospital"]
    assert said not in notes["claims"]


def test_duties_stand_with_their_day_and_the_assessment_beside_them(browser_row):
    law = {}
    for name in ("credit", "hospital"):
        blocks = example(name, browser_row)["data"].blocks
        law[name] = dict(next(block for block in blocks if getattr(block, "label", "") == "Law and duty").items)
    # Said once, with the class, so that it never stands alone on a page.
    assert [name for name, said in law["credit"].items() if "not legal advice" in said] == ["EU AI Act: High risk"]
    assert law["credit"]["Logs"].endswith("(Article 12, applies from 2 December 2027)")
    assert law["credit"]["AI literacy"].endswith("(Article 4, applies from 2 February 2025)")
    begin = "Begin the impact assessment with the privacy officer"
    asked = {name: duties["Data-protection impact assessment"] for name, duties in law.items()}
    # The assessment of the hospital is under way.
    assert [begin in asked["credit"], begin in asked["hospital"]] == [True, False]


def test_text_by_language_says_what_it_leaves_out(browser_row):
    labels = {name: [getattr(block, "label", "") for block in example(name, browser_row)["data"].blocks]
              for name in ("consortium", "machines")}  # fmt: skip
    assert "By language, before cleaning, without what may not be used yet" in labels["consortium"]
    assert "By language, before cleaning" in labels["machines"]


def test_text_by_language_has_no_column_in_which_nothing_stands(browser_row):
    tables = {block.label: block.head for block in example("machines", browser_row)["data"].blocks
              if isinstance(block, ReportTable)}  # fmt: skip
    assert tables["By language, before cleaning"] == ("By language", "Tokens", "Share of the text")


def test_scenarios_leave_out_what_none_of_them_has(browser_row):
    names = [row[0] for row in table_of(example("consortium", browser_row)["scenarios"]).rows]
    assert names == ["Decision proposed", "Cost to launch", "Months to launch", "Running cost per year", "Differs in"]


def test_step_without_a_reason_says_what_it_would_miss(sample):
    base = sample.scenarios.get(slug="base")
    Answer.objects.filter(scenario=base, field_id__in=["approach.acts", "approach.examples"]).delete()
    rows = table_of(next(s for s in compose_report(Workspace(sample, base)).sections if s.id == "approach")).rows
    plan = {rung.title: rung for rung in get_approach_plan().rungs}
    missing = [row for row in rows if row[2].startswith("It would miss:")]
    assert [row[2] for row in missing] == [f"It would miss: {plan[row[0]].misses}" for row in missing]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("bank", "About 75% of the text is usable. 2 of 2 sources of data are in our hands."),
        (
            "hospital",
            "None of the text may be used yet; cleaning would leave about 95%. 1 of 3 sources of data is in our hands.",
        ),
        # Two were named, and three stand in the plan.
        ("credit", "None of the text may be used yet; cleaning would leave about 75%."),
        ("retailer", "3 of 4 sources of data are in our hands."),
        ("claims", "About 79% of the text is usable. 1 of 3 sources of data is in our hands."),
    ],
)
def test_headline_of_the_data_is_what_can_be_used_of_them(browser_row, name, message):
    data = example(name, browser_row)["data"]
    assert data.finding == message
    assert name in ("retailer", "claims", "credit") or data.blocks[-1].items[0][0] == "EU AI Act: Limited risk"


def test_headline_of_the_data_names_parts_of_which_there_is_little(sample):
    answer = Answer.objects.get(scenario__project=sample, scenario__slug="base", field_id="data.inventory")
    answer.value[0]["languages"] = "English 98%, Maltese 2%"
    answer.save()
    report = compose_report(Workspace(sample, sample.scenarios.get(slug="base")))
    data = next(section for section in report.sections if section.id == "data")
    assert "Under-represented: Maltese (" in data.finding


def test_headline_of_data_for_what_the_law_bans_is_the_law(sample):
    base = sample.scenarios.get(slug="base")
    for name, value in (("law_where", "eu"), ("law_banned", ["manipulates"])):
        given = {"state": "known", "value": value}
        Answer.objects.update_or_create(scenario=base, field_id=f"data.{name}", defaults=given)
    data = next(section for section in compose_report(Workspace(sample, base)).sections if section.id == "data")
    assert data.finding == "EU AI Act: Prohibited"


def test_phases_of_ones_own_are_not_called_our_proposal(parts):
    assert {row[0]: row[-1] for row in parts["timeline"].blocks[0].rows}["Discover"] == ""


def test_phases_that_we_propose_say_so_in_the_table_too(sample):
    base = sample.scenarios.get(slug="base")
    Answer.objects.filter(scenario=base, field_id="team.phases").delete()
    (timeline,) = (section for section in compose_report(Workspace(sample, base)).sections if section.id == "timeline")
    assert {row[0]: row[-1] for row in timeline.blocks[0].rows}["Discover"] == "our proposal"


def test_methods_calculate_nothing_from_itself_and_name_what_happens_in_its_month(browser_row):
    rows = dict(table_of(example("credit", browser_row)["methods"]).rows)
    assert "Officers learn the new screen" not in rows
    assert rows["Net value"].endswith("Switching off and events count in their months.")
    assert "(Difference to see, as a share)²" in rows["Cases the test needs"]


def test_right_to_a_source_is_missed_on_the_day_it_should_arrive_or_else_at_the_start(risks_of_the_consortium):
    right = "The right to use “%s” is not given"
    assert risks_of_the_consortium[right % "Two newspapers"][-1] == "No yes in writing by 30 June 2027"
    assert risks_of_the_consortium[right % "Books and theses"][-1] == "No yes in writing by 1 February 2027"


def test_early_sign_is_part_of_the_agreed_budget(risks_of_the_consortium):
    money = risks_of_the_consortium["The agreed €1.2M is not enough"]
    # After 10 months about €1.1M of the likely €2.1M is spent by plan: 53% of it, so 53% of the €1.2M agreed.
    assert money[-1] == "More than €638k spent by 1 December 2027"


def test_every_step_of_the_ladder_is_in_the_report(parts, sample):
    table = table_of(parts["approach"])
    rungs = get_approach_plan().rungs
    assert [row[0] for row in table.rows] == [rung.title for rung in rungs]
    assert {row[1] for row in table.rows} == {"ruled out", "our advice", "too weak", "open"}
    assert all(row[2] for row in table.rows)


def test_report_says_of_a_step_what_its_page_says(parts, sample):
    rows = {row[0]: row[1:] for row in table_of(parts["approach"]).rows}
    state, why = rows["A rule, a form or a change of process"]
    assert (state, why) == ("too weak", "Too weak alone: it handles fewer cases than you need.")
    state, why = rows["A ready model with a prompt"]
    assert state == "our advice"
    assert "Sensitive data: contract, region and retention" in why


def test_chance_of_an_event_is_said_as_that_of_every_other_risk(parts, sample):
    table = table_of(parts["risks"])
    chance = table.head.index("Chance")
    said = {row[chance] for row in table.rows if row[chance]}
    assert "20 in 100" in said
    assert [chance for chance in said if not chance.endswith(" in 100")] == []


def test_every_assumption_that_is_counted_has_its_row_among_the_inputs(parts, sample):
    # The pay of the people is known: what contractors in their place would cost is set beside the plan, no part of it.
    assert parts["assumptions"].finding.startswith(
        "1 of 45 inputs of the business case and the team is our assumption."
    )
    assert [row[0] for row in table_of(parts["assumptions"]).rows if row[0] == "Paid days off"]


def test_early_sign_of_mistakes_says_what_must_not_get_worse(parts, sample):
    mistakes = next(row for row in table_of(parts["risks"]).rows if row[0] == "It is wrong too often")
    assert mistakes[-1].startswith("Spanish messages must not wait longer")
    assert mistakes[-1].endswith(": Half a working day of difference")


def test_helpers_of_whoever_leads_stand_behind_a_comma(sample):
    actions = compose_report(Workspace(sample, sample.scenarios.get(slug="base")))
    rows = next(table_of(section).rows for section in actions.sections if section.id == "actions")
    people = {row[2] for row in rows}
    assert any(who.endswith(", and the sponsor") for who in people), people


def test_actions_of_which_none_has_a_day_have_no_column_for_it(browser_row):
    credit = load_project(sample_document("credit"), owner=browser_row)
    report = compose_report(Workspace(credit, credit.scenarios.get(slug="base")))
    table = table_of(next(section for section in report.sections if section.id == "actions"))
    assert table.head == ("What", "Effect on the verdict", "Who", "State")
    assert {len(row) for row in table.rows} == {4}


def test_answers_that_are_tables_stand_as_tables(parts):
    asked = [asked for block in parts["answers"].blocks for asked in block.questions]
    assert [row.answer for row in asked if ": " in row.answer and "; " in row.answer and row.rows] == []
    users = next(question for question in asked if "How many" in question.head)
    assert len(users.rows) == 2


def test_appendix_names_no_identifier(parts):
    rows = [row for block in parts["methods"].blocks if isinstance(block, ReportTable) for row in block.rows]
    assert rows
    assert [row for row in rows if "_" in row[1]] == []


def test_page_one_says_what_is_recommended_and_what_it_brings(sample):
    workspace = Workspace(sample, sample.scenarios.get(slug="base"))
    decision = compose_report(workspace, Audience.SPONSOR).decision
    assert decision.recommended == "Agree owners and dates. No money yet."
    assert "–" not in (decision.value, decision.running, decision.months, decision.chance)
    assert decision.assumed.endswith("inputs is an assumption")


def test_link_that_hides_pay_compares_nothing_that_moves_with_it(sample):
    workspace = Workspace(sample, sample.scenarios.get(slug="base"), hide_pay=True)
    report = compose_report(workspace, is_link=True)
    parts = {section.id: section for section in report.sections}
    assert [block for block in parts["options"].blocks if isinstance(block, ReportTable)] == []
    assert "scenarios" not in parts
    assert (report.decision.value, report.decision.running) == ("–", "–")
    assert not any("is not enough" in row[0] for row in table_of(parts["risks"]).rows)


def test_every_part_begins_with_what_came_out_of_it(parts):
    assert [part for part, section in parts.items() if section.blocks and not section.finding] == []


def test_sentence_above_the_inputs_counts_as_every_page_does(parts, sample):
    headline = headline_of(Workspace(sample, sample.scenarios.get(slug="base")))
    words = f"{headline.assumed} of {headline.inputs} inputs of the business case and the team is our assumption."
    assert parts["assumptions"].finding == f"{words} The list also holds those of computing and of the plans."
