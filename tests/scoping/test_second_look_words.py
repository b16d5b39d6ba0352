"""What the second look asks for is read in the list of actions, without the sentence before it."""

import re

import pytest

from scoping.content import get_second_look

# "It" and "them" have nothing to stand for where the action is read alone; "it" may follow what was named before.
_STANDS_FOR_NOTHING = re.compile(r"^\w+ (it|them|that|those)\b(?! (who|which|in shadow))", re.IGNORECASE)


@pytest.mark.parametrize("check", get_second_look().checks, ids=lambda check: check.id)
def test_action_names_what_it_is_about(check):
    assert not _STANDS_FOR_NOTHING.match(check.action)
