"""The pages of the plans: an answer moves what they say, and what they hand on."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from decisions.domain.plan_figures import (
    CASES_NEEDED,
    FULL_RUNS,
    PRECISION,
    PROMPT_HOURS,
    PROMPT_NOISE,
    PROMPT_RUNS,
    SAVE_EVERY,
    SMALL_STEPS,
)
from decisions.options_said import say_options
from decisions.plan_pages import as_yaml, said_sheet
from decisions.results import results_of
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.document import load_project
from projects.domain.answers import Answer, AnswerState
from projects.domain.expressions import visible_fields
from projects.models import Answer as StoredAnswer
from projects.models import Project
from projects.saving import save_answer
from tests.decisions.pages import said_on, url, words_of
from tests.estimates.test_by_hand import SCENARIOS
from tests.test_access import make_member

pytestmark = pytest.mark.once

TRAINED = {
    "compute.approach": "train", "compute.parameters": 7e9, "compute.accelerator_count": 256,
    "training.checkpoint_minutes": 2, "training.hours_between_failures": 50_000,
    "compute.accelerator": "A100-SXM4-80GB",
}  # fmt: skip
TUNED = {
    "compute.approach": "fine_tune", "compute.parameters": 8e9, "compute.finetune_method": "lora",
    "compute.accelerator_count": 4, "compute.training_tokens": 2e6,
}  # fmt: skip
CLASSIC = {"compute.approach": "classic", "solution.task": "predict", "solution.input": ["table"]}


def sayer(scenario):
    """Return a function that answers fields of a scenario as a save does."""
    numbers = iter(range(10_000))

    def put(answers=None, /, **more):
        for field_id, value in {**(answers or {}), **{k.replace("__", "."): v for k, v in more.items()}}.items():
            known = scenario.answers.filter(field_id=field_id).first()
            said = Answer(
                field_id=field_id, state=AnswerState.KNOWN, value=value, version=known.version if known else 0
            )
            save_answer(scenario, said, token=f"t{next(numbers)}", who="")
        scenario.project.refresh_from_db()

    return put


@pytest.fixture
def say(base):
    return sayer(base)


def results(base):
    base.project.refresh_from_db()
    return results_of(Workspace(base.project, base))


def shown(owner, project, plan):
    return words_of(owner.get(url("decisions:plan_result", project, "base", plan)))


def likely(base, figure_id):
    return results(base).figures[figure_id].value.likely


def tries_of(base):
    """Return what the training plan says of tries."""
    return " ".join(line.value for line in said_sheet(Workspace(base.project, base))["Tries"])


# ---------------------------------------------------------------- data


def test_sources_that_the_problem_names_are_offered_where_the_plan_has_none(owner, project, say):
    assert "No source yet" in shown(owner, project, "data")
    say(data__sources=[{"source": "Mail"}, {"source": "Letters"}])
    page = shown(owner, project, "data")
    assert "The problem page names 2 sources." in page
    assert "No source yet" not in page


@pytest.mark.parametrize("counted", ["not_counted", "counted_none"])
def test_no_group_is_named_where_none_was_counted(owner, project, say, counted):
    say(data__thin_groups=["language"])
    assert "Thin by group: Some languages." in shown(owner, project, "data")
    say(data__thin_groups=[counted])
    assert "Thin by group" not in shown(owner, project, "data")


def test_raw_text_moves_the_tokens_that_training_is_priced_by(base, say):
    say(TRAINED, solution__task="write", data__raw_size={"low": 1e10, "likely": 1e10, "high": 1e10})
    before = results(base).compute.assumed["compute.training_tokens"].value.likely
    say(data__raw_size={"low": 3e10, "likely": 3e10, "high": 3e10})
    assert results(base).compute.assumed["compute.training_tokens"].value.likely == pytest.approx(3 * before)


def test_text_of_no_token_is_no_fault(owner, project, say):
    say(data__raw_size={"low": 0, "likely": 0, "high": 0})
    assert owner.get(url("decisions:data", project)).status_code == 200


def test_more_text_costs_more_on_page_1(owner, sample, say_sample):
    trained = {key: value for key, value in SCENARIOS["train"].items() if key != "compute.training_tokens"}
    say_sample(trained, data__raw_size={"low": 1e10, "likely": 1e10, "high": 1e10})
    before = cost_on_page_1(owner, sample)
    say_sample(data__raw_size={"low": 9e11, "likely": 9e11, "high": 9e11})
    assert cost_on_page_1(owner, sample) != before


@pytest.fixture
def say_sample(sample):
    return sayer(sample.scenarios.get(slug="base"))


def cost_on_page_1(owner, project):
    return words_of(owner.get(url("reports:report", project))).partition("Cost to launch")[2][:60]


def test_source_without_a_right_is_named_as_open(owner, project, say):
    say(data__inventory=[{"source": "Letters", "right": "unclear", "count": 10, "tokens_each": 900}])
    assert "Letters needs a fix" in shown(owner, project, "data")
    say(data__inventory=[{"source": "Letters", "right": "written", "personal": "none", "quality": "good"}])
    assert "needs a fix" not in shown(owner, project, "data")


@pytest.mark.parametrize(
    ("count", "unit", "said", "auf_deutsch"),
    [
        (86_000, "documents", "How many 86,000 documents", "86.000 Dokumente"),
        (340_000, "rows", "How many 340,000 table rows", "340.000 Tabellenzeilen"),
        (1_200, "hours", "How many 1,200 hours of sound or video", "1.200 Stunden Ton oder Video"),
        (1, "pictures", "How many 1 picture", ""),
        (50, None, "How many 50 units", "50 Stück"),
    ],
)
def test_number_of_a_source_is_said_with_what_it_counts(owner, project, say, count, unit, said, auf_deutsch):
    say(data__inventory=[{"source": "Letters", "count": count, "right": "written"} | ({"unit": unit} if unit else {})])
    for address in (url("decisions:plan_result", project, "base", "data"), url("reports:report", project)):
        page = words_of(owner.get(address)).replace("\u00a0", " ")
        assert said.removeprefix("How many ") in page
        assert "Of what" not in page.partition("Letters")[2].partition("Approach")[0]
    assert said in shown(owner, project, "data").replace("\u00a0", " ")
    owner.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    assert auf_deutsch in shown(owner, project, "data").replace("\u00a0", " ")


def test_source_without_text_counts_no_tokens(owner, project, say):
    rows = {"source": "Sales", "unit": "rows", "count": 900, "right": "written", "personal": "none", "quality": "good"}
    say(data__inventory=[rows])
    assert "0 tokens" not in shown(owner, project, "data")


def test_public_collection_is_taken_at_a_press(owner, project, base, say):
    say(compute__approach="train")
    address = url("decisions:take_corpus", project)
    owner.post(address, {"corpus": "pes2o", "version": "0"})
    assert base.answers.get(field_id="data.outside").value == ["papers"]
    owner.post(address, {"corpus": "c4", "version": "1"})
    assert base.answers.get(field_id="data.outside").value == ["papers", "c4"]


def test_unknown_collection_is_refused(owner, project, base):
    page = owner.post(url("decisions:take_corpus", project), {"corpus": "moon", "version": "0"}, follow=True)
    assert "This is not available" in words_of(page)
    assert not base.answers.exists()


def test_collections_are_offered_only_where_something_is_trained(owner, project, say):
    assert "Public collections" not in shown(owner, project, "data")
    say(compute__approach="fine_tune")
    assert "Public collections" in shown(owner, project, "data")


def test_steps_of_an_assumed_pipeline_say_what_to_watch(owner, project, say):
    say(data__raw_size={"low": 1e9, "likely": 1e9, "high": 1e9})
    page = shown(owner, project, "data")
    assert "of the text is usable" in page
    assert "Filters built on edited English drop dialect" in page


# ---------------------------------------------------------------- law


def test_law_that_is_not_covered_is_said_once(owner, project, say):
    say(data__law_where="elsewhere")
    page = shown(owner, project, "data")
    assert page.count("Only EU law is covered here") == 1
    assert "it is not legal advice" in page


@pytest.mark.parametrize(
    ("where", "said", "kept"),
    [
        ("eu", "An impact assessment is needed", "Ask the privacy officer what is required"),
        ("elsewhere", "Ask the privacy officer what is required where it is used", "An impact assessment is needed"),
    ],
)
def test_impact_assessment_is_a_duty_in_the_eu_and_a_measure_elsewhere(owner, project, say, where, said, kept):
    say(data__law_where=where, risk__touches=["sensitive"], why__volume={"low": 2e3, "likely": 2e3, "high": 2e3})
    page = shown(owner, project, "data")
    assert said in page
    assert kept not in page


def test_impact_assessment_is_not_ruled_out_before_what_it_depends_on_is_answered(owner, project, say):
    say(risk__touches=["personal"], solution__task="extract", why__volume=1300)
    page = shown(owner, project, "data")
    assert "By your answers so far no impact assessment is required" in page
    assert "may change it: Sources in detail." in page
    say(data__inventory=[{"source": "Voicemails"}])
    assert "By your answers no impact assessment is required. Write down why." in shown(owner, project, "data")


@pytest.mark.parametrize(("assessed", "begins"), [("no", True), ("under_way", False), ("done", False)])
def test_impact_assessment_is_begun_once(owner, project, say, assessed, begins):
    say(data__law_where="eu", risk__touches=["sensitive"], why__volume={"low": 2e3, "likely": 2e3, "high": 2e3})
    say(risk__assessed=assessed)
    page = shown(owner, project, "data")
    assert "An impact assessment is needed" in page
    assert ("Begin the impact assessment with the privacy officer" in page) is begins


def test_law_is_said_with_article_day_and_duties(owner, project, say):
    assert "No class yet" in shown(owner, project, "data")
    say(data__law_where="eu", data__law_role="provider", data__law_banned=["none"], data__law_area=["employment"],
        data__law_exempt=["none"], data__law_faces=["none"])  # fmt: skip
    page = shown(owner, project, "data")
    assert "EU AI Act: High risk." in page
    assert "Article 6(2), Annex III point 4" in page
    assert "Conformity assessment" in page
    assert page.count("it is not legal advice") == 1


# ---------------------------------------------------------------- approach


def test_advice_follows_the_answers(owner, project, say):
    page = shown(owner, project, "approach")
    assert "There is not enough to recommend an approach yet. To tell what fits, answer: Task in one verb" in page
    say(solution__task="answer", solution__input=["text"], approach__knowledge="documents", approach__product="none")
    page = shown(owner, project, "approach")
    reason = "The answers are in your documents, and those change."
    assert f"Our advice: A ready model with retrieval. {reason}" in page  # the approach is not named a second time
    assert "Try first, as it is cheaper: A ready model with a prompt." in page
    say(approach__product="tested_good")
    assert "Our advice: A bought product." in shown(owner, project, "approach")


def test_page_and_report_say_where_the_scenario_counts_with_another_approach_than_we_advise(owner):
    owner.post(reverse("projects:open_sample"), {"example": "bank"})
    project = Project.objects.latest("pk")
    instead = "This scenario counts with “Call a hosted model (API)” instead."
    assert instead in shown(owner, project, "approach")
    assert instead in owner.get(reverse("reports:report", args=[project.pk, "base"])).content.decode()
    assert "instead" not in words_of(owner.get(url("decisions:plan_result", project, "forms", "approach")))


@pytest.mark.parametrize(("example", "first"), [("credit", ""), ("retailer", ""), ("machines", "A bought product")])
def test_what_is_too_weak_or_today_or_dearer_in_all_is_not_to_be_tried_first(owner, example, first):
    """A bought product would cost the retailer less to launch, and more in three years."""
    owner.post(reverse("projects:open_sample"), {"example": example})
    project = Project.objects.latest("pk")
    said = say_options(Workspace(project, project.scenarios.get(slug="base")))
    assert (said.try_first.rung.title if said.try_first else "") == first
    if said.try_first:
        row, advised = said.of_step(said.try_first), next(row for row in said.rows if row.is_recommended)
        assert row.cost.figure.value.likely < advised.cost.figure.value.likely
        assert row.spent.figure.value.likely < advised.spent.figure.value.likely


def test_percentages_of_what_is_asked_and_planned_are_written_alike_and_sources_are_no_files():
    files = [path for path in Path(settings.FIXTURES).rglob("*.toml") if path.parent.name in {"plans", "sections"}]
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    said = [line for line in lines if '"' in line]
    assert [line for line in said if re.search(r"[0-9] %", line)] == []
    assert [line for line in said if re.match(r"\w*source = .*(fixtures/|\.csv)", line)] == []


ENCODER = {
    "solution.task": "sort", "solution.input": ["text"], "compute.approach": "fine_tune",
    "compute.finetune_method": "full", "compute.accelerator": "A100-SXM-80GB", "compute.accelerator_count": 1,
    "approach.choice": "fine_tune", "compute.model": "ModernBERT-large",
}  # fmt: skip


def test_context_moves_memory_of_training_hours_and_lines(base, say):
    say(ENCODER, approach__context="line")
    names = ("compute.train_each_gb", "compute.gpu_hours", "compute.training_tokens")
    figures = [likely(base, name) for name in names[:2]]
    lines = {line.id for line in results(base).plans.sheet.lines}
    say(approach__context="long")
    assert all(likely(base, name) > before for name, before in zip(names, figures, strict=False))
    assert {line.id for line in results(base).plans.sheet.lines} - lines == {"length.whole", "length.stretch"}


def test_models_that_read_no_such_text_are_no_candidates(owner, project, say):
    say(solution__task="write", approach__context="pages")
    page = shown(owner, project, "approach").partition("Open models to start from")[2]
    assert "Qwen3-0.6B" in page
    assert "20.4 GB 1 × L4" in page  # Ministral 3 8B: 17 GB and a fifth
    say(approach__context="long")
    page = shown(owner, project, "approach").partition("Open models to start from")[2]
    assert "Qwen3-0.6B" not in page  # it reads 40,960 tokens
    assert "1 × L40S" in page  # 62,500 tokens × 34 layers × 8 heads × 128 × 2 × 2 bytes = 8.7 GB: more than a fifth
    say(solution__task="sort", solution__input=["text"])
    assert "No open model of this kind in our table reads your longest text" in shown(owner, project, "approach")


def test_context_moves_the_advice(owner, project, say):
    say(solution__task="answer", solution__input=["text"], approach__knowledge="documents", approach__context="many")
    page = shown(owner, project, "approach")
    assert "fetch the passages that count (external memory)" in page
    assert "Pasting them all is paid again with every case" in page


def test_decision_that_matters_is_an_action_until_it_was_talked_through(owner, project, say):
    say(ENCODER, approach__context="long")
    page = shown(owner, project, "approach").partition("Decisions about the model that matter here")[2]
    assert all(title in page for title in ("Attention", "Positional encoding", "Size and scale"))
    todo = words_of(owner.get(url("decisions:actions", project)))
    assert "Talk these decisions about the model through: Attention, Positional encoding, Layer normalisation" in todo
    assert "How far was it trained, how far was it stretched" in todo
    say(approach__asked_team=["attention", "position", "norm", "size", "outlook"])
    assert "Talk these decisions" not in words_of(owner.get(url("decisions:actions", project)))
    assert "talked through" in shown(owner, project, "approach")


def test_hosted_model_leaves_no_decision_to_talk_through(owner, project, say):
    say(compute__approach="api", approach__choice="prompt", approach__context="pages", solution__task="sort")
    assert "that matter here" not in shown(owner, project, "approach")
    assert "Talk these decisions" not in words_of(owner.get(url("decisions:actions", project)))


def test_decisions_are_in_the_report(owner, project, say):
    say(ENCODER, approach__context="long")
    report = words_of(owner.get(url("reports:report", project)))
    assert "Your longest text takes" in report.partition("Decisions about the model that matter here")[2]


def test_model_from_scratch_takes_a_published_design(base, say):
    say(TRAINED)
    assert "rms_norm_eps: 0.00001" in as_yaml(Workspace(base.project, base))
    assert "hidden_act: silu" in as_yaml(Workspace(base.project, base))


def test_design_decisions_are_drawn(owner, project):
    page = shown(owner, project, "approach")
    assert "I hit the baseball with a bat." in page
    assert "Layer normalisation" in page


# ---------------------------------------------------------------- training


def test_save_interval_is_young_and_daly_s(base, say):
    say(TRAINED)
    assert likely(base, SAVE_EVERY) == pytest.approx(216.5, abs=0.1)  # sqrt(2 × 2 × 50,000 × 60 / 256)


def test_tries_and_batch_become_runs_and_small_steps(base, say):
    say(TUNED, training__trials=20, training__trial_share=5)
    assert likely(base, FULL_RUNS) == 3  # 20 × 5 % + 2
    assert likely(base, SMALL_STEPS) == 4  # 16 texts / 4 accelerators


@pytest.mark.parametrize(("answers", "method"), [(TRAINED, "pretrain"), (CLASSIC, "classic")])
def test_tries_count_in_full_runs_only_where_the_plan_runs_the_best_in_full(base, say, answers, method):
    """A forecast's tries take minutes; a large model has one full run."""
    say(answers, training__trials=12, training__trial_share=5)
    assert results(base).plans.sheet.method.id == method
    assert FULL_RUNS not in results(base).figures


