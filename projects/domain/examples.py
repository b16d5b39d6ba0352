"""The finished examples that the product ships, as a list to choose from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.ranges import Range


@dataclass(frozen=True, kw_only=True)
class ExampleProject:
    """One project that somebody may look at or start from."""

    id: str
    """The name of its file, without the ending."""
    kind: str
    """What the tool does, in a word or two."""
    title: str
    about: str
    currency: str
    verdict: str
    """The id of an outcome."""
    cost: Range
    """Cost to launch [money of its currency]."""
    months: float
    """Likely months to launch."""


def read_examples(folder: Path) -> Mapping[str, ExampleProject]:
    """Read the list of examples; titles come from the projects themselves.

    Args:
        folder: With `index.toml` and one project document for each example.

    Returns:
        The examples by their id, in the order of the list.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(folder / "index.toml")
    table.asked.update(("format", "id", "language"))
    rows = table.tables("example")
    refuse_twins(rows, "file")
    examples = [_read(row, folder) for row in rows]
    table.close()
    return {example.id: example for example in examples}


def _read(row: DataTable, folder: Path) -> ExampleProject:
    name = row.text("file")
    project = _project(row, folder / f"{name}.json")
    cost = row.table("cost")
    ends = {end: cost.number(end) or 0.0 for end in ("low", "likely", "high")}
    cost.close()
    example = ExampleProject(
        id=name,
        kind=row.text("kind"),
        title=str(project["name"]),
        about=row.text("about"),
        currency=str(project.get("currency", "USD")),
        verdict=row.text("verdict"),
        cost=Range(**ends),
        months=row.number("months") or 0.0,
    )
    row.close()
    return example


def _project(row: DataTable, path: Path) -> Mapping[str, Any]:
    try:
        document: Mapping[str, Any] = json.loads(path.read_bytes())
        project: Mapping[str, Any] = document["project"]
        project["name"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        place = f", line {problem.lineno}: {problem.msg}" if isinstance(problem, json.JSONDecodeError) else ""
        raise row.error(f"{path.name} is no project document{place}", "file") from None
    return project
