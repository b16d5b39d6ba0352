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
        r"about|around|circa|zirka|approx\.?|approximately|roughly|some|etwa|ungefähr|rund|ca\.?(?![$])|c\.|environ|"
        r"nearly|almost|just under|just over|a good|gut|knapp|fast|beinahe|nahezu|an die|"
        r"maybe|perhaps|i think|i guess|i(?:'d| would) say|vielleicht|(?:ich )?(?:schätze|denke)|"
        r"à peu près|unos|unas|aproximadamente|alrededor de|cerca de|लगभग|करीब"
    )
    + r"|~|≈|约|約|大约|大約|大概)\s*"
)
_REMARKS = _words(
    r"or so|maybe|perhaps|i think|i guess|i(?:'d| would) say|i(?:'m| am) not sure|not sure|probably|vielleicht|"
    r"(?:schätze|denke|glaube) ich|(?:ich )?(?:schätze|denke|glaube)|wahrscheinlich|vermutlich|"
    r"approx\.?|environ|estimated|estimate|est\.?|rounded|geschätzt|schätzung|schätzungsweise|gerundet|"
    r"net|netto|(?:ex|excl\.?|excluding|plus) vat|(?:exkl\.?|ohne|zzgl\.?|plus) (?:ust|mwst)\.?"
)
_HEDGE_BEHIND = _compiled(rf"\s*(?:左右|上下|(?<=\d)-?ish|[,(]?\s*{_REMARKS}\s*\)?)$")
"""What is said of a number behind it and leaves it as it is: "20k (estimated)", "€ 120.000 netto", "60ish"."""
_TAXES = r"(?:vat|tax(?:es)?|gst|ust|mwst|mehrwertsteuer|umsatzsteuer)\.?"
_WITH_TAX = _compiled(_words(rf"(?:incl\.?|including|inc\.?|with|inkl\.?|mit) {_TAXES}|ttc"))
_GROSS = _compiled(_words("brutto|gross"))
_UNKNOWN = _compiled(
    r"[\s?.!…-]*(?:\?|(?:"
    + _words(
        r"(?:i )?(?:really )?(?:do ?n[o']?t|do not) (?:really )?know|dunno|idk|no (?:idea|clue)|"
        r"(?:i(?:'m| am) )?not sure|"
        r"unsure|unknown|not known|n/?a|n\.a\.?|tb[dac]|to be (?:decided|determined|defined)|open|"
        r"(?:ich )?(?:weiß|weiss) (?:ich )?(?:es )?(?:noch )?nicht|weiß nich|keine ahnung|k\.? ?a\.?|"
        r"unbekannt|unklar|(?:noch )?nicht bekannt|offen"
    )
    + r"))(?:[\s,]*(?:yet|sorry|noch|noch nicht))?[\s?.!…-]*"
)
"""What is typed where a number or a day is asked for and nobody knows it."""
_OPENERS = {
    "from": _words(r"from|von|de|du|desde|des|da|dès|ab") + r"|从|從|自",
    "between": _words(r"between|zwischen|entre|tra|fra") + r"|介于|介於|在",
}
_OPENER = _compiled(rf"^(?:(?P<start>{_OPENERS['from']})|(?P<between>{_OPENERS['between']}))\s*")
_CLOSER = _compiled(rf"\s*(?:(?P<between>之间|之間|{_words('के बीच(?: में)?')})|{_words('तक')})$")
_TO = (
    _words(r"to|till|until|through|or|bis|oder|à|a|au|ou|al|hasta|jusqu'à") + r"|至|到|~|(?<![^\W\d_])-|-(?![^\W\d_])|"
    r"(?:से|ते)(?!\w)"
)
_AND = _words(r"and|und|et|y|e|और") + r"|和|與|与"
_AT_THE_END = _words(r"max\.?|maximum|maximal|höchstens|at most|about|circa|ca\.?(?![$])|etwa|rund|environ")
_CONNECTOR, _CONNECTOR_BETWEEN = (
    _compiled(rf"\s*(?:{words})\s*(?:{_AT_THE_END}\s*)?") for words in (_TO, f"{_TO}|{_AND}")
)
_LIKELY = _compiled(
    r"[,;(]?\s*(?:(?:"
    + _words(
        r"most likely|likely|usually|typically|mostly|probably|wahrscheinlich|vermutlich|meist|meistens|probablement|"
        r"probablemente|संभवतः"
    )
    + r")|最可能|可能)\s*:?\s*(?P<likely>[^)]*)\)?$"
)
_AT_LEAST = _compiled(
    r"^(?P<words>"
    + _words(
        r"at least|more than|over|above|min\.?|mindestens|mehr als|über|au moins|plus de|al menos|por lo menos|más de|"
        r"कम से कम"
    )
    + r"|>=?|≥|至少|超过|超過)\s*\S*\d"
)
_AT_MOST = _compiled(
    r"^(?P<words>"
    + _words(
        r"at most|up to|less than|under|below|max\.?|höchstens|maximal|bis zu|bis|weniger als|unter|au plus|jusqu'à|"
        r"moins de|como máximo|hasta|menos de|अधिकतम"
    )
    + r"|<=?|≤|最多|不超过|不超過)\s*\S*\d"
)
_OPEN_ABOVE = _compiled(
    r"\d.*?(?P<words>\s*(?:-|\+|以上)|\s*"
    + _words(r"to|bis|à|a|hasta|or more|and more|oder mehr|ou plus|o más|से")
    + r")$"
)
_OPEN_BELOW = _compiled(
    r"\d.*?(?P<words>\s*(?:以下|以内)|\s*" + _words(r"or less|oder weniger|ou moins|o menos") + r")$"
)
_ELLIPSIS = re.compile(r"\s*(?:\.{2,}|…)\s*")
# "$0.15 / 1M tokens" is a price of a million, not two numbers.
_PER_MILLION = _compiled(
    r"(/|" + _words("per|pro|par|je|por") + r")\s*1(?:[., ]?000[., ]?000|\s*m(?:n|io|illion)?)(?!\w)"
)
_PER_THOUSAND = _compiled(r"(/|" + _words("per|pro|par|je|por") + r")\s*1(?:[., ]?000|\s*k)(?![\w.,]|\s\d)")

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
    text = _PER_THOUSAND.sub(r"\1 thousand ", _PER_MILLION.sub(r"\1 million ", text))
    return _ELLIPSIS.sub(" to ", text).strip()