def test_large_model_is_tried_in_small_as_often_as_the_answer_says(base, say):
    say(TRAINED, compute__parameters=6_700_000_000)
    assert "Three models of 1%" in tries_of(base)
    say(training__trials=12, training__trial_share=5)
    assert "No search at full size: 12\N{NO-BREAK SPACE}runs at 5% of a full run each" in tries_of(base)
    assert "Three models of 1%" not in tries_of(base)


def test_tries_are_the_full_runs_that_computing_is_priced_by(base, say):
    say(TUNED, solution__task="sort", solution__input=["text"])
    say(compute__accelerator="A100-SXM-80GB", training__trials=10, training__trial_share=10)
    before = likely(base, "compute.all_gpu_hours")
    say(training__trials=40)
    assert results(base).compute.assumed["compute.development_runs"].value.likely == 6
    assert likely(base, "compute.all_gpu_hours") == pytest.approx(2 * before, rel=0.01)  # 6 full runs against 3


def test_rounds_of_a_prompt_are_in_the_money_on_page_1(owner, sample, say_sample):
    before = cost_on_page_1(owner, sample)
    say_sample(training__prompt_cases=100_000, training__prompt_rounds=1000)
    assert cost_on_page_1(owner, sample) != before


def test_run_sheet_is_yaml_that_trainers_understand(base, say):
    say(TUNED)
    text = as_yaml(Workspace(base.project, base))
    settings = dict(line.partition("  #")[0].split(": ") for line in text.splitlines() if line and line[0] != "#")
    assert settings["learning_rate"] == "0.0002"
    assert settings["gradient_accumulation_steps"] == "4"
    assert settings["target_modules"] == "all-linear"


