"""The pages for people: tokens of their programs, and what programs can do."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from api.description import describe, list_operations
from api.forms import HookForm, TokenForm
from api.hooks import BadAddress, add_hook, queue_test
from api.models import Token
from api.problems import not_found
from api.tokens import issue_token
from projects import auditing
from projects.access import remember_browser, visiting_browser
from projects.limits import OverLimit


@require_http_methods(["GET", "HEAD", "POST"])
def access(request: HttpRequest) -> HttpResponse:
    """List the tokens of the visitor; make one, whose secret is shown this once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret, response, browser = "", HttpResponse(), visiting_browser(request)
    if request.method == "POST" and form.is_valid():
        try:
            browser = remember_browser(request, response)
            _token, secret = issue_token(browser, **form.cleaned_data)
        except OverLimit as limit:
            form.add_error(None, str(limit))
        else:
            auditing.note(request, auditing.TOKEN_MADE, form.cleaned_data["name"], who=auditing.name_of(browser))
            form = TokenForm()
    context = {"form": form, "secret": secret, "tokens": browser.tokens.all() if browser else ()}
    page = render(request, "api/access.html", context)
    page.cookies.update(response.cookies)  # of a browser that begins here
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def hooks(request: HttpRequest) -> HttpResponse:
    """List the addresses that are told of decisions; add one, whose secret is shown this once."""
    form = HookForm(request.POST if request.method == "POST" else None)
    secret, response, browser = "", HttpResponse(), visiting_browser(request)
    if request.method == "POST" and form.is_valid():
        try:
            browser = remember_browser(request, response)
            hook, secret = add_hook(browser, form.cleaned_data["url"])
        except (BadAddress, OverLimit) as refusal:
            form.add_error("url", str(refusal))
        else:
            auditing.note(request, auditing.HOOK_ADDED, hook.host, who=auditing.name_of(browser))
            form = HookForm()
    rows = browser.hooks.all() if browser else ()
    lines = [{"hook": hook, "last": hook.deliveries.first()} for hook in rows]
    page = render(request, "api/hooks.html", {"form": form, "secret": secret, "lines": lines})
    page.cookies.update(response.cookies)
    return page


@require_POST
def try_hook(request: HttpRequest, hook_id: int) -> HttpResponse:
    """Send an address a test; the page says what becomes of it."""
    browser = visiting_browser(request)
    if browser is None:
        raise Http404
    try:
        queue_test(get_object_or_404(browser.hooks, pk=hook_id))
    except OverLimit as limit:
        messages.error(request, str(limit))
    return redirect("api:hooks")


@require_POST
def remove_hook(request: HttpRequest, hook_id: int) -> HttpResponse:
    """Tell an address nothing any more."""
    browser = visiting_browser(request)
    if browser is None:
        raise Http404
    hook = get_object_or_404(browser.hooks, pk=hook_id)
    hook.delete()
    auditing.note(request, auditing.HOOK_REMOVED, hook.host)
    messages.success(request, _("The address is told nothing any more."))
    return redirect("api:hooks")


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Let a token open nothing any more."""
    browser = visiting_browser(request)
    if browser is None:
        raise Http404
    token = get_object_or_404(browser.tokens, pk=token_id)
    Token.objects.open().filter(pk=token.pk).update(revoked_at=timezone.now())
    auditing.note(request, auditing.TOKEN_REVOKED, token.name)
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("api:access")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show what programs can do, operation by operation."""
    return render(request, "api/guide.html", {"operations": list_operations()})


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI description."""
    return JsonResponse(describe(), json_dumps_params={"indent": 1})


def nowhere(request: HttpRequest) -> HttpResponse:
    """Answer an address below that of the API that leads nowhere."""
    return not_found()


nowhere.csrf_exempt = True  # type: ignore[attr-defined] # nothing is done there, and a program has no token of a form
