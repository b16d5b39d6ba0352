"""How the room writes and reads numbers: options of commands, rows of files, US dollars, sizes of models."""

import contextlib
import io
import json

import pytest
from django.core.management.base import CommandError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from estimates.commandline import (
    inputs_json,
    number,
    option,
    percentiles,
    precision_of,
    published_hours,
    say,
    table,
    tell_left_out,
    write_json,
    written,
)
from estimates.domain.published.hosted_prices import BATCH, INDEX_FEE, INDEX_STORAGE
from estimates.domain.tables.speeds import Closeness
from estimates.measured import is_measured, show
from estimates.suggesting import say_hosted, say_model, say_rows, say_size
from estimates.templatetags import usd as tags
from projects.domain.errors import BadValue
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.formatting import Formatter

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def write():
    return Formatter.for_reader("USD")


# ---------------------------------------------------------------- options of commands


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [("7e9", "parameters", 7e9), ("7B", "parameters", 7e9), ("2T", "tokens", 2e12), ("1.5", "price-per-gpu-hour", 1.5),
     ("80k", "gpu_hours", 80_000), (" 8 ", "accelerators", 8)],
)  # fmt: skip
def test_number_is_read_as_people_write_it(text, name, value):
    assert number(text, name) == value


@pytest.mark.parametrize("text", ["many", "", "6 to 12", "-"])
def test_number_that_is_none_names_its_option(text):
    with pytest.raises(BadValue, match=r"^tokens: "):
        number(text, "tokens")


def test_number_beyond_its_limits_names_its_option():
    with pytest.raises(BadValue, match=r"^mfu: ") as caught:
        number("2", "mfu", maximum=1)
    assert say(caught.value).startswith("mfu: ")
    assert "%" not in say(caught.value)


def test_option_that_is_left_out_is_none_and_a_bad_one_ends_the_command():
    assert option(None, "tokens") is None
    assert option("1k", "tokens") == 1000
    with pytest.raises(CommandError, match="--tokens: "):
        option("many", "tokens")


@pytest.mark.parametrize(
    ("text", "known"),
    [("FP16", "fp16"), ("float16", "fp16"), (" fp8 ", "fp8"), ("Float8", "fp8"), ("bf16", "bf16"), ("", "bf16"),
     ("mixed-tpu", "bf16")],
)  # fmt: skip
def test_number_format_is_known_by_its_names_and_else_16_bit(text, known):
    assert precision_of(text) == known


@pytest.mark.parametrize(
    ("row", "hours"),
    [({"gpu_hours": "184320"}, 184_320), ({"gpu_hours": "1.7M"}, 1.7e6), ({"gpu_hours": "0"}, None), ({}, None),
     ({"gpu_hours": "  "}, None), ({"gpu_hours": "many"}, None), ({"gpu_hours": "-5"}, None)],
)  # fmt: skip
def test_hours_that_a_row_gives(row, hours):
    assert published_hours(row) == hours


# ---------------------------------------------------------------- figures of commands


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "GPU-hours", "not known"),
        (Range.exactly(0), "", "0"),
        (Range.exactly(12), "GPUs", "12 GPUs"),
        (Range(low=118_400, likely=184_600, high=290_300), "GPU-hours", "118,000 to 290,000, likely 185,000 GPU-hours"),
        (Range(low=0.01234, likely=0.5, high=99), "s", "0.0123 to 99, likely 0.500 s"),
        (Range.exactly(1234.5), "", "1,230"),
        (Range.exactly(3.14e23), "FLOP", "3.14e+23 FLOP"),
        (Range.exactly(0.00001), "s", "1.00e-05 s"),
        (Range.exactly(1000), "", "1,000"),
    ],
)
def test_range_is_written_with_three_digits(value, unit, text):
    assert written(value, unit) == text


@pytest.mark.parametrize(
    ("value", "scale", "found"),
    [(None, 1, None), (Range(low=1, likely=2, high=3), 1, {"p10": 1, "p50": 2, "p90": 3}),
     (Range(low=1, likely=2, high=3), 10, {"p10": 10, "p50": 20, "p90": 30})],
)  # fmt: skip
def test_range_in_json_is_its_percentiles(value, scale, found):
    assert percentiles(value, scale) == found


def test_inputs_in_json_carry_source_and_day_and_one_number_where_they_are_exact():
    given_ = [
        Input(name="a", label="A", value=Range.exactly(3), unit="x", origin=Origin.ANSWER, source="Me",
              source_date="2026-11-28"),
        Input(name="b", label="B", value=Range(low=1, likely=2, high=3), origin=Origin.ASSUMPTION),
    ]  # fmt: skip
    exact, ranged = inputs_json(given_)
    assert exact == {"name": "a", "label": "A", "value": 3, "unit": "x", "origin": Origin.ANSWER.value, "source": "Me",
                     "date": "2026-11-28"}  # fmt: skip
    assert ranged["value"] == {"p10": 1, "p50": 2, "p90": 3}


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_number_that_json_does_not_know_is_never_written(value):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json({"hours": value}, io.StringIO())


