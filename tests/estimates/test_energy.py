"""Energy and carbon: the part of making the machines, and what an amount is like."""

import pytest

from estimates.domain.formulas.energy import CARBON_MEASURES, EMBODIED_KG_PER_GPU_HOUR, ENERGY_MEASURES, likenesses
from projects.domain.figures import Figure
from projects.domain.ranges import Range

HOST = {
    "compute.approach": "self_host", "compute.serving_accelerator": "L4", "compute.serving_accelerator_count": 2,
    "compute.serving_hours_per_month": 730,
}  # fmt: skip


def figure(likely, unit="kWh", low=None, high=None):
    value = Range(low=likely if low is None else low, likely=likely, high=likely if high is None else high)
    return Figure(id="x", label="Energy", value=value, unit=unit, formula="x", inputs=())


def likeness(*args, **more):
    return likenesses([figure(*args, **more)])[0]


def test_making_the_machines_that_answer_by_hand(estimate_of):
    """12 × 730 × 2 hours at 0.0104 kg: 182 kg a year."""
    found = estimate_of(HOST).figure("compute.serving_embodied_carbon").value
    hours = 12 * 730 * 2
    assert found.likely == pytest.approx(hours * 0.0104, rel=0.01)
    assert found.low == pytest.approx(hours * EMBODIED_KG_PER_GPU_HOUR.low, rel=0.01)
    assert found.high == pytest.approx(hours * EMBODIED_KG_PER_GPU_HOUR.high, rel=0.01)


def test_hours_of_olmo_3_32b_draw_681_mwh(estimate_of):
    """1,050,000 H100-hours at 649 W of 700 W, before the site's part (training_runs.csv)."""
    hours = {"compute.serving_accelerator_count": 125, "compute.serving_hours_per_month": 700}
    drawn = {"compute.serving_accelerator": "H100-SXM-80GB", "compute.power_share": 649 / 7, "compute.pue": 1}
    found = estimate_of(HOST | hours | drawn).figure("compute.serving_energy").value
    assert found.likely == pytest.approx(681_000, rel=0.002)


def test_hours_of_bloom_draw_433_mwh_and_bring_24_7_tonnes(estimate_of):
    """Luccioni et al. 2022, Table 1: 1,082,990 hours at 400 W; 0.057 kg a kilowatt-hour."""
    hours = {"compute.serving_accelerator_count": 150, "compute.serving_hours_per_month": 1_082_990 / 12 / 150}
    drawn = {"compute.serving_accelerator": "A100-SXM-80GB", "compute.power_share": 100, "compute.pue": 1}
    there = {"compute.region": "BLOOM / Jean Zay, France (as reported)"}
    estimate = estimate_of(HOST | hours | drawn | there)
    assert estimate.figure("compute.serving_energy").value.likely == pytest.approx(433_196, rel=1e-4)
    assert estimate.figure("compute.serving_carbon").value.likely == pytest.approx(24_700, rel=0.001)


def test_litre_of_water_takes_335_kilojoules():
    assert ENERGY_MEASURES[0].amount == pytest.approx(4.19 * 80 / 3600, abs=5e-4)


def test_car_of_the_short_measure_is_the_car_of_the_long_one():
    """11,500 miles a year at 0.25 kg a km are 4.6 t."""
    assert CARBON_MEASURES[0].amount * 11_500 * 1.609 == pytest.approx(CARBON_MEASURES[2].amount, rel=0.02)


@pytest.mark.parametrize(
    ("kwh", "label", "count"),
    [
        (0.01, "litres of water brought to the boil", 0.1075),
        (9.3, "litres of water brought to the boil", 100),
        (287.7, "days of a household in the US", 10),
        (21_000, "households in the US for a year", 2),
    ],
)
def test_energy_is_said_in_the_largest_measure_that_it_fills(kwh, label, count):
    found = likeness(kwh)
    assert found.measure.label == label
    assert found.count.likely == pytest.approx(count, rel=1e-3)


@pytest.mark.parametrize(
    ("kg", "label", "count"),
    [
        (25, "km driven in a passenger car", 100),
        (2_000, "passengers from London to New York and back", 2),
        (46_000, "passenger cars driven for a year", 10),
    ],
)
def test_carbon_is_said_in_the_largest_measure_that_it_fills(kg, label, count):
    found = likeness(kg, unit="kg CO₂e/year")
    assert found.measure.label == label
    assert found.count.likely == pytest.approx(count)


def test_likeness_is_a_range():
    found = likeness(21_000, low=10_500, high=42_000)
    assert (found.count.low, found.count.high) == (1, 4)


@pytest.mark.parametrize(("value", "unit"), [(10, "GPU-hours"), (10, "kg CO₂e/kWh"), (0, "kWh"), (10, "money/kWh")])
def test_other_figures_are_like_nothing(value, unit):
    assert likenesses([figure(value, unit=unit)]) == []


@pytest.mark.parametrize("measure", [*CARBON_MEASURES, *ENERGY_MEASURES])
def test_every_measure_has_a_source(measure):
    assert measure.source