@pytest.mark.parametrize("machines", [4, 16])
@pytest.mark.parametrize("commitment", ["spot", "on_demand"])
def test_yaml_keeps_the_best_of_what_is_saved_when_it_is_scored(base, say, machines, commitment):
    """Trainers refuse to load the best model where they save and score at different moments."""
    say(TUNED, compute__accelerator_count=machines, compute__commitment=commitment)
    text = as_yaml(Workspace(base.project, base))
    settings = dict(line.partition("  #")[0].split(": ", 1) for line in text.splitlines() if line and line[0] != "#")
    assert settings["load_best_model_at_end"] == "true"
    assert settings["save_strategy"] == settings["eval_strategy"]


def test_yaml_says_in_words_what_each_line_sets(base, say):
    say(TUNED)
    lines = as_yaml(Workspace(base.project, base)).splitlines()
    assert lines[lines.index(next(line for line in lines if line.startswith("learning_rate"))) - 1].startswith(
        "# Learning rate: 2e-4"
    )


def test_warm_up_is_said_as_trainers_of_today_take_it(base, say):
    say(TUNED)
    text = as_yaml(Workspace(base.project, base))
    assert "\nwarmup_steps: 0.03  #" in text
    assert "transformers 5, where warmup_steps below 1 is a share of all steps" in text.splitlines()[1]


