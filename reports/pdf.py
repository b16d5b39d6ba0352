"""The report as a PDF, set by Typst: tagged, PDF/UA-1 and PDF/A-2a.

Text of a project reaches Typst only as JSON values; nothing of it is ever source. What a standard refuses (emoji,
scripts without a font, control characters) is replaced by its name before.
"""

import functools
import json
import logging
import math
import re
import shutil
import struct
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst
from django.utils.translation import gettext as _

from reports.domain.report import Report, to_json

Standard = Literal["ua-1", "a-2a"]
STANDARDS: tuple[Standard, ...] = ("ua-1", "a-2a")
LONG_WORD, CHUNK, LONGEST_TEXT = 24, 12, 20_000
SOURCES = Path(__file__).parent / "typst"
_WEIGHTS = ("Regular", "Semibold", "Bold")
# The wheels hold OTF and TTF twins of one name; only these may be found, or the pick depends on the folder's order.
FONTS = (
    ("font_source_sans_pro", tuple(f"SourceSansPro-{weight}.otf" for weight in _WEIGHTS)),
    ("font_source_serif_pro", tuple(f"SourceSerifPro-{weight}.otf" for weight in _WEIGHTS)),
)
# Typst keeps what it made for ten compilations, about 38 MB a report.
_COMPILATIONS_KEPT = 10
_FLUSH_EVERY = 5
_logger = logging.getLogger(__name__)
# One report at a time: two at once take twice the memory and are no faster.
_lock = Lock()
_rendered = count(1)


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A report as a file, and the standards that it meets; none where a text could not be set under them."""

    pdf: bytes
    standards: tuple[str, ...]


def render_pdf(report: Report) -> Rendered:
    """Return the report as a PDF. The same report gives the same bytes."""
    with _lock:
        fonts, covered = _fonts()
        rendered = _compile(_document(report, covered), fonts, STANDARDS)
        if next(_rendered) % _FLUSH_EVERY == 0:
            flush()
    return rendered


PIXELS_PER_INCH = 192


def render_pictures(report: Report, charts: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """Return charts of a report as PNG pictures, drawn as the PDF draws them.

    Args:
        report: Whose language and paper count.
        charts: Blocks that are charts, as `to_json` gives them.
    """
    if not charts:
        return []
    fonts, covered = _fonts()
    data = _document(report, covered) | {"charts": _clean_all(list(charts), covered)}
    with _lock:
        pages = typst.compile(
            input=str(SOURCES / "pictures.typ"), root=str(SOURCES), font_paths=fonts, ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, allow_nan=False)},
            format="png", ppi=PIXELS_PER_INCH,
        )  # fmt: skip
    return pages if isinstance(pages, list) else [pages]


def flush() -> None:
    """Age out of memory what Typst keeps between compilations."""
    fonts, _covered = _fonts()
    for _turn in range(_COMPILATIONS_KEPT + 1):
        typst.compile(input=b" ", font_paths=fonts, ignore_system_fonts=True, format="pdf")


def _document(report: Report, covered: frozenset[int]) -> dict[str, Any]:
    """Return the report as the templates read it: every text clean, every number finite."""
    document: dict[str, Any] = _clean_all({**to_json(report), "words": _words()}, covered)
    meta = document["meta"]
    meta["title"] = meta["title"] or _("Untitled project")  # PDF/UA refuses a document without a title
    # Typst stops at a language that it cannot read, and Django knows some that are longer, as zh-hans.
    meta["lang"] = meta["lang"] if re.fullmatch("[a-z]{2,3}", meta["lang"]) else "en"
    meta["region"] = meta["region"].upper() if re.fullmatch("[A-Za-z]{2}", meta["region"]) else ""
    # PDF/A refuses a document without a date; today's would give other bytes tomorrow.
    meta["iso_date"] = meta["iso_date"] if _day(meta["iso_date"]) else "1970-01-01"
    return document


def _day(iso: str) -> datetime | None:
    try:
        return datetime.strptime(iso, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _compile(document: dict[str, Any], fonts: typst.Fonts, standards: tuple[Standard, ...]) -> Rendered:
    day = _day(document["meta"]["iso_date"])
    try:
        pdf = typst.compile(
            input=str(SOURCES / "report.typ"),
            root=str(SOURCES),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(document, ensure_ascii=False, allow_nan=False)},
            format="pdf",
            pdf_standards=[*standards],
            timestamp=int(day.timestamp()) if day else 0,
        )
    except typst.TypstError as error:
        if not standards:
            raise
        _logger.warning("The report is set without its standards: %s", error)
        return _compile(document, fonts, ())
    return Rendered(pdf=pdf, standards=standards)


def _words() -> dict[str, str]:
    """Return the fixed words of the templates, translated; the key is the English text."""
    return {
        # The sponsor's page
        "Decision proposed": _("Decision proposed"), "Problem": _("Problem"), "Readiness": _("Readiness"),
        "Not rated yet": _("Not rated yet"), "must-haves met": _("must-haves met"),
        "needed before you build, met": _("needed before you build, met"),
        "What would change it": _("What would change it"), "Then:": _("Then:"),
        "More under Readiness and Second look.": _("More under Readiness and Second look."),
        "All of these are needed; more stand under Actions.": _("All of these are needed; more stand under Actions."),
        "Cost to launch": _("Cost to launch"),
        "8 cases out of 10 end within the bar. The plumb line marks the median.":
            _("8 cases out of 10 end within the bar. The plumb line marks the median."),
        "1 in 10 ends below": _("1 in 10 ends below"), "1 in 10 ends above": _("1 in 10 ends above"),
        "Time and return": _("Time and return"),
        "months to launch": _("months to launch"), "chance of payback": _("chance of payback"),
        "What we ask for": _("What we ask for"), "No request at this point.": _("No request at this point."),
        "by": _("by"),
        "Prepared by": _("Prepared by"), "For": _("For"),
        # Contents
        "Contents": _("Contents"), "How to read the ranges": _("How to read the ranges"),
        "A sample range: 1 case in 10 ends below it, 1 in 10 above; the plumb line is the median.":
            _("A sample range: 1 case in 10 ends below it, 1 in 10 above; the plumb line is the median."),
        "Low": _("Low"), "Likely": _("Likely"), "High": _("High"), "1 case in 10": _("1 case in 10"),
        "4 in 10": _("4 in 10"),
        "In 1 case out of 10 it ends below this.": _("In 1 case out of 10 it ends below this."),
        "The median: as many cases end below as above.": _("The median: as many cases end below as above."),
        "In 1 case out of 10 it ends above this.": _("In 1 case out of 10 it ends above this."),
        # Every page
        "of": _("of"), "prices of": _("prices of"), "Draft": _("Draft"), "Note": _("Note"),
        "Nothing here yet.": _("Nothing here yet."),
    }  # fmt: skip


@functools.cache
def _fonts() -> tuple[typst.Fonts, frozenset[int]]:
    """Return the fonts and the characters that both of them have."""
    folder = _font_folder()
    for package, names in FONTS:
        spec = find_spec(package)
        assert spec is not None  # a locked dependency
        assert spec.submodule_search_locations is not None
        for name in names:
            if not (folder / name).exists():
                # Written aside and moved: another process may be doing the same.
                aside = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 -- moved away below
                with aside:
                    aside.write((Path(spec.submodule_search_locations[0]) / "files" / name).read_bytes())
                shutil.move(aside.name, folder / name)
    covered = [_cmap((folder / names[0]).read_bytes()) for _package, names in FONTS]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return fonts, frozenset(set.intersection(*covered))


def covered_characters() -> frozenset[int]:
    """Return the characters that can be set."""
    return _fonts()[1]


def _font_folder() -> Path:
    from django.conf import settings  # here, so that cleaning is used without settings

    folder = settings.DATA_DIR / "fonts"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return Path(folder)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="plumbline-fonts-"))


def _cmap(font: bytes) -> set[int]:
    """Return the characters that a font covers, from its character map (formats 4 and 12 of OpenType)."""
    tables = {}
    for index in range(struct.unpack(">H", font[4:6])[0]):
        entry = font[12 + 16 * index : 28 + 16 * index]
        tables[entry[:4]] = struct.unpack(">L", entry[8:12])[0]
    base, found = tables[b"cmap"], set[int]()
    for index in range(struct.unpack(">H", font[base + 2 : base + 4])[0]):
        platform, _encoding, offset = struct.unpack(">HHL", font[base + 4 + 8 * index : base + 12 + 8 * index])
        at = base + offset
        form = struct.unpack(">H", font[at : at + 2])[0]
        if form == 12:
            for group in range(struct.unpack(">L", font[at + 12 : at + 16])[0]):
                start, end, _glyph = struct.unpack(">LLL", font[at + 16 + 12 * group : at + 28 + 12 * group])
                found.update(range(start, end + 1))
        elif form == 4 and platform in (0, 3):
            found |= _segments(font, at)
    return found


def _segments(font: bytes, at: int) -> set[int]:
    """Return the characters of a format 4 table that have a glyph of their own."""
    count = struct.unpack(">H", font[at + 6 : at + 8])[0] // 2

    def read(offset: int) -> tuple[int, ...]:
        return struct.unpack(f">{count}H", font[at + offset : at + offset + 2 * count])

    ends, starts = read(14), read(16 + 2 * count)
    deltas, offsets = read(16 + 4 * count), read(16 + 6 * count)
    found = set()
    for segment, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = (code + delta) % 65536
            if offset:
                where = at + 16 + 6 * count + 2 * segment + offset + 2 * (code - start)
                glyph = struct.unpack(">H", font[where : where + 2])[0]
            if glyph:
                found.add(code)
    return found


# Typst is given one kind of space; the narrow and the wide ones are missing in most fonts.
_SPACES = dict.fromkeys(
    map(ord, "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"), "\u00a0"
) | {
    9: " ",
    0x3000: " ",
}
_SILENT = {
    *"\u200b\u200c\u200d\u2060\ufeff\u00ad",
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0x1F3FB, 0x1F400)),
}
_NO_TEXT = {"Cc", "Cf", "Cn", "Co", "Cs"}
_MOST_REPLACED = 8


# Beyond any money or month; further out the geometry of Typst would overflow.
_FURTHEST = 1e15
_ONE_LINE = {
    "title",
    "subtitle",
    "org",
    "kind",
    "product",
    "date",
    "priced_on",
    "label",
    "head",
    "x_label",
    "months",
    "prepared_by",
    "prepared_for",
}
# A heading or a row that is longer than a page keeps Typst busy for minutes. What is cut stands in full in the
# answers.
_LONGEST = dict.fromkeys(_ONE_LINE, 200) | {
    "rows": 1_200,
    "foot": 200,
    "s_low": 80,
    "s_likely": 80,
    "s_high": 80,
    "s_mark": 120,
    "series": 200,
    "facts": 400,
    "items": 2_000,
}


def _clean_all(node: Any, covered: frozenset[int], key: str = "") -> Any:
    """Return a copy of which every text and number can be set; one unclean text is enough to break a standard."""
    if isinstance(node, str):
        text = clean(node, covered, _LONGEST.get(key, LONGEST_TEXT))
        return " ".join(text.split("\n")) if key in _ONE_LINE else text
    if isinstance(node, dict):
        return {name: _clean_all(value, covered, name) for name, value in node.items()}
    if isinstance(node, list | tuple):
        return [_clean_all(part, covered, key) for part in node]
    if isinstance(node, int | float) and not isinstance(node, bool):
        return 0 if math.isnan(node) else max(-_FURTHEST, min(_FURTHEST, node))
    return node


def clean(text: str, covered: frozenset[int], longest: int = LONGEST_TEXT) -> str:
    """Return text that every standard accepts: normalised, in characters that the fonts have, breakable."""
    text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text[: longest + 1].strip())
    text = unicodedata.normalize("NFC", text).translate(_SPACES)
    out, run = [], 0
    for sign in text:
        if sign == "\n" or (ord(sign) in covered and unicodedata.category(sign) not in _NO_TEXT):
            run = 0
            out.append(sign)
        elif sign not in _SILENT:
            run += 1
            # A page of replacements helps nobody.
            out.append(_named(sign) if run <= _MOST_REPLACED else "[…]" if run == _MOST_REPLACED + 1 else "")
    # A figure and its unit stay on one line: 95 %, 48 GB.
    text = re.sub(r"(?<=\d) (?=%|[kMGT]?B\b|[kM]\b)", "\u00a0", "".join(out))
    if len(text) > longest:
        text = text[:longest] + " […]"
    return re.sub(rf"\S{{{LONG_WORD + 1},}}", _breakable, text)


def _named(sign: str) -> str:
    """Return what stands for a character that cannot be set: [party popper], [U+7B80]."""
    if unicodedata.category(sign) == "So" and (name := unicodedata.name(sign, "")):
        return f"[{name.lower()}]"
    return f"[U+{ord(sign):04X}]"


def _breakable(found: re.Match[str]) -> str:
    """Put places to break into a long word: after punctuation, else every few characters."""
    out, since = [], 0
    word = found[0]
    for sign, following in zip(word, word[1:] + " ", strict=True):
        out.append(sign)
        since += 1
        if (sign in "/._-@:,;?&=+" and since > 3) or (since >= CHUNK and not unicodedata.combining(sign)):
            out.append("\u00ad" if sign.isalpha() and following.isalpha() else "\u200b")
            since = 0
    return "".join(out)
