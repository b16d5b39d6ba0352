"""What a hosted model, its search, a classic model and kept text cost, with one thing left out or added at a time."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.figures.api import DID_YOU_MEAN, UNKNOWN_API_MODEL, unknown_model
from estimates.domain.figures.balance import balance_by
from estimates.domain.figures.classic import SERVER_KW
from estimates.domain.figures.corpus import (
    TrainingCorpus,
    propose_from_data,
    read_in_training,
    tokens_of,
    uncleared_share,
    work_out_corpus,
)
from estimates.domain.figures.load import grown_on_average
from estimates.domain.figures.tries import RUNS, propose_from_tries
from estimates.domain.formulas.energy import FamiliarAmount, likenesses
from estimates.domain.published.api_models import ApiCatalogue, ApiModel, TokenPrices
from estimates.domain.tables.pricechange import FigureChange, changes
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.book import Book
from projects.domain.draws import Draws
from projects.domain.figures import Figure, Rank
from projects.domain.ranges import Range
from projects.domain.reader import Reader

CALL = {
    "compute.approach": "api", "compute.api_input_tokens_per_case": 2000, "compute.api_output_tokens_per_case": 500,
    "compute.api_price_input": 1, "compute.api_price_output": 4, "compute.api_calls_per_case": 1,
    "compute.api_retry_factor": 1, "compute.use_growth": 0, "value.cases_per_year": 120_000,
    "value.horizon_months": 24,
}  # fmt: skip
CLASSIC = {
    "compute.approach": "classic", "compute.classic_build_hours": 100, "compute.classic_hours_per_month": 50,
    "compute.classic_price_per_hour": 2,
}  # fmt: skip
SEARCH = CALL | {
    "compute.approach": "retrieval", "compute.retrieval_pages": 10_000, "compute.retrieval_changed_share": 5,
    "compute.retrieval_passage_tokens": 500, "compute.retrieval_passages": 4, "compute.embedding_price": 0.2,
    "compute.rerank_price": 1, "compute.index_price": 0.5, "compute.index_fee": 10,
}  # fmt: skip


@pytest.fixture
def likely(estimate_of):
    """Return a function from answers and a figure's name to its likely value; None where it is not worked out."""

    def work_out(answers, name, **more):
        figure = estimate_of(answers, **more).figure(f"compute.{name}")
        return figure and figure.value.likely

    return work_out


def without(answers, *names):
    return {name: value for name, value in answers.items() if name.removeprefix("compute.") not in names}


# ---------------------------------------------------------------- calls


def test_thousand_cases(likely):
    # 1,000 × (2,000 × $1 + 500 × $4) / 1e6
    assert likely(CALL, "call_cost") == pytest.approx(4)


@pytest.mark.parametrize(
    ("answer", "value", "usd"),
    [
        ("api_input_tokens_per_case", 4000, 6),  # 4 + 2
        ("api_output_tokens_per_case", 0, 2),
        ("api_price_input", 0, 2),
        ("api_price_output", 8, 6),
        ("api_calls_per_case", 3, 12),
        ("api_retry_factor", 1.5, 6),
    ],
)
def test_each_part_of_a_call_moves_its_own_share(likely, answer, value, usd):
    assert likely(CALL | {f"compute.{answer}": value}, "call_cost") == pytest.approx(usd)


def test_calls_of_a_month(likely):
    # 10,000 cases at $4 a thousand
    assert likely(CALL, "calls") == pytest.approx(40)


@pytest.mark.parametrize(
    ("plan", "usd"),
    [
        ({"evaluation.pilot_cases": 500}, 2),  # 500 × $4 / 1,000
        ({"evaluation.pilot_cases": 500, "evaluation.test_cases": 250}, 3),
        ({"evaluation.test_cases": 250}, None),  # nobody said how many a pilot has
        ({"evaluation.pilot_cases": 500, "evaluation.pilot": "none"}, None),
        ({"evaluation.pilot_cases": 500, "evaluation.pilot": "shadow"}, 2),  # answered too, though nobody sees it
    ],
)
def test_cases_of_test_and_pilot_are_called_once(likely, plan, usd):
    found = likely(CALL | plan, "pilot_calls")
    assert found == (usd and pytest.approx(usd))


