"""The shipped texts: complete, within their limits, easy to read, and no rule that never speaks."""

import re
import tomllib
from collections import Counter
from datetime import date

import pytest
from django.conf import settings

from decisions.content import get_rulebook
from projects.domain.expressions import RESULTS, Rule
from projects.domain.fields import FieldType
from projects.domain.ranges import Range
from scoping.content import get_approach_plan, get_glossary, get_interview, get_training_plan

SECTIONS = settings.FIXTURES / "sections"
PROBLEM = tomllib.loads((SECTIONS / "problem.toml").read_text(encoding="utf-8"))
APPROACH = tomllib.loads((SECTIONS.parent / "plans" / "approach.toml").read_text(encoding="utf-8"))
READINESS = tomllib.loads((SECTIONS / "readiness.toml").read_text(encoding="utf-8"))
MINE = ("problem", "value", "evaluation")
QUESTION_LIMITS = {"title": 40, "question": 180, "why": 200, "help": 320, "good_example": 240, "bad_example": 160,
                   "bad_reason": 160, "find_out": 200}  # fmt: skip
FOUNDING_ADVICE = {
    "1 clear problem": ["problem.statement", "problem.process_step"],
    "2 ask why": ["why.matters", "why.now"],
    "3 ideal outcome": ["outcome.picture", "outcome.actions"],
    "4 past attempts": ["tried.attempts", "tried.keep"],
    "7 success metrics": ["success.metric", "success.baseline", "success.target", "success.by"],
    "7 review after launch": ["success.reviewer", "success.review_date", "success.review_every"],
    "7 ongoing optimisation": ["success.may_change"],
    "8 all stakeholders": ["people.sponsor", "people.users", "people.affected"],
    "8 expectations": ["people.promises"],
    "8 change": ["people.training_hours", "people.support"],
    "9 strategic goals": ["strategy.goal", "strategy.goal_quote"],
    "9 long-term value": ["strategy.lasting"],
    "10 dependencies": ["plan.dependencies"],
    "10 logistics": ["plan.people", "solution.place"],
    "10 timeframe": ["plan.start", "plan.first_version", "plan.fixed_date"],
    "10 budget": ["plan.budget_agreed", "plan.budget_hoped", "plan.budget_ceiling"],
}
FOUNDING_PATH = {
    "well defined": ["problem.statement", "readiness.01"],
    "needs AI": ["readiness.07", "readiness.08"],
    "something simpler": ["tried.simplest", "readiness.04"],
    "the problem recurs": ["why.volume", "why.lasts", "readiness.05", "readiness.06"],
    "a 70 % solution is useful": ["outcome.good_enough", "readiness.09"],
    "a failure is bearable": ["solution.error_harm", "solution.error_undo", "readiness.10"],
    "data are available": ["data.sources", "data.permission", "readiness.11", "readiness.12", "readiness.13"],
    "data are consolidated and consistent": ["data.shape", "readiness.14"],
    "data are of known quality": ["data.sample_checked", "readiness.15"],
    "benefits outweigh cost": ["strategy.yearly_value", "readiness.18", "readiness.20"],
    "direct cost": ["value.integration_one_off", "value.running_licences_per_year", "readiness.19"],
    "indirect cost: staff training, downtime": ["people.training_hours", "people.hours_free", "value.ramp_up_months"],
    "time and people": ["plan.people", "team.roles", "readiness.23"],
    "users are asked and ready": ["people.users", "readiness.21", "readiness.22"],
    "start simple, fast and easy": ["plan.first_slice", "readiness.26"],
}


def sentences(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.!?])\s", text) if sentence]


def syllables(word: str) -> int:
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = (word.endswith("e") and not word.endswith(("le", "ee"))) or (
        word.endswith("ed") and not word.endswith(("ted", "ded"))
    )
    return max(1, groups - 1 if silent and groups > 1 else groups)


def reading_ease(texts: list[str]) -> float:
    """Return the Flesch reading ease: 60 and more is plain English."""
    joined = " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)
    count = max(1, len(re.findall(r"[.!?]+(?:\s|\"|$)", joined)))
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", joined)
    return 206.835 - 1.015 * len(words) / count - 84.6 * sum(map(syllables, words)) / len(words)