@pytest.mark.parametrize(("machines", "stages"), [(8, ["2"]), (4, ["1"]), (2, [])])
def test_yaml_splits_the_model_as_the_sheet_says(owner, project, base, say, machines, stages):
    say(TRAINED | {"compute.accelerator": "A100-SXM-80GB", "compute.accelerator_count": machines})
    assert re.findall(r"deepspeed: zero(\d).json", as_yaml(Workspace(base.project, base))) == stages
    assert re.findall(r"\(ZeRO stage (\d)\)", shown(owner, project, "training")) == stages


@pytest.mark.parametrize(("answers", "names", "setting"), [
    ({"compute.approach": "classic", "solution.task": "predict", "solution.input": ["table"]}, "LightGBM",
     "n_estimators: 2000"),
    (TRAINED, "TrainingArguments", "lr_scheduler_kwargs: {min_lr_rate: 0.1}"),
    (TUNED, "TrainingArguments", "r: 16"),
    ({"compute.approach": "api", "solution.task": "sort"}, "chat interfaces", "temperature: 0"),
])  # fmt: skip
def test_yaml_is_in_the_names_of_what_reads_it(base, say, answers, names, setting):
    say(answers)
    text = as_yaml(Workspace(base.project, base))
    assert names in text.splitlines()[1]
    assert f"\n{setting}  #" in text