@pytest.mark.parametrize(
    ("plan", "usd"),
    [
        ({"training.prompt_cases": 50, "training.prompt_rounds": 4}, 0.8),  # 200 × $4 / 1,000
        ({}, None),  # both numbers would be only ours
    ],
)
def test_each_round_of_the_prompt_runs_all_cases(likely, plan, usd):
    assert likely(CALL | plan, "prompt_tests") == (usd and pytest.approx(usd))


def test_price_of_a_model_that_will_change_is_told_with_its_day(estimate_with):
    later = ("2027-03-01", TokenPrices(input=2, output=8))
    listed = ApiModel(
        name="swift-3 (Maker)", model_id="swift-3", title="", seller="Maker", prices=(TokenPrices(input=1, output=4),),
        announced=later, offered=True, source="list", date_checked="2026-11-09", valid_from="2026-11-01",
    )  # fmt: skip
    answers = without(CALL, "api_price_input", "api_price_output") | {"compute.api_model": "swift-3"}
    found = estimate_with(answers, api=ApiCatalogue(lambda: (listed,)))
    params = next(note.params for note in found.notes if "day" in note.params and "input" in note.params)
    assert params == {"name": "swift-3 (Maker)", "day": "2027-03-01", "input": "2", "output": "8"}
    assert found.figure("compute.call_cost").value.likely == pytest.approx(4)


KNOWN = ApiCatalogue(
    lambda: tuple(
        ApiModel(
            name=f"{name} (Maker)", model_id=name, title="", seller="Maker", prices=(TokenPrices(input=1, output=4),),
            offered=True, source="list", date_checked="2026-11-09", valid_from="2026-11-01",
        )
        for name in ("swift-3", "swift-4")
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("swfit-3", DID_YOU_MEAN),
        ("zzz", UNKNOWN_API_MODEL),
    ],
)
def test_model_without_a_list_price_says_what_to_write_instead(name, said):
    problem = unknown_model(name, KNOWN)
    assert (problem.message, problem.params["name"]) == (said, name)


@pytest.mark.parametrize(
    "name", ["text-embedding-9", "whisper-9", "dall-e-9", "omni-moderation-9", "rerank-v9"]
)  # fmt: skip
def test_model_that_writes_no_text_says_how_it_is_paid(name):
    messages = {unknown_model(each, KNOWN).message for each in (name, "zzz", "swfit-3")}
    assert len(messages) == 3


def test_model_that_is_listed_has_no_problem_and_a_long_name_is_cut():
    assert unknown_model("SWIFT 3", KNOWN) is None
    assert len(unknown_model("z" * 500, KNOWN).params["name"]) == 120


# ---------------------------------------------------------------- search


def test_search_of_a_thousand_cases(likely):
    # 1 × ($1 + 1,000 × 500 tokens × $0.2 / 1e6)
    assert likely(SEARCH, "search_cost") == pytest.approx(1.1)


def test_index_is_built_once_and_renewed_in_part(likely):
    # 10,000 pages × 500 tokens × $0.2 / 1e6 = $1; a twentieth of it a month
    assert (likely(SEARCH, "index_build"), likely(SEARCH, "index_upkeep")) == pytest.approx((1, 0.05))


@pytest.mark.parametrize(
    ("answers", "left_out"),
    [
        ({"compute.rerank_price": 0}, 0.1),
        ({"compute.embedding_price": 0}, 1),
        ({"compute.api_calls_per_case": 2}, 2.2),
    ],
)
def test_each_price_of_the_search_counts_on_its_own(likely, answers, left_out):
    assert likely(SEARCH | answers, "search_cost") == pytest.approx(left_out)