# ---------------------------------------------------------------- complete


def test_problem_questionnaire_has_its_42_questions_in_order(catalogue):
    per_letter = ["A5", "B3", "C3", "D3", "E5", "F4", "G3", "H5", "I5", "J4", "K2"]
    expected = [f"{group[0]}{number}" for group in per_letter for number in range(1, int(group[1:]) + 1)]
    assert [asked.ref for asked in catalogue.sections["problem"].questions] == expected
    assert len(expected) == 42


def test_quick_questions_are_26_and_seven_hard_gates(catalogue):
    quick = Counter(catalogue.section_of[asked.id].id for asked in catalogue.quick)
    assert quick == {"problem": 26, "readiness": 7}


@pytest.mark.parametrize("line", FOUNDING_ADVICE)
def test_advice_of_the_founding_document_is_asked_for(line, catalogue):
    assert [field_id for field_id in FOUNDING_ADVICE[line] if field_id not in catalogue.fields] == []


@pytest.mark.parametrize("line", FOUNDING_PATH)
def test_question_whether_ai_is_the_path_is_asked(line, catalogue):
    assert [field_id for field_id in FOUNDING_PATH[line] if field_id not in catalogue.fields] == []


def test_advice_on_talking_is_given():
    """5 open communication: rephrase, summarise, follow up; 6 stay curious, listen, do not sell."""
    tips = " ".join(get_interview().tips)
    assert "Say the answer back in your own words" in tips
    assert "what else?" in tips
    assert "Do not name a solution" in tips
    assert "Silence" in tips
    assert all(question["follow_ups"] for question in PROBLEM["question"])


def test_results_that_rules_know_are_all_used_or_shown(look, checklist):
    used = {reference for check in look.checks for reference in check.rule.references()}
    used |= {reference for item in checklist.items for reference in item.looks_at}
    used |= {reference for rule in get_rulebook().from_rules() for reference in rule.when.references()}
    used |= {reference for part in (get_training_plan().lines, get_approach_plan().designs) for row in part
             for reference in row.rule.references()}  # fmt: skip
    # For the report, which shows every result that is handed to the rules.
    assert set(RESULTS) - used == {"result.running_cost_p50", "result.labelling_cost"}


# ---------------------------------------------------------------- within limits


@pytest.mark.parametrize("name", MINE)
def test_questions_are_complete_and_short(name, catalogue):
    for asked in catalogue.sections[name].questions:
        for key, most in QUESTION_LIMITS.items():
            text = getattr(asked, key)
            assert 0 < len(text) <= most, f"{asked.id}.{key} has {len(text)} characters"
            assert "  " not in text
        assert 2 <= len(asked.follow_ups) <= 4
        assert all(len(follow_up) <= 120 for follow_up in asked.follow_ups)
        assert len(asked.title.split()) <= 5


@pytest.mark.parametrize("name", MINE)
def test_fields_have_short_labels_and_explained_choices(name, catalogue):
    for field in catalogue.sections[name].fields:
        assert len(field.label) <= 90
        for choice in field.choices:
            assert len(choice.label) <= 60, choice
            assert 0 < len(choice.hint) <= 80, choice


@pytest.mark.parametrize("name", MINE)
def test_numbers_and_ranges_have_limits_and_units(name, catalogue):
    for field in catalogue.sections[name].fields:
        if field.type is FieldType.RANGE:
            assert field.unit
            assert field.minimum is not None
        if field.unit.startswith("%"):
            # A share of a whole ends at 100; a reserve or the upkeep may be more than what it is a share of.
            most = 200 if field.id in {"value.contingency_share", "value.upkeep_share"} else 100
            assert (field.minimum, field.maximum) == (0, most)


def test_every_default_says_whose_it_is_and_since_when(catalogue):
    for name in MINE:
        for field in catalogue.sections[name].fields:
            if field.default is not None:
                assert field.default_source.startswith("Plumbline's proposal"), field.id
                assert date.fromisoformat(field.default_date) <= date(2026, 11, 30)
                if field.type is FieldType.RANGE:
                    assert not Range.from_json(field.default).is_exact, f"a guess of {field.id} is no single number"


