"""Links the words of the trade to their entries, in our own sentences only: never in what somebody typed."""

from functools import lru_cache
from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from projects.domain.fields import Question
from projects.forms import AnswerForm
from scoping.content import get_glossary
from scoping.domain.glossary import GlossaryTerm

register = template.Library()

MOST_TEXTS = 4_096
"""So many texts are kept with their links, each language by itself."""


class Explained(NamedTuple):
    """What is said about a question, each term linked where it stands first."""

    hint: SafeString
    more_help: SafeString
    why: SafeString
    find_out: SafeString
    bad_reason: SafeString
    follow_ups: tuple[SafeString, ...]
    helps: dict[str, SafeString]
    """What stands at each field, by its id."""


@register.filter
def linked(text: object) -> SafeString:
    """Return a sentence of ours with its terms linked to the glossary; whatever else it holds is escaped."""
    return _linked((str(text or ""),), get_language() or "")[0]


@register.simple_tag
def explained(asked: Question) -> Explained:
    """Return what is said about a question; a term is linked once in all of it."""
    helps = {field.id: field.help for field in asked.fields if field.help}
    texts = (
        asked.hint,
        *helps.values(),
        asked.more_help,
        asked.why,
        asked.find_out,
        asked.bad_reason,
        *asked.follow_ups,
    )
    hint, *rest = _linked(texts, get_language() or "")
    at_fields = dict(zip(helps, rest, strict=False))
    more_help, why, find_out, bad_reason, *follow_ups = rest[len(helps) :]
    return Explained(hint, more_help, why, find_out, bad_reason, tuple(follow_ups), at_fields)


@register.simple_tag
def help_of(form: AnswerForm) -> SafeString:
    """Return the help of a field; what its question links already stands in it without a link."""
    here = explained(form.question).helps if form.question else {}
    return here.get(form.definition.id) or linked(form.definition.help)


@register.simple_tag
def related(term: GlossaryTerm) -> tuple[GlossaryTerm, ...]:
    """Return the entries of the glossary that one points to."""
    return get_glossary().related(term)


@lru_cache(maxsize=MOST_TEXTS)
def _linked(texts: tuple[str, ...], _language: str) -> tuple[SafeString, ...]:
    glossary, page, seen = get_glossary(), reverse("scoping:glossary"), set[str]()

    def link(text: str, term_id: str) -> str:
        return format_html('<a class="term" href="{}#{}">{}</a>', page, term_id, text) if term_id else escape(text)

    return tuple(mark_safe("".join(link(*piece) for piece in glossary.pieces(text, seen))) for text in texts)
