"""The colours of the style sheet for what cannot read it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The tokens of the style sheet that a figure needs; Plotly cannot read them itself."""

    sheet: str
    ink: str
    ink2: str
    ink3: str
    rule: str
    sunk: str
    tints: tuple[str, ...]
    """Accent, then --k2 to --k7: the classes f1 to f7."""

    @property
    def accent(self) -> str:
        return self.tints[0]

    @property
    def grey(self) -> str:
        return self.tints[5]


LIGHT = Palette(
    sheet="#ffffff",
    ink="#14181f",
    ink2="#454d59",
    ink3="#5c6570",
    rule="#d2d8d6",
    sunk="#e8ecea",
    tints=("#1733b0", "#4d67d0", "#9aabec", "#cfd8f7", "#79828d", "#b9c0c5", "#dfe3e3"),
)
DARK = Palette(
    sheet="#101a2a",
    ink="#edf2f9",
    ink2="#bcc7d6",
    ink3="#98a6ba",
    rule="#2a3a51",
    sunk="#1a2639",
    tints=("#a3baff", "#6685dc", "#3f5cab", "#2a4079", "#8d9bb0", "#56657b", "#33435a"),
)
