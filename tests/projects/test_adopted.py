"""What an organisation learnt in place of published ranges, without a page or a database."""

from datetime import date

import pytest

from projects.catalogue import get_catalogue
from projects.domain.adopted import Adopted, OwnRange, with_own_defaults
from projects.domain.ranges import Range

SLIP, NAME = "team.schedule_slip", "problem.statement"


def learnt(*field_ids):
    own = [
        OwnRange(field_id=name, value=Range(low=1, likely=2, high=3), count=4, day=date(2026, 1, 2))
        for name in field_ids
    ]
    return with_own_defaults(
        get_catalogue(), Adopted(key="k", ranges=tuple(own)), lambda own: f"{own.count} projects"
    ).fields


def test_learnt_range_is_assumed_with_its_own_source():
    found = learnt(SLIP)[SLIP]
    assert (Range.from_json(found.default), found.default_source) == (Range(low=1, likely=2, high=3), "4 projects")


def test_learnt_range_keeps_no_day_of_the_published_one():
    assert learnt(SLIP)[SLIP].default_date == ""


def test_field_that_assumes_nothing_learns_nothing():
    assert learnt(NAME)[NAME] == get_catalogue().fields[NAME]


def test_other_fields_stay_as_published():
    found, published = learnt(SLIP), get_catalogue().fields
    assert [name for name in published if found[name] != published[name]] == [SLIP]


@pytest.mark.parametrize(("field_id", "count"), [(SLIP, 4), (NAME, None)])
def test_range_is_known_of_the_fields_that_were_learnt(field_id, count):
    own = OwnRange(field_id=SLIP, value=Range.exactly(1), count=4, day=date(2026, 1, 2))
    found = Adopted(key="k", ranges=(own,)).of(field_id)
    assert (found and found.count) == count
