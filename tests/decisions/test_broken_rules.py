"""The rule of the verdict and the assumptions of the value with one thing wrong: refused with file, line and reason."""

import pytest
from django.conf import settings

from decisions.domain.rulebook import EvidenceStage, ReasonSource, load_rulebook
from decisions.domain.value_rules import CountKind, load_value_rules
from projects.catalogue import get_catalogue
from projects.domain.datafiles import BrokenDataFile
from projects.domain.ranges import Range

pytestmark = pytest.mark.once

DECISION, VALUE = (
    (settings.FIXTURES / f"{name}.toml").read_text(encoding="utf-8") for name in ("decision", "value_rules")
)
CEILING = 'id = "budget.above_ceiling"\nrank = 3\nlight = "budget"\nholds_at = "stop"\n'


def changed(tmp_path, name, text, before, after):
    assert before in text
    path = tmp_path / name
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


def rulebook(tmp_path, before, after):
    return load_rulebook(changed(tmp_path, "decision.toml", DECISION, before, after), get_catalogue())


def value_rules(tmp_path, before, after):
    return load_value_rules(changed(tmp_path, "value_rules.toml", VALUE, before, after), get_catalogue())


def line_of(text, before, after, at):
    """Return the line on which something stands once the file is changed."""
    now = text.replace(before, after, 1)
    return now[: now.index(at)].count("\n") + 1


# ---------------------------------------------------------------- the verdict


@pytest.mark.parametrize(
    ("before", "after", "at", "reason"),
    [
        ('id = "pilot"', 'id = "go"', 'id = "go"\nlabel = "Pilot"', "id go occurs twice"),
        ('label = "Pilot"\n', "", '[[outcome]]\nid = "pilot"', "pilot has no label"),
        ('label = "Pilot"', 'label = ""', 'label = ""', "label of pilot is empty"),
        ('label = "Pilot"', 'label = " Pilot"', 'label = " Pilot"', "label of pilot begins or ends with a blank"),
        ('label = "Pilot"', "label = 1", "label = 1", "label of pilot must be a text, not 1"),
        ('label = "Pilot"', 'label = "Pilot"\nlable = "x"', 'lable = "x"', "pilot has an unknown key lable"),
        (CEILING, CEILING.replace("3", "8"), "rank = 8", "budget.above_ceiling has rank 8, there are 7"),
        (CEILING, CEILING.replace("3", "0"), "rank = 0", "rank of budget.above_ceiling must be above 0, not 0"),
        (CEILING, CEILING.replace("3", '"3"'), 'rank = "3"',
         "rank of budget.above_ceiling must be a whole number, not '3'"),
        (CEILING, CEILING.replace('"budget"\n', '"cash"\n'), 'light = "cash"',
         "light of budget.above_ceiling must be one of readiness, benefit, budget, simple, risk, not 'cash'"),
        (CEILING, CEILING.replace('"stop"', '"halt"'), 'holds_at = "halt"',
         "holds_at of budget.above_ceiling must be one of go, pilot, fix_first, simple_first, stop, not 'halt'"),
        (CEILING, f'{CEILING}from = "rumour"\n', 'from = "rumour"',
         f"from of budget.above_ceiling must be one of {', '.join(ReasonSource)}, not 'rumour'"),
        (CEILING, f'{CEILING}counts_from = "noon"\n', 'counts_from = "noon"',
         f"counts_from of budget.above_ceiling must be one of {', '.join(EvidenceStage)}, not 'noon'"),
        (CEILING, f"{CEILING}value_from = 1.5\n", "value_from = 1.5",
         "value_from of budget.above_ceiling must lie between 0 and 1, not 1.5"),
        (CEILING, f"{CEILING}value_from = -0.1\n", "value_from = -0.1",
         "value_from of budget.above_ceiling must lie between 0 and 1, not -0.1"),
        (CEILING, f'{CEILING}opens = "yes"\n', 'opens = "yes"',
         "opens of budget.above_ceiling must be true or false, not 'yes'"),
        ('flip = "Cut cost or choose', 'flip = "Ask {the.oracle} or choose', 'flip = "Ask {the.oracle}',
         "flip of benefit.loses_at_best names an unknown field the.oracle"),
        ('flip = "Cut cost or choose', 'flip = "Cut } or choose', 'flip = "Cut } or',
         "flip of benefit.loses_at_best has a brace that is no {field.id}"),
        ('covers = ["benefit.loses", "benefit.rarely_pays_back"]', 'covers = ["benefit.loses", 3]',
         'covers = ["benefit.loses", 3]', "covers of benefit.loses_at_best must be a list of texts, not 3"),
        ('person = "people.sponsor"\n', 'person = "people.saint"\n', 'person = "people.saint"',
         "person of budget names an unknown field people.saint"),
    ],
)  # fmt: skip
def test_broken_rule_is_refused_with_file_line_and_reason(tmp_path, before, after, at, reason):
    with pytest.raises(BrokenDataFile) as caught:
        rulebook(tmp_path, before, after)
    found = (caught.value.path.name, caught.value.line, caught.value.reason)
    assert found == ("decision.toml", line_of(DECISION, before, after, at), reason)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('needs = "answered(result.npv_p50)"', 'needs = "answered(result.npv"', "cannot be read"),
        ('needs = "answered(result.npv_p50)"', 'needs = "answered(value.luck)"', "value.luck"),
        ('when = "result.npv_p90 < 0"', 'when = "result.nvp_p90 < 0"', "result.nvp_p90"),
        ('when = "result.npv_p90 < 0"\n', "", "benefit.loses_at_best has no when"),
        ('covers = ["benefit.loses", "benefit.rarely_pays_back"]', 'covers = ["benefit.loses", "benefit.none"]',
         "benefit.loses_at_best covers what is no finding, and no reason after it: benefit.none"),
        ('covers = ["benefit.loses", "benefit.rarely_pays_back"]', 'covers = ["benefit.loses_at_best"]',
         "benefit.loses_at_best covers what is no finding, and no reason after it: benefit.loses_at_best"),
        ('about = ["budget.above_ceiling", "check.above_the_ceiling"]', 'about = ["budget.above_ceilings"]',
         "about of cost names what is no reason, statement, finding or field: budget.above_ceilings"),
        ('about = ["budget.above_ceiling", "check.above_the_ceiling"]',
         'about = ["budget.above_ceiling", "budget.below_likely"]',
         "budget.below_likely stands in two matters, cost and budget"),
        ("[findings]\n", '[findings]\nmoney = ["check.above_the_ceiling"]\n', "findings has an unknown key money"),
        ("[findings]\nfatal = [", "[findings]\nfatal_too = [", "findings has no fatal"),
        ('from = "score"', 'from = "hard_gate"', "there must be one reason from hard_gate, not 2"),
        ('id = "simple_first"', 'id = "simple"', "outcomes must be go, pilot, fix_first, simple_first, stop in this "
         "order, not go, pilot, fix_first, simple, stop"),
        ('version = "2026.11"', 'versions = "2026.11"', "decision has an unknown key versions"),
    ],
)  # fmt: skip
def test_rule_that_names_what_is_not_there_is_refused(tmp_path, before, after, said):
    with pytest.raises(BrokenDataFile) as caught:
        rulebook(tmp_path, before, after)
    assert said in caught.value.reason
    assert caught.value.line > 0