@pytest.mark.parametrize(("fee", "price", "usd"), [(10, 0.5, 10), (0, 0.5, 0.069), (0, 0, 0), (0.07, 0.5, 0.07)])
def test_index_costs_its_storage_or_its_fee_whichever_is_more(likely, fee, price, usd):
    # 10,000 passages of 500 tokens: 12,288 + 4 × 500 bytes each = 0.14288 GB, at 0.5 $0.0714
    answers = SEARCH | {"compute.index_fee": fee, "compute.index_price": price}
    stored = likely(answers, "index_gb") * price
    assert likely(answers, "index_storage") == pytest.approx(max(fee, stored))
    assert max(fee, stored) == pytest.approx(usd, abs=0.003)


def test_search_whose_prices_are_not_relevant_costs_nothing(estimate_of):
    none = ("compute.rerank_price", "compute.embedding_price", "compute.index_price", "compute.index_fee")
    found = estimate_of(without(SEARCH, *(name.removeprefix("compute.") for name in none)), not_relevant=none)
    for name in ("search_cost", "index_build", "index_upkeep", "index_storage"):
        assert found.figure(f"compute.{name}").value.likely == 0, name


def test_nobody_says_how_many_pages_leaves_the_calls_alone(estimate_of):
    found = estimate_of(without(SEARCH, "retrieval_pages"), not_relevant=["compute.retrieval_pages"])
    assert found.figure("compute.index_build") is None
    assert found.figure("compute.call_cost").value.likely > 0


# ---------------------------------------------------------------- classic machine learning


def test_server_of_a_classic_model(likely):
    # 100 hours × $2; 50 hours × $2
    assert (likely(CLASSIC, "classic_build"), likely(CLASSIC, "classic_run")) == (200, 100)


def test_energy_of_a_classic_model(likely):
    # 100 and 12 × 50 hours at 0.2 kW
    assert likely(CLASSIC, "energy") == pytest.approx(100 * SERVER_KW.likely, rel=0.01)
    assert likely(CLASSIC, "serving_energy") == pytest.approx(600 * SERVER_KW.likely, rel=0.01)


@pytest.mark.parametrize(
    ("missing", "gone", "stays"),
    [
        ("classic_price_per_hour", {"classic_build", "classic_run"}, {"energy", "serving_energy"}),
        ("classic_build_hours", {"classic_build", "energy"}, {"classic_run", "serving_energy"}),
        ("classic_hours_per_month", {"classic_run", "serving_energy"}, {"classic_build", "energy"}),
    ],
)
def test_what_is_not_relevant_takes_along_only_what_hangs_on_it(estimate_of, missing, gone, stays):
    found = estimate_of(without(CLASSIC, missing), not_relevant=[f"compute.{missing}"])
    names = {figure.id.removeprefix("compute.") for figure in found.figures if figure.value.high > 0}
    assert names & gone == set()
    assert names >= stays


# ---------------------------------------------------------------- growth


@pytest.mark.parametrize(
    ("growth", "months", "mean"),
    [
        (0.0, 36, 1),
        (1.0, 12, 1 / math.log(2)),  # from 1 to 2
        (-0.5, 12, 0.5 / math.log(2)),  # from 1 to a half
        (0.2, 0, 1),
        (1e-12, 36, 1),
    ],
)
def test_mean_use_is_the_area_under_steady_growth(growth, months, mean):
    assert float(grown_on_average(np.array([growth]), months)[0]) == pytest.approx(mean)


