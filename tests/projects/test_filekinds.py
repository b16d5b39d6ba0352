"""A file is called what it is, whatever its name says, wherever one is uploaded."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from projects.branding import read_logo
from projects.catalogue import get_catalogue
from projects.domain import filekinds
from projects.domain.document import BrokenDocument, parse_document
from projects.domain.errors import BadValue
from projects.domain.filekinds import kind_of
from projects.encodings import decode
from projects.forms import say
from projects.spreadsheets import read_workbook
from projects.tables import read_file
from reports.formats.template import read_template

pytestmark = pytest.mark.once


def packed(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return file.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(40)
DOCX = packed("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (PNG, filekinds.PICTURE),
        (JPEG, filekinds.PICTURE),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", filekinds.PICTURE),
        (b"\0\0\0\x18ftypheic", filekinds.PICTURE),
        (PDF, filekinds.PDF),
        (DOCX, filekinds.WORD),
        (packed("ppt/presentation.xml"), filekinds.SLIDES),
        (packed("xl/workbook.xml"), filekinds.WORKBOOK),
        (packed("letter.txt"), filekinds.ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", filekinds.OLD_OFFICE),
        (b"Role;Rate\nTester;95", ""),
        (b"ID3;Role", ""),
        (b"BM;Role;Rate per hour", ""),
        (b"", ""),
    ],
)
def test_file_is_known_by_its_first_bytes(raw, kind):
    assert kind_of(raw) == kind


READERS = {
    "rate card": lambda raw: list(read_file("card.csv", raw)),
    "price list": decode,
    "questionnaire": lambda raw: list(read_workbook(raw)),
    "Word template": read_template,
    "logo": read_logo,
}


@pytest.mark.parametrize("reader", READERS)
def test_pdf_is_called_one_wherever_a_file_is_read(reader):
    with pytest.raises(BadValue) as refused:
        READERS[reader](PDF)
    assert say(refused.value) == (
        "This file is a PDF document, whatever its name says. Nothing in it can be read here."
    )


@pytest.mark.parametrize("raw", [PNG, JPEG])
@pytest.mark.parametrize("reader", ["rate card", "price list", "questionnaire", "Word template"])
def test_picture_is_called_one_wherever_a_table_or_text_is_read(reader, raw):
    with pytest.raises(BadValue, match="a picture"):
        READERS[reader](raw)


@pytest.mark.parametrize("reader", ["rate card", "price list", "questionnaire", "logo"])
def test_word_document_is_called_one(reader):
    with pytest.raises(BadValue, match="a Word document"):
        READERS[reader](DOCX)


@pytest.mark.parametrize("raw", [PNG, PDF, DOCX])
def test_project_file_that_is_none_is_called_what_it_is(raw):
    with pytest.raises(BrokenDocument) as refused:
        parse_document(raw, get_catalogue())
    assert refused.value.message == filekinds.IS_ANOTHER_KIND


def test_kind_is_said_in_the_language_of_the_reader():
    with pytest.raises(BadValue) as refused:
        decode(PNG)
    with override("de"):
        assert say(refused.value) == ("Diese Datei ist ein Bild, gleich wie sie heißt. Darin ist hier nichts lesbar.")


def test_picture_named_json_is_called_a_picture_on_the_page(owner):
    sent = {"document": SimpleUploadedFile("project.json", PNG, "application/json")}
    page = owner.post(reverse("projects:import_document"), sent).content.decode()
    assert "This file is a picture, whatever its name says." in page
