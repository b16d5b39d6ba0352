"""Every figure of every example, as it was last agreed on: the house may be rebuilt, and no figure moves unnoticed.

A figure that was meant to move is written anew, and what moved is read in the difference of the file.

Run: python -m tests.figures --write
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

FILE = Path(__file__).parent / "data" / "figures.json"
EXAMPLES = ("bank", "claims", "consortium", "credit", "hospital", "machines", "retailer")
TOLERANCE = 1e-12
"""Beside the largest number of a figure: exponentials and logarithms differ between machines in what comes after."""

Numbers = tuple[float | None, ...]


def figures_of(example: str) -> dict[str, Numbers]:
    """Return low, likely and high of each figure of an example in each of its scenarios.

    Prices are those of the day that the example names, and the draws follow its seed: no clock has a say.
    """
    from projects.access import Workspace
    from projects.document import load_project, sample_document

    project = load_project(sample_document(example), owner=None)
    return {
        f"{example} {scenario.slug} {name}": numbers
        for scenario in project.scenarios.order_by("slug")
        for name, numbers in _said_by(Workspace(project, scenario))
    }


def _said_by(workspace) -> Iterator[tuple[str, Numbers]]:
    from decisions.options import with_ruled_out
    from decisions.results import results_of

    results = results_of(workspace)
    for figure in results.figures.values():
        yield figure.id, (figure.value.low, figure.value.likely, figure.value.high)
    for swing in results.swings:
        yield f"swing {swing.id}", (swing.low, swing.high)
    for option in with_ruled_out(workspace).options:
        cost, spent = option.case and option.case.cost, option.spent
        for name, figure in (("cost", cost), ("spent", spent)):
            value = figure and figure.value
            yield f"option {option.id} {name}", (value.low, value.likely, value.high) if value else (None,)


def moved(before: Mapping[str, Numbers], now: Mapping[str, Numbers]) -> list[str]:
    """Return a line for each figure that is gone, new, or another one, with what it was and by how much it moved."""
    lines = []
    for name in sorted(before.keys() | now.keys()):
        old, new = tuple(before.get(name, ())), tuple(now.get(name, ()))
        if not old or not new:
            lines.append(f"{name}: {'new' if not old else 'gone'}, {new or old}")
        elif not _is_same(old, new):
            lines.append(f"{name}: {old} → {new}, {_share(old, new)}")
    return lines


def _is_same(old: Numbers, new: Numbers) -> bool:
    if len(old) != len(new) or None in old or None in new:
        return old == new
    room = TOLERANCE * max(map(abs, old))
    return all(abs(here - there) <= room for here, there in zip(old, new, strict=True))


def _share(old: Numbers, new: Numbers) -> str:
    """Say by how much the number that moved most did so, as a share of what it was."""
    pairs = zip(old, new, strict=False)
    shares = [(there - here) / abs(here) for here, there in pairs if here and there is not None]
    return f"by {max(shares, key=abs):+.2g} of it" if shares else "from nothing"


def write() -> int:
    """Write all figures, one a line; return how many."""
    import django
    from django.test.utils import setup_databases, teardown_databases

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    database = setup_databases(verbosity=0, interactive=False)
    figures = {name: numbers for example in EXAMPLES for name, numbers in figures_of(example).items()}
    teardown_databases(database, verbosity=0)
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(figures[name])}" for name in sorted(figures))
    FILE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    return len(figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", required=True, help="write the figures of today's code")
    parser.parse_args()
    print(f"{write()} figures in {FILE.name}")
