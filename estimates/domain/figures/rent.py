"""What renting an accelerator costs: the project's own price, else the offers that fit, else the published range."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.work import NOT_PUBLISHED, Work
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Fact
from estimates.domain.published.areas import Area
from estimates.domain.published.offers import (
    COMMITMENT_LABELS,
    STALE_DAYS,
    Commitment,
    Offer,
    PriceList,
    narrow,
    price_range,
)
from estimates.domain.published.reference import find
from projects.domain.answers import Answers, AnswerState
from projects.domain.ranges import Range
from projects.domain.reader import Given
from projects.domain.text import gettext_noop, joined, told

FEWEST_OFFERS = 3
"""With fewer offers on demand anywhere, the published range of the accelerator is wider and nearer to the truth."""
AREA_LABELS = {
    Area.NORTH_AMERICA: gettext_noop("North America"),
    Area.EUROPE: gettext_noop("Europe"),
    Area.ASIA_PACIFIC: gettext_noop("Asia and Pacific"),
}

_CHAPTERS = {"compute.price_per_gpu_hour": Chapter.ONCE, "compute.serving_price_per_gpu_hour": Chapter.MONTHLY}
"""Where a remark on a price stands on the page."""

UNKNOWN_PROVIDER = gettext_noop(
    "“%(name)s” is not among the providers whose prices we have, so we use all of them. Choose a name from the list, "
    "or "
    "enter its price."
)
NO_OFFER = gettext_noop(
    "No price of %(accelerator)s matches this provider, commitment and region, so we use all on-demand prices. "
    "Enter your own if you have one."
)
NO_OFFER_BUT_RANGE = gettext_noop(
    "No price of %(accelerator)s matches this provider, commitment and region, and there are few on-demand prices, so "
    "we use its published range. Enter your own if you have one."
)
STALE = gettext_noop(
    "%(stale)s of %(count)s prices of %(accelerator)s were checked more than %(days)s days before %(day)s. "
    "Check them again, or enter your own."
)
OFFERS_BY = gettext_noop("%(count)s offers by %(sellers)s")
CHECKED, CHECKED_FROM = gettext_noop("checked %(first)s"), gettext_noop("checked %(first)s to %(last)s")
FROM_MEMORY = gettext_noop("%(count)s from memory")
STALE_OFFERS = gettext_noop("%(count)s stale: older than %(days)s days")
SPOT_RISK = gettext_noop(
    "Spot machines are cheap because the provider may reclaim them within minutes. Save checkpoints often, allow for "
    "lost "
    "hours under failed runs, and do not let users depend on them."
)


@dataclass(frozen=True, kw_only=True)
class RentRequirements:
    """What a project says of whom it rents from."""

    commitment: Commitment = Commitment.ON_DEMAND
    provider: str = ""
    """As typed."""
    area: Area | None = None

    @property
    def narrows(self) -> bool:
        """Whether it rules out any offer on demand."""
        return self != ANYWHERE


ANYWHERE = RentRequirements()


@dataclass(frozen=True, kw_only=True)
class FoundOffers:
    """The offers of an accelerator that a project's price is made of."""

    offers: tuple[Offer, ...] = ()
    wanted: RentRequirements = RentRequirements()
    provider_known: bool = True
    fits: bool = True
    """False where nothing fits what is wanted, and all offers on demand stand in."""

    @property
    def counted(self) -> RentRequirements:
        """What the offers that count are like: as wanted, or on demand anywhere."""
        return self.wanted if self.fits else ANYWHERE


def wanted_of(answers: Answers) -> RentRequirements:
    """Return what the answers say of whom the machines are rented from."""

    def chosen(field_id: str) -> str:
        answer = answers[field_id]
        return str(answer.value) if answer.state is AnswerState.KNOWN and answer.value else ""

    commitment, area = chosen("compute.commitment"), chosen("compute.rent_area")
    return RentRequirements(
        commitment=Commitment(commitment) if commitment in list(Commitment) else Commitment.ON_DEMAND,
        provider=chosen("compute.provider"),
        area=Area(area) if area in list(Area) else None,
    )