def test_outcomes_in_another_order_are_refused(tmp_path):
    """Which one is stricter is read off the order."""
    swapped = DECISION.replace('id = "go"', 'id = "x"', 1).replace('id = "pilot"', 'id = "go"', 1)
    path = tmp_path / "decision.toml"
    path.write_text(swapped.replace('id = "x"', 'id = "pilot"', 1), encoding="utf-8")
    with pytest.raises(BrokenDataFile, match=r"in this order, not pilot, go, fix_first"):
        load_rulebook(path, get_catalogue())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"format = ", "Invalid value"), (b"\xff", "is not UTF-8 text"), (b"", "the file has no outcome"),
        (b"outcome = 1", "outcome of the file must be a list, not 1"),
        (b"outcome = [1]", "outcome of the file must be a list of tables, not 1"),
    ],
)  # fmt: skip
def test_file_that_is_no_rule_is_refused(tmp_path, content, reason):
    path = tmp_path / "decision.toml"
    path.write_bytes(content)
    with pytest.raises(BrokenDataFile) as caught:
        load_rulebook(path, get_catalogue())
    assert reason in caught.value.reason


def test_missing_file_is_named(tmp_path):
    for load in (load_rulebook, load_value_rules):
        with pytest.raises(BrokenDataFile, match=r"^gone\.toml: cannot be read \(No such file"):
            load(tmp_path / "gone.toml", get_catalogue())


# ---------------------------------------------------------------- what a sound file says


@pytest.fixture(scope="module")
def shipped():
    return load_rulebook(settings.FIXTURES / "decision.toml", get_catalogue())


def test_reasons_stand_by_rank_and_in_the_order_of_the_file_within_one(shipped):
    ranks = [reason.rank for reason in shipped.reasons]
    assert ranks == sorted(ranks)
    of_three = [reason.id for reason in shipped.reasons if reason.rank == 3]
    assert sorted(of_three, key=lambda id_: DECISION.index(f'id = "{id_}"')) == of_three


def test_outcome_is_found_by_its_id_and_an_unknown_one_is_an_error(shipped):
    assert shipped.outcome("pilot").label == "Pilot"
    with pytest.raises(KeyError):
        shipped.outcome("maybe")


def test_stop_is_the_strictest_and_go_the_least(shipped):
    assert list(shipped.strictness) == ["go", "pilot", "fix_first", "simple_first", "stop"]
    assert list(shipped.strictness.values()) == [0, 1, 2, 3, 4]


