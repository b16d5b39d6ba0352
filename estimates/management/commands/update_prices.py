"""`manage.py update_prices vms.csv --provider lambda`: read prices of renting in, from a list or from gpuhunt."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, IntegrityError

from estimates.domain.published.offers import HOST_KINDS, Commitment
from estimates.domain.published.pricelines import NO_NAME, BadPriceList, Listed
from estimates.domain.published.pricelists import PriceListContent, collect, read_price_list
from estimates.domain.published.reference import find
from estimates.pricefiles import with_kind
from estimates.priceupdate import Update, add_prices
from estimates.reference import get_reference
from projects.domain.errors import BadValue
from projects.domain.text import agreed
from projects.encodings import decode
from projects.models import today

BAD_INPUT = 2
LARGEST_FILE_BYTES = 100_000_000
MOST_SHOWN = 20
FIRST_DAY = date(2015, 1, 1)
LONGEST_AHEAD = timedelta(days=366)


class Command(BaseCommand):
    help = (
        "Read prices of renting accelerators in: a CSV file in the form of the SkyPilot or the gpuhunt catalogue, or, "
        "without a file, what the package gpuhunt finds. --show tells the difference before anything is taken. Every "
        "price is a new row; nothing is overwritten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="a price list, such as catalogs/v8/lambda/vms.csv")
        parser.add_argument("--provider", help="whose prices they are; without it the name of the file's folder")
        parser.add_argument("--show", action="store_true", help="only show the difference; take nothing")
        parser.add_argument(
            "--machines",
            choices=HOST_KINDS,
            help="whose they are, where the provider rents out several kinds; community and marketplace stay apart",
        )
        parser.add_argument("--date", help="the day from which they hold, such as 2026-11-16; without it today")

    def handle(self, *args: Any, **options: Any) -> None:
        day = read_day(options["date"])
        if options["file"]:
            path = Path(options["file"])
            provider = provider_of(path, options["provider"])
            reading, source = read_file(path, provider), f"{provider}, {path.name}, read in on {today().isoformat()}"
        else:
            reading, source = read_gpuhunt(options["provider"]), f"gpuhunt, read in on {today().isoformat()}"
        if not reading.offers:
            self.report(reading, Update(), day)
            raise CommandError("No price could be read, so nothing was changed.", returncode=BAD_INPUT)
        try:
            offers = with_kind(reading.offers, options["machines"] or "")
            update = add_prices(offers, day=day, source=source[:300], keep=not options["show"])
        except IntegrityError:
            raise CommandError("Prices were read in by somebody else at this moment. Start it again.") from None
        except DatabaseError as problem:
            raise CommandError(
                f"The database has no room for prices ({problem}). Start Plumbline once, or run manage.py migrate."
            ) from None
        self.report(reading, update, day, taken=not options["show"])

    def report(self, reading: PriceListContent, update: Update, day: date, *, taken: bool = True) -> None:
        said = "Added" if taken else "Nothing taken. It would add"
        offers = len(reading.offers)

        def write(text: str) -> None:
            self.stdout.write(agreed(text))

        write(
            f"{reading.rows} rows read, {offers} offers of "
            f"{len({offer.accelerator for offer in reading.offers})} kinds."
        )
        write(
            f"{said} {update.added}, valid from {day.isoformat()}: {update.new} new, {update.changed} with another "
            f"price, {update.confirmed} confirmed. Unchanged {update.unchanged}."
        )
        if reading.without:
            rows = "row is" if reading.without == 1 else "rows are"
            write(f"{reading.without} {rows} of machines without an accelerator.")
        self.some("Another price than before", update.differences)
        for name, count in reading.unknown.most_common(MOST_SHOWN):
            write(f"Not in accelerators.csv, left out: {name}, {count} row{'s' if count > 1 else ''}.")
        self.some("Skipped", [f"line {skipped.line}: {skipped.reason}" for skipped in reading.skipped])
        self.some("Not stored, because nothing is overwritten; give a later --date", update.refused)

    def some(self, title: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(f"{title}: {len(lines)}.")
            for line in lines[:MOST_SHOWN]:
                self.stdout.write(f"  {line}")
            if len(lines) > MOST_SHOWN:
                self.stdout.write(f"  and {len(lines) - MOST_SHOWN} more")


def read_day(text: str | None) -> date:
    if text is None:
        return today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"--date must be a day such as 2026-11-16, not {text[:40]!r}", returncode=BAD_INPUT
        ) from None
    latest = today() + LONGEST_AHEAD
    if not FIRST_DAY <= day <= latest:
        raise CommandError(
            f"--date must lie between {FIRST_DAY.isoformat()} and {latest.isoformat()}, not {day.isoformat()}",
            returncode=BAD_INPUT,
        )
    return day


def provider_of(path: Path, given: str | None) -> str:
    """Return whose prices they are, written as in the rows that are there."""
    name = (given if given is not None else path.resolve().parent.name).strip()
    if not name or len(name) > 60 or not name.isprintable():
        raise CommandError(f"--provider must be a name of up to 60 letters, not {name[:60]!r}", returncode=BAD_INPUT)
    return as_shipped(name)


def as_shipped(name: str) -> str:
    return find(name, {offer.provider: offer.provider for offer in get_reference().offers}) or name


def read_file(path: Path, provider: str) -> PriceListContent:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise CommandError(f"{path} is larger than {LARGEST_FILE_BYTES / 1e6:g} MB", returncode=BAD_INPUT)
        text, _notes = decode(path.read_bytes())
        return read_price_list(StringIO(text, newline=""), get_reference().accelerators, provider=provider)
    except BadPriceList as problem:
        raise CommandError(f"{path}: {problem}", returncode=BAD_INPUT) from None
    except BadValue:
        raise CommandError(f"{path}: is not UTF-8 text; save it as CSV (UTF-8)", returncode=BAD_INPUT) from None
    except OSError as error:
        raise CommandError(f"{path}: cannot be read ({error.strerror})", returncode=BAD_INPUT) from None


def read_gpuhunt(provider: str | None) -> PriceListContent:
    """Return what gpuhunt finds; it is no dependency, so it is asked for only here."""
    try:
        import gpuhunt
    except ImportError:
        raise CommandError(
            "The package gpuhunt is not installed. Install it beside Plumbline, or give a price list: "
            "update_prices vms.csv --provider NAME",
            returncode=BAD_INPUT,
        ) from None
    try:
        items = gpuhunt.query(min_gpu_count=1, **({"provider": provider} if provider else {}))
    except Exception as error:  # gpuhunt raises whatever its sellers' clients raise
        raise CommandError(
            f"gpuhunt could not fetch its catalogue ({type(error).__name__}: {str(error)[:200]}). Without a network "
            "give a price list: update_prices vms.csv --provider NAME",
            returncode=BAD_INPUT,
        ) from None
    return collect(_listed(items), get_reference().accelerators)


def _listed(items: list[Any]) -> Iterator[Listed]:
    """Yield what gpuhunt found as lines; they are numbered from 1."""
    for line, entry in enumerate(items, start=1):
        yield Listed(
            line=line,
            accelerator=str(entry.gpu_name or ""),
            count=str(entry.gpu_count),
            region=str(entry.location or ""),
            price=str(entry.price),
            machine=str(entry.instance_name or NO_NAME),
            # gpuhunt counts memory in gigabytes.
            memory=f"'SizeInMiB': {int(entry.gpu_memory)}" if entry.gpu_memory else "",
            commitment=Commitment.SPOT if entry.spot else Commitment.ON_DEMAND,
            provider=as_shipped(str(entry.provider)),
        )
