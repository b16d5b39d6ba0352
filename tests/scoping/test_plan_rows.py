"""Rows of the plan files, kind by kind: what is read of each, and what each is refused for, with file and line."""

from dataclasses import dataclass
from typing import Any

import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile, table_of
from projects.domain.expressions import Facts
from projects.domain.ranges import Range
from scoping.domain.plans.data import load_data_plan
from scoping.domain.plans.evaluation import (
    benchmarks_for,
    load_evaluation_plan,
    metrics_for,
    proposal_for,
    protocols_for,
)
from scoping.domain.plans.reading import RowSource, read_head, read_rule, read_sentence, read_source
from scoping.domain.plans.training import load_training_plan, run_sheet

DATA = """\
format = 1
id = "data_plan"
language = "en"
checked_on = 2026-11-01

[[step]]
id = "language"
own = { low = 90, likely = 97, high = 100 }
web = { low = 40, likely = 48, high = 60 }
web_source = "A paper"
status = "recalled"
checked_on = 2026-11-27
watch = "Read 50 documents."

[[corpus]]
id = "pages"
choice = "c4"
name = "Pages"
size = "5 TB"
tokens = 5e12
languages = "many"
licence = "open"
good_for = "Anything."
limits = "Much is noise."
source = "Its card"
status = "verified"
"""

TRAINING = """\
format = 1
id = "training_plan"
language = "en"

[[method]]
id = "lora"
when = "compute.finetune_method == 'lora'"
says = "A small part is trained."
names = "Names of a library."

[[method]]
id = "full"
when = "compute.finetune_method in ['lora', 'full']"
says = "All is trained."
names = "Names of a library."

[[line]]
id = "batch"
area = "Steps"
methods = ["lora", "full"]
when = "answered(compute.finetune_method)"
value = "{compute.finetune_method}: save every {young_daly}."
why = "It is usual."
wrong = "It gets worse."
source = "A paper"
status = "recalled"
compute = "accumulation"
batch = 64
arguments = { rate = 1e-4, parts = { a = 1, b = "two" } }

[[line]]
id = "rank"
area = "Size"
methods = ["lora"]
when = "answered(compute.finetune_method)"
value = "16"
why = "It is usual."
wrong = "It gets worse."
source = "A paper"
status = "ours"

[[line]]
id = "decay"
area = "Steps"
methods = ["full"]
when = "answered(compute.finetune_method)"
value = "0.1"
why = "It is usual."
wrong = "It gets worse."
source = "A paper"
status = "ours"
"""

EVALUATION = """\
format = 1
id = "evaluation_plan"
language = "en"

[[metric]]
id = "sort"
when = "solution.task == 'sort'"
use = "Share right."
one_number = "Share right of all."
beware = "Count the rare class."

[[benchmark]]
id = "public"
name = "Public"
when = "solution.task == 'sort'"
measures = "Sorting"
use = "To compare."
limits = "It is old."
successor = "None"
source = "Its page"
status = "verified"

[[protocol]]
id = "blind"
title = "Blind"
when = "solution.task == 'sort'"
says = "Take {group_cases} of each."
source = "A book"
status = "ours"

[size]
two_groups = "10 / (p1 - p2)"
same_cases = "q / d"
precision = "p / h"
errors_same_cases = "v × (1 − r) / d"
errors_two_groups = "v / d"
errors_precision = "v / h"
disagreement = 0.2
error_spread = 0.6
error_likeness = 0.5
says = "You need {n} cases."
says_of_errors = "For {difference} you need {n} of them."
planned = "You plan {evaluation.test_cases}."
assumed = "We take {evaluation.test_cases}."
source = "A book"
source_of_errors = "Another book"

[[size.worked]]
formula = "precision"
p = 0.5
h = 0.2
n = 3

[[size.worked]]
formula = "two_groups"
p1 = 0.75
p2 = 0.25
n = 20

[[size.worked]]
formula = "same_cases"
q = 0.5
d = 0.25
n = 2

[[size.worked]]
formula = "errors_same_cases"
v = 0.5
r = 0.5
d = 0.25
n = 1

[[size.worked]]
formula = "errors_two_groups"
v = 0.5
d = 0.25
n = 2

[[size.worked]]
formula = "errors_precision"
v = 0.5
h = 0.25
n = 2

[[proposal]]
field = "evaluation.target"
when = "answered(outcome.good_enough)"
value = 90
reason = "What is useful."
"""

