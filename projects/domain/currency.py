"""Exchange rates: what one US dollar, in which prices are published, is worth in the currency of a project."""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from projects.domain.datafiles import BrokenDataFile

USD = "USD"
EUR = "EUR"
COLUMNS = ("currency", "units_per_euro", "source", "date_checked", "valid_from")
LEAST_RATE, LARGEST_RATE = 1e-4, 1e7
"""No currency is worth more than a thousand dollars, or less than a ten-thousandth of a cent."""
_DIGITS = 5
_IN_USE = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND
    VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
"""
ISO_CODES = frozenset(_IN_USE.split())
"""Currencies in use (ISO 4217), so that "VAT" is known to be none."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """How published prices, which are in US dollars, become a project's money."""

    money_per_usd: float = 1.0
    """[currency/USD]."""
    note: str = ""
    """What the source of a converted price says besides."""


IN_DOLLARS = Exchange()


@dataclass(frozen=True, kw_only=True)
class ExchangeRate:
    """What one US dollar is worth, on a day, according to somebody."""

    currency: str
    """ISO 4217 code."""
    money_per_usd: float
    """[currency/USD], above 0."""
    day: date
    source: str


def read_rates(path: Path) -> Mapping[str, ExchangeRate]:
    """Read the table of euro reference rates and turn them into rates for one US dollar.

    Both legs are of the same day, so EUR/USD = 1 / (USD per euro) and CHF/USD = (CHF per euro) / (USD per euro).
    Of several rows for one currency the newest holds: a rate is superseded, never edited.

    Args:
        path: A CSV file with the columns `COLUMNS`; a row for USD of every day that occurs.

    Returns:
        The newest rate of each currency by its code, rounded to five significant digits as they are shown, without USD.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise BrokenDataFile(path, 1, f"the columns must be {', '.join(COLUMNS)}")
        rows = [(reader.line_num, row) for row in reader]
    per_euro: dict[tuple[str, date], tuple[float, str, int]] = {}
    for line, row in rows:
        code, day, units = _read(path, line, row)
        if (code, day) in per_euro:
            raise BrokenDataFile(path, line, f"{code} occurs twice for {day}")
        per_euro[code, day] = (units, row["source"], line)
    rates: dict[str, ExchangeRate] = {}
    for (code, day), (units, source, line) in sorted(per_euro.items(), key=lambda item: item[0][1]):
        if code == USD:
            continue
        if (USD, day) not in per_euro:
            raise BrokenDataFile(path, line, f"there is no row for USD of {day}")
        rate = _rounded(units / per_euro[USD, day][0])
        told = per_euro[USD, day][1] if code == EUR else source
        rates[code] = ExchangeRate(currency=code, money_per_usd=rate, day=day, source=told)
    return rates


def _read(path: Path, line: int, row: Mapping[str, str]) -> tuple[str, date, float]:
    code = row["currency"]
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise BrokenDataFile(path, line, f"{code!r} is no currency code such as EUR")
    if not row["source"]:
        raise BrokenDataFile(path, line, "source is empty")
    try:
        date.fromisoformat(row["date_checked"])
        day, units = date.fromisoformat(row["valid_from"]), float(row["units_per_euro"])
    except ValueError as error:
        raise BrokenDataFile(path, line, str(error)) from None
    if not (math.isfinite(units) and units > 0):
        raise BrokenDataFile(path, line, f"units_per_euro must be above 0, not {units}")
    return code, day, units


def _rounded(value: float) -> float:
    return round(value, _DIGITS - 1 - math.floor(math.log10(value)))
