import pytest

from projects.access import Workspace
from reports.charts import all_charts

pytestmark = pytest.mark.once


def test_charts_that_show_the_same_are_equal(sample):
    """So that a page draws anew only what has changed."""
    for scenario in sample.scenarios.all():
        one, two = (all_charts(Workspace(sample, scenario)) for _ in range(2))
        assert one
        assert one == two
        assert {hash(chart) for chart in one.values()} == {hash(chart) for chart in two.values()}
