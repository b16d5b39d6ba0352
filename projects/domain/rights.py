"""What somebody may do in a project, and of which parts of it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

REPORT = "report"
"""Stands among the ids of sections for the report, which has none."""


class Right(IntEnum):
    """What somebody may do; each right includes those before it."""

    VIEW = 1
    COMMENT = 2
    EDIT = 3
    OWN = 4


@dataclass(frozen=True)
class Need:
    """What a page asks of whoever opens it. What it does not say is refused to whoever may not see everything."""

    right: Right | None = None
    """None: to look for a page that is read, to edit for whatever is sent."""
    part: str = ""
    """The section that the page is about, or `REPORT`; "" for a page of the whole project."""
    without_pay: bool = False
    """Whether the page leaves pay out for readers who must not learn it."""


@dataclass(frozen=True)
class Grant:
    """What an owner lets somebody do."""

    right: Right = Right.VIEW
    parts: Collection[str] = ()
    """Ids of sections, or `REPORT`; empty for the whole project."""
    hide_pay: bool = True

    def meets(self, need: Need, *, reads: bool) -> bool:
        """Tell whether it is enough.

        Args:
            need: What the page asks.
            reads: Whether the request only reads.
        """
        least = need.right if need.right is not None else (Right.VIEW if reads else Right.EDIT)
        sees = not self.parts or need.part in self.parts
        return self.right >= least and sees and (need.without_pay or not self.hide_pay)


WHOLE = Grant(Right.OWN, hide_pay=False)
"""What an owner has."""
