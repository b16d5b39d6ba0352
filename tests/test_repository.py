"""What stands in the repository beside the code: line ends that every checkout keeps, and the licence."""

import shutil
import subprocess
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
