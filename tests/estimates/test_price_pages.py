"""The pages about prices: offers, the day at which prices are read, published runs."""

import re
from datetime import date

import pytest
from django.urls import reverse

from estimates.models import RentPrice
from estimates.results import compute_of
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.models import today
from projects.saving import save_answer

pytestmark = pytest.mark.django_db
CHIP = "A100-SXM-80GB"
TRAIN = {"compute.approach": "train", "compute.model": "Llama 2 7B", "compute.accelerator": CHIP}
OLD, NEW = date(2026, 11, 16), date(2026, 11, 24)


@pytest.fixture
def trains(project, base):
    """A project that trains, at the prices of a day before the shipped offers hold."""
    answer(base, TRAIN)
    project.price_on(OLD)
    return project


def answer(scenario, values):
    for number, (field_id, value) in enumerate(values.items()):
        content = Answer(field_id=field_id, state=AnswerState.KNOWN, value=value)
        save_answer(scenario, content, token=f"{field_id}-{number}", who="")


def page(name, project):
    return reverse(f"estimates:{name}", args=[project.pk, "base"])


def text_of(reply):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reply.content.decode()))


def column(reply, number):
    """Return the cells of one column of the page's table."""
    rows = re.findall(r"<tr>(.*?)</tr>", reply.content.decode().split("<tbody>")[-1], re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)[number] for row in rows]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for cell in cells]


def rent(project):
    workspace = Workspace(project, project.scenarios.get(slug="base"))
    return compute_of(workspace).figure("compute.rent_cost").value


# ---------------------------------------------------------------- offers


def test_offers_behind_the_price_are_listed_from_the_cheapest(owner, trains):
    trains.price_on(NEW)
    reply = owner.get(page("offers", trains))
    prices = [float(cell.lstrip("$")) for cell in column(reply, 1)]
    assert len(prices) == 14
    assert prices == sorted(prices)
    assert prices[0] == 1.29
    assert "14 offers from 10 providers" in text_of(reply)


@pytest.mark.parametrize("sort", ["provider", "region", "commitment", "price", "checked"])
def test_offers_are_sorted_by_every_column_both_ways(owner, trains, sort):
    trains.price_on(NEW)
    number = ["provider", "price", "region", "commitment", "checked"].index(sort)
    up = column(owner.get(page("offers", trains), {"sort": sort}), number)
    down = column(owner.get(page("offers", trains), {"sort": f"-{sort}"}), number)
    assert sorted(up) == sorted(down)
    assert up[0] == down[-1]


def test_head_of_the_sorted_column_says_so_and_turns_it_round(owner, trains):
    trains.price_on(NEW)
    html = owner.get(page("offers", trains), {"sort": "price"}).content.decode()
    assert html.count("aria-sort=") == 1
    assert 'aria-sort="ascending"' in html
    assert "?sort=-price" in html


def test_nonsense_for_an_order_is_the_usual_order(owner, trains):
    trains.price_on(NEW)
    prices = column(owner.get(page("offers", trains), {"sort": "'; drop table"}), 1)
    assert prices[0] == "$1.29"


def test_all_offers_of_the_chip_can_be_shown(owner, trains):
    trains.price_on(NEW)
    reply = owner.get(page("offers", trains), {"show": "all"})
    assert {"spot", "on demand", "reserved for a year"} <= set(column(reply, 3))


def test_what_is_asked_for_narrows_the_offers(owner, trains, base):
    trains.price_on(NEW)
    answer(base, {"compute.provider": "aws", "compute.commitment": "spot"})
    reply = owner.get(page("offers", trains))
    assert {cell.split()[0] for cell in column(reply, 0)} == {"AWS"}
    assert "can be reclaimed within minutes" in text_of(reply)


def test_before_the_offers_hold_the_published_range_stands_in(owner, trains):
    text = text_of(owner.get(page("offers", trains)))
    assert "There are fewer than three offers for this date." in text
    assert "Verda 1.29" in text
    assert "Use today" in text


def test_own_price_is_said_to_count(owner, trains, base):
    answer(base, {"compute.price_per_gpu_hour": {"low": 1, "likely": 2, "high": 3}})
    assert "Your own price is used." in text_of(owner.get(page("offers", trains)))


def test_old_rows_are_marked_stale(owner, trains):
    trains.price_on(date(2027, 3, 1))
    assert owner.get(page("offers", trains)).content.decode().count(">stale<") == 20


def test_rows_from_memory_are_marked(owner, trains):
    trains.price_on(NEW)
    assert owner.get(page("offers", trains)).content.decode().count("from memory, not looked up") == 3


