"""What of a report its PDF has no letters for: said before somebody opens it."""

import unicodedata
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext

from reports.blocks import to_json
from reports.domain.report import Report
from reports.fonts import SCRIPTS, fonts_for
from reports.printable import letters_of, named_in, texts_of

_MOST_NAMED = 3
_READABLE = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


@dataclass(frozen=True, kw_only=True)
class Unprintable:
    """What the PDF replaces."""

    scripts: tuple[str, ...]
    """Scripts whose letters no font has, by their English names, the commonest first; at most three and what is beside
    them: other scripts, single signs."""
    packages: tuple[str, ...]
    """Packages that would bring letters for them."""
    has_emoji: bool
    """Whether there are pictures, which are set as their names."""

    def __bool__(self) -> bool:
        return bool(self.scripts or self.has_emoji)


def unprintable_of(report: Report) -> Unprintable:
    """Return what of a report the PDF cannot set."""
    plain = to_json(report)
    letters = letters_of(plain)
    missing = named_in(map(chr, letters), covered := fonts_for(letters).covered)
    if missing:
        missing = named_in(texts_of(plain), covered)
    scripts = Counter[str]()
    for letter, count in missing.items():
        if _is_of_a_script(letter):
            scripts[_script_of(letter)] += count
    named = [script for script, _count in scripts.most_common(_MOST_NAMED)]
    kinds = {unicodedata.category(sign) for sign in missing if not _is_of_a_script(sign)}
    return Unprintable(
        scripts=(
            *named,
            *([gettext("other scripts")] if len(scripts) > len(named) else []),
            *([gettext("single signs")] if kinds - {"So"} else []),
        ),
        packages=tuple(
            script.package for script in SCRIPTS if script.is_asked_for(set(map(ord, missing))) and script.path is None
        ),
        has_emoji="So" in kinds,
    )


def _is_of_a_script(sign: str) -> bool:
    """Tell whether a sign is a letter, or a mark of one script alone."""
    is_mark = unicodedata.category(sign).startswith("M")
    return sign.isalpha() or (is_mark and not unicodedata.name(sign, "COMBINING").startswith("COMBINING"))


def _script_of(letter: str) -> str:
    """Return the script of a letter, which is the first word of its name in Unicode."""
    first = unicodedata.name(letter, "unknown").replace("-", " ").split(" ")[0]
    return _READABLE.get(first, first.capitalize())
