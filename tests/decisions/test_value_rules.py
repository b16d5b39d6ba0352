"""What the business case assumes beyond the answers: the file that is shipped, and files that are refused."""

import pytest
from django.conf import settings

from decisions.content import get_value_rules
from decisions.domain.value_rules import load_value_rules
from projects.catalogue import get_catalogue
from projects.domain.datafiles import BrokenDataFile

SHIPPED = (settings.FIXTURES / "value_rules.toml").read_text(encoding="utf-8")


def load(tmp_path, before, after):
    assert before in SHIPPED
    path = tmp_path / "value_rules.toml"
    path.write_text(SHIPPED.replace(before, after, 1), encoding="utf-8")
    return load_value_rules(path, get_catalogue())


def test_coverage_and_adoption_move_together():
    tie = get_value_rules().ties["value.adoption"]
    assert (tie.to, tie.rank_correlation) == ("value.coverage", 0.3)


def test_tie_can_be_switched_off(tmp_path):
    rules = load(tmp_path, "rank_correlation = 0.3\non = true", "rank_correlation = 0.3\non = false")
    assert "value.adoption" not in rules.ties
    assert "value.change_one_off" in rules.ties


@pytest.mark.parametrize(("before", "after", "reason"), [
    ('id = "value.adoption"', 'id = "value.adopt"', "unknown field value.adopt"),
    ("rank_correlation = 0.3", "rank_correlation = 1.0", "between -1 and 1"),
    ("likely = 15", "likely = 35", "must rise"),
    ("low = 0.1", "low = 0", "above 0"),
    ('field = "value.legal_one_off"', 'field = "value.security_one_off"', "occurs twice"),
    ('kind = "flow"', 'kind = "flood"', "one of share, mean, flow"),
    ("share_of_cost = true", "share_of_costs = true", "unknown key share_of_costs"),
])  # fmt: skip
def test_broken_file_is_refused_with_its_reason(tmp_path, before, after, reason):
    with pytest.raises(BrokenDataFile, match=reason):
        load(tmp_path, before, after)
