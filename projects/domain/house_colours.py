"""The colours of every file that we write: PDF, Word, slides and workbooks, from the organisation's one colour.

Neighbours in a stack are told apart in grey too: a dark one and a light one take turns.
"""

from dataclasses import dataclass

from projects.domain.colours import AA_TEXT, BLACK, WHITE, is_colour, mix, readable_on

OURS = "#1733b0"
"""The accent of our own look."""
AA_SHAPE = 3.0
"""Least contrast of shapes that have to be told apart. WCAG 2.2, 1.4.11."""
INK, SOFT, HAIR = "#14191f", "#515a63", "#c4cacf"
"""Letters, quiet letters, and lines between rows."""


@dataclass(frozen=True, kw_only=True)
class HouseColours:
    """The colours of a file."""

    accent: str
    wash: str
    """The accent as a ground below letters."""
    pale: str
    """The accent as a band that a line is read on."""
    half: str
    """The accent as a shape beside letters."""
    less: str
    """What loses, beside the accent that gains."""
    layers: tuple[str, ...]
    """Of a stack, from below; the first again after the last."""
    ink: str = INK
    soft: str = SOFT
    hair: str = HAIR

    @property
    def lines(self) -> tuple[str, ...]:
        """Of lines on white, which differ by dash as well."""
        return self.accent, self.ink, self.soft


def house_colours(accent: str) -> HouseColours:
    """Return the colours that go with an accent: ours where it is none, darker where it is too pale."""
    colour = readable_on(accent if is_colour(accent) else OURS, (WHITE,), BLACK, AA_TEXT)
    wash, pale, deep = mix(colour, WHITE, 0.9), mix(colour, WHITE, 0.74), mix(colour, BLACK, 0.4)
    dark = (colour, INK, SOFT, deep)
    light = (pale, HAIR, wash, mix(INK, WHITE, 0.72))
    # Each light one stands between two dark ones.
    layers = [
        each
        for place, (dark_tone, light_tone) in enumerate(zip(dark, light, strict=True))
        for each in (dark_tone, readable_on(light_tone, (dark_tone, dark[(place + 1) % len(dark)]), WHITE, AA_SHAPE))
    ]
    return HouseColours(
        accent=colour,
        wash=wash,
        pale=pale,
        half=mix(colour, WHITE, 0.5),
        less=readable_on(mix(INK, WHITE, 0.62), (colour,), WHITE, AA_SHAPE),
        layers=tuple(layers),
    )
