"""What the head of a column says of pay: by which span of time, for certain or perhaps, in which currency."""

import re
from dataclasses import dataclass, field

from projects.domain.currency import ISO_CODES
from projects.domain.moneys import CURRENCY_SIGNS
from teams.domain import cardwords as words
from teams.domain.cardmeaning import RATE, SALARY, CardColumnKind, Meaning, plain_letters, tokens_of, word_set

_PERIOD_OF = {word: period for period, text in words.PERIODS.items() for word in text.split()}
_ADJECTIVE_OF = {word: period for period, text in words.PERIOD_ADJECTIVES.items() for word in text.split()}
_PAY_OF = {
    **dict.fromkeys(words.PAYS.split(), "pay"),
    **dict.fromkeys(words.SALARIES.split(), "salary"),
    **dict.fromkeys(words.RATES.split(), "rate"),
}
_END_OF = {word: end for end, text in words.ENDS.items() for word in text.split()}
_COSTS, _NEUTRAL, _PER = word_set(words.COSTS), word_set(words.NEUTRAL), word_set(words.PER)
_OTHER, _OTHER_IN_NAME = word_set(words.OTHER_THINGS), word_set(words.OTHER_IN_NAME)
_STARTS = sorted(
    ((start, period) for period, text in words.COMPOUND_STARTS.items() for start in text.split()),
    key=lambda pair: -len(pair[0]),
)
_MODIFIERS = words.COMPOUND_MODIFIERS.split()

# "Year 1", "2026", "FY26/27", "second year": which year a rate is for, not how it is paid.
_LABEL = re.compile(
    r"\b(?:year|yr|y|jahr|annee|ano|anno|fy|phase|lot|period|contract year)\s*\d{1,2}\b|\b(?:fy\s*)?(?:19|20)\d\d\b"
    r"(?:\s*[/-]\s*\d{2,4})?|\bq[1-4]\b|\b(?:first|second|third|[1-9](?:st|nd|rd|th))\s+year\b"
    r"|\byear\s+(?:one|two|three|four|five)\b"
)
_WITHOUT_TAX = re.compile(
    r"\b(?:excl\w*|ex|without|before|plus|net of|zzgl|exkl|ohne|hors|sin|sem|senza|incl\w*|inkl\w*|inclus\w*)\.?\s+"
    r"(?:of\s+)?(?:vat|tax(?:es)?|mwst|ust|steuer|tva|iva|btw|ht|ttc)\b"
)
_COUNTED = re.compile(r"\b(\d+(?:[.,]\d+)?)\s*-?\s*([a-z]+)\b")
_SIGNS = re.compile("|".join(sorted(map(re.escape, CURRENCY_SIGNS), key=len, reverse=True)))
_MONEY_WORDS = re.compile(r"\b(euro|dollar|pound|rupee)s?\b|\byen\b", re.I)
# English words that are codes too are codes in brackets or behind a slash only.
_WORDS_TOO = {"ALL", "TOP", "CUP", "PEN", "SOS", "COP", "GEL", "MOP", "LAK"}
_THOUSANDS = re.compile(
    r"\bt(?=eur\b|usd\b|gbp\b|chf\b|€)|\bk(?=\b|eur\b|usd\b|gbp\b|chf\b|[€$£])|\btsd\b|\bthousands?\b|['’]000s?\b"
)


@dataclass(kw_only=True)
class _Said:
    """What the words of a part of a head say."""

    pays: list[str] = field(default_factory=list)
    periods: set[str] = field(default_factory=set)
    names_itself: bool = False
    """Whether a span of time alone names pay, as "Hourly" does and "Hour" does not."""
    counts: bool = False
    """Whether it counts spans of time, as "Hours per year" does."""
    ends: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)

    def add(self, token: str, before: str) -> None:
        """Take in the next word."""
        self.words.add(token)
        if token in _PAY_OF:
            self.pays.append(_PAY_OF[token])
        elif token in _ADJECTIVE_OF:
            self.periods.add(_ADJECTIVE_OF[token])
            self.names_itself = True
        elif token in _PERIOD_OF and (token not in _PER or before in _PER):
            self.periods.add(_PERIOD_OF[token])
            self.names_itself |= before in _PER and not self.counts
            self.counts |= before not in _PER
        elif token in _END_OF:
            self.ends.append(_END_OF[token])
        elif token not in _NEUTRAL and token not in _PER:
            self.unknown.append(token)


