"""Templates are indented for who writes them; who reads the page need not download that."""

import re
from typing import Any

from django.template import Origin
from django.template.loaders import filesystem

INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(filesystem.Loader):
    """Loads templates of pages without their indentation, which is a fifth of a long page.

    Line breaks stay: they part words, and a fault is found by the number of its line.
    """

    def get_contents(self, origin: Origin) -> Any:
        """Return the text of a template, from a page's file without the blanks that its lines begin with."""
        text = super().get_contents(origin)
        return INDENT.sub("", text) if origin.name.endswith(".html") else text
