"""Country and currency: guessed, chosen at the start, changed later, and never over an answer."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.domain.countries import guess_country, read_countries
from projects.domain.datafiles import BrokenDataFile
from projects.models import Project
from projects.places import GRID, PAY_REGION, country_choices
from projects.reference import get_countries
from projects.saving import save_answer

USUAL = {"de": "DE", "en": "US", "fr": "FR"}


def workspace_of(project):
    project = Project.objects.get(pk=project.pk)
    return Workspace(project, project.scenarios.get(slug="base"))


def start(client, **sent):
    client.post(reverse("projects:create"), {"name": "Meters", **sent})
    return Project.objects.get()


@pytest.mark.parametrize(
    ("accepted", "country"),
    [
        ("de-CH,de;q=0.9,en;q=0.8", "CH"),
        ("de,en;q=0.8", "DE"),
        ("en;q=0.3,fr;q=0.9", "FR"),
        ("zh-Hant-TW", "TW"),
        ("tlh", ""),
        ("", ""),
        ("de;q=nonsense", "DE"),
        ("xx-ZZ,en-GB", "GB"),
    ],
)
def test_languages_point_to_a_country(accepted, country):
    assert guess_country(accepted, USUAL, {"CH", "DE", "FR", "GB", "TW", "US"}) == country


def test_every_pay_region_and_grid_is_one_that_exists():
    from estimates.reference import get_reference

    grids = get_reference().grids
    assert [row.code for row in get_countries().values() if row.grid_region and row.grid_region not in grids] == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Germany,EUR,,,s,2026-11-28", "is no country code such as DE"),
        ("DE,XXX,,,s,2026-11-28", "there is no rate of XXX"),
        ("DE,EUR,bavaria,,s,2026-11-28", "'bavaria' is no choice"),
        ("DE,EUR,,,,2026-11-28", "source is empty"),
        ("DE,EUR,,,s,28 November", "Invalid isoformat string"),
        ("US,EUR,,,s,2026-11-28", "US occurs twice"),
    ],
)
def test_broken_table_is_refused_with_its_line(tmp_path, line, reason):
    path = tmp_path / "countries.csv"
    head = (settings.FIXTURES / "reference" / "countries.csv").read_text().splitlines()[:2]
    path.write_text("\n".join([*head, line]) + "\n")
    with pytest.raises(BrokenDataFile, match=reason) as refused:
        read_countries(path, {"EUR", "USD"}, {"us"})
    assert refused.value.line == 3


def test_country_of_the_start_answers_pay_and_grid_and_writes_numbers(client, db):
    workspace = workspace_of(start(client, country="DE", currency="EUR"))
    assert (workspace.answers.value(PAY_REGION), workspace.answers.value(GRID)) == ("germany", "Germany")
    assert workspace.project.currency == "EUR"
    assert workspace.project.money_per_usd == pytest.approx(0.89509)
    assert workspace.formatter.number(12.5) == "12,5"


def test_start_without_a_place_counts_in_dollars(client, db):
    project = start(client)
    assert (project.country, project.currency, project.sequence) == ("", "USD", 0)


def test_country_nobody_knows_is_left_out(client, db):
    assert start(client, country="ZZ", currency="EUR").currency == "USD"


def move(client, project, **sent):
    return client.post(reverse("projects:place", args=[project.pk, "base"]), sent)


def test_other_country_moves_what_followed_from_the_first(client, db):
    project = start(client, country="DE", currency="EUR")
    reply = move(client, project, country="CH", currency="CHF", next="/p/x/")
    workspace = workspace_of(project)
    assert reply.url == "/p/x/"
    assert (workspace.answers.value(PAY_REGION), workspace.answers.value(GRID)) == ("switzerland", "Switzerland")
    assert workspace.project.rate_source == "ECB euro reference rates"


def test_other_country_leaves_an_answer_of_ones_own(client, db):
    project = start(client, country="DE", currency="EUR")
    base = project.scenarios.get()
    save_answer(base, Answer(field_id=GRID, state=AnswerState.KNOWN, value="France", version=1), token="own", who="")
    move(client, project, country="CH", currency="CHF")
    assert workspace_of(project).answers.value(GRID) == "France"


def test_country_and_back_again_is_not_taken_for_the_same_change(client, db):
    project = start(client, country="DE", currency="EUR")
    for country in ("CH", "DE", "CH"):
        move(client, project, country=country, currency="EUR")
    assert workspace_of(project).answers.value(PAY_REGION) == "switzerland"


def test_back_to_dollars_needs_no_rate(client, db):
    project = start(client, country="DE", currency="EUR")
    move(client, project, country="US", currency="USD")
    project.refresh_from_db()
    assert (project.money_per_usd, project.rate_date, project.rate_source) == (1.0, None, "")


def test_currency_without_a_rate_is_said_beside_it(owner, project):
    page = move(owner, project, country="DE", currency="XXX")
    assert page.status_code == 200
    assert "We know no rate of this currency." in page.content.decode()


def test_way_back_never_leaves_the_site(owner, project):
    assert move(owner, project, country="", currency="USD", next="https://elsewhere.example/").url.startswith("/p/")


def test_country_goes_along_with_the_file(owner, project):
    from projects.document import dump_project, load_project, written

    move(owner, project, country="AT", currency="EUR")
    project.refresh_from_db()
    assert load_project(written(dump_project(project)), owner=None).country == "AT"


def test_names_with_an_umlaut_stand_among_their_letter():
    with translation.override("de"):
        names = [name for _code, name, _currency in country_choices()]
    assert names.index("Norwegen") < names.index("Österreich") < names.index("Philippinen")
    assert names.index("Dänemark") < names.index("Deutschland")
