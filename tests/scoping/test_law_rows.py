"""A small law worked by hand: class, duties and impact assessment by what was answered, and how its file is read."""

from typing import Any

import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.expressions import Facts
from scoping.domain.plans.law import Law, judge, load_law

FILE = """\
format = 1
id = "law"
language = "en"
checked_on = 2026-11-01
text_read = "The text of May."
disclaimer = "This is no advice."
not_covered = "Nothing happens there."

[[class]]
id = "banned"
title = "Banned"
says = "It must not be."

[[class]]
id = "high"
title = "High"
says = "Much is owed."

[[class]]
id = "low"
title = "Low"
says = "Little is owed."

[[rule]]
id = "scores"
class = "banned"
when = "'scores' in data.law_banned"
title = "Scores people"
article = "Article 5"
applies_from = 2025-02-02
address = "https://law.example/5"
status = "verified"

[[rule]]
id = "work"
class = "high"
when = "'employment' in data.law_area"
title = "Decides about work"
article = "Article 6"
applies_from = 2027-12-02
address = "https://law.example/6"
status = "recalled"
checked_on = 2026-11-20

[[rule]]
id = "product"
class = "high"
when = "'product' in data.law_area"
title = "A part of a product"
article = "Article 6"
applies_from = 2028-08-02
address = "https://law.example/6"
status = "recalled"

[[duty]]
id = "stop"
classes = ["banned"]
roles = ["provider", "deployer"]
title = "Stop"
action = "Do not."
article = "Article 5"
applies_from = 2025-01-01
address = "https://law.example/5"
status = "verified"

[[duty]]
id = "check"
classes = ["high"]
roles = ["provider"]
title = "Check"
action = "Have it checked."
article = "Article 43"
applies_from = 2026-08-02
address = "https://law.example/43"
status = "verified"
note = "Or do it yourself."

[[duty]]
id = "watch"
classes = ["high"]
roles = ["deployer"]
when = "'personal' in risk.touches"
title = "Watch"
action = "Watch it."
article = "Article 26"
applies_from = 2028-01-01
address = "https://law.example/26"
status = "verified"

[[duty]]
id = "learn"
classes = ["high", "low"]
roles = ["provider", "deployer"]
title = "Learn"
action = "Teach people."
article = "Article 4"
applies_from = 2025-02-02
address = "https://law.example/4"
status = "verified"

[dpia]
personal = "'personal' in risk.touches or 'sensitive' in risk.touches"
needed = "It is needed."
not_needed = "It is not."
not_needed_yet = "Not yet."
action = "Do it."
needed_elsewhere = "It would be needed."
action_elsewhere = "It would help."
article = "Article 35"
applies_from = 2018-05-25
address = "https://law.example/35"
status = "verified"

[[criterion]]
id = "sensitive"
alone = true
when = "'sensitive' in risk.touches"
says = "Touches what is sensitive."

[[criterion]]
id = "area"
alone = false
when = "'employment' in data.law_area"
says = "Is about work."

[[criterion]]
id = "faces"
alone = false
when = "'talks' in data.law_faces"
open_while = "not answered(data.law_faces)"
says = "Talks with people."

[[reference]]
framework = "A framework"
id = "1.1"
says = "Know your data."
fields = ["risk.touches"]
status = "ours"

[[case]]
name = "A ranking of people"
class = "high"
dpia = false

[case.answers]
"data.law_where" = "eu"
"data.law_banned" = ["none"]
"data.law_area" = ["employment"]
"data.law_faces" = ["none"]
"risk.touches" = ["none"]
"""


def load(tmp_path, text: str = FILE) -> Law:
    path = tmp_path / "law.toml"
    path.write_text(text, encoding="utf-8")
    return load_law(path, get_catalogue())


@pytest.fixture(scope="module")
def law(tmp_path_factory) -> Law:
    return load(tmp_path_factory.mktemp("law"))


ASKED = {"data.law_where": "eu", "data.law_banned": ["none"], "data.law_area": ["none"], "data.law_faces": ["none"]}


def judged(law: Law, said: dict[str, Any] | None = None, *, without: str = ""):
    """Judge answers in which all questions are answered, those of `said` otherwise and one perhaps not at all."""
    values = {**ASKED, **(said or {})}
    values.pop(without, None)
    known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
    return judge(law, Facts(answers=Answers(known)))


# ---------------------------------------------------------------- the class


