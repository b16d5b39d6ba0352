"""What the commands of the estimator share: reading numbers as people type them, writing figures as JSON."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from estimates.domain.tables.speeds import Closeness
from projects.domain.errors import BadValue
from projects.domain.figures import Input
from projects.domain.ranges import Range, parse_number
from projects.domain.text import agreed

_FORMATS = {"fp16": "fp16", "float16": "fp16", "fp8": "fp8", "float8": "fp8"}


def add_runs(parser: CommandParser) -> None:
    """Add the options that say whether the final run is asked or all of them."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--final-run", action="store_true", help="the final run alone, as in papers; the default")
    which.add_argument("--all-runs", action="store_true", help="trials and failed runs too, as the page counts them")


def tell_left_out(errors: Any, *, bad: int, incomplete: int) -> None:
    """Say how many rows of a file have no estimate; only those that cannot be read are a fault.

    Raises:
        CommandError: Where there are such.
    """
    if incomplete:
        said = _("Left out, because something that is needed is missing: %(count)s rows.")
        errors.write(agreed(said % {"count": incomplete}))
    if bad:
        raise CommandError(agreed(_("%(count)s rows could not be estimated.") % {"count": bad}))


def published_hours(row: Mapping[str, str]) -> float | None:
    """Return the GPU-hours that a row gives; None where it gives none that can be read."""
    try:
        return number(row["gpu_hours"], "gpu_hours", minimum=0) or None if row.get("gpu_hours", "").strip() else None
    except BadValue:
        return None


def say(problem: BadValue) -> str:
    """Return what is wrong, in the reader's language."""
    return _(problem.message) % problem.params if problem.params else _(problem.message)


def number(text: str, name: str, *, minimum: float | None = None, maximum: float | None = None) -> float:
    """Read a number such as 7e9 or 7B. Raises BadValue with the name of the option or column."""
    try:
        return parse_number(text, unit=_unit_of(name), minimum=minimum, maximum=maximum)
    except BadValue as problem:
        raise BadValue(f"{name}: {problem.message}", problem.params) from None


def _unit_of(name: str) -> str:
    """Return what a number counts, as far as it decides how it is read: "2T" of tokens are two trillions."""
    return next((unit for unit in ("tokens", "parameters") if name.endswith(unit)), "")


def option(text: str | None, name: str) -> float | None:
    """Read an option that may be left out. Raises CommandError."""
    if text is None:
        return None
    try:
        return number(text, f"--{name}")
    except BadValue as problem:
        raise CommandError(say(problem)) from None


def precision_of(text: str) -> str:
    """Return the number format as the estimator knows it; what it does not know counts as 16 bit."""
    return _FORMATS.get(text.strip().lower(), "bf16")


def percentiles(value: Range | None, scale: float = 1.0) -> dict[str, float] | None:
    """Return a range as it stands in JSON; None where nothing is known."""
    if value is None:
        return None
    return {"p10": value.low * scale, "p50": value.likely * scale, "p90": value.high * scale}


def inputs_json(inputs: Iterable[Input]) -> list[dict[str, Any]]:
    """Return inputs as they stand in JSON, each with its source and date."""
    return [
        {
            "name": given.name,
            "label": _(given.label),
            "value": given.value.likely if given.value.is_exact else percentiles(given.value),
            "unit": given.unit,
            "origin": given.origin.value,
            "source": given.source,
            "date": given.source_date,
        }
        for given in inputs
    ]


def write_json(values: dict[str, Any], out: Any, *, indent: int | None = None) -> None:
    """Write one object; a number that JSON does not know is our fault and stops here."""
    out.write(json.dumps(values, ensure_ascii=False, allow_nan=False, indent=indent))


def written(value: Range | None, unit: str) -> str:
    """Return a range as text: 118,000 to 290,000, likely 185,000 GPU-hours."""
    if value is None:
        return _("not known")
    low, likely, high = (_short(amount) for amount in (value.low, value.likely, value.high))
    text = (
        likely
        if value.is_exact
        else _("%(low)s to %(high)s, likely %(likely)s")
        % {
            "low": low,
            "high": high,
            "likely": likely,
        }
    )
    return f"{text} {unit}".strip()


def table(rows: Iterable[Closeness | None]) -> Iterator[str]:
    """Yield the lines of a table of how close estimates come to what was measured."""
    yield f"{'':36} {'count':>5} {'error':>6} {'×1.5':>5} {'×2':>5} {'inside':>6} {'P90/P10':>7}"
    for row in rows:
        if row is not None:
            yield (
                f"{row.label:36} {row.count:5} {row.median_error:6.1%} {row.within_1_5:5.0%} {row.within_2:5.0%} "
                f"{row.inside:6.0%} {row.width:7.2f}"
            )


def _short(value: float) -> str:
    """Return three significant digits; small whole numbers as they are."""
    if not value:
        return "0"
    if not 1e-4 <= abs(value) < 1e15:
        return f"{value:.2e}"
    if value == int(value) and abs(value) < 1000:
        return f"{value:.0f}"
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{round(value, digits):,.{max(digits, 0)}f}"
