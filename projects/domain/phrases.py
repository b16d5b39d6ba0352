"""The words around numbers: "about", "from … to", "bis", "à", "entre … y", "至", "से", and thousands to trillions."""

import re
from unicodedata import normalize

_LETTER = r"[^\W\d_]"


def _words(alternatives: str) -> str:
    """Return a pattern of words, separated by "|", that are not part of a longer word."""
    return rf"(?<!{_LETTER})(?:{normalize('NFC', alternatives)})(?!{_LETTER})"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


HEDGE = _compiled(
    r"^(?:"
    + _words(
        r"about|around|circa|zirka|approx\.?|approximately|roughly|some|etwa|ungefähr|rund|ca\.?(?![$])|environ|"
        r"à peu près|unos|unas|aproximadamente|alrededor de|cerca de|लगभग|करीब"
    )
    + r"|~|≈|约|約|大约|大約|大概)\s*"
)
_HEDGE_BEHIND = _compiled(r"\s*(?:左右|上下|" + _words(r"or so|approx\.?|environ") + ")$")
_OPENERS = {
    "from": _words(r"from|von|de|du|desde|des|da|dès|ab") + r"|从|從|自",
    "between": _words(r"between|zwischen|entre|tra|fra") + r"|介于|介於|在",
}
_OPENER = _compiled(rf"^(?:(?P<start>{_OPENERS['from']})|(?P<between>{_OPENERS['between']}))\s*")
_CLOSER = _compiled(rf"\s*(?:(?P<between>之间|之間|{_words('के बीच(?: में)?')})|{_words('तक')})$")
_TO = (
    _words(r"to|till|until|through|bis|à|a|au|al|hasta|jusqu'à") + r"|至|到|~|(?<![^\W\d_])-|-(?![^\W\d_])|"
    r"(?:से|ते)(?!\w)"
)
_AND = _words(r"and|und|et|y|e|और") + r"|和|與|与"
_CONNECTOR, _CONNECTOR_BETWEEN = _compiled(rf"\s*(?:{_TO})\s*"), _compiled(rf"\s*(?:{_TO}|{_AND})\s*")
_LIKELY = _compiled(
    r"[,;(]?\s*(?:(?:"
    + _words(
        r"most likely|likely|usually|typically|mostly|probably|wahrscheinlich|vermutlich|meist|meistens|probablement|"
        r"probablemente|संभवतः"
    )
    + r")|最可能|可能)\s*:?\s*(?P<likely>[^)]*)\)?$"
)
_AT_LEAST = _compiled(
    r"^(?:"
    + _words(
        r"at least|more than|over|above|min\.?|mindestens|mehr als|über|au moins|plus de|al menos|por lo menos|más de|"
        r"कम से कम"
    )
    + r"|>=?|≥|至少|超过|超過)\s*\S*\d"
)
_AT_MOST = _compiled(
    r"^(?:"
    + _words(
        r"at most|up to|less than|under|below|max\.?|höchstens|maximal|bis zu|bis|weniger als|unter|au plus|jusqu'à|"
        r"moins de|como máximo|hasta|menos de|अधिकतम"
    )
    + r"|<=?|≤|最多|不超过|不超過)\s*\S*\d"
)
_OPEN_ABOVE = _compiled(
    r"\d.*?(?:\s*(?:-|\+|以上)|\s*" + _words(r"to|bis|à|a|hasta|or more|and more|oder mehr|ou plus|o más|से") + r")$"
)
_OPEN_BELOW = _compiled(r"\d.*?(?:\s*(?:以下|以内)|\s*" + _words(r"or less|oder weniger|ou moins|o menos") + r")$")
_ELLIPSIS = re.compile(r"\s*(?:\.{2,}|…)\s*")
# "$0.15 / 1M tokens" is a price of a million, not two numbers.
_PER_MILLION = _compiled(
    r"(/|" + _words("per|pro|par|je|por") + r")\s*1(?:[., ]?000[., ]?000|\s*m(?:n|io|illion)?)(?!\w)"
)

_GERMAN = _compiled(
    _words(
        r"bis|von|zwischen|und|etwa|ungefähr|rund|höchstens|mindestens|tausend|tsd|prozent|millionen|"
        r"milliarden?|stunden?|monat[en]*|jahr[en]*|pro|teur"
    )
    + r"|\bT\s?€"
)
_UNCLEAR = _compiled(
    _words(
        r"de|du|à|au(?!\$)|et|entre|desde|hasta|y|environ|mille|milliards?|mil|millones|mio|mrd|par|por|pour|heures?|mois|"
        r"années?|ans?|horas?|mes|meses|años?"
    )
)


def group_sign(text: str, decimal: str, currency: str) -> str:
    """Return the sign that groups thousands in a text, or "" where that is unclear.

    The reader's language decides, unless the text itself is in another: "7.900 bis 10.300" is German and counts
    thousands, except in Switzerland, whose point is a decimal sign. French and Spanish are written both ways.

    Args:
        text: The text as typed.
        decimal: The decimal sign of the reader's language.
        currency: The project's currency code.
    """
    if decimal == ",":
        return "."
    if _GERMAN.search(text):
        return "" if currency == "CHF" else "."
    return "" if _UNCLEAR.search(text) else ","


