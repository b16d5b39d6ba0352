from projects.domain.answers import Answer, Answers, AnswerState
from scoping.domain.summary import OUTLINE, LineLayout, summarise_problem


def known(**values: object) -> Answers:
    found = {name.replace("_", ".", 1): value for name, value in values.items()}
    return Answers({name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in found.items()})


def test_sample_reads_from_the_problem_to_the_plan(catalogue, sample_answers):
    blocks = summarise_problem(catalogue, sample_answers["base"])
    assert [block.id for block in blocks] == [
        "problem", "who", "cost", "outcome", "success", "limits", "tried", "people", "plan"
    ]  # fmt: skip
    first = blocks[0].lines[0]
    assert (first.field.id, first.shape) == ("problem.statement", LineLayout.PARAGRAPH)
    assert first.answer.value.startswith("Every working day about 450 claims e-mails")


def test_what_is_not_known_stands_there_as_open(catalogue, sample_answers):
    blocks = summarise_problem(catalogue, sample_answers["base"])
    still_open = [line for block in blocks for line in block.lines if line.is_open]
    assert [(line.field.id, line.answer.owner) for line in still_open] == [("risk.run_budget", "Dana Whitfield")]


def test_empty_project_has_no_summary(catalogue):
    assert summarise_problem(catalogue, Answers({})) == ()


def test_blank_and_not_relevant_answers_are_left_out(catalogue):
    answers = known(problem_statement="Mail goes astray.").overlaid(
        Answers({"why.matters": Answer(field_id="why.matters", state=AnswerState.NOT_RELEVANT, reason="a rule")})
    )
    [block] = summarise_problem(catalogue, answers)
    assert [line.field.id for line in block.lines] == ["problem.statement"]


def test_hidden_answer_is_left_out(catalogue):
    assert summarise_problem(catalogue, known(plan_fixed_reason="The contract ends")) == ()


def test_table_is_set_as_rows(catalogue):
    [block] = summarise_problem(catalogue, known(people_users=[{"group": "Clerks"}]))
    assert (block.id, block.lines[0].shape) == ("who", LineLayout.ROWS)


def test_outline_names_only_problem_fields_and_each_once(catalogue):
    ids = [field_id.removeprefix("*") for _id, _heading, field_ids in OUTLINE for field_id in field_ids.split()]
    assert len(set(ids)) == len(ids)
    assert {catalogue.section_of[field_id].id for field_id in ids} == {"problem"}
