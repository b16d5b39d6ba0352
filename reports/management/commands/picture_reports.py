"""Makes the examples' reports in every format that has pages, and a picture of each page, to be looked at.

PDF is what we set; Word, slides and workbook are opened by LibreOffice, as an office would. In colour and in grey.
"""

import shutil
import subprocess
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from PIL import Image

from projects.domain.colours import WHITE, mix
from projects.domain.house_colours import INK, OURS
from reports.choice import PAPERS

OFFICE = ("docx", "pptx", "xlsx")
NEEDED = {
    "pdftoppm": "poppler-utils",
    "soffice": "libreoffice-writer, libreoffice-calc and libreoffice-impress",
}
"""Programs, and the Debian packages that bring them."""
DOTS_PER_INCH = 80
PATIENCE_SECONDS = 600
_GAP, _GROUND = 8, 208
"""Between pages of a sheet [pixels], and how light it is [0 to 255]."""
_STEPS = 5
_FIRST_READ = (("docx", 1), ("pptx", 0), ("pptx", 1), ("xlsx", 0))
"""Pages of office formats that are read first, counted from 0: of Word the one behind the title."""


class Command(BaseCommand):
    help = (
        "Picture every page of the examples' reports: PDF on both papers, Word, slides and workbook; colour and grey."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the files and their pictures go")
        parser.add_argument("--example", action="append", help="ids of examples; all where none is named")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, help="such as de; English if not said")
        parser.add_argument("--sheets", type=Path, help="a folder for small pictures of many pages, as docs/ has them")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        missing = {program: packages for program, packages in NEEDED.items() if shutil.which(program) is None}
        for program, packages in missing.items():
            self.stderr.write(f"{program} is missing. Debian has it in {packages}.")
        if "pdftoppm" in missing:
            raise CommandError("Without pdftoppm there are no pictures.")
        known = [each["file"] for each in tomllib.loads(_index().read_text(encoding="utf-8"))["example"]]
        if unknown := set(options["example"] or ()) - set(known):
            raise CommandError(f"There is no example “{min(unknown)}”, but {', '.join(known)}.")
        endings = () if "soffice" in missing else OFFICE
        for example in options["example"] or known:
            pages = self._pictured(example, endings, folder / example, options["language"])
            self.stdout.write(f"{example}: " + ", ".join(f"{name} {len(each)}" for name, each in pages.items()))
        if options["sheets"]:
            _write_sheets(folder, options["example"] or known, options["sheets"])

    def _pictured(self, example: str, endings: Sequence[str], folder: Path, language: str) -> dict[str, list[Path]]:
        """Write an example's reports and their pages; returns the pages in colour, by what they are of."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        source, silent = str(_index().parent / f"{example}.json"), StringIO()
        for paper in PAPERS:
            target = str(folder / f"{paper}.pdf")
            call_command("report", source, output=target, paper=paper, language=language, stdout=silent)
        for ending in endings:
            target = str(folder / f"{ending}.{ending}")
            call_command("report", source, output=target, language=language, stdout=silent)
        _convert([folder / f"{ending}.{ending}" for ending in endings])
        return {each.stem: _pages(each) for each in sorted(folder.glob("*.pdf"))}


def _index() -> Path:
    return Path(settings.FIXTURES) / "samples" / "index.toml"


def _run(*words: str) -> None:
    try:
        subprocess.run(words, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    except subprocess.CalledProcessError as error:
        raise CommandError(f"{words[0]}: {error.stderr.decode(errors='replace')[:500]}") from error


def _convert(files: Sequence[Path]) -> None:
    """Have LibreOffice open files and print them, each beside itself."""
    if not files:
        return
    with TemporaryDirectory() as profile:
        folder, home = str(files[0].parent), f"-env:UserInstallation={Path(profile).as_uri()}"
        _run("soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder, *map(str, files))
    for file in files:
        if not file.with_suffix(".pdf").exists():
            raise CommandError(f"LibreOffice could not open {file.name}.")


def _pages(file: Path) -> list[Path]:
    """Picture the pages of a PDF in colour and in grey; returns those in colour."""
    stem = str(file.with_suffix(""))
    _run("pdftoppm", "-r", str(DOTS_PER_INCH), "-png", str(file), f"{stem}-page")
    pages = sorted(file.parent.glob(f"{file.stem}-page-*.png"))
    for page in pages:
        with Image.open(page) as picture:
            picture.convert("L").save(page.with_name(page.name.replace("-page-", "-grey-")))
    return pages


# ---------------------------------------------------------------- many pages in one picture


def _write_sheets(folder: Path, examples: Sequence[str], target: Path) -> None:
    """Write what docs/ shows: what every example says first in every format, and all of the first example."""
    first = folder / examples[0]
    firsts = [page for example in examples for page in sorted((folder / example).glob("a4-page-*.png"))[:1]]
    in_offices = [
        page
        for ending, place in _FIRST_READ
        for example in examples
        for page in sorted((folder / example).glob(f"{ending}-page-*.png"))[place : place + 1]
    ]
    sheets = {
        "first-pages": (firsts, 4, 300),
        "office-first-pages": (in_offices, len(examples), 180),
        "pdf-a4": (sorted(first.glob("a4-page-*.png"))[:18], 9, 140),
        "pdf-letter-grey": (sorted(first.glob("us-letter-grey-*.png"))[:18], 9, 140),
        "word": (sorted(first.glob("docx-page-*.png"))[:18], 9, 140),
        "slides": (sorted(first.glob("pptx-page-*.png")), 3, 400),
        "workbook": (sorted(first.glob("xlsx-page-*.png"))[:15], 5, 240),
    }
    target.mkdir(parents=True, exist_ok=True)
    for name, (pages, columns, width) in sheets.items():
        if pages:
            _sheet(pages, columns, width).save(target / f"{name}.png", optimize=True)


def _shrunk(page: Path, width: int) -> Image.Image:
    with Image.open(page) as picture:
        size = width, round(picture.height * width / picture.width)
        return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def _sheet(pages: Iterable[Path], columns: int, width: int) -> Image.Image:
    """Return pages side by side, in as few colours as they need to be told apart."""
    small = [_shrunk(page, width) for page in pages]
    rows = [small[start : start + columns] for start in range(0, len(small), columns)]
    tall = sum(max(picture.height for picture in row) + _GAP for row in rows) + _GAP
    wide = min(columns, len(small)) * (width + _GAP) + _GAP
    sheet, top = Image.new("RGB", (wide, tall), (_GROUND,) * 3), _GAP
    for row in rows:
        for place, picture in enumerate(row):
            sheet.paste(picture, (_GAP + place * (width + _GAP), top))
        top += max(picture.height for picture in row) + _GAP
    return sheet.quantize(palette=_palette(), dither=Image.Dither.NONE)


def _palette() -> Image.Image:
    """Return ink and accent in steps up to white, and the ground between pages."""
    steps = [mix(colour, WHITE, step / _STEPS) for colour in (INK, OURS) for step in range(_STEPS + 1)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*b"".join(bytes.fromhex(colour[1:]) for colour in steps), *(_GROUND,) * 3])
    return palette
