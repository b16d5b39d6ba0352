"""Rows: prices that this organisation read in. They lie over the shipped ones and are never edited."""

from datetime import date

from django.db import models

from estimates.domain.published.offers import COMMITMENT_LABELS, LARGEST_USD_PER_GPU_HOUR, Commitment, Offer
from projects.models import today


class RentPriceQuerySet(models.QuerySet["RentPrice"]):
    def seen_on(self, day: date) -> "RentPriceQuerySet":
        """Rows that a project priced on a day may see: what was read in later stays out, whatever day it names."""
        return self.filter(valid_from__lte=day, recorded_on__lte=day)


class RentPrice(models.Model):
    """One seller's price of one accelerator in one region from a day on. A new price is a new row."""

    provider = models.CharField(max_length=60)
    region = models.CharField(max_length=60, blank=True)
    accelerator = models.CharField(max_length=60)
    commitment = models.CharField(max_length=20, choices=[(one.value, COMMITMENT_LABELS[one]) for one in Commitment])
    price_usd_per_gpu_hour = models.FloatField()
    machine = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300)
    date_checked = models.DateField()
    valid_from = models.DateField()
    recorded_on = models.DateField(default=today)

    objects = RentPriceQuerySet.as_manager()

    class Meta:
        ordering = ["accelerator", "commitment", "provider", "region", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["accelerator", "provider", "commitment", "region", "valid_from"], name="one_price_per_day"
            ),
            models.CheckConstraint(
                condition=models.Q(price_usd_per_gpu_hour__gt=0, price_usd_per_gpu_hour__lte=LARGEST_USD_PER_GPU_HOUR),
                name="price_per_gpu_hour_is_one",
            ),
            models.CheckConstraint(
                condition=models.Q(commitment__in=[one.value for one in Commitment]), name="commitment_is_known"
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
            status="imported",
            source=self.source,
            date_checked=self.date_checked.isoformat(),
            valid_from=self.valid_from.isoformat(),
        )
