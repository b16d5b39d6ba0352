"""Tags and filters: what they draw, how they write numbers, and that nobody's words become markup."""

import json
import re
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from charts.descriptions import RangeRow, RangesChart
from projects.context import page, release
from projects.domain.answers import Answer, AnswerState
from projects.domain.fields import Catalogue, Choice, Column, Field, FieldType, Question, Section
from projects.domain.figures import Figure, Input, Origin
from projects.domain.ranges import Range
from projects.domain.rights import WHOLE
from projects.formatting import Formatter
from projects.wording import say_answer, say_row, say_value

FORMATTER = Formatter.for_reader("USD")
HOSTILE = '<script>alert("x")</script>\'"&'
VOLUME = Range(low=38_000, likely=42_000, high=46_000)


def render(text: str, **context: object) -> str:
    return Template(text).render(Context({"formatter": FORMATTER, **context})).strip()


def workspace(**fields: object) -> SimpleNamespace:
    project = SimpleNamespace(pk=uuid.UUID(int=7), name="Meter readings")
    scenario = SimpleNamespace(slug="base")
    known = {"formatter": FORMATTER, "person_id": None, "grant": WHOLE}
    return SimpleNamespace(project=project, scenario=scenario, **known | fields)


def figure(value: Range, unit: str = "money", *origins: Origin) -> Figure:
    inputs = tuple(Input(name=f"x{i}", label="x", value=value, origin=origin) for i, origin in enumerate(origins))
    return Figure(id="compute.rent_cost", label="Rent", value=value, unit=unit, formula="x0 × x1", inputs=inputs)


def card(shown: Figure, **context: object) -> str:
    """Return the texts of a figure card, without its markup."""
    markup = render("{% figure_card figure %}", figure=shown, **context)
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def catalogue(*fields: Field) -> Catalogue:
    asked = Question(id=fields[0].id, ref="1", part="a", title="t", question="q", fields=fields)
    return Catalogue({"s": Section(id="s", title="S", parts=(), questions=(asked,))})


def test_icon_is_hidden_from_screen_readers() -> None:
    assert render('{% icon "cross" %}') == (
        '<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3l10 10M13 3L3 13"/></svg>'
    )


def test_icon_that_points_along_the_writing_turns_round() -> None:
    assert 'class="i turn"' in render('{% icon "next" %}')


def test_icon_unknown_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        render('{% icon "unicorn" %}')


@pytest.mark.parametrize(
    ("state", "words"), [("todo", "not started"), ("part", "started"), ("done", "done"), ("warn", "needs a fix")]
)
def test_knot_says_its_state_in_words(state: str, words: str) -> None:
    assert f'<span class="vh">{words}</span>' in render("{% knot state %}", state=state)


def test_dim_has_both_ends_around_its_line() -> None:
    drawn = render('{% dim value "money" %}', value=VOLUME)
    assert (drawn.startswith("<span>$38k</span><svg"), drawn.endswith("</svg><span>$46k</span>")) == (True, True)


def test_dim_writes_small_ends_in_full() -> None:
    drawn = render('{% dim value "money" %}', value=Range(low=1_976, likely=2_547, high=3_165))
    assert re.findall(r"<span>(.*?)</span>", drawn) == ["$1,976", "$3,165"]


def test_dim_writes_ends_in_full_that_look_alike_short() -> None:
    drawn = render('{% dim value "money" %}', value=Range(low=12_600, likely=13_100, high=13_400))
    assert re.findall(r"<span>(.*?)</span>", drawn) == ["$12,600", "$13,400"]


def test_dim_counts_in_the_currency_of_the_project() -> None:
    euros = workspace()
    euros.formatter = Formatter.for_reader("EUR")
    drawn = render('{% dim value "money" %}', value=VOLUME, workspace=euros)
    assert re.findall(r"<span>(.*?)</span>", drawn) == ["€38k", "€46k"]


def test_quantities_are_written_in_full_and_short() -> None:
    assert render('{% quantity 38000 "hours" %}|{% quantity_compact 38000 "hours" %}') == "38,000\xa0hours|38k\xa0hours"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (VOLUME, "mails", "38,000 to 46,000, likely 42,000 mails"),
        (Range.exactly(24), "hours", "24\xa0hours"),
        ({"low": 10, "likely": 20, "high": 30}, "%", "10% to 30%, likely 20%"),
        (Range(low=1, likely=2, high=3), "money/month", "$1 to $3, likely $2 per month"),
        (7.0, "", "7"),
        (None, "mails", ""),
    ],
)
def test_range_words_say_a_range_with_its_unit(value: object, unit: str, words: str) -> None:
    assert render("{% range_words value unit %}", value=value, unit=unit) == words


@pytest.mark.parametrize(("share", "words"), [(0.743, "74 in 100"), (0.0, "1 in 100"), (1.0, "99 in 100")])
def test_chances_are_never_certain(share: float, words: str) -> None:
    assert render("{% chances share %}", share=share) == words


