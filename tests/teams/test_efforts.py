"""The effort of approaches as the data file says it."""

import pytest

from projects.domain.datafiles import BrokenDataFile
from teams.domain.effort import Effort, read_efforts

FILE = """[[approach]]
id = "buy"
team = { low = 0.3, likely = 0.5, high = 0.8 }
months = { low = 0.3, likely = 0.6, high = 0.9 }
"""


def test_effort_is_the_likely_work_and_time(tmp_path):
    path = tmp_path / "approaches.toml"
    path.write_text(FILE)
    assert read_efforts(path) == {"buy": Effort(work=0.5, time=0.6)}


@pytest.mark.parametrize("wrong", ["likely = 0", 'likely = "half"', "usual = 0.6"])
def test_an_effort_that_cannot_be_is_refused_with_its_line(tmp_path, wrong):
    path = tmp_path / "approaches.toml"
    path.write_text(FILE.replace("likely = 0.6", wrong))
    with pytest.raises(BrokenDataFile, match=r"approaches\.toml.*4"):
        read_efforts(path)
