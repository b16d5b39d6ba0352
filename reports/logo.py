"""The organisation's logo on paper: as large as fits, whatever its proportions."""

import struct

_SIZE_AT = 16
"""Where a PNG says its width and height: after the signature, and the length and name of its first part."""


def fitted(png: bytes, width: float, height: float) -> tuple[float, float]:
    """Return the width and height of a picture that fits into both, in the unit of the two."""
    wide, tall = struct.unpack_from(">II", png, _SIZE_AT)
    scale = min(width / wide, height / tall)
    return wide * scale, tall * scale
