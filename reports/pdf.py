"""The report as a PDF, set by Typst: tagged, PDF/UA-1 and PDF/A-2a.

Text of a project reaches Typst only as JSON values; nothing of it is ever source. What a standard refuses (emoji,
scripts without a font, control characters) is replaced by its name before.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from threading import Event, Lock
from typing import Any

import typst
from django.utils.translation import gettext as _

from projects.domain.house_colours import house_colours
from reports.blocks import to_json
from reports.domain.report import Report
from reports.fonts import FontSet, fonts_for
from reports.heights import SIZES
from reports.logo import fitted, picture_of
from reports.paper import in_short_rows, lay_out
from reports.printable import BREAK, clean, clean_all, letters_of, texts_of
from reports.row_heads import with_row_heads
from reports.typesetter import Job, Standard, age, job

__all__ = ["STANDARDS", "Rendered", "clean", "render_pdf"]

STANDARDS: tuple[Standard, ...] = ("ua-1", "a-2a")
LOGO_MM = (38.0, 7.0)
"""Room of a logo at the top of page 1."""
# Typst keeps what it made until it was of no use in ten compilations, about 38 MB of a long report. A report that
# somebody asks for again after a change finds most of the last one there; a few empty compilations between two let the
# older ones go. Of ten short ones, such as the sponsor's pages, no more is kept than of a long one.
_COMPILATIONS_KEPT = 10
_REPORTS_KEPT = 3
_SHORT = 3
"""Sections of a report that is short at most."""
RIGHT_TO_LEFT = {"Almarai", "Noto Sans Arabic", "Heebo"}
AIR = (1.0, 0.75, 1.3)
"""How far apart lines of the last sections stand: as designed, else the first whose last page is no thin one."""
LEAST_PAGE = 0.25
"""Share of a last page that must be filled, 0 to 1."""
HYPHENATED = frozenset(["de", "nl", "sv", "da", "nb", "fi", "hu"])
"""Languages that put words together: theirs are hyphenated from 13 letters on, those of others from 25."""
_MINUS_BEFORE_SIGN = re.compile(r"−[^\s\d−]")
"""A minus stays with the figures after it by itself; before a currency sign a line may break."""
_ENDLESS_ADDRESS = re.compile(r"https?://\S*[0-9A-Za-z]{25}")
"""An address in which report.typ marks places to break at."""
_logger = logging.getLogger(__name__)
# One report at a time: two at once take twice the memory and are no faster.
_lock = Lock()
_has_more = Event()
"""That Typst keeps another long report, and older ones are to go."""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A report as a file, and the standards that it meets; none where a text could not be set under them."""

    pdf: bytes
    standards: tuple[str, ...]


def render_pdf(report: Report) -> Rendered:
    """Return the report as a PDF. The same report gives the same bytes."""
    is_long = len(report.sections) + len(report.appendix) > _SHORT
    if is_long:
        let_older_go()
    with _lock:
        plain = to_json(report)
        used = fonts_for(letters_of(plain))
        rendered = _rendered(_document(plain, used), used.fonts)
        if is_long:
            _has_more.set()
    return rendered


