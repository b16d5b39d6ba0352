"""How people write money: the sign, the abbreviation and the words of each currency, and its hundredth part."""

import re
from unicodedata import normalize

from projects.domain.currency import ISO_CODES

SIGNS = "$€£¥¢฿৳៛﷼\u20a0-\u20cf"
"""Every sign of money, as the inside of a character class; the last span is Unicode's block of them."""

CURRENCY_SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "₱": "PHP",
    "฿": "THB",
    "₺": "TRY",
    "₦": "NGN",
    "₴": "UAH",
    "₫": "VND",
    "₽": "RUB",
    "₸": "KZT",
    "₾": "GEL",
    "₼": "AZN",
    "₵": "GHS",
    "₡": "CRC",
    "₲": "PYG",
    "₮": "MNT",
    "֏": "AMD",
    "৳": "BDT",
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "MX$": "MXN",
    "R$": "BRL",
    "BR$": "BRL",
    "S$": "SGD",
    "SG$": "SGD",
    "NT$": "TWD",
    "RD$": "DOP",
    "TT$": "TTD",
    "CN¥": "CNY",
    "JP¥": "JPY",
    "GB£": "GBP",
    "UK£": "GBP",
    "E£": "EGP",
    "GH₵": "GHS",
}
_DOLLARS = (
    "USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD "
    "ARS CLP COP CUP DOP MXN UYU NIO"
)
# Whoever counts in Canadian dollars means those by a bare "$"; so it is with crowns, rupees and pounds.
_SHARED = {
    "$ dollar dollars dólar dólares": _DOLLARS,
    "peso pesos": "MXN ARS CLP COP CUP DOP PHP UYU",
    "£ pound pounds pfund libra libras": "GBP EGP FKP GIP LBP SDG SHP SSP SYP",
    "¥": "JPY CNY",
    "元 块": "CNY TWD",
    "kr krona kronor krone kroner kronur króna krónur": "SEK NOK DKK ISK",
    "rs ₨ rupee rupees rupie rupien roupie roupies": "INR PKR LKR NPR MUR SCR",
    "dh dhs dirham dirhams درهم": "AED MAD",
    "riyal riyals rial rials ريال ﷼": "SAR QAR OMR YER IRR",
    "dinar dinars din дин dinara динара دينار": "RSD KWD BHD JOD IQD TND DZD LYD",
    "lei leu": "RON MDL",
    "fr franc francs franken franco franchi": "CHF",
    "shilling shillings sh": "KES TZS UGX SOS",
    "manat man": "AZN TMT",
}
_OWN = {
    "AED": "دإ",
    "BDT": "taka tk টাকা",
    "BGN": "лв lv lev leva лев лева",
    "BHD": "bd",
    "BRL": "real reais",
    "CHF": "sfr swissfranc",
    "CNY": "rmb yuan renminbi",
    "CZK": "kč kc koruna korun koruny",
    "DKK": "dkr",
    "EGP": "le جنيه",
    "EUR": "euro euros eur",
    "GBP": "poundsterling quid",
    "GHS": "cedi cedis",
    "HUF": "ft forint forints",
    "IDR": "rp rupiah",
    "ILS": "nis shekel shekels שח שקל שקלים",
    "INR": "rupia रुपये रुपए रुपया रु",
    "ISK": "ikr",
    "JPY": "yen 円 日元",
    "KES": "ksh kshs",
    "KRW": "won 원",
    "KWD": "kd",
    "KZT": "tenge тенге тг",
    "MYR": "rm ringgit",
    "NGN": "naira",
    "NOK": "nkr",
    "PEN": "sol soles",
    "PHP": "p piso",
    "PLN": "zł zl złoty zloty złote zlote złotych zlotych",
    "QAR": "qr",
    "RUB": "руб рубль рубля рублей ruble rubles rouble roubles",
    "SAR": "sr رس",
    "SEK": "skr",
    "THB": "baht บาท",
    "TRY": "tl lira liras lirası türklirası türk",
    "TZS": "tsh tshs",
    "UAH": "грн гривень гривня гривні гривны hryvnia hryvnias",
    "UGX": "ush ushs",
    "USD": "usdollar usdollars dollarus",
    "VND": "đ đồng dong vnđ",
    "ZAR": "r rand rands",
}
_BY_NAME: dict[str, frozenset[str]] = {
    normalize("NFC", name).upper(): frozenset(codes.split())
    for codes, names in (*_OWN.items(), *((codes, names) for names, codes in _SHARED.items()))
    for name in names.split()
}


def currencies_of(text: str) -> frozenset[str]:
    """Return the codes of the currencies that a sign, an abbreviation, a word or a code may mean; empty if none."""
    word = text.rstrip(".").replace(" ", "").upper()
    if word[1:].isalpha() and not word[:1].isalpha():
        word = word[1:] + word[0]
    currencies = _BY_NAME.get(word) or _BY_NAME.get(word.rstrip("S") if len(word) > 2 else word)
    if currencies:
        return currencies
    code = CURRENCY_SIGNS.get(word, word)
    return frozenset({code}) if code in ISO_CODES else frozenset()


_CENTS = "¢ c ct cts cent cents"
_HUNDREDTHS = {
    **dict.fromkeys(_DOLLARS.split(), _CENTS + " centavo centavos"),
    **dict.fromkeys(("EUR",), _CENTS + " centime centimes céntimo céntimos centesimi"),
    "GBP": "p pence penny",
    "CHF": "rp rappen ct cts centime centimes",
    "ZAR": _CENTS,
    "BRL": "centavo centavos",
    "INR": "paisa paise",
    "PLN": "gr groszy grosze",
    "SEK": "öre",
    "DKK": "øre",
    "NOK": "øre",
}
_PARTS = {
    code: re.compile(
        rf"\s*(?:{'|'.join(sorted(names.split(), key=len, reverse=True))})(?:\.(?=\s|$|/)|(?![\w.]))", re.I
    )
    for code, names in _HUNDREDTHS.items()
}


def without_hundredth(words: str, currency: str) -> str | None:
    """Return the words behind "p", "¢" or "Rp.", where they begin with a hundredth of the currency; else None.

    Args:
        words: What stands behind a number, such as "p per hour".
        currency: The project's currency code: an IDR project's "Rp" is its rupiah, a Swiss one's a Rappen.
    """
    part = _PARTS.get(currency)
    match = part.match(words) if part else None
    return words[match.end() :] if match else None
