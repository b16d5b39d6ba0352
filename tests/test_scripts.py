"""The scripts of the pages, as far as they run without a browser: under node and a linter, where those are."""

import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NO_LINTER = "no biome for this kind of machine: static/js is not linted"
MISSING = "no node: the unit tests of static/js are SKIPPED (Debian: apt install nodejs)"


@pytest.mark.filterwarnings("default")
def test_scripts_pass_their_own_tests(tmp_path):
    if shutil.which("node") is None:
        warnings.warn(MISSING, stacklevel=1)
        pytest.skip(MISSING)
    for folder in ("static/js", "tests/js"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    # Browsers are told by the page that a script is a module, node by a file that no page needs.
    (tmp_path / "package.json").write_text('{"type": "module"}')
    files = [str(path) for path in sorted((tmp_path / "tests" / "js").glob("*.test.js"))]
    ended = subprocess.run(["node", "--test", *files], capture_output=True, text=True, timeout=120)
    assert files
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.filterwarnings("default")
def test_linter_finds_nothing_in_the_scripts():
    linter = shutil.which("biome", path=str(Path(sys.executable).parent))
    if linter is None:
        warnings.warn(NO_LINTER, stacklevel=1)
        pytest.skip(NO_LINTER)
    command = [linter, "lint", "--config-path=.ci/biome.jsonc", "--error-on-warnings", "static/js", "tests/js"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert "Checked" in ended.stdout
    assert ended.returncode == 0, ended.stdout + ended.stderr
