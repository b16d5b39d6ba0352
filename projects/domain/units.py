"""Units and currencies as people write them beside a number: "$", "USD/h", "p.a.", "GPU hours", "元/小时"."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from unicodedata import normalize

from projects.domain.moneys import SIGNS, currencies_of
from projects.domain.numerals import counted_of, plain

_WORDS = {
    "hour": "h hr hrs hour hours std stunde stunden heure heures hora horas घंटा घंटे घण्टा घण्टे",
    "day": "d day days workday workdays tag tage tagen arbeitstag arbeitstage werktag jour jours día días dia दिन",
    "week": "w wk wks week weeks wo woche wochen semaine semaines semana semanas सप्ताह हफ़्ते हफ्ते",
    "month": "mo mos mon mth mths mt mte mts month months monat monate monaten mois mes meses महीना महीने माह",
    "year": "y yr yrs year years annum jahr jahre jahren an ans année années año años वर्ष साल",
    "second": "s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos सेकंड",
    "minute": "min mins minute minutes minuten minuto minutos मिनट",
    "quarter": "quarter quarters quartal quartale trimestre",
    "person": "person persons people head heads fte ftes employee employees staff vzä vzae leute mitarbeiter "
    "mitarbeitende vollzeitkraft vollzeitkräfte vollzeitstelle vollzeitstellen "
    "pers personen personne personnes persona personas लोग व्यक्ति",
    "millisecond": "ms msec millisecond milliseconds millisekunde millisekunden",
    "case": "case cases fall fälle fällen cas caso casos मामला मामले",
    "thousand": "k thousand tausend",
    "million": "m mn mio million millions millionen",
    "token": "tok toks token tokens",
    "gpu": "gpu gpus accelerator accelerators",
    "ratio": "ratio x × times fold",
}
_ALIASES = {word: name for name, words in _WORDS.items() for word in normalize("NFC", words).split()}
_TIMES = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
TIME_WORDS = {name: tuple(_WORDS[name].split()) for name in _TIMES}
"""How people write each span of time."""
_GLUED = {  # scripts without blanks; the longest first
    "人民币": " CNY ",
    "人民幣": " CNY ",
    "日元": " JPY ",
    "円": " JPY ",
    "원": " KRW ",
    "บาท": " THB ",
    "美元": " USD ",
    "欧元": " EUR ",
    "英镑": " GBP ",
    "瑞士法郎": " CHF ",
    "卢比": " INR ",
    "元": " 元 ",
    "块": " 元 ",
    "시간": " hour ",
    "小时": " hour ",
    "小時": " hour ",
    "分钟": " minute ",
    "秒": " second ",
    "个月": " month ",
    "個月": " month ",
    "月": " month ",
    "年": " year ",
    "星期": " week ",
    "周": " week ",
    "天": " day ",
    "日": " day ",
    "人": " person ",
    "每": " / ",
}
_GLUED_WORD = re.compile("|".join(sorted(_GLUED, key=len, reverse=True)))
_PERCENT = re.compile(
    r"(?<!\w)(?:per cent|percent|pour cent|por ciento|prozent|pct|" + normalize("NFC", "प्रतिशत") + r")(?!\w)", re.I
)
_STAFF = r"(?:people|persons?|employees?|staff|heads|equivalents?|personen|leute|mitarbeiter|mitarbeitende)"
# Whatever stands beside "full time", it counts people: "6 full time" is not 6 hours.
_FULL_TIME = re.compile(
    rf"(?<!\w)(?:{_STAFF},?\s+)?(?:working\s+|in\s+|at\s+)?(?:full[- ]?time|vollzeit)(?:\s+{_STAFF})?(?!\w)", re.I
)
_WORKING_DAYS = re.compile(
    r"(?<!\w)(?:(?:working|business|week) ?days?|arbeitstag(?:en?)?|werktag(?:en?)?)(?!\w)", re.I
)
_IDIOMS = (
    (re.compile('ש["״]ח'), " ILS "),
    (re.compile(r"(?<!\w)(?:p\.?\s?a\.?(?!\w)|per annum|pro anno|annually|yearly|annual)", re.I), " / year "),
    (re.compile(r"(?<!\w)(?:p\.?\s?m\.?(?!\w)|monthly)", re.I), " / month "),
    (re.compile(r"(?<!\w)(?:p\.?\s?h\.?(?!\w)|hourly)", re.I), " / hour "),
    (re.compile(r"(?<!\w)(?:p\.?\s?w\.?(?!\w)|weekly|wöchentlich|in der woche)", re.I), " / week "),
    (re.compile(r"(?<!\w)(?:daily|täglich|am tag(?!\w))", re.I), " / day "),
    (re.compile(r"(?<!\w)(?:quarterly|vierteljährlich)", re.I), " / quarter "),
    (re.compile(r"(?<!\w)monatlich", re.I), " / month "),
    (re.compile(r"(?<!\w)jährlich", re.I), " / year "),
    (_WORKING_DAYS, " day "),
    (_FULL_TIME, " person "),
    (_PERCENT, " % "),
    (re.compile(r"(?<!\w)(?:m(?:illion)?\s?tok(?:en)?s?)(?!\w)", re.I), " million token "),
    (re.compile(r"^\s*de (?=l'|la |el )", re.I), ""),
)
_NO_NOUN = re.compile(
    r"(?:an?nu|bi|bn|cror|dail|day|di[aá]ri|dozen|dutz|half|halb|hebdo|hour|hund|jahr|jähr|jour|lakh|mens|mi[lo]|mois|"
    r"monat|month|mrd|nigh|paar|pair|quart|quotid|schicht|seman|shift|stund|tag|taus|thous|trimes|tril|tsd|täg|week|"
    r"woch|wöch|year|yr)"
)
"""How words begin that say how often or how many, so that they never name what is counted: "30,000 jährl."."""
_PER = {
    *("/", "per", "a", "an", "each", "every", "pro", "je", "im", "die", "par", "por", "al", "la", "l'", "प्रति"),
}
_SO_MANY = {"thousand", "million"}
_NAMED_BY_USERS = {("case",), ("record",), ("request",), ("unit",)}
"""What everybody has a name of their own for: renewals, rows, photos."""
_SIGN = rf"[A-Z]{{1,2}}[$¥£₵]|[$¥£] ?[A-Z]{{2}}(?!\w)|[{SIGNS}]"
_TOKEN = re.compile(rf"{_SIGN}|%|/|×|l'|(?:[^\W\d_]|[\u0900-\u0963\u0971-\u097f])+\.?|[ -]+")


class UnitNamed(Enum):
    """What the words beside a number say of its unit."""

    OWN = auto()
    """The field's unit, a part of it, or nothing."""
    OTHER_CURRENCY = auto()
    OTHER_UNIT = auto()


