"""The published prices of what goes with a hosted model, seller by seller."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from estimates.domain.published.hosted_prices import (
    BATCH,
    CACHE_READ,
    CACHE_WRITE,
    EMBEDDING,
    INDEX_FEE,
    INDEX_STORAGE,
    KIND_LABELS,
    RERANK,
    HostedPrices,
)
from estimates.reference import get_reference
from projects.access import open_project

_SEARCH = (EMBEDDING, RERANK, INDEX_STORAGE, INDEX_FEE)
_CALLS = (CACHE_READ, CACHE_WRITE, BATCH)


@require_safe
def hosted_prices(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show every row behind the prices of a search, of repeated text and of answers that may wait."""
    workspace = open_project(request, project_id, scenario)
    searches = workspace.visible_answers.value("compute.approach") == "retrieval"
    kinds = (*_SEARCH, *_CALLS) if searches else (*_CALLS, *_SEARCH)
    prices = get_reference().hosted
    context = {"workspace": workspace, "kinds": [_kind(kind, prices) for kind in kinds]}
    return render(request, "estimates/hosted_prices.html", context)


def _kind(kind: str, prices: HostedPrices) -> dict[str, object]:
    rows = sorted(prices.of(kind), key=lambda row: (row.price.likely, row.seller.casefold()))
    return {
        "id": kind,
        "title": _(KIND_LABELS[kind]),
        "rows": rows,
        "spread": prices.spreads[kind].price,
        "money": kind in _SEARCH,
    }
