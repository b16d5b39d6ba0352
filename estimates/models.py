"""Rows: prices that this organisation read in. They lie over the shipped ones and are never edited."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from estimates.domain.published.offers import COMMITMENT_LABELS, LARGEST_USD_PER_GPU_HOUR, Commitment, Offer
from estimates.domain.published.pricelists import Priced
from projects.models import today


class KnownFrom(models.TextChoices):
    """How somebody knows a price."""

    PUBLIC = "public", _("the provider’s own page or catalogue")
    CONTRACT = "contract", _("our contract")
    QUOTE = "quote", _("a quote to us")
    COPY = "copy", _("somebody else’s copy")
    MEMORY = "memory", _("from memory")


class PriceUpload(models.Model):
    """A price list that an administrator uploaded. It waits until some or all of it is taken."""

    file_name = models.CharField(max_length=120)
    seen_on = models.DateField()
    known_from = models.CharField(max_length=10, choices=KnownFrom, default=KnownFrom.PUBLIC)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.CharField(max_length=150)
    # Until it is taken, its offers: provider, region, accelerator, commitment, price, machine, kind of host.
    offers = models.JSONField(default=list)
    # What was left out, as [line, reason]; by name what no chip of ours is called; and how many rows there were.
    skipped = models.JSONField(default=list)
    unknown = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.seen_on}"

    @property
    def priced(self) -> list[Priced]:
        return [Priced(offer[0], offer[1], offer[2], Commitment(offer[3]), *offer[4:]) for offer in self.offers]

    @property
    def providers(self) -> list[str]:
        return sorted({offer[0] for offer in self.offers})


class RentPriceQuerySet(models.QuerySet["RentPrice"]):
    def seen_on(self, day: date) -> "RentPriceQuerySet":
        """Rows that a project priced on a day may see: what was read in later stays out, whatever day it names."""
        return self.filter(valid_from__lte=day, recorded_on__lte=day)


class RentPrice(models.Model):
    """One seller's price of one accelerator in one region from a day on. A new price is a new row."""

    provider = models.CharField(max_length=60)
    region = models.CharField(max_length=60, blank=True)
    accelerator = models.CharField(max_length=60)
    commitment = models.CharField(
        max_length=20, choices=[(commitment.value, COMMITMENT_LABELS[commitment]) for commitment in Commitment]
    )
    price_usd_per_gpu_hour = models.FloatField()
    machine = models.CharField(max_length=120, blank=True)
    # Whose machine it is; blank where nobody said. Strangers' machines are never counted with a seller's own.
    host_kind = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=300)
    date_checked = models.DateField()
    valid_from = models.DateField()
    recorded_on = models.DateField(default=today)
    # The day on which it stood at its provider; None where the list does not say.
    seen_on = models.DateField(null=True, blank=True)
    # The list it came with, which is taken back as a whole.
    upload = models.ForeignKey(PriceUpload, null=True, blank=True, on_delete=models.CASCADE, related_name="prices")

    objects = RentPriceQuerySet.as_manager()

    class Meta:
        ordering = ["accelerator", "commitment", "provider", "region", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["accelerator", "provider", "commitment", "region", "host_kind", "valid_from"],
                name="one_price_per_day",
            ),
            models.CheckConstraint(
                condition=models.Q(price_usd_per_gpu_hour__gt=0, price_usd_per_gpu_hour__lte=LARGEST_USD_PER_GPU_HOUR),
                name="price_per_gpu_hour_is_one",
            ),
            models.CheckConstraint(
                condition=models.Q(commitment__in=[commitment.value for commitment in Commitment]),
                name="commitment_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accelerator}, {self.provider}, {self.commitment}, {self.valid_from}"

    def to_offer(self) -> Offer:
        return Offer(
            id=f"own-{self.pk}",
            provider=self.provider,
            region=self.region,
            commitment=Commitment(self.commitment),
            accelerator=self.accelerator,
            price_usd_per_gpu_hour=self.price_usd_per_gpu_hour,
            machine=self.machine,
            host_kind=self.host_kind,
            status="imported",
            source=self.source,
            date_checked=self.date_checked.isoformat(),
            valid_from=self.valid_from.isoformat(),
            seen_on=self.seen_on.isoformat() if self.seen_on else "",
        )