@dataclass(frozen=True)
class _Unit:
    """A unit as words: what is counted, and what it is counted per."""

    base: tuple[str, ...]
    pers: tuple[tuple[str, ...], ...]


def named_unit(words: str, unit: str, currency: str) -> UnitNamed:
    """Tell whether the words beside a number fit the field's unit.

    "6 weeks" where months are counted must be refused: read as 6 months it would be a wrong answer that nobody sees.

    Args:
        words: What stands before or behind the number, such as "$", "USD/h" or "per year"; may be blank.
        unit: The field's unit, such as `money/hour`; "" where it has none, and then no word fits.
        currency: The project's currency code, which `money` stands for.
    """
    typed, own = _unit_of(words), _unit_of(unit)
    if typed is None or own is None:
        return UnitNamed.OTHER_UNIT
    money = own.base == ("money",)
    if own.base in _NAMED_BY_USERS and (_is_noun(typed.base) or _is_counted_so(typed, own)):
        typed = _Unit(own.base, typed.pers)
    if typed.base and not (_means(typed.base, currency) if money else typed.base == own.base):
        other = money and currencies_of("".join(typed.base))
        return UnitNamed.OTHER_CURRENCY if other else UnitNamed.OTHER_UNIT
    return UnitNamed.OWN if _counted_per(typed, own) else UnitNamed.OTHER_UNIT