@pytest.mark.parametrize(
    ("said", "class_id", "reasons"),
    [
        ({}, "low", []),
        ({"data.law_area": ["employment"]}, "high", ["work"]),
        ({"data.law_area": ["employment", "product"]}, "high", ["work", "product"]),
        ({"data.law_banned": ["scores"]}, "banned", ["scores"]),
        ({"data.law_banned": ["scores"], "data.law_area": ["employment"]}, "banned", ["scores"]),
    ],
)
def test_gravest_class_of_which_a_rule_holds_counts(law, said, class_id, reasons):
    found = judged(law, said)
    assert (found.risk.id, [rule.id for rule in found.reasons]) == (class_id, reasons)
    assert found.covered


@pytest.mark.parametrize("blank", ["data.law_banned", "data.law_area", "data.law_faces", "data.law_where"])
def test_nothing_is_said_while_a_question_is_open(law, blank):
    assert judged(law, without=blank).risk is None


@pytest.mark.parametrize("blank", ["data.law_area", "data.law_faces"])
def test_what_is_banned_is_banned_whatever_is_open(law, blank):
    assert judged(law, {"data.law_banned": ["scores"]}, without=blank).risk.id == "banned"


def test_high_risk_is_not_said_while_it_may_be_banned(law):
    found = judged(law, {"data.law_area": ["employment"]}, without="data.law_banned")
    assert (found.risk, found.reasons, found.duties) == (None, (), ())


@pytest.mark.parametrize("said", [{}, {"data.law_banned": ["scores"]}, {"data.law_area": ["employment"]}])
def test_elsewhere_nothing_is_owed(law, said):
    found = judged(law, {**said, "data.law_where": "elsewhere"})
    assert (found.covered, found.risk, found.duties) == (False, None, ())


# ---------------------------------------------------------------- what is owed


@pytest.mark.parametrize(
    ("said", "duties"),
    [
        ({}, ["learn"]),
        ({"data.law_area": ["employment"]}, ["check", "learn"]),
        ({"data.law_area": ["employment"], "risk.touches": ["personal"]}, ["check", "watch", "learn"]),
        ({"data.law_area": ["employment"], "data.law_role": "provider"}, ["check", "learn"]),
        ({"data.law_area": ["employment"], "data.law_role": "deployer"}, ["learn"]),
        (
            {"data.law_area": ["employment"], "data.law_role": "deployer", "risk.touches": ["personal"]},
            ["watch", "learn"],
        ),
        ({"data.law_banned": ["scores"]}, ["stop"]),
    ],
)
def test_duties_follow_class_role_and_answers(law, said, duties):
    assert [duty.id for duty in judged(law, said).duties] == duties


@pytest.mark.parametrize(
    ("said", "duty", "day"),
    [
        ({"data.law_area": ["employment"]}, "check", "2027-12-02"),
        ({"data.law_area": ["product"]}, "check", "2028-08-02"),
        ({"data.law_area": ["employment", "product"]}, "check", "2027-12-02"),
        ({"data.law_area": ["employment"], "risk.touches": ["personal"]}, "watch", "2028-01-01"),
        ({"data.law_area": ["employment"]}, "learn", "2025-02-02"),
        ({"data.law_banned": ["scores"]}, "stop", "2025-02-02"),
    ],
)
def test_duty_of_one_class_binds_once_the_class_does(law, said, duty, day):
    found = next(owed for owed in judged(law, said).duties if owed.id == duty)
    assert found.law.applies_from == day
    assert found.law.day.isoformat() == day


# ---------------------------------------------------------------- impact assessment


@pytest.mark.parametrize(
    ("said", "is_needed", "criteria"),
    [
        ({}, None, []),
        ({"risk.touches": ["none"]}, False, []),
        ({"risk.touches": ["personal"]}, False, []),
        ({"risk.touches": ["sensitive"]}, True, ["sensitive"]),
        ({"risk.touches": ["personal"], "data.law_area": ["employment"]}, False, ["area"]),
        (
            {"risk.touches": ["personal"], "data.law_area": ["employment"], "data.law_faces": ["talks"]},
            True,
            ["area", "faces"],
        ),
        ({"risk.touches": ["none"], "data.law_area": ["employment"], "data.law_faces": ["talks"]}, False, []),
    ],
)
def test_assessment_is_needed_by_one_grave_criterion_or_two_others(law, said, is_needed, criteria):
    found = judged(law, said)
    assert (found.needs_assessment, [criterion.id for criterion in found.criteria]) == (is_needed, criteria)


