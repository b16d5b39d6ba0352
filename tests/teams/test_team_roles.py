from datetime import date

import pytest
from django.conf import settings

from projects.catalogue import get_catalogue
from teams.domain.roles import (
    COLUMNS,
    FOUNDING_ROLES,
    REGION_COLUMNS,
    Contract,
    Peak,
    Seniority,
    read_regions,
    read_roles,
)
from teams.reference import get_regions, get_roles

HEAD = ",".join(COLUMNS)


def lines():
    return (settings.FIXTURES / "reference" / "roles.csv").read_text(encoding="utf-8").splitlines()


def changed(line, old, new):
    found = lines()
    assert old in found[line - 1]
    found[line - 1] = found[line - 1].replace(old, new)
    return found


def test_five_roles_hold_what_the_article_says():
    found = [
        (role.share_pct.low, role.share_pct.high, role.salary_per_year.low, role.salary_per_year.high,
         role.rate_per_hour.low, role.rate_per_hour.high)
        for role in map(get_roles().get, FOUNDING_ROLES)
    ]  # fmt: skip
    assert found == [
        (20, 30, 100_000, 150_000, 65, 120),
        (25, 35, 65_000, 100_000, 50, 80),
        (30, 40, 90_000, 165_000, 70, 150),
        (15, 25, 100_000, 180_000, 75, 140),
        (20, 30, 80_000, 140_000, 60, 110),
    ]


def test_table_offers_every_role_under_the_same_name():
    column = next(column for column in get_catalogue().fields["team.roles"].columns if column.id == "role")
    assert {choice.value: choice.label for choice in column.choices} == {
        role.id: role.label for role in get_roles().values()
    }


@pytest.mark.parametrize(("column", "kind"), [("contract", Contract), ("peak", Peak), ("seniority", Seniority)])
def test_table_offers_what_the_domain_knows(column, kind):
    found = next(asked for asked in get_catalogue().fields["team.roles"].columns if asked.id == column)
    assert {choice.value for choice in found.choices} == set(kind)


def test_every_role_has_source_and_dates():
    for role in get_roles().values():
        assert role.source
        assert date.fromisoformat(role.valid_from) <= date.fromisoformat(role.checked_on)


def test_every_role_fits_the_limits_of_the_table():
    columns = {column.id: column for column in get_catalogue().fields["team.roles"].columns}
    for role in get_roles().values():
        for name in ("share_pct", "salary_per_year", "rate_per_hour"):
            value = getattr(role, name)
            assert columns[name].minimum <= value.low <= value.high <= columns[name].maximum


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([HEAD.replace("without_it,", "")], "roles, line 1: the columns must be"),
        ([HEAD], "roles: data_analyst, data_engineer, data_manager, data_scientist, ml_engineer, other missing"),
        (lambda: changed(2, ",early,", ",dawn,"), "roles, line 2: 'dawn' is not a valid Peak"),
        (lambda: changed(3, ",25,35,", ",35,25,"), "roles, line 3: a range must run from above 0 upwards, not from 35"),
        (lambda: changed(3, ",25,35,", ",x,35,"), "roles, line 3: could not convert string to float: 'x'"),
        (lambda: changed(4, "data_scientist,", "data_analyst,"), "roles, line 4: role data_analyst occurs twice"),
        (lambda: changed(2, ",2023,", ",soon,"), "roles, line 2: pay_year must be a year up to 2026"),
        (lambda: changed(4, ",2026-11-28,", ",,"), "roles, line 4: checked_on is empty"),
        (lambda: changed(2, ",early,100,", ",early,-1,"), "roles, line 2: weights must be 0 or more and not all 0"),
    ],
)
def test_broken_table_is_refused_with_its_line(content, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared below
        read_roles(content() if callable(content) else content)
    assert str(caught.value).startswith(message)


REGIONS = ",".join(REGION_COLUMNS)
HOME = "us,United States,1,2026,ours,2026-11-24,2026-01-01"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (["id,label"], "regions, line 1: the columns must be"),
        ([REGIONS], "regions: us is missing"),
        ([REGIONS, HOME, HOME], "regions, line 3: an id occurs twice or a cell is empty"),
        (
            [REGIONS, HOME, "uk,United Kingdom,,2023,ours,2026-11-24,2026-01-01"],
            "regions, line 3: an id occurs twice or",
        ),
        ([REGIONS, HOME.replace(",1,", ",much,")], "regions, line 2: pay_factor must be a number, not much"),
        ([REGIONS, HOME.replace(",1,", ",0,")], "regions, line 2: pay_factor must lie above 0 and below 10, not 0"),
        (
            [REGIONS, HOME.replace(",2026,", ",2027,")],
            "regions, line 2: pay_year must be a year up to 2026",
        ),
        ([REGIONS, HOME.replace(",1,", ",nan,")], "regions, line 2: pay_factor must lie above 0 and below 10, not nan"),
    ],
)
def test_broken_table_of_regions_is_refused_with_its_line(content, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared below
        read_regions(content)
    assert str(caught.value).startswith(message)


def test_every_region_has_source_and_dates():
    for region in get_regions().values():
        assert region.source
        assert date.fromisoformat(region.valid_from) <= date.fromisoformat(region.checked_on)
    assert get_regions()["us"].pay_factor == 1
