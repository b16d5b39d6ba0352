"""Price lists of others: prices per GPU, names as lists write them, and a reason for every line that is left out."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.published.offers import Commitment
from estimates.domain.published.pricelines import BadPriceList, Listed
from estimates.domain.published.pricelists import collect, read_price_list
from estimates.domain.published.pricenames import chips_of, match_accelerator

HEAD = "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice"
H100 = "gpu_8x_h100_sxm5,H100,8.0,208.0,1800.0,31.92,us-east-1,\"{'MemoryInfo': {'SizeInMiB': 81920}}\","


@pytest.fixture
def read(reference):
    def of(*lines, head=HEAD, provider="Lambda"):
        return read_price_list([f"{line}\n" for line in (head, *lines)], reference.accelerators, provider=provider)

    return of


def only(reading):
    assert (len(reading.offers), reading.skipped) == (1, [])
    return reading.offers[0]


# ---------------------------------------------------------------- prices


def test_price_of_a_machine_of_eight_is_divided_by_eight(read):
    offer = only(read(H100))
    assert (offer.accelerator, offer.price_usd_per_gpu_hour) == ("H100-SXM-80GB", 3.99)
    assert (offer.provider, offer.region, offer.commitment) == ("Lambda", "us-east-1", Commitment.ON_DEMAND)
    assert offer.machine == "gpu_8x_h100_sxm5"


def test_columns_may_stand_in_any_order(read):
    offer = only(read("27.92,8,IN2,H100,x", head="Price,AcceleratorCount,Region,AcceleratorName,InstanceType"))
    assert offer.price_usd_per_gpu_hour == 3.49


def test_several_machines_make_the_middle_price(read):
    rows = [f"m{count},L40S,1,8,32,{price},eu-north1,," for count, price in enumerate((1.5, 1.7, 2.9))]
    offer = only(read(*rows))
    assert (offer.price_usd_per_gpu_hour, offer.machine) == (1.7, "middle of 3 machines")


def test_spot_is_an_offer_of_its_own(read):
    found = read("1H100,H100,1,32,185,2.29,FIN-02,,0.8015").offers
    assert {offer.commitment: offer.price_usd_per_gpu_hour for offer in found} == {
        Commitment.ON_DEMAND: 2.29,
        Commitment.SPOT: 0.8015,
    }


def test_spot_at_the_price_on_demand_is_none(read):
    assert only(read("p5,H100,8,192,2048,55.04,us-east-1,,55.04")).commitment is Commitment.ON_DEMAND


def test_machine_that_is_sold_on_spot_only_has_one_offer(read):
    assert only(read("2B200,B200,2,60,368,,FIN-03,,3.423")).price_usd_per_gpu_hour == 1.7115


def test_machines_without_an_accelerator_are_counted(read):
    reading = read("cpu_4x,,,4.0,16.0,0.2,us-east-1,,", H100)
    assert (reading.without, len(reading.offers), reading.rows) == (1, 1, 2)


def test_unknown_accelerators_are_counted_by_name(read):
    reading = read("x,RTXPRO6000,1,1,1,2.19,IN1,,", "y,RTXPRO6000,2,1,1,4.38,IN1,,", "z,H100NVL,1,1,1,2,IN1,,")
    assert (dict(reading.unknown), reading.offers) == ({"RTXPRO6000": 2, "H100NVL": 1}, [])


# ---------------------------------------------------------------- two forms of one chip


def prices(reading):
    return {offer.accelerator: offer.price_usd_per_gpu_hour for offer in reading.offers}


@pytest.mark.parametrize(
    ("plain", "formed", "expected"),
    [
        (("A100-80GB", 1.99), ("A100-80GB-SXM", 2.29), {"A100-PCIe-80GB": 1.99, "A100-SXM-80GB": 2.29}),
        (("H100", 4.49), ("H100-SXM", 4.69), {"H100-PCIe-80GB": 4.49, "H100-SXM-80GB": 4.69}),
        (("A100", 1.29), ("A100-SXM4", 1.49), {"A100-PCIe-40GB": 1.29, "A100-SXM-40GB": 1.49}),
        (("H100", 2.99), ("H100-PCIe", 2.49), {"H100-SXM-80GB": 2.99, "H100-PCIe-80GB": 2.49}),
        (("H100-80G", 2.99), ("H100-80G-SXM5", 3.49), {"H100-PCIe-80GB": 2.99, "H100-SXM-80GB": 3.49}),
        (("A100-80GB", 1.99), ("A100-SXM", 1.49), {"A100-SXM-80GB": 1.99, "A100-SXM-40GB": 1.49}),
    ],
)
def test_name_without_a_form_is_the_other_one_where_the_list_names_both(read, plain, formed, expected):
    assert prices(read(*(f"x_{name},{name},1,1,1,{price},US,," for name, price in (plain, formed)))) == expected


def test_form_that_one_region_names_holds_in_the_whole_list(read):
    assert prices(read("a,H100,1,1,1,4.49,EU,,", "b,H100-SXM,1,1,1,4.69,US,,"))["H100-PCIe-80GB"] == 4.49


def test_form_in_the_machine_tells_machines_of_one_region_apart(read):
    found = prices(read("gpu_1x_a100,A100,1,1,1,1.99,us,,", "gpu_1x_a100_sxm4,A100,1,1,1,2.19,us,,"))
    assert found == {"A100-PCIe-40GB": 1.99, "A100-SXM-40GB": 2.19}


def test_name_that_may_be_either_of_two_forms_is_left_out_with_its_reason(read):
    reading = read("a,H100,1,1,1,3,US,,", "b,H100-SXM,1,1,1,4,US,,", "c,H100-PCIe,1,1,1,2,US,,")
    assert prices(reading) == {"H100-SXM-80GB": 4, "H100-PCIe-80GB": 2}
    assert [(skipped.line, skipped.reason) for skipped in reading.skipped] == [
        (2, "H100: the list names SXM and PCIe; this line does not say which it is")
    ]


def test_form_that_accelerators_do_not_have_is_unknown_rather_than_mixed_in(read):
    reading = read(
        "a,V100,1,1,1,0.4,US,,", "b,V100-SXM2,1,1,1,0.6,US,,", "c,H200,1,1,1,3,US,,", "d,H200-SXM,1,1,1,4,US,,"
    )
    assert prices(reading) == {"V100-SXM2-16GB": 0.6, "H200-SXM-141GB": 4}
    assert dict(reading.unknown) == {"V100": 1, "H200": 1}


def test_another_provider_of_the_same_list_changes_no_name(reference):
    listed = [
        Listed(line=1, accelerator="H100", count="1", region="", price="2", machine="a", provider="Lambda"),
        Listed(line=2, accelerator="H100-SXM", count="1", region="", price="3", machine="b", provider="RunPod"),
    ]
    assert {offer.accelerator for offer in collect(listed, reference.accelerators).offers} == {"H100-SXM-80GB"}


# ---------------------------------------------------------------- how lists are written


@pytest.mark.parametrize(
    ("mark", "price"),
    [(";", "31,92"), (";", "31.92"), ("\t", "31,92"), ("\t", "31.92"), ("|", "31.92"), (",", '"31.92"')],
)
def test_list_is_read_whatever_stands_between_its_cells(read, mark, price):
    head = mark.join(["InstanceType", "AcceleratorName", "AcceleratorCount", "Price", "Region"])
    assert only(read(mark.join(["x", "H100", "8", price, "us"]), head=head)).price_usd_per_gpu_hour == 3.99


def test_thousands_of_a_quoted_price_are_no_fraction(read):
    assert only(read('x,H100,512,1,1,"2,042.88",us,,')).price_usd_per_gpu_hour == 3.99


@pytest.mark.parametrize("title", ["Prices, valid 2026, EMEA", "Prices; 2026", "\ufeffPrices\t2026", ""])
def test_title_above_the_names_decides_nothing(read, title):
    reading = read(
        "AcceleratorName;AcceleratorCount;InstanceType;Price;Region", "H100;1;x;2,5;us", "L4;1;y;?;us", head=title
    )
    assert prices(reading) == {"H100-SXM-80GB": 2.5}
    assert [skipped.line for skipped in reading.skipped] == [4]


# ---------------------------------------------------------------- what is left out


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x,H100,8,1,1,cheap,us,,", "Price must be a number above 0, not 'cheap'"),
        ("x,H100,8,1,1,-3,us,,", "Price must be a number above 0"),
        ("x,H100,8,1,1,0,us,,", "Price must be a number above 0"),
        ("x,H100,8,1,1,inf,us,,", "Price must be a number above 0"),
        ("x,H100,8,1,1,,us,,", "no price"),
        ("x,H100,8,1,1,nan,us,,", "no price"),
        ("x,H100,0,1,1,20,us,,", "AcceleratorCount must be a whole number"),
        ("x,H100,1.5,1,1,20,us,,", "AcceleratorCount must be a whole number"),
        ("x,H100,many,1,1,20,us,,", "AcceleratorCount must be a whole number"),
        ("x,H100,,1,1,20,us,,", "AcceleratorCount must be a whole number"),
        ("x,H100,8,1,1,20,us", "has 7 cells, the first line 9"),
        ("x,H100,8,1,1,20,us,,,,", "has 11 cells, the first line 9"),
        (",H100,8,1,1,20,us,,", "without the machine around it"),
        (",tpu-v6e-1,1,1,1,700.0,us,,", "is out of proportion"),
        ("x,L4,1,1,1,700,us,,", "is out of proportion"),
        (f"x,H100,8,1,1,20,{'u' * 61},,", "Region must be a name of up to 60 letters"),
        ("x,H100,8,1,1,20,u\u202es,,", "Region must be a name of up to 60 letters"),
    ],
)
def test_line_that_cannot_be_right_is_left_out_with_its_reason(read, line, reason):
    reading = read(H100, line)
    assert [skipped.line for skipped in reading.skipped] == [3]
    assert reason in reading.skipped[0].reason
    assert [offer.price_usd_per_gpu_hour for offer in reading.offers] == [3.99]


def test_tpus_need_no_machine_around_them(read):
    assert only(read(",tpu-v6e-8,1,,,21.6,us-central1,,")).price_usd_per_gpu_hour == 2.7


@pytest.mark.parametrize("head", ["", "a,b,c", "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,Region"])
def test_list_without_the_columns_is_refused(read, head):
    with pytest.raises(BadPriceList, match="has no column"):
        read(H100, head=head)


def test_broken_quotes_do_not_end_the_reading(read):
    reading = read('x,"H100,8,1,1,20,us,,', H100)
    assert len(reading.skipped) == 1
    assert reading.offers == []


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=11), max_size=8))
def test_no_list_breaks_the_reading(reference, rows):
    text = "\n".join([HEAD, *(",".join(row) for row in rows)])
    reading = read_price_list(text.splitlines(keepends=True), reference.accelerators, provider="Fuzz")
    assert all(
        math.isfinite(offer.price_usd_per_gpu_hour) and offer.price_usd_per_gpu_hour > 0 for offer in reading.offers
    )


@given(st.integers(1, 64), st.floats(0.5, 100))
def test_price_of_one_times_the_count_is_the_price_of_the_machine(reference, count, price):
    line = f"x,H100,{count},1,1,{price * count!r},us,,"
    found = read_price_list([f"{HEAD}\n", line], reference.accelerators, provider="Fuzz").offers[0]
    assert found.price_usd_per_gpu_hour == pytest.approx(price, rel=1e-5)


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "machine", "memory", "ours"),
    [
        ("H100", "gpu_8x_h100_sxm5", "", "H100-SXM-80GB"),
        ("H100", "gpu_1x_h100_pcie", "", "H100-PCIe-80GB"),
        ("H100-SXM", "", "", "H100-SXM-80GB"),
        ("H100-80G-PCIe-NVLink", "n3-H100x8-NVLink", "", "H100-PCIe-80GB"),
        ("H100-80G-SXM5", "", "", "H100-SXM-80GB"),
        ("A100", "p4d.24xlarge", "'SizeInMiB': 40960", "A100-SXM-40GB"),
        ("A100", "epyc-genoa-a100-pcie_1x2v4gb", "'SizeInMiB': 81920", "A100-PCIe-80GB"),
        ("A100", "intel-ice-lake-a100-pci_1x2v4gb", "'SizeInMiB': 81920", "A100-PCIe-80GB"),
        ("A100-80GB", "1x_A100-80GB_SECURE", "'Name': 'A100 PCIe', 'SizeInMiB': 80", "A100-PCIe-80GB"),
        ("A100-80GB", "p4de.24xlarge", "", "A100-SXM-80GB"),
        ("A100-80GB-SXM", "", "", "A100-SXM-80GB"),
        ("A100", "a2-highgpu-1g", "", "A100-SXM-40GB"),
        ("V100", "p3.16xlarge", "'SizeInMiB': 16384", "V100-SXM2-16GB"),
        ("V100-32GB", "p3dn.24xlarge", "'SizeInMiB': 32768", "V100-SXM2-32GB"),
        ("A6000", "gpu_1x_a6000", "", "RTX-A6000"),
        ("RTXA6000", "", "", "RTX-A6000"),
        ("H200", "", "", "H200-SXM-141GB"),
        ("tpu-v5litepod-8", "", "", "TPU-v5e"),
        ("tpu-v5e-8", "", "", "TPU-v5e"),
        ("tpu-v3-8", "", "", "TPU-v3"),
        ("H100NVL", "", "", None),
        ("A10", "", "", None),
        ("B300", "", "", "B300"),
        ("B999", "", "", None),
        ("", "", "", None),
    ],
)
def test_names_of_lists_are_understood(reference, name, machine, memory, ours):
    assert match_accelerator(name, reference.accelerators, machine=machine, memory=memory) == ours


@pytest.mark.parametrize(
    ("name", "chips"),
    [
        ("tpu-v2-8", 4),
        ("tpu-v5p-11776", 5888),
        ("tpu-v6e-8", 8),
        ("tpu-v5litepod-4", 4),
        ("tpu-v3-1", 1),
        ("H100", None),
    ],
)
def test_slices_of_tpus_count_chips(name, chips):
    assert chips_of(name) == chips
