"""What is asked: every question as it ships, those that are left out, and the organisation's own, in versions."""

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisation.bank import bank_of, can_be_left_out
from organisation.forms import QuestionsForm
from projects import auditing
from projects.accounts import open_organisation
from projects.catalogue import get_catalogue
from projects.domain.packs import OWN_FILE, with_pack
from projects.files import file_reply
from projects.models import QuestionPack
from projects.packs import read_pack

MOST_VERSIONS = 50
SAMPLE = Path(__file__).parents[1] / OWN_FILE.name


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """List what is asked, and take a new version; projects that have begun keep theirs."""
    user = open_organisation(request)
    versions = list(QuestionPack.objects.all()[:MOST_VERSIONS])
    newest = versions[0] if versions else QuestionPack()
    form = QuestionsForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        initial={"text": newest.text, "left_out": newest.left_out},
        choices=can_be_left_out(),
        earlier=versions,
    )
    if request.method == "POST" and form.is_valid():
        _keep(request, QuestionPack(**form.to_version(), made_by=user.get_username()), newest)
        return redirect("organisation:questions")
    ticked = form["left_out"].value() or []
    context = {
        "form": form,
        "versions": versions,
        "bank": bank_of(with_pack(get_catalogue(), read_pack(newest)), ticked),
        "problem": "" if form.is_bound else form.problem_of(newest.text),
    }
    return render(request, "organisation/questions.html", context)


def _keep(request: HttpRequest, made: QuestionPack, newest: QuestionPack) -> None:
    if (made.left_out, made.text) == (newest.left_out, newest.text):
        messages.warning(request, _("Nothing has changed, so no version was made."))
        return
    made.save()
    auditing.note(request, auditing.QUESTIONS_CHANGED, str(made))
    words = _("Saved as version %(n)s. New projects are asked this; the others keep theirs until somebody takes it.")
    messages.success(request, words % {"n": made.pk})


@require_safe
def own_questions(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Hand out the own section file of a version, as it was sent."""
    open_organisation(request)
    pack = get_object_or_404(QuestionPack, pk=pack_id)
    return file_reply(pack.text.encode(), "application/toml", OWN_FILE.name)


@require_safe
def sample_questions(request: HttpRequest) -> HttpResponse:
    """Hand out a section file to begin with."""
    open_organisation(request)
    return file_reply(SAMPLE.read_bytes(), "application/toml", OWN_FILE.name)
