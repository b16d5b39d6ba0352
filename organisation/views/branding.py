"""How the organisation looks: name, colour, logo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisation.forms import BrandForm
from projects import auditing
from projects.accounts import open_organisation
from projects.branding import current_look, set_look


@require_http_methods(["GET", "HEAD", "POST"])
def branding(request: HttpRequest) -> HttpResponse:
    open_organisation(request)
    look = current_look()
    form = BrandForm(request.POST or None, request.FILES or None, initial={"name": look.name, "colour": look.colour})
    if request.method == "POST" and form.is_valid():
        set_look(**form.to_look(look))
        auditing.note(request, auditing.BRAND_CHANGED, form.cleaned_data["name"])
        messages.success(request, _("Saved. Pages and reports look like this from now on."))
        return redirect("organisation:branding")
    return render(request, "organisation/branding.html", {"form": form, "look": look})
