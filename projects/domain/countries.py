"""What follows from a country: its currency, the pay and the power grid to begin with."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from projects.domain.datafiles import BrokenDataFile

COLUMNS = ("country", "currency", "pay_region", "grid_region", "source", "date_checked")


@dataclass(frozen=True, kw_only=True)
class Country:
    """One country. What is empty is not known to us, and then nothing follows."""

    code: str
    """ISO 3166-1, two letters."""
    currency: str
    """ISO 4217; empty where we ship no rate of it."""
    pay_region: str
    """A choice of the field on pay."""
    grid_region: str
    """A name of the table of grids."""


def read_countries(path: Path, currencies: Collection[str], pay_regions: Collection[str]) -> Mapping[str, Country]:
    """Read the table of countries.

    Args:
        path: A CSV file with the columns `COLUMNS`.
        currencies: Those of which there is a rate, and the US dollar.
        pay_regions: The choices of the field on pay.

    Returns:
        The countries by their code.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise BrokenDataFile(path, 1, f"the columns must be {', '.join(COLUMNS)}")
        rows = [(reader.line_num, row) for row in reader]
    countries: dict[str, Country] = {}
    for line, row in rows:
        country = Country(
            code=row["country"],
            currency=row["currency"],
            pay_region=row["pay_region"],
            grid_region=row["grid_region"],
        )
        if problem := _problem(row, country, currencies, pay_regions):
            raise BrokenDataFile(path, line, problem)
        if country.code in countries:
            raise BrokenDataFile(path, line, f"{country.code} occurs twice")
        countries[country.code] = country
    return countries


def _problem(
    row: Mapping[str, str], country: Country, currencies: Collection[str], pay_regions: Collection[str]
) -> str:
    code = country.code
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        return f"{code!r} is no country code such as DE"
    if country.currency and country.currency not in currencies:
        return f"there is no rate of {country.currency}"
    if country.pay_region and country.pay_region not in pay_regions:
        return f"{country.pay_region!r} is no choice of the region of pay"
    if not row["source"]:
        return "source is empty"
    try:
        date.fromisoformat(row["date_checked"])
    except ValueError as error:
        return str(error)
    return ""


def guess_country(accepted: str, usual: Mapping[str, str], known: Collection[str]) -> str:
    """Return the country that a browser's languages point to, or "".

    Args:
        accepted: The header Accept-Language, such as `de-CH,de;q=0.9,en;q=0.8`.
        usual: The country in which a language is spoken most, by the language's code.
        known: The codes of the countries to choose from.
    """
    languages = [(part.split(";")[0].strip(), _weight(part)) for part in accepted[:400].split(",")]
    for tag, _share in sorted(languages, key=lambda pair: -pair[1]):
        language, *subtags = tag.split("-")
        named = [subtag.upper() for subtag in subtags if len(subtag) == 2]
        country = named[0] if named else usual.get(language.lower(), "")
        if country in known:
            return country
    return ""


def _weight(part: str) -> float:
    try:
        return float(part.partition(";q=")[2] or 1)
    except ValueError:
        return 0.0
