"""The organisation's colour in every file, and none of ours where it has set one."""

import io
import re
import zipfile
from dataclasses import replace

import pytest

from projects.branding import set_look
from projects.domain.house_colours import OURS, house_colours
from reports.blocks import to_json
from reports.formats.files import FORMATS, Printed
from reports.pdf import _document, fonts_for
from tests.reports.test_formats import small_report, workspace_of

pytestmark = pytest.mark.once

WINE = "#8a1538"


def colours_in(content: bytes) -> set[str]:
    """Return every colour that the parts of an office file name, but for those of its built-in theme."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml") and "theme" not in name]
    return {found.lower() for part in parts for found in re.findall(r'"(?:FF)?([0-9A-Fa-f]{6})"', part)}


@pytest.mark.parametrize("ending", ["docx", "pptx", "xlsx"])
def test_office_files_take_the_organisations_colour(sample, ending):
    set_look(name="Acme", colour=WINE, logo=b"")
    found = colours_in(FORMATS[ending].make(Printed(workspace_of(sample))))
    assert WINE[1:] in found
    assert OURS[1:] not in found


def test_pdf_gets_the_same_colours_as_every_other_file():
    report = replace(small_report(), meta=replace(small_report().meta, accent=WINE))
    given = _document(to_json(report), fonts_for(()))["colours"]
    assert given["accent"] == WINE
    assert tuple(given["layers"]) == house_colours(WINE).layers
