"""The pictures of the examples' reports, as far as they need no program that may be missing."""

import io

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from reports.management.commands import picture_reports

pytestmark = pytest.mark.once


@pytest.fixture
def no_programs(monkeypatch):
    monkeypatch.setattr(picture_reports.shutil, "which", lambda name: None)


def test_what_is_missing_is_named_with_the_package_that_brings_it(no_programs, tmp_path):
    said = io.StringIO()
    with pytest.raises(CommandError, match="Without pdftoppm there are no pictures"):
        call_command("picture_reports", str(tmp_path), stderr=said)
    assert "pdftoppm is missing. Debian has it in poppler-utils." in said.getvalue()
    assert "soffice is missing. Debian has it in libreoffice-writer" in said.getvalue()


def test_an_example_that_there_is_not_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(picture_reports.shutil, "which", str)
    with pytest.raises(CommandError, match="There is no example “nowhere”, but claims, "):
        call_command("picture_reports", str(tmp_path), example=["nowhere"])


def test_every_example_is_shown_in_every_office_format(tmp_path):
    """A row for each page that is read first, a column for each example."""
    for example in ("bank", "claims"):
        (tmp_path / example).mkdir()
        for name in ("docx-page-1", "docx-page-2", "pptx-page-1", "pptx-page-2", "xlsx-page-01"):
            Image.new("RGB", (180, 90), "white").save(tmp_path / example / f"{name}.png")
    picture_reports._write_sheets(tmp_path, ["bank", "claims"], tmp_path / "sheets")
    with Image.open(tmp_path / "sheets" / "office-first-pages.png") as sheet:
        assert sheet.size == (2 * 188 + 8, 4 * 98 + 8)


@pytest.mark.django_db
@pytest.mark.skipif(picture_reports.shutil.which("pdftoppm") is None, reason="pdftoppm makes the pictures")
def test_pages_stand_beside_each_other_in_few_colours(monkeypatch, tmp_path):
    which = picture_reports.shutil.which
    monkeypatch.setattr(picture_reports.shutil, "which", lambda name: None if name == "soffice" else which(name))
    folder, sheets = tmp_path / "pages", tmp_path / "sheets"
    call_command("picture_reports", str(folder), example=["bank"], sheets=sheets, stdout=io.StringIO(),
                 stderr=io.StringIO())  # fmt: skip
    colour, grey = (sorted((folder / "bank").glob(f"us-letter-{kind}-*.png")) for kind in ("page", "grey"))
    assert len(colour) == len(grey) > 20
    with Image.open(grey[0]) as page, Image.open(sheets / "pdf-a4.png") as sheet:
        assert page.mode == "L"
        assert len(sheet.getcolors()) <= 13
