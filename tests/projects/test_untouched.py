"""What is stored is shown, and a page that is sent back as it was shown changes nothing: every field, every value.

The values are made from the fields' definitions, so a new field or section is covered without a line here.
"""

from datetime import date
from itertools import count
from urllib.parse import urlencode

import pytest
from babel import Locale
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from decisions.results import results_of
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer as Stored
from projects.domain.ranges import NumberStyle
from projects.domain.stored import settle
from projects.formatting import Formatter
from projects.forms import CURRENCIES, AnswerForm
from projects.models import BASE, Answer, Project, Scenario
from reports.home import PAGES as ADDRESSES
from tests.pageforms import as_data, read_forms
from tests.projects.values import answers, answers_to

pytestmark = pytest.mark.django_db
# A failing page takes seconds, and the shortest of failing pages an hour: the first one is shown.
EXAMPLES = settings(
    max_examples=2,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    report_multiple_bugs=False,
)
FORMATS = [Formatter(Locale.parse(name), code) for name in ("en", "de", "fr_CH", "hi", "pl") for code in CURRENCIES]
SEQUENCE = count(1000)


def pages():
    """Every page that asks something: its address and the fields on it."""
    for section_id, name in ADDRESSES.items():
        section = get_catalogue().sections[section_id]
        if name == "scoping:part":
            for part in section.parts:
                yield name, (part.id,), [field for asked in section.questions_of(part.id) for field in asked.fields]
        else:
            yield name, (), list(section.fields)


def addresses(name, args):
    """Return a page as it opens, and with each of its folded parts, as a browser without JavaScript asks for them."""
    address = reverse(name, args=args)
    section = get_catalogue().sections[next(section for section, page in ADDRESSES.items() if page == name)]
    parts = [] if name == "scoping:part" else [f"{address}?part={part.id}" for part in section.parts]
    if name == "decisions:readiness":
        opened = urlencode({"open": [asked.id for asked in section.questions]}, doseq=True)
        return [address, *parts, f"{address}?{opened}"]
    return [address, *parts, *([reverse("teams:hiring", args=args)] if name == "teams:team" else [])]


PAGES = list(pages())


def test_every_field_stands_on_a_page():
    assert {field.id for _, _, fields in PAGES for field in fields} == set(get_catalogue().fields)


@pytest.mark.once
@pytest.mark.parametrize("field", get_catalogue().fields.values(), ids=lambda field: field.id)
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_input_shows_what_is_stored_in_every_number_format(field, data):
    stored = Stored(field_id=field.id, **data.draw(answers(field)))
    formatter = data.draw(st.sampled_from(FORMATS))
    names = data.draw(st.sampled_from([(), ("Ada",)]))
    counted = settle(stored, field.unlimited)

    def form(sent=None):
        return AnswerForm(
            field,
            counted,
            NumberStyle(currency=formatter.currency, decimal=formatter.decimal),
            formatter,
            sent,
            names=names,
        )

    shown, sent = form(), QueryDict(mutable=True)
    for name, value in read_forms("".join(str(shown[part]) for part in shown.fields))[-1].sent:
        sent.appendlist(name, value)
    read = form(sent)
    assert read.is_valid(), (read.errors, dict(sent))
    assert read.to_answer().content == counted.content


def store(scenario, contents):
    """Put answers into the rows of a scenario, as an import, an older version or another page left them there."""
    Answer.objects.filter(scenario=scenario).delete()
    Answer.objects.bulk_create(
        Answer(scenario=scenario, field_id=key, version=3, **row) for key, row in contents.items()
    )


def rows(project):
    kept = (
        "scenario__slug",
        "field_id",
        "version",
        "inherits",
        "state",
        "value",
        "note",
        "owner",
        "find_out_by",
        "reason",
        "said_by",
    )
    return list(Answer.objects.filter(scenario__project=project).order_by("pk").values(*kept)), project.changes.count()


@pytest.fixture
def lean(project):
    return Scenario.objects.create(project=project, slug="lean", name="Lean", position=1)


@pytest.mark.once
@pytest.mark.parametrize(("name", "more", "fields"), PAGES, ids=[".".join((name, *more)) for name, more, _ in PAGES])
@EXAMPLES
@given(data=st.data())
def test_page_that_nobody_touched_changes_nothing(owner, project, base, lean, name, more, fields, data):
    currency = data.draw(st.sampled_from(CURRENCIES))
    rate = data.draw(st.sampled_from([1.0, 0.8951, 148.7]))
    Project.objects.filter(pk=project.pk).update(currency=currency, money_per_usd=rate, sequence=next(SEQUENCE))
    store(base, data.draw(answers_to(fields)))
    store(lean, data.draw(answers_to(fields, some=True)))
    slug = data.draw(st.sampled_from([BASE, "lean"]))
    before = rows(project)

    forms = [
        (address, form)
        for address in addresses(name, [project.pk, slug, *more])
        for form in read_forms(owner.get(address).content.decode())
        if form.answers and not form.action
    ]
    asked = {answer["data-field"] for _address, form in forms for answer in form.answers}
    assert asked >= {field.id.replace(".", "-") for field in fields}

    for address, form in forms:
        reply = owner.post(address, as_data([*form.sent, ("stay", "1")]))
        assert "Some answers need your attention" not in reply.content.decode()
        assert rows(project) == before
        send_answers_back(owner, form)
    assert rows(project) == before


