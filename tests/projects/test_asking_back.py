"""What can be read in two ways is asked back on the page, with and without JavaScript, and shares likewise."""

import re

import pytest
from django.urls import reverse

from projects.domain.errors import BadValue, Unclear
from projects.domain.fields import Column, Field, FieldType
from projects.domain.ranges import NumberStyle
from projects.domain.values import read_typed
from projects.formatting import Formatter
from projects.models import Answer, Project
from projects.widgets import as_typed
from tests.projects.test_answer_view import after, send

SHARE = Field(id="a.b", label="Share", type=FieldType.RANGE, unit="%", minimum=0, maximum=100, ask_below=2)
MONTHS = Column(id="presence", label="Presence", type=FieldType.MONTHS, unit="%", minimum=0, maximum=100, ask_below=2)


def buttons(html):
    return re.findall(r'<button class="btn slim" name="([^"]+)" value="([^"]+)" data-reading>', html)


def post_row(owner, project, **cells):
    data = {f"team-roles-value-0-{name}": text for name, text in ({"role": "data_engineer"} | cells).items()}
    return owner.post(reverse("projects:answer", args=[project.pk, "base", "team.roles"]), data)


@pytest.mark.parametrize(
    ("field_id", "text", "both"),
    [
        ("value.cases_per_year", "114.000", ["114,000", "114"]),
        ("compute.api_input_tokens_per_case", "1.800", ["1,800", "1.8"]),
        ("compute.price_per_gpu_hour", "1.250", ["1,250", "1.25"]),
        ("why.volume", "1.400 to 1.500", ["1,400 to 1,500", "1.4 to 1.5"]),
        ("value.coverage", "0.5", ["0.5%", "50%"]),
        ("team.yearly_raise", "0.03", ["0.03%", "3%"]),
        ("value.loss_chance", "0.05", ["0.05%", "5%"]),
        ("evaluation.target", "0.9", ["0.9%", "90%"]),
    ],
)
def test_unclear_number_is_asked_back_with_two_buttons_and_not_saved(owner, project, field_id, text, both):
    reply = send(owner, project, field_id, value=text)
    name = field_id.replace(".", "-") + "-value"
    assert buttons(reply.content.decode()) == [(name, reading) for reading in both]
    assert f"Is that {both[0]} or {both[1]}?" in reply.content.decode()
    assert after(reply, "result") == "invalid"
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("field_id", "text", "offered"),
    [
        ("plan.budget_agreed", "max. 180k", "180’000"),
        ("plan.budget_ceiling", "150k–170k", "160’000"),
        ("compute.buy_accelerator_count", "1000.5", "1’000"),
    ],
)
def test_swiss_reader_is_asked_back_in_swiss_numbers_and_may_type_them(owner, project, field_id, text, offered):
    Project.objects.update(country="CH", currency="CHF")
    owner.cookies["language"] = "de"
    assert offered in send(owner, project, field_id, value=text).content.decode()
    assert after(send(owner, project, field_id, value=offered), "result") == "saved"


def test_german_reader_is_told_the_nearest_whole_numbers_in_german(owner, project):
    owner.cookies["language"] = "de"
    reply = send(owner, project, "compute.buy_accelerator_count", value="1000,5")
    assert "„1.000,5“ ist keine ganze Zahl. Schreiben Sie 1.000 oder 1.001." in reply.content.decode()


@pytest.mark.parametrize(
    ("field_id", "text", "value"),
    [
        ("compute.price_per_gpu_hour", "0,750", 0.75),
        ("compute.storage_price", "0,023", 0.023),
        ("compute.api_price_input", "0,150", 0.15),
    ],
)
def test_number_that_begins_with_a_nought_is_a_fraction(owner, project, field_id, text, value):
    assert after(send(owner, project, field_id, value=text), "result") == "saved"
    assert Answer.objects.get().value["likely"] == value


@pytest.mark.parametrize(
    ("field_id", "text", "value"),
    [
        ("value.loss_chance", "1 in 20", 5),
        ("value.loss_chance", "1 in 200", 0.5),
        ("value.loss_chance", "1/20", 5),
        ("value.coverage", "70 out of 100", 70),
        ("team.yearly_raise", "1", 1),
    ],
)
def test_share_of_so_many_is_read_as_percent(owner, project, field_id, text, value):
    assert after(send(owner, project, field_id, value=text), "result") == "saved"
    assert Answer.objects.get().value["likely"] == value


def test_button_chooses_without_javascript(owner, project):
    # The button has the name of the input and stands behind it: of two texts of one name the last counts.
    data = {"value-cases_per_year-value": ["114.000", "114,000"]}
    owner.post(reverse("decisions:value", args=[project.pk, "base"]), data)
    assert Answer.objects.get(field_id="value.cases_per_year").value["likely"] == 114_000


