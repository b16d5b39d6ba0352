"""Text of files in whatever alphabet they were saved; what may be two different texts is refused, never guessed."""

import codecs
import re
from itertools import pairwise

from projects.domain.cells import Note
from projects.domain.errors import BadValue
from projects.domain.filekinds import refuse_other_kinds
from projects.domain.text import gettext_noop

NO_TEXT = gettext_noop("This is not a text file. Save it as CSV (UTF-8) or .xlsx, or paste the rows.")
NOT_UTF8 = gettext_noop(
    "We cannot tell which alphabet the file is saved in, so letters such as ß, ż or ж could come out wrong. Save it as "
    "UTF-8 (in Excel: Save as, CSV UTF-8) or .xlsx, or paste the rows."
)
READ_AS = gettext_noop("The file is not saved as UTF-8. We read its letters as %(alphabet)s; please check the names.")
_ALPHABETS = {
    "cp1252": gettext_noop("Western European"),
    "cp1250": gettext_noop("Central European"),
    "cp1251": gettext_noop("Cyrillic"),
    "cp1253": gettext_noop("Greek"),
    "cp1254": gettext_noop("Turkish"),
}
"""What Excel writes where nobody asks it for UTF-8, by the country of the computer."""
_EVERYWHERE = set("€£¥§°·•…–—‘’‚“”„«»‹›©®™²³½¼¾×±µ\u00a0¿¡º\u00aa")
_LETTERS = {
    "cp1252": ("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíóúüñ", "áâãàçéêíóôõú", "àèéìíòóù", "åäöøæé", "ëïéüöè"),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíľňóôšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ"),
    "cp1254": ("çğıöşüiâî",),
}
"""Letters beyond a to z of the languages that use an alphabet, one text for each language."""
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CLEAR_LEAD = 0.1
_LARGEST_SAMPLE = 100_000
# What stands in the place of a letter where the alphabet is the wrong one: "In¿ynier", "Ing‚nieur" of an old DOS.
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¿¡«»²³¼½¾±×µ¸¯¨´¶¬¦¤¢£¥§©®°‚„”†‡ˆ‰™•][^\W\d_]")


def decode(raw: bytes) -> tuple[str, tuple[Note, ...]]:
    """Return the text of a file, and what its reader should know of how it was read.

    Raises:
        BadValue: Where it is no text, or may be two different ones.
    """
    refuse_other_kinds(raw)
    for encoding in ("utf-16",) if raw.startswith(_MARKS) else ("utf-8-sig",):
        try:
            return _checked(raw.decode(encoding)), ()
        except UnicodeDecodeError:
            continue
    _checked(raw.decode("latin-1"))
    text, alphabet = _detected(raw)
    return _checked(text), (Note(message=READ_AS, params={"alphabet": alphabet}),)


def _checked(text: str) -> str:
    if "\0" in text:
        raise BadValue(NO_TEXT)
    return text


def _detected(raw: bytes) -> tuple[str, str]:
    """Return the one text that the bytes can be, with the name of its alphabet."""
    sample = _telling_lines(raw)
    pages: dict[str, str] = {}
    for page in _ALPHABETS:
        text = _plausible(sample, page)
        if text is not None:
            pages.setdefault(text, page)
    page = next(iter(pages.values())) if len(pages) == 1 else _best_of(sample, pages)
    if _has_capital_inside(next((text for text, codepage in pages.items() if codepage == page), "")):
        raise BadValue(NOT_UTF8)
    try:
        return raw.decode(page), _ALPHABETS[page]
    except (LookupError, UnicodeDecodeError):
        raise BadValue(NOT_UTF8) from None


def _telling_lines(raw: bytes) -> bytes:
    """Return lines that differ from alphabet to alphabet, as many as are enough to tell."""
    return b"\n".join(line for line in raw.split(b"\n") if not line.isascii())[:_LARGEST_SAMPLE]


def _plausible(raw: bytes, page: str) -> str | None:
    """Return the text in an alphabet if one of its languages could have written it."""
    try:
        text = raw.decode(page)
    except UnicodeDecodeError:
        return None
    beyond = {character for character in text.lower() if ord(character) > 126} - _EVERYWHERE
    if _SIGN_IN_WORD.search(text):
        return None
    if page in _LETTERS:
        languages = any(beyond <= set(letters) for letters in _LETTERS[page])
        return text if languages and all(map(_has_latin, text.split())) else None
    words = text.split()
    return text if any(map(_is_foreign, words)) and all(map(_is_of_one_script, words)) else None


def _has_latin(word: str) -> bool:
    """Tell whether a word is mostly plain letters, as in every language with Latin letters."""
    letters = [letter for letter in word if letter.isalpha()]
    beyond = sum(ord(letter) > 126 for letter in letters)
    return 2 * beyond <= len(letters) + 1


def _has_capital_inside(text: str) -> bool:
    """Tell whether a letter beyond A to Z is a capital behind a small one: "IngŽnieur", of an old Macintosh."""
    return any(before.islower() and letter.isupper() and ord(letter) > 126 for before, letter in pairwise(text))


def _runs(word: str) -> list[str]:
    return "".join(letter if letter.isalpha() else " " for letter in word).split()


def _is_foreign(word: str) -> bool:
    """Tell whether a word is in letters other than Latin ones; one letter alone may be a sign of another alphabet."""
    return any(len(run) > 2 and all(ord(letter) > 0x370 for letter in run) for run in _runs(word))


def _is_of_one_script(word: str) -> bool:
    """Tell whether each run of letters of a word is of one script, and no capital follows a small letter."""
    return all(
        run.isascii()
        or (all(ord(letter) > 0x370 for letter in run) and (run.isupper() or run[1:].islower() or not run[1:]))
        for run in _runs(word)
    )


def _best_of(sample: bytes, pages: dict[str, str]) -> str:
    """Return the alphabet that charset-normalizer prefers by far, or ""."""
    import charset_normalizer

    scores: dict[str, float] = {}
    for match in charset_normalizer.from_bytes(sample):
        if page := pages.get(str(match)):
            scores[page] = max(match.coherence - match.chaos, scores.get(page, -1.0))
    best, *others = sorted(scores, key=lambda page: -scores[page]) or [""]
    clear = best and scores[best] >= 0.5 and all(scores[best] - scores[other] >= _CLEAR_LEAD for other in others)
    return best if clear else ""