def test_rows_that_were_read_in_are_marked_and_lie_over_the_shipped_ones(owner, trains):
    RentPrice.objects.create(
        provider="Verda", accelerator=CHIP, commitment="on_demand", price_usd_per_gpu_hour=0.99, source="Contract 17",
        date_checked=NEW, valid_from=NEW, recorded_on=NEW,
    )  # fmt: skip
    trains.price_on(NEW)
    text = text_of(owner.get(page("offers", trains)))
    assert "$0.99" in text
    assert "imported by you" in text
    assert "$1.29" not in text


def test_machines_that_answer_have_their_own_table(owner, trains):
    trains.price_on(NEW)
    assert "Price per hour of L4" in text_of(owner.get(page("offers", trains), {"for": "answering"}))


def test_part_of_the_page_is_sent_where_only_that_is_asked_for(owner, trains):
    html = owner.get(page("offers", trains), headers={"HX-Request": "true"}).content.decode()
    assert html.lstrip().startswith('<section id="offers"')


@pytest.mark.parametrize("approach", ["api", "no_ai", None])
def test_offers_open_for_every_way(owner, project, base, approach):
    if approach:
        answer(base, {"compute.approach": approach})
    assert owner.get(page("offers", project)).status_code == 200


def test_unknown_chip_shows_the_usual_one(owner, trains, base):
    content = Answer(field_id="compute.accelerator", state=AnswerState.KNOWN, value="Z9000", version=1)
    save_answer(base, content, token="z", who="")
    assert "Price per hour of A100-SXM-80GB" in text_of(owner.get(page("offers", trains)))


# ---------------------------------------------------------------- the day


def test_old_project_keeps_its_figures_when_rows_come(trains):
    before = rent(trains)
    RentPrice.objects.create(
        provider="Verda", accelerator=CHIP, commitment="on_demand", price_usd_per_gpu_hour=0.01, source="x",
        date_checked=OLD, valid_from=date(2026, 1, 1), recorded_on=NEW,
    )  # fmt: skip
    assert rent(trains) == before


def test_row_of_today_reaches_a_project_of_today_at_once(trains):
    trains.price_on(today())
    before = rent(trains)
    RentPrice.objects.create(
        provider="Verda", accelerator=CHIP, commitment="on_demand", price_usd_per_gpu_hour=0.5, source="x",
        date_checked=today(), valid_from=today(),
    )  # fmt: skip
    assert rent(trains).low < before.low


def test_page_shows_before_and_after_and_changes_nothing_yet(owner, trains):
    before = rent(trains)
    reply = owner.get(page("price_day", trains), {"day": NEW.isoformat()})
    assert "Renting for all runs $" in column(reply, 0)
    assert column(reply, 1) != column(reply, 2)
    trains.refresh_from_db()
    assert (trains.priced_on, rent(trains)) == (OLD, before)


def test_what_a_way_costs_comes_first(owner, trains):
    labels = column(owner.get(page("price_day", trains), {"day": NEW.isoformat()}), 0)
    assert labels[0].startswith("Computing up to launch")


def test_button_moves_the_day_and_says_from_where(owner, trains):
    reply = owner.post(page("price_day", trains), {"day": today().isoformat()}, follow=True)
    trains.refresh_from_db()
    assert trains.priced_on == today()
    assert "before they were those of 16 November 2026" in text_of(reply)


def test_figures_follow_the_day_and_come_back_with_it(owner, trains):
    before = rent(trains)
    owner.post(page("price_day", trains), {"day": today().isoformat()})
    trains.refresh_from_db()
    assert rent(trains) != before
    owner.post(page("price_day", trains), {"day": OLD.isoformat()})
    trains.refresh_from_db()
    assert rent(trains) == before


