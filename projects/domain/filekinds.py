"""What a file is by its first bytes, whatever its name says: a photo named .csv is called a photo."""

from projects.domain.errors import BadValue
from projects.domain.text import gettext_noop

IS_ANOTHER_KIND = gettext_noop("This file is %(kind)s, whatever its name says. Nothing in it can be read here.")
PICTURE = gettext_noop("a picture")
PDF = gettext_noop("a PDF document")
WORD = gettext_noop("a Word document")
SLIDES = gettext_noop("a PowerPoint presentation")
WORKBOOK = gettext_noop("an Excel workbook")
OPEN_DOCUMENT = gettext_noop("an OpenDocument file")
ARCHIVE = gettext_noop("a packed archive")
RECORDING = gettext_noop("a recording of sound or video")
OLD_OFFICE = gettext_noop("an old Office file, or one with a password")

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF87a", PICTURE),
    (b"GIF89a", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"%PDF-", PDF),
    (b"\xd0\xcf\x11\xe0", OLD_OFFICE),
    (b"\x1f\x8b", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE),
    (b"Rar!\x1a\x07", ARCHIVE),
    (b"ID3\x03", RECORDING),
    (b"ID3\x04", RECORDING),
    (b"OggS\0", RECORDING),
)
_RIFF = {b"WEBP": PICTURE, b"WAVE": RECORDING, b"AVI ": RECORDING}
_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"avif")
# Names of members stand unpacked in an archive.
_MEMBERS = (
    (b"word/document.xml", WORD),
    (b"ppt/presentation.xml", SLIDES),
    (b"xl/workbook", WORKBOOK),
    (b"mimetypeapplication/vnd.oasis.opendocument", OPEN_DOCUMENT),
)


def kind_of(raw: bytes) -> str:
    """Return what a file is, as a text to translate; "" for text, and for what we do not know."""
    if raw.startswith(b"PK\x03\x04"):
        return next((kind for name, kind in _MEMBERS if name in raw), ARCHIVE)
    if raw[:4] == b"RIFF":
        return _RIFF.get(raw[8:12], "")
    if raw.startswith(b"\0\0\0") and raw[4:8] == b"ftyp":
        return PICTURE if raw[8:12] in _PICTURE_BRANDS else RECORDING
    if raw.startswith(b"BM") and len(raw) > 14 and raw[6:10] == bytes(4):
        return PICTURE
    return next((kind for start, kind in _STARTS if raw.startswith(start)), "")


def refuse_other_kinds(raw: bytes, *wanted: str) -> None:
    """Say what a file is that cannot be what is asked for.

    Args:
        raw: The file.
        wanted: The kinds that may be it; none where text is asked for.

    Raises:
        BadValue: For a file that is known to be something else.
    """
    if (kind := kind_of(raw)) and kind not in wanted:
        raise BadValue(IS_ANOTHER_KIND, {"kind": BadValue(kind)})