def without_counts(text: str) -> str:
    """Return text in which "/ 1M tokens" counts nothing, and an ellipsis between numbers is a word."""
    return _ELLIPSIS.sub(" to ", _PER_MILLION.sub(r"\1 million ", text)).strip()


def split_likely(text: str) -> tuple[str, str | None]:
    """Split "6 to 12, likely 8" into the range and what is likely, which may be missing."""
    match = _LIKELY.search(text)
    return (text[: match.start()].strip(), match["likely"].strip()) if match else (text, None)


def open_end(text: str) -> str:
    """Return which end a text leaves open: "upper" in "at least 5" and "12k to", "lower" in "up to 9", or ""."""
    if _AT_LEAST.match(text) or _OPEN_ABOVE.search(text):
        return "upper"
    return "lower" if _AT_MOST.match(text) or _OPEN_BELOW.search(text) else ""


def without_frame(text: str) -> tuple[str, str]:
    """Return what stands within "about …", "from …" and "between …", and the kind of frame: "from", "between" or ""."""
    text = _HEDGE_BEHIND.sub("", HEDGE.sub("", text))
    opener, closer = _OPENER.match(text), _CLOSER.search(text)
    kind = ""
    if closer:
        text, kind = text[: closer.start()], "between" if closer["between"] else ""
    if opener:
        text, kind = text[opener.end() :], "between" if opener["between"] else kind or "from"
    return HEDGE.sub("", text), kind


def split_between(between: str, kind: str) -> list[tuple[str, str]]:
    """Split what stands between two numbers at each word or dash that may make them a range.

    Args:
        between: Such as " hours to ", "k-", " € bis " or " and ".
        kind: The frame as `without_frame` tells it: "and" joins the ends of a range in "between" only.

    Returns:
        What belongs to the first number and what to the second, for each such word: in "5 hours a month to 6 hours" the
        "a" could be Spanish.
    """
    pattern = _CONNECTOR_BETWEEN if kind == "between" else _CONNECTOR
    return [(between[: match.start()], between[match.end() :]) for match in pattern.finditer(between)]


_SCALES = {
    1e2: "hundred",
    1e3: "k tsd thsd thousand tausend mille mil हज़ार हजार bin ribu rb tys tis ezer mii nghìn ngàn тис тыс",
    1e5: "lakh lakhs lac lacs लाख",
    1e6: "m mn mio mln million millions millionen millón millones mill milhão milhões milyon juta jt triệu млн",
    1e7: "crore crores cr करोड़",
    1e9: "b bn mrd md mds milliarde milliarden milliard milliards अरब mld milyar miliar tỷ tỉ млрд",
    1e12: "t tn billionen billones billón triliun",
}
_GLUED = {
    "万亿": 1e12,
    "萬億": 1e12,
    "兆": 0.0,
    "千亿": 1e11,
    "百亿": 1e10,
    "十亿": 1e9,
    "亿": 1e8,
    "億": 1e8,
    "千万": 1e7,
    "百万": 1e6,
    "百萬": 1e6,
    "千萬": 1e7,
    "十万": 1e5,
    "十萬": 1e5,
    "万": 1e4,
    "萬": 1e4,
    "千": 1e3,
    "百": 1e2,
    "천만": 1e7,
    "백만": 1e6,
    "억": 1e8,
    "만": 1e4,
    "천": 1e3,
    "ล้าน": 1e6,
    "แสน": 1e5,
    "หมื่น": 1e4,
    "พัน": 1e3,
}
_FACTORS = {word: factor for factor, words in _SCALES.items() for word in normalize("NFC", words).split()}
_LONG_OR_SHORT = {"billion": (1e9, 1e12), "trillion": (1e12, 1e18)}
_LATIN = re.compile(
    r"\s*(?P<word>mil millones|"
    + "|".join(sorted([*_FACTORS, "billions?", "trillions?"], key=len, reverse=True))
    + rf")\.?(?:(?!{_LETTER})|(?=(?:EUR|USD|CHF|GBP|CAD|AUD|JPY|INR|KR)(?!\w)))",
    re.I,
)
_CJK = re.compile(r"\s*(" + "|".join(sorted(_GLUED, key=len, reverse=True)) + ")")
_GERMAN_THOUSAND = re.compile(r"\s*T(?=\s?€|(?:EUR|CHF|KR)(?!\w))", re.I)


def split_scale(after: str, group: str, unit: str) -> tuple[tuple[float, ...], str]:
    """Split "k dollars" into the factor and the words behind it.

    Args:
        after: What stands behind a number.
        group: As `group_sign` tells it: a billion is a thousand times as much where the point groups thousands.
        unit: The field's unit: "6m" may be six months.

    Returns:
        The factors that the word may mean, (1.0,) where there is none, and the rest.
    """
    if match := _GERMAN_THOUSAND.match(after):
        return (1e3,), after[match.end() :]
    if match := _CJK.match(after):
        return ((_GLUED[match[1]],) if _GLUED[match[1]] else ()), after[match.end() :]
    match = _LATIN.match(after)
    if match is None:
        return (1.0,), after
    word, rest = match["word"].lower(), after[match.end() :]
    if word == "m" and re.match(r"(month|minute)", unit):
        return (1.0, 1e6), rest
    if both := _LONG_OR_SHORT.get(word.rstrip("s")):
        return (both[:1] if group == "," else both), rest
    return (1e9 if word == "mil millones" else _FACTORS[word],), rest
