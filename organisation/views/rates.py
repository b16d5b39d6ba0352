"""The organisation's rate card: pay by role, offered to every project in its currency."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from organisation.forms import RatesForm
from projects import auditing
from projects.accounts import open_organisation
from projects.catalogue import get_catalogue
from projects.domain.currency import USD
from projects.domain.ranges import NumberStyle
from projects.formatting import Formatter
from projects.models import RateCard
from projects.places import currency_choices
from projects.reference import get_rates
from teams.cardwording import say_card_problem
from teams.domain.ratecard import FIELD


@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    """List the cards, and take a new one as it was read."""
    user = open_organisation(request)
    form = _form(request)
    context: dict[str, Any] = {"form": form, "cards": RateCard.objects.all()[:50]}
    if request.method == "POST" and form.is_valid():
        card, said = form.cleaned_data["card"], form.cleaned_data
        doubtful = sorted({str(card.rows[doubt.index].get("role", "")) for doubt in card.doubts})
        if (card.problems or doubtful) and "keep" not in request.POST:
            context |= {"problems": [say_card_problem(problem) for problem in card.problems], "doubtful": doubtful}
            return render(request, "organisation/rates.html", context)
        rows = [_with_source(row, said["source"]) for row in card.rows]
        made = RateCard.objects.create(
            currency=said["currency"],
            rows=rows,
            source=said["source"],
            valid_from=said["valid_from"],
            made_by=user.get_username(),
        )
        auditing.note(request, auditing.RATES_CHANGED, str(made))
        words = ngettext("%(n)s row is offered to projects now.", "%(n)s rows are offered to projects now.", len(rows))
        messages.success(request, words % {"n": len(rows)})
        return redirect("organisation:rates")
    return render(request, "organisation/rates.html", context)


def _form(request: HttpRequest) -> RatesForm:
    currencies = currency_choices(Formatter.for_reader())
    asked = request.POST.get("currency", USD)
    currency = asked if asked in dict(currencies) else USD
    rate = get_rates().get(currency)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return RatesForm(
        get_catalogue().fields[FIELD],
        NumberStyle(currency=currency, decimal=Formatter.for_reader().decimal),
        rate.money_per_usd if rate else 1.0,
        *sent,
        currencies=currencies,
    )


def _with_source(row: Mapping[str, Any], source: str) -> dict[str, Any]:
    """Return a row that says where it is from, where it did not yet."""
    return {**row, "source": row.get("source") or source[:120]} if source else dict(row)


@require_POST
def drop(request: HttpRequest, card_id: int) -> HttpResponse:
    """Offer a card no longer; projects that took it keep what they took."""
    open_organisation(request)
    card = get_object_or_404(RateCard, pk=card_id)
    card.delete()
    auditing.note(request, auditing.RATES_CHANGED, _("withdrawn: %(card)s") % {"card": card})
    messages.success(request, _("The card is offered no longer. Projects that took it keep it."))
    return redirect("organisation:rates")
