"""The ten minutes that the start page promises are those of somebody who reads everything."""

import pytest

from benchmarks.quick import MOST_MINUTES, effort_of, minutes_of, words_on
from projects.models import Project
from scoping.content import get_quick_scope
from tests.quickwalk import SAID, send, url

pytestmark = pytest.mark.once


def test_ten_screens_and_the_result_take_no_more_than_is_promised(owner, project):
    Project.objects.filter(pk=project.pk).update(name="New project")
    taken = 0.0
    for screen in get_quick_scope().screens:
        page = owner.get(url(project, screen.id)).content.decode()
        taken += minutes_of(words_on(page), *effort_of(SAID[screen.id]))
        send(owner, url(project, screen.id), **SAID[screen.id])
    taken += minutes_of(words_on(owner.get(url(project, name="reports:quick_result")).content.decode()), 0, 0)
    assert 5 < taken <= MOST_MINUTES == get_quick_scope().minutes


def test_words_are_those_that_are_seen():
    page = "<p>One two <span class='vh'>not this</span></p><details><summary>three</summary><p>nor this</p></details>"
    assert words_on(page + "<select><option>nor that</option></select><script>x()</script><p hidden>no</p>") == 3


def test_effort_counts_typed_words_and_choices():
    assert effort_of({"people-sponsor-value-name": "Dana Whitfield", "solution-input-value": ["text", "scan"]}) == (
        2,
        3,
    )


def test_a_minute_is_two_hundred_words_read_forty_typed_or_twenty_choices():
    assert minutes_of(200, 40, 20) == 3
