from django import template

from decisions.whole import Whole, whole_of
from projects.domain.fields import Question
from reports.shell import Shell

register = template.Library()


@register.simple_tag(takes_context=True)
def shell(context: template.Context) -> Shell:
    """Return the frame of a project page."""
    return Shell(context["workspace"], context["request"].path)


@register.simple_tag(takes_context=True)
def whole_budget(context: template.Context) -> Whole:
    """Return the whole budget, which the page of one room cannot work out itself."""
    return whole_of(context["workspace"])


@register.simple_tag(takes_context=True)
def question_url(context: template.Context, asked: Question) -> str:
    """Return where a question of this project is asked."""
    return Shell(context["workspace"]).question_url(asked)
