"""Figures of data: what is kept, and what leaves the cloud."""

from estimates.domain.figures.work import Work
from projects.domain.text import gettext_noop


def keep(work: Work) -> None:
    """Work out what storage and data that leave the cloud cost."""
    size, price = work.draw("compute.storage_gb"), work.draw("compute.storage_price")
    if size is not None and price is not None and size.max() > 0:
        work.add(
            "compute.storage", gettext_noop("Storage per month"), size * price, "money/month",
            "storage_gb × storage_price", work.of("compute.storage_gb", "compute.storage_price"),
        )  # fmt: skip
    moved, price = work.draw("compute.egress_gb"), work.draw("compute.egress_price")
    if moved is not None and price is not None and moved.max() > 0:
        work.add(
            "compute.egress", gettext_noop("Data transfer out, per month"), moved * price, "money/month",
            "egress_gb × egress_price", work.of("compute.egress_gb", "compute.egress_price"),
        )  # fmt: skip
