"""Every data file is read at the start, so that a broken one is refused there and not on a page."""

import subprocess
import sys

from django.conf import settings

from tests.server import ROOT, clean_environment

READ = """
import sys
opened = set()
sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" else None)
import django
django.setup()
print(*opened, sep="\\n")
"""


def test_every_data_file_is_read_at_the_start(tmp_path):
    environment = clean_environment() | {"PLUMBLINE_DEBUG": "1", "PLUMBLINE_DATA": str(tmp_path)}
    command = [sys.executable, "-c", READ]
    ended = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=60)
    read = set(ended.stdout.splitlines())
    assert [path.name for path in settings.FIXTURES.rglob("*.toml") if str(path) not in read] == []