def _is_counted_so(typed: _Unit, own: _Unit) -> bool:
    """Tell whether words say how often ("4 times a week"), or count recordings in hours."""
    return (bool(typed.pers) and typed.base == ("ratio",)) or (own.base == ("unit",) and typed.base == ("hour",))


def _is_noun(words: tuple[str, ...]) -> bool:
    """Tell whether words are somebody's own name for a case: the "renewals" of "340 renewals a month"."""
    return sum(map(len, words)) > 2 and not any(
        word in _WORDS or not word.isalpha() or _NO_NOUN.match(word) or currencies_of(word) for word in words
    )


def says_working_days(text: str) -> bool:
    """Tell whether a text counts days on which people work."""
    return _WORKING_DAYS.search(text) is not None


def _counted_per(typed: _Unit, own: _Unit) -> bool:
    """Tell whether what a number is counted per is the field's own, or a part of it.

    Price lists say "$/hr" and "$/GPU/hr" where we say per GPU-hour; "$/GPU" alone is what one costs to buy.
    """
    known = {part for group in own.pers for part in _parts(group)}
    parts = {part for group in typed.pers for part in _parts(group)}
    wholes = [group for group in own.pers if len(group) > 1 and group[0] not in _SO_MANY]
    return parts <= known and not any(parts & set(_parts(whole)) and (whole[-1],) not in parts for whole in wholes)


def _parts(group: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return "GPU hour" as GPU and hour; a million tokens is one thing, and who says "per million" means it."""
    if group[0] in _SO_MANY:
        return ((group[0], "token"),) if group[1:] in ((), ("token",)) else (group,)
    return tuple((word,) for word in group)


def counts_people(noun: str) -> bool:
    """Tell whether a noun counts people: "Leute", "employees"."""
    return _canonical(noun) == "person"


def counts_time(noun: str) -> bool:
    """Tell whether a noun counts spans of time: "months", "Tage"."""
    return _canonical(noun) in _TIMES


def says_percent(text: str) -> bool:
    """Tell whether a text says that it counts percent: "0.5 %", "5％", "2 per cent", "1 in 200"."""
    return "%" in counted_of(plain(text)) or _PERCENT.search(normalize("NFC", text)) is not None


@lru_cache(maxsize=2000)
def _unit_of(words: str) -> _Unit | None:
    """Return words as a unit, or None where they hold what no unit has."""
    for pattern, name in _IDIOMS:
        words = pattern.sub(name, words)
    words = _GLUED_WORD.sub(lambda glued: _GLUED[glued[0]], words)
    parts: list[list[str]] = [[]]
    place = 0
    while place < len(words):
        token = _TOKEN.match(words, place)
        if token is None:
            return None
        place, word = token.end(), token[0].strip(" -")
        if word.lower().rstrip(".") in _PER:
            parts.append([])
        elif word:
            parts[-1].append(_canonical(word))
    base, *pers = map(tuple, parts)
    return None if () in pers else _Unit(base, tuple(pers))


def _canonical(word: str) -> str:
    if currencies_of(word):
        return word.upper().rstrip(".").replace(" ", "")
    lower = word.lower().rstrip(".")
    return _ALIASES.get(lower) or _singular(lower)


def _means(words: tuple[str, ...], currency: str) -> bool:
    """Tell whether words name the currency, together as "US dollars" or each for itself as "USD $"."""
    return currency in currencies_of("".join(words)) or all(currency in currencies_of(word) for word in words)


def _singular(word: str) -> str:
    return word.rstrip("s") if len(word) > 2 else word
