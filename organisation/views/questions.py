"""What is asked: what is left out, required and called otherwise, and the organisation's own, in versions."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisation.bank import CHECKLIST, bank_of, can_be_left_out
from organisation.forms import PartForm, QuestionsForm
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
        _keep(request, newest, form.to_version(), user.get_username())
        return redirect("organisation:questions")
    pack, ticked = read_pack(newest), frozenset(form["left_out"].value() or ())
    context = {
        "form": form,
        "versions": versions,
        "bank": bank_of(with_pack(get_catalogue(), pack), replace(pack, left_out=ticked)),
        "problem": "" if form.is_bound else form.problem_of(newest.text),
    }
    return render(request, "organisation/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, section_id: str, part_id: str) -> HttpResponse:
    """Change the words of one part, and say what of it must be answered before a decision."""
    user = open_organisation(request)
    newest = QuestionPack.objects.first() or QuestionPack()
    pack = read_pack(newest)
    asked = with_pack(get_catalogue(), pack)
    section = asked.sections.get(section_id)
    chapter = section.part(part_id) if section else None
    if section is None or chapter is None:
        raise Http404
    is_own = section_id == asked.own_section
    form = PartForm(
        request.POST if request.method == "POST" else None,
        questions=section.questions_of(part_id),
        # What the checklist counts stands on its words.
        shipped=() if is_own or section_id == CHECKLIST else get_catalogue().sections[section_id].questions_of(part_id),
        pack=pack,
    )
    if request.method == "POST" and form.is_valid():
        _keep(request, newest, form.to_version(), user.get_username())
        return redirect("organisation:questions")
    context = {"form": form, "section": section, "part": chapter, "is_own": is_own, "required": pack.required}
    return render(request, "organisation/part_questions.html", context)


def _keep(request: HttpRequest, newest: QuestionPack, changed: dict[str, Any], who: str) -> None:
    """Keep what a form changes of the newest version as a new one."""
    made = newest.succeeded_by(**changed, made_by=who)
    if made.content == newest.content:
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
