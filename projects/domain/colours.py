"""Colours as #rrggbb: how well one can be read on another, and lighter or darker ones of the same kind."""

import re

AA_TEXT = 4.5
"""Least contrast of text with its ground. WCAG 2.2, 1.4.3."""
WHITE, BLACK = "#ffffff", "#000000"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_STEPS = 50


def is_colour(text: str) -> bool:
    """Tell whether a text is a colour as we write it."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG defines it, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """Return a colour with a share [0 to 1] of another in it."""
    parts = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(255 * (value + (two - value) * share)):02x}" for value, two in parts)


def readable_on(colour: str, grounds: tuple[str, ...], toward: str, least: float = AA_TEXT) -> str:
    """Return the colour, mixed with another only as far as needed to be read on every ground.

    Args:
        colour: To begin with.
        grounds: What it is read on.
        toward: What it is mixed with: white on dark grounds.
        least: The contrast that is needed, 1 to 21.
    """
    tints = (mix(colour, toward, step / _STEPS) for step in range(_STEPS + 1))
    return next((tint for tint in tints if all(contrast(tint, ground) >= least for ground in grounds)), toward)


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
