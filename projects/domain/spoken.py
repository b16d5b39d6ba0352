"""Numbers in words as figures: "two or three", "half a million", "a third", in English and German."""

import re

_UNITS = (
    ("zero", "null"),
    ("one", "ein", "eine", "einen", "einem", "einer", "eins", "once", "einmal"),
    ("two", "zwei", "zwo", "twice", "zweimal"),
    ("three", "drei", "dreimal"),
    ("four", "vier"),
    ("five", "fünf", "fuenf"),
    ("six", "sechs"),
    ("seven", "sieben"),
    ("eight", "acht"),
    ("nine", "neun"),
    ("ten", "zehn"),
    ("eleven", "elf"),
    ("twelve", "zwölf", "zwoelf"),
    ("thirteen", "dreizehn"),
    ("fourteen", "vierzehn"),
    ("fifteen", "fünfzehn"),
    ("sixteen", "sechzehn"),
    ("seventeen", "siebzehn"),
    ("eighteen", "achtzehn"),
    ("nineteen", "neunzehn"),
)
_TENS = {
    20: ("twenty", "zwanzig"),
    30: ("thirty", "dreißig", "dreissig"),
    40: ("forty", "vierzig"),
    50: ("fifty", "fünfzig"),
    60: ("sixty", "sechzig"),
    70: ("seventy", "siebzig"),
    80: ("eighty", "achtzig"),
    90: ("ninety", "neunzig"),
}
_PARTS = {
    2: "half halves halb halbe halben halber halbes hälfte",
    3: "third thirds drittel dritteln",
    4: "quarter quarters viertel vierteln",
    5: "fifth fifths fünftel fünfteln",
    10: "tenth tenths zehntel zehnteln",
}
_EACH = {2: "second zweite", 3: "third dritte", 4: "fourth vierte", 5: "fifth fünfte", 10: "tenth zehnte"}
_SCALES = "thousand|million|billion|tausend|million|millionen|milliarde|milliarden"
_NOTHING = "none|nothing|nil|keine?|keinen?|nichts"


def _counts() -> dict[str, int]:
    """Return every word below a hundred with what it counts."""
    counts = {word: number for number, words in enumerate(_UNITS) for word in words}
    for tens, (english, *german) in _TENS.items():
        counts |= dict.fromkeys((english, *german), tens)
        for unit in range(1, 10):
            counts |= {f"{english}{sign}{_UNITS[unit][0]}": tens + unit for sign in "- "}
            first = "ein" if unit == 1 else _UNITS[unit][1]
            counts |= {f"{first}und{word}": tens + unit for word in german}
    return counts


COUNTS = _counts()
"""Words below a hundred, in English and German, with what they count."""
# With digits: "4 and a half", "1 1/2", "3 dozen", "1/2 million".
_DIGITS_AND_A_HALF = re.compile(r"(?<![\d.,/])(\d+)\s(?:and a half|und ein halbe[srn]?)(?!\w)", re.I)
_DIGITS_AND_PARTS = re.compile(r"(?<![\d.,/])(?:(\d+)\s)?([13])/([24])(?![\d/.,])")
_DIGITS_OF_DOZENS = re.compile(r"(?<![\d.,/])(\d{1,6})\s(?:dozen|dutzend)(?!\w)", re.I)
_COUNT = "|".join(sorted(COUNTS, key=len, reverse=True))
_PART = {word: parts for parts, words in _PARTS.items() for word in words.split()}
_NTH = {word + end: parts for parts, words in _EACH.items() for word in words.split() for end in ("", "r", "n", "s")}


def _pattern(words: str) -> re.Pattern[str]:
    """Return a pattern of whole words."""
    return re.compile(rf"(?<![^\W_]){words}(?![^\W_])", re.I)


