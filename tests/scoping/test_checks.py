import pytest
from django.conf import settings

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.expressions import facts_of
from scoping.domain.checks import FindingPiece, flagged_fields, load_checks, pieces, run_checks

CHECKS = settings.FIXTURES / "checks.toml"


@pytest.mark.parametrize("scenario", ["base", "api", "fine_tune"])
def test_sample_draws_the_findings_worked_out_by_hand(scenario, look, sample_facts, claims):
    found = {finding.check.id for finding in run_checks(look, sample_facts[scenario])}
    assert found == set(claims["expected"][f"checks_{scenario}"])


def test_gravest_findings_come_first(look, sample_facts):
    found = run_checks(look, sample_facts["fine_tune"])
    assert [(finding.check.id, finding.severity.id) for finding in found] == [
        ("check.budget_below_range", "stop"),
        ("check.broken_promise", "fix"),
        ("check.budget_below_likely", "fix"),
        ("check.value_without_owner", "fix"),
    ]


def test_grave_findings_flag_their_fields(look, sample_facts):
    found = run_checks(look, sample_facts["base"])
    assert flagged_fields(found) == {"people.promises", "value.horizon_months", "risk.run_owner", "risk.run_budget"}


def test_empty_project_draws_no_finding(look, catalogue):
    assert run_checks(look, facts_of(catalogue, Answers({}))) == []


def test_message_leaves_places_for_answers(look, catalogue):
    days = {"plan.start": "2027-03-01", "plan.first_version": "2027-02-01"}
    answers = Answers({name: Answer(field_id=name, state=AnswerState.KNOWN, value=day) for name, day in days.items()})
    [finding] = run_checks(look, facts_of(catalogue, answers))
    assert finding.message == (
        FindingPiece(text="The first version is due on "),
        FindingPiece(field_id="plan.first_version"),
        FindingPiece(text=", but work starts on "),
        FindingPiece(field_id="plan.start"),
        FindingPiece(text="."),
    )


@pytest.mark.parametrize(
    ("mark", "approach", "is_found"),
    [(65, "api", True), (72, None, True), (73, "api", False), (65, "no_ai", False)],
)
def test_pass_mark_that_the_simple_way_passes_is_remarked(look, catalogue, mark, approach, is_found):
    values = {"evaluation.target": mark, "evaluation.simple_way": 72, "compute.approach": approach}
    known = {name: value for name, value in values.items() if value is not None}
    answers = Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in known.items()}
    )
    found = [finding.check.id for finding in run_checks(look, facts_of(catalogue, answers))]
    assert ("check.pass_mark_below_simple_way" in found) is is_found


@pytest.mark.parametrize(("price", "is_found"), [(2, False), (1.5, True), (6, False), (6.5, True)])
def test_label_that_costs_one_thing_under_problem_and_another_under_data_is_remarked(look, catalogue, price, is_found):
    """Two minutes at 62 an hour are 2.07: a quarter more than 1.65, and a third of 6.2, as doubles may be labelled."""
    exactly = {"data.label_price": price, "data.label_minutes": 2, "data.label_rate": 62}
    values = {name: {"low": value, "likely": value, "high": value} for name, value in exactly.items()}
    asked = {"data.labels": "none", "data.label_count": {"low": 300, "likely": 400, "high": 600}}
    found = found_in(look, catalogue, values | asked)
    assert ("check.label_priced_twice" in found) is is_found


@pytest.mark.parametrize(
    ("touches", "groups", "is_found"),
    [("rights", ["none"], True), ("rights", ["region", "group"], False), ("personal", ["none"], False)],
)
def test_tool_that_decides_about_people_is_tested_by_groups_of_them(look, catalogue, touches, groups, is_found):
    found = found_in(look, catalogue, {"risk.touches": [touches], "evaluation.groups": groups})
    assert ("check.people_not_tested" in found) is is_found


@pytest.mark.parametrize(
    ("useful", "mark", "is_found"), [(2, 65, True), (2, 90, False), (3, 70, False), (4, 40, False)]
)
def test_pass_mark_below_what_is_useful_is_remarked(look, catalogue, useful, mark, is_found):
    found = found_in(look, catalogue, {"outcome.good_enough": useful, "evaluation.target": mark})
    assert ("check.pass_mark_below_useful" in found) is is_found


@pytest.mark.parametrize(
    ("pilot", "short", "is_found"),
    [
        ("steps", 4, True),
        ("steps", None, False),
        ("shadow", 17, False),  # runs unseen, before anybody uses it
        ("none", 17, False),
    ],
)
def test_decision_before_the_pilot_is_over_is_remarked(look, catalogue, pilot, short, is_found):
    said = {"evaluation.pilot": pilot, "evaluation.pilot_weeks": 6, "evaluation.decide_on": "2027-05-10"}
    said |= {"plan.first_version": "2027-04-05"}
    known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in said.items()}
    results = {} if short is None else {"result.pilot_days_short": short}
    found = {finding.check.id for finding in run_checks(look, facts_of(catalogue, Answers(known), results))}
    assert ("check.decision_before_pilot_ends" in found) is is_found


def test_sentence_without_places_is_one_piece():
    assert pieces("Nothing to fill in.") == (FindingPiece(text="Nothing to fill in."),)


