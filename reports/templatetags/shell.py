from django import template

from decisions.whole import Whole, whole_of
from projects.domain.fields import Question
from projects.domain.topics import Topic, TopicKind
from projects.models import new_secret
from projects.threads import may_discuss, open_threads
from reports.discussing import discussion_url
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
    shell = context.get("shell") or Shell(context["workspace"])
    return {"count": shell.counts([key])[0]}


@register.simple_tag(takes_context=True)
def whole_budget(context: template.Context) -> Whole:
    """Return the whole budget, which the page of one room cannot work out itself."""
    return whole_of(context["workspace"])


@register.simple_tag(takes_context=True)
def question_url(context: template.Context, asked: Question) -> str:
    """Return where a question of this project is asked."""
    return Shell(context["workspace"]).question_url(asked)


@register.simple_tag
def new_token() -> str:
    """Return what names a form once and for all, so that a button pressed twice writes once."""
    return new_secret()


@register.inclusion_tag("reports/_talk.html", takes_context=True)
def talk(context: template.Context, kind: str, topic_id: str, place: str = "") -> dict[str, object]:
    """Lead to the comments on something, and say how many are open; nothing for whoever may not comment there.

    Args:
        context: Of the page.
        kind: What is commented on.
        topic_id: Its id.
        place: The element, from the link, at whose end the comments open; "" opens their page.
    """
    workspace, topic = context["workspace"], Topic(TopicKind(kind), topic_id)
    if not may_discuss(workspace, topic):
        return {}
    count = open_threads(workspace).by_topic.get(topic, 0)
    shown = count or workspace.may_comment
    url = discussion_url(workspace, topic) if shown else ""
    return {"url": url, "count": count, "place": place, "kind": topic.kind.value}


@register.inclusion_tag("reports/_talks.html", takes_context=True)
def talks(context: template.Context) -> dict[str, object]:
    """Say how many comments are open on everything, and what its way to comments says where none is."""
    workspace = context["workspace"]
    counts = open_threads(workspace).by_topic.items() if workspace.person_id is not None else ()
    some = [(discussion_url(workspace, topic), count) for topic, count in counts]
    return {"some": some, "kinds": [kind.value for kind in TopicKind]}
