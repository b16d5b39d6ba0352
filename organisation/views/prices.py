"""Prices of renting: uploaded, compared with those in use, taken or left."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estimates.domain.published.pricediff import TAKEABLE, ListDifference, OfferStatus, side_by_side
from estimates.models import KnownFrom, PriceUpload
from estimates.pricefiles import MOST_WAITING, difference_of, in_use, keep_upload, take_upload
from estimates.prices import price_list
from organisation.forms import PricesForm
from organisation.wording import KIND_WORDS, PriceRow, provider_lines, say_commitment
from projects import auditing
from projects.accounts import open_organisation
from projects.models import today

PAGE = ["GET", "HEAD", "POST"]
MOST_SHOWN = 400
"""Offers that are ticked one by one; the others of a very long list are taken together."""


@require_safe
def first_page(request: HttpRequest) -> HttpResponse:
    open_organisation(request)
    return redirect("organisation:prices")


@require_http_methods(PAGE)
def prices(request: HttpRequest) -> HttpResponse:
    """Show the lists that wait and the prices in use; take new lists to look at."""
    user = open_organisation(request)
    form = PricesForm(request.POST or None, request.FILES or None, initial={"seen_on": today()})
    waiting = PriceUpload.objects.filter(taken_at=None)
    if request.method == "POST" and form.is_valid():
        if waiting.count() + len(form.cleaned_data["readings"]) > MOST_WAITING:
            form.add_error(
                "lists", _("%(most)s lists wait already. Take or throw away some first.") % {"most": MOST_WAITING}
            )
        else:
            kept = _keep(form, user.get_username())
            return (
                redirect("organisation:price_upload", kept[0].pk)
                if len(kept) == 1
                else redirect("organisation:compare_prices")
            )
    unsaid = Count("prices", filter=Q(prices__host_kind=""))
    taken = PriceUpload.objects.exclude(taken_at=None).annotate(price_count=Count("prices"), unsaid_count=unsaid)
    context = {
        "form": form,
        "waiting": waiting,
        "taken": taken[:20],
        "providers": provider_lines(in_use(), today()),
    }
    return render(request, "organisation/prices.html", context)


def _keep(form: PricesForm, who: str) -> list[PriceUpload]:
    said = form.cleaned_data
    return [
        keep_upload(
            reading,
            name=name,
            seen_on=said["seen_on"],
            known_from=KnownFrom(said["known_from"]),
            who=who,
            kind=said["machines"],
        )
        for name, reading in said["readings"]
        if reading
    ]


@require_safe
def provider_prices(request: HttpRequest) -> HttpResponse:
    """List the prices in use of one provider."""
    open_organisation(request)
    name, day = request.GET.get("name", ""), today()
    offers = [offer for offer in in_use() if offer.provider == name]
    page = Paginator(offers, 200).get_page(request.GET.get("page"))
    rows = [
        {"offer": offer, "commitment": say_commitment(offer.commitment), "stale": offer.is_stale(day)} for offer in page
    ]
    return render(request, "organisation/provider_prices.html", {"name": name, "rows": rows, "page": page})


@require_http_methods(PAGE)
def price_upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Show what a list would change, and take what is ticked."""
    open_organisation(request)
    upload = get_object_or_404(PriceUpload, pk=upload_id, taken_at=None)
    difference = difference_of(upload)
    shown = [row for row in difference.rows if row.kind in TAKEABLE and row.kind is not OfferStatus.SAME][:MOST_SHOWN]
    if request.method == "POST":
        return _take(request, upload, _wanted(request, difference, {row.number for row in shown}))
    rest = sum(row.kind in TAKEABLE and row.kind is not OfferStatus.SAME for row in difference.rows) - len(shown)
    context = {
        "upload": upload,
        "unsaid_count": sum(not offer.host_kind for offer in upload.priced),
        "difference": difference,
        "rest": rest,
        "rows": [PriceRow(row) for row in shown],
        "same": difference.of(OfferStatus.SAME),
        "there": len(difference.of(OfferStatus.THERE)),
        "refused": difference.of(OfferStatus.REFUSED),
        "gone": difference.gone[:MOST_SHOWN],
        "counts": [(KIND_WORDS[kind], len(difference.of(kind))) for kind in OfferStatus if difference.of(kind)],
    }
    return render(request, "organisation/price_upload.html", context)


def _wanted(request: HttpRequest, difference: ListDifference, shown: set[int]) -> Callable[[int], bool]:
    """Return what tells of an offer, by its number, whether it was ticked, alone or with others of its kind."""
    ticked = {int(number) for number in request.POST.getlist("take") if number.isdecimal() and len(number) < 9}
    kinds = {row.number: row.kind for row in difference.rows}

    def wanted(number: int) -> bool:
        if kinds[number] is OfferStatus.SAME:
            return "same" in request.POST
        if kinds[number] not in TAKEABLE:
            return False
        return number in ticked if number in shown else "rest" in request.POST

    return wanted


def _take(request: HttpRequest, upload: PriceUpload, wanted: Callable[[int], bool]) -> HttpResponse:
    if not any(map(wanted, range(len(upload.offers)))):
        messages.warning(request, _("Nothing was ticked, so nothing was taken. The list still waits."))
        return redirect("organisation:price_upload", upload.pk)
    try:
        added = take_upload(upload, wanted).added
    except IntegrityError:
        messages.warning(request, _("Somebody else took prices at this moment. Look at the difference again."))
        return redirect("organisation:price_upload", upload.pk)
    auditing.note(request, auditing.PRICES_TAKEN, upload.file_name)
    words = ngettext("%(n)s price was taken.", "%(n)s prices were taken.", added) % {"n": added}
    messages.success(request, words + " " + _("New projects count with them; others keep their price date."))
    return redirect("organisation:prices")


@require_POST
def drop_upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Throw a waiting list away, or take back the prices that came with one."""
    open_organisation(request)
    upload = get_object_or_404(PriceUpload, pk=upload_id)
    words = _("The prices of “%(name)s” are taken back.") if upload.taken_at else _("“%(name)s” was thrown away.")
    if upload.taken_at:
        auditing.note(request, auditing.PRICES_TAKEN_BACK, upload.file_name)
    upload.delete()
    messages.success(request, words % {"name": upload.file_name})
    return redirect("organisation:prices")


@require_safe
def compare_prices(request: HttpRequest) -> HttpResponse:
    """Show all waiting lists side by side, beside the prices in use."""
    open_organisation(request)
    waiting = list(PriceUpload.objects.filter(taken_at=None).order_by("uploaded_at", "pk"))
    rows = side_by_side([upload.priced for upload in waiting], price_list(today()))
    lines = [{"row": row, "commitment": say_commitment(row.commitment)} for row in rows]
    return render(request, "organisation/compare_prices.html", {"waiting": waiting, "lines": lines})