def test_what_a_reason_covers_covers_what_that_one_covers(shipped):
    above = next(reason for reason in shipped.reasons if reason.id == "benefit.none")
    below = next(reason for reason in shipped.reasons if reason.id == "benefit.loses_at_best")
    assert set(below.covers) <= shipped.covered_by(above)
    assert below.id in shipped.covered_by(above)


def test_only_reasons_from_rules_look_at_answers(shipped):
    assert {reason.source for reason in shipped.from_rules()} == {ReasonSource.RULE}
    assert {reason.source for reason in shipped.reasons if reason.when is None} == set(ReasonSource) - {
        ReasonSource.RULE
    }


def test_every_reason_and_finding_belongs_to_one_action_at_most(shipped):
    about = [thing for matter in shipped.matters for thing in matter.about]
    assert len(about) == len(set(about)) == len(shipped.matter_of)


# ---------------------------------------------------------------- the assumptions of the value


@pytest.mark.parametrize(
    ("before", "after", "at", "reason"),
    [
        ('with = "value.coverage"', 'with = "value.cover"', 'with = "value.cover"',
         "with of value.adoption names an unknown field value.cover"),
        ("rank_correlation = 0.3", "rank_correlation = -1", "rank_correlation = -1",
         "rank_correlation of value.adoption must lie between -1 and 1, not -1.0"),
        ("rank_correlation = 0.3\n", "", "[[tie]]", "value.adoption has no rank_correlation"),
        ("on = true", "on = 1", "on = 1", "on of value.adoption must be true or false, not 1"),
        ('id = "value.integration_one_off"', 'id = "value.adoption"',
         'id = "value.adoption"\nwith = "team.schedule_slip"', "id value.adoption occurs twice"),
        ("low = 10\nlikely = 15", "low = 20\nlikely = 15", "likely = 15",
         "low, likely and high of usual must rise"),
        ("low = 10\nlikely = 15", 'low = "few"\nlikely = 15', 'low = "few"',
         "low of usual must be a number, not 'few'"),
        ("low = 10\nlikely = 15", "low = 10\nlikely = 15\nmost = 1", "most = 1", "usual has an unknown key most"),
        ('kind = "share"\nsample = 200', 'kind = "share"\nsample = 0', "sample = 0",
         "sample of count must be above 0, not 0"),
        ('kind = "share"\nsample = 200', 'kind = "share"\nsample = 2.5', "sample = 2.5",
         "sample of count must be a whole number, not 2.5"),
        ("spread = 60", "spread = -60", "spread = -60", "spread of count must be 0 or more, not -60"),
        ('how = "Sort 200', 'how = ""\nnote = "Sort 200', 'how = ""', "how of count is empty"),
        ("format = 1", "format = 1\nnews = 1", "news = 1", "value_rules has an unknown key news"),
    ],
)  # fmt: skip
def test_broken_assumption_is_refused_with_file_line_and_reason(tmp_path, before, after, at, reason):
    with pytest.raises(BrokenDataFile) as caught:
        value_rules(tmp_path, before, after)
    found = (caught.value.path.name, caught.value.line, caught.value.reason)
    assert found == ("value_rules.toml", line_of(VALUE, before, after, at), reason)


@pytest.mark.parametrize("key", ["tie", "usual", "count"])
def test_every_assumption_needs_its_source_or_says_how_it_is_counted(tmp_path, key):
    word = "how" if key == "count" else "source"
    start = VALUE.index(f"[[{key}]]")
    line = next(line for line in VALUE[start:].splitlines() if line.startswith(f"{word} ="))
    with pytest.raises(BrokenDataFile, match=f"has no {word}"):
        value_rules(tmp_path, f"{line}\n", "")


def test_day_of_an_assumption_is_a_day(tmp_path):
    with pytest.raises(BrokenDataFile, match=r"date of value\.adoption must be a day such as 2026-11-16, not 'May'"):
        value_rules(tmp_path, "date = 2026-11-28", 'date = "May"')


def test_usual_cost_is_told_as_it_stands_in_the_file(tmp_path):
    rules = value_rules(tmp_path, "low = 10\nlikely = 15\nhigh = 30", "low = 0\nlikely = 0\nhigh = 7.5")
    usual = next(cost for cost in rules.usual if cost.field_id == "value.contingency_share")
    assert (usual.value, usual.share_of_cost, usual.when) == (Range(low=0, likely=0, high=7.5), False, None)


def test_flow_is_one_sample_and_a_share_has_no_spread(tmp_path):
    rules = value_rules(tmp_path, "format = 1", "format = 1")
    for count in rules.counts.values():
        assert (count.sample == 1) is (count.kind is CountKind.FLOW), count.field_id
        assert (count.spread_pct == 0) is (count.kind is CountKind.SHARE), count.field_id
