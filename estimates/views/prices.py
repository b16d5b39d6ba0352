"""The offers behind a price, and the day at which prices are read."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from estimates.domain.figures.rent import AREA_LABELS, find_offers, wanted_of
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.published.offers import COMMITMENT_LABELS, KIND_LABELS, Offer, price_range
from estimates.domain.published.reference import find
from estimates.domain.tables.pricechange import FigureChange, changes
from estimates.forms import DayForm
from estimates.prices import price_list
from estimates.reference import get_reference
from estimates.results import estimate_on
from estimates.views.sorting import columns, sorted_by
from projects.access import Workspace, open_project
from projects.domain.text import gettext_noop
from projects.models import Scenario, today

MACHINES = {"training": "compute.accelerator", "answering": "compute.serving_accelerator"}
PRICES = {"training": "compute.price_per_gpu_hour", "answering": "compute.serving_price_per_gpu_hour"}
TRAINS = {"fine_tune", "train"}
_COLUMNS = {
    "provider": lambda offer: offer.provider.casefold(),
    "region": lambda offer: offer.region.casefold(),
    "commitment": lambda offer: list(COMMITMENT_LABELS).index(offer.commitment),
    "price": lambda offer: offer.price_usd_per_gpu_hour,
    "checked": lambda offer: offer.seen_on or offer.date_checked,
    "kind": lambda offer: offer.host_kind,
}


TIER_LABELS = {
    "A": gettext_noop("read at the seller"),
    "B": gettext_noop("follows from the seller’s text"),
    "C": gettext_noop("second hand"),
}


@require_safe
def offers(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show the offers behind a price, or all that hold on the project's day."""
    workspace = open_project(request, project_id, scenario)
    template = "estimates/_offers.html" if request.headers.get("HX-Request") else "estimates/offers.html"
    return render(request, template, {"workspace": workspace, **_offers(workspace, request)})


def _offers(workspace: Workspace, request: HttpRequest) -> dict[str, object]:
    answers = workspace.visible_answers
    use = request.GET.get("for", "")
    if use not in MACHINES:
        use = "training" if answers.value("compute.approach") in TRAINS else "answering"
    chip = _chip(workspace, MACHINES[use])
    prices, every = price_list(workspace.project.priced_on), request.GET.get("show") == "all"
    wanted = wanted_of(answers)
    offers = find_offers(prices, chip.name, wanted)
    shown = prices.of(chip.name) if every else offers.offers
    sort, rows = sorted_by(shown, request.GET.get("sort", ""), _COLUMNS, usual="price")
    return {
        "use": use,
        "chip": chip,
        "every": every,
        "found": offers,
        "wanted": wanted,
        "commitment": _(COMMITMENT_LABELS[offers.counted.commitment]),
        "area": offers.counted.area and _(AREA_LABELS[offers.counted.area]),
        "range": price_range(offers.offers) if offers.offers else chip.rent_usd_per_gpu_hour,
        "own": answers.value(PRICES[use]) is not None,
        "sellers": len({offer.provider for offer in shown}),
        "count": len(shown),
        "sort": sort,
        "others": len(prices.of(chip.name)) - len(offers.offers),
        "rows": [_row(offer, prices.is_stale(offer)) for offer in rows],
        "undated": any(not offer.seen_on for offer in shown),
        "today": today(),
        "columns": columns(_heads(), sort, request.GET),
        "uses": [machine for machine in MACHINES if _asked(workspace, machine)],
    }


def _heads() -> list[tuple[str, str, bool]]:
    return [
        ("provider", _("Seller"), False),
        ("price", _("Per GPU-hour"), True),
        ("region", _("Region"), False),
        ("commitment", _("Bound"), False),
        ("kind", _("Machines of"), False),
        ("checked", _("Seen"), False),
        ("", _("Source"), False),
    ]


def _row(offer: Offer, stale: bool) -> dict[str, object]:
    return {
        "offer": offer,
        "commitment": _(COMMITMENT_LABELS[offer.commitment]),
        "stale": stale,
        "tier": _(TIER_LABELS[offer.tier]) if offer.tier else "",
        "kind": _(KIND_LABELS[offer.host_kind]) if offer.host_kind else "",
    }


def _chip(workspace: Workspace, field_id: str) -> Accelerator:
    known = get_reference().accelerators
    field = workspace.catalogue.fields[field_id]
    name = str(workspace.visible_answers.value(field_id) or field.default)
    return find(name, known) or known[str(field.default)]


def _asked(workspace: Workspace, use: str) -> bool:
    approach = workspace.visible_answers.value("compute.approach")
    return approach in (TRAINS if use == "training" else {*TRAINS, "self_host"})


# ---------------------------------------------------------------- the day


@dataclass(frozen=True, kw_only=True)
class ScenarioPriceChange:
    """What another day does to one scenario."""

    scenario: Scenario
    changes: Sequence[FigureChange]


@require_http_methods(["GET", "HEAD", "POST"])
def price_day(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show what prices of another day would change, today's unless another is asked for; sent, read them then."""
    workspace = open_project(request, project_id, scenario)
    sent = request.POST if request.method == "POST" else request.GET
    form = DayForm(sent if "day" in sent else {"day": today().isoformat()}, today=today())
    day = form.cleaned_data["day"] if form.is_valid() else None
    if request.method == "POST" and day:
        return _move(request, workspace, day)
    scenarios = _scenario_changes(workspace, day) if day else []
    context = {
        "workspace": workspace,
        "form": form,
        "day": day,
        "today": today(),
        "scenarios": scenarios,
        "same": [change.scenario.name for change in scenarios if not change.changes],
    }
    return render(request, "estimates/price_day.html", context)


def _move(request: HttpRequest, workspace: Workspace, day: date) -> HttpResponse:
    project, before = workspace.project, workspace.project.priced_on
    project.price_on(day)
    write = workspace.formatter.date
    messages.success(
        request,
        _("Prices are now those of %(after)s; before they were those of %(before)s.")
        % {"after": write(day), "before": write(before)},
    )
    return redirect("estimates:compute", project.pk, workspace.scenario.slug)


def _scenario_changes(workspace: Workspace, day: date) -> list[ScenarioPriceChange]:
    found = []
    for scenario in workspace.scenarios:
        place = replace(workspace, scenario=scenario)
        before, after = estimate_on(place, workspace.project.priced_on), estimate_on(place, day)
        # What a way costs comes first; the rest stands in the order of the page.
        changed = changes(before, after)
        found.append(ScenarioPriceChange(scenario=scenario, changes=changed))
    return found
