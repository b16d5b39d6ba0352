"""What stands in the repository beside the code: line ends that every checkout keeps, and the licence."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ["run", "test", "scripts/environment.sh", ".ci/run"]


@pytest.fixture
def git(tmp_path):
    """A repository with our attributes, scripts and a picture, and a way to ask git in it."""
    if shutil.which("git") is None:
        pytest.skip("no git here")
    origin = tmp_path / "origin"
    for name in [".gitattributes", *SCRIPTS, "docs/overview.png"]:
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, origin / name)

    def ask(*command):
        who = ("-c", "user.name=x", "-c", "user.email=x@example.com")
        return subprocess.run(["git", *who, *command], cwd=origin, check=True, capture_output=True, text=True).stdout

    ask("init", "--quiet")
    ask("add", "--all")
    ask("commit", "--quiet", "--message", "All")
    return ask


def test_checkout_with_windows_line_ends_keeps_ours(git, tmp_path):
    git("clone", "--quiet", "-c", "core.autocrlf=true", str(tmp_path / "origin"), str(tmp_path / "checkout"))
    for name in SCRIPTS:
        assert b"\r" not in (tmp_path / "checkout" / name).read_bytes(), name
    assert (tmp_path / "checkout/docs/overview.png").read_bytes() == (ROOT / "docs/overview.png").read_bytes()
    assert subprocess.run(["sh", "-n", tmp_path / "checkout" / "run"], check=False).returncode == 0


@pytest.mark.parametrize("name", ["a.png", "a.pdf", "a.xlsx", "a.sqlite3", "a.otf"])
def test_binary_files_are_never_changed(git, name):
    assert git("check-attr", "text", name) == f"{name}: text: unset\n"


def test_licence_is_the_one_that_the_package_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license-files"] == ["LICENSE"]
    assert (ROOT / "LICENSE").read_text().startswith(f"{project['license']} License\n")


_START_EACH = """
import runpy, sys
usual, (folder, *paths) = list(sys.path), sys.argv[1:]
for path in paths:
    sys.path[:] = [folder, *usual]  # what Python does for a script
    for name in [name for name in sys.modules if name.partition(".")[0] == "benchmarks"]:
        del sys.modules[name]
    runpy.run_path(path, run_name="started")
"""


@pytest.mark.once
def test_benchmark_starts_by_its_path_from_any_folder(tmp_path):
    paths = sorted(path for path in (ROOT / "benchmarks").glob("*.py") if path.name != "__init__.py")
    command = [sys.executable, "-P", "-c", _START_EACH, ROOT / "benchmarks", *paths]
    environment = {**os.environ, "PLUMBLINE_DATA": str(tmp_path), "PLUMBLINE_DEBUG": "1"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
