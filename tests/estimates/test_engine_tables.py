"""Small tables of the room: engines in each use, what a run remarks, text by language, measured speeds, classes."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.figures.balance import THIN_SHARE, balance_by
from estimates.domain.figures.model_class import (
    OTHER_CLASS,
    OTHER_KIND,
    OWN_CLASS,
    PRICE_CLASSES,
    HostedFacts,
    compare_classes,
    find_stand_in,
    hosted_like,
    size_in,
)
from estimates.domain.figures.plausible import ENDS_AT_ONCE, NEVER_ENDS, READS_MORE, remarks
from estimates.domain.formulas.engines import engine_for
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.published.api_models import ApiModel, TokenPrices
from estimates.domain.published.areas import Area, area_of
from estimates.domain.published.reference import SpeedMeasure, find, nearest
from estimates.domain.tables.speeds import LIMITS, SpeedEstimate, SpeedSpec, closeness, engine_of_run, estimate_speed
from projects.domain.errors import BadValue
from projects.domain.ranges import Range
from projects.domain.text import plain_name

SPREAD = Range(low=0.8, likely=1.0, high=1.5)

# ---------------------------------------------------------------- engines


@pytest.mark.parametrize(
    ("engine", "use", "low", "likely", "high", "texts", "waits"),
    [
        ("", "", 0.6, 1.0, 1.35, 1024, True),
        ("current", "online", 0.6, 1.0, 1.35, 1024, True),
        ("current", "offline", 0.8, 1.0, 1.5, 4096, False),
        ("current", "single", 0.35, 0.85, 1.4, 1, True),
        ("older", "online", 0.45, 0.9, 1.3, 256, True),
        ("older", "offline", 0.45, 0.9, 1.3, 256, False),
        ("older", "single", 0.45, 0.9, 1.3, 1, True),
        ("plain", "online", 0.05, 0.15, 0.4, 8, True),
        ("plain", "offline", 0.05, 0.15, 0.4, 8, False),
        ("plain", "single", 0.05, 0.15, 0.4, 1, True),
    ],
)
def test_engine_in_a_use(engine, use, low, likely, high, texts, waits):
    found = engine_for(engine, use, spread=SPREAD)
    assert found.speed == Range(low=low, likely=likely, high=high)
    assert (found.most_texts, found.waits) == (texts, waits)


@pytest.mark.parametrize("engine", ["current", "older", "plain"])
@pytest.mark.parametrize("use", ["online", "offline", "single"])
def test_chips_of_other_makers_widen_the_range_and_keep_its_middle(engine, use):
    learnt, other = (engine_for(engine, use, spread=SPREAD, maker=maker) for maker in ("NVIDIA", "AMD"))
    assert other.speed.likely == pytest.approx(learnt.speed.likely)
    assert other.speed.low < learnt.speed.low
    assert other.speed.high > learnt.speed.high
    assert other.source.startswith(learnt.source)
    assert other.source != learnt.source


@pytest.mark.parametrize("engine", ["current", "older", "plain"])
@pytest.mark.parametrize("use", ["online", "offline", "single"])
def test_every_engine_says_where_its_speed_and_its_texts_are_from(engine, use):
    found = engine_for(engine, use, spread=SPREAD)
    assert found.source
    assert found.texts_source


# ---------------------------------------------------------------- unusual runs


def said(reference, **run):
    usual = {"tokens": 1e9, "gpu_hours": 100.0, "count": 8.0}
    return {reason.message: dict(reason.params) for reason in remarks(reference, **(usual | run))}


def test_usual_run_needs_no_remark(reference):
    assert said(reference) == {}


def test_run_that_reads_more_than_any_published_one_is_asked_whether_there_is_so_much(reference):
    longest = max(reference.runs, key=lambda run: run.training_tokens or 0)
    assert said(reference, tokens=longest.training_tokens) == {}
    params = said(reference, tokens=longest.training_tokens * 2)[READS_MORE]
    assert params["name"] == longest.name
    assert params["tokens"] == f"{2 * longest.training_tokens / 1e12:,.0f}"


@pytest.mark.parametrize(
    ("hours", "count", "remarked"),
    [
        (0.13, 8, True),  # 58.5 seconds
        (0.134, 8, False),  # 60.3
        (0.016, None, True),  # on one: 57.6
        (0.017, None, False),
    ],
)
def test_run_of_less_than_a_minute_is_remarked(reference, hours, count, remarked):
    assert (ENDS_AT_ONCE in said(reference, gpu_hours=hours, count=count)) is remarked


@pytest.mark.parametrize(("years", "remarked"), [(2.9, False), (3.0, False), (3.1, True)])
def test_run_of_more_than_three_years_is_remarked(reference, years, remarked):
    found = said(reference, gpu_hours=years * 365 * 24 * 1000, count=1000.0)
    assert (NEVER_ENDS in found) is remarked
    if remarked:
        assert found[NEVER_ENDS] == {"count": "1,000", "years": "3"}


def test_run_whose_accelerators_nobody_counted_never_takes_too_long(reference):
    assert said(reference, gpu_hours=1e9, count=None) == {}


# ---------------------------------------------------------------- text by language and kind


def text(count, **more):
    return {"unit": "documents", "count": count, "tokens_each": 1000} | more


def shares(column, *rows):
    return {part.name: pytest.approx(part.share) for part in balance_by(rows, column)}


def test_text_is_divided_by_kind():
    # 300 and 100 of 400
    assert shares("kind", text(300, kind="own"), text(100, kind="bought")) == {"own": 75, "bought": 25}


def test_sources_of_one_kind_are_one_part():
    parts = balance_by([text(100, kind="own"), text(300, kind="own")], "kind")
    assert [(part.name, part.tokens, part.share) for part in parts] == [("own", 400_000, 100)]


def test_largest_part_stands_first():
    rows = [text(1, kind="a"), text(3, kind="b"), text(2, kind="c")]
    assert [part.name for part in balance_by(rows, "kind")] == ["b", "c", "a"]


def test_shares_that_are_no_hundred_are_taken_in_proportion():
    # 60 and 20 of 80
    assert shares("languages", text(10, languages="German 60 %, Danish 20 %")) == {"German": 75, "Danish": 25}


@pytest.mark.parametrize("said_", ["German: 12.5 %; English: 87,5%", "German 12,5 %, English 87.5 %"])
def test_shares_may_have_either_decimal_sign(said_):
    assert shares("languages", text(10, languages=said_)) == {"German": 12.5, "English": 87.5}


def test_shares_of_nothing_are_one_name():
    assert shares("languages", text(10, languages="German 0 %")) == {"German 0 %": 100}


def test_percent_in_the_name_of_a_kind_divides_nothing():
    assert shares("kind", text(10, kind="Scans 60 %")) == {"Scans 60 %": 100}


def test_source_that_says_nothing_is_a_part_without_a_name():
    assert shares("languages", text(30, languages="German"), text(10)) == {"German": 75, "": 25}


@pytest.mark.parametrize(("share", "thin"), [(4.9, True), (5.0, False)])
def test_part_below_a_twentieth_is_thin(share, thin):
    parts = balance_by([text(1000 - share * 10, kind="a"), text(share * 10, kind="b")], "kind")
    assert THIN_SHARE == 5
    assert parts[-1].thin is thin


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10**6)), min_size=1, max_size=12))
def test_shares_of_all_parts_come_to_a_hundred(rows):
    parts = balance_by([text(count, kind=name) for name, count in rows], "kind")
    total = sum(count for _name, count in rows)
    assert sum(part.share for part in parts) == pytest.approx(100 if total else 0)
    assert sum(part.tokens for part in parts) == total * 1000


# ---------------------------------------------------------------- measured speeds

RUN = SpeedSpec(
    model="Llama 3.1 8B", parameters=8.03e9, active_parameters=8.03e9, accelerator="H100-SXM-80GB", accelerator_count=1,
    input_tokens=1000, output_tokens=1000,
)  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_number_at_its_limits_is_taken_and_beyond_them_refused(name):
    low, high = LIMITS[name]
    for value in (low, high):
        assert getattr(replace(RUN, **{name: value}), name) == value
    for value in (low * 0.99, high * 1.01):
        with pytest.raises(BadValue, match="must lie between") as caught:
            replace(RUN, **{name: value})
        expected = {"name": name, "low": f"{low:g}", "high": f"{high:g}", "value": f"{value:g}"}
        assert caught.value.params == expected


def test_part_of_an_accelerator_is_refused():
    with pytest.raises(BadValue, match="must be a whole number") as caught:
        replace(RUN, accelerator_count=1.5)
    assert caught.value.params == {"name": "accelerator_count", "value": "1.5"}


@pytest.mark.parametrize(
    ("changes", "texts"),
    [
        ({"measure": SpeedMeasure.OFFLINE}, 4096),
        ({"measure": SpeedMeasure.ONLINE}, 1024),
        ({"measure": SpeedMeasure.BATCH}, 1024),
        ({"measure": SpeedMeasure.OFFLINE, "batch": 1}, 1),
        ({"measure": SpeedMeasure.OFFLINE, "engine": "vLLM of 2023"}, 256),
        ({"measure": SpeedMeasure.ONLINE, "engine": "TensorRT-LLM 0.6.1"}, 256),
        ({"measure": SpeedMeasure.ONLINE, "engine": "TensorRT-LLM 1.0"}, 1024),
    ],
)
def test_row_says_which_engine_in_which_use_was_measured(reference, changes, texts):
    assert engine_of_run(replace(RUN, **changes), reference, "NVIDIA").most_texts == texts


def measured(speed, low=80.0, likely=100.0, high=150.0):
    return SpeedEstimate(
        spec=replace(RUN, measured_tokens_per_s=speed), tokens_per_s=Range(low=low, likely=likely, high=high), texts=1,
        kv_gb_per_text=0.1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("speed", "ratio", "inside"),
    [(None, None, None), (80, 0.8, True), (79, 0.79, False), (150, 1.5, True), (151, 1.51, False)],
)
def test_measurement_is_held_against_the_range(speed, ratio, inside):
    assert (measured(speed).ratio, measured(speed).inside) == (ratio, inside)


def test_closeness_of_nothing_is_none():
    assert closeness("x", [], []) is None


def test_closeness_counts_factors_both_ways():
    """Worked out 150, 67, 200 and 50 of 100: factors of 1.5, 1.5, 2 and 2; ranges of ± a half are 3 wide."""
    ranges = [Range(low=speed / 2, likely=speed, high=speed * 1.5) for speed in (149.9, 66.8, 199.9, 50.1)]
    found = closeness("x", [100.0] * 4, ranges)
    assert (found.count, found.within_1_5, found.within_2, found.width) == (4, 0.5, 1, pytest.approx(3))


def test_batch_of_the_row_is_the_texts_in_flight(reference):
    assert estimate_speed(replace(RUN, batch=32), reference).texts == 32


@given(st.floats(1, 512), st.floats(1, 4))
def test_more_texts_at_a_time_never_lower_the_speed_of_all(reference, batch, times):
    few, many = (estimate_speed(replace(RUN, batch=texts), reference) for texts in (batch + 1, (batch + 1) * times))
    assert few.tokens_per_s.likely <= many.tokens_per_s.likely * (1 + 1e-9)


# ---------------------------------------------------------------- names and places


@pytest.mark.parametrize(("name", "plain"), [("H100-SXM 80GB", "h100sxm80gb"), ("Größe (M)", "grössem"), ("–", "")])
def test_names_are_compared_by_letters_and_digits(name, plain):
    assert plain_name(name) == plain


def test_exact_name_comes_before_one_that_only_sounds_alike():
    assert find("a-1", {"A1": 1, "a-1": 2}) == 2
    assert find("A 1", {"A1": 1, "a-1": 2}) == 1


def test_nearest_names_are_three_and_begin_with_those_that_go_on():
    known = ["H100-PCIe", "H100-SXM", "A100", "H200", "L4"]
    assert nearest("h100", known).split(", ")[:2] == ["H100-PCIe", "H100-SXM"]
    assert len(nearest("h100", known).split(", ")) == 3


def test_nearest_of_nothing_typed_is_still_a_list_of_names():
    assert len(nearest("", ["A", "B", "C", "D"]).split(", ")) == 3


@pytest.mark.parametrize(
    ("region", "area"),
    [
        ("US", Area.NORTH_AMERICA), ("us-gov-west-1", Area.NORTH_AMERICA), ("ca-central-1", Area.NORTH_AMERICA),
        ("mexicocentral", None), ("gb-london-1", Area.EUROPE), ("switzerlandnorth", Area.EUROPE), ("IS", Area.EUROPE),
        ("asia-southeast1", Area.ASIA_PACIFIC), ("australiaeast", Area.ASIA_PACIFIC), ("sa-east-1", Area.OTHER),
        ("me-central1", Area.OTHER), ("il-central-1", Area.OTHER), ("12345", None), ("datacenter 7", None),
    ],
)  # fmt: skip
def test_part_of_the_world_is_read_off_the_first_word_that_is_known(region, area):
    assert area_of(region) is area


# ---------------------------------------------------------------- classes of models


@pytest.mark.parametrize(("share", "said_"), [(1, OWN_CLASS), (3, OWN_CLASS), (1 / 3, OWN_CLASS), (3.1, OTHER_CLASS),
                                              (0.3, OTHER_CLASS)])  # fmt: skip
def test_sizes_within_a_factor_of_three_are_one_class(reference, share, said_):
    like = reference.presets["Llama 3.1 8B"]
    assert compare_classes(like, like.parameters * share, Architecture.DECODER) == said_


def test_encoder_is_another_kind_whatever_its_size(reference):
    like = reference.presets["Llama 3.1 8B"]
    assert compare_classes(like, like.parameters, Architecture.ENCODER) == OTHER_KIND


@pytest.mark.parametrize(
    ("usd", "model"),
    [(0.0, "Llama 3.1 8B"), (0.3, "Llama 3.1 8B"), (0.31, "Llama 3.1 70B"), (3.0, "Llama 3.1 70B"),
     (3.01, "Llama 3.1 405B"), (1e9, "Llama 3.1 405B")],
)  # fmt: skip
def test_price_tells_the_class_of_a_model_without_a_size(reference, usd, model):
    assert find_stand_in(HostedFacts(name="Closed One", price_usd=usd), None, reference.presets).preset.name == model
    assert PRICE_CLASSES[-1][0] == math.inf


@pytest.mark.parametrize(
    ("name", "usd", "model"),
    [("Closed One", 0.3, "Gemma 3 4B"), ("Closed One", 0.31, "Gemma 3 27B"), ("Closed One", 1e9, "Gemma 3 27B"),
     ("pixtral-12b", 1, "Gemma 3 12B")],
)  # fmt: skip
def test_a_model_that_reads_pictures_stands_beside_one_that_does(reference, name, usd, model):
    assert find_stand_in(HostedFacts(name=name, price_usd=usd), None, reference.presets, sees=True).preset.name == model


def test_without_open_models_nothing_stands_in():
    assert find_stand_in(HostedFacts(name="llama-3-8b", price_usd=1), None, {}) is None


def sold(name, usd, *, offered=True):
    return ApiModel(
        name=name, model_id=name, title="", seller="", prices=(TokenPrices(input=usd, output=usd),), offered=offered,
        source="", date_checked="2026-11-30", valid_from="2026-11-30",
    )  # fmt: skip


def test_open_model_is_held_against_itself_at_the_seller_in_the_middle(reference):
    models = [sold(f"llama-3.1-8b ({seller})", usd) for seller, usd in (("A", 0.9), ("B", 0.1), ("C", 0.2))]
    assert hosted_like(reference.presets["Llama 3.1 8B"], [*models, sold("other-7b", 0.15)]).name == "llama-3.1-8b (C)"


def test_open_model_that_nobody_sells_is_held_against_one_of_its_size(reference):
    models = [sold("far-70b", 1), sold("near-9b", 2), sold("unlisted-8b", 1, offered=False), sold("closed", 1)]
    assert hosted_like(reference.presets["Llama 3.1 8B"], models).name == "near-9b"


@pytest.mark.parametrize("models", [[], ["far-70b"], ["closed"]])
def test_open_model_without_its_like_is_held_against_nothing(reference, models):
    assert hosted_like(reference.presets["Llama 3.1 8B"], [sold(name, 1) for name in models]) is None


def test_model_that_does_not_write_is_held_against_no_hosted_one(reference):
    assert hosted_like(reference.presets["BERT-Base"], [sold("near-0.1b", 1)]) is None


@pytest.mark.parametrize(
    ("name", "size"), [("phi-3.5b", 3.5e9), ("a1b", None), ("x-8bit", None), ("8B", 8e9), ("7b-8b", 7e9)]
)
def test_first_size_of_a_name_counts(name, size):
    assert size_in(name) == size