@pytest.mark.parametrize("day", ["soon", "2014-12-31", "2999-01-01", "2026-02-30", "", "0"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nonsense_for_a_day_changes_nothing_and_is_said(owner, trains, day, method):
    reply = getattr(owner, method)(page("price_day", trains), {"day": day})
    trains.refresh_from_db()
    assert (reply.status_code, trains.priced_on) == (200, OLD)
    assert 'aria-invalid="true"' in reply.content.decode()


def test_same_day_is_said(owner, trains):
    assert "The project already uses these prices." in text_of(
        owner.get(page("price_day", trains), {"day": OLD.isoformat()})
    )


def test_every_scenario_is_shown(owner, sample):
    text = text_of(owner.get(reverse("estimates:price_day", args=[sample.pk, "base"])))
    assert "No change in: Base, Call a larger model, Fine-tune a small model." in text


def test_compute_page_leads_to_offers_day_and_runs(owner, trains):
    html = owner.get(page("compute", trains)).content.decode()
    assert all(page(name, trains) in html for name in ("offers", "price_day", "runs"))
    assert "Use today’s prices" in html


def test_project_of_today_is_not_asked_to_use_todays_prices(owner, trains):
    trains.price_on(today())
    assert "Use today’s prices" not in owner.get(page("compute", trains)).content.decode()


# ---------------------------------------------------------------- runs


def test_all_runs_are_shown_with_the_picture(owner, trains):
    reply = owner.get(page("runs", trains))
    assert "193 of 193 models." in text_of(reply)
    assert "size against GPU-hours" in text_of(reply)
    assert "Your run" in text_of(reply)
    assert len(column(owner.get(page("runs", trains), {"all": "1"}), 0)) == 193


def test_forty_runs_are_listed_first_and_all_on_demand(owner, trains):
    reply = owner.get(page("runs", trains))
    assert len(column(reply, 0)) == 40
    assert 'href="?all=1"' in reply.content.decode()


def test_picture_shows_work_where_it_is_asked_for(owner, trains):
    assert "size against work" in text_of(owner.get(page("runs", trains), {"measure": "flop"}))


def test_filter_narrows_table_and_picture(owner, trains):
    reply = owner.get(page("runs", trains), {"q": "llama 2", "size": "large"})
    assert [cell.split(" Meta")[0] for cell in column(reply, 0)] == ["Llama 2 13B", "Llama 2 34B", "Llama 2 70B"]
    assert "3 of 193 models." in text_of(reply)
    assert "3 published training runs" in text_of(reply)


def test_filter_that_nothing_fits_says_what_to_do(owner, trains):
    text = text_of(owner.get(page("runs", trains), {"q": "no such model"}))
    assert "No published run matches." in text
    assert "<table" not in text


def test_models_of_the_founding_document_have_a_total(owner, trains):
    reply = owner.get(page("runs", trains), {"founding": "on"})
    assert len(column(reply, 7)) == 10
    assert "–" not in column(reply, 7)


def test_runs_are_sorted_by_hours(owner, trains):
    names = column(owner.get(page("runs", trains), {"sort": "-hours"}), 0)
    assert names[0].startswith("Llama 3.1 405B")


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 500},
        {"architecture": "fish"},
        {"size": "-1"},
        {"sort": "__class__"},
        {"measure": "joy"},
        {"q": "\0"},
    ],
)
def test_nonsense_in_the_filter_breaks_nothing(owner, trains, query):
    assert owner.get(page("runs", trains), query).status_code == 200


def test_only_the_table_is_sent_where_only_that_is_asked_for(owner, trains):
    html = owner.get(page("runs", trains), headers={"HX-Request": "true"}).content.decode()
    assert html.lstrip().startswith('<section id="runs"')


def test_runs_open_before_anything_is_answered(owner, project):
    assert "What training published models took" in text_of(owner.get(page("runs", project)))


@pytest.mark.parametrize("chart", ["compute.runs", "compute.runs_flop"])
def test_both_pictures_can_be_explored(owner, trains, chart):
    assert owner.get(reverse("reports:chart", args=[trains.pk, "base", chart])).status_code == 200


def test_number_of_queries_does_not_grow_with_the_rows(owner, trains, django_assert_max_num_queries):
    for number in range(30):
        RentPrice.objects.create(
            provider=f"Seller {number}", accelerator=CHIP, commitment="on_demand", price_usd_per_gpu_hour=1.0,
            source="x", date_checked=NEW, valid_from=NEW, recorded_on=NEW,
        )  # fmt: skip
    trains.price_on(NEW)
    with django_assert_max_num_queries(10):
        owner.get(page("offers", trains))


# ---------------------------------------------------------------- the compute page itself


def test_energy_and_carbon_are_said_in_what_people_know(owner, trains):
    text = text_of(owner.get(page("figures", trains)))
    assert "For comparison" in text
    assert "households in the US for a year" in text
    assert "US EIA: about 10,500 kWh per year (from memory, not looked up)" in text


def test_no_comparison_before_there_is_energy(owner, project):
    assert "For comparison" not in text_of(owner.get(page("figures", project)))


@pytest.mark.parametrize("where", ["examples", "how"])
def test_founding_sum_stands_beside_the_full_model(owner, trains, where):
    reply = owner.get(page("examples", trains) if where == "examples" else reverse("reports:how"))
    text = text_of(reply)
    assert "the published $10,100,000 of 2023 compared with the full model" in text
    assert "that energy lasts 2,500 hours per card, or 3.42 months around the clock" in text


@pytest.mark.parametrize(
    ("figure", "use"), [("compute.rent_cost", "training"), ("compute.serving", "answering"), ("compute.energy", "")]
)
def test_figure_leads_to_the_offers_behind_its_price(owner, trains, figure, use):
    html = owner.get(reverse("reports:figure", args=[trains.pk, "base", figure])).content.decode()
    found = re.findall(re.escape(page("offers", trains)) + r"\?for=(\w+)", html)
    assert set(found) == ({use} if use else set())
