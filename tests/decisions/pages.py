"""What a page says of the verdict, read off its markup."""

import re
import shutil
import subprocess
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from decisions.recording import DecisionRecord, newest_of

WORD = re.compile(r'<(?:p|h1) class="word[^"]*">(.*?)</(?:p|h1)>', re.S)
BLOCK = re.compile(r"<dt>Verdict</dt>\s*<dd>(.*?)</dd>", re.S)


def text_of(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def said_on(page) -> list[str]:
    """Return every verdict of the project that a page shows large, and the one of its title block."""
    markup = page.content.decode()
    return [text_of(found) for found in (*WORD.findall(markup), *BLOCK.findall(markup))]


def words_of(page) -> str:
    return text_of(page.content.decode())


def url(name, project, scenario="base", *more):
    return reverse(name, args=[project.pk, scenario, *more])


def first_page(pdf: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext to read the page with (Debian: apt install poppler-utils)")
    done = subprocess.run(["pdftotext", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def told(project, **changes):
    """Return what somebody says who records a decision of a project as it stands."""
    said = {
        "outcome": "pilot", "decided_by": "Dana Whitfield", "decided_on": date(2026, 11, 16), "words": "",
        "version_name": "Board paper", "token": "t", "sequence": project.sequence,
        "newest": newest_of(project),
    }  # fmt: skip
    return DecisionRecord(**said | changes)