def test_hidden_answer_draws_no_finding(look, catalogue):
    values = {
        "solution.task": "sort",
        "solution.outside": "directly",
        "solution.error_harm": 3,
        "solution.error_noticed": "at_once",
    }
    answers = Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
    )
    assert run_checks(look, facts_of(catalogue, answers)) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('fields = ["problem.statement"]', 'fields = ["why.now"]', "must be those of its rule: problem.statement"),
        ('severity = "fix"', 'severity = "grave"', "must be one of stop, fix, look"),
        ("{success.target}", "{success.aim}", "names an unknown field success.aim"),
        ("{success.target}", "{Target}", "has a brace that is no {field.id}"),
        ("success.target == success.baseline", "success.target == success", "is not part of the language"),
        ('id = "check.problem_without_number"', 'id = "check.technology_in_problem"', "occurs twice"),
        ('action = "Rewrite the problem', 'deed = "Rewrite the problem', "has no action"),
    ],
)
def test_faulty_check_is_refused_with_its_line(tmp_path, catalogue, old, new, reason):
    text = CHECKS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "checks.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenDataFile) as caught:
        load_checks(path, catalogue)
    assert reason in str(caught.value)
    assert caught.value.line > 1


def found_in(look, catalogue, values):
    said = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
    return {finding.check.id for finding in run_checks(look, facts_of(catalogue, Answers(said)))}


@pytest.mark.parametrize(("assessed", "is_found"), [("no", True), ("asked", True), (None, True), ("under_way", False)])
def test_rights_without_an_assessment_are_found_where_nobody_knows_of_one_too(look, catalogue, assessed, is_found):
    state = AnswerState.UNKNOWN if assessed is None else AnswerState.KNOWN
    said = {
        "risk.touches": Answer(field_id="risk.touches", state=AnswerState.KNOWN, value=["rights"]),
        "risk.assessed": Answer(field_id="risk.assessed", state=state, value=assessed),
    }
    found = {finding.check.id for finding in run_checks(look, facts_of(catalogue, Answers(said)))}
    assert ("check.rights_without_assessment" in found) is is_found


@pytest.mark.parametrize(("seconds", "is_found"), [(9.9, False), (68, True)])
def test_answer_that_takes_longer_than_allowed_is_remarked(look, catalogue, seconds, is_found):
    limit = Answer(field_id="evaluation.latency_limit", state=AnswerState.KNOWN, value=10)
    facts = facts_of(catalogue, Answers({limit.field_id: limit}), {"result.answer_s": seconds})
    assert ("check.answer_too_slow" in {finding.check.id for finding in run_checks(look, facts)}) is is_found


@pytest.mark.parametrize("field_id", ["why.volume", "problem.monthly_hours"])
def test_number_beside_the_problem_is_a_number(look, catalogue, field_id):
    problem = {"problem.statement": "Letters go to the wrong desk."}
    size = {field_id: {"low": 8000, "likely": 9000, "high": 10_000}}
    assert "check.problem_without_number" in found_in(look, catalogue, problem)
    assert "check.problem_without_number" not in found_in(look, catalogue, problem | size)


@pytest.mark.parametrize(("agreed", "drawn"), [(200_000, True), (100_000, False)])
def test_budget_above_what_is_out_of_the_question_is_a_contradiction(look, catalogue, agreed, drawn):
    found = found_in(look, catalogue, {"plan.budget_agreed": agreed, "plan.budget_ceiling": 100_000})
    assert ("check.budget_above_ceiling" in found) is drawn


@pytest.mark.parametrize(
    ("price", "kind", "is_found"), [(180_000, "licences", True), (None, "licences", False), (9, "other", False)]
)
def test_data_with_a_price_beside_licences_of_the_team_are_remarked(look, catalogue, price, kind, is_found):
    rows = {
        "data.inventory": [{"source": "Papers", "cost": price}],
        "team.other_expenses": [{"what": "Papers", "kind": kind}],
    }
    assert ("check.data_bought_twice" in found_in(look, catalogue, rows)) is is_found


@pytest.mark.parametrize(("share", "split", "is_found"), [(14, "time", True), (15, "time", False), (14, "none", False)])
def test_share_that_keeps_fewer_cases_than_are_tested_is_remarked(look, catalogue, share, split, is_found):
    """15 out of 100 of 2,000 labelled cases are the 300 of the test."""
    counts = {"data.label_count": 2000, "evaluation.test_cases": 300}
    exactly = {name: {"low": count, "likely": count, "high": count} for name, count in counts.items()}
    said = {"data.labels": "none", "data.split_by": split, "data.test_share": share} | exactly
    assert ("check.test_share_too_small" in found_in(look, catalogue, said)) is is_found


@pytest.mark.parametrize(("approval", "is_found"), [("all", False), ("risky", True), ("none", True), (None, True)])
def test_perfect_texts_are_not_asked_of_a_tool_whose_every_text_is_approved(look, catalogue, approval, is_found):
    values = {"outcome.good_enough": 1, "solution.task": "write", "solution.approval": approval}
    known = {name: value for name, value in values.items() if value is not None}
    answers = Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in known.items()}
    )
    found = [finding.check.id for finding in run_checks(look, facts_of(catalogue, answers))]
    assert ("check.perfection_from_a_writer" in found) is is_found
