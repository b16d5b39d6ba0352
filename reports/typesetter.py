"""Typst as we call it: templates and data in a folder of their own, the text of a project as data only.

Of files that are handed over in memory each is read as if it were a template, data too, which takes as long as to set
some pages.
"""

import functools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import typst

Standard = Literal["ua-1", "a-2a"]
SOURCES = Path(__file__).parent / "typst"


class Job:
    """Templates and data in a folder, and what can be made of them."""

    def __init__(self, folder: Path, main: str, fonts: typst.Fonts) -> None:
        self._folder, self._main, self._fonts = folder, folder / f"{main}.typ", fonts
        self._made: typst.Compiler | None = None

    @property
    def _compiler(self) -> typst.Compiler:
        if self._made is None:
            self._made = typst.Compiler(self._main, root=self._folder, font_paths=self._fonts, ignore_system_fonts=True)
        return self._made

    def put(self, name: str, data: Any) -> None:
        """Write data that templates read; others of that name are forgotten."""
        text = json.dumps(data, ensure_ascii=False, allow_nan=False)
        (self._folder / f"{name}.json").write_text(text, encoding="utf-8")
        self._made = None  # a compiler that has read a file reads it no more

    def said(self, label: str) -> Any:
        """Return what the document says at a label. The pages are laid out for it; a file finds that done."""
        return json.loads(self._compiler.query(f"<{label}>"))[0]["value"]

    def pdf(self, timestamp: int, standards: tuple[Standard, ...]) -> bytes:
        """Return the document as a PDF.

        Raises:
            typst.TypstError: A text cannot be set under the standards.
        """
        pdf = self._compiler.compile(format="pdf", timestamp=timestamp, pdf_standards=[*standards])
        assert isinstance(pdf, bytes)  # nothing else where no file is named
        return pdf

    def pictures(self, pixels_per_inch: int) -> list[bytes]:
        """Return a PNG picture of each page."""
        pages = self._compiler.compile(format="png", ppi=pixels_per_inch)
        assert pages is not None
        return [pages] if isinstance(pages, bytes) else pages


@contextmanager
def job(main: str, fonts: typst.Fonts, **data: Any) -> Iterator[Job]:
    """Yield a job of one of the templates, with data by name."""
    with TemporaryDirectory(prefix="plumbline-report-") as name:
        folder = Path(name)
        for file, source in _templates().items():
            (folder / file).write_bytes(source)
        made = Job(folder, main, fonts)
        for each, content in data.items():
            made.put(each, content)
        yield made


@functools.cache
def _templates() -> Mapping[str, bytes]:
    return {file.name: file.read_bytes() for file in SOURCES.glob("*.typ")}


def age(compilations: int, fonts: typst.Fonts) -> None:
    """Let what Typst keeps between compilations grow older."""
    for _turn in range(compilations):
        typst.compile(input=b" ", font_paths=fonts, ignore_system_fonts=True, format="pdf")