def test_page_sent_whole_asks_back_and_keeps_every_text(owner, project):
    data = {"value-cases_per_year-value": "114.000", "value-cases_per_year-note": "from the log"}
    page = owner.post(reverse("decisions:value", args=[project.pk, "base"]), data).content.decode()
    assert buttons(page) == [("value-cases_per_year-value", "114,000"), ("value-cases_per_year-value", "114")]
    assert 'value="114.000"' in page
    assert "from the log" in page
    assert not Answer.objects.filter(field_id="value.cases_per_year").exists()


def test_first_button_of_a_page_of_answers_chooses_nothing(owner, project):
    # What Enter presses: in a text that was typed anew it must not choose a reading.
    data = {"value-cases_per_year-value": "114.000"}
    page = owner.post(reverse("decisions:value", args=[project.pk, "base"]), data).content.decode()
    form = page[page.index('<form method="post" autocomplete="off"') :]
    assert 'name="stay"' in re.search(r"<button[^>]*>", form)[0]


def test_cell_of_a_table_is_asked_back_under_its_own_name(owner, project):
    html = post_row(owner, project, rate_per_hour="1.250").content.decode()
    assert buttons(html) == [
        ("team-roles-value-0-rate_per_hour", "1,250"), ("team-roles-value-0-rate_per_hour", "1.25"),
    ]  # fmt: skip
    assert "Row 1, Rate per hour: “1.250” can be read in two ways. Is that 1,250 or 1.25?" in html


def test_month_of_the_plan_is_asked_back_under_its_own_name(owner, project):
    html = post_row(owner, project, presence_3="0.5").content.decode()
    assert [name for name, _ in buttons(html)] == ["team-roles-value-0-presence_3"] * 2


def test_numbers_of_a_table_are_shown_as_they_were_read(owner, project):
    html = post_row(owner, project, share_pct="50", rate_per_hour="$95/hr", presence_1="20").content.decode()
    line = re.search(r"<li>(Row 1.*?)</li>", html, re.S)[1]
    assert "Row 1, Data engineer: Share of full time: 50" in line
    assert "Rate per hour: $95" in line
    assert "month 1 20" in line


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("0.5", ("0.5%", "50%")),
        (".5", ("0.5%", "50%")),
        ("1", ("1%", "100%")),
        ("1.5", ("1.5%", "15%")),
        ("0.5 to 0.8", ("0.5 to 0.8%", "50 to 80%")),
        ("0,750", ("0.75%", "75%")),
    ],
)
def test_share_below_two_percent_is_asked_back(text, both):
    with pytest.raises(Unclear) as asked:
        read_typed(SHARE, text, NumberStyle())
    assert asked.value.readings == both


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("0", 0, 0), ("2", 2, 2), ("0.5 %", 0.5, 0.5), ("1 per cent", 1, 1), ("０.５％", 0.5, 0.5), ("1 to 50", 1, 50),
     ("50", 50, 50)],
)  # fmt: skip
def test_share_that_is_meant_is_not_asked_back(text, low, high):
    value = read_typed(SHARE, text, NumberStyle())
    assert (value["low"], value["high"]) == (low, high)


@pytest.mark.parametrize("text", ["0.5 %", "50 %", "0.5 to 0.8 %", "1.5 %", "15 %"])
def test_each_reading_of_a_share_is_taken(text):
    assert read_typed(SHARE, text, NumberStyle())


@pytest.mark.parametrize("stored", [{"1": 1.0, "2": 0.5, "3": 40.0}, {"4": 1.234}, {"7": 0.0}])
def test_small_shares_of_months_are_sent_back_as_they_are_stored(stored):
    text = as_typed(MONTHS, stored, Formatter.for_reader())
    assert read_typed(MONTHS, text, NumberStyle()) == stored


def test_whole_number_of_one_percent_in_a_month_is_asked_back():
    with pytest.raises(BadValue) as asked:
        read_typed(MONTHS, {"presence_3": "1"}, NumberStyle())
    assert asked.value.readings == ("1%", "100%")


def test_summary_leads_to_the_input_in_the_words_that_stand_there(owner, project):
    data = {"value-cases_per_year-value": "many", "value-cases_per_year-owner": "x" * 121}
    page = owner.post(reverse("decisions:value", args=[project.pk, "base"]), data).content.decode()
    summary = page[page.index('role="alert" tabindex="-1" autofocus') :].partition("</ul>")[0]
    links = dict(re.findall(r'<a href="#([\w-]+)">\w+: ([^<]+)</a>', summary))
    assert list(links) == ["value-cases_per_year-value", "value-cases_per_year-owner"]
    for place, says in links.items():
        assert f'id="{place}"' in page
        assert f"<span>{says}</span>" in page


def test_summary_leads_to_the_cell_of_a_table(owner, project):
    data = {"team-roles-value-0-role": "data_engineer", "team-roles-value-0-rate_per_hour": "plenty"}
    page = owner.post(reverse("teams:team", args=[project.pk, "base"]), data).content.decode()
    assert 'href="#team-roles-value-0-rate_per_hour"' in page
    assert 'id="team-roles-value-0-rate_per_hour" aria-invalid="true"' in page