_SOME = r"(?:(?:an?|the|der|die|das|den|dem|eine[smnr]?|ein)\s)?"
_NOT_AND_A = r"(?<!and )(?<!and a )(?<!und )(?<!und ein )(?<!und eine )"
_ANY_PART = rf"{_NOT_AND_A}(?:(?P<count>{_COUNT}|an?)[\s-])?{_SOME}(?P<part>{'|'.join(_PART)})"
_OF_A = r"\s(?:(?:of\s)?an?\s)?"
_SHARE = _pattern(_ANY_PART)
_HALF = re.compile(
    rf"(?<![^\W_]){_NOT_AND_A}{_SOME}(?:{_PARTS[2].replace(' ', '|')})(?![^\W_])(?P<of>{_OF_A}(?=\w))?", re.I
)
_HALF_PERCENT = _pattern(rf"{_SOME}(?:half|halbes){_OF_A}(?P<percent>per cent|percent|prozent)")
_OF_SCALE = _pattern(rf"{_ANY_PART}{_OF_A}(?P<scale>{_SCALES})")
_NTH_OF = _pattern(rf"(?:every|jede[rsn]?)\s(?P<nth>{'|'.join(_NTH)})")
_AND_A_HALF = _pattern(rf"(?P<count>{_COUNT})\s(?:and a half|und ein halbe[srn]?)")
_HALVES = _pattern(rf"(?:anderthalb|(?P<count>{_COUNT})einhalb)")
_DOZEN = _pattern(rf"(?:(?P<count>{_COUNT}|an?)\s)?(?P<half>half a\s|halbes\s)?(?:dozen|dutzend)")
_HUNDREDS = _pattern(
    rf"(?:(?P<count>{_COUNT}|an?)\s?)?(?:hundred|hundert)(?:(?:\s?und\s?|\sand\s|\s)?(?P<rest>{_COUNT}))?"
    r"(?P<thousand>tausend|\sthousand)?"
)
_THOUSANDS = _pattern(rf"(?P<count>{_COUNT})tausend")
_ONE_OF_SCALE = re.compile(rf"(?<![^\W_])(?:an?|one|eine?)\s(?=(?:{_SCALES})(?!\w))", re.I)
_OF_ALL = _pattern(r"(?:of|von|aller|der)\s(?:them|it|all|these|those|(?:the\s)?cases|ihnen|allen|fällen|fälle)")
_PLAIN = _pattern(rf"(?P<count>{_COUNT})")
_ALL = _pattern("(?:all|alle)")
_NONE = _pattern(f"(?:{_NOTHING})")


def in_digits(text: str, *, is_share: bool) -> str:
    """Return a text with its numbers in figures.

    Where digits stand, only what belongs to them is counted ("3 dozen"): other words beside figures say something else,
    as in "6 in one office".

    Args:
        text: Such as "two or three", "half a million" or "a third".
        is_share: Whether a share is asked for, so that "a third" is 33.3%; elsewhere only halves are parts.
    """
    if any(map(str.isdigit, text)):
        return _beside_digits(text)
    text = _OF_SCALE.sub(lambda said: f"{_part_of(said):.6g} {said['scale']}", text)
    text = _HUNDREDS.sub(_hundreds, _DOZEN.sub(_dozens, text))
    text = _THOUSANDS.sub(lambda said: f"{_count_of(said)} thousand", text)
    for halves in (_HALVES, _AND_A_HALF):
        text = halves.sub(lambda said: f"{_count_of(said)}.5", text)
    text = _shares(text) if is_share else _HALF.sub(lambda said: f"0.5{' ' * bool(said['of'])}", text)
    text = _NONE.sub("0", _ONE_OF_SCALE.sub("1 ", text))
    return _PLAIN.sub(lambda said: str(_count_of(said)), text).strip()


def _shares(text: str) -> str:
    text = _HALF_PERCENT.sub(r"0.5 \g<percent>", _OF_ALL.sub("", text))
    text = _NTH_OF.sub(lambda said: f"{100 / _NTH[said['nth'].lower()]:.3g}%", text)
    text = _SHARE.sub(lambda said: f"{100 * _part_of(said):.3g}%", text)
    return _NONE.sub("0%", _ALL.sub("100%", text))


def _beside_digits(text: str) -> str:
    text = _DIGITS_AND_A_HALF.sub(r"\1.5", text)
    text = _DIGITS_OF_DOZENS.sub(lambda said: str(12 * int(said[1])), text)
    return _DIGITS_AND_PARTS.sub(_with_part, text)


def _with_part(said: re.Match[str]) -> str:
    """Return "1 1/2" as 1.5, and "1/2 million" as 0.5 million; "1/2" alone may be one or two."""
    whole, count, parts = said.groups()
    is_scaled = re.match(rf"\s(?:{_SCALES})(?!\w)", said.string[said.end() :], re.I)
    return f"{int(whole or 0) + int(count) / int(parts):g}" if whole or is_scaled else said[0]


def _count_of(said: re.Match[str]) -> int:
    """Return how many there are; "a" and nothing are one."""
    return COUNTS.get((said["count"] or "a").lower(), 1)


def _part_of(said: re.Match[str]) -> float:
    return _count_of(said) / _PART[said["part"].lower()]


def _dozens(said: re.Match[str]) -> str:
    return str(_count_of(said) * (6 if said["half"] else 12))


def _hundreds(said: re.Match[str]) -> str:
    rest = COUNTS[said["rest"].lower()] if said["rest"] else 0
    return f"{100 * _count_of(said) + rest}{' thousand' if said['thousand'] else ''}"
