"""What somebody sent that could not be used: it is given back, so that nobody types anything twice."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError

from projects.catalogue import get_catalogue
from projects.domain.fields import slug_id

_OURS = ("csrfmiddlewaretoken", "next")
_OURS_AT_THE_END = ("-version", "-base", "-token", "-state")


def sent_text(request: HttpRequest) -> str:
    """Return what somebody typed into the form that was sent, as they would write it down."""
    try:
        sent = request.POST
    except (RawPostDataException, UnreadablePostError, RequestDataTooBig, TooManyFieldsSent, MultiPartParserError):
        return ""
    labels = {slug_id(field_id): field.label for field_id, field in get_catalogue().fields.items()}
    lines = []
    for name, values in sent.lists():
        typed = "\n".join(text for text in values if text.strip())
        if typed and name not in _OURS and not name.endswith(_OURS_AT_THE_END):
            lines.append(f"{_label(name, labels)}\n{typed}")
    return "\n\n".join(lines)


def _label(name: str, labels: dict[str, str]) -> str:
    """Return the question that a part of a form belongs to, with the part where it is not the answer itself."""
    prefix = "-".join(name.split("-")[:2])
    part = name.removeprefix(prefix).strip("-").removeprefix("value").replace("-", " ").strip()
    return " – ".join(text for text in (labels.get(prefix, prefix), part) if text)
