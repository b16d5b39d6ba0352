"""The organisation's logo on paper; a report that holds none as it should is set without."""

import base64
import binascii
import struct

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIZE_AT = 16
"""Where a PNG says its width and height: after the signature, and the length and name of its first part."""


def picture_of(text: str) -> bytes:
    """Return the PNG that stands in a text as base 64; b"" where there is none."""
    try:
        png = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return png if png.startswith(_SIGNATURE) and len(png) > _SIZE_AT + 8 else b""


def fitted(png: bytes, width: float, height: float) -> tuple[float, float]:
    """Return the width and height of a picture that fits into both, in the unit of the two."""
    wide, tall = struct.unpack_from(">II", png, _SIZE_AT)
    scale = min(width / wide, height / tall)
    return wide * scale, tall * scale
