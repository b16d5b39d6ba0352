"""`manage.py update_prices`: what it prints and keeps; twice is once, half a list is none."""

import sys
from datetime import date, timedelta
from io import StringIO
from types import ModuleType, SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError

from estimates.domain.published.offers import Commitment
from estimates.domain.published.pricelists import Priced
from estimates.models import RentPrice
from estimates.priceupdate import add_prices
from projects.models import today

pytestmark = pytest.mark.django_db
HEAD = "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice"
GOOD = [HEAD, "gpu_8x_h100_sxm5,H100,8,208,1800,31.92,us-east-1,,", "1H100,H100,1,32,185,2.29,eu-1,,0.8"]


@pytest.fixture
def listed(tmp_path):
    """Return a function that writes a price list below a folder named after its seller."""

    def write(lines, folder="lambda", name="vms.csv"):
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    return write


def run(*args, **options):
    out = StringIO()
    call_command("update_prices", *args, stdout=out, **options)
    return out.getvalue()


def stored():
    fields = ("provider", "accelerator", "commitment", "region", "price_usd_per_gpu_hour")
    return sorted(RentPrice.objects.values_list(*fields))


def test_good_list_is_kept_per_gpu(listed):
    text = run(listed(GOOD))
    assert "Added 3" in text
    assert "3 new" in text
    assert stored() == [
        ("Lambda", "H100-SXM-80GB", "on_demand", "eu-1", 2.29),
        ("Lambda", "H100-SXM-80GB", "on_demand", "us-east-1", 3.99),
        ("Lambda", "H100-SXM-80GB", "spot", "eu-1", 0.8),
    ]


def test_two_forms_of_one_chip_are_two_prices(listed):
    run(listed([HEAD, "1x_A,A100-80GB,1,8,64,1.99,US,,", "1x_B,A100-80GB-SXM,1,8,64,2.29,US,,"], folder="runpod"))
    assert [row[1:] for row in stored()] == [
        ("A100-PCIe-80GB", "on_demand", "US", 1.99),
        ("A100-SXM-80GB", "on_demand", "US", 2.29),
    ]


def test_seller_is_the_folder_written_as_in_the_shipped_rows(listed):
    run(listed(GOOD, folder="hyperstack"))
    assert set(RentPrice.objects.values_list("provider", flat=True)) == {"Hyperstack"}


def test_seller_can_be_given(listed):
    run(listed(GOOD), provider="Our own cloud")
    assert set(RentPrice.objects.values_list("provider", flat=True)) == {"Our own cloud"}


def test_rows_hold_from_today_unless_said(listed):
    run(listed(GOOD))
    row = RentPrice.objects.first()
    assert (row.valid_from, row.date_checked, row.recorded_on) == (today(), today(), today())


def test_day_can_be_given(listed):
    run(listed(GOOD), date="2026-01-31")
    row = RentPrice.objects.first()
    assert (row.valid_from, row.date_checked, row.recorded_on) == (date(2026, 1, 31), date(2026, 1, 31), today())


def test_announced_price_was_checked_today(listed):
    day = today() + timedelta(30)
    run(listed(GOOD), date=day.isoformat())
    row = RentPrice.objects.first()
    assert (row.valid_from, row.date_checked) == (day, today())


def test_twice_is_once(listed):
    run(listed(GOOD))
    assert "Added 0" in (text := run(listed(GOOD)))
    assert "Unchanged 3" in text
    assert RentPrice.objects.count() == 3


def test_new_price_is_a_new_row_and_the_old_one_stays(listed):
    run(listed(GOOD), date="2026-01-31")
    cheaper = [line.replace("31.92", "23.92") for line in GOOD]
    text = run(listed(cheaper), date="2026-02-28")
    assert "0 new, 1 with another price, 2 confirmed" in text
    prices = RentPrice.objects.filter(region="us-east-1").order_by("valid_from")
    assert list(prices.values_list("price_usd_per_gpu_hour", flat=True)) == [3.99, 2.99]


