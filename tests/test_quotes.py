"""Quotation marks: what is quoted holds no marks of the same kind."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from projects.document import load_project, sample_document
from reports.asking import within_quotes
from tests.decisions.pages import text_of

EXAMPLES = sorted(file.stem for file in (settings.FIXTURES / "samples").glob("*.json"))
MARKS = {"en": "“”", "de": "„“"}


def quotes_within_quotes(text: str, marks: str) -> list[str]:
    """Return where a quotation opens within another one."""
    opening, closing = marks
    found, depth = [], 0
    for place, sign in enumerate(text):
        depth += (sign == opening) - (sign == closing and depth > 0)
        if sign == opening and depth > 1:
            found.append(text[max(0, place - 40) : place + 40])
    return found


def test_texts_quote_nothing_within_quotes():
    path = Path(settings.BASE_DIR) / "locale" / "de" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="de")
    nested = []
    for message in catalogue:
        for language, texts in (("en", message.id), ("de", message.string)):
            for text in texts if isinstance(texts, list | tuple) else (texts,):
                nested += quotes_within_quotes(text, MARKS[language])
    assert nested == []


@pytest.mark.parametrize("language", MARKS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_pages_of_an_example_quote_nothing_within_quotes(owner, browser_row, example, language):
    project = load_project(sample_document(example), owner=browser_row)
    owner.cookies["language"] = language
    root = f"/p/{project.pk}/base/"
    for path in ("", "report/", "decision/", "actions/", "approach/"):
        page = text_of(owner.get(root + path).content.decode())
        assert quotes_within_quotes(page, MARKS[language]) == [], path


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("The “fast” lane", "The ‘fast’ lane"),
        ("Das „schnelle“ Fach", "Das ‚schnelle‘ Fach"),
        ("It's 5\" wide", "It's 5\" wide"),
        ("“Open", "“Open"),
    ],
)
def test_what_somebody_said_is_quoted_with_inner_marks(said, quoted):
    assert within_quotes(said) == quoted