WORKED = """\
[[size.worked]]
formula = "same_cases"
q = 0.5
d = 0.25
n = 2

"""

LOADERS = {"data": load_data_plan, "training": load_training_plan, "evaluation": load_evaluation_plan}
TEXTS = {"data": DATA, "training": TRAINING, "evaluation": EVALUATION}


def load(tmp_path, name: str, text: str = "") -> Any:
    path = tmp_path / f"{name}.toml"
    path.write_text(text or TEXTS[name], encoding="utf-8")
    return LOADERS[name](path, get_catalogue())


def facts(**values: Any) -> Facts:
    """Return facts in which fields, named with two underscores for the point, are known."""
    ids = {name.replace("__", "."): value for name, value in values.items()}
    known = {key: Answer(field_id=key, state=AnswerState.KNOWN, value=value) for key, value in ids.items()}
    return Facts(answers=Answers(known))


# ---------------------------------------------------------------- what is read


def test_step_keeps_its_shares_its_source_and_its_own_day(tmp_path):
    step = load(tmp_path, "data").steps["language"]
    assert (step.own, step.web) == (Range(low=90, likely=97, high=100), Range(low=40, likely=48, high=60))
    assert step.source == RowSource(text="A paper", status="recalled", checked_on="2026-11-27")
    assert step.watch == "Read 50 documents."


def test_row_without_a_day_takes_that_of_its_file(tmp_path):
    (corpus,) = load(tmp_path, "data").corpora
    assert corpus.source == RowSource(text="Its card", status="verified", checked_on="2026-11-01")
    assert (corpus.choice, corpus.tokens) == ("c4", 5e12)


def test_row_of_a_file_without_a_day_has_none(tmp_path):
    (corpus,) = load(tmp_path, "data", DATA.replace("checked_on = 2026-11-01\n", "")).corpora
    assert corpus.source.checked_on == ""


@pytest.mark.parametrize(
    ("status", "remark"), [("verified", ""), ("recalled", "from memory, not looked up"), ("ours", "our proposal")]
)
def test_source_says_how_sure_it_is(status, remark):
    assert RowSource(text="A paper", status=status).remark == remark


def test_line_keeps_what_programs_call_it(tmp_path):
    line = load(tmp_path, "training").lines[0]
    assert line.arguments == {"rate": 1e-4, "parts": {"a": 1, "b": "two"}}
    assert (line.compute, line.batch, line.methods) == ("accumulation", 64.0, ("lora", "full"))


def test_line_without_extras_has_none(tmp_path):
    line = load(tmp_path, "training").lines[1]
    assert (line.compute, line.batch, line.arguments) == ("", 0.0, {})


@pytest.mark.parametrize(
    ("answer", "method", "lines"),
    [("lora", "lora", ["batch", "rank"]), ("full", "full", ["batch", "decay"])],
)
def test_run_sheet_has_the_lines_of_the_first_method_that_fits(tmp_path, answer, method, lines):
    sheet = run_sheet(load(tmp_path, "training"), facts(compute__finetune_method=answer))
    assert (sheet.method.id, [line.id for line in sheet.lines]) == (method, lines)


def test_nothing_is_trained_where_no_method_fits(tmp_path):
    assert run_sheet(load(tmp_path, "training"), facts()) is None