def pay_meaning(head: str) -> Meaning | None:
    """Return what a head says of pay; None where it is about something else."""
    currencies, text = _without_currencies(head)
    plain = _WITHOUT_TAX.sub(" ", plain_letters(text))
    labels = _LABEL.findall(plain)
    plain = _LABEL.sub(" ", plain)
    segments = [part for part in re.split(r"[()\[\]{},;:|]|\s[-–—]\s", plain) if part.strip()]
    said = [_said(segment) for segment in segments]
    main = next((part for part in said if part.pays or part.names_itself), None)
    if main is None and currencies and any(part.periods for part in said):
        main = next(part for part in said if part.periods)  # "USD hour"
    if main is None or any(part.words & _OTHER for part in said) or main.words & _OTHER_IN_NAME:
        return None
    periods = main.periods or next((part.periods for part in said if part.periods), set())
    ends = [end for part in said for end in part.ends]
    unknown = [
        *main.unknown,
        *(token for part in said if part is not main for token in part.unknown if token.isdigit()),
    ]
    certain = not unknown and len(set(ends)) < 2 and not ("/" in main.words and len(main.pays) > 1)
    meaning = _paid(main, periods, certain=certain)
    rest = sorted(token for part in said for token in part.words if token not in _END_OF)
    return Meaning(
        kind=meaning.kind,
        pays=meaning.pays,
        period=meaning.period,
        certain=meaning.certain,
        end=ends[0] if ends else "",
        rest=(*rest, *map(str, labels), *currencies),
        currencies=currencies,
        thousands=bool(_THOUSANDS.search(plain_letters(head))),
    )


def _paid(main: _Said, periods: set[str], *, certain: bool) -> Meaning:
    """Return the kind of pay that words and spans of time make up."""
    others = [period for period in (words.DAY, words.WEEK, words.MONTH) if period in periods]
    if others:
        return Meaning(kind=CardColumnKind.OTHER_PAY, period=others[0])
    noun = next((pay for pay in ("salary", "rate") if pay in main.pays), "pay")
    if words.HOUR in periods:
        # An hourly wage is an employee's, and what counts here is a contractor's rate: ask.
        return Meaning(
            kind=CardColumnKind.PAY, pays=(RATE,), certain=certain and noun != "salary" and words.YEAR not in periods
        )
    if words.YEAR in periods:
        full_cost = bool(main.words & _COSTS)
        return Meaning(kind=CardColumnKind.PAY, pays=(SALARY,), certain=certain and noun != "rate" and not full_cost)
    if noun == "pay":
        return Meaning(kind=CardColumnKind.PAY, pays=(RATE, SALARY), certain=False)
    return Meaning(kind=CardColumnKind.PAY, pays=(SALARY,) if noun == "salary" else (RATE,), certain=certain)


def _said(segment: str) -> _Said:
    said, before = _Said(), ""
    segment = _COUNTED.sub(lambda counted: _counted(counted, segment), segment)
    for token in [part for whole in tokens_of(segment) for part in _parts(whole)]:
        said.add(token, before)
        before = token
    return said


def _counted(counted: re.Match[str], segment: str) -> str:
    """Return what "13 months" adds: nothing to a salary, and a number that nobody knows to anything else."""
    is_salary = any(_PAY_OF.get(token) == "salary" for token in tokens_of(segment))
    if counted[2] not in _PERIOD_OF:
        return counted[0]
    return (
        " "
        if _PERIOD_OF[counted[2]] == words.MONTH and (is_salary or int(float(counted[1].replace(",", "."))) > 11)
        else f" {counted[1]} "
    )


def _parts(token: str) -> list[str]:
    """Return a word, or those that a German or Dutch word is made of: Stundensatz as hour and rate."""
    if token in words.SHORT:
        return [
            {words.DAY: "daily", words.HOUR: "hourly", words.YEAR: "yearly"}[words.SHORT[token][0]],
            words.SHORT[token][1],
        ]
    if token in _PAY_OF or token in _PERIOD_OF or token in _NEUTRAL or token in _OTHER | _OTHER_IN_NAME:
        return [token]
    rest, period = token, ""
    while rest:
        if rest in _PAY_OF or (period and rest in ("brutto", "netto", "bruto")):
            noun = rest if rest in _PAY_OF else "gehalt"
            # The rate by the hour in German is a contractor's.
            return [*([period] if period else []), noun]
        start = next((pair for pair in _STARTS if not period and rest.startswith(pair[0])), None)
        if start is not None:
            rest, period = rest[len(start[0]) :], start[1]
            continue
        modifier = next((text for text in _MODIFIERS if rest.startswith(text)), None)
        if modifier is None:
            return [token]
        rest = rest[len(modifier) :]
    return [token]


def _without_currencies(head: str) -> tuple[tuple[str, ...], str]:
    """Return the currencies that a head names, and the head without them."""
    shouted = head.upper() == head
    named: list[str] = []

    def take(text: str) -> str:
        named.append(text)
        return " "

    text = _SIGNS.sub(lambda sign: take(sign[0]), head)
    text = re.sub(r"\b[kKtT](?=(?:EUR|USD|GBP|CHF)\b)", "k ", text)

    def code(match: re.Match[str]) -> str:
        alone = match["open"] or match["close"]
        is_word = match["code"] in _WORDS_TOO or (shouted and match["code"] in ("TRY",))
        if match["code"] not in ISO_CODES or (is_word and not alone):
            return match[0]
        return f"{match['open'] or ''}{take(match['code'])}{match['close'] or ''}"

    text = re.sub(r"(?P<open>[(\[/]\s*)?\b(?P<code>[A-Z]{3})\b(?P<close>\s*[)\]/])?", code, text)
    text = _MONEY_WORDS.sub(lambda word: take(word[0]), text)
    return tuple(dict.fromkeys(named)), text
