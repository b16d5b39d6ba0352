"""What differs between two JSON values, small enough to keep, and enough to make the second from the first.

A table of people over three years has 60 kB; a change of one cell has a hundred bytes.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Difference = dict[str, Any]
"""`{"=": value}` replaces; `{"entries": {key: difference}, "gone": [key]}` changes a group; `{"at": index,
"items": [difference]}` changes items of a list in their places; `{"at": index, "cut": count, "put": [value]}` takes
items out and puts others in."""


def difference(before: Any, after: Any) -> Difference:
    """Return what makes `after` out of `before`."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        changed = {key: _entry(before, key, part) for key, part in after.items() if not _same_entry(before, key, part)}
        return {"entries": changed, "gone": [key for key in before if key not in after]}
    if isinstance(before, list) and isinstance(after, list):
        return _of_lists(before, after)
    return {"=": after}


def apply(change: Difference, before: Any) -> Any:
    """Return what `difference` was given as `after`."""
    if "=" in change:
        return change["="]
    if "entries" in change:
        kept = {key: part for key, part in before.items() if key not in change["gone"]}
        return kept | {key: apply(part, before.get(key)) for key, part in change["entries"].items()}
    start = change["at"]
    if "items" in change:
        middle = [apply(part, before[start + index]) for index, part in enumerate(change["items"])]
        return [*before[:start], *middle, *before[start + len(middle) :]]
    return [*before[:start], *change["put"], *before[start + change["cut"] :]]


def _of_lists(before: Sequence[Any], after: Sequence[Any]) -> Difference:
    shorter = min(len(before), len(after))
    start = next((index for index in range(shorter) if not _same(before[index], after[index])), shorter)
    rest = shorter - start
    end = next((index for index in range(rest) if not _same(before[-1 - index], after[-1 - index])), rest)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) == len(new):
        return {"at": start, "items": [difference(*pair) for pair in zip(old, new, strict=True)]}
    return {"at": start, "cut": len(old), "put": list(new)}


def _entry(before: Mapping[str, Any], key: str, part: Any) -> Difference:
    return difference(before[key], part) if key in before else {"=": part}


def _same_entry(before: Mapping[str, Any], key: str, part: Any) -> bool:
    return key in before and _same(before[key], part)


def _same(before: Any, after: Any) -> bool:
    # As JSON: to Python 1, 1.0 and True are one.
    return json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