def says_unknown(text: str) -> bool:
    """Tell whether a text says that nobody knows: "dunno", "tbd", "keine Ahnung", "?"."""
    return _UNKNOWN.fullmatch(normalize("NFC", text).replace("’", "'")) is not None


def says_with_tax(text: str) -> bool:
    """Tell whether a sum is said with value-added tax, which no cost here has."""
    return _WITH_TAX.search(text) is not None or _GROSS.search(text) is not None


def without_gross(text: str) -> str:
    """Return pay without the word that says before which taxes it is, as all pay here is."""
    return _GROSS.sub("", text)


def split_likely(text: str) -> tuple[str, str | None]:
    """Split "6 to 12, likely 8" into the range and what is likely, which may be missing."""
    match = _LIKELY.search(text)
    if match is None or not match["likely"].strip():  # "12 probably" is 12
        return text, None
    return text[: match.start()].strip(), match["likely"].strip()


def open_end(text: str) -> str:
    """Return which end a text leaves open: "upper" in "at least 5" and "12k to", "lower" in "up to 9", or ""."""
    if _AT_LEAST.match(text) or _OPEN_ABOVE.search(text):
        return "upper"
    return "lower" if _AT_MOST.match(text) or _OPEN_BELOW.search(text) else ""


def without_open_end(text: str) -> str:
    """Return the number of a text that leaves an end open, as typed: "150k" of "up to 150k" and of "150k or less"."""
    for pattern in (_AT_LEAST, _AT_MOST, _OPEN_ABOVE, _OPEN_BELOW):
        if match := pattern.search(text):
            return (text[: match.start("words")] + text[match.end("words") :]).strip()
    return text


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
