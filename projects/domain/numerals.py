"""Numerals of the world as one kind of text, and the values that digits with points and commas may have."""

import re
import unicodedata
from itertools import pairwise

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r"(?:(?<=\d)\s*[×x*·⋅]\s*|(?<![\d.,]))10(?:([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]{1,5})|\^\(?([-−]?\d{1,4})\)?)")
_HALVES = {"½": "5", "¼": "25", "¾": "75"}
_HALF = re.compile(r"(?<![\d.,])(\d*)\s?([½¼¾])")
_SIGNS = {
    **dict.fromkeys("−–—‒‐‑﹣", "-"),
    **dict.fromkeys("’‘ʼ′＇٬", "'"),
    **dict.fromkeys("～〜", "~"),
    "٫": ".",
    "￥": "¥",
    "￡": "£",
    "￦": "₩",
    "٪": "%",
}
# A price without cents: "95.–", "95,-" and "95.--" in Switzerland, Austria and Germany, "95:-" in Sweden,
# "95/-" in India and "95/=" in Kenya.
_NO_CENTS = re.compile(r"(?<=\d)(?:[.,]-{1,2}|:-|/[-=])(?!\s*[\d.,])")
# "S/ 95" are Peruvian soles: the only currency whose sign has a stroke.
_SOLES = re.compile(r"(?<!\w)S/\.?\s?(?=\d)")
_MYRIADS = {"億": 8, "亿": 8, "억": 8, "千万": 7, "천만": 7, "百万": 6, "백만": 6}
_MYRIADS |= {"万": 4, "萬": 4, "만": 4, "千": 3, "천": 3, "百": 2, "백": 2}
_MYRIAD = rf"(\d[\d,]*)\s?({'|'.join(sorted(_MYRIADS, key=len, reverse=True))})"
_COMPOUND = re.compile(rf"(?<![\d.,])(?:{_MYRIAD}\s?){{2,}}\d*(?![\d.,])|(?<![\d.,]){_MYRIAD}\d+(?![\d.,])")
_SPACES = re.compile(r"\s+")

NUMBER = re.compile(
    r"(?:\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?|\d[\d.,']*|(?<!\w)[.,]\d+)(?:[eE][-+]?\d{1,4}(?!\w))?", re.ASCII
)
"""Digits with their signs, as `plain` leaves them."""
_OF_SO_MANY = re.compile(
    r"(?<![\d.,/])(\d{1,7})\s?(?:/|(?<![^\W\d_])(?:in|out of|of|von|aus|sur|de|su)(?![^\W\d_]))\s?(?:every\s)?"
    r"([1-9]\d{0,6})(?![\d.,/])",
    re.I,
)
_GROUPS = (
    re.compile(r"[1-9]\d{0,2}(?:([., '])\d{3})(?:\1\d{3})*"),
    re.compile(r"[1-9]\d?(?:([, ])\d{2})(?:\1\d{2})*\1\d{3}"),  # 1,20,000: lakh and crore
)


def plain(text: str) -> str:
    """Return text with ASCII digits and one sign each for dash, apostrophe, blank, percent and currency.

    Full-width, Devanagari, Arabic and other decimal digits become ASCII; 3.1 × 10²³ becomes 3.1e23; 2½ becomes 2.5;
    95.– becomes 95; 9万5千 becomes 95000. What has no such form stays, so that it is refused rather than dropped.
    """
    text = _POWER.sub(_exponent, unicodedata.normalize("NFC", text))
    text = _SOLES.sub("PEN ", text)
    text = _HALF.sub(lambda half: f"{half[1] or 0}.{_HALVES[half[2]]}", "".join(map(_plain_character, text)))
    return _COMPOUND.sub(_added, _SPACES.sub(" ", _NO_CENTS.sub("", text))).strip()


def _added(compound: re.Match[str]) -> str:
    """Return "9万5千" as 95000; unchanged where its parts do not fall, or "1万2" leaves open what it counts."""
    parts = re.findall(_MYRIAD, compound[0])
    zeros = [_MYRIADS[unit] for _digits, unit in parts]
    rest = re.sub(_MYRIAD, "", compound[0]).strip()
    falls = all(before > after for before, after in pairwise(zeros))
    if not falls or (rest and len(rest) != zeros[-1]):
        return compound[0]
    total = sum(int(digits.replace(",", "")) * 10**zero for (digits, _unit), zero in zip(parts, zeros, strict=True))
    return str(total + int(rest or 0))


def counted_of(text: str) -> str:
    """Return text in which "1 in 20", "3 out of 100" and "1/20" are percent: "5%"."""
    return _OF_SO_MANY.sub(lambda said: f"{100 * int(said[1]) / int(said[2]):.3g}%", text)


def _exponent(power: re.Match[str]) -> str:
    exponent = (power[1] or power[2]).translate(_SUPERSCRIPTS).replace("−", "-")
    return f"e{exponent}" if power.start() and not power[0].startswith("10") else f"1e{exponent}"


def _plain_character(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Zs":
            return " "
        case "Cf":  # marks of direction and width, which nobody sees
            return ""
    return chr(ord(character) - 0xFEE0) if "\uff01" <= character <= "\uff5e" else character


def values_of(digits: str, group: str) -> tuple[float, ...]:
    """Return what digits may mean: one value, two where a sign may group thousands or begin a fraction, or none.

    Args:
        digits: As `NUMBER` finds them, such as "1.400", "1'250.50", "1,20,000" or "7e9".
        group: The sign that groups thousands where these digits were written, "," or "."; "" where nobody knows.

    Returns:
        The values, the fraction first; empty where the signs stand as in no number. A group of thousands has three
        digits and never begins with a nought: "0,750" is a fraction everywhere.
    """
    number, _, exponent = digits.lower().rstrip(".,'").partition("e")
    signs = {sign for sign in number if not sign.isdigit()}
    whole, fraction = _split(number, signs)
    as_fraction = _value(whole, fraction, exponent)
    if len(signs) == 1 and not exponent and signs <= {".", ","} and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", number):
        thousandfold = float(re.sub(r"[.,]", "", number))
        return (thousandfold,) if signs == {group} else (as_fraction or 0.0, thousandfold)
    return () if as_fraction is None else (as_fraction,)


def _split(number: str, signs: set[str]) -> tuple[str, str]:
    """Return what stands before and after the decimal sign; of two signs the last is that."""
    last = max((number.rfind(sign) for sign in signs & {".", ","}), default=-1)
    if last < 0 or number.count(number[last]) > 1:
        return number, ""
    return number[:last], number[last + 1 :]


def _value(whole: str, fraction: str, exponent: str) -> float | None:
    if not whole.isdigit() and not any(form.fullmatch(whole) for form in _GROUPS) and (whole or not fraction):
        return None
    if fraction and not fraction.isdigit():
        return None
    return float(f"{re.sub(r'[^0-9]', '', whole) or 0}.{fraction or 0}e{exponent or 0}")