@pytest.mark.parametrize(("minutes", "says"), [(0.1, "Every 48 minutes"), (2, "Every 3.6 hours")])
def test_time_between_saves_is_said_in_hours_where_it_is_long(owner, project, say, minutes, says):
    say(TRAINED | {"training.checkpoint_minutes": minutes})
    assert says in shown(owner, project, "training")


def test_classic_machine_learning_is_trained_too(owner, project, say):
    say(compute__approach="classic")
    assert "hours on an ordinary computer" in shown(owner, project, "training")


def test_run_sheet_follows_its_answers(owner, project, say):
    assert "No model is worked on so far" in shown(owner, project, "training")
    say(TUNED)
    page = shown(owner, project, "training")
    assert "2e-4, constant or linear down" in page
    assert "How to know it is wrong" in page
    assert owner.get(url("decisions:run_sheet", project))["Content-Disposition"].endswith('"run-sheet.yaml"')


def test_prompt_has_a_plan_with_rounds_luck_and_hours(owner, project, base, say):
    say(compute__approach="api", solution__task="sort", solution__input=["text"], training__prompt_cases=100)
    say(training__prompt_rounds=8, training__prompt_hours={"low": 2, "likely": 3, "high": 4})
    assert likely(base, PROMPT_NOISE) == pytest.approx(9.8)  # 100 × 1.96 × sqrt(0.25 / 100)
    assert (likely(base, PROMPT_RUNS), likely(base, PROMPT_HOURS)) == (800, pytest.approx(24, abs=0.01))
    page = shown(owner, project, "training")
    assert "100 cases to improve on" in page
    assert "a change of less than 9.8 points is luck" in page
    assert "temperature: 0" in as_yaml(Workspace(base.project, base))


def test_printed_run_sheet_leaves_the_questions_out(owner, project, say):
    say(TUNED)
    page = owner.get(url("decisions:training", project)).content.decode()
    assert "css/runsheet.css" in page
    assert 'class="gap asked"' in page


# ---------------------------------------------------------------- evaluation


@pytest.mark.parametrize(("answers", "cases"), [
    ({"evaluation.simple_way": 60, "evaluation.difference": 10}, 353),
    ({"evaluation.simple_way": 70, "evaluation.difference": 5}, 1247),
    ({"evaluation.difference": 10, "evaluation.paired": "yes"}, 194),
    ({"evaluation.target": 70, "evaluation.difference": 10}, 353),
])  # fmt: skip
def test_size_of_the_test_follows_the_difference(base, say, answers, cases):
    say(answers)
    assert likely(base, CASES_NEEDED) == cases


@pytest.mark.parametrize("answers", [
    {"evaluation.simple_way": 95, "evaluation.difference": 10},
    {"evaluation.difference": 60, "evaluation.paired": "yes"},
])  # fmt: skip
def test_difference_that_cannot_be_has_no_size(base, say, answers):
    say(answers)
    assert CASES_NEEDED not in results(base).figures


def test_more_cases_tell_the_share_more_exactly(base, say):
    say(evaluation__target=70, evaluation__test_cases=323)
    assert likely(base, PRECISION) == pytest.approx(5, abs=0.01)


def test_cases_of_the_test_are_called_a_plan_where_somebody_named_them(owner, project, say):
    say(evaluation__target=70)
    assert "Until you say how many you test, we take 200 to 600" in shown(owner, project, "evaluation")
    say(evaluation__test_cases={"low": 400, "likely": 400, "high": 400})
    assert "You plan 400 cases." in shown(owner, project, "evaluation")


def test_what_may_stay_open_is_not_called_undecided(owner, example):
    """The plan of this example is complete but for what is optional."""
    project = example("hospital")
    StoredAnswer.objects.filter(scenario__project=project, field_id="evaluation.exit").delete()
    page = shown(owner, project, "evaluation")
    assert "Not decided yet" not in page
    assert "Not said, and optional How it would be switched off for good" in page


