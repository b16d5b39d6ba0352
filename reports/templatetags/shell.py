from django import template

from decisions.whole import Whole, whole_of
from projects.domain.fields import Question
from reports.shell import Shell

register = template.Library()


@register.simple_tag(takes_context=True)
def shell(context: template.Context) -> Shell:
    """Return the frame of a project page."""
    return Shell(context["workspace"], context["request"].path)


@register.inclusion_tag("_count.html", takes_context=True)
def count(context: template.Context, section_id: str, part_id: str = "") -> dict[str, object]:
    """Say how far a section or a part of it is; the page says so anew whenever an answer is saved."""
    key = f"{section_id}.{part_id}" if part_id else section_id
    # The frame of the page has asked for all of them already; a page is drawn inside of it.
    found = context.get("shell") or Shell(context["workspace"])
    return {"count": found.counts([key])[0]}


@register.simple_tag(takes_context=True)
def whole_budget(context: template.Context) -> Whole:
    """Return the whole budget, which the page of one room cannot work out itself."""
    return whole_of(context["workspace"])


@register.simple_tag(takes_context=True)
def question_url(context: template.Context, asked: Question) -> str:
    """Return where a question of this project is asked."""
    return Shell(context["workspace"]).question_url(asked)
