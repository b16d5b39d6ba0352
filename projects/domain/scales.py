"""The words for thousands, millions and more behind a number, in many languages: "k", "Mio.", "lakh", "万"."""

import re
from functools import lru_cache
from unicodedata import normalize

_LETTER = r"[^\W\d_]"
_SCALES = {
    1e2: "hundred",
    1e3: "k tsd thsd thou thousand grand tausend duizend tusen tusind mille mila mii mie हज़ार हजार bin ribu rb tys tis "
    "tisíc tisíce tisoč tisuća tisuću hiljada ezer tuhat tuhatta tūkst nghìn ngàn тис тыс хил χιλ",
    1e5: "lakh lakhs lac lacs लाख",
    1e6: "m mm mn mio mln million millions millionen millioner millón millones mill milhão milhões milyon juta jt "
    "triệu milione milioni milion miliony milionů milión milióny miliónov milionów milioane milijun milijuna milijon "
    "milijonov miljoen miljon miljoner miljonit miljoona miljoonaa milj millió млн миллион миллиона миллионов мільйон "
    "мільйона мільйонів εκατ",
    1e7: "crore crores cr करोड़",
    1e9: "b bn mrd md mds mdr mia mld mlrd milliarde milliarden milliard milliards milliárd milliarder miljard "
    "miljarder miljardit miljardi miljardia miliardo miliardi miliarda miliardy miliard miliardů miliardów miliarde "
    "milijarda milijarde milijardi milijard bilhão bilhões अरब milyar miliar tỷ tỉ млрд миллиард миллиарда миллиардов "
    "δισ",
    1e12: "tn trn bio billionen billones billón biliona biliony triliun trilhão trilhões трлн",
}
_COMPOUND = {
    "hundred thousand": 1e5,
    "hundred million": 1e8,
    "thousand million": 1e9,
    "mil millones": 1e9,
    "mil milhões": 1e9,
    "lakh crore": 1e12,
}
_GLUED = {
    "万亿": 1e12,
    "萬億": 1e12,
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
    "조": 1e12,
    "억": 1e8,
    "만": 1e4,
    "천": 1e3,
    "ล้าน": 1e6,
    "แสน": 1e5,
    "หมื่น": 1e4,
    "พัน": 1e3,
}
_MANY_READINGS = {"兆": {"JPY": 1e12, "TWD": 1e12}}
"""Signs whose meaning the currency's country decides; elsewhere they are refused."""
_RUPEES = "INR PKR NPR LKR BDT"
_OF_CURRENCY = {
    **{code: {"l": 1e5} for code in _RUPEES.split()},
    "BRL": {"mi": 1e6, "bi": 1e9, "tri": 1e12},
    "VND": {"tr": 1e6},
}
"""Abbreviations that only those who count in a currency write."""
_MIL = (1e3, 1e6)
_MIL_IS_THOUSAND = (
    "MXN ARS CLP COP UYU PEN BOB PYG DOP CRC GTQ HNL NIO CUP VES PAB BRL AOA MZN CVE STN"  # Spanish and Portuguese
)
_MIL_IS_MILLION = "CZK RON MDL RSD BAM MKD"
_MIL_OF = dict.fromkeys(_MIL_IS_THOUSAND.split(), _MIL[:1]) | dict.fromkeys(_MIL_IS_MILLION.split(), _MIL[1:])
_THOUSAND_OR_TRILLION = (1e3, 1e12)
_COUNTED_IN_TRILLIONS = {"tokens", "parameters", "FLOP"}
_LONG_OR_SHORT = {"billion": (1e9, 1e12), "trillion": (1e12, 1e18)}
_FACTORS = {word: factor for factor, words in _SCALES.items() for word in normalize("NFC", words).split()}
_FACTORS |= {normalize("NFC", words): factor for words, factor in _COMPOUND.items()}
_CODES = r"(?:EUR|USD|CHF|GBP|CAD|AUD|JPY|INR|KR)(?!\w)"
_CJK = re.compile(r"\s*(" + "|".join(sorted([*_GLUED, *_MANY_READINGS], key=len, reverse=True)) + ")")
# "250 T€", "250 TEUR", "250 tkr": thousands to those who count in these.
_GERMAN_THOUSAND = re.compile(rf"\s*T(?=\s?€|{_CODES})", re.I)


@lru_cache
def _words_of(currency: str) -> tuple[re.Pattern[str], dict[str, float]]:
    factors = _FACTORS | _OF_CURRENCY.get(currency, {})
    words = sorted([*factors, "crores", "millions", "mil", "t", "billions?", "trillions?"], key=len, reverse=True)
    pattern = rf"\s*(?P<word>{'|'.join(words)})\.?(?:(?!{_LETTER})|(?={_CODES}))"
    return re.compile(pattern, re.I), factors


def split_scale(after: str, group: str, unit: str, currency: str) -> tuple[tuple[float, ...], str]:
    """Split "k dollars" into the factor and the words behind it.

    Args:
        after: What stands behind a number.
        group: As `group_sign` tells it: a billion is a thousand times as much where the point groups thousands.
        unit: The field's unit: "6m" may be six months, and only what runs into trillions is counted in "T".
        currency: The project's currency code: "mil" is a thousand in Spanish, a million in Czech.

    Returns:
        The factors that the word may mean, (1.0,) where there is none, and the rest.
    """
    if match := _GERMAN_THOUSAND.match(after):
        return (1e3,), after[match.end() :]
    if match := _CJK.match(after):
        factor = _GLUED.get(match[1]) or _MANY_READINGS[match[1]].get(currency)
        return ((factor,) if factor else ()), after[match.end() :]
    pattern, factors = _words_of(currency)
    match = pattern.match(after)
    if match is None:
        return (1.0,), after
    return _meant(match["word"], factors, group, unit, currency), after[match.end() :]


def _meant(written: str, factors: dict[str, float], group: str, unit: str, currency: str) -> tuple[float, ...]:
    """Return the factors that a word may mean; two where languages, or units, use it in two ways."""
    word = written.lower()
    if word == "m" and re.match(r"(month|minute)", unit):
        return 1.0, 1e6
    if word == "mil":
        return _MIL_OF.get(currency, _MIL)
    if word == "t":
        # "95 t" may be German thousands, or tonnes; only tokens and the like run into trillions.
        return (1e12,) if written == "T" and unit.partition("/")[0] in _COUNTED_IN_TRILLIONS else _THOUSAND_OR_TRILLION
    if both := _LONG_OR_SHORT.get(word.rstrip("s")):
        return both[:1] if group == "," else both
    return (factors.get(word) or factors[word.removesuffix("s")],)
