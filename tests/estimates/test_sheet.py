"""The sheet of the compute page: every figure once, in the chapter where a reader looks for it."""

import pytest

from estimates.domain.figures.chapters import Chapter
from estimates.domain.tables.sheet import make_sheet
from projects.domain.figures import Rank
from tests.estimates.test_by_hand import SCENARIOS
from tests.estimates.test_compute_estimate import API, LLAMA, TUNE


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_figure_stands_once(estimate_of, name):
    estimate = estimate_of(SCENARIOS[name])
    sheet = make_sheet(estimate)
    shown = [*sheet.headlines, *(figure for chapter in sheet.chapters for figure in (*chapter.figures, *chapter.steps))]
    assert sorted(figure.id for figure in shown) == sorted(figure.id for figure in estimate.figures)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_remark_stands_once(estimate_of, name):
    estimate = estimate_of(SCENARIOS[name])
    sheet = make_sheet(estimate)
    shown = [*sheet.notes, *(note for chapter in sheet.chapters for note in chapter.notes)]
    assert len(shown) == len(estimate.notes)


def test_headlines_are_until_launch_and_a_month(estimate_of):
    assert [headline.id for headline in make_sheet(estimate_of(TUNE)).headlines] == [
        "compute.one_off", "compute.running_per_month",
    ]  # fmt: skip


def test_hosted_model_has_no_headline_until_launch(estimate_of):
    assert [headline.id for headline in make_sheet(estimate_of(API)).headlines] == ["compute.running_per_month"]


def test_reason_of_a_wide_range_stands_with_the_work(estimate_of):
    sheet = make_sheet(estimate_of(LLAMA | {"compute.parameters": 5e6}))
    assert "work" in [chapter.id for chapter in sheet.chapters if chapter.notes]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_figure_names_a_chapter_or_is_a_headline(estimate_of, name):
    for figure in estimate_of(SCENARIOS[name]).figures:
        assert figure.rank is Rank.HEADLINE or figure.chapter in set(Chapter), figure.id


def test_what_a_reader_asks_first_stands_first_in_its_chapter(estimate_of):
    chapters = {chapter.id: chapter for chapter in make_sheet(estimate_of(SCENARIOS["self_host, counted"])).chapters}
    assert [figure.id.rpartition(".")[2] for figure in chapters["machines"].figures] == [
        "machines", "serving_use", "first_token_s", "user_tokens_per_s", "answer_s", "weights_gb",
    ]  # fmt: skip
    assert [figure.id.rpartition(".")[2] for figure in chapters["machines"].steps] == ["copy_accelerators", "kv_gb"]


def test_whole_answer_takes_the_first_word_and_all_the_others(estimate_of):
    estimate = estimate_of(SCENARIOS["self_host, counted"])
    figures = {figure.id.rpartition(".")[2]: figure for figure in estimate.figures}
    tokens = next(given for given in figures["answer_s"].inputs if given.name == "tokens_out").value.likely
    first, speed = (figures[name].value.likely for name in ("first_token_s", "user_tokens_per_s"))
    assert figures["answer_s"].value.likely == pytest.approx(first + tokens / speed, rel=0.1)
    assert estimate.results["result.answer_s"] == figures["answer_s"].value.likely


def test_month_times_twelve_is_the_year(estimate_of):
    estimate = estimate_of(TUNE)
    month, year = (estimate.figure(f"compute.{period}").value for period in ("running_per_month", "running"))
    assert year.high == pytest.approx(12 * month.high)