def test_table_of_closeness_has_a_line_for_each_kind_that_was_measured():
    found = Closeness(label="Offline maxima", count=12, median_error=0.177, within_1_5=0.9, within_2=1, inside=0.8,
                      width=1.94)  # fmt: skip
    head, row = table([None, found])
    assert head.split() == ["count", "error", "×1.5", "×2", "inside", "P90/P10"]
    assert row.split() == ["Offline", "maxima", "12", "17.7%", "90%", "100%", "80%", "1.94"]


@pytest.mark.parametrize(
    ("incomplete", "said"),
    [(0, ""), (1, "Left out, because something that is needed is missing: 1 row."),
     (9, "Left out, because something that is needed is missing: 9 rows.")],
)  # fmt: skip
def test_rows_without_what_is_needed_are_told_and_are_no_fault(incomplete, said):
    errors = io.StringIO()
    tell_left_out(errors, bad=0, incomplete=incomplete)
    assert errors.getvalue() == said


@pytest.mark.parametrize(("bad", "said"), [(1, r"^1 row could not be estimated\.$"), (2, r"^2 rows could not be")])
def test_rows_that_cannot_be_read_end_the_command(bad, said):
    with pytest.raises(CommandError, match=said):
        tell_left_out(io.StringIO(), bad=bad, incomplete=0)


# ---------------------------------------------------------------- files of measured speeds

ROW = {
    "name": "a", "model": "Llama 3.1 8B", "accelerator": "H100-SXM-80GB", "input_tokens": "1000",
    "output_tokens": "1000", "output_tokens_per_s": "15220", "measure": "offline_max", "weight_bits": "8",
}  # fmt: skip
SHAPE = {"layers": "32", "hidden_size": "4096", "kv_width": "1024"}


@pytest.fixture
def estimate(tmp_path):
    """Return a function from cells to what the file says of its one row: the estimate, or what is wrong."""

    def read(cells, *, left_out=()):
        row = {key: text for key, text in (ROW | cells).items() if key not in left_out}
        path = tmp_path / "runs.csv"
        path.write_text(",".join(row) + "\n" + ",".join(f'"{text}"' for text in row.values()), encoding="utf-8")
        out = io.StringIO()
        with contextlib.suppress(CommandError):
            show(path, out, io.StringIO(), as_json=True)
        return json.loads(out.getvalue())

    return read


@pytest.mark.parametrize(
    ("said", "measure"),
    [("offline_max", "offline_max"), ("online", "online"), ("batch", "batch"), ("latency_batch", "batch"),
     ("decode_only", "batch"), ("", "offline_max")],
)  # fmt: skip
def test_row_says_how_it_was_measured(estimate, said, measure):
    assert estimate({"measure": said})["assumed"]["measure"] == measure


def test_row_with_a_batch_was_measured_so_where_it_says_nothing_else(estimate):
    assert estimate({"measure": "", "batch": "16"})["assumed"]["measure"] == "batch"
    assert estimate({"measure": "", "batch": "16"})["texts_in_flight"] == 16


@pytest.mark.parametrize(
    ("cells", "left_out", "error"),
    [
        ({"measure": "guess"}, (), "measure “guess” is unknown."),
        ({"accelerator": ""}, (), None),
        ({}, ("input_tokens",), None),
        ({"output_tokens": "many"}, (), None),
        ({"accelerator_count": "1.5"}, (), "accelerator_count must be a whole number, not 1.5."),
        ({"weight_bits": "0"}, (), "weight_bits must lie between 1 and 64, not 0."),
        (SHAPE | {"growing_layers": "33"}, (), "growing_layers must be at most 32, not 33."),
        (SHAPE | {"experts": "8", "experts_per_token": "9"}, (), "experts_per_token must be at most 8, not 9."),
        (SHAPE | {"experts_per_token": "2"}, (), "experts_per_token must be at most 1, not 2."),
    ],
)
def test_row_that_cannot_be_says_why(estimate, cells, left_out, error):
    found = estimate(cells, left_out=left_out)
    assert found["name"] == "a"
    assert found["error"]
    assert error in (None, found["error"])


@pytest.mark.parametrize(("kept", "gb"), [("1024", 0.262144), ("4096", 1.048576)])
def test_shape_of_the_row_comes_before_that_of_the_model(estimate, kept, gb):
    # 2,000 tokens × 2 × 32 layers × width × 2 bytes
    assert estimate(SHAPE | {"kv_width": kept})["kv_cache_gb_per_text"] == pytest.approx(gb)


def test_layers_with_a_window_keep_no_more_than_it(estimate):
    # 8 layers keep 2,000 tokens and 24 keep 500: 28,000 × 2 × 1,024 × 2 bytes
    cells = SHAPE | {"growing_layers": "8", "window": "500", "model": "My own", "parameters": "8e9"}
    assert estimate(cells)["kv_cache_gb_per_text"] == pytest.approx(28_000 * 4096 / 1e9)


def test_row_without_a_name_is_called_by_its_line(estimate):
    assert estimate({"name": ""})["name"] == "line 2"


