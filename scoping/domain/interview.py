"""How to put the questions to somebody else."""

from dataclasses import dataclass
from pathlib import Path

from projects.domain.datafiles import read_data_file


@dataclass(frozen=True, kw_only=True)
class Interview:
    """What to know before asking, while asking and at the end."""

    title: str
    before: str
    tips: tuple[str, ...]
    closing: str


def load_interview(path: Path) -> Interview:
    """Read the `[interview]` table of the problem questionnaire.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path).table("interview")
    interview = Interview(
        title=table.text("title"),
        before=table.text("before"),
        tips=table.texts("tips"),
        closing=table.text("closing"),
    )
    table.close()
    return interview
