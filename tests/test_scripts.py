"""The scripts of the pages, as far as they run without a browser: under node, where it is installed."""

import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MISSING = "no node: the unit tests of static/js are SKIPPED (Debian: apt install nodejs)"


@pytest.mark.filterwarnings("default")
def test_scripts_pass_their_own_tests():
    if shutil.which("node") is None:
        warnings.warn(MISSING, stacklevel=1)
        pytest.skip(MISSING)
    files = [str(path) for path in sorted((ROOT / "tests" / "js").glob("*.test.js"))]
    ended = subprocess.run(["node", "--test", *files], capture_output=True, text=True, timeout=120)
    assert files
    assert ended.returncode == 0, ended.stdout + ended.stderr