@pytest.mark.parametrize(("head", "measured"), [("name,measure", True), ("output_tokens_per_s", True),
                                                ("name,gpu_hours", False), ("", False)])  # fmt: skip
def test_file_of_measurements_is_known_by_its_columns(tmp_path, head, measured):
    path = tmp_path / "runs.csv"
    path.write_text(head, encoding="utf-8")
    assert is_measured(path) is measured


def test_file_that_cannot_be_read_holds_no_measurements_and_says_so_when_it_is_shown(tmp_path):
    for path in (tmp_path / "gone.csv", tmp_path):
        assert is_measured(path) is False
        with pytest.raises(CommandError, match="cannot be read"):
            show(path, io.StringIO(), io.StringIO(), as_json=False)


def test_file_without_rows_says_so(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text("name,measure\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"^runs\.csv has no rows\.$"):
        show(path, io.StringIO(), io.StringIO(), as_json=False)


def test_text_of_a_row_says_the_range_and_what_was_measured(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text(",".join(ROW) + "\n" + ",".join(ROW.values()), encoding="utf-8")
    out = io.StringIO()
    show(path, out, io.StringIO(), as_json=False)
    first = out.getvalue().partition("measured")[0]
    assert first.startswith("a: ")
    assert first.count("–") == 2
    assert "measured 15,220" in out.getvalue()


@given(st.floats(1e-4, 1e14))
def test_any_amount_is_written_within_half_a_hundredth(value):
    assert float(written(Range.exactly(value), "").replace(",", "")) == pytest.approx(value, rel=0.00501)


# ---------------------------------------------------------------- US dollars


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Range.exactly(10_100_000), "$10M"),
        (Range(low=1000, likely=1500, high=2000), "$1k – $2k"),
        (2500, "$2.5k"),
    ],
)
def test_published_sum_is_short_and_in_us_dollars(value, text):
    assert tags.usd(value) == text


@pytest.mark.parametrize(("value", "text"), [(10_123_456, "$10,100,000"), (0, "$0"), (999_999, "$1,000,000")])
def test_sum_in_full_has_three_digits(value, text):
    assert tags.usd_full(value) == text


def test_likely_sum_has_its_ends_below_it():
    assert tags.usd_likely(Range(low=1000, likely=1515, high=2000)) == "$1,520<br><small>$1k – $2k</small>"
    assert tags.usd_likely(Range.exactly(1515)) == "$1,520"


@pytest.mark.parametrize(
    ("value", "text"), [(Range(low=1.5, likely=2, high=3), "$1.50 – $3.00"), (0.5, "$0.50"), (2, "$2.00")]
)
def test_price_of_an_hour_has_cents(value, text):
    assert tags.usd_price(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (25.4, "+25%"), (0.6, "+1%"), (0.5, "+1%"), (0.49, "0%"), (0, "0%"), (-0.49, "0%"), (-0.5, "−1%"),
        (2.5, "+3%"), (-2.5, "−3%"), (-99.6, "−100%"),
    ],
)  # fmt: skip
def test_change_has_its_sign_unless_it_is_none(value, text):
    assert tags.signed_percent(value) == text


@pytest.mark.parametrize(("value", "text"), [(1234, "1.2k"), (0.1075, "0.11"), (0, "0")])
def test_what_is_compared_with_is_said_with_two_digits(value, text):
    assert tags.about(value) == text


# ---------------------------------------------------------------- names that bring something along


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        (355e6, "355 million"), (8.03e9, "8.03 billion"), (1e9, "1 billion"), (999.6e6, "1 billion"),
        (999.4e6, "999 million"), (175e9, "175 billion"), (22e6, "22 million"),
    ],
)  # fmt: skip
def test_size_of_a_model_is_said_as_people_do(write, parameters, text):
    assert say_size(parameters, write) == text


def test_mixture_says_how_much_of_it_works_and_a_dense_model_does_not(write, reference):
    assert "of them active per token" in say_model(reference.presets["DeepSeek-V3"], write)
    assert say_model(reference.presets["Llama 2 7B"], write) == (
        "6.74 billion parameters, 32 layers, reads 4,096 tokens at a time"
    )


def test_prices_of_a_store_are_told_one_by_one_and_nothing_for_none(reference):
    rows = [reference.hosted.at(kind, "Pinecone") for kind in (INDEX_STORAGE, INDEX_FEE)]
    said = say_rows([None, *rows])
    assert said.count("$") >= 2
    assert said.endswith(", in US dollars")
    assert (say_rows([]), say_rows([None])) == ("", "")


def test_price_from_memory_says_so(reference):
    recalled = [row for row in reference.hosted.rows if row.recalled]
    told = [row for row in reference.hosted.of(BATCH) if not row.recalled]
    assert "from memory, not looked up" in say_rows(recalled[:1])
    assert "from memory" not in say_rows(told[:1])


def test_list_price_says_what_repeated_text_costs_only_where_the_seller_asks_it(reference):
    models = reference.api.models if reference.api.models else ()
    for model in models:
        assert ("repeated" in say_hosted(model)) is (model.prices[0].cached is not None)