# ---------------------------------------------------------------- by example


def send_page_back(owner, address):
    """Open a page and send its first form of answers back as a browser does."""
    form = next(form for form in read_forms(owner.get(address).content.decode()) if form.answers)
    return owner.post(address, as_data([*form.sent, ("stay", "1")]))


def test_sponsor_of_the_worked_example_is_shown_and_kept(owner, sample):
    address = reverse("scoping:part", args=[sample.pk, BASE, "people"])
    assert 'value="Dana Whitfield"' in owner.get(address).content.decode()
    send_page_back(owner, address)
    assert Answer.objects.get(scenario__project=sample, field_id="people.sponsor").value["name"] == "Dana Whitfield"


def test_rating_that_nobody_knows_keeps_who_finds_out(owner, project, base):
    unknown = {"state": "unknown", "owner": "Priya Nair", "find_out_by": date(2027, 3, 19)}
    store(base, {"readiness.12": unknown})
    send_page_back(owner, reverse("decisions:readiness", args=[project.pk, BASE]) + "?open=readiness.12")
    row = Answer.objects.get(field_id="readiness.12")
    assert (row.owner, row.find_out_by, row.version) == ("Priya Nair", date(2027, 3, 19), 3)


@pytest.mark.parametrize("share", [5.682256079963684e-94, 0.5, 1.0, 1.4])
def test_share_that_would_be_asked_about_where_it_is_typed_is_not_asked_about_again(owner, project, base, share):
    store(base, {"value.adoption": {"state": "known", "value": {"low": share, "likely": share, "high": share}}})
    assert send_page_back(owner, reverse("decisions:value", args=[project.pk, BASE])).status_code == 302


def test_note_as_long_as_it_may_be_is_no_longer_by_its_line_ends(owner, project, base):
    store(base, {"problem.statement": {"note": "a\n" * 999 + "a"}})
    assert send_page_back(owner, reverse("scoping:part", args=[project.pk, BASE, "problem"])).status_code == 302


def test_value_beyond_a_limit_of_today_does_not_stop_its_page(owner, project, base):
    store(base, {"team.duration_months": {"state": "known", "value": 4000.0}})
    reply = send_page_back(owner, reverse("teams:team", args=[project.pk, BASE]))
    assert (reply.status_code, project.changes.count()) == (302, 0)


def test_value_beyond_the_limit_is_refused_where_it_is_typed(owner, project, base):
    store(base, {"team.duration_months": {"state": "known", "value": 4000.0}})
    sent = {"team-duration_months-value": "5000", "team-duration_months-version": "3"}
    reply = owner.post(reverse("projects:answer", args=[project.pk, BASE, "team.duration_months"]), sent)
    assert 'data-result="invalid"' in reply.content.decode()


def test_choices_come_back_in_their_order_without_a_change(owner, project, base):
    choices = [choice.value for choice in get_catalogue().fields["solution.input"].choices][:2]
    store(base, {"solution.input": {"state": "known", "value": choices[::-1]}})
    send_page_back(owner, reverse("scoping:part", args=[project.pk, BASE, "solution"]))
    assert project.changes.count() == 0


# ---------------------------------------------------------------- forms at figures


@pytest.mark.once
@pytest.mark.parametrize(("slug", "page"), [(BASE, "figure_opened"), ("fine_tune", "figure"), ("api", "figure_opened")])
def test_figure_that_nobody_touched_changes_nothing(owner, sample, slug, page):
    """Every form at a figure, on its page and as the overview opens it in its place."""
    results = results_of(Workspace(sample, sample.scenarios.get(slug=slug)))
    fields = set[str]()
    before = rows(sample)
    for figure in results.figures.values():
        if asked := {term.field_id for term in figure.inputs if term.field_id} - fields:
            fields |= asked
            send_figure_back(owner, reverse(f"reports:{page}", args=[sample.pk, slug, figure.id]))
    assert rows(sample) == before
    assert len(fields) > 10


def send_answers_back(owner, form):
    """Send each answer of a form back as it was shown."""
    for answer in form.answers:
        prefix = answer["data-field"]
        sent = [*form.part(prefix), (f"{prefix}-version", answer["data-version"]), (f"{prefix}-token", f"{prefix}-t")]
        reply = owner.post(answer["data-save"], as_data(sent), headers={"HX-Request": "true"})
        assert 'data-result="same"' in reply.content.decode(), reply.content.decode()


def send_figure_back(owner, address):
    """Send every form at a figure back as it was shown, whole and answer by answer."""
    for form in read_forms(owner.get(address).content.decode()):
        if form.answers:
            assert owner.post(form.action, as_data(form.sent)).status_code == 302
        send_answers_back(owner, form)


def test_overview_itself_asks_nothing(owner, sample):
    forms = read_forms(owner.get(reverse("reports:overview", args=[sample.pk, BASE])).content.decode())
    assert [form for form in forms if form.answers] == []
