"""The fonts of the report: Latin, Greek and Cyrillic always, those of other scripts where a text needs them."""

import functools
import shutil
import struct
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import typst

_WEIGHTS = ("Regular", "Semibold", "Bold")
# The wheels hold OTF and TTF twins of one name; only these may be found, or the pick depends on the folder's order.
BASE = (
    ("font_source_sans_pro", tuple(f"SourceSansPro-{weight}.otf" for weight in _WEIGHTS)),
    ("font_source_serif_pro", tuple(f"SourceSerifPro-{weight}.otf" for weight in _WEIGHTS)),
)


@dataclass(frozen=True, kw_only=True)
class Script:
    """A font of its own for some scripts. Its package may be missing: then their letters are named, not set."""

    package: str
    """As it is installed."""
    module: str
    """The module of the package."""
    folder: str
    """Where the font is, inside the module."""
    file: str
    family: str
    ranges: tuple[tuple[int, int], ...]
    """First and last of the characters that ask for it; digits and signs never do."""
    has_neighbours: bool = False
    """Whether other fonts stand in its folder, which would all be read."""

    def is_asked_for(self, letters: Collection[int]) -> bool:
        """Tell whether one of the letters is among its ranges."""
        return any(first <= letter <= last for letter in letters for first, last in self.ranges)

    @property
    def path(self) -> Path | None:
        """The folder with the font; None where the package is not installed."""
        spec = find_spec(self.module)
        if spec is None or not spec.submodule_search_locations:
            return None
        folder = Path(spec.submodule_search_locations[0]) / self.folder
        if not (folder / self.file).exists():
            return None
        return _alone(folder / self.file) if self.has_neighbours else folder


Ranges = tuple[tuple[int, int], ...]
CHINESE_JAPANESE_KOREAN = (
    *((0x1100, 0x11FF), (0x2E80, 0x9FFF), (0xAC00, 0xD7AF)),
    *((0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x2FFFF)),
)
ARABIC = (
    *((0x60C, 0x60C), (0x615, 0x615), (0x61B, 0x61B), (0x61F, 0x61F), (0x621, 0x63A), (0x640, 0x658), (0x660, 0x671)),
    *((0x674, 0x674), (0x679, 0x679), (0x67E, 0x67E), (0x686, 0x686), (0x688, 0x688), (0x691, 0x691), (0x698, 0x698)),
    *((0x6A1, 0x6A1), (0x6A4, 0x6A4), (0x6A9, 0x6A9), (0x6AF, 0x6AF), (0x6BA, 0x6BA), (0x6BE, 0x6BE), (0x6C0, 0x6C3)),
    *((0x6CC, 0x6CC), (0x6D2, 0x6D4), (0x6F0, 0x6F9)),
)
"""Of Arabic, Persian and Urdu."""
_REST_OF_ARABIC = (
    *((last + 1, first - 1) for (_first, last), (first, _last) in pairwise(((0, 0x5FF), *ARABIC, (0x700, 0)))),
    *((0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)),
)


def _packed(package: str, family: str, ranges: Ranges, file: str = "") -> Script:
    """Return a font that a Python package of the fontpkg family brings; without a file it is a variable one of Noto."""
    file = file or f"{family.replace(' ', '')}[wdth,wght].ttf"
    module = package.replace("-", "_")
    return Script(package=package, module=module, folder="files", file=file, family=family, ranges=ranges)


def _of_noto(family: str, *ranges: tuple[int, int]) -> Script:
    """Return a font of Noto that stands in one package with many others, for scripts that have no package each."""
    file = f"{family.replace(' ', '')}[wght].ttf"
    script = Script(package="manimgx-fonts", module="manimgx_fonts", folder="", file=file, family=family, ranges=ranges)
    return replace(script, has_neighbours=True)