def test_run_sheet_lists_its_lines_by_area_in_the_order_of_the_file(tmp_path):
    sheet = run_sheet(load(tmp_path, "training"), facts(compute__finetune_method="full"))
    assert {area: [line.id for line in lines] for area, lines in sheet.areas.items()} == {"Steps": ["batch", "decay"]}


def test_what_to_measure_follows_the_task(tmp_path):
    plan = load(tmp_path, "evaluation")
    for rows_for in (metrics_for, benchmarks_for, protocols_for):
        assert len(rows_for(plan, facts(solution__task="sort"))) == 1
        assert rows_for(plan, facts(solution__task="find")) == ()


def test_value_is_proposed_for_its_field_where_its_rule_holds(tmp_path):
    plan, known = load(tmp_path, "evaluation"), facts(outcome__good_enough="Nine of ten")
    assert proposal_for(plan, "evaluation.target", known).value == 90
    assert proposal_for(plan, "evaluation.test_cases", known) is None
    assert proposal_for(plan, "evaluation.target", facts()) is None


def test_first_of_several_proposals_counts(tmp_path):
    second = EVALUATION[EVALUATION.index("[[proposal]]") :].replace("90", "80")
    plan = load(tmp_path, "evaluation", f"{EVALUATION}\n{second}")
    assert proposal_for(plan, "evaluation.target", facts(outcome__good_enough="Nine of ten")).value == 90


# ---------------------------------------------------------------- what is refused


@dataclass(frozen=True)
class Fault:
    name: str
    old: str
    new: str
    at: str | None
    """A piece of the line that is named."""
    reason: str


