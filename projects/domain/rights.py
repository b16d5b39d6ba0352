"""What somebody may do in a project, and of which parts of it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum, StrEnum

REPORT = "report"
"""Stands among the ids of sections for the report, which has none."""

OWN = "own"
"""Stands for the section that an organisation added, whatever id its version gave it."""

PAY_FREE = frozenset({"problem", "training", OWN})
"""Sections whose pages neither ask for pay nor show what moves with it."""


def part_of(section_id: str) -> str:
    """Return what a grant calls a section."""
    return OWN if section_id.partition("_")[0] == OWN else section_id


class Right(IntEnum):
    """What somebody may do; each right includes those before it."""

    VIEW = 1
    COMMENT = 2
    EDIT = 3
    OWN = 4


class Lack(StrEnum):
    """What a grant lacks for a page."""

    PART = "part"
    """The page is about a part that the grant does not open."""
    RIGHT = "right"
    """It lets somebody see the part, and not do what was asked."""
    PAY = "pay"
    """The page shows pay, or what moves with it."""


@dataclass(frozen=True)
class Need:
    """What a page asks of whoever opens it. What it does not say is refused to whoever may not see everything."""

    right: Right | None = None
    """None: to look for a page that is read, to edit for whatever is sent."""
    part: str = ""
    """The section that the page is about, or `REPORT`; "" for a page of the whole project."""
    looks_itself: bool = False
    """Whether the page is for all who work here, and shows each no more than the parts that are open to them."""

    @property
    def leaves_pay_out(self) -> bool:
        """Whether a reader who must not learn pay learns none there."""
        return part_of(self.part) in {*PAY_FREE, REPORT}


@dataclass(frozen=True)
class Grant:
    """What an owner lets somebody do."""

    right: Right = Right.VIEW
    parts: Collection[str] = ()
    """Ids of sections, `OWN` or `REPORT`; empty for the whole project."""
    hide_pay: bool = True

    def lacks(self, need: Need, *, reads: bool) -> Lack | None:
        """Return what it lacks for a page, or None where it is enough.

        Args:
            need: What the page asks.
            reads: Whether the request only reads.
        """
        least = need.right if need.right is not None else (Right.VIEW if reads else Right.EDIT)
        if not need.looks_itself and self.parts and part_of(need.part) not in self.parts:
            return Lack.PART
        if self.right < least:
            return Lack.RIGHT
        return Lack.PAY if self.hide_pay and not (need.looks_itself or need.leaves_pay_out) else None

    def meets(self, need: Need, *, reads: bool) -> bool:
        """Tell whether it is enough; see `lacks`."""
        return self.lacks(need, reads=reads) is None

    @property
    def sees_everything(self) -> bool:
        """Whether no page of the project is kept from them, but for those of its owner."""
        return not self.parts and not self.hide_pay

    def opens(self, section_id: str) -> bool:
        """Tell whether a section's page, or that of the `REPORT`, is open."""
        return self.meets(Need(Right.VIEW, section_id), reads=True)


VIEWER = Grant(Right.VIEW, hide_pay=False)
"""What a page is shown with that nobody opened by a grant, such as one that is made for a file."""
WHOLE = Grant(Right.OWN, hide_pay=False)
"""What an owner has."""
