"""Files of measurements of engines that answer: each row worked out, and a table of how close that comes."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from estimates.commandline import number, percentiles, say, table, tell_left_out, write_json
from estimates.domain.formulas.hardware import ModelShape
from estimates.domain.published.reference import SpeedMeasure
from estimates.domain.tables.runs import NOT_GIVEN, NotGiven
from estimates.domain.tables.speeds import SpeedEstimate, SpeedSpec, closeness, estimate_speed, like
from estimates.reference import get_reference
from projects.domain.errors import BadValue
from projects.domain.text import gettext_noop

_MARKS = {"output_tokens_per_s", "measure"}
TOO_MANY = gettext_noop("%(column)s must be at most %(most)s, not %(value)s.")


def is_measured(path: Path) -> bool:
    """Tell whether a file holds measurements: whether it has a column of measured speeds."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return bool(_MARKS & set(next(csv.reader(file), [])))
    except (OSError, UnicodeDecodeError, csv.Error):
        return False  # whoever reads it next says what is wrong


def show(path: Path, out: Any, errors: Any, *, as_json: bool) -> None:
    """Write what each row comes to, then how close that is to what was measured. Raises CommandError."""
    measured, refused = list[SpeedEstimate](), Counter[bool]()
    for line, row in _rows(path):
        name = (row.get("name") or "").strip() or _("line %(line)s") % {"line": line}
        try:
            estimate = estimate_speed(_spec(row, name), get_reference())
        except BadValue as problem:
            refused[isinstance(problem, NotGiven)] += 1
            errors.write(f"{name}: {say(problem)}")
            if as_json:
                write_json({"name": name, "error": say(problem)}, out)
            continue
        measured.append(estimate)
        write_json(_as_json(estimate), out) if as_json else out.write(_as_text(estimate))
    if not as_json:
        for text in table(_summaries(measured)):
            out.write(text)
    if not measured and not refused:
        raise CommandError(_("%(path)s has no rows.") % {"path": path.name})
    tell_left_out(errors, bad=refused[False], incomplete=refused[True])


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                yield reader.line_num, {key: value for key, value in row.items() if isinstance(value, str) and key}
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise CommandError(_("%(path)s cannot be read: %(why)s") % {"path": path, "why": problem}) from None


def _spec(row: Mapping[str, str], name: str) -> SpeedSpec:
    """Return what a row says. Raises BadValue with the name of the column."""

    def read(column: str, default: float | None = None) -> float | None:
        text = row.get(column, "").strip()
        return number(text, column, minimum=0) if text else default

    def need(column: str, default: float | None = None) -> float:
        value = read(column, default)
        if value is None:
            raise NotGiven(NOT_GIVEN, {"column": column})
        return value

    model = row.get("model", "").strip()
    preset = like(model or name, get_reference())
    parameters = need("parameters", preset.parameters if preset else None)
    accelerator = row.get("accelerator", "").strip()
    if not accelerator:
        raise NotGiven(NOT_GIVEN, {"column": "accelerator"})
    active = min(need("active_parameters", preset.active_parameters if preset else parameters), parameters)
    return SpeedSpec(
        name=name,
        model=model,
        parameters=parameters,
        active_parameters=active,
        accelerator=accelerator,
        accelerator_count=need("accelerator_count", 1),
        weight_bits=need("weight_bits", 16),
        kv_bits=need("kv_bits", 16),
        input_tokens=need("input_tokens"),
        output_tokens=need("output_tokens"),
        batch=read("batch"),
        measure=_measure(row),
        engine=row.get("engine", ""),
        shape=_shape(row, read),
        measured_tokens_per_s=read("output_tokens_per_s"),
    )


def _measure(row: Mapping[str, str]) -> SpeedMeasure:
    said = row.get("measure", "").strip()
    known = {"latency_batch": SpeedMeasure.BATCH, "decode_only": SpeedMeasure.BATCH} | {
        measure.value: measure for measure in SpeedMeasure
    }
    if said and said not in known:
        raise BadValue("measure “%(name)s” is unknown.", {"name": said[:60]})
    return known[said] if said else SpeedMeasure.BATCH if row.get("batch", "").strip() else SpeedMeasure.OFFLINE


def _shape(row: Mapping[str, str], read: Any) -> ModelShape | None:
    """Return the shape that a row says; None where it says none."""
    layers, width, kept = (read(column) for column in ("layers", "hidden_size", "kv_width"))
    if not (layers and width and kept):
        return None
    growing, experts, working = read("growing_layers"), read("experts") or 1, read("experts_per_token") or 1
    for column, value, most in (("growing_layers", growing, layers), ("experts_per_token", working, experts)):
        if value is not None and value > most:
            raise BadValue(TOO_MANY, {"column": column, "most": f"{most:g}", "value": f"{value:g}"})
    return ModelShape(
        layers=int(layers),
        hidden_size=int(width),
        attention_heads=1,
        kv_heads=1,
        kept_width=kept,
        ffn_size=int(4 * width),
        vocabulary=1,
        window=int(read("window") or 0),
        growing_layers=None if growing is None else int(growing),
        experts=int(experts),
        experts_per_token=int(working),
    )


def _as_json(estimate: SpeedEstimate) -> dict[str, Any]:
    return {
        "name": estimate.spec.name,
        "output_tokens_per_s": percentiles(estimate.tokens_per_s),
        "measured_output_tokens_per_s": estimate.spec.measured_tokens_per_s,
        "texts_in_flight": estimate.texts,
        "kv_cache_gb_per_text": estimate.kv_gb_per_text,
        "inside": estimate.inside,
        "assumed": {"measure": estimate.spec.measure.value, "bits": estimate.spec.weight_bits} | _known(estimate),
    }


def _known(estimate: SpeedEstimate) -> dict[str, Any]:
    return {key: value for key, value in asdict(estimate.spec).items() if key in ("batch", "engine", "kv_bits")}


def _as_text(estimate: SpeedEstimate) -> str:
    low, likely, high = (
        f"{end:,.0f}"
        for end in (
            estimate.tokens_per_s.low,
            estimate.tokens_per_s.likely,
            estimate.tokens_per_s.high,
        )
    )
    measured = estimate.spec.measured_tokens_per_s
    beside, unit = _("measured"), _("tokens out a second")
    told = f", {beside} {measured:,.0f}" if measured else ""
    return f"{estimate.spec.name}: {low}–{likely}–{high} {unit}{told}"


def _summaries(measured: list[SpeedEstimate]) -> Iterator[Any]:
    labels = {
        SpeedMeasure.OFFLINE: _("Offline maxima"),
        SpeedMeasure.ONLINE: _("Online, users come one after another"),
        SpeedMeasure.BATCH: _("A number at a time"),
    }
    for measure, label in labels.items():
        rows = [speed for speed in measured if speed.spec.measure is measure and speed.spec.measured_tokens_per_s]
        yield closeness(
            label, [speed.spec.measured_tokens_per_s or 0 for speed in rows], [speed.tokens_per_s for speed in rows]
        )