FAULTS = [
    Fault("data", "format = 1", "format = 2", "format = 2", "format must be 1"),
    Fault("data", 'id = "data_plan"\n', "", "format = 1", "the file has no id"),
    Fault("data", 'language = "en"\n', "", "format = 1", "data_plan has no language"),
    Fault("data", 'id = "language"', 'id = "polish"', 'id = "polish"', "id of polish must be one of"),
    Fault("data", "low = 90", "low = 98", "own = {", "own of language must rise from low to high, between 0 and 100"),
    Fault("data", "high = 100", "high = 101", "own = {", "own of language must rise from low to high"),
    Fault("data", "low = 40", "low = -1", "web = {", "web of language must rise from low to high"),
    Fault("data", "likely = 48", "likely = 61", "web = {", "web of language must rise from low to high"),
    Fault("data", "high = 60 }", "high = 60, most = 70 }", "web = {", "web has an unknown key most"),
    Fault("data", 'web_source = "A paper"\n', "", "[[step]]", "language has no web_source"),
    Fault("data", 'status = "recalled"', 'status = "sure"', '"sure"', "must be one of verified, recalled, ours"),
    Fault("data", "2026-11-27", '"soon"', 'checked_on = "soon"', "checked_on of language must be a day"),
    Fault("data", 'watch = "Read', 'wotch = "Read', "[[step]]", "language has no watch"),
    Fault("data", 'choice = "c4"', 'choice = "none at all"', "none at all", "is no choice of data.outside"),
    Fault("data", "tokens = 5e12", "tokens = -5.0", "tokens = -5", "tokens of pages must not be below 0, not -5"),
    Fault("data", 'licence = "open"\n', "", "[[corpus]]", "pages has no licence"),
    Fault("training", 'id = "full"', 'id = "partly"', 'id = "partly"', "id of partly must be one of classic, pretrain"),
    Fault("training", 'id = "full"', 'id = "lora"', None, "id lora occurs twice"),
    Fault("training", 'id = "decay"', 'id = "rank"', None, "id rank occurs twice"),
    Fault("training", '["lora", "full"]', '["lora", "half"]', "half", "half is no method: classic, pretrain"),
    Fault("training", "'lora'\"", "'lora' and\"", 'and"', "the rule cannot be read"),
    Fault("training", "== 'lora'", "== 'lara'", "lara", "compute.finetune_method has no choice 'lara'"),
    Fault("training", "{young_daly}", "{day}", "{day}", "value of batch names an unknown field day"),
    Fault("training", "{young_daly}", "{compute.day}", "{compute.day}", "names an unknown field compute.day"),
    Fault("training", "It is usual.", "It is } usual.", "} usual", "why of batch has a brace that is no {field.id}"),
    Fault("training", '"accumulation"', '"guessing"', "guessing", "compute of batch must be one of layout, young_daly"),
    Fault("training", "rate = 1e-4", "rate = [1]", "arguments", "rate of batch must be a text, a number"),
    Fault("training", 'b = "two"', "b = [2]", "arguments", "parts of batch must be a text, a number"),
    Fault("evaluation", 'one_number = "Share right of all."\n', "", "[[metric]]", "sort has no one_number"),
    Fault("evaluation", 'successor = "None"\n', "", "[[benchmark]]", "public has no successor"),
    Fault("evaluation", "{group_cases}", "{n}", "{n} of each", "says of blind names an unknown field n"),
    Fault("evaluation", "need {n}", "need {m}", "{m}", "says of size names an unknown field m"),
    Fault("evaluation", "n = 3", "n = 4", "n = 4", "precision gives 3 cases for this, not 4"),
    Fault("evaluation", "h = 0.2\nn", "h = 0\nn", 'formula = "precision"', "the formula cannot be worked out"),
    Fault("evaluation", "p = 0.5\n", "", 'formula = "precision"', "the formula cannot be worked out"),
    Fault("evaluation", 'formula = "precision"', 'formula = "luck"', "luck", "formula of worked must be one of"),
    Fault("evaluation", "disagreement = 0.2", "disagreement = 0", "disagreement", "a share above 0 and up to 1"),
    Fault("evaluation", "disagreement = 0.2", "disagreement = 1.1", "disagreement", "a share above 0 and up to 1"),
    Fault("evaluation", "spread = 0.6", "spread = 0", "error_spread", "error_spread must be above 0"),
    Fault("evaluation", "likeness = 0.5", "likeness = 1", "error_likeness", "error_likeness must be 0 or more"),
    Fault("evaluation", "need {n} of", "need {x} of", "{x}", "says_of_errors of size names an unknown field x"),
    Fault("evaluation", '"evaluation.target"', '"evaluation.goal"', "goal", "names an unknown field evaluation.goal"),
    Fault("evaluation", "value = 90\n", "", "[[proposal]]", "has no value"),
    Fault("evaluation", "value = 90", "value = 900", "value = 900", "is 900, which evaluation.target does not take"),
    Fault("evaluation", "value = 90", "value = -1", "value = -1", "is -1, which evaluation.target does not take"),
    Fault(
        "evaluation", '"evaluation.target"', '"evaluation.groups"', "evaluation.groups", "is no number, so none can be"
    ),
    Fault("evaluation", WORKED, "", "[[size.worked]]", "no worked case tries same_cases"),
    Fault("evaluation", "You need {n} cases.", "You need some.", "need some", "says of size does not say {n}"),
    Fault("evaluation", "For {difference} you", "You", "You need {n} of", "does not say {difference}"),
    Fault("data", 'language = "en"', 'language = "pl"', '"pl"', "language of data_plan must be one of en"),
    Fault("data", "tokens = 5e12", "tokens = inf", "tokens = inf", "tokens of pages must be a finite number, not inf"),
    Fault("data", "low = 90", "low = nan", "own = {", "low of own must be a finite number, not nan"),
    Fault("data", 'choice = "c4"', 'choice = "none"', '"none"', "none is no choice of data.outside"),
    Fault("training", 'methods = ["lora", "full"]', "methods = []", "[]", "methods of batch must name one or more"),
    Fault("training", '["lora", "full"]', '["full", "full"]', '"full", "full"', "must name one or more, each once"),
    Fault("training", '["lora", "full"]', '["lora", "qlora"]', "qlora", "no [[method]] of the file is qlora"),
    Fault("training", "batch = 64", "batch = -64", "batch = -64", "batch of batch must not be below 0, not -64"),
    Fault("training", "rate = 1e-4", '"a rate" = 1e-4', "arguments", "a rate of batch is no name of an argument"),
    Fault("training", 'b = "two"', "'b: c' = 2", "arguments", "b: c of batch is no name of an argument"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.name}: {fault.new[:30] or fault.old[:30]}")
def test_broken_row_is_refused_with_its_line_and_reason(tmp_path, fault):
    text = TEXTS[fault.name].replace(fault.old, fault.new, 1)
    assert text != TEXTS[fault.name]
    with pytest.raises(BrokenDataFile) as refused:
        load(tmp_path, fault.name, text)
    assert fault.reason in refused.value.reason
    assert refused.value.path.name == f"{fault.name}.toml"
    if fault.at is not None:
        assert refused.value.line == text[: text.index(fault.at)].count("\n") + 1


def test_one_choice_takes_one_collection(tmp_path):
    again = DATA[DATA.index("[[corpus]]") :].replace('id = "pages"', 'id = "more"')
    with pytest.raises(BrokenDataFile, match="choice c4 occurs twice"):
        load(tmp_path, "data", f"{DATA}\n{again}")


@pytest.mark.parametrize("share", [(0, 0, 0), (100, 100, 100), (0, 50, 100)])
def test_shares_from_nothing_to_all_are_taken(tmp_path, share):
    low, likely, high = share
    text = DATA.replace("low = 90, likely = 97, high = 100", f"low = {low}, likely = {likely}, high = {high}")
    assert load(tmp_path, "data", text).steps["language"].own == Range(low=low, likely=likely, high=high)


@pytest.mark.parametrize("share", [0.01, 1])
def test_disagreement_may_be_all_cases(tmp_path, share):
    text = EVALUATION.replace("disagreement = 0.2", f"disagreement = {share}")
    assert load(tmp_path, "evaluation", text).size.disagreement == share


# ---------------------------------------------------------------- the parts that all files share


def row(tmp_path, text: str):
    return table_of(tmp_path / "plan.toml", text)


def test_rule_must_look_at_an_answer(tmp_path):
    with pytest.raises(BrokenDataFile, match="when of the file depends on no answer"):
        read_rule(row(tmp_path, 'when = "1 == 1"\n'), get_catalogue())


def test_rule_may_stand_under_another_key(tmp_path):
    rule = read_rule(row(tmp_path, 'personal = "answered(risk.touches)"\n'), get_catalogue(), "personal")
    assert rule.references() == {"risk.touches"}


@pytest.mark.parametrize(
    "sentence",
    ["No places.", "It is {compute.approach}.", "It costs {result.cost_p50}.", "You need {n}."],
)
def test_sentence_names_fields_results_and_what_its_plan_works_out(tmp_path, sentence):
    read = read_sentence(row(tmp_path, f'says = "{sentence}"\n'), "says", get_catalogue(), frozenset({"n"}))
    assert read == sentence


@pytest.mark.parametrize("sentence", ["A { brace", "A } brace", "{}", "{two words}"])
def test_brace_that_is_no_place_is_refused(tmp_path, sentence):
    with pytest.raises(BrokenDataFile, match="says of the file"):
        read_sentence(row(tmp_path, f'says = "{sentence}"\n'), "says", get_catalogue())


def test_source_needs_to_say_how_sure_it_is(tmp_path):
    with pytest.raises(BrokenDataFile, match="the file has no status"):
        read_source(row(tmp_path, 'source = "A paper"\n'), "")


def test_head_gives_the_day_of_the_file(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text('format = 1\nid = "plan"\nlanguage = "en"\nsource = "us"\nchecked_on = 2026-11-01\n')
    table, day = read_head(path)
    assert day == "2026-11-01"
    table.close()
