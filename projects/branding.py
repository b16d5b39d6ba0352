"""Name, colour and logo of the organisation: read by every page and report, set by an administrator."""

import base64
import io
import time
from dataclasses import dataclass

from django.db import DatabaseError
from PIL import Image, UnidentifiedImageError

from projects.domain.colours import AA_TEXT, WHITE, contrast, mix, readable_on
from projects.domain.errors import BadValue
from projects.domain.filekinds import PICTURE, refuse_other_kinds
from projects.domain.house_colours import OURS
from projects.domain.lazy import cached_property
from projects.domain.text import gettext_noop
from projects.models import Brand

PRODUCT = "Plumbline"
LIGHT_GROUNDS = ("#ffffff", "#f3f5f4", "#e8ecea")
DARK_GROUNDS = ("#101a2a", "#0b1320", "#1a2639")
"""Sheet, paper and sunk of the style sheet, light and dark."""
KEPT_SECONDS = 5.0
"""So long another process may show the former look."""
MOST_LOGO_BYTES = 2_000_000
MOST_PIXELS = 20_000_000
LOGO_SIZE = (480, 160)
"""The largest width and height that is kept [pixels]: twice what pages show."""
NO_PICTURE = gettext_noop("This is no PNG or JPEG picture that we can read. Save the logo as PNG; SVG is not taken.")
TOO_LARGE = gettext_noop("The picture is larger than 2 MB or 20 million pixels. Make it smaller.")


@dataclass(frozen=True, kw_only=True)
class Look:
    """How the organisation looks; nothing of it is needed."""

    name: str = ""
    colour: str = ""
    logo: bytes = b""
    """PNG."""
    stamp: str = ""
    """Another one after each change; "" where nobody set anything."""

    @property
    def house(self) -> str:
        """Whose reports they are."""
        return self.name or PRODUCT

    @property
    def accent(self) -> str:
        return self.colour or OURS

    @cached_property
    def logo_text(self) -> str:
        """The logo in base 64, for what takes text only."""
        return base64.b64encode(self.logo).decode()

    @cached_property
    def style(self) -> str:
        """A style sheet that puts the colour in the place of ours, light and dark."""
        light, dark = self.accent, readable_on(self.accent, (*DARK_GROUNDS, mix(self.accent, "#0b1320", 0.75)), WHITE)
        pairs = {
            "accent": (light, dark),
            "accent2": (mix(light, "#000000", 0.3), mix(dark, WHITE, 0.4)),
            "on-accent": (WHITE, "#0a1018"),
            "wash": (mix(light, WHITE, 0.9), mix(light, "#0b1320", 0.75)),
            "k2": (mix(light, WHITE, 0.25), mix(dark, "#0b1320", 0.3)),
            "k3": (mix(light, WHITE, 0.5), mix(dark, "#0b1320", 0.5)),
            "k4": (mix(light, WHITE, 0.75), mix(dark, "#0b1320", 0.7)),
        }
        rules = "".join(f"--{name}:light-dark({light},{dark});" for name, (light, dark) in pairs.items())
        return f":root{{{rules}}}\n"


NO_LOOK = Look()
_kept: tuple[Look, float] = (NO_LOOK, 0.0)


def current_look() -> Look:
    """Return how the organisation looks, at most some seconds old: every page asks, and it hardly ever changes."""
    global _kept
    look, until = _kept
    now = time.monotonic()
    if now >= until:
        look = _read()
        _kept = (look, now + KEPT_SECONDS)
    return look


def keep(look: Look, until: float) -> None:
    """Take a look as the current one for now."""
    global _kept
    _kept = (look, until)


def _read() -> Look:
    try:
        row = Brand.objects.first()
    except DatabaseError:  # a page that says that the database is gone has a look too
        return NO_LOOK
    if row is None:
        return NO_LOOK
    return Look(name=row.name, colour=row.colour, logo=bytes(row.logo), stamp=f"{row.changed_at:%Y%m%d%H%M%S%f}")


def set_look(*, name: str, colour: str, logo: bytes) -> None:
    """Keep how the organisation looks from now on."""
    Brand.objects.update_or_create(pk=1, defaults={"name": name, "colour": colour, "logo": logo})
    keep(NO_LOOK, 0.0)


# ---------------------------------------------------------------- what may be set


def least_contrast(colour: str) -> float:
    """Return how well a colour is read on our light grounds, and white on it, where it is worst; 1 to 21."""
    return min(contrast(colour, ground) for ground in LIGHT_GROUNDS)


def is_readable(colour: str) -> bool:
    return least_contrast(colour) >= AA_TEXT


def read_logo(content: bytes) -> bytes:
    """Return a picture as a small PNG, drawn anew: nothing of the file itself is kept.

    Raises:
        BadValue: Where it is no picture that is taken.
    """
    if len(content) > MOST_LOGO_BYTES:
        raise BadValue(TOO_LARGE)
    refuse_other_kinds(content, PICTURE)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadValue(TOO_LARGE)
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as problem:
        if isinstance(problem, BadValue):
            raise
        raise BadValue(NO_PICTURE) from None
    drawn.thumbnail(LOGO_SIZE)
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()
