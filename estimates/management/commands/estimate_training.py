import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from estimates.commandline import (
    add_runs,
    inputs_json,
    number,
    option,
    percentiles,
    precision_of,
    published_hours,
    say,
    table,
    tell_left_out,
    write_json,
    written,
)
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.tables.runs import NOT_GIVEN, NotGiven, RunEstimate, RunEstimator, RunSpec
from estimates.domain.tables.speeds import closeness
from estimates.prices import todays_prices
from estimates.reference import get_reference
from estimates.wording import reasons_said
from projects.catalogue import get_catalogue
from projects.domain.errors import BadValue
from projects.domain.ranges import Range

_COLUMNS = ("total_parameters", "training_tokens", "accelerator")


class Command(BaseCommand):
    help = (
        "Estimate what training a model takes: GPU-hours, rent, energy, carbon, each as a range; of the final run, "
        "which is what papers publish, unless all runs are asked, which is what the page counts."
    )
    requires_system_checks = ()  # it reads data files only, which the start has checked

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--parameters", help="all parameters, such as 7e9 or 7B")
        parser.add_argument("--tokens", help="tokens of one full run, all passes counted, such as 2e12")
        parser.add_argument("--accelerator", help="a name of fixtures/reference/accelerators.csv")
        parser.add_argument("--active-parameters", help="those that work on each token; for a mixture of experts")
        parser.add_argument(
            "--architecture", choices=[architecture.value for architecture in Architecture], default="decoder"
        )
        parser.add_argument("--accelerators", help="how many at once")
        parser.add_argument("--year", help="when it trains; without it the newest year of the published runs")
        parser.add_argument(
            "--precision", choices=("bf16", "fp16", "fp8"), default="bf16", help="format of the numbers"
        )
        parser.add_argument("--sequence-length", help="length of the texts in tokens")
        parser.add_argument("--pilot-mfu", help="MFU that the steps of a pilot reached, such as 0.38")
        parser.add_argument("--pilot-tokens-per-second", help="tokens a second that one accelerator of a pilot trained")
        parser.add_argument("--region", default="World average", help="a name of fixtures/reference/grid_carbon.csv")
        add_runs(parser)
        parser.add_argument("--from", dest="path", help="many runs: a CSV file with the columns of training_runs.csv")
        parser.add_argument("--json", action="store_true", help="JSON; with --from one object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        estimator = RunEstimator(get_reference(), get_catalogue().fields, prices=todays_prices())
        if options["path"] is not None:
            self._many(estimator, Path(options["path"]), as_json=options["json"], all_runs=options["all_runs"])
            return
        try:
            estimate = estimator.estimate(_spec_of(options))
        except BadValue as problem:
            raise CommandError(say(problem)) from None
        self._show(estimate, as_json=options["json"])

    def _many(self, estimator: RunEstimator, path: Path, *, as_json: bool, all_runs: bool) -> None:
        good, refused = 0, Counter[bool]()
        known: list[tuple[float, Range]] = []
        for line, row in _rows(path):
            good += 1
            name = (row.get("name") or "").strip() or _("line %(line)s") % {"line": line}
            try:
                estimate = estimator.estimate(_spec_of_row(row, name, all_runs=all_runs))
            except BadValue as problem:
                refused[isinstance(problem, NotGiven)] += 1
                self.stderr.write(f"{name}: {say(problem)}")
                if as_json:
                    write_json({"name": name, "error": say(problem)}, self.stdout)
                continue
            self._show(estimate, as_json=as_json, indent=None)
            if hours := published_hours(row):
                known.append((hours, estimate.gpu_hours))
        if known and not as_json:
            label = _("GPU-hours, against those published")
            for text in table([closeness(label, *zip(*known, strict=True))]):
                self.stdout.write(text)
        if not good:
            raise CommandError(_("%(path)s has no rows.") % {"path": path.name})
        tell_left_out(self.stderr, bad=refused[False], incomplete=refused[True])

    def _show(self, estimate: RunEstimate, *, as_json: bool, indent: int | None = 1) -> None:
        if as_json:
            write_json(_as_json(estimate), self.stdout, indent=indent)
            return
        lines = (
            (_("Final run"), estimate.gpu_hours, "GPU-hours"),
            *(((_("All runs"), estimate.all_gpu_hours, "GPU-hours"),) if estimate.all_gpu_hours else ()),
            (_("Rent"), estimate.cost_usd, "USD"),
            (_("Energy"), estimate.energy_mwh, "MWh"),
            (_("Carbon"), estimate.co2e_tonnes, "t CO₂e"),
            (_("MFU"), estimate.mfu, ""),
        )
        if estimate.name:
            self.stdout.write(estimate.name)
        for label, value, unit in lines:
            self.stdout.write(f"{label}: {written(value, unit)}")
        for sentence in reasons_said(estimate.reasons):
            self.stdout.write(sentence)


def _as_json(estimate: RunEstimate) -> dict[str, Any]:
    values: dict[str, Any] = {"name": estimate.name} if estimate.name else {}
    return values | {
        "flop": estimate.flop,
        "gpu_hours": percentiles(estimate.gpu_hours),
        **({"all_gpu_hours": percentiles(estimate.all_gpu_hours)} if estimate.all_gpu_hours else {}),
        "cost_usd": percentiles(estimate.cost_usd),
        "energy_mwh": percentiles(estimate.energy_mwh),
        "co2e_tonnes": percentiles(estimate.co2e_tonnes),
        "mfu": percentiles(estimate.mfu),
        "assumptions": inputs_json(estimate.assumptions),
        "wider_because": reasons_said(estimate.reasons),
    }


def _spec_of(options: Mapping[str, Any]) -> RunSpec:
    read = {
        name: option(options[name.replace("-", "_")], name)
        for name in (
            "parameters",
            "tokens",
            "active-parameters",
            "accelerators",
            "year",
            "sequence-length",
            "pilot-mfu",
            "pilot-tokens-per-second",
        )
    }
    parameters, tokens, accelerator = read["parameters"], read["tokens"], options["accelerator"]
    if parameters is None or tokens is None or not accelerator:
        raise CommandError(_("Give --parameters, --tokens and --accelerator, or a file with --from."))
    return RunSpec(
        parameters=parameters,
        tokens=tokens,
        accelerator=accelerator,
        active_parameters=read["active-parameters"],
        architecture=Architecture(options["architecture"]),
        accelerator_count=read["accelerators"],
        year=_year(read["year"]),
        precision=options["precision"],
        sequence_length=read["sequence-length"],
        pilot_mfu=read["pilot-mfu"],
        pilot_tokens_per_second=read["pilot-tokens-per-second"],
        region=options["region"],
        all_runs=options["all_runs"],
    )


def _year(value: float | None) -> int | None:
    if value is None:
        return None
    if value != int(value):
        raise CommandError(_("--year must be a whole number."))
    return int(value)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise CommandError(
                    _("%(path)s lacks the columns %(names)s.")
                    % {
                        "path": path.name,
                        "names": ", ".join(missing),
                    }
                )
            for row in reader:
                yield reader.line_num, {key: value for key, value in row.items() if isinstance(value, str) and key}
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise CommandError(_("%(path)s cannot be read: %(why)s") % {"path": path, "why": problem}) from None


def _spec_of_row(row: Mapping[str, str], name: str, *, all_runs: bool) -> RunSpec:
    def read(column: str) -> float | None:
        text = row.get(column, "").strip()
        return number(text, column) if text else None

    parameters, tokens = read("total_parameters"), read("training_tokens")
    active = read("active_parameters")
    parameters = active if parameters is None else parameters
    accelerator = row.get("accelerator", "").strip()
    if parameters is None:
        raise NotGiven(NOT_GIVEN, {"column": "total_parameters"})
    if tokens is None:
        raise NotGiven(NOT_GIVEN, {"column": "training_tokens"})
    if not accelerator:
        raise NotGiven(NOT_GIVEN, {"column": "accelerator"})
    year = read("year")
    try:
        architecture = Architecture(row.get("architecture", "").strip() or "decoder")
    except ValueError:
        raise BadValue("architecture “%(name)s” is unknown.", {"name": row.get("architecture", "")[:60]}) from None
    return RunSpec(
        name=name,
        parameters=parameters,
        tokens=tokens,
        accelerator=accelerator,
        active_parameters=active,
        architecture=architecture,
        accelerator_count=read("accelerator_count"),
        year=None if year is None else int(year),
        precision=precision_of(row.get("precision", "")),
        sequence_length=read("sequence_length"),
        pilot_mfu=read("pilot_mfu"),
        pilot_tokens_per_second=read("pilot_tokens_per_second"),
        all_runs=all_runs,
    )
