"""What a browser sends of a page that nobody touched: the successful controls of its forms, as HTML defines them."""

from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

SILENT = {"submit", "button", "reset", "image", "file"}


@dataclass
class Form:
    """One form: what it sends, and the answers in it with where and from which version each saves itself."""

    action: str = ""
    sent: list[tuple[str, str]] = field(default_factory=list)
    answers: list[dict[str, str]] = field(default_factory=list)

    def part(self, prefix: str) -> list[tuple[str, str]]:
        """What the script sends of one answer."""
        own = (f"{prefix}-version", f"{prefix}-base", f"{prefix}-token")
        return [(name, value) for name, value in self.sent if name.startswith(f"{prefix}-") and name not in own]


def read_forms(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [*reader.forms, reader.outside]


def as_data(pairs):
    """Return what was sent as Django's test client takes it."""
    data = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return data


def shown_in_date_box(value: str) -> str:
    try:
        return value if date.fromisoformat(value).isoformat() == value else ""
    except ValueError:
        return ""


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms, self.outside, self.form = [], Form(), None
        self.templates, self.area, self.select = 0, None, None

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self.templates += 1
        elif self.templates:
            return
        elif tag == "form":
            self.form = Form(given.get("action", ""))
            self.forms.append(self.form)
        elif tag == "textarea":
            self.area = (given, [])
        elif tag == "select":
            self.select = (given, [])
        elif tag == "option" and self.select:
            self.select[1].append(("selected" in given, given.get("value", "")))
        elif tag == "input":
            self._input(given)
        if "data-save" in given:
            self._here.answers.append(given)

    def handle_endtag(self, tag):
        if tag == "template":
            self.templates -= 1
        elif self.templates:
            return
        elif tag == "form":
            self.form = None
        elif tag == "textarea" and self.area:
            given, texts = self.area
            text = "".join(texts).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
            self._send(given, text.replace("\n", "\r\n"))
            self.area = None
        elif tag == "select" and self.select:
            given, options = self.select
            picked = [value for chosen, value in options if chosen] or [value for _, value in options[:1]]
            for value in picked[-1:]:
                self._send(given, value)
            self.select = None

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)

    def _input(self, given):
        kind = given.get("type", "text")
        if kind in {"radio", "checkbox"}:
            if "checked" in given:
                if kind == "radio":
                    self._here.sent[:] = [pair for pair in self._here.sent if pair[0] != given["name"]]
                self._send(given, given.get("value", "on"))
        elif kind == "date":
            self._send(given, shown_in_date_box(given.get("value", "")))
        elif kind not in SILENT:
            value = given.get("value", "")
            self._send(given, value if kind == "hidden" else value.replace("\n", "").replace("\r", ""))

    def _send(self, given, value):
        # What names a form of its own elsewhere on the page is no part of this one.
        if given.get("name") and "disabled" not in given and "form" not in given:
            self._here.sent.append((given["name"], value))

    @property
    def _here(self):
        return self.form or self.outside
