"""Reads a drawing as a browser would lay it out: where its texts stand at a width."""

from typing import NamedTuple
from xml.etree import ElementTree

from charts.lettering import WIDE, width


class Text(NamedTuple):
    words: str
    left: float
    right: float
    y: float

    def touches(self, other):
        return self.left < other.right - 1 and other.left < self.right - 1 and abs(self.y - other.y) < 12


def parse(svg):
    """Parse a drawing as XML, which is stricter than a browser."""
    return ElementTree.fromstring(str(svg))


def texts(svg, room):
    """Return the texts that are shown at a width [pixels]."""
    shown = [
        element for element in parse(svg).iter("text") if ("sm" if room >= WIDE else "lg") not in _classes(element)
    ]
    return [_text(element, room) for element in shown]


def _classes(element):
    return element.get("class", "").split()


def _text(element, room):
    classes, words = _classes(element), element.text or ""
    wide = width(words, bold="b" in classes)
    at = float(element.get("x").removesuffix("%")) / 100 * room + float(element.get("dx", 0))
    left = at - wide * (0.5 if "mid" in classes else 1.0 if "end" in classes else 0.0)
    return Text(words, left, left + wide, float(element.get("y")))


def collisions(svg, room):
    """Return pairs of texts that lie on each other."""
    found = texts(svg, room)
    return [
        (text.words, other.words) for n, text in enumerate(found) for other in found[n + 1 :] if text.touches(other)
    ]


def outside(svg, room):
    """Return texts that are cut off at the left or right; a text is allowed to be measured a little too wide."""
    return [text.words for text in texts(svg, room) if text.left < -2 or text.right > room + 2]
