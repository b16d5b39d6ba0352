"""What the pages for administrators call things."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from estimates.domain.published.offers import COMMITMENT_LABELS, KIND_LABELS, Commitment, Offer
from estimates.domain.published.pricediff import OfferDifference, OfferStatus
from estimates.pricefiles import newest_day

KIND_WORDS = {
    OfferStatus.CHANGED: _("another price"),
    OfferStatus.NEW: _("new"),
    OfferStatus.SAME: _("same price, seen again"),
    OfferStatus.OLDER: _("older than the price in use"),
    OfferStatus.REFUSED: _("refused"),
    OfferStatus.THERE: _("already there"),
}


def say_commitment(commitment: Commitment) -> str:
    return gettext(COMMITMENT_LABELS[commitment])


@dataclass(frozen=True)
class PriceRow:
    """One offer of a list, as the page says it."""

    difference: OfferDifference

    def __getattr__(self, name: str) -> object:
        return getattr(self.difference, name)

    @property
    def words(self) -> str:
        return str(KIND_WORDS[self.difference.kind])

    @property
    def machines(self) -> str:
        """Whose they are, where it is known."""
        kind = self.difference.offer.host_kind
        return gettext(KIND_LABELS[kind]) if kind else ""

    @property
    def commitment(self) -> str:
        return say_commitment(self.difference.offer.commitment)


@dataclass(frozen=True)
class ProviderLine:
    """The prices in use of one provider, in short."""

    name: str
    prices: int
    own: int
    newest: str
    stale: int


def provider_lines(offers: Iterable[Offer], day: date) -> list[ProviderLine]:
    """Return a line for each provider, by name."""
    by_provider: dict[str, list[Offer]] = {}
    for offer in offers:
        by_provider.setdefault(offer.provider, []).append(offer)
    return [
        ProviderLine(
            name,
            len(rows),
            sum(offer.own for offer in rows),
            newest_day(rows),
            sum(offer.is_stale(day) for offer in rows),
        )
        for name, rows in by_provider.items()
    ]
