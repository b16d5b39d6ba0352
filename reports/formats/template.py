"""The organisation's own Word template, looked at before anything is made of it."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from docx import Document

from projects.domain.errors import BadValue
from projects.domain.filekinds import ARCHIVE, WORD, refuse_other_kinds
from projects.domain.text import gettext_noop
from projects.spreadsheets import MACROS, unpack

LARGEST_TEMPLATE_BYTES = 10_000_000
TOO_LARGE = gettext_noop("This template is larger than %(limit)s MB. Take its large pictures out and save it again.")
NO_TEMPLATE = gettext_noop(
    "This file cannot be read as a Word template. Save it in Word as .docx or .dotx and try again."
)
HAS_MACROS = gettext_noop(
    "This template holds macros, which are never run here. Save it as .docx or .dotx without them."
)

_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
# Leads to the template that this one was made of, on a computer of the organisation: nothing for whom it is sent to.
_FARTHER = "word/_rels/settings.xml.rels"
_NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)


def read_template(raw: bytes) -> bytes:
    """Return a template as a document that `word_of` can write on.

    Raises:
        BadValue: Where it is no template, holds macros, or would unpack to too much.
    """
    if len(raw) > LARGEST_TEMPLATE_BYTES:
        raise BadValue(TOO_LARGE, {"limit": f"{LARGEST_TEMPLATE_BYTES / 1e6:g}"})
    refuse_other_kinds(raw, WORD, ARCHIVE)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = unpack(archive)
    except BadValue as bad:
        raise BadValue(HAS_MACROS if bad.message == MACROS else NO_TEMPLATE) from bad
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as bad:
        raise BadValue(NO_TEMPLATE) from bad
    document = _as_document(members)
    try:
        Document(io.BytesIO(document)).sections[0]
    except Exception as bad:
        raise BadValue(NO_TEMPLATE) from bad
    return document


def _as_document(members: Mapping[str, bytes]) -> bytes:
    """Pack it again as a document: a template says of itself that it is none, and may lead to a farther one."""
    changed = dict(members)
    kinds = changed.get("[Content_Types].xml", b"")
    changed["[Content_Types].xml"] = kinds.replace(_TEMPLATE, _MAIN)
    if _FARTHER in changed:
        changed[_FARTHER] = _NO_RELATIONS
        changed["word/settings.xml"] = _without_farther(changed.get("word/settings.xml", b""))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in changed.items():
            archive.writestr(name, content)
    return file.getvalue()


def _without_farther(settings: bytes) -> bytes:
    start = settings.find(b"<w:attachedTemplate")
    return settings if start < 0 else settings[:start] + settings[settings.find(b">", start) + 1 :]
