"""From how many points each verdict may be said, and what each statement counts, in versions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from decisions.thresholds import shipped_points, shipped_weights
from organisation.forms import ThresholdsForm
from projects import auditing
from projects.accounts import open_organisation
from projects.models import Thresholds
from scoping.content import get_checklist


@require_http_methods(["GET", "HEAD", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    """Show the versions, and take a new one; projects that have begun keep theirs."""
    user = open_organisation(request)
    versions = list(Thresholds.objects.all()[:50])
    shipped = shipped_points()
    newest = {name: getattr(versions[0], name) for name in shipped} if versions else dict(shipped)
    weights = {**shipped_weights(), **(versions[0].weights if versions else {})}
    form = ThresholdsForm(request.POST or None, initial=newest | weights, checklist=get_checklist())
    if request.method == "POST" and form.is_valid():
        made = Thresholds.objects.create(**form.to_version(), made_by=user.get_username())
        auditing.note(request, auditing.RULES_CHANGED, f"Go {made.go}, Pilot {made.pilot}, Fix first {made.fix_first}")
        words = _(
            "Saved as version %(n)s. New projects are judged by it; the others keep theirs until somebody takes it."
        )
        messages.success(request, words % {"n": made.pk})
        return redirect("organisation:thresholds")
    context = {"form": form, "versions": versions, "shipped": shipped}
    return render(request, "organisation/thresholds.html", context)