SCRIPTS = (
    Script(
        package="cvttf-notosanscjk-regular",
        module="cvttf_NotoSansCJK_Regular",
        folder="",
        file="NotoSansCJKtc-Regular.otf",
        family="Noto Sans CJK TC",
        ranges=CHINESE_JAPANESE_KOREAN,
    ),
    # Its letters and dots are signs of their own, so that copied text has both: only where the next one is too small.
    _packed("fontpkg-noto-sans-arabic", "Noto Sans Arabic", _REST_OF_ARABIC),
    _packed("fontpkg-almarai", "Almarai", ARABIC, "Almarai-Regular.ttf"),
    _packed("fontpkg-heebo", "Heebo", ((0x590, 0x5FF), (0xFB1D, 0xFB4F)), "Heebo[wght].ttf"),
    _packed("fontpkg-noto-sans-devanagari", "Noto Sans Devanagari", ((0x900, 0x97F), (0xA8E0, 0xA8FF))),
    _packed("fontpkg-noto-sans-thai", "Noto Sans Thai", ((0xE00, 0xE7F),)),
    _packed("fontpkg-hind-siliguri", "Hind Siliguri", ((0x980, 0x9FF),), "HindSiliguri-Regular.ttf"),
    _packed("fontpkg-noto-sans-tamil", "Noto Sans Tamil", ((0xB80, 0xBFF),)),
    _packed("fontpkg-noto-sans-telugu", "Noto Sans Telugu", ((0xC00, 0xC7F),)),
    _packed("fontpkg-noto-sans-khmer", "Noto Sans Khmer", ((0x1780, 0x17FF), (0x19E0, 0x19FF))),
    _of_noto("Noto Sans Armenian", (0x530, 0x58F), (0xFB13, 0xFB17)),
    _of_noto("Noto Sans Georgian", (0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
    _of_noto("Noto Sans Ethiopic", (0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)),
    _of_noto("Noto Sans Gujarati", (0xA80, 0xAFF)),
    _of_noto("Noto Sans Gurmukhi", (0xA00, 0xA7F)),
    _of_noto("Noto Sans Kannada", (0xC80, 0xCFF)),
    _of_noto("Noto Sans Malayalam", (0xD00, 0xD7F)),
    _of_noto("Noto Sans Oriya", (0xB00, 0xB7F)),
    _of_noto("Noto Sans Sinhala", (0xD80, 0xDFF)),
    _of_noto("Noto Sans Lao", (0xE80, 0xEFF)),
    _of_noto("Noto Sans Myanmar", (0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    _of_noto("Noto Emoji", (0x231A, 0x23FF), (0x2600, 0x27BF), (0x2B05, 0x2B55), (0x1F000, 0x1FAFF)),
)


@dataclass(frozen=True, kw_only=True)
class FontSet:
    """The fonts of one report."""

    fonts: typst.Fonts
    covered: frozenset[int]
    """The characters that can be set."""
    families: tuple[str, ...]
    """Those of other scripts, by name."""


def fonts_for(letters: Iterable[int]) -> FontSet:
    """Return the fonts that a text needs.

    Args:
        letters: Every character of it, as a number.
    """
    beyond, asked = set(letters) - base_characters(), list[Script]()
    for script in SCRIPTS:
        if script.is_asked_for(beyond) and script.path:
            asked.append(script)
            beyond -= _characters(script)  # a letter that one font has asks for no other
    return _font_set(tuple(asked))


@functools.cache
def base_characters() -> frozenset[int]:
    """Return the characters that sans and serif both have."""
    folder = _base_folder()
    covered = [_cmap((folder / names[0]).read_bytes()) for _package, names in BASE]
    return frozenset(set.intersection(*covered))


@functools.cache
def _characters(script: Script) -> frozenset[int]:
    assert script.path is not None  # asked only of what is installed
    return frozenset(_cmap((script.path / script.file).read_bytes()))


_JOINERS = (0x200C, 0x200D)
"""Whether letters join is up to whoever sets them: a font needs no sign for it."""


@functools.cache
def _font_set(scripts: tuple[Script, ...]) -> FontSet:
    paths = [str(_base_folder()), *(str(script.path) for script in scripts)]
    return FontSet(
        fonts=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths),
        covered=base_characters().union(*map(_characters, scripts), _JOINERS if scripts else ()),
        families=tuple(script.family for script in scripts),
    )


@functools.cache
def _base_folder() -> Path:
    """Return the folder with the fonts that are always there, and with nothing else."""
    folder = _font_folder("fonts")
    for package, names in BASE:
        spec = find_spec(package)
        assert spec is not None  # a locked dependency
        assert spec.submodule_search_locations is not None
        for name in names:
            _copy(Path(spec.submodule_search_locations[0]) / "files" / name, folder)
    return folder


@functools.cache
def _alone(file: Path) -> Path:
    """Return a folder with a font and nothing else."""
    folder = _font_folder(f"fonts-{file.stem}")
    _copy(file, folder)
    return folder


def _copy(file: Path, folder: Path) -> None:
    """Copy a file into a folder, unless it is there."""
    if not (folder / file.name).exists():
        # Written aside and moved: another process may be doing the same.
        aside = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 -- moved away below
        with aside:
            aside.write(file.read_bytes())
        shutil.move(aside.name, folder / file.name)


def _font_folder(name: str) -> Path:
    from django.conf import settings  # here, so that cleaning is used without settings

    folder = settings.DATA_DIR / name
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
    base, codes = tables[b"cmap"], set[int]()
    for index in range(struct.unpack(">H", font[base + 2 : base + 4])[0]):
        platform, _encoding, offset = struct.unpack(">HHL", font[base + 4 + 8 * index : base + 12 + 8 * index])
        at = base + offset
        form = struct.unpack(">H", font[at : at + 2])[0]
        if form == 12:
            for group in range(struct.unpack(">L", font[at + 12 : at + 16])[0]):
                start, end, _glyph = struct.unpack(">LLL", font[at + 16 + 12 * group : at + 28 + 12 * group])
                codes.update(range(start, end + 1))
        elif form == 4 and platform in (0, 3):
            codes |= _segments(font, at)
    return codes


def _segments(font: bytes, at: int) -> set[int]:
    """Return the characters of a format 4 table that have a glyph of their own."""
    count = struct.unpack(">H", font[at + 6 : at + 8])[0] // 2

    def read(offset: int) -> tuple[int, ...]:
        return struct.unpack(f">{count}H", font[at + offset : at + offset + 2 * count])

    ends, starts = read(14), read(16 + 2 * count)
    deltas, offsets = read(16 + 4 * count), read(16 + 6 * count)
    codes = set()
    for segment, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = (code + delta) % 65536
            if offset:
                where = at + 16 + 6 * count + 2 * segment + offset + 2 * (code - start)
                glyph = struct.unpack(">H", font[where : where + 2])[0]
            if glyph:
                codes.add(code)
    return codes