def test_size_stands_on_the_pass_mark_that_is_proposed_while_nobody_gave_one(base, say):
    say(outcome__good_enough=3, evaluation__difference=10)
    assert likely(base, CASES_NEEDED) == 353  # 70 against 60


def test_size_of_a_forecast_is_said_in_per_cent_of_its_error(owner, project, say):
    say(solution__task="predict", evaluation__difference=20, evaluation__paired="yes")
    # 2.8² × 2 × 0.571 × (1 − 0.5) / 0.2² = 111.9
    said = "To see an average error that is lower by 20% you need about 112 cases"
    assert said in shown(owner, project, "evaluation")


def test_metric_follows_the_task(owner, project, say):
    say(solution__task="translate")
    assert "COMET or chrF" in shown(owner, project, "evaluation")


def test_unknown_plan_is_not_found(owner, project):
    assert owner.get(url("decisions:plan_result", project, "base", "world")).status_code == 404


def test_simple_way_is_not_measured_against_a_text_classifier(owner, project, say):
    say(solution__task="sort", solution__input=["text"], data__labels="all")
    assert "The simple way: a text classifier" in shown(owner, project, "evaluation")
    say(compute__approach="no_ai")
    assert "a text classifier" not in shown(owner, project, "evaluation")


def test_each_test_that_is_named_says_how_it_is_run(owner, project, say):
    assert "How each test is run" not in shown(owner, project, "evaluation")
    say(evaluation__measures=["multiple_choice", "people"], evaluation__latency_limit=3)
    page = shown(owner, project, "evaluation")
    assert "with the choices in another order" in page
    assert "coherence (does it hang together), relevance" in page
    assert "19 of 20 answers within 3 s" in page


def test_forecast_is_tested_by_how_far_off_it_is(owner, project, say):
    say(evaluation__measures=["exact"], evaluation__groups=["region"], evaluation__robust=["noise"])
    page = shown(owner, project, "evaluation")
    assert "a gap of 10 points to the average may be chance" in page
    assert "Thirty cases that it gets right" in page
    say(evaluation__measures=["distance"])
    page = shown(owner, project, "evaluation")
    assert "Roll forward: for each day of the test" in page
    assert "At least 220 cases in each: with fewer, an average error that is 10% above that of all" in page
    assert "Count in how many the number moves by more than its average error." in page
    assert "gets right" not in page


@pytest.mark.parametrize(("pilot", "says"), [
    ("lot_case", "Draw the lot before anybody sees a case"),
    ("shadow", "It runs beside people for 6 weeks, and nobody sees what it says."),
    ("before_after", "Count 6 weeks before and as many after"),
])  # fmt: skip
def test_pilot_is_run_as_it_is_designed(owner, project, say, pilot, says):
    say(evaluation__pilot=pilot, evaluation__pilot_weeks=6)
    page = shown(owner, project, "evaluation")
    assert says in page
    assert page.count("Draw the lot") == (pilot == "lot_case")


def test_cases_of_all_groups_count_each_language_that_is_named(owner, project, say):
    say(solution__task="sort", solution__input=["text"], solution__languages="German, French")
    say(evaluation__target=70, evaluation__groups=["language", "rare"])
    assert "Cases of all groups 243 cases" in shown(owner, project, "evaluation")
    say(solution__languages="German, French, Italian")
    assert "Cases of all groups 324 cases" in shown(owner, project, "evaluation")


def test_plan_of_the_test_says_what_it_costs_and_when_to_stop(owner, project, say):
    """25 in 100 is what the simple way gets; 100 cases × 2 judges × 6 minutes at $80 an hour × 1.1 are $1,760."""
    assert "We stop if" not in shown(owner, project, "evaluation")
    say({"evaluation.simple_way": 25, "success.stop_rule": "Fewer than 60 by March."})
    hundred, six, eighty = ({"low": n, "likely": n, "high": n} for n in (100, 6, 80))
    say(evaluation__test_cases=hundred, evaluation__measures=["people"], evaluation__judges=2)
    say(evaluation__review_minutes=six, evaluation__judge_rate=eighty, evaluation__monitor=[{"signal": "sample"}])
    page = shown(owner, project, "evaluation")
    assert "We stop if Fewer than 60 by March." in page
    assert "The simple way gets 25%" in page
    assert "Judging the test $1,760" in page
    assert "Judging a sample after launch" in page


@pytest.mark.parametrize(("parts", "is_told"), [(["evaluation"], False), (["evaluation", "problem"], True)])
def test_stop_rule_is_told_to_members_who_see_the_problem(sample, parts, is_told):
    page = shown(make_member(sample, parts=parts), sample, "evaluation")
    assert ("We stop if" in page) is is_told


def test_what_is_watched_is_a_table(owner, project, say):
    say(evaluation__monitor=[{"signal": "sample"}])
    page = owner.get(url("decisions:plan_result", project, "base", "evaluation")).content.decode()
    assert "Watched after launch" in page.partition("<table>")[0]


def test_text_of_several_languages_says_what_is_thin(owner, project, say):
    texts = {"unit": "documents", "tokens_each": 900, "right": "written"}
    say(data__inventory=[{"source": "A", "languages": "German", "count": 990, **texts},
                         {"source": "B", "languages": "Danish", "count": 10, **texts}])  # fmt: skip
    assert "Danish 9k 1% thin" in shown(owner, project, "data").replace(" tokens", "")