def test_day_clock_and_moment() -> None:
    at = datetime(2026, 11, 16, 14, 32, tzinfo=UTC)
    written = render("{{ day|day }}|{{ at|clock }}|{{ at|moment }}|{{ none|day }}", day="2026-11-16", at=at)
    assert written == "16 November 2026|14:32|16 November 2026, 14:32 UTC|"


def test_unit_words_take_the_currency_of_the_project() -> None:
    euros = SimpleNamespace(formatter=Formatter.for_reader("EUR"))
    assert render('{{ "money/month"|unit_words:workspace }}', workspace=euros) == "€ per month"


def test_figure_card_never_shows_a_lonely_number() -> None:
    shown = figure(Range(low=190, likely=410, high=1_100), "money", Origin.ANSWER, Origin.ASSUMPTION, Origin.ASSUMPTION)
    assert card(shown) == (
        "Rent $410 $190 $1,100 8 in 10 chance of falling between these 2 of 3 inputs are our assumptions"
    )


def test_figure_card_of_exact_inputs_says_why_there_is_no_range() -> None:
    shown = figure(Range.exactly(180_000), "GPU-hours", Origin.ANSWER)
    assert card(shown) == "Rent 180k GPU-hours No range: every input is an exact number. its only input is yours"


def test_figure_card_links_to_the_formula_only_where_the_reader_may_follow() -> None:
    shown = figure(VOLUME)
    own = card(shown, workspace=workspace())
    link = card(shown, workspace=workspace(), read_only=True)
    assert own.endswith("How we got this : Rent Open this figure")
    assert link.endswith("between these")


def test_figure_card_is_written_for_each_currency_anew() -> None:
    shown = figure(Range(low=190, likely=410, high=1_100))
    assert [card(shown, formatter=Formatter.for_reader(currency))[:9] for currency in ("USD", "EUR", "USD")] == [
        "Rent $410", "Rent €410", "Rent $410",
    ]  # fmt: skip


def test_figure_card_leads_to_the_project_it_stands_in() -> None:
    """Both show the same; what was drawn for one must not serve the other."""
    one, two = workspace(), workspace()
    two.project.pk = uuid.UUID(int=8)
    links = [
        re.search(r'href="([^"]+)"', render("{% figure_card figure %}", figure=figure(VOLUME), workspace=place))
        for place in (one, two)
    ]
    assert [found and found[1].split("/")[2] for found in links] == [str(uuid.UUID(int=number)) for number in (7, 8)]


def chart() -> RangesChart:
    row = RangeRow(name=HOSTILE, value=VOLUME)
    return RangesChart(
        id="parts", title=HOSTILE, subtitle=HOSTILE, label=HOSTILE, format=str, source=HOSTILE, rows=(row,)
    )


def test_chart_has_drawing_and_table_and_no_explorer_without_a_project() -> None:
    shown = render("{% chart chart %}", chart=chart())
    assert (shown.count('role="img"'), shown.count("<table>"), shown.count("data-explore")) == (1, 1, 0)


def test_chart_of_a_project_can_be_explored() -> None:
    shown = render("{% chart chart %}", chart=chart(), workspace=workspace())
    assert re.findall(r'data-explore="([^"]+)"', shown) == [f"/p/{uuid.UUID(int=7)}/base/charts/parts.json"]


def test_chart_escapes_every_text() -> None:
    assert "<script" not in render("{% chart chart %}", chart=chart(), workspace=workspace())


def test_figure_card_escapes_its_label() -> None:
    shown = replace(figure(VOLUME), label=HOSTILE, unit=HOSTILE)
    assert "<script" not in render("{% figure_card figure %}", figure=shown, workspace=workspace())


HOSTILE_INPUTS = Path(__file__).parents[1] / "hostile_inputs.json"


def texts(found: object) -> list[str]:
    """Return every text in a JSON document."""
    if isinstance(found, str):
        return [found]
    parts = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return [text for part in parts for text in texts(part)]


@pytest.mark.parametrize("text", [HOSTILE, *texts(json.loads(HOSTILE_INPUTS.read_text()))])
def test_answer_text_is_plain_text_and_gets_escaped(text: str) -> None:
    field = Field(id="s.x", label="x", type=FieldType.LONG_TEXT)
    answer = Answer(field_id="s.x", state=AnswerState.KNOWN, value=text)
    shown = render("{{ answer|answer_text:workspace }}", answer=answer, workspace=workspace(catalogue=catalogue(field)))
    assert re.findall(r"<[a-zA-Z!/]", shown) == []


CHOICES = (Choice(value="a", label="Sorting"), Choice(value=2, label="Writing"))
COLUMNS = (
    Column(id="who", label="Who", type=FieldType.SHORT_TEXT),
    Column(id="pay", label="Pay", type=FieldType.RANGE, unit="money"),
)