def find_offers(prices: PriceList, accelerator: str, wanted: RentRequirements) -> FoundOffers:
    """Return the offers that fit; where none does, all on demand; none at all where they are too few.

    Args:
        prices: What holds on the day of the project.
        accelerator: As in accelerators.csv.
        wanted: What narrows them.
    """
    every = prices.of(accelerator)
    seller = find(wanted.provider, prices.providers) if wanted.provider else ""
    known = seller is not None
    asked = replace(wanted, provider=seller or "")
    fitting = narrow(every, commitment=asked.commitment, provider=asked.provider, area=asked.area)
    if asked.narrows and fitting:
        return FoundOffers(offers=fitting, wanted=wanted, provider_known=known)
    on_demand = narrow(every, commitment=Commitment.ON_DEMAND)
    enough = on_demand if len(on_demand) >= FEWEST_OFFERS else ()
    return FoundOffers(offers=enough, wanted=wanted, provider_known=known, fits=not asked.narrows)


@dataclass(frozen=True, kw_only=True)
class MarketPrice(Fact):
    """What an accelerator costs where a project gives no price of its own."""

    usd_per_gpu_hour: Range

    @property
    def told(self) -> str:
        """Where it is from, with the day on which it was checked."""
        if self.date_checked in self.source:
            return self.source
        return joined(self.source, told(CHECKED, first=date.fromisoformat(self.date_checked)))


def market_price(prices: PriceList, chip: Accelerator, wanted: RentRequirements = ANYWHERE) -> MarketPrice | None:
    """Return what the offers that fit ask, else the published range; None where nobody rents it out.

    Args:
        prices: What holds on a day.
        chip: The accelerator.
        wanted: What narrows the offers; without it those on demand, of whatever seller, wherever.
    """
    return _price_of(find_offers(prices, chip.name, wanted), prices, chip)


def _price_of(offers: FoundOffers, prices: PriceList, chip: Accelerator) -> MarketPrice | None:
    if offers.offers:
        oldest = min(offers.offers, key=lambda offer: offer.date_checked)
        return MarketPrice(
            usd_per_gpu_hour=price_range(offers.offers),
            source=describe(offers.offers, prices),
            date_checked=oldest.date_checked,
            valid_from=oldest.valid_from,
        )
    if chip.rent_usd_per_gpu_hour is None:
        return None
    return MarketPrice(
        usd_per_gpu_hour=chip.rent_usd_per_gpu_hour,
        source=chip.rent_source,
        date_checked=chip.date_checked,
        valid_from=chip.valid_from,
    )


def rent(work: Work, field_id: str, chip: Accelerator) -> Given | None:
    """Return the price of one accelerator [money/GPU-hour], or None where no price is known.

    Args:
        work: Reads and collects.
        field_id: The field in which a project gives its own price, which wins.
        chip: The accelerator.
    """
    if work.answers[field_id].state is AnswerState.KNOWN:
        return work.need(field_id)
    offers = find_offers(work.prices, chip.name, wanted_of(work.answers))
    _say(work, chip, offers, _CHAPTERS.get(field_id, ""))
    market = _price_of(offers, work.prices, chip)
    if market is None:
        return work.need(field_id, why=NOT_PUBLISHED)
    return work.price(field_id, market.usd_per_gpu_hour, market, market.source)


def _say(work: Work, chip: Accelerator, offers: FoundOffers, chapter: str) -> None:
    prices = work.prices
    if not offers.provider_known:
        work.problem(UNKNOWN_PROVIDER, about="compute.provider", name=offers.wanted.provider)
    if not offers.fits:
        work.problem(
            NO_OFFER if offers.offers else NO_OFFER_BUT_RANGE, about="compute.commitment", accelerator=chip.name
        )
    elif offers.wanted.commitment is Commitment.SPOT and offers.offers:
        work.note(SPOT_RISK, about=chapter)
    if (stale := sum(map(prices.is_stale, offers.offers))) and prices.day:
        work.note(
            STALE,
            about=chapter,
            stale=stale,
            count=len(offers.offers),
            accelerator=chip.name,
            days=STALE_DAYS,
            day=prices.day,
        )


def describe(offers: Sequence[Offer], prices: PriceList) -> str:
    """Say how many offers a price is made of, of whom, and how old they are."""
    sellers = sorted({offer.provider for offer in offers}, key=str.casefold)
    days = sorted({date.fromisoformat(offer.date_checked) for offer in offers})
    recalled, stale = sum(offer.recalled for offer in offers), sum(map(prices.is_stale, offers))
    return joined(
        told(OFFERS_BY, count=len(offers), sellers=", ".join(sellers)),
        *dict.fromkeys(COMMITMENT_LABELS[offer.commitment] for offer in offers),
        told(CHECKED if len(days) == 1 else CHECKED_FROM, first=days[0], last=days[-1]),
        told(FROM_MEMORY, count=recalled) if recalled else "",
        told(STALE_OFFERS, count=stale, days=STALE_DAYS) if stale else "",
    )