def test_open_models_follow_the_kind_of_model(owner, project, say):
    say(solution__task="sort", solution__input=["text"])
    page = shown(owner, project, "approach")
    assert "Ettin" in page
    assert "Qwen3-8B" not in page
    say(solution__task="write")
    assert "Encoder" not in shown(owner, project, "approach").partition("Open models to start from")[2][:400]


def models_of(owner, project):
    """Return the rows of the open models, as the page says them."""
    page = owner.get(url("decisions:plan_result", project, "base", "approach"))
    return {model.name: model for model in page.context["candidates"]}, words_of(page)


def test_open_models_follow_the_languages(owner, project, say):
    say(solution__task="write", solution__input=["text"], solution__languages="English")
    models, page = models_of(owner, project)
    assert "Trinity Mini" in models
    assert "check for" not in page
    say(solution__languages="English, some Spanish")
    models, page = models_of(owner, project)
    assert "Trinity Mini" not in models  # mostly English
    assert "check for" not in page  # there is one of each size that reads it
    say(solution__languages="Frisian, several")
    assert "119 languages; check for your language" in models_of(owner, project)[1]


def test_model_that_the_project_named_is_in_the_list_whatever_it_reads(owner, project, say):
    say(solution__task="write", solution__input=["text"], solution__languages="German", compute__approach="self_host")
    assert "Llama 2 7B" not in models_of(owner, project)[0]
    say(compute__model="Llama 2 7B")
    models, page = models_of(owner, project)
    assert [name for name, model in models.items() if model.is_own] == ["Llama 2 7B"]
    assert "Llama 2 7B the one you named Decoder" in page
    assert "mostly English; not made for German" in page
    say(compute__approach="train")
    assert (
        "Llama 2 7B the design you named Decoder Llama 2 Community mostly English 4.1k" in models_of(owner, project)[1]
    )
    say(compute__approach="self_host", compute__model="RoBERTa-Large")  # of a kind that is not advised
    assert models_of(owner, project)[0]["RoBERTa-Large"].kind == "Encoder"


def test_no_open_model_is_offered_where_every_use_of_one_is_ruled_out(owner, project, say):
    say(solution__task="write", solution__input=["text"])
    assert models_of(owner, project)[0]
    say(solution__off_table=["self_host", "fine_tune", "train"])
    assert models_of(owner, project)[0] == {}
    assert "too short" not in models_of(owner, project)[1]


# ---------------------------------------------------------------- report


def test_report_has_parts_on_the_plans(owner, project, say):
    law = {"data.law_where": "eu", "data.law_role": "provider", "data.law_faces": ["talks"]}
    say(TUNED | law, data__law_banned=["none"], data__law_area=["none"], evaluation__decider={"name": "Dana"})
    source = {"source": "Claims mailbox", "right": "written"}
    say(solution__task="sort", solution__input=["text"], data__inventory=[source])
    report = words_of(owner.get(url("reports:report", project)))
    metric = "Share right of the cases it keeps"
    for said in ("Claims mailbox", "EU AI Act: Limited risk", "Kind of model", "LoRA: a small part", metric, "Dana"):
        assert said in report, said


def test_report_has_no_training_plan_where_nothing_is_trained(owner, project, say):
    say(compute__approach="buy", solution__input=["text"])
    assert "Training plan" not in words_of(owner.get(url("reports:report", project))).partition("Sections")[0]


def test_banned_practice_stops_the_project(owner, project, base, say):
    say(data__law_where="eu", data__law_banned=["emotions"])
    assert "check.law_banned" in {finding.check.id for finding in results(base).findings}
    page = owner.get(url("decisions:decision", project))
    assert said_on(page) == ["Stop or rethink", "Stop or rethink"]
    assert "It does what Article 5 of the EU AI Act bans" in words_of(page)


# ---------------------------------------------------------------- law and duty


def duties(owner, project):
    shown = owner.get(url("decisions:actions", project)).context["actions"]
    return {action.key for action in shown if action.key.startswith("duty.")}


@pytest.mark.parametrize(
    ("right", "title"),
    [
        ("written", "About 100% of the text is usable"),
        ("no", "About 100% of the text is usable, once the 25% without a right to it is cleared"),
    ],
)
def test_text_that_may_not_be_used_is_not_called_usable(owner, project, say, right, title):
    rows = {"unit": "documents", "tokens_each": 1000}
    kept = {"low": 100, "likely": 100, "high": 100}
    say(data__preparation=[{"step": "exact", "keeps": kept}], data__raw_size={"low": 4e5, "likely": 4e5, "high": 4e5})
    say(data__inventory=[{"source": "A", "count": 300, "right": "written", **rows},
                         {"source": "B", "count": 100, "right": right, **rows}])  # fmt: skip
    assert title in shown(owner, project, "data")
    say(data__inventory=[{"source": "B", "count": 100, "right": "unclear", **rows}])
    assert "None of the text may be used yet; cleaning would leave about 100%" in shown(owner, project, "data")