@given(st.floats(-0.9, 5), st.floats(0, 5), st.floats(1, 120))
def test_faster_growth_never_means_less_use(growth, more, months):
    slow, fast = (float(grown_on_average(np.array([each]), months)[0]) for each in (growth, growth + more))
    assert slow <= fast * (1 + 1e-9)


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("row", "tokens"),
    [
        ({"unit": "documents", "count": 10, "tokens_each": 700}, 7000),
        ({"count": 10, "tokens_each": 700}, 7000),
        ({"unit": "documents", "count": 10}, 0),
        ({"unit": "hours", "count": 2.5}, 30_000),  # 12,000 an hour
        ({"unit": "hours", "count": 2.5, "tokens_each": 9}, 30_000),
        ({"unit": "rows", "count": 10, "tokens_each": 700}, 0),
        ({"unit": "documents", "tokens_each": 700}, 0),
        ({}, 0),
    ],
)
def test_text_of_a_source(row, tokens):
    assert tokens_of(row) == tokens


def source(count, right=None):
    return {"unit": "documents", "count": count, "tokens_each": 1000, "right": right}


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        ([source(3, "written"), source(1, "no")], 25),
        ([source(3, "written"), source(1, "unclear")], 25),
        ([source(3), source(1, "contract")], 0),
        ([source(0, "no")], 0),
        ([], 0),
    ],
)
def test_share_of_the_text_without_a_right(rows, share):
    assert uncleared_share(rows) == share


def read(**answers):
    said = {key.replace("__", "."): value for key, value in answers.items()}
    known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in said.items()}
    return Reader(Answers(known), get_catalogue().fields, Draws(7, 100))


@pytest.mark.parametrize(
    ("mix", "tokens"),
    [
        ([], 9e8),  # 1e9 without a tenth
        ([{"part": "own", "share": 50, "times": 3}], 5.4e9),  # read three times they are half of it
        ([{"part": "own", "share": 50}], 1.8e9),
        ([{"part": "own", "times": 3}], 9e8),  # no share is said
        ([{"part": "web", "share": 100}], 9e8),
    ],
)
def test_text_that_one_run_reads(mix, tokens):
    corpus = work_out_corpus(read(data__raw_size=1e9, data__preparation=[{"step": "quality", "keeps": 100}]))
    assert read_in_training(corpus, mix, 10, Range(low=1, likely=1, high=4)).likely == pytest.approx(tokens)


def test_run_reads_nothing_while_no_text_is_known():
    assert read_in_training(TrainingCorpus(stages=(), usable=None, book=Book(100)), [], 10, Range.exactly(1)) is None


def test_same_step_twice_keeps_its_share_twice():
    steps = [{"step": "quality", "keeps": 50}, {"step": "quality", "keeps": 50}]
    corpus = work_out_corpus(read(data__raw_size=8e6, data__preparation=steps))
    assert [stage.id for stage in corpus.stages] == ["raw", "quality", "quality_2"]
    assert corpus.left.likely == 2e6


def test_step_without_a_share_and_one_without_a_name():
    steps = [{"step": "near"}, {"keeps": 25}]
    corpus = work_out_corpus(read(data__raw_size=8e6, data__preparation=steps))
    assert [(stage.id, stage.left.likely) for stage in corpus.stages] == [("raw", 8e6), ("other", 2e6)]


def test_steps_that_are_not_relevant_keep_everything():
    answers = Answers(
        {
            "data.raw_size": Answer(field_id="data.raw_size", state=AnswerState.KNOWN, value=8e6),
            "data.preparation": Answer(field_id="data.preparation", state=AnswerState.NOT_RELEVANT),
        }
    )
    corpus = work_out_corpus(Reader(answers, get_catalogue().fields, Draws(7, 100)))
    assert corpus.left.likely == 8e6


def test_size_that_somebody_gave_says_how_much_of_the_sources_is_not_cleared():
    rows = [source(3, "written"), source(1, "unclear")]
    assert work_out_corpus(read(data__raw_size=1e9, data__inventory=rows)).uncleared == 25
    assert work_out_corpus(read(data__inventory=rows)).uncleared == 0  # these are not counted at all


