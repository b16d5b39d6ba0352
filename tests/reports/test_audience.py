"""Who gets which parts of the report."""

import pytest

from projects.access import Workspace
from reports.compose import ROOMS, compose_report
from reports.domain.audience import KINDS, Audience, parts_of

pytestmark = pytest.mark.once


@pytest.fixture
def workspace(sample):
    return Workspace(sample, sample.scenarios.get(slug="base"))


def ids(report):
    return [section.id for section in (*report.sections, *report.appendix)]


def test_every_part_has_a_room():
    assert {part for kind in KINDS.values() for part in kind.parts} <= set(ROOMS)


def test_full_report_has_every_part():
    assert set(KINDS[Audience.FULL].parts) >= set(KINDS[Audience.TEAM].parts) | set(KINDS[Audience.APPENDIX].parts)


def test_chosen_parts_stand_in_the_order_of_the_report():
    assert parts_of(Audience.FULL, ["value", "problem"]) == ("problem", "value")


@pytest.mark.parametrize("chosen", [[], ["nonsense"], ["answers"]])
def test_what_a_reader_has_no_part_for_counts_for_nothing(chosen):
    assert parts_of(Audience.TEAM, chosen) == KINDS[Audience.TEAM].parts


def test_report_has_the_chosen_parts_alone(workspace):
    assert ids(compose_report(workspace, parts=["methods", "team"])) == ["team", "methods"]


def test_appendix_stands_on_its_own(workspace):
    report = compose_report(workspace, Audience.APPENDIX)
    assert (report.sections, [section.id for section in report.appendix]) == (
        (), ["assumptions", "methods", "answers"],
    )  # fmt: skip


def test_part_that_a_project_has_nothing_for_is_left_out(project):
    """A project without an approach has nothing to train and no prompt to write."""
    empty = Workspace(project, project.scenarios.get(slug="base"))
    assert "training" not in ids(compose_report(empty, parts=["training", "team"]))