def test_sources_of_defaults_say_from_memory_in_words_a_reader_knows(catalogue):
    assert [field.id for field in catalogue.fields.values() if "recalled" in field.default_source] == []


def test_checklist_texts_are_short(checklist):
    for item in checklist.items:
        assert len(item.statement) <= 100
        assert len(item.why) <= 200
        assert len(item.advice.action) <= 220
        assert all(len(anchor) <= 90 for anchor in item.anchors)
        assert all(len(proposal.reason) <= 110 for proposal in item.prefill)


def test_next_step_of_a_statement_names_no_approach_that_may_be_ruled_out(checklist):
    """It is said to every project, whatever its answers rule out."""
    steps = [step.action for item in checklist.items for step in (item.advice, item.if_unknown) if step]
    assert [step for step in steps if re.search(r"fine-tun|\bAPI\b|retriev|from scratch", step)] == []


def test_checks_are_short_and_say_what_their_rule_does(look, catalogue):
    for check in look.checks:
        assert (len(check.title) <= 40, len(check.message) <= 240, len(check.action) <= 220) == (True, True, True)
        named = set(re.findall(r"\b[a-z]+\.[a-z_0-9]+\b", check.when)) & set(catalogue.fields)
        assert named <= check.rule.references(), check.id


def test_design_decisions_are_read_at_a_glance():
    # What it is, when to care, what to ask. Of our own words only: a translation may need more of them.
    words = {row["id"]: len(f"{row['what']} {row['care']} {row['ask']}".split()) for row in APPROACH["design"]}
    assert [name for name, count in words.items() if count > 60] == []


def test_glossary_entries_are_one_or_two_sentences():
    for term in get_glossary().terms:
        assert len(term.text) <= 260, term.id
        assert len(re.findall(r"[.!?](?:\s|$)", term.text)) <= 2, term.id


@pytest.mark.parametrize(
    "texts",
    [
        *([question[key] for question in PROBLEM["question"]] for key in QUESTION_LIMITS if key != "title"),
        [follow_up for question in PROBLEM["question"] for follow_up in question["follow_ups"]],
        [item["statement"] for item in READINESS["item"]],
        [anchor for item in READINESS["item"] for anchor in item["anchors"]],
        [f"{item['if_weak']['action']} {item['why']}" for item in READINESS["item"]],
        [item["if_unknown"]["action"] for item in READINESS["item"] if "if_unknown" in item],
        [term.text for term in get_glossary().terms],
    ],
)
def test_texts_are_plain_english(texts):
    assert reading_ease(texts) >= 60


@pytest.mark.parametrize("name", MINE)
def test_sections_are_plain_english(name, catalogue):
    asked = catalogue.sections[name].questions
    assert reading_ease([text for item in asked for text in (item.question, item.why, item.help, item.find_out)]) >= 60


def test_checks_are_plain_english(look):
    assert reading_ease([text for check in look.checks for text in (check.message, check.action)]) >= 60


# ---------------------------------------------------------------- every rule speaks


def spoken(rules: dict[str, Rule | str], projects) -> Counter[str]:
    return Counter(name for facts in projects for name, rule in rules.items() if facts.holds(rule))


def test_every_check_and_condition_speaks_sometimes_and_not_always(look, checklist, catalogue, random_projects):
    rules: dict[str, Rule | str] = {check.id: check.rule for check in look.checks}
    for section in catalogue.sections.values():
        for asked in section.questions:
            rules |= {f"condition of {asked.id}": asked.when} if asked.when else {}
            rules |= {f"condition of field {field.id}": field.when for field in asked.fields if field.when}
    times = spoken(rules, random_projects)
    assert {name: times[name] for name in rules if times[name] in (0, len(random_projects))} == {}


def test_every_proposal_is_made_sometimes_and_not_always(checklist, random_projects):
    times: Counter[tuple[str, int]] = Counter()
    for facts in random_projects:
        for item in checklist.items:
            first = next((place for place, prefill in enumerate(item.prefill) if facts.holds(prefill.rule)), None)
            if first is not None:
                times[item.id, first] += 1
    made = [(item.id, place) for item in checklist.items for place in range(len(item.prefill))]
    assert {proposal: times[proposal] for proposal in made if times[proposal] in (0, len(random_projects))} == {}