def test_articles_and_units_are_german_in_german(owner, example):
    project = example("bank")
    owner.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    page = shown(owner, project, "data")
    assert "Artikel 50 Absatz 1" in page
    assert "Artikel 35 DSGVO" in page
    assert "Personenmonate" in words_of(owner.get(url("teams:team", project))).partition("Arbeit des Teams")[2][:40]


def test_languages_of_open_models_are_german_in_german(owner, project, say):
    say(solution__task="write", solution__input=["text"], solution__languages="Deutsch")
    owner.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    page = models_of(owner, project)[1]
    assert "119 Sprachen" in page
    assert "languages" not in page


def test_inputs_of_a_figure_are_counted_in_words(owner, project, say):
    say(
        evaluation__target=70,
        evaluation__difference=10,
        evaluation__paired="yes",
        evaluation__test_cases={"low": 300, "likely": 300, "high": 300},
    )
    page = shown(owner, project, "evaluation")
    assert "its only direct input is our assumption" in page
    assert "both inputs are yours" in page
    assert " of 1 input" not in page


def test_duties_of_the_law_are_actions(owner, project, say):
    say(data__law_where="eu", data__law_role="deployer", data__law_banned=["none"], data__law_area=["none"])
    say(data__law_faces=["none"])
    assert duties(owner, project) == {"duty.literacy"}
    say(data__law_area=["employment"])
    assert {"duty.literacy", "duty.deployer_use"} <= duties(owner, project)
    words = words_of(owner.get(url("decisions:actions", project)))
    assert "AI literacy: the law asks for it (Article 4), from 2 February 2025. A duty by law" in words
    assert "Train everyone who uses or runs it" in words_of(owner.get(url("reports:report", project)))
    assert "duty.literacy" in owner.get(url("decisions:actions_csv", project)).content.decode()


def test_impact_assessment_outside_the_eu_is_not_called_a_law_there(owner, browser_row):
    path = settings.FIXTURES / "samples" / "claims.json"
    project = load_project(path.read_bytes(), owner=browser_row)
    words = words_of(owner.get(url("decisions:actions", project)))
    assert "In the EU an impact assessment would be needed" in words
    assert "the law asks for it" not in words


def test_parts_of_the_data_plan_have_letters_without_a_gap(owner, project):
    letters = [part.letter for part in get_catalogue().sections["data"].parts if part.id != "outside"]
    assert letters == ["A", "B", "C", "D", "E", "F"]


def test_no_plan_is_made_for_an_approach_that_answers_rule_out(owner, project, say):
    say(compute__approach="api", solution__task="sort", solution__input=["text"])
    assert "Temperature 0" in shown(owner, project, "training")
    say(solution__off_table=["api"])
    why = "his scenario takes “Call a hosted model (API)”, and your answers rule that out. You ruled out hosted models."
    page = shown(owner, project, "training")
    assert f"T{why} So this is what our advice, “Run an open model ourselves”, would take." in page
    say(solution__off_table=["buy", "classic", "api", "retrieval", "fine_tune", "self_host", "train"])
    report = words_of(owner.get(url("reports:report", project)))
    for page in (shown(owner, project, "training"), report):
        assert f"Nothing is planned: t{why}" in page
        assert "Temperature 0" not in page


def test_plan_of_an_approach_that_is_not_advised_says_so(owner, browser_row):
    path = settings.FIXTURES / "samples" / "consortium.json"
    project = load_project(path.read_bytes(), owner=browser_row)
    words = (
        "for “Train our own from scratch”, which this scenario takes. Our advice is another: A fine-tuned open model."
    )
    assert words in shown(owner, project, "training")
    assert words in words_of(owner.get(url("reports:report", project)))
    advised = project.scenarios.alive().exclude(slug="base").get()
    assert "Our advice is another" not in words_of(owner.get(url("decisions:training", project, advised.slug)))


# ---------------------------------------------------------------- what fits the kind of project


def test_decisions_about_language_models_are_not_explained_where_there_is_none(owner, project, say):
    say(solution__task="answer", solution__input=["text"])
    assert "the two parts, attention and positional encoding" in shown(owner, project, "approach")
    say(CLASSIC)
    assert "the two parts, attention and positional encoding" not in shown(owner, project, "approach")


def test_tries_are_asked_for_where_something_is_trained(project, base, say):
    def asked():
        return "training.trials" in visible_fields(get_catalogue(), Workspace(project, base).answers)

    say(solution__input=["text", "table"], compute__approach="self_host")
    assert not asked()
    say(compute__approach="classic")
    assert asked()


def test_page_and_report_say_which_of_two_prices_of_a_label_counts(say, base, owner):
    """6 min × $50 / 60 × 1.2 × 1.1 = $6.60: $1,600 more than $5 for 1,000 labels."""
    say({
        "data.labels": "none", "data.label_count": 1000, "data.label_price": 5, "data.label_minutes": 6,
        "data.label_rate": 50, "data.double_share": 20,
    })  # fmt: skip
    says = "The budget counts the quoted $5 per label. By minutes and rate it is $6.60: $1.6k more for all."
    pages = (words_of(owner.get(url(name, base.project))) for name in ("decisions:data", "reports:report"))
    assert [says in page for page in pages] == [True, True]