def test_another_price_of_the_same_day_is_not_stored(listed):
    run(listed(GOOD), date="2026-01-31")
    text = run(listed([line.replace("31.92", "23.92") for line in GOOD]), date="2026-01-31")
    assert "give a later --date: 1." in text
    assert "Lambda in us-east-1, H100-SXM-80GB, on_demand: $3.99 stands for 2026-01-31, not $2.99" in text
    assert RentPrice.objects.count() == 3


def test_bad_rows_are_said_with_line_and_reason(listed):
    text = run(listed([*GOOD, "x,H100,8,1,1,cheap,us,,", "cpu,,,4,16,0.2,us,,", "y,B999,8,1,1,50,us,,"]))
    assert "line 4: Price must be a number above 0, not 'cheap'" in text
    assert "1 row is of machines without an accelerator" in text
    assert "Not in accelerators.csv, left out: B999, 1 row." in text
    assert "Added 3" in text


def test_many_bad_rows_are_counted(listed):
    text = run(listed([*GOOD, *["x,H100,8,1,1,cheap,us,,"] * 50]))
    assert "Skipped: 50." in text
    assert "and 30 more" in text


def test_same_offer_twice_in_a_list_is_one_row(listed):
    run(listed([HEAD, GOOD[1], GOOD[1]]))
    assert RentPrice.objects.count() == 1


def test_large_list_is_read_at_once(listed, django_assert_max_num_queries):
    rows = [f"m,H100,8,1,1,{20 + region % 7},us-{region},," for region in range(3000)]
    with django_assert_max_num_queries(50):
        text = run(listed([HEAD, *rows]))
    assert "Added 3000" in text


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "has no column"),
        (["a,b,c"], "has no column AcceleratorName, AcceleratorCount, Price, Region"),
        ([HEAD], "No price could be read"),
        ([HEAD, "x,H100,8,1,1,cheap,us,,"], "No price could be read"),
    ],
)
def test_list_without_a_price_changes_nothing(listed, lines, reason):
    with pytest.raises(CommandError, match=reason) as caught:
        run(listed(lines))
    assert caught.value.returncode == 2
    assert RentPrice.objects.count() == 0


def test_half_a_list_is_none():
    """A row that the database refuses takes those before it along."""
    good = [Priced("A", f"us-{number}", "L4", Commitment.ON_DEMAND, 1.0, "") for number in range(600)]
    with pytest.raises(IntegrityError):
        add_prices([*good, Priced("A", "us", "L4", Commitment.ON_DEMAND, 0.0, "")], day=today(), source="x")
    assert RentPrice.objects.count() == 0


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "1999-01-01", "2999-01-01", ""])
def test_nonsense_for_a_day_is_refused(listed, day):
    with pytest.raises(CommandError, match="--date must") as caught:
        run(listed(GOOD), date=day)
    assert caught.value.returncode == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\u202eb"])