@pytest.mark.parametrize(
    ("touches", "area", "open_fields"),
    [
        ("none", "employment", ()),
        ("personal", "none", ()),  # one more would not be enough
        ("personal", "employment", ("data.law_faces",)),
        ("sensitive", "employment", ()),  # it is needed already
    ],
)
def test_what_nobody_has_answered_may_still_make_the_assessment_needed(law, touches, area, open_fields):
    said = {"risk.touches": [touches], "data.law_area": [area]}
    assert judged(law, said, without="data.law_faces").open_fields == open_fields
    assert judged(law, said).open_fields == ()


def test_assessment_is_a_duty_in_the_eu_and_a_measure_elsewhere(law):
    assert law.assessment.duty(covered=True).action == "Do it."
    assert law.assessment.duty(covered=False).action == "It would help."
    assert law.assessment.duty(covered=True).law.article == "Article 35"


# ---------------------------------------------------------------- the file


def test_article_takes_the_day_of_its_file_where_it_names_none(law):
    scores, work, _product = law.rules
    assert (scores.law.checked_on, work.law.checked_on) == ("2026-11-01", "2026-11-20")
    assert (scores.law.remark, work.law.remark) == ("", "from memory, not looked up")


def test_note_of_an_article_is_kept_and_may_be_missing(law):
    notes = {duty.id: duty.law.note for duty in law.duties}
    assert (notes["check"], notes["stop"]) == ("Or do it yourself.", "")


def test_reference_leads_to_the_fields_that_answer_it(law):
    (reference,) = law.references
    assert (reference.framework, reference.id, reference.field_ids) == ("A framework", "1.1", ("risk.touches",))


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ('class = "banned"', 'class = "mad"', "mad", "class of scores must be one of banned, high, low, not 'mad'"),
        ('id = "low"', 'id = "high"', None, "id high occurs twice"),
        ('id = "product"', 'id = "work"', None, "id work occurs twice"),
        ('id = "learn"', 'id = "stop"', None, "id stop occurs twice"),
        ('id = "faces"', 'id = "area"', None, "id area occurs twice"),
        (
            'classes = ["high", "low"]',
            'classes = ["high", "none"]',
            '"none"]\nroles',
            "none is none of banned, high",
        ),
        ('roles = ["deployer"]', 'roles = ["seller"]', "seller", "seller is none of provider, deployer"),
        ("'scores' in", "'skores' in", "skores", "data.law_banned has no choice 'skores'"),
        (
            '"https://law.example/35"',
            '"law.example/35"',
            '"law.example/35"',
            "must begin with https://, not law.example/35",
        ),
        ("applies_from = 2018-05-25", 'applies_from = "2018"', '"2018"', "applies_from of dpia must be a day"),
        ('status = "ours"', 'status = "sure"', "sure", "status of 1.1 must be one of verified, recalled, ours"),
        ('fields = ["risk.touches"]', 'fields = ["risk.touch"]', '"risk.touch"]', "names an unknown field risk.touch"),
        ("alone = true", 'alone = "yes"', "alone =", "alone of sensitive must be true or false"),
        ('text_read = "The text of May."\n', "", "format", "law has no text_read"),
        (
            'class = "high"\ndpia',
            'class = "low"\ndpia',
            'class = "low"\ndpia',
            "comes out as high, not low",
        ),
        (
            "dpia = false",
            "dpia = true",
            "dpia = true",
            "of A ranking of people comes out as False",
        ),
        ('"risk.touches" = ["none"]\n', '"risk.touch" = []\n', "[case.answers]", "names an unknown field risk.touch"),
        ('needed_elsewhere = "It would be needed."\n', "", "[dpia]", "dpia has no needed_elsewhere"),
    ],
)
def test_broken_law_is_refused_with_its_line(tmp_path, old, new, at, reason):
    text = FILE.replace(old, new, 1)
    assert text != FILE
    with pytest.raises(BrokenDataFile) as refused:
        load(tmp_path, text)
    assert reason in refused.value.reason
    if at is not None:
        assert refused.value.line == text[: text.index(at)].count("\n") + 1


def test_case_that_says_nothing_of_an_assessment_is_not_held_to_it(tmp_path):
    assert load(tmp_path, FILE.replace("dpia = false\n", "")).cases[0].needs_assessment is None


def test_second_case_of_one_name_is_refused(tmp_path):
    case = FILE[FILE.index("[[case]]") :]
    with pytest.raises(BrokenDataFile, match="name A ranking of people occurs twice") as refused:
        load(tmp_path, f"{FILE}\n{case}")
    assert refused.value.line > FILE.count("\n")


def test_case_that_leaves_a_question_open_comes_out_as_none(tmp_path):
    with pytest.raises(BrokenDataFile, match="A ranking of people comes out as none, not high"):
        load(tmp_path, FILE.replace('"data.law_faces" = ["none"]\n', ""))