def test_choices_with_commas_in_them_stand_apart() -> None:
    choices = (Choice(value="a", label="Typing errors, poor scans"), Choice(value="b", label="Long cases"))
    asked = Field(id="s.x", label="x", type=FieldType.MANY_CHOICE, choices=choices)
    assert say_value(asked, ["a", "b"], FORMATTER) == "Typing errors, poor scans; Long cases"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ({"type": FieldType.SHORT_TEXT}, "one\ntwo", "one\ntwo"),
        ({"type": FieldType.NUMBER, "unit": "hours"}, 24.0, "24\xa0hours"),
        ({"type": FieldType.RANGE, "unit": "%"}, {"low": 1, "likely": 2, "high": 3}, "1% to 3%, likely 2%"),
        ({"type": FieldType.DATE}, "2027-03-20", "20 March 2027"),
        ({"type": FieldType.PERSON}, {"name": "Priya", "role": ""}, "Priya"),
        ({"type": FieldType.ONE_CHOICE, "choices": CHOICES}, "a", "Sorting"),
        ({"type": FieldType.SCALE, "choices": CHOICES}, 4, "4"),
        ({"type": FieldType.MANY_CHOICE, "choices": CHOICES}, ["a", 2], "Sorting, Writing"),
        (
            {"type": FieldType.TABLE, "columns": COLUMNS},
            [{"who": "Ana", "pay": {"low": 1, "likely": 2, "high": 3}}, {"who": "Bo", "pay": ""}],
            "Who: Ana; Pay: $1 to $3, likely $2\nWho: Bo",
        ),
    ],
)
def test_say_value_says_every_type_of_field(field: dict[str, object], value: object, words: str) -> None:
    assert say_value(Field(id="s.x", label="x", **field), value, FORMATTER) == words


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"state": AnswerState.BLANK}, "No answer"),
        ({"state": AnswerState.UNKNOWN}, "Not yet known"),
        (
            {"state": AnswerState.UNKNOWN, "owner": "Priya", "find_out_by": date(2027, 3, 20)},
            "Not yet known: Priya, by 20 March 2027",
        ),
        ({"state": AnswerState.NOT_RELEVANT, "reason": "nobody asks"}, "Not relevant: nobody asks"),
        ({"state": AnswerState.KNOWN, "value": "left over"}, "left over"),
    ],
)
def test_say_answer_says_every_state_even_of_a_field_that_is_gone(answer: dict[str, object], words: str) -> None:
    assert say_answer(Answer(field_id="s.x", **answer), None, FORMATTER) == words


@pytest.mark.parametrize(
    ("cookie", "theme"), [("", ""), ("dark", "dark"), ("light", "light"), ("auto", ""), ('"><script>', "")]
)
def test_page_takes_no_theme_but_light_and_dark_from_a_cookie(cookie: str, theme: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert page(request)["theme"] == theme


@pytest.mark.parametrize(
    ("path", "hidden"), [("/", False), ("/words/", False), ("/p/1/base/", True), ("/s/abc/", True)]
)
def test_page_keeps_projects_out_of_search_engines(path: str, hidden: bool) -> None:
    assert page(RequestFactory().get(path))["noindex"] is hidden


def test_release_is_that_of_the_package() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", release())


def test_say_row_puts_no_colon_behind_a_question() -> None:
    columns = tuple(
        Column(id=id_, label=label, type=FieldType.SHORT_TEXT) for id_, label in (("a", "Group"), ("b", "Spoken to?"))
    )
    assert say_row(columns, {"a": "Clerks", "b": "Yes"}, FORMATTER) == "Group: Clerks; Spoken to? Yes"


def test_figure_that_rests_on_others_calls_only_its_direct_inputs_yours() -> None:
    shown = figure(VOLUME, "money", Origin.ANSWER, Origin.ANSWER, Origin.RESULT)
    assert "both direct inputs are yours" in card(shown)


@pytest.mark.parametrize(
    ("label", "unit", "said"),
    [
        ("Running cost per year", "money/year", "Running cost per year $42k 38k"),
        ("Months to launch", "months", "Months to launch 42,000"),
        ("Cost of serving", "money/year", "Cost of serving $42k per year"),
        ("Monthsful", "months", "Monthsful 42,000 months"),
    ],
)
def test_figure_whose_label_names_its_unit_does_not_say_it_twice(label: str, unit: str, said: str) -> None:
    shown = card(replace(figure(VOLUME, unit), label=label))
    assert shown.replace("$38k", "38k").startswith(said)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Range(low=32.32, likely=156_000, high=541_000), ["$32", "$156k", "$541k"]),
        (Range(low=3.2, likely=4.5, high=12.25), ["$3.20", "$4.50", "$12.25"]),
    ],
)
def test_cents_stand_in_no_row_of_large_amounts(row, words):
    cells = render('{% load plumbline %}{% include "_range_cells.html" with range=row %}', row=row)
    assert re.findall(r">([^<]+)<", cells.replace("\n", "")) == words
