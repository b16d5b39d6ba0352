"""How long the quick scope takes a person: the ten screens and the result, walked with answers of a usual length.

Read is all text that a page shows at 200 words a minute, the strip and the keys of every screen again; typed is at 40
words a minute; every choice, and going on, takes three seconds of thought. What is folded is not read.

Run: python -m benchmarks.quick
"""

import re
import sys
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks import in_thrown_away_folder

READ_PER_MINUTE, TYPED_PER_MINUTE, SECONDS_A_CHOICE = 200, 40, 3
MOST_MINUTES = 10
UNSEEN = {"vh", "skip", "follows"}
"""Classes of what is not seen: `follows` shows once somebody says "I don't know"."""
_VOID = {"input", "meta", "link", "br", "path", "line", "rect", "circle", "polygon", "hr", "img"}
_UNREAD = {"script", "style", "svg", "template", "option", "noscript", "title", "footer"}
_TYPED = re.compile(r"-(statement|volume|monthly_hours|option|share|source|name|role|budget_\w+|first_version)$")


class VisibleText(HTMLParser):
    """Collects the words that a page shows before anything is unfolded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []

    @property
    def _hidden(self) -> bool:
        return any(hidden for _tag, hidden in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given = dict(attrs)
        classes = set((given.get("class") or "").split())
        folded = bool(self._open) and self._open[-1][0] == "details" and tag != "summary"
        unread = tag in _UNREAD or "hidden" in given or bool(classes & UNSEEN) or "aria-hidden" in given
        self._open.append((tag, unread or folded))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # what closes itself holds no words

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words += data.split()


def words_on(html: str) -> int:
    """Return how many words a page shows."""
    page = VisibleText()
    page.feed(html)
    return len(page.words)


def effort_of(said: Mapping[str, str | Sequence[str]]) -> tuple[int, int]:
    """Return the words typed and the choices made on one screen; going on is a choice too."""
    typed, choices = 0, 1
    for name, value in said.items():
        if isinstance(value, str) and _TYPED.search(name.removesuffix("-value")):
            typed += len(value.split())
        else:
            choices += 1 if isinstance(value, str) else len(value)
    return typed, choices


def minutes_of(read: int, typed: int, choices: int) -> float:
    """Return the time that words to read, words to type and choices take [minutes]."""
    return read / READ_PER_MINUTE + typed / TYPED_PER_MINUTE + choices * SECONDS_A_CHOICE / 60


def measure() -> None:
    """Walk all screens and print what each takes."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)

    from django.test import Client
    from django.urls import reverse

    from projects.models import Project
    from scoping.content import get_quick_scope

    walk = import_module("tests.quickwalk")  # tests have no types
    client = Client(HTTP_HOST="localhost")
    client.post(reverse("projects:create"), {"quick": "1"})
    project, total = Project.objects.get(), 0.0
    for screen in get_quick_scope().screens:
        read = words_on(client.get(walk.url(project, screen.id)).content.decode())
        typed, choices = effort_of(walk.SAID[screen.id])
        taken = minutes_of(read, typed, choices)
        total += taken
        print(f"{taken:6.2f} min  {screen.title} ({read} words, {typed} typed, {choices} choices)")
        assert walk.send(client, walk.url(project, screen.id), **walk.SAID[screen.id]).status_code == 302
    read = words_on(client.get(walk.url(project, name="reports:quick_result")).content.decode())
    taken = minutes_of(read, 0, 0)
    total += taken
    print(f"{taken:6.2f} min  the result ({read} words)")
    print(f"{total:6.2f} min  all of it: {'within' if total <= MOST_MINUTES else 'MORE THAN'} {MOST_MINUTES}")


if __name__ == "__main__":
    in_thrown_away_folder(measure)