def let_older_go() -> None:
    """Let Typst forget older reports. Whoever has delivered one does so while nobody waits, else the next one waits."""
    with _lock:
        if _has_more.is_set():
            age(_COMPILATIONS_KEPT // _REPORTS_KEPT - 1, fonts_for(()).fonts)
            _has_more.clear()


PIXELS_PER_INCH = 192


def render_pictures(report: Report, charts: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """Return charts of a report as PNG pictures, drawn as the PDF draws them.

    Args:
        report: Whose language and paper count.
        charts: Charts as `printed` gives them.
    """
    if not charts:
        return []
    plain = to_json(report)
    used = fonts_for(letters_of(plain))
    data = _document(plain, used) | {"charts": clean_all(list(charts), used.covered)}
    with _lock, job("pictures", used.fonts, report=data) as drawing:
        return drawing.pictures(PIXELS_PER_INCH)


def _document(plain: dict[str, Any], used: FontSet) -> dict[str, Any]:
    """Return the report as the templates read it: every text clean, every number finite."""
    logo = picture_of(plain["meta"]["logo"])
    # Cleaned first: signs without a font are said in words, so a row grows.
    document = in_short_rows(
        clean_all({**plain, "meta": plain["meta"] | {"logo": ""}, "words": _words()}, used.covered)
    )
    document["fonts"] = used.families
    meta = document["meta"]
    meta["rtl"] = any(family in RIGHT_TO_LEFT for family in used.families)
    # Typst takes files from its folder only; a picture that stands in the data is a list of bytes.
    meta["logo"], meta["logo_mm"] = list(logo), fitted(logo, *LOGO_MM) if logo else (0, 0)
    document["sizes"] = asdict(SIZES)
    document["colours"] = asdict(house_colours(meta["accent"]))
    meta["title"] = meta["title"] or _("Untitled project")  # PDF/UA refuses a document without a title
    # Typst stops at a language that it cannot read, and Django knows some that are longer, as zh-hans.
    meta["lang"] = meta["lang"] if re.fullmatch("[a-z]{2,3}", meta["lang"]) else "en"
    meta["region"] = meta["region"].upper() if re.fullmatch("[A-Za-z]{2}", meta["region"]) else ""
    # PDF/A refuses a document without a date; today's would give other bytes tomorrow.
    meta["iso_date"] = meta["iso_date"] if _day(meta["iso_date"]) else "1970-01-01"
    _mark_rules(document)
    lay_out(document)
    return document


def _mark_rules(document: dict[str, Any]) -> None:
    """Say which rules for words some text of a document needs."""
    text, meta = "\n".join(texts_of(document)), document["meta"]
    longest = 13 if meta["lang"] in HYPHENATED else 25
    meta["longest"] = longest
    letters = re.compile(rf"[^\W\d_]{{{longest}}}")
    # Looked for in long words alone: in all of the text it takes as long as to set a page.
    meta["has_long"] = any(len(word) >= longest and letters.search(word) for word in text.split())
    meta["has_minus"] = _MINUS_BEFORE_SIGN.search(text) is not None
    meta["has_addresses"] = "http" in text
    meta["has_breaks"] = BREAK in text or (meta["has_addresses"] and _ENDLESS_ADDRESS.search(text) is not None)


def _day(iso: str) -> datetime | None:
    try:
        return datetime.strptime(iso, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _rendered(document: dict[str, Any], fonts: typst.Fonts) -> Rendered:
    meta, words = document["meta"], document["words"]
    day = _day(meta["iso_date"])
    priced_on = f"{words['prices of']} {meta['priced_on']}" if meta["priced_on"] else ""
    head = {"product": meta["product"], "title": meta["title"], "rtl": meta["rtl"]}
    head["decides"] = document["decision"]["shows_page"]
    foot = {"said": [meta["marking"], meta["version"], meta["date"], priced_on], "of": words["of"]}
    with job("report", fonts, report=document, head=head, foot=foot, air=AIR[0]) as setting:
        if not document["has_tail"]:
            _fill(setting)
        return _file(setting, int(day.timestamp()) if day else 0)


def _fill(setting: Job) -> None:
    """Choose the first of the spacings whose last page is no thin one, else the one whose last page is fullest."""
    ends: dict[float, float] = {}
    for air in AIR:
        setting.put("air", air)
        ends[air] = setting.said("end")
        if ends[air] >= LEAST_PAGE:
            return
    setting.put("air", max(ends, key=ends.__getitem__))


def _file(setting: Job, timestamp: int, standards: tuple[Standard, ...] = STANDARDS) -> Rendered:
    try:
        return Rendered(pdf=with_row_heads(setting.pdf(timestamp, standards)), standards=standards)
    except typst.TypstError as error:
        if not standards:
            raise
        _logger.warning("The report is set without its standards: %s", error)
        return _file(setting, timestamp, ())


def _words() -> dict[str, str]:
    """Return the fixed words of the templates, translated; the key is the English text."""
    return {
        # The sponsor's page
        "We recommend": _("We recommend"),
        "Five tests": _("Five tests"),
        "points of readiness": _("points of readiness"),
        "net value": _("net value"),
        "running cost per year": _("running cost per year"),
        "What would change it": _("What would change it"),
        "Then:": _("Then:"),
        "More under Readiness and Second look.": _("More under Readiness and Second look."),
        "All of these are needed; more stand under Actions.": _("All of these are needed; more stand under Actions."),
        "Cost to launch": _("Cost to launch"),
        "8 cases out of 10 end within the bar. The plumb line marks the median.": _(
            "8 cases out of 10 end within the bar. The plumb line marks the median."
        ),
        "1 in 10 ends below": _("1 in 10 ends below"),
        "1 in 10 ends above": _("1 in 10 ends above"),
        "Time and return": _("Time and return"),
        "months to launch": _("months to launch"),
        "chance of payback": _("chance of payback"),
        "Others are asked too; see Actions.": _("Others are asked too; see Actions."),
        "What we ask for": _("What we ask for"),
        "No request at this point.": _("No request at this point."),
        "by": _("by"),
        "Prepared by": _("Prepared by"),
        "For": _("For"),
        # Contents
        "Contents": _("Contents"),
        "How to read the ranges": _("How to read the ranges"),
        "A sample range: 1 case in 10 ends below it, 1 in 10 above; the plumb line is the median.": _(
            "A sample range: 1 case in 10 ends below it, 1 in 10 above; the plumb line is the median."
        ),
        "%(low)s to %(high)s": _("%(low)s to %(high)s"),
        "Who": _("Who"),
        "Low": _("Low"),
        "Likely": _("Likely"),
        "High": _("High"),
        "1 case in 10": _("1 case in 10"),
        "4 in 10": _("4 in 10"),
        "In 1 case out of 10 it ends below this.": _("In 1 case out of 10 it ends below this."),
        "The median: as many cases end below as above.": _("The median: as many cases end below as above."),
        "In 1 case out of 10 it ends above this.": _("In 1 case out of 10 it ends above this."),
        # Every page
        "of": _("of"),
        "prices of": _("prices of"),
        "Draft": _("Draft"),
        "Note": _("Note"),
        "Nothing here yet.": _("Nothing here yet."),
    }