@given(st.lists(st.floats(0, 100), max_size=6))
def test_no_step_adds_text(shares):
    steps = [{"step": "quality", "keeps": share} for share in shares] or [{"step": "quality", "keeps": 100.0}]
    stages = work_out_corpus(read(data__raw_size=1e9, data__preparation=steps)).stages
    sizes = [stage.left.likely for stage in stages]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("kept", [None, 0])
def test_text_that_nobody_keeps_takes_no_storage(kept):
    said = {"data__raw_size": 1e9} | ({} if kept is None else {"data__retention_months": kept})
    assert "compute.storage_gb" not in propose_from_data(read(**said))


@pytest.mark.parametrize(("approach", "runs"), [("train", 1.6), ("fine_tune", 2.6), (None, 2.6)])
def test_tries_on_a_share_and_what_is_run_in_full(approach, runs):
    # 12 tries × 5 %; one full run from scratch, else the best two
    said = {"training__trials": 12, "training__trial_share": 5} | ({"compute__approach": approach} if approach else {})
    assert propose_from_tries(read(**said))[RUNS].value.likely == pytest.approx(runs)


@pytest.mark.parametrize("one_of", ["training__trials", "training__trial_share"])
def test_one_answer_is_enough_to_propose_runs(one_of):
    assert RUNS in propose_from_tries(read(**{one_of: 10}))


def test_parts_of_no_text_are_none():
    assert balance_by([{"kind": "own", "unit": "rows", "count": 5}], "kind") == ()


# ---------------------------------------------------------------- likenesses and changes of prices


def figure(id_, likely_, *, unit="kWh", rank=Rank.STEP):
    value = likely_ if isinstance(likely_, Range) else Range.exactly(likely_)
    return Figure(id=id_, label=id_, value=value, unit=unit, formula="x", inputs=(), rank=rank)


def test_each_figure_of_energy_and_carbon_has_its_own_likeness_in_their_order():
    found = likenesses([figure("a", 5, unit="kg CO₂e"), figure("b", 9, unit="money"), figure("c", 3, unit="kWh/year")])
    assert [(likeness.figure.id, type(likeness.measure)) for likeness in found] == [
        ("a", FamiliarAmount),
        ("c", FamiliarAmount),
    ]


@pytest.mark.parametrize(("value", "likened"), [(Range(low=0, likely=0, high=2), True), (Range.exactly(0), False)])
def test_figure_that_may_be_more_than_nothing_is_likened(value, likened):
    assert bool(likenesses([figure("a", value)])) is likened


class Estimate:
    def __init__(self, *figures):
        self.figures = figures


def test_changed_headlines_stand_first_then_in_the_order_of_the_new_figures():
    before = Estimate(figure("a", 1), figure("b", 2), figure("c", 3, rank=Rank.HEADLINE), figure("gone", 4))
    after = Estimate(figure("a", 2), figure("b", 2), figure("c", 6, rank=Rank.HEADLINE), figure("new", 5))
    found = changes(before, after)
    assert [(change.id, change.percent) for change in found] == [("c", 100), ("a", 100), ("new", None), ("gone", None)]


@pytest.mark.parametrize(("other", "changed"), [(1 + 5e-10, False), (1 + 2e-9, True), (1.0, False)])
def test_last_digit_of_a_sum_is_no_change(other, changed):
    assert bool(changes(Estimate(figure("a", 1.0)), Estimate(figure("a", other)))) is changed


def test_change_of_an_end_alone_is_a_change():
    before, after = (Estimate(figure("a", Range(low=1, likely=2, high=high))) for high in (3, 4))
    assert [change.percent for change in changes(before, after)] == [0]


@pytest.mark.parametrize("before", [None, Range.exactly(0), Range.exactly(-1)])
def test_growth_from_nothing_has_no_percent(before):
    assert FigureChange(id="a", label="", unit="", before=before, after=Range.exactly(5)).percent is None