def test_nonsense_for_a_seller_is_refused(listed, name):
    with pytest.raises(CommandError, match="--provider must be a name"):
        run(listed(GOOD), provider=name)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(str(tmp_path / "nowhere.csv"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_list_in_another_encoding_is_read(tmp_path, encoding):
    path = tmp_path / "vms.csv"
    path.write_bytes("\r\n".join([HEAD, "m1,L4,1,8,32,0.8,Zürich,,"]).encode(encoding))
    run(str(path), provider="Our own cloud")
    assert [(row[1], row[3], row[4]) for row in stored()] == [("L4", "Zürich", 0.8)]


def test_list_whose_alphabet_nobody_can_tell_is_refused(tmp_path):
    path = tmp_path / "vms.csv"
    path.write_bytes("\n".join([HEAD, "m1,L4,1,8,32,0.8,Москва,,"]).encode("koi8_r"))
    with pytest.raises(CommandError, match="is not UTF-8 text"):
        run(str(path), provider="x")


def test_list_with_semicolons_and_decimal_commas_is_read(listed):
    run(listed(["Prices, valid 2026", HEAD.replace(",", ";"), "m1;L4;1;8;32;0,85;eu;;"]))
    assert [(row[1], row[4]) for row in stored()] == [("L4", 0.85)]


def test_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "vms.csv"
    path.write_bytes(HEAD.encode() + b"\n\xff\xfe\x00")
    with pytest.raises(CommandError, match="is not UTF-8 text"):
        run(str(path), provider="x")


# ---------------------------------------------------------------- gpuhunt


def hunted(monkeypatch, query):
    module = ModuleType("gpuhunt")
    module.query = query
    monkeypatch.setitem(sys.modules, "gpuhunt", module)


def item(**more):
    given = {
        "provider": "runpod", "instance_name": "NVIDIA H100 80GB HBM3", "location": "US-KS-2", "price": 5.38,
        "gpu_count": 2, "gpu_name": "H100", "gpu_memory": 80.0, "spot": False,
    }  # fmt: skip
    return SimpleNamespace(**(given | more))


def test_without_gpuhunt_a_file_is_asked_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "gpuhunt", None)
    with pytest.raises(CommandError, match="gpuhunt is not installed") as caught:
        run()
    assert caught.value.returncode == 2


def test_what_gpuhunt_finds_is_kept_per_gpu(monkeypatch):
    hunted(monkeypatch, lambda **asked: [item(), item(spot=True, price=3.0), item(gpu_name="A100", gpu_count=1)])
    assert "Added 3" in run()
    assert stored() == [
        ("RunPod", "A100-SXM-80GB", "on_demand", "US-KS-2", 5.38),
        ("RunPod", "H100-SXM-80GB", "on_demand", "US-KS-2", 2.69),
        ("RunPod", "H100-SXM-80GB", "spot", "US-KS-2", 1.5),
    ]


def test_gpuhunt_is_asked_for_one_seller(monkeypatch):
    asked = []
    hunted(monkeypatch, lambda **wanted: asked.append(wanted) or [item()])
    run(provider="runpod")
    assert asked == [{"min_gpu_count": 1, "provider": "runpod"}]


def test_network_that_does_not_allow_it_is_said(monkeypatch):
    def fail(**asked):
        raise ConnectionError("no route to host")

    hunted(monkeypatch, fail)
    with pytest.raises(CommandError, match=r"could not fetch its catalogue .*no route to host"):
        run()


def test_database_without_its_tables_says_what_to_do(listed, monkeypatch):
    def fail(*args, **options):
        raise OperationalError("no such table: estimates_rentprice")

    monkeypatch.setattr("estimates.management.commands.update_prices.add_prices", fail)
    with pytest.raises(CommandError, match=r"run manage\.py migrate"):
        run(listed(GOOD))


GPUHUNT = (
    "instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,disk_size\n"
    "gpu_1x_h100_sxm5,us-south-1,3.29,26,225.0,1,H100,80.0,False,\n"
    "gpu_1x_h100_sxm5,us-south-1,1.10,26,225.0,1,H100,80.0,True,\n"
)


def test_catalogue_of_gpuhunt_is_read_from_a_file(tmp_path):
    path = tmp_path / "hunt.csv"
    path.write_text(GPUHUNT, encoding="utf-8")
    assert "Added 2" in run(str(path), provider="lambda")
    found = RentPrice.objects.values_list("accelerator", "commitment", "price_usd_per_gpu_hour")
    assert set(found) == {("H100-SXM-80GB", "on_demand", 3.29), ("H100-SXM-80GB", "spot", 1.10)}


def test_difference_is_shown_before_anything_is_taken(tmp_path):
    path = tmp_path / "hunt.csv"
    path.write_text(GPUHUNT, encoding="utf-8")
    run(str(path), "--provider", "lambda", "--date", "2026-11-01")
    path.write_text(GPUHUNT.replace("3.29", "2.99"), encoding="utf-8")
    text = run(str(path), "--provider", "lambda", "--show")
    assert "Nothing taken. It would add 2" in text
    assert "H100-SXM-80GB, on_demand, us-south-1: $3.29, now $2.99" in text
    assert RentPrice.objects.count() == 2
