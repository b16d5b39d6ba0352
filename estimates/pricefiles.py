"""Price lists as administrators upload them: read, kept until somebody decides, taken, taken back."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from io import StringIO

from django.db import transaction
from django.utils import timezone, translation

from estimates.domain.published.offers import Offer, usual_kind
from estimates.domain.published.pricediff import Key, ListDifference, compare, key_of
from estimates.domain.published.pricelines import BadPriceList
from estimates.domain.published.pricelists import Priced, PriceListContent, read_json_list, read_price_list
from estimates.domain.published.reference import find
from estimates.models import KnownFrom, PriceUpload, RentPrice
from estimates.prices import price_list
from estimates.priceupdate import Update, add_prices
from estimates.reference import get_reference
from projects.domain.errors import BadValue
from projects.domain.text import gettext_noop
from projects.encodings import decode
from projects.models import today

MOST_BYTES = 10_000_000
MOST_ROWS = 100_000
MOST_WAITING = 20
MOST_REASONS = 200
NO_COLUMNS = gettext_noop(
    "This is no price list that we know. We read the columns AcceleratorName, AcceleratorCount, Price and Region "
    "(SkyPilot), or gpu_name, gpu_count, price and location (gpuhunt), as CSV or JSON."
)
TOO_MANY = gettext_noop("The list has more than %(most)s rows. Upload it in parts.")
NO_PRICE = gettext_noop("Not one price in it could be read. First reason: %(reason)s")


def as_shipped(provider: str) -> str:
    """Return a provider as it is written in the rows that are there."""
    return find(provider, {offer.provider: offer.provider for offer in get_reference().offers}) or provider


def read_upload(content: bytes, provider: str) -> PriceListContent:
    """Read a file in either form, as CSV or JSON.

    Raises:
        BadValue: Where nothing in it can be taken.
    """
    text, _notes = decode(content)
    if text.count("\n") > MOST_ROWS:
        raise BadValue(TOO_MANY, {"most": f"{MOST_ROWS:,}"})
    known = get_reference().accelerators
    try:
        if text.lstrip().startswith(("[", "{")):
            reading = read_json_list(text, known, provider=provider)
        else:
            reading = read_price_list(StringIO(text, newline=""), known, provider=provider)
    except BadPriceList:
        raise BadValue(NO_COLUMNS) from None
    if not reading.offers:
        raise BadValue(NO_PRICE, {"reason": _first_reason(reading)})
    return reading


def _first_reason(reading: PriceListContent) -> str:
    if reading.skipped:
        return reading.skipped[0].reason
    return ", ".join(list(reading.unknown)[:3]) or "–"


def keep_upload(
    reading: PriceListContent, *, name: str, seen_on: date, known_from: KnownFrom, who: str, kind: str = ""
) -> PriceUpload:
    """Keep a list that was read until somebody decides.

    Args:
        reading: What the list holds.
        name: Of the file.
        seen_on: The day on which it was seen.
        known_from: How somebody knows it.
        who: Who uploaded it.
        kind: Whose machines they are, one of HOST_KINDS; "" takes what each provider is known to rent out.
    """
    return PriceUpload.objects.create(
        file_name=name[:120],
        seen_on=seen_on,
        known_from=known_from,
        uploaded_by=who,
        offers=[
            [
                priced.provider,
                priced.region,
                priced.accelerator,
                priced.commitment.value,
                priced.price_usd_per_gpu_hour,
                priced.machine,
                priced.host_kind,
            ]
            for priced in with_kind(reading.offers, kind)
        ],
        skipped=[[skipped.line, skipped.reason] for skipped in reading.skipped[:MOST_REASONS]],
        unknown=dict(reading.unknown.most_common(MOST_REASONS)),
        rows=reading.rows,
    )


def with_kind(offers: Iterable[Priced], kind: str = "") -> list[Priced]:
    """Return offers with whose machines they are: as said, else what their provider is known to rent out."""
    shipped = get_reference().offers
    known = {provider: usual_kind(provider, shipped) for provider in {offer.provider for offer in shipped}}
    return [replace(offer, host_kind=kind or known.get(offer.provider, "")) for offer in offers]


def difference_of(upload: PriceUpload) -> ListDifference:
    """Return what a waiting list would change."""
    return compare(upload.priced, price_list(today()), seen_on=upload.seen_on, stands=_standing_on(upload.seen_on))


def _standing_on(day: date) -> dict[Key, float]:
    rows = (row.to_offer() for row in RentPrice.objects.filter(valid_from=day))
    return {key_of(offer): offer.price_usd_per_gpu_hour for offer in rows}


@transaction.atomic
def take_upload(upload: PriceUpload, wanted: Callable[[int], bool]) -> Update:
    """Make rows of the offers of a list that are wanted by their number; the others are gone with it."""
    chosen = [offer for number, offer in enumerate(upload.priced) if wanted(number)]
    with translation.override("en"):  # a source is data, in one language for all readers
        source = f"{upload.file_name}, {upload.get_known_from_display()}"
    update = add_prices(chosen, day=upload.seen_on, source=source[:300], upload=upload)
    upload.offers, upload.taken_at = [], timezone.now()
    upload.save(update_fields=["offers", "taken_at"])
    return update


def in_use() -> list[Offer]:
    """Return every price that holds today, by provider."""
    prices = price_list(today())
    offers = [offer for chip in get_reference().accelerators for offer in prices.of(chip)]
    return sorted(
        offers, key=lambda offer: (offer.provider.casefold(), offer.accelerator, offer.commitment, offer.region)
    )


def newest_day(offers: Iterable[Offer]) -> str:
    """Return the ISO day on which one of them was seen at its seller last; "" where of none that day is known."""
    return max(offer.seen_on for offer in offers)
